package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// signerPlace is the name of the sealed setting with the provider's certificate and its private key.
const signerPlace = "signer"

// Signer gives what reports are signed with, as SetSigner got it; where there is none it is assessment.ErrNotFound. It holds
// a private key, which no page and no log ever shows.
func (s *Store) Signer(ctx context.Context) ([]byte, error) {
	sealed, err := one(ctx, s.reader, scanBody, `SELECT body FROM sealed_settings WHERE name = $1`, signerPlace)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate for signing: %w", err)
	}
	return s.vault.Open("sealed_settings", "body", signerPlace, sealed)
}

// SetSigner keeps what reports are signed with from now on, in place of what was there. The audit log has the fingerprint.
func (s *Store) SetSigner(ctx context.Context, scope assessment.Scope, signer []byte, fingerprint string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sealed_settings (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
			signerPlace, s.vault.Seal("sealed_settings", "body", signerPlace, signer))
		if err != nil {
			return fmt.Errorf("keeping the certificate for signing: %w", err)
		}
		return s.record(ctx, tx, scope, Event{Action: "signer.keep", Detail: fingerprint})
	})
}

// RemoveSigner forgets what reports are signed with; where there is nothing it changes nothing.
func (s *Store) RemoveSigner(ctx context.Context, scope assessment.Scope) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM sealed_settings WHERE name = $1`, signerPlace)
		if err != nil {
			return fmt.Errorf("removing the certificate for signing: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "signer.remove"})
	})
}
