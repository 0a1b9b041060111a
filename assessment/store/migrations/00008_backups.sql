-- +goose Up

-- The backups that were made or failed, for the page that lists them. The backups themselves are files elsewhere.
CREATE TABLE backups (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,    -- of the file, without its folder; empty where none was begun
	scheduled  BOOLEAN NOT NULL, -- by the server, not by a person
	started_at BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL,
	size       BIGINT NOT NULL,  -- of the file in bytes, 0 where it failed
	problem    TEXT NOT NULL     -- why it failed, in a sentence without anything of a client; empty where it did not
);
CREATE INDEX backups_by_start ON backups (started_at);

-- +goose Down
DROP TABLE backups;
