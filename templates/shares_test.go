package templates

import (
	"testing"

	"safeguard/assessment"
)

// TestSectionWith: the overview says of a section what waits for the provider, and else with whom it is and whether that is
// overdue.
func TestSectionWith(t *testing.T) {
	due := assessment.NewDate(2026, 12, 4)
	for _, tt := range []struct {
		name string
		at   SectionWith
		want StateView
	}{
		{"answers wait", SectionWith{Open: 2, With: 2, ToReview: 3, Today: due}, StateView{StateNeeds, "3 to review"}},
		{"some are with nobody", SectionWith{Open: 2, With: 1, Today: due}, StateView{}},
		{"some came back", SectionWith{Open: 2, With: 2, Returned: 1, Today: due}, StateView{StateOthers, "1 returned"}},
		{"all are with a contact", SectionWith{Open: 2, With: 2, Today: due}, StateView{StateOthers, "With D. Lee, Dec 4"}},
		{"and are late", SectionWith{Open: 2, With: 2, Today: due.AddDays(1)}, StateView{StateNeeds, "Overdue, with D. Lee, Dec 4"}},
	} {
		tt.at.Add([]string{"Dana Lee"}, due)
		if got, _ := tt.at.State(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
