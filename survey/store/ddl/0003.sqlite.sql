CREATE TABLE access (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	token_sha256 TEXT NOT NULL,
	name TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	used_on DATE,
	CONSTRAINT pk_access PRIMARY KEY (id),
	CONSTRAINT fk_access_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_access_token_sha256 UNIQUE (token_sha256)
);
CREATE INDEX ix_access_person_id ON access (person_id);
