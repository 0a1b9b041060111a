package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showFinalize shows what is ready for the review by the client's official, and what is missing.
func (s *Server) showFinalize(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.finalizePage(r, wk)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.Complete().View())
}

// postSubmit keeps when the analysis is looked at again and, unless it is only to be saved, sends the draft for review.
func (s *Server) postSubmit(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	err = s.saveNextReview(r, wk, f)
	if err == nil && f.has("save") {
		return s.done(w, r, wk.path("finalize"), "Saved.")
	}
	if err == nil {
		err = s.submit(r, wk, f)
	}
	if err != nil {
		return s.notSubmitted(w, r, f, err)
	}
	return s.done(w, r, wk.path("review"), "Sent for review. The client's official can approve it now.")
}

// saveNextReview keeps the fields of the form, where they are not what is stored.
func (s *Server) saveNextReview(r *http.Request, wk *work, f *form) error {
	next, triggers := f.date("next_review"), lines(f.free("review_triggers"))
	if err := f.err(); err != nil {
		return err
	}
	if next == wk.NextReview && slices.Equal(triggers, wk.ReviewTriggers) {
		return nil
	}
	framed := wk.Scoping()
	framed.NextReview, framed.ReviewTriggers = next, triggers
	return s.store.SaveEntries(r.Context(), scopeOf(r), wk.ID, store.ScopingEntry(f.revision(), framed))
}

// submit puts the draft under review.
func (s *Server) submit(r *http.Request, wk *work, f *form) error {
	if !f.has("reviewed") {
		f.bad("reviewed", "Go through the analysis with the client, then tick this.")
		return f.err()
	}
	err := s.store.UpdateAssessment(r.Context(), scopeOf(r), wk.ID, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) })
	if _, incomplete := errors.AsType[*assessment.Invalid](err); incomplete {
		f.bad("elements", "It cannot be sent yet, since something is missing. Each line of the list leads to where it is mended.")
		return f.err()
	}
	return err
}

// notSubmitted shows the page again with what kept the draft from being sent and with what was typed.
func (s *Server) notSubmitted(w http.ResponseWriter, r *http.Request, f *form, cause error) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.finalizePage(r, wk)
	if err != nil {
		return err
	}
	stored := page.Review.Facts()
	page.Review.NextReview, page.Review.Triggers, page.Review.Reviewed = f.text("next_review"), f.text("review_triggers"), f.has("reviewed")
	switch lost := page.Review.Facts(); {
	case !errors.Is(cause, assessment.ErrConflict):
		page.Problems, err = problems(cause, sameField)
	case wk.Status != assessment.Draft:
		page.Lost = &lost
	default:
		page.Saved = &templates.Saved{By: s.whoSaved(r, wk.ClientID, string(store.EntryScoping), wk.ID), What: "the scope or these fields", Now: stored}
	}
	if err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.Complete().View())
}

// sameField is for forms of which the fields have the names that the core gives them.
func sameField(path string) string { return path }

// postFinalize makes an approved assessment final, and draws its reports, which are kept as they are from then on.
func (s *Server) postFinalize(w http.ResponseWriter, r *http.Request) error {
	err := s.store.FinalizeAssessment(r.Context(), scopeOf(r), chi.URLParam(r, "assessment"))
	if err != nil {
		return s.notReviewed(w, r, templates.ReviewForm{}, err)
	}
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	if err := s.keepReports(r, wk); err != nil {
		// Each is drawn at its first request instead.
		s.log.Error("reports not drawn", "request", middleware.GetReqID(r.Context()), "assessment", wk.ID, "error", err)
	}
	return s.done(w, r, wk.path("finalize"), fmt.Sprintf("The assessment of %d is final, and its reports are kept.", wk.Period))
}

// keepReports draws every report of a final assessment and keeps it. They share nothing, and one after the other they
// take longer than somebody likes to wait.
func (s *Server) keepReports(r *http.Request, wk *work) error {
	snapshot, err := wk.snapshot()
	if err != nil {
		return err
	}
	docs := report.All(snapshot)
	errs := make([]error, len(docs))
	var drawing sync.WaitGroup
	for i, doc := range docs {
		drawing.Go(func() { errs[i] = s.keepReport(r.Context(), scopeOf(r), wk.ID, doc) })
	}
	drawing.Wait()
	return errors.Join(errs...)
}

func (s *Server) keepReport(ctx context.Context, scope assessment.Scope, id string, doc *report.Document) error {
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return err
	}
	_, err := s.store.KeepReport(ctx, scope, id, doc.Name, b.Bytes())
	return err
}

// finalizePage makes the page from what is stored.
func (s *Server) finalizePage(r *http.Request, wk *work) (templates.FinalizePage, error) {
	snapshot, err := wk.snapshot()
	if err != nil {
		return templates.FinalizePage{}, err
	}
	heading := fmt.Sprintf("Finalize %d", wk.Period)
	if wk.closed() {
		heading = fmt.Sprintf("Final analysis of %d", wk.Period)
	}
	page := templates.FinalizePage{
		AssessmentPage: s.frame(r, wk, templates.TabFinalize, templates.Page{Heading: heading}),
		Given:          snapshot.Result.Totals.Given, Digest: wk.Digest,
		Edition: editionOf(wk.Catalog),
		Review: templates.ReviewFields{
			Revision: wk.Revision(store.EntryScoping, ""), NextReview: wk.NextReview.String(), Triggers: strings.Join(wk.ReviewTriggers, "\n"),
			Latest: wk.Date.AddYears(1).Long(),
		},
	}
	page.Elements = templates.Elements(snapshot, func(g assessment.Gap) string {
		if !page.CanEdit {
			return ""
		}
		return wk.mend(g)
	})
	page.Hasty = hasty(wk)
	if wk.closed() {
		page.Next, err = s.afterFinal(r, wk)
	}
	return page, err
}

// hasty lists the questions of which the answers were confirmed too fast to have been read.
func hasty(wk *work) []templates.LinkedText {
	var list []templates.LinkedText
	for _, g := range assessment.Hasty(wk.Given()) {
		text := wk.Catalog.Question(g.Question).Text
		if g.Site != "" {
			text += " (" + g.Site + ")"
		}
		list = append(list, templates.LinkedText{Text: text, URL: wk.card(g.Question)})
	}
	return list
}

// afterFinal lists what comes once an assessment is final.
func (s *Server) afterFinal(r *http.Request, wk *work) ([]templates.LinkedText, error) {
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	if err != nil {
		return nil, err
	}
	next, err := s.nextOf(r, wk, list)
	if err != nil {
		return nil, err
	}
	var steps []templates.LinkedText
	if next.Text != "" {
		steps = append(steps, templates.LinkedText{Text: next.Text + ".", URL: next.Action.URL})
	}
	return append(steps,
		templates.LinkedText{Text: "Give the reports to the client, and keep them for at least six years.", URL: wk.path("reports")},
		templates.LinkedText{Text: "The next review is on " + wk.NextReview.Long() + ", or sooner where something big changes."}), nil
}
