-- +goose Up

-- Questions that were sent to contacts of a client: of an assessment, or of the screening of a year, which names the edition
-- of its questionnaire since there may be no screening yet.
CREATE TABLE shares (
	id         TEXT PRIMARY KEY,
	client     TEXT NOT NULL REFERENCES clients (id),
	assessment TEXT NOT NULL,   -- empty for a screening
	catalog    TEXT NOT NULL,   -- of a screening, by hash; empty for an assessment, which has its own
	period     BIGINT NOT NULL,
	campaign   TEXT NOT NULL,   -- the act that made many at once, or empty
	due        TEXT NOT NULL,
	by_user    TEXT NOT NULL,
	made_at    BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL, -- when it was revoked; 0 while it is open
	body       BYTEA NOT NULL   -- the message, and whom to ask
);
CREATE INDEX shares_by_client ON shares (client, made_at);
CREATE INDEX shares_by_assessment ON shares (assessment);
CREATE INDEX shares_by_campaign ON shares (campaign);

-- Each contact in a share. A code and a passphrase are kept as their HMAC.
CREATE TABLE share_recipients (
	id           TEXT PRIMARY KEY,
	share        TEXT NOT NULL REFERENCES shares (id),
	contact      TEXT NOT NULL REFERENCES contacts (id),
	state        TEXT NOT NULL,
	passed_by    TEXT NOT NULL,   -- the recipient who passed questions on to this one, or empty
	made_at      BIGINT NOT NULL,
	opened_at    BIGINT NOT NULL, -- when the contact first came in; 0 for not yet
	submitted_at BIGINT NOT NULL, -- when they last sent their answers
	ended_at     BIGINT NOT NULL, -- when it was revoked or refused; 0 while it is open
	reminded     BIGINT NOT NULL, -- how many reminders went since the due day was set
	reminded_on  TEXT NOT NULL,   -- on which day the last of them
	phrase       TEXT NOT NULL,   -- empty where a code goes by mail
	code         TEXT NOT NULL,
	guesses      TEXT NOT NULL,   -- when codes went, and how often codes and passphrases were wrong
	UNIQUE (share, contact)
);
CREATE INDEX share_recipients_by_contact ON share_recipients (contact);
CREATE INDEX share_recipients_by_state ON share_recipients (state);

-- A link is found by the HMAC of its secret part, which stands nowhere. It works until it ends or is revoked, however
-- often it is followed.
CREATE TABLE share_links (
	mac       TEXT PRIMARY KEY,
	recipient TEXT NOT NULL REFERENCES share_recipients (id),
	made_at   BIGINT NOT NULL,
	ends_at   BIGINT NOT NULL
);
CREATE INDEX share_links_by_recipient ON share_links (recipient);

-- Each time that a contact came in, with how they showed who they are.
CREATE TABLE share_stays (
	id        TEXT PRIMARY KEY,
	recipient TEXT NOT NULL REFERENCES share_recipients (id),
	way       TEXT NOT NULL,
	made_at   BIGINT NOT NULL,
	seen_at   BIGINT NOT NULL,
	ended_at  BIGINT NOT NULL, -- 0 while it lasts
	body      BYTEA NOT NULL   -- from where and with which browser
);
CREATE INDEX share_stays_by_recipient ON share_stays (recipient, made_at);

CREATE TABLE share_questions (
	share     TEXT NOT NULL REFERENCES shares (id),
	question  TEXT NOT NULL,
	recipient TEXT NOT NULL,   -- who is to answer it; empty for any of them
	done      BIGINT NOT NULL, -- when its answer was accepted, or it was given up; 0 while it is open
	PRIMARY KEY (share, question)
);

-- What contacts answered. It is no answer of the assessment until a person of the provider accepts it.
CREATE TABLE share_answers (
	share     TEXT NOT NULL REFERENCES shares (id),
	question  TEXT NOT NULL,
	site      TEXT NOT NULL, -- empty for the whole client
	revision  BIGINT NOT NULL,
	state     TEXT NOT NULL,
	recipient TEXT NOT NULL, -- who gave it
	stay      TEXT NOT NULL, -- in which visit
	at        BIGINT NOT NULL,
	body      BYTEA NOT NULL, -- the answer, and a remark where it came back
	PRIMARY KEY (share, question, site)
);

-- +goose Down
DROP TABLE share_answers;
DROP TABLE share_questions;
DROP TABLE share_stays;
DROP TABLE share_links;
DROP TABLE share_recipients;
DROP TABLE shares;
