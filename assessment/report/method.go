package report

import (
	"fmt"

	"safeguard/assessment"
)

// method is the chapter that lets a reader check every level by hand: scales, both tables, the rule for harm and
// the threshold.
func (b *builder) method(d *Document) {
	d.chapter(chapterMethod)
	d.add(
		Text{Text: "The analysis follows the nine elements of the OCR Guidance on Risk Analysis and the scales and tables of NIST SP 800-30 " +
			"Rev. 1. A risk is a threat that meets a vulnerability. Its level is looked up in two published tables; neither is a product of numbers."},
		List{[]string{
			"Occurrence: how likely the threat is to occur. It comes from the threat library and is adjusted where this client differs.",
			"Harm: how likely the threat is to do harm once it occurs. It comes from the controls of the risk, as below.",
			"Likelihood: occurrence and harm together, by table G-5.",
			"Impact: the worst of the impacts on confidentiality, integrity and availability.",
			"Level: likelihood and impact together, by table I-2.",
		}},
	)
	b.scales(d)
	d.section("How controls decide the harm")
	d.add(Table{
		Columns: []Column{{Title: "Harm", Width: 2}, {Title: "When", Width: 8}},
		Rows: []Row{
			harmRow(assessment.LikelihoodVeryHigh, "All key controls are missing, or none counts."),
			harmRow(assessment.LikelihoodHigh, "Some key control is missing."),
			harmRow(assessment.LikelihoodModerate, "A key control is only partly in place, or half or more of the supporting ones are not in place."),
			harmRow(assessment.LikelihoodLow, "All key controls are in place, and more than half of the supporting ones."),
			harmRow(assessment.LikelihoodVeryLow, "Every control is in place and every key one verified within the last 12 months."),
		},
	})
	d.add(Text{Tone: Muted, Text: "No, Unknown and no answer count as missing. Controls that are not asked or not applicable do not count and are listed as excluded. " +
		"Where sites differ, the worst counts. Inherent means every control missing, current means as answered, target means with every " +
		"planned remediation done."})
	d.section("Table G-5: likelihood")
	d.add(likelihoodTable(), Text{Text: "Rows: occurrence of the threat. Columns: harm once it occurs.", Tone: Muted})
	d.section("Table I-2: level of risk")
	d.add(levelTable(), Text{Text: "Rows: likelihood. Columns: impact.", Tone: Muted})
	d.section("Threshold")
	d.add(Text{Text: b.threshold()})
	d.section("Index")
	d.add(Text{Text: indexNote})
}

func harmRow(l assessment.Likelihood, when string) Row {
	return Row{Cells: []Cell{{Text: l.Title(), Bold: true}, {Text: when}}}
}

// threshold says which level is accepted without a response, and who decided so.
func (b *builder) threshold() string {
	t := b.Content.Threshold
	accepted := b.Content.Accepted()
	text := fmt.Sprintf("Risks up to the level %s are within the client's threshold; each risk above it needs a response.", lower(accepted.Title()))
	if t == nil {
		return text + " This is the default; the client set no other."
	}
	if t.SetBy != "" {
		text += fmt.Sprintf(" Set by %s.", t.SetBy)
	}
	if t.Reason != "" {
		text += " Reason: " + full(t.Reason)
	}
	return text
}

// scales defines the five steps in our own words, after NIST SP 800-30r1 Tables G-2, G-3, G-4, H-3 and I-3.
func (b *builder) scales(d *Document) {
	d.section("Scales")
	steps := []struct{ likely, often, impact string }{
		{"Almost certain", "More than 100 times a year", "Several severe or catastrophic effects"},
		{"Highly likely", "10 to 100 times a year", "Severe or catastrophic: a main function fails, major loss, or a threat to life"},
		{"Somewhat likely", "1 to 10 times a year", "Serious: functions much reduced, significant loss or harm"},
		{"Unlikely", "Less than once a year, more than once in 10 years", "Limited: functions noticeably reduced, minor loss or harm"},
		{"Highly unlikely", "Less than once in 10 years", "Negligible"},
	}
	t := Table{Columns: []Column{
		{Title: "Step", Width: 2}, {Title: "Value", Width: 1.2, Right: true}, {Title: "Attack or harm", Width: 2.6}, {Title: "Accident, fault, nature", Width: 4}, {Title: "Impact", Width: 5},
	}}
	for i, s := range steps {
		level := assessment.RiskVeryHigh - assessment.RiskLevel(i)
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: level.Title(), Bold: true}, {Text: fmt.Sprint(level.Value())}, {Text: s.likely}, {Text: s.often}, {Text: s.impact},
		}})
	}
	d.add(t)
}

// likelihoodTable prints NIST SP 800-30r1 Table G-5 from the literal that the program uses.
func likelihoodTable() Table {
	t := scaleTable("Occurrence")
	for o := assessment.LikelihoodVeryHigh; o >= assessment.LikelihoodVeryLow; o-- {
		row := Row{Cells: []Cell{{Text: o.Title(), Bold: true}}}
		for h := assessment.LikelihoodVeryLow; h <= assessment.LikelihoodVeryHigh; h++ {
			row.Cells = append(row.Cells, Cell{Text: assessment.OverallLikelihood(o, h).Title()})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// levelTable prints NIST SP 800-30r1 Table I-2 from the literal that the program uses.
func levelTable() Table {
	t := scaleTable("Likelihood")
	for l := assessment.LikelihoodVeryHigh; l >= assessment.LikelihoodVeryLow; l-- {
		row := Row{Cells: []Cell{{Text: l.Title(), Bold: true}}}
		for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
			row.Cells = append(row.Cells, Cell{Level: assessment.LevelOf(l, i)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func scaleTable(rows string) Table {
	t := Table{Columns: []Column{{Title: rows, Width: 2}}}
	for l := assessment.LikelihoodVeryLow; l <= assessment.LikelihoodVeryHigh; l++ {
		t.Columns = append(t.Columns, Column{Title: l.Title(), Width: 2})
	}
	return t
}
