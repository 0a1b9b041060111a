package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// each prints every line in full, and what is done last.
func (p *planner) each(d *Document) {
	d.chapter("Each remediation")
	for _, it := range p.open {
		d.add(Together{it.heading(), p.openLine(it)})
	}
	if len(p.open) == 0 {
		d.add(Text{Text: p.nothingToDo(), Tone: Muted})
	}
	if len(p.done) > 0 {
		d.section("Done already")
		for _, it := range p.done {
			d.add(Together{it.heading(), []Block{Heading{3, it.heading()}, Facts{p.doneFacts(it)}}})
		}
	}
}

// openLine is a line that is to be done. What it lacks is said, so that nobody takes an empty place for a decision.
func (p *planner) openLine(it planItem) []Block {
	rem := it.rem
	facts := filledIn(
		Fact{"Priority", p.priority(it)},
		Fact{"Finding", or(p.finding(rem), "No question is named that it would put in place.")},
		Fact{"Done when", or(rem.Success, "Not stated yet")},
		Fact{"Owner", it.owner()},
		Fact{"Approved by", or(person(rem.Approver), "Nobody is named")},
		Fact{"Start", or(rem.Start.Long(), "Not set")},
		Fact{"Due", p.dueInFull(it)},
		Fact{"Interim dates", interimDates(rem)},
		Fact{"Effort", effortInFull(rem.Effort)},
		Fact{"Resources and cost", means(rem)},
		Fact{"Until then", or(rem.Interim, "No interim control is stated")},
		Fact{"Status", p.status(it)},
		Fact{"Next review", rem.Review.Long()},
		Fact{"History", strings.Join(events(rem.History), "\n")},
		Fact{"Rows of the rule", or(strings.Join(it.line.Citations, ", "), "None")},
	)
	blocks := []Block{Heading{3, it.heading()}, Facts{facts}}
	if len(it.line.Risks) == 0 {
		return append(blocks, Text{Text: "It bears on no risk that applies.", Tone: Muted})
	}
	return append(blocks, p.risksOf(it))
}

// priority is the place in the order, the levels of its risks, and both terms of what it is worth.
func (p *planner) priority(it planItem) string {
	text := fmt.Sprintf("%d of %d. Worth %s points of the index now and %s later.", it.no, len(p.open), hundredths(it.line.Now), hundredths(it.line.Later))
	if it.line.Level > 0 {
		text += fmt.Sprintf(" The highest level of its risks is %s now, and was %s before any safeguard.", lower(it.line.Level.Title()), lower(p.highestInherent(it).Title()))
	}
	if it.line.Binds {
		text += " It closes a gap in a required or standard row."
	}
	return text
}

func (p *planner) highestInherent(it planItem) assessment.RiskLevel {
	var highest assessment.RiskLevel
	for _, id := range it.line.Risks {
		highest = max(highest, p.risks[id].Inherent.Level)
	}
	return highest
}

// finding tells for each question that the line would put in place how it was answered, and what was noted.
func (p *planner) finding(rem *assessment.Remediation) string {
	var list []string
	for _, id := range rem.Questions {
		text := p.question(id)
		if a := p.answers[id]; a != nil {
			text = sentences(text, or(a.Response.Title(), "Not answered")+".", strings.ReplaceAll(p.notes(id), "\n", " "))
		}
		list = append(list, text)
	}
	return strings.Join(list, "\n")
}

func (p *planner) dueInFull(it planItem) string {
	switch {
	case it.rem.Due.IsZero():
		return "Not set yet"
	case it.line.Late:
		return fmt.Sprintf("%s, late by %s", it.rem.Due.Long(), count(it.rem.Due.DaysUntil(p.Content.Date), "day"))
	default:
		return it.rem.Due.Long()
	}
}

func effortInFull(e assessment.Effort) string {
	return fmt.Sprintf("%s (weight %d)", or(e.Title(), "Not estimated yet"), e.Weight())
}

func (p *planner) status(it planItem) string {
	text := max(it.rem.Status, assessment.Open).Title()
	if it.line.Late {
		text += ", past its due date"
	}
	if n := len(it.rem.Delays()); n > 0 {
		text += fmt.Sprintf(", its due date moved %s", count(n, "time"))
	}
	if list := it.lacks(); len(list) > 0 {
		text += ", and without " + join(list) + " it counts for no target"
	}
	return text
}

// risksOf lists the risks that a line bears on, with what is left of each when the whole plan is done.
func (p *planner) risksOf(it planItem) Table {
	t := Table{Columns: []Column{
		{Title: "No.", Width: 1.1},
		{Title: "Risk it bears on", Width: 5.2},
		levelColumns[0], levelColumns[1], levelColumns[2],
		{Title: "Its likelihood, impact", Width: 3.8},
		{Title: "Response", Width: 2.6},
	}}
	for _, id := range it.line.Risks {
		r := p.risks[id]
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: p.number(id)},
			{Text: r.Heading()},
			{Level: r.Inherent.Level},
			{Level: r.Current.Level},
			{Level: r.Target.Level},
			{Text: r.Target.Likelihood.Title() + ", " + lower(r.Impact.Overall.Title())},
			{Text: p.treatment(id)},
		}})
	}
	return t
}

// doneFacts is a line that is done: what proves it, who looked, and what it was about. Empty places are left out.
func (p *planner) doneFacts(it planItem) []Fact {
	rem := it.rem
	return filledIn(
		Fact{"Completed", or(rem.Completed.Long(), "The day was not recorded")},
		Fact{"Evidence", or(rem.Evidence, "None was recorded")},
		Fact{"Verified by", or(verifiedBy(rem), "Nobody, as far as the record says")},
		Fact{"Done when", rem.Success},
		Fact{"Owner", it.owner()},
		Fact{"Approved by", person(rem.Approver)},
		Fact{"Start", rem.Start.Long()},
		Fact{"Due", rem.Due.Long()},
		Fact{"Interim dates", interimDates(rem)},
		Fact{"Effort", rem.Effort.Title()},
		Fact{"Resources and cost", sentences(full(rem.Resources), dollars(rem.Cost))},
		Fact{"Until then", rem.Interim},
		Fact{"Next review", rem.Review.Long()},
		Fact{"History", strings.Join(events(rem.History), "\n")},
		Fact{"Puts in place", p.puts(rem)},
		Fact{"Rows of the rule", strings.Join(it.line.Citations, ", ")},
		Fact{"Risks it bears on", p.named(it.line.Risks)},
	)
}

func (b *builder) puts(rem *assessment.Remediation) string {
	var list []string
	for _, id := range rem.Questions {
		list = append(list, b.question(id))
	}
	return strings.Join(list, "\n")
}

// named lists risks by their numbers in the register, with what is left of each.
func (p *planner) named(risks []string) string {
	var list []string
	for _, id := range risks {
		r := p.risks[id]
		list = append(list, fmt.Sprintf("%s %s (%s now, %s with the whole plan)", p.number(id), r.Heading(), lower(r.Current.Level.Title()), lower(r.Target.Level.Title())))
	}
	return strings.Join(list, "\n")
}
