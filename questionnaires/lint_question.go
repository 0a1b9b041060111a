package questionnaires

import (
	"fmt"
	"slices"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

func (l *linter) question(q *questionnaireFile, path string, question *assessment.Question) {
	l.text(q.doc, path+".text", "the question", question.Text)
	if question.Audience == 0 {
		q.doc.Report(path+".audience", "Say who is likely to know: client or msp.")
	}
	l.condition(q, path+".when", question.ID, question.When)
	if doc, retired := l.retiredIn[question.ID]; retired && doc != q.doc {
		q.doc.Report(path+".id", "%s was retired in %s: a retired id never comes back, so give the question another.", question.ID, doc.File)
	}
	for i, id := range question.Replaces {
		l.replaces(q, fmt.Sprintf("%s.replaces[%d]", path, i), question.ID, id)
	}
	if question.IsFact() {
		l.fact(q.doc, path, question)
		return
	}
	if question.Proposal != "" && q.Kind != assessment.Overlay && q.Kind != 0 {
		q.doc.Report(path+".proposal", "Only an overlay asks about a proposal: take it out.")
	}
	l.citations(q, path, question)
	l.activities(q, path, question)
	if len(question.Choices) > 0 {
		q.doc.Report(path+".choices", "Only a fact question has choices: add fact: choice, or take them out.")
	}
	if q.Kind == assessment.Base {
		l.bearing(q.doc, path, question)
		l.suggestion(q.doc, path, question)
	}
}

// replaces checks an earlier id of a question: it is asked nowhere any more and has one heir.
func (l *linter) replaces(q *questionnaireFile, path, heir, id string) {
	doc := q.doc
	switch other, taken := l.replaced[id]; {
	case !word.MatchString(id):
		doc.Report(path, "The id %q should be small letters, digits and single dashes.", id)
	case l.questions[id] != nil && !hides(&q.Questionnaire, id):
		doc.Report(path, "%s is asked itself, so it cannot be replaced.", id)
	case taken:
		doc.Report(path, "%s is replaced by %s already.", id, other)
	default:
		l.replaced[id] = heir
	}
}

// bearing checks that a control of a base matters to a risk, or says why it does not.
func (l *linter) bearing(doc *strict.Document, path string, question *assessment.Question) {
	risk, bears := l.bears[question.ID]
	switch {
	case !bears && question.ComplianceOnly == "" && len(l.set.risks) > 0 && !l.partial:
		doc.Report(path, "%s bears on no risk: name it as a control in risks.yaml, or say why not with compliance_only.", question.ID)
	case bears && question.ComplianceOnly != "":
		doc.Report(path+".compliance_only", "%s bears on the risk %s, so take compliance_only out.", question.ID, risk)
	}
}

func (l *linter) suggestion(doc *strict.Document, path string, question *assessment.Question) {
	s := question.Remediation
	if s == nil {
		doc.Report(path, "%s needs a remediation: what to do where the answer is not Yes.", question.ID)
		return
	}
	l.remediation(doc, path+".remediation", s)
}

// remediation checks what is suggested where a safeguard is not in place.
func (l *linter) remediation(doc *strict.Document, path string, s *assessment.Suggestion) {
	l.text(doc, path+".action", "the action", s.Action)
	l.text(doc, path+".success", "how one can tell that it is done", s.Success)
	l.text(doc, path+".role", "who should own it", s.Role)
	if s.Effort == 0 {
		doc.Report(path, "Say how large the effort is: small, medium or large.")
	}
	if s.Days < 1 || s.Days > 365 {
		doc.Report(path+".days", "The remediation should take 1 to 365 days.")
	}
}

func (l *linter) citations(q *questionnaireFile, path string, question *assessment.Question) {
	if len(question.Citations) == 0 && q.Kind == assessment.Base {
		q.doc.Report(path, "%s cites no row of the rule: add citations, or a fact key if it is no control.", question.ID)
	}
	addressable, others := 0, 0
	for i, citation := range question.Citations {
		at := fmt.Sprintf("%s.citations[%d]", path, i)
		row, ok := l.rule[citation]
		switch {
		case !ok:
			q.doc.Report(at, "%q is not a row of the Security Rule%s.", citation, near(q.doc, citation, l.rule))
		case row.Designation == assessment.GeneralRule:
			q.doc.Report(at, "%s is a general rule, which is not assessed row by row: cite the standard or specification.", citation)
		case slices.Contains(question.Citations[:i], citation):
			q.doc.Report(at, "%s is cited twice.", citation)
		case row.Designation == assessment.Addressable:
			addressable++
		default:
			others++
		}
	}
	if addressable > 0 && others > 0 {
		q.doc.Report(path+".citations", "Cite addressable rows only, or none of them: a decision cannot cover a required row (164.306(d)).")
	}
}

// near offers the known word that is nearest to a mistyped one. A file that is full of problems gets no more offers.
func near[V any](doc *strict.Document, word string, known map[string]V) string {
	if doc.Full() {
		return ""
	}
	best := assessment.Nearest(word, func(yield func(string) bool) {
		for k := range known {
			if !yield(k) {
				return
			}
		}
	})
	if best == "" {
		return ""
	}
	return "; did you mean " + best
}

func (l *linter) fact(doc *strict.Document, path string, question *assessment.Question) {
	for key, given := range map[string]bool{
		"citations": len(question.Citations) > 0, "remediation": question.Remediation != nil,
		"per": question.Per != 0, "compliance_only": question.ComplianceOnly != "", "activities": len(question.Activities) > 0,
	} {
		if given {
			doc.Report(path+"."+key, "A fact question is no control: take %s out.", key)
		}
	}
	if question.Fact != assessment.FactChoice {
		if len(question.Choices) > 0 {
			doc.Report(path+".choices", "Only fact: choice has choices.")
		}
		return
	}
	if len(question.Choices) < 2 {
		doc.Report(path, "%s needs two choices or more.", question.ID)
	}
	for i, c := range question.Choices {
		at := fmt.Sprintf("%s.choices[%d]", path, i)
		if !word.MatchString(c.ID) || slices.ContainsFunc(question.Choices[:i], func(o assessment.Choice) bool { return o.ID == c.ID }) {
			doc.Report(at, "The choice's id %q should be a word that no other choice of the question has.", c.ID)
		}
		l.text(doc, at, "the choice", c.Text)
	}
}

// condition checks a when: it names one fact that exists, asks for values that it can have, and leads to no circle.
func (l *linter) condition(q *questionnaireFile, path, owner string, w *assessment.Condition) {
	if w == nil {
		return
	}
	doc := q.doc
	switch {
	case (w.Client == 0) == (w.Question == ""):
		doc.Report(path, "A condition names either a client fact (client) or a fact question (question).")
	case w.Question != "":
		l.conditionOnQuestion(q, path, owner, w)
	case w.Client.IsNumber() != (w.AtLeast > 0) || w.Client.IsNumber() == (len(w.Is) > 0):
		doc.Report(path, "A condition on %s takes %s.", w.Client, map[bool]string{true: "at_least", false: "is, a list"}[w.Client.IsNumber()])
	case w.Client == assessment.ClientKind:
		for i, kind := range w.Is {
			var k assessment.EntityKind
			if err := k.UnmarshalText([]byte(kind)); err != nil {
				doc.Report(fmt.Sprintf("%s.is[%d]", path, i), "%s.", err)
			}
		}
	default:
		for i, is := range w.Is {
			if is != "yes" && is != "no" {
				doc.Report(fmt.Sprintf("%s.is[%d]", path, i), "%q should be \"yes\" or \"no\".", is)
			}
		}
	}
}

func (l *linter) conditionOnQuestion(q *questionnaireFile, path, owner string, w *assessment.Condition) {
	doc, gate := q.doc, l.questions[w.Question]
	switch {
	case gate == nil && l.partial:
		return
	case gate == nil:
		doc.Report(path+".question", "There is no question %s%s.", w.Question, near(doc, w.Question, l.questions))
		return
	case q.ID != "" && !slices.Contains(l.set.parts(q.ID), l.home[w.Question]):
		doc.Report(path+".question", "%s is asked in %s, which is not included here.", w.Question, l.home[w.Question].doc.File)
		return
	case !gate.IsFact():
		doc.Report(path+".question", "%s asks about a safeguard: a condition names client facts or fact questions only.", w.Question)
		return
	case l.circular(owner, gate):
		doc.Report(path+".question", "The conditions lead in a circle from %s back to it.", owner)
	}
	gateAnswers(doc, path, gate, w)
}

// gateAnswers checks that a condition asks for answers that its gate can have.
func gateAnswers(doc *strict.Document, path string, gate *assessment.Question, w *assessment.Condition) {
	switch {
	case gate.Fact == assessment.FactNumber && (w.AtLeast <= 0 || len(w.Is) > 0):
		doc.Report(path, "A condition on the number %s takes at_least.", w.Question)
	case gate.Fact != assessment.FactNumber && (w.AtLeast != 0 || len(w.Is) == 0):
		doc.Report(path, "Say for which answers to %s the condition holds (is, a list).", w.Question)
	}
	for i, is := range w.Is {
		if gate.Fact == assessment.FactChoice && !slices.ContainsFunc(gate.Choices, func(c assessment.Choice) bool { return c.ID == is }) {
			doc.Report(fmt.Sprintf("%s.is[%d]", path, i), "%q is not a choice of %s.", is, w.Question)
		}
	}
}

// circular follows the gates from one question on and reports whether they come back to the owner.
func (l *linter) circular(owner string, gate *assessment.Question) bool {
	for range l.questions {
		if gate == nil || gate.ID == owner {
			break
		}
		if gate.When == nil {
			return false
		}
		gate = l.questions[gate.When.Question]
	}
	return gate != nil && gate.ID == owner
}
