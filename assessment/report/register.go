package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

func (b *builder) register(d *Document) {
	d.chapter(chapterRegister)
	d.section("Heat maps")
	d.add(b.heatMaps())
	if r := b.Content.RisksReviewed; r != nil && r.By != "" {
		d.add(Text{Text: fmt.Sprintf("Each risk was reviewed by %s on %s.", r.By, on(r.Date))})
	}
	d.section("All risks that apply")
	var applies []*assessment.RatedRisk
	rest := Table{Columns: []Column{{Title: "Risk", Width: 5}, {Title: "Why it does not apply", Width: 6}}}
	for i := range b.Result.Risks {
		if r := &b.Result.Risks[i]; r.Applies {
			applies = append(applies, r)
		} else {
			rest.Rows = append(rest.Rows, Row{Cells: []Cell{{Text: r.Heading()}, {Text: sentences(full(r.Why), b.excludedBy(r.Risk))}}})
		}
	}
	d.or(len(applies) == 0, "No risk applies.", b.registerTable(applies))
	if len(rest.Rows) > 0 {
		d.section("Risks that do not apply")
		d.add(rest)
	}
	d.chapter(chapterRisks)
	d.add(Text{Text: "A key control is one without which the risk happens as told; a supporting one makes it rarer, smaller or sooner noticed."})
	for _, r := range applies {
		b.risk(d, r)
	}
}

// excludedBy says who left a risk out, where the assessor did.
func (b *builder) excludedBy(risk string) string {
	x, ok := b.Content.RisksExcluded[risk]
	if !ok || x.By == "" {
		return ""
	}
	return fmt.Sprintf("Left out by %s on %s.", x.By, on(x.Date))
}

// registerTable is the whole register: likelihood and impact as answered, and the three levels.
func (b *builder) registerTable(risks []*assessment.RatedRisk) Table {
	t := Table{Columns: []Column{
		{Title: "No.", Width: 1.1},
		{Title: "Risk", Width: 5.4},
		{Title: "Likelihood", Width: 2},
		{Title: "Impact", Width: 2},
		levelColumns[0], levelColumns[1], levelColumns[2],
		{Title: "Response", Width: 2.8},
	}}
	for _, r := range risks {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: b.number(r.Risk)},
			{Text: r.Heading()},
			{Text: r.Current.Likelihood.Title()},
			{Text: r.Impact.Overall.Title()},
			{Level: r.Inherent.Level},
			{Level: r.Current.Level},
			{Level: r.Target.Level},
			{Text: b.treatment(r.Risk)},
		}})
	}
	return t
}

// risk is one risk with its levels, why they are so, and the state of every control.
func (b *builder) risk(d *Document, r *assessment.RatedRisk) {
	name := b.number(r.Risk) + "  " + r.Heading()
	head := []Block{
		Heading{3, name},
		Table{
			Columns: []Column{
				levelColumns[0], levelColumns[1], levelColumns[2],
				{Title: "Impact on confidentiality", Width: 3.6},
				{Title: "on integrity", Width: 2.2},
				{Title: "on availability", Width: 2.2},
			},
			Rows: []Row{{Cells: []Cell{
				{Level: r.Inherent.Level},
				{Level: r.Current.Level},
				{Level: r.Target.Level},
				{Text: r.Impact.Confidentiality.Title()},
				{Text: r.Impact.Integrity.Title()},
				{Text: r.Impact.Availability.Title()},
			}}},
		},
		Facts{b.riskFacts(r)},
	}
	controls := Table{Columns: []Column{{Title: "Control", Width: 10.8}, {Title: "Role", Width: 1.9}, {Title: "State", Width: 2.7}, {Title: "Planned", Width: 2.6}}}
	for _, c := range r.Controls {
		role := Cell{Text: "Supporting"}
		if c.Key {
			role = Cell{Text: "Key", Bold: true}
		}
		controls.Rows = append(controls.Rows, Row{Cells: []Cell{{Text: b.question(c.Question)}, role, stateCell(c), b.plannedCell(c)}})
	}
	for _, x := range r.Excluded {
		controls.Rows = append(controls.Rows, Row{Cells: []Cell{
			{Text: b.question(x.Question)},
			{Text: "Excluded"},
			{Text: map[assessment.ExcludedAs]string{
				assessment.ExcludedHidden: "Not asked", assessment.ExcludedNotApplicable: "Not applicable", assessment.ExcludedAbsent: "Not in this version",
			}[x.Why], Mark: Dash},
			{},
		}})
	}
	if len(controls.Rows) > 0 {
		head = append(head, controls)
	}
	d.add(Together{name, head})
}

// riskFacts is the story of a risk, and why it has its level.
func (b *builder) riskFacts(r *assessment.RatedRisk) []Fact {
	facts := []Fact{
		{"Vulnerability", full(r.Vulnerability)},
		{"Threat", full(b.threat(r.Threat))},
		{"Assets", b.assetsOf(r)},
		{"Why this level", sentences(Explain(r), full(overrideNote(r.Override)))},
		{"Basis for this client", or(b.Content.Basis(r.Risk), "Not stated yet.")},
	}
	if years := b.yearsOpen(r.Risk); years > 1 {
		facts = append(facts, Fact{"Open", fmt.Sprintf("In %d yearly analyses in a row, this one included.", years)})
	}
	return facts
}

// when says until when a remediation is to be done, or what became of it.
func (b *builder) when(rem *assessment.Remediation) string {
	switch {
	case rem.Status == assessment.Done && !rem.Completed.IsZero():
		return "done " + rem.Completed.Short()
	case rem.Status == assessment.Done:
		return "done"
	case rem.Due.IsZero():
		return "no due date"
	case rem.Late(b.Content.Date):
		return "late since " + rem.Due.Short()
	default:
		return rem.Due.Short()
	}
}

func (b *builder) plannedCell(c assessment.Control) Cell {
	if !c.Planned {
		return Cell{}
	}
	for i := range b.Content.Remediation {
		rem := &b.Content.Remediation[i]
		if rem.Planned() && slices.Contains(rem.Questions, c.Question) {
			return Cell{Text: b.when(rem), Mark: Pending}
		}
	}
	return Cell{}
}

// assetsOf names the client's assets that a risk concerns: kind, count and at most five names.
func (b *builder) assetsOf(r *assessment.RatedRisk) string {
	if len(r.Assets) == 0 {
		return "The whole client."
	}
	var parts []string
	for _, kind := range r.Assets {
		n, names := 0, []string{}
		for _, a := range b.Content.Assets {
			if a.Kind == kind {
				n += a.Number()
				names = append(names, a.Name)
			}
		}
		part := fmt.Sprintf("%s: none entered", kind.Title())
		if n > 0 {
			part = fmt.Sprintf("%s: %d (%s)", kind.Title(), n, strings.Join(names[:min(len(names), 5)], ", "))
		} else if slices.Contains(b.Content.Inventory.None, kind) {
			part = fmt.Sprintf("%s: none", kind.Title())
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ") + "."
}

func (b *builder) yearsOpen(risk string) int {
	if b.Result.Comparison == nil {
		return 0
	}
	for _, c := range b.Result.Comparison.Risks {
		if c.Risk == risk {
			return c.YearsOpen
		}
	}
	return 0
}
