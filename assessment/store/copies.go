package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"safeguard/assessment"
)

// CopyKind is how a copy differs from its report.
type CopyKind string

// The kinds of copies.
const (
	SignedCopy    CopyKind = "signed"    // the report, and the provider's signature after it
	ProtectedCopy CopyKind = "protected" // the report, encrypted so that it opens with a password
)

// Copy is a copy of a report that somebody took. It is not kept itself: its digest is what it is known by.
type Copy struct {
	Kind   CopyKind
	SHA256 string
	MadeAt time.Time
	MadeBy string // the id of the user
}

// NoteCopy records that somebody takes a copy of a report that is kept, and its digest. Where the report is not kept, or not
// for them to see, it is assessment.ErrNotFound.
func (s *Store) NoteCopy(ctx context.Context, scope assessment.Scope, id, name string, kind CopyKind, copied []byte) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, _, err := s.head(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if _, err := s.report(ctx, tx, scope, id, name); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO report_copies (id, assessment, name, kind, sha256, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			s.newID(), id, name, string(kind), sum(copied), micros(s.now()), scope.User); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "report.copy", Client: w.ClientID, Assessment: id, Subject: name, Detail: string(kind), After: sum(copied)})
	})
	if err != nil {
		return fmt.Errorf("a copy of report %s of assessment %s: %w", name, id, err)
	}
	return nil
}

// copyOf finds a copy by its digest; one that nobody took is assessment.ErrNotFound.
func (s *Store) copyOf(ctx context.Context, digest string) (Copy, error) {
	return one(ctx, s.reader, func(rows *sql.Rows) (c Copy, err error) {
		var made int64
		err = rows.Scan(&c.Kind, &c.SHA256, &made, &c.MadeBy)
		c.MadeAt = when(made)
		return c, err
	}, `SELECT kind, sha256, made_at, made_by FROM report_copies WHERE sha256 = $1 ORDER BY id LIMIT 1`, digest)
}
