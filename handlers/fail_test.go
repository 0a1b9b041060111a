package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestTroubleWithTheDatabase: each has a page that says what to do, and none shows the error itself.
func TestTroubleWithTheDatabase(t *testing.T) {
	s := newSite(t)
	server := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.DiscardHandler), Now: s.now})
	for _, test := range []struct {
		err    error
		status int
		says   string
	}{
		{store.ErrFull, http.StatusInsufficientStorage, "Ask your admin to make room, then save again."},
		{store.ErrReadOnly, http.StatusServiceUnavailable, "Ask your admin to check who may write to the data folder, then save again."},
		{store.ErrUnreadable, http.StatusServiceUnavailable, "Tell your admin to stop the server and to restore a backup."},
		{store.ErrUnreachable, http.StatusServiceUnavailable, "Try again in a minute."},
	} {
		w := httptest.NewRecorder()
		failing := server.handle(func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("saving table secrets: %w", test.err)
		})
		failing(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
		if body := w.Body.String(); w.Code != test.status || !strings.Contains(body, test.says) || strings.Contains(body, "secrets") {
			t.Errorf("%v: status %d, want %d and %q\n%s", test.err, w.Code, test.status, test.says, short(body))
		}
	}
}

// TestWhatWasTypedIsOnThePage: where a form cannot be saved and its own page cannot be shown, its texts are on the page that
// says so; what is no text, and a password, is not.
func TestWhatWasTypedIsOnThePage(t *testing.T) {
	s := newSite(t)
	server := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.DiscardHandler), Now: s.now})
	failing := server.sessions.LoadAndSave(server.handle(func(_ http.ResponseWriter, r *http.Request) error {
		if _, err := parse(r); err != nil {
			return err
		}
		return store.ErrFull
	}))
	fields := url.Values{"note": {"Three <b>laptops</b> are not. 🦷"}, "revision": {"7"}, "old": {"my old password"}}
	for _, test := range []struct {
		name  string
		role  assessment.Role
		shown bool
	}{
		{"signed in", assessment.Manager, true},
		{"nobody", 0, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, visit{scope: assessment.Scope{Role: test.role}}))
		w := httptest.NewRecorder()
		failing.ServeHTTP(w, r)
		body := w.Body.String()
		if shown := strings.Contains(body, "Three &lt;b&gt;laptops&lt;/b&gt; are not. 🦷"); w.Code != http.StatusInsufficientStorage || shown != test.shown || strings.Contains(body, "my old password") {
			t.Errorf("%s: status %d, shown %v, want 507, %v\n%s", test.name, w.Code, shown, test.shown, short(body))
		}
	}
}
