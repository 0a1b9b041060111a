package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestBodiesAreLimited: each route takes as much as its page may send and no more, and says how much that is.
func TestBodiesAreLimited(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	manager := s.signIn("manager")
	for _, test := range []struct {
		name, path string
		size       int
		status     int
		says       string
	}{
		{"a form", "/clients/" + client + "/edit", formBody - 100, http.StatusUnprocessableEntity, "at most 200 letters"},
		{"more than a form", "/clients/" + client + "/edit", formBody, http.StatusRequestEntityTooLarge, "larger than 256 KB"},
		{"a list", "/clients/import", formBody, http.StatusUnprocessableEntity, "Import a list of clients"},
		{"more than a list", "/clients/import", listBody, http.StatusRequestEntityTooLarge, "larger than 4 MB"},
	} {
		field := "name="
		if strings.HasSuffix(test.path, "import") {
			field = "text="
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+test.path, strings.NewReader(field+strings.Repeat("a", test.size)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if a := manager.send(r); a.status != test.status || !a.has(test.says) {
			t.Errorf("%s: status %d, want %d with %q\n%s", test.name, a.status, test.status, test.says, short(a.body))
		}
	}
	known := map[string]bool{}
	for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
		known[rt.method+" "+rt.pattern] = true
	}
	for name := range bodies {
		if !known[name] {
			t.Errorf("%s is not in the table of routes", name)
		}
	}
}

// TestHeaders: every answer forbids what no page needs, and asks for https where the site is reached by it.
func TestHeaders(t *testing.T) {
	s := newSite(t)
	for _, secure := range []bool{false, true} {
		site := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.DiscardHandler), Now: s.now, Secure: secure}).Handler()
		for _, path := range []string{"/healthz", "/login", "/clients", "/nowhere", "/static/none.css"} {
			w := httptest.NewRecorder()
			site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			_, _ = io.Copy(io.Discard, w.Body)
			want := map[string]string{
				"Content-Security-Policy": policy, "Permissions-Policy": permissions, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "",
			}
			if secure {
				want["Strict-Transport-Security"] = "max-age=31536000"
			}
			for name, value := range want {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s, secure %t: %s is %q, want %q", path, secure, name, got, value)
				}
			}
		}
	}
}

// TestPageOfAForm: whoever is signed out when they send a form comes back to the page that it was on.
func TestPageOfAForm(t *testing.T) {
	s := newSite(t)
	server := New(Config{Store: s.store, Library: s.lib, Now: s.now})
	for path, want := range map[string]string{
		"/account/keys":                         "/account",
		"/account":                              "/account",
		"/logout":                               "/clients",
		"/":                                     "/",
		"/clients/c-1/assets/inventory":         "/clients/c-1/assets",
		"/assessments/a-1/risks/review":         "/assessments/a-1/risks",
		"":                                      "/clients",
		"no-path":                               "/clients",
		"/nowhere/at/all":                       "/clients",
		"/login":                                "/clients",
		"/clients/new":                          "/clients/new",
		"/clients/c-1/archive":                  "/clients/c-1",
		"/clients/c-1/assets/a-1/remove":        "/clients/c-1/assets/a-1",
		"/clients/c-1/screenings/2026/record":   "/clients/c-1/screenings/2026",
		"/assessments/a-1/source":               "/assessments/a-1",
		"/assessments/a-1/answers/q-1/undo":     "/assessments/a-1/answers/q-1",
		"/assessments/a-1/decisions/164.308(a)": "/assessments/a-1",
		"/assessments/a-1/risks/r-1/override":   "/assessments/a-1/risks/r-1",
		"//evil.example/clients":                "/clients",
		"/clients/%2F%2Fevil/archive":           "/clients/%2F%2Fevil",
	} {
		if got := server.pageOf(path); got != want {
			t.Errorf("pageOf(%q) = %q, want %q", path, got, want)
		}
	}
	a := s.signIn("").post("/clients/c-1/archive", nil)
	if a.status != http.StatusSeeOther || a.location != "/login?next=%2Fclients%2Fc-1" {
		t.Errorf("a form of nobody leads to %d %q", a.status, a.location)
	}
}
