package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
