-- +goose Up

-- Who a person is at the provider of single sign-on. What the provider says of its own people, such as an address, is never
-- how somebody is found: only the subject that was bound to them here.
CREATE TABLE identities (
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	user_id TEXT NOT NULL REFERENCES users (id),
	made_at BIGINT NOT NULL,
	body    BYTEA NOT NULL, -- the address that the provider gave, to be recognized by
	PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identities_by_user ON identities (user_id, issuer);

-- +goose Down
DROP TABLE identities;
