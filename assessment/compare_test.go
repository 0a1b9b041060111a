package assessment

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func snapshotOf(cat *Catalog, c *Content) Snapshot {
	return Snapshot{Catalog: cat, Content: c, Result: Rate(cat, c)}
}

// lastYear is a content of the year before.
func lastYear(change func(c *Content)) *Content {
	c := with(change)
	c.Period--
	c.Date = c.Date.AddYears(-1)
	return c
}

func same(*Content) {}

func questionChange(t *testing.T, c *Comparison, id string) QuestionChange {
	t.Helper()
	i := slices.IndexFunc(c.Questions, func(q QuestionChange) bool { return q.Question == id })
	if i < 0 {
		t.Fatalf("no change of question %s", id)
	}
	return c.Questions[i]
}

func riskChangeOf(t *testing.T, c *Comparison, id string) RiskChange {
	t.Helper()
	i := slices.IndexFunc(c.Risks, func(r RiskChange) bool { return r.Risk == id })
	if i < 0 {
		t.Fatalf("no change of risk %s", id)
	}
	return c.Risks[i]
}

func TestCompareAnswers(t *testing.T) {
	cat := testCatalog()
	answer := func(r Response) func(*Content) {
		return func(c *Content) { c.Answers["auto-lock"] = Answer{Response: r, Reason: "r"} }
	}
	for _, tt := range []struct {
		before, after Response
		want          Change
	}{
		{No, Yes, Improved},
		{No, Partial, Improved},
		{Partial, Yes, Improved},
		{Yes, Unknown, Regressed},
		{Yes, Partial, Regressed},
		{No, Unknown, Unchanged},
		{No, 0, Unchanged},
		{Yes, Yes, Unchanged},
		{NotApplicable, Yes, NotComparable},
		{Yes, NotApplicable, NotComparable},
		{NotApplicable, NotApplicable, Unchanged},
	} {
		c := Compare(snapshotOf(cat, lastYear(answer(tt.before))), snapshotOf(cat, with(answer(tt.after))))
		if got := questionChange(t, c, "auto-lock").Change; got != tt.want {
			t.Errorf("from %q to %q = %v, want %v", tt.before, tt.after, got, tt.want)
		}
	}
}

func TestCompareAcrossVersions(t *testing.T) {
	old := testQuestionnaire()
	old.Version, old.Retired = "2025.1", nil
	controls := old.Sections[1].Questions
	controls = slices.DeleteFunc(controls, func(q Question) bool { return q.ID == "placement" })
	for i := range controls {
		switch controls[i].ID {
		case "encryption":
			controls[i].ID = "disk-encryption"
		case "auto-lock":
			controls[i].Text = "Do all screens lock?"
		}
	}
	old.Sections[1].Questions = append(controls, Question{ID: "old-question", Text: "Old?", Citations: []string{"164.310(c)"}})
	before := lastYear(func(c *Content) {
		c.Answers["disk-encryption"] = Answer{Response: No}
		c.Answers["old-question"] = Answer{Response: Yes}
		delete(c.Answers, "encryption")
		delete(c.Answers, "placement")
	})
	c := Compare(snapshotOf(NewCatalog(old, "sha256:old", testRule, testThreats, testRisks()), before), snapshotOf(testCatalog(), complete()))
	for id, want := range map[string]QuestionChange{
		"encryption":   {Change: Improved, Replaces: "disk-encryption"},
		"auto-lock":    {Change: Unchanged, Reworded: true},
		"placement":    {Change: Added},
		"old-question": {Change: Retired, Why: "It asked two things."},
	} {
		got := questionChange(t, c, id)
		if got.Change != want.Change || got.Reworded != want.Reworded || got.Replaces != want.Replaces || got.Why != want.Why {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
}

func TestCompareFactsAndHidden(t *testing.T) {
	cat := testCatalog()
	none := func(c *Content) { c.Answers["fax-in-use"] = Answer{Choice: "none"} }
	c := Compare(snapshotOf(cat, lastYear(same)), snapshotOf(cat, with(none)))
	for id, want := range map[string]Change{"fax-in-use": NotComparable, "fax-handling": NotComparable, "analysis": Unchanged} {
		if got := questionChange(t, c, id).Change; got != want {
			t.Errorf("%s = %v, want %v", id, got, want)
		}
	}
	if slices.ContainsFunc(c.Questions, func(q QuestionChange) bool { return q.Question == "subcontractors" }) {
		t.Error("a question that neither year asked is compared")
	}
}

func TestCompareRisks(t *testing.T) {
	cat := testCatalog()
	encryption := func(r Response) func(*Content) {
		return func(c *Content) { c.Answers["encryption"] = Answer{Response: r} }
	}
	low := func(c *Content) {
		c.Overrides = map[string]Override{"lost-laptop": {Impact: Impacts{Confidentiality: ImpactLow}, Reason: "r"}}
	}
	excluded := func(c *Content) { c.RisksExcluded = map[string]RiskExclusion{"lost-laptop": {Reason: "r"}} }
	noLaptops := func(c *Content) { c.Assets, c.Inventory.None = nil, []AssetKind{Laptop} }
	for _, tt := range []struct {
		name          string
		before, after func(*Content)
		want          Change
		because       []Cause
		years         int
	}{
		{"same", same, same, Unchanged, nil, 2},
		{"raised while open", same, encryption(No), Raised, []Cause{BecauseAnswers}, 2},
		{"lowered while open", encryption(No), same, Lowered, []Cause{BecauseAnswers}, 2},
		{"opened", low, same, Opened, []Cause{BecauseOverride}, 1},
		{"closed", same, low, Closed, []Cause{BecauseOverride}, 0},
		{"closed by the assessor", same, excluded, Closed, []Cause{BecauseOverride}, 0},
		{"closed since the asset is gone", same, noLaptops, Closed, []Cause{BecauseAssets}, 0},
		{"opened by a new asset", noLaptops, same, Opened, []Cause{BecauseAssets}, 1},
		{"this year's threshold counts", same, func(c *Content) { c.Threshold = &Threshold{Level: RiskModerate} }, Unchanged, nil, 0},
		{"two causes", same, func(c *Content) {
			encryption(No)(c)
			c.Overrides = map[string]Override{"lost-laptop": {Occurrence: LikelihoodVeryHigh, Reason: "r"}}
		}, Raised, []Cause{BecauseAnswers, BecauseOverride}, 2},
	} {
		c := Compare(snapshotOf(cat, lastYear(tt.before)), snapshotOf(cat, with(tt.after)))
		got := riskChangeOf(t, c, "lost-laptop")
		if got.Change != tt.want || got.YearsOpen != tt.years {
			t.Errorf("%s: %v, open for %d years, want %v and %d", tt.name, got.Change, got.YearsOpen, tt.want, tt.years)
		}
		if diff := cmp.Diff(append([]Cause{}, tt.because...), got.Because); diff != "" {
			t.Errorf("%s: because (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCompareLibraries(t *testing.T) {
	risks := testRisks()
	risks[0].Impact.Confidentiality = ImpactVeryHigh
	risks = slices.Delete(risks, 2, 3)
	risks = append(risks, Risk{
		ID: "new-risk", Threat: "device-loss", Vulnerability: "New", Impact: Impacts{ImpactHigh, ImpactHigh, ImpactHigh}, Key: []string{"analysis"},
	})
	cat := NewCatalog(testQuestionnaire(), "sha256:new", testRule, testThreats, risks)
	before := lastYear(func(c *Content) {
		c.Answers["analysis"], c.Answers["vendor-list"] = Answer{Response: No}, Answer{Response: No}
	})
	c := Compare(snapshotOf(testCatalog(), before), snapshotOf(cat, complete()))
	for id, want := range map[string]Change{"lost-laptop": Raised, "new-risk": Opened, "nobody-looks": Closed} {
		got := riskChangeOf(t, c, id)
		if got.Change != want || !slices.Equal(got.Because, []Cause{BecauseLibrary}) {
			t.Errorf("%s = %v because of %v, want %v because of the library", id, got.Change, got.Because, want)
		}
	}
	if c.Index.Common != 2 {
		t.Errorf("%d risks in common, want 2", c.Index.Common)
	}
}

// TestReplacedControlsAreNotTheLibrarysDoing: a control under a new id is the same control.
func TestReplacedControlsAreNotTheLibrarysDoing(t *testing.T) {
	old := testQuestionnaire()
	old.Sections[1].Questions[5].ID = "disk-encryption"
	risks := testRisks()
	risks[0].Key = []string{"disk-encryption"}
	before := lastYear(func(c *Content) {
		c.Answers["disk-encryption"] = Answer{Response: No}
		delete(c.Answers, "encryption")
	})
	c := Compare(snapshotOf(NewCatalog(old, "sha256:old", testRule, testThreats, risks), before), snapshotOf(testCatalog(), complete()))
	if got := riskChangeOf(t, c, "lost-laptop"); got.Change != Lowered || !slices.Equal(got.Because, []Cause{BecauseAnswers}) {
		t.Errorf("lost-laptop = %v because of %v, want lowered because of answers", got.Change, got.Because)
	}
}

func TestMergedQuestionsCompareWithTheWorst(t *testing.T) {
	old := testQuestionnaire()
	old.Sections[1].Questions[5].ID = "disk-encryption"
	old.Sections[1].Questions = append(old.Sections[1].Questions, Question{ID: "phone-encryption", Text: "Phones?", Citations: []string{"164.312(a)(2)(iv)"}})
	merged := testQuestionnaire()
	merged.Sections[1].Questions[5].Replaces = []string{"disk-encryption", "phone-encryption"}
	before := lastYear(func(c *Content) {
		c.Answers["disk-encryption"], c.Answers["phone-encryption"] = Answer{Response: Yes}, Answer{Response: No}
		delete(c.Answers, "encryption")
	})
	c := Compare(snapshotOf(NewCatalog(old, "sha256:old", testRule, testThreats, testRisks()), before),
		snapshotOf(NewCatalog(merged, "sha256:new", testRule, testThreats, testRisks()), complete()))
	if got := questionChange(t, c, "encryption"); got.Change != Improved || got.Before != "no" {
		t.Errorf("encryption = %+v, want improved from no", got)
	}
	if slices.ContainsFunc(c.Questions, func(q QuestionChange) bool { return q.Change == Retired }) {
		t.Error("a question that was merged is listed as retired")
	}
}

func TestSameClient(t *testing.T) {
	for _, tt := range []struct {
		a, b Client
		want bool
	}{
		{Client{Name: "Riverside"}, Client{Name: "riverside "}, true},
		{Client{Name: "Riverside  Dental"}, Client{Name: "Riverside Dental"}, true},
		{Client{Name: "Riverside"}, Client{Name: "Hillside"}, false},
		{Client{Name: "Riverside", LegalName: "R LLC"}, Client{Name: "Hillside", LegalName: "R LLC"}, true},
		{Client{Name: "Riverside", EIN: "11-1111111"}, Client{Name: "Riverside", EIN: "22-2222222"}, false},
		{Client{}, Client{}, false},
	} {
		if got := tt.a.same(tt.b); got != tt.want {
			t.Errorf("%+v and %+v are the same client = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestYearsOpenAddUp(t *testing.T) {
	cat := testCatalog()
	first := snapshotOf(cat, lastYear(func(c *Content) { c.Date = c.Date.AddYears(-1) }))
	second := snapshotOf(cat, lastYear(same))
	second.Result.Comparison = Compare(first, second)
	third := Compare(second, snapshotOf(cat, complete()))
	if got := riskChangeOf(t, third, "lost-laptop").YearsOpen; got != 3 {
		t.Errorf("open for %d years, want 3", got)
	}
}

func TestCompareRemediations(t *testing.T) {
	cat := testCatalog()
	r := func(id string, status RemediationStatus, due int) Remediation {
		return Remediation{ID: id, Status: status, Due: complete().Date.AddDays(due)}
	}
	before := lastYear(func(c *Content) {
		c.Remediation = []Remediation{r("done", 0, 0), r("carried", Open, 0), r("overdue", Open, -1), r("gone", Open, 0), r("dropped", Open, 0), r("old", Done, 0), r("late note", Open, 0)}
	})
	after := with(func(c *Content) {
		c.Remediation = []Remediation{r("done", Done, -9), r("carried", Open, 5), r("overdue", Open, -1), r("dropped", Cancelled, 0), r("old", Done, 0), r("new", Open, 9)}
		for id, days := range map[string]int{"late note": -1, "that day": 0, "days later": 3} {
			line := r(id, Done, 0)
			line.Completed = lastYear(same).Date.AddDays(days)
			c.Remediation = append(c.Remediation, line)
		}
		slices.SortStableFunc(c.Remediation[6:], func(a, b Remediation) int { return a.Completed.Time().Compare(b.Completed.Time()) })
	})
	got := Compare(snapshotOf(cat, before), snapshotOf(cat, after)).Remediation
	want := RemediationChange{
		Done: []string{"done", "that day", "days later"}, Late: []string{"overdue"}, Carried: []string{"carried", "overdue"}, Added: []string{"new"}, Dropped: []string{"dropped", "gone"},
		Moved: []Moved{{"carried", complete().Date, complete().Date.AddDays(5)}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Date{})); diff != "" {
		t.Errorf("remediations (-want +got):\n%s", diff)
	}
}

func TestFollows(t *testing.T) {
	cat := testCatalog()
	this, last := snapshotOf(cat, complete()), snapshotOf(cat, lastYear(same))
	if err := this.Follows(last); err != nil {
		t.Errorf("this year follows last year: %v", err)
	}
	var invalid *Invalid
	if err := this.Follows(snapshotOf(cat, with(func(c *Content) { c.Date = c.Date.AddDays(-30) }))); !errors.As(err, &invalid) {
		t.Errorf("follows an earlier one of the same period: %v, want *Invalid", err)
	}
	renamed := lastYear(func(c *Content) { c.Client.Name = "Hillside" })
	if err := this.Follows(snapshotOf(cat, renamed)); !errors.As(err, &invalid) {
		t.Errorf("follows an assessment of another client: %v, want *Invalid", err)
	}
	renamed.Client.EIN = "12-3456789"
	named := with(func(c *Content) { c.Client.EIN = "123456789" })
	if err := snapshotOf(cat, named).Follows(snapshotOf(cat, renamed)); err != nil {
		t.Errorf("follows the same client under its earlier name: %v", err)
	}
	if err := last.Follows(this); !errors.As(err, &invalid) {
		t.Errorf("last year follows this year: %v, want *Invalid", err)
	}
}
