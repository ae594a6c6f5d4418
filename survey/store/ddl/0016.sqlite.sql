CREATE TABLE pack (
	id INTEGER NOT NULL,
	wave_id INTEGER NOT NULL,
	language TEXT NOT NULL,
	status TEXT NOT NULL,
	wanted_by INTEGER,
	wanted_at DATETIME NOT NULL,
	claimed_by TEXT,
	beat_at DATETIME,
	done INTEGER DEFAULT '0' NOT NULL,
	units INTEGER DEFAULT '0' NOT NULL,
	file TEXT DEFAULT '' NOT NULL,
	size INTEGER DEFAULT '0' NOT NULL,
	made_at DATETIME,
	fault TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_pack PRIMARY KEY (id),
	CONSTRAINT fk_pack_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_pack_wanted_by FOREIGN KEY(wanted_by) REFERENCES person (id)
);
CREATE INDEX ix_pack_wave_id ON pack (wave_id);
