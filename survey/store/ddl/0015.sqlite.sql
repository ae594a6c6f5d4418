CREATE TABLE publication_anew (
	wave_id INTEGER NOT NULL,
	published_at DATETIME NOT NULL,
	published_by INTEGER,
	bundle BLOB NOT NULL,
	sha256 TEXT NOT NULL,
	edition INTEGER NOT NULL,
	signature TEXT DEFAULT '' NOT NULL,
	public_key TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_publication PRIMARY KEY (wave_id, edition),
	CONSTRAINT fk_publication_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_publication_published_by FOREIGN KEY(published_by) REFERENCES person (id)
);
INSERT INTO publication_anew (wave_id, published_at, published_by, bundle, sha256, edition)
SELECT wave_id, published_at, published_by, bundle, sha256, 1 FROM publication;
DROP TABLE publication;
ALTER TABLE publication_anew RENAME TO publication;
CREATE INDEX ix_publication_published_by ON publication (published_by);
