package handlers

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// work is an assessment with what its pages are made from.
type work struct {
	*store.Work
	offers   map[assessment.Place]assessment.Offer
	progress assessment.Progress
	sections []assessment.SectionProgress
	rated    *assessment.Snapshot
}

// workOn gives the assessment that the address names.
func (s *Server) workOn(r *http.Request) (*work, error) {
	return s.workOf(r, chi.URLParam(r, "assessment"))
}

// workOf gives the assessment with an id.
func (s *Server) workOf(r *http.Request, id string) (*work, error) {
	stored, err := s.store.Assessment(r.Context(), scopeOf(r), id)
	if err != nil {
		return nil, err
	}
	wk := &work{Work: stored, offers: assessment.Offers(stored.Proposals)}
	wk.progress, wk.sections = assessment.ProgressOf(wk.Catalog, &wk.Content, wk.offers)
	return wk, nil
}

// snapshot rates the assessment, once for a request.
func (wk *work) snapshot() (assessment.Snapshot, error) {
	if wk.rated == nil {
		rated, err := wk.Snapshot()
		if err != nil {
			return rated, err
		}
		wk.rated = &rated
	}
	return *wk.rated, nil
}

// path gives the address of a page of the assessment; path() is its overview.
func (wk *work) path(parts ...string) string {
	path := "/assessments/" + wk.ID
	for _, part := range parts {
		path += "/" + part
	}
	return path
}

// editable reports whether the person may change the assessment now.
func (wk *work) editable(r *http.Request) bool {
	return wk.Status == assessment.Draft && scopeOf(r).CanEdit()
}

// frame makes what every page of an assessment has around its own content: the way to it, the tabs, and a banner where it
// cannot be changed. tab is the id of one of the tabs; page brings the heading and what else is the page's own.
func (s *Server) frame(r *http.Request, wk *work, tab string, page templates.Page) templates.AssessmentPage {
	page.Nav = "clients"
	page.Crumbs = []templates.Crumb{
		{Label: "Clients", URL: "/clients"},
		{Label: wk.Client.Name, URL: "/clients/" + wk.ClientID},
		{Label: fmt.Sprintf("Assessment %d", wk.Period), URL: wk.path()},
	}
	if tab == templates.TabOverview {
		page.Crumbs = page.Crumbs[:2]
	}
	if page.Title == "" {
		page.Title = fmt.Sprintf("%s, %s %d", page.Heading, wk.Client.Name, wk.Period)
	}
	page.Print = templates.PrintHead{Client: wk.Client.Name, Period: fmt.Sprint(wk.Period), Date: wk.Date.Long()}
	page.Print.Draft = templates.DraftReason(&wk.Assessment, wk.progress, wk.rated)
	return templates.AssessmentPage{
		Page: s.page(r, page), ID: wk.ID, ClientID: wk.ClientID, Client: wk.Client.Name, Period: wk.Period, Status: wk.Status,
		CanEdit: wk.editable(r), Tab: tab, Open: wk.progress.Open(), NextSection: nextSection(wk.sections), Proposed: s.overlayOver(wk),
		Final: wk.FinalAt, Approval: wk.Approval, Sealed: wk.Digest,
	}
}

// nextSection gives the id of the first section that has something to answer, or the first of all.
func nextSection(sections []assessment.SectionProgress) string {
	first := ""
	for i := range sections {
		switch s := &sections[i]; {
		case s.Status == assessment.NothingAsked:
		case s.Open() > 0:
			return s.Section.ID
		case first == "":
			first = s.Section.ID
		}
	}
	return first
}
