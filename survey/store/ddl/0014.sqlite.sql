CREATE TABLE guarantee (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code TEXT NOT NULL,
	within FLOAT NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_guarantee PRIMARY KEY (id),
	CONSTRAINT fk_guarantee_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_guarantee_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);
CREATE INDEX ix_guarantee_created_by ON guarantee (created_by);
CREATE INDEX ix_guarantee_unit_id ON guarantee (unit_id);
CREATE TABLE finding (
	id INTEGER NOT NULL,
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	place INTEGER,
	document JSON NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_finding PRIMARY KEY (id),
	CONSTRAINT uq_finding_wave_id UNIQUE (wave_id, unit_id, "key"),
	CONSTRAINT fk_finding_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_finding_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_finding_unit_id ON finding (unit_id);
CREATE TABLE report (
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	document JSON NOT NULL,
	digest TEXT NOT NULL,
	CONSTRAINT pk_report PRIMARY KEY (wave_id, unit_id),
	CONSTRAINT fk_report_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_report_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_report_unit_id ON report (unit_id);
