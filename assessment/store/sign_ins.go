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

// SignIn is one stay of a person: from signing in to signing out, or to the end of its time.
type SignIn struct {
	ID     string    `json:"-"`
	MadeAt time.Time `json:"-"`
	SeenAt time.Time `json:"-"` // of the last request, to a minute
	Way    string    `json:"way"`
	From   string    `json:"from"`  // the address that the person came from
	Agent  string    `json:"agent"` // what the browser says it is

	// Known by Visitor alone: whether anything of the person is kept that was not saved, and when the newest of it was typed
	// that they are to be told of, which is what they did not type in this stay.
	Unsaved bool      `json:"-"`
	Typed   time.Time `json:"-"`
}

const signInColumns = `s.id, s.made_at, s.seen_at, s.body`

// scanSignIn reads signInColumns, after what else a row begins with.
func (s *Store) scanSignIn(rows *sql.Rows, before ...any) (SignIn, error) {
	var in SignIn
	var made, seen int64
	var sealed []byte
	if err := rows.Scan(append(before, &in.ID, &made, &seen, &sealed)...); err != nil {
		return in, err
	}
	in.MadeAt, in.SeenAt = when(made), when(seen)
	plain, err := s.vault.Open("sign_ins", "body", in.ID, sealed)
	if err != nil {
		return in, err
	}
	return in, json.Unmarshal(plain, &in)
}

// BeginSignIn records that a person signed in, and gives the id of the stay. Who is disabled meanwhile is
// assessment.ErrNotFound.
func (s *Store) BeginSignIn(ctx context.Context, scope assessment.Scope, in SignIn) (string, error) {
	if in.ID == "" {
		in.ID = s.newID()
	}
	body, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		now := micros(s.now())
		done, err := tx.ExecContext(ctx, `INSERT INTO sign_ins (id, user_id, made_at, seen_at, ended_at, body)
			SELECT $1, id, CAST($2 AS BIGINT), CAST($2 AS BIGINT), 0, $3 FROM users WHERE id = $4 AND NOT disabled`, in.ID, now, s.vault.Seal("sign_ins", "body", in.ID, body), scope.User)
		if err := foundOne(done, err); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE users SET signed_in_at = $1 WHERE id = $2`, now, scope.User); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.sign-in", Subject: scope.User, Detail: in.Way})
	})
	if err != nil {
		return "", fmt.Errorf("signing in: %w", err)
	}
	return in.ID, nil
}

// seenEvery is how exactly it is known when a person was last there. A page that is only read writes no more often.
const seenEvery = time.Minute

// Visitor gives who is there by a stay that has not ended, and the stay. Where it has, or the person was disabled, it is
// assessment.ErrNotFound.
func (s *Store) Visitor(ctx context.Context, signIn string) (User, SignIn, error) {
	u, in, err := s.WhoWas(ctx, signIn)
	if err != nil {
		return User{}, SignIn{}, err
	}
	return u, in, s.seen(ctx, in)
}

// WhoWas is Visitor for a stay whose session may have ended by time: that the person is there it does not note.
func (s *Store) WhoWas(ctx context.Context, signIn string) (User, SignIn, error) {
	var u User
	in, err := one(ctx, s.reader, func(rows *sql.Rows) (SignIn, error) {
		var role string
		var typed int64
		var unsaved bool
		in, err := s.scanSignIn(rows, append(u.columns(&role), &unsaved, &typed)...)
		if err != nil {
			return in, err
		}
		in.Unsaved, in.Typed = unsaved, when(typed)
		return in, u.Role.UnmarshalText([]byte(role))
	}, `SELECT `+userColumns+`, EXISTS (SELECT 1 FROM unsaved n WHERE n.user_id = users.id),
			(SELECT COALESCE(max(n.at), 0) FROM unsaved n WHERE n.user_id = users.id AND (n.refused OR n.at < s.made_at)), `+signInColumns+`
		FROM sign_ins s JOIN users ON users.id = s.user_id WHERE s.id = $1 AND s.ended_at = 0 AND NOT users.disabled`, signIn)
	return u, in, err
}

// seen notes that the person is there. A disk that takes no more is no reason to refuse the page.
func (s *Store) seen(ctx context.Context, in SignIn) error {
	now := s.now()
	if now.Sub(in.SeenAt) < seenEvery {
		return nil
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sign_ins SET seen_at = $1 WHERE id = $2`, micros(now), in.ID)
		return err
	})
	if errors.Is(err, ErrFull) || errors.Is(err, ErrReadOnly) {
		return nil
	}
	return err
}

// SignIns lists the stays of a person that have not ended and are not older than the time given, the newest first.
// Everybody may list their own, an admin anybody's.
func (s *Store) SignIns(ctx context.Context, scope assessment.Scope, user string, since time.Time) ([]SignIn, error) {
	if user != scope.User && !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (SignIn, error) { return s.scanSignIn(rows) }, `SELECT `+signInColumns+`
		FROM sign_ins s WHERE s.user_id = $1 AND s.ended_at = 0 AND s.seen_at > $2 ORDER BY s.made_at DESC, s.id`, user, micros(since))
}

// EndSignIn ends one stay of a person. One that is nobody's, or another's, is assessment.ErrNotFound.
func (s *Store) EndSignIn(ctx context.Context, scope assessment.Scope, user, id string) error {
	if user != scope.User && !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE sign_ins SET ended_at = $1 WHERE id = $2 AND user_id = $3 AND ended_at = 0`, micros(s.now()), id, user)
		if err := foundOne(done, err); err != nil {
			return fmt.Errorf("ending a stay: %w", err)
		}
		return s.record(ctx, tx, scope, Event{Action: "user.sign-out", Subject: user, Detail: id})
	})
}

// EndSignIns ends every stay of a person but the one with the id given, which may be empty.
func (s *Store) EndSignIns(ctx context.Context, scope assessment.Scope, user, but string) error {
	if user != scope.User && !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		if err := s.endSignIns(ctx, tx, user, but); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.sign-out-everywhere", Subject: user})
	})
}

// endSignIns is EndSignIns within a change of which it is a part.
func (s *Store) endSignIns(ctx context.Context, tx *sql.Tx, user, but string) error {
	_, err := tx.ExecContext(ctx, `UPDATE sign_ins SET ended_at = $1 WHERE user_id = $2 AND id <> $3 AND ended_at = 0`, micros(s.now()), user, but)
	if err != nil {
		return fmt.Errorf("ending the stays of %s: %w", user, err)
	}
	return nil
}
