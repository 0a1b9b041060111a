package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// overYears is the sample, compared with those of the years given as how long ago they were, the oldest first. Each has
// some other answers.
func overYears(t *testing.T, ago ...int) assessment.Snapshot {
	t.Helper()
	s := sample(t)
	lib := read(t, "riverside-2025.yaml")
	var list []*assessment.Result
	last := lib
	for n, years := range ago {
		c := *lib.Content
		c.Period, c.Date, c.Answers = s.Content.Period-years, s.Content.Date.AddYears(-years), map[string]assessment.Answer{}
		for id, a := range lib.Content.Answers {
			if a.Response == assessment.Yes && (len(id)+n)%5 == 0 {
				a = assessment.Answer{Response: assessment.No}
			}
			c.Answers[id] = a
		}
		last = assessment.Snapshot{Catalog: lib.Catalog, Content: &c, Result: assessment.Rate(lib.Catalog, &c)}
		list = append(list, last.Result)
	}
	s.Result.Comparison = assessment.CompareOver(list, last, s)
	return s
}

// sketch keeps what a chart draws.
type sketch struct {
	t             *testing.T
	width, height float64
	texts         []string
	lines         [][2]float64 // from x to x
}

// Rect implements report.Canvas.
func (s *sketch) Rect(x, y, w, h float64, _, _ report.Color) { s.inside(x, y); s.inside(x+w, y+h) }

// Line implements report.Canvas.
func (s *sketch) Line(x1, y1, x2, y2 float64, c report.Color) {
	s.inside(x1, y1)
	s.inside(x2, y2)
	if c == report.Blue {
		s.lines = append(s.lines, [2]float64{x1, x2})
	}
}

// Write implements report.Canvas.
func (s *sketch) Write(x, y, _ float64, _ bool, _ int, _ report.Color, text string) {
	s.inside(x, y)
	s.texts = append(s.texts, text)
}

func (s *sketch) inside(x, y float64) {
	if x < -0.01 || y < -0.3 || x > s.width+0.01 || y > s.height+0.3 {
		s.t.Errorf("it draws at %.1f, %.1f, outside of its %.1f by %.1f", x, y, s.width, s.height)
	}
}

func sketchOf(t *testing.T, chart report.Chart) *sketch {
	t.Helper()
	s := &sketch{t: t}
	s.width, s.height = chart.Size()
	chart.Draw(s)
	return s
}

// TestTrendCharts: each value is written beside its point, years without an assessment are labeled and not drawn over, and
// the captions say the same.
func TestTrendCharts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		ago    []int
		pieces int // of the line
		gaps   []string
	}{
		{"two years", []int{1}, 1, nil},
		{"seven years", []int{6, 5, 4, 3, 2, 1}, 6, nil},
		{"a gap of one year", []int{3, 2}, 1, []string{"2025"}},
		{"a gap of several", []int{6, 1}, 1, []string{"2021-24"}},
		{"nothing beside another", []int{12, 10, 8, 6, 4, 2}, 0, []string{"2015", "2017", "2019", "2021", "2023", "2025"}},
	} {
		s := overYears(t, tt.ago...)
		line, bars := figures(t, s)
		trend := s.Result.Comparison.Trend
		sketched := sketchOf(t, line.Chart)
		if got := len(sketched.lines)/3 - 1; got != tt.pieces { // a line is three beside each other, and one piece is the key's
			t.Errorf("%s: the line has %d pieces, want %d", tt.name, got, tt.pieces)
		}
		for _, gap := range tt.gaps {
			if !slices.Contains(sketched.texts, gap) || !slices.Contains(sketched.texts, "assessed") {
				t.Errorf("%s: the axis does not say that %s was not assessed: %q", tt.name, gap, sketched.texts)
			}
		}
		small := sketchOf(t, bars.Chart)
		for _, y := range trend.Years {
			for _, want := range []string{fmt.Sprint(y.Period), fmt.Sprintf("%.1f", y.Index)} {
				if !slices.Contains(sketched.texts, want) || !strings.Contains(line.Caption, want) {
					t.Errorf("%s: %s is not drawn, or not in the caption %q", tt.name, want, line.Caption)
				}
			}
			for safeguard, n := range y.Safeguards {
				if want := fmt.Sprintf("%d%%", 100*n.InPlace/n.Applies); !slices.Contains(small.texts, want) || !strings.Contains(bars.Caption, want) {
					t.Errorf("%s: %v of %d: %s is not drawn, or not in the caption %q", tt.name, safeguard, y.Period, want, bars.Caption)
				}
			}
		}
	}
}

// figures gives the two charts of a comparison.
func figures(t *testing.T, s assessment.Snapshot) (line, bars report.Figure) {
	t.Helper()
	var list []report.Figure
	for _, block := range report.Comparison(s).Blocks {
		if f, ok := block.(report.Figure); ok {
			list = append(list, f)
		}
	}
	if len(list) != 2 {
		t.Fatalf("the comparison has %d figures, want 2", len(list))
	}
	return list[0], list[1]
}

// TestComparisonNamesItsSides: with a trend or without one, as it was kept before there were trends, the document has the
// edition and the digest of all that was compared.
func TestComparisonNamesItsSides(t *testing.T) {
	s := overYears(t, 3, 2, 1)
	for _, trend := range []*assessment.Trend{s.Result.Comparison.Trend, nil} {
		s.Result.Comparison.Trend = trend
		text := dump(report.Comparison(s))
		sides := []assessment.Earlier{s.Result.Comparison.Previous, {Digest: s.Result.Digest, Questionnaire: s.Result.Questionnaire}}
		if trend != nil {
			for _, y := range trend.Years {
				sides = append(sides, y.Earlier)
			}
		}
		for _, e := range sides {
			if row := fmt.Sprintf("| %s %s | %s | %s |", e.Questionnaire.ID, e.Questionnaire.Version, e.Questionnaire.Hash, e.Digest); !strings.Contains(text, row) {
				t.Errorf("the document does not say %q", row)
			}
		}
		if got, want := strings.Contains(text, "# Trend"), trend != nil; got != want {
			t.Errorf("there is a chapter on the trend = %v, want %v", got, want)
		}
	}
}

// TestOpenYears: the table has each risk that has been open for more than a year, with its level in every year.
func TestOpenYears(t *testing.T) {
	s := overYears(t, 4, 2, 1)
	text := dump(report.Comparison(s))
	n := 0
	for _, r := range s.Result.Comparison.Trend.Risks {
		if r.YearsOpen < 2 {
			continue
		}
		n++
		var levels []string
		for _, l := range r.Levels {
			levels = append(levels, l.Title())
		}
		row := fmt.Sprintf("| %s | %s | %s | %d | %d |", r.Title, strings.Join(levels, " | "), s.Content.Treatment[r.Risk].Response.Title(), r.Since, r.YearsOpen)
		if !strings.Contains(text, row) {
			t.Errorf("the document does not say %q", row)
		}
	}
	if n == 0 {
		t.Error("no risk has been open for more than a year")
	}
}
