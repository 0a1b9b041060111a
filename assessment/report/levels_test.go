package report_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestLevelsInBoth: each year has a bar with its own counts, and the caption says the same in words.
func TestLevelsInBoth(t *testing.T) {
	year := func(period int, levels ...assessment.RiskLevel) assessment.Snapshot {
		s := assessment.Snapshot{Content: &assessment.Content{Period: period}, Result: &assessment.Result{}}
		for _, l := range levels {
			s.Result.Risks = append(s.Result.Risks, assessment.RatedRisk{Applies: true, Current: assessment.Rating{Level: l}})
		}
		s.Result.Risks = append(s.Result.Risks, assessment.RatedRisk{Current: assessment.Rating{Level: assessment.RiskVeryHigh}})
		return s
	}
	got := report.LevelsInBoth(year(2025, assessment.RiskHigh, assessment.RiskHigh, assessment.RiskLow), year(2026, assessment.RiskModerate))
	want := "Applicable risks by current level in both years. 2025: 0 very high, 2 high, 0 moderate, 1 low, 0 very low. " +
		"2026: 0 very high, 0 high, 1 moderate, 0 low, 0 very low."
	if got.Caption != want {
		t.Errorf("caption %q, want %q", got.Caption, want)
	}
	picture := report.SVG(got.Chart, got.Caption)
	for _, text := range []string{">2025<", ">2026<", ">2 High<", ">1 Low<", ">1 Moderate<"} {
		if !strings.Contains(picture, text) {
			t.Errorf("the picture lacks %s", text)
		}
	}
}
