package report_test

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// timelineRecorder keeps what a chart draws.
type timelineRecorder struct {
	rects [][4]float64
	texts []written
}

type written struct {
	x, y float64
	text string
}

func (r *timelineRecorder) Rect(x, y, w, h float64, _, _ report.Color) {
	r.rects = append(r.rects, [4]float64{x, y, w, h})
}

func (r *timelineRecorder) Line(_, _, _, _ float64, _ report.Color) {}

func (r *timelineRecorder) Write(x, y, _ float64, _ bool, _ int, _ report.Color, text string) {
	r.texts = append(r.texts, written{x, y, text})
}

func (r *timelineRecorder) at(y float64) string {
	var row []string
	for _, w := range r.texts {
		if math.Abs(w.y-y) < 1 {
			row = append(row, w.text)
		}
	}
	return strings.Join(row, " | ")
}

// TestTimelineBars: from the as-of date of November 15, half of the first of two quarters has passed. A bar goes from start
// to due, stays within the picture, and has its date beside it; what is late has the word.
func TestTimelineBars(t *testing.T) {
	day := assessment.NewDate
	asOf := day(2026, time.November, 15) // the 46th of the quarter's 92 days
	const left, column = 60.0, 88.0 / 3  // of the first of two quarters and of what is later
	for _, tt := range []struct {
		name     string
		line     report.TimelineLine
		from, to float64 // in columns
		row      string
	}{
		{"a quarter", report.TimelineLine{Start: day(2026, time.December, 31), Due: day(2027, time.March, 31)}, 1, 2, "Do it | Mar 31, 2027"},
		{"no start", report.TimelineLine{Due: day(2026, time.December, 31)}, 0.5, 1, "Do it | Dec 31, 2026"},
		{"begun before", report.TimelineLine{Start: day(2020, time.January, 1), Due: day(2026, time.December, 31)}, 0, 1, "Do it | Dec 31, 2026"},
		{"later", report.TimelineLine{Start: day(2026, time.December, 31), Due: day(2031, time.March, 31)}, 1, 2.5, "Do it | Mar 31, 2031"},
		{"late", report.TimelineLine{Start: day(2026, time.January, 1), Due: day(2026, time.March, 31), Late: true}, 0, 0.5, "Do it | Late: Mar 31, 2026"},
		{"start after due", report.TimelineLine{Start: day(2030, time.January, 1), Due: day(2026, time.December, 31)}, 1 - 1.5/column, 1, "Do it | Dec 31, 2026"},
		{"due today, without a start", report.TimelineLine{Due: asOf}, 0.5 - 1.5/column, 0.5, "Do it | Nov 15, 2026"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c timelineRecorder
			tt.line.Label = "Do it"
			chart := report.Timeline{AsOf: asOf, Quarters: 2, Beyond: true, Lines: []report.TimelineLine{tt.line}}
			chart.Draw(&c)
			if len(c.rects) != 1 {
				t.Fatalf("%d bars, want 1", len(c.rects))
			}
			bar := c.rects[0]
			if from, to := (bar[0]-left)/column, (bar[0]+bar[2]-left)/column; math.Abs(from-tt.from) > 1e-6 || math.Abs(to-tt.to) > 1e-6 {
				t.Errorf("the bar goes from %v to %v, want %v to %v", from, to, tt.from, tt.to)
			}
			if got := c.at(bar[1] + bar[3]/2); got != tt.row {
				t.Errorf("beside the bar stands %q, want %q", got, tt.row)
			}
			if head := c.at(3); head != "Due | Q4 2026 | Q1 2027 | Later" {
				t.Errorf("the head is %q", head)
			}
		})
	}
}

// TestTimelineCutsLongLabels: whatever a line is called, its label leaves the bars free.
func TestTimelineCutsLongLabels(t *testing.T) {
	for _, tt := range []struct {
		label       string
		least, most int // letters that are left
	}{
		{"Short", 5, 5},
		{strings.Repeat("W", 400), 18, 25},
		{strings.Repeat("i", 400), 60, 80},
		{strings.Repeat("a word ", 60), 35, 55},
		{strings.Repeat("漢", 400), 15, 22},
		{"two\nlines", 9, 9},
	} {
		var c timelineRecorder
		chart := report.Timeline{AsOf: assessment.NewDate(2026, time.May, 1), Quarters: 1, Lines: []report.TimelineLine{{Label: tt.label, Due: assessment.NewDate(2026, time.May, 9)}}}
		chart.Draw(&c)
		label, _, _ := strings.Cut(c.at(c.rects[0][1]+c.rects[0][3]/2), " | ")
		if n := utf8.RuneCountInString(label); n < tt.least || n > tt.most || strings.Contains(label, "\n") || n > 9 != strings.HasSuffix(label, "…") {
			t.Errorf("label of %.10q is %q with %d letters, want %d to %d", tt.label, label, n, tt.least, tt.most)
		}
	}
}
