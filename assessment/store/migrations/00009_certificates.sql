-- +goose Up

-- What an authority for certificates gave: keys and certificates for https, kept where every server finds them. The body is
-- sealed.
CREATE TABLE certificates (
	name TEXT PRIMARY KEY,
	body BYTEA NOT NULL
);

-- +goose Down
DROP TABLE certificates;
