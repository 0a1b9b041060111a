package templates

import (
	"strings"
	"testing"

	"safeguard/assessment"
)

func TestBrief(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for _, tt := range []struct{ action, first, rest string }{
		{"", "Not described yet", ""},
		{" \n", "Not described yet", ""},
		{"Encrypt all laptops", "Encrypt all laptops", ""},
		{"Encrypt all laptops.", "Encrypt all laptops", ""},
		{"Encrypt  all\nlaptops. Keep the keys.", "Encrypt all laptops", "Keep the keys."},
		{"Version 2.1 is due", "Version 2.1 is due", ""},
		{long, strings.TrimSpace(strings.Repeat("word ", 31)) + " word...", "..." + strings.Repeat(" word", 28)},
		{strings.Repeat("é", 200), strings.Repeat("é", 160) + "...", "..." + strings.Repeat("é", 40)},
	} {
		if got := Brief(tt.action); got != tt.first {
			t.Errorf("Brief(%.40q) = %q, want %q", tt.action, got, tt.first)
		}
		if _, rest := parted(tt.action); strings.Join(strings.Fields(rest), " ") != strings.Join(strings.Fields(tt.rest), " ") {
			t.Errorf("the rest of %.40q is %q, want %q", tt.action, rest, tt.rest)
		}
	}
}

func TestWorthInWords(t *testing.T) {
	planned := assessment.Remediation{Action: "Do it", Owner: "Maria", Due: assessment.NewDate(2027, 1, 1), Status: assessment.Open}
	done := planned
	done.Status = assessment.Done
	for _, tt := range []struct {
		line  assessment.Remediation
		worth assessment.PlanLine
		want  string
	}{
		{planned, assessment.PlanLine{Now: 3.21, Later: 1.06}, "Lowers the index by 3.2 now; without it the target would be 1.1 higher."},
		{planned, assessment.PlanLine{Now: 3.21}, "Lowers the index by 3.2 now; without it the target stays, since other lines do the same."},
		{planned, assessment.PlanLine{Later: 1.06}, "Lowers nothing alone; without it the target would be 1.1 higher."},
		{planned, assessment.PlanLine{Binds: true}, "Changes no level by itself. It closes a gap in what the rule requires."},
		{planned, assessment.PlanLine{}, "Changes no level by itself."},
		{assessment.Remediation{Action: "Do it"}, assessment.PlanLine{}, "Counts for nothing until it has an owner and a due date."},
		{done, assessment.PlanLine{Now: 3}, ""},
	} {
		if got := (PlanEntry{Remediation: tt.line, Worth: tt.worth}).worth(); got != tt.want {
			t.Errorf("worth of %+v = %q, want %q", tt.worth, got, tt.want)
		}
	}
}

func TestDollars(t *testing.T) {
	for amount, want := range map[float64]string{0: "", 0.5: "$0.50", 7: "$7", 1200: "$1,200", 1234567.89: "$1,234,567.89", 0.999: "$1", 12.999: "$13", 19.99: "$19.99"} {
		if got := dollars(amount); got != want {
			t.Errorf("dollars(%v) = %q, want %q", amount, got, want)
		}
	}
}
