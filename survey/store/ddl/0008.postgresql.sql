CREATE TABLE hold (
	comment_id BYTEA NOT NULL,
	person_id BIGINT NOT NULL,
	token TEXT NOT NULL,
	drawn TEXT NOT NULL,
	place INTEGER NOT NULL,
	skipped BOOLEAN DEFAULT false NOT NULL,
	until TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_hold PRIMARY KEY (comment_id),
	CONSTRAINT fk_hold_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE,
	CONSTRAINT fk_hold_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_hold_person_id ON hold (person_id);
