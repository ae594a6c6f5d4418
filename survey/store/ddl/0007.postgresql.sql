ALTER TABLE collection ADD COLUMN digest BYTEA;
CREATE UNIQUE INDEX uq_collection_digest ON collection (digest);
CREATE INDEX ix_tagged_scheme_version_state_unsure ON tagged (scheme_version, state, unsure);
CREATE INDEX ix_tagged_scheme_version_language ON tagged (scheme_version, language);
