package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"safeguard/assessment"
)

// Contact is a person at a client, as it is kept.
type Contact struct {
	ID       string
	Revision int // 0 = not stored yet
	assessment.Contact
}

// Contacts lists the contacts of a client, in the order in which they came.
func (s *Store) Contacts(ctx context.Context, scope assessment.Scope, client string) ([]Contact, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	list, err := all(ctx, s.reader, s.scanContact, `SELECT id, revision, body FROM contacts WHERE client = $1 AND NOT removed ORDER BY made_at, id`, client)
	if err != nil {
		return nil, fmt.Errorf("the contacts of client %s: %w", client, err)
	}
	return list, nil
}

func (s *Store) scanContact(rows *sql.Rows) (c Contact, err error) {
	var sealed []byte
	if err := rows.Scan(&c.ID, &c.Revision, &sealed); err != nil {
		return c, err
	}
	return c, s.open("contacts", "body", c.ID, sealed, &c.Contact)
}

// SaveContact adds a contact to a client, or changes one unless somebody else did since that revision, and gives its id.
// What is wrong is *assessment.Invalid, and so is an address that another contact of the client has.
func (s *Store) SaveContact(ctx context.Context, scope assessment.Scope, client string, c Contact) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		c.ID, err = s.putContact(ctx, tx, scope, client, c)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keeping a contact of client %s: %w", client, err)
	}
	return c.ID, nil
}

// putContact writes a contact of a client that is held.
func (s *Store) putContact(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string, c Contact) (string, error) {
	wrong := c.Check()
	e := Event{Action: "contact.change", Client: client}
	if c.Revision == 0 {
		c.ID, e.Action = s.newID(), "contact.add"
	}
	lookup := s.contactLookup(&c)
	other, err := all(ctx, tx, s.scanContact, `SELECT id, revision, body FROM contacts WHERE client = $1 AND lookup = $2 AND id <> $3 AND NOT removed`, client, lookup, c.ID)
	if err != nil {
		return "", err
	}
	for _, o := range other {
		wrong = append(wrong, assessment.Problem{Path: "email", What: o.Name + " has this address already. Use that contact, or give another address."})
	}
	if len(wrong) > 0 {
		return "", &assessment.Invalid{Problems: wrong}
	}
	sealed, after, err := s.sealed("contacts", "body", c.ID, c.Contact)
	if err != nil {
		return "", err
	}
	e.Subject, e.After = c.ID, after
	if c.Revision == 0 {
		_, err = tx.ExecContext(ctx, `INSERT INTO contacts (id, client, revision, removed, lookup, made_at, body) VALUES ($1, $2, 1, FALSE, $3, $4, $5)`,
			c.ID, client, lookup, micros(s.now()), sealed)
	} else {
		e.Before, err = s.changeContact(ctx, tx, client, &c, lookup, sealed)
	}
	if err != nil {
		return "", err
	}
	return c.ID, s.record(ctx, tx, scope, e)
}

// changeContact writes a contact in the place of the one before, and gives the digest of that.
func (s *Store) changeContact(ctx context.Context, tx *sql.Tx, client string, c *Contact, lookup string, sealed []byte) (digest string, err error) {
	before, err := one(ctx, tx, s.scanContact, `SELECT id, revision, body FROM contacts WHERE client = $1 AND id = $2 AND NOT removed`, client, c.ID)
	if err != nil {
		return "", err
	}
	if digest, err = s.digestOf(before.Contact); err != nil {
		return "", err
	}
	done, err := tx.ExecContext(ctx, `UPDATE contacts SET revision = revision + 1, lookup = $1, body = $2 WHERE id = $3 AND revision = $4`, lookup, sealed, c.ID, c.Revision)
	return digest, changedOne(done, err)
}

// contactLookup is by what a contact is found: the address, or for whom has none the id.
func (s *Store) contactLookup(c *Contact) string {
	if c.Email == "" {
		return c.ID
	}
	return hex.EncodeToString(s.vault.MAC("contact", []byte(foldEmail(c.Email))))
}

// SharesByContact counts what waits for each contact of a client or for a verdict on what they sent, by their ids. Who has
// nothing is left out.
func (s *Store) SharesByContact(ctx context.Context, scope assessment.Scope, client string) (map[string]int, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var contact string
		var n int
		err := rows.Scan(&contact, &n)
		counts[contact] = n
		return err
	}, `SELECT p.contact, count(*) FROM share_recipients p JOIN shares h ON h.id = p.share
		WHERE h.client = $1 AND h.ended_at = 0 AND p.ended_at = 0 AND p.state <> 'done' AND `+isWorkedOn+` GROUP BY p.contact`, client)
	if err != nil {
		return nil, fmt.Errorf("what waits for the contacts of client %s: %w", client, err)
	}
	return counts, nil
}

// RemoveContact takes a contact out of the list of a client; once more changes nothing. What was shared with them is
// revoked. That they answered before is kept.
func (s *Store) RemoveContact(ctx context.Context, scope assessment.Scope, client, id string) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		removed, err := one(ctx, tx, func(rows *sql.Rows) (removed bool, err error) { return removed, rows.Scan(&removed) },
			`SELECT removed FROM contacts WHERE client = $1 AND id = $2`, client, id)
		if err != nil || removed {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE contacts SET removed = TRUE WHERE id = $1`, id); err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, Event{Action: "contact.remove", Client: client, Subject: id}); err != nil {
			return err
		}
		return s.revokeContact(ctx, tx, scope, client, id)
	})
	if err != nil {
		return fmt.Errorf("removing contact %s of client %s: %w", id, client, err)
	}
	return nil
}
