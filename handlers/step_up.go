package handlers

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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
func (s *Server) confirmed(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			if s.mustConfirm(r) {
				return redirect(w, r, "/login/confirm?next="+url.QueryEscape(r.URL.RequestURI()))
			}
			return do(w, r)
		}
		if !s.mustConfirm(r) {
			return do(w, r)
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

// askToConfirm shows the page that asks for a code and carries what was posted. Passwords are not written into a page.
func (s *Server) askToConfirm(w http.ResponseWriter, r *http.Request, cause error) error {
	page, err := s.confirmAgainPage(r)
	if err != nil {
		return err
	}
	if !errors.Is(cause, errConfirm) {
		if page.Problems, err = problems(cause, sameField); err != nil {
			return err
		}
	}
	page.Action, page.Passkey.Next = r.URL.RequestURI(), ""
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name == "old" || name == "new" || strings.Contains(name, "password") {
			continue
		}
		for _, value := range r.PostForm[name] {
			page.Carried = append(page.Carried, templates.Carried{Name: name, Value: value})
		}
	}
	return s.show(w, r, statusOf(cause), page.View())
}

func (s *Server) confirmAgainPage(r *http.Request) (templates.CodePage, error) {
	list, err := s.store.Factors(r.Context(), scopeOf(r))
	return templates.CodePage{
		Page: s.page(r, templates.Page{
			Heading: "Confirm that it is you", Narrow: true, Scripts: []string{"passkey.js"},
			Lead: "What comes next cannot easily be undone. Nothing that you filled in is lost.",
		}),
		Action: "/login/confirm", Label: "Confirm", None: len(list) == 0, Passkey: s.passkeys(r, "confirm", "/clients"),
	}, err
}

// showConfirmAgain asks for a second factor before a page.
func (s *Server) showConfirmAgain(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.Query().Get("next"))
	if !s.mustConfirm(r) {
		return redirect(w, r, next)
	}
	page, err := s.confirmAgainPage(r)
	if err != nil {
		return err
	}
	page.Next, page.Passkey.Next = next, next
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
	page, err := s.confirmAgainPage(r)
	if err != nil {
		return err
	}
	page.Next, page.Passkey.Next = next, next
	if page.Problems, err = problems(cause, sameField); err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}
