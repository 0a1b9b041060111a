package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// Why somebody is asked to sign in again, and what was done with what they sent: the address of the page says so, since
// there is no session that could.
const (
	outIdle     = "idle"
	outLifetime = "lifetime"
	keptForm    = "yes"
	keptNoFile  = "file" // a file was sent, which is not kept
)

// signedOff is where somebody is led who is not signed in any more.
type signedOff struct {
	next string // the page to go on to
	out  string // empty where it is not known who it was
	kept string // empty where nothing is kept
}

func (o signedOff) url() string {
	to := "/login?next=" + url.QueryEscape(o.next)
	if o.out != "" {
		to += "&out=" + o.out
	}
	if o.kept != "" {
		to += "&kept=" + o.kept
	}
	return to
}

// askToSignIn leads to the page for signing in, and from there back to the page that was asked for. What a form carried is
// kept for whoever sent it; where it is not, its texts are on the page for signing in, to be copied.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	to := signedOff{next: r.URL.RequestURI()}
	if writes(r) {
		var err error
		if to, err = s.keepRefused(r); err != nil {
			return err
		}
	}
	switch {
	case wantsParts(r) && to.out != "":
		w.Header().Set("HX-Redirect", to.url())
		return errSignedOut
	case wantsParts(r), to.kept == "" && len(unsaved(r)) > 0:
		return errSignedOut
	default:
		return redirect(w, r, to.url())
	}
}

// writes reports whether a request changes something.
func writes(r *http.Request) bool { return r.Method != http.MethodGet && r.Method != http.MethodHead }

// keepRefused keeps the form of a request that came after its session had ended by time.
func (s *Server) keepRefused(r *http.Request) (signedOff, error) {
	to := signedOff{next: s.pageOf(r.URL.EscapedPath())}
	user, in, err := s.whoWas(r)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return to, err
	}
	known := err == nil
	if known {
		to.out = outIdle
		if s.over(in) {
			to.out = outLifetime
		}
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if known {
			to.kept = keptNoFile
		}
		return to, nil
	}
	form, err := s.refusedForm(r)
	if err != nil || !known || len(form.Fields) == 0 {
		return to, err
	}
	to.next = form.Page
	switch err := s.store.KeepUnsaved(r.Context(), user.Scope(), form); {
	case err == nil:
		to.kept = keptForm
	case !errors.Is(err, store.ErrTooMuch) && !errors.Is(err, assessment.ErrNotFound):
		return to, err
	}
	return to, nil
}

// refusedForm gives what is to be kept of a request. One that was to keep a form is as good as the form.
func (s *Server) refusedForm(r *http.Request) (store.Unsaved, error) {
	f, err := parse(r)
	if err != nil {
		return store.Unsaved{}, err
	}
	path := r.URL.EscapedPath()
	if path == keepPath {
		form, err := s.typedForm(f)
		if _, wrong := errors.AsType[badRequest](err); wrong {
			return store.Unsaved{Page: "/clients"}, nil
		}
		return form, err
	}
	form := store.Unsaved{Action: formKey(path, r.PostForm), Page: s.pageOf(path), Refused: true}
	if s.keeps(path) {
		form.Fields = keptFields(r.PostForm)
	}
	return form, nil
}

// whoWas tells from the cookie who was signed in until the session ended by time. Whoever signed out, was signed out by an
// admin or by a new password, or was disabled, is nobody.
func (s *Server) whoWas(r *http.Request) (store.User, store.SignIn, error) {
	id := s.sessions.GetString(r.Context(), sessionSignIn) // the stay is over, and its session not yet
	if cookie, err := r.Cookie(s.sessions.Cookie.Name); id == "" && err == nil {
		sum := sha256.Sum256([]byte(cookie.Value)) // as scs keeps it
		body, err := s.store.Sessions().Ended(r.Context(), base64.RawURLEncoding.EncodeToString(sum[:]))
		if err != nil {
			return store.User{}, store.SignIn{}, err
		}
		_, values, err := s.sessions.Codec.Decode(body)
		if err != nil {
			return store.User{}, store.SignIn{}, err
		}
		id, _ = values[sessionSignIn].(string)
	}
	return s.store.WhoWas(r.Context(), id)
}

// over reports whether a stay has lasted as long as one may. It is counted from signing in: a token that is renewed, as with
// another role, would begin anew.
func (s *Server) over(in store.SignIn) bool {
	return !s.now().Before(in.MadeAt.Add(s.sessions.Lifetime))
}

// keepsNothing are the addresses whose forms are never kept: they carry what lets people in, or nothing worth keeping.
var keepsNothing = []string{
	"/login", "/logout", "/account/password", "/account/factors", "/account/keys", "/account/stay", "/invite", "/reset", "/setup", keepPath,
}

// keeps reports whether a form that posts to an address is kept where it cannot be saved.
func (s *Server) keeps(path string) bool {
	for _, never := range keepsNothing {
		if path == never || strings.HasPrefix(path, never+"/") {
			return false
		}
	}
	pattern := s.patternOf(path)
	return slices.ContainsFunc(s.routes(), func(rt route) bool {
		return rt.pattern == pattern && rt.method == http.MethodPost && rt.who.level() != anyone
	})
}

// pageOf gives the page that an address of forms belongs to: the longest beginning of it that is a page.
func (s *Server) pageOf(path string) string {
	pages := map[string]bool{}
	for _, rt := range s.routes() {
		pages[rt.pattern] = pages[rt.pattern] || rt.method == http.MethodGet && rt.who.level() != anyone
	}
	for pattern := s.patternOf(path); pattern != ""; pattern, path = parent(pattern), parent(path) {
		if pages[pattern] {
			return path
		}
	}
	return "/clients"
}

// parent gives an address without its last segment.
func parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// patternOf gives the pattern of the table that an address is of, the one with the fewest parameters; none is "".
func (s *Server) patternOf(path string) string {
	best := ""
	for _, rt := range s.routes() {
		if fits(rt.pattern, path) && (best == "" || strings.Count(rt.pattern, "{") < strings.Count(best, "{")) {
			best = rt.pattern
		}
	}
	return best
}

// fits reports whether an address is one of a pattern of the table. Parts of a segment, as of a file, do not count.
func fits(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool {
		return w == g || g != "" && strings.HasPrefix(w, "{") && strings.HasSuffix(w, "}")
	})
}

// usedSince is how long ago, at least, a page was asked for that nobody looks at any more: what lies between is that the last
// use is known to a minute, and that a session may end a little early.
const usedSince = 2 * time.Minute

// leaveHere answers a page that signs off by itself, since nobody used it for the time that a session lasts. Where the person
// is at work in another window it goes back; otherwise the session ends now, also where a file that was fetched prolonged it.
func (s *Server) leaveHere(w http.ResponseWriter, r *http.Request) error {
	if in := visitOf(r).stay; s.now().Sub(in.SeenAt) < s.sessions.IdleTimeout-usedSince {
		return redirect(w, r, localPath(r.URL.Query().Get("next")))
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return redirect(w, r, r.URL.RequestURI())
}

// postStay does nothing: that somebody asked is what keeps the session.
func (s *Server) postStay(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
