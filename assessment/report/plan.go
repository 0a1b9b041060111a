package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// RemediationPlan builds the risk management plan (164.308(a)(1)(ii)(B)): what is to be done in which order and why, by
// when and at what cost, what the risks become on the way, each line in full, and a page for each owner.
func RemediationPlan(s assessment.Snapshot) *Document {
	p := newPlanner(build(s))
	d := p.document("remediation-plan", "Risk management plan",
		"Risk management plan under 45 CFR 164.308(a)(1)(ii)(B)",
		"What will be done to reduce the risks and gaps that the risk analysis found to a reasonable and appropriate level, by whom and by "+
			"when (45 CFR 164.308(a)(1)(ii)(B)).")
	p.summary(d)
	p.order(d)
	p.timeline(d)
	p.costs(d)
	p.outlook(d)
	p.slipped(d)
	p.each(d)
	p.treatments(d)
	p.owners(d)
	return d
}

// planner is a builder with the lines of the plan.
type planner struct {
	*builder
	open  []planItem // in the order of the plan
	done  []planItem
	ahead []assessment.Outlook
}

// planItem is a line of the plan with its number, which is its place in the order.
type planItem struct {
	no   int
	line assessment.PlanLine
	rem  *assessment.Remediation
}

func newPlanner(b *builder) *planner {
	p := &planner{builder: b, ahead: assessment.Outlooks(b.Catalog, b.Content)}
	for i, line := range b.Result.Plan {
		it := planItem{i + 1, line, b.plan[line.Remediation]}
		if it.rem.Status == assessment.Done {
			p.done = append(p.done, it)
		} else {
			p.open = append(p.open, it)
		}
	}
	return p
}

// all lists what is open, and then what is done.
func (p *planner) all() []planItem { return append(p.open[:len(p.open):len(p.open)], p.done...) }

// name is the line in a few words.
func (it planItem) name() string { return brief(or(it.rem.Action, "no action is stated")) }

// heading is the line in full, with its id.
func (it planItem) heading() string {
	text := or(it.rem.Action, "no action is stated")
	if !isMade(it.rem.ID) {
		text = it.rem.ID + ": " + text
	}
	return fmt.Sprintf("%d. %s", it.no, text)
}

// owner names who owns the line.
func (it planItem) owner() string {
	if assessment.OwnerKey(it.rem.Owner) == "" {
		return "Nobody yet"
	}
	return strings.TrimSpace(it.rem.Owner)
}

// lacks names what keeps the line from counting for the target.
func (it planItem) lacks() []string {
	var list []string
	if strings.TrimSpace(it.rem.Action) == "" {
		list = append(list, "an action")
	}
	if assessment.OwnerKey(it.rem.Owner) == "" {
		list = append(list, "an owner")
	}
	if it.rem.Due.IsZero() {
		list = append(list, "a due date")
	}
	return list
}

// dueCell says when the line is due, and in a word when that is past.
func (p *planner) dueCell(it planItem) Cell {
	switch {
	case it.rem.Due.IsZero():
		return Cell{Text: "Not set"}
	case it.line.Late:
		return Cell{Text: "Late: " + it.rem.Due.Short(), Bold: true}
	default:
		return Cell{Text: it.rem.Due.Short()}
	}
}

// costText is the estimate, or that there is none: no estimate is not the same as no cost.
func costText(cost float64) string { return or(dollars(cost), "No estimate") }

const nothingPlanned = "Nothing is planned yet."

func (p *planner) summary(d *Document) {
	d.chapter("Summary")
	late, unplanned := 0, 0
	for _, it := range p.open {
		if it.line.Late {
			late++
		}
		if !it.rem.Planned() {
			unplanned++
		}
	}
	text := fmt.Sprintf("The plan has %s to do and %d done.", count(len(p.open), "remediation"), len(p.done))
	if late > 0 {
		text += fmt.Sprintf(" %d %s past the due date.", late, verb(late, "is", "are"))
	}
	if unplanned > 0 {
		text += fmt.Sprintf(" %d still %s an owner or a due date and so %s for no target.", unplanned, verb(unplanned, "lacks", "lack"), verb(unplanned, "counts", "count"))
	}
	spent := costOf(p.open)
	if spent.sum > 0 {
		text += fmt.Sprintf(" What is open is estimated to cost %s; %d of %d have no estimate.", dollars(spent.sum), spent.unpriced, spent.lines)
	}
	d.add(
		Text{Text: sentences(text, fmt.Sprintf("The plan would lower the risk index from %s to %s of 100.", points(p.Result.Totals.Index), points(p.Result.Totals.IndexTarget)), p.remainInBrief())},
		p.levels(),
		Text{Text: p.reviewed()},
	)
}

// reviewed says when the plan as a whole is looked at again.
func (p *planner) reviewed() string {
	text := "Whoever owns a line has a page of their own at the end of this document, to be handed out."
	if !p.Content.NextReview.IsZero() {
		text = fmt.Sprintf("The plan is looked at again at the next review, on %s. ", p.Content.NextReview.Long()) + text
	}
	return text
}
