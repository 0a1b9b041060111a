package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestUserWhoCannotBePrinted: what a report could not print in its line, or a terminal would take for an order, is refused
// before anything is made.
func TestUserWhoCannotBePrinted(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, text := range []string{"\x1b[31mred", "two\nlines", "no \xff text", "zero \x00", strings.Repeat("long", 1250)} {
		for _, flag := range []string{"-name", "-title", "-email"} {
			args := []string{"user", "add", "-data", data, "-key", data + ".key", "-email", "dana@example.com", "-name", "Dana Reyes"}
			var out bytes.Buffer
			err := run(t.Context(), append(args, flag, text), nil, &out, &out)
			if _, usage := errors.AsType[usageError](err); !usage || strings.Contains(err.Error(), text) {
				t.Errorf("%s %.10q: %v, want wrong usage that does not repeat it", flag, text, err)
			}
		}
	}
	if made, err := filepath.Glob(data + "*"); len(made) > 0 || err != nil {
		t.Errorf("made: %v, %v", made, err)
	}
}

// TestClientsOfAUser: -clients takes a name as it is, and takes one apart at its commas only where each part is a name.
func TestClientsOfAUser(t *testing.T) {
	cfg := &serverConfig{Data: filepath.Join(t.TempDir(), "data"), Key: filepath.Join(t.TempDir(), "master.key")}
	db, err := cfg.open(t.Context(), devNull{})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"Smith, Jones & Co", "Smith", "Lakeside", "Lakeside North", "Lee, Park"}
	for i := range 12 {
		names = append(names, "Smith "+strings.Repeat("I", i+1)) // more than a page of others that hold the name
	}
	var list []store.Client
	for _, name := range names {
		list = append(list, store.Client{Facts: assessment.Client{Name: name, Kinds: []assessment.EntityKind{assessment.CoveredEntity}}})
	}
	if _, err := db.AddClients(t.Context(), system, list); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for i, test := range []struct {
		clients []string
		want    []string
		problem string
	}{
		{[]string{"Smith, Jones & Co"}, []string{"Smith, Jones & Co"}, ""},
		{[]string{"smith, jones & co", "Lakeside"}, []string{"Lakeside", "Smith, Jones & Co"}, ""},
		{[]string{"Lakeside, Smith"}, []string{"Lakeside", "Smith"}, ""},
		{[]string{"Smith", "Lakeside,Smith"}, []string{"Lakeside", "Smith"}, ""},
		{[]string{"Lakeside,Lee, Park"}, nil, `there is no client named "Lakeside,Lee, Park"`},
		{[]string{"Lake"}, nil, `there is no client named "Lake"`},
		{[]string{" "}, nil, "Give the name of a client"},
		{[]string{"Lakeside,"}, nil, `there is no client named "Lakeside,"`},
	} {
		email := string(rune('a'+i)) + "@example.com"
		args := []string{"user", "add", "-data", cfg.Data, "-key", cfg.Key, "-email", email, "-name", "Lena Ortiz", "-role", "officer"}
		for _, name := range test.clients {
			args = append(args, "-clients", name)
		}
		err := run(t.Context(), args, nil, devNull{}, devNull{})
		if test.problem != "" {
			if err == nil || !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%q: %v, want %q", test.clients, err, test.problem)
			}
			continue
		}
		if got := seenBy(t, cfg, email); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: %v, sees %q, want %q", test.clients, err, got, test.want)
		}
	}
}

// seenBy lists the names of the clients that a person sees.
func seenBy(t *testing.T, cfg *serverConfig, email string) []string {
	t.Helper()
	db, err := cfg.join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	user, err := db.UserByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	list, err := db.Clients(t.Context(), user.Scope(), store.Filter{PerPage: 100})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, line := range list.Lines {
		names = append(names, line.Name)
	}
	slices.Sort(names)
	return names
}
