package handlers

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"safeguard/templates"
)

// shortestPassword is as short as a password may be, in letters. Length is what makes guessing slow.
const shortestPassword = 12

// fewestCharacters is of how few different characters a password may be, so that one key held down is none.
const fewestCharacters = 5

// longestPassword bounds what is hashed.
const longestPassword = 256

// showAccount shows who is signed in, and what they can change about themselves.
func (s *Server) showAccount(w http.ResponseWriter, r *http.Request) error {
	return s.showAccountPage(w, r, http.StatusOK, templates.AccountPage{})
}

func (s *Server) showAccountPage(w http.ResponseWriter, r *http.Request, status int, page templates.AccountPage) error {
	user := visitOf(r).user
	page.Name, page.Email, page.JobTitle, page.Role = user.Name, user.Email, user.Title, user.Role
	page.AllClients, page.ChosenTheme, page.KeysOff = user.AllClients, user.Theme, user.NoKeys
	var err error
	if page.SSO, err = s.connection(r); err != nil {
		return err
	}
	page.Page = s.page(r, templates.Page{Heading: "Your account", Walk: true, Problems: page.Problems})
	return s.show(w, r, status, page.View())
}

// postAccount changes how the pages look, or the password.
func (s *Server) postAccount(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	switch f.text("change") {
	case "pages":
		return s.changePages(w, r, f)
	case "password":
		return s.changePassword(w, r, f)
	default:
		return bad("The form does not say what to change.")
	}
}

func (s *Server) changePages(w http.ResponseWriter, r *http.Request, f *form) error {
	theme := f.text("theme")
	switch theme {
	case "light", "dark":
	case "system":
		theme = ""
	default:
		return bad("The theme is one of system, light and dark.")
	}
	if err := s.store.SetPreferences(r.Context(), scopeOf(r), theme, !f.has("keys")); err != nil {
		return err
	}
	return s.done(w, r, "/account", "Saved.")
}

// changePassword takes a new password from somebody who knows the old one.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, f *form) error {
	old, chosen := r.PostForm.Get("old"), r.PostForm.Get("new")
	if err := s.checkPassword(r, f, old, chosen); err != nil {
		return err
	}
	if err := f.err(); err != nil {
		page := templates.AccountPage{}
		page.Problems, _ = problems(err, func(path string) string { return path })
		return s.showAccountPage(w, r, statusOf(err), page)
	}
	var hash string
	err := s.hashed(func() (err error) {
		hash, err = HashPassword(chosen)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.store.SetPassword(r.Context(), scopeOf(r), hash, visitOf(r).signIn); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	return s.done(w, r, "/account", "Your password is changed. Use the new one from now on; everywhere else you are signed out.")
}

// checkPassword notes what is wrong with the old password and with the new one.
func (s *Server) checkPassword(r *http.Request, f *form, old, chosen string) error {
	user := visitOf(r).user
	match, err := s.knows(old, user.Password)
	if err != nil {
		return err
	}
	if !match {
		f.bad("old", "This is not your password. Type the one that you signed in with.")
	}
	if what := weakness(chosen, old, user.Email, user.Name); what != "" {
		f.bad("new", "%s", what)
	}
	return nil
}

// knows reports whether a password is the one of a hash.
func (s *Server) knows(password, hash string) (match bool, err error) {
	err = s.hashed(func() (err error) {
		match, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return match, err
}

// hashed works on a password, few at the same time. The memory that it took goes back at once, since an idle server should
// be small, and nobody signs in so often that it would matter.
func (s *Server) hashed(work func() error) error {
	s.hashing <- struct{}{}
	defer func() { <-s.hashing }()
	defer debug.FreeOSMemory()
	if err := work(); err != nil {
		return fmt.Errorf("working on a password: %w", err)
	}
	return nil
}

// weakness says why a password cannot be taken, or "".
func weakness(chosen, old, email, name string) string {
	same := func(other string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(chosen), ""), strings.Join(strings.Fields(other), ""))
	}
	local, _, _ := strings.Cut(email, "@")
	switch length := utf8.RuneCountInString(chosen); {
	case length < shortestPassword:
		return fmt.Sprintf("The password needs at least %d characters. A few words in a row do well.", shortestPassword)
	case length > longestPassword:
		return fmt.Sprintf("The password can have at most %d characters.", longestPassword)
	case strings.ContainsFunc(chosen, untypable):
		return "The password holds a character that cannot be typed again when you sign in. Take it out."
	case different(chosen) < fewestCharacters:
		return fmt.Sprintf("The password needs at least %d different characters. A few words in a row do well.", fewestCharacters)
	case chosen == old:
		return "This is the password that you have. Choose another one."
	case same(email), same(name), same(local):
		return "Your name or address is the first thing that others try. Choose something else."
	default:
		return ""
	}
}

// untypable reports whether a character cannot be typed again: a control character, or what stands for one that was lost.
func untypable(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

// different counts the characters of a text, each once.
func different(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// postKeys turns the keyboard keys on or off, from the foot of any page, and leads back there (WCAG 2.1.4).
func (s *Server) postKeys(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	keys := f.text("keys")
	if keys != "on" && keys != "off" {
		return bad("Keys are on or off.")
	}
	if err := s.store.SetPreferences(r.Context(), scopeOf(r), visitOf(r).user.Theme, keys == "off"); err != nil {
		return err
	}
	next := localPath(f.text("next"))
	if wantsParts(r) {
		return s.ok(w, r, templates.Page{Path: next, Keys: keys == "on"}.KeysSwitch())
	}
	return s.done(w, r, next, "Keyboard keys are "+keys+".")
}
