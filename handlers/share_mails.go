package handlers

import (
	"context"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// shareWords puts a mail that brings a link into words.
type shareWords func(msp, url string, l store.ShareLetter) (kind string, words worded)

// shareLetters gives what writes the mails that bring links to contacts; nil where links do not go out by mail, so that they
// are copied.
func (s *Server) shareLetters(ctx context.Context, words shareWords) (store.ShareLetters, error) {
	on, err := s.mailsLinks(ctx)
	if err != nil || !on {
		return nil, err
	}
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return nil, err
	}
	return func(l store.ShareLetter) (store.Mail, error) {
		kind, m := words(msp, s.url+l.Path, l)
		return s.mailTo(ctx, kind, l.Recipient.ID, l.Recipient.Person.Mailbox(), m, l.EndsAt)
	}, nil
}

// untilOf gives the last whole day on which a link works.
func (s *Server) untilOf(l store.ShareLetter) assessment.Date { return s.dayOf(l.EndsAt).AddDays(-1) }

// inviting words the mail that asks a contact to answer.
func (s *Server) inviting(msp, url string, l store.ShareLetter) (string, worded) {
	return templates.MailShare, templates.ShareMail{
		MSP: msp, By: l.Share.Ask.Name, Phone: l.Share.Ask.Phone, To: l.Recipient.Person.Name, Client: l.ClientName,
		Questions: l.Questions, Minutes: templates.MinutesFor(l.Questions), Due: l.Share.Due, Message: l.Share.Message,
		URL: url, Until: s.untilOf(l), Screening: l.Share.IsScreening(),
	}
}

// passing words the mail that asks a colleague of the contact who passes a question on.
func (s *Server) passing(by string) shareWords {
	return func(msp, url string, l store.ShareLetter) (string, worded) {
		return templates.MailSharePassed, templates.SharePassedMail{
			MSP: msp, Ask: l.Share.Ask.Name, Phone: l.Share.Ask.Phone, By: by, To: l.Recipient.Person.Name, Client: l.ClientName,
			Questions: l.Questions, Due: l.Share.Due, URL: url, Until: s.untilOf(l),
		}
	}
}

// returning words the mail that tells a contact what came back.
func (s *Server) returning(msp, url string, l store.ShareLetter) (string, worded) {
	return templates.MailShareReturned, templates.ShareReturnedMail{
		MSP: msp, By: l.Share.Ask.Name, Phone: l.Share.Ask.Phone, To: l.Recipient.Person.Name, Client: l.ClientName,
		Answers: l.Questions, Due: l.Share.Due, URL: url, Until: s.untilOf(l),
	}
}

// codeMail brings a contact the code that they type to come in.
func (s *Server) codeMail(ctx context.Context) store.CodeLetter {
	msp, err := s.store.Setting(ctx, settingMSP)
	return func(g store.Guest, code string) (store.Mail, error) {
		if err != nil {
			return store.Mail{}, err
		}
		m := templates.ShareCodeMail{MSP: msp, To: g.Recipient.Person.Name, Code: code, Minutes: int(assessment.CodeLife / time.Minute)}
		return s.mailTo(ctx, templates.MailShareCode, g.Recipient.ID, g.Recipient.Person.Mailbox(), m, s.now().Add(assessment.CodeLife))
	}
}
