CREATE TABLE response_count (
	round_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	channel TEXT NOT NULL,
	number INTEGER NOT NULL,
	counted INTEGER DEFAULT '0' NOT NULL,
	counts BYTEA,
	CONSTRAINT pk_response_count PRIMARY KEY (round_id, unit_id, channel),
	CONSTRAINT fk_response_count_round_id FOREIGN KEY(round_id) REFERENCES round (id)
);
