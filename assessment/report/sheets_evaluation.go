package report

import (
	"strings"

	"safeguard/assessment"
)

// evaluationSheet has every row of the rule, how it stands and how it was examined.
func (b *builder) evaluationSheet(status string) Sheet {
	rows := make([]*assessment.RowResult, len(b.Result.Rule))
	for i := range b.Result.Rule {
		rows[i] = &b.Result.Rule[i]
	}
	return tabulate(status, rows, append(b.rowColumns(), b.findingColumns()...))
}

type ruleColumn = column[*assessment.RowResult]

func (b *builder) rowColumns() []ruleColumn {
	return []ruleColumn{
		{"Citation", 24, func(r *assessment.RowResult) Value { return Words(r.Citation) }},
		{"Row", 40, func(r *assessment.RowResult) Value { return words(r.Heading) }},
		{"Standard", 30, func(r *assessment.RowResult) Value {
			spec, _ := b.Catalog.Specification(r.Citation)
			return words(spec.Standard)
		}},
		{"Safeguard", 16, func(r *assessment.RowResult) Value { return Words(r.Safeguard.Title()) }},
		{"Designation", 13, func(r *assessment.RowResult) Value { return Words(r.Designation.Title()) }},
		{"Applies", 9, func(r *assessment.RowResult) Value { return yesNo(r.Applies()) }},
		{"Status", 20, func(r *assessment.RowResult) Value { return Words(b.statusCell(r).Text) }},
		{"Examined by", 22, func(r *assessment.RowResult) Value { return Words(examinedBy(r)) }},
	}
}

func (b *builder) findingColumns() []ruleColumn {
	decided := func(value func(assessment.Decision) Value) func(*assessment.RowResult) Value {
		return func(r *assessment.RowResult) Value { return value(b.Content.Decisions[r.Citation]) }
	}
	return []ruleColumn{
		{"Findings", 60, func(r *assessment.RowResult) Value { return words(strings.Join(b.found(r), "\n")) }},
		{"What follows", 40, func(r *assessment.RowResult) Value {
			if !r.Missing() {
				return nil
			}
			return words(b.remedies(r))
		}},
		{"Decision", 14, decided(func(d assessment.Decision) Value { return Words(d.Choice.Title()) })},
		{"Why not as written", 35, decided(func(d assessment.Decision) Value { return words(d.Reason) })},
		{"Alternative", 35, decided(func(d assessment.Decision) Value { return words(d.Alternative) })},
		{"Alternative in place since", 13, decided(func(d assessment.Decision) Value { return Day{d.InPlace} })},
		{"Decision approved by", 24, decided(func(d assessment.Decision) Value { return words(person(d.Approver)) })},
		{"Decided on", 13, decided(func(d assessment.Decision) Value { return Day{d.Date} })},
		{"Decision reviewed by", 13, decided(func(d assessment.Decision) Value { return Day{d.Review} })},
		{"Questions", 30, func(r *assessment.RowResult) Value { return words(strings.Join(r.Questions, "\n")) }},
	}
}
