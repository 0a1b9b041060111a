package report

import (
	"fmt"

	"safeguard/assessment"
)

// ExecutiveSummary builds the two pages for those who decide and sign.
func ExecutiveSummary(s assessment.Snapshot) *Document {
	b := build(s)
	d := b.document("executive-summary", "Executive summary", "Executive summary of the security risk analysis",
		"What the security risk analysis found, what is planned, and what is asked of the client's leadership.")
	d.Compact = true
	d.section("In brief")
	d.add(Text{Text: b.inBrief()}, b.levels())
	if c := s.Result.Comparison; c != nil {
		d.add(Text{Lead: fmt.Sprintf("Compared with %d.", c.Previous.Period), Text: comparedInBrief(c)})
	}
	d.add(Text{Text: indexNote, Tone: Muted})
	d.section("Where the risks stand")
	d.add(Figure{heatMapOf(b.Result.Risks, current), "Applicable risks by likelihood and impact, as answered."})
	d.section("The highest risks")
	open := b.open()
	d.or(len(open) == 0, "No risk is over the threshold.", b.riskTable(open[:min(len(open), 5)]))
	d.section("What is worth doing first")
	first := Table{Columns: []Column{{Title: "Remediation", Width: 9}, {Title: "Owner", Width: 3.4}, {Title: "Due", Width: 2.4}, {Title: "Cost", Width: 1.8, Right: true}}}
	for _, line := range b.Result.Plan {
		rem := b.plan[line.Remediation]
		if rem.Status == assessment.Done || len(first.Rows) == 5 {
			continue
		}
		first.Rows = append(first.Rows, Row{Cells: []Cell{{Text: rem.Action}, {Text: or(rem.Owner, "none")}, {Text: or(rem.Due.String(), "none")}, {Text: dollars(rem.Cost)}}})
	}
	d.or(len(first.Rows) == 0, "Nothing is planned yet.", first)
	d.section("The Security Rule")
	d.add(b.shares())
	d.section("What is asked of you")
	d.add(List{b.asks()})
	return d
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
	if late := b.late(); late > 0 {
		list = append(list, fmt.Sprintf("Decide about %s past the due date.", count(late, "remediation")))
	}
	open := 0
	for _, line := range b.Result.Plan {
		if line.Status != assessment.Done {
			open++
		}
	}
	if open > 0 {
		list = append(list, fmt.Sprintf("Give the owners of %s the time and money to finish them.", count(open, "remediation")))
	}
	if !b.Content.NextReview.IsZero() {
		list = append(list, fmt.Sprintf("Keep %s free for the next review, and call sooner when something big changes.", b.Content.NextReview.Long()))
	}
	return list
}

func (b *builder) late() int {
	n := 0
	for _, line := range b.Result.Plan {
		if line.Late {
			n++
		}
	}
	return n
}
