package assessment

import (
	"errors"
	"strings"
	"testing"
)

func draftOf(c *Content) *Assessment { return NewAssessment("a-1", *c) }

var approval = Approval{Name: "Sam Okafor", Title: "Owner", Date: NewDate(2026, 11, 24)}

// reviewed is an assessment under review.
func reviewed(t *testing.T) (*Assessment, *Catalog) {
	t.Helper()
	cat, a := testCatalog(), draftOf(final())
	if err := a.Submit(cat); err != nil {
		t.Fatal(err)
	}
	return a, cat
}

func finalized(t *testing.T) (*Assessment, *Catalog) {
	t.Helper()
	a, cat := reviewed(t)
	if err := a.Approve(approval, a.Digest); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Finalize(cat); err != nil {
		t.Fatal(err)
	}
	return a, cat
}

func TestLifeOfAnAssessment(t *testing.T) {
	a, cat := finalized(t)
	if a.Status != Final {
		t.Fatalf("status = %v, want final", a.Status)
	}
	amendment, err := a.Amend("a-2", "A laptop was forgotten.")
	if err != nil {
		t.Fatal(err)
	}
	if amendment.Status != Draft || amendment.Amends != "a-1" || amendment.Approval != nil {
		t.Errorf("amendment = %v, amends %q, approval %v", amendment.Status, amendment.Amends, amendment.Approval)
	}
	if err := a.Supersede(amendment); !errors.Is(err, ErrConflict) {
		t.Errorf("superseded by a draft: %v, want ErrConflict", err)
	}
	if err := amendment.Submit(cat); err != nil {
		t.Fatal(err)
	}
	if err := amendment.Approve(approval, amendment.Digest); err != nil {
		t.Fatal(err)
	}
	if _, err := amendment.Finalize(cat); err != nil {
		t.Fatal(err)
	}
	if err := a.Supersede(amendment); err != nil || a.Status != Superseded {
		t.Errorf("supersede: %v, %v", a.Status, err)
	}
}

func TestSubmitNeedsAllButTheApproval(t *testing.T) {
	cat := testCatalog()
	c := final()
	c.Approval = nil
	if err := draftOf(c).Submit(cat); err != nil {
		t.Errorf("submitting without an approval: %v", err)
	}
	c.Scope = ""
	var invalid *Invalid
	if err := draftOf(c).Submit(cat); !errors.As(err, &invalid) || len(invalid.Problems) != 1 || invalid.Problems[0].Path != "scope" {
		t.Errorf("submitting without a scope: %v, want *Invalid of scope", err)
	}
}

func TestApprovalIsBoundToTheContent(t *testing.T) {
	a, cat := reviewed(t)
	if err := a.Approve(approval, "sha256:other"); !errors.Is(err, ErrConflict) {
		t.Errorf("approving another digest: %v, want ErrConflict", err)
	}
	var invalid *Invalid
	if _, err := a.Finalize(cat); !errors.As(err, &invalid) {
		t.Errorf("finalizing without an approval: %v, want *Invalid", err)
	}
	if err := a.Approve(approval, a.Digest); err != nil {
		t.Fatal(err)
	}
	a.Scope = "Something else."
	if _, err := a.Finalize(cat); !errors.Is(err, ErrConflict) {
		t.Errorf("finalizing what was changed after the approval: %v, want ErrConflict", err)
	}
}

func TestApprovalNamesTheOfficial(t *testing.T) {
	a, _ := reviewed(t)
	for _, tt := range []struct {
		name   string
		change func(by *Approval)
		field  string
	}{
		{"no name", func(by *Approval) { by.Name = " " }, "name"},
		{"a name of two lines", func(by *Approval) { by.Name = "Sam\nOkafor" }, "name"},
		{"no title", func(by *Approval) { by.Title = "" }, "title"},
		{"a title without end", func(by *Approval) { by.Title = strings.Repeat("o", longestName+1) }, "title"},
		{"no date", func(by *Approval) { by.Date = Date{} }, "date"},
		{"before the analysis", func(by *Approval) { by.Date = a.Date.AddDays(-1) }, "date"},
	} {
		by := approval
		tt.change(&by)
		var invalid *Invalid
		if err := a.Approve(by, a.Digest); !errors.As(err, &invalid) || len(invalid.Problems) != 1 || invalid.Problems[0].Path != tt.field {
			t.Errorf("%s: %v, want one problem with the %s", tt.name, err, tt.field)
		}
	}
	if a.Approval != nil {
		t.Error("a refused approval was kept")
	}
}

// TestApprovalIsNotOverwritten: a second approval, whoever gives it, needs the first to be taken back.
func TestApprovalIsNotOverwritten(t *testing.T) {
	a, cat := reviewed(t)
	if err := a.Approve(approval, a.Digest); err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string]Approval{
		"the same": approval, "another": {Name: "Dana Reyes", Title: "Account manager", Date: approval.Date}, "one that is refused": {},
	} {
		if err := a.Approve(by, a.Digest); !errors.Is(err, ErrConflict) || *a.Approval != approval {
			t.Errorf("approving again with %s: %v, approved by %v, want ErrConflict", name, err, *a.Approval)
		}
	}
	if err := errors.Join(a.TakeBack(), a.Submit(cat), a.Approve(approval, a.Digest)); err != nil {
		t.Errorf("approving again after taking back: %v", err)
	}
}

func TestTakingBackVoidsTheApproval(t *testing.T) {
	a, _ := reviewed(t)
	if err := a.Approve(approval, a.Digest); err != nil {
		t.Fatal(err)
	}
	if err := a.TakeBack(); err != nil {
		t.Fatal(err)
	}
	if a.Status != Draft || a.Approval != nil || a.Digest != "" {
		t.Errorf("after taking back: %v, %v, %q", a.Status, a.Approval, a.Digest)
	}
}

func TestReturnNeedsARemark(t *testing.T) {
	a, _ := reviewed(t)
	var invalid *Invalid
	if err := a.Return(Remark{By: "Sam"}); !errors.As(err, &invalid) {
		t.Errorf("returning without a remark: %v, want *Invalid", err)
	}
	if err := a.Return(Remark{By: "Sam", Text: strings.Repeat("o", longestText+1)}); !errors.As(err, &invalid) {
		t.Errorf("returning with a book: %v, want *Invalid", err)
	}
	if err := a.Return(Remark{By: "Sam", Text: "The annex is missing."}); err != nil || a.Status != Draft || len(a.Remarks) != 1 {
		t.Errorf("returning: %v, %v, %d remarks", err, a.Status, len(a.Remarks))
	}
}

// TestStepsOutOfOrder tries every step in every state that does not allow it.
func TestStepsOutOfOrder(t *testing.T) {
	cat := testCatalog()
	steps := map[string]struct {
		from Status
		do   func(a *Assessment) error
	}{
		"submit":    {Draft, func(a *Assessment) error { return a.Submit(cat) }},
		"approve":   {InReview, func(a *Assessment) error { return a.Approve(approval, a.Digest) }},
		"return":    {InReview, func(a *Assessment) error { return a.Return(Remark{Text: "x"}) }},
		"take back": {InReview, func(a *Assessment) error { return a.TakeBack() }},
		"finalize":  {InReview, func(a *Assessment) error { _, err := a.Finalize(cat); return err }},
		"amend":     {Final, func(a *Assessment) error { _, err := a.Amend("a-2", "r"); return err }},
		"supersede": {Final, func(a *Assessment) error { return a.Supersede(&Assessment{Amends: "a-1", Status: Final}) }},
	}
	for name, step := range steps {
		for _, status := range []Status{Draft, InReview, Final, Superseded} {
			a := draftOf(final())
			a.Status = status
			if err := step.do(a); status != step.from && !errors.Is(err, ErrConflict) {
				t.Errorf("%s while %v: %v, want ErrConflict", name, status, err)
			}
			if status != step.from && a.Status != status {
				t.Errorf("%s while %v moved it to %v", name, status, a.Status)
			}
		}
	}
}

func TestAmendNeedsAReason(t *testing.T) {
	a, _ := finalized(t)
	var invalid *Invalid
	if _, err := a.Amend("a-2", " "); !errors.As(err, &invalid) {
		t.Errorf("amending without a reason: %v, want *Invalid", err)
	}
}

// TestAmendmentSharesNothing: what is changed in an amendment leaves the final assessment as it was.
func TestAmendmentSharesNothing(t *testing.T) {
	a, cat := finalized(t)
	amendment, err := a.Amend("a-2", "A laptop was forgotten.")
	if err != nil {
		t.Fatal(err)
	}
	amendment.Answers["encryption"] = Answer{Response: No}
	amendment.Assets[0].Name = "Another"
	amendment.Client.Sites[0] = "elsewhere"
	amendment.RisksReviewed.Basis["lost-laptop"] = "Changed."
	if got := a.Content.Digest(cat); got != a.Digest {
		t.Error("changing the amendment changed the final assessment")
	}
}

func TestApprovalIsNotOlderThanTheAnalysis(t *testing.T) {
	a, _ := reviewed(t)
	old := approval
	old.Date = a.Date.AddDays(-1)
	var invalid *Invalid
	if err := a.Approve(old, a.Digest); !errors.As(err, &invalid) {
		t.Errorf("approving with a date before the analysis: %v, want *Invalid", err)
	}
}
