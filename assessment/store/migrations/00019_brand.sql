-- +goose Up

-- The pictures that a client's reports carry, by the digests that the fixed contents name. They stay as long as the
-- reports, though the logo is another one by then.
CREATE TABLE brand_pictures (
	client TEXT NOT NULL REFERENCES clients (id),
	sha256 TEXT NOT NULL,
	body   BYTEA NOT NULL,
	PRIMARY KEY (client, sha256)
);

-- +goose Down
DROP TABLE brand_pictures;
