package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// baseQuestionnaire is the questionnaire that a client's first assessment is opened with where nobody chooses another.
const baseQuestionnaire = "security-rule"

// catalogOf gives the questionnaire, in its edition of now, with which the client's newest assessment was opened: it is
// what proofs and the plan are about. Where the MSP no longer has it, that is the one of the program.
func (s *Server) catalogOf(r *http.Request, client string) (*assessment.Catalog, error) {
	list, err := s.store.Assessments(r.Context(), scopeOf(r), client)
	if err != nil {
		return nil, err
	}
	return s.catalogAfter(list)
}

// catalogAfter is catalogOf for those who know the client's assessments already.
func (s *Server) catalogAfter(list []store.Summary) (*assessment.Catalog, error) {
	if len(list) > 0 {
		id, _, _ := strings.Cut(list[0].Edition, "@")
		cat, err := s.library.Catalog(id)
		if !errors.Is(err, questionnaires.ErrUnknown) {
			return cat, err
		}
	}
	return s.library.Catalog(baseQuestionnaire)
}

// today is the day by the server's clock, in the time zone of the server, as the store has it too.
func (s *Server) today() assessment.Date { return assessment.DateOf(s.now()) }

// dayOf gives the day of a moment in the time zone of the server.
func (s *Server) dayOf(t time.Time) assessment.Date {
	return assessment.DateOf(t.In(s.now().Location()))
}

// clientFrame completes a page of a client: the way to it, and the client in its title.
func (s *Server) clientFrame(r *http.Request, c store.Client, page templates.Page) templates.Page {
	page.Nav = "clients"
	page.Crumbs = append([]templates.Crumb{{Label: "Clients", URL: "/clients"}, {Label: c.Facts.Name, URL: "/clients/" + c.ID}}, page.Crumbs...)
	if page.Title == "" {
		page.Title = page.Heading + ", " + c.Facts.Name
	}
	page.Print = templates.PrintHead{Client: c.Facts.Name, Date: s.today().Long()}
	return s.page(r, page)
}

// thingTitle is the title of a page that changes one thing of a client: its name tells open tabs apart.
func thingTitle(name string, c store.Client) string {
	return fmt.Sprintf("Change %s, %s", templates.Brief(name), c.Facts.Name)
}

// stored is a record or an entry as it is stored now, for somebody whose change met that of another.
type stored struct {
	client   string
	kind     string // of the events that changed it
	about    string // its id
	name     string // in a sentence, such as "this asset"
	revision int
	facts    templates.Facts
}

// refused says why a form was not saved: what is wrong with it, or who saved before and what is stored now. The revision
// is then the new one, so that saving again is a decision. Other errors come back as they are, to be failed.
func (s *Server) refused(r *http.Request, cause error, revision int, now stored) (templates.Editing, error) {
	if errors.Is(cause, assessment.ErrConflict) {
		saved := templates.Saved{By: s.whoSaved(r, now.client, now.kind, now.about), What: now.name, Now: now.facts}
		return templates.Editing{Revision: now.revision, Saved: &saved}, nil
	}
	list, err := problems(cause, func(path string) string { return path })
	return templates.Editing{Revision: revision, Problems: list}, err
}

// whoSaved names the person who last saved or removed something of a client, for somebody whose own change met it. what is
// the kind of record or entry, about its id.
func (s *Server) whoSaved(r *http.Request, client, what, about string) string {
	events, err := s.store.Events(r.Context(), scopeOf(r), client, 100)
	if err != nil {
		return "Somebody else" // who it was is not worth failing for
	}
	for _, e := range events {
		if kind, _, _ := strings.Cut(e.Action, "."); kind == what && (e.Subject == about || e.Assessment == about) {
			return e.Name
		}
	}
	return "Somebody else"
}

// checkRecord gives all that is wrong with a form, with what the core finds wrong with its record. That is held against
// every open draft, since a draft in which something cannot be understood could not be saved any more. put puts the record
// into the content as the only one of its list, and list is the name of that list.
func (s *Server) checkRecord(r *http.Request, f *form, c store.Client, list string, put func(*assessment.Content)) error {
	drafts, err := s.drafts(r, c)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		put(d.content)
		for _, p := range d.content.Check(d.catalog) {
			if field, ok := strings.CutPrefix(p.Path, list+"[0]."); ok && !f.wrong(field) {
				f.bad(field, "%s", p.What)
			}
		}
	}
	return f.err()
}

// free gives a free text, and notes where it is too long, cannot be shown or holds what should not be kept here.
func (f *form) free(name string) string {
	text := f.text(name)
	f.problems = append(f.problems, assessment.CheckText(name, text)...)
	return text
}

// line is free for a text of one line.
func (f *form) line(name string) string {
	text := f.text(name)
	f.problems = append(f.problems, assessment.CheckLine(name, text)...)
	return text
}

// wrong reports whether something is wrong with a field already.
func (f *form) wrong(name string) bool {
	return slices.ContainsFunc(f.problems, func(p assessment.Problem) bool { return p.Path == name })
}

// draft is what a record is held against.
type draft struct {
	content *assessment.Content
	catalog *assessment.Catalog
}

// drafts gives the client's drafts, or where there is none one with the client's facts alone.
func (s *Server) drafts(r *http.Request, c store.Client) ([]draft, error) {
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return nil, err
	}
	var list []draft
	for _, sum := range sums {
		if sum.Status != assessment.Draft {
			continue
		}
		wk, err := s.store.Assessment(r.Context(), scopeOf(r), sum.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, draft{&wk.Content, wk.Catalog})
	}
	if len(list) == 0 {
		content := &assessment.Content{Client: c.Facts, Date: s.today(), Period: s.today().Time().Year()}
		list = append(list, draft{content, assessment.NewCatalog(assessment.Questionnaire{}, "", nil, nil, nil)})
	}
	return list, nil
}
