package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// mailing is a site that sends links by mail, with a share of two questions that is due on Friday, December 4, 2026.
func mailing(t *testing.T, set ...func(*Config)) (s *site, client, id string) {
	t.Helper()
	set = append(set, func(cfg *Config) { cfg.URL = "https://safeguard.example.test" })
	s = newSiteIn(t, time.UTC, set...)
	settings := assessment.MailSettings{Host: "mail.example.com", Port: 587, Security: assessment.MailStartTLS, From: assessment.Mailbox{Address: "safeguard@example.com"}}
	if err := s.store.SaveMailSettings(t.Context(), s.admin, settings); err != nil {
		t.Fatal(err)
	}
	client, id = s.sample("riverside-2025", "")
	letters, err := s.app.shareLetters(t.Context(), s.app.inviting)
	if err != nil || letters == nil {
		t.Fatalf("no letters, %v", err)
	}
	_, err = s.store.MakeShares(t.Context(), s.scope("manager"), letters, store.NewShare{
		Client: client, Assessment: id, Due: assessment.NewDate(2026, 12, 4), Questions: []string{"device-encryption", "backup-complete"},
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@riverside.test")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, client, id
}

// mails gives the mails of a kind that wait.
func (s *site) mails(kind string) []store.Mail {
	s.t.Helper()
	list, err := s.store.OpenMails(s.t.Context(), s.admin)
	if err != nil {
		s.t.Fatal(err)
	}
	var found []store.Mail
	for _, m := range list {
		if m.Kind == kind {
			found = append(found, m)
		}
	}
	return found
}

// remindAt moves the clock and reminds.
func (s *site) remindAt(at time.Time) {
	s.t.Helper()
	s.clock.Store(at.Unix())
	if err := s.app.Remind(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// TestRemind: on Tuesday a reminder goes to the contact, and on Monday a digest to who shared; neither names the client in
// its subject, and each goes once though the server looks every five minutes.
func TestRemind(t *testing.T) {
	woken := 0
	s, _, id := mailing(t, func(cfg *Config) { cfg.Wake = func() { woken++ } })
	s.remindAt(time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)) // a Sunday
	if n := len(s.mails(templates.MailDigest)) + len(s.mails(templates.MailShareReminder)); n > 0 || woken > 0 {
		t.Errorf("%d mails on a Sunday, woken %d times", n, woken)
	}
	for at := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC); at.Before(time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)); at = at.Add(25 * time.Minute) {
		s.remindAt(at)
	}
	reminders, digests := s.mails(templates.MailShareReminder), s.mails(templates.MailDigest)
	if len(reminders) != 1 || len(digests) != 1 || woken != 2 {
		t.Fatalf("%d reminders, %d digests, woken %d times, want 1, 1 and 2", len(reminders), len(digests), woken)
	}
	r, d := reminders[0].Letter, digests[0].Letter
	if r.To.Address != "pat@riverside.test" || r.Subject != "Reminder: 2 questions from Dana Reyes are due on Friday, December 4" || strings.Contains(r.Subject, "Riverside") {
		t.Errorf("the reminder to %s: %q", r.To.Address, r.Subject)
	}
	if !strings.Contains(r.Text, "https://safeguard.example.test/s/") || !r.Until.Equal(time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the reminder until %v:\n%s", r.Until, r.Text)
	}
	if d.To.Address != "manager@example.test" || d.Subject != "Your week in Safeguard: 1 due this week" {
		t.Errorf("the digest to %s: %q", d.To.Address, d.Subject)
	}
	if !strings.Contains(d.Text, "Pat Lee, due on Friday, December 4") || !strings.Contains(d.Text, "https://safeguard.example.test/assessments/"+id) {
		t.Errorf("the digest:\n%s", d.Text)
	}
	b := s.signIn("admin")
	b.must(b.get("/admin/mail"), http.StatusOK, "Reminder", "Weekly digest", "pat@riverside.test")
}

// TestRemindNobody: without a mail server, or without the address that links lead to, nothing is queued and nothing noted, so
// that what is due then still goes.
func TestRemindNobody(t *testing.T) {
	s, _, _ := mailing(t)
	url := s.app.url
	s.app.url = ""
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	s.remindAt(at)
	if n := len(s.mails(templates.MailShareReminder)) + len(s.mails(templates.MailDigest)); n > 0 {
		t.Errorf("%d mails without an address for links", n)
	}
	s.app.url = url
	s.remindAt(at)
	if n := len(s.mails(templates.MailShareReminder)) + len(s.mails(templates.MailDigest)); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
}

// TestDigestIsTurnedOff: on the page of the account a person turns the digest off and on again.
func TestDigestIsTurnedOff(t *testing.T) {
	s, _, _ := mailing(t)
	b := s.signIn("manager")
	if a := b.must(b.get("/account"), http.StatusOK, "Send me the digest on Mondays"); !a.has(`name="digest" value="on" checked`) && !strings.Contains(a.body, "checked") {
		t.Error("the digest is off at first")
	}
	b.must(b.post("/account", url.Values{"change": {"digest"}}), http.StatusSeeOther)
	s.remindAt(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	if n := len(s.mails(templates.MailDigest)); n != 0 {
		t.Errorf("%d digests to who wants none", n)
	}
	b = s.signIn("manager")
	b.must(b.post("/account", url.Values{"change": {"digest"}, "digest": {"on"}}), http.StatusSeeOther)
	s.remindAt(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	if n := len(s.mails(templates.MailDigest)); n != 1 {
		t.Errorf("%d digests, want 1", n)
	}
	o := s.signIn("officer")
	if o.get("/account").has("digest on Mondays") {
		t.Error("an officer is offered the digest")
	}
}
