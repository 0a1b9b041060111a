package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Shown is what a code that somebody typed turned out to be: that of an app at a time step, or a recovery code. The zero
// value is no code at all.
type Shown struct {
	App      string // the id of the factor
	Step     int64  // the time step that the code is of
	Recovery string // as NormalRecoveryCode gives it
}

// CodeRefused says that a code lets nobody in: it is wrong or was used, or it was not looked at since too many were wrong.
type CodeRefused struct {
	Until  time.Time // no other code is looked at before; zero where the next one may come at once
	Unread bool      // the code was not looked at
}

// Error says what became of the code.
func (c *CodeRefused) Error() string {
	if c.Unread {
		return "codes are not looked at until " + c.Until.UTC().Format(time.RFC3339)
	}
	return "the code is wrong or was used"
}

// UseCode takes a code of a person: match says what it is, given the person's factors. Each code is taken once, and after
// too many wrong ones in a row none is looked at for a while (assessment.CodeDelay). A code that is not taken is
// *CodeRefused. It gives the way that the person came in: app or recovery.
func (s *Store) UseCode(ctx context.Context, scope assessment.Scope, match func([]Factor) Shown) (way string, err error) {
	var refused *CodeRefused
	err = s.write(ctx, func(tx *sql.Tx) (err error) {
		way, refused = "", nil
		wrong, until, err := s.claimTry(ctx, tx, scope.User)
		if err != nil {
			return err
		}
		if until.After(s.now()) {
			refused = &CodeRefused{Until: until, Unread: true}
			return nil
		}
		list, err := s.factors(ctx, tx, scope.User)
		if err != nil {
			return err
		}
		if way, err = s.take(ctx, tx, scope.User, match(list)); errors.Is(err, assessment.ErrNotFound) {
			refused, err = s.refuse(ctx, tx, scope, wrong+1)
			return err
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE code_tries SET wrong = 0, until = 0 WHERE user_id = $1`, scope.User); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.code", Subject: scope.User, Detail: way})
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("checking a code: %w", err)
	case refused != nil:
		return "", refused
	default:
		return way, nil
	}
}

// claimTry locks the tries of a person until the transaction ends, so that guesses that come at the same time wait for each
// other, and gives how many were wrong and until when none is looked at.
func (s *Store) claimTry(ctx context.Context, tx *sql.Tx, user string) (wrong int, until time.Time, err error) {
	var us int64
	err = tx.QueryRowContext(ctx, `INSERT INTO code_tries (user_id, wrong, until) SELECT id, 0, 0 FROM users WHERE id = $1 AND NOT disabled
		ON CONFLICT (user_id) DO UPDATE SET wrong = code_tries.wrong RETURNING wrong, until`, user).Scan(&wrong, &us)
	if errors.Is(err, sql.ErrNoRows) {
		err = assessment.ErrNotFound
	}
	return wrong, when(us), err
}

// take uses up a code. One that was used, and one that is none, is assessment.ErrNotFound.
func (s *Store) take(ctx context.Context, tx *sql.Tx, user string, shown Shown) (way string, err error) {
	now := micros(s.now())
	switch {
	case shown.App != "":
		done, err := tx.ExecContext(ctx, `UPDATE factors SET counter = $1, used_at = $2 WHERE id = $3 AND user_id = $4 AND kind = $5 AND counter < $1`,
			shown.Step, now, shown.App, user, string(FactorApp))
		return string(FactorApp), foundOne(done, err)
	case shown.Recovery != "":
		done, err := tx.ExecContext(ctx, `UPDATE factors SET counter = 1, used_at = $1 WHERE lookup = $2 AND user_id = $3 AND counter = 0`,
			now, s.lookup(factorRecovery, user, []byte(shown.Recovery)), user)
		return string(factorRecovery), foundOne(done, err)
	default:
		return "", assessment.ErrNotFound
	}
}

// refuse counts a wrong code and records it.
func (s *Store) refuse(ctx context.Context, tx *sql.Tx, scope assessment.Scope, wrong int) (*CodeRefused, error) {
	refused := &CodeRefused{}
	var us int64
	if delay := assessment.CodeDelay(wrong); delay > 0 {
		refused.Until = s.now().Add(delay)
		us = micros(refused.Until)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE code_tries SET wrong = $1, until = $2 WHERE user_id = $3`, wrong, us, scope.User); err != nil {
		return nil, err
	}
	return refused, s.record(ctx, tx, scope, Event{Action: "user.code-refused", Subject: scope.User})
}

// UsePasskey keeps that a passkey was used, with what it says of itself now and how often it was used. A count that does
// not grow may come from a copy of it: that is recorded, and assessment.ErrConflict. Passkeys that do not count stay at 0.
func (s *Store) UsePasskey(ctx context.Context, scope assessment.Scope, f Factor) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	copied := false
	err = s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE factors SET counter = $1, used_at = $2, body = $3
			WHERE id = $4 AND user_id = $5 AND kind = $6 AND (counter < $1 OR counter = 0 AND $1 = 0)`,
			f.Counter, micros(s.now()), s.vault.Seal("factors", "body", f.ID, body), f.ID, scope.User, string(FactorPasskey))
		err = foundOne(done, err)
		if copied = errors.Is(err, assessment.ErrNotFound); copied {
			return s.record(ctx, tx, scope, Event{Action: "user.passkey-refused", Subject: scope.User, Detail: f.ID})
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.passkey", Subject: scope.User, Detail: f.ID})
	})
	if err == nil && copied {
		return fmt.Errorf("using passkey %s: its count does not grow: %w", f.ID, assessment.ErrConflict)
	}
	return err
}
