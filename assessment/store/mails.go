package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
)

// Mail is a mail of the outbox.
type Mail struct {
	ID      string
	Kind    string // such as invitation
	About   string // the id of whom or what it is for
	Event   string // names what it was caused by; the same event queues one mail
	State   assessment.MailState
	Tries   int       // that were begun
	DueAt   time.Time // when it is tried next
	MadeAt  time.Time
	EndedAt time.Time // when it was sent, died or was given up
	Letter  assessment.Letter
	Trouble assessment.MailTrouble // of the last try
	Said    string                 // by the server at the last try

	claimed int64 // until when this server works on it; whoever has another time does not
}

// mailBody is what is sealed of a mail.
type mailBody struct {
	Letter  assessment.Letter      `json:"letter"`
	Trouble assessment.MailTrouble `json:"trouble,omitzero"`
	Said    string                 `json:"said,omitzero"`
}

// claimLasts is how long a server may work on a mail. Where it was killed meanwhile, the mail is sent by another, or again.
const claimLasts = 5 * time.Minute

// keepMails is how long a mail that was sent or given up stays, with what it says.
const keepMails = 90 * 24 * time.Hour

// outbox is the scope of what the program does with mails by itself.
var outbox = assessment.Scope{User: "system", Name: "Safeguard"}

const mailColumns = `id, kind, about, event_key, state, tries, due_at, claimed_until, made_at, ended_at, body`

func (s *Store) scanMail(rows *sql.Rows) (m Mail, err error) {
	var state string
	var due, made, ended int64
	var sealed []byte
	if err := rows.Scan(&m.ID, &m.Kind, &m.About, &m.Event, &state, &m.Tries, &due, &m.claimed, &made, &ended, &sealed); err != nil {
		return m, err
	}
	m.DueAt, m.MadeAt, m.EndedAt = when(due), when(made), when(ended)
	if err := m.State.UnmarshalText([]byte(state)); err != nil {
		return m, err
	}
	plain, err := s.vault.Open("mails", "body", m.ID, sealed)
	if err != nil {
		return m, err
	}
	var body mailBody
	err = json.Unmarshal(plain, &body)
	m.Letter, m.Trouble, m.Said = body.Letter, body.Trouble, body.Said
	return m, err
}

func (s *Store) sealMail(m *Mail) ([]byte, error) {
	body, err := json.Marshal(mailBody{m.Letter, m.Trouble, m.Said})
	if err != nil {
		return nil, err
	}
	return s.vault.Seal("mails", "body", m.ID, body), nil
}

// queueMail puts a mail into the outbox within the change that causes it. Where its event has queued one before, nothing is
// done and queued is false.
func (s *Store) queueMail(ctx context.Context, tx *sql.Tx, m Mail) (queued bool, err error) {
	if err := m.Letter.Check(); err != nil {
		return false, err
	}
	if m.ID == "" {
		m.ID = s.newID()
	}
	if m.Event == "" {
		m.Event = m.ID
	}
	body, err := s.sealMail(&m)
	if err != nil {
		return false, err
	}
	now := micros(s.now())
	done, err := tx.ExecContext(ctx, `INSERT INTO mails (`+mailColumns+`) VALUES ($1, $2, $3, $4, $5, 0, $6, 0, $7, 0, $8)
		ON CONFLICT (event_key) DO NOTHING`, m.ID, m.Kind, m.About, m.Event, assessment.MailWaiting.String(), now, now, body)
	if err != nil {
		return false, fmt.Errorf("queuing a mail: %w", err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// QueueMail puts a mail into the outbox. Where its event has queued one before, nothing is done.
func (s *Store) QueueMail(ctx context.Context, scope assessment.Scope, m Mail) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	if m.ID == "" {
		m.ID = s.newID()
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		queued, err := s.queueMail(ctx, tx, m)
		if err != nil || !queued {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "mail.queue", Subject: m.ID, Detail: m.Kind})
	})
}

// ClaimMail takes a mail that is due, for as long as a claim lasts; no other server gets it meanwhile. Where none is due it
// is assessment.ErrNotFound.
func (s *Store) ClaimMail(ctx context.Context) (Mail, error) {
	for {
		var due int
		err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM mails WHERE `+mailIsDue, micros(s.now())).Scan(&due)
		if err != nil {
			return Mail{}, translate(err)
		}
		if due == 0 {
			return Mail{}, assessment.ErrNotFound
		}
		m, err := s.claimMail(ctx)
		if !errors.Is(err, assessment.ErrNotFound) {
			return m, err
		}
		// On PostgreSQL another server took the mail that was the first in line; others may wait behind it.
	}
}

const mailIsDue = `state = 'waiting' AND due_at <= $1 AND claimed_until <= $1`

// claimMail has the conditions in its outer WHERE too, since PostgreSQL looks at that again when it had to wait for a row.
func (s *Store) claimMail(ctx context.Context) (Mail, error) {
	var m Mail
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		now := s.now()
		m, err = one(ctx, tx, s.scanMail, `UPDATE mails SET claimed_until = $2, tries = tries + 1
			WHERE id = (SELECT id FROM mails WHERE `+mailIsDue+` ORDER BY due_at, id LIMIT 1) AND `+mailIsDue+`
			RETURNING `+mailColumns, micros(now), micros(now.Add(claimLasts)))
		return err
	})
	return m, err
}

// passing reports whether a mail is of its day alone: where it ran out, the next one says more, and nobody has to look at it.
func (m *Mail) passing() bool {
	return strings.HasPrefix(m.Event, reminderEvent) || strings.HasPrefix(m.Event, digestEvent)
}

// MailWasSent marks a mail that the server took. It holds even where the claim had ended.
func (s *Store) MailWasSent(ctx context.Context, m Mail) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE mails SET state = $1, ended_at = $2, claimed_until = 0 WHERE id = $3 AND state <> $1`,
			assessment.MailSent.String(), micros(s.now()), m.ID)
		if err := foundOne(done, err); err != nil {
			return ignoreMissing(err)
		}
		return s.record(ctx, tx, outbox, Event{Action: "mail.sent", Subject: m.ID, Detail: m.Kind})
	})
}

// MailHasFailed marks a mail that was not sent, and says why: it is tried again later, or is dead. A claim that had ended
// marks nothing, since another server has the mail.
func (s *Store) MailHasFailed(ctx context.Context, m Mail, trouble assessment.MailTrouble, said string) error {
	m.Trouble, m.Said = trouble, said
	body, err := s.sealMail(&m)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		now := s.now()
		state, ended, action := assessment.MailWaiting, int64(0), "mail.dead"
		wait, again := assessment.MailAgain(m.Tries, trouble)
		switch {
		case again:
		case trouble == assessment.MailExpired && m.passing():
			state, ended, action = assessment.MailDropped, micros(now), "mail.drop"
		default:
			state, ended = assessment.MailDead, micros(now)
		}
		done, err := tx.ExecContext(ctx, `UPDATE mails SET state = $1, due_at = $2, ended_at = $3, body = $4, claimed_until = 0
			WHERE id = $5 AND state = 'waiting' AND claimed_until = $6 AND tries = $7`, state.String(), micros(now.Add(wait)), ended, body, m.ID, m.claimed, m.Tries)
		if err := foundOne(done, err); err != nil || again {
			return ignoreMissing(err)
		}
		return s.record(ctx, tx, outbox, Event{Action: action, Subject: m.ID, Detail: trouble.String()})
	})
}

// ReleaseMail gives back a mail that was claimed and not tried, as at the end of the program.
func (s *Store) ReleaseMail(ctx context.Context, m Mail) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE mails SET claimed_until = 0, tries = tries - 1
			WHERE id = $1 AND state = 'waiting' AND claimed_until = $2 AND tries = $3`, m.ID, m.claimed, m.Tries)
		return err
	})
}

func ignoreMissing(err error) error {
	if errors.Is(err, assessment.ErrNotFound) {
		return nil
	}
	return err
}

// SweepMails deletes mails that were sent or given up long ago, with what they say.
func (s *Store) SweepMails(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM mails WHERE state IN ('sent', 'dropped') AND ended_at < $1`, micros(s.now().Add(-keepMails)))
		return err
	})
}

// MostOpenMails is how many mails OpenMails gives at most.
const MostOpenMails = 200

// OpenMails lists the mails that are dead, then those that wait, each the newest first.
func (s *Store) OpenMails(ctx context.Context, scope assessment.Scope) ([]Mail, error) {
	if !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	return all(ctx, s.reader, s.scanMail, `SELECT `+mailColumns+` FROM mails WHERE state IN ('waiting', 'dead')
		ORDER BY state, made_at DESC, id LIMIT $1`, MostOpenMails)
}

// LastMail gives the newest mail of a kind about somebody.
func (s *Store) LastMail(ctx context.Context, scope assessment.Scope, kind, about string) (Mail, error) {
	if !scope.CanAdminister() {
		return Mail{}, assessment.ErrForbidden
	}
	return one(ctx, s.reader, s.scanMail, `SELECT `+mailColumns+` FROM mails WHERE kind = $1 AND about = $2
		ORDER BY made_at DESC, id DESC LIMIT 1`, kind, about)
}

// RetryMail lets a dead mail be tried from the beginning.
func (s *Store) RetryMail(ctx context.Context, scope assessment.Scope, id string) error {
	return s.revive(ctx, scope, id, "mail.retry", `UPDATE mails SET state = 'waiting', tries = 0, due_at = $2, ended_at = 0 WHERE id = $1 AND state = 'dead'`)
}

// DropMail gives a dead mail up.
func (s *Store) DropMail(ctx context.Context, scope assessment.Scope, id string) error {
	return s.revive(ctx, scope, id, "mail.drop", `UPDATE mails SET state = 'dropped', ended_at = $2 WHERE id = $1 AND state = 'dead'`)
}

// revive changes a dead mail. One that is not dead any more is assessment.ErrConflict.
func (s *Store) revive(ctx context.Context, scope assessment.Scope, id, action, update string) error {
	if !scope.CanAdminister() {
		return assessment.ErrForbidden
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, update, id, micros(s.now()))
		err = foundOne(done, err)
		if errors.Is(err, assessment.ErrNotFound) {
			var n int
			if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM mails WHERE id = $1`, id).Scan(&n); err != nil || n == 0 {
				return errors.Join(assessment.ErrNotFound, err)
			}
			return &Conflict{Changed: true}
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: action, Subject: id})
	})
}
