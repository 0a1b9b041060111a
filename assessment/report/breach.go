package report

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// duty is one notice that a breach of unsecured PHI calls for.
type duty struct{ whom, when, citation string }

// duties lists the notices of a client, by its kinds and by how many individuals' ePHI it holds. Where fewer are held
// than a duty needs, no breach of what is held can call for it. Where nobody counted, every duty may arise.
func duties(c assessment.Client) []duty {
	var list []duty
	held := func(n int) bool { return c.Individuals == 0 || c.Individuals >= n }
	if slices.Contains(c.Kinds, assessment.CoveredEntity) {
		list = append(list, duty{"Each individual affected", "Without unreasonable delay and no later than 60 days after discovery", "164.404"})
		if held(501) {
			list = append(list, duty{"The media, where more than 500 residents of one state or jurisdiction are affected", "No later than 60 days after discovery", "164.406"})
		}
		if held(500) {
			list = append(list, duty{"HHS, where 500 or more individuals are affected", "At the same time as the individuals", "164.408(b)"})
		}
		list = append(list, duty{"HHS, where fewer than 500 are affected", "From a log, within 60 days after the end of the calendar year of discovery", "164.408(c)"})
	}
	const soon = "Without unreasonable delay and no later than 60 days after discovery; the agreement often sets less"
	if slices.Contains(c.Kinds, assessment.BusinessAssociate) {
		list = append(list, duty{"The covered entity whose PHI it is, which tells the others", soon, "164.410"})
	}
	if slices.Contains(c.Kinds, assessment.Subcontractor) {
		list = append(list, duty{"The business associate that the client works for", soon, "164.410"})
	}
	return list
}

// breach prints what a breach would call for, and what the rule's penalties are.
func (b *builder) breach(d *Document) {
	d.section("What a breach would call for")
	d.add(Text{Text: b.breachInBrief()})
	t := Table{Columns: []Column{{Title: "Who is told", Width: 6.4}, {Title: "When", Width: 7.4}, {Title: "45 CFR", Width: 2.2}}}
	for _, duty := range duties(b.Content.Client) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: duty.whom}, {Text: duty.when}, {Text: duty.citation}}})
	}
	d.add(t)
	if s, ok := assessment.PenaltiesOn(b.Content.Date); ok {
		d.add(penalties(s)...)
	}
}

// breachInBrief says which breaches count and how far one could reach.
func (b *builder) breachInBrief() string {
	reach := "How many individuals' ePHI is held has not been stated, so that every duty is listed."
	if n := b.Content.Client.Individuals; n > 0 {
		reach = fmt.Sprintf("ePHI of about %s is held: a breach of all of it would affect that many.", thousandsOf(n, "individual"))
	}
	return sentences("An impermissible use or disclosure of PHI counts as a breach unless a written assessment of four factors shows a low probability that it "+
		"was compromised (164.402). The notices are for unsecured PHI, which is PHI not made unreadable as HHS describes.", reach)
}

// thousandsOf gives a large number with its noun.
func thousandsOf(n int, noun string) string {
	return thousands(float64(n)) + " " + noun + verb(n, "", "s")
}

// penalties is the small table of the tiers, with the day from which they hold.
func penalties(s assessment.PenaltySchedule) []Block {
	t := Table{Columns: []Column{
		{Title: "Degree of fault", Width: 7}, {Title: "Per violation", Width: 5, Right: true}, {Title: "Most in a year", Width: 4, Right: true},
	}}
	usd := func(n int) string { return dollars(float64(n)) }
	for _, tier := range s.Tiers {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: tier.Fault}, {Text: usd(tier.Least) + " to " + usd(tier.Most)}, {Text: usd(tier.Yearly)}}})
	}
	return []Block{t, Text{Tone: Muted, Text: fmt.Sprintf("Civil money penalties as adjusted for %d, in effect since %s (%s); the yearly cap is for violations "+
		"of an identical provision. The amounts come from a secondary source, with the arithmetic checked.",
		s.Year, s.Effective.Long(), s.Source)}}
}
