package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showCompare sets an assessment beside an earlier one of the same client.
func (s *Server) showCompare(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	list, err := s.earlier(r, wk)
	if err != nil {
		return err
	}
	page := templates.ComparePage{
		AssessmentPage: s.frame(r, wk, templates.TabCompare, templates.Page{Heading: fmt.Sprintf("Compare %d", wk.Period)}),
	}
	if len(list) == 0 {
		return s.ok(w, r, page.Complete().View())
	}
	chosen, err := choose(list, r.URL.Query().Get("with"))
	if err != nil {
		return err
	}
	page.With, page.Options = chosen.Period, periods(list)
	page.Before, page.After, err = s.compareWith(r, wk, chosen.ID)
	if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
		page.Refused = invalid.Problems
	} else if err != nil {
		return err
	}
	page.PDF = wk.path("reports", comparisonName(wk, chosen.Period, list[0].Period)+".pdf")
	return s.ok(w, r, page.Complete().View())
}

// earlier lists the final assessments of earlier periods, the newest first.
func (s *Server) earlier(r *http.Request, wk *work) ([]store.Summary, error) {
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	return slices.DeleteFunc(list, func(sum store.Summary) bool { return sum.Status != assessment.Final || sum.Period >= wk.Period }), err
}

// choose gives the assessment of that period or id, or the newest where nothing is asked for.
func choose(list []store.Summary, with string) (store.Summary, error) {
	for _, sum := range list {
		if with == "" || with == sum.ID || with == strconv.Itoa(sum.Period) {
			return sum, nil
		}
	}
	return store.Summary{}, fmt.Errorf("an earlier assessment %q: %w", with, assessment.ErrNotFound)
}

func periods(list []store.Summary) []templates.Option {
	options := make([]templates.Option, len(list))
	for i, sum := range list {
		options[i] = templates.Option{Value: strconv.Itoa(sum.Period), Label: strconv.Itoa(sum.Period)}
	}
	return options
}

// compareWith gives an earlier assessment and this one, which is compared with it. Where they cannot be compared it is
// *assessment.Invalid.
func (s *Server) compareWith(r *http.Request, wk *work, id string) (before, after assessment.Snapshot, err error) {
	if after, err = wk.snapshot(); err != nil {
		return before, after, err
	}
	stored, err := s.store.Assessment(r.Context(), scopeOf(r), id)
	if err != nil {
		return before, after, err
	}
	if before, err = stored.Snapshot(); err != nil {
		return before, after, err
	}
	if err := follows(after, before); err != nil {
		return before, after, err
	}
	trend, err := s.trendOf(r, wk, after)
	if err != nil {
		return before, after, err
	}
	result := *after.Result
	result.Comparison = assessment.Compare(before, after)
	result.Comparison.SetTrend(trend)
	after.Result = &result
	return before, after, nil
}

// trendOf gives the trend up to this assessment: that which a final one was kept with, or one over the years that are
// dated before it.
func (s *Server) trendOf(r *http.Request, wk *work, now assessment.Snapshot) (*assessment.Trend, error) {
	if kept := now.Result.Comparison; kept != nil && kept.Trend != nil {
		return kept.Trend, nil
	}
	list, err := s.store.EarlierResults(r.Context(), scopeOf(r), wk.Work)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(before *assessment.Result) bool { return !before.Date.Before(now.Content.Date) })
	return assessment.NewTrend(list, now), nil
}

// follows is what the core says, less what it cannot know: that both are of one client though its name changed.
func follows(after, before assessment.Snapshot) error {
	err := after.Follows(before)
	if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
		left := slices.DeleteFunc(slices.Clone(invalid.Problems), func(p assessment.Problem) bool { return p.Path == "client" })
		if len(left) == 0 {
			return nil
		}
		return &assessment.Invalid{Problems: left}
	}
	return err
}

// compared gives this assessment beside the earlier one that is asked for by period or id, or beside the newest.
func (s *Server) compared(r *http.Request, wk *work, with string) (assessment.Snapshot, error) {
	list, err := s.earlier(r, wk)
	if err != nil {
		return assessment.Snapshot{}, err
	}
	chosen, err := choose(list, with)
	if err != nil {
		return assessment.Snapshot{}, err
	}
	_, after, err := s.compareWith(r, wk, chosen.ID)
	return after, err
}

// comparisonName names the document that compares with an earlier period. The one that an assessment was made final with,
// or that a draft will be, has no period in its name.
func comparisonName(wk *work, period, newest int) string {
	usual := newest
	if wk.closed() {
		usual = 0
		if c := wk.rated.Result.Comparison; c != nil {
			usual = c.Previous.Period
		}
	}
	if period == usual {
		return "comparison"
	}
	return comparisonWith + strconv.Itoa(period)
}
