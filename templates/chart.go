package templates

import (
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment/report"
)

// ChartView is a chart of the reports as a picture on the page, with its caption below.
type ChartView struct {
	report.Figure
	Label string // names the frame in which a wide chart scrolls; no other on the page has it
}

// picture draws the chart. What report.SVG gives is safe to stand in a page as it is: it writes no other elements than
// its own, and escapes every text.
func (v ChartView) picture() templ.Component {
	return templ.Raw(report.SVG(v.Chart, firstSentence(v.Caption)))
}

// firstSentence names a chart; its caption goes on from there.
func firstSentence(caption string) string {
	first, _, _ := strings.Cut(caption, ": ")
	first, _, _ = strings.Cut(first, ". ")
	return strings.TrimSuffix(first, ".")
}
