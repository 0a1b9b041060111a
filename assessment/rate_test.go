package assessment

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHarm(t *testing.T) {
	const m, p, y, v = Missing, PartlyInPlace, InPlace, Verified
	for _, tt := range []struct {
		name             string
		keys, supporting []State
		want             Likelihood
		rule             HarmRule
	}{
		{"no control counts", nil, nil, LikelihoodVeryHigh, NoKeyCounts},
		{"only supporting ones count", nil, []State{v, v}, LikelihoodVeryHigh, NoKeyCounts},
		{"all keys missing", []State{m, m}, []State{v}, LikelihoodVeryHigh, AllKeysMissing},
		{"some key missing", []State{m, v}, []State{v}, LikelihoodHigh, SomeKeyMissing},
		{"some key missing, another partial", []State{m, p}, nil, LikelihoodHigh, SomeKeyMissing},
		{"a key partial", []State{p, v}, []State{v}, LikelihoodModerate, SomeKeyPartial},
		{"all keys partial", []State{p}, nil, LikelihoodModerate, SomeKeyPartial},
		{"half of the supporting ones weak", []State{y}, []State{p, y}, LikelihoodModerate, SupportWeak},
		{"fewer than half weak", []State{y}, []State{m, y, y}, LikelihoodLow, KeysInPlace},
		{"two of three weak", []State{v}, []State{m, p, y}, LikelihoodModerate, SupportWeak},
		{"one weak of one", []State{v}, []State{p}, LikelihoodModerate, SupportWeak},
		{"all yes", []State{y, y}, []State{y}, LikelihoodLow, KeysInPlace},
		{"keys verified, one of three weak", []State{v, v}, []State{v, v, p}, LikelihoodLow, KeysInPlace},
		{"one key not verified", []State{v, y}, []State{v}, LikelihoodLow, KeysInPlace},
		{"keys verified, supporting yes", []State{v, v}, []State{y, v}, LikelihoodVeryLow, KeysVerified},
		{"keys verified, none supporting", []State{v}, nil, LikelihoodVeryLow, KeysVerified},
	} {
		if got, rule := harm(tt.keys, tt.supporting); got != tt.want || rule != tt.rule {
			t.Errorf("%s: harm(%v, %v) = %v by %v, want %v by %v", tt.name, tt.keys, tt.supporting, got, rule, tt.want, tt.rule)
		}
	}
}

func TestRatings(t *testing.T) {
	cat := testCatalog()
	done := Remediation{ID: "r1", Questions: []string{"encryption"}, Action: "Encrypt", Owner: "P", Due: day(2027, time.January, 1)}
	for _, tt := range []struct {
		name                      string
		content                   *Content
		inherent, current, target RiskLevel
	}{
		{"all yes", complete(), RiskHigh, RiskModerate, RiskModerate},
		{"key missing", answered(map[string]Answer{"encryption": {Response: No}}), RiskHigh, RiskHigh, RiskHigh},
		{
			"key missing and planned",
			with(func(c *Content) {
				c.Answers["encryption"] = Answer{Response: No}
				c.Remediation = []Remediation{done}
			}), RiskHigh, RiskHigh, RiskModerate,
		},
		{
			"done counts as planned",
			with(func(c *Content) {
				c.Answers["encryption"] = Answer{Response: No}
				r := done
				r.Status = Done
				c.Remediation = []Remediation{r}
			}), RiskHigh, RiskHigh, RiskModerate,
		},
		{
			"cancelled does not",
			with(func(c *Content) {
				c.Answers["encryption"] = Answer{Response: No}
				r := done
				r.Status = Cancelled
				c.Remediation = []Remediation{r}
			}), RiskHigh, RiskHigh, RiskHigh,
		},
		{
			"no owner, no plan",
			with(func(c *Content) {
				c.Answers["encryption"] = Answer{Response: No}
				r := done
				r.Owner = ""
				c.Remediation = []Remediation{r}
			}), RiskHigh, RiskHigh, RiskHigh,
		},
		{
			"impact overridden on all three",
			with(func(c *Content) {
				c.Overrides = map[string]Override{"lost-laptop": {Impact: Impacts{Confidentiality: ImpactLow}}}
			}), RiskLow, RiskLow, RiskLow,
		},
		{
			"occurrence overridden on all three",
			with(func(c *Content) {
				c.Overrides = map[string]Override{"lost-laptop": {Occurrence: LikelihoodVeryLow}}
			}), RiskLow, RiskLow, RiskLow,
		},
		{
			"occurrence adjusted for the threat",
			with(func(c *Content) {
				c.Threats = map[string]ThreatAdjustment{"device-loss": {Occurrence: LikelihoodVeryLow, Reason: "r"}}
			}), RiskLow, RiskLow, RiskLow,
		},
		{
			"harm overridden on current; target takes the lower",
			with(func(c *Content) {
				c.Overrides = map[string]Override{"lost-laptop": {Harm: LikelihoodVeryHigh}}
			}), RiskHigh, RiskHigh, RiskModerate,
		},
		{
			"a low harm is kept in the target",
			with(func(c *Content) {
				c.Answers["encryption"] = Answer{Response: No}
				c.Overrides = map[string]Override{"lost-laptop": {Harm: LikelihoodVeryLow}}
			}), RiskHigh, RiskLow, RiskLow,
		},
	} {
		r := riskOf(t, Rate(cat, tt.content), "lost-laptop")
		if r.Inherent.Level != tt.inherent || r.Current.Level != tt.current || r.Target.Level != tt.target {
			t.Errorf("%s: inherent, current, target = %v, %v, %v, want %v, %v, %v", tt.name,
				r.Inherent.Level, r.Current.Level, r.Target.Level, tt.inherent, tt.current, tt.target)
		}
	}
}

func TestPlannedLiftsNothingElse(t *testing.T) {
	c := complete()
	proof := &Verification{Date: c.Date, Method: ByTest}
	c.Answers["encryption"] = Answer{Response: Yes, Verified: proof}
	c.Remediation = []Remediation{{ID: "r", Questions: []string{"encryption", "auto-lock"}, Action: "a", Owner: "o", Due: c.Date}}
	r := riskOf(t, Rate(testCatalog(), c), "lost-laptop")
	for _, control := range r.Controls {
		if control.Planned {
			t.Errorf("%s is planned, but it is in place already", control.Question)
		}
	}
	if r.Target != r.Current {
		t.Errorf("target = %v, want the current %v: planning cannot take a verification away", r.Target, r.Current)
	}
}

func TestRisksThatDoNotApply(t *testing.T) {
	cat := testCatalog()
	none := func(confirmed bool) *Content {
		return with(func(c *Content) {
			c.Assets = nil
			c.Inventory.None = []AssetKind{Laptop}
			if !confirmed {
				c.Inventory.ConfirmedBy = ""
			}
		})
	}
	for _, tt := range []struct {
		name    string
		risk    string
		content *Content
		applies bool
	}{
		{"asset exists", "lost-laptop", complete(), true},
		{"asset not entered", "lost-laptop", with(func(c *Content) { c.Assets = nil }), true},
		{"confirmed inventory has none", "lost-laptop", none(true), false},
		{"inventory not confirmed", "lost-laptop", none(false), true},
		{"no kinds: every client", "nobody-looks", none(true), true},
		{"own condition does not hold", "wrong-number", answered(map[string]Answer{"fax-in-use": {Choice: "none"}}), false},
		{"assessor says so", "lost-laptop", with(func(c *Content) {
			c.RisksExcluded = map[string]RiskExclusion{"lost-laptop": {Reason: "Laptops are bolted down."}}
		}), false},
		{"assessor says so without a reason", "lost-laptop", with(func(c *Content) {
			c.RisksExcluded = map[string]RiskExclusion{"lost-laptop": {}}
		}), true},
	} {
		r := riskOf(t, Rate(cat, tt.content), tt.risk)
		if r.Applies != tt.applies || (r.Why == "") != tt.applies {
			t.Errorf("%s: %s applies = %v (%s), want %v", tt.name, tt.risk, r.Applies, r.Why, tt.applies)
		}
	}
}

func TestExcludedControls(t *testing.T) {
	c := answered(map[string]Answer{"analysis": {Response: NotApplicable, Reason: "r"}})
	c.Client.Kinds = []EntityKind{BusinessAssociate}
	r := riskOf(t, Rate(testCatalog(), c), "nobody-looks")
	want := []Excluded{{"analysis", ExcludedNotApplicable}, {"vendor-list", ExcludedHidden}, {"gone-question", ExcludedAbsent}}
	if diff := cmp.Diff(want, r.Excluded); diff != "" {
		t.Errorf("excluded (-want +got):\n%s", diff)
	}
	if r.Current.Harm != LikelihoodVeryHigh {
		t.Errorf("harm with no counting key control = %v, want very_high", r.Current.Harm)
	}
}

func TestUnusedRiskIsNotRated(t *testing.T) {
	for _, r := range Rate(testCatalog(), complete()).Risks {
		if r.Risk == "not-used" {
			t.Error("a risk without a key control in the questionnaire is in the register")
		}
	}
}

func TestOwnRisk(t *testing.T) {
	c := complete()
	c.OwnRisks = []OwnRisk{{
		ID: "own-flood", Threat: "misdial", Vulnerability: "Water in the basement", Impact: Impacts{Availability: ImpactHigh},
		Harm: LikelihoodLow, Basis: "It flooded next door.",
	}}
	r := riskOf(t, Rate(testCatalog(), c), "own-flood")
	if r.Inherent.Harm != LikelihoodVeryHigh || r.Current.Harm != LikelihoodLow || r.Target.Harm != LikelihoodLow {
		t.Errorf("harm inherent, current, target = %v, %v, %v, want very_high, low, low", r.Inherent.Harm, r.Current.Harm, r.Target.Harm)
	}
	if r.Override != nil || r.StatedHarm != LikelihoodLow || r.HarmRule != SetByAssessor {
		t.Errorf("stated harm = %v, override = %+v, want low and no override", r.StatedHarm, r.Override)
	}
}

func TestOverrideShowsWhatItReplaced(t *testing.T) {
	c := complete()
	o := Override{Occurrence: LikelihoodLow, Impact: Impacts{Confidentiality: ImpactModerate}, Reason: "r", By: "Dana", Date: c.Date}
	c.Overrides = map[string]Override{"lost-laptop": o}
	r := riskOf(t, Rate(testCatalog(), c), "lost-laptop")
	want := &AppliedOverride{o, Computed{LikelihoodHigh, LikelihoodLow, Impacts{ImpactHigh, ImpactLow, ImpactLow}}}
	if diff := cmp.Diff(want, r.Override, cmp.AllowUnexported(Date{})); diff != "" {
		t.Errorf("override (-want +got):\n%s", diff)
	}
	if r.Occurrence != LikelihoodLow || r.Impact.Overall != ImpactModerate || r.Impact.Integrity != ImpactLow {
		t.Errorf("occurrence %v, impact %+v do not follow the override", r.Occurrence, r.Impact)
	}
}

func TestRows(t *testing.T) {
	cat := testCatalog()
	for _, tt := range []struct {
		name     string
		citation string
		content  *Content
		want     RowStatus
	}{
		{"yes", "164.310(c)", complete(), RowInPlace},
		{"one site partial", "164.310(c)", answered(map[string]Answer{"placement": {Response: Yes, Sites: map[string]Answer{"annex": {Response: Partial}}}}), RowPartial},
		{"the worst question", "164.312(e)(1)", answered(map[string]Answer{"fax-log": {Response: No}}), RowMissing},
		{"unknown is missing", "164.312(e)(1)", answered(map[string]Answer{"fax-log": {Response: Unknown}}), RowMissing},
		{"a question not applicable is left out", "164.312(e)(1)", answered(map[string]Answer{"fax-log": {Response: NotApplicable, Reason: "r"}}), RowInPlace},
		{"all not applicable", "164.310(c)", answered(map[string]Answer{"placement": {Response: NotApplicable, Reason: "r"}}), RowNotApplicable},
		{"all hidden", "164.312(e)(1)", answered(map[string]Answer{"fax-in-use": {Choice: "none"}}), RowNotAsked},
		{"not bound", "164.308(b)(2)", complete(), RowNotAsked},
		{"alternative in place", "164.312(a)(2)(iv)", with(func(c *Content) {
			c.Answers["encryption"] = Answer{Response: No}
			c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": {Choice: Alternative, Alternative: "x", InPlace: c.Date}}
		}), RowInPlace},
	} {
		row := rowOf(t, Rate(cat, tt.content), tt.citation)
		if row.Status != tt.want {
			t.Errorf("%s: %s = %v, want %v", tt.name, tt.citation, row.Status, tt.want)
		}
		if !row.Applies() && row.Why == "" {
			t.Errorf("%s: %s does not apply, and nothing says why", tt.name, tt.citation)
		}
	}
}

func TestTotals(t *testing.T) {
	c := answered(map[string]Answer{"encryption": {Response: No}, "fax-log": {Response: No}})
	totals := Rate(testCatalog(), c).Totals
	// lost-laptop High (8), wrong-number Moderate (5), nobody-looks Low (2).
	if want := (LevelCounts{High: 1, Moderate: 1, Low: 1}); totals.Levels != want {
		t.Errorf("levels = %+v, want %+v", totals.Levels, want)
	}
	if want := 10.0 * (8 + 5 + 2) / 3; math.Abs(totals.Index-want) > 1e-9 {
		t.Errorf("index = %v, want %v", totals.Index, want)
	}
	// Six rows apply; encryption and transmission security are missing.
	if want := 4.0 / 6; totals.Implemented != want {
		t.Errorf("implemented = %v, want %v", totals.Implemented, want)
	}
	if got, want := totals.Safeguards[Technical], (RowCount{InPlace: 1, Applies: 3}); got != want {
		t.Errorf("technical = %+v, want %+v", got, want)
	}
	if got, want := totals.Questions, (QuestionCount{Asked: 9, Answered: 9, Hidden: 2}); got != want {
		t.Errorf("questions = %+v, want %+v", got, want)
	}
}

func TestTotalsOfNothing(t *testing.T) {
	c := complete()
	c.RisksExcluded = map[string]RiskExclusion{}
	for _, id := range []string{"lost-laptop", "wrong-number", "nobody-looks"} {
		c.RisksExcluded[id] = RiskExclusion{Reason: "r"}
	}
	if got := Rate(testCatalog(), c).Totals; got.Index != 0 || got.Levels.Sum() != 0 {
		t.Errorf("totals without a risk = %+v, want an index of 0", got)
	}
}

func TestRateChangesNothing(t *testing.T) {
	cat, c := testCatalog(), complete()
	before := c.Digest(cat)
	first, second := Rate(cat, c), Rate(cat, c)
	if c.Digest(cat) != before {
		t.Error("rating changed the content")
	}
	if diff := cmp.Diff(first, second, cmp.AllowUnexported(Date{})); diff != "" {
		t.Errorf("two ratings differ:\n%s", diff)
	}
}

func TestDigest(t *testing.T) {
	cat := testCatalog()
	base := complete().Digest(cat)
	if got := with(func(c *Content) { c.Approval = nil }).Digest(cat); got != base {
		t.Error("the digest depends on the approval, which is bound to it")
	}
	for i, change := range []func(*Content){
		func(c *Content) { c.Scope += "." },
		func(c *Content) { c.Answers["analysis"] = Answer{Response: No} },
		func(c *Content) { c.Date = c.Date.AddDays(1) },
	} {
		if with(change).Digest(cat) == base {
			t.Errorf("change %d keeps the digest", i)
		}
	}
	other := NewCatalog(testQuestionnaire(), "sha256:1", testRule, testThreats, testRisks())
	if complete().Digest(other) == base {
		t.Error("another catalog keeps the digest")
	}
}

// TestStoredFormsReadBack: what is stored as JSON reads back as it was.
func TestStoredFormsReadBack(t *testing.T) {
	c := final()
	c.Incidents = []Event{{What: "A laptop was lost."}}
	c.Remediation = []Remediation{planned("r1", Small, "encryption")}
	c.OwnRisks = []OwnRisk{{ID: "own-flood", Threat: "misdial", Vulnerability: "v", Impact: Impacts{Availability: ImpactHigh}, Harm: LikelihoodLow}}
	result := Rate(testCatalog(), c)
	before := snapshotOf(testCatalog(), lastYear(same))
	result.Comparison = CompareOver([]*Result{before.Result}, before, Snapshot{Catalog: testCatalog(), Content: c, Result: result})
	for _, tt := range []struct{ stored, back any }{{c, &Content{}}, {&Content{}, &Content{}}, {result, &Result{}}} {
		text, err := json.Marshal(tt.stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, tt.back); err != nil {
			t.Errorf("%T does not read back: %v", tt.stored, err)
			continue
		}
		if again, err := json.Marshal(tt.back); err != nil || string(again) != string(text) {
			t.Errorf("%T reads back as something else: %v\n%s\n%s", tt.stored, err, text, again)
		}
	}
}

// TestDigestOfEquals: contents that say the same have the same digest.
func TestDigestOfEquals(t *testing.T) {
	cat := testCatalog()
	base := complete().Digest(cat)
	for i, change := range []func(*Content){
		func(c *Content) { c.Incidents = []Event{} },
		func(c *Content) { c.Decisions = map[string]Decision{} },
		func(c *Content) { c.Questionnaire = "small@2026.1" },
	} {
		if with(change).Digest(cat) != base {
			t.Errorf("change %d says nothing new and changes the digest", i)
		}
	}
}

func ExampleLevelOf() {
	likelihood := OverallLikelihood(LikelihoodHigh, LikelihoodModerate)
	fmt.Println(likelihood, LevelOf(likelihood, ImpactHigh))
	// Output: moderate moderate
}
