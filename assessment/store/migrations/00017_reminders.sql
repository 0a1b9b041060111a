-- +goose Up

-- A link that came with a reminder. From the others one can tell when a contact was last asked.
ALTER TABLE share_links ADD COLUMN reminds BOOLEAN NOT NULL DEFAULT FALSE;
-- The weekly digest: who wants none, and the last week that was looked at for each.
ALTER TABLE users ADD COLUMN no_digest BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN digested TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE users DROP COLUMN digested;
ALTER TABLE users DROP COLUMN no_digest;
ALTER TABLE share_links DROP COLUMN reminds;
