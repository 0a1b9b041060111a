package assessment

import (
	"math"
	"strings"
	"testing"
)

func TestCheckAcceptsWhatIsComplete(t *testing.T) {
	for name, c := range map[string]*Content{"complete": complete(), "final": final()} {
		if got := c.Check(testCatalog()); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		path   string
		want   string
		change func(c *Content)
	}{
		{"client.name", "Name the client", func(c *Content) { c.Client.Name = " " }},
		{"client.kinds", "what the client is", func(c *Content) { c.Client.Kinds = nil }},
		{"client.workforce", "negative", func(c *Content) { c.Client.Workforce = -1 }},
		{"client.individuals", "negative", func(c *Content) { c.Client.Individuals = -1 }},
		{"client.sites[2]", "twice", func(c *Content) { c.Client.Sites = append(c.Client.Sites, "main") }},
		{"client.sites[2]", "a name", func(c *Content) { c.Client.Sites = append(c.Client.Sites, " ") }},
		{"period", "do not belong together", func(c *Content) { c.Period = 2019 }},
		{"answers.placement.sites.main.sites", "no sites of its own", func(c *Content) {
			c.Answers["placement"] = Answer{Sites: map[string]Answer{"main": {Response: Yes, Sites: map[string]Answer{"annex": {}}}}}
		}},
		{"assets[0].name", "a name", func(c *Content) { c.Assets[0].Name = " " }},
		{"vendors[0].name", "a name", func(c *Content) { c.Vendors = []Vendor{{}} }},
		{"threats.misdial.occurrence", "how likely", func(c *Content) { c.Threats = map[string]ThreatAdjustment{"misdial": {}} }},
		{"threshold.level", "up to which level", func(c *Content) { c.Threshold = &Threshold{} }},
		{"remediation[0].id", "an id that stays", func(c *Content) { c.Remediation = []Remediation{{}} }},
		{"treatment.lost-laptop.response", "Choose a response", func(c *Content) { c.Treatment = map[string]Treatment{"lost-laptop": {}} }},
		{"changes[0].date", "after the assessment", func(c *Content) { c.Changes = []Event{{What: "x", Date: c.Date.AddDays(1)}} }},
		{"overrides.lost-laptop.date", "after the assessment", func(c *Content) {
			c.Overrides = map[string]Override{"lost-laptop": {Date: c.Date.AddDays(1)}}
		}},
		{"risks_excluded.lost-laptop.date", "after the assessment", func(c *Content) {
			c.RisksExcluded = map[string]RiskExclusion{"lost-laptop": {Reason: "r", Date: c.Date.AddDays(1)}}
		}},
		{"date", "as-of date", func(c *Content) { c.Date = Date{} }},
		{"answers.encrypton", "did you mean encryption", func(c *Content) { c.Answers["encrypton"] = Answer{Response: Yes} }},
		{"answers.old-question", "retired from small in version 2026.1: It asked two things.", func(c *Content) { c.Answers["old-question"] = Answer{} }},
		{"answers.disk-encryption", "is called encryption", func(c *Content) { c.Answers["disk-encryption"] = Answer{} }},
		{"answers.analysis", "asks about a safeguard", func(c *Content) { c.Answers["analysis"] = Answer{Choice: "none"} }},
		{"answers.fax-in-use.response", "asks for a fact", func(c *Content) { c.Answers["fax-in-use"] = Answer{Response: Yes} }},
		{"answers.fax-in-use.choice", "take one of none, machine", func(c *Content) { c.Answers["fax-in-use"] = Answer{Choice: "maybe"} }},
		{"answers.fax-in-use.value", "takes a choice", func(c *Content) { c.Answers["fax-in-use"] = Answer{Value: "2"} }},
		{"answers.fax-count.choice", "takes a value", func(c *Content) { c.Answers["fax-count"] = Answer{Choice: "2"} }},
		{"answers.fax-count.value", "whole number", func(c *Content) { c.Answers["fax-count"] = Answer{Value: "two"} }},
		{"answers.analysis.sites", "not asked per site", func(c *Content) { c.Answers["analysis"] = Answer{Sites: map[string]Answer{"main": {}}} }},
		{"answers.placement.sites.attic", "not a site", func(c *Content) { c.Answers["placement"] = Answer{Sites: map[string]Answer{"attic": {}}} }},
		{"assets[0].site", "not a site", func(c *Content) { c.Assets[0].Site = "attic" }},
		{"client.name", "in one line", func(c *Content) { c.Client.Name = "River\nside" }},
		{"client.kinds[1]", "twice", func(c *Content) { c.Client.Kinds = append(c.Client.Kinds, CoveredEntity) }},
		{"client.sites[2]", "twice", func(c *Content) { c.Client.Sites = append(c.Client.Sites, "Main") }},
		{"assets[0].count", "number of things", func(c *Content) { c.Assets[0].Count = -1 }},
		{"assets[0].kind", "inventory.none", func(c *Content) { c.Inventory.None = []AssetKind{Laptop} }},
		{"decisions.164.312(x)", "not a row", func(c *Content) { c.Decisions = map[string]Decision{"164.312(x)": {}} }},
		{"decisions.164.310(c)", "is standard: a decision", func(c *Content) { c.Decisions = map[string]Decision{"164.310(c)": {}} }},
		{"decisions.164.312(a)(2)(iv).review", "before the decision", func(c *Content) {
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": {Date: c.Date, Review: c.Date.AddDays(-1)}}
		}},
		{"threats.device-lost", "did you mean device-loss", func(c *Content) { c.Threats = map[string]ThreatAdjustment{"device-lost": {Occurrence: LikelihoodLow}} }},
		{"overrides.lost-laptops", "did you mean lost-laptop", func(c *Content) { c.Overrides = map[string]Override{"lost-laptops": {}} }},
		{"risks_excluded.x", "neither a risk", func(c *Content) { c.RisksExcluded = map[string]RiskExclusion{"x": {}} }},
		{"risks_reviewed.basis.own-flood", "neither a risk", func(c *Content) { c.RisksReviewed.Basis["own-flood"] = "b" }},
		{"own_risks[0].id", "begins with own-", func(c *Content) {
			c.OwnRisks = []OwnRisk{{ID: "flood", Threat: "misdial", Impact: Impacts{Availability: ImpactLow}, Harm: LikelihoodLow}}
		}},
		{"own_risks[0].threat", "not a threat", func(c *Content) {
			c.OwnRisks = []OwnRisk{{ID: "own-flood", Threat: "rain", Impact: Impacts{Availability: ImpactLow}, Harm: LikelihoodLow}}
		}},
		{"own_risks[0].impact", "Rate the impact", func(c *Content) { c.OwnRisks = []OwnRisk{{ID: "own-flood", Threat: "misdial", Harm: LikelihoodLow}} }},
		{"own_risks[0]", "state its harm", func(c *Content) {
			c.OwnRisks = []OwnRisk{{ID: "own-flood", Threat: "misdial", Impact: Impacts{Availability: ImpactLow}}}
		}},
		{"own_risks[0].key[0]", "is no control", func(c *Content) {
			c.OwnRisks = []OwnRisk{{ID: "own-flood", Threat: "misdial", Impact: Impacts{Availability: ImpactLow}, Key: []string{"fax-in-use"}}}
		}},
		{"treatment.x", "neither a risk", func(c *Content) { c.Treatment = map[string]Treatment{"x": {Response: Accept}} }},
		{"treatment.lost-laptop.expires", "before the date", func(c *Content) {
			c.Treatment = map[string]Treatment{"lost-laptop": {Response: Accept, Date: c.Date, Expires: c.Date.AddDays(-1)}}
		}},
		{"remediation[1].id", "remediation 1 in this list too", func(c *Content) { c.Remediation = []Remediation{{ID: "r"}, {ID: "r"}} }},
		{"remediation[0].questions[0]", "did you mean encryption", func(c *Content) { c.Remediation = []Remediation{{ID: "r", Questions: []string{"encription"}}} }},
		{"remediation[0].due", "before the start", func(c *Content) {
			c.Remediation = []Remediation{{ID: "r", Start: c.Date, Due: c.Date.AddDays(-1)}}
		}},
		{"remediation[0].cost", "number of dollars", func(c *Content) { c.Remediation = []Remediation{{ID: "r", Cost: -1}} }},
		{"remediation[0].cost", "number of dollars", func(c *Content) { c.Remediation = []Remediation{{ID: "r", Cost: math.NaN()}} }},
		{"remediation[0].risks[0]", "a risk of the library", func(c *Content) { c.Remediation = []Remediation{{ID: "r", Risks: []string{"lost-laptop"}}} }},
		{"answers.fax-in-use.response", "both a response and a fact", func(c *Content) {
			c.Answers["fax-in-use"] = Answer{Response: Unknown, Choice: "none"}
		}},
		{"own_risks[0].supporting[0]", "already", func(c *Content) {
			c.OwnRisks = []OwnRisk{{
				ID: "own-flood", Threat: "misdial", Impact: Impacts{Availability: ImpactLow}, Key: []string{"analysis"}, Supporting: []string{"analysis"},
			}}
		}},
		{"next_review", "before the assessment", func(c *Content) { c.NextReview = c.Date.AddDays(-1) }},
		{"inventory.date", "check the year", func(c *Content) { c.Inventory.Date = c.Date.AddYears(2) }},
		{"client.sites", "answers.placement.sites.annex names one", func(c *Content) {
			c.Client.Sites = nil
			c.Answers["placement"] = Answer{Sites: map[string]Answer{"main": {}, "annex": {}}}
		}},
		{"sources[0].date", "after the assessment", func(c *Content) { c.Sources[0].Date = c.Date.AddDays(1) }},
		{"remediation[0].completed", "after the assessment", func(c *Content) {
			c.Remediation = []Remediation{{ID: "r", Completed: c.Date.AddDays(1)}}
		}},
		{"decisions.164.312(a)(2)(iv).date", "check the year", func(c *Content) {
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": {Date: c.Date.AddYears(2)}}
		}},
		{"treatment.lost-laptop.date", "check the year", func(c *Content) {
			c.Treatment = map[string]Treatment{"lost-laptop": {Response: Mitigate, Date: c.Date.AddYears(2)}}
		}},
		{"approval.date", "check the year", func(c *Content) { c.Approval.Date = c.Date.AddYears(2) }},
		{"risks_reviewed.date", "check the year", func(c *Content) { c.RisksReviewed.Date = c.Date.AddYears(2) }},
	} {
		problems := with(tt.change).Check(testCatalog())
		if len(problems) != 1 || problems[0].Path != tt.path || !strings.Contains(problems[0].What, tt.want) {
			t.Errorf("%s: problems = %+v, want one with %q", tt.path, problems, tt.want)
		}
	}
}

func TestInvalidListsAllProblems(t *testing.T) {
	err := &Invalid{[]Problem{{"scope", "Write it."}, {"", "It is empty."}}}
	if got, want := err.Error(), "scope: Write it.; It is empty."; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestCheckLine(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Compliance officer", ""},
		{"Ö" + strings.Repeat("ö", longestName-1), ""},
		{strings.Repeat("o", longestName+1), "in one line of at most 200 letters"},
		{"Compliance\nofficer", "in one line"},
		{"of 123-45-6789", "Social Security number"},
		{"zero \x00", "cannot be shown"},
	} {
		got := ""
		for _, p := range CheckLine("title", test.text) {
			got += p.Path + ": " + p.What
		}
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("CheckLine(%.20q) = %q, want %q", test.text, got, test.want)
		}
	}
}
