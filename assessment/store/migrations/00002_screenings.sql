-- +goose Up

-- The yearly PHI screenings, each with the questionnaire that it was begun with. What lists show is kept up with every
-- change, as in the first tables; the answers, their notes and who gave them are sealed.
CREATE TABLE screenings (
	client      TEXT NOT NULL REFERENCES clients (id),
	period      BIGINT NOT NULL,
	catalog     TEXT NOT NULL REFERENCES catalogs (hash),
	revision    BIGINT NOT NULL,
	unanswered  BIGINT NOT NULL, -- questions; while there are some, nothing was found yet
	answered_on TEXT NOT NULL,
	title       TEXT NOT NULL,   -- of the weightiest outcome
	kinds       TEXT NOT NULL,   -- words with spaces between
	unsure      BOOLEAN NOT NULL,
	again       TEXT NOT NULL,   -- the day by which to look again
	body        BYTEA NOT NULL,
	PRIMARY KEY (client, period)
);
CREATE TABLE screening_revisions (
	client   TEXT NOT NULL,
	period   BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	by_user  TEXT NOT NULL,
	at       BIGINT NOT NULL,
	body     BYTEA NOT NULL,
	PRIMARY KEY (client, period, revision),
	FOREIGN KEY (client, period) REFERENCES screenings (client, period)
);

-- The period of the newest screening, 0 where there is none.
ALTER TABLE clients ADD COLUMN screened BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE clients DROP COLUMN screened;
DROP TABLE screening_revisions;
DROP TABLE screenings;
