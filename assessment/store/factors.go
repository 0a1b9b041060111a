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

// FactorKind says what a person shows besides the password.
type FactorKind string

// The kinds. Recovery codes are no factor of their own: they stand in for one that was lost.
const (
	FactorApp      FactorKind = "app"
	FactorPasskey  FactorKind = "passkey"
	factorRecovery FactorKind = "recovery"
)

// Factor is one app or one passkey of a person.
type Factor struct {
	ID      string     `json:"-"`
	Kind    FactorKind `json:"-"`
	Counter int64      `json:"-"` // the last time step of an app that was taken, or the sign count of a passkey
	MadeAt  time.Time  `json:"-"`
	UsedAt  time.Time  `json:"-"`

	Name       string          `json:"name"`
	Secret     string          `json:"secret,omitzero"`     // of an app, in base 32
	CredID     []byte          `json:"cred_id,omitzero"`    // of a passkey
	Credential json.RawMessage `json:"credential,omitzero"` // of a passkey
}

const factorColumns = `f.id, f.kind, f.counter, f.made_at, f.used_at, f.body`

// scanFactor reads factorColumns, after what else a row begins with.
func (s *Store) scanFactor(rows *sql.Rows, before ...any) (Factor, error) {
	var f Factor
	var made, used int64
	var sealed []byte
	if err := rows.Scan(append(before, &f.ID, &f.Kind, &f.Counter, &made, &used, &sealed)...); err != nil {
		return f, err
	}
	f.MadeAt, f.UsedAt = when(made), when(used)
	plain, err := s.vault.Open("factors", "body", f.ID, sealed)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(plain, &f)
}

// Factors lists the apps and passkeys of the person, in the order in which they were added.
func (s *Store) Factors(ctx context.Context, scope assessment.Scope) ([]Factor, error) {
	return s.factors(ctx, s.reader, scope.User)
}

func (s *Store) factors(ctx context.Context, q querier, user string) ([]Factor, error) {
	return all(ctx, q, func(rows *sql.Rows) (Factor, error) { return s.scanFactor(rows) }, `SELECT `+factorColumns+`
		FROM factors f WHERE f.user_id = $1 AND f.kind <> $2 ORDER BY f.made_at, f.id`, user, string(factorRecovery))
}

// RecoveryLeft counts the recovery codes of the person that were not used yet.
func (s *Store) RecoveryLeft(ctx context.Context, scope assessment.Scope) (n int, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT count(*) FROM factors WHERE user_id = $1 AND kind = $2 AND counter = 0`,
		scope.User, string(factorRecovery)).Scan(&n)
	return n, translate(err)
}

// PasskeyOwner gives whose passkey has that id, and the passkey. Of nobody, and of somebody who is disabled, it is
// assessment.ErrNotFound.
func (s *Store) PasskeyOwner(ctx context.Context, credID []byte) (User, Factor, error) {
	var u User
	f, err := one(ctx, s.reader, func(rows *sql.Rows) (f Factor, err error) {
		var role string
		if f, err = s.scanFactor(rows, u.columns(&role)...); err != nil {
			return f, err
		}
		return f, u.Role.UnmarshalText([]byte(role))
	}, `SELECT `+userColumns+`, `+factorColumns+` FROM factors f JOIN users ON users.id = f.user_id
		WHERE f.lookup = $1 AND NOT users.disabled`, s.lookup(FactorPasskey, "", credID))
	return u, f, err
}

// lookup is how a factor is found without being named: its HMAC.
func (s *Store) lookup(kind FactorKind, user string, what []byte) []byte {
	return s.vault.MAC("factor", []byte(kind), []byte(user), what)
}

// AddFactor adds an app or a passkey to the person, and gives its id. A passkey that is somebody's already is
// *assessment.Invalid.
func (s *Store) AddFactor(ctx context.Context, scope assessment.Scope, f Factor) (string, error) {
	if f.ID == "" {
		f.ID = s.newID()
	}
	body, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	lookup := s.lookup(f.Kind, scope.User, []byte(f.ID))
	if f.Kind == FactorPasskey {
		lookup = s.lookup(f.Kind, "", f.CredID)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO factors (id, user_id, kind, lookup, counter, made_at, used_at, body)
			SELECT $1, id, $2, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), 0, $6 FROM users WHERE id = $7 AND NOT disabled`,
			f.ID, string(f.Kind), lookup, f.Counter, micros(s.now()), s.vault.Seal("factors", "body", f.ID, body), scope.User)
		if err := foundOne(done, err); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.factor-add", Subject: scope.User, Detail: string(f.Kind)})
	})
	if errors.Is(err, errTaken) {
		return "", &assessment.Invalid{Problems: []assessment.Problem{{Path: "passkey", What: "This passkey is in use already. Choose another."}}}
	}
	if err != nil {
		return "", fmt.Errorf("adding a factor: %w", err)
	}
	return f.ID, nil
}

// RemoveFactor removes an app or a passkey of the person. The last one stays, as *assessment.Invalid says: without any the
// password alone would let somebody in to enroll another.
func (s *Store) RemoveFactor(ctx context.Context, scope assessment.Scope, id string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE users SET disabled = disabled WHERE id = $1`, scope.User) // two removals at once wait for each other
		if err := foundOne(done, err); err != nil {
			return err
		}
		list, err := s.factors(ctx, tx, scope.User)
		if err != nil {
			return err
		}
		kind := FactorKind("")
		for _, f := range list {
			if f.ID == id {
				kind = f.Kind
			}
		}
		switch {
		case kind == "":
			return assessment.ErrNotFound
		case len(list) == 1:
			return &assessment.Invalid{Problems: []assessment.Problem{{Path: "factors", What: "This is your only second factor. Add another one first, then remove this one."}}}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM factors WHERE id = $1 AND user_id = $2`, id, scope.User); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.factor-remove", Subject: scope.User, Detail: string(kind)})
	})
}

// RemoveFactors removes every factor and recovery code of somebody who lost them, and ends that person's stays. At the next
// sign-in with the password they enroll anew.
func (s *Store) RemoveFactors(ctx context.Context, scope assessment.Scope, user string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE users SET disabled = disabled WHERE id = $1`, user)
		if err := foundOne(done, err); err != nil {
			return fmt.Errorf("removing the factors of %s: %w", user, err)
		}
		if err := dropFactors(ctx, tx, user); err != nil {
			return err
		}
		if err := s.endSignIns(ctx, tx, user, ""); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.factors-remove", Subject: user})
	})
}

// dropFactors removes every factor and recovery code of a person, and with them the wait after wrong codes.
func dropFactors(ctx context.Context, tx *sql.Tx, user string) error {
	for _, statement := range []string{`DELETE FROM factors WHERE user_id = $1`, `DELETE FROM code_tries WHERE user_id = $1`} {
		if _, err := tx.ExecContext(ctx, statement, user); err != nil {
			return fmt.Errorf("removing the factors of %s: %w", user, err)
		}
	}
	return nil
}

// FactorCounts is how many factors somebody has, and how many recovery codes that were not used yet.
type FactorCounts struct{ Apps, Passkeys, Codes int }

// FactorCounts counts the factors of anybody, for an admin.
func (s *Store) FactorCounts(ctx context.Context, scope assessment.Scope, user string) (n FactorCounts, err error) {
	if !scope.CanAdminister() {
		return n, assessment.ErrForbidden
	}
	err = s.reader.QueryRowContext(ctx, `SELECT count(CASE WHEN kind = $2 THEN 1 END), count(CASE WHEN kind = $3 THEN 1 END),
		count(CASE WHEN kind = $4 AND counter = 0 THEN 1 END) FROM factors WHERE user_id = $1`,
		user, string(FactorApp), string(FactorPasskey), string(factorRecovery)).Scan(&n.Apps, &n.Passkeys, &n.Codes)
	return n, translate(err)
}

// SetRecoveryCodes keeps new recovery codes of the person, as NormalRecoveryCode gives them, instead of those before.
func (s *Store) SetRecoveryCodes(ctx context.Context, scope assessment.Scope, codes []string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM factors WHERE user_id = $1 AND kind = $2`, scope.User, string(factorRecovery)); err != nil {
			return fmt.Errorf("replacing recovery codes: %w", err)
		}
		for _, code := range codes {
			id := s.newID()
			_, err := tx.ExecContext(ctx, `INSERT INTO factors (id, user_id, kind, lookup, counter, made_at, used_at, body) VALUES ($1, $2, $3, $4, 0, $5, 0, $6)`,
				id, scope.User, string(factorRecovery), s.lookup(factorRecovery, scope.User, []byte(code)), micros(s.now()), s.vault.Seal("factors", "body", id, []byte("{}")))
			if err != nil {
				return fmt.Errorf("keeping recovery codes: %w", err)
			}
		}
		return s.record(ctx, tx, scope, Event{Action: "user.recovery-codes", Subject: scope.User})
	})
}
