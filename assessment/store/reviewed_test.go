package store

import (
	"testing"

	"safeguard/assessment"
)

// TestReviewed keeps apart who reviewed which risk and when, as long as the assessment is a draft; what is final knows one
// reviewer of all of them.
func TestReviewed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		first := Reviewed{By: "Ada Admin", Date: assessment.NewDate(2025, 11, 3), Basis: "Six laptops leave the building."}
		second := Reviewed{By: "Dana Reyes", Date: assessment.NewDate(2025, 11, 9), Basis: "Seen on the visit."}
		o.must(o.SaveEntries(t.Context(), o.manager, id, ReviewEntry(aRisk, 0, first), ReviewEntry("phone-left-behind", 0, second)))
		w := o.work(id)
		for risk, want := range map[string]Reviewed{aRisk: first, "phone-left-behind": second} {
			if got, ok := w.Reviewed(risk); !ok || got != want {
				t.Errorf("Reviewed(%s) = %+v, %v, want %+v", risk, got, ok, want)
			}
		}
		if got, ok := w.Reviewed("stolen-server"); ok {
			t.Errorf("a risk that nobody reviewed has the review %+v", got)
		}
		o.must(o.SaveEntries(t.Context(), o.manager, id, TakeOut(EntryReview, aRisk, 1)))
		if got, ok := o.work(id).Reviewed(aRisk); ok {
			t.Errorf("after it was taken out the review is %+v", got)
		}

		final := o.work(o.year(readSample(t, "2026")))
		if got, ok := final.Reviewed(aRisk); !ok || got.Basis == "" || got.By != final.RisksReviewed.By || got.Date != final.RisksReviewed.Date {
			t.Errorf("of a final assessment the review is %+v, %v", got, ok)
		}
	})
}
