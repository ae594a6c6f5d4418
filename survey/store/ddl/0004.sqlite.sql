CREATE TABLE opt_out (
	digest BLOB NOT NULL,
	since DATE NOT NULL,
	CONSTRAINT pk_opt_out PRIMARY KEY (digest)
)
 WITHOUT ROWID;
CREATE TABLE quarantine (
	digest BLOB NOT NULL,
	until DATE NOT NULL,
	CONSTRAINT pk_quarantine PRIMARY KEY (digest)
)
 WITHOUT ROWID;
CREATE TABLE sealed (
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	id BLOB NOT NULL,
	box BLOB NOT NULL,
	CONSTRAINT pk_sealed PRIMARY KEY (round_id, unit_id, channel, id)
)
 WITHOUT ROWID;
CREATE TABLE spent (
	round_id INTEGER NOT NULL,
	digest BLOB NOT NULL,
	CONSTRAINT pk_spent PRIMARY KEY (round_id, digest)
)
 WITHOUT ROWID;
CREATE TABLE round (
	id INTEGER NOT NULL,
	title TEXT NOT NULL,
	mode TEXT NOT NULL,
	status TEXT DEFAULT 'draft' NOT NULL,
	rules JSON NOT NULL,
	forms JSON DEFAULT '{}' NOT NULL,
	language TEXT DEFAULT 'nb' NOT NULL,
	starts_on DATE NOT NULL,
	asks_until DATE NOT NULL,
	ends_on DATE NOT NULL,
	public_key BLOB NOT NULL,
	previous_id INTEGER,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	opened_at DATETIME,
	closed_at DATETIME,
	personal_erased_at DATETIME,
	keys_destroyed_at DATETIME,
	CONSTRAINT pk_round PRIMARY KEY (id),
	CONSTRAINT fk_round_previous_id FOREIGN KEY(previous_id) REFERENCES round (id),
	CONSTRAINT fk_round_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);
CREATE INDEX ix_round_previous_id ON round (previous_id);
CREATE TABLE comment (
	id BLOB NOT NULL,
	round_id INTEGER NOT NULL,
	unit_id INTEGER,
	channel TEXT,
	period TEXT DEFAULT '' NOT NULL,
	item TEXT NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_comment PRIMARY KEY (id),
	CONSTRAINT fk_comment_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_comment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_comment_round_id_unit_id_channel ON comment (round_id, unit_id, channel);
CREATE TABLE contact_count (
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	fate TEXT NOT NULL,
	number INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_contact_count PRIMARY KEY (round_id, unit_id, channel, fate),
	CONSTRAINT fk_contact_count_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_contact_count_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_contact_count_unit_id ON contact_count (unit_id);
CREATE TABLE contact_seen (
	round_id INTEGER NOT NULL,
	digest BLOB NOT NULL,
	CONSTRAINT pk_contact_seen PRIMARY KEY (round_id, digest),
	CONSTRAINT fk_contact_seen_round_id FOREIGN KEY(round_id) REFERENCES round (id)
)
 WITHOUT ROWID;
CREATE TABLE feed (
	round_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	last_at DATETIME NOT NULL,
	rows INTEGER DEFAULT '0' NOT NULL,
	faults INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_feed PRIMARY KEY (round_id, name),
	CONSTRAINT fk_feed_round_id FOREIGN KEY(round_id) REFERENCES round (id)
);
CREATE TABLE invitation (
	id BLOB NOT NULL,
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	way TEXT NOT NULL,
	language TEXT NOT NULL,
	personal BLOB,
	standing TEXT DEFAULT 'waiting' NOT NULL,
	sent INTEGER DEFAULT '0' NOT NULL,
	due_at DATETIME,
	claimed_at DATETIME,
	claimed_by TEXT,
	tries INTEGER DEFAULT '0' NOT NULL,
	fault TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_invitation PRIMARY KEY (id),
	CONSTRAINT fk_invitation_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_invitation_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_invitation_round_id_unit_id_channel ON invitation (round_id, unit_id, channel);
CREATE INDEX ix_invitation_standing_due_at ON invitation (standing, due_at);
CREATE TABLE response (
	id BLOB NOT NULL,
	round_id INTEGER NOT NULL,
	unit_id INTEGER,
	channel TEXT,
	period TEXT DEFAULT '' NOT NULL,
	form TEXT NOT NULL,
	answers JSON NOT NULL,
	partial BOOLEAN DEFAULT 0 NOT NULL,
	assisted BOOLEAN DEFAULT 0 NOT NULL,
	kiosk BOOLEAN DEFAULT 0 NOT NULL,
	facts JSON,
	CONSTRAINT pk_response PRIMARY KEY (id),
	CONSTRAINT fk_response_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_response_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_response_round_id_unit_id_channel ON response (round_id, unit_id, channel);
CREATE TABLE round_unit (
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	sender_name TEXT DEFAULT '' NOT NULL,
	sender_email TEXT DEFAULT '' NOT NULL,
	kiosk TEXT DEFAULT '' NOT NULL,
	texts JSON DEFAULT '{}' NOT NULL,
	CONSTRAINT pk_round_unit PRIMARY KEY (round_id, unit_id),
	CONSTRAINT fk_round_unit_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_round_unit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_round_unit_unit_id ON round_unit (unit_id);
