CREATE TABLE edition (
	id INTEGER NOT NULL,
	instrument TEXT NOT NULL,
	version INTEGER NOT NULL,
	status TEXT DEFAULT 'draft' NOT NULL,
	document TEXT NOT NULL,
	sha256 TEXT DEFAULT '' NOT NULL,
	changes TEXT DEFAULT '' NOT NULL,
	source TEXT DEFAULT '' NOT NULL,
	findings JSON NOT NULL,
	lost JSON NOT NULL,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	changed_at DATETIME NOT NULL,
	published_by INTEGER,
	published_at DATETIME,
	withdrawn_at DATETIME,
	CONSTRAINT pk_edition PRIMARY KEY (id),
	CONSTRAINT uq_edition_instrument_version UNIQUE (instrument, version),
	CONSTRAINT fk_edition_created_by FOREIGN KEY(created_by) REFERENCES person (id),
	CONSTRAINT fk_edition_published_by FOREIGN KEY(published_by) REFERENCES person (id)
);
CREATE TABLE edition_before (
	id INTEGER NOT NULL,
	edition_id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	by_id INTEGER,
	change TEXT NOT NULL,
	document TEXT NOT NULL,
	source TEXT NOT NULL,
	findings JSON NOT NULL,
	lost JSON NOT NULL,
	CONSTRAINT pk_edition_before PRIMARY KEY (id),
	CONSTRAINT fk_edition_before_edition_id FOREIGN KEY(edition_id) REFERENCES edition (id),
	CONSTRAINT fk_edition_before_by_id FOREIGN KEY(by_id) REFERENCES person (id)
);
CREATE INDEX ix_edition_before_edition_id ON edition_before (edition_id);
ALTER TABLE wave ADD COLUMN forms JSON DEFAULT '{}' NOT NULL;
