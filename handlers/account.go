package handlers

import (
	"net/http"

	"safeguard/templates"
)

// showAccount shows who is signed in, and what they can change about themselves.
func (s *Server) showAccount(w http.ResponseWriter, r *http.Request) error {
	return s.showAccountPage(w, r, http.StatusOK, templates.AccountPage{})
}

func (s *Server) showAccountPage(w http.ResponseWriter, r *http.Request, status int, page templates.AccountPage) error {
	user := visitOf(r).user
	page.Name, page.Email, page.JobTitle, page.Role = user.Name, user.Email, user.Title, user.Role
	page.Lifetime = s.sessions.Lifetime
	page.AllClients, page.ChosenTheme, page.KeysOff = user.AllClients, user.Theme, user.NoKeys
	page.CanShare, page.DigestOff = scopeOf(r).CanEdit(), user.NoDigest
	var err error
	if page.SSO, err = s.connection(r, scopeOf(r).User); err != nil {
		return err
	}
	stays, err := s.stays(r, user.ID)
	if err != nil {
		return err
	}
	page.Stays = templates.Stays{Action: "/account/stays", List: stays}
	if page.Factors, err = s.secondFactors(r); err != nil {
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
	case "digest":
		return s.changeDigest(w, r, f)
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

// changeDigest turns the weekly digest on or off.
func (s *Server) changeDigest(w http.ResponseWriter, r *http.Request, f *form) error {
	wanted := f.has("digest")
	if err := s.store.SetDigest(r.Context(), scopeOf(r), wanted); err != nil {
		return err
	}
	if wanted {
		return s.done(w, r, "/account", "Saved. The digest comes on Mondays when there is something to tell.")
	}
	return s.done(w, r, "/account", "Saved. No digest comes any more.")
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
	hash, err := s.hash(r.Context(), chosen)
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
	match, err := s.knows(r.Context(), old, user.Password)
	if err != nil {
		return err
	}
	if !match {
		f.bad("old", "This is not your password. Type the one that you signed in with.")
	}
	if chosen != "" && chosen == old {
		f.bad("new", "This is the password that you have. Choose another one.")
	} else if what := s.weakness(r.Context(), chosen, user); what != "" {
		f.bad("new", "%s", what)
	}
	return nil
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
