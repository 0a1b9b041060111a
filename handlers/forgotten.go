package handlers

import (
	"errors"
	"net/http"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showForgotten asks who forgot a password for the address.
func (s *Server) showForgotten(w http.ResponseWriter, r *http.Request) error {
	return s.showForgottenPage(w, r, "", nil)
}

func (s *Server) showForgottenPage(w http.ResponseWriter, r *http.Request, email string, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	on, err := s.mailsLinks(r.Context())
	if err != nil {
		return err
	}
	page := templates.ForgottenPage{
		Page: s.page(r, templates.Page{Heading: "Forgot your password?", Narrow: true, Problems: list}), Email: email, Mails: on, Hours: resetHours,
	}
	return s.show(w, r, statusOf(wrong), page.View())
}

// postForgotten mails a link to who forgot the password. What it answers is the same whoever the address is of.
func (s *Server) postForgotten(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	email := f.text("email")
	letters, err := s.letters(r.Context(), store.User{})
	if err != nil {
		return err
	}
	if letters == nil {
		return s.showForgottenPage(w, r, email, nil)
	}
	if what := (assessment.Mailbox{Address: email}).Problem(); what != "" {
		f.bad("email", "%s", what)
		return s.showForgottenPage(w, r, email, f.err())
	}
	if err := s.forgotten(r, email, letters); err != nil {
		return err
	}
	return s.done(w, r, "/login", "If somebody signs in here with that address, a mail with a link is on its way.")
}

// forgotten queues the mail, unless too many were asked for lately. Whoever may not choose a password is taken for nobody.
func (s *Server) forgotten(r *http.Request, email string, letters store.Letters) error {
	user, err := s.store.UserByEmail(r.Context(), email)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	if user.Disabled || user.Password == "" || s.ssoOnly(user) {
		user = store.User{}
	}
	from, err := s.peer(r)
	if err != nil {
		return err
	}
	account := store.AccountCounter(email)
	account.Kind = "reset"
	open, err := s.store.BeginAttempt(r.Context(), account, store.Counter{Kind: "reset at", Of: from, Free: assessment.FreeAttemptsAtAddress, Shared: true})
	if err != nil || !open {
		return err
	}
	if err := s.store.MailReset(r.Context(), s.scopeOfUser(r, &user), email, letters); err != nil {
		return err
	}
	s.wake()
	return nil
}
