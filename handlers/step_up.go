package handlers

import (
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// sessionConfirmed is when a person last showed a second factor, as Unix time.
const sessionConfirmed = "confirmed"

// confirmedFor is how long that counts for what cannot be undone.
const confirmedFor = 10 * time.Minute

// confirm notes that a person has just shown who they are.
func (s *Server) confirm(r *http.Request) {
	s.sessions.Put(r.Context(), sessionConfirmed, strconv.FormatInt(s.now().Unix(), 10))
}

// mustConfirm reports whether a person has to show a second factor again before what cannot be undone.
func (s *Server) mustConfirm(r *http.Request) bool {
	return !s.noMFA && !s.within(r, sessionConfirmed, confirmedFor)
}

// confirmed asks for a second factor before do, where the last was too long ago. A form may bring the code along; else the
// page that asks for it carries the fields, and sends them to the same place again.
func (s *Server) confirmed(who who, do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		must, err := s.mustConfirmFor(r, who)
		switch {
		case err != nil:
			return err
		case !must:
			return do(w, r)
		case !writes(r):
			return redirect(w, r, "/login/confirm?next="+url.QueryEscape(r.URL.RequestURI()))
		}
		f, err := parse(r)
		if err != nil {
			return err
		}
		err = errConfirm
		if code := f.text(templates.CodeField); code != "" {
			_, err = s.useCode(r, visitOf(r).user, code)
		}
		r.PostForm.Del(templates.CodeField)
		r.Form.Del(templates.CodeField)
		if err == nil {
			s.confirm(r)
			return do(w, r)
		}
		return s.askToConfirm(w, r, err)
	}
}

// mustConfirmFor is mustConfirm for a route.
func (s *Server) mustConfirmFor(r *http.Request, who who) (bool, error) {
	if must := s.mustConfirm(r); !must || who&butFirst == 0 {
		return must, nil
	}
	ways, err := s.waysToConfirm(r)
	return ways != confirmWays{}, err
}

// confirmWays are the ways in which a person can confirm that it is them.
type confirmWays struct {
	factor   bool
	provider bool
}

func (s *Server) waysToConfirm(r *http.Request) (confirmWays, error) {
	list, err := s.store.Factors(r.Context(), scopeOf(r))
	if err != nil {
		return confirmWays{}, err
	}
	sso, err := s.connection(r, scopeOf(r).User)
	return confirmWays{factor: len(list) > 0, provider: sso.Connected}, err
}

// askToConfirm shows the page that asks for a code and carries what was posted. Passwords are not written into a page: a form
// with one is filled in once more.
func (s *Server) askToConfirm(w http.ResponseWriter, r *http.Request, cause error) error {
	back := s.pageOf(r.URL.EscapedPath())
	page, err := s.confirmAgainPage(r, back)
	if err != nil {
		return err
	}
	if !errors.Is(cause, errConfirm) {
		if page.Problems, err = problems(cause, sameField); err != nil {
			return err
		}
	}
	if holdsSecret(r.PostForm) || sendsFile(r) {
		page.Lead = "What comes next cannot easily be undone. " + leftBehind(r) + " is not carried along: confirm first, then fill in the form again."
		return s.show(w, r, statusOf(cause), page.View())
	}
	page.Action, page.Next, page.Passkey.Next = r.URL.RequestURI(), "", ""
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			page.Carried = append(page.Carried, templates.Carried{Name: name, Value: value})
		}
	}
	if page.None || page.Provider != "" { // the way leads away from this page
		if page.Kept, err = s.keepUnconfirmed(r, back); err != nil {
			return err
		}
	}
	if page.Kept {
		page.ByProvider = confirmAtProvider(keepPath)
	}
	if page.Kept || !page.None && page.Provider == "" {
		page.Lead += " Nothing that you filled in is lost."
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// holdsSecret reports whether somebody typed what lets people in.
func holdsSecret(form url.Values) bool {
	for name, values := range form {
		if secret(name) && slices.ContainsFunc(values, func(v string) bool { return v != "" }) {
			return true
		}
	}
	return false
}

// sendsFile reports whether a request brings a file, which is not read before somebody confirmed.
func sendsFile(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// leftBehind names what a request has that the page for confirming does not carry.
func leftBehind(r *http.Request) string {
	if sendsFile(r) {
		return "A file"
	}
	return "A password"
}

// keepUnconfirmed keeps a form of who leaves the page to confirm that it is them, and reports whether it is kept.
func (s *Server) keepUnconfirmed(r *http.Request, page string) (bool, error) {
	path := r.URL.EscapedPath()
	u := store.Unsaved{Action: formKey(path, r.PostForm), Page: page, Refused: true}
	if s.keeps(path) {
		u.Fields = keptFields(r.PostForm)
	}
	if len(u.Fields) == 0 {
		return false, nil
	}
	err := s.store.KeepUnsaved(r.Context(), scopeOf(r), u)
	if errors.Is(err, store.ErrTooMuch) {
		return false, nil
	}
	return err == nil, err
}

// confirmAgainPage is the page that asks somebody to confirm that it is them, and then leads on to next.
func (s *Server) confirmAgainPage(r *http.Request, next string) (templates.CodePage, error) {
	ways, err := s.waysToConfirm(r)
	page := templates.CodePage{
		Page: s.page(r, templates.Page{
			Heading: "Confirm that it is you", Narrow: true, Scripts: []string{"passkey.js"},
			Lead: "What comes next cannot easily be undone.",
		}),
		Action: "/login/confirm", Next: next, Label: "Confirm", None: ways == confirmWays{}, NoCode: !ways.factor,
	}
	if ways.factor {
		page.Passkey = s.passkeys(r, "confirm", next)
	}
	if ways.provider {
		page.Provider, page.ByProvider = s.sso.Name, confirmAtProvider(next)
	}
	return page, err
}

// showConfirmAgain asks for a second factor before a page.
func (s *Server) showConfirmAgain(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.Query().Get("next"))
	if !s.mustConfirm(r) {
		return redirect(w, r, next)
	}
	page, err := s.confirmAgainPage(r, next)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postConfirmAgain takes the code, and leads to the page.
func (s *Server) postConfirmAgain(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	next := localPath(f.text("next"))
	if !s.mustConfirm(r) {
		return redirect(w, r, next)
	}
	_, cause := s.useCode(r, visitOf(r).user, f.text(templates.CodeField))
	if cause == nil {
		s.confirm(r)
		return redirect(w, r, next)
	}
	page, err := s.confirmAgainPage(r, next)
	if err != nil {
		return err
	}
	if page.Problems, err = problems(cause, sameField); err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}
