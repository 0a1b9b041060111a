package report

import (
	"slices"
	"strings"

	"safeguard/assessment"
)

// planned is a remediation with its place in the plan, which is nil where it was canceled.
type planned struct {
	*assessment.Remediation
	order int
	line  *assessment.PlanLine
}

// planSheet has every remediation: the plan in its order, and then what was canceled.
func (b *builder) planSheet(status string) Sheet {
	var list []planned
	for i := range b.Result.Plan {
		line := &b.Result.Plan[i]
		list = append(list, planned{b.plan[line.Remediation], i + 1, line})
	}
	for i := range b.Content.Remediation {
		if rem := &b.Content.Remediation[i]; rem.Status == assessment.Cancelled {
			list = append(list, planned{Remediation: rem})
		}
	}
	return tabulate(status, list, append(b.actionColumns(), b.worthColumns()...))
}

// actionColumns say what is done by whom and until when, and what became of it.
func (b *builder) actionColumns() []column[planned] {
	return []column[planned]{
		{"Order", 7, func(p planned) Value {
			if p.line == nil {
				return nil
			}
			return Count(p.order)
		}},
		{"Id", 14, func(p planned) Value { return words(p.ID) }},
		{"Remediation", 45, func(p planned) Value { return words(p.Action) }},
		{"Done when", 40, func(p planned) Value { return words(p.Success) }},
		{"Status", 10, func(p planned) Value { return Words(p.Status.Title()) }},
		{"Late", 7, func(p planned) Value { return yesNo(p.Late(b.Content.Date)) }},
		{"Owner", 24, func(p planned) Value { return words(p.Owner) }},
		{"Approved by", 24, func(p planned) Value { return words(person(p.Approver)) }},
		{"Start", 13, func(p planned) Value { return Day{p.Start} }},
		{"Due", 13, func(p planned) Value { return Day{p.Due} }},
		{"Interim dates", 35, func(p planned) Value { return words(interimDates(p.Remediation)) }},
		{"Effort", 9, func(p planned) Value { return Words(p.Effort.Title()) }},
		{"Cost in dollars", 12, func(p planned) Value {
			if p.Cost == 0 {
				return nil
			}
			return Money(p.Cost)
		}},
		{"Resources", 30, func(p planned) Value { return words(p.Resources) }},
		{"Until then", 35, func(p planned) Value { return words(p.Interim) }},
		{"Completed", 13, func(p planned) Value { return Day{p.Completed} }},
		{"Evidence of completion", 30, func(p planned) Value { return words(p.Evidence) }},
		{"Verified by", 22, func(p planned) Value { return words(p.VerifiedBy) }},
		{"Verified on", 13, func(p planned) Value { return Day{p.Verified} }},
		{"Next review", 13, func(p planned) Value { return Day{p.Review} }},
		{"History", 50, func(p planned) Value { return words(strings.Join(events(p.History), "\n")) }},
	}
}

// worthColumns say what a remediation is good for. What was canceled counts for nothing.
func (b *builder) worthColumns() []column[planned] {
	counts := func(value func(*assessment.PlanLine) Value) func(planned) Value {
		return func(p planned) Value {
			if p.line == nil {
				return nil
			}
			return value(p.line)
		}
	}
	return []column[planned]{
		{"Worth now (points)", 10, counts(func(l *assessment.PlanLine) Value { return Points(l.Now) })},
		{"Worth later (points)", 10, counts(func(l *assessment.PlanLine) Value { return Points(l.Later) })},
		{"Worth over effort", 10, counts(func(l *assessment.PlanLine) Value { return Points(l.Ratio) })},
		{"Highest level", 12, counts(func(l *assessment.PlanLine) Value { return Level(l.Level) })},
		{"Risks", 40, counts(func(l *assessment.PlanLine) Value { return words(b.numbered(l.Risks)) })},
		{"Puts in place", 45, func(p planned) Value { return words(b.puts(p.Remediation)) }},
		{"Rows of the rule", 24, func(p planned) Value { return words(strings.Join(b.cited(p), "\n")) }},
	}
}

// numbered names risks by their number and heading, one in a line.
func (b *builder) numbered(risks []string) string {
	list := make([]string, len(risks))
	for i, id := range risks {
		list[i] = b.number(id) + " " + b.risks[id].Heading()
	}
	return strings.Join(list, "\n")
}

// cited lists the rows of the rule that a remediation bears on; of one that was canceled, those that its questions cite.
func (b *builder) cited(p planned) []string {
	if p.line != nil {
		return p.line.Citations
	}
	var list []string
	for _, id := range p.Questions {
		if q := b.Catalog.Question(id); q != nil {
			list = append(list, q.Citations...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
