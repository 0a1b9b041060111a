package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// ExecutiveSummary builds the two pages for those who decide and sign.
func ExecutiveSummary(s assessment.Snapshot) *Document {
	b := build(s)
	d := b.document("executive-summary", "Executive summary", "Executive summary of the security risk analysis",
		"What the security risk analysis found, what is planned, and what is asked of the client's leadership.")
	d.Compact, d.Linked = true, true
	d.section("In brief")
	d.add(Text{Text: b.inBrief()}, b.levels(), Text{Lead: "The Security Rule.", Text: b.rowsInBrief()})
	if text := b.howGiven(); text != "" {
		d.add(Text{Lead: "The answers.", Text: text})
	}
	if c := s.Result.Comparison; c != nil {
		d.add(Text{Lead: fmt.Sprintf("Compared with %d.", c.Previous.Period), Text: comparedInBrief(c)})
	}
	d.add(Text{Text: indexNote, Tone: Muted})
	d.section("What is asked of you")
	d.add(List{b.asks()})
	d.section("The highest risks")
	open := b.open()
	d.or(len(open) == 0, "No risk is over the threshold.", b.riskTable(open[:min(len(open), 5)]))
	d.section("What is worth doing first")
	first := b.worthFirst(4)
	d.or(len(first.Rows) == 0, "Nothing is planned yet.", first)
	d.section("Where the risks stand")
	d.add(Figure{heatMapOf(b.Result.Risks, current), "Applicable risks by likelihood and impact, as answered."})
	return d
}

// rowsInBrief says how much of the rule is in place.
func (b *builder) rowsInBrief() string {
	var parts []string
	for _, s := range assessment.Safeguards {
		if n := b.Result.Totals.Safeguards[s]; n.Applies > 0 {
			parts = append(parts, fmt.Sprintf("%s %d of %d", lower(s.Title()), n.InPlace, n.Applies))
		}
	}
	return fmt.Sprintf("%s of the rows that apply are in place: %s.", percent(b.Result.Totals.Implemented), strings.Join(parts, ", "))
}

// worthFirst is the beginning of the plan: what is open, as far as it goes.
func (b *builder) worthFirst(n int) Table {
	t := Table{Columns: []Column{
		{Title: "Remediation", Width: 9}, {Title: "Owner", Width: 3.4}, {Title: "Due", Width: 2.4}, {Title: "Cost", Width: 1.8, Right: true},
	}}
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if rem.Status == assessment.Done || len(t.Rows) == n {
			break // what is done stands last
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: rem.Action}, {Text: or(rem.Owner, "none")}, {Text: b.when(rem)}, {Text: dollars(rem.Cost)}}})
	}
	return t
}

// asks lists what leadership is to do now.
func (b *builder) asks() []string {
	var list []string
	if len(b.Result.Missing) > 0 {
		list = append(list, fmt.Sprintf("Help to complete the analysis: %s still missing; the risk analysis lists them.",
			count(len(b.Result.Missing), "thing")+" "+verb(len(b.Result.Missing), "is", "are")))
	}
	if b.Content.Approval == nil {
		list = append(list, "Read the risk analysis and approve it.")
	}
	for _, line := range b.Result.Plan {
		if line.Late {
			rem := b.plan[line.Remediation]
			list = append(list, fmt.Sprintf("Decide what to do about the overdue %s (due %s): %s", rem.ID, rem.Due.Long(), full(rem.Action)))
		}
	}
	if n := len(b.remaining()); n > 0 {
		list = append(list, fmt.Sprintf("Decide about the %s that %s over the threshold even with the plan done: plan more, or accept %s.",
			count(n, "risk"), verb(n, "stays", "stay"), verb(n, "it", "them")))
	}
	if open, cost := b.toDo(); open > 0 {
		list = append(list, fmt.Sprintf("Give the owners of %s the time and money to finish them%s.", count(open, "remediation"), cost))
	}
	list = append(list, b.expiring()...)
	if !b.Content.NextReview.IsZero() {
		list = append(list, fmt.Sprintf("Keep %s free for the next review, and call sooner when something big changes.", b.Content.NextReview.Long()))
	}
	return list
}

// toDo counts the open remediations and says what they are estimated to cost.
func (b *builder) toDo() (open int, cost string) {
	sum := 0.0
	for _, line := range b.Result.Plan {
		if line.Status != assessment.Done {
			open++
			sum += b.plan[line.Remediation].Cost
		}
	}
	if sum > 0 {
		cost = fmt.Sprintf(" (estimated so far: %s)", dollars(sum))
	}
	return open, cost
}

// expiring lists the acceptances and transfers that end before the next review.
func (b *builder) expiring() []string {
	var list []string
	for i := range b.Result.Risks {
		r := &b.Result.Risks[i]
		t, ok := b.Content.Treatment[r.Risk]
		if ok && r.Applies && !t.Expires.IsZero() && t.Expires.Before(b.Content.NextReview) {
			list = append(list, fmt.Sprintf("Renew or end the response %q to %s before %s.", lower(t.Response.Title()), r.Heading(), t.Expires.Long()))
		}
	}
	return list
}
