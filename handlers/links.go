package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// address gives where people reach the server: the one that it was told, else the one that they asked.
func (s *Server) address(r *http.Request) string {
	if s.url != "" {
		return s.url
	}
	scheme := "http"
	if s.sessions.Cookie.Secure { // which is off on plain http alone
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// deadLink answers who follows a link that opens nothing. Why it does not is not told.
func (s *Server) deadLink(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	page := templates.ErrorPage{
		Page: s.page(r, templates.Page{Heading: "This link opens nothing"}), Status: statusOf(err),
		Happened: "This link opens nothing. It may have ended or been copied in part.", Do: "Ask the sender for a new one.",
		Onward: templates.Action{Label: "Sign in", URL: "/login"},
	}
	return s.show(w, r, page.Status, page.View())
}

// showLink asks the holder of a link for a password. It changes nothing, since programs that look into mail follow links too.
func (s *Server) showLink(kind store.LinkKind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		user, err := s.store.LinkHolder(r.Context(), kind, chi.URLParam(r, "token"))
		if err != nil {
			return s.deadLink(w, r, err)
		}
		return s.showLinkPage(w, r, store.Link{Kind: kind, Token: chi.URLParam(r, "token")}, user, nil)
	}
}

func (s *Server) showLinkPage(w http.ResponseWriter, r *http.Request, link store.Link, user store.User, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	heading := "Choose a new password"
	if link.Kind == store.InviteLink {
		heading = "Welcome to Safeguard"
	}
	page := templates.LinkPage{
		Page: s.page(r, templates.Page{Heading: heading, Narrow: true, Problems: list}), Action: link.Path(),
		Name: user.Name, Email: user.Email, Role: user.Role, Invited: link.Kind == store.InviteLink, SSO: s.sso.view(),
	}
	page.SSO.Only = s.ssoOnly(user)
	return s.show(w, r, statusOf(wrong), page.View())
}

// postLink keeps the password that the holder of a link chose, and leads to the page for signing in.
func (s *Server) postLink(kind store.LinkKind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := parse(r)
		if err != nil {
			return err
		}
		token := chi.URLParam(r, "token")
		user, err := s.store.LinkHolder(r.Context(), kind, token)
		if err != nil {
			return s.deadLink(w, r, err)
		}
		link := store.Link{Kind: kind, Token: token}
		if s.ssoOnly(user) {
			return s.showLinkPage(w, r, link, user, oneProblem("Here you sign in with your "+s.sso.Name+" account. No password was set."))
		}
		hash, err := s.chosen(r, f, user)
		if err != nil {
			return s.showLinkPage(w, r, link, user, err)
		}
		if user, err = s.store.UseLink(r.Context(), s.cameFrom(r), kind, token, hash); err != nil {
			return s.deadLink(w, r, err)
		}
		return s.joined(w, r, user, "Your password is set. Sign in with it.")
	}
}

// chosen gives the hash of the password of a form, or *assessment.Invalid.
func (s *Server) chosen(r *http.Request, f *form, user store.User) (string, error) {
	password := r.PostForm.Get("password")
	if what := s.weakness(r.Context(), password, user); what != "" {
		f.bad("password", "%s", what)
	}
	if err := f.err(); err != nil {
		return "", err
	}
	return s.hash(r.Context(), password)
}

// joined leads who used a link to the page for signing in. Whoever was signed in here before is so no more, and the browser is
// known from then on, since its owner has just shown who they are.
func (s *Server) joined(w http.ResponseWriter, r *http.Request, user store.User, flash string) error {
	if visitOf(r).signIn != "" {
		if err := s.leave(r); err != nil {
			return err
		}
	}
	s.rememberDevice(w, r, user)
	return s.done(w, r, "/login", flash)
}

// showSetup asks the first admin of a new installation who they are.
func (s *Server) showSetup(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.SetupOpen(r.Context(), chi.URLParam(r, "token")); err != nil {
		return s.deadLink(w, r, err)
	}
	return s.showSetupPage(w, r, templates.SetupPage{}, nil)
}

func (s *Server) showSetupPage(w http.ResponseWriter, r *http.Request, page templates.SetupPage, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	page.Page = s.page(r, templates.Page{
		Heading: "Set up Safeguard", Lead: "You become the first admin, who invites everybody else.", Narrow: true, Problems: list,
	})
	page.Action = r.URL.Path
	return s.show(w, r, statusOf(wrong), page.View())
}

// postSetup adds the first admin.
func (s *Server) postSetup(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if err := s.store.SetupOpen(r.Context(), token); err != nil {
		return s.deadLink(w, r, err)
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	page := templates.SetupPage{Name: f.text("name"), Email: f.text("email"), Provider: f.text("provider")}
	a := assessment.Account{Email: page.Email, Name: page.Name, Role: assessment.Admin, AllClients: true}
	f.problems = slices.Concat(f.problems, checkProvider(page.Provider), a.Check())
	user := store.User{Email: a.Email, Name: a.Name}
	if what := weakness(r.PostForm.Get("password"), a.Name, a.Email, page.Provider); what != "" {
		f.bad("password", "%s", what)
	}
	if err := f.err(); err != nil {
		return s.showSetupPage(w, r, page, err)
	}
	if user.Password, err = s.hash(r.Context(), r.PostForm.Get("password")); err != nil {
		return err
	}
	user, err = s.store.SetUp(r.Context(), s.cameFrom(r), token, user, settingMSP, page.Provider)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return s.deadLink(w, r, err)
	case err != nil:
		return s.showSetupPage(w, r, page, err)
	default:
		return s.joined(w, r, user, "Safeguard is set up. Sign in with your new password.")
	}
}
