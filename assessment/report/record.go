package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// treatments lists how each risk over the threshold is responded to, and what management accepted.
func (b *builder) treatments(d *Document) {
	d.chapter(chapterResponses)
	d.add(Text{Text: b.threshold()})
	t := Table{Columns: []Column{{Title: "Risk", Width: 8}, {Title: "Current", Width: 3}, {Title: "Response", Width: 2.4}, {Title: "By what", Width: 6}}}
	for i := range b.Result.Risks {
		r := &b.Result.Risks[i]
		_, treated := b.Content.Treatment[r.Risk]
		if r.Applies && (treated || b.Content.Over(r.Current.Level)) {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: r.Heading()}, {Level: r.Current.Level}, {Text: b.treatment(r.Risk)}, {Text: b.byWhat(r)}}})
		}
	}
	d.or(len(t.Rows) == 0, "No risk needs a response.", t)
	b.residual(d)
	b.accepted(d)
}

// signOff is the room to sign the responses that leave a risk as it is, where there are any.
func (b *builder) signOff(d *Document) {
	if !slices.ContainsFunc(b.Result.Risks, b.leftAsItIs) {
		return
	}
	const name = "Sign-off of the accepted and transferred risks"
	d.add(Together{name, []Block{
		Heading{3, name},
		Text{Text: "By signing, management confirms each response in the table above, with its reason, until the day on which it expires."},
		signature,
	}})
}

// leftAsItIs reports whether management accepted or transferred the risk.
func (b *builder) leftAsItIs(r assessment.RatedRisk) bool {
	t := b.Content.Treatment[r.Risk].Response
	return t == assessment.Accept || t == assessment.Transfer
}

// residual lists what the plan does not bring down to the threshold, which leadership should know before it signs.
func (b *builder) residual(d *Document) {
	remaining := b.remaining()
	d.section("Over the threshold even with the plan done")
	d.or(len(remaining) == 0, "No risk.", b.riskTable(remaining))
	if len(remaining) > 0 {
		d.add(Text{Text: "For each of these, leadership decides whether to plan more or to accept what remains, with a reason and an expiry."})
	}
}

// byWhat names the remediations of a mitigated risk, and the reason for any other response.
func (b *builder) byWhat(r *assessment.RatedRisk) string {
	t := b.Content.Treatment[r.Risk]
	if t.Response != assessment.Mitigate {
		return t.Reason
	}
	return or(strings.Join(b.remediationsOf(r.Risk), "\n"), "No remediation is planned yet.")
}

// remediationsOf lists the remediations that bear on a risk, with until when.
func (b *builder) remediationsOf(risk string) []string {
	var list []string
	for _, line := range b.Result.Plan {
		if slices.Contains(line.Risks, risk) {
			rem := b.plan[line.Remediation]
			list = append(list, fmt.Sprintf("%s (%s)", b.lineName(rem.ID), b.when(rem)))
		}
	}
	return list
}

// accepted lists the risks that management accepted or transferred, with who signed.
func (b *builder) accepted(d *Document) {
	d.section("Risks accepted or transferred by management")
	t := Table{Columns: []Column{{Title: "Risk", Width: 6}, {Title: "Response", Width: 2}, {Title: "Reason", Width: 6}, {Title: "Approved by", Width: 4}, {Title: "Expires", Width: 2.4}}}
	for i := range b.Result.Risks {
		r := &b.Result.Risks[i]
		if !b.leftAsItIs(*r) {
			continue
		}
		tr := b.Content.Treatment[r.Risk]
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: r.Heading()},
			{Text: tr.Response.Title()},
			{Text: tr.Reason},
			{Text: strings.TrimPrefix(person(tr.ApprovedBy)+", "+on(tr.Date), ", ")},
			{Text: tr.Expires.Short()},
		}})
	}
	d.or(len(t.Rows) == 0, "None.", t)
}

// decisions prints the written records of 164.306(d)(3).
func (b *builder) decisions(d *Document) {
	d.chapter("Decisions on addressable specifications")
	d.add(Text{Text: "Addressable does not mean optional. Where such a specification is not fully in place, the rule requires a written decision: " +
		"implement it, put an equivalent alternative in its place, or, if neither is reasonable and appropriate, say why (164.306(d)(3))."})
	none := true
	for _, row := range b.Catalog.Rule {
		dec, ok := b.Content.Decisions[row.Citation]
		if !ok {
			continue
		}
		none = false
		rows := []Fact{{"Decision", dec.Choice.Title()}, {"Assessment", dec.Assessment}}
		for _, f := range []Fact{
			{"Why not as written", dec.Reason},
			{"Alternative", dec.Alternative},
			{"In place since", dec.InPlace.Long()},
			{"Approved by", strings.TrimPrefix(person(dec.Approver)+", "+on(dec.Date), ", ")},
			{"Next review", dec.Review.Long()},
		} {
			if f.Value != "" {
				rows = append(rows, f)
			}
		}
		name := row.Citation + " " + row.Heading()
		d.add(Together{name, []Block{Heading{3, name}, Facts{rows}}})
	}
	if none {
		d.add(Text{Text: "No decision was recorded.", Tone: Muted})
	}
}

// since prints what happened since the last analysis.
func (b *builder) since(d *Document) {
	d.chapter(chapterSince)
	d.section("Changes")
	d.or(len(b.Content.Changes) == 0, "None were stated.", List{events(b.Content.Changes)})
	d.section("Incidents")
	d.or(len(b.Content.Incidents) == 0, "None were stated.", List{events(b.Content.Incidents)})
	c := b.Result.Comparison
	if c == nil {
		return
	}
	d.section(fmt.Sprintf("Compared with %d", c.Previous.Period))
	d.add(Text{Text: comparedInBrief(c)}, b.riskChanges(c, assessment.Opened, assessment.Raised, assessment.Lowered, assessment.Closed))
}

func events(list []assessment.Event) []string {
	var items []string
	for _, e := range list {
		text := sentences(e.What, e.Outcome)
		if !e.Date.IsZero() {
			text = e.Date.Long() + ": " + text
		}
		items = append(items, text)
	}
	return items
}

func (b *builder) review(d *Document) {
	d.chapter(chapterReview)
	next := "The date of the next review has not been set yet."
	if !b.Content.NextReview.IsZero() {
		next = fmt.Sprintf("The next review is due on %s.", b.Content.NextReview.Long())
	}
	d.add(Text{Text: next + " It comes sooner when one of these happens:"})
	d.or(len(b.Content.ReviewTriggers) == 0, "No triggers were listed.", List{b.Content.ReviewTriggers})
}

// answersGiven prints every question that was asked with its answer, note and proof, and what was not asked and why.
func (b *builder) answersGiven(d *Document) {
	d.chapter(chapterAnswers)
	if text := b.howGiven(); text != "" {
		d.add(Text{Text: text})
	}
	hidden := Table{Columns: []Column{{Title: "Question", Width: 6}, {Title: "Why it was not asked", Width: 6}}}
	for _, s := range b.Catalog.Questionnaire.Sections {
		t := Table{Columns: []Column{{Title: "Question", Width: 7}, {Title: "Answer", Width: 2.6}, {Title: "Notes and proof", Width: 6}}}
		for i := range s.Questions {
			q := &s.Questions[i]
			a := b.answers[q.ID]
			switch {
			case !a.Visible:
				hidden.Rows = append(hidden.Rows, Row{Cells: []Cell{{Text: q.Text}, {Text: a.Reason}}})
			case !q.IsFact():
				t.Rows = append(t.Rows, b.answerRow(q, a))
			}
		}
		if len(t.Rows) > 0 {
			d.section(s.Title)
			d.add(t)
		}
	}
	if len(hidden.Rows) > 0 {
		d.section("Not asked")
		d.add(hidden)
	}
}

func (b *builder) answerRow(q *assessment.Question, a *assessment.AnswerResult) Row {
	response := responseCell(a.Response)
	if a.Verified {
		response = Cell{Text: "Yes, verified", Mark: Shield}
	}
	return Row{Cells: []Cell{{Text: fmt.Sprintf("%s (%s)", q.Text, strings.Join(q.Citations, ", "))}, response, {Text: b.notes(q.ID)}}}
}

// notes is all that was written beside the answer to a question, site by site.
func (b *builder) notes(question string) string {
	given := b.Content.Answers[question]
	parts := []string{b.noted(given)}
	for _, site := range b.Content.Client.Sites {
		if own, ok := given.Sites[site]; ok {
			parts = append(parts, fmt.Sprintf("%s: %s. %s", site, own.Response.Title(), b.noted(own)))
		}
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// noted is all that was written beside an answer.
func (b *builder) noted(a assessment.Answer) string {
	parts := []string{full(a.Note), full(a.Reason)}
	if a.Response == assessment.Unknown && a.Owner != "" {
		parts = append(parts, fmt.Sprintf("%s finds out by %s.", a.Owner, on(a.Due)))
	}
	if a.Verified != nil {
		parts = append(parts, proof(a.Verified), b.seeEvidence(a.Verified))
	}
	if from := origin(a); from != "" {
		parts = append(parts, from+".")
	}
	return sentences(parts...)
}

// proof says who saw what, when and how.
func proof(v *assessment.Verification) string {
	by := ""
	if v.By != "" {
		by = " by " + v.By
	}
	return fmt.Sprintf("Verified%s on %s (%s). %s", by, on(v.Date), lower(v.Method.Title()), full(v.Evidence))
}

// full ends a text with a full stop where it has none.
func full(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?)") {
		return text
	}
	return text + "."
}
