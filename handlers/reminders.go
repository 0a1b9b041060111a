package handlers

import (
	"context"
	"errors"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// Remind queues the reminders and the weekly digests that are due now, where links go out by mail. It does so once, however
// often and by however many servers it is called.
func (s *Server) Remind(ctx context.Context) error {
	on, err := s.mailsLinks(ctx)
	if err != nil || !on {
		return err
	}
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return err
	}
	reminders, err := s.store.Remind(ctx, s.reminder(ctx, msp))
	digests, wrong := s.digests(ctx, msp)
	if reminders+digests > 0 {
		s.wake()
	}
	return errors.Join(err, wrong)
}

// reminder writes the mails that remind contacts.
func (s *Server) reminder(ctx context.Context, msp string) store.ReminderLetters {
	return func(r store.Reminder) (store.Mail, error) {
		m := templates.ShareReminderMail{
			MSP: msp, By: r.Share.Ask.Name, Phone: r.Share.Ask.Phone, To: r.Recipient.Person.Name, Client: r.ClientName,
			Left: r.Questions, Due: r.Share.Due, Today: r.Day, Submit: r.Questions == 0, URL: s.url + r.Path,
		}
		return s.mailTo(ctx, templates.MailShareReminder, r.Recipient.ID, r.Recipient.Person.Mailbox(), m, r.Until)
	}
}

// digests queues the digests of this week that nobody has queued yet, and gives how many.
func (s *Server) digests(ctx context.Context, msp string) (queued int, err error) {
	week, due := assessment.DigestDue(s.now())
	if !due {
		return 0, nil
	}
	users, err := s.store.DigestUsers(ctx, week)
	if err != nil {
		return 0, err
	}
	var wrong []error
	for i := range users {
		done, err := s.digest(ctx, msp, week, users[i])
		if done {
			queued++
		}
		wrong = append(wrong, err)
	}
	return queued, errors.Join(wrong...)
}

// digestLasts is how long a digest is worth sending.
const digestLasts = 24 * time.Hour

// digest queues the digest of a week for a person, unless there is nothing to tell.
func (s *Server) digest(ctx context.Context, msp, week string, to store.User) (bool, error) {
	d, err := s.store.DigestOf(ctx, to.Scope(), s.now().AddDate(0, 0, -7))
	if err != nil {
		return false, err
	}
	words := templates.DigestMail{
		MSP: msp, To: to.Name, Today: s.today(), Submitted: d.Submitted, Opened: d.Opened, URL: s.url + "/",
		Review: s.digestLines(d.Review), Overdue: s.digestLines(d.Overdue), Due: s.digestLines(d.Due), Screenings: s.digestLines(d.Screenings),
	}
	for _, l := range d.Messages {
		words.Messages = append(words.Messages, templates.DigestLine{Client: l.ClientName, Count: l.Messages, URL: s.url + "/assessments/" + l.Assessment})
	}
	if words.Empty() {
		return s.store.QueueDigest(ctx, to.ID, week, nil)
	}
	m, err := s.mail(ctx, templates.MailDigest, to, words, s.now().Add(digestLasts))
	if err != nil {
		return false, err
	}
	return s.store.QueueDigest(ctx, to.ID, week, &m)
}

func (s *Server) digestLines(list []store.DigestLine) []templates.DigestLine {
	var lines []templates.DigestLine
	for i := range list {
		l := &list[i]
		lines = append(lines, templates.DigestLine{
			Client: l.ClientName, Contact: l.Recipient.Person.Name, Count: l.Waiting, Due: l.Share.Due, URL: s.url + sharePath(&l.Share),
		})
	}
	return lines
}
