package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Digest is what a person of the provider is told once a week: how the shares stand that they made, and those of the
// clients that are assigned to them.
type Digest struct {
	Review     []DigestLine // answers of an assessment wait for the person
	Screenings []DigestLine // answers of a screening do
	Overdue    []DigestLine
	Due        []DigestLine // by Sunday
	Messages   []ToRead
	Submitted  int // recipients who sent answers since then
	Opened     int // recipients who came in for the first time since then
}

// DigestLine is one recipient in a digest.
type DigestLine struct {
	Share      Share
	Recipient  Recipient
	ClientName string
	Waiting    int // answers that wait for a verdict
}

// DigestOf gives the digest of who asks, with what happened since a moment.
func (s *Store) DigestOf(ctx context.Context, scope assessment.Scope, since time.Time) (Digest, error) {
	var d Digest
	today := s.today()
	err := each(ctx, s.reader, func(rows *sql.Rows) (err error) {
		var l DigestLine
		if l.Share, l.Recipient, err = s.scanGuest(rows, &l.ClientName, &l.Waiting); err != nil {
			return err
		}
		d.add(l, since, today)
		return nil
	}, `SELECT c.name, (SELECT count(*) FROM share_answers x WHERE x.share = h.id AND x.recipient = p.id AND x.state = 'submitted'), `+
		shareColumns+`, `+recipientColumns+guestFrom+` WHERE h.ended_at = 0 AND NOT c.archived AND `+visibleTo("h.client", 1, 2)+`
		AND (h.by_user = $2 OR EXISTS (SELECT 1 FROM user_clients w WHERE w.client = h.client AND w.user_id = $2))
		AND `+isWorkedOn+`
		AND (p.state IN ('sent', 'opened', 'in_progress', 'returned') OR p.submitted_at >= $3 OR p.opened_at >= $3
			OR EXISTS (SELECT 1 FROM share_answers x WHERE x.share = h.id AND x.recipient = p.id AND x.state = 'submitted'))
		ORDER BY c.sort_key, p.id`, scope.All, scope.User, micros(since))
	if err == nil {
		d.Messages, err = s.MessagesToRead(ctx, scope)
	}
	if err != nil {
		return d, fmt.Errorf("the digest of %s: %w", scope.User, err)
	}
	return d, nil
}

// add tells of a recipient where they belong.
func (d *Digest) add(l DigestLine, since time.Time, today assessment.Date) {
	state, due := l.Recipient.State, l.Share.Due
	if !l.Recipient.SubmittedAt.Before(since) {
		d.Submitted++
	}
	if !l.Recipient.OpenedAt.Before(since) {
		d.Opened++
	}
	switch {
	case l.Waiting > 0 && l.Share.IsScreening():
		d.Screenings = append(d.Screenings, l)
	case l.Waiting > 0:
		d.Review = append(d.Review, l)
	}
	switch {
	case state.Overdue(due, today):
		d.Overdue = append(d.Overdue, l)
	case state.WithContact() && !due.IsZero() && today.DaysUntil(due) <= daysToSunday(today):
		d.Due = append(d.Due, l)
	}
}

func daysToSunday(day assessment.Date) int { return (7 - int(day.Time().Weekday())) % 7 }

// DigestUsers lists who is to get the digest of a week, and was not looked at for it yet: those who run assessments, have
// come in and did not turn it off, and who shared something or have clients of their own.
func (s *Store) DigestUsers(ctx context.Context, week string) ([]User, error) {
	list, err := all(ctx, s.reader, scanUser, `SELECT `+userColumns+` FROM users WHERE `+digestIsDue+` AND role IN ('admin', 'manager')
		AND (password <> '' OR signed_in_at > 0)
		AND (EXISTS (SELECT 1 FROM shares h WHERE h.by_user = users.id) OR EXISTS (SELECT 1 FROM user_clients w WHERE w.user_id = users.id))
		ORDER BY id`, week)
	if err != nil {
		return nil, fmt.Errorf("who gets the digest of %s: %w", week, err)
	}
	return list, nil
}

// digestEvent begins the events of digests, which go on with the user and the week.
const digestEvent = "digest/"

const digestIsDue = `digested <> $1 AND NOT disabled AND NOT no_digest`

// QueueDigest queues the digest of a week for a person, unless that was done, and gives whether it did. Nil notes that there
// is nothing to tell them in that week.
func (s *Store) QueueDigest(ctx context.Context, user, week string, m *Mail) (queued bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		queued = false
		done, err := tx.ExecContext(ctx, `UPDATE users SET digested = $1 WHERE id = $2 AND `+digestIsDue, week, user)
		if err := foundOne(done, err); err != nil {
			return ignoreMissing(err)
		}
		if m == nil {
			return nil
		}
		m.Event = digestEvent + user + "/" + week
		if queued, err = s.queueMail(ctx, tx, *m); err != nil || !queued {
			return err
		}
		return s.record(ctx, tx, outbox, Event{Action: "mail.queue", Subject: m.ID, Detail: m.Kind})
	})
	if err != nil {
		return false, fmt.Errorf("queuing the digest of %s: %w", user, err)
	}
	return queued, nil
}
