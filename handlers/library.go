package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// showQuestionnaires lists the questionnaires in use, and the files that are not in use as they are.
func (s *Server) showQuestionnaires(w http.ResponseWriter, r *http.Request) error {
	list, err := s.library.Questionnaires()
	if err != nil {
		return err
	}
	library, err := s.libraryPage(r, "", "questionnaires", templates.Page{
		Heading: "Library", Lead: "What assessments are made against: the questions, and the risks and threats that their answers are rated by.",
	})
	if err != nil {
		return err
	}
	page := templates.QuestionnairesPage{LibraryPage: library, Mistakes: fileMistakes(s.library.Mistakes())}
	for _, q := range list {
		page.Questionnaires = append(page.Questionnaires, templates.QuestionnaireLine{
			Questionnaire: &q.Questionnaire, Questions: len(q.Questions()), Hash: q.Hash, File: q.File, Earlier: q.Earlier,
		})
	}
	return s.ok(w, r, page.View())
}

// fileMistakes gives the mistakes in files for their page.
func fileMistakes(mistakes []questionnaires.Mistake) []templates.FileMistake {
	var list []templates.FileMistake
	for _, m := range mistakes {
		file := templates.FileMistake{File: m.File, InUse: m.InUse}
		for _, p := range m.Problems {
			file.Problems = append(file.Problems, templates.FileProblem{Line: p.Line, Column: p.Col, What: p.What, First: p.First, Lines: p.Lines})
		}
		list = append(list, file)
	}
	return list
}

// showLibraryRisks shows the risks that assessments are rated against.
func (s *Server) showLibraryRisks(w http.ResponseWriter, r *http.Request) error {
	page, err := s.libraryPage(r, r.FormValue("questionnaire"), "risks", templates.Page{Heading: "Risks of the library"})
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.LibraryRisksPage{LibraryPage: page}.View())
}

// showLibraryThreats shows the threats, with how likely each is to occur.
func (s *Server) showLibraryThreats(w http.ResponseWriter, r *http.Request) error {
	page, err := s.libraryPage(r, r.FormValue("questionnaire"), "threats", templates.Page{Heading: "Threats of the library"})
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.LibraryThreatsPage{LibraryPage: page}.View())
}

// libraryPage makes what every page of the library has, of one questionnaire; "" is the usual one.
func (s *Server) libraryPage(r *http.Request, ref, tab string, page templates.Page) (templates.LibraryPage, error) {
	name := ref
	if ref == "" || ref == baseQuestionnaire {
		name, ref = baseQuestionnaire, ""
	}
	cat, err := s.catalog(name)
	if err != nil {
		return templates.LibraryPage{}, err
	}
	if page.Nav = "library"; page.Lead == "" {
		page.Lead = edition(cat) + "."
	}
	return templates.LibraryPage{Page: s.page(r, page), Tab: tab, Catalog: cat, Ref: ref}, nil
}

// catalog loads a questionnaire by the name in an address. One that there is not is assessment.ErrNotFound.
func (s *Server) catalog(ref string) (*assessment.Catalog, error) {
	cat, err := s.library.Catalog(ref)
	if errors.Is(err, questionnaires.ErrUnknown) {
		return nil, fmt.Errorf("questionnaire %q: %w", ref, assessment.ErrNotFound)
	}
	return cat, err
}

// edition names a questionnaire with its version.
func edition(cat *assessment.Catalog) string {
	return fmt.Sprintf("%s, version %s", cat.Questionnaire.Title, cat.Questionnaire.Version)
}
