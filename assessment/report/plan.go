package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// RemediationPlan builds the risk management plan (164.308(a)(1)(ii)(B)).
func RemediationPlan(s assessment.Snapshot) *Document {
	b := build(s)
	d := b.document("remediation-plan", "Risk management plan",
		"Risk management plan under 45 CFR 164.308(a)(1)(ii)(B)",
		"What will be done to reduce the risks and gaps that the risk analysis found to a reasonable and appropriate level, by whom and by "+
			"when (45 CFR 164.308(a)(1)(ii)(B)).")
	b.planSummary(d)
	b.planTable(d)
	d.chapter("Each remediation")
	for _, line := range b.Result.Plan {
		d.add(Together{line.Remediation, b.remediation(line)})
	}
	if len(b.Result.Plan) == 0 {
		d.add(Text{Text: "Nothing is planned yet.", Tone: Muted})
	}
	b.cancelled(d)
	b.treatments(d)
	return d
}

// cancelled lists what was given up, so that its reason is not lost.
func (b *builder) cancelled(d *Document) {
	t := Table{Columns: []Column{{Title: "Remediation", Width: 6}, {Title: "What happened", Width: 6}}}
	for i := range b.Content.Remediation {
		if rem := &b.Content.Remediation[i]; rem.Status == assessment.Cancelled {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: rem.ID + ": " + rem.Action}, {Text: or(strings.Join(events(rem.History), " "), "No reason was given.")}}})
		}
	}
	if len(t.Rows) > 0 {
		d.chapter("Canceled")
		d.add(t)
	}
}

func (b *builder) planSummary(d *Document) {
	open, done, late, unplanned, unpriced, cost := 0, 0, 0, 0, 0, 0.0
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if rem.Status == assessment.Done {
			done++
			continue
		}
		open++
		cost += rem.Cost
		if rem.Cost == 0 {
			unpriced++
		}
		if line.Late {
			late++
		}
		if !rem.Planned() {
			unplanned++
		}
	}
	d.chapter("Summary")
	text := fmt.Sprintf("The plan has %s to do and %d done.", count(open, "remediation"), done)
	if late > 0 {
		text += fmt.Sprintf(" %d %s past the due date.", late, verb(late, "is", "are"))
	}
	if unplanned > 0 {
		text += fmt.Sprintf(" %d still %s an owner or a due date and so %s for no target.", unplanned, verb(unplanned, "lacks", "lack"), verb(unplanned, "counts", "count"))
	}
	if cost > 0 {
		text += fmt.Sprintf(" What is open is estimated to cost %s; %d of %d have no estimate.", dollars(cost), unpriced, open)
	}
	d.add(Text{Text: sentences(text, fmt.Sprintf("The plan would lower the risk index from %s to %s of 100.", points(b.Result.Totals.Index), points(b.Result.Totals.IndexTarget)), b.remainInBrief())})
	d.add(b.levels())
}

// planTable is the plan in its order, with both terms of what each line is worth.
func (b *builder) planTable(d *Document) {
	d.chapter("The plan in order")
	d.add(Text{Text: "What is worth most for its effort comes first. Worth is in points of the risk index and has two terms: what the index falls by " +
		"if only this is done (now), and what it would rise by at the end if only this were left out (later). Effort weighs 1 if small, 3 if medium and 8 if large. " +
		"Ties are broken by the highest level of risk, then required rows, then the fewest days. What is done comes last."})
	t := Table{Columns: []Column{
		{Title: "Remediation", Width: 8},
		{Title: "Owner", Width: 3},
		{Title: "Due", Width: 2.4},
		{Title: "Effort", Width: 1.9},
		{Title: "Cost", Width: 1.7, Right: true},
		{Title: "Now", Width: 1.2, Right: true},
		{Title: "Later", Width: 1.3, Right: true},
		{Title: "Status", Width: 1.8},
	}}
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		status := Cell{Text: rem.Status.Title()}
		switch {
		case rem.Status == assessment.Done:
			status.Mark = Check
		case line.Late:
			status = Cell{Text: "Late", Mark: Cross}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: rem.ID + ": " + rem.Action},
			{Text: or(rem.Owner, "none")},
			{Text: or(rem.Due.Short(), "none")},
			{Text: rem.Effort.Title()},
			{Text: dollars(rem.Cost)},
			{Text: points(line.Now)},
			{Text: points(line.Later)},
			status,
		}})
	}
	d.or(len(t.Rows) == 0, "Nothing is planned yet.", t)
}

// remediation is one line of the plan in full.
func (b *builder) remediation(line assessment.PlanLine) []Block {
	rem := b.plan[line.Remediation]
	var facts []Fact
	fact := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{label, value})
		}
	}
	fact("Done when", rem.Success)
	fact("Owner", or(rem.Owner, "None yet"))
	if !rem.Start.IsZero() {
		fact("Start", rem.Start.Long())
	}
	fact("Due", or(rem.Due.Long(), "Not set yet"))
	fact("Effort", rem.Effort.Title())
	fact("Cost", dollars(rem.Cost))
	fact("Until then", rem.Interim)
	status := rem.Status.Title()
	if line.Late {
		status += ", past its due date"
	}
	fact("Status", status)
	if !rem.Completed.IsZero() {
		fact("Completed", sentences(rem.Completed.Long()+".", full(rem.Evidence), verifiedBy(rem.VerifiedBy)))
	}
	if len(rem.History) > 0 {
		fact("History", strings.Join(events(rem.History), " "))
	}
	fact("Puts in place", b.puts(rem))
	fact("Rows of the rule", strings.Join(line.Citations, ", "))
	fact("Risks it bears on", b.named(line.Risks))
	fact("Worth", fmt.Sprintf("%s points now, %s later", points(line.Now), points(line.Later)))
	return []Block{Heading{3, rem.ID + ": " + rem.Action}, Facts{facts}}
}

func verifiedBy(name string) string {
	if name == "" {
		return ""
	}
	return "Verified by " + name + "."
}

func (b *builder) puts(rem *assessment.Remediation) string {
	var list []string
	for _, id := range rem.Questions {
		list = append(list, b.question(id))
	}
	return strings.Join(list, "\n")
}

func (b *builder) named(risks []string) string {
	var list []string
	for _, id := range risks {
		r := b.risks[id]
		list = append(list, fmt.Sprintf("%s %s (%s now, %s with the whole plan)", b.number(id), r.Heading(), lower(r.Current.Level.Title()), lower(r.Target.Level.Title())))
	}
	return strings.Join(list, "\n")
}
