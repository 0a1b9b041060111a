package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// MailSettings gives which server sends the mails; the zero settings where none was named.
func (s *Store) MailSettings(ctx context.Context) (assessment.MailSettings, error) {
	var settings assessment.MailSettings
	sealed, err := one(ctx, s.reader, func(rows *sql.Rows) (sealed []byte, err error) { return sealed, rows.Scan(&sealed) },
		`SELECT body FROM sealed_settings WHERE name = 'mail'`)
	if errors.Is(err, assessment.ErrNotFound) {
		return settings, nil
	}
	if err != nil {
		return settings, fmt.Errorf("reading the mail settings: %w", err)
	}
	plain, err := s.vault.Open("sealed_settings", "body", "mail", sealed)
	if err != nil {
		return settings, err
	}
	return settings, json.Unmarshal(plain, &settings)
}

// SaveMailSettings keeps which server sends the mails. All that waits is due at once, since what kept it back may be mended.
func (s *Store) SaveMailSettings(ctx context.Context, scope assessment.Scope, settings assessment.MailSettings) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	if err := settings.Check(); err != nil {
		return err
	}
	body, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sealed_settings (name, body) VALUES ('mail', $1) ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
			s.vault.Seal("sealed_settings", "body", "mail", body))
		if err != nil {
			return fmt.Errorf("keeping the mail settings: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mails SET due_at = $1 WHERE state = 'waiting' AND due_at > $1`, micros(s.now())); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "setting.save", Subject: "mail"})
	})
}
