package report

import (
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestDuties holds each threshold against 164.404 to 164.410: media are told of more than 500 residents, HHS at once
// of 500 or more.
func TestDuties(t *testing.T) {
	const (
		ce  = assessment.CoveredEntity
		ba  = assessment.BusinessAssociate
		sub = assessment.Subcontractor
	)
	for _, tt := range []struct {
		kinds       []assessment.EntityKind
		individuals int
		want        string
	}{
		{[]assessment.EntityKind{ce}, 1, "164.404 164.408(c)"},
		{[]assessment.EntityKind{ce}, 499, "164.404 164.408(c)"},
		{[]assessment.EntityKind{ce}, 500, "164.404 164.408(b) 164.408(c)"},
		{[]assessment.EntityKind{ce}, 501, "164.404 164.406 164.408(b) 164.408(c)"},
		{[]assessment.EntityKind{ce}, 0, "164.404 164.406 164.408(b) 164.408(c)"}, // not stated
		{[]assessment.EntityKind{ba}, 499, "164.410"},
		{[]assessment.EntityKind{ba}, 501, "164.410"},
		{[]assessment.EntityKind{sub}, 501, "164.410"},
		{[]assessment.EntityKind{ba, sub}, 501, "164.410 164.410"},
		{[]assessment.EntityKind{ce, ba}, 499, "164.404 164.408(c) 164.410"},
	} {
		var got []string
		for _, duty := range duties(assessment.Client{Kinds: tt.kinds, Individuals: tt.individuals}) {
			got = append(got, duty.citation)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("duties of %v with %d individuals = %s, want %s", tt.kinds, tt.individuals, s, tt.want)
		}
	}
}

// TestPenaltiesAreDated: only amounts that were in effect on the day of the analysis are printed.
func TestPenaltiesAreDated(t *testing.T) {
	for _, tt := range []struct {
		day  assessment.Date
		want bool
	}{
		{assessment.NewDate(2026, time.January, 27), false},
		{assessment.NewDate(2026, time.January, 28), true},
	} {
		b := &builder{Snapshot: assessment.Snapshot{Content: &assessment.Content{Date: tt.day}}}
		d := &Document{}
		b.breach(d)
		if got := strings.Contains(Markdown(d), "as adjusted for 2026, in effect since January 28, 2026 (45 CFR 160.404 and 102.3)"); got != tt.want {
			t.Errorf("penalties printed on %s: %v, want %v", tt.day.Long(), got, tt.want)
		}
	}
}
