package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestEachLineHasAllThatIsKnown: every field of every remediation stands in the plan, also of those that are canceled.
func TestEachLineHasAllThatIsKnown(t *testing.T) {
	s := sample(t)
	text := textOf(append(partOf1(report.RemediationPlan(s), "Late, moved and canceled"), report.Text{}))
	eachLine(s.Content, func(r *assessment.Remediation) {
		fields := []string{r.Action}
		for _, e := range r.History {
			fields = append(fields, e.What, e.Outcome, e.Date.Long())
		}
		if r.Status != assessment.Cancelled {
			fields = append(fields, r.ID+": "+r.Action, r.Success, r.Owner, r.Start.Long(), r.Due.Long(), r.Effort.Title(), r.Interim, r.Completed.Long(), r.Evidence, r.VerifiedBy, r.Approver.Name, r.Resources, r.Verified.Long(), r.Review.Long())
			for _, m := range r.Milestones {
				fields = append(fields, m.Date.Long()+": "+m.What)
			}
			for _, id := range r.Questions {
				fields = append(fields, s.Catalog.Question(id).Text)
			}
		}
		for _, want := range fields {
			if !strings.Contains(text, want) {
				t.Errorf("of %s the plan lacks %q", r.ID, want)
			}
		}
	})
}

// TestRisksOfALine: an open line lists each of its risks with three levels, and what is left of likelihood and impact.
func TestRisksOfALine(t *testing.T) {
	s := sample(t)
	risks := map[string]assessment.RatedRisk{}
	for _, r := range s.Result.Risks {
		risks[r.Heading()] = r
	}
	tables := map[string]report.Table{}
	for _, b := range partOf(report.RemediationPlan(s), 1, "Each remediation") {
		if kept, ok := b.(report.Together); ok {
			tables[kept.Title] = tableIn(kept.Blocks)
		}
	}
	for _, l := range openLines(s) {
		rows := tables[fmt.Sprintf("%s. %s: %s", l.no, l.Remediation, l.rem.Action)].Rows
		if len(rows) != len(l.Risks) || len(rows) == 0 {
			t.Errorf("%s lists %d risks, want %d", l.Remediation, len(rows), len(l.Risks))
		}
		for _, row := range rows {
			r := risks[row.Cells[1].Text]
			left := r.Target.Likelihood.Title() + ", " + strings.ToLower(r.Impact.Overall.Title())
			if row.Cells[2].Level != r.Inherent.Level || row.Cells[3].Level != r.Current.Level || row.Cells[4].Level != r.Target.Level || row.Cells[5].Text != left {
				t.Errorf("%s has %v for %s, want %v, %v, %v and %s", l.Remediation, row.Cells, r.Risk, r.Inherent.Level, r.Current.Level, r.Target.Level, left)
			}
		}
	}
}

// TestWhatSlipped: what is late with its days, what moved with its reasons, and what is gone since the earlier plan.
func TestWhatSlipped(t *testing.T) {
	s := sample(t)
	s.Content.Remediation[0].Due = s.Content.Date.AddDays(-1)
	slow := &s.Content.Remediation[2]
	slow.Reschedule(slow.Due.AddDays(10), assessment.NewDate(2026, time.November, 2), "Dana Reyes", "The scanner is late.")
	before := s.Result.Comparison
	s.Result = assessment.Rate(s.Catalog, s.Content)
	s.Result.Comparison = before
	s.Result.Comparison.Remediation.Dropped = append(s.Result.Comparison.Remediation.Dropped, "r-forgotten")
	s.Result.Comparison.Remediation.Moved = []assessment.Moved{{Remediation: "r-ai-rules", From: s.Content.Date, To: s.Content.Date.AddDays(9)}}
	d := report.RemediationPlan(s)
	late := 0
	for _, row := range tableIn(partOf(d, 2, "Past the due date")).Rows {
		late++
		if strings.HasPrefix(s.Content.Remediation[0].Action, strings.TrimSuffix(row.Cells[1].Text, "…")) && row.Cells[4].Text != "1" {
			t.Errorf("%s is late by %s days, want 1", row.Cells[1].Text, row.Cells[4].Text)
		}
	}
	want, moves := 0, 1 // one that only the comparison knows
	eachLine(s.Content, func(r *assessment.Remediation) {
		if r.Late(s.Content.Date) {
			want++
		}
		if r.Status == assessment.Cancelled {
			return
		}
		for _, e := range r.History {
			if strings.HasPrefix(e.What, "Due date moved") {
				moves++
			}
		}
	})
	told := 0
	for _, row := range tableIn(partOf(d, 2, "Due dates that moved")).Rows {
		n, _, _ := strings.Cut(row.Cells[2].Text, " ")
		told += int(number(t, n))
	}
	if late != want || told != moves || want < 2 || moves < 3 {
		t.Errorf("%d lines are late and %d dates moved, want %d and %d", late, told, want, moves)
	}
	text := textOf(partOf(d, 2, "Due dates that moved")) + textOf(partOf(d, 2, "Canceled"))
	for _, want := range []string{"The scanner is late.", "since the analysis of 2025. No reason was noted.", "| r-forgotten | Open in the plan of 2025", "| r-fax-shelf: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the plan lacks %q:\n%s", want, text)
		}
	}
}
