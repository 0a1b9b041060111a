package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"safeguard/assessment"
)

// Unsaved is a form that a person filled in and that was not saved. It is no record yet: what it says becomes one, with
// its event in the audit log, when the form is sent again and saved.
type Unsaved struct {
	Action  string // the path that the form posts to
	Page    string // the page to go back to
	Refused bool   // it was sent after the session had ended; otherwise it was only typed
	At      time.Time
	Fields  url.Values
}

// What is kept of a person, so that nobody fills the disk with what was never saved.
const (
	LargestUnsaved = 256 << 10 // bytes of one form
	mostUnsaved    = 50        // forms, the oldest of which make room for new ones
	unsavedLasts   = 7 * 24 * time.Hour
)

// ErrTooMuch says that a form is larger than what is kept of one that was not saved.
var ErrTooMuch = errors.New("the form is too large to be kept")

// KeepUnsaved keeps a form for the person who filled it in, in place of what was kept of the same form before. Only what is
// typed later leaves alone what was sent: a person may not have looked at that yet. Who is disabled meanwhile is
// assessment.ErrNotFound.
func (s *Store) KeepUnsaved(ctx context.Context, scope assessment.Scope, u Unsaved) error {
	plain := []byte(u.Fields.Encode())
	if len(plain) > LargestUnsaved {
		return ErrTooMuch
	}
	id := s.newID()
	sealed := s.vault.Seal("unsaved", "body", id, plain)
	err := s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO unsaved (id, user_id, action, refused, page, at, body)
			SELECT $7, id, $1, $2, $3, CAST($4 AS BIGINT), $5 FROM users WHERE id = $6 AND NOT disabled
			ON CONFLICT (user_id, action, refused) DO UPDATE SET id = excluded.id, page = excluded.page, at = excluded.at, body = excluded.body`,
			u.Action, u.Refused, u.Page, micros(s.now()), sealed, scope.User, id)
		if err := foundOne(done, err); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM unsaved WHERE user_id = $1 AND (action = $2 AND $3 AND NOT refused
			OR at < (SELECT min(n.at) FROM (SELECT at FROM unsaved WHERE user_id = $1 ORDER BY at DESC LIMIT $4) n))`,
			scope.User, u.Action, u.Refused, mostUnsaved)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping what was not saved: %w", err)
	}
	return nil
}

// Unsaved lists what is kept for a person, the newest first.
func (s *Store) Unsaved(ctx context.Context, scope assessment.Scope) ([]Unsaved, error) {
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (u Unsaved, err error) {
		var id string
		var at int64
		var sealed []byte
		if err := rows.Scan(&id, &u.Action, &u.Refused, &u.Page, &at, &sealed); err != nil {
			return u, err
		}
		u.At = when(at)
		plain, err := s.vault.Open("unsaved", "body", id, sealed)
		if err != nil {
			return u, err
		}
		u.Fields, err = url.ParseQuery(string(plain))
		return u, err
	}, `SELECT id, action, refused, page, at, body FROM unsaved WHERE user_id = $1 ORDER BY at DESC, action, refused`, scope.User)
	if err != nil {
		return nil, fmt.Errorf("listing what was not saved: %w", err)
	}
	return list, nil
}

// DropUnsaved lets go of what is kept of a form: it was saved, or the person discards it.
func (s *Store) DropUnsaved(ctx context.Context, scope assessment.Scope, action string) error {
	return s.dropUnsaved(ctx, `DELETE FROM unsaved WHERE user_id = $1 AND action = $2`, scope.User, action)
}

// DropTyped lets go of what was typed into a form and is no longer in it. What was sent stays.
func (s *Store) DropTyped(ctx context.Context, scope assessment.Scope, action string) error {
	return s.dropUnsaved(ctx, `DELETE FROM unsaved WHERE user_id = $1 AND action = $2 AND NOT refused`, scope.User, action)
}

func (s *Store) dropUnsaved(ctx context.Context, query, user, action string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, user, action)
		return err
	})
	if err != nil {
		return fmt.Errorf("letting go of what was not saved: %w", err)
	}
	return nil
}
