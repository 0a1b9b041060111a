package questionnaires

import (
	"fmt"
	"slices"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

func (l *linter) lintThreats() {
	for _, lib := range l.set.threats {
		l.lintThreatsOf(lib)
	}
}

func (l *linter) lintThreatsOf(lib libraryFile[assessment.Threat]) {
	doc := lib.doc
	for i, t := range lib.list {
		path := fmt.Sprintf("[%d]", i)
		l.text(doc, path+".title", "a title", t.Title)
		l.text(doc, path+".why", "why it occurs as often as that", t.Why)
		if t.Source == 0 || t.Occurrence == 0 {
			doc.Report(path, "Threat %s needs a source and an occurrence.", t.ID)
		}
	}
}

func (l *linter) lintRisks() {
	for _, lib := range l.set.risks {
		l.lintRisksOf(lib)
	}
}

func (l *linter) lintRisksOf(lib libraryFile[assessment.Risk]) {
	doc := lib.doc
	for i := range lib.list {
		r := &lib.list[i]
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
