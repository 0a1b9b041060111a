package templates

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// How things stand, as badges. Each thing has one function here, so that it looks the same on every page. Amber is kept
// for what waits for a person; what is only not done yet is gray.

// statusState says where an assessment stands in its life; 0 is none.
func statusState(s assessment.Status) StateView {
	switch s {
	case 0:
		return StateView{StateTodo, "None"}
	case assessment.InReview:
		return StateView{StateOthers, "Under review"}
	case assessment.Final:
		return StateView{StateDone, s.Title()}
	case assessment.Superseded:
		return StateView{StateTodo, "Replaced"}
	default:
		return StateView{StateTodo, s.Title()}
	}
}

// StatusBadge is the badge of where an assessment stands in its life.
func StatusBadge(s assessment.Status) templ.Component { return State(statusState(s)) }

// sectionState says how far a section is.
func sectionState(s assessment.SectionProgress) StateView {
	switch s.Status {
	case assessment.Started:
		return StateView{StateTodo, fmt.Sprintf("%d open", s.Open())}
	case assessment.SectionDone:
		return StateView{StateDone, s.Status.Title()}
	default:
		return StateView{StateTodo, s.Status.Title()}
	}
}

// sectionCounts says how far a section is in one line, for a phone.
func sectionCounts(s assessment.SectionProgress) string {
	if s.Asked == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d answered", s.Answered, s.Asked)
	if s.ToConfirm > 0 {
		text += fmt.Sprintf(", %d to confirm", s.ToConfirm)
	}
	return text
}

// shareState says how far a contact is with what was shared with them.
func shareState(r ClientShareRow, due, today assessment.Date) StateView {
	switch {
	case r.Ended || r.State == assessment.ShareRevoked:
		return StateView{StateBlocked, assessment.ShareRevoked.Title()}
	case r.State == assessment.ShareSubmitted && r.ToReview > 0:
		return StateView{StateNeeds, fmt.Sprintf("%d to review", r.ToReview)}
	case r.State == assessment.ShareDone:
		return StateView{StateDone, r.State.Title()}
	case r.State.Overdue(due, today):
		return StateView{StateNeeds, "Overdue, " + strings.ToLower(r.State.Title())}
	default:
		return StateView{StateOthers, r.State.Title()}
	}
}
