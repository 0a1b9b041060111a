package report

import (
	"cmp"
	"fmt"
	"slices"

	"safeguard/assessment"
)

// timeline shows what is to be done when: a picture of the quarters, and in each what is due. What is overdue comes first.
func (p *planner) timeline(d *Document) {
	d.chapter("When it is due")
	if len(p.open) == 0 {
		d.add(Text{Text: p.nothingToDo(), Tone: Muted})
		return
	}
	dated := p.byDue()
	for _, chart := range p.charts(dated) {
		d.add(Figure{chart, p.timelineCaption(chart)})
	}
	d.section("Quarter by quarter")
	t := Table{Columns: []Column{
		{Title: "No.", Width: 0.9},
		{Title: "Remediation", Width: 7.8},
		{Title: "Owner", Width: 2.7},
		{Title: "Due", Width: 3.4},
		{Title: "Effort", Width: 1.6},
		{Title: "Cost", Width: 2.1, Right: true},
	}}
	for _, group := range p.periods() {
		t.Rows = append(t.Rows, Row{Group: fmt.Sprintf("%s: %s", group.name, count(len(group.items), "remediation"))})
		for _, it := range group.items {
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				{Text: fmt.Sprint(it.no), Bold: true},
				{Text: it.name()},
				{Text: brief(it.owner())},
				p.dueCell(it),
				{Text: or(it.rem.Effort.Title(), "Not set")},
				{Text: costText(it.rem.Cost)},
			}})
		}
	}
	d.add(t)
}

// byDue lists the open lines that have a due date, the earliest first.
func (p *planner) byDue() []planItem {
	var list []planItem
	for _, it := range p.open {
		if !it.rem.Due.IsZero() {
			list = append(list, it)
		}
	}
	slices.SortStableFunc(list, func(a, b planItem) int { return cmp.Compare(b.rem.Due.DaysUntil(a.rem.Due), 0) })
	return list
}

// charts draws the lines in as many pictures as they need, none of them higher than a page. All have the same columns.
func (p *planner) charts(dated []planItem) []Timeline {
	all := Timeline{AsOf: p.Content.Date, Quarters: 1}
	first := p.Content.Date.Quarter()
	for _, it := range dated {
		all.Quarters = max(all.Quarters, first.Until(it.rem.Due.Quarter())+1)
	}
	if all.Quarters > timelineColumns {
		all.Quarters, all.Beyond = timelineColumns-1, true
	}
	var list []Timeline
	for part := range slices.Chunk(dated, timelineLines) {
		chart := all
		for _, it := range part {
			chart.Lines = append(chart.Lines, TimelineLine{fmt.Sprintf("%d. %s", it.no, it.name()), it.rem.Start, it.rem.Due, it.line.Late})
		}
		list = append(list, chart)
	}
	return list
}

// timelineCaption tells what the picture shows to those who cannot see it.
func (p *planner) timelineCaption(t Timeline) string {
	late := 0
	for _, l := range t.Lines {
		if l.Late {
			late++
		}
	}
	text := fmt.Sprintf("%s from start to due date, from %s on; the first is due on %s and the last on %s.",
		title(count(len(t.Lines), "open remediation")), t.AsOf.Quarter(), t.Lines[0].Due.Long(), t.Lines[len(t.Lines)-1].Due.Long())
	if late > 0 {
		text += fmt.Sprintf(" %d %s late, which stands beside %s.", late, verb(late, "is", "are"), verb(late, "it", "them"))
	}
	return text + " A hollow bar has no start date. The table below has the same in words."
}

// period is a part of the plan by its due dates.
type period struct {
	name  string
	items []planItem
}

// periods puts the open lines under overdue, the quarters from the as-of date on, and without a due date. What is empty is
// left out.
func (p *planner) periods() []period {
	var list []period
	add := func(name string, it planItem) {
		if n := len(list) - 1; n < 0 || list[n].name != name {
			list = append(list, period{name: name})
		}
		last := &list[len(list)-1]
		last.items = append(last.items, it)
	}
	for _, it := range p.byDue() {
		if it.line.Late {
			add("Overdue", it)
			continue
		}
		add(quarterName(it.rem.Due.Quarter()), it)
	}
	for _, it := range p.undated() {
		add("Without a due date", it)
	}
	return list
}

func (p *planner) undated() []planItem {
	return slices.DeleteFunc(slices.Clone(p.open), func(it planItem) bool { return !it.rem.Due.IsZero() })
}

// inTime lists what is open by its due date, and what has none last.
func (p *planner) inTime() []planItem { return append(p.byDue(), p.undated()...) }

// quarterName is a quarter for those who do not count in quarters.
func quarterName(q assessment.Quarter) string { return fmt.Sprintf("%s, by %s", q, q.Last().Long()) }
