package store

import (
	"testing"

	"safeguard/assessment"
)

// TestScopingKeepsTheDayOpen: to change a part of what frames a draft does not set the day of the analysis.
func TestScopingKeepsTheDayOpen(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.openDraft(catalogOf(t, "security-rule"), 2025)
		w := o.work(id)
		framed := w.Scoping()
		framed.NextReview = assessment.NewDate(2026, 11, 1)
		o.must(o.SaveEntries(t.Context(), o.manager, id, ScopingEntry(w.Revision(EntryScoping, ""), framed)))
		o.clock.set(o.clock.now().AddDate(0, 0, 3))
		w = o.work(id)
		if got, want := w.Date, o.today(); got != want {
			t.Errorf("three days later the analysis is of %s, want %s", got, want)
		}
		if got := w.Scoping(); !got.Date.IsZero() || got.NextReview != framed.NextReview {
			t.Errorf("kept was %+v", got)
		}
	})
}
