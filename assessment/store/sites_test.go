package store

import (
	"testing"

	"safeguard/assessment"
)

// TestAnswersOfClosedSite: what was answered for a site that the client has no more is kept and not seen, and is back
// with the site.
func TestAnswersOfClosedSite(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.openDraft(catalogOf(t, "security-rule@2025.1"), 2025)
		const question = "workstation-placement"
		for _, site := range []string{"main", "annex"} {
			_, err := o.SaveAnswer(t.Context(), o.manager, id, AnswerChange{Question: question, Site: site, Answer: assessment.Answer{Response: assessment.Yes}})
			o.must(err)
		}
		settle := func(sites ...string) *Work {
			t.Helper()
			c, err := o.Client(t.Context(), o.manager, o.client)
			o.must(err)
			c.Facts.Sites = sites
			o.must(o.UpdateClient(t.Context(), o.manager, c))
			return o.work(id)
		}
		w := settle("main")
		if problems := w.Check(w.Catalog); len(problems) > 0 {
			t.Errorf("after a site was closed the content is not understood: %v", problems)
		}
		wantSame(t, "the answers that count", len(w.Answers[question].Sites), 1)
		counts, err := o.AnswersBySite(t.Context(), o.officer, o.client)
		o.must(err)
		wantSame(t, "the answers that are kept", counts, map[string]int{"main": 1, "annex": 1})
		if got := settle("main", "annex").Answers[question].Sites["annex"].Response; got != assessment.Yes {
			t.Errorf("with the site its answer is %v, want %v", got, assessment.Yes)
		}
		_, err = o.AnswersBySite(t.Context(), o.outsider, o.client)
		wantErr(t, "counting the answers of somebody else's client", err, assessment.ErrNotFound)
	})
}

// TestLateLinesAndCarried: the list knows how many lines of a plan are late, and from which year a draft's proposals are.
func TestLateLinesAndCarried(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		last := readSample(t, "2025")
		o.year(last)
		o.openDraft(catalogOf(t, "security-rule@2026.1"), 2026)
		day := assessment.NewDate(2026, 11, 24)
		o.clock.set(day.Time())
		late := 0
		plan, err := o.Plan(t.Context(), o.manager, o.client)
		o.must(err)
		for i := range plan {
			if plan[i].Value.Late(day) {
				late++
			}
		}
		list, err := o.Clients(t.Context(), o.manager, Filter{Text: "riverside", PerPage: 10})
		o.must(err)
		line := list.Lines[0]
		if late == 0 || line.LateLines != late {
			t.Errorf("late lines = %d, want %d and not 0", line.LateLines, late)
		}
		if line.Current.Carried != 2025 {
			t.Errorf("carried from %d, want 2025", line.Current.Carried)
		}
	})
}
