CREATE TABLE audit (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	person_id BIGINT,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (at);
CREATE TABLE domain_check (
	domain TEXT NOT NULL,
	at DATETIME NOT NULL,
	findings JSON NOT NULL,
	CONSTRAINT pk_domain_check PRIMARY KEY (domain)
);
CREATE TABLE job_run (
	job TEXT NOT NULL,
	occurrence TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_job_run PRIMARY KEY (job, occurrence)
);
CREATE TABLE person (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	language TEXT DEFAULT 'nb' NOT NULL,
	password_hash TEXT,
	active BOOLEAN DEFAULT 1 NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_person PRIMARY KEY (id),
	CONSTRAINT uq_person_email UNIQUE (email)
);
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	applied_at DATETIME NOT NULL,
	CONSTRAINT pk_schema_version PRIMARY KEY (version)
);
CREATE TABLE throttle (
	"key" TEXT NOT NULL,
	window_start DATETIME NOT NULL,
	hits INTEGER NOT NULL,
	CONSTRAINT pk_throttle PRIMARY KEY ("key")
);
CREATE TABLE unit (
	id INTEGER NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	country TEXT DEFAULT 'NO' NOT NULL,
	county TEXT DEFAULT '' NOT NULL,
	population INTEGER,
	area_km2 FLOAT,
	written_form TEXT DEFAULT 'nb' NOT NULL,
	website TEXT DEFAULT '' NOT NULL,
	lat FLOAT,
	lon FLOAT,
	opening JSON,
	parent_id INTEGER,
	valid_from DATE,
	valid_to DATE,
	successor_id INTEGER,
	CONSTRAINT pk_unit PRIMARY KEY (id),
	CONSTRAINT uq_unit_country_code_valid_from UNIQUE (country, code, valid_from),
	CONSTRAINT fk_unit_parent_id FOREIGN KEY(parent_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_successor_id FOREIGN KEY(successor_id) REFERENCES unit (id)
);
CREATE INDEX ix_unit_parent_id ON unit (parent_id);
CREATE INDEX ix_unit_successor_id ON unit (successor_id);
CREATE TABLE address (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	address TEXT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	replaced_at DATETIME,
	CONSTRAINT pk_address PRIMARY KEY (id),
	CONSTRAINT fk_address_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_address_unit_id ON address (unit_id);
CREATE TABLE closed_day (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_closed_day PRIMARY KEY (id),
	CONSTRAINT uq_closed_day_unit_id_day UNIQUE (unit_id, day),
	CONSTRAINT fk_closed_day_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_closed_day_unit_id ON closed_day (unit_id);
CREATE TABLE link (
	token_sha256 TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	CONSTRAINT pk_link PRIMARY KEY (token_sha256),
	CONSTRAINT fk_link_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_link_person_id ON link (person_id);
CREATE TABLE mail (
	id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	source TEXT NOT NULL,
	recipients JSON NOT NULL,
	received_at DATETIME NOT NULL,
	arrived_at DATETIME,
	raw BLOB,
	head BLOB,
	damage JSON NOT NULL,
	status TEXT NOT NULL,
	kind TEXT,
	human BOOLEAN DEFAULT 0 NOT NULL,
	confidence FLOAT,
	because JSON,
	guesses JSON,
	expected_on DATE,
	kind_by INTEGER,
	size INTEGER NOT NULL,
	erased_at DATETIME,
	CONSTRAINT pk_mail PRIMARY KEY (id),
	CONSTRAINT uq_mail_key UNIQUE ("key"),
	CONSTRAINT fk_mail_kind_by FOREIGN KEY(kind_by) REFERENCES person (id)
);
CREATE INDEX ix_mail_kind_by ON mail (kind_by);
CREATE INDEX ix_mail_status_received_at ON mail (status, received_at);
CREATE TABLE role (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	role TEXT NOT NULL,
	unit_id INTEGER,
	CONSTRAINT pk_role PRIMARY KEY (id),
	CONSTRAINT uq_role_person_id_role_unit_id UNIQUE (person_id, role, unit_id),
	CONSTRAINT fk_role_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_role_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_role_person_id ON role (person_id);
CREATE INDEX ix_role_unit_id ON role (unit_id);
CREATE TABLE session (
	token_sha256 TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	csrf TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	CONSTRAINT pk_session PRIMARY KEY (token_sha256),
	CONSTRAINT fk_session_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_session_person_id ON session (person_id);
CREATE TABLE switch (
	name TEXT NOT NULL,
	is_on BOOLEAN DEFAULT 0 NOT NULL,
	by_id INTEGER,
	at DATETIME NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_switch PRIMARY KEY (name),
	CONSTRAINT fk_switch_by_id FOREIGN KEY(by_id) REFERENCES person (id)
);
CREATE INDEX ix_switch_by_id ON switch (by_id);
CREATE TABLE tie (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	CONSTRAINT pk_tie PRIMARY KEY (id),
	CONSTRAINT uq_tie_person_id_unit_id_kind UNIQUE (person_id, unit_id, kind),
	CONSTRAINT fk_tie_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_tie_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_tie_person_id ON tie (person_id);
CREATE INDEX ix_tie_unit_id ON tie (unit_id);
CREATE TABLE unit_upload (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	country TEXT NOT NULL,
	content BLOB NOT NULL,
	by_id INTEGER,
	at DATETIME NOT NULL,
	applied_at DATETIME,
	CONSTRAINT pk_unit_upload PRIMARY KEY (id),
	CONSTRAINT fk_unit_upload_by_id FOREIGN KEY(by_id) REFERENCES person (id)
);
CREATE INDEX ix_unit_upload_by_id ON unit_upload (by_id);
CREATE TABLE wave (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	protocol TEXT NOT NULL,
	protocol_version INTEGER DEFAULT '1' NOT NULL,
	status TEXT DEFAULT 'draft' NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	seed INTEGER NOT NULL,
	language TEXT DEFAULT 'nb' NOT NULL,
	previous_id INTEGER,
	created_by INTEGER,
	created_at DATETIME NOT NULL,
	planned_at DATETIME,
	"plan" JSON,
	self_mail_address TEXT,
	self_mail_arrived_at DATETIME,
	approved_by INTEGER,
	approved_at DATETIME,
	opened_at DATETIME,
	closed_at DATETIME,
	demo BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_wave PRIMARY KEY (id),
	CONSTRAINT fk_wave_previous_id FOREIGN KEY(previous_id) REFERENCES wave (id),
	CONSTRAINT fk_wave_created_by FOREIGN KEY(created_by) REFERENCES person (id),
	CONSTRAINT fk_wave_approved_by FOREIGN KEY(approved_by) REFERENCES person (id)
);
CREATE INDEX ix_wave_approved_by ON wave (approved_by);
CREATE INDEX ix_wave_created_by ON wave (created_by);
CREATE INDEX ix_wave_previous_id ON wave (previous_id);
CREATE TABLE inquiry (
	id INTEGER NOT NULL,
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	slot TEXT NOT NULL,
	channel TEXT NOT NULL,
	sector TEXT NOT NULL,
	scenario TEXT NOT NULL,
	wording INTEGER DEFAULT '0' NOT NULL,
	written_form TEXT NOT NULL,
	persona TEXT NOT NULL,
	tester_id INTEGER,
	status TEXT NOT NULL,
	outcome TEXT,
	follows_id INTEGER,
	due_at DATETIME NOT NULL,
	until DATETIME NOT NULL,
	started_at DATETIME,
	answered_at DATETIME,
	deadline_at DATETIME,
	working_days INTEGER,
	recognised BOOLEAN DEFAULT 0 NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_inquiry PRIMARY KEY (id),
	CONSTRAINT uq_inquiry_wave_id_unit_id_slot_channel UNIQUE (wave_id, unit_id, slot, channel),
	CONSTRAINT fk_inquiry_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_inquiry_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_inquiry_tester_id FOREIGN KEY(tester_id) REFERENCES person (id),
	CONSTRAINT fk_inquiry_follows_id FOREIGN KEY(follows_id) REFERENCES inquiry (id)
);
CREATE INDEX ix_inquiry_follows_id ON inquiry (follows_id);
CREATE INDEX ix_inquiry_status_due_at ON inquiry (status, due_at);
CREATE INDEX ix_inquiry_tester_id ON inquiry (tester_id);
CREATE INDEX ix_inquiry_unit_id ON inquiry (unit_id);
CREATE INDEX ix_inquiry_wave_id_status_due_at ON inquiry (wave_id, status, due_at);
CREATE TABLE publication (
	wave_id INTEGER NOT NULL,
	published_at DATETIME NOT NULL,
	published_by INTEGER,
	bundle BLOB NOT NULL,
	sha256 TEXT NOT NULL,
	CONSTRAINT pk_publication PRIMARY KEY (wave_id),
	CONSTRAINT fk_publication_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_publication_published_by FOREIGN KEY(published_by) REFERENCES person (id)
);
CREATE INDEX ix_publication_published_by ON publication (published_by);
CREATE TABLE standing (
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	total FLOAT,
	low FLOAT,
	high FLOAT,
	rank INTEGER,
	rank_low INTEGER,
	rank_high INTEGER,
	tested FLOAT NOT NULL,
	change FLOAT,
	band TEXT,
	passed BOOLEAN,
	sectors JSON NOT NULL,
	channels JSON NOT NULL,
	notes JSON NOT NULL,
	computed_at DATETIME NOT NULL,
	CONSTRAINT pk_standing PRIMARY KEY (wave_id, unit_id),
	CONSTRAINT fk_standing_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_standing_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_standing_unit_id ON standing (unit_id);
CREATE TABLE wave_tester (
	wave_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	per_day INTEGER DEFAULT '20' NOT NULL,
	CONSTRAINT pk_wave_tester PRIMARY KEY (wave_id, person_id),
	CONSTRAINT fk_wave_tester_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_wave_tester_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_wave_tester_person_id ON wave_tester (person_id);
CREATE TABLE wave_unit (
	wave_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	CONSTRAINT pk_wave_unit PRIMARY KEY (wave_id, unit_id),
	CONSTRAINT fk_wave_unit_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT fk_wave_unit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_wave_unit_unit_id ON wave_unit (unit_id);
CREATE TABLE alias (
	address TEXT NOT NULL,
	inquiry_id INTEGER NOT NULL,
	CONSTRAINT pk_alias PRIMARY KEY (address),
	CONSTRAINT fk_alias_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id)
);
CREATE INDEX ix_alias_inquiry_id ON alias (inquiry_id);
CREATE TABLE assignment (
	id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	tester_id INTEGER,
	event TEXT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	by_id INTEGER,
	at DATETIME NOT NULL,
	CONSTRAINT pk_assignment PRIMARY KEY (id),
	CONSTRAINT fk_assignment_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_assignment_tester_id FOREIGN KEY(tester_id) REFERENCES person (id),
	CONSTRAINT fk_assignment_by_id FOREIGN KEY(by_id) REFERENCES person (id)
);
CREATE INDEX ix_assignment_by_id ON assignment (by_id);
CREATE INDEX ix_assignment_inquiry_id ON assignment (inquiry_id);
CREATE INDEX ix_assignment_tester_id ON assignment (tester_id);
CREATE TABLE attempt (
	id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	token TEXT NOT NULL,
	steps JSON NOT NULL,
	result TEXT,
	started_at DATETIME NOT NULL,
	ended_at DATETIME,
	CONSTRAINT pk_attempt PRIMARY KEY (id),
	CONSTRAINT uq_attempt_inquiry_id_number UNIQUE (inquiry_id, number),
	CONSTRAINT fk_attempt_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_attempt_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_attempt_token UNIQUE (token)
);
CREATE INDEX ix_attempt_inquiry_id ON attempt (inquiry_id);
CREATE INDEX ix_attempt_person_id ON attempt (person_id);
CREATE TABLE dispatch (
	id INTEGER NOT NULL,
	inquiry_id INTEGER,
	wave_id INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	sender_name TEXT NOT NULL,
	sender TEXT NOT NULL,
	recipient TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	message_id TEXT NOT NULL,
	in_reply_to TEXT,
	answers_id INTEGER,
	status TEXT NOT NULL,
	due_at DATETIME NOT NULL,
	claimed_at DATETIME,
	claimed_by TEXT,
	tries INTEGER DEFAULT '0' NOT NULL,
	sent_at DATETIME,
	provider_id TEXT,
	fault TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_dispatch PRIMARY KEY (id),
	CONSTRAINT fk_dispatch_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_dispatch_wave_id FOREIGN KEY(wave_id) REFERENCES wave (id),
	CONSTRAINT uq_dispatch_message_id UNIQUE (message_id),
	CONSTRAINT fk_dispatch_answers_id FOREIGN KEY(answers_id) REFERENCES mail (id)
);
CREATE INDEX ix_dispatch_inquiry_id ON dispatch (inquiry_id);
CREATE INDEX ix_dispatch_provider_id ON dispatch (provider_id);
CREATE INDEX ix_dispatch_status_due_at ON dispatch (status, due_at);
CREATE INDEX ix_dispatch_wave_id ON dispatch (wave_id);
CREATE UNIQUE INDEX uq_dispatch_answers_id_inquiry_id ON dispatch (answers_id, inquiry_id) WHERE status <> 'cancelled';
CREATE TABLE draft (
	inquiry_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	revision INTEGER DEFAULT '0' NOT NULL,
	answers JSON NOT NULL,
	saved_at DATETIME NOT NULL,
	CONSTRAINT pk_draft PRIMARY KEY (inquiry_id, person_id),
	CONSTRAINT fk_draft_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_draft_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE evidence (
	id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	url TEXT DEFAULT '' NOT NULL,
	content BLOB,
	sha256 TEXT NOT NULL,
	added_at DATETIME NOT NULL,
	CONSTRAINT pk_evidence PRIMARY KEY (id),
	CONSTRAINT uq_evidence_inquiry_id_sha256 UNIQUE (inquiry_id, sha256),
	CONSTRAINT fk_evidence_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_evidence_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_evidence_inquiry_id ON evidence (inquiry_id);
CREATE INDEX ix_evidence_person_id ON evidence (person_id);
CREATE TABLE grade (
	id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	token TEXT NOT NULL,
	instrument TEXT NOT NULL,
	instrument_version INTEGER NOT NULL,
	answers JSON NOT NULL,
	outcome TEXT NOT NULL,
	recognised BOOLEAN DEFAULT 0 NOT NULL,
	submitted_at DATETIME NOT NULL,
	status TEXT DEFAULT 'submitted' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_grade PRIMARY KEY (id),
	CONSTRAINT fk_grade_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_grade_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_grade_token UNIQUE (token)
);
CREATE INDEX ix_grade_inquiry_id ON grade (inquiry_id);
CREATE INDEX ix_grade_person_id ON grade (person_id);
CREATE TABLE reply (
	mail_id INTEGER NOT NULL,
	inquiry_id INTEGER NOT NULL,
	evidence TEXT NOT NULL,
	kind TEXT NOT NULL,
	by_id INTEGER,
	at DATETIME NOT NULL,
	CONSTRAINT pk_reply PRIMARY KEY (mail_id, inquiry_id),
	CONSTRAINT fk_reply_mail_id FOREIGN KEY(mail_id) REFERENCES mail (id),
	CONSTRAINT fk_reply_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiry (id),
	CONSTRAINT fk_reply_by_id FOREIGN KEY(by_id) REFERENCES person (id)
);
CREATE INDEX ix_reply_by_id ON reply (by_id);
CREATE INDEX ix_reply_inquiry_id ON reply (inquiry_id);
CREATE TABLE delivery (
	"key" TEXT NOT NULL,
	dispatch_id INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_delivery PRIMARY KEY ("key"),
	CONSTRAINT fk_delivery_dispatch_id FOREIGN KEY(dispatch_id) REFERENCES dispatch (id)
);
CREATE INDEX ix_delivery_dispatch_id ON delivery (dispatch_id);
