package assessment

import "testing"

// TestPremises: each reason for which a question may stay unasked has its words.
func TestPremises(t *testing.T) {
	choice := []Choice{{"none", "We do not"}, {"machine", "With a machine"}, {"online", "Online"}}
	rule := Rule{
		{Citation: "164.308(b)(1)", Designation: Standard, AppliesTo: OnlyCoveredEntity},
		{Citation: "164.308(b)(2)", Designation: Standard, AppliesTo: OnlyBusinessAssociate},
		{Citation: "164.312(b)", Designation: Standard, AppliesTo: Both},
	}
	for _, tt := range []struct {
		name     string
		question Question
		want     []string
	}{
		{"always", Question{Citations: []string{"164.312(b)"}}, nil},
		{"a fact", Question{Fact: FactChoice}, nil},
		{"a choice", Question{When: &Condition{Question: "fax", Is: []string{"machine"}}}, []string{`"How do you fax?" is answered "With a machine"`}},
		{
			"choices",
			Question{When: &Condition{Question: "fax", Is: []string{"none", "machine", "online"}}},
			[]string{`"How do you fax?" is answered "We do not", "With a machine" or "Online"`},
		},
		{"a number", Question{When: &Condition{Question: "count", AtLeast: 2}}, []string{`"How many?" is 2 or more`}},
		{"a screening", Question{When: &Condition{Question: "phi", Is: []string{"yes", "unsure"}}}, []string{`"PHI?" is answered "Yes" or "Unsure"`}},
		{"kinds", Question{When: &Condition{Client: ClientKind, Is: []string{"covered_entity", "subcontractor"}}}, []string{"the client is a covered entity or a subcontractor"}},
		{"workforce", Question{When: &Condition{Client: ClientWorkforce, AtLeast: 5}}, []string{"the client has a workforce of 5 or more"}},
		{"individuals", Question{When: &Condition{Client: ClientIndividuals, AtLeast: 500}}, []string{"the client holds ePHI of 500 or more individuals"}},
		{"sites", Question{When: &Condition{Client: ClientSites, AtLeast: 2}}, []string{"the client has 2 or more sites"}},
		{"plan", Question{When: &Condition{Client: ClientPlanSponsor, Is: []string{"yes"}}}, []string{"the client sponsors a group health plan"}},
		{"no plan", Question{When: &Condition{Client: ClientPlanSponsor, Is: []string{"no"}}}, []string{"the client sponsors no group health plan"}},
		{"clearinghouse", Question{When: &Condition{Client: ClientClearinghouse, Is: []string{"yes"}}}, []string{"the client has a health care clearinghouse"}},
		{"no clearinghouse", Question{When: &Condition{Client: ClientClearinghouse, Is: []string{"no"}}}, []string{"the client has no health care clearinghouse"}},
		{"for covered entities", Question{Citations: []string{"164.308(b)(1)"}}, []string{"the client is a covered entity"}},
		{"for business associates", Question{Citations: []string{"164.308(b)(2)"}}, []string{"the client is a business associate"}},
		{"for either", Question{Citations: []string{"164.308(b)(1)", "164.308(b)(2)"}}, nil},
		{"for all by one row", Question{Citations: []string{"164.308(b)(1)", "164.312(b)"}}, nil},
		{
			"both reasons",
			Question{Citations: []string{"164.308(b)(1)"}, When: &Condition{Client: ClientSites, AtLeast: 2}},
			[]string{"the client is a covered entity", "the client has 2 or more sites"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.question.ID = "asked"
			cat := NewCatalog(Questionnaire{Sections: []Section{{Questions: []Question{
				{ID: "fax", Text: "How do you fax?", Fact: FactChoice, Choices: choice},
				{ID: "count", Text: "How many?", Fact: FactNumber},
				{ID: "phi", Text: "PHI?"},
				tt.question,
			}}}}, "", rule, nil, nil)
			got := cat.Premises(cat.Question("asked"))
			if len(got) != len(tt.want) {
				t.Fatalf("Premises = %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i].String() != tt.want[i] {
					t.Errorf("Premises = %q, want %q", got[i], tt.want[i])
				}
			}
		})
	}
}
