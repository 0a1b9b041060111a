package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
)

// Person is a user as an admin sees them.
type Person struct {
	User
	Revision   int       // of what an admin says about them
	Assigned   int       // how many clients
	SignedInAt time.Time // zero for never
}

// Invited reports whether the person has neither chosen a password nor come in by single sign-on yet.
func (p *Person) Invited() bool { return p.Password == "" && p.SignedInAt.IsZero() }

const personColumns = userColumns + `, users.revision, users.signed_in_at, (SELECT count(*) FROM user_clients WHERE user_clients.user_id = users.id)`

func scanPerson(rows *sql.Rows) (p Person, err error) {
	var role string
	var signedIn int64
	if err := rows.Scan(append(p.columns(&role), &p.Revision, &signedIn, &p.Assigned)...); err != nil {
		return p, err
	}
	p.SignedInAt = when(signedIn)
	return p, p.Role.UnmarshalText([]byte(role))
}

// People lists everybody who signs in, by name.
func (s *Store) People(ctx context.Context, scope assessment.Scope) ([]Person, error) {
	if !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	list, err := all(ctx, s.reader, scanPerson, `SELECT `+personColumns+` FROM users`)
	if err != nil {
		return nil, fmt.Errorf("listing people: %w", err)
	}
	slices.SortFunc(list, func(a, b Person) int {
		return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Person gives somebody with the clients that are assigned to them.
func (s *Store) Person(ctx context.Context, scope assessment.Scope, id string) (Person, error) {
	if !scope.CanAdminister() {
		return Person{}, assessment.ErrForbidden
	}
	return s.person(ctx, s.reader, id)
}

func (s *Store) person(ctx context.Context, q querier, id string) (Person, error) {
	p, err := one(ctx, q, scanPerson, `SELECT `+personColumns+` FROM users WHERE users.id = $1`, id)
	if err != nil {
		return p, err
	}
	p.Clients, err = all(ctx, q, func(rows *sql.Rows) (client string, err error) { return client, rows.Scan(&client) },
		`SELECT client FROM user_clients WHERE user_id = $1`, id)
	slices.Sort(p.Clients) // here, since engines order text differently
	return p, err
}

// ClientName is a client as it is chosen from all.
type ClientName struct {
	ID, Name, City string
	Archived       bool
}

// ClientNames lists the clients that a person sees by name, also those that are archived.
func (s *Store) ClientNames(ctx context.Context, scope assessment.Scope) ([]ClientName, error) {
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (c ClientName, err error) {
		return c, rows.Scan(&c.ID, &c.Name, &c.City, &c.Archived)
	}, `SELECT c.id, c.name, c.city, c.archived FROM clients c WHERE `+visibleTo("c.id", 1, 2)+` ORDER BY c.sort_key`, scope.All, scope.User)
	if err != nil {
		return nil, fmt.Errorf("listing clients: %w", err)
	}
	return list, nil
}

// UpdatePerson keeps what an admin says about somebody: name, title, role and clients. The address stays. A revision that is
// not the one of the person is a conflict. Nobody changes their own role or clients, and the last admin stays one.
func (s *Store) UpdatePerson(ctx context.Context, scope assessment.Scope, id string, revision int, a assessment.Account) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.changePerson(ctx, scope, id, func(tx *sql.Tx, p Person) error {
		if p.Revision != revision {
			return &Conflict{Changed: true}
		}
		a.Email = p.Email
		if a.AllClients {
			a.Clients = nil
		}
		slices.Sort(a.Clients)
		a.Clients = slices.Compact(a.Clients)
		if wrong := append(a.Check(), ownReach(scope, p, a)...); len(wrong) > 0 {
			return &assessment.Invalid{Problems: wrong}
		}
		_, err := tx.ExecContext(ctx, `UPDATE users SET name = $1, title = $2, role = $3, all_clients = $4, revision = revision + 1 WHERE id = $5`,
			a.Name, a.Title, a.Role.String(), a.AllClients, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM user_clients WHERE user_id = $1`, id); err != nil {
			return err
		}
		if err := assign(ctx, tx, id, a.Clients); err != nil {
			return err
		}
		return s.recordChanges(ctx, tx, scope, p, a)
	})
}

// ownReach gives what is wrong where somebody changes what they may see and do themselves.
func ownReach(scope assessment.Scope, p Person, a assessment.Account) []assessment.Problem {
	switch {
	case p.ID != scope.User:
		return nil
	case a.Role != p.Role:
		return []assessment.Problem{{Path: "role", What: "Nobody changes their own role. Ask another admin."}}
	case reach(a.AllClients, a.Clients) != reach(p.AllClients, p.Clients):
		return []assessment.Problem{{Path: "reach", What: "Nobody changes which clients they see themselves. Ask another admin."}}
	default:
		return nil
	}
}

// recordChanges records what was one way before and is another now, each as an event of its own.
func (s *Store) recordChanges(ctx context.Context, tx *sql.Tx, scope assessment.Scope, p Person, a assessment.Account) error {
	was, is := fmt.Sprintf("%q, %q", p.Name, p.Title), fmt.Sprintf("%q, %q", a.Name, a.Title)
	for _, e := range []struct{ action, was, is string }{
		{"user.name", was, is},
		{"user.role", p.Role.String(), a.Role.String()},
		{"user.clients", reach(p.AllClients, p.Clients), reach(a.AllClients, a.Clients)},
	} {
		if e.was == e.is {
			continue
		}
		if err := s.record(ctx, tx, scope, Event{Action: e.action, Subject: p.ID, Detail: e.was + " -> " + e.is}); err != nil {
			return err
		}
	}
	return nil
}

// reach says which clients somebody sees: all, none, or their ids.
func reach(every bool, clients []string) string {
	switch {
	case every:
		return "all"
	case len(clients) == 0:
		return "none"
	default:
		return strings.Join(clients, " ")
	}
}

// changePerson changes a person in a transaction that keeps others from them, and sees that an admin is left who can sign in.
func (s *Store) changePerson(ctx context.Context, scope assessment.Scope, id string, change func(*sql.Tx, Person) error) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		// Two admins who take the role from each other at the same time would each see the other still have it.
		if _, err := tx.ExecContext(ctx, `UPDATE users SET disabled = disabled WHERE id = $1 OR role = 'admin'`, id); err != nil {
			return err
		}
		p, err := s.person(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := change(tx, p); err != nil || p.Role != assessment.Admin {
			return err
		}
		return adminLeft(ctx, tx)
	})
}

// adminLeft gives *assessment.Invalid where no admin could sign in any more.
func adminLeft(ctx context.Context, tx *sql.Tx) error {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE role = 'admin' AND password <> '' AND NOT disabled`).Scan(&n)
	if err == nil && n == 0 {
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "role", What: "This is the only admin who can sign in. Make somebody else an admin first."}}}
	}
	return err
}

// DisableUser keeps somebody from signing in. Their stays and links end, and do not come back when they are enabled.
func (s *Store) DisableUser(ctx context.Context, scope assessment.Scope, id string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.changePerson(ctx, scope, id, func(tx *sql.Tx, p Person) error {
		if p.ID == scope.User {
			return &assessment.Invalid{Problems: []assessment.Problem{{Path: "access", What: "Nobody disables themselves. Ask another admin."}}}
		}
		if err := errors.Join(s.endSignIns(ctx, tx, id, ""), dropLinks(ctx, tx, id)); err != nil {
			return err
		}
		return s.setDisabled(ctx, tx, scope, p, true)
	})
}

// EnableUser lets somebody sign in again.
func (s *Store) EnableUser(ctx context.Context, scope assessment.Scope, id string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.changePerson(ctx, scope, id, func(tx *sql.Tx, p Person) error {
		return s.setDisabled(ctx, tx, scope, p, false)
	})
}

// setDisabled records nothing where nothing changes.
func (s *Store) setDisabled(ctx context.Context, tx *sql.Tx, scope assessment.Scope, p Person, disabled bool) error {
	if p.Disabled == disabled {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE users SET disabled = $1 WHERE id = $2`, disabled, p.ID); err != nil {
		return err
	}
	action, detail := "user.enable", "disabled -> active"
	if disabled {
		action, detail = "user.disable", "active -> disabled"
	}
	return s.record(ctx, tx, scope, Event{Action: action, Subject: p.ID, Detail: detail})
}

// ResetUser gives somebody another password and removes their second factors, as for a person who can get in by no other way.
// Whoever was signed in as them is out. A link for a lost password leaves the factors, since a mailbox alone is to let nobody in.
func (s *Store) ResetUser(ctx context.Context, scope assessment.Scope, id, hash string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if err := s.startAfresh(ctx, tx, u, hash); err != nil {
			return err
		}
		if err := dropFactors(ctx, tx, id); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "user.reset", Subject: id})
	})
}
