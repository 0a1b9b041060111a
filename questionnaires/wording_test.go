package questionnaires

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
)

// vague are words that hide the answer which the question is to find.
var vague = regexp.MustCompile(`(?i)\b(regularly|periodic(ally)?|appropriate(ly)?|adequate(ly)?|sufficient(ly)?|timely|robust|best practices?|and/or)\b`)

// TestWording holds what every question owes to the person who reads it aloud.
func TestWording(t *testing.T) {
	files, err := readSet(embedded, ".")
	if err != nil {
		t.Fatal(err)
	}
	for i := range files.questionnaires {
		file := &files.questionnaires[i]
		file.each(func(_ string, q *assessment.Question) {
			if strings.Count(q.Text, "?") != 1 || !strings.HasSuffix(q.Text, "?") {
				t.Errorf("%s asks %q, want one question", q.ID, q.Text)
			}
			texts := append([]string{q.Text, q.Guidance}, q.Evidence...)
			if r := q.Remediation; r != nil {
				texts = append(texts, r.Action, r.Success)
			}
			for _, text := range texts {
				if word := vague.FindString(text); word != "" {
					t.Errorf("%s says %q, which says nothing that can be seen: %s", q.ID, word, text)
				}
			}
			if file.Kind != assessment.Base || q.IsFact() {
				return
			}
			if !strings.Contains(q.Guidance, "Partial means ") {
				t.Errorf("%s does not say what Partial means", q.ID)
			}
			if len(q.Evidence) < 2 {
				t.Errorf("%s names %d things to ask for, want two or more", q.ID, len(q.Evidence))
			}
		})
	}
}

// TestRisksAreStories: a library of 50 to 80 risks over 40 threats or more, none of which another risk tells already.
func TestRisksAreStories(t *testing.T) {
	files, err := readSet(embedded, ".")
	if err != nil {
		t.Fatal(err)
	}
	seen, met, threats, risks := map[string]string{}, map[string]bool{}, 0, 0
	for _, lib := range files.risks {
		risks += len(lib.list)
		for _, r := range lib.list {
			story := fmt.Sprint(slices.Sorted(slices.Values(r.Key)), r.Impact)
			if other := seen[story]; other != "" {
				t.Errorf("%s and %s have the same key controls and impacts: they are one risk", r.ID, other)
			}
			seen[story], met[r.Threat] = r.ID, true
		}
	}
	for _, lib := range files.threats {
		threats += len(lib.list)
		for _, threat := range lib.list {
			if !met[threat.ID] {
				t.Errorf("the threat %s meets no vulnerability", threat.ID)
			}
		}
	}
	if risks < 50 || risks > 80 || threats < 40 {
		t.Errorf("there are %d risks and %d threats, want 50 to 80 and 40 or more", risks, threats)
	}
}
