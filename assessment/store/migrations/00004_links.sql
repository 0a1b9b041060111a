-- +goose Up

-- Links that open one page once: to set up Safeguard, to accept an invitation, to choose a new password. A link is found by
-- the HMAC of its secret part, which stands nowhere; one that was used is deleted, so that it opens nothing any more.
CREATE TABLE links (
	mac     TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,   -- setup, invite or reset
	user_id TEXT NOT NULL,   -- for whom it is; empty for setup, since there is nobody yet
	made_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL
);
CREATE INDEX links_by_user ON links (user_id);

-- How often signing in failed lately, per account, per address and per known device. The key is an HMAC, so that neither
-- addresses nor devices are kept.
CREATE TABLE attempts (
	mac    TEXT PRIMARY KEY,
	failed BIGINT NOT NULL,
	last   BIGINT NOT NULL,  -- when it failed last
	until  BIGINT NOT NULL   -- until when nobody is let in by it; 0 where nothing is in the way
);
CREATE INDEX attempts_by_last ON attempts (last);

-- When a person last signed in; 0 for never. Stays are deleted after a while, this stays.
ALTER TABLE users ADD COLUMN signed_in_at BIGINT NOT NULL DEFAULT 0;
UPDATE users SET signed_in_at = COALESCE((SELECT max(made_at) FROM sign_ins WHERE sign_ins.user_id = users.id), 0);


-- Counts the changes of what an admin says about a person, so that none undoes another unseen.
ALTER TABLE users ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE users DROP COLUMN revision;
ALTER TABLE users DROP COLUMN signed_in_at;
DROP TABLE attempts;
DROP TABLE links;
