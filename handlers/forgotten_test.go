package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

const told = "https://safeguard.example.test"

func account(email string) assessment.Account {
	return assessment.Account{Email: email, Name: "Ina Fuchs", Role: assessment.Manager, AllClients: true}
}

// mailingSite is a site that knows its address and has a mail server.
func mailingSite(t *testing.T, set ...func(*Config)) *site {
	t.Helper()
	s := newSiteIn(t, time.UTC, append(set, func(cfg *Config) { cfg.URL = told })...)
	s.hasMail()
	return s
}

func (s *site) hasMail() {
	s.t.Helper()
	settings := assessment.MailSettings{Host: "mail.example.com", Port: 587, Security: assessment.MailStartTLS, From: assessment.Mailbox{Address: "safeguard@example.com"}}
	if err := s.store.SaveMailSettings(s.t.Context(), s.admin, settings); err != nil {
		s.t.Fatal(err)
	}
}

// mailed gives the path of the link in the next mail and its address; empty where none waits.
func (s *site) mailed() (to, path string) {
	s.t.Helper()
	m, err := s.store.ClaimMail(s.t.Context())
	if errors.Is(err, assessment.ErrNotFound) {
		return "", ""
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.MailWasSent(s.t.Context(), m); err != nil {
		s.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(m.Letter.Text, told)
	path, _, _ = strings.Cut(rest, "\n")
	return m.Letter.To.Address, path
}

// TestLinksGoByMail: the link that an admin makes is mailed as well, and only by an address that the server was told.
func TestLinksGoByMail(t *testing.T) {
	s := mailingSite(t)
	admin, b := s.signIn("admin"), s.signIn("")
	invited := url.Values{"email": {"ina@example.test"}, "name": {"Ina Fuchs"}, "role": {"manager"}, "reach": {"all"}}
	for _, test := range []struct {
		path, to, kind string
		fields         url.Values
	}{
		{"/admin/users/invite", "ina@example.test", "/invite/", invited},
		{"/admin/users/" + s.scope("officer").User + "/link", "officer@example.test", "/reset/", url.Values{}},
	} {
		a := admin.must(admin.post(test.path, test.fields), http.StatusOK, "A mail with this link is on its way to "+test.to+". You can also copy the link.")
		to, path := s.mailed()
		if to != test.to || !strings.HasPrefix(path, test.kind) || !a.has(told+path) {
			t.Errorf("%s is mailed %q, and the page shows another", to, path)
		}
		b.must(b.get(path), http.StatusOK, test.to)
	}
	silent := newSite(t)
	silent.hasMail()
	a := silent.signIn("admin")
	a.must(a.post("/admin/users/invite", invited), http.StatusOK, "Copy the link now")
	if to, _ := silent.mailed(); to != "" {
		t.Error("a link is mailed that leads to where the request said")
	}
}

// TestForgotten: whoever asks is told the same and costs the same reads; only who has a password gets a mail.
func TestForgotten(t *testing.T) {
	s := mailingSite(t)
	s.client("Harbor Clinic")
	if _, err := s.store.Invite(t.Context(), s.admin, account("ina@example.test"), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.store.DisableUser(t.Context(), s.admin, s.scope("manager").User); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("")
	b.must(b.get("/login"), http.StatusOK, "Forgot your password?")
	b.must(b.get("/reset"), http.StatusOK, `name="email"`)
	b.must(b.post("/reset", url.Values{"email": {"x\nBcc: y@example.test"}}), http.StatusUnprocessableEntity, "This is no mail address.")
	var reads, events int64
	for i, test := range []struct {
		email string
		mail  bool
	}{
		{"officer@example.test", true},
		{"nobody@example.test", false},
		{"ina@example.test", false},
		{"manager@example.test", false},
		{"Officer@Example.test", true},
	} {
		who := s.signIn("")
		s.reads.Store(0)
		before := int64(s.events())
		a := who.post("/reset", url.Values{"email": {test.email}})
		n, left := s.reads.Load(), int64(s.events())-before
		if i == 0 {
			reads, events = n, left
		}
		if a.status != http.StatusSeeOther || a.location != "/login" || n != reads || left != events || events != 1 {
			t.Errorf("%s: %d %q with %d reads and %d events, want %d and %d", test.email, a.status, a.location, n, left, reads, events)
		}
		who.must(who.get("/login"), http.StatusOK, "If somebody signs in here with that address, a mail with a link is on its way.")
		to, path := s.mailed()
		if (to != "") != test.mail {
			t.Errorf("%s: a mail goes to %q", test.email, to)
		}
		if test.mail {
			b.must(b.get(path), http.StatusOK, "Choose a new password", "officer@example.test")
		}
	}
}

// TestForgottenTooOften: an address gets few mails in a row, and who asks is told nothing of it.
func TestForgottenTooOften(t *testing.T) {
	s := mailingSite(t)
	b := s.signIn("")
	mails := 0
	for range assessment.FreeAttempts + 3 {
		if a := b.post("/reset", url.Values{"email": {"officer@example.test"}}); a.location != "/login" {
			t.Fatalf("%d %q", a.status, a.location)
		}
		if to, _ := s.mailed(); to != "" {
			mails++
		}
	}
	if mails != assessment.FreeAttempts {
		t.Errorf("%d mails go in a row, want %d", mails, assessment.FreeAttempts)
	}
	if !b.try("officer@example.test", password) {
		t.Error("who asks for links locks the owner out")
	}
}

// TestForgottenWithoutMail: where no mail can go, the admin is who helps, and nothing is queued.
func TestForgottenWithoutMail(t *testing.T) {
	for what, s := range map[string]*site{
		"no mail server": newSiteIn(t, time.UTC, func(cfg *Config) { cfg.URL = told }),
		"no address":     newSite(t),
	} {
		if what == "no address" {
			s.hasMail()
		}
		b := s.signIn("")
		if b.get("/login").has("Forgot your password?") {
			t.Errorf("%s: the page for signing in offers a mail", what)
		}
		b.must(b.get("/reset"), http.StatusOK, "Ask your admin")
		b.must(b.post("/reset", url.Values{"email": {"officer@example.test"}}), http.StatusOK, "Ask your admin")
		if to, _ := s.mailed(); to != "" {
			t.Errorf("%s: a mail goes to %q", what, to)
		}
	}
}

// TestForgottenBySSO: whoever has to come by single sign-on gets no link for a password.
func TestForgottenBySSO(t *testing.T) {
	s := mailingSite(t, func(cfg *Config) {
		cfg.SSO = &SSO{Issuer: "http://127.0.0.1:1", ClientID: ssoClient, Name: "Example ID", BreakGlass: "admin@example.test"}
	})
	b := s.signIn("")
	for email, want := range map[string]string{"officer@example.test": "", "admin@example.test": "admin@example.test"} {
		b.post("/reset", url.Values{"email": {email}})
		if to, _ := s.mailed(); to != want {
			t.Errorf("%s: a mail goes to %q", email, to)
		}
	}
}

// TestPersonFactors: an admin sees how many factors somebody has, and removes them. A link for a lost password does not.
func TestPersonFactors(t *testing.T) {
	s := newSite(t)
	officer := s.scope("officer")
	if _, err := s.store.AddFactor(t.Context(), officer, store.Factor{Kind: store.FactorApp, Name: "Phone"}); err != nil {
		t.Fatal(err)
	}
	admin, b := s.signIn("admin"), s.signIn("")
	page := "/admin/users/" + officer.User
	path := admin.link(admin.post(page+"/link", url.Values{}), "reset")
	if a := b.post(path, url.Values{"password": {freshPassword}}); a.location != "/login" {
		t.Fatal(a.status)
	}
	admin.must(admin.get(page), http.StatusOK, "Second factors", "Remove all second factors")
	a := admin.must(admin.get(admin.post(page+"/factors", url.Values{}).location), http.StatusOK, "Second factors")
	if a.has("Remove all second factors") || a.has("Single sign-on") {
		t.Error("the page offers what there is not")
	}
}
