package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// ExecutiveSummary builds the two pages for those who decide and sign.
func ExecutiveSummary(s assessment.Snapshot) *Document {
	b := build(s)
	d := b.document("executive-summary", "Executive summary", "Executive summary of the security risk analysis",
		"What the security risk analysis found, what is planned, and what is asked of the client's leadership.")
	d.Compact, d.Linked = true, true
	b.stand(d)
	b.changed(d)
	d.section("The highest risks")
	open := b.open()
	d.or(len(open) == 0, "No risk is over the threshold.", b.riskTable(open[:min(len(open), summaryRows)]))
	d.section("What to do first")
	first := b.worthFirst(summaryRows)
	d.or(len(first.Rows) == 0, "Nothing is planned yet.", first)
	d.add(List{b.asks()})
	b.breach(d)
	return d
}

// summaryRows is how many lines a table of the summary has at most: it has two pages.
const summaryRows = 5

// stand says where the client stands: the levels of its risks and how much of the rule is in place.
func (b *builder) stand(d *Document) {
	d.section("Where we stand")
	d.add(Text{Text: b.inBrief()}, b.levels(), Text{Lead: "The Security Rule.", Text: b.rowsInBrief()})
	if text := b.howGiven(); text != "" {
		d.add(Text{Lead: "The answers.", Text: text})
	}
	d.add(Text{Text: indexNote, Tone: Muted})
}

// changed says what moved since the earlier analysis, or that there is none to compare with.
func (b *builder) changed(d *Document) {
	c := b.Result.Comparison
	if c == nil {
		d.add(Text{Lead: "What changed.", Text: "No earlier analysis was compared with."})
		return
	}
	d.section(fmt.Sprintf("What changed since %d", c.Previous.Period))
	d.add(Text{Text: comparedInBrief(c)})
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

// worthFirst is the beginning of the plan: what is open, as far as it goes, and what each line lowers.
func (b *builder) worthFirst(n int) Table {
	t := Table{Columns: []Column{
		{Title: "Remediation", Width: 9}, {Title: "Owner", Width: 2.3}, {Title: "Due", Width: 2.1}, {Title: "Cost", Width: 1.4, Right: true}, {Title: "Lowers the index by", Width: 3.3},
	}}
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if rem.Status == assessment.Done || len(t.Rows) == n {
			break // what is done stands last
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: strings.TrimPrefix(b.lineName(rem.ID)+": "+brief(rem.Action), ": ")}, {Text: brief(or(rem.Owner, "none"))}, {Text: b.when(rem)}, {Text: dollars(rem.Cost)}, {Text: b.lowers(line)},
		}})
	}
	return t
}

// lowers says by how much a remediation alone lowers the index, and names the first risks that it bears on.
func (b *builder) lowers(line assessment.PlanLine) string {
	var list []string
	for _, id := range line.Risks {
		if no := b.number(id); no != "" {
			list = append(list, no)
		}
	}
	if more := len(list) - 3; more > 0 {
		list = append(list[:3], fmt.Sprintf("%d more", more))
	}
	if len(list) == 0 {
		return "nothing by itself"
	}
	return fmt.Sprintf("%s points: %s", points(line.Now), join(list))
}

// brief cuts a long text at a word. The risk management plan has all of it.
func brief(text string) string {
	const most = 115
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) <= most {
		return string(letters)
	}
	cut := string(letters[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
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
	if text := b.overdue(); text != "" {
		list = append(list, text)
	}
	if n := len(b.remaining()); n > 0 {
		list = append(list, fmt.Sprintf("Decide about the %s that %s over the threshold even with the plan done: plan more, or accept %s.",
			count(n, "risk"), verb(n, "stays", "stay"), verb(n, "it", "them")))
	}
	if open, cost := b.toDo(); open > 0 {
		list = append(list, fmt.Sprintf("Give the owners of %s the time and money to finish%s.", count(open, "remediation"), cost))
	}
	if text := b.expiring(); text != "" {
		list = append(list, text)
	}
	if !b.Content.NextReview.IsZero() {
		list = append(list, fmt.Sprintf("Keep %s free for the next review, and call sooner when something big changes.", b.Content.NextReview.Long()))
	}
	return list
}

// overdue names the remediations that are past their due date, or "".
func (b *builder) overdue() string {
	var list []string
	for _, line := range b.Result.Plan {
		if line.Late {
			list = append(list, fmt.Sprintf("%s (due %s)", b.lineName(line.Remediation), b.plan[line.Remediation].Due.Long()))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("Decide what to do about %s past the due date: %s.", count(len(list), "remediation"), firstOf(list))
}

// firstOf joins the first few of a list and says how many more there are.
func firstOf(list []string) string {
	if more := len(list) - summaryRows; more > 0 {
		list = append(slices.Clone(list[:summaryRows]), fmt.Sprintf("%d more", more))
	}
	return join(list)
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

// expiring names the acceptances and transfers that end before the next review, or "".
func (b *builder) expiring() string {
	var list []string
	for i := range b.Result.Risks {
		r := &b.Result.Risks[i]
		t, ok := b.Content.Treatment[r.Risk]
		if ok && r.Applies && !t.Expires.IsZero() && t.Expires.Before(b.Content.NextReview) {
			list = append(list, fmt.Sprintf("%s (%s, ends %s)", b.number(r.Risk), lower(t.Response.Title()), t.Expires.Long()))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("Renew or end %s to risks before the next review: %s.", count(len(list), "response"), firstOf(list))
}
