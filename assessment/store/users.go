package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// User is a person who signs in.
type User struct {
	ID         string
	Email      string
	Name       string
	Title      string
	Role       assessment.Role
	AllClients bool     // or those of Clients
	Clients    []string // assigned; read by AddUser only
	Password   string   // its argon2id hash
	Theme      string   // light, dark or empty for the system's
	NoKeys     bool     // single-key shortcuts are turned off (WCAG 2.1.4)
	NoDigest   bool     // no digest by mail each week
	Disabled   bool
}

// Scope gives what the person may see and do.
func (u *User) Scope() assessment.Scope { return u.ScopeFrom("") }

// ScopeFrom is Scope with the address that the person comes from, for what is recorded.
func (u *User) ScopeFrom(address string) assessment.Scope {
	return assessment.Scope{User: u.ID, Name: u.Name, Role: u.Role, All: u.AllClients, From: address}
}

const userColumns = `users.id, users.email, users.name, users.title, users.role, users.all_clients, users.password, users.theme, users.no_keys, users.no_digest, users.disabled`

// columns gives where to scan userColumns to. The role is a word.
func (u *User) columns(role *string) []any {
	return []any{&u.ID, &u.Email, &u.Name, &u.Title, role, &u.AllClients, &u.Password, &u.Theme, &u.NoKeys, &u.NoDigest, &u.Disabled}
}

func scanUser(rows *sql.Rows) (u User, err error) {
	var role string
	if err := rows.Scan(u.columns(&role)...); err != nil {
		return u, err
	}
	return u, u.Role.UnmarshalText([]byte(role))
}

// UserByEmail finds who signs in with that address, in whatever case it is written.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	return one(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM users WHERE email = $1`, foldEmail(email))
}

// User gives a person by id.
func (s *Store) User(ctx context.Context, id string) (User, error) {
	return one(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1`, id)
}

// Users lists everybody who signs in, by name.
func (s *Store) Users(ctx context.Context, scope assessment.Scope) ([]User, error) {
	if !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	list, err := all(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM users`)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	slices.SortFunc(list, func(a, b User) int {
		return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return list, nil
}

// AddUser adds a person and gives the id. An address that is taken is *assessment.Invalid.
func (s *Store) AddUser(ctx context.Context, scope assessment.Scope, u User) (string, error) {
	if !scope.CanAdminister() {
		return "", assessment.ErrForbidden
	}
	if u.ID == "" {
		u.ID = s.newID()
	}
	err := s.write(ctx, func(tx *sql.Tx) error { return s.addUser(ctx, tx, scope, u) })
	if err != nil {
		return "", fmt.Errorf("adding a user: %w", taken(err))
	}
	return u.ID, nil
}

// addUser is AddUser within a change of which it is a part.
func (s *Store) addUser(ctx context.Context, tx *sql.Tx, scope assessment.Scope, u User) error {
	told := u
	told.Email, told.Password = foldEmail(u.Email), ""
	after, err := s.digestOf(told)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO users (id, email, name, title, role, all_clients, password, theme, no_keys, disabled, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		u.ID, told.Email, u.Name, u.Title, u.Role.String(), u.AllClients, u.Password, u.Theme, u.NoKeys, u.Disabled, micros(s.now()))
	if err != nil {
		return err
	}
	if err := assign(ctx, tx, u.ID, u.Clients); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: "user.add", Subject: u.ID, Detail: u.Role.String(), After: after})
}

// taken says in words for people that an address is somebody's already.
func taken(err error) error {
	if errors.Is(err, errTaken) {
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "email", What: "Somebody signs in with this address already."}}}
	}
	return err
}

func assign(ctx context.Context, tx *sql.Tx, user string, clients []string) error {
	for _, client := range clients {
		if _, err := tx.ExecContext(ctx, `INSERT INTO user_clients (user_id, client) VALUES ($1, $2) ON CONFLICT (user_id, client) DO NOTHING`, user, client); err != nil {
			return err
		}
	}
	return nil
}

// SetPreferences keeps how a person wants the pages to look and whether single keys do anything.
func (s *Store) SetPreferences(ctx context.Context, scope assessment.Scope, theme string, noKeys bool) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE users SET theme = $1, no_keys = $2 WHERE id = $3`, theme, noKeys, scope.User)
		if err != nil {
			return fmt.Errorf("keeping preferences: %w", err)
		}
		return s.record(ctx, tx, scope, Event{Action: "user.preferences", Subject: scope.User, Detail: theme})
	})
}

// SetDigest keeps whether a person wants the weekly digest.
func (s *Store) SetDigest(ctx context.Context, scope assessment.Scope, wanted bool) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET no_digest = $1 WHERE id = $2`, !wanted, scope.User); err != nil {
			return fmt.Errorf("keeping preferences: %w", err)
		}
		return s.record(ctx, tx, scope, Event{Action: "user.preferences", Subject: scope.User, Detail: map[bool]string{true: "digest", false: "no digest"}[wanted]})
	})
}

// SetPassword keeps a new hash of a person's own password, and ends every stay but the one with the id given.
func (s *Store) SetPassword(ctx context.Context, scope assessment.Scope, hash, signIn string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET password = $1 WHERE id = $2`, hash, scope.User); err != nil {
			return fmt.Errorf("changing a password: %w", err)
		}
		if err := s.endSignIns(ctx, tx, scope.User, signIn); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.password", Subject: scope.User})
	})
}

// SignInRefused records that somebody tried to sign in and was not let in, as a person or, where the scope has none, with an
// address that is nobody's. That address is not kept: it stands there as a digest, by which two tries with the same one can be
// told.
func (s *Store) SignInRefused(ctx context.Context, scope assessment.Scope, email string) error {
	e := Event{Action: "user.sign-in-refused", Subject: scope.User}
	if scope.User == "" {
		e.Detail = "address " + s.digest([]byte(foldEmail(email)))
	}
	return s.write(ctx, func(tx *sql.Tx) error { return s.record(ctx, tx, scope, e) })
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
