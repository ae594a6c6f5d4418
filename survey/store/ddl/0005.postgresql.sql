CREATE TABLE signed (
	round_id BIGINT NOT NULL,
	digest BYTEA NOT NULL,
	request BYTEA NOT NULL,
	CONSTRAINT pk_signed PRIMARY KEY (round_id, digest)
);
CREATE TABLE token_key (
	round_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	channel TEXT NOT NULL,
	name BYTEA NOT NULL,
	private BYTEA NOT NULL,
	CONSTRAINT pk_token_key PRIMARY KEY (round_id, unit_id, channel),
	CONSTRAINT fk_token_key_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_token_key_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT uq_token_key_name UNIQUE (name)
);
