package handlers

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// What the provider of the tests knows us by, and one of its people.
const (
	ssoClient = "safeguard"
	ssoSecret = "a secret between two servers"
	ssoUser   = "test-user2"
	ssoWord   = "verysecure"
)

// withProvider starts a provider of OpenID Connect beside a site, which knows it as Example ID.
func withProvider(s *site, cfg *Config) {
	s.t.Helper()
	provider := httptest.NewUnstartedServer(nil)
	issuer := "http://" + provider.Listener.Addr().String()
	home := "http://" + s.Listener.Addr().String()
	clients := map[string]*storage.Client{ssoClient: storage.WebClient(ssoClient, ssoSecret, home+"/login/sso/callback")}
	provider.Config.Handler = exampleop.SetupServer(issuer, storage.NewStorageWithClients(storage.NewUserStore(issuer), clients), nil, false)
	provider.Start()
	s.t.Cleanup(provider.Close)
	cfg.SSO = &SSO{Issuer: issuer, ClientID: ssoClient, Secret: ssoSecret, Name: "Example ID"}
}

// ssoSite is a site whose clock is that of the provider.
func ssoSite(t *testing.T, change func(*Config)) *site {
	t.Helper()
	s := newSiteWith(t, time.UTC, func(s *site, cfg *Config) {
		withProvider(s, cfg)
		change(cfg)
	})
	s.clock.Store(time.Now().Unix())
	return s
}

// atProvider goes from a page of ours to the provider, signs in there and gives the address that it sends us back to.
func (b *browser) atProvider(from string) string {
	b.t.Helper()
	a := b.get(from)
	b.must(a, http.StatusSeeOther)
	page := b.away(http.MethodGet, a.location, nil)
	for page.status == http.StatusFound {
		page = b.away(http.MethodGet, page.location, nil)
	}
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page.body)
	if id == nil {
		b.t.Fatalf("the provider shows no form: %d %s", page.status, page.body)
	}
	page = b.away(http.MethodPost, page.location, url.Values{"id": {id[1]}, "username": {ssoUser}, "password": {ssoWord}})
	for page.status == http.StatusFound && !strings.HasPrefix(page.location, b.site.URL) {
		page = b.away(http.MethodGet, page.location, nil)
	}
	if !strings.HasPrefix(page.location, b.site.URL) {
		b.t.Fatalf("the provider does not send us back: %d %q %s", page.status, page.location, page.body)
	}
	return strings.TrimPrefix(page.location, b.site.URL)
}

// away asks the provider. The location of a page that leads nowhere is its own.
func (b *browser) away(method, address string, fields url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := b.send(r)
	at := address
	if a.location != "" {
		to, err := r.URL.Parse(a.location)
		if err != nil {
			b.t.Fatal(err)
		}
		at = to.String()
	}
	a.location = at
	return a
}

// TestSSO: who connected their account signs in with it, by the person and the role that are kept here.
func TestSSO(t *testing.T) {
	s := ssoSite(t, func(*Config) {})
	stranger := s.signIn("")
	back := stranger.atProvider("/login/sso?next=/account")
	stranger.must(stranger.get(back), http.StatusUnprocessableEntity, "Your Example ID account is not connected to anybody here.")
	if a := stranger.get("/clients"); a.status != http.StatusSeeOther {
		t.Errorf("who is connected to nobody is let in: %d", a.status)
	}

	officer := s.signIn("officer")
	officer.must(officer.get("/account"), http.StatusOK, "Connect Example ID")
	if a := officer.get(officer.atProvider("/account/sso")); a.location != "/account" {
		t.Fatalf("connecting gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	officer.must(officer.get("/account"), http.StatusOK, "test-user2@zitadel.ch", "Disconnect")

	b := s.signIn("")
	before := b.session()
	if a := b.get(b.atProvider("/login/sso?next=/account")); a.location != "/account" {
		t.Fatalf("signing in gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	if b.session() == before {
		t.Error("the session has the token from before signing in")
	}
	b.must(b.get("/account"), http.StatusOK, "Olive Officer", "officer@example.test")

	manager := s.signIn("manager")
	manager.must(manager.get(manager.atProvider("/account/sso")), http.StatusUnprocessableEntity, "connected to somebody else here already")

	if a := b.post("/account/sso/remove", url.Values{}); a.location != "/account" {
		t.Errorf("disconnecting gives %d %q", a.status, a.location)
	}
	again := s.signIn("")
	again.must(again.get(again.atProvider("/login/sso")), http.StatusUnprocessableEntity, "not connected to anybody here")
}

// session gives the token of the session.
func (b *browser) session() string {
	b.t.Helper()
	at, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "safeguard" {
			return c.Value
		}
	}
	return ""
}

// TestSSORefusals: what comes back is good once, in the window in which it was begun, and only from the provider.
func TestSSORefusals(t *testing.T) {
	s := ssoSite(t, func(*Config) {})
	const tooLate = "This sign-in was begun too long ago, or in another window."
	for _, test := range []struct {
		name   string
		change func(b *browser, back string) (*browser, string)
		want   string
	}{
		{"in another browser", func(_ *browser, back string) (*browser, string) { return s.signIn(""), back }, tooLate},
		{"a second time", func(b *browser, back string) (*browser, string) { b.get(back); return b, back }, tooLate},
		{"with another state", func(b *browser, back string) (*browser, string) { return b, back + "x" }, tooLate},
		{"with no state", func(b *browser, back string) (*browser, string) { return b, "/login/sso/callback?code=x" }, tooLate},
		{"with a made up code", func(b *browser, back string) (*browser, string) {
			return b, regexp.MustCompile(`code=[^&]+`).ReplaceAllString(back, "code=made-up")
		}, "cannot be trusted, so nobody was signed in"},
		{"refused by the provider", func(b *browser, back string) (*browser, string) {
			return b, regexp.MustCompile(`code=[^&]+`).ReplaceAllString(back, "error=access_denied")
		}, "Example ID did not sign you in."},
		{"with a token that is not of now", func(b *browser, back string) (*browser, string) {
			s.clock.Add(int64((13 * time.Hour).Seconds()))
			t.Cleanup(func() { s.clock.Store(time.Now().Unix()) })
			return b, back
		}, tooLate}, // the session is over as well
	} {
		t.Run(name(test.name), func(t *testing.T) {
			b := s.signIn("")
			b.t = t
			who, back := test.change(b, b.atProvider("/login/sso"))
			who.must(who.get(back), http.StatusUnprocessableEntity, test.want)
			if a := who.get("/clients"); a.status != http.StatusSeeOther {
				t.Errorf("somebody is let in: %d", a.status)
			}
		})
	}
}

func name(text string) string { return strings.ReplaceAll(text, " ", "-") }

// TestSSOTokens: a token that the provider did not sign lets nobody in. The provider here says whatever it is told to.
func TestSSOTokens(t *testing.T) {
	var lying *httptest.Server
	token := ""
	lying = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":"%[2]s/a","token_endpoint":"%[2]s/t","jwks_uri":"%[2]s/k"}`, lying.URL, lying.URL)
		case "/k":
			_, _ = io.WriteString(w, `{"keys":[]}`)
		case "/t":
			fmt.Fprintf(w, `{"access_token":"x","token_type":"Bearer","id_token":%q}`, token)
		}
	}))
	defer lying.Close()
	site := newSiteWith(t, time.UTC, func(_ *site, cfg *Config) {
		cfg.SSO = &SSO{Issuer: lying.URL, ClientID: ssoClient, Secret: ssoSecret, Name: "Example ID"}
	})
	for what, text := range map[string]string{
		"no token": "", "no token at all": "x", "signed by nobody": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJpZDEifQ.", "signed by somebody else": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJpZDEifQ.c2ln",
	} {
		token = text
		b := site.signIn("")
		a := b.get("/login/sso")
		to, err := url.Parse(a.location)
		if err != nil {
			t.Fatal(err)
		}
		got := b.get("/login/sso/callback?code=x&state=" + to.Query().Get("state"))
		if got.status != http.StatusUnprocessableEntity || !got.has("cannot be trusted") {
			t.Errorf("%s: %d\n%s", what, got.status, short(got.body))
		}
	}
}

// TestSSODoesNotAnswer: a provider that is away is a page that says so, and passwords go on working.
func TestSSODoesNotAnswer(t *testing.T) {
	s := newSiteWith(t, time.UTC, func(_ *site, cfg *Config) {
		cfg.SSO = &SSO{Issuer: "http://127.0.0.1:1", ClientID: ssoClient, Name: "Example ID", BreakGlass: "admin@example.test"}
	})
	b := s.signIn("")
	b.must(b.get("/login/sso"), http.StatusServiceUnavailable, "Single sign-on does not answer")
	s.signIn("admin")
}

// TestBreakGlass: where single sign-on is the way in, one admin keeps a password, and others are told what everybody is
// told whose password is wrong.
func TestBreakGlass(t *testing.T) {
	s := ssoSite(t, func(cfg *Config) { cfg.SSO.BreakGlass = "admin@example.test" })
	b := s.signIn("")
	b.must(b.get("/login"), http.StatusOK, "Sign in with Example ID", "Sign in with a password")
	a := b.post("/login", url.Values{"email": {"manager@example.test"}, "password": {password}})
	wrong := b.post("/login", url.Values{"email": {"manager@example.test"}, "password": {"wrong"}})
	if a.status != http.StatusUnprocessableEntity || a.body != wrong.body {
		t.Errorf("a manager's password gives %d, and a wrong one %d", a.status, wrong.status)
	}
	s.signIn("admin")

	manager, err := s.store.UserByEmail(t.Context(), "manager@example.test")
	if err != nil {
		t.Fatal(err)
	}
	identity := store.Identity{Issuer: s.issuer(b), Subject: "id2", Email: ssoUser}
	if err := s.store.Bind(t.Context(), manager.Scope(), identity); err != nil {
		t.Fatal(err)
	}
	if a := b.get(b.atProvider("/login/sso")); a.location != "/clients" {
		t.Errorf("single sign-on gives %d %q", a.status, a.location)
	}
	if got := b.get("/account"); !got.has(assessment.Manager.Title()) {
		t.Error("the role is not the one that is kept here")
	}
}

// issuer gives the address of the provider.
func (s *site) issuer(b *browser) string {
	to, err := url.Parse(b.get("/login/sso").location)
	if err != nil {
		s.t.Fatal(err)
	}
	return "http://" + to.Host
}
