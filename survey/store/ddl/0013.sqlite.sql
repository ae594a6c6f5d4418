CREATE TABLE reply_reading (
	mail_id INTEGER NOT NULL,
	language TEXT NOT NULL,
	words INTEGER NOT NULL,
	lix FLOAT,
	computed_at DATETIME NOT NULL,
	CONSTRAINT pk_reply_reading PRIMARY KEY (mail_id),
	CONSTRAINT fk_reply_reading_mail_id FOREIGN KEY(mail_id) REFERENCES mail (id)
);
CREATE TABLE wave_measure (
	wave_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	basis TEXT NOT NULL,
	document TEXT NOT NULL,
	computed_at DATETIME NOT NULL,
	CONSTRAINT pk_wave_measure PRIMARY KEY (wave_id, kind),
	CONSTRAINT fk_wave_measure_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id)
);
CREATE TABLE second_grade (
	id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	instrument_version INTEGER NOT NULL,
	answers JSON NOT NULL,
	submitted_at DATETIME NOT NULL,
	decision TEXT DEFAULT '' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	decided_by INTEGER,
	decided_at DATETIME,
	CONSTRAINT pk_second_grade PRIMARY KEY (id),
	CONSTRAINT uq_second_grade_inquiry_id UNIQUE (inquiry_id),
	CONSTRAINT fk_second_grade_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_second_grade_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_second_grade_decided_by FOREIGN KEY(decided_by) REFERENCES person (id)
);
CREATE INDEX ix_second_grade_person_id ON second_grade (person_id);
