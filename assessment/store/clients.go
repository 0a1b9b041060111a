package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"

	"safeguard/assessment"
)

// Client is a client of the MSP: the facts that decide what it is asked, and what the MSP keeps beside them.
type Client struct {
	ID       string
	Revision int
	Archived bool
	Another  bool      // for AddClients: that a client with this name is there already is no mistake
	LogoAt   time.Time // when its logo was set; zero where it has none
	Facts    assessment.Client
	Details
}

// Details are what the MSP keeps of a client beside the facts of the law.
type Details struct {
	City     string
	AgreedOn assessment.Date // of the MSP's own business associate agreement with the client (164.504(e), 164.314(a))
	Contact  string          // who to ask there
	Phone    string
	Email    string
	Note     string
	Zone     string               `json:",omitempty"` // the IANA name of its time zone; empty for the server's own
	Remind   assessment.Reminders `json:",omitzero"`  // when contacts are reminded
}

// clientBody is what is sealed of a client.
type clientBody struct {
	Facts   assessment.Client `json:"facts"`
	Details Details           `json:"details"`
}

// fold gives the form of a text by which it is sorted and found, the same on both engines. What PostgreSQL keeps in no
// text, a zero byte or a broken character, counts as a space.
func fold(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError })
	return cases.Fold().String(strings.Join(words, " "))
}

// sortKey gives what a client is sorted by: bytes, since each database has its own order of text.
func sortKey(c *Client) []byte { return []byte(fold(c.Facts.Name) + " " + c.ID) }

// visibleTo is the condition that a client is in a scope. Its first argument says whether the scope is of every
// client, its second is the user.
func visibleTo(column string, all, user int) string {
	return fmt.Sprintf(`(CAST($%d AS BOOLEAN) OR EXISTS (SELECT 1 FROM user_clients m WHERE m.client = %s AND m.user_id = $%d))`, all, column, user)
}

// sees gives assessment.ErrNotFound unless the client is in the scope.
func (s *Store) sees(ctx context.Context, q querier, scope assessment.Scope, client string) error {
	_, err := one(ctx, q, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT 1 FROM clients c WHERE c.id = $1 AND `+visibleTo("c.id", 2, 3), client, scope.All, scope.User)
	if err != nil {
		return fmt.Errorf("client %s: %w", client, err)
	}
	return nil
}

// Sees gives assessment.ErrNotFound unless a client is in the scope: the one with that id or, where there is an assessment, the
// one that the assessment is of. An id that is empty is not asked for; where both are given the assessment has to be the client's.
func (s *Store) Sees(ctx context.Context, scope assessment.Scope, client, id string) error {
	if id == "" {
		return s.sees(ctx, s.reader, scope, client)
	}
	_, err := one(ctx, s.reader, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT 1 FROM assessments a WHERE a.id = $1 AND (CAST($2 AS TEXT) = '' OR a.client = $2) AND `+visibleTo("a.client", 3, 4),
		id, client, scope.All, scope.User)
	if err != nil {
		return fmt.Errorf("assessment %s: %w", id, err)
	}
	return nil
}

// ErrArchived says that a client is archived, and has to be brought back before anything of it is changed.
var ErrArchived = errors.New("the client is archived")

// lock gives the transaction the client alone until it ends, or assessment.ErrNotFound unless the client is in the scope.
// Every change of what a client has begins with it: so all changes of a client have one order, each sees what the one
// before left, no two wait for each other, and nothing of an archived client changes (ErrArchived).
func (s *Store) lock(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string) error {
	archived, err := s.lockAny(ctx, tx, scope, client)
	if err == nil && archived {
		err = fmt.Errorf("client %s: %w", client, ErrArchived)
	}
	return err
}

// lockAny is lock for a client that may be archived, and reports whether it is.
func (s *Store) lockAny(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string) (archived bool, err error) {
	archived, err = one(ctx, tx, func(rows *sql.Rows) (archived bool, err error) { return archived, rows.Scan(&archived) },
		`UPDATE clients SET revision = revision WHERE id = $1 AND `+visibleTo("clients.id", 2, 3)+` RETURNING archived`, client, scope.All, scope.User)
	if err != nil {
		return false, fmt.Errorf("client %s: %w", client, err)
	}
	return archived, nil
}

// holdClient locks a client, then reads it.
func (s *Store) holdClient(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string) (Client, error) {
	if err := s.lock(ctx, tx, scope, id); err != nil {
		return Client{}, err
	}
	return s.client(ctx, tx, scope, id)
}

// Client gives one client.
func (s *Store) Client(ctx context.Context, scope assessment.Scope, id string) (Client, error) {
	c, err := s.client(ctx, s.reader, scope, id)
	if err != nil {
		return c, fmt.Errorf("client %s: %w", id, err)
	}
	return c, nil
}

func (s *Store) client(ctx context.Context, q querier, scope assessment.Scope, id string) (Client, error) {
	return one(ctx, q, func(rows *sql.Rows) (c Client, err error) {
		var sealed []byte
		var logo int64
		if err := rows.Scan(&c.ID, &c.Revision, &c.Archived, &sealed, &logo); err != nil {
			return c, err
		}
		var body clientBody
		if err := s.open("clients", "body", c.ID, sealed, &body); err != nil {
			return c, err
		}
		c.Facts, c.Details, c.LogoAt = body.Facts, body.Details, when(logo)
		return c, nil
	}, `SELECT c.id, c.revision, c.archived, c.body, COALESCE((SELECT l.at FROM client_logos l WHERE l.client = c.id), 0)
		FROM clients c WHERE c.id = $1 AND `+visibleTo("c.id", 2, 3), id, scope.All, scope.User)
}

// AddClients adds clients, all of them or none, and gives their ids in order. One with the name of a client in the scope
// is a *Conflict, so that what is sent twice is added once.
func (s *Store) AddClients(ctx context.Context, scope assessment.Scope, list []Client) ([]string, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	ids := make([]string, len(list))
	err := s.write(ctx, func(tx *sql.Tx) error {
		names, err := s.holdNames(ctx, tx, scope)
		if err != nil {
			return err
		}
		for i := range list {
			c := list[i]
			if _, taken := names[NameKey(c.Facts.Name)]; taken && !c.Another {
				return &Conflict{Changed: true}
			}
			c.ID, c.Revision = s.newID(), 1
			ids[i] = c.ID
			if err := s.insertClient(ctx, tx, scope, &c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("adding clients: %w", err)
	}
	return ids, nil
}

// holdNames lists the names of clients, and keeps others from adding any until the transaction ends.
func (s *Store) holdNames(ctx context.Context, tx *sql.Tx, scope assessment.Scope) (map[string]string, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('adding clients', '') ON CONFLICT (name) DO UPDATE SET value = settings.value`)
	if err != nil {
		return nil, err
	}
	return s.names(ctx, tx, scope)
}

func (s *Store) insertClient(ctx context.Context, tx *sql.Tx, scope assessment.Scope, c *Client) error {
	sealed, after, err := s.sealed("clients", "body", c.ID, clientBody{c.Facts, c.Details})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO clients
		(id, name, city, sort_key, search_key, kinds, agreed_on, revision, body, archived, made_at, current, grp, due, open_lines, next_line)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, FALSE, $9, '', $10, $11, 0, '')`,
		c.ID, c.Facts.Name, c.City, sortKey(c), fold(c.Facts.Name+" "+c.City), kindWords(c.Facts.Kinds), c.AgreedOn.String(),
		sealed, micros(s.now()), assessment.GroupNeedsYou.String(), s.today().String())
	if err != nil {
		return err
	}
	if !scope.All {
		// Who adds a client and does not see all of them is assigned to it.
		if err := assign(ctx, tx, scope.User, []string{c.ID}); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, scope, Event{Action: "client.add", Client: c.ID, After: after})
}

// UpdateClient keeps changed facts and details of a client, unless somebody else changed them since that revision.
func (s *Store) UpdateClient(ctx context.Context, scope assessment.Scope, c Client) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		before, err := s.holdClient(ctx, tx, scope, c.ID)
		if err != nil {
			return err
		}
		e := Event{Action: "client.update", Client: c.ID, Detail: fmt.Sprintf("revision %d", before.Revision+1)}
		if e.Before, err = s.digestOf(clientBody{before.Facts, before.Details}); err != nil {
			return err
		}
		if e.After, err = s.putClient(ctx, tx, c); err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, e); err != nil {
			return err
		}
		return s.refresh(ctx, tx, c.ID)
	})
	if err != nil {
		return fmt.Errorf("changing client %s: %w", c.ID, err)
	}
	return nil
}

// putClient writes a client, unless its revision is not the one that is there, and gives the digest of what it wrote.
func (s *Store) putClient(ctx context.Context, tx *sql.Tx, c Client) (digest string, err error) {
	sealed, digest, err := s.sealed("clients", "body", c.ID, clientBody{c.Facts, c.Details})
	if err != nil {
		return "", err
	}
	done, err := tx.ExecContext(ctx, `UPDATE clients SET name = $1, city = $2, sort_key = $3, search_key = $4, kinds = $5, agreed_on = $6,
		revision = revision + 1, body = $7 WHERE id = $8 AND revision = $9`,
		c.Facts.Name, c.City, sortKey(&c), fold(c.Facts.Name+" "+c.City), kindWords(c.Facts.Kinds), c.AgreedOn.String(),
		sealed, c.ID, c.Revision)
	return digest, changedOne(done, err)
}

// changedOne gives a Conflict where a statement that names a revision changed nothing.
func changedOne(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return &Conflict{Changed: true}
	}
	return err
}

// foundOne gives assessment.ErrNotFound where a statement changed nothing.
func foundOne(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return assessment.ErrNotFound
	}
	return err
}

// ArchiveClient takes a client out of the lists, or brings it back. Nothing of it is deleted.
func (s *Store) ArchiveClient(ctx context.Context, scope assessment.Scope, id string, archived bool) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	action := map[bool]string{true: "client.archive", false: "client.restore"}[archived]
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := s.lockAny(ctx, tx, scope, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE clients SET archived = $1, revision = revision + 1 WHERE id = $2`, archived, id); err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: action, Client: id})
	})
	if err != nil {
		return fmt.Errorf("archiving client %s: %w", id, err)
	}
	return nil
}

func kindWords(kinds []assessment.EntityKind) string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = k.String()
	}
	return strings.Join(list, " ")
}

func parseKinds(text string) ([]assessment.EntityKind, error) {
	var kinds []assessment.EntityKind
	for word := range strings.FieldsSeq(text) {
		var k assessment.EntityKind
		if err := k.UnmarshalText([]byte(word)); err != nil {
			return nil, err
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// seal gives a value as it is kept sealed in its place.
func (s *Store) seal(table, column, id string, value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("sealing %s.%s: %w", table, column, err)
	}
	return s.vault.Seal(table, column, id, plain), nil
}

// sealed is seal, with the digest under which the audit log names the value.
func (s *Store) sealed(table, column, id string, value any) (sealed []byte, digest string, err error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, "", fmt.Errorf("sealing %s.%s: %w", table, column, err)
	}
	return s.vault.Seal(table, column, id, plain), s.digest(plain), nil
}

// open reads a value that was sealed in its place.
func (s *Store) open(table, column, id string, sealed []byte, value any) error {
	plain, err := s.vault.Open(table, column, id, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, value); err != nil {
		return fmt.Errorf("reading %s.%s: %w", table, column, err)
	}
	return nil
}

// Names lists the folded names of all clients, so that an import can tell which of its rows are there already.
func (s *Store) Names(ctx context.Context, scope assessment.Scope) (map[string]string, error) {
	return s.names(ctx, s.reader, scope)
}

func (s *Store) names(ctx context.Context, q querier, scope assessment.Scope) (map[string]string, error) {
	names := map[string]string{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var id, name string
		err := rows.Scan(&id, &name)
		names[fold(name)] = id
		return err
	}, `SELECT c.id, c.name FROM clients c WHERE `+visibleTo("c.id", 1, 2), scope.All, scope.User)
	return names, err
}

// NameKey gives the form of a name under which Names lists it.
func NameKey(name string) string { return fold(name) }

// AnswersBySite counts the answers at each site in the assessments of a client that are at work, also those at sites that
// the client has no more.
func (s *Store) AnswersBySite(ctx context.Context, scope assessment.Scope, client string) (map[string]int, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var site string
		var n int
		err := rows.Scan(&site, &n)
		counts[site] = n
		return err
	}, `SELECT x.site, count(*) FROM answers x JOIN assessments a ON a.id = x.assessment
		WHERE a.client = $1 AND a.status IN ('draft', 'in_review') AND x.site <> '' AND x.response <> '' GROUP BY x.site`, client)
	return counts, err
}

// SameName reports whether two names are one when they are sorted and found.
func SameName(a, b string) bool { return fold(a) == fold(b) }
