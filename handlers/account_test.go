package handlers

import (
	"net/url"
	"strings"
	"testing"
)

func TestAccount(t *testing.T) {
	s := newSite(t)
	for _, who := range []string{"admin", "manager", "officer"} {
		b := s.signIn(who)
		b.must(b.get("/account"), 200, who+"@example.test", "Change your password", "As the system")
	}
	b := s.signIn("manager")
	for _, test := range []struct {
		theme, keys, chosen string
		root                []string
	}{
		{"dark", "", `checked id="theme-3"`, []string{`data-bs-theme="dark"`, `data-keys="off"`}},
		{"light", "on", `checked id="theme-2"`, []string{`data-bs-theme="light"`, `data-keys="on"`}},
		{"system", "on", `checked id="theme"`, []string{`data-keys="on"`}},
	} {
		a := b.post("/account", url.Values{"change": {"pages"}, "theme": {test.theme}, "keys": {test.keys}})
		if a.status != 303 || a.location != "/account" {
			t.Fatalf("theme %s: %d", test.theme, a.status)
		}
		a = b.must(b.get("/account"), 200, append(test.root, "Saved.", test.chosen)...)
		if test.theme == "system" && a.has("data-bs-theme=") {
			t.Error("the system's theme is not followed")
		}
	}
	for _, fields := range []url.Values{{}, {"change": {"name"}}, {"change": {"pages"}, "theme": {"pink"}}} {
		if a := b.post("/account", fields); a.status != 400 {
			t.Errorf("%v: %d, want 400", fields, a.status)
		}
	}
}

func TestChangePassword(t *testing.T) {
	s := newSite(t)
	b, elsewhere := s.signIn("manager"), s.signIn("manager")
	const fresh = "four words <in> a rōw 🔑"
	for _, test := range []struct{ name, old, new, want string }{
		{"nothing", "", "", "This is not your password."},
		{"the wrong old one", "wrong", fresh, "This is not your password."},
		{"too short", password, "eleven char", "at least 12 characters"},
		{"too long", password, strings.Repeat("x", 257), "at most 256 characters"},
		{"spaces", password, strings.Repeat(" ", 12), "at least 5 different characters"},
		{"one key held down", password, "aaaaaaaaaaaa", "at least 5 different characters"},
		{"four characters", password, "abcdabcdabcd", "at least 5 different characters"},
		{"a zero byte", password, "four words in a\x00row", "cannot be typed again"},
		{"a line end", password, "four words\nin a row", "cannot be typed again"},
		{"no text", password, "four words in a \xff row", "cannot be typed again"},
		{"the same", password, password, "This is the password that you have."},
		{"the address", password, "Manager@example.test", "easy to guess"},
		{"a common one", password, "Summer2026!!", "easy to guess"},
	} {
		a := b.post("/account", url.Values{"change": {"password"}, "old": {test.old}, "new": {test.new}})
		if a.status != 422 || !a.has(test.want) || !a.has("Error: Your account") {
			t.Errorf("%s: %d\n%s", test.name, a.status, short(a.body))
		}
		if test.new != "" && a.has(`value="`+test.new) {
			t.Errorf("%s: the page shows the password", test.name)
		}
	}
	if a := b.post("/account", url.Values{"change": {"password"}, "old": {password}, "new": {fresh}}); a.status != 303 {
		t.Fatalf("changing: %d\n%s", a.status, short(a.body))
	}
	b.must(b.get("/account"), 200, "Your password is changed.")
	if a := elsewhere.get("/account"); a.status != 303 || !strings.HasPrefix(a.location, "/login") {
		t.Errorf("another session of the same person: %d %q, want to be signed out", a.status, a.location)
	}
	for _, test := range []struct {
		password string
		status   int
	}{{password, 422}, {fresh, 303}} {
		if a := s.signIn("").post("/login", url.Values{"email": {"manager@example.test"}, "password": {test.password}}); a.status != test.status {
			t.Errorf("signing in with %q: %d, want %d", test.password, a.status, test.status)
		}
	}
}

func TestKeysOfTheFooter(t *testing.T) {
	s := newSite(t)
	b := s.signIn("officer")
	if a := b.post("/account", url.Values{"change": {"pages"}, "theme": {"dark"}, "keys": {"on"}}); a.status != 303 {
		t.Fatal(a.status)
	}
	for _, test := range []struct{ keys, next, location, shows string }{
		{"off", "/clients?show=all&q=a", "/clients?show=all&q=a", `data-keys="off"`},
		{"on", "//evil.test", "/clients", `data-keys="on"`},
		{"off", "", "/clients", "Keyboard keys are off."},
	} {
		a := b.post("/account/keys", url.Values{"keys": {test.keys}, "next": {test.next}})
		if a.status != 303 || a.location != test.location {
			t.Errorf("keys %s, next %q: %d %q, want 303 %q", test.keys, test.next, a.status, a.location, test.location)
		}
		b.must(b.get("/account"), 200, test.shows, `data-bs-theme="dark"`)
	}
	b.must(b.ask("/account/keys", url.Values{"keys": {"off"}, "next": {"/clients"}}), 200, `<form id="keys-switch"`, "Keyboard keys are off.")
	if a := b.post("/account/keys", url.Values{"keys": {"maybe"}}); a.status != 400 {
		t.Errorf("keys that are neither on nor off: %d, want 400", a.status)
	}
	b.must(b.get("/help/keys"), 200, "Keyboard keys", "Next question")
	if a := s.signIn("").get("/help/keys"); a.status != 303 || !strings.HasPrefix(a.location, "/login") {
		t.Errorf("the keys without signing in: %d %q", a.status, a.location)
	}
}
