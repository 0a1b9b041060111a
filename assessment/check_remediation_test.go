package assessment

import (
	"strings"
	"testing"
)

func TestCheckRemediation(t *testing.T) {
	today := complete().Date
	for _, tt := range []struct {
		path   string // of the only problem, empty for none
		want   string
		change func(r *Remediation)
	}{
		{"", "", func(*Remediation) {}},
		{"", "", func(r *Remediation) { r.Risks = []string{"own-flood"} }},
		{"", "", func(r *Remediation) { r.Status, r.Owner, r.Due = Cancelled, "", Date{} }},
		{"", "", func(r *Remediation) { r.Status, r.Completed, r.Evidence = Done, today, "Ticket 4711" }},
		{"action", "what is to be done", func(r *Remediation) { r.Action = " " }},
		{"action", "cannot be shown", func(r *Remediation) { r.Action = "bell \a" }},
		{"success", "the limit is 20,000", func(r *Remediation) { r.Success = strings.Repeat("a", longestText+1) }},
		{"owner", "who owns it", func(r *Remediation) { r.Owner = "" }},
		{"owner", "in one line", func(r *Remediation) { r.Owner = "Priya\nand Sam" }},
		{"due", "by which it is due", func(r *Remediation) { r.Due = Date{} }},
		{"due", "before the start", func(r *Remediation) { r.Start = r.Due.AddDays(1) }},
		{"cost", "dollars", func(r *Remediation) { r.Cost = -1 }},
		{"questions", "did you mean encryption", func(r *Remediation) { r.Questions = []string{"encription"} }},
		{"completed", "has not come yet", func(r *Remediation) { r.Status, r.Completed, r.Evidence = Done, today.AddDays(1), "x" }},
		{"completed", "on which it was done", func(r *Remediation) { r.Status, r.Evidence = Done, "x" }},
		{"evidence", "how one can see", func(r *Remediation) { r.Status, r.Completed = Done, today }},
		{"verified_by", "in one line", func(r *Remediation) { r.VerifiedBy = strings.Repeat("a", longestName+1) }},
	} {
		r := planned("r1", Small, "encryption")
		tt.change(&r)
		problems := testCatalog().CheckRemediation(r, today)
		if tt.path == "" && len(problems) == 0 {
			continue
		}
		if len(problems) != 1 || problems[0].Path != tt.path || !strings.Contains(problems[0].What, tt.want) {
			t.Errorf("%s: problems = %+v, want one with %q", tt.path, problems, tt.want)
		}
	}
}
