-- +goose Up

-- The files of a client's proofs. Their names and contents are sealed; the contents lie in parts, so that no file has to
-- be in memory whole to be read. Nothing is deleted: what was taken out stays as removed.
CREATE TABLE files (
	id      TEXT PRIMARY KEY,
	client  TEXT NOT NULL REFERENCES clients (id),
	proof   TEXT NOT NULL,   -- the id of the record
	by_user TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	size    BIGINT NOT NULL, -- in bytes
	sha256  TEXT NOT NULL,   -- of the content, as evidence of what it was
	parts   BIGINT NOT NULL,
	removed BOOLEAN NOT NULL,
	body    BYTEA NOT NULL   -- name and type
);
CREATE INDEX files_by_client ON files (client, made_at);
CREATE TABLE file_parts (
	file TEXT NOT NULL REFERENCES files (id),
	n    BIGINT NOT NULL, -- from 0 on
	body BYTEA NOT NULL,
	PRIMARY KEY (file, n)
);

-- +goose Down
DROP TABLE file_parts;
DROP TABLE files;
