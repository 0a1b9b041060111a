-- +goose Up

-- What a person shows besides the password: apps that make codes, passkeys, and recovery codes. lookup finds a passkey by
-- its id and a recovery code by itself, each only as its HMAC. counter is the last time step of an app that was taken, the
-- sign count of a passkey, and 1 for a recovery code that was used: what is not above it was used before.
CREATE TABLE factors (
	id      TEXT PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES users (id),
	kind    TEXT NOT NULL,
	lookup  BYTEA NOT NULL UNIQUE,
	counter BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	used_at BIGINT NOT NULL, -- 0 where it was not yet
	body    BYTEA NOT NULL
);
CREATE INDEX factors_by_user ON factors (user_id, kind);

-- How many codes in a row were wrong, and until when no other is looked at.
CREATE TABLE code_tries (
	user_id TEXT PRIMARY KEY REFERENCES users (id),
	wrong   BIGINT NOT NULL,
	until   BIGINT NOT NULL
);

-- +goose Down
DROP TABLE code_tries;
DROP TABLE factors;
