package assessment

import (
	"cmp"
	"fmt"
	"slices"
)

// MostMilestones is as many interim dates as one line of a plan may have.
const MostMilestones = 20

// Milestone is an interim date of a remediation: what is reached by that day.
type Milestone struct {
	Date Date   `json:"date"`
	What string `json:"what"`
}

// InterimDates lists the milestones, the earliest first.
func (r *Remediation) InterimDates() []Milestone {
	return slices.SortedStableFunc(slices.Values(r.Milestones), func(a, b Milestone) int {
		return cmp.Compare(a.Date.String(), b.Date.String())
	})
}

// milestones checks that each interim date says what is reached, between the start and the due date.
func (k *checker) milestones(path string, rem *Remediation) {
	if len(rem.Milestones) > MostMilestones {
		k.bad(path, "A line has at most %d interim dates, and this has %d: leave some out.", MostMilestones, len(rem.Milestones))
		return
	}
	for i, m := range rem.Milestones {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case m.Date.IsZero():
			k.bad(at+".date", "Give the day of each interim date.")
		case m.Date.Before(rem.Start):
			k.bad(at+".date", "The interim date %s lies before the start (%s).", m.Date, rem.Start)
		case !rem.Due.IsZero() && m.Date.After(rem.Due):
			k.bad(at+".date", "The interim date %s lies after the due date (%s).", m.Date, rem.Due)
		}
		if blank(m.What) {
			k.bad(at+".what", "Say what is reached by each interim date.")
		}
		k.text(at+".what", m.What)
	}
}

// looks checks the days on which somebody looks at a line: at its completion, and when it is reviewed.
func (k *checker) looks(path string, rem *Remediation) {
	if !rem.Verified.IsZero() && rem.Verified.Before(rem.Completed) {
		k.bad(path+".verified", "The verification (%s) lies before the completion (%s).", rem.Verified, rem.Completed)
	}
	if !rem.Review.IsZero() && rem.Review.Before(rem.Start) {
		k.bad(path+".review", "The next review (%s) lies before the start (%s).", rem.Review, rem.Start)
	}
}
