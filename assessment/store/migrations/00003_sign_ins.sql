-- +goose Up

-- Each time that somebody signed in, until it ends: by the person, by an admin, or by time. The session that belongs to it
-- holds its id, so that ending one here ends it at the next request, on whatever server.
CREATE TABLE sign_ins (
	id       TEXT PRIMARY KEY,
	user_id  TEXT NOT NULL REFERENCES users (id),
	made_at  BIGINT NOT NULL,
	seen_at  BIGINT NOT NULL,
	ended_at BIGINT NOT NULL, -- 0 while it lasts
	body     BYTEA NOT NULL   -- from where and with which browser
);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id, made_at);

-- +goose Down
DROP TABLE sign_ins;
