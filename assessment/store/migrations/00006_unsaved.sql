-- +goose Up

-- What a person typed and could not save: for that person alone, until it is saved, discarded or a week old.
CREATE TABLE unsaved (
	id      TEXT PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES users (id),
	action  TEXT NOT NULL,    -- the path that the form posts to
	refused BOOLEAN NOT NULL, -- sent after the session had ended; otherwise it was only typed
	page    TEXT NOT NULL,    -- the page to go back to
	at      BIGINT NOT NULL,
	body    BYTEA NOT NULL,   -- the fields of the form
	UNIQUE (user_id, action, refused)
);

-- +goose Down
DROP TABLE unsaved;
