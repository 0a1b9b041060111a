package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
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
