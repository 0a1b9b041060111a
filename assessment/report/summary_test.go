package report_test

import (
	"fmt"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestSummaryNumbers recomputes what the summary says from the snapshot.
func TestSummaryNumbers(t *testing.T) {
	s := sample(t)
	applies, over, open, cost := 0, 0, 0, 0.0
	for _, r := range s.Result.Risks {
		if r.Applies {
			applies++
			if s.Content.Over(r.Current.Level) {
				over++
			}
		}
	}
	plan := map[string]assessment.Remediation{}
	for _, rem := range s.Content.Remediation {
		plan[rem.ID] = rem
	}
	var first []string
	for _, line := range s.Result.Plan {
		if rem := plan[line.Remediation]; rem.Status != assessment.Done {
			open++
			cost += rem.Cost
			first = append(first, rem.ID)
		}
	}
	d := report.ExecutiveSummary(s)
	text := dump(d)
	for _, want := range []string{
		fmt.Sprintf("%d apply. %d of these are over the threshold", applies, over),
		fmt.Sprintf("Give the owners of %d remediations", open),
		fmt.Sprintf("estimated so far: $%d,%03d)", int(cost)/1000, int(cost)%1000),
		"about 4,200 individuals",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
	eachTable(d.Blocks, func(table report.Table) {
		if table.Columns[0].Title != "Remediation" {
			return
		}
		if len(table.Rows) != 5 {
			t.Fatalf("%d things to do, want 5", len(table.Rows))
		}
		for i, row := range table.Rows {
			if !strings.HasPrefix(row.Cells[0].Text, first[i]+": ") {
				t.Errorf("thing %d to do is %q, want %s", i+1, row.Cells[0].Text, first[i])
			}
		}
	})
}
