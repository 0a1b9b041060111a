package templates

import (
	"testing"
	"time"

	"safeguard/assessment"
)

func TestDueOn(t *testing.T) {
	friday := assessment.NewDate(2026, time.December, 4)
	for _, tt := range []struct {
		name       string
		due, today assessment.Date
		want       string
	}{
		{"none", assessment.Date{}, friday, ""},
		{"today", friday, friday, "due today"},
		{"tomorrow", friday, friday.AddDays(-1), "due tomorrow"},
		{"in two days", friday, friday.AddDays(-2), "due on Friday, December 4"},
		{"next year, soon", assessment.NewDate(2027, time.January, 8), friday, "due on Friday, January 8"},
		{"far off", friday, friday.AddDays(-180), "due on Friday, December 4, 2026"},
		{"yesterday", friday, friday.AddDays(1), "was due yesterday"},
		{"over", friday, friday.AddDays(3), "was due on Friday, December 4"},
		{"long over", friday, friday.AddDays(180), "was due on Friday, December 4, 2026"},
	} {
		if got := DueOn(tt.due, tt.today); got != tt.want {
			t.Errorf("%s: DueOn(%v, %v) = %q, want %q", tt.name, tt.due, tt.today, got, tt.want)
		}
	}
	if got := DayWords(assessment.Date{}); got != "" {
		t.Errorf("DayWords of no day = %q, want none", got)
	}
}
