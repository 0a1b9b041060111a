package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showScope shows what an assessment covers and what changed since the one before.
func (s *Server) showScope(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	form, err := s.scopeForm(r, wk)
	if err != nil {
		return err
	}
	return s.ok(w, r, s.scopePage(r, wk, form).View())
}

// postScope saves the scope, or adds rows to fill in.
func (s *Server) postScope(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	before, err := s.scopeForm(r, wk)
	if err != nil {
		return err
	}
	typed, scoping := readScope(f, before, wk.Scoping())
	if f.has("more") {
		return s.ok(w, r, s.scopePage(r, wk, typed).View())
	}
	if err = f.err(); err == nil {
		err = s.store.SaveEntries(r.Context(), scopeOf(r), wk.ID, store.ScopingEntry(typed.Revision, scoping))
	}
	if err != nil {
		return s.scopeNotSaved(w, r, typed, err)
	}
	return s.done(w, r, wk.path("sections", nextSection(wk.sections)), "Saved the scope.")
}

// scopeNotSaved shows the page again with what was typed and what kept it from being saved.
func (s *Server) scopeNotSaved(w http.ResponseWriter, r *http.Request, typed templates.ScopeForm, cause error) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	stored, err := s.scopeForm(r, wk)
	if err != nil {
		return err
	}
	page := s.scopePage(r, wk, typed)
	switch {
	case !errors.Is(cause, assessment.ErrConflict):
		page.Problems, err = problems(cause, scopeField)
	case !page.CanEdit:
		lost := typed.Facts()
		page.Form, page.Lost = stored, &lost
	default:
		page.Form.Revision = stored.Revision
		page.Saved = &templates.Saved{By: s.whoSaved(r, wk.ClientID, string(store.EntryScoping), wk.ID), What: "the scope", Now: stored.Facts()}
	}
	if err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}

func (s *Server) scopePage(r *http.Request, wk *work, form templates.ScopeForm) templates.ScopePage {
	page := templates.ScopePage{
		AssessmentPage: s.frame(r, wk, templates.TabScope, templates.Page{Heading: "Scope", Lead: "What this analysis covers, who makes it and from what."}),
		Form:           form, Sites: wk.Client.Sites, Assets: len(wk.Assets), Inventory: wk.Inventory, Vendors: len(wk.Vendors),
	}
	for _, v := range wk.Vendors {
		if v.Agreement.IsZero() {
			page.NoAgreement++
		}
	}
	return page
}

// scopeForm gives the fields as they are stored. A draft without a scope proposes what does not change every year: the
// text, what is left out and the official come from the analysis before, and the assessor is who opens the page.
func (s *Server) scopeForm(r *http.Request, wk *work) (templates.ScopeForm, error) {
	previous, err := s.previousPeriod(r, wk)
	if err != nil {
		return templates.ScopeForm{}, err
	}
	v, from := store.ScopingOf(&wk.Content), 0
	if wk.Status == assessment.Draft {
		v = wk.Scoping()
	}
	if wk.Status == assessment.Draft && strings.TrimSpace(v.Scope) == "" {
		if v.Assessor.Name == "" {
			user := visitOf(r).user
			v.Assessor = assessment.Person{Name: user.Name, Title: user.Title}
		}
		if from = previous; from != 0 {
			before, err := s.store.Assessment(r.Context(), scopeOf(r), wk.Previous)
			if err != nil {
				return templates.ScopeForm{}, err
			}
			proposeScope(&v, &before.Content)
		}
	}
	form := scopeFields(v)
	form.Revision, form.Previous, form.TextFrom = wk.Revision(store.EntryScoping, ""), previous, from
	form.Changes = changeAnswers(wk)
	return form, nil
}

// previousPeriod gives the period of the analysis that the answers are carried from, 0 in the first year.
func (s *Server) previousPeriod(r *http.Request, wk *work) (int, error) {
	if wk.Previous == "" {
		return 0, nil
	}
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	return summaryOf(list, wk.ID).Carried, err
}

// proposeScope takes over from the analysis before what seldom changes and is not there yet. What is of its year (sources,
// limitations, what changed, the threshold) is given anew.
func proposeScope(v *store.Scoping, before *assessment.Content) {
	v.Scope = before.Scope
	if len(v.Exclusions) == 0 {
		v.Exclusions = before.Exclusions
	}
	if v.SecurityOfficial == nil {
		v.SecurityOfficial = before.SecurityOfficial
	}
	if v.Assessor.Name == before.Assessor.Name && v.Assessor.Qualification == "" {
		v.Assessor = before.Assessor
	}
}

// changeAnswers gives what was answered on each kind of change. Before somebody answered for all of them, none is.
func changeAnswers(wk *work) []templates.ChangeAnswer {
	list := make([]templates.ChangeAnswer, len(assessment.ChangeKinds))
	for i, k := range assessment.ChangeKinds {
		list[i].Kind = k
		switch {
		case !wk.ChangedAsked:
		case slices.Contains(wk.Changed, k):
			list[i].Answer = "yes"
		default:
			list[i].Answer = "no"
		}
		for j := range wk.Catalog.Questionnaire.Sections {
			if slices.Contains(wk.Catalog.Questionnaire.Sections[j].TouchedBy, k) {
				list[i].Sections++
			}
		}
	}
	return list
}

// spareRows are the empty rows that a list has to write into.
const spareRows = 2

// scopeFields gives the fields of a scoping.
func scopeFields(v store.Scoping) templates.ScopeForm {
	form := templates.ScopeForm{
		Text: v.Scope, Date: v.Date.String(), Limitations: strings.Join(v.Limitations, "\n"), Threshold: assessment.RiskLow.String(),
		Assessor: v.Assessor.Name, AssessorTitle: v.Assessor.Title, Qualification: v.Assessor.Qualification,
	}
	if o := v.SecurityOfficial; o != nil {
		form.Official, form.OfficialTitle = o.Name, o.Title
	}
	if t := v.Threshold; t != nil {
		form.Threshold, form.ThresholdBy, form.ThresholdReason = t.Level.String(), t.SetBy, t.Reason
	}
	for _, x := range v.Exclusions {
		form.Exclusions = append(form.Exclusions, templates.ExclusionRow{What: x.What, Reason: x.Reason})
	}
	for _, src := range v.Sources {
		form.Sources = append(form.Sources, templates.SourceRow{Kind: src.Kind, Who: src.Who, What: src.What, Date: src.Date.String()})
	}
	var happened []string
	for _, e := range v.Changes {
		happened = append(happened, changeLine(e))
	}
	form.Happened = strings.Join(happened, "\n")
	return spared(form, spareRows, spareRows)
}

// spared adds empty rows to the lists.
func spared(form templates.ScopeForm, exclusions, sources int) templates.ScopeForm {
	form.Exclusions = append(form.Exclusions, make([]templates.ExclusionRow, exclusions)...)
	form.Sources = append(form.Sources, make([]templates.SourceRow, sources)...)
	return form
}

// changeLine writes a change as a line: its day, where it is known, and what it was.
func changeLine(e assessment.Event) string {
	return strings.TrimSpace(e.Date.String() + " " + strings.Join(strings.Fields(e.What), " "))
}
