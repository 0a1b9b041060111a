package templates

import (
	"os"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestChartsHaveTheColorsOfTheTheme: the colors that charts are drawn in on paper all have a color in the theme, so that no
// chart has dark text on a dark page.
func TestChartsHaveTheColorsOfTheTheme(t *testing.T) {
	source, err := os.ReadFile("../static/npm/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	theme := string(source)
	fills := []report.Color{report.Black, report.Gray, report.LightGray, report.PaleGray, report.White, report.Blue, report.Green, report.Amber, report.Red}
	strokes := slices.Clone(fills)
	for _, level := range assessment.RiskLevels {
		paint := report.PaintOf(level)
		fills = append(fills, paint.Fill, paint.Text)
		strokes = append(strokes, paint.Border)
	}
	for attribute, colors := range map[string][]report.Color{"fill": fills, "stroke": strokes} {
		for _, color := range colors {
			if rule := "[" + attribute + `="` + color.Hex() + `"] { ` + attribute + ": var("; !strings.Contains(theme, rule) {
				t.Errorf("theme.css has no rule for charts with a %s of %s", attribute, color.Hex())
			}
		}
	}
}

func TestChartView(t *testing.T) {
	figure := report.Figure{
		Chart:   report.Shares{Labels: []string{`<b>Physical</b> "&"`}, Counts: []assessment.RowCount{{InPlace: 3, Applies: 12}}},
		Caption: "Rows that are in place, of those that apply. A row has the worst status of its questions.",
	}
	got := render(t, ChartView{Figure: figure, Label: "Chart: Rows"}.Show())
	for _, want := range []string{
		`<div class="chart-frame" role="region" aria-label="Chart: Rows" tabindex="0"><svg`, `role="img" aria-label="Rows that are in place, of those that apply"`,
		"&lt;b&gt;Physical&lt;/b&gt; &#34;&amp;&#34;", "3 of 12</text>", `<figcaption class="hint">` + figure.Caption + "</figcaption>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the chart lacks %s:\n%s", want, got)
		}
	}
	if found := findings(`\s(style|on[a-z]+)=`, got); len(found) > 0 {
		t.Errorf("the chart has %q", found)
	}
}
