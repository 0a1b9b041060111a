package questionnaires

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// activities checks the key activities that a question says to examine.
func (l *linter) activities(q *questionnaireFile, path string, question *assessment.Question) {
	for i, key := range question.Activities {
		at := fmt.Sprintf("%s.activities[%d]", path, i)
		switch {
		case !slices.ContainsFunc(l.set.activities, func(a assessment.Activity) bool { return a.Key() == key }):
			q.doc.Report(at, "%q is not a key activity of NIST SP 800-66r2: write the standard and the number, such as 164.308(a)(1)/3.", key)
		case slices.Contains(question.Activities[:i], key):
			q.doc.Report(at, "%s is named twice.", key)
		}
	}
}

// whole checks what only all questions of a base show together. Editions that are older than these rules are not held
// to them.
func (l *linter) whole(q *questionnaireFile) {
	if q.Kind != assessment.Base || l.set.archived || l.partial || len(l.set.activities) == 0 {
		return
	}
	asked := l.asked(q.ID)
	always, excused, cited := map[string]bool{}, map[string]bool{}, map[string]bool{}
	examined := map[string]bool{}
	for _, question := range asked {
		for _, citation := range question.Citations {
			cited[citation] = true
			always[citation] = always[citation] || question.When == nil
			excused[citation] = excused[citation] || question.When != nil && question.When.Why != ""
		}
		for _, key := range question.Activities {
			examined[key] = true
		}
	}
	if len(examined) == 0 {
		return
	}
	l.conditional(q, always, excused)
	if len(cited) < len(l.set.rule.Assessed()) {
		return // it is about a part of the rule only
	}
	var missing []string
	for _, a := range l.set.activities {
		if !examined[a.Key()] {
			missing = append(missing, a.Key())
		}
	}
	if len(missing) > 0 {
		q.doc.Report("id", "%s asks about every row of the rule, but nothing about these key activities of NIST SP 800-66r2: %s.", q.ID, strings.Join(missing, " "))
	}
}

// conditional reports rows of the rule that a condition can leave without a question and without a reason.
func (l *linter) conditional(q *questionnaireFile, always, excused map[string]bool) {
	q.each(func(path string, question *assessment.Question) {
		if question.When == nil {
			return
		}
		for _, citation := range question.Citations {
			if !always[citation] && !excused[citation] {
				q.doc.Report(path+".when", "Nothing is asked about %s where this does not hold: add why, the reason for which the row has nothing to ask then.", citation)
				excused[citation] = true
			}
		}
	})
}
