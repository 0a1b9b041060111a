package report_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
)

// answered is the sample with some answers to the proposed rule.
func answered(t *testing.T, answers map[string]assessment.ReadinessAnswer) assessment.Snapshot {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	s := sample(t)
	if s.Overlay, err = lib.Catalog("proposed-rule-2025"); err != nil {
		t.Fatal(err)
	}
	s.Content.Readiness = &assessment.Readiness{
		Questionnaire: "proposed-rule-2025@2026.1", By: "Dana Reyes", Date: assessment.NewDate(2026, time.November, 20), Answers: answers,
	}
	return s
}

func chapterOf(d *report.Document) string {
	_, text, _ := strings.Cut(dump(d), "# Readiness for the proposed rule")
	return text
}

// TestReadiness compares the words of the chapter on the proposed rule with a golden file.
func TestReadiness(t *testing.T) {
	s := answered(t, map[string]assessment.ReadinessAnswer{
		"proposed-network-map":      {Response: assessment.Yes, Note: "Drawn when the annex opened"},
		"proposed-mfa-assets":       {Response: assessment.Partial},
		"proposed-patch-critical":   {Response: assessment.No, Note: "The imaging PC waits for its vendor."},
		"proposed-audit-trail":      {Response: assessment.Unknown},
		"proposed-penetration-test": {Response: assessment.NotApplicable, Note: "The vendor of the record system runs it."},
		"proposed-all-written":      {Note: "Ask Lee."},
	})
	d := report.Evaluation(s)
	golden(t, filepath.Join("testdata", "readiness.txt"), chapterOf(d))
	eachTable(d.Blocks, func(table report.Table) {
		if table.Columns[1].Title == "Answer" && table.Columns[0].Title != "Proposed, not in force" {
			t.Errorf("a table of the chapter is headed %q", table.Columns[0].Title)
		}
	})
	for _, word := range []string{"compliant", "certified", "approved by ocr"} {
		if strings.Contains(strings.ToLower(chapterOf(d)), word) {
			t.Errorf("the chapter says %q", word)
		}
	}
}

// TestReadinessStandsInTheEvaluationAlone, and only where something was answered.
func TestReadinessStandsInTheEvaluationAlone(t *testing.T) {
	without := report.All(sample(t))
	for i, d := range report.All(answered(t, map[string]assessment.ReadinessAnswer{"proposed-mfa-assets": {Response: assessment.Yes}})) {
		if d.Name != "evaluation" && dump(d) != dump(without[i]) {
			t.Errorf("%s has another text with readiness than without", d.Name)
		}
	}
	for _, s := range []assessment.Snapshot{sample(t), answered(t, nil), answered(t, map[string]assessment.ReadinessAnswer{"proposed-mfa-assets": {Note: "Ask Lee."}})} {
		d := report.Evaluation(s)
		if chapterOf(d) != "" || len(d.Blocks) != len(without[2].Blocks) {
			t.Error("there is a chapter about nothing")
		}
	}
}
