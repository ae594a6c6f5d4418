CREATE TABLE objection_window (
	wave_id INTEGER NOT NULL,
	days INTEGER NOT NULL,
	opened_at DATETIME NOT NULL,
	opened_by INTEGER,
	CONSTRAINT pk_objection_window PRIMARY KEY (wave_id),
	CONSTRAINT fk_objection_window_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_objection_window_opened_by FOREIGN KEY(opened_by) REFERENCES person (id)
);
CREATE TABLE objection (
	id INTEGER NOT NULL,
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	item TEXT DEFAULT '' NOT NULL,
	token TEXT NOT NULL,
	person_id INTEGER,
	reason TEXT NOT NULL,
	at DATETIME NOT NULL,
	state TEXT DEFAULT 'undecided' NOT NULL,
	said TEXT DEFAULT '' NOT NULL,
	answer TEXT DEFAULT '' NOT NULL,
	decided_by INTEGER,
	decided_at DATETIME,
	grade_id INTEGER,
	CONSTRAINT pk_objection PRIMARY KEY (id),
	CONSTRAINT fk_objection_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_objection_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_objection_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT uq_objection_token UNIQUE (token),
	CONSTRAINT fk_objection_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_objection_decided_by FOREIGN KEY(decided_by) REFERENCES person (id),
	CONSTRAINT fk_objection_grade_id FOREIGN KEY(grade_id) REFERENCES grade (id)
);
CREATE INDEX ix_objection_inquiry_id ON objection (inquiry_id);
CREATE INDEX ix_objection_unit_id ON objection (unit_id);
CREATE INDEX ix_objection_wave_id ON objection (wave_id);
CREATE UNIQUE INDEX uq_objection_inquiry_id_item ON objection (inquiry_id, item) WHERE state <> 'withdrawn';
CREATE TABLE ledger_entry (
	wave_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	origin TEXT NOT NULL,
	objection_id INTEGER,
	unit_id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	item TEXT DEFAULT '' NOT NULL,
	"before" FLOAT,
	"after" FLOAT,
	total_before FLOAT,
	total_after FLOAT,
	rank_before INTEGER,
	rank_after INTEGER,
	reason TEXT NOT NULL,
	answer TEXT NOT NULL,
	decided_on DATE NOT NULL,
	undone_at DATETIME,
	CONSTRAINT pk_ledger_entry PRIMARY KEY (wave_id, number),
	CONSTRAINT fk_ledger_entry_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_ledger_entry_objection_id FOREIGN KEY(objection_id) REFERENCES objection (id),
	CONSTRAINT fk_ledger_entry_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_ledger_entry_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id)
);
CREATE INDEX ix_ledger_entry_objection_id ON ledger_entry (objection_id);
CREATE TABLE objection_file (
	id INTEGER NOT NULL,
	objection_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	content BLOB NOT NULL,
	sha256 TEXT NOT NULL,
	added_at DATETIME NOT NULL,
	CONSTRAINT pk_objection_file PRIMARY KEY (id),
	CONSTRAINT uq_objection_file_objection_id_sha256 UNIQUE (objection_id, sha256),
	CONSTRAINT fk_objection_file_objection_id FOREIGN KEY(objection_id) REFERENCES objection (id)
);
