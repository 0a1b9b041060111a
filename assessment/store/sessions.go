package store

import (
	"bytes"
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
	kept, err := k.find(ctx, token)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, false, nil
	}
	return kept.body, err == nil, err
}

// keptSession is a session that is not over.
type keptSession struct {
	body    []byte
	expires time.Time
}

func (k *Sessions) find(ctx context.Context, token string) (keptSession, error) {
	var kept keptSession
	sealed, err := one(ctx, k.store.reader, func(rows *sql.Rows) (sealed []byte, err error) {
		var us int64
		err = rows.Scan(&sealed, &us)
		kept.expires = when(us)
		return sealed, err
	}, `SELECT body, expires_at FROM sessions WHERE token = $1 AND expires_at > $2`, token, micros(k.store.now()))
	if err != nil {
		return kept, err
	}
	kept.body, err = k.store.vault.Open("sessions", "body", token, sealed)
	return kept, err
}

// Slack is how much earlier than it might a session may end. A page that is only read moves the end no more often than
// that, so that reading waits for no disk.
const Slack = 30 * time.Second

// endedLasts is how long it is known whose a session was after it ended by time, so that what the person sends then is
// kept for them.
const endedLasts = 24 * time.Hour

// Ended gives what a session held that ended by time, at most a day ago. It lets nobody in. Where there is none, it is
// assessment.ErrNotFound.
func (k *Sessions) Ended(ctx context.Context, token string) ([]byte, error) {
	now := k.store.now()
	sealed, err := one(ctx, k.store.reader, func(rows *sql.Rows) (sealed []byte, err error) {
		return sealed, rows.Scan(&sealed)
	}, `SELECT body FROM sessions WHERE token = $1 AND expires_at <= $2 AND expires_at > $3`, token, micros(now), micros(now.Add(-endedLasts)))
	if err != nil {
		return nil, err
	}
	return k.store.vault.Open("sessions", "body", token, sealed)
}

// CommitCtx keeps a session until its expiry, which scs counts from the system's clock and the store from its own. Where
// nothing but the end would change, a disk that takes no more is no reason to refuse the page: the session ends as it was
// to end before.
func (k *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	expires := k.store.now().Add(time.Until(expiry))
	kept, err := k.find(ctx, token)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	same := err == nil && bytes.Equal(kept.body, b)
	if same && expires.Sub(kept.expires).Abs() < Slack {
		return nil
	}
	err = k.keep(ctx, token, b, expires)
	if same && (errors.Is(err, ErrFull) || errors.Is(err, ErrReadOnly)) {
		return nil
	}
	return err
}

func (k *Sessions) keep(ctx context.Context, token string, b []byte, expires time.Time) error {
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

// staysKept is how long a stay is kept that nobody uses any more. That somebody signed in is in the audit log for good.
const staysKept = 90 * 24 * time.Hour

// Sweep deletes what is over: sessions since a day, links, attempts that no longer count, stays of long ago, and what was
// not saved for a week.
func (k *Sessions) Sweep(ctx context.Context) error {
	now := k.store.now()
	return k.store.write(ctx, func(tx *sql.Tx) error {
		for _, over := range []struct {
			query  string
			before time.Time
		}{
			{`DELETE FROM sessions WHERE expires_at <= $1`, now.Add(-endedLasts)},
			{`DELETE FROM unsaved WHERE at <= $1`, now.Add(-unsavedLasts)},
			{`DELETE FROM links WHERE ends_at <= $1`, now},
			{`DELETE FROM attempts WHERE last <= $1`, assessment.Decayed(now)},
			{`DELETE FROM sign_ins WHERE seen_at < $1`, now.Add(-staysKept)},
		} {
			if _, err := tx.ExecContext(ctx, over.query, micros(over.before)); err != nil {
				return err
			}
		}
		return nil
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
