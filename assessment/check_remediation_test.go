package assessment

import (
	"slices"
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
		{"", "", func(r *Remediation) {
			r.Approver, r.Resources, r.Review = Person{Name: "Dr. Lee", Title: "Owner"}, "Two days of Sam", r.Due.AddYears(1)
			r.Milestones = []Milestone{{r.Due, "All of it"}, {r.Due.AddDays(-9), "Half"}}
		}},
		{"", "", func(r *Remediation) {
			r.Status, r.Completed, r.Evidence, r.VerifiedBy, r.Verified = Done, today, "x", "Sam", today
		}},
		{"approver", "in one line", func(r *Remediation) { r.Approver.Name = "Dr.\nLee" }},
		{"approver", "Name who approved it", func(r *Remediation) { r.Approver.Title = "Owner" }},
		{"approver_title", "in one line", func(r *Remediation) {
			r.Approver = Person{Name: "Dr. Lee", Title: strings.Repeat("a", longestName+1)}
		}},
		{"resources", "the limit is 20,000", func(r *Remediation) { r.Resources = strings.Repeat("a", longestText+1) }},
		{"milestones", "after the due date", func(r *Remediation) { r.Milestones = []Milestone{{r.Due.AddDays(1), "Half"}} }},
		{"milestones", "before the start", func(r *Remediation) {
			r.Start = r.Due.AddDays(-9)
			r.Milestones = []Milestone{{r.Due.AddDays(-10), "Half"}}
		}},
		{"milestones", "what is reached", func(r *Remediation) { r.Milestones = []Milestone{{r.Due, " "}} }},
		{"milestones", "the day of each", func(r *Remediation) { r.Milestones = []Milestone{{What: "Half"}} }},
		{"milestones", "Social Security", func(r *Remediation) { r.Milestones = []Milestone{{r.Due, "123-45-6789"}} }},
		{"milestones", "at most 20 interim dates, and this has 21", func(r *Remediation) {
			r.Milestones = slices.Repeat([]Milestone{{r.Due, "Half"}}, MostMilestones+1)
		}},
		{"verified", "has not come yet", func(r *Remediation) {
			r.Status, r.Completed, r.Evidence, r.VerifiedBy, r.Verified = Done, today, "x", "Sam", today.AddDays(1)
		}},
		{"verified", "before the completion", func(r *Remediation) {
			r.Status, r.Completed, r.Evidence, r.VerifiedBy, r.Verified = Done, today, "x", "Sam", today.AddDays(-1)
		}},
		{"verified_by", "Name who looked", func(r *Remediation) { r.Status, r.Completed, r.Evidence, r.Verified = Done, today, "x", today }},
		{"review", "before the start", func(r *Remediation) {
			r.Start = r.Due.AddDays(-9)
			r.Review = r.Start.AddDays(-1)
		}},
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
