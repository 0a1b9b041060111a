package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"

	"safeguard/assessment"
)

// addRecipient adds a contact to a share, and makes what opens it for them.
func (s *Store) addRecipient(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, p Recipient, l ShareLetter) (Handout, error) {
	p.ID, p.State = s.newID(), assessment.ShareSent
	p.ByPhrase = letters == nil || p.Person.Email == ""
	_, err := tx.ExecContext(ctx, `INSERT INTO share_recipients (id, share, contact, state, passed_by, made_at, opened_at, submitted_at, ended_at,
		reminded, reminded_on, phrase, code, guesses) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, '', '', '', '')`,
		p.ID, p.Share, p.Contact, p.State.String(), p.PassedBy, micros(p.MadeAt))
	if err != nil {
		return Handout{}, err
	}
	l.Recipient = p
	return s.handOut(ctx, tx, scope, letters, l)
}

// handOut makes a link for a recipient, and mails it where there are letters and an address. Else it makes a passphrase
// too, in the place of the one before.
func (s *Store) handOut(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, l ShareLetter) (Handout, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // crypto/rand ends the program rather than return an error
	token := base64.RawURLEncoding.EncodeToString(secret)
	l.Path, l.EndsAt = "/s/"+token, assessment.ShareLinkEnds(s.now(), l.Share.Due)
	_, err := tx.ExecContext(ctx, `INSERT INTO share_links (mac, recipient, made_at, ends_at) VALUES ($1, $2, $3, $4)`,
		s.shareMAC(token), l.Recipient.ID, micros(s.now()), micros(l.EndsAt))
	if err != nil {
		return l.Handout, err
	}
	if l.Recipient.ByPhrase {
		if l.Passphrase, err = s.newPhrase(ctx, tx, l.Recipient.ID); err != nil {
			return l.Handout, err
		}
	}
	e := Event{Action: "share.link", Client: l.Share.Client, Assessment: l.Share.Assessment, Subject: l.Share.ID, Detail: l.Recipient.Contact}
	if err := s.record(ctx, tx, scope, e); err != nil || l.Recipient.ByPhrase {
		return l.Handout, err
	}
	return l.Handout, s.mailShare(ctx, tx, letters, l)
}

// mailShare queues the mail with a link. Whoever has an address and gets a code by mail, and no letters, gets no mail: the
// link is copied.
func (s *Store) mailShare(ctx context.Context, tx *sql.Tx, letters ShareLetters, l ShareLetter) error {
	if letters == nil {
		return nil
	}
	m, err := letters(l)
	if err != nil {
		return err
	}
	_, err = s.queueMail(ctx, tx, m)
	return err
}

// shareMAC is what is stored of the token of a link.
func (s *Store) shareMAC(token string) string {
	return hex.EncodeToString(s.vault.MAC("share-link", []byte(token)))
}

// putShareQuestions gives questions to a recipient, or to any of them where that is empty.
func putShareQuestions(ctx context.Context, tx *sql.Tx, share, recipient string, questions []string) error {
	const most = 200 // rows of one statement
	for list := range slices.Chunk(questions, most) {
		query, args := `INSERT INTO share_questions (share, question, recipient, done) VALUES `, []any{share, recipient}
		for i, id := range list {
			if i > 0 {
				query += ", "
			}
			args = append(args, id)
			query += `($1, $` + strconv.Itoa(i+3) + `, $2, 0)`
		}
		if _, err := tx.ExecContext(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}
