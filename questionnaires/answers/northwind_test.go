package answers

import (
	"strings"
	"testing"

	"safeguard/assessment"
)

// TestMSPAnswersItsOwnQuestionnaire reads the answers of an MSP, in which each question that only an MSP has is answered.
func TestMSPAnswersItsOwnQuestionnaire(t *testing.T) {
	cat, content, err := Read(library(t), "testdata/northwind.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := cat.Questionnaire.ID; got != "business-associate" {
		t.Errorf("the catalog is of %s, want business-associate", got)
	}
	for _, section := range cat.Questionnaire.Sections {
		for _, q := range section.Questions {
			if _, answered := content.Answers[q.ID]; !answered && strings.HasPrefix(section.ID, "msp-") {
				t.Errorf("%s has no answer", q.ID)
			}
		}
	}
	levels := map[string]assessment.RiskLevel{}
	for _, risk := range assessment.Rate(cat, content).Risks {
		levels[risk.Risk] = risk.Current.Level
	}
	for risk, want := range map[string]assessment.RiskLevel{
		"ransomware-to-all-clients": assessment.RiskVeryHigh, // scripts run everywhere, unasked, and two MSPs in town were attacked
		"client-reaches-client":     assessment.RiskLow,      // tried this month
	} {
		if levels[risk] != want {
			t.Errorf("%s is %v, want %v", risk, levels[risk], want)
		}
	}
}
