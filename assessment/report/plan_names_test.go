package report_test

import (
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// TestIdsOfLinesAreNotPrinted: a line that was added in the browser has an id that nobody reads; documents give its number
// in the plan instead. Words that people gave stay.
func TestIdsOfLinesAreNotPrinted(t *testing.T) {
	const id = "01a2267c-6c45-7d3a-9f4e-2b1f0c9d8e7a"
	s := sample(t)
	was := s.Result.Plan[1].Remediation
	content, result := *s.Content, *s.Result
	content.Remediation, result.Plan = append(content.Remediation[:0:0], content.Remediation...), append(result.Plan[:0:0], result.Plan...)
	for i := range content.Remediation {
		if content.Remediation[i].ID == was {
			content.Remediation[i].ID = id
		}
	}
	result.Plan[1].Remediation = id
	s.Content, s.Result = &content, &result
	for _, d := range report.All(s) {
		text := report.Markdown(d)
		if strings.Contains(text, id) {
			t.Errorf("%s prints the id of a line", d.Name)
		}
		if d.Name == "executive-summary" && !strings.Contains(text, "Line 2: ") {
			t.Errorf("%s does not name the second line of the plan", d.Name)
		}
		if d.Name == "remediation-plan" && !strings.Contains(text, s.Result.Plan[0].Remediation+": ") {
			t.Errorf("%s does not call the first line by its word", d.Name)
		}
	}
}
