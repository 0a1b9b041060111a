package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// Evaluation builds the evaluation (164.308(a)(8)). Until a technical examination is recorded it is headed as a
// worksheet, since the standard asks for a technical and a nontechnical evaluation.
func Evaluation(s assessment.Snapshot) *Document {
	b := build(s)
	title := "Evaluation"
	if !b.technical() {
		title = "Evaluation worksheet"
	}
	d := b.document("evaluation", title, "Evaluation under 45 CFR 164.308(a)(8)",
		"How the client's safeguards stand against each standard and specification of the Security Rule, and how each was examined (45 CFR 164.308(a)(8)).")
	if !b.technical() {
		d.Cover.Lead += " It is a worksheet, because no technical examination (configuration or test) has been recorded yet."
	}
	d.chapter("Summary")
	d.add(
		Text{Text: fmt.Sprintf("%s of the rows that apply are in place.", percent(b.Result.Totals.Implemented)) +
			" Each row has the worst status of its own questions; the specifications of a standard are rows of their own. " + b.examinedInBrief()},
		b.shares(),
	)
	d.chapter("Row by row")
	d.add(Text{Tone: Muted, Text: "Stated means that somebody said so. Document, configuration and test mean that somebody saw it within the last 12 months. " +
		"A standard without specifications of its own is treated as required."})
	for _, family := range assessment.Safeguards {
		d.section(familyHeading(family))
		d.add(b.rows(family))
	}
	b.decisions(d)
	b.crosswalk(d)
	b.readiness(d)
	return d
}

// familyHeading names a family as the rule does (the headings of 164.308 to 164.316).
func familyHeading(s assessment.Safeguard) string {
	switch s {
	case assessment.Organizational:
		return "Organizational requirements"
	case assessment.Documentation:
		return "Policies, procedures and documentation requirements"
	default:
		return s.Title() + " safeguards"
	}
}

// technical reports whether anything was examined by configuration or by test.
func (b *builder) technical() bool {
	return slices.ContainsFunc(b.Result.Rule, func(r assessment.RowResult) bool {
		return slices.Contains(r.Examined, assessment.ByConfiguration) || slices.Contains(r.Examined, assessment.ByTest)
	})
}

func (b *builder) examinedInBrief() string {
	examined, applies := 0, 0
	for i := range b.Result.Rule {
		if row := &b.Result.Rule[i]; row.Applies() {
			applies++
			if len(row.Examined) > 0 {
				examined++
			}
		}
	}
	return fmt.Sprintf("Of %s that apply, %d %s examined at least in part by document, configuration or test; the others rest on what was stated.",
		count(applies, "row"), examined, verb(examined, "was", "were"))
}

// rows is the table of one family of safeguards.
func (b *builder) rows(family assessment.Safeguard) Table {
	t := Table{Columns: []Column{
		{Title: "Row", Width: 5}, {Title: "Status", Width: 2.8}, {Title: "Examined by", Width: 2.6}, {Title: "Findings and what follows", Width: 8.6},
	}}
	standard := ""
	for i := range b.Result.Rule {
		row := &b.Result.Rule[i]
		if row.Safeguard != family {
			continue
		}
		spec, _ := b.Catalog.Specification(row.Citation)
		if spec.Standard != standard {
			standard = spec.Standard
			t.Rows = append(t.Rows, Row{Group: standard})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprintf("%s %s (%s)", row.Citation, row.Heading, lower(row.Designation.Title()))},
			b.statusCell(row),
			{Text: examinedBy(row)},
			{Text: b.findings(row)},
		}})
	}
	return t
}

func (b *builder) statusCell(row *assessment.RowResult) Cell {
	switch {
	case row.Unanswered:
		return Cell{Text: "Not answered", Mark: Empty}
	case row.Status == assessment.RowMissing && b.partOf(row):
		return Cell{Text: "Partly missing", Mark: Cross}
	case row.Alternative && row.Status == assessment.RowInPlace:
		return Cell{Text: "In place by alternative", Mark: Check}
	}
	return Cell{Text: row.Status.Title(), Mark: map[assessment.RowStatus]Mark{
		assessment.RowMissing: Cross, assessment.RowPartial: Half, assessment.RowInPlace: Check,
		assessment.RowNotApplicable: Dash, assessment.RowNotAsked: Dash,
	}[row.Status]}
}

// partOf reports whether some question of a row is in place at least in part, so that not all of it is missing.
func (b *builder) partOf(row *assessment.RowResult) bool {
	return slices.ContainsFunc(row.Questions, func(id string) bool {
		a := b.answers[id]
		return a.Visible && (a.Response == assessment.Yes || a.Response == assessment.Partial)
	})
}

func examinedBy(row *assessment.RowResult) string {
	if !row.Applies() {
		return ""
	}
	var words []string
	for _, m := range row.Examined {
		words = append(words, lower(m.Title()))
	}
	if row.Stated {
		words = append(words, "stated")
	}
	return title(strings.Join(words, ", "))
}

// findings says what keeps a row from being in place, and the decision or remediation that answers it.
func (b *builder) findings(row *assessment.RowResult) string {
	parts := b.found(row)
	if !row.Applies() {
		return strings.Join(parts, "\n")
	}
	if dec, ok := b.Content.Decisions[row.Citation]; ok {
		parts = append(parts, "Decision: "+lower(dec.Choice.Title())+".")
	}
	if row.Missing() {
		parts = append(parts, b.remedies(row))
	}
	return strings.Join(parts, "\n")
}

// found says what keeps a row from being in place, and what was seen of it; of a row that does not apply, why.
func (b *builder) found(row *assessment.RowResult) []string {
	if !row.Applies() {
		return []string{row.Why}
	}
	var parts []string
	for _, id := range row.Questions {
		a := b.answers[id]
		switch {
		case !a.Visible, a.Response == assessment.NotApplicable, a.Response == assessment.Yes && !a.Verified:
		case a.Verified:
			parts = append(parts, fmt.Sprintf("%s Yes. %s", a.Text, proofs(b.Content.Answers[id], b.Content.Client.Sites)))
		default:
			parts = append(parts, fmt.Sprintf("%s %s. %s", a.Text, a.Response.Title(), b.notes(id)))
		}
	}
	return parts
}

// proofs says how an answer was verified.
func proofs(a assessment.Answer, sites []string) string {
	var parts []string
	for _, v := range verifications(a, sites) {
		parts = append(parts, proof(v))
	}
	return sentences(parts...)
}

// remedies names the remediations that would put the open questions of a row in place.
func (b *builder) remedies(row *assessment.RowResult) string {
	var list []string
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if !slices.ContainsFunc(rem.Questions, func(id string) bool {
			return slices.Contains(row.Questions, id) && b.answers[id].Response != assessment.Yes
		}) {
			continue
		}
		list = append(list, fmt.Sprintf("%s (%s, %s)", b.lineName(rem.ID), or(rem.Owner, "no owner"), b.when(rem)))
	}
	if len(list) == 0 {
		return "Nothing is planned yet."
	}
	return "Plan: " + strings.Join(list, "; ") + "."
}
