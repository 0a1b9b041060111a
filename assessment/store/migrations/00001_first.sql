-- One text for SQLite and PostgreSQL. Times are microseconds since 1970 in UTC, days are text such as 2026-11-23 and
-- empty where there is none, BYTEA is sealed unless it says otherwise.

-- +goose Up
CREATE TABLE settings (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

-- Keys wrapped by the master key: 'data' seals, 'mac' chains the audit log.
CREATE TABLE keys (
	purpose TEXT NOT NULL,
	id      BIGINT NOT NULL,
	wrapped BYTEA NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (purpose, id)
);

CREATE TABLE users (
	id          TEXT PRIMARY KEY,
	email       TEXT NOT NULL UNIQUE, -- in lower case
	name        TEXT NOT NULL,
	title       TEXT NOT NULL,
	role        TEXT NOT NULL,
	all_clients BOOLEAN NOT NULL,
	password    TEXT NOT NULL,        -- an argon2id hash
	theme       TEXT NOT NULL,
	no_keys     BOOLEAN NOT NULL,     -- single-key shortcuts are turned off
	disabled    BOOLEAN NOT NULL,
	made_at     BIGINT NOT NULL
);

CREATE TABLE sessions (
	token      TEXT PRIMARY KEY, -- a hash
	body       BYTEA NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- What an assessment was made against, whole. Not sealed: the questionnaire is no secret.
CREATE TABLE catalogs (
	hash    TEXT PRIMARY KEY,
	ref     TEXT NOT NULL UNIQUE, -- id@version: the same version never has another hash
	body    BYTEA NOT NULL,
	kept_at BIGINT NOT NULL
);

CREATE TABLE clients (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	city       TEXT NOT NULL,
	sort_key   BYTEA NOT NULL UNIQUE, -- the name folded, with the id; not sealed, and bytes, so that both engines order it alike
	search_key TEXT NOT NULL,        -- name and city folded
	kinds      TEXT NOT NULL,        -- words with spaces between
	agreed_on  TEXT NOT NULL,        -- the day of the MSP's own business associate agreement
	revision   BIGINT NOT NULL,
	body       BYTEA NOT NULL,       -- all facts
	archived   BOOLEAN NOT NULL,
	made_at    BIGINT NOT NULL,
	-- What the list of clients shows; kept up with every change.
	current    TEXT NOT NULL,        -- the assessment that counts now, or empty
	grp        TEXT NOT NULL,        -- whose turn it is
	due        TEXT NOT NULL,        -- the next day on which something is due; 9999-12-31 where nothing is
	open_lines BIGINT NOT NULL,      -- of the plan
	next_line  TEXT NOT NULL         -- the earliest due day among them, or empty
);
CREATE INDEX clients_by_due ON clients (archived, due, sort_key);

CREATE TABLE user_clients (
	user_id TEXT NOT NULL REFERENCES users (id),
	client  TEXT NOT NULL REFERENCES clients (id),
	PRIMARY KEY (user_id, client)
);
CREATE INDEX user_clients_by_client ON user_clients (client);

-- What a client keeps through the years: assets, vendors, incidents, proofs, its inventory's confirmation and the lines
-- of its plan. Nothing is deleted: what was taken out stays as removed.
CREATE TABLE records (
	client     TEXT NOT NULL REFERENCES clients (id),
	kind       TEXT NOT NULL,
	id         TEXT NOT NULL,
	revision   BIGINT NOT NULL,
	removed    BOOLEAN NOT NULL,
	status     TEXT NOT NULL, -- of a line of the plan
	due        TEXT NOT NULL, -- of a line of the plan
	body       BYTEA NOT NULL,
	made_at    BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (client, kind, id)
);
CREATE INDEX records_by_due ON records (kind, status, due);

CREATE TABLE assessments (
	id            TEXT PRIMARY KEY,
	client        TEXT NOT NULL REFERENCES clients (id),
	period        BIGINT NOT NULL,
	questionnaire TEXT NOT NULL,
	catalog       TEXT NOT NULL REFERENCES catalogs (hash),
	status        TEXT NOT NULL,
	digest        TEXT NOT NULL,
	amends        TEXT NOT NULL,
	previous      TEXT NOT NULL, -- the assessment that its proposals were carried from
	due           TEXT NOT NULL,
	opened_by     TEXT NOT NULL,
	opened_at     BIGINT NOT NULL,
	changed_at    BIGINT NOT NULL,
	final_at      BIGINT NOT NULL,
	state         BYTEA NOT NULL, -- approval, remarks, reason of an amendment
	canonical     BYTEA,          -- the bytes that a review fixed; the digest is over what is sealed here
	result        BYTEA,          -- as it was when made final
	-- What lists show; kept up with every change.
	asked         BIGINT NOT NULL,
	answered      BIGINT NOT NULL,
	to_confirm    BIGINT NOT NULL,
	level         TEXT NOT NULL,  -- the highest current level of its risks
	risk_index    DOUBLE PRECISION NOT NULL,
	missing       BIGINT NOT NULL,
	next_step     TEXT NOT NULL,
	next_count    BIGINT NOT NULL,
	next_element  TEXT NOT NULL,
	next_due      TEXT NOT NULL
);
CREATE INDEX assessments_by_client ON assessments (client, period);
-- At most one piece of work at a time for a client, a period and a questionnaire.
CREATE UNIQUE INDEX assessments_at_work ON assessments (client, period, questionnaire) WHERE status IN ('draft', 'in_review');

CREATE TABLE answers (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	question   TEXT NOT NULL,
	site       TEXT NOT NULL, -- empty for the whole client
	revision   BIGINT NOT NULL,
	response   TEXT NOT NULL,
	mode       TEXT NOT NULL,
	by_user    TEXT NOT NULL,
	at         BIGINT NOT NULL,
	body       BYTEA NOT NULL,
	PRIMARY KEY (assessment, question, site)
);
CREATE TABLE answer_revisions (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	question   TEXT NOT NULL,
	site       TEXT NOT NULL,
	revision   BIGINT NOT NULL,
	by_user    TEXT NOT NULL,
	at         BIGINT NOT NULL,
	body       BYTEA NOT NULL,
	PRIMARY KEY (assessment, question, site, revision)
);

CREATE TABLE proposals (
	id         TEXT PRIMARY KEY,
	assessment TEXT NOT NULL REFERENCES assessments (id),
	question   TEXT NOT NULL,
	site       TEXT NOT NULL,
	source     TEXT NOT NULL,
	body       BYTEA NOT NULL
);
CREATE INDEX proposals_by_assessment ON proposals (assessment, question, site);

-- What an assessment holds beside answers, each under what it is about: its scope, a decision by citation, a threat's
-- occurrence, and by risk the override, basis, exclusion and treatment. An empty body was taken out.
CREATE TABLE entries (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	kind       TEXT NOT NULL,
	about      TEXT NOT NULL,
	revision   BIGINT NOT NULL,
	by_user    TEXT NOT NULL,
	at         BIGINT NOT NULL,
	body       BYTEA,
	PRIMARY KEY (assessment, kind, about)
);

CREATE TABLE reports (
	assessment TEXT NOT NULL REFERENCES assessments (id),
	name       TEXT NOT NULL,
	sha256     TEXT NOT NULL,
	size       BIGINT NOT NULL,
	body       BYTEA NOT NULL,
	made_at    BIGINT NOT NULL,
	PRIMARY KEY (assessment, name)
);

-- The audit log: each event is in one chain, its client's or the installation's (empty), and is authenticated together
-- with the one before. Events hold ids, words and digests, and nothing that is sealed elsewhere.
CREATE TABLE chains (
	chain TEXT PRIMARY KEY,
	seq   BIGINT NOT NULL,
	head  BYTEA NOT NULL
);
CREATE TABLE events (
	chain   TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	by_user TEXT NOT NULL,
	action  TEXT NOT NULL,
	body    BYTEA NOT NULL, -- the bytes that are authenticated, not sealed
	mac     BYTEA NOT NULL,
	PRIMARY KEY (chain, seq)
);

-- +goose Down
DROP TABLE events;
DROP TABLE chains;
DROP TABLE reports;
DROP TABLE entries;
DROP TABLE proposals;
DROP TABLE answer_revisions;
DROP TABLE answers;
DROP TABLE assessments;
DROP TABLE records;
DROP TABLE user_clients;
DROP TABLE clients;
DROP TABLE catalogs;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE keys;
DROP TABLE settings;
