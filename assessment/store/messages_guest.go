package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// GuestMessages gives what a contact reads on a question of their sheet: what was written in their share. A question that is
// not on the sheet is assessment.ErrNotFound. On the questions of a screening nothing is written.
func (s *Store) GuestMessages(ctx context.Context, g Guest, question string) (*Thread, error) {
	sheet, err := s.sheet(ctx, s.reader, &g, g.Recipient.ID)
	if err != nil {
		return nil, fmt.Errorf("the questions of share %s: %w", g.Share.ID, err)
	}
	t, err := s.guestThread(ctx, s.reader, sheet, question)
	if err != nil {
		return nil, fmt.Errorf("the messages on %s of share %s: %w", question, g.Share.ID, err)
	}
	return t, nil
}

func (s *Store) guestThread(ctx context.Context, q querier, sheet *Sheet, question string) (*Thread, error) {
	t := &Thread{Sheet: sheet}
	if item, _ := sheet.Item(question); item == nil {
		return nil, assessment.ErrNotFound
	}
	if sheet.Share.IsScreening() {
		return t, nil
	}
	var err error
	if t.Messages, err = s.messages(ctx, q, sheet.Share.Assessment, question, sheet.Share.ID); err != nil {
		return nil, err
	}
	reads, err := messageReads(ctx, q, sheet.Share.Assessment, question)
	t.Seen = reads[sheet.Recipient.ID].seen
	return t, err
}

// WriteGuestMessage writes to the person of the provider who shared a question. The letter, which may be nil, tells them that
// there is something to read, unless they were told before and have not read it. What is wrong comes back as of WriteMessage.
func (s *Store) WriteGuestMessage(ctx context.Context, g Guest, question, text string, letter GuestLetter) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		sheet, err := s.holdAnySheet(ctx, tx, &g)
		switch {
		case err != nil:
			return err
		case sheet.Share.IsScreening():
			return assessment.ErrNotFound
		case !Discussed(sheet.Status):
			return &Conflict{Status: sheet.Status}
		}
		t, err := s.guestThread(ctx, tx, sheet, question)
		if err != nil {
			return err
		}
		if err := hasRoom(ctx, tx, sheet); err != nil {
			return err
		}
		m := Message{Share: sheet.Share.ID, Recipient: sheet.Recipient.ID, MessageText: MessageText{text, sheet.Recipient.Person.Name}}
		e := sheet.event("message.write")
		e.Subject = question
		if written, err := s.putMessage(ctx, tx, sheet.scope(), t, m, e); err != nil || !written {
			return err
		}
		return s.tellManager(ctx, tx, sheet, question, letter)
	})
	if err != nil {
		return fmt.Errorf("writing on %s of share %s: %w", question, g.Share.ID, err)
	}
	return nil
}

// mostGuestMessages is how many messages a recipient may write in a share, so that nobody fills the disk.
const mostGuestMessages = 200

func hasRoom(ctx context.Context, tx *sql.Tx, sheet *Sheet) error {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM messages WHERE share = $1 AND recipient = $2`, sheet.Share.ID, sheet.Recipient.ID).Scan(&n)
	if err == nil && n >= mostGuestMessages {
		err = &assessment.Invalid{Problems: []assessment.Problem{{
			Path: "text", What: fmt.Sprintf("You wrote %d messages already. Call the sender of your link to say more.", mostGuestMessages),
		}}}
	}
	return err
}

// tellManager mails the person who made a share that a contact wrote. The first message of any contact that they have not read
// causes the mail.
func (s *Store) tellManager(ctx context.Context, tx *sql.Tx, sheet *Sheet, question string, letter GuestLetter) error {
	if letter == nil {
		return nil
	}
	first, err := one(ctx, tx, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT COALESCE(MIN(m.n), 0) FROM messages m LEFT JOIN message_reads r ON r.assessment = m.assessment AND r.question = m.question AND r.reader = $3
			WHERE m.assessment = $1 AND m.question = $2 AND `+isNewTo, sheet.Share.Assessment, question, sheet.Share.By)
	if err != nil {
		return err
	}
	m, err := letter(sheet.Guest, question)
	if err != nil {
		return err
	}
	m.Event = noticeKey(sheet.Share.Assessment, question, sheet.Share.By, first)
	_, err = s.queueMail(ctx, tx, m)
	return err
}

// MarkGuestRead is MarkRead for a contact.
func (s *Store) MarkGuestRead(ctx context.Context, g Guest, question string, n int) error {
	return s.markRead(ctx, g.Share.Assessment, question, g.Recipient.ID, n)
}

// GuestUnread counts the messages that are new to a contact, by question: those of their share that somebody else wrote.
// Questions that the contact does not have may be among them.
func (s *Store) GuestUnread(ctx context.Context, g Guest) (map[string]MessageCount, error) {
	counts := map[string]MessageCount{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var question string
		var c MessageCount
		err := rows.Scan(&question, &c.All, &c.New)
		counts[question] = c
		return err
	}, `SELECT m.question, COUNT(*), SUM(CASE WHEN m.recipient <> $2 AND m.n > COALESCE(r.seen, 0) THEN 1 ELSE 0 END) FROM messages m
		LEFT JOIN message_reads r ON r.assessment = m.assessment AND r.question = m.question AND r.reader = $2
		WHERE m.share = $1 GROUP BY m.question`, g.Share.ID, g.Recipient.ID)
	if err != nil {
		return nil, fmt.Errorf("counting the messages of share %s: %w", g.Share.ID, err)
	}
	return counts, nil
}
