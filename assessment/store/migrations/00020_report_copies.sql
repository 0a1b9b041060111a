-- +goose Up

-- The copies of reports that people took, each by its digest. A copy itself is not kept, and neither is a password.
CREATE TABLE report_copies (
	id         TEXT PRIMARY KEY,
	assessment TEXT NOT NULL,
	name       TEXT NOT NULL,   -- of the report
	kind       TEXT NOT NULL,   -- signed or protected
	sha256     TEXT NOT NULL,   -- of the copy
	made_at    BIGINT NOT NULL,
	made_by    TEXT NOT NULL,
	FOREIGN KEY (assessment, name) REFERENCES reports (assessment, name)
);
CREATE INDEX report_copies_by_digest ON report_copies (sha256);
CREATE INDEX report_copies_by_report ON report_copies (assessment, name);

-- +goose Down
DROP TABLE report_copies;
