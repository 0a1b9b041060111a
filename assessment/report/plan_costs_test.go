package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestCostsAddUp recomputes every sum of the costs, by level and by quarter, and that no missing estimate is a zero.
func TestCostsAddUp(t *testing.T) {
	for name, s := range plans(t) {
		t.Run(name, func(t *testing.T) {
			byLevel, byQuarter := map[string]sums{}, map[string]sums{}
			for _, l := range openLines(s) {
				tally(byLevel, levelName(l.Level), l.rem.Cost)
				tally(byQuarter, periodName(s.Content.Date, l.rem.Due), l.rem.Cost)
			}
			d := report.RemediationPlan(s)
			if diff := cmp.Diff(byLevel, sumsOf(t, tableIn(partOf(d, 2, "By level of risk")))); diff != "" {
				t.Errorf("by level (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(byQuarter, sumsOf(t, tableIn(partOf(d, 2, "By quarter")))); diff != "" {
				t.Errorf("by quarter (-want +got):\n%s", diff)
			}
		})
	}
}

type sums struct {
	Lines, Priced, Unpriced int
	Sum                     float64
}

// tally adds a line to its row and to the last one, which has all.
func tally(rows map[string]sums, name string, cost float64) {
	for _, key := range []string{name, "All that is open"} {
		sum := rows[key]
		sum.Lines++
		sum.Sum += cost
		if cost == 0 {
			sum.Unpriced++
		} else {
			sum.Priced++
		}
		rows[key] = sum
	}
}

func levelName(l assessment.RiskLevel) string {
	if l == 0 {
		return "No risk that applies"
	}
	return l.Title()
}

func periodName(asOf, due assessment.Date) string {
	switch day := due.Time(); {
	case due.IsZero():
		return "Without a due date"
	case due.Before(asOf):
		return "Overdue"
	default:
		quarter := (int(day.Month()) + 2) / 3
		last := time.Date(day.Year(), time.Month(3*quarter+1), 0, 0, 0, 0, 0, time.UTC)
		return fmt.Sprintf("Q%d %d, by %s", quarter, day.Year(), last.Format("January 2, 2006"))
	}
}

// sumsOf reads a table of costs back.
func sumsOf(t *testing.T, table report.Table) map[string]sums {
	t.Helper()
	rows := map[string]sums{}
	for _, r := range table.Rows {
		c := r.Cells
		sum := sums{Lines: int(number(t, c[1].Text)), Priced: int(number(t, c[2].Text)), Unpriced: int(number(t, c[4].Text))}
		if c[3].Text != "No estimate" {
			if sum.Sum = number(t, c[3].Text); sum.Sum == 0 {
				t.Errorf("%s is said to cost nothing", c[0].Text)
			}
		}
		rows[c[0].Text+c[0].Level.Title()] = sum
	}
	return rows
}
