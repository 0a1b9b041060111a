package questionnaires

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// extension checks what a questionnaire changes of the one that it extends.
func (l *linter) extension(q *questionnaireFile) {
	if q.Extends == "" {
		for key, given := range map[string]bool{"hide": len(q.Hide) > 0, "reword": len(q.Reword) > 0, "controls": len(q.Controls) > 0} {
			if given {
				q.doc.Report(key, "Only a questionnaire that extends another has %s: add extends, or take it out.", key)
			}
		}
		return
	}
	switch other := l.set.questionnaire(q.Extends); {
	case other == nil && l.partial:
		return
	case other == nil, q.Extends == q.ID:
		q.doc.Report("extends", "There is no other questionnaire %s to extend.", q.Extends)
		return
	case l.extendsItself(q):
		q.doc.Report("extends", "What is extended leads in a circle from %s back to it.", q.ID)
		return
	case q.Kind != 0 && other.Kind != 0 && q.Kind != other.Kind:
		q.doc.Report("extends", "%s is of another kind (%s), so it cannot be extended here.", q.Extends, other.Kind)
	}
	extended := l.asked(q.Extends)
	l.hide(q, extended)
	l.reword(q, extended)
	l.addedControls(q)
}

// extendsItself follows what is extended and reports whether it comes back.
func (l *linter) extendsItself(q *questionnaireFile) bool {
	next := q
	for range l.set.questionnaires {
		if next = l.set.questionnaire(next.Extends); next == nil {
			return false
		}
		if next == q {
			return true
		}
	}
	return true // it has run into a circle of others
}

// asked gives the questions of a questionnaire as it is asked, by id.
func (l *linter) asked(id string) map[string]assessment.Question {
	questions := map[string]assessment.Question{}
	joined := l.set.joined(id)
	for _, s := range joined.Sections {
		for _, question := range s.Questions {
			questions[question.ID] = question
		}
	}
	return questions
}

// hide checks what an extension does not ask. The rule binds as before, so each row keeps a question.
func (l *linter) hide(q *questionnaireFile, extended map[string]assessment.Question) {
	cited := map[string]bool{}
	for _, question := range l.asked(q.ID) {
		for _, citation := range question.Citations {
			cited[citation] = true
		}
	}
	for i, h := range q.Hide {
		path := fmt.Sprintf("hide[%d]", i)
		l.text(q.doc, path+".why", "why it is not asked", h.Why)
		question, known := extended[h.ID]
		if !known {
			q.doc.Report(path+".id", "%s asks no question %s%s.", q.Extends, h.ID, near(q.doc, h.ID, extended))
			continue
		}
		if slices.ContainsFunc(q.Hide[:i], func(o assessment.HiddenQuestion) bool { return o.ID == h.ID }) {
			q.doc.Report(path+".id", "%s is hidden twice.", h.ID)
		}
		for _, citation := range question.Citations {
			if !cited[citation] {
				q.doc.Report(path+".id", "Without %s nothing is asked about %s: leave it in, or ask about that row in a question of your own.", h.ID, citation)
			}
		}
	}
}

func (l *linter) reword(q *questionnaireFile, extended map[string]assessment.Question) {
	for i, r := range q.Reword {
		path := fmt.Sprintf("reword[%d]", i)
		if blankRewording(&r) {
			q.doc.Report(path, "Say what is reworded of %s: text, guidance, evidence or remediation.", r.ID)
		}
		question, known := extended[r.ID]
		if r.Remediation != nil {
			l.remediation(q.doc, path+".remediation", r.Remediation)
		}
		switch {
		case !known:
			q.doc.Report(path+".id", "%s asks no question %s%s.", q.Extends, r.ID, near(q.doc, r.ID, extended))
		case question.IsFact() && r.Remediation != nil:
			q.doc.Report(path+".remediation", "A fact question is no control: take remediation out.")
		case hides(&q.Questionnaire, r.ID):
			q.doc.Report(path+".id", "%s is hidden, so its words do not matter.", r.ID)
		case slices.ContainsFunc(q.Reword[:i], func(o assessment.Rewording) bool { return o.ID == r.ID }):
			q.doc.Report(path+".id", "%s is reworded twice.", r.ID)
		}
	}
}

// blankRewording reports whether a rewording changes nothing.
func blankRewording(r *assessment.Rewording) bool {
	return strings.TrimSpace(r.Text+r.Guidance) == "" && len(r.Evidence) == 0 && r.Remediation == nil
}

func (l *linter) addedControls(q *questionnaireFile) {
	own := l.asked(q.ID)
	for i, added := range q.Controls {
		path := fmt.Sprintf("controls[%d]", i)
		if !l.risks[added.Risk] && !l.partial {
			q.doc.Report(path+".risk", "There is no risk %s%s.", added.Risk, near(q.doc, added.Risk, l.risks))
		}
		if len(added.Key)+len(added.Supporting) == 0 {
			q.doc.Report(path, "Name the controls that are added to %s, key or supporting.", added.Risk)
		}
		for j, id := range append(slices.Clone(added.Key), added.Supporting...) {
			at := fmt.Sprintf("%s.key[%d]", path, j)
			if j >= len(added.Key) {
				at = fmt.Sprintf("%s.supporting[%d]", path, j-len(added.Key))
			}
			switch question, known := own[id]; {
			case !known:
				q.doc.Report(at, "%s asks no question %s%s.", q.ID, id, near(q.doc, id, own))
			case question.IsFact():
				q.doc.Report(at, "%s asks for a fact and is no control.", id)
			}
		}
	}
}

// overlay checks what an overlay lies over, and that nothing else says so.
func (l *linter) overlay(q *questionnaireFile) {
	if q.Kind != assessment.Overlay {
		if len(q.Over) > 0 {
			q.doc.Report("over", "Only an overlay lies over other questionnaires: take over out.")
		}
		return
	}
	for i, id := range q.Over {
		switch other := l.set.questionnaire(id); {
		case other == nil && l.partial:
		case other == nil:
			q.doc.Report(fmt.Sprintf("over[%d]", i), "There is no questionnaire %s.", id)
		case other.Kind != assessment.Base:
			q.doc.Report(fmt.Sprintf("over[%d]", i), "%s is of the kind %s: an overlay lies over a base.", id, other.Kind)
		}
	}
}
