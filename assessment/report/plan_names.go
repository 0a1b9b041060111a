package report

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// isMade reports whether an id was made by a machine, as those of lines are that people add in the browser: a UUID in
// text. Nobody reads it. In a file people give words.
func isMade(id string) bool {
	return len(id) == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-'
}

// lineName is what a line of the plan is called outside of the plan: the word that people gave it, or else its number in
// the plan.
func (b *builder) lineName(id string) string {
	if !isMade(id) {
		return id
	}
	n := slices.IndexFunc(b.Result.Plan, func(l assessment.PlanLine) bool { return l.Remediation == id })
	if n < 0 {
		return "A line that is not in the plan"
	}
	return fmt.Sprintf("Line %d", n+1)
}

// lineTitle is the name of a line with what is to be done.
func (b *builder) lineTitle(rem *assessment.Remediation) string {
	switch {
	case rem.Action == "":
		return b.lineName(rem.ID)
	case isMade(rem.ID) && b.lines[rem.ID] == nil:
		return rem.Action
	default:
		return b.lineName(rem.ID) + ": " + rem.Action
	}
}
