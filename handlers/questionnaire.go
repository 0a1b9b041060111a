package handlers

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showQuestionnaire shows the questions of a questionnaire, or those of them that were searched for.
func (s *Server) showQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.questionnaireFrame(r, "questions", "")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.QuestionnairePage{QuestionnaireFrame: frame, Query: searched(r.URL.Query())}.Complete().View())
}

// showCoverage shows which questions of a questionnaire examine each row of the rule.
func (s *Server) showCoverage(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.questionnaireFrame(r, "coverage", "Coverage of the Security Rule")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.CoveragePage{QuestionnaireFrame: frame}.View())
}

// showActivities shows which questions of a questionnaire examine each key activity of NIST SP 800-66r2.
func (s *Server) showActivities(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.questionnaireFrame(r, "activities", "Key activities of the Security Rule")
	if err != nil {
		return err
	}
	return s.ok(w, r, templates.ActivitiesPage{QuestionnaireFrame: frame}.View())
}

// showBlank gives a questionnaire to be filled in by hand. It is drawn anew each time, to the same bytes while the provider's
// brand is the same.
func (s *Server) showBlank(w http.ResponseWriter, r *http.Request) error {
	cat, err := s.catalog(chi.URLParam(r, "questionnaire"))
	if err != nil {
		return err
	}
	doc, err := s.blank(r, cat)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return fmt.Errorf("questionnaire %s: %w", cat.Questionnaire.ID, err)
	}
	if err := s.note(r, store.Event{Action: "questionnaire.download", Subject: edition(cat)}); err != nil {
		return err
	}
	name := fileSlug(cat.Questionnaire.ID+" "+cat.Questionnaire.Version) + ".pdf"
	servePDF(w, r, store.Report{SHA256: assessment.DigestOf(b.Bytes()), Bytes: b.Bytes()}, name)
	return nil
}

// blank builds a questionnaire to be filled in by hand as the provider hands it out. What reports say at their foot is about
// what is written in them, and nothing is yet.
func (s *Server) blank(r *http.Request, cat *assessment.Catalog) (*report.Document, error) {
	doc := report.Blank(cat)
	err := s.dressToday(r, doc)
	doc.Brand.Confidential = ""
	return doc, err
}

// questionnaireFrame makes what every page of one questionnaire has. Without a heading the page has that of the
// questionnaire.
func (s *Server) questionnaireFrame(r *http.Request, view, heading string) (templates.QuestionnaireFrame, error) {
	ref := chi.URLParam(r, "questionnaire")
	cat, err := s.catalog(ref)
	if err != nil {
		return templates.QuestionnaireFrame{}, err
	}
	page := templates.Page{
		Heading: heading, Title: heading + ": " + edition(cat), Lead: edition(cat) + ".",
		Crumbs: []templates.Crumb{{Label: "Library", URL: "/questionnaires"}},
		Main:   &templates.Action{Label: "Print it (PDF)", URL: "/questionnaires/" + ref + "/blank.pdf", Icon: "printer"},
	}
	if q := &cat.Questionnaire; heading == "" {
		page.Heading, page.Title = q.Title, edition(cat)
		page.Lead = fmt.Sprintf("%s, version %s.", q.Kind.Title(), q.Version)
	}
	library, err := s.libraryPage(r, ref, "", page)
	if err != nil {
		return templates.QuestionnaireFrame{}, err
	}
	current, err := s.library.Catalog(cat.Questionnaire.ID)
	earlier := err == nil && current.Questionnaire.Version != cat.Questionnaire.Version
	return templates.QuestionnaireFrame{LibraryPage: library, View: view, Earlier: earlier}, nil
}
