package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// showLibraryRisks shows the risks that assessments are rated against.
func (s *Server) showLibraryRisks(w http.ResponseWriter, r *http.Request) error {
	page, err := s.libraryPage(r, baseQuestionnaire, "risks", "Risks of the library")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.LibraryRisksPage{LibraryPage: page}.View())
}

// showLibraryThreats shows the threats, with how likely each is to occur.
func (s *Server) showLibraryThreats(w http.ResponseWriter, r *http.Request) error {
	page, err := s.libraryPage(r, baseQuestionnaire, "threats", "Threats of the library")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.LibraryThreatsPage{LibraryPage: page}.View())
}

// showCoverage shows which questions of a questionnaire examine each row of the rule.
func (s *Server) showCoverage(w http.ResponseWriter, r *http.Request) error {
	page, err := s.libraryPage(r, chi.URLParam(r, "questionnaire"), "coverage", "Coverage of the Security Rule")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.CoveragePage{LibraryPage: page}.View())
}

// libraryPage makes what every page of the library has, of one questionnaire.
func (s *Server) libraryPage(r *http.Request, questionnaire, tab, heading string) (templates.LibraryPage, error) {
	cat, err := s.library.Catalog(questionnaire)
	if errors.Is(err, questionnaires.ErrUnknown) {
		return templates.LibraryPage{}, fmt.Errorf("questionnaire %q: %w", questionnaire, assessment.ErrNotFound)
	}
	if err != nil {
		return templates.LibraryPage{}, err
	}
	q := &cat.Questionnaire
	page := s.page(r, templates.Page{Heading: heading, Lead: fmt.Sprintf("%s, version %s.", q.Title, q.Version), Nav: "library"})
	return templates.LibraryPage{Page: page, Tab: tab, Catalog: cat}, nil
}
