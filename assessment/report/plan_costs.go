package report

import (
	"fmt"

	"safeguard/assessment"
)

// cost sums up what lines are estimated to cost. A line without an estimate is counted and adds nothing.
type cost struct {
	lines, unpriced int
	sum             float64 // US dollars
}

func (c *cost) add(it planItem) {
	c.lines++
	c.sum += it.rem.Cost
	if it.rem.Cost == 0 {
		c.unpriced++
	}
}

func costOf(items []planItem) cost {
	var c cost
	for _, it := range items {
		c.add(it)
	}
	return c
}

// cells are the columns that every table of costs has.
func (c cost) cells() []Cell {
	sum := Cell{Text: costText(c.sum)}
	return []Cell{{Text: fmt.Sprint(c.lines)}, {Text: fmt.Sprint(c.lines - c.unpriced)}, sum, {Text: fmt.Sprint(c.unpriced)}}
}

var costColumns = []Column{
	{Title: "Remediations", Width: 2.4, Right: true},
	{Title: "With an estimate", Width: 2.9, Right: true},
	{Title: "Estimated cost", Width: 2.9, Right: true},
	{Title: "Without an estimate", Width: 3.3, Right: true},
}

// costs sums up the open lines by the highest level of the risks that each bears on, and by when they are due.
func (p *planner) costs(d *Document) {
	d.chapter("What it costs")
	if len(p.open) == 0 {
		d.add(Text{Text: p.nothingToDo(), Tone: Muted})
		return
	}
	all := costOf(p.open)
	text := fmt.Sprintf("%s to do: %s.", title(count(all.lines, "remediation")), p.estimate(all))
	if done := costOf(p.done); done.lines > 0 {
		text += fmt.Sprintf(" %d done: %s.", done.lines, p.estimate(done))
	}
	d.add(Text{Text: text + " Estimates are in US dollars. A line without an estimate adds nothing to a sum and is counted beside it; it is not free."})
	d.section("By level of risk")
	d.add(p.costsByLevel(all))
	d.section("By quarter")
	d.add(p.costsByQuarter(all))
}

func (p *planner) estimate(c cost) string {
	switch {
	case c.unpriced == c.lines:
		return "none has an estimate"
	case c.unpriced == 0:
		return "estimated at " + dollars(c.sum)
	default:
		return fmt.Sprintf("estimated at %s, and %d without an estimate", dollars(c.sum), c.unpriced)
	}
}

// costsByLevel has a row for each level that some open line bears on, the highest first.
func (p *planner) costsByLevel(all cost) Table {
	t := Table{Columns: append([]Column{{Title: "Highest current level of its risks", Width: 6}}, costColumns...)}
	for level := assessment.RiskVeryHigh; ; level-- {
		var c cost
		for _, it := range p.open {
			if it.line.Level == level {
				c.add(it)
			}
		}
		name := Cell{Level: level}
		if level == 0 {
			name = Cell{Text: "No risk that applies"}
		}
		if c.lines > 0 {
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{name}, c.cells()...)})
		}
		if level == 0 {
			break
		}
	}
	t.Rows = append(t.Rows, total(all))
	return t
}

// costsByQuarter has a row for what is overdue, for each quarter, and for what has no due date.
func (p *planner) costsByQuarter(all cost) Table {
	t := Table{Columns: append([]Column{{Title: "Due", Width: 6}}, costColumns...)}
	for _, group := range p.periods() {
		t.Rows = append(t.Rows, Row{Cells: append([]Cell{{Text: group.name}}, costOf(group.items).cells()...)})
	}
	t.Rows = append(t.Rows, total(all))
	return t
}

func total(all cost) Row {
	cells := append([]Cell{{Text: "All that is open"}}, all.cells()...)
	for i := range cells {
		cells[i].Bold = true
	}
	return Row{Cells: cells}
}
