package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestCookieOfAStay: the cookie of who signed in is for this site's own requests, over https, and for no script.
func TestCookieOfAStay(t *testing.T) {
	s := newSite(t)
	site := New(Config{Store: s.store, Library: s.lib, Now: s.now, Log: slog.New(slog.DiscardHandler), Secure: true}).Handler()
	form := url.Values{"email": {"manager@example.test"}, "password": {password}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	all := w.Result().Cookies()
	at := slices.IndexFunc(all, func(c *http.Cookie) bool { return strings.HasSuffix(c.Name, "safeguard") })
	if at < 0 {
		t.Fatalf("signing in gives %d and the cookies %v", w.Code, all)
	}
	for _, c := range all {
		if !c.HttpOnly || !c.Secure || c.SameSite == http.SameSiteNoneMode || c.SameSite == http.SameSiteDefaultMode || c.Domain != "" || c.Path == "" {
			t.Errorf("the cookie is set as %s", c.Raw)
		}
	}
	if len(all[at].Value) < 43 { // 32 random bytes
		t.Errorf("the token has %d characters", len(all[at].Value))
	}
}

// TestPolicy: pages are framed by nobody, take no other base, run no script of their own text, and tell other sites nothing
// of where their reader was; other sites may not read them.
func TestPolicy(t *testing.T) {
	directives := strings.Split(policy, "; ")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !slices.Contains(directives, want) {
			t.Errorf("the policy does not say %s", want)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %s", policy)
	}
	s := newSite(t)
	b := s.signIn("manager")
	for _, path := range []string{"/clients", "/login", "/nowhere", "/healthz"} {
		a := b.get(path)
		if referrer := a.header.Get("Referrer-Policy"); referrer != "no-referrer" && referrer != "same-origin" {
			t.Errorf("%s: Referrer-Policy is %q", path, referrer)
		}
		if a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Cross-Origin-Opener-Policy") != "same-origin" {
			t.Errorf("%s can be reached by other sites: %v", path, a.header)
		}
		if a := b.do(http.MethodTrace, path, nil); a.status < http.StatusBadRequest {
			t.Errorf("TRACE %s gives %d", path, a.status)
		}
	}
}
