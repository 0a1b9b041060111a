package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// mostPassedOn is how many colleagues may come to a share by those whom it was sent to, so that nobody fills the outbox.
const mostPassedOn = 10

// PassOn gives a question that waits for a contact to a colleague of the same client, who becomes a contact where they are
// none, and a recipient of the share. What is wrong with the colleague is *assessment.Invalid.
func (s *Store) PassOn(ctx context.Context, g Guest, question string, to assessment.Contact, letters ShareLetters) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		t, err := s.holdSheet(ctx, tx, &g)
		if err != nil {
			return err
		}
		item, _ := t.Item(question)
		switch {
		case item == nil:
			return assessment.ErrNotFound
		case !item.Open():
			return ErrNotShared
		}
		colleague, err := s.colleague(ctx, tx, t, question, to, letters)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE share_questions SET recipient = $1 WHERE share = $2 AND question = $3`, colleague.ID, t.Share.ID, question); err != nil {
			return err
		}
		e := t.event("share.pass-on")
		e.Subject, e.Detail = question, colleague.Contact
		if err := s.record(ctx, tx, t.scope(), e); err != nil {
			return err
		}
		return s.settleShare(ctx, tx, &t.Share)
	})
	if err != nil {
		return fmt.Errorf("passing a question of share %s on: %w", g.Share.ID, err)
	}
	return nil
}

// colleague gives the recipient of a share that a question is passed on to.
func (s *Store) colleague(ctx context.Context, tx *sql.Tx, t *Sheet, question string, to assessment.Contact, letters ShareLetters) (Recipient, error) {
	bad := func(path, what string) error {
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: path, What: what}}}
	}
	if to.Email == "" {
		return Recipient{}, bad("email", "Write your colleague’s mail address, so that the question reaches them.")
	}
	list, err := s.recipients(ctx, tx, t.Share.ID)
	if err != nil {
		return Recipient{}, err
	}
	passed := 0
	for _, p := range list {
		switch same := foldEmail(p.Person.Email) == foldEmail(to.Email); {
		case same && p.ID == t.Recipient.ID:
			return p, bad("email", "This is your own address. Write that of a colleague.")
		case same && p.EndedAt.IsZero():
			return p, s.tellColleague(ctx, tx, t, question, p, letters)
		case same:
			return p, bad("email", "This colleague cannot be asked here. Ask the sender of your link.")
		case p.PassedBy != "":
			passed++
		}
	}
	if passed >= mostPassedOn {
		return Recipient{}, bad("email", "Many colleagues were asked already. Ask the sender of your link to add more.")
	}
	contact, err := s.contactBy(ctx, tx, t, to)
	if err != nil {
		return Recipient{}, err
	}
	p := Recipient{Share: t.Share.ID, Contact: contact.ID, Person: contact.Contact, PassedBy: t.Recipient.ID, MadeAt: s.now()}
	made, err := s.addRecipient(ctx, tx, t.scope(), letters, p, ShareLetter{Share: t.Share, ClientName: t.ClientName, Questions: 1})
	return made.Recipient, err
}

// tellColleague mails a contact of the share who had nothing left to do that a question was passed on to them, of each
// question once. Whoever has something to do finds it there, and of who comes in by a passphrase the provider takes care.
func (s *Store) tellColleague(ctx context.Context, tx *sql.Tx, t *Sheet, question string, p Recipient, letters ShareLetters) error {
	if letters == nil || p.ByPhrase || p.State != assessment.ShareSubmitted && p.State != assessment.ShareDone {
		return nil
	}
	key := "passed-on/" + p.ID + "/" + question
	if told, err := mailedBefore(ctx, tx, key); err != nil || told {
		return err
	}
	keyed := func(l ShareLetter) (Mail, error) {
		m, err := letters(l)
		m.Event = key
		return m, err
	}
	l := ShareLetter{Share: t.Share, ClientName: t.ClientName, Questions: 1}
	l.Recipient = p
	_, err := s.handOut(ctx, tx, t.scope(), keyed, l)
	return err
}

// contactBy gives the contact of the client with that address, who is added where there is none.
func (s *Store) contactBy(ctx context.Context, tx *sql.Tx, t *Sheet, to assessment.Contact) (Contact, error) {
	c := Contact{Contact: to}
	found, err := one(ctx, tx, s.scanContact, `SELECT id, revision, body FROM contacts WHERE client = $1 AND lookup = $2 AND NOT removed`,
		t.Share.Client, s.contactLookup(&c))
	if !errors.Is(err, assessment.ErrNotFound) {
		return found, err
	}
	c.ID, err = s.putContact(ctx, tx, t.scope(), t.Share.Client, c)
	return c, err
}
