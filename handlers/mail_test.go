package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

func mailFields(changes ...string) url.Values {
	fields := url.Values{
		"host": {"mail.example.com"}, "port": {"587"}, "security": {"starttls"}, "user": {"relay"}, "password": {"the relay's password"},
		"from": {"safeguard@example.com"}, "from-name": {"Northwind IT"},
	}
	for i := 0; i < len(changes); i += 2 {
		fields.Set(changes[i], changes[i+1])
	}
	return fields
}

// TestMailSettings: what is wrong is told beside its field and keeps what was typed; a password is never shown, is kept
// where none is typed, and goes to no other server.
func TestMailSettings(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.get("/admin/mail"), http.StatusOK, "No mail is sent yet")
	for _, tt := range []struct {
		change []string
		status int
		shows  string
		keeps  string // the password that is stored
	}{
		{[]string{"port", "many"}, 422, "whole number", ""},
		{[]string{"host", "smtp://x"}, 422, "no name of a server", ""},
		{[]string{"security", "plain"}, 422, "to this machine only", ""},
		{[]string{"from", "x@example.com\nBcc: y@example.com"}, 422, "no mail address", ""},
		{[]string{"password", ""}, 422, "Type the password", ""},
		{[]string{"ca", "nothing"}, 422, "no certificate", ""},
		{nil, 303, "", "the relay's password"},
		{[]string{"password", "", "port", "2525"}, 303, "", "the relay's password"},
		{[]string{"password", "", "host", "mail.eve.test"}, 422, "Type the password", "the relay's password"},
		{[]string{"user", "", "password", ""}, 303, "", ""},
		{nil, 303, "", "the relay's password"},
		{[]string{"host", ""}, 303, "", ""},
	} {
		a := b.post("/admin/mail", mailFields(tt.change...))
		if a.status != tt.status || !a.has(tt.shows) {
			t.Errorf("%q gives %d, want %d and %q\n%s", tt.change, a.status, tt.status, tt.shows, short(a.body))
		}
		page := b.get("/admin/mail")
		if a.has("the relay") || page.has("the relay") {
			t.Errorf("%q: the password is shown", tt.change)
		}
		if a.status == 422 && !a.has(`value="Northwind IT"`) {
			t.Errorf("%q: what was typed is gone", tt.change)
		}
		settings, err := s.store.MailSettings(t.Context())
		if err != nil || settings.Password != tt.keeps {
			t.Errorf("%q keeps the password %q, %v, want %q", tt.change, settings.Password, err, tt.keeps)
		}
	}
}

// TestMailList: a mail that could not be sent is told in words, and can be tried again or given up.
func TestMailList(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.post("/admin/mail/test", url.Values{}), http.StatusUnprocessableEntity, "Name one first")
	b.post("/admin/mail", mailFields())
	a := b.post("/admin/mail/test", url.Values{})
	b.must(b.get(a.location), http.StatusOK, "A test mail to you is on its way.", "Your test mail to admin@example.test", "Waiting", "It goes in a few seconds.")
	m, err := s.store.ClaimMail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.MailHasFailed(t.Context(), m, assessment.MailLater, "451 <b>Busy</b>"); err != nil {
		t.Fatal(err)
	}
	b.must(b.get("/admin/mail"), http.StatusOK, "did not take the mail now. It is tried again at 12:01.", "The server said: 451 &lt;b&gt;Busy")
	b.must(b.post("/admin/mail/"+m.ID+"/retry", url.Values{}), http.StatusConflict)
	s.clock.Add(120)
	s.fail(assessment.MailRefused, "550 No such user")
	b.must(b.get("/admin/mail"), http.StatusOK, "Not sent", "refuses this mail", "550 No such user", "Try again", "Give up")
	b.must(b.post("/admin/mail/"+m.ID+"/retry", url.Values{}), http.StatusSeeOther)
	s.fail(assessment.MailExpired, "")
	if page := b.must(b.get("/admin/mail"), http.StatusOK, "Its link ran out"); page.has(`/retry"`) {
		t.Error("what ran out can be tried again")
	}
	b.must(b.post("/admin/mail/"+m.ID+"/drop", url.Values{}), http.StatusSeeOther)
	b.must(b.get("/admin/mail"), http.StatusOK, "Given up", "All mails are sent.")
	b.must(b.post("/admin/mail/none/drop", url.Values{}), http.StatusNotFound)
}

// fail takes the mail that is next and marks that it was not sent.
func (s *site) fail(trouble assessment.MailTrouble, said string) {
	s.t.Helper()
	m, err := s.store.ClaimMail(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.MailHasFailed(s.t.Context(), m, trouble, said); err != nil {
		s.t.Fatal(err)
	}
}

// TestMailWords reads every mail as text and as HTML.
func TestMailWords(t *testing.T) {
	s := newSite(t)
	server := New(Config{Store: s.store, Library: s.lib, Now: s.now})
	dana, to := store.User{ID: "dana", Name: "Dana Reyes"}, store.User{ID: "lee", Name: "Lee <b>Park</b>", Email: "lee@example.test"}
	const link = "https://safeguard.example.test/invite/abc?d=1&e=2"
	if err := s.store.SetSetting(t.Context(), s.admin, settingMSP, "Northwind IT"); err != nil {
		t.Fatal(err)
	}
	invitation, err := server.invitationMail(t.Context(), "Northwind IT", dana, to, link)
	if err != nil {
		t.Fatal(err)
	}
	reset, err := server.resetMail(t.Context(), "Northwind IT", to, link)
	if err != nil {
		t.Fatal(err)
	}
	test, err := server.testMail(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		mail    store.Mail
		subject string
		lasts   time.Duration
		says    []string
	}{
		{invitation, "Dana Reyes of Northwind IT invites you to Safeguard", 7 * 24 * time.Hour, []string{"for 7 days:", link, "You did not expect this? Do nothing."}},
		{reset, "Choose a new password for Safeguard", 24 * time.Hour, []string{"for 24 hours:", link, "You did not ask? Do nothing."}},
		{test, "A test mail from Safeguard", 0, []string{"at Northwind IT for this mail on November 24, 2026 at 12:00 UTC."}},
	} {
		l := tt.mail.Letter
		if l.Subject != tt.subject || l.To.Address != to.Email || l.To.Name != to.Name || tt.mail.About != to.ID {
			t.Errorf("%q to %v about %q, want %q to %v", l.Subject, l.To, tt.mail.About, tt.subject, to)
		}
		if want := s.now().Add(tt.lasts); tt.lasts > 0 && !l.Until.Equal(want) || tt.lasts == 0 && !l.Until.IsZero() {
			t.Errorf("%s: until %v, want %v", tt.subject, l.Until, tt.lasts)
		}
		for _, text := range append(tt.says, "Hello Lee <b>Park</b>,") {
			escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
			if !strings.Contains(l.Text, text) || !strings.Contains(l.HTML, escaped) {
				t.Errorf("%s does not say %q:\n%s\n%s", tt.subject, text, l.Text, l.HTML)
			}
		}
		if strings.Contains(l.HTML, "style") || strings.Contains(l.HTML, "<img") {
			t.Errorf("%s has styles or pictures: %s", tt.subject, l.HTML)
		}
		if err := s.store.QueueMail(t.Context(), s.admin, tt.mail); err != nil {
			t.Error(err)
		}
	}
	if on, err := server.canMail(t.Context()); on || err != nil {
		t.Error(fmt.Sprint("mail can be sent without a server: ", on, err))
	}
}
