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
