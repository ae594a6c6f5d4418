CREATE TABLE collection (
	id INTEGER NOT NULL,
	title TEXT NOT NULL,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	keep_until DATE,
	CONSTRAINT pk_collection PRIMARY KEY (id),
	CONSTRAINT fk_collection_created_by FOREIGN KEY(created_by) REFERENCES person (id)
);
CREATE TABLE comment_of_any_source (
	id BLOB NOT NULL,
	round_id INTEGER,
	unit_id INTEGER,
	channel TEXT,
	period TEXT DEFAULT '' NOT NULL,
	item TEXT NOT NULL,
	text TEXT NOT NULL,
	wave_id INTEGER,
	collection_id INTEGER,
	service TEXT DEFAULT '' NOT NULL,
	language TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_comment PRIMARY KEY (id),
	CONSTRAINT ck_comment_source CHECK ((round_id IS NOT NULL) + (wave_id IS NOT NULL) + (collection_id IS NOT NULL) = 1),
	CONSTRAINT fk_comment_round_id FOREIGN KEY(round_id) REFERENCES round (id),
	CONSTRAINT fk_comment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_comment_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_comment_collection_id FOREIGN KEY(collection_id) REFERENCES collection (id)
)
 WITHOUT ROWID;
INSERT INTO comment_of_any_source (id, round_id, unit_id, channel, period, item, text)
	SELECT id, round_id, unit_id, channel, period, item, text FROM comment;
DROP TABLE comment;
ALTER TABLE comment_of_any_source RENAME TO comment;
CREATE INDEX ix_comment_collection_id_unit_id_channel ON comment (collection_id, unit_id, channel);
CREATE INDEX ix_comment_round_id_unit_id_channel ON comment (round_id, unit_id, channel);
CREATE INDEX ix_comment_unit_id_channel_period ON comment (unit_id, channel, period);
CREATE INDEX ix_comment_wave_id_unit_id_channel ON comment (wave_id, unit_id, channel);
CREATE VIRTUAL TABLE comment_search USING fts5 (
	words, comment_id UNINDEXED, tokenize = "unicode61 remove_diacritics 0"
);
CREATE TABLE category_count (
	scheme_version INTEGER NOT NULL,
	axis TEXT NOT NULL,
	code TEXT NOT NULL,
	source TEXT NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	period TEXT NOT NULL,
	service TEXT NOT NULL,
	number INTEGER NOT NULL,
	CONSTRAINT pk_category_count PRIMARY KEY (scheme_version, axis, code, source, unit_id, channel, period, service)
)
 WITHOUT ROWID;
CREATE TABLE scheme (
	version INTEGER NOT NULL,
	document TEXT NOT NULL,
	sha256 TEXT DEFAULT '' NOT NULL,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	changed_at DATETIME NOT NULL,
	published_by INTEGER,
	published_at DATETIME,
	CONSTRAINT pk_scheme PRIMARY KEY (version),
	CONSTRAINT fk_scheme_created_by FOREIGN KEY(created_by) REFERENCES person (id),
	CONSTRAINT fk_scheme_published_by FOREIGN KEY(published_by) REFERENCES person (id)
);
CREATE TABLE blind_draw (
	id INTEGER NOT NULL,
	scheme_version INTEGER NOT NULL,
	drawn_by INTEGER,
	drawn_at DATETIME NOT NULL,
	CONSTRAINT pk_blind_draw PRIMARY KEY (id),
	CONSTRAINT fk_blind_draw_scheme_version FOREIGN KEY(scheme_version) REFERENCES scheme (version),
	CONSTRAINT fk_blind_draw_drawn_by FOREIGN KEY(drawn_by) REFERENCES person (id)
);
CREATE TABLE tagger_model (
	id INTEGER NOT NULL,
	scheme_version INTEGER NOT NULL,
	status TEXT NOT NULL,
	origin TEXT NOT NULL,
	wanted_by INTEGER,
	wanted_at DATETIME NOT NULL,
	claimed_at DATETIME,
	claimed_by TEXT,
	beat_at DATETIME,
	progress FLOAT DEFAULT '0' NOT NULL,
	doing TEXT DEFAULT '' NOT NULL,
	trained_at DATETIME,
	card JSON,
	comparison JSON,
	sha256 TEXT DEFAULT '' NOT NULL,
	size INTEGER DEFAULT '0' NOT NULL,
	fault TEXT DEFAULT '' NOT NULL,
	used_at DATETIME,
	used_by INTEGER,
	CONSTRAINT pk_tagger_model PRIMARY KEY (id),
	CONSTRAINT fk_tagger_model_scheme_version FOREIGN KEY(scheme_version) REFERENCES scheme (version),
	CONSTRAINT fk_tagger_model_wanted_by FOREIGN KEY(wanted_by) REFERENCES person (id),
	CONSTRAINT fk_tagger_model_used_by FOREIGN KEY(used_by) REFERENCES person (id)
);
CREATE UNIQUE INDEX uq_tagger_model_in_use ON tagger_model (scheme_version) WHERE status = 'in_use';
CREATE TABLE blind_item (
	draw_id INTEGER NOT NULL,
	comment_id BLOB NOT NULL,
	resolved BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_blind_item PRIMARY KEY (draw_id, comment_id),
	CONSTRAINT fk_blind_item_draw_id FOREIGN KEY(draw_id) REFERENCES blind_draw (id),
	CONSTRAINT fk_blind_item_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE INDEX ix_blind_item_comment_id ON blind_item (comment_id);
CREATE TABLE correction (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	scheme_version INTEGER NOT NULL,
	comment_id BLOB NOT NULL,
	axis TEXT NOT NULL,
	codes JSON NOT NULL,
	suggested JSON,
	person_id INTEGER,
	at DATETIME NOT NULL,
	drawn TEXT NOT NULL,
	draw_id INTEGER,
	undone_at DATETIME,
	CONSTRAINT pk_correction PRIMARY KEY (id),
	CONSTRAINT uq_correction_token_axis UNIQUE (token, axis),
	CONSTRAINT fk_correction_scheme_version FOREIGN KEY(scheme_version) REFERENCES scheme (version),
	CONSTRAINT fk_correction_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE,
	CONSTRAINT fk_correction_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_correction_draw_id FOREIGN KEY(draw_id) REFERENCES blind_draw (id)
);
CREATE INDEX ix_correction_comment_id ON correction (comment_id);
CREATE INDEX ix_correction_draw_id ON correction (draw_id);
CREATE INDEX ix_correction_scheme_version_person_id ON correction (scheme_version, person_id);
CREATE TABLE tag (
	comment_id BLOB NOT NULL,
	scheme_version INTEGER NOT NULL,
	axis TEXT NOT NULL,
	code TEXT NOT NULL,
	p FLOAT,
	CONSTRAINT pk_tag PRIMARY KEY (comment_id, scheme_version, axis, code),
	CONSTRAINT fk_tag_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE,
	CONSTRAINT fk_tag_scheme_version FOREIGN KEY(scheme_version) REFERENCES scheme (version)
)
 WITHOUT ROWID;
CREATE INDEX ix_tag_scheme_version_axis_code_comment_id ON tag (scheme_version, axis, code, comment_id);
CREATE TABLE tagged (
	comment_id BLOB NOT NULL,
	scheme_version INTEGER NOT NULL,
	model_id INTEGER,
	language TEXT DEFAULT '' NOT NULL,
	state TEXT NOT NULL,
	unsure BOOLEAN DEFAULT 0 NOT NULL,
	margin FLOAT DEFAULT '0' NOT NULL,
	told JSON NOT NULL,
	CONSTRAINT pk_tagged PRIMARY KEY (comment_id, scheme_version),
	CONSTRAINT fk_tagged_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE,
	CONSTRAINT fk_tagged_scheme_version FOREIGN KEY(scheme_version) REFERENCES scheme (version),
	CONSTRAINT fk_tagged_model_id FOREIGN KEY(model_id) REFERENCES tagger_model (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_tagged_scheme_version_state_margin ON tagged (scheme_version, state, margin);
CREATE TABLE tagger_file (
	model_id INTEGER NOT NULL,
	packed BLOB NOT NULL,
	CONSTRAINT pk_tagger_file PRIMARY KEY (model_id),
	CONSTRAINT fk_tagger_file_model_id FOREIGN KEY(model_id) REFERENCES tagger_model (id) ON DELETE CASCADE
);
CREATE TABLE untagged (
	comment_id BLOB NOT NULL,
	CONSTRAINT pk_untagged PRIMARY KEY (comment_id),
	CONSTRAINT fk_untagged_comment_id FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE CASCADE
)
 WITHOUT ROWID;
INSERT INTO untagged (comment_id) SELECT id FROM comment;
