package report

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// order is the plan in its order, with both terms of what each line is worth, and why each stands where it does.
func (p *planner) order(d *Document) {
	d.chapter("The plan in order")
	d.add(Text{Text: "What is worth most for its effort comes first. Worth is in points of the risk index and has two terms: what the index falls by " +
		"if only this is done (now), and what it would rise by at the end if only this were left out (later). Effort weighs 1 if small, 3 if medium and 8 if large; " +
		"one that nobody has estimated weighs 3. Ties are broken by the highest level of risk, then required rows, then the fewest days. What is done comes last."})
	t := Table{Columns: []Column{
		{Title: "No.", Width: 0.9},
		{Title: "Remediation", Width: 6.7},
		{Title: "Owner", Width: 2.4},
		{Title: "Due", Width: 3.2},
		{Title: "Effort", Width: 1.6},
		{Title: "Now", Width: 1.3, Right: true},
		{Title: "Later", Width: 1.3, Right: true},
		{Title: "Per effort", Width: 1.8, Right: true},
	}}
	for _, it := range p.open {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprint(it.no), Bold: true},
			{Text: p.lineTitle(it.rem)},
			{Text: brief(it.owner())},
			p.dueCell(it),
			{Text: or(it.rem.Effort.Title(), "Not set")},
			{Text: hundredths(it.line.Now)},
			{Text: hundredths(it.line.Later)},
			{Text: hundredths(it.line.Ratio)},
		}})
	}
	d.or(len(t.Rows) == 0, p.nothingToDo(), t)
	p.reasons(d)
	p.doneInBrief(d)
}

func (p *planner) nothingToDo() string {
	if len(p.done) > 0 {
		return "All that was planned is done."
	}
	return nothingPlanned
}

// reasons says for each open line in a sentence why it stands where it does.
func (p *planner) reasons(d *Document) {
	if len(p.open) == 0 {
		return
	}
	d.section("Why in this order")
	if slices.ContainsFunc(p.open, func(it planItem) bool { return it.line.Binds }) {
		d.add(Text{Text: "What closes a gap in a required or standard row of the rule is to be done whatever it is worth: to accept a risk cures no gap. The lines say which."})
	}
	t := Table{Columns: []Column{{Title: "No.", Width: 0.9}, {Title: "Remediation", Width: 5}, {Title: "Why it stands here", Width: 10}}}
	before := p.Content.Precedences(p.Result.Plan)
	for i, it := range p.open {
		text := ""
		if i == 0 {
			text = p.whyFirst(it)
		} else {
			text = p.whyHere(it, p.open[i-1], before[i-1])
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: fmt.Sprint(it.no), Bold: true}, {Text: it.name()}, {Text: sentences(text, p.whatever(it))}}})
	}
	d.add(t)
}

func (p *planner) whyFirst(it planItem) string {
	if it.line.Worth == 0 {
		return "First, although nothing in the plan lowers the index: " + p.terms(it) + "."
	}
	return "First because it " + p.terms(it) + "."
}

// whyHere tells where a line stands beside the one before it.
func (p *planner) whyHere(it, prev planItem, by assessment.Precedence) string {
	text := title(p.terms(it))
	if by == assessment.ByWorth {
		switch {
		case hundredths(it.line.Ratio) == hundredths(prev.line.Ratio):
			return fmt.Sprintf("%s, slightly less than No. %d.", text, prev.no)
		case it.line.Worth == 0:
			return text + "; it stands behind what lowers it."
		default:
			return text + ", the next most."
		}
	}
	as := "as much as"
	if it.line.Worth == 0 {
		as = "like"
	}
	return fmt.Sprintf("%s, %s No. %d. %s", text, as, prev.no, tie(it, prev, by))
}

// tie says what puts an earlier line of equal worth before a later one.
func tie(it, prev planItem, by assessment.Precedence) string {
	earlier := fmt.Sprintf("No. %d comes first because ", prev.no)
	switch by {
	case assessment.ByLevel:
		return fmt.Sprintf("%sits highest risk is %s, and here it is %s.", earlier, lower(prev.line.Level.Title()), or(lower(it.line.Level.Title()), "none"))
	case assessment.ByRow:
		return earlier + "it closes a gap in a required or standard row, at the same level of risk."
	case assessment.ByDue:
		if it.rem.Due.IsZero() {
			return earlier + "it has a due date; the rest is equal."
		}
		return earlier + "it is due earlier; the rest is equal."
	default:
		return "All that counts is equal, so that their ids decide."
	}
}

// terms prints what a line lowers the index by, for what effort.
func (p *planner) terms(it planItem) string {
	l := it.line
	if l.Worth == 0 {
		return "lowers the index by nothing (0.00 points now and 0.00 at the end)"
	}
	return fmt.Sprintf("lowers the index by %s points now and %s at the end for %s (weight %d): %s per unit of effort",
		hundredths(l.Now), hundredths(l.Later), effort(it.rem.Effort), it.rem.Effort.Weight(), hundredths(l.Ratio))
}

// whatever says what holds of a line whatever it is worth.
func (p *planner) whatever(it planItem) string {
	text := ""
	switch list := it.lacks(); {
	case len(list) > 0:
		text = fmt.Sprintf("It counts for nothing until it has %s.", join(list))
	case it.line.Worth == 0 && len(it.line.Risks) > 0:
		text = "No risk changes its level by this, alone or beside the rest, since other safeguards against the same risks decide."
	}
	if it.line.Binds {
		text = sentences(text, "To be done in any case: it closes a gap in a required or standard row.")
	}
	return text
}

func effort(e assessment.Effort) string {
	if e == 0 {
		return "an effort not estimated yet"
	}
	return "a " + lower(e.Title()) + " effort"
}

// hundredths prints points of the index so that a reader can add and divide them.
func hundredths(points float64) string { return fmt.Sprintf("%.2f", points) }

// doneInBrief lists what is done, at the end of the plan.
func (p *planner) doneInBrief(d *Document) {
	if len(p.done) == 0 {
		return
	}
	d.section("Done")
	t := Table{Columns: []Column{{Title: "No.", Width: 0.9}, {Title: "Remediation", Width: 8}, {Title: "Owner", Width: 2.6}, {Title: "Was due", Width: 2.2}, {Title: "Done", Width: 2.4}}}
	for _, it := range p.done {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprint(it.no), Bold: true},
			{Text: p.lineTitle(it.rem)},
			{Text: brief(it.owner())},
			{Text: or(it.rem.Due.Short(), "not set")},
			{Text: or(it.rem.Completed.Short(), "no date"), Mark: Check},
		}})
	}
	d.add(t)
}
