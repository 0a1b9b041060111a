package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// showReading shows a document on screen, built as its PDF is: of a final assessment from what was approved.
func (s *Server) showReading(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "report")
	doc, err := s.document(r, wk, name)
	if err != nil {
		return err
	}
	doc.Name = name // a comparison with another year is known by that year
	list, err := s.documents(r, wk)
	if err != nil {
		return err
	}
	if err := s.note(r, store.Event{Action: "report.read", Client: wk.ClientID, Assessment: wk.ID, Subject: name}); err != nil {
		return err
	}
	page := templates.ReadingPage{
		AssessmentPage: s.frame(r, wk, templates.TabReports, templates.ReadingHead(doc)),
		Document:       doc, Documents: withLine(wk, list, name),
	}
	return s.ok(w, r, page.Complete().View())
}

// withLine makes sure that a document is in the list: a comparison with another year is listed once it was kept.
func withLine(wk *work, list []templates.ReportLine, name string) []templates.ReportLine {
	if slices.ContainsFunc(list, func(l templates.ReportLine) bool { return l.Name == name }) {
		return list
	}
	return append(list, reportLine(wk, nil, name, "Comparison with "+strings.TrimPrefix(name, comparisonWith), ""))
}
