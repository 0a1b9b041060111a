package assessment

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// edition gives a small edition, changed.
func edition(change func(q *Questionnaire, threats []Threat, risks []Risk)) *Catalog {
	q := Questionnaire{ID: "all", Version: "1", Sections: []Section{{ID: "all", Questions: []Question{
		{ID: "faxes", Text: "Do you fax?", Fact: FactChoice, Choices: []Choice{{ID: "yes", Text: "Always"}, {ID: "no", Text: "Never"}}, Audience: ForClient},
		{ID: "lock", Text: "Is it locked?", Citations: []string{"164.310(c)"}, Audience: ForMSP},
		{ID: "guard", Text: "Is it guarded?", Citations: []string{"164.310(b)"}, Audience: ForMSP, When: &Condition{Question: "faxes", Is: []string{"yes"}}},
	}}}}
	threats := []Threat{{ID: "thief", Title: "A thief", Source: Adversarial, Occurrence: LikelihoodHigh}}
	risks := []Risk{{ID: "theft", Threat: "thief", Vulnerability: "It goes", Impact: Impacts{ImpactHigh, ImpactLow, ImpactLow}, Key: []string{"lock"}, Supporting: []string{"guard"}}}
	if change != nil {
		change(&q, threats, risks)
	}
	return NewCatalog(q, q.Version, nil, threats, risks)
}

func TestDiff(t *testing.T) {
	questions := func(q *Questionnaire) []Question { return q.Sections[0].Questions }
	for _, tt := range []struct {
		name   string
		change func(q *Questionnaire, threats []Threat, risks []Risk)
		want   EditionDiff
	}{
		{"nothing", nil, EditionDiff{}},
		{"a question more", func(q *Questionnaire, _ []Threat, _ []Risk) {
			q.Sections[0].Questions = append(questions(q), Question{ID: "light", Text: "Is it lit?", Audience: ForMSP})
		}, EditionDiff{Questions: []QuestionDiff{{ID: "light", Text: "Is it lit?", Added: true}}}},
		{"a question less", func(q *Questionnaire, _ []Threat, risks []Risk) {
			q.Sections[0].Questions = questions(q)[:2]
			q.Retired = []RetiredQuestion{{ID: "guard", Why: "Nobody guards."}}
			risks[0].Supporting = nil
		}, EditionDiff{
			Questions: []QuestionDiff{{ID: "guard", Text: "Is it guarded?", Retired: true, Why: "Nobody guards."}},
			Risks:     []EntryDiff{{ID: "theft", Title: "It goes", What: []string{`"Is it guarded?" is no supporting control of it any more.`}}},
		}},
		{"other words", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[1].Text = "Is it shut?" }, EditionDiff{
			Questions: []QuestionDiff{{ID: "lock", Text: "Is it shut?", OldText: "Is it locked?"}},
		}},
		{"other words of a gate", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[0].Text = "Do you still fax?" }, EditionDiff{
			Questions: []QuestionDiff{{ID: "faxes", Text: "Do you still fax?", OldText: "Do you fax?"}},
		}},
		{"another id", func(q *Questionnaire, _ []Threat, risks []Risk) {
			questions(q)[1].ID, questions(q)[1].Replaces = "bolt", []string{"lock"}
			risks[0].Key = []string{"bolt"}
		}, EditionDiff{Questions: []QuestionDiff{{ID: "bolt", Text: "Is it locked?", Replaces: []string{"lock"}}}}},
		{"another row", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[1].Citations = []string{"164.312(b)"} }, EditionDiff{
			Questions: []QuestionDiff{{ID: "lock", Text: "Is it locked?", Meaning: []string{"It cites 164.312(b); it was 164.310(c)."}}},
		}},
		{"other choices", func(q *Questionnaire, _ []Threat, _ []Risk) { questions(q)[0].Choices[1].ID = "never" }, EditionDiff{
			Questions: []QuestionDiff{{ID: "faxes", Text: "Do you fax?", Meaning: []string{"Its form is a fact of the form choice, yes, never; it was a fact of the form choice, yes, no."}}},
		}},
		{"asked always, by site, of the client", func(q *Questionnaire, _ []Threat, _ []Risk) {
			questions(q)[2].When, questions(q)[2].Per, questions(q)[2].Audience = nil, PerSite, ForClient
		}, EditionDiff{Questions: []QuestionDiff{{ID: "guard", Text: "Is it guarded?", Asking: []string{
			"It is asked always; it was only if \"Do you fax?\" is answered \"Always\".", "It is answered for each site; it was once.", "It is put to client; it was msp.",
		}}}}},
		{"another role", func(_ *Questionnaire, _ []Threat, risks []Risk) {
			risks[0].Key, risks[0].Supporting = []string{"lock", "guard"}, nil
		}, EditionDiff{
			Questions: []QuestionDiff{{ID: "guard", Text: "Is it guarded?", Meaning: []string{"It is a key control of \"It goes\"; it was a supporting one."}}},
			Risks: []EntryDiff{{ID: "theft", Title: "It goes", What: []string{
				`It has the key control "Is it guarded?" now.`, `"Is it guarded?" is no supporting control of it any more.`,
			}}},
		}},
		{"another impact and occurrence", func(_ *Questionnaire, threats []Threat, risks []Risk) {
			threats[0].Occurrence, risks[0].Impact.Availability = LikelihoodLow, ImpactModerate
		}, EditionDiff{
			Risks:   []EntryDiff{{ID: "theft", Title: "It goes", What: []string{"Its impact (confidentiality, integrity, availability) is high, low, moderate; it was high, low, low."}}},
			Threats: []EntryDiff{{ID: "thief", Title: "A thief", What: []string{"Its occurrence is low; it was high."}}},
		}},
	} {
		from, to := edition(nil), edition(tt.change)
		tt.want.From, tt.want.To = editionOf(from), editionOf(to)
		if diff := cmp.Diff(tt.want, Diff(from, to)); diff != "" {
			t.Errorf("%s: Diff (-want +got):\n%s", tt.name, diff)
		}
		back := Diff(to, from)
		if (tt.change == nil) != back.Empty() {
			t.Errorf("%s: the other way round Empty = %v", tt.name, back.Empty())
		}
	}
}
