package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"safeguard/assessment"
)

// Sessions keeps the sessions of scs. Their tokens arrive hashed, their contents are sealed.
type Sessions struct{ store *Store }

// Sessions gives the store of sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// FindCtx gives the session with that token, unless it is over.
func (k *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	body, err := one(ctx, k.store.reader, func(rows *sql.Rows) (sealed []byte, err error) { return sealed, rows.Scan(&sealed) },
		`SELECT body FROM sessions WHERE token = $1 AND expires_at > $2`, token, micros(k.store.now()))
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	plain, err := k.store.vault.Open("sessions", "body", token, body)
	return plain, err == nil, err
}

// CommitCtx keeps a session until its expiry, which scs counts from the system's clock and the store from its own.
func (k *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	expires := k.store.now().Add(time.Until(expiry))
	return k.store.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sessions (token, body, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`,
			token, k.store.vault.Seal("sessions", "body", token, b), micros(expires))
		return err
	})
}

// DeleteCtx ends a session.
func (k *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return k.store.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE token = $1`, token)
		return err
	})
}

// Sweep deletes the sessions that are over.
func (k *Sessions) Sweep(ctx context.Context) error {
	return k.store.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, micros(k.store.now()))
		return err
	})
}

// Find, Commit and Delete complete the interface of scs, which uses the methods with a context instead.
func (k *Sessions) Find(token string) ([]byte, bool, error) {
	return k.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (k *Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return k.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx without a context.
func (k *Sessions) Delete(token string) error { return k.DeleteCtx(context.Background(), token) }
