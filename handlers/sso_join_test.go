package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestJoinBySSO: an invitation leads by the provider straight in, once, and the account there signs in from then on.
func TestJoinBySSO(t *testing.T) {
	s := ssoSite(t, func(*Config) {})
	admin := s.signIn("admin")
	path := admin.invite("ina@example.test", s.client("Harbor Clinic"))
	b := s.signIn("")
	b.must(b.get(path), http.StatusOK, "Continue with Example ID", "Set password")
	if a := b.get(b.atProvider(path + "/sso")); a.location != "/clients" {
		t.Fatalf("the provider leads to %d %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get("/account"), http.StatusOK, "ina@example.test", "Your Example ID account test-user2@zitadel.ch is connected")
	b.must(b.get("/clients"), http.StatusOK, "Harbor Clinic")
	b.must(b.get(path), http.StatusNotFound, "This link opens nothing.")
	b.must(b.get(path+"/sso"), http.StatusNotFound, "This link opens nothing.")
	again := s.signIn("")
	if a := again.get(again.atProvider("/login/sso")); a.location != "/clients" {
		t.Errorf("signing in again gives %d %q", a.status, a.location)
	}

	other := admin.invite("ute@example.test")
	c := s.signIn("")
	c.must(c.get(c.atProvider(other+"/sso")), http.StatusUnprocessableEntity, "connected to somebody else here already", `action="`+other+`"`)
	c.must(c.get(other), http.StatusOK)
	late := s.signIn("")
	back := late.atProvider(other + "/sso")
	if a := c.post(other, url.Values{"password": {freshPassword}}); a.location != "/login" {
		t.Fatal(a.status)
	}
	late.must(late.get(back), http.StatusNotFound, "This link opens nothing.")

	ina, err := s.store.UserByEmail(t.Context(), "ina@example.test")
	if err != nil {
		t.Fatal(err)
	}
	page := "/admin/users/" + ina.ID
	admin.must(admin.get(page), http.StatusOK, "Example ID is connected as test-user2@zitadel.ch", "Active")
	admin.must(admin.get(admin.post(page+"/sso/remove", url.Values{}).location), http.StatusOK, "Example ID is not connected.")
	again.must(again.get("/account"), http.StatusOK, "Connect Example ID")
	s.wantAddresses()
}

// TestSSOOnlyLinks: where single sign-on is the way in, links set no password, but for the one admin who keeps one.
func TestSSOOnlyLinks(t *testing.T) {
	s := ssoSite(t, func(cfg *Config) { cfg.SSO.BreakGlass = "root@example.test" })
	root := s.scope("admin")
	b := s.signIn("")
	for _, test := range []struct {
		email string
		only  bool
	}{{"ina@example.test", true}, {"root@example.test", false}} {
		link, err := s.store.Invite(t.Context(), root, account(test.email), nil)
		if err != nil {
			t.Fatal(err)
		}
		if page := b.must(b.get(link.Path()), http.StatusOK, "Continue with Example ID"); page.has("Set password") == test.only {
			t.Errorf("the page of %s offers a password: %v", test.email, !test.only)
		}
		a := b.post(link.Path(), url.Values{"password": {freshPassword}})
		if want := map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusSeeOther}[test.only]; a.status != want {
			t.Errorf("a password of %s gives %d, want %d", test.email, a.status, want)
		}
	}
	link, err := s.store.MakeLink(t.Context(), root, s.scope("manager").User, nil)
	if err != nil {
		t.Fatal(err)
	}
	if page := b.must(b.get(link.Path()), http.StatusOK, "Sign in with Example ID"); page.has("Set password") || page.has("Continue with") {
		t.Error("a link for a lost password offers another way in")
	}
	b.must(b.post(link.Path(), url.Values{"password": {freshPassword}}), http.StatusUnprocessableEntity, "No password was set.")
	if u, err := s.store.UserByEmail(t.Context(), "manager@example.test"); err != nil || u.Password == "" {
		t.Error(err)
	} else if match, err := matches(freshPassword, u.Password); match || err != nil {
		t.Errorf("the password was set: %v, %v", match, err)
	}
}

// TestSSOOnlyPasskey: a passkey alone lets nobody in who has to come by single sign-on.
func TestSSOOnlyPasskey(t *testing.T) {
	s := newSiteIn(t, time.UTC, func(cfg *Config) {
		cfg.NoMFA, cfg.URL = false, "http://localhost:8080"
		cfg.SSO = &SSO{Issuer: "http://127.0.0.1:1", ClientID: ssoClient, Name: "Example ID"}
	})
	_, d := s.withPasskey("manager")
	for i, only := range []string{"", "admin@example.test", "manager@example.test"} {
		s.app.sso.BreakGlass = only
		b := s.signIn("")
		d.count++
		led := b.finish("/login/passkey", d.get(b.begin("/login/passkey")))
		if (led == "") != (i == 1) {
			t.Errorf("where %q alone keeps a password, the passkey leads to %q", only, led)
		}
	}
}
