package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5/middleware"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// keepPath is where forms are kept that are being filled in, and where a person finds what was not saved.
const keepPath = "/unsaved"

// secret reports whether a field holds what lets people in. It is never kept, and never shown again.
func secret(name string) bool {
	return name == "old" || name == "new" || name == "code" || strings.HasSuffix(name, "-code") || strings.Contains(name, "password")
}

// keptFields gives the fields of a form that may be kept. Where there were secrets and nobody wrote a text beside them, the
// form was about them, and nothing of it is kept.
func keptFields(form url.Values) url.Values {
	fields := maps.Clone(form)
	maps.DeleteFunc(fields, func(name string, _ []string) bool { return secret(name) })
	if len(fields) < len(form) && len(texts(fields)) == 0 {
		return nil
	}
	return fields
}

// formKey names a form by the address that it posts to. Those of several sites of a client, which post to the same, are told
// apart by what follows the address as its fragment, which no browser sends.
func formKey(path string, fields url.Values) string {
	if site := fields.Get("site"); site != "" {
		return path + "#" + url.PathEscape(site)
	}
	return path
}

// typedForm reads a form that is being filled in, which a page sends to be kept. No fields mean that it is as it was.
func (s *Server) typedForm(f *form) (store.Unsaved, error) {
	action := f.text("action")
	if !s.keeps(action) {
		return store.Unsaved{}, bad("A form of that address is not kept.")
	}
	fields, err := url.ParseQuery(f.r.PostForm.Get("fields"))
	if err != nil {
		return store.Unsaved{}, bad("The form did not arrive whole. Send it again.")
	}
	site := url.Values{"site": {f.text("site")}}
	return store.Unsaved{Action: formKey(action, site), Page: localPath(f.text("page")), Fields: keptFields(fields)}, nil
}

// postUnsaved keeps a form that is being filled in, or lets go of it.
func (s *Server) postUnsaved(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	u, err := s.typedForm(f)
	if err != nil {
		return err
	}
	if len(u.Fields) == 0 {
		err = s.store.DropTyped(r.Context(), scopeOf(r), u.Action)
	} else {
		err = s.store.KeepUnsaved(r.Context(), scopeOf(r), u)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// postDiscard lets go of a form for good.
func (s *Server) postDiscard(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	if err := s.store.DropUnsaved(r.Context(), scopeOf(r), f.text("action")); err != nil {
		return err
	}
	return s.done(w, r, keepPath, "Discarded.")
}

// showUnsaved lists what a person typed and did not save, each with what saves it.
func (s *Server) showUnsaved(w http.ResponseWriter, r *http.Request) error {
	list, err := s.store.Unsaved(r.Context(), scopeOf(r))
	if err != nil {
		return err
	}
	page := templates.UnsavedPage{Page: s.page(r, templates.Page{Heading: "Not saved yet", Walk: true})}
	page.Unsaved = ""
	for _, u := range list {
		form := templates.UnsavedForm{Action: u.Action, URL: u.Page, Sent: u.Refused, When: s.when(u.At)}
		for _, name := range slices.Sorted(maps.Keys(u.Fields)) {
			for _, value := range u.Fields[name] {
				form.Fields = append(form.Fields, templates.UnsavedField{Name: name, Value: strings.ToValidUTF8(value, "\ufffd")})
			}
		}
		page.Forms = append(page.Forms, form)
	}
	return s.ok(w, r, page.View())
}

// saving does what a form asks for, and lets go of what is kept of the form once it was saved.
func (s *Server) saving(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		seen := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		s.handle(do)(seen, r)
		if status := seen.Status(); status != http.StatusSeeOther && (status != http.StatusOK || !wantsParts(r)) {
			return nil
		}
		if err := s.store.DropUnsaved(r.Context(), scopeOf(r), formKey(r.URL.EscapedPath(), r.PostForm)); err != nil {
			s.log.Error("what was saved is still kept as not saved", "request", middleware.GetReqID(r.Context()), "error", err)
		}
		return nil
	}
}
