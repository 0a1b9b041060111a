package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// ownerPage is what one owner has to do, and has done.
type ownerPage struct {
	key  string // see assessment.OwnerKey; empty for what nobody owns
	name string
	open []planItem // the earliest due first, and those without a due date last
	done []planItem
}

// ownerPages puts the lines under their owners, by name; what nobody owns comes last. Owners of nothing but what is done
// need no page.
func (p *planner) ownerPages() []*ownerPage {
	var list []*ownerPage
	page := func(it planItem) *ownerPage {
		key := assessment.OwnerKey(it.rem.Owner)
		n := slices.IndexFunc(list, func(o *ownerPage) bool { return o.key == key })
		if n < 0 {
			list = append(list, &ownerPage{key: key, name: it.owner()})
			n = len(list) - 1
		}
		return list[n]
	}
	for _, it := range p.inTime() {
		o := page(it)
		o.open = append(o.open, it)
	}
	for _, it := range p.done {
		o := page(it)
		o.done = append(o.done, it)
	}
	list = slices.DeleteFunc(list, func(o *ownerPage) bool { return len(o.open) == 0 })
	slices.SortFunc(list, func(a, b *ownerPage) int {
		if a.key == "" || b.key == "" {
			return cmp.Compare(b.key, a.key)
		}
		return cmp.Compare(a.key, b.key)
	})
	return list
}

// owners begins a page for each owner, which can be handed out: it has the owner's own lines and nobody else's, and what
// is to be done without the risks behind it.
func (p *planner) owners(d *Document) {
	pages := p.ownerPages()
	if len(pages) == 0 {
		return
	}
	d.chapter("Pages to hand out")
	d.add(Text{Text: "Each owner has a page of their own, which tells what is to be done, by when, and what to hand in. It tells nothing of the lines of others " +
		"and of the risks, so that it can be handed out without the rest of this document."}, ownersTable(pages))
	for _, o := range pages {
		d.add(PageBreak{})
		p.owner(d, o)
	}
}

func ownersTable(pages []*ownerPage) Table {
	t := Table{Columns: []Column{
		{Title: "Owner", Width: 5},
		{Title: "To do", Width: 1.4, Right: true},
		{Title: "Late", Width: 1.4, Right: true},
		{Title: "Done", Width: 1.4, Right: true},
		{Title: "Next due", Width: 2.6},
		{Title: "Estimated cost", Width: 2.6, Right: true},
		{Title: "Without an estimate", Width: 3.2, Right: true},
	}}
	for _, o := range pages {
		spent := costOf(o.open)
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: o.name, Bold: true},
			{Text: fmt.Sprint(len(o.open))},
			{Text: fmt.Sprint(o.late())},
			{Text: fmt.Sprint(len(o.done))},
			{Text: or(o.next().Short(), "Not set")},
			{Text: costText(spent.sum)},
			{Text: fmt.Sprint(spent.unpriced)},
		}})
	}
	return t
}

func (o *ownerPage) late() int {
	n := 0
	for _, it := range o.open {
		if it.line.Late {
			n++
		}
	}
	return n
}

// next is the first due date that has not passed, or the zero date.
func (o *ownerPage) next() assessment.Date {
	for _, it := range o.open {
		if !it.line.Late {
			return it.rem.Due
		}
	}
	return assessment.Date{}
}

// owner is the page of one owner.
func (p *planner) owner(d *Document, o *ownerPage) {
	d.section(o.name)
	blocks := []Block{Text{Text: p.askOf(o)}}
	for _, it := range o.open {
		name := fmt.Sprintf("%d. %s", it.no, or(it.rem.Action, "No action is stated yet"))
		blocks = append(blocks, Together{o.name + ": " + name, []Block{Heading{3, name}, Facts{p.handout(it)}}})
	}
	var list []string
	for _, it := range o.done {
		list = append(list, fmt.Sprintf("%d. %s (%s)", it.no, it.name(), p.when(it.rem)))
	}
	if len(list) > 0 {
		blocks = append(blocks, Heading{3, "Done already"}, List{list})
	}
	d.add(Together{o.name, blocks}) // so that each page that they run over to has the name
}

// askOf says in brief what is asked of the owner, and whom to tell.
func (p *planner) askOf(o *ownerPage) string {
	text := fmt.Sprintf("%s to do.", title(count(len(o.open), "remediation")))
	if n := o.late(); n > 0 {
		text += fmt.Sprintf(" %d %s past the due date: do %s first.", n, verb(n, "is", "are"), verb(n, "it", "them"))
	}
	if next := o.next(); !next.IsZero() {
		text += fmt.Sprintf(" The next one is due on %s.", next.Long())
	}
	if o.key == "" {
		return text + " Choose an owner for each: what nobody owns counts for nothing."
	}
	if name := strings.TrimSpace(p.Content.Assessor.Name); name != "" {
		text += fmt.Sprintf(" Tell %s when one is done, and before its date when it will not be.", name)
	}
	return text
}

// handout is what an owner needs to know of a line. The finding and the risks stay in the plan.
func (p *planner) handout(it planItem) []Fact {
	due := p.dueInFull(it)
	if !it.rem.Start.IsZero() {
		due += fmt.Sprintf("; start on %s", it.rem.Start.Long())
	}
	if n := len(it.rem.Delays()); n > 0 {
		due += fmt.Sprintf("; the date moved %s", count(n, "time"))
	}
	evidence := strings.Join(p.evidenceFor(it.rem), "\n")
	return filledIn(
		Fact{"Due", due},
		Fact{"Interim dates", interimDates(it.rem)},
		Fact{"Done when", or(it.rem.Success, "Not stated yet. Ask what is expected before you begin.")},
		Fact{"Hand in as evidence", or(evidence, "What shows that it is done, such as a report, a ticket or a picture of a setting, with its date.")},
		Fact{"Until then", or(it.rem.Interim, "No interim control is stated")},
		Fact{"Resources", it.rem.Resources},
		Fact{"Effort and cost", fmt.Sprintf("%s effort; %s", or(it.rem.Effort.Title(), "Not estimated"), lower(costText(it.rem.Cost)))},
	)
}

// evidenceFor lists what the questionnaire asks for to prove what a line puts in place, each once.
func (p *planner) evidenceFor(rem *assessment.Remediation) []string {
	var list []string
	for _, id := range rem.Questions {
		if q := p.Catalog.Question(id); q != nil {
			for _, e := range q.Evidence {
				if !slices.Contains(list, full(e)) {
					list = append(list, full(e))
				}
			}
		}
	}
	return list
}
