package templates

import (
	"fmt"
	"slices"
	"strconv"

	"safeguard/assessment"
)

// years is the trend, or nil where there is none.
func (p ComparePage) years() *assessment.Trend { return p.comparison().Trend }

// trendNote says what to mind when years are compared.
func (p ComparePage) trendNote() string {
	t := p.years()
	var note string
	if list := t.NotAssessed(); len(list) > 0 {
		note = fmt.Sprintf("There is no final analysis of %s. ", yearsInProse(list))
	}
	hashes := map[string]bool{}
	for _, y := range t.Years {
		hashes[y.Questionnaire.Hash] = true
	}
	if len(hashes) > 1 {
		note += "The questionnaire or its libraries changed on the way, so go by the risks that apply in every year rather than by all of them. "
	}
	return note + "What is in place is a share of the rows that apply, and is no measure of risk."
}

// yearsInProse writes years as prose does: 2021, 2022 and 2024.
func yearsInProse(years []int) string {
	text := ""
	for i, year := range years {
		switch {
		case i == 0:
		case i == len(years)-1:
			text += " and "
		default:
			text += ", "
		}
		text += strconv.Itoa(year)
	}
	return text
}

// trendGroup is a part of the table of the trend.
type trendGroup struct {
	Title string
	Rows  []trendRow
}

// trendRow is one measure with its value in each year.
type trendRow struct {
	Name   string
	Values []string
}

// trendGroups are the numbers of the trend, a year in each column.
func (p ComparePage) trendGroups() []trendGroup {
	t := p.years()
	row := func(name string, value func(*assessment.TrendYear) string) trendRow {
		r := trendRow{Name: name}
		for i := range t.Years {
			r.Values = append(r.Values, value(&t.Years[i]))
		}
		return r
	}
	risk := trendGroup{"Risk", []trendRow{
		row("Risk index, all risks that apply", func(y *assessment.TrendYear) string { return fmt.Sprintf("%.1f", y.Index) }),
	}}
	if t.Common > 0 {
		name := "Risk index, the " + counted(t.Common, "risk that applies", "risks that apply") + " in every year"
		risk.Rows = append(risk.Rows, row(name, func(y *assessment.TrendYear) string { return fmt.Sprintf("%.1f", y.CommonIndex) }))
	}
	risk.Rows = append(risk.Rows, row("Risks that apply", func(y *assessment.TrendYear) string { return strconv.Itoa(y.Levels.Sum()) }))
	for _, l := range slices.Backward(assessment.RiskLevels) {
		risk.Rows = append(risk.Rows, row(l.Title(), func(y *assessment.TrendYear) string { return strconv.Itoa(y.Levels.Of(l)) }))
	}
	rows := trendGroup{"Rows of the Security Rule in place", []trendRow{
		row("All rows", func(y *assessment.TrendYear) string { return rowShare(y.Rows) }),
	}}
	for _, s := range assessment.Safeguards {
		if slices.ContainsFunc(t.Years, func(y assessment.TrendYear) bool { return y.Safeguards[s].Applies > 0 }) {
			rows.Rows = append(rows.Rows, row(s.Title(), func(y *assessment.TrendYear) string { return rowShare(y.Safeguards[s]) }))
		}
	}
	return []trendGroup{risk, rows}
}

// rowShare says how many rows are in place, with their share rounded down.
func rowShare(n assessment.RowCount) string {
	if n.Applies == 0 {
		return "none apply"
	}
	return fmt.Sprintf("%d of %d, %d\u00a0%%", n.InPlace, n.Applies, int(100*float64(n.InPlace)/float64(n.Applies)+1e-9))
}

// openYearsRow is a risk that has been open for more than a year, with its level in each year.
type openYearsRow struct {
	assessment.TrendRisk
	URL, From string
}

// fewYears is how many years leave room for the words of levels in a table.
const fewYears = 4

// openNote explains the table of the risks that have been open for more than a year.
func (p ComparePage) openNote() string {
	note := "A dash stands where the risk did not apply or was not in the library. The years count the analyses in a row in which it was open."
	if len(p.years().Years) > fewYears {
		note = "VL very low, L low, M moderate, H high, VH very high. " + note
	}
	return note
}

// longOpen lists the risks that have been open for more than a year, the longest first.
func (p ComparePage) longOpen() []openYearsRow {
	t := p.years()
	var rows []openYearsRow
	for _, r := range t.Risks {
		if r.YearsOpen < 2 {
			continue
		}
		row := openYearsRow{r, p.riskURL(r.Risk), strconv.Itoa(r.Since)}
		if r.Since == 0 {
			row.From = fmt.Sprintf("Before %d", t.Years[0].Period)
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b openYearsRow) int { return b.YearsOpen - a.YearsOpen })
	return rows
}

// yearOf names a year of the trend.
func (p ComparePage) yearOf(n int) string { return strconv.Itoa(p.years().Years[n].Period) }

// analyses lists what was compared, the oldest first: the years of the trend, or the two alone.
func (p ComparePage) analyses() []assessment.Earlier {
	c, now := p.comparison(), p.After.Result
	if c.Trend == nil {
		return []assessment.Earlier{c.Previous, {Digest: now.Digest, Questionnaire: now.Questionnaire, Period: now.Period, Date: now.Date}}
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
