CREATE TABLE survey_release (
	round_id INTEGER NOT NULL,
	document TEXT NOT NULL,
	released_by INTEGER,
	released_at DATETIME NOT NULL,
	CONSTRAINT pk_survey_release PRIMARY KEY (round_id),
	CONSTRAINT fk_survey_release_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_survey_release_released_by FOREIGN KEY(released_by) REFERENCES person (id)
);
