package handlers

import (
	"bytes"
	"errors"
	"net/http"
	"sync"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/static"
	"safeguard/templates"
)

// handle makes an http.Handler of a handler.
func (s *Server) handle(do handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// page completes what every page has: who is signed in, what was just done, and how they want it to look.
func (s *Server) page(r *http.Request, p templates.Page) templates.Page {
	v := visitOf(r)
	p.Version, p.Static, p.Path = s.version, static.Path, r.URL.RequestURI()
	named, _ := s.store.Settings(r.Context(), settingMSP, store.SettingLogo) // a page without the name is better than none
	p.MSP, p.Logo = named[settingMSP], mspLogo(named[store.SettingLogo])
	if v.scope.Role == 0 {
		return p
	}
	p.User = &templates.User{Name: v.user.Name, Email: v.user.Email, Role: v.user.Role}
	p.Theme, p.Keys = v.user.Theme, !v.user.NoKeys
	p.Idle, p.Slack, p.Left = s.sessions.IdleTimeout, store.Slack, v.stay.MadeAt.Add(s.sessions.Lifetime).Sub(s.now())
	if !v.stay.Typed.IsZero() {
		p.Unsaved = s.when(v.stay.Typed)
	}
	if p.Flash == "" {
		p.Flash = s.sessions.PopString(r.Context(), sessionFlash)
	}
	return p
}

// settingMSP is the setting with the name of the provider whose Safeguard this is.
const settingMSP = store.SettingProvider

// pageRoom holds the room in which pages are made, since most of the work of making a long page was to find room for it.
var pageRoom = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 128<<10)) }}

// show writes a page. It is made whole before the first byte is sent, so that what fails while it is made becomes a page
// of its own and not half of one.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := pageRoom.Get().(*bytes.Buffer)
	defer pageRoom.Put(b)
	b.Reset()
	if err := c.Render(r.Context(), b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // where the browser went away, nobody is left to tell
	return nil
}

// ok shows a page that was asked for.
func (s *Server) ok(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	return s.show(w, r, http.StatusOK, c)
}

// done leads on after a change, and says there what was done.
func (s *Server) done(w http.ResponseWriter, r *http.Request, path, flash string) error {
	s.sessions.Put(r.Context(), sessionFlash, flash)
	return redirect(w, r, path)
}

// problems gives what is wrong with a form for its page, each with the field that mends it; other errors come back as
// they are, to be failed. field turns the place that the core names into the id of a field of the page.
func problems(err error, field func(path string) string) ([]templates.Problem, error) {
	if errors.Is(err, store.ErrArchived) { // no field mends that
		return []templates.Problem{{What: archivedText}}, nil
	}
	invalid, ok := errors.AsType[*assessment.Invalid](err)
	if !ok {
		return nil, err
	}
	list := make([]templates.Problem, len(invalid.Problems))
	for i, p := range invalid.Problems {
		list[i] = templates.Problem{Field: field(p.Path), What: p.What}
	}
	return list, nil
}
