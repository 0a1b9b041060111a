package handlers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5/middleware"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

var (
	errFault     = errors.New("a fault of the program")
	errForeign   = errors.New("a write that another site sent")
	errTooMany   = errors.New("too many requests")
	errSignedOut = errors.New("the session is over")
	errMethod    = errors.New("a method that the page does not have")
	errConfirm   = errors.New("it was not confirmed who does this")
)

// badRequest is a request that no form of ours sends. The text is for the reader.
type badRequest struct{ text string }

// Error gives the text.
func (b badRequest) Error() string { return b.text }

func bad(format string, args ...any) error { return badRequest{fmt.Sprintf(format, args...)} }

func notFound(http.ResponseWriter, *http.Request) error { return assessment.ErrNotFound }

func tooMany(http.ResponseWriter, *http.Request) error { return errTooMany }

// statusOf is the one place where an error gets its status.
func statusOf(err error) int {
	_, invalid := errors.AsType[*assessment.Invalid](err)
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	_, wrong := errors.AsType[badRequest](err)
	switch {
	case err == nil:
		return http.StatusOK
	case invalid:
		return http.StatusUnprocessableEntity
	case errors.Is(err, assessment.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, assessment.ErrConflict), errors.Is(err, store.ErrArchived), errors.Is(err, store.ErrRetained), errors.Is(err, store.ErrNotShared):
		return http.StatusConflict
	case errors.Is(err, assessment.ErrForbidden), errors.Is(err, errForeign), errors.Is(err, errConfirm):
		return http.StatusForbidden
	case errors.Is(err, errSignedOut):
		return http.StatusUnauthorized
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, errTooMany):
		return http.StatusTooManyRequests
	case tooLarge, errors.Is(err, store.ErrTooMuch):
		return http.StatusRequestEntityTooLarge
	case wrong:
		return http.StatusBadRequest
	case errors.Is(err, store.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, errBusy), errors.Is(err, errNoSSO), errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrUnreadable), errors.Is(err, store.ErrUnreachable):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return 499 // the browser went away; nobody reads this
	default:
		return http.StatusInternalServerError
	}
}

// fail answers a request that could not be done. What is not known here is logged, and never shown.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status >= http.StatusInternalServerError && !errors.Is(err, errBusy) {
		s.log.Error("failed", "request", middleware.GetReqID(r.Context()), "error", err)
	}
	if errors.Is(err, errBusy) {
		w.Header().Set("Retry-After", "5")
	}
	if ofContacts(r) {
		s.failGuest(w, r, status, err, middleware.GetReqID(r.Context()))
		return
	}
	if errors.Is(err, errSignedOut) {
		s.failSignedOut(w, r)
		return
	}
	page := templates.ErrorPage{
		Page: s.page(r, templates.Page{}), Status: status,
		Onward: templates.Action{Label: "All clients", URL: "/clients"},
	}
	page.Heading, page.Happened, page.Do = explain(status, err, middleware.GetReqID(r.Context()))
	if page.User != nil && !errors.Is(err, errForeign) {
		page.Typed = unsaved(r)
	}
	if visitOf(r).scope.Role == 0 {
		page.Onward = templates.Action{Label: "Sign in", URL: "/login"}
	}
	s.showFailure(w, r, status, page.View())
}

func (s *Server) showFailure(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	if err := s.show(w, r, status, c); err != nil {
		s.log.Error("no page for an error", "request", middleware.GetReqID(r.Context()), "error", err)
		http.Error(w, http.StatusText(status), status)
	}
}

// failSignedOut answers with the page for signing in. The texts of a form that is not kept are on it, for the browser that
// just sent them.
func (s *Server) failSignedOut(w http.ResponseWriter, r *http.Request) {
	page := s.loginPage(r, "", s.pageOf(r.URL.EscapedPath()))
	page.Typed = unsaved(r)
	s.showFailure(w, r, statusOf(errSignedOut), page.View())
}

// unsaved lists the texts of a form that could not be saved, those of several words: the others are quickly typed again, and
// are what the form carries for itself. Passwords are no texts.
func unsaved(r *http.Request) []string {
	return texts(r.PostForm)
}

func texts(form url.Values) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, text := range form[name] {
			if text = strings.TrimSpace(text); strings.ContainsAny(text, " \n") && !secret(name) {
				list = append(list, strings.ToValidUTF8(text, "\ufffd"))
			}
		}
	}
	return list
}

// explain gives the words of the page for an error: what happened, and what to do.
func explain(status int, err error, request string) (heading, happened, do string) {
	switch status {
	case http.StatusNotFound:
		return "Not found", "There is no page here, or it is not one that you can open.", "Check the address, or start from the list of clients."
	case http.StatusConflict:
		if errors.Is(err, store.ErrArchived) {
			return "Archived", archivedText, "Go back; what you typed is still there. Nothing was changed."
		}
		if errors.Is(err, store.ErrNotShared) {
			return "Sent already", "This answer was sent or accepted already, so nothing was changed.", "Ask the sender of your link to give it back to you if it has to change."
		}
		return "Changed meanwhile", conflictText(err), "Go back, load the page again to see what is there now, and make your change once more."
	case http.StatusForbidden:
		if errors.Is(err, errForeign) {
			return "Not sent from here", "This came from another site, or from an old window, so nothing was changed.", "Open the page here and make your change on it."
		}
		return "Not yours to change", "Your account can read this and cannot change it.", "Ask the manager who runs the assessment."
	case http.StatusMethodNotAllowed:
		return "Not possible here", "There is a page here, and it does not take what was sent to it. Nothing was changed.", "Load the page again, or start from the list of clients."
	case http.StatusTooManyRequests:
		return "Too many requests", "More requests came than one person makes.", "Wait a minute, then try again."
	case http.StatusRequestEntityTooLarge:
		most := int64(formBody)
		if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
			most = large.Limit
		}
		return "Too large", fmt.Sprintf("What you sent is larger than %s.", inBytes(most)), "Go back and send less at a time."
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "Not saved", invalidText(err), "Go back; what you typed is still there. Mend it and save again."
	case http.StatusInsufficientStorage:
		return "No room left", "The server's disk is full, so your change was not saved. Everything saved before is safe.",
			"Go back; what you typed is still there. Ask your admin to make room, then save again."
	case http.StatusServiceUnavailable:
		return unavailable(err)
	default:
		return "Something went wrong", "The server could not do that, and your change was not saved.",
			"Go back; what you typed is still there. Try again. If it happens again, tell your admin this number: " + request + "."
	}
}

// unavailable gives the words of the page where what the server stands on is the trouble. What is damaged is not to be tried
// again.
func unavailable(err error) (heading, happened, do string) {
	switch {
	case errors.Is(err, errNoSSO):
		return "Single sign-on does not answer", "The service that signs you in could not be asked, so nobody was signed in.",
			"Try again in a minute. If it happens again, tell your admin, who has another way in."
	case errors.Is(err, errBusy):
		return "Busy", "Many people sign in at this moment, so yours could not be looked at.", "Go back and try again in a few seconds."
	case errors.Is(err, store.ErrUnreadable):
		return "The database is damaged", "The file of the database is damaged, or is no database, so nothing can be read or saved.",
			"Tell your admin to stop the server and to restore a backup."
	case errors.Is(err, store.ErrReadOnly):
		return "Nothing can be saved now", "The database cannot be written to, so your change was not saved. Everything saved before is safe.",
			"Go back; what you typed is still there. Ask your admin to check who may write to the data folder, then save again."
	default:
		return "The database does not answer", "The database does not answer now, so your change was not saved.",
			"Go back; what you typed is still there. Try again in a minute. If it happens again, tell your admin."
	}
}

// archivedText is what is said to every change of an archived client.
const archivedText = "This client is archived. Bring it back to change it."

func conflictText(err error) string {
	c, ok := store.IsConflict(err)
	switch {
	case ok && (c.Status == assessment.Final || c.Status == assessment.Superseded):
		return "This assessment was finalized, so your change was not saved. Start an amendment to use it."
	case ok && c.Status == assessment.InReview:
		return "This assessment is under review, so your change was not saved. Take it back from review to change it."
	default:
		return "Somebody else changed this after you opened the page, so your change was not saved."
	}
}

// invalidText joins the sentences on what is wrong; they are written for readers.
func invalidText(err error) string {
	if wrong, ok := errors.AsType[badRequest](err); ok {
		return wrong.text
	}
	text := ""
	if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
		for _, p := range invalid.Problems {
			text += p.What + " "
		}
	}
	return text
}
