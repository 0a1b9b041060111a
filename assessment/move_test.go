package assessment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlanMove(t *testing.T) {
	questions := func(q *Questionnaire) []Question { return q.Sections[0].Questions }
	content := func() *Content {
		return &Content{Period: 2026, Client: Client{Name: "C"}, Assessor: Person{Name: "A"}, Answers: map[string]Answer{
			"faxes": {Choice: "yes"}, "lock": {Response: Yes, Note: "All doors"}, "guard": {Response: Unknown, Owner: "P"},
		}}
	}
	for _, tt := range []struct {
		name             string
		change           func(q *Questionnaire, threats []Threat, risks []Risk)
		stays            int
		reopened, unseen []string
		proposed         []string // with whether they are to be answered anew
	}{
		{"nothing", nil, 3, nil, nil, nil},
		{"other words", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[1].Text = "Is it shut?" }, 2, []string{"lock"}, nil, []string{"lock false"}},
		{"other words for what nobody knew", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[2].Text = "Is it manned?" }, 3, nil, nil, nil},
		{"another row", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[1].Citations = []string{"164.312(b)"} }, 2, []string{"lock"}, nil, []string{"lock true"}},
		{"another role", func(_ *Questionnaire, _ []Threat, risks []Risk) {
			risks[0].Key, risks[0].Supporting = []string{"guard"}, []string{"lock"}
		}, 3, nil, nil, nil},
		{"another id", func(q *Questionnaire, _ []Threat, risks []Risk) {
			questions(q)[1].ID, questions(q)[1].Replaces = "bolt", []string{"lock"}
			risks[0].Key = []string{"bolt"}
		}, 2, nil, nil, []string{"bolt false"}},
		{"a choice less", func(q *Questionnaire, _ []Threat, _ []Risk) {
			questions(q)[0].Choices = []Choice{{ID: "no"}, {ID: "never"}}
		}, 2, []string{"faxes"}, nil, []string{"faxes true"}},
		{"a question less", func(q *Questionnaire, _ []Threat, _ []Risk) { q.Sections[0].Questions = questions(q)[:1] }, 1, nil, []string{"guard", "lock"}, nil},
	} {
		n := 0
		newID := func() string { n++; return fmt.Sprint(n) }
		got := PlanMove(Snapshot{ID: "a", Catalog: edition(nil), Content: content()}, edition(tt.change), newID)
		var proposed []string
		for _, p := range got.Proposals {
			proposed = append(proposed, fmt.Sprintf("%s %v", p.Question, p.Anew))
		}
		if diff := cmp.Diff([]any{tt.stays, tt.reopened, tt.unseen, tt.proposed}, []any{got.Stays, got.Reopened, got.Unseen, proposed}); diff != "" {
			t.Errorf("%s: PlanMove (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestFit(t *testing.T) {
	c := &Content{
		Answers:       map[string]Answer{"lock": {Response: Yes}, "gone": {Response: Yes}},
		Threats:       map[string]ThreatAdjustment{"thief": {}, "gone": {}},
		Overrides:     map[string]Override{"theft": {}, "own-flood": {}, "gone": {}},
		RisksExcluded: map[string]RiskExclusion{"gone": {}},
		Treatment:     map[string]Treatment{"theft": {}, "gone": {}},
		RisksReviewed: &RiskReview{Basis: map[string]string{"theft": "x", "gone": "y"}},
		OwnRisks:      []OwnRisk{{ID: "own-flood"}},
	}
	left := []string{"answers.gone", "threats.gone", "overrides.gone", "risks_excluded.gone", "treatment.gone", "risks_reviewed.basis.gone"}
	if diff := cmp.Diff(left, c.Fit(edition(nil))); diff != "" {
		t.Errorf("Fit leaves out (-want +got):\n%s", diff)
	}
	want := &Content{
		Answers:       map[string]Answer{"lock": {Response: Yes}},
		Threats:       map[string]ThreatAdjustment{"thief": {}},
		Overrides:     map[string]Override{"theft": {}, "own-flood": {}},
		RisksExcluded: map[string]RiskExclusion{},
		Treatment:     map[string]Treatment{"theft": {}},
		RisksReviewed: &RiskReview{Basis: map[string]string{"theft": "x"}},
		OwnRisks:      []OwnRisk{{ID: "own-flood"}},
	}
	if diff := cmp.Diff(want, c, cmp.AllowUnexported(Date{})); diff != "" {
		t.Errorf("Fit (-want +got):\n%s", diff)
	}
}
