ALTER TABLE publication ADD COLUMN edition INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE publication ALTER COLUMN edition DROP DEFAULT;
ALTER TABLE publication ADD COLUMN signature TEXT DEFAULT '' NOT NULL;
ALTER TABLE publication ADD COLUMN public_key TEXT DEFAULT '' NOT NULL;
ALTER TABLE publication DROP CONSTRAINT pk_publication;
ALTER TABLE publication ADD CONSTRAINT pk_publication PRIMARY KEY (wave_id, edition);
