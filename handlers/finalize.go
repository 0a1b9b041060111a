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
	next := nextReview{f.date("next_review"), lines(f.free("review_triggers"))}
	if !f.has("save") {
		err = mayGo(wk, f, next)
	}
	if err = f.besides(err); err == nil {
		err = s.saveNextReview(r, wk, f, next)
	}
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

// nextReview is what the form says of the next review.
type nextReview struct {
	on       assessment.Date
	triggers []string
}

// mayGo checks that the draft may be sent as it would be with the next review of the form, before any of it is stored: the
// person has reviewed with the client what the page showed, and nothing is missing.
func mayGo(wk *work, f *form, next nextReview) error {
	if wk.Status == assessment.Draft && f.text("seen") != seen(wk.Work) {
		return assessment.ErrConflict
	}
	if !f.has("reviewed") {
		f.bad("reviewed", "Go through the analysis with the client, then tick this.")
	}
	trial := wk.Assessment
	trial.NextReview, trial.ReviewTriggers = next.on, next.triggers
	var wrong *assessment.Invalid
	if err := trial.Submit(wk.Catalog); !errors.As(err, &wrong) {
		return err
	}
	if i := slices.IndexFunc(wrong.Problems, func(p assessment.Problem) bool { return sameField(p.Path) == "next_review" }); i >= 0 {
		f.problems = append(f.problems, wrong.Problems[i])
		return nil
	}
	f.bad("elements", "It cannot be sent yet, since something is missing. Each line of the list leads to where it is mended.")
	return nil
}

// seen is the digest of a draft's content without what the form before the review says itself and without the brand, so that
// neither to save the form nor another logo counts as a change of what was reviewed with the client.
func seen(w *store.Work) string {
	c := w.Content
	c.NextReview, c.ReviewTriggers, c.Brand = assessment.Date{}, nil, nil
	return c.Digest(w.Catalog)
}

// saveNextReview keeps the fields of the form, where they are not what is stored.
func (s *Server) saveNextReview(r *http.Request, wk *work, f *form, next nextReview) error {
	if next.on == wk.NextReview && slices.Equal(next.triggers, wk.ReviewTriggers) {
		return nil
	}
	framed := wk.Scoping()
	framed.NextReview, framed.ReviewTriggers = next.on, next.triggers
	return s.store.SaveEntries(r.Context(), scopeOf(r), wk.ID, store.ScopingEntry(f.revision(), framed))
}

// submit puts the draft under review, unless somebody changed it since it was reviewed with the client.
func (s *Server) submit(r *http.Request, wk *work, f *form) error {
	err := s.store.UpdateAssessment(r.Context(), scopeOf(r), wk.ID, "submit", func(w *store.Work) error {
		if w.Status == assessment.Draft && f.text("seen") != seen(w) {
			return assessment.ErrConflict
		}
		return w.Submit(w.Catalog)
	})
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
	case f.revision() == page.Review.Revision:
		page.Review.Reviewed = false
		page.Problems = []templates.Problem{{Field: "reviewed", What: "The draft was changed after you opened this page, so it was not sent. Look at what it says now, then tick this once more."}}
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
	f, err := parse(r)
	if err != nil {
		return err
	}
	if !f.has("sure") {
		f.bad("sure", "Nobody can change it afterwards. Tick this if it is the one to make final.")
	}
	if err = f.err(); err == nil {
		err = s.store.FinalizeAssessment(r.Context(), scopeOf(r), chi.URLParam(r, "assessment"))
	}
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
	if err := s.dress(r, wk, docs...); err != nil {
		return err
	}
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
		Given:          snapshot.Result.Totals.Given, Asked: wk.progress.Asked, Digest: wk.Digest,
		Edition: editionOf(wk.Catalog),
		Review: templates.ReviewFields{
			Revision: wk.Revision(store.EntryScoping, ""), NextReview: wk.NextReview.String(), Triggers: strings.Join(wk.ReviewTriggers, "\n"),
			Latest: wk.Date.AddYears(1).Long(),
		},
	}
	out, err := s.store.SharedOut(r.Context(), scopeOf(r), wk.ClientID, wk.ID, wk.Period)
	if err != nil {
		return page, err
	}
	for _, k := range out.Questions {
		if k.WithContact() {
			page.With++
		}
	}
	if page.CanEdit {
		page.Review.Seen = seen(wk.Work)
	}
	page.Elements = templates.Elements(snapshot, func(g assessment.Gap) string {
		if !page.CanEdit {
			return ""
		}
		return wk.mend(g)
	})
	page.Hasty = hasty(wk)
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	if err != nil {
		return page, err
	}
	if page.Step, err = s.nextOf(r, wk, list); err == nil && wk.closed() {
		page.Next = afterFinal(wk, page.Step)
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
func afterFinal(wk *work, next templates.NextLine) []templates.LinkedText {
	var steps []templates.LinkedText
	if next.Text != "" {
		steps = append(steps, templates.LinkedText{Text: next.Text + ".", URL: next.Action.URL})
	}
	return append(steps,
		templates.LinkedText{Text: "Give the reports to the client, and keep them for at least six years.", URL: wk.path("reports")},
		templates.LinkedText{Text: "The next review is on " + wk.NextReview.Long() + ", or sooner where something big changes."})
}
