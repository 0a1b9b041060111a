package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment/store"
)

// byProvider signs the admin in by single sign-on, so long ago that they have to confirm again, and gives the browser and
// who they are to the provider. They have no second factor here.
func byProvider(t *testing.T) (*site, *browser, store.Identity) {
	t.Helper()
	s := ssoSite(t, func(cfg *Config) { cfg.NoMFA = false })
	b := s.signIn("")
	who := store.Identity{Issuer: s.issuer(b), Subject: "id2", Email: ssoUser}
	if err := s.store.Bind(t.Context(), s.scope("admin"), who); err != nil {
		t.Fatal(err)
	}
	s.wait(-11 * time.Minute)
	if a := b.get(b.atProvider("/login/sso")); a.location != "/clients" {
		t.Fatalf("signing in gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	s.wait(11 * time.Minute)
	return s, b, who
}

// TestConfirmBySSO: who signs in by single sign-on confirms by it, in the same stay, and what they sent waits to be saved.
func TestConfirmBySSO(t *testing.T) {
	s, b, _ := byProvider(t)
	a := b.get("/admin/audit.csv?what=x")
	if a.location != "/login/confirm?next=%2Fadmin%2Faudit.csv%3Fwhat%3Dx" {
		t.Fatalf("a download leads to %d %q", a.status, a.location)
	}
	page := b.must(b.get(a.location), 200, "Confirm with Example ID", "/login/sso?again=1&amp;next=%2Fadmin%2Faudit.csv%3Fwhat%3Dx")
	if page.has("Code from your app") {
		t.Error("a code is asked for of who has no app")
	}
	if a := b.get("/account/factors"); !strings.HasPrefix(a.location, "/login/confirm?") {
		t.Errorf("a factor is added without confirming: %d", a.status)
	}
	mail := url.Values{"host": {""}, "from-name": {"Riverside IT"}}
	for range 2 { // the second time something is kept already
		b.must(b.post("/admin/mail", mail), 403, "/login/sso?again=1&amp;next=%2Funsaved", "is kept meanwhile")
		if list := s.unsavedOf("admin"); len(list) != 1 || !list[0].Refused || list[0].Action != "/admin/mail" || list[0].Fields.Get("from-name") != "Riverside IT" {
			t.Fatalf("kept: %+v", list)
		}
	}
	before, stays := b.session(), len(s.staysOf("admin"))
	if a := b.get(b.atProvider("/login/sso?again=1&next=/unsaved")); a.location != "/unsaved" {
		t.Fatalf("confirming leads to %d %q\n%s", a.status, a.location, short(a.body))
	}
	if b.session() != before || len(s.staysOf("admin")) != stays {
		t.Error("confirming began another stay")
	}
	b.must(b.get("/unsaved"), 200, "Save it now", `action="/admin/mail"`, "Riverside IT", "and not saved")
	if a := b.post("/admin/mail", mail); a.location != "/admin/mail" {
		t.Errorf("saving it gives %d %q", a.status, a.location)
	}
	if list := s.unsavedOf("admin"); len(list) != 0 {
		t.Errorf("still kept: %+v", list)
	}
	b.must(b.get("/admin/audit.csv"), 200)
}

func (s *site) staysOf(who string) []store.SignIn {
	s.t.Helper()
	list, err := s.store.SignIns(s.t.Context(), s.scope(who), s.scope(who).User, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// TestConfirmBySSORefusals: it has to be the same person, and just now.
func TestConfirmBySSORefusals(t *testing.T) {
	s, b, who := byProvider(t)
	user, err := s.store.UserByEmail(t.Context(), "admin@example.test")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		began   string
		subject string
		at      time.Time
		status  int
	}{
		{"just now", user.ID, who.Subject, s.now(), 303},
		{"a clock ahead", user.ID, who.Subject, s.now().Add(4 * time.Minute), 303},
		{"when is not said", user.ID, who.Subject, time.Time{}, 422},
		{"long ago", user.ID, who.Subject, s.now().Add(-6 * time.Minute), 422},
		{"far ahead", user.ID, who.Subject, s.now().Add(6 * time.Minute), 422},
		{"bound to nobody", user.ID, "id1", s.now(), 422},
		{"begun by somebody else", "another", who.Subject, s.now(), 422},
	} {
		confirmed := false
		do := s.app.sessions.LoadAndSave(s.app.handle(func(w http.ResponseWriter, r *http.Request) error {
			r = r.WithContext(context.WithValue(r.Context(), visitKey{}, visit{user: user, scope: user.Scope()}))
			err := s.app.confirmBy(w, r, map[string]string{sessionSSOAgain: test.began, sessionSSONext: "/account"}, store.Identity{Issuer: who.Issuer, Subject: test.subject}, test.at)
			confirmed = !s.app.mustConfirm(r)
			return err
		}))
		w := httptest.NewRecorder()
		do.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login/sso/callback", nil))
		if w.Code != test.status || confirmed != (test.status == 303) {
			t.Errorf("%s: %d, confirmed %t, want %d", test.name, w.Code, confirmed, test.status)
		}
	}

	back := b.atProvider("/login/sso?again=1&next=/account")
	s.wait(6 * time.Minute)
	b.must(b.get(back), 422, "did not say that you signed in there just now", "Confirm with Example ID")
	s.wait(-6 * time.Minute)
	back = b.atProvider("/login/sso?again=1&next=/account")
	if err := s.store.Unbind(t.Context(), s.scope("admin"), user.ID, who.Issuer); err != nil {
		t.Fatal(err)
	}
	if err := s.store.Bind(t.Context(), s.scope("officer"), who); err != nil {
		t.Fatal(err)
	}
	b.must(b.get(back), 422, "is not the one that is connected to you here")

	// Now there is nothing left to confirm with, so that a first factor is added without.
	b.must(b.get("/login/confirm?next=/account"), 200, "You have nothing to confirm with yet", `href="/account/factors"`)
	b.must(b.post("/account/factors/codes/new", url.Values{}), 403, "You have nothing to confirm with yet")
	b.must(b.post("/admin/mail", url.Values{"host": {""}, "from-name": {"Riverside IT"}}), 403, "is kept for you under Not saved yet")
	b.must(b.get("/account/factors"), 200, "An app with codes")
}
