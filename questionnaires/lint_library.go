package questionnaires

import (
	"fmt"
	"slices"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

func (l *linter) lintThreats() {
	doc := l.set.threats.doc
	for i, t := range l.set.threats.list {
		path := fmt.Sprintf("[%d]", i)
		l.text(doc, path+".title", "a title", t.Title)
		l.text(doc, path+".why", "why it occurs as often as that", t.Why)
		if t.Source == 0 || t.Occurrence == 0 {
			doc.Report(path, "Threat %s needs a source and an occurrence.", t.ID)
		}
	}
}

func (l *linter) lintRisks() {
	doc := l.set.risks.doc
	for i := range l.set.risks.list {
		r := &l.set.risks.list[i]
		path := fmt.Sprintf("[%d]", i)
		switch {
		case r.Threat == "":
			doc.Report(path+".threat", "Name the threat.")
		case !l.threats[r.Threat] && !l.partial:
			doc.Report(path+".threat", "There is no threat %s%s.", r.Threat, near(doc, r.Threat, l.threats))
		}
		l.text(doc, path+".vulnerability", "the vulnerability", r.Vulnerability)
		if r.Impact.Confidentiality == 0 || r.Impact.Integrity == 0 || r.Impact.Availability == 0 {
			doc.Report(path+".impact", "Rate the impact of %s on confidentiality, integrity and availability.", r.ID)
		}
		if len(r.Key) == 0 {
			doc.Report(path, "Risk %s needs a key control.", r.ID)
		}
		if assessment.IsOwnRisk(r.ID) {
			doc.Report(path+".id", "An id that begins with own- is of a risk that an assessor adds: give %s another.", r.ID)
		}
		l.controls(doc, path, r)
		l.condition(&questionnaireFile{doc: doc}, path+".when", r.ID, r.When)
	}
}

func (l *linter) controls(doc *strict.Document, path string, r *assessment.Risk) {
	all := append(slices.Clone(r.Key), r.Supporting...)
	for i, id := range all {
		at := fmt.Sprintf("%s.key[%d]", path, i)
		if i >= len(r.Key) {
			at = fmt.Sprintf("%s.supporting[%d]", path, i-len(r.Key))
		}
		q := l.questions[id]
		switch {
		case q == nil && l.partial:
		case q == nil:
			doc.Report(at, "There is no question %s%s.", id, near(doc, id, l.questions))
		case q.IsFact():
			doc.Report(at, "%s asks for a fact and is no control.", id)
		case slices.Contains(all[:i], id):
			doc.Report(at, "%s is a control of this risk already.", id)
		}
	}
}
