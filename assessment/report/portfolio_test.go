package report_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestPortfolioReview holds the figures of the review against the clients that it was made from.
func TestPortfolioReview(t *testing.T) {
	p := report.Portfolio{Provider: "Northwind IT", Period: 2026, Standings: []report.Standing{
		{Client: "A", Final: true, Level: assessment.RiskHigh, Index: 40, Earlier: &report.Point{Period: 2025, Index: 45.2}, Open: 3, Late: 2, Assessed: "Nov 1, 2026"},
		{Client: "B", Final: true, Level: assessment.RiskHigh, Index: 50, Earlier: &report.Point{Period: 2024, Index: 45}},
		{Client: "C", Final: true, Level: assessment.RiskLow, Index: 10.04, Earlier: &report.Point{Period: 2025, Index: 10.01}},
		{Client: "D", Status: "Draft", Overdue: true, Open: 1, Late: 1, Years: []report.Point{{2019, 1}, {2020, 2}, {2021, 3}, {2022, 4}, {2023, 5}, {2024, 6}, {2025, 7}}},
		{Client: "E", Status: "Not opened"},
	}}
	const brief = "3 of 5 clients have a final analysis for 2026. 1 assessment is past the due day. 3 remediations of the plans are late. " +
		"Against the analysis before, the risk index fell for 1 client and rose for 1."
	if got := p.InBrief(); got != brief {
		t.Errorf("in brief: %s\nwant %s", got, brief)
	}
	if n := p.Levels(); n.High != 2 || n.Low != 1 || n.Sum() != 3 {
		t.Errorf("levels %+v, want two high and one low", n)
	}
	text := dump(p.Review())
	for _, want := range []string{
		"2 high", "| A | Final Nov 1, 2026 | High | 40.0 | 45.2 (2025) |", "3 open, 2 late",
		"| D | Late: draft |  |  |  | 2020: 2.0, 2021: 3.0, 2022: 4.0, 2023: 5.0, 2024: 6.0, 2025: 7.0 |", "| E | Not opened |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the review lacks %q:\n%s", want, text)
		}
	}
	none := report.Portfolio{Period: 2026}
	if text := dump(none.Review()); !strings.Contains(text, "There are no clients yet.") {
		t.Errorf("without clients it says:\n%s", text)
	}
}
