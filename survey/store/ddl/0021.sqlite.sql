CREATE TABLE objection_extension (
	wave_id INTEGER NOT NULL,
	days INTEGER NOT NULL,
	days_before INTEGER NOT NULL,
	reason TEXT NOT NULL,
	at DATETIME NOT NULL,
	extended_by INTEGER,
	CONSTRAINT pk_objection_extension PRIMARY KEY (wave_id, days),
	CONSTRAINT fk_objection_extension_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_objection_extension_extended_by FOREIGN KEY(extended_by) REFERENCES person (id)
);
