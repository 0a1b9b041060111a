package questionnaires

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// outcomes checks what a screening can find. The last outcome has no conditions, so that answers of any kind come to one.
func (l *linter) outcomes(q *questionnaireFile) {
	if q.Kind != assessment.Screening {
		if len(q.Outcomes) > 0 {
			q.doc.Report("outcomes", "Only a screening has outcomes: take them out.")
		}
		return
	}
	if len(q.Outcomes) == 0 {
		q.doc.Report("", "A screening needs outcomes: what its answers come to.")
		return
	}
	for i := range q.Outcomes {
		l.outcome(q, i)
	}
	if last := len(q.Outcomes) - 1; !q.Outcomes[last].Otherwise() {
		q.doc.Report(fmt.Sprintf("outcomes[%d]", last), "The last outcome is the one that holds when no other does: take its conditions out, or add one without.")
	}
}

func (l *linter) outcome(q *questionnaireFile, i int) {
	o := &q.Outcomes[i]
	path := fmt.Sprintf("outcomes[%d]", i)
	if !word.MatchString(o.ID) || slices.ContainsFunc(q.Outcomes[:i], func(other assessment.Outcome) bool { return other.ID == o.ID }) {
		q.doc.Report(path+".id", "The outcome's id %q should be a word that no other outcome of the file has.", o.ID)
	}
	l.text(q.doc, path+".title", "a title", o.Title)
	l.text(q.doc, path+".means", "what it means", o.Means)
	l.text(q.doc, path+".next", "what to do next", o.Next)
	if o.Days < 1 || o.Days > 366 {
		q.doc.Report(path+".days", "Say in how many days to ask again, from 1 to 366: every client is screened once a year.")
	}
	if o.Otherwise() && i < len(q.Outcomes)-1 {
		q.doc.Report(path, "Say when %s holds: only the last outcome has no conditions.", o.ID)
	}
	for key, conditions := range map[string][]assessment.Condition{"any": o.Any, "all": o.All, "none": o.None} {
		for j := range conditions {
			l.finding(q, fmt.Sprintf("%s.%s[%d]", path, key, j), &conditions[j])
		}
	}
}

// finding checks a condition of an outcome, which names a question of the same file and its answers.
func (l *linter) finding(q *questionnaireFile, path string, c *assessment.Condition) {
	switch {
	case c.Client != 0 || c.AtLeast != 0 || c.Question == "" || len(c.Is) == 0:
		q.doc.Report(path, "A condition of an outcome names a question and its answers (question and is).")
	case l.home[c.Question] != q:
		q.doc.Report(path+".question", "%s asks no question %s%s.", q.ID, c.Question, near(q.doc, c.Question, l.asked(q.ID)))
	}
	for i, is := range c.Is {
		if !slices.Contains(assessment.ScreeningWords, is) {
			q.doc.Report(fmt.Sprintf("%s.is[%d]", path, i), "%q should be yes, no or unsure.", is)
		}
	}
}
