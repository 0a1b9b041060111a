-- +goose Up

-- Acts by which questions go to contacts of many clients at once. The links are made afterwards, some at a time; each row
-- says how far that has come.
CREATE TABLE campaigns (
	id      TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,   -- screening
	period  BIGINT NOT NULL,
	catalog TEXT NOT NULL,   -- the edition of the questionnaire, by hash
	by_user TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	due     TEXT NOT NULL,
	body    BYTEA NOT NULL   -- the message, and whom to ask
);
CREATE INDEX campaigns_by_time ON campaigns (made_at);

-- One client of a campaign, by numbers in the order of the ids of the clients.
CREATE TABLE campaign_rows (
	campaign  TEXT NOT NULL REFERENCES campaigns (id),
	n         BIGINT NOT NULL,
	client    TEXT NOT NULL REFERENCES clients (id),
	contact   TEXT NOT NULL,
	state     TEXT NOT NULL, -- waiting, made or failed
	recipient TEXT NOT NULL, -- of the share that was made; empty before
	problem   TEXT NOT NULL, -- why none was made; empty else
	PRIMARY KEY (campaign, n)
);
CREATE INDEX campaign_rows_by_state ON campaign_rows (state, campaign);
CREATE INDEX campaign_rows_by_client ON campaign_rows (client);

-- +goose Down
DROP TABLE campaign_rows;
DROP TABLE campaigns;
