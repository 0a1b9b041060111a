package store

import (
	"testing"

	"safeguard/assessment"
)

func TestPreview(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		next := Opening{Client: o.client, Period: 2026, Due: assessment.NewDate(2026, 12, 15), Catalog: catalogOf(t, "security-rule")}
		first, err := o.Preview(t.Context(), o.manager, next)
		o.must(err)
		if len(first) > 0 {
			t.Errorf("in the first year %d proposals come along, want none", len(first))
		}
		id := o.year(s)
		coming, err := o.Preview(t.Context(), o.officer, next)
		o.must(err)
		w := o.work(o.openDraft(next.Catalog, next.Period))
		if len(coming) == 0 || len(coming) != len(w.Proposals) {
			t.Errorf("%d proposals come along, and the draft has %d", len(coming), len(w.Proposals))
		}
		if p := coming[0]; p.Origin != id || p.Period != 2025 {
			t.Errorf("the first comes from %s of %d, want %s of 2025", p.Origin, p.Period, id)
		}
		_, err = o.Preview(t.Context(), o.outsider, next)
		wantErr(t, "an outsider's preview", err, assessment.ErrNotFound)
	})
}
