package handlers

import (
	"fmt"
	"net/http"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// showMove shows what another edition of the questionnaire asks, and what moving the draft to it does to its answers.
func (s *Server) showMove(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page := templates.MovePage{AssessmentPage: s.frame(r, wk, "", templates.Page{Heading: "Questionnaire"})}
	page.Edition = editionOf(wk.Catalog)
	others, err := s.otherEditions(wk.Catalog)
	if err != nil {
		return err
	}
	for i := range others {
		q := &others[i].Questionnaire
		page.Others = append(page.Others, templates.OtherEdition{ID: q.ID, Title: q.Title, Version: q.Version})
	}
	to, err := editionAsked(others, r.URL.Query().Get("to"))
	if err != nil || to == nil {
		return s.moveShown(w, r, page, err)
	}
	_, move, err := s.store.PlanMove(r.Context(), scopeOf(r), wk.ID, to)
	if err != nil {
		return err
	}
	page.To, page.ToHash, page.From, page.Move = to.Questionnaire.ID, to.Hash, wk.Catalog.Hash, &move
	return s.moveShown(w, r, page, nil)
}

func (s *Server) moveShown(w http.ResponseWriter, r *http.Request, page templates.MovePage, err error) error {
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postMove moves a draft to the edition that the person saw.
func (s *Server) postMove(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	others, err := s.otherEditions(wk.Catalog)
	if err != nil {
		return err
	}
	to, err := editionAsked(others, f.text("to"))
	switch {
	case err != nil:
		return err
	case to == nil:
		return bad("Choose the questionnaire to move to.")
	case to.Hash != f.text("hash"): // its file was changed since the page was made
		return fmt.Errorf("moving to %s: %w", to.Questionnaire.ID, assessment.ErrConflict)
	}
	if err := s.store.MoveAssessment(r.Context(), scopeOf(r), wk.ID, f.text("from"), to); err != nil {
		return err
	}
	return s.done(w, r, wk.path(), fmt.Sprintf("The assessment is on %s now. Every answer was kept.", editionOf(to)))
}

// otherEditions lists the questionnaires in use that an assessment could be moved to: those of the same base, other than
// what it is on.
func (s *Server) otherEditions(on *assessment.Catalog) ([]questionnaires.Shelved, error) {
	all, err := s.library.Questionnaires()
	var list []questionnaires.Shelved
	for _, q := range all {
		if q.Questionnaire.Base() == on.Questionnaire.Base() && q.Questionnaire.Kind == on.Questionnaire.Kind && q.Hash != on.Hash {
			list = append(list, q)
		}
	}
	return list, err
}

// editionAsked gives the edition with that id; without one, the only one there is, or nil.
func editionAsked(list []questionnaires.Shelved, id string) (*assessment.Catalog, error) {
	if id == "" && len(list) == 1 {
		return list[0].Catalog, nil
	}
	for i := range list {
		if list[i].Questionnaire.ID == id {
			return list[i].Catalog, nil
		}
	}
	if id == "" {
		return nil, nil
	}
	return nil, fmt.Errorf("an edition %q to move to: %w", id, assessment.ErrNotFound)
}

// newerThan gives the edition of an assessment's questionnaire that is in use now, where the assessment is on another one.
func (s *Server) newerThan(on *assessment.Catalog) string {
	now, err := s.library.Catalog(on.Questionnaire.ID)
	if err != nil || now.Hash == on.Hash {
		return ""
	}
	return now.Questionnaire.Version
}
