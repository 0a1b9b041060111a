-- +goose Up

-- The ways in which the audit log is looked through, each the newest first. What one of them leaves to be sorted out has
-- its column at the end, so that the events themselves need not be read for it.
CREATE INDEX events_by_time ON events (at, chain, seq);
CREATE INDEX events_by_user ON events (by_user, at, chain, seq, action);
CREATE INDEX events_by_action ON events (action, at, chain, seq, by_user);

-- +goose Down
DROP INDEX events_by_action;
DROP INDEX events_by_user;
DROP INDEX events_by_time;
