package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// readiness prints what was answered to an overlay, where anything was. It says in its heading, above its tables and in
// the head of each of them that the proposal is not in force, so that no page of it is taken for part of the evaluation.
func (b *builder) readiness(d *Document) {
	if b.Overlay == nil || b.Content.Readiness == nil {
		return
	}
	all, sections := assessment.SumReadiness(b.Overlay, &b.Content.Client, b.Content.Readiness)
	if all.Answered() == 0 {
		return
	}
	d.chapter("Readiness for the proposed rule (proposed, not in force)")
	d.add(Text{Tone: Boxed, Text: NotInForce}, Text{Text: all.Words() + " " + b.readinessSource()})
	for _, s := range sections {
		t := Table{Columns: []Column{{Title: "Proposed, not in force", Width: 8}, {Title: "Answer", Width: 2.4}, {Title: "Note", Width: 5}}}
		for _, q := range s.Asked {
			a := b.Content.Readiness.Answer(q.ID)
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				{Text: strings.TrimSpace(q.Text + "\n" + full(q.Proposal))}, responseCell(a.Response), {Text: full(a.Note)},
			}})
		}
		d.add(Heading{3, s.Title}, t) // of level 3, so that the contents name the chapter alone, with what it is
	}
}

// readinessSource says what was answered, by whom and when.
func (b *builder) readinessSource() string {
	q, r := &b.Overlay.Questionnaire, b.Content.Readiness
	text := fmt.Sprintf("Questionnaire: %s, version %s.", q.ID, q.Version)
	switch {
	case r.By != "" && !r.Date.IsZero():
		text += fmt.Sprintf(" Last answered by %s on %s.", r.By, on(r.Date))
	case r.By != "":
		text += fmt.Sprintf(" Last answered by %s.", r.By)
	}
	return text
}
