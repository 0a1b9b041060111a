package assessment

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unplannedLine sums up one: its question, and the rows and risks for which a remediation is missed.
type unplannedLine struct {
	Question    string
	Rows, Risks []string
}

func unplannedIn(c *Content) []unplannedLine {
	var lines []unplannedLine
	for _, u := range UnplannedOf(testCatalog(), c, Rate(testCatalog(), c)) {
		line := unplannedLine{Question: u.Question.ID}
		for _, row := range u.Rows {
			line.Rows = append(line.Rows, row.Citation)
		}
		for _, risk := range u.Risks {
			line.Risks = append(line.Risks, risk.Risk)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestUnplannedOf(t *testing.T) {
	faxRow, autoLockRow := []string{"164.312(e)(1)"}, []string{"164.312(a)(2)(iii)"}
	done := planned("r1", Small, "fax-handling")
	done.Status = Done
	for _, tt := range []struct {
		name   string
		change func(c *Content)
		want   []unplannedLine
	}{
		{"a standard row first, then what lowers most", func(*Content) {}, []unplannedLine{
			{Question: "fax-handling", Rows: faxRow}, {Question: "encryption"}, {Question: "auto-lock"},
		}},
		{"planned", func(c *Content) { c.Remediation = []Remediation{planned("r1", Small, "fax-handling", "encryption")} }, []unplannedLine{
			{Question: "auto-lock"},
		}},
		{"done while the answer is still No", func(c *Content) { c.Remediation = []Remediation{done} }, []unplannedLine{
			{Question: "fax-handling", Rows: faxRow}, {Question: "encryption"}, {Question: "auto-lock"},
		}},
		{"without an owner it is no plan", func(c *Content) {
			c.Remediation = []Remediation{{ID: "r1", Action: "Do it", Due: c.Date, Questions: []string{"fax-handling"}}}
		}, []unplannedLine{{Question: "fax-handling", Rows: faxRow}, {Question: "encryption"}, {Question: "auto-lock"}}},
		{"decided to be implemented", func(c *Content) {
			c.Decisions = map[string]Decision{"164.312(a)(2)(iii)": {Choice: Implement}}
		}, []unplannedLine{{Question: "fax-handling", Rows: faxRow}, {Question: "auto-lock", Rows: autoLockRow}, {Question: "encryption"}}},
		{"an alternative in place", func(c *Content) {
			c.Decisions = map[string]Decision{"164.312(a)(2)(iii)": {Choice: Alternative, Alternative: "A locked room", InPlace: c.Date}}
		}, []unplannedLine{{Question: "fax-handling", Rows: faxRow}, {Question: "encryption"}}},
		{"a risk to be mitigated", func(c *Content) {
			c.Treatment = map[string]Treatment{"lost-laptop": {Response: Mitigate}}
		}, []unplannedLine{
			{Question: "encryption", Risks: []string{"lost-laptop"}}, {Question: "fax-handling", Rows: faxRow}, {Question: "auto-lock", Risks: []string{"lost-laptop"}},
		}},
		{"not answered, not applicable, hidden, in place", func(c *Content) {
			delete(c.Answers, "encryption")
			c.Answers["auto-lock"] = Answer{Response: NotApplicable, Reason: "r"}
			c.Answers["fax-in-use"] = Answer{Choice: "none"}
		}, nil},
	} {
		c := weak()
		tt.change(c)
		if diff := cmp.Diff(tt.want, unplannedIn(c)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestAdoptingAllLeavesNoGap: the questionnaire's remediations, each with an owner, leave a final report nothing to miss
// of them.
func TestAdoptingAllLeavesNoGap(t *testing.T) {
	c := weak()
	c.Treatment = map[string]Treatment{"lost-laptop": {Response: Mitigate}}
	missed := func() int {
		return len(slices.DeleteFunc(Rate(testCatalog(), c).Missing, func(g Gap) bool { return g.About.Kind != AboutRow && g.About.Kind != AboutMitigation }))
	}
	if missed() != 2 {
		t.Fatalf("%d gaps before, want 2", missed())
	}
	for _, u := range UnplannedOf(testCatalog(), c, Rate(testCatalog(), c)) {
		r := u.Question.Suggested(c.Date)
		r.ID, r.Owner = "r-"+u.Question.ID, "Priya"
		c.Remediation = append(c.Remediation, r)
	}
	if left := unplannedIn(c); missed() != 0 || left != nil {
		t.Errorf("%d gaps and %v left, want none", missed(), left)
	}
}

func TestSuggested(t *testing.T) {
	asOf := complete().Date
	q := Question{ID: "encryption", Text: "Are disks encrypted?"}
	if got := q.Suggested(asOf); got.Action != "Put this in place: Are disks encrypted?" || got.Due != asOf.AddDays(90) || got.Owner != "" {
		t.Errorf("without a suggestion: %+v", got)
	}
	q.Remediation = &Suggestion{Action: "Encrypt", Success: "All are", Effort: Medium, Days: 30, Role: "Security official"}
	if got := q.Suggested(asOf); got.Action != "Encrypt" || got.Success != "All are" || got.Effort != Medium || got.Due != asOf.AddDays(30) || got.Owner != "" {
		t.Errorf("with a suggestion: %+v", got)
	}
}
