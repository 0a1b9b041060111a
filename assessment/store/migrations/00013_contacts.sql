-- +goose Up

-- The people at a client who know answers. They have no account. An address is found by its HMAC alone.
CREATE TABLE contacts (
	id       TEXT PRIMARY KEY,
	client   TEXT NOT NULL REFERENCES clients (id),
	revision BIGINT NOT NULL,
	removed  BOOLEAN NOT NULL,
	lookup   TEXT NOT NULL, -- the HMAC of the mail address, or the id where there is none
	made_at  BIGINT NOT NULL,
	body     BYTEA NOT NULL -- name, title, mail address and phone
);
CREATE INDEX contacts_by_client ON contacts (client, made_at);
CREATE UNIQUE INDEX contacts_by_address ON contacts (client, lookup) WHERE NOT removed;

-- +goose Down
DROP TABLE contacts;
