package assessment

import (
	"slices"
	"strings"
	"testing"
)

func TestNothingMissing(t *testing.T) {
	if got := gapLines(Rate(testCatalog(), final()).Missing); len(got) != 0 {
		t.Errorf("missing = %q, want nothing", got)
	}
}

// final is complete, with its one risk over the threshold accepted.
func final() *Content {
	c := complete()
	c.Treatment = map[string]Treatment{"lost-laptop": {
		Response: Accept, Reason: "Two laptops stay in the office.", ApprovedBy: Person{Name: "Sam Okafor", Title: "Owner"},
		Date: c.Date, Expires: c.Date.AddYears(1),
	}}
	return c
}

// TestMissing changes one thing of a complete content in each row and wants gaps in one element only.
func TestMissing(t *testing.T) {
	asOf := complete().Date
	encryptionNo := func(c *Content) { c.Answers["encryption"] = Answer{Response: No} }
	decision := Decision{
		Choice: Neither, Assessment: "a", Reason: "r", Approver: Person{Name: "n", Title: "t"}, Date: asOf, Review: asOf.AddYears(1),
	}
	mitigated := func(c *Content) {
		c.Treatment["lost-laptop"] = Treatment{Response: Mitigate}
		c.Remediation = []Remediation{planned("r1", Small, "encryption")}
	}
	for _, tt := range []struct {
		name    string
		element Element
		change  func(c *Content)
		want    string
	}{
		{"no scope", ElementScope, func(c *Content) { c.Scope = " " }, "Say what the analysis covers"},
		{"no sites", ElementScope, func(c *Content) { c.Client.Sites = nil }, "Name the client's sites"},
		{"an exclusion without a reason", ElementScope, func(c *Content) { c.Exclusions = []Exclusion{{What: "Paper"}} }, "Say why \"Paper\""},
		{"no asset with ePHI", ElementData, func(c *Content) {
			for i := range c.Assets {
				c.Assets[i].EPHI = nil
			}
		}, "at least one asset"},
		{"inventory without a name", ElementData, func(c *Content) { c.Inventory.ConfirmedBy = "" }, "confirm the inventory"},
		{"inventory without a date", ElementData, func(c *Content) { c.Inventory.Date = Date{} }, "confirm the inventory"},
		{"a kind of which nothing is said", ElementData, func(c *Content) { c.Assets = c.Assets[:1] }, "kind fax"},
		{"no sources", ElementData, func(c *Content) { c.Sources = nil }, "interviews"},
		{"nobody reviewed", ElementThreats, func(c *Content) { c.RisksReviewed.By = "" }, "go through the register"},
		{"no date of review", ElementThreats, func(c *Content) { c.RisksReviewed.Date = Date{} }, "go through the register"},
		{"an adjustment without a reason", ElementThreats, func(c *Content) {
			c.Threats = map[string]ThreatAdjustment{"misdial": {Occurrence: LikelihoodModerate}}
		}, "threat misdial"},
		{"unanswered", ElementControls, func(c *Content) { delete(c.Answers, "auto-lock") }, "Answer auto-lock: Do screens lock?"},
		{"fact unanswered", ElementControls, func(c *Content) { delete(c.Answers, "fax-count") }, "Answer fax-count: How many machines?"},
		{"unanswered at a site", ElementControls, func(c *Content) {
			c.Answers["placement"] = Answer{Sites: map[string]Answer{"main": {Response: Yes}}}
			c.Scope = "All ePHI at main and annex."
			c.Remediation = []Remediation{planned("r1", Small, "placement")}
		}, "Answer placement at annex: Can nobody read screens?"},
		{"unknown without an owner", ElementControls, func(c *Content) {
			c.Answers["fax-log"] = Answer{Response: Unknown, Due: asOf}
			c.Remediation = []Remediation{planned("r1", Small, "fax-log")}
			c.Treatment["wrong-number"] = Treatment{Response: Mitigate}
		}, "fax-log is Unknown"},
		{"fact unknown without a due date", ElementControls, func(c *Content) {
			c.Answers["fax-count"] = Answer{Response: Unknown, Owner: "Dana"}
		}, "fax-count is Unknown"},
		{"not applicable without a reason", ElementControls, func(c *Content) {
			c.Answers["auto-lock"] = Answer{Response: NotApplicable}
		}, "Say why auto-lock"},
		{"proof from the future", ElementControls, func(c *Content) {
			c.Answers["analysis"] = Answer{Response: Yes, Verified: &Verification{Date: asOf.AddDays(3), Method: ByTest}}
		}, "dated after the assessment"},
		{"no decision", ElementControls, func(c *Content) {
			encryptionNo(c)
			mitigated(c)
		}, "164.312(a)(2)(iv) (Encryption and decryption) is addressable"},
		{"a decision without an approver", ElementControls, func(c *Content) {
			encryptionNo(c)
			mitigated(c)
			d := decision
			d.Approver = Person{}
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": d}
		}, "who approved it"},
		{"no basis", ElementLikelihoodImpact, func(c *Content) { delete(c.RisksReviewed.Basis, "nobody-looks") }, "risk nobody-looks"},
		{"an override without a name", ElementLikelihoodImpact, func(c *Content) {
			c.Overrides = map[string]Override{"wrong-number": {Occurrence: LikelihoodLow, Reason: "r", Date: asOf}}
		}, "override of risk wrong-number"},
		{"no key control counts", ElementLikelihoodImpact, func(c *Content) {
			c.Answers["encryption"] = Answer{Response: NotApplicable, Reason: "r"}
		}, "No key control of risk lost-laptop"},
		{"a threshold without a reason", ElementLevel, func(c *Content) {
			c.Threshold = &Threshold{Level: RiskModerate, SetBy: "Sam"}
		}, "threshold above low"},
		{"no treatment", ElementLevel, func(c *Content) { delete(c.Treatment, "lost-laptop") }, "choose a treatment"},
		{"acceptance without an expiry", ElementLevel, func(c *Content) {
			tr := c.Treatment["lost-laptop"]
			tr.Expires = Date{}
			c.Treatment["lost-laptop"] = tr
		}, "needs an expiry"},
		{"acceptance that ended", ElementLevel, func(c *Content) {
			tr := c.Treatment["lost-laptop"]
			tr.Date, tr.Expires = asOf.AddYears(-1), asOf.AddDays(-1)
			c.Treatment["lost-laptop"] = tr
		}, "a new expiry"},
		{"transfer without an approver", ElementLevel, func(c *Content) {
			c.Treatment["lost-laptop"] = Treatment{Response: Transfer, Reason: "r", Date: asOf, Expires: asOf}
		}, "needs an approver"},
		{"mitigated by nothing", ElementLevel, func(c *Content) {
			c.Treatment["lost-laptop"] = Treatment{Response: Mitigate}
		}, "plan a remediation of one of its controls that is still open"},
		{"mitigated by what was done already", ElementLevel, func(c *Content) {
			c.Treatment["lost-laptop"] = Treatment{Response: Mitigate}
			r := planned("r1", Small, "encryption")
			r.Status = Done
			c.Remediation = []Remediation{r}
		}, "plan a remediation of one of its controls that is still open"},
		{"a gap with what was done and cured nothing", ElementLevel, func(c *Content) {
			c.Answers["fax-log"] = Answer{Response: No}
			c.Treatment["wrong-number"] = c.Treatment["lost-laptop"]
			r := planned("r1", Small, "fax-log")
			r.Status = Done
			c.Remediation = []Remediation{r}
		}, "164.312(e)(1)"},
		{"proof without a method", ElementControls, func(c *Content) {
			c.Answers["analysis"] = Answer{Response: Yes, Verified: &Verification{Date: asOf}}
		}, "needs a method"},
		{"a decision whose review is past", ElementControls, func(c *Content) {
			encryptionNo(c)
			mitigated(c)
			d := decision
			d.Date, d.Review = asOf.AddYears(-2), asOf.AddYears(-1)
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": d}
		}, "a new review"},
		{"an unknown of long ago", ElementControls, func(c *Content) {
			c.Answers["fax-count"] = Answer{Response: Unknown, Owner: "Dana", Due: asOf.AddDays(-1)}
		}, "set a new date"},
		{"an inventory of long ago", ElementData, func(c *Content) { c.Inventory.Date = asOf.AddYears(-2) }, "have it confirmed again"},
		{"a review of long ago", ElementThreats, func(c *Content) { c.RisksReviewed.Date = asOf.AddYears(-2) }, "go through them again"},
		{"blank words", ElementReview, func(c *Content) { c.ReviewTriggers = []string{" "} }, "bring the review forward"},
		{"a blank name", ElementDocumentation, func(c *Content) { c.SecurityOfficial.Name = " " }, "security official"},
		{"mitigated by something else", ElementLevel, func(c *Content) {
			c.Treatment["lost-laptop"] = Treatment{Response: Mitigate}
			c.Remediation = []Remediation{planned("r1", Small, "analysis")}
		}, "plan a remediation of one of its controls that is still open"},
		{"a gap in a standard, though its risk is accepted", ElementLevel, func(c *Content) {
			c.Answers["vendor-list"] = Answer{Response: Partial}
			c.Treatment["nobody-looks"] = c.Treatment["lost-laptop"]
		}, "164.308(b)(1)"},
		{"a gap with a remediation of another question", ElementLevel, func(c *Content) {
			c.Answers["fax-log"] = Answer{Response: No}
			c.Treatment["wrong-number"] = c.Treatment["lost-laptop"]
			c.Remediation = []Remediation{planned("r1", Small, "fax-handling")}
		}, "164.312(e)(1)"},
		{"decided to implement, and not planned", ElementLevel, func(c *Content) {
			encryptionNo(c)
			d := decision
			d.Choice = Implement
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": d}
		}, "decided to be implemented"},
		{"no qualification", ElementDocumentation, func(c *Content) { c.Assessor.Qualification = "" }, "assessor's qualification"},
		{"no official", ElementDocumentation, func(c *Content) { c.SecurityOfficial = nil }, "security official"},
		{"no approval", ElementDocumentation, func(c *Content) { c.Approval = nil }, "approve the analysis"},
		{"approval without a date", ElementDocumentation, func(c *Content) { c.Approval.Date = Date{} }, "approve the analysis"},
		{"an approval of an earlier analysis", ElementDocumentation, func(c *Content) { c.Approval.Date = asOf.AddDays(-1) }, "older than the analysis"},
		{"a risk left out by nobody", ElementThreats, func(c *Content) {
			c.RisksExcluded = map[string]RiskExclusion{"nobody-looks": {Reason: "r"}}
		}, "who decided so"},
		{"no next review", ElementReview, func(c *Content) { c.NextReview = Date{} }, "next review"},
		{"no triggers", ElementReview, func(c *Content) { c.ReviewTriggers = nil }, "bring the review forward"},
	} {
		c := final()
		tt.change(c)
		gaps := Rate(testCatalog(), c).Missing
		lines := gapLines(gaps)
		if len(gaps) == 0 {
			t.Errorf("%s: nothing is missing, want %s", tt.name, tt.element)
			continue
		}
		if slices.ContainsFunc(gaps, func(g Gap) bool { return g.Element != tt.element }) {
			t.Errorf("%s: missing = %q, want %s alone", tt.name, lines, tt.element)
		}
		if slices.ContainsFunc(gaps, func(g Gap) bool { return g.About.Kind == 0 }) {
			t.Errorf("%s: missing = %v, want each to say what it is about", tt.name, gaps)
		}
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, tt.want) }) {
			t.Errorf("%s: missing = %q, want one with %q", tt.name, lines, tt.want)
		}
	}
}

func TestMissingSite(t *testing.T) {
	c := final()
	c.Client.Sites = []string{"main", "annex", "attic"}
	for i := range c.Assets {
		c.Assets[i].Site = "main"
	}
	c.Answers["placement"] = Answer{Sites: map[string]Answer{"main": {Response: Yes}, "annex": {Response: Yes}}}
	got := gapLines(Rate(testCatalog(), c).Missing)
	if !slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, `scope: Nothing was examined at site "attic"`) }) {
		t.Errorf("missing = %q, want the attic in scope", got)
	}
	c.Scope = "Whatever attics hold." // another word
	if got = gapLines(Rate(testCatalog(), c).Missing); !slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "scope:") }) {
		t.Errorf("missing = %q, want the attic in scope", got)
	}
	c.Exclusions = []Exclusion{{What: "The attic", Reason: "It is empty."}}
	got = gapLines(Rate(testCatalog(), c).Missing)
	if slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "scope:") }) {
		t.Errorf("missing = %q, want nothing in scope once the attic is excluded", got)
	}
}

// TestAcceptedGapsAreNotMissing: what is complete though not good blocks nothing.
func TestAcceptedGapsAreNotMissing(t *testing.T) {
	c := final()
	c.Answers["encryption"] = Answer{Response: Unknown, Owner: "Priya", Due: c.Date.AddDays(30)}
	c.Answers["vendor-list"] = Answer{Response: No}
	c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": {
		Choice: Neither, Assessment: "a", Reason: "r", Approver: Person{Name: "n", Title: "t"}, Date: c.Date, Review: c.Date.AddYears(1),
	}}
	c.Treatment["nobody-looks"] = Treatment{Response: Mitigate}
	c.Remediation = []Remediation{planned("r1", Small, "vendor-list")}
	if got := gapLines(Rate(testCatalog(), c).Missing); len(got) != 0 {
		t.Errorf("missing = %q, want nothing", got)
	}
}

func TestEmptyContent(t *testing.T) {
	r := Rate(testCatalog(), &Content{})
	seen := map[Element]bool{}
	for _, g := range r.Missing {
		seen[g.Element] = true
	}
	for _, e := range Elements {
		if !seen[e] {
			t.Errorf("nothing is missing under %s in an empty content", e)
		}
	}
}

func TestMitigatingWhatIsInPlace(t *testing.T) {
	c := final()
	c.Treatment["lost-laptop"] = Treatment{Response: Mitigate}
	c.Remediation = []Remediation{planned("r1", Small, "encryption")} // to verify it, say
	if got := gapLines(Rate(testCatalog(), c).Missing); len(got) != 0 {
		t.Errorf("missing = %q, want nothing", got)
	}
}

func TestMentionsWords(t *testing.T) {
	for _, tt := range []struct {
		text, name string
		want       bool
	}{
		{"Both sites, main and annex.", "main", true},
		{"All that it maintains", "main", false},
		{"The North Main Street Medical Office, too", "North Main Street Medical Office", true},
		{"North Main Street", "North Main Street Medical Office", false},
		{"Site #", "#", true},
		{"", "main", false},
	} {
		if got := mentionsWords(tt.text, tt.name); got != tt.want {
			t.Errorf("mentionsWords(%q, %q) = %v, want %v", tt.text, tt.name, got, tt.want)
		}
	}
}
