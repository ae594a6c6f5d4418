CREATE TABLE hold (
	comment_id BLOB NOT NULL,
	person_id INTEGER NOT NULL,
	token TEXT NOT NULL,
	drawn TEXT NOT NULL,
	place INTEGER NOT NULL,
	skipped BOOLEAN DEFAULT 0 NOT NULL,
	until DATETIME NOT NULL,
	CONSTRAINT pk_hold PRIMARY KEY (comment_id),
	CONSTRAINT fk_hold_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE,
	CONSTRAINT fk_hold_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_hold_person_id ON hold (person_id);
