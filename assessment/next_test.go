package assessment

import (
	"testing"
	"time"
)

func TestNextOf(t *testing.T) {
	gaps := func(elements ...Element) []Gap {
		var list []Gap
		for _, e := range elements {
			list = append(list, Gap{Element: e, What: "x"})
		}
		return list
	}
	done := Progress{Asked: 9, Answered: 9}
	early, late := day(2027, time.January, 15), day(2027, time.March, 1)
	open := func(status RemediationStatus, due Date) Remediation { return Remediation{Status: status, Due: due} }
	approvalGap := (&Content{}).approvalGap()
	for _, tt := range []struct {
		name    string
		status  Status
		change  func(a *Assessment)
		missing []Gap
		all     Progress
		want    Next
		group   Group
	}{
		{"no scope", Draft, func(a *Assessment) { a.Scope = " " }, nil, Progress{Asked: 9, ToConfirm: 9}, Next{Step: StepScope}, GroupNeedsYou},
		{"what changed is not asked yet", Draft, func(a *Assessment) { a.ChangedAsked = false }, nil, Progress{Asked: 9, ToConfirm: 4}, Next{Step: StepScope}, GroupNeedsYou},
		{"to confirm", Draft, nil, nil, Progress{Asked: 9, Answered: 2, ToConfirm: 4}, Next{Step: StepConfirm, Count: 4}, GroupNeedsYou},
		{"to answer", Draft, nil, gaps(ElementData), Progress{Asked: 9, Answered: 6}, Next{Step: StepAnswer, Count: 3}, GroupNeedsYou},
		{"inventory", Draft, nil, gaps(ElementScope, ElementData, ElementData, ElementThreats), done, Next{Step: StepInventory, Count: 2}, GroupNeedsYou},
		{"risks", Draft, nil, gaps(ElementThreats, ElementLikelihoodImpact, ElementLevel), done, Next{Step: StepRisks, Count: 2}, GroupNeedsYou},
		{"basis of a risk", Draft, nil, gaps(ElementLikelihoodImpact), done, Next{Step: StepRisks, Count: 1}, GroupNeedsYou},
		{"treatments", Draft, nil, gaps(ElementControls, ElementLevel, ElementReview), done, Next{Step: StepTreat, Count: 1}, GroupNeedsYou},
		{"what else is missing", Draft, nil, gaps(ElementControls, ElementControls, ElementReview), done, Next{Step: StepComplete, Count: 2, Element: ElementControls}, GroupNeedsYou},
		{"the record", Draft, nil, append(gaps(ElementDocumentation), approvalGap), done, Next{Step: StepComplete, Count: 1, Element: ElementDocumentation}, GroupNeedsYou},
		{"only the approval", Draft, nil, []Gap{approvalGap}, done, Next{Step: StepSubmit}, GroupNeedsYou},
		{"nothing", Draft, func(a *Assessment) { a.Approval = &approval }, nil, done, Next{Step: StepSubmit}, GroupNeedsYou},
		{"with the official", InReview, nil, []Gap{approvalGap}, done, Next{Step: StepApproval}, GroupWithClient},
		{"approved", InReview, func(a *Assessment) { a.Approval = &approval }, nil, done, Next{Step: StepFinalize}, GroupNeedsYou},
		{"plan", Final, func(a *Assessment) {
			a.Remediation = []Remediation{open(Open, late), open(0, early), open(Done, Date{}), open(Cancelled, early.AddDays(-9)), open(Open, Date{})}
		}, nil, done, Next{Step: StepPlan, Count: 3, Due: early}, GroupFinal},
		{"plan is done", Final, func(a *Assessment) { a.Remediation = []Remediation{open(Done, early)} }, nil, done, Next{Step: StepReview, Due: complete().NextReview}, GroupFinal},
		{"no plan", Final, nil, nil, done, Next{Step: StepReview, Due: complete().NextReview}, GroupFinal},
		{"superseded", Superseded, nil, nil, done, Next{}, GroupNone},
	} {
		a := draftOf(complete())
		a.Status, a.Approval, a.ChangedAsked = tt.status, nil, true
		if tt.change != nil {
			tt.change(a)
		}
		got := NextOf(a, &Result{Missing: tt.missing}, tt.all, SharedOut{})
		if got != tt.want || got.Group() != tt.group {
			t.Errorf("%s: NextOf = %+v in %v, want %+v in %v", tt.name, got, got.Group(), tt.want, tt.group)
		}
	}
	if (Next{}).OfScreening() {
		t.Error("no step at all is about a screening")
	}
	if got := NextOf(nil, nil, Progress{}, SharedOut{}); got != (Next{Step: StepOpen}) || got.Group() != GroupNeedsYou {
		t.Errorf("without an assessment: NextOf = %+v in %v", got, got.Group())
	}
}

func TestNextOfClient(t *testing.T) {
	today, later := day(2026, time.November, 24), day(2026, time.December, 12)
	opening, answering := Next{Step: StepOpen, Due: today}, Next{Step: StepAnswer, Count: 3}
	ba, none := []EntityKind{BusinessAssociate}, []EntityKind(nil)
	for _, tt := range []struct {
		name     string
		recorded []EntityKind
		finding  *Finding
		next     Next
		want     Next
		group    Group
	}{
		{"nothing known", none, nil, opening, Next{Step: StepScreen, Due: today}, GroupNeedsYou},
		{"screening begun", none, &Finding{Open: 4}, opening, Next{Step: StepScreen, Count: 4, Due: today}, GroupNeedsYou},
		{"PHI found", none, &Finding{Kinds: ba, Again: later}, opening, Next{Step: StepRecord, Due: later}, GroupNeedsYou},
		{"PHI found, and more unsure", none, &Finding{Kinds: ba, Unsure: true, Again: later}, opening, Next{Step: StepRecord, Due: later}, GroupNeedsYou},
		{"PHI found and recorded", ba, &Finding{Kinds: ba, Again: later}, opening, opening, GroupNeedsYou},
		{"unsure", none, &Finding{Unsure: true, Again: later}, opening, Next{Step: StepFollowUp, Due: later}, GroupNeedsYou},
		{"no PHI", none, &Finding{Again: later}, opening, Next{Step: StepScreened, Due: later}, GroupNone},
		{"recorded and never screened", ba, nil, opening, opening, GroupNeedsYou},
		{"recorded, and nothing found", ba, &Finding{Again: later}, opening, opening, GroupNeedsYou},
		{"recorded, and unsure", ba, &Finding{Unsure: true, Again: later}, answering, answering, GroupNeedsYou},
		{"at work, and more was found", []EntityKind{CoveredEntity}, &Finding{Kinds: ba, Again: later}, answering, Next{Step: StepRecord, Due: later}, GroupNeedsYou},
		{"at work", none, nil, answering, answering, GroupNeedsYou},
	} {
		if got := NextOfClient(tt.recorded, tt.finding, tt.next); got != tt.want || got.Group() != tt.group {
			t.Errorf("%s: NextOfClient = %+v in %v, want %+v in %v", tt.name, got, got.Group(), tt.want, tt.group)
		}
		if of := tt.want != tt.next; tt.want.OfScreening() != of {
			t.Errorf("%s: OfScreening = %v, want %v", tt.name, !of, of)
		}
	}
}

// TestNextFollowsTheLint: a draft is to be submitted exactly when Submit takes it.
func TestNextFollowsTheLint(t *testing.T) {
	cat := testCatalog()
	for name, c := range map[string]*Content{
		"final": final(), "complete": complete(),
		"old approval": with(func(c *Content) { *c = *final(); c.Approval.Date = c.Date.AddDays(-1) }),
		"no review":    with(func(c *Content) { *c = *final(); c.NextReview = Date{} }),
		"unanswered":   with(func(c *Content) { *c = *final(); delete(c.Answers, "analysis") }),
		"no official":  with(func(c *Content) { *c = *final(); c.SecurityOfficial = nil }),
	} {
		a := draftOf(c)
		all, _ := ProgressOf(cat, &a.Content, nil)
		next := NextOf(a, Rate(cat, &a.Content), all, SharedOut{})
		if err := a.Submit(cat); (next.Step == StepSubmit) != (err == nil) {
			t.Errorf("%s: next is %v, and submitting gives %v", name, next.Step, err)
		}
	}
}

// TestNextWithContacts: what contacts sent comes before the rest, and where every open question is with one it is their turn.
func TestNextWithContacts(t *testing.T) {
	due := day(2026, time.December, 4)
	for _, tt := range []struct {
		name   string
		status Status
		all    Progress
		out    SharedOut
		want   Next
		group  Group
	}{
		{"answers to review", Draft, Progress{Asked: 9, Answered: 2, ToConfirm: 4}, SharedOut{Open: 1, ToReview: 3}, Next{Step: StepReviewShares, Count: 3}, GroupNeedsYou},
		{"answers to review, and all the rest out", Draft, Progress{Asked: 9, Answered: 2}, SharedOut{Open: 7, ToReview: 1}, Next{Step: StepReviewShares, Count: 1}, GroupNeedsYou},
		{"some are out", Draft, Progress{Asked: 9, Answered: 2}, SharedOut{Open: 6, Due: due}, Next{Step: StepAnswer, Count: 7}, GroupNeedsYou},
		{"all that is open is out", Draft, Progress{Asked: 9, Answered: 2, ToConfirm: 4}, SharedOut{Open: 7, Due: due}, Next{Step: StepWithContact, Count: 7, Due: due}, GroupWithClient},
		{"nothing is open", Draft, Progress{Asked: 9, Answered: 9}, SharedOut{}, Next{Step: StepSubmit}, GroupNeedsYou},
		{"under review", InReview, Progress{Asked: 9, Answered: 9}, SharedOut{ToReview: 2}, Next{Step: StepApproval}, GroupWithClient},
	} {
		a := draftOf(complete())
		a.Status, a.Approval, a.ChangedAsked = tt.status, nil, true
		got := NextOf(a, &Result{}, tt.all, tt.out)
		if got != tt.want || got.Group() != tt.group {
			t.Errorf("%s: NextOf = %+v in %v, want %+v in %v", tt.name, got, got.Group(), tt.want, tt.group)
		}
	}
}
