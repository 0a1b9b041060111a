package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// TestRequestsAreNamedHere: the id in the log and on the page of an error is the server's own.
func TestRequestsAreNamedHere(t *testing.T) {
	s := newSite(t)
	var log strings.Builder
	server := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.NewTextHandler(&log, nil)), Now: s.now})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)
	r.Header.Set("X-Request-Id", "forged")
	server.Handler().ServeHTTP(httptest.NewRecorder(), r)
	if !strings.Contains(log.String(), "request=") || strings.Contains(log.String(), "forged") {
		t.Errorf("the log says %s", log.String())
	}
}

// TestWrongMethods: who may enter a page is told what it takes, and nobody else that it is there.
func TestWrongMethods(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	nobody, officer, manager := s.signIn(""), s.signIn("officer"), s.signIn("manager")
	for _, test := range []struct {
		name         string
		who          *browser
		method, path string
		status       int
		allow        string
	}{
		{"a page for signing in", nobody, http.MethodDelete, "/login", http.StatusMethodNotAllowed, "GET, HEAD, POST"},
		{"a page that takes no form", manager, http.MethodPost, "/clients", http.StatusMethodNotAllowed, "GET, HEAD"},
		{"a page that takes one", manager, http.MethodDelete, "/clients/" + client + "/edit", http.StatusMethodNotAllowed, "GET, HEAD, POST"},
		{"an address of forms alone", manager, http.MethodGet, "/clients/" + client + "/archive", http.StatusMethodNotAllowed, "POST"},
		{"a method of nobody's", manager, "BREW", "/clients", http.StatusMethodNotAllowed, "GET, HEAD"},
		{"what an officer reads and cannot change", officer, http.MethodPut, "/clients/" + client + "/assets", http.StatusMethodNotAllowed, "GET, HEAD"},
		{"what an officer cannot enter", officer, http.MethodPut, "/clients/import", http.StatusNotFound, ""},
		{"a page for those who sign in", nobody, http.MethodPost, "/clients", http.StatusSeeOther, ""},
		{"no page", manager, http.MethodPost, "/nowhere", http.StatusNotFound, ""},
	} {
		a := test.who.do(test.method, test.path, nil)
		if got := a.header.Get("Allow"); a.status != test.status || got != test.allow {
			t.Errorf("%s: status %d, allowed %q, want %d and %q", test.name, a.status, got, test.status, test.allow)
		}
		if a.status == http.StatusMethodNotAllowed && test.who == manager && !a.has(`href="/clients"`) {
			t.Errorf("%s: the page does not lead on", test.name)
		}
	}
}

// TestHead: HEAD answers as GET does, without the page, and reads nothing that would be on record.
func TestHead(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	manager := s.signIn("manager")
	before := s.downloads(client)
	for _, path := range []string{"/healthz", "/clients", "/clients/" + client, "/assessments/" + id + "/reports/evaluation.pdf", "/nowhere", "/clients/" + client + "/archive"} {
		head := manager.do(http.MethodHead, path, nil)
		if head.body != "" {
			t.Errorf("HEAD %s has a body", path)
		}
		if n := s.downloads(client) - before; n != 0 {
			t.Errorf("HEAD %s leaves %d downloads on record", path, n)
		}
		get := manager.get(path)
		before = s.downloads(client)
		if head.status != get.status || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("HEAD %s gives %d %s, and GET %d %s", path, head.status, head.header.Get("Content-Type"), get.status, get.header.Get("Content-Type"))
		}
	}
	if a := s.signIn("").do(http.MethodHead, "/clients", nil); a.location != "/login?next=%2Fclients" {
		t.Errorf("signed out HEAD gives %d %q", a.status, a.location)
	}
}

// TestSignInsBehindAProxy: the limit is that of who asks the proxy. Who writes the header without one, or in front of what
// the proxy writes, is still the same.
func TestSignInsBehindAProxy(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct {
		name, proxy, peer string
		told              []string
		want              string
	}{
		{"no proxy", "", "203.0.113.9:1234", []string{"198.51.100.1"}, "203.0.113.9"},
		{"not the proxy", "10.0.0.0/8", "203.0.113.9:1234", []string{"198.51.100.1"}, "203.0.113.9"},
		{"the machine itself", "10.0.0.0/8", "127.0.0.1:1234", []string{"198.51.100.1"}, "127.0.0.1"},
		{"the proxy", "10.0.0.0/8", "10.0.0.7:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a header that came along", "10.0.0.0/8", "10.0.0.7:1234", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		{"a line of its own", "10.0.0.0/8", "10.0.0.7:1234", []string{"192.0.2.66", "198.51.100.1"}, "198.51.100.1"},
		{"an address of another kind", "10.0.0.0/8", "[::ffff:10.0.0.7]:1234", []string{"2001:db8:1:2:3::4"}, "2001:db8:1:2::"},
		{"no header", "10.0.0.0/8", "10.0.0.7:1234", nil, "10.0.0.7"},
		{"no address", "10.0.0.0/8", "10.0.0.7:1234", []string{"198.51.100.1, unknown"}, "10.0.0.7"},
	} {
		cfg := Config{Store: s.store, Library: s.lib, Now: s.now}
		if test.proxy != "" {
			cfg.Proxy = netip.MustParsePrefix(test.proxy)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = test.peer, test.told
		if got, err := New(cfg).peer(r); err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, got, err, test.want)
		}
	}
}

// TestSignInsAreLimited: an address that tries too often waits, and others do not.
func TestSignInsAreLimited(t *testing.T) {
	s := newSite(t)
	site := New(Config{
		Store: s.store, Library: s.lib, Now: s.now, Log: slog.New(slog.DiscardHandler), Proxy: netip.MustParsePrefix("10.0.0.0/8"),
	}).Handler()
	try := func(address string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader("a;b")) // costs no hash
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = "10.0.0.7:1234"
		r.Header.Set("X-Forwarded-For", address)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		return w.Code
	}
	tries, got := 0, http.StatusBadRequest
	for ; got == http.StatusBadRequest && tries < 2*signIns; tries++ {
		got = try("198.51.100.1")
	}
	if got != http.StatusTooManyRequests || tries <= signIns { // some more where a minute ends meanwhile
		t.Errorf("try %d gives %d, want 429 after %d", tries, got, signIns)
	}
	if got := try("198.51.100.2"); got != http.StatusBadRequest {
		t.Errorf("another address gives %d, want it to be let through", got)
	}
}

// TestZipped: pages are compressed where no other site led to them, and documents never.
func TestZipped(t *testing.T) {
	for _, test := range []struct {
		kind, from string
		zipped     bool
	}{
		{"text/html; charset=utf-8", "same-origin", true},
		{"text/html; charset=utf-8", "none", true},
		{"text/html; charset=utf-8", "same-site", false},
		{"text/html; charset=utf-8", "cross-site", false},
		{"text/html; charset=utf-8", "", false},
		{"text/csv; charset=utf-8", "same-origin", true},
		{"application/pdf", "same-origin", false},
	} {
		page := zipped(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", test.kind)
			_, _ = io.WriteString(w, strings.Repeat("Safeguard. ", 1000))
		}))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set("Sec-Fetch-Site", test.from)
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != test.zipped || test.zipped != (w.Body.Len() < 1000) {
			t.Errorf("%s from %q: compressed %t, %d bytes, want %t", test.kind, test.from, got, w.Body.Len(), test.zipped)
		}
	}
}
