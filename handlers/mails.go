package handlers

import (
	"bytes"
	"context"
	"time"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// How long the links of mails work.
const (
	invitationDays = 7
	resetHours     = 24
)

// canMail reports whether a mail server is named, so that what is queued goes.
func (s *Server) canMail(ctx context.Context) (bool, error) {
	settings, err := s.store.MailSettings(ctx)
	return settings.On(), err
}

// invitationMail invites a person by a link. The event names the link, so that it is mailed once.
func (s *Server) invitationMail(ctx context.Context, event string, by, to store.User, url string) (store.Mail, error) {
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return store.Mail{}, err
	}
	m := templates.InvitationMail{MSP: msp, By: by.Name, To: to.Name, URL: url, Days: invitationDays}
	return s.mail(ctx, templates.MailInvitation, event, to, m, s.now().AddDate(0, 0, invitationDays))
}

// resetMail leads a person to a new password by a link. The event names the link, so that it is mailed once.
func (s *Server) resetMail(ctx context.Context, event string, to store.User, url string) (store.Mail, error) {
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return store.Mail{}, err
	}
	m := templates.ResetMail{MSP: msp, To: to.Name, URL: url, Hours: resetHours}
	return s.mail(ctx, templates.MailReset, event, to, m, s.now().Add(resetHours*time.Hour))
}

// testMail shows an admin that mails arrive.
func (s *Server) testMail(ctx context.Context, to store.User) (store.Mail, error) {
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return store.Mail{}, err
	}
	m := templates.TestMail{MSP: msp, To: to.Name, At: templates.MailTime(s.now())}
	return s.mail(ctx, templates.MailTest, "", to, m, time.Time{})
}

// worded is a mail in words.
type worded interface {
	Subject() string
	Text() string
	HTML() templ.Component
}

// mail makes a mail for the outbox. It is sent no more after until.
func (s *Server) mail(ctx context.Context, kind, event string, to store.User, words worded, until time.Time) (store.Mail, error) {
	var html bytes.Buffer
	if err := words.HTML().Render(ctx, &html); err != nil {
		return store.Mail{}, err
	}
	return store.Mail{ID: s.store.NewID(), Kind: kind, About: to.ID, Event: event, Letter: assessment.Letter{
		To: assessment.Mailbox{Name: to.Name, Address: to.Email}, Subject: words.Subject(), Text: words.Text(), HTML: html.String(), Until: until,
	}}, nil
}
