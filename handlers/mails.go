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

// mailsLinks reports whether links go out by mail. They have to lead to the address that the server was told, since that of a
// request is what its sender wrote.
func (s *Server) mailsLinks(ctx context.Context) (bool, error) {
	if s.url == "" {
		return false, nil
	}
	return s.canMail(ctx)
}

// letters gives what writes the mails of links, which by makes; nil where links do not go out by mail.
func (s *Server) letters(ctx context.Context, by store.User) (store.Letters, error) {
	on, err := s.mailsLinks(ctx)
	if err != nil || !on {
		return nil, err
	}
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return nil, err
	}
	return func(to store.User, l store.Link) (store.Mail, error) {
		if l.Kind == store.InviteLink {
			return s.invitationMail(ctx, msp, by, to, s.url+l.Path())
		}
		return s.resetMail(ctx, msp, to, s.url+l.Path())
	}, nil
}

// invitationMail invites a person to the provider's Safeguard by a link.
func (s *Server) invitationMail(ctx context.Context, msp string, by, to store.User, url string) (store.Mail, error) {
	m := templates.InvitationMail{MSP: msp, By: by.Name, To: to.Name, URL: url, Days: invitationDays}
	return s.mail(ctx, templates.MailInvitation, to, m, s.now().AddDate(0, 0, invitationDays))
}

// resetMail leads a person to a new password by a link.
func (s *Server) resetMail(ctx context.Context, msp string, to store.User, url string) (store.Mail, error) {
	m := templates.ResetMail{MSP: msp, To: to.Name, URL: url, Hours: resetHours}
	return s.mail(ctx, templates.MailReset, to, m, s.now().Add(resetHours*time.Hour))
}

// testMail shows an admin that mails arrive.
func (s *Server) testMail(ctx context.Context, to store.User) (store.Mail, error) {
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return store.Mail{}, err
	}
	m := templates.TestMail{MSP: msp, To: to.Name, At: templates.MailTime(s.now())}
	return s.mail(ctx, templates.MailTest, to, m, time.Time{})
}

// worded is a mail in words.
type worded interface {
	Subject() string
	Text() string
	HTML() templ.Component
}

// mail makes a mail to a person for the outbox. It is sent no more after until.
func (s *Server) mail(ctx context.Context, kind string, to store.User, words worded, until time.Time) (store.Mail, error) {
	return s.mailTo(ctx, kind, to.ID, assessment.Mailbox{Name: to.Name, Address: to.Email}, words, until)
}

// mailTo is mail for whoever has an address.
func (s *Server) mailTo(ctx context.Context, kind, about string, to assessment.Mailbox, words worded, until time.Time) (store.Mail, error) {
	var html bytes.Buffer
	if err := words.HTML().Render(ctx, &html); err != nil {
		return store.Mail{}, err
	}
	return store.Mail{ID: s.store.NewID(), Kind: kind, About: about, Letter: assessment.Letter{
		To: to, Subject: words.Subject(), Text: words.Text(), HTML: html.String(), Until: until,
	}}, nil
}
