package handlers

import (
	"fmt"
	"net/http"
	"net/url"
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
		{"too much", manager, "/clients/new", "name=" + strings.Repeat("a", formBody), http.StatusRequestEntityTooLarge, "larger than 256 KB"},
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

// TestFieldsThatAreRead: what is no number or day is told apart, and no comma is guessed at.
func TestFieldsThatAreRead(t *testing.T) {
	const number, day, nowhere = "Write a whole number of zero or more, such as 12.", "Write the day as year, month and day, such as 2026-11-23.", "There is no such day in the years 1900 to 2200. Check it."
	for _, test := range []struct{ field, text, got, wrong string }{
		{"number", "", "0", ""},
		{"number", "12", "12", ""},
		{"number", "4,200", "4200", ""},
		{"number", "12,34", "0", number},
		{"number", ",,,", "0", number},
		{"number", "-1", "0", number},
		{"number", "1.5", "0", number},
		{"number", "१२", "0", number},
		{"number", "9223372036854775807", "0", number},
		{"cost", "$1,200.50", "1200.5", ""},
		{"cost", "12,50", "0", "Write the cost as a number of dollars, zero or more, such as 1200."},
		{"date", "2026-02-28", "2026-02-28", ""},
		{"date", "2026-02-30", "", nowhere},
		{"date", "9999-12-31", "", nowhere},
		{"date", "soon", "", day},
	} {
		f := &form{r: &http.Request{PostForm: url.Values{test.field: {test.text}}}}
		got := map[string]func() any{
			"number": func() any { return f.number(test.field) },
			"cost":   func() any { return amount(f, test.field) },
			"date":   func() any { return f.date(test.field) },
		}[test.field]()
		wrong := ""
		if len(f.problems) > 0 {
			wrong = f.problems[0].What
		}
		if fmt.Sprint(got) != test.got || wrong != test.wrong {
			t.Errorf("%s %q = %v, %q, want %s, %q", test.field, test.text, got, wrong, test.got, test.wrong)
		}
	}
}
