package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	s := newSite(t)
	b := s.signIn("")
	for _, test := range []struct {
		name, email, password, next string
		status                      int
		location                    string
	}{
		{"wrong password", "manager@example.test", "wrong", "", 422, ""},
		{"unknown address", "nobody@example.test", password, "", 422, ""},
		{"no password", "manager@example.test", "", "", 422, ""},
		{"another site to go on to", "manager@example.test", password, "//evil.test/", 303, "/clients"},
		{"a page to go on to", "Manager@Example.test ", password, "/account?x=1", 303, "/account?x=1"},
	} {
		a := b.post("/login", url.Values{"email": {test.email}, "password": {test.password}, "next": {test.next}})
		if a.status != test.status || a.location != test.location {
			t.Errorf("%s: %d %q, want %d %q", test.name, a.status, a.location, test.status, test.location)
		}
		if a.status == 422 && !a.has("Error: Sign in") {
			t.Errorf("%s: the title does not begin with Error", test.name)
		}
	}
}

// TestOnlyThisSiteIsGoneOnTo: after signing in nothing leads to another site, however it is written.
func TestOnlyThisSiteIsGoneOnTo(t *testing.T) {
	s := newSite(t)
	for next, want := range map[string]string{
		"":                        "/clients",
		"//evil.test/":            "/clients",
		"///evil.test/":           "/clients",
		`/\evil.test/`:            "/clients",
		`\/evil.test/`:            "/clients",
		`\\evil.test/`:            "/clients",
		"https://evil.test/":      "/clients",
		"https:evil.test":         "/clients",
		"HTTPS://evil.test":       "/clients",
		"javascript:alert(1)":     "/clients",
		"/\t/evil.test/":          "/clients",
		"\t//evil.test/":          "/clients",
		"/\r\n/evil.test/":        "/clients",
		"/\x00/evil.test/":        "/clients",
		"evil.test":               "/clients",
		"?next=/":                 "/clients",
		"@evil.test":              "/clients",
		"%2f%2fevil.test/":        "/clients",
		"/%2f%2fevil.test/":       "/%2f%2fevil.test/", // one path of this site, which browsers do not unescape
		"/%5cevil.test/":          "/%5cevil.test/",
		"/@evil.test":             "/@evil.test",
		"/account?x=//evil.test/": "/account?x=//evil.test/",
	} {
		a := s.signIn("").post("/login", url.Values{"email": {"manager@example.test"}, "password": {password}, "next": {next}})
		if a.status != 303 || a.location != want {
			t.Errorf("next %q: %d %q, want 303 %q", next, a.status, a.location, want)
		}
		here, err := url.Parse("https://safeguard.test/login")
		if err != nil {
			t.Fatal(err)
		}
		if to, err := here.Parse(a.location); err != nil || to.Host != here.Host {
			t.Errorf("next %q leads to %v, %v", next, to, err)
		}
	}
}

// TestTokenChangesAtSignIn: a session that somebody planted in a browser is not the one that its owner signs in to.
func TestTokenChangesAtSignIn(t *testing.T) {
	s := newSite(t)
	s.client("Harbor Clinic")
	planted, victim := s.signIn(""), s.signIn("")
	planted.must(planted.get("/invite/none"), 404)
	a := s.signIn("admin").invite("ina@example.test")
	planted.must(planted.post(a, url.Values{"password": {freshPassword}}), 303) // which has a session, for what the next page says
	before := planted.cookie("safeguard")
	if before == nil {
		t.Fatal("there is no session to plant")
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	victim.Jar.SetCookies(at, []*http.Cookie{before})
	if !victim.try("manager@example.test", password) {
		t.Fatal("not signed in")
	}
	if after := victim.cookie("safeguard"); after == nil || after.Value == before.Value {
		t.Error("the token of the session stays the same")
	}
	if a := planted.get("/clients"); a.status != 303 {
		t.Errorf("who planted the session is signed in: %d", a.status)
	}
}

func TestSessionEnds(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	if a := b.get("/"); a.location != "/clients" {
		t.Errorf("/ leads to %q", a.location)
	}
	if a := b.post("/logout", url.Values{}); a.location != "/login" {
		t.Errorf("signing out leads to %q", a.location)
	}
	if a := b.get("/"); a.location != "/login?next=%2F" {
		t.Errorf("after signing out / leads to %q", a.location)
	}
	b = s.signIn("manager")
	s.clock.Add(int64((16 * time.Minute).Seconds()))
	if a := b.get("/"); a.location != "/login?next=%2F" {
		t.Errorf("after 16 idle minutes / leads to %q", a.location)
	}
}

func TestForeignWritesAreRefused(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/logout", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://evil.test")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	b.must(b.send(r), http.StatusForbidden)
	if a := b.get("/"); a.location != "/clients" {
		t.Errorf("after a write from elsewhere / leads to %q", a.location)
	}
}

func TestEveryAnswerIsSecured(t *testing.T) {
	s := newSite(t)
	b := s.signIn("")
	for _, path := range []string{"/login", "/nowhere", "/healthz", "/readyz"} {
		a := b.get(path)
		for header, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s = %q, want %q", path, header, got, want)
			}
		}
	}
}
