package assessment

// Step is what comes next in an assessment's year. Every page and mail that says so asks NextOf.
type Step uint8

// The steps in the order of the year.
const (
	StepScreen       Step = iota + 1 // find out whether the client holds PHI
	StepRecord                       // record what the screening found
	StepFollowUp                     // find out what the screening left unsure
	StepScreened                     // wait for the next screening
	StepOpen                         // open the first assessment, or the next
	StepScope                        // say what the analysis covers
	StepReviewShares                 // accept or return what contacts of the client answered
	StepConfirm                      // confirm proposals
	StepAnswer                       // answer questions
	StepWithContact                  // wait for contacts of the client, with whom every open question is
	StepInventory                    // say where ePHI is
	StepRisks                        // review the risks
	StepTreat                        // respond to risks and plan remediations
	StepComplete                     // close what else is missing
	StepSubmit                       // submit for review
	StepApproval                     // wait for the client's official
	StepFinalize                     // make it final
	StepPlan                         // work the plan
	StepReview                       // wait for the next review
)

var steps = words{
	"", "screen", "record", "follow_up", "screened", "open", "scope", "review_shares", "confirm", "answer", "with_contact", "inventory", "risks", "treat", "complete", "submit", "approval", "finalize",
	"plan", "review",
}

// String gives the word for scripts.
func (s Step) String() string { return textOf(steps, s) }

// MarshalText implements encoding.TextMarshaler.
func (s Step) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Step) UnmarshalText(text []byte) error { return parseWord(steps, text, s) }

// Group sorts assessments by who has to do something.
type Group uint8

// The groups: the manager, the client, nobody as it is final, and nobody as there is no assessment or none is called for.
const (
	GroupNeedsYou Group = iota + 1
	GroupWithClient
	GroupFinal
	GroupNone
)

var groups = words{"", "needs_you", "with_client", "final", "none"}

// String gives the word that addresses and scripts use.
func (g Group) String() string { return textOf(groups, g) }

// Title gives the words for people.
func (g Group) Title() string { return title(g.String()) }

// MarshalText implements encoding.TextMarshaler.
func (g Group) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (g *Group) UnmarshalText(text []byte) error { return parseWord(groups, text, g) }

// Next is what comes next, with how many there are of it.
type Next struct {
	Step    Step    `json:"step"`
	Count   int     `json:"count,omitzero"`   // of what the step is about: proposals, answers, questions, gaps, remediations
	Element Element `json:"element,omitzero"` // of StepComplete: where the gaps are
	Due     Date    `json:"due,omitzero"`     // of StepPlan the earliest due date, of StepReview the next review, of StepWithContact what contacts have to do first, of a screening's steps the day to look again
}

// Group says who has to take the step.
func (n Next) Group() Group {
	switch n.Step {
	case 0, StepScreened:
		return GroupNone
	case StepApproval, StepWithContact:
		return GroupWithClient
	case StepPlan, StepReview:
		return GroupFinal
	default:
		return GroupNeedsYou
	}
}

// OfScreening reports whether the step is about a PHI screening and not about an assessment.
func (n Next) OfScreening() bool { return n.Step != 0 && n.Step < StepOpen }

// NextOfClient says what comes next for a client, from what it is recorded to be, its newest screening (nil where there is
// none) and what comes next in its assessment. What a screening found and nobody recorded comes first, since agreement and
// analysis depend on it. A client that is recorded as bound by HIPAA is not asked to be screened: its analysis is due anyway.
func NextOfClient(recorded []EntityKind, f *Finding, next Next) Next {
	switch {
	case f != nil && len(f.Unrecorded(recorded)) > 0:
		return Next{Step: StepRecord, Due: f.Again}
	case len(recorded) > 0 || next.Step != StepOpen:
		return next
	case f == nil:
		return Next{Step: StepScreen, Due: next.Due}
	case f.Open > 0:
		return Next{Step: StepScreen, Count: f.Open, Due: next.Due}
	case f.Unsure:
		return Next{Step: StepFollowUp, Due: f.Again}
	default:
		return Next{Step: StepScreened, Due: f.Again}
	}
}

// NextOf says what comes next for an assessment, from its result, its progress and what of it is with contacts. Without an
// assessment it is to open one. A superseded assessment has no next step; the amendment has.
func NextOf(a *Assessment, result *Result, all Progress, out SharedOut) Next {
	switch {
	case a == nil:
		return Next{Step: StepOpen}
	case a.Status == Draft:
		return nextOfDraft(a, result, all, out)
	case a.Status == InReview && a.Approval == nil:
		return Next{Step: StepApproval}
	case a.Status == InReview:
		return Next{Step: StepFinalize}
	case a.Status == Final:
		return nextOfFinal(a)
	default:
		return Next{}
	}
}

// nextOfDraft walks a draft's year in its order.
func nextOfDraft(a *Assessment, result *Result, all Progress, out SharedOut) Next {
	switch {
	case blank(a.Scope), all.ToConfirm > 0 && !a.ChangedAsked:
		return Next{Step: StepScope}
	case out.ToReview > 0:
		return Next{Step: StepReviewShares, Count: out.ToReview}
	case out.Open > 0 && out.Open == all.Open():
		return Next{Step: StepWithContact, Count: out.Open, Due: out.Due}
	case all.ToConfirm > 0:
		return Next{Step: StepConfirm, Count: all.ToConfirm}
	case all.Open() > 0:
		return Next{Step: StepAnswer, Count: all.Open()}
	}
	gaps, approval := map[Element]int{}, a.approvalGap()
	for _, g := range result.Missing {
		if g != approval {
			gaps[g.Element]++
		}
	}
	return nextOfGaps(gaps)
}

// nextOfGaps picks the step that closes gaps. Scope, measures, record and review come last, since closing the others
// often closes them as well.
func nextOfGaps(gaps map[Element]int) Next {
	if n := gaps[ElementData]; n > 0 {
		return Next{Step: StepInventory, Count: n}
	}
	if n := gaps[ElementThreats] + gaps[ElementLikelihoodImpact]; n > 0 {
		return Next{Step: StepRisks, Count: n}
	}
	if n := gaps[ElementLevel]; n > 0 {
		return Next{Step: StepTreat, Count: n}
	}
	for _, e := range Elements {
		if n := gaps[e]; n > 0 {
			return Next{Step: StepComplete, Count: n, Element: e}
		}
	}
	return Next{Step: StepSubmit}
}

// nextOfFinal looks at what is left of the plan.
func nextOfFinal(a *Assessment) Next {
	n := Next{Step: StepPlan}
	for i := range a.Remediation {
		r := &a.Remediation[i]
		if !r.open() {
			continue
		}
		n.Count++
		if !r.Due.IsZero() && (n.Due.IsZero() || r.Due.Before(n.Due)) {
			n.Due = r.Due
		}
	}
	if n.Count == 0 {
		return Next{Step: StepReview, Due: a.NextReview}
	}
	return n
}
