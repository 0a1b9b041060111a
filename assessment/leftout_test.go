package assessment

import "testing"

// TestLeftOut holds that what an extension hides protects nobody, and that it hides no risk by it.
func TestLeftOut(t *testing.T) {
	question := func(id string) Question { return Question{ID: id, Text: id, Audience: ForMSP} }
	risk := Risk{
		ID: "theft", Threat: "thief", Vulnerability: "It can be taken", Key: []string{"lock", "guard"}, Supporting: []string{"light"},
		Impact: Impacts{ImpactHigh, ImpactLow, ImpactLow},
	}
	threats := []Threat{{ID: "thief", Source: Adversarial, Occurrence: LikelihoodHigh}}
	for _, tt := range []struct {
		name     string
		hide     []string
		harm     Likelihood
		controls int
		excluded int
	}{
		{"nothing hidden", nil, LikelihoodLow, 3, 0},
		{"one key hidden", []string{"lock"}, LikelihoodHigh, 3, 0},
		{"all keys hidden", []string{"lock", "guard"}, LikelihoodVeryHigh, 3, 0},
		{"a supporting one hidden", []string{"light"}, LikelihoodLow, 2, 1},
	} {
		q := Questionnaire{Sections: []Section{{ID: "all"}}}
		content := &Content{Answers: map[string]Answer{}}
		for _, id := range []string{"lock", "guard", "light"} {
			q.Sections[0].Questions = append(q.Sections[0].Questions, question(id))
			content.Answers[id] = Answer{Response: Yes}
		}
		for _, id := range tt.hide {
			q.Hide = append(q.Hide, HiddenQuestion{ID: id, Why: "We have none."})
			for i := range q.Sections[0].Questions {
				if q.Sections[0].Questions[i].ID == id {
					q.Sections[0].Questions = append(q.Sections[0].Questions[:i], q.Sections[0].Questions[i+1:]...)
					break
				}
			}
		}
		result := Rate(NewCatalog(q, "", nil, threats, []Risk{risk}), content)
		if len(result.Risks) != 1 {
			t.Errorf("%s: %d risks are rated, want 1", tt.name, len(result.Risks))
			continue
		}
		got := result.Risks[0]
		if got.Current.Harm != tt.harm || len(got.Controls) != tt.controls || len(got.Excluded) != tt.excluded {
			t.Errorf("%s: harm %v from %d controls with %d excluded, want %v from %d with %d", tt.name,
				got.Current.Harm, len(got.Controls), len(got.Excluded), tt.harm, tt.controls, tt.excluded)
		}
	}
}
