-- +goose Up

-- The logos of clients, as pictures that were made here. That of the provider is a sealed setting.
CREATE TABLE client_logos (
	client TEXT PRIMARY KEY REFERENCES clients (id),
	at     BIGINT NOT NULL, -- when it was set
	body   BYTEA NOT NULL
);

-- +goose Down
DROP TABLE client_logos;
