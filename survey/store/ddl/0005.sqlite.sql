CREATE TABLE signed (
	round_id INTEGER NOT NULL,
	digest BLOB NOT NULL,
	request BLOB NOT NULL,
	CONSTRAINT pk_signed PRIMARY KEY (round_id, digest)
)
 WITHOUT ROWID;
CREATE TABLE token_key (
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	name BLOB NOT NULL,
	private BLOB NOT NULL,
	CONSTRAINT pk_token_key PRIMARY KEY (round_id, unit_id, channel),
	CONSTRAINT fk_token_key_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_token_key_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT uq_token_key_name UNIQUE (name)
);
