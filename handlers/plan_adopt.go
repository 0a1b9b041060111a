package handlers

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showAdopt shows one suggestion, filled in but for its owner.
func (s *Server) showAdopt(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	if !wk.editable(r) {
		return redirect(w, r, wk.path("plan"))
	}
	page, err := s.adoptPage(r, wk)
	if err != nil || page == nil {
		return s.planned(w, r, wk, err)
	}
	return s.ok(w, r, page.View())
}

// planned leads to the plan where there is nothing to adopt, as somebody else did it meanwhile.
func (s *Server) planned(w http.ResponseWriter, r *http.Request, wk *work, err error) error {
	if err != nil {
		return err
	}
	return s.done(w, r, wk.path("plan"), "That is in the plan already, or in place by now. Nothing was added.")
}

// postAdopt adds the remediation to the plan and leads to the next one that a final report misses.
func (s *Server) postAdopt(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := readLine(f)
	if q := wk.Catalog.Question(chi.URLParam(r, "question")); q != nil && wk.Status != assessment.Draft {
		return s.planFixed(w, r, wk, typed.Facts("Puts in place", []string{q.Text}))
	}
	page, err := s.adoptPage(r, wk)
	if err != nil || page == nil {
		return s.planned(w, r, wk, err)
	}
	line := lineFrom(f, typed, assessment.Remediation{Questions: page.Suggestion.Line.Questions})
	f.more(wk.Catalog.CheckRemediation(line, s.today()))
	rec := store.Record[assessment.Remediation]{Value: line}
	if err = f.err(); err == nil {
		_, err = s.store.SaveRemediations(r.Context(), scopeOf(r), wk.ClientID, rec)
	}
	if err != nil {
		return s.notAdopted(w, r, page, typed, err)
	}
	next, err := s.nextWanted(r, page)
	if err != nil {
		return err
	}
	return s.done(w, r, next, addedText([]store.Record[assessment.Remediation]{rec}))
}

// notAdopted shows the suggestion again with what was typed and what is wrong with it.
func (s *Server) notAdopted(w http.ResponseWriter, r *http.Request, page *templates.AdoptPage, typed templates.LineForm, cause error) error {
	var err error
	if typed.Editing, err = s.refused(r, cause, 0, stored{}); err != nil {
		return err
	}
	typed.People, typed.Role = page.Form.People, page.Form.Role
	page.Form, page.Problems = typed, typed.Problems
	return s.show(w, r, statusOf(cause), page.View())
}

// adoptPage makes the page of the suggestion that the address names, or nil where the question is planned or in place.
func (s *Server) adoptPage(r *http.Request, wk *work) (*templates.AdoptPage, error) {
	id := chi.URLParam(r, "question")
	if q := wk.Catalog.Question(id); q == nil || q.IsFact() {
		return nil, assessment.ErrNotFound
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return nil, err
	}
	wanted, others := s.suggestions(wk, snapshot.Result)
	list := slices.Concat(wanted, others)
	n := slices.IndexFunc(list, func(sg templates.PlanSuggestion) bool { return sg.Question == id })
	if n < 0 {
		return nil, nil
	}
	page := &templates.AdoptPage{Suggestion: list[n], Form: lineForm(list[n].Line), Left: len(wanted)}
	for i := n + 1; i < len(wanted); i++ {
		page.Rest = append(page.Rest, wanted[i].URL)
	}
	page.Form.Role = list[n].Role
	page.Form.People, err = s.peopleOf(r, wk)
	head := page.Head(wk.Client.Name, wk.Period)
	page.AssessmentPage = s.frame(r, wk, templates.TabPlan, head)
	page.Crumbs = append(page.Crumbs, templates.Crumb{Label: "Plan", URL: wk.path("plan")})
	return page, err
}

// nextWanted gives the page of the next suggestion that is still missed after one was adopted, or the plan.
func (s *Server) nextWanted(r *http.Request, adopted *templates.AdoptPage) (string, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return "", err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return "", err
	}
	wanted, _ := s.suggestions(wk, snapshot.Result)
	for _, next := range adopted.Rest {
		if slices.ContainsFunc(wanted, func(sg templates.PlanSuggestion) bool { return sg.URL == next }) {
			return next, nil
		}
	}
	return wk.path("plan"), nil
}
