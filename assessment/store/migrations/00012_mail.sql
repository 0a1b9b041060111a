-- +goose Up

-- The outbox: mails that wait to be sent, were sent within 90 days, or could not be.
CREATE TABLE mails (
	id            TEXT PRIMARY KEY,
	kind          TEXT NOT NULL,
	about         TEXT NOT NULL,        -- whom or what it is for
	event_key     TEXT NOT NULL UNIQUE, -- what it was caused by: the same event queues one mail
	state         TEXT NOT NULL,
	tries         BIGINT NOT NULL,
	due_at        BIGINT NOT NULL,
	claimed_until BIGINT NOT NULL,      -- until when a server works on it; 0 where none does
	made_at       BIGINT NOT NULL,
	ended_at      BIGINT NOT NULL,      -- when it was sent, died or was given up; 0 while it waits
	body          BYTEA NOT NULL        -- to whom, what it says, and what went wrong last
);
CREATE INDEX mails_by_due ON mails (state, due_at);

-- Settings of the installation that hold a secret.
CREATE TABLE sealed_settings (
	name TEXT PRIMARY KEY,
	body BYTEA NOT NULL
);

-- +goose Down
DROP TABLE sealed_settings;
DROP TABLE mails;
