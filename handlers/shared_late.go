package handlers

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// guestLate is the key in the session of a contact of a form that came after their visit had ended.
const guestLate = "late"

// mostKept is how much of such a form is kept, in bytes.
const mostKept = 64 << 10

// lateForm is what is kept of a form. The session is sealed where it is stored.
type lateForm struct {
	Path   string
	Fields url.Values
}

// guestGone answers who is not there as a contact any more, whatever the reason: the stay is over, the share was revoked, or
// there never was one. What they typed meanwhile is kept for when they come in again, and the page that they were on.
func (s *Server) guestGone(w http.ResponseWriter, r *http.Request) error {
	known := s.guests.GetString(r.Context(), guestLink) != ""
	kept := known && writes(r) && s.keepLate(r)
	if known && strings.HasPrefix(r.URL.Path, "/shared/") {
		s.guests.Put(r.Context(), guestNext, s.pageOf(r.URL.EscapedPath()))
	}
	page := templates.GuestVisitOver(s.guestPage(r, "Your visit is over"), kept)
	return s.showGuest(w, r, errSignedOut, page.View())
}

// keepLate keeps the fields of a form in the session, and reports whether there was anything to keep. Files are not kept.
func (s *Server) keepLate(r *http.Request) bool {
	fields, err := lateFields(r)
	if err != nil || strings.TrimSpace(strings.Join(slices.Concat(slices.Collect(maps.Values(fields))...), "")) == "" {
		return false
	}
	body, err := json.Marshal(lateForm{Path: r.URL.Path, Fields: fields})
	if err != nil || len(body) > mostKept {
		return false
	}
	s.guests.Put(r.Context(), guestLate, string(body))
	return true
}

// lateFields reads the fields of a form and leaves its files out.
func lateFields(r *http.Request) (url.Values, error) {
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
		return r.PostForm, err
	}
	fields, left := url.Values{}, int64(mostKept)
	for err == nil {
		var part *multipart.Part
		if part, err = parts.NextPart(); err != nil || part.FileName() != "" {
			continue
		}
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(part, left)); err == nil {
			left -= int64(len(text))
			fields.Add(part.FormName(), string(text))
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return fields, err
}

// keptForm gives what a contact sent to a path after their visit had ended, and keeps it no longer; nil where there is
// nothing. A new link of somebody else drops what was kept, so that it is that of the contact who makes the request.
func (s *Server) keptForm(r *http.Request, path string) url.Values {
	late, ok := s.late(r)
	if !ok || late.Path != path {
		return nil
	}
	s.guests.Remove(r.Context(), guestLate)
	return late.Fields
}

func (s *Server) late(r *http.Request) (late lateForm, ok bool) {
	text := s.guests.GetString(r.Context(), guestLate)
	return late, text != "" && json.Unmarshal([]byte(text), &late) == nil
}

// keptFor reports whether something is kept that a contact typed.
func (s *Server) keptFor(r *http.Request, g store.Guest) bool {
	_, ok := s.late(r)
	return ok && s.guests.GetString(r.Context(), guestWho) == g.Recipient.ID
}

// failGuest answers a request of a contact that could not be done.
func (s *Server) failGuest(w http.ResponseWriter, r *http.Request, status int, err error, request string) {
	p := templates.GuestNotePage{GuestPage: s.guestPage(r, ""), Onward: &templates.Action{Label: "All questions", URL: "/shared"}}
	p.Heading, p.Text = explainToGuest(status, err, request)
	if p.Inside && !errors.Is(err, errForeign) {
		p.Typed = unsaved(r)
	}
	s.showFailure(w, r, status, p.View())
}

// ofContacts reports whether an address is one of the pages of contacts.
func ofContacts(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/s/") || r.URL.Path == "/shared" || strings.HasPrefix(r.URL.Path, "/shared/")
}

// explainToGuest gives the words of the page for an error: what happened, and what to do.
func explainToGuest(status int, err error, request string) (heading string, text []string) {
	switch status {
	case http.StatusNotFound:
		return "Not found", []string{"There is no page here, or it is not one that you can open.", "Go on from the list of questions, or open your link again."}
	case http.StatusForbidden:
		return "Not sent from here", []string{"This came from another site, or from an old window, so nothing was changed.", "Open your link again and make your change there."}
	case http.StatusConflict:
		return "Changed meanwhile", []string{"This was changed after you opened the page, so yours was not saved.", "Load the page again to see what is there now."}
	case http.StatusTooManyRequests:
		return "Too many tries", []string{"More requests came than one person makes.", "Wait a minute, then try again."}
	case http.StatusRequestEntityTooLarge:
		return "Too large", []string{"What you sent is too large, so it was not saved.", "Go back and send less at a time."}
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "Not saved", []string{invalidText(err), "Go back; what you typed is still there. Mend it and save again."}
	case http.StatusMethodNotAllowed:
		return "Not possible here", []string{"There is a page here, and it does not take what was sent to it. Nothing was changed."}
	default:
		return "Not saved", []string{
			"The server could not do that, and your change was not saved. What was saved before is safe.",
			"Go back; what you typed is still there. Try again in a minute. If it happens again, tell the person who asked you this number: " + request + ".",
		}
	}
}
