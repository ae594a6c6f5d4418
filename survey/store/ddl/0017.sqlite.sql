CREATE TABLE calendar_address (
	person_id INTEGER NOT NULL,
	nonce TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	CONSTRAINT pk_calendar_address PRIMARY KEY (person_id),
	CONSTRAINT fk_calendar_address_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE mail_choice (
	person_id INTEGER NOT NULL,
	what TEXT NOT NULL,
	wanted BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_mail_choice PRIMARY KEY (person_id, what),
	CONSTRAINT fk_mail_choice_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE attached_wave (
	wave_id INTEGER NOT NULL,
	chosen_by INTEGER,
	chosen_at DATETIME NOT NULL,
	CONSTRAINT pk_attached_wave PRIMARY KEY (wave_id),
	CONSTRAINT fk_attached_wave_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_attached_wave_chosen_by FOREIGN KEY(chosen_by) REFERENCES person (id)
);
CREATE TABLE telling (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	wave_id INTEGER NOT NULL,
	occasion TEXT NOT NULL,
	mark TEXT DEFAULT '' NOT NULL,
	units JSON NOT NULL,
	about JSON NOT NULL,
	token TEXT NOT NULL,
	status TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	due_at DATETIME NOT NULL,
	claimed_at DATETIME,
	claimed_by TEXT,
	tries INTEGER DEFAULT '0' NOT NULL,
	sent_at DATETIME,
	sent_to TEXT DEFAULT '' NOT NULL,
	provider_id TEXT DEFAULT '' NOT NULL,
	outcome TEXT DEFAULT '' NOT NULL,
	fault TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_telling PRIMARY KEY (id),
	CONSTRAINT uq_telling_person_id_wave_id_occasion_mark UNIQUE (person_id, wave_id, occasion, mark),
	CONSTRAINT fk_telling_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_telling_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT uq_telling_token UNIQUE (token)
);
CREATE INDEX ix_telling_person_id ON telling (person_id);
CREATE INDEX ix_telling_provider_id ON telling (provider_id);
CREATE INDEX ix_telling_status_due_at ON telling (status, due_at);
CREATE INDEX ix_telling_wave_id ON telling (wave_id);
