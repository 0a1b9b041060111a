package assessment

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestGapsSayWhatTheyAreAbout wants of each kind of gap the subject by which a page finds where to mend it.
func TestGapsSayWhatTheyAreAbout(t *testing.T) {
	no := Answer{Response: No}
	decided := Decision{
		Choice: Implement, Assessment: "a", Approver: Person{Name: "n", Title: "t"}, Date: complete().Date, Review: complete().Date.AddYears(1),
	}
	seen := map[SubjectKind]bool{}
	for _, tt := range []struct {
		want   Subject
		change func(c *Content)
	}{
		{Subject{Kind: AboutScope}, func(c *Content) { c.Scope = "" }},
		{Subject{Kind: AboutSites}, func(c *Content) { c.Client.Sites = nil }},
		{Subject{AboutSite, "attic"}, func(c *Content) {
			c.Client.Sites = append(c.Client.Sites, "attic")
			c.Answers["placement"] = Answer{Sites: map[string]Answer{"main": {Response: Yes}, "annex": {Response: Yes}}}
		}},
		{Subject{AboutExclusion, "Paper"}, func(c *Content) { c.Exclusions = []Exclusion{{What: "Paper"}} }},
		{Subject{Kind: AboutAssets}, func(c *Content) { c.Assets = nil }},
		{Subject{Kind: AboutInventory}, func(c *Content) { c.Inventory.ConfirmedBy = "" }},
		{Subject{Kind: AboutInventory}, func(c *Content) { c.Inventory.Date = c.Date.AddYears(-2) }},
		{Subject{AboutAssetKind, "fax"}, func(c *Content) { c.Assets = c.Assets[:1] }},
		{Subject{Kind: AboutSources}, func(c *Content) { c.Sources = nil }},
		{Subject{Kind: AboutRegister}, func(c *Content) { c.RisksReviewed = nil }},
		{Subject{Kind: AboutRegister}, func(c *Content) { c.RisksReviewed.Date = c.Date.AddYears(-2) }},
		{Subject{AboutThreat, "misdial"}, func(c *Content) { c.Threats = map[string]ThreatAdjustment{"misdial": {Occurrence: LikelihoodLow}} }},
		{Subject{AboutRiskExclusion, "nobody-looks"}, func(c *Content) { c.RisksExcluded = map[string]RiskExclusion{"nobody-looks": {}} }},
		{Subject{AboutQuestion, "auto-lock"}, func(c *Content) { delete(c.Answers, "auto-lock") }},
		{Subject{AboutAnswer, "auto-lock"}, func(c *Content) { c.Answers["auto-lock"] = Answer{Response: NotApplicable} }},
		{Subject{AboutDecision, "164.312(a)(2)(iv)"}, func(c *Content) { c.Answers["encryption"] = no }},
		{Subject{AboutBasis, "nobody-looks"}, func(c *Content) { delete(c.RisksReviewed.Basis, "nobody-looks") }},
		{Subject{AboutHarm, "lost-laptop"}, func(c *Content) { c.Answers["encryption"] = Answer{Response: NotApplicable, Reason: "r"} }},
		{Subject{AboutOverride, "wrong-number"}, func(c *Content) { c.Overrides = map[string]Override{"wrong-number": {Occurrence: LikelihoodLow}} }},
		{Subject{Kind: AboutThreshold}, func(c *Content) { c.Threshold = &Threshold{Level: RiskModerate} }},
		{Subject{AboutTreatment, "lost-laptop"}, func(c *Content) { c.Treatment = nil }},
		{Subject{AboutTreatment, "lost-laptop"}, func(c *Content) { c.Treatment["lost-laptop"] = Treatment{Response: Accept} }},
		{Subject{AboutMitigation, "lost-laptop"}, func(c *Content) { c.Treatment["lost-laptop"] = Treatment{Response: Mitigate} }},
		{Subject{AboutRow, "164.308(b)(1)"}, func(c *Content) { c.Answers["vendor-list"] = no }},
		{Subject{AboutRow, "164.312(a)(2)(iv)"}, func(c *Content) {
			c.Answers["encryption"] = no
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": decided}
		}},
		{Subject{Kind: AboutAssessor}, func(c *Content) { c.Assessor.Name = "" }},
		{Subject{Kind: AboutQualification}, func(c *Content) { c.Assessor.Qualification = "" }},
		{Subject{Kind: AboutOfficial}, func(c *Content) { c.SecurityOfficial = nil }},
		{Subject{Kind: AboutApproval}, func(c *Content) { c.Approval = nil }},
		{Subject{Kind: AboutApproval}, func(c *Content) { c.Approval.Date = c.Date.AddDays(-1) }},
		{Subject{Kind: AboutNextReview}, func(c *Content) { c.NextReview = Date{} }},
		{Subject{Kind: AboutTriggers}, func(c *Content) { c.ReviewTriggers = nil }},
	} {
		seen[tt.want.Kind] = true
		c := final()
		tt.change(c)
		gaps := Rate(testCatalog(), c).Missing
		if !slices.ContainsFunc(gaps, func(g Gap) bool { return g.About == tt.want && strings.Contains(g.What, tt.want.ID) }) {
			t.Errorf("missing = %+v, want one about %s %q that names it", gaps, tt.want.Kind, tt.want.ID)
		}
	}
	for kind := AboutScope; kind <= AboutTriggers; kind++ {
		if !seen[kind] {
			t.Errorf("no gap about %s is tried", kind)
		}
	}
}

func TestNaming(t *testing.T) {
	for _, tt := range []struct {
		gap         Gap
		words, want string
	}{
		{Gap{What: "Answer it: Does it lock?", About: Subject{AboutQuestion, "it"}}, "this", "Answer this: Does it lock?"},
		{Gap{What: "Set the date of the next review.", About: Subject{Kind: AboutNextReview}}, "this", "Set the date of the next review."},
	} {
		if got := tt.gap.Naming(tt.words); got != tt.want {
			t.Errorf("Naming(%q) = %q, want %q", tt.words, got, tt.want)
		}
	}
}

// TestGapInResult keeps result.json to the two keys that scripts read.
func TestGapInResult(t *testing.T) {
	got, err := json.Marshal(Gap{ElementScope, "Say it.", Subject{Kind: AboutScope}})
	if err != nil || string(got) != `{"element":"scope","what":"Say it."}` {
		t.Errorf("a gap in result.json is %s, %v", got, err)
	}
}
