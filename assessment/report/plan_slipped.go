package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// slipped tells what is late, which due dates moved and why, and what was given up.
func (p *planner) slipped(d *Document) {
	d.chapter("Late, moved and canceled")
	d.section("Past the due date")
	late := p.lateTable()
	d.or(len(late.Rows) == 0, "Nothing.", late)
	d.section("Due dates that moved")
	moved := p.movedTable()
	d.or(len(moved.Rows) == 0, "None, as far as the record says.", moved)
	d.section("Canceled")
	canceled := p.canceledTable()
	d.or(len(canceled.Rows) == 0, "Nothing.", canceled)
}

func (p *planner) lateTable() Table {
	t := Table{Columns: []Column{
		{Title: "No.", Width: 0.9},
		{Title: "Remediation", Width: 5},
		{Title: "Owner", Width: 2.3},
		{Title: "Was due", Width: 2},
		{Title: "Days late", Width: 1.7, Right: true},
		{Title: "Protects until then; noted last", Width: 6},
	}}
	for _, it := range p.byDue() {
		if !it.line.Late {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprint(it.no), Bold: true},
			{Text: it.name()},
			{Text: brief(it.owner())},
			{Text: it.rem.Due.Short()},
			{Text: fmt.Sprint(it.rem.Due.DaysUntil(p.Content.Date))},
			{Text: lastNoted(it.rem)},
		}})
	}
	return t
}

// lastNoted is the interim control and the last entry of the history.
func lastNoted(rem *assessment.Remediation) string {
	interim := full(or(rem.Interim, "No interim control is stated"))
	if len(rem.History) == 0 {
		return interim + "\nNothing was noted."
	}
	return interim + "\n" + events(rem.History[len(rem.History)-1:])[0]
}

// movedTable lists the lines of which the history, or the comparison with the earlier plan, says that their due date moved.
func (p *planner) movedTable() Table {
	t := Table{Columns: []Column{{Title: "No.", Width: 0.9}, {Title: "Remediation", Width: 5}, {Title: "Moved", Width: 1.6}, {Title: "From when to when, and why", Width: 9}}}
	for _, it := range p.all() {
		told := it.rem.Delays()
		items := events(told)
		if text := p.movedSince(it.rem.ID); len(told) == 0 && text != "" {
			items = append(items, text)
		}
		if len(items) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprint(it.no), Bold: true}, {Text: it.name()}, {Text: count(len(items), "time")}, {Text: strings.Join(items, "\n")},
		}})
	}
	return t
}

// movedSince says how the due date differs from that of the earlier plan, where it is later.
func (p *planner) movedSince(id string) string {
	if p.Result.Comparison == nil {
		return ""
	}
	for _, m := range p.Result.Comparison.Remediation.Moved {
		if m.Remediation == id {
			return fmt.Sprintf("Moved from %s to %s since the analysis of %d. No reason was noted.", m.From.Long(), m.To.Long(), p.Result.Comparison.Previous.Period)
		}
	}
	return ""
}

// canceledTable lists what was given up, so that its reason is not lost, and what is gone since the earlier plan.
func (p *planner) canceledTable() Table {
	t := Table{Columns: []Column{{Title: "Remediation", Width: 6}, {Title: "What happened", Width: 6}}}
	for i := range p.Content.Remediation {
		if rem := &p.Content.Remediation[i]; rem.Status == assessment.Cancelled {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: p.lineTitle(rem)}, {Text: or(strings.Join(events(rem.History), "\n"), "No reason was given.")}}})
		}
	}
	if p.Result.Comparison == nil {
		return t
	}
	for _, id := range slices.Sorted(slices.Values(p.Result.Comparison.Remediation.Dropped)) {
		if p.plan[id] == nil {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: p.lineName(id)}, {Text: fmt.Sprintf("Open in the plan of %d and no longer in this one. No reason was given.", p.Result.Comparison.Previous.Period)}}})
		}
	}
	return t
}
