package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// eventsPerPage is how many events a page of the audit log shows.
const eventsPerPage = 50

// note records what changes nothing, such as a download. What a HEAD asks for nobody reads.
func (s *Server) note(r *http.Request, e store.Event) error {
	if r.Method == http.MethodHead {
		return nil
	}
	return s.store.Note(r.Context(), scopeOf(r), e)
}

// showAdmin lists the pages of the admins.
func (s *Server) showAdmin(w http.ResponseWriter, r *http.Request) error {
	return s.ok(w, r, templates.AdminPage{Page: s.page(r, templates.AdminHead())}.View())
}

// auditDesk is a request for the audit log: that of one client, or the whole one.
type auditDesk struct {
	client store.Client // the zero client for all
	page   templates.AuditPage
	query  store.EventQuery
	names  map[string]string // of clients
}

// showAudit shows a page of the audit log.
func (s *Server) showAudit(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.auditDeskAt(r)
	if err != nil {
		return err
	}
	if err := s.fillFilter(r, desk); err != nil {
		return err
	}
	page := &desk.page
	desk.query.Limit = eventsPerPage + 1
	var last store.Logged
	err = s.eachEvent(r, desk, func(e store.Logged) error {
		if len(page.Lines) == eventsPerPage {
			page.Older = cursorOf(last)
			return nil
		}
		last = e
		page.Lines = append(page.Lines, s.auditLine(e, desk.names))
		return nil
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(page.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page.Page = s.auditHead(r, desk)
	return s.show(w, r, status, page.View())
}

func (s *Server) auditHead(r *http.Request, desk *auditDesk) templates.Page {
	head := templates.Page{Heading: "Audit log", Main: desk.page.Download(), Problems: desk.page.Problems}
	if desk.client.ID == "" {
		head.Nav, head.Crumbs = "admin", templates.AdminCrumbs()
		head.Lead = "Every change, download and sign-in, the newest first. Nothing here can be changed or taken out."
		return s.page(r, head)
	}
	head.Heading = "Every event"
	head.Lead = "What was done for this client, the newest first. Nothing here can be changed or taken out."
	head.Crumbs = []templates.Crumb{{Label: "History", URL: "/clients/" + desk.client.ID + "/history"}}
	return s.clientFrame(r, desk.client, head)
}

// auditDeskAt reads whose log is asked for and what narrows it. A day that cannot be understood is a problem, and narrows
// nothing.
func (s *Server) auditDeskAt(r *http.Request) (*auditDesk, error) {
	q := r.URL.Query()
	desk := &auditDesk{}
	if id := chi.URLParam(r, "client"); id != "" {
		var err error
		if desk.client, err = s.store.Client(r.Context(), scopeOf(r), id); err != nil {
			return nil, err
		}
	}
	f := templates.AuditFilter{Person: word80(q.Get("person")), Group: word80(q.Get("group")), Client: word80(q.Get("client")), From: word80(q.Get("from")), To: word80(q.Get("to"))}
	if desk.client.ID != "" {
		f.Client = ""
	}
	desk.page = templates.AuditPage{Client: desk.client.ID, Filter: f}
	desk.query = store.EventQuery{Client: desk.client.ID + f.Client, User: f.Person}
	desk.query.From, desk.query.Until = s.dayIn(desk, "from", f.From, 0), s.dayIn(desk, "to", f.To, 1)
	if before, ok := parseCursor(q.Get("before")); ok {
		desk.query.Before, desk.page.Newer = before, true
	}
	names, err := s.store.ClientNames(r.Context(), scopeOf(r))
	desk.names = map[string]string{}
	for _, c := range names {
		desk.names[c.ID] = c.Name
		if desk.client.ID == "" {
			desk.page.Clients = append(desk.page.Clients, templates.Option{Value: c.ID, Label: c.Name})
		}
	}
	return desk, err
}

// word80 gives a value of an address as far as any choice is long, without what no database keeps in a text.
func word80(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
	if len(text) > 80 {
		return ""
	}
	return strings.TrimSpace(text)
}

// dayIn gives the beginning of a day, and that of the one so many days later, in the time zone of the server.
func (s *Server) dayIn(desk *auditDesk, field, text string, later int) time.Time {
	var d assessment.Date
	if err := d.UnmarshalText([]byte(text)); err != nil {
		desk.page.Problems = append(desk.page.Problems, templates.Problem{Field: field, What: "Write the day as year, month and day, such as 2026-11-23."})
		return time.Time{}
	}
	if d.IsZero() {
		return time.Time{}
	}
	day := d.AddDays(later).Time()
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.now().Location())
}

// fillFilter gives the form its choices, and turns the chosen group into the actions that it stands for.
func (s *Server) fillFilter(r *http.Request, desk *auditDesk) error {
	facets, err := s.store.EventFacets(r.Context(), scopeOf(r), desk.client.ID)
	if err != nil {
		return err
	}
	page := &desk.page
	for _, p := range facets.People {
		page.People = append(page.People, templates.Option{Value: p.ID, Label: p.Name})
	}
	if desk.client.ID == "" {
		page.People = append(page.People, templates.Option{Value: store.Nobody, Label: "Without signing in"})
	}
	for _, g := range templates.AuditGroups {
		if slices.ContainsFunc(facets.Actions, func(a string) bool { return templates.AuditGroupOf(a) == g.ID }) {
			page.Groups = append(page.Groups, templates.Option{Value: g.ID, Label: g.Label})
		}
	}
	if page.Filter.Group != "" {
		desk.query.Actions = slices.DeleteFunc(facets.Actions, func(a string) bool { return templates.AuditGroupOf(a) != page.Filter.Group })
		if len(desk.query.Actions) == 0 {
			desk.query.Actions = []string{page.Filter.Group} // no action is called so, and nothing is shown
		}
	}
	return nil
}

// eachEvent reads the events of a request. Of a client that there is not there are none.
func (s *Server) eachEvent(r *http.Request, desk *auditDesk, f func(store.Logged) error) error {
	err := s.store.EachEvent(r.Context(), scopeOf(r), desk.query, f)
	if errors.Is(err, assessment.ErrNotFound) && desk.client.ID == "" {
		return nil
	}
	return err
}

func (s *Server) auditLine(e store.Logged, names map[string]string) templates.AuditLine {
	at := e.At.In(s.now().Location())
	name := names[e.Client]
	if name == "" {
		name = e.Client
	}
	return templates.AuditLine{
		At: at.Format("Jan 2, 2006, 15:04:05"), Machine: at.Format(time.RFC3339), By: e.Name, From: e.From, Action: e.Action, Subject: e.Subject,
		Detail: e.Detail, Client: e.Client, ClientName: name, Assessment: e.Assessment, Before: e.Before, After: e.After, Seq: e.Seq,
	}
}

// cursorOf names the place of an event in the log, for the address of the page after it.
func cursorOf(e store.Logged) string {
	return fmt.Sprintf("%d.%d.%s", e.At.UnixMicro(), e.Seq, e.Client)
}

func parseCursor(text string) (e store.Logged, ok bool) {
	parts := strings.SplitN(word80(text), ".", 3)
	if len(parts) != 3 {
		return e, false
	}
	us, wrongTime := strconv.ParseInt(parts[0], 10, 64)
	seq, wrongSeq := strconv.ParseInt(parts[1], 10, 64)
	e.At, e.Seq, e.Client = time.UnixMicro(us), seq, parts[2]
	return e, wrongTime == nil && wrongSeq == nil && us > 0 && seq > 0
}
