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
