package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
)

// Message is what somebody wrote on a question: a person of the provider, or a contact.
type Message struct {
	N         int    // from 1 on, in the order in which the messages of the question were written
	Share     string // whose contacts read it; empty where the question was with nobody
	Recipient string // the id of the contact's part in that share; empty of a person of the provider
	User      string // the id of the person of the provider; empty of a contact
	At        time.Time
	MessageText
}

// MessageText is what is sealed of a message.
type MessageText struct {
	Text string `json:"text"`
	By   string `json:"by"` // the name of who wrote it, as it was then
}

// FromContact reports whether a contact wrote it.
func (m *Message) FromContact() bool { return m.Recipient != "" }

// Thread is what was written on a question.
type Thread struct {
	Messages []Message
	Seen     int             // the number of the newest that the reader had on a page
	Readers  []MessageReader // the contacts who read what the provider writes now
	Sheet    *Sheet          // of the contact who reads; nil for the provider
}

// MessageReader is a contact who has the question.
type MessageReader struct {
	Guest
	Seen int       // the number of the newest message that was on a page of theirs
	At   time.Time // and when that was
}

// Newest gives the number of the last message, 0 where there is none.
func (t *Thread) Newest() int {
	if len(t.Messages) == 0 {
		return 0
	}
	return t.Messages[len(t.Messages)-1].N
}

// Unread gives the number of the first message that is new to a contact: one of their share that somebody else wrote. It is 0
// where there is none.
func (r *MessageReader) Unread(list []Message) int {
	for i := range list {
		if m := &list[i]; m.N > r.Seen && m.Share == r.Share.ID && m.Recipient != r.Recipient.ID {
			return m.N
		}
	}
	return 0
}

// MessageCount is how many messages a question has, and how many of them contacts wrote that the asker has not read.
type MessageCount struct{ All, New int }

// GuestLetter writes the mail that tells the person who shared a question that a contact wrote on it. It is called within the
// change, so it must not ask the store for anything.
type GuestLetter func(g Guest, question string) (Mail, error)

// Messages gives what was written on a question of an assessment, and to which contacts the provider writes.
func (s *Store) Messages(ctx context.Context, scope assessment.Scope, id, question string) (*Thread, error) {
	w, err := s.begin(ctx, s.reader, scope, id)
	if err == nil && w.Catalog.Question(question) == nil {
		err = assessment.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("the messages on %s of assessment %s: %w", question, id, err)
	}
	return s.thread(ctx, s.reader, scope, id, question)
}

// thread is Messages for a question that there is.
func (s *Store) thread(ctx context.Context, q querier, scope assessment.Scope, id, question string) (*Thread, error) {
	t := &Thread{}
	var err error
	if t.Messages, err = s.messages(ctx, q, id, question, ""); err != nil {
		return nil, err
	}
	reads, err := messageReads(ctx, q, id, question)
	if err != nil {
		return nil, err
	}
	t.Seen = reads[scope.User].seen
	t.Readers, err = s.messageReaders(ctx, q, id, question)
	for i := range t.Readers {
		r := &t.Readers[i]
		r.Seen, r.At = reads[r.Recipient.ID].seen, reads[r.Recipient.ID].at
	}
	return t, err
}

// messages lists what was written on a question, in one share or, where that is empty, in any.
func (s *Store) messages(ctx context.Context, q querier, id, question, share string) ([]Message, error) {
	return all(ctx, q, func(rows *sql.Rows) (m Message, err error) {
		var at int64
		var sealed []byte
		if err := rows.Scan(&m.N, &m.Share, &m.Recipient, &m.User, &at, &sealed); err != nil {
			return m, err
		}
		m.At = when(at)
		return m, s.open("messages", "body", messagePlace(id, question, m.N), sealed, &m.MessageText)
	}, `SELECT n, share, recipient, by_user, at, body FROM messages WHERE assessment = $1 AND question = $2 AND (CAST($3 AS TEXT) = '' OR share = $3)
		ORDER BY n`, id, question, share)
}

func messagePlace(id, question string, n int) string {
	return fmt.Sprintf("%s/%s/%d", id, question, n)
}

// messageRead is how far somebody has read.
type messageRead struct {
	seen int
	at   time.Time
}

func messageReads(ctx context.Context, q querier, id, question string) (map[string]messageRead, error) {
	reads := map[string]messageRead{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var reader string
		var r messageRead
		var at int64
		err := rows.Scan(&reader, &r.seen, &at)
		r.at = when(at)
		reads[reader] = r
		return err
	}, `SELECT reader, seen, at FROM message_reads WHERE assessment = $1 AND question = $2`, id, question)
	return reads, err
}

// messageReaders lists the contacts of one share who have a question: of that in which it is open, or of the last one.
func (s *Store) messageReaders(ctx context.Context, q querier, id, question string) ([]MessageReader, error) {
	list, err := all(ctx, q, func(rows *sql.Rows) (r MessageReader, err error) {
		r.Share, r.Recipient, err = s.scanGuest(rows, &r.ClientName)
		return r, err
	}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` JOIN share_questions k ON k.share = h.id AND `+mayAnswer+`
		WHERE h.assessment = $1 AND k.question = $2 AND `+guestIsWelcome+`
		ORDER BY CASE WHEN k.done = 0 THEN 0 ELSE 1 END, h.made_at DESC, h.id DESC, p.made_at, p.id`, id, question)
	for i := range list {
		if list[i].Share.ID != list[0].Share.ID {
			return list[:i], err
		}
	}
	return list, err
}

// WriteMessage writes to the contacts who have a question, or, where nobody has it, to the colleagues of who writes. Contacts
// who get mails are told by one that there is something to read, unless they were told before and have not read it. What was
// written last, by the same person, is not written twice. A text that cannot be kept is *assessment.Invalid; once the
// assessment is final it is a *Conflict.
func (s *Store) WriteMessage(ctx context.Context, scope assessment.Scope, id, question, text string, letters ShareLetters) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.holdToWrite(ctx, tx, scope, id, question)
		if err != nil {
			return err
		}
		t, err := s.thread(ctx, tx, scope, id, question)
		if err != nil {
			return err
		}
		m := Message{User: scope.User, MessageText: MessageText{text, scope.Name}}
		if len(t.Readers) > 0 {
			m.Share = t.Readers[0].Share.ID
		}
		e := Event{Action: "message.write", Client: w.ClientID, Assessment: id, Subject: question}
		if written, err := s.putMessage(ctx, tx, scope, t, m, e); err != nil || !written {
			return err
		}
		return s.tellContacts(ctx, tx, scope, t, question, letters)
	})
	if err != nil {
		return fmt.Errorf("writing on %s of assessment %s: %w", question, id, err)
	}
	return nil
}

// holdToWrite locks the client of an assessment until the transaction ends, and refuses where nothing is written on a question
// any more.
func (s *Store) holdToWrite(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id, question string) (*Work, error) {
	w, err := s.begin(ctx, tx, scope, id)
	if err != nil {
		return nil, err
	}
	if err := s.lock(ctx, tx, scope, w.ClientID); err != nil {
		return nil, err
	}
	if w, err = s.begin(ctx, tx, scope, id); err != nil {
		return nil, err
	}
	switch {
	case w.Catalog.Question(question) == nil:
		return nil, assessment.ErrNotFound
	case !Discussed(w.Status):
		return nil, &Conflict{Status: w.Status}
	}
	return w, nil
}

// Discussed reports whether messages are written on the questions of an assessment: until it is final.
func Discussed(status assessment.Status) bool {
	return status == assessment.Draft || status == assessment.InReview
}

// putMessage writes a message as the last of its thread, with its event.
func (s *Store) putMessage(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Thread, m Message, e Event) (written bool, err error) {
	if wrong := checkMessage(m.Text); len(wrong) > 0 {
		return false, &assessment.Invalid{Problems: wrong}
	}
	if n := len(t.Messages); n > 0 {
		last := t.Messages[n-1]
		if last.User == m.User && last.Recipient == m.Recipient && last.Share == m.Share && last.Text == m.Text {
			return false, nil // such as a second click
		}
	}
	last, err := one(ctx, tx, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT COALESCE(MAX(n), 0) FROM messages WHERE assessment = $1 AND question = $2`, e.Assessment, e.Subject)
	if err != nil {
		return false, err
	}
	m.N, m.At = last+1, s.now()
	sealed, after, err := s.sealed("messages", "body", messagePlace(e.Assessment, e.Subject, m.N), m.MessageText)
	if err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO messages (assessment, question, n, share, recipient, by_user, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.Assessment, e.Subject, m.N, m.Share, m.Recipient, m.User, micros(m.At), sealed)
	if err != nil {
		return false, err
	}
	t.Messages = append(t.Messages, m)
	e.After = after
	return true, s.record(ctx, tx, scope, e)
}

func checkMessage(text string) []assessment.Problem {
	if strings.TrimSpace(text) == "" {
		return []assessment.Problem{{Path: "text", What: "Write a message first."}}
	}
	return assessment.CheckText("text", text)
}

// tellContacts mails the contacts who have a question that there is something to read. Whoever comes in by a passphrase gets no
// mail: a new link would need a new passphrase.
func (s *Store) tellContacts(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Thread, question string, letters ShareLetters) error {
	if letters == nil {
		return nil
	}
	for i := range t.Readers {
		r := &t.Readers[i]
		if r.Recipient.ByPhrase {
			continue
		}
		key := noticeKey(r.Share.Assessment, question, r.Recipient.ID, r.Unread(t.Messages))
		if told, err := mailedBefore(ctx, tx, key); err != nil || told {
			if err != nil {
				return err
			}
			continue
		}
		keyed := func(l ShareLetter) (Mail, error) {
			m, err := letters(l)
			m.Event = key
			return m, err
		}
		l := ShareLetter{Share: r.Share, ClientName: r.ClientName}
		l.Recipient = r.Recipient
		if _, err := s.handOut(ctx, tx, scope, keyed, l); err != nil {
			return err
		}
	}
	return nil
}

// noticeKey names what a notice is caused by: the first message that its reader has not read. Those after it cause no other.
func noticeKey(id, question, reader string, first int) string {
	return fmt.Sprintf("message %s %s %s %d", id, question, reader, first)
}

func mailedBefore(ctx context.Context, tx *sql.Tx, event string) (bool, error) {
	_, err := one(ctx, tx, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) }, `SELECT 1 FROM mails WHERE event_key = $1`, event)
	if errors.Is(err, assessment.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// MarkRead notes that a person of the provider had the messages on a question up to the nth on a page. It is no change of what
// is kept of the client, so it is not in the audit log.
func (s *Store) MarkRead(ctx context.Context, scope assessment.Scope, id, question string, n int) error {
	if err := s.Sees(ctx, scope, "", id); err != nil {
		return err
	}
	return s.markRead(ctx, id, question, scope.User, n)
}

// markRead gives nothing away where nothing can be written now: the messages are new once more the next time.
func (s *Store) markRead(ctx context.Context, id, question, reader string, n int) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO message_reads (assessment, question, reader, seen, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (assessment, question, reader) DO UPDATE SET seen = excluded.seen, at = excluded.at WHERE message_reads.seen < excluded.seen`,
			id, question, reader, n, micros(s.now()))
		return err
	})
	if errors.Is(err, ErrFull) || errors.Is(err, ErrReadOnly) {
		return nil
	}
	return err
}

// isNewTo is the condition that a contact wrote message m, and that the reader of r has not had it on a page.
const isNewTo = `m.recipient <> '' AND m.n > COALESCE(r.seen, 0)`

// UnreadMessages counts the messages of an assessment by question, and those that are new to the asker.
func (s *Store) UnreadMessages(ctx context.Context, scope assessment.Scope, id string) (map[string]MessageCount, error) {
	counts, found := map[string]MessageCount{}, false
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var question string
		var c MessageCount
		if err := rows.Scan(&question, &c.All, &c.New); err != nil {
			return err
		}
		found = true
		if c.All > 0 {
			counts[question] = c
		}
		return nil
	}, `SELECT COALESCE(m.question, ''), COUNT(m.n), COALESCE(SUM(CASE WHEN `+isNewTo+` THEN 1 ELSE 0 END), 0)
		FROM assessments a LEFT JOIN messages m ON m.assessment = a.id
		LEFT JOIN message_reads r ON r.assessment = m.assessment AND r.question = m.question AND r.reader = $2
		WHERE a.id = $1 AND `+visibleTo("a.client", 3, 2)+` GROUP BY m.question`, id, scope.User, scope.All)
	if err == nil && !found {
		err = assessment.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("counting the messages of assessment %s: %w", id, err)
	}
	return counts, nil
}

// ToRead is how many messages of one assessment are new to somebody.
type ToRead struct {
	Client, ClientName string
	Assessment         string
	Messages           int
}

// MessagesToRead counts the messages that are new to who asks, by assessment: of what they shared, and of the clients that
// are assigned to them. Archived clients are left out.
func (s *Store) MessagesToRead(ctx context.Context, scope assessment.Scope) ([]ToRead, error) {
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (l ToRead, err error) {
		return l, rows.Scan(&l.Client, &l.ClientName, &l.Assessment, &l.Messages)
	}, `SELECT c.id, c.name, a.id, COUNT(*) FROM messages m JOIN assessments a ON a.id = m.assessment JOIN clients c ON c.id = a.client
		LEFT JOIN message_reads r ON r.assessment = m.assessment AND r.question = m.question AND r.reader = $1
		WHERE `+isNewTo+` AND NOT c.archived AND `+visibleTo("a.client", 2, 1)+`
		AND (EXISTS (SELECT 1 FROM shares h WHERE h.id = m.share AND h.by_user = $1) OR EXISTS (SELECT 1 FROM user_clients w WHERE w.client = c.id AND w.user_id = $1))
		GROUP BY c.id, c.name, c.sort_key, a.id ORDER BY c.sort_key, a.id`, scope.User, scope.All)
	if err != nil {
		return nil, fmt.Errorf("counting new messages: %w", err)
	}
	return list, nil
}
