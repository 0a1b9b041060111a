package report

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// Comparison builds the comparison with an earlier assessment. The snapshot's result must have one.
func Comparison(s assessment.Snapshot) *Document {
	b := build(s)
	c := s.Result.Comparison
	d := b.document("comparison", fmt.Sprintf("Comparison of %d with %d", s.Content.Period, c.Previous.Period),
		"Comparison of two security risk analyses",
		fmt.Sprintf("What changed between the analysis as of %s and the one as of %s. Questions and risks are matched by ids that stay the same "+
			"when a questionnaire changes.", c.Previous.Date.Long(), s.Content.Date.Long()))
	d.chapter("Summary")
	d.add(Text{Text: comparedInBrief(c)}, indexTable(c, s.Content.Period))
	if c.Previous.Questionnaire.Hash != s.Result.Questionnaire.Hash {
		d.add(Text{Text: fmt.Sprintf("The questionnaire or its libraries changed from version %s to %s. Added and retired questions are listed below; "+
			"they count as neither better nor worse.", c.Previous.Questionnaire.Version, s.Result.Questionnaire.Version), Tone: Boxed})
	}
	d.add(questionCounts(c))
	b.trend(d, c.Trend)
	d.chapter("Risks")
	d.add(Text{Text: "A risk is open while its level is over this year's threshold. Opened and closed say that it crossed the threshold; raised and lowered that its " +
		"level moved without crossing it. Years open counts the yearly analyses in a row in which it was open, this one included. Because of " +
		"says what moved it: answers, assets, the assessor's own rating, or the library, which means that the questionnaire's edition rates " +
		"the threat, the impact or the controls in another way than the earlier one."})
	d.add(b.riskChanges(c, assessment.Opened, assessment.Raised, assessment.Lowered, assessment.Closed))
	d.section("Open for more than one year")
	if c.Trend != nil {
		b.openYears(d, c.Trend)
	} else {
		d.add(b.longOpen(c))
	}
	b.questionChanges(d, c)
	b.planChanges(d, c)
	b.compared(d, c)
	return d
}

// comparedInBrief says in a paragraph what moved.
func comparedInBrief(c *assessment.Comparison) string {
	n := map[assessment.Change]int{}
	for _, r := range c.Risks {
		n[r.Change]++
	}
	for _, q := range c.Questions {
		n[q.Change]++
	}
	return sentences(
		fmt.Sprintf("The risk index went from %s to %s; over the %s that apply in both years from %s to %s.",
			points(c.Index.Before), points(c.Index.After), count(c.Index.Common, "risk"), points(c.Index.CommonBefore), points(c.Index.CommonAfter)),
		fmt.Sprintf("%s opened, %d closed, %d raised and %d lowered.", count(n[assessment.Opened], "risk"), n[assessment.Closed], n[assessment.Raised], n[assessment.Lowered]),
		fmt.Sprintf("%s improved and %d got worse.", count(n[assessment.Improved], "answer"), n[assessment.Regressed]),
		fmt.Sprintf("Of the plan, %s done since, %d carried over and %d %s late.",
			count(len(c.Remediation.Done), "remediation")+" "+verb(len(c.Remediation.Done), "was", "were"), len(c.Remediation.Carried),
			len(c.Remediation.Late), verb(len(c.Remediation.Late), "is", "are")),
		movedInBrief(len(c.Remediation.Moved)),
	)
}

func movedInBrief(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("The due dates of %d %s put off.", n, verb(n, "was", "were"))
}

func indexTable(c *assessment.Comparison, period int) Table {
	row := func(label, before, after string) Row {
		return Row{Cells: []Cell{{Text: label}, {Text: before}, {Text: after}}}
	}
	return Table{
		Columns: []Column{{Title: "Measure", Width: 6}, {Title: fmt.Sprint(c.Previous.Period), Width: 2, Right: true}, {Title: fmt.Sprint(period), Width: 2, Right: true}},
		Rows: []Row{
			row("Risk index, all applicable risks", points(c.Index.Before), points(c.Index.After)),
			row(fmt.Sprintf("Risk index, the %s that apply in both", count(c.Index.Common, "risk")), points(c.Index.CommonBefore), points(c.Index.CommonAfter)),
			row("Rows of the Security Rule in place", percent(c.Implemented[0]), percent(c.Implemented[1])),
		},
	}
}

func questionCounts(c *assessment.Comparison) Table {
	n, reworded := map[assessment.Change]int{}, 0
	for _, q := range c.Questions {
		n[q.Change]++
		if q.Reworded {
			reworded++
		}
	}
	t := Table{Columns: []Column{{Title: "Questions", Width: 6}, {Title: "Count", Width: 2, Right: true}}}
	for _, change := range []assessment.Change{
		assessment.Improved, assessment.Regressed, assessment.Unchanged, assessment.Added, assessment.Retired, assessment.NotComparable,
	} {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: change.Title()}, {Text: fmt.Sprint(n[change])}}})
	}
	t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: "Reworded, among these"}, {Text: fmt.Sprint(reworded)}}})
	return t
}

var causeWords = map[assessment.Cause]string{
	assessment.BecauseAnswers: "answers", assessment.BecauseLibrary: "the library", assessment.BecauseOverride: "the assessor's own rating",
	assessment.BecauseAssets: "assets",
}

// riskChanges is the table of risks that changed in one of the ways asked for, in that order.
func (b *builder) riskChanges(c *assessment.Comparison, kinds ...assessment.Change) Block {
	t := Table{Columns: []Column{
		{Title: "Risk", Width: 7},
		{Title: fmt.Sprint(c.Previous.Period), Width: 3},
		{Title: fmt.Sprint(b.Content.Period), Width: 3},
		{Title: "Because of", Width: 3},
		{Title: "Years open", Width: 2, Right: true},
	}}
	for _, kind := range kinds {
		group := []Row{{Group: kind.Title()}}
		for _, r := range c.Risks {
			if r.Change == kind {
				group = append(group, changeRow(r))
			}
		}
		if len(group) > 1 {
			t.Rows = append(t.Rows, group...)
		}
	}
	if len(t.Rows) == 0 {
		return Text{Text: "No risk changed.", Tone: Muted}
	}
	return t
}

func changeRow(r assessment.RiskChange) Row {
	var why []string
	for _, cause := range r.Because {
		why = append(why, causeWords[cause])
	}
	years := ""
	if r.YearsOpen > 0 {
		years = fmt.Sprint(r.YearsOpen)
	}
	return Row{Cells: []Cell{{Text: r.Title}, levelOrNone(r.Before, r), levelOrNone(r.After, r), {Text: join(why)}, {Text: years}}}
}

// levelOrNone shows a level, or why there is none: the library of that year did not have the risk, or it did not
// apply to the client.
func levelOrNone(l assessment.RiskLevel, r assessment.RiskChange) Cell {
	switch {
	case l != 0:
		return Cell{Level: l}
	case assessment.IsOwnRisk(r.Risk):
		return Cell{Text: "Not rated"}
	case slices.Contains(r.Because, assessment.BecauseLibrary):
		return Cell{Text: "Not in the library"}
	default:
		return Cell{Text: "Did not apply"}
	}
}

// longOpen lists the risks that have been open for more than a year, the longest first.
func (b *builder) longOpen(c *assessment.Comparison) Block {
	var list []assessment.RiskChange
	for _, r := range c.Risks {
		if r.YearsOpen > 1 {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return Text{Text: "No risk has been open for more than a year.", Tone: Muted}
	}
	slices.SortStableFunc(list, func(x, y assessment.RiskChange) int { return y.YearsOpen - x.YearsOpen })
	t := Table{Columns: []Column{{Title: "Risk", Width: 8}, {Title: "Level", Width: 3}, {Title: "Response", Width: 3}, {Title: "Years open", Width: 2, Right: true}}}
	for _, r := range list {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: r.Title}, {Level: r.After}, {Text: b.treatment(r.Risk)}, {Text: fmt.Sprint(r.YearsOpen)}}})
	}
	return t
}

// questionChanges lists the questions by what became of them; unchanged ones are counted only.
func (b *builder) questionChanges(d *Document, c *assessment.Comparison) {
	d.chapter("Answers")
	for _, group := range []struct {
		change assessment.Change
		note   string
	}{
		{assessment.Improved, ""},
		{assessment.Regressed, ""},
		{assessment.NotComparable, "Not applicable, not asked, or another fact, in one of the years."},
		{assessment.Added, "These were not asked before."},
		{assessment.Retired, "These are not asked any more."},
	} {
		t := Table{Columns: []Column{{Title: "Question", Width: 9}, {Title: fmt.Sprint(c.Previous.Period), Width: 2.6}, {Title: fmt.Sprint(b.Content.Period), Width: 2.6}}}
		for _, q := range c.Questions {
			if q.Change == group.change {
				text := q.Text
				if q.Why != "" {
					text += " (Retired: " + q.Why + ")"
				}
				t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: text}, b.before(q), b.after(q)}})
			}
		}
		d.section(group.change.Title())
		if group.note != "" && len(t.Rows) > 0 {
			d.add(Text{Text: group.note, Tone: Muted})
		}
		d.or(len(t.Rows) == 0, "None.", t)
	}
	b.reworded(d, c)
}

// before and after show the answers of a question in the two years, where they asked it.
func (b *builder) before(q assessment.QuestionChange) Cell {
	if q.Change == assessment.Added || q.Change == assessment.NotComparable && q.Before == "" {
		return Cell{Text: "Not asked", Mark: Dash}
	}
	return b.answerCell(q.Question, q.Before)
}

func (b *builder) after(q assessment.QuestionChange) Cell {
	if q.Change == assessment.Retired || q.Change == assessment.NotComparable && q.After == "" {
		return Cell{Text: "Not asked", Mark: Dash}
	}
	return b.answerCell(q.Question, q.After)
}

// answerCell shows an answer of either year: a response with its mark, or a fact in its own words.
func (b *builder) answerCell(question, answer string) Cell {
	if answer == "" {
		return Cell{Text: "Not answered", Mark: Empty}
	}
	var r assessment.Response
	q := b.Catalog.Question(question)
	if (q == nil || !q.IsFact()) && r.UnmarshalText([]byte(answer)) == nil {
		return responseCell(r)
	}
	if q != nil {
		answer = q.Words(answer)
	}
	return Cell{Text: answer}
}

func (b *builder) reworded(d *Document, c *assessment.Comparison) {
	d.section("Reworded")
	t := Table{Columns: []Column{{Title: "Before", Width: 6}, {Title: "Now", Width: 6}}}
	for _, q := range c.Questions {
		if q.Reworded {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: q.OldText}, {Text: q.Text}}})
		}
	}
	d.or(len(t.Rows) == 0, "None.", t)
}

func (b *builder) planChanges(d *Document, c *assessment.Comparison) {
	d.chapter("Remediations")
	moved := map[string]assessment.Date{}
	for _, m := range c.Remediation.Moved {
		moved[m.Remediation] = m.From
	}
	t := Table{Columns: []Column{{Title: "Remediation", Width: 9}, {Title: "Owner", Width: 3}, {Title: "When", Width: 3.6}}}
	for _, group := range []struct {
		title string
		ids   []string
	}{
		{"Done since", c.Remediation.Done},
		{"Late", c.Remediation.Late},
		{"Carried over", c.Remediation.Carried},
		{"New", c.Remediation.Added},
		{"Dropped", c.Remediation.Dropped},
	} {
		if len(group.ids) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Group: group.title})
		for _, id := range group.ids {
			row := Row{Cells: []Cell{{Text: b.lineName(id)}, {}, {}}}
			if rem := b.plan[id]; rem != nil {
				when := b.when(rem)
				if from, ok := moved[id]; ok {
					when += ", moved from " + from.Short()
				}
				row = Row{Cells: []Cell{{Text: b.lineTitle(rem)}, {Text: rem.Owner}, {Text: when}}}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	d.or(len(t.Rows) == 0, "There were no remediations in either year.", t)
}
