package assessment

import (
	"cmp"
	"slices"
	"time"
)

// Given is an answer at a place with who gave it and at which moment.
type Given struct {
	Place
	Mode Mode
	By   string
	At   time.Time
}

// readable is the time in which nobody reads a question, last year's answer and its proof.
const readable = 2 * time.Second

// Hasty lists the answers that somebody confirmed alone in under two seconds after giving another, in the order of time.
// They block nothing; the page before the review asks to look at them again. Those confirmed together were read as a
// list, those of different people say nothing about each other, and one question at several sites was read once.
func Hasty(list []Given) []Given {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Given) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Question, b.Question), cmp.Compare(a.Site, b.Site))
	})
	var hasty []Given
	last := map[string]Given{}
	for _, g := range list {
		before, again := last[g.By]
		if again && g.Question != before.Question && g.Mode == ModeAlone && g.At.Sub(before.At) < readable {
			hasty = append(hasty, g)
		}
		last[g.By] = g
	}
	return hasty
}
