package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// TestFormsThatAreNotWhole: what is no form is the fault of who sent it, signed in or not.
func TestFormsThatAreNotWhole(t *testing.T) {
	s := newSite(t)
	visitor, manager := s.signIn(""), s.signIn("manager")
	for _, test := range []struct {
		name   string
		who    *browser
		path   string
		body   string
		status int
		says   string
	}{
		{"an escape that is none", visitor, "/login", "email=%zz", http.StatusBadRequest, "The form did not arrive whole. Send it again."},
		{"a semicolon", visitor, "/login", "a;b", http.StatusBadRequest, "The form did not arrive whole. Send it again."},
		{"in the address", visitor, "/login?a=%zz", "", http.StatusBadRequest, "The form did not arrive whole. Send it again."},
		{"signed in", manager, "/clients/new", "name=%zz", http.StatusBadRequest, "The form did not arrive whole. Send it again."},
		{"too much", manager, "/clients/new", "name=" + strings.Repeat("a", largestBody), http.StatusRequestEntityTooLarge, "larger than 4 MB"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+test.path, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if a := test.who.send(r); a.status != test.status || !a.has(test.says) {
			t.Errorf("%s: status %d, want %d and %q\n%s", test.name, a.status, test.status, test.says, short(a.body))
		}
	}
}
