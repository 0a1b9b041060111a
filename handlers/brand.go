package handlers

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5/middleware"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// dress gives documents of an assessment their paper and the brand of their provider: those of today where it is a draft, and
// those that were fixed with its content where it is not.
func (s *Server) dress(r *http.Request, wk *work, docs ...*report.Document) error {
	b, err := s.store.BrandingOf(r.Context(), scopeOf(r), wk.Work)
	if err != nil {
		return err
	}
	s.wear(r, b, docs)
	return nil
}

// dressToday is dress for documents of no single assessment.
func (s *Server) dressToday(r *http.Request, docs ...*report.Document) error {
	b, err := s.store.Branding(r.Context(), scopeOf(r), "")
	if err != nil {
		return err
	}
	s.wear(r, b, docs)
	return nil
}

// wear puts a brand on documents. They are drawn without what is lost of it, and the log tells of that.
func (s *Server) wear(r *http.Request, b store.Branding, docs []*report.Document) {
	if b.Lost != nil {
		s.log.Error("a part of the brand is left out of reports", "request", middleware.GetReqID(r.Context()), "error", b.Lost)
	}
	report.Dress(b.Brand, b.Pictures, docs...)
}

// postBrand keeps what reports carry beside the provider's name and logo.
func (s *Server) postBrand(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	b := assessment.Brand{Contact: inLine(f.text("contact")), Confidential: inLine(f.text("confidential")), Color: f.text("color")}
	word(f, "paper", &b.Paper)
	f.problems = append(f.problems, b.Check()...)
	if err := f.err(); err != nil {
		typed := templates.BrandForm{Contact: b.Contact, Confidential: b.Confidential, Color: b.Color, Paper: f.text("paper")}
		return s.showSettingsAgain(w, r, func(forms *settingsForms) { forms.reports = typed }, err)
	}
	if err := s.store.SaveBrandSettings(r.Context(), scopeOf(r), b); err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings#reports", "Saved. New reports carry it. Those under review or final keep what they had.")
}

// inLine makes one line of what was typed in several.
func inLine(text string) string { return strings.Join(strings.Fields(text), " ") }
