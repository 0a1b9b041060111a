package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// trend is the chapter over all years, where the comparison knows more than its two.
func (b *builder) trend(d *Document, t *assessment.Trend) {
	if t == nil {
		return
	}
	d.chapter("Trend")
	d.add(Text{Text: trendInBrief(t)}, trendLine(t), Text{Text: indexNote, Tone: Muted}, trendBars(t))
	d.section("Year by year")
	d.add(trendTable(t))
}

// trendInBrief says in a paragraph where the index went, and what to mind when years are compared.
func trendInBrief(t *assessment.Trend) string {
	first, last := t.Years[0], t.Years[len(t.Years)-1]
	index := fmt.Sprintf("Over the %d analyses from %d to %d the risk index went from %s to %s", len(t.Years), first.Period, last.Period,
		points(first.Index), points(last.Index))
	if t.Common > 0 {
		index += fmt.Sprintf("; over the %s in every one of these years from %s to %s",
			count(t.Common, "risk")+" that "+verb(t.Common, "applies", "apply"), points(first.CommonIndex), points(last.CommonIndex))
	}
	return sentences(index+".",
		fmt.Sprintf("The share of the rows of the Security Rule that are in place went from %s to %s.", percent(share(first.Rows)), percent(share(last.Rows))),
		notAssessed(t), severalEditions(t))
}

func share(n assessment.RowCount) float64 {
	if n.Applies == 0 {
		return 0
	}
	return float64(n.InPlace) / float64(n.Applies)
}

// notAssessed names the years between that have no final analysis, or "".
func notAssessed(t *assessment.Trend) string {
	var list []string
	for _, period := range t.NotAssessed() {
		list = append(list, fmt.Sprint(period))
	}
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("There is no final analysis of %s.", join(list))
}

// severalEditions says that the years were not assessed with one edition of the questionnaire, or "".
func severalEditions(t *assessment.Trend) string {
	var versions []string
	hashes := map[string]bool{}
	for _, y := range t.Years {
		hashes[y.Questionnaire.Hash] = true
		if !slices.Contains(versions, y.Questionnaire.Version) {
			versions = append(versions, y.Questionnaire.Version)
		}
	}
	if len(hashes) < 2 {
		return ""
	}
	return fmt.Sprintf("The questionnaire or its libraries changed on the way (%s %s), so go by the risks that apply in every year rather than by all of them.",
		verb(len(versions), "version", "versions"), join(versions))
}

// TrendFigures are the charts of a trend: the index by year, and the rows of the rule that were in place.
func TrendFigures(t *assessment.Trend) [2]Figure { return [2]Figure{trendLine(t), trendBars(t)} }

// trendLine is the figure of the index; its caption says the same in words.
func trendLine(t *assessment.Trend) Figure {
	chart, n := TrendLine{Slots: slotsOf(t), Risks: t.Common}, 0
	var parts []string
	for _, s := range chart.Slots {
		if !s.Assessed {
			chart.All, chart.Common = append(chart.All, 0), append(chart.Common, 0)
			parts = append(parts, yearsOf(s)+": not assessed")
			continue
		}
		y := t.Years[n]
		chart.All, chart.Common = append(chart.All, y.Index), append(chart.Common, y.CommonIndex)
		part := fmt.Sprintf("%d: %s", y.Period, points(y.Index))
		if t.Common > 0 {
			part += fmt.Sprintf(" (%s)", points(y.CommonIndex))
		}
		parts = append(parts, part)
		n++
	}
	caption := "The risk index by year over all risks that apply"
	if t.Common > 0 {
		caption += fmt.Sprintf(", and in parentheses over the %s in every year", count(t.Common, "risk")+" that "+verb(t.Common, "applies", "apply"))
	}
	return Figure{chart, caption + ". " + strings.Join(parts, "; ") + "."}
}

// yearsOf names the years of a slot in prose.
func yearsOf(s TrendSlot) string {
	if s.From == s.To {
		return fmt.Sprint(s.From)
	}
	return fmt.Sprintf("%d to %d", s.From, s.To)
}

// trendBars is the figure of the rows in place; its caption says the same in words.
func trendBars(t *assessment.Trend) Figure {
	chart := TrendBars{Slots: slotsOf(t)}
	var parts []string
	for _, m := range rowMeasures(t) {
		p := TrendPanel{Label: m.label}
		var shares []string
		n := 0
		for _, s := range chart.Slots {
			if !s.Assessed {
				p.Counts = append(p.Counts, assessment.RowCount{})
				continue
			}
			count := m.of(&t.Years[n])
			p.Counts = append(p.Counts, count)
			shares = append(shares, shareOrNone(count))
			n++
		}
		chart.Panels = append(chart.Panels, p)
		parts = append(parts, fmt.Sprintf("%s: %s", m.label, strings.Join(shares, ", ")))
	}
	var years []string
	for _, y := range t.Years {
		years = append(years, fmt.Sprint(y.Period))
	}
	return Figure{chart, fmt.Sprintf("Rows of the Security Rule in place, as a share of those that apply, in %s. %s.", join(years), strings.Join(parts, "; "))}
}

// rowMeasure is a part of the rule of which the rows are counted.
type rowMeasure struct {
	label string
	of    func(*assessment.TrendYear) assessment.RowCount
}

// rowMeasures lists all of the rule and those of its safeguards that have rows in one of the years.
func rowMeasures(t *assessment.Trend) []rowMeasure {
	list := []rowMeasure{{"All rows", func(y *assessment.TrendYear) assessment.RowCount { return y.Rows }}}
	for _, s := range assessment.Safeguards {
		of := func(y *assessment.TrendYear) assessment.RowCount { return y.Safeguards[s] }
		if slices.ContainsFunc(t.Years, func(y assessment.TrendYear) bool { return of(&y).Applies > 0 }) {
			list = append(list, rowMeasure{s.Title(), of})
		}
	}
	return list
}

func shareOrNone(n assessment.RowCount) string {
	if n.Applies == 0 {
		return "none apply"
	}
	return percent(share(n))
}

// trendTable has every number of the trend, a year in each column.
func trendTable(t *assessment.Trend) Table {
	table := Table{Columns: []Column{{Title: "Measure", Width: 5}}}
	for _, y := range t.Years {
		table.Columns = append(table.Columns, Column{Title: fmt.Sprint(y.Period), Width: 1.9, Right: true})
	}
	row := func(label string, cell func(*assessment.TrendYear) string) {
		cells := []Cell{{Text: label}}
		for i := range t.Years {
			cells = append(cells, Cell{Text: cell(&t.Years[i])})
		}
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	table.Rows = append(table.Rows, Row{Group: "Risk"})
	row("Risk index, all applicable risks", func(y *assessment.TrendYear) string { return points(y.Index) })
	if t.Common > 0 {
		row(fmt.Sprintf("Risk index, the %s that %s in every year", count(t.Common, "risk"), verb(t.Common, "applies", "apply")),
			func(y *assessment.TrendYear) string { return points(y.CommonIndex) })
	}
	row("Risks that apply", func(y *assessment.TrendYear) string { return fmt.Sprint(y.Levels.Sum()) })
	for i := range assessment.RiskLevels {
		l := assessment.RiskLevels[len(assessment.RiskLevels)-1-i]
		row(l.Title(), func(y *assessment.TrendYear) string { return fmt.Sprint(y.Levels.Of(l)) })
	}
	table.Rows = append(table.Rows, Row{Group: "Rows of the Security Rule in place, of those that apply"})
	for _, m := range rowMeasures(t) {
		row(m.label, func(y *assessment.TrendYear) string { return rowsAndShare(m.of(y)) })
	}
	return table
}

func rowsAndShare(n assessment.RowCount) string {
	if n.Applies == 0 {
		return "none apply"
	}
	return fmt.Sprintf("%d/%d %s", n.InPlace, n.Applies, percent(share(n)))
}

// openYears is the table of the risks that have been open for more than a year, the longest first, with their level in
// every year.
func (b *builder) openYears(d *Document, t *assessment.Trend) {
	list := slices.DeleteFunc(slices.Clone(t.Risks), func(r assessment.TrendRisk) bool { return r.YearsOpen < 2 })
	if len(list) == 0 {
		d.add(Text{Text: "No risk has been open for more than a year.", Tone: Muted})
		return
	}
	slices.SortStableFunc(list, func(x, y assessment.TrendRisk) int { return y.YearsOpen - x.YearsOpen })
	table := Table{Columns: []Column{{Title: "Risk", Width: max(4.5, 8.5-float64(len(t.Years)))}}}
	for _, y := range t.Years {
		table.Columns = append(table.Columns, Column{Title: fmt.Sprint(y.Period), Width: levelWidth(len(t.Years))})
	}
	table.Columns = append(table.Columns, Column{Title: "Response", Width: 1.9}, Column{Title: "Since", Width: 1.5}, Column{Title: "Years open", Width: 1.8, Right: true})
	for _, r := range list {
		cells := []Cell{{Text: r.Title}}
		for _, l := range r.Levels {
			cells = append(cells, levelOrDash(l))
		}
		cells = append(cells, Cell{Text: b.treatment(r.Risk)}, Cell{Text: since(t, r)}, Cell{Text: fmt.Sprint(r.YearsOpen)})
		table.Rows = append(table.Rows, Row{Cells: cells})
	}
	d.add(table, Text{Text: levelNote(len(t.Years)), Tone: Muted})
}

// fewYears is how many years leave room for the words of levels in a table.
const fewYears = 3

// levelNote explains what stands in the columns of levels.
func levelNote(years int) string {
	note := "A dash stands where the risk did not apply or was not in the library."
	if years > fewYears {
		note = "VL very low, L low, M moderate, H high, VH very high. " + note
	}
	return note
}

// levelWidth gives a column of levels as much room as it needs: their words where the years are few, short ones else.
func levelWidth(years int) float64 {
	if years <= fewYears {
		return 2.4
	}
	return 1.15
}

func levelOrDash(l assessment.RiskLevel) Cell {
	if l == 0 {
		return Cell{Text: "–"}
	}
	return Cell{Level: l}
}

// since says from which year on a risk has been open.
func since(t *assessment.Trend, r assessment.TrendRisk) string {
	if r.Since == 0 {
		return fmt.Sprintf("before %d", t.Years[0].Period)
	}
	return fmt.Sprint(r.Since)
}

// compared is the chapter that names every analysis that was compared, to the byte.
func (b *builder) compared(d *Document, c *assessment.Comparison) {
	d.chapter("The analyses compared")
	d.add(Text{Text: "The hash is of the questionnaire with its libraries, the digest of all that people gave to the analysis. Both stay the same as long as not one " +
		"character changes."})
	t := Table{Columns: []Column{
		{Title: "Period", Width: 1.2}, {Title: "As of", Width: 2.3}, {Title: "Questionnaire", Width: 2.3}, {Title: "Hash", Width: 4.1}, {Title: "Digest", Width: 4.1},
	}}
	for _, e := range b.editions(c) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprint(e.Period), Bold: e.Period == c.Previous.Period || e.Period == b.Content.Period},
			{Text: e.Date.Short()},
			{Text: e.Questionnaire.ID + " " + e.Questionnaire.Version},
			{Text: e.Questionnaire.Hash},
			{Text: e.Digest},
		}})
	}
	d.add(t)
}

// editions lists the analyses of the trend or, where there is none, the two that were compared.
func (b *builder) editions(c *assessment.Comparison) []assessment.Earlier {
	now := assessment.Earlier{Digest: b.Result.Digest, Questionnaire: b.Result.Questionnaire, Period: b.Result.Period, Date: b.Result.Date}
	if c.Trend == nil {
		return []assessment.Earlier{c.Previous, now}
	}
	var list []assessment.Earlier
	if c.Previous.Period < c.Trend.Years[0].Period {
		list = append(list, c.Previous)
	}
	for _, y := range c.Trend.Years {
		list = append(list, y.Earlier)
	}
	return list
}
