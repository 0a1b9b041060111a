package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// Certificates keeps what an authority for certificates gave, and the keys for it, for all servers of a database.
type Certificates struct {
	store *Store
	scope assessment.Scope
}

// Certificates gives the store of certificates. Its changes are recorded as made in that scope.
func (s *Store) Certificates(scope assessment.Scope) *Certificates { return &Certificates{s, scope} }

// Get gives what is kept under a name, or assessment.ErrNotFound.
func (c *Certificates) Get(ctx context.Context, name string) ([]byte, error) {
	sealed, err := one(ctx, c.store.reader, func(rows *sql.Rows) (sealed []byte, err error) { return sealed, rows.Scan(&sealed) },
		`SELECT body FROM certificates WHERE name = $1`, name)
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", name, err)
	}
	return c.store.vault.Open("certificates", "body", name, sealed)
}

// Put keeps something under a name.
func (c *Certificates) Put(ctx context.Context, name string, body []byte) error {
	err := c.store.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO certificates (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
			name, c.store.vault.Seal("certificates", "body", name, body))
		if err != nil {
			return err
		}
		return c.store.record(ctx, tx, c.scope, Event{Action: "certificate.keep", Subject: name})
	})
	if err != nil {
		return fmt.Errorf("keeping certificate %s: %w", name, err)
	}
	return nil
}

// Delete removes what is kept under a name.
func (c *Certificates) Delete(ctx context.Context, name string) error {
	err := c.store.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM certificates WHERE name = $1`, name); err != nil {
			return err
		}
		return c.store.record(ctx, tx, c.scope, Event{Action: "certificate.remove", Subject: name})
	})
	if err != nil {
		return fmt.Errorf("removing certificate %s: %w", name, err)
	}
	return nil
}
