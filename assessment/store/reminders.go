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

// Reminder is what a recipient is reminded of. Its Questions are those without an answer, and 0 where all are answered and
// only to be submitted.
type Reminder struct {
	ShareLetter
	Day   assessment.Date // on which it goes, in the time zone of the client
	Until time.Time       // the end of that day, since then the words for the due day are wrong
}

// ReminderLetters writes the mail of a reminder. It is called within the change that makes its link, so it must not ask
// the store for anything.
type ReminderLetters func(r Reminder) (Mail, error)

// reminderEvent begins the events of reminders, which go on with the recipient and the day.
const reminderEvent = "reminder/"

// reminding is the scope of what the program does with shares by itself.
var reminding = assessment.Scope{User: "system", Name: "Safeguard", All: true}

// remindable is a recipient who may have to be reminded.
type remindable struct {
	Guest
	told time.Time // when they were last asked, other than by a reminder
}

// Recipients who have something to do and can be told by mail. What was shared of an assessment that is no draft any more
// waits for nobody.
const remindableRecipients = `SELECT c.name, (SELECT COALESCE(max(l.made_at), 0) FROM share_links l WHERE l.recipient = p.id AND NOT l.reminds), ` +
	shareColumns + `, ` + recipientColumns + guestFrom + ` WHERE p.state IN ('sent', 'opened', 'in_progress', 'returned') AND p.phrase = '' AND ` + guestIsWelcome +
	` AND ` + isWorkedOn

func (s *Store) scanRemindable(rows *sql.Rows) (r remindable, err error) {
	var told int64
	r.Share, r.Recipient, err = s.scanGuest(rows, &r.ClientName, &told)
	r.told = when(told)
	return r, err
}

// Remind queues the reminders that are due now, each with a link of its own, and gives how many. Each recipient has a
// transaction of their own, so that nobody who works waits for all of them; of several servers that remind at the same
// time, the second finds it done. What goes wrong with one recipient keeps none of the others from theirs.
func (s *Store) Remind(ctx context.Context, letters ReminderLetters) (queued int, err error) {
	due, err := s.dueReminders(ctx)
	if err != nil {
		return 0, fmt.Errorf("finding whom to remind: %w", err)
	}
	var wrong []error
	for i := range due {
		if ctx.Err() != nil {
			return queued, ctx.Err()
		}
		done, err := s.remind(ctx, due[i].Share.Client, due[i].Recipient.ID, letters)
		switch {
		case errors.Is(err, ErrArchived), errors.Is(err, assessment.ErrNotFound): // meanwhile
		case err != nil:
			wrong = append(wrong, fmt.Errorf("reminding recipient %s: %w", due[i].Recipient.ID, err))
		case done:
			queued++
		}
	}
	return queued, errors.Join(wrong...)
}

// dueReminders lists the recipients whom a reminder is due for.
func (s *Store) dueReminders(ctx context.Context) ([]remindable, error) {
	list, err := all(ctx, s.reader, s.scanRemindable, remindableRecipients+` ORDER BY h.client, p.id`)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	clients, err := s.remindedClients(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	var due []remindable
	for _, r := range list {
		c, ok := clients[r.Share.Client]
		if _, is := r.due(c, s.zoneOf(c.Zone), now); ok && is {
			due = append(due, r)
		}
	}
	return due, nil
}

// remindedClients gives what is kept of the clients with whom something is shared, by id.
func (s *Store) remindedClients(ctx context.Context) (map[string]Details, error) {
	clients := map[string]Details{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		var body clientBody
		err := s.open("clients", "body", id, sealed, &body)
		clients[id] = body.Details
		return err
	}, `SELECT c.id, c.body FROM clients c WHERE NOT c.archived AND EXISTS (SELECT 1 FROM shares h JOIN share_recipients p ON p.share = h.id
		WHERE h.client = c.id AND h.ended_at = 0 AND p.state IN ('sent', 'opened', 'in_progress', 'returned'))`)
	return clients, err
}

// zoneOf gives the time zone of that name, or the server's own where the name is empty or unknown.
func (s *Store) zoneOf(name string) *time.Location {
	own := s.now().Location()
	if name == "" {
		return own
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return own
	}
	return zone
}

// due reports whether a reminder is due, and on which day of the client it goes.
func (r *remindable) due(c Details, zone *time.Location, now time.Time) (assessment.Date, bool) {
	day := func(t time.Time) assessment.Date { return assessment.DateOf(t.In(zone)) }
	asked := r.Recipient.MadeAt
	if r.told.After(asked) {
		asked = r.told
	}
	today := day(now)
	at := assessment.Reminding{Sent: day(asked), Due: r.Share.Due, Last: r.Recipient.RemindedOn}
	return today, r.Recipient.Person.Email != "" && !now.Before(assessment.RemindAt(today, zone)) && assessment.RemindOn(c.Remind, at, today)
}

// remind reminds one recipient, unless that was done or is not to be done any more.
func (s *Store) remind(ctx context.Context, client, recipient string, letters ReminderLetters) (done bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		done = false
		c, err := s.holdClient(ctx, tx, reminding, client)
		if err != nil {
			return err
		}
		r, err := one(ctx, tx, s.scanRemindable, remindableRecipients+` AND p.id = $1`, recipient)
		if err != nil {
			return err
		}
		zone := s.zoneOf(c.Zone)
		day, due := r.due(c.Details, zone, s.now())
		if !due {
			return nil
		}
		left, unsent, err := s.leftFor(ctx, tx, &r.Guest)
		if err != nil || left+unsent == 0 {
			return err
		}
		done = true
		l := ShareLetter{Share: r.Share, ClientName: r.ClientName, Questions: left}
		l.Recipient = r.Recipient
		return s.queueReminder(ctx, tx, letters, Reminder{ShareLetter: l, Day: day, Until: beginning(day.AddDays(1), zone)})
	})
	return done, err
}

// queueReminder makes the link of a reminder, queues its mail and counts it.
func (s *Store) queueReminder(ctx context.Context, tx *sql.Tx, letters ReminderLetters, r Reminder) error {
	h, err := s.handOut(ctx, tx, reminding, func(l ShareLetter) (Mail, error) {
		r.ShareLetter = l
		m, err := letters(r)
		m.Event = reminderEvent + l.Recipient.ID + "/" + r.Day.String()
		return m, err
	}, r.ShareLetter)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE share_links SET reminds = TRUE WHERE mac = $1`, s.shareMAC(strings.TrimPrefix(h.Path, "/s/")))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE share_recipients SET reminded = reminded + 1, reminded_on = $1 WHERE id = $2`, r.Day.String(), r.Recipient.ID)
	if err != nil {
		return err
	}
	return s.record(ctx, tx, reminding, Event{
		Action: "share.remind", Client: r.Share.Client, Assessment: r.Share.Assessment, Subject: r.Share.ID, Detail: r.Recipient.Contact,
	})
}

// leftFor counts the questions of a recipient without an answer, and those whose answer is not sent.
func (s *Store) leftFor(ctx context.Context, q querier, g *Guest) (left, unsent int, err error) {
	t, err := s.sheet(ctx, q, g, g.Recipient.ID)
	if err != nil {
		return 0, 0, err
	}
	for i := range t.Items {
		switch item := &t.Items[i]; {
		case !item.Open():
		case item.State() == assessment.GivenDraft:
			unsent++
		default:
			left++
		}
	}
	return left, unsent, nil
}

// beginning gives the first moment of a day in a time zone.
func beginning(day assessment.Date, zone *time.Location) time.Time {
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}
