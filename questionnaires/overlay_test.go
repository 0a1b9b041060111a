package questionnaires

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
)

const proposed = "Proposed, not in force."

// TestProposedRuleSaysSo: whoever reads one question of the proposal alone must see that it is not law.
func TestProposedRuleSaysSo(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "proposed-rule-2025")
	q := cat.Questionnaire
	if n := len(cat.Questions()); q.Kind != assessment.Overlay || fmt.Sprint(q.Over) != "[security-rule]" || n < 20 || n > 35 {
		t.Errorf("an %s over %v of %d questions, want an overlay over security-rule of 20 to 35", q.Kind, q.Over, n)
	}
	for _, want := range []string{proposed, "never count in its risks, its score"} {
		if !strings.Contains(q.About, want) {
			t.Errorf("about says %q, want %q in it", q.About, want)
		}
	}
	for _, s := range q.Sections {
		if !strings.HasPrefix(s.Intro, proposed) {
			t.Errorf("section %s does not begin with %q", s.ID, proposed)
		}
	}
	place := regexp.MustCompile(`^Proposed 164\.3\d\d(\([a-zA-Z0-9]+\))*: .`)
	for _, question := range cat.Questions() {
		switch {
		case !strings.HasPrefix(question.Guidance, proposed):
			t.Errorf("the guidance of %s does not begin with %q", question.ID, proposed)
		case !place.MatchString(question.Proposal):
			t.Errorf("%s checks %q, which names no place of the proposal", question.ID, question.Proposal)
		case len(question.Citations) > 0:
			t.Errorf("%s cites rows of the rule in force: %v", question.ID, question.Citations)
		case question.Remediation == nil || !strings.HasPrefix(question.Remediation.Action, "As a step toward readiness, "):
			t.Errorf("%s offers its remediation as more than a step toward readiness", question.ID)
		case len(question.Evidence) == 0:
			t.Errorf("%s names no evidence", question.ID)
		}
	}
}
