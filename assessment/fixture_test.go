package assessment

import (
	"fmt"
	"maps"
	"testing"
	"time"
)

// rows of the rule that the small catalog of these tests uses.
var testRule = Rule{
	{Citation: "164.306(a)(1)", Safeguard: General, Designation: GeneralRule, AppliesTo: Both},
	{Citation: "164.308(a)(1)(ii)(A)", Safeguard: Administrative, Standard: "Security management process", Title: "Risk analysis", Designation: Required, AppliesTo: Both},
	{Citation: "164.308(b)(1)", Safeguard: Administrative, Standard: "Business associate contracts", Designation: Standard, AppliesTo: OnlyCoveredEntity},
	{Citation: "164.308(b)(2)", Safeguard: Administrative, Standard: "Business associate contracts", Designation: Standard, AppliesTo: OnlyBusinessAssociate},
	{Citation: "164.310(c)", Safeguard: Physical, Standard: "Workstation security", Designation: Standard, AppliesTo: Both},
	{Citation: "164.312(a)(2)(iii)", Safeguard: Technical, Standard: "Access control", Title: "Automatic logoff", Designation: Addressable, AppliesTo: Both},
	{Citation: "164.312(a)(2)(iv)", Safeguard: Technical, Standard: "Access control", Title: "Encryption and decryption", Designation: Addressable, AppliesTo: Both},
	{Citation: "164.312(e)(1)", Safeguard: Technical, Standard: "Transmission security", Designation: Standard, AppliesTo: Both},
}

func testQuestionnaire() Questionnaire {
	return Questionnaire{
		ID: "small", Version: "2026.1", Title: "Small", Kind: Base,
		Retired: []RetiredQuestion{{ID: "old-question", Since: "2026.1", Why: "It asked two things."}},
		Sections: []Section{
			{ID: "about", Title: "About", Questions: []Question{
				{ID: "fax-in-use", Text: "Do you fax?", Fact: FactChoice, Choices: []Choice{{"none", "No"}, {"machine", "Yes, a machine"}}},
				{ID: "fax-count", Text: "How many machines?", Fact: FactNumber, When: &Condition{Question: "fax-in-use", Is: []string{"machine"}}},
			}},
			{ID: "controls", Title: "Controls", Questions: []Question{
				{ID: "analysis", Text: "Is there an analysis?", Citations: []string{"164.308(a)(1)(ii)(A)"}},
				{ID: "vendor-list", Text: "Is there a list of vendors?", Citations: []string{"164.308(b)(1)"}},
				{ID: "subcontractors", Text: "Do subcontractors promise?", Citations: []string{"164.308(b)(2)"}},
				{ID: "placement", Text: "Can nobody read screens?", Citations: []string{"164.310(c)"}, Per: PerSite},
				{ID: "auto-lock", Text: "Do screens lock?", Citations: []string{"164.312(a)(2)(iii)"}},
				{ID: "encryption", Text: "Are disks encrypted?", Citations: []string{"164.312(a)(2)(iv)"}, Replaces: []string{"disk-encryption"}},
				{ID: "fax-handling", Text: "Are numbers checked?", Citations: []string{"164.312(e)(1)"}, When: &Condition{Question: "fax-in-use", Is: []string{"machine"}}},
				{ID: "fax-log", Text: "Is there a log?", Citations: []string{"164.312(e)(1)"}, When: &Condition{Question: "fax-count", AtLeast: 2}},
				{ID: "big-client", Text: "Is there a team?", Citations: []string{"164.308(a)(1)(ii)(A)"}, When: &Condition{Client: ClientWorkforce, AtLeast: 50}},
			}},
		},
	}
}

var testThreats = []Threat{
	{ID: "device-loss", Title: "A device is lost", Source: Accidental, Occurrence: LikelihoodHigh, Why: "It happens."},
	{ID: "misdial", Title: "A wrong number", Source: Accidental, Occurrence: LikelihoodModerate, Why: "It happens."},
}

func testRisks() []Risk {
	return []Risk{
		{
			ID: "lost-laptop", Threat: "device-loss", Vulnerability: "A lost laptop can be read", Assets: []AssetKind{Laptop},
			Impact: Impacts{ImpactHigh, ImpactLow, ImpactLow}, Key: []string{"encryption"}, Supporting: []string{"auto-lock", "placement"},
		},
		{
			ID: "wrong-number", Threat: "misdial", Vulnerability: "A fax goes to a stranger", Assets: []AssetKind{Fax},
			Impact: Impacts{ImpactModerate, ImpactVeryLow, ImpactVeryLow}, Key: []string{"fax-handling", "fax-log"},
			When: &Condition{Question: "fax-in-use", Is: []string{"machine"}},
		},
		{
			ID: "nobody-looks", Threat: "misdial", Vulnerability: "Nobody looks at risks",
			Impact: Impacts{ImpactModerate, ImpactModerate, ImpactModerate}, Key: []string{"analysis", "vendor-list"}, Supporting: []string{"gone-question"},
		},
		{ID: "not-used", Threat: "misdial", Vulnerability: "Not of this questionnaire", Impact: Impacts{ImpactLow, ImpactLow, ImpactLow}, Key: []string{"gone-question"}},
	}
}

func testCatalog() *Catalog {
	return NewCatalog(testQuestionnaire(), "sha256:0", testRule, testThreats, testRisks())
}

func day(y int, m time.Month, d int) Date { return NewDate(y, m, d) }

// complete is a content of which nothing is missing.
func complete() *Content {
	yes := Answer{Response: Yes}
	return &Content{
		Questionnaire: "small",
		Client:        Client{Name: "Riverside", Kinds: []EntityKind{CoveredEntity}, Workforce: 18, Individuals: 4200, Sites: []string{"main", "annex"}},
		Period:        2026,
		Date:          day(2026, time.November, 23),
		Assessor:      Person{Name: "Dana Reyes", Qualification: "Ten years of it"},
		Scope:         "All ePHI.",
		Answers: map[string]Answer{
			"fax-in-use": {Choice: "machine"}, "fax-count": {Value: "2"}, "analysis": yes, "vendor-list": yes, "placement": yes,
			"auto-lock": yes, "encryption": yes, "fax-handling": yes, "fax-log": yes,
		},
		SecurityOfficial: &Person{Name: "Maria Alvarez"},
		Sources:          []InformationSource{{Kind: "interview", Who: "Maria Alvarez", Date: day(2026, time.November, 2)}},
		Inventory:        Inventory{ConfirmedBy: "Maria Alvarez", Date: day(2026, time.November, 3)},
		Assets: []Asset{
			{Name: "Laptops", Kind: Laptop, Count: 3, EPHI: []Handling{Maintains}},
			{Name: "Fax", Kind: Fax, EPHI: []Handling{Transmits}},
		},
		RisksReviewed: &RiskReview{By: "Dana Reyes", Date: day(2026, time.November, 20), Basis: map[string]string{
			"lost-laptop": "Three laptops leave the office.", "wrong-number": "Ten faxes a day.", "nobody-looks": "A small office.",
		}},
		NextReview:     day(2027, time.November, 1),
		ReviewTriggers: []string{"A new EHR"},
		Approval:       &Approval{Name: "Sam Okafor", Title: "Owner", Date: day(2026, time.November, 24)},
	}
}

// with gives a complete content after a change.
func with(change func(c *Content)) *Content {
	c := complete()
	change(c)
	return c
}

// answered gives a complete content in which some answers are others.
func answered(answers map[string]Answer) *Content {
	return with(func(c *Content) { maps.Copy(c.Answers, answers) })
}

func riskOf(t *testing.T, r *Result, id string) *RatedRisk {
	t.Helper()
	for i := range r.Risks {
		if r.Risks[i].Risk == id {
			return &r.Risks[i]
		}
	}
	t.Fatalf("no risk %s in the register", id)
	return nil
}

func rowOf(t *testing.T, r *Result, citation string) *RowResult {
	t.Helper()
	for i := range r.Rule {
		if r.Rule[i].Citation == citation {
			return &r.Rule[i]
		}
	}
	t.Fatalf("no row %s", citation)
	return nil
}

func answerOf(t *testing.T, r *Result, id string) *AnswerResult {
	t.Helper()
	for i := range r.Answers {
		if r.Answers[i].Question == id {
			return &r.Answers[i]
		}
	}
	t.Fatalf("no answer %s", id)
	return nil
}

func gapLines(gaps []Gap) []string {
	lines := []string{}
	for _, g := range gaps {
		lines = append(lines, fmt.Sprintf("%s: %s", g.Element, g.What))
	}
	return lines
}
