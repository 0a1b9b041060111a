package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// What a session holds.
const (
	sessionSignIn = "sign-in" // the id of the stay that it belongs to
	sessionRole   = "role"    // with which its token was made, since another role gets another token
	sessionFlash  = "flash"
)

// plainCodec writes the same session always with the same bytes, which tells the store that nothing of it changed. All
// that a session holds is text.
type plainCodec struct{}

// Encode implements scs.Codec.
func (plainCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(struct {
		Deadline time.Time
		Values   map[string]any
	}{deadline.UTC(), values})
}

// Decode implements scs.Codec.
func (plainCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var body struct {
		Deadline time.Time
		Values   map[string]any
	}
	err := json.Unmarshal(b, &body)
	return body.Deadline, body.Values, err
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request) error {
	switch q := r.URL.Query(); {
	case visitOf(r).scope.Role == 0:
	case q.Get("out") != "" && r.Header.Get("Sec-Fetch-Site") == "same-origin": // no other site signs anybody off
		return s.leaveHere(w, r)
	default:
		return redirect(w, r, "/clients")
	}
	page := s.loginPage(r, "", r.URL.Query().Get("next"))
	var err error
	if page.Forgot, err = s.mailsLinks(r.Context()); err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

func (s *Server) loginPage(r *http.Request, email, next string) templates.LoginPage {
	q := r.URL.Query()
	return templates.LoginPage{
		Page:  s.page(r, templates.Page{Heading: "Sign in", Narrow: true, Scripts: []string{"passkey.js"}, Flash: s.sessions.PopString(r.Context(), sessionFlash)}),
		Email: email, Next: next, Notice: s.notice, Back: next != "", SSO: s.sso.view(),
		Out: q.Get("out"), Kept: q.Get("kept"), Idle: s.sessions.IdleTimeout, Lifetime: s.sessions.Lifetime,
		Passkey: s.passkeys(r, "sign-in", next),
	}
}

func (s *Server) postLogin(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	email, next := f.text("email"), f.text("next")
	user, err := s.authenticate(r, email, r.PostForm.Get("password"))
	if errors.Is(err, assessment.ErrNotFound) {
		page := s.loginPage(r, email, next)
		if page.Forgot, err = s.mailsLinks(r.Context()); err != nil {
			return err
		}
		page.Problems = []templates.Problem{{Field: "email", What: refused}}
		return s.show(w, r, http.StatusUnprocessableEntity, page.View())
	}
	if err != nil {
		return err
	}
	if !s.noMFA {
		return s.letHalfIn(w, r, user, next)
	}
	if err := s.signIn(w, r, user, "password"); err != nil {
		return err
	}
	return redirect(w, r, localPath(next))
}

// refused is said of a wrong password, an unknown address, an account that is locked for a while and one that is disabled.
// Which of them it is would tell a stranger who works here.
const refused = "That address and password do not sign in here. Check both and try again. After several tries this takes up to 15 minutes."

// signIn lets a person in who has shown in that way who they are, with whatever factors it takes, and remembers their
// browser as one that they use. The session gets a new token, so that nobody who knew the
// one before is let in as well.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, user store.User, way string) error {
	scope := s.scopeOfUser(r, &user)
	agent := strings.ToValidUTF8(r.UserAgent(), "")
	id, err := s.store.BeginSignIn(r.Context(), scope, store.SignIn{Way: way, From: scope.From, Agent: agent[:min(len(agent), longestAgent)]})
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), sessionSignIn, id)
	s.sessions.Put(r.Context(), sessionRole, user.Role.String())
	s.endHalf(r)
	s.confirm(r)
	s.rememberDevice(w, r, user)
	return nil
}

// longestAgent bounds what is kept of the name of a browser, in bytes.
const longestAgent = 300

// authenticate gives the user with that address and password, or assessment.ErrNotFound: what is wrong is not told. One hash is
// worked out whatever is wrong, so that the time tells nothing either.
func (s *Server) authenticate(r *http.Request, email, password string) (store.User, error) {
	user, err := s.store.UserByEmail(r.Context(), email)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return user, err
	}
	counters, err := s.counters(r, user, email)
	if err != nil {
		return user, err
	}
	var open, in bool
	err = s.hashed(r.Context(), func() error { // which bounds how many tries of a person count as failed until they succeed
		if open, err = s.store.BeginAttempt(r.Context(), counters...); err != nil {
			return err
		}
		match, err := matches(password, user.Password)
		if in = match && open && !user.Disabled && !s.ssoOnly(user); !in {
			return err
		}
		return s.store.AttemptSucceeded(r.Context(), counters...)
	})
	switch {
	case err != nil:
		return store.User{}, err
	case in:
		return user, nil
	case open:
		return store.User{}, cmp.Or(s.store.SignInRefused(r.Context(), s.scopeOfUser(r, &user), email), assessment.ErrNotFound)
	default:
		return store.User{}, assessment.ErrNotFound
	}
}

func (s *Server) postLogout(w http.ResponseWriter, r *http.Request) error {
	if err := s.leave(r); err != nil {
		return err
	}
	return redirect(w, r, "/login")
}

// leave ends the stay of who is there, and the session with it.
func (s *Server) leave(r *http.Request) error {
	if v := visitOf(r); !v.half {
		err := s.store.EndSignIn(r.Context(), v.scope, v.scope.User, v.signIn)
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
	}
	return s.sessions.Destroy(r.Context())
}

// scopeOfUser gives what a person may see and do, with where they came from.
func (s *Server) scopeOfUser(r *http.Request, user *store.User) assessment.Scope {
	return user.ScopeFrom(s.cameFrom(r))
}

// who gives the visit of the session, the zero visit where nobody is signed in any more. A person whose role has changed
// goes on with a new token.
func (s *Server) who(r *http.Request) (visit, error) {
	id := s.sessions.GetString(r.Context(), sessionSignIn)
	if id == "" {
		return s.whoHalf(r)
	}
	user, in, err := s.store.Visitor(r.Context(), id)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return visit{}, s.sessions.Destroy(r.Context())
	case err != nil:
		return visit{}, err
	case s.over(in):
		return visit{}, nil // its session still tells whose a form was
	case s.sessions.GetString(r.Context(), sessionRole) != user.Role.String():
		if err := s.sessions.RenewToken(r.Context()); err != nil {
			return visit{}, err
		}
		s.sessions.Put(r.Context(), sessionRole, user.Role.String())
	}
	return visit{user: user, scope: s.scopeOfUser(r, &user), signIn: in.ID, stay: in}, nil
}

// localPath gives a path of this site to go on to, and the list of clients where the text is none.
func localPath(text string) string {
	control := func(r rune) bool { return unicode.IsControl(r) || r == '\\' }
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsFunc(text, control) {
		return "/clients"
	}
	return text
}
