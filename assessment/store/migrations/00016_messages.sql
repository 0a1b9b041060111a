-- +goose Up

-- What people of the provider and contacts write to each other on a question of an assessment. Whoever writes holds the client,
-- so the messages of a question are numbered without gaps.
CREATE TABLE messages (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	question   TEXT NOT NULL,
	n          BIGINT NOT NULL,
	share      TEXT NOT NULL, -- whose contacts read it; empty where the question was with nobody
	recipient  TEXT NOT NULL, -- the contact who wrote it; empty for a person of the provider
	by_user    TEXT NOT NULL, -- the person of the provider who wrote it; empty for a contact
	at         BIGINT NOT NULL,
	body       BYTEA NOT NULL, -- the text, and the name of who wrote it
	PRIMARY KEY (assessment, question, n)
);
CREATE INDEX messages_by_share ON messages (share);

-- How far everybody has read: the number of the newest message that was on a page of theirs.
CREATE TABLE message_reads (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	question   TEXT NOT NULL,
	reader     TEXT NOT NULL, -- a user or a recipient
	seen       BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	PRIMARY KEY (assessment, question, reader)
);

-- +goose Down
DROP TABLE message_reads;
DROP TABLE messages;
