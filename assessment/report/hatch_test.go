package report_test

import (
	"fmt"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// recorder is a canvas that keeps what was drawn on it.
type recorder struct {
	areas []area
	lines [][4]float64
	texts []string
}

type area struct {
	x, y, w, h float64
	fill       report.Color
	lines      int // that were drawn after it and before the next
}

func (r *recorder) Rect(x, y, w, h float64, fill, border report.Color) {
	r.areas = append(r.areas, area{x, y, w, h, fill, 0})
}

func (r *recorder) Line(x1, y1, x2, y2 float64, c report.Color) {
	r.lines = append(r.lines, [4]float64{x1, y1, x2, y2})
	if n := len(r.areas); n > 0 {
		r.areas[n-1].lines++
	}
}

func (r *recorder) Write(x, y, size float64, bold bool, align int, c report.Color, text string) {
	r.texts = append(r.texts, text)
}

// leveled are the charts that paint levels.
func leveled() map[string]report.Chart {
	var h report.HeatMap
	h.Counts[assessment.LikelihoodHigh][assessment.ImpactVeryHigh] = 12
	return map[string]report.Chart{
		"map":  h,
		"maps": report.HeatMaps{Titles: []string{"Inherent", "Current", "Target"}, Maps: []report.HeatMap{h, {}, h}},
		"bars": report.LevelBars{Labels: []string{"Current"}, Levels: []assessment.LevelCounts{{VeryLow: 9, Low: 9, Moderate: 9, High: 9, VeryHigh: 9}}},
	}
}

// TestLevelsNeedNoColor: in every chart areas of the same size have the more lines the worse their level is, and none
// where the risk is very low.
func TestLevelsNeedNoColor(t *testing.T) {
	for name, chart := range leveled() {
		t.Run(name, func(t *testing.T) {
			var r recorder
			chart.Draw(&r)
			lines := map[string]map[assessment.RiskLevel]int{} // by the size of an area
			for _, a := range r.areas {
				for _, l := range assessment.RiskLevels {
					if size := fmt.Sprintf("%.1f x %.1f", a.w, a.h); a.fill == report.PaintOf(l).Fill && a.h > 3.3 && (a.lines > 0 || l == assessment.RiskVeryLow) {
						if lines[size] == nil {
							lines[size] = map[assessment.RiskLevel]int{}
						}
						lines[size][l] = a.lines
					}
				}
			}
			for size, of := range lines {
				for l := assessment.RiskLow; l <= assessment.RiskVeryHigh; l++ {
					if of[l] <= of[l-1] {
						t.Errorf("%s: %d lines for %s and %d for %s", size, of[l], l.Title(), of[l-1], (l - 1).Title())
					}
				}
			}
			if len(lines) == 0 {
				t.Error("no area has a level")
			}
		})
	}
}

// TestHatchingStaysInside: no line of a chart leaves it.
func TestHatchingStaysInside(t *testing.T) {
	for name, chart := range leveled() {
		var r recorder
		chart.Draw(&r)
		width, height := chart.Size()
		for _, l := range r.lines {
			inside := false
			for _, a := range r.areas {
				inside = inside || within(a, l[0], l[1]) && within(a, l[2], l[3])
			}
			if !inside || min(l[0], l[2]) < 0 || max(l[0], l[2]) > width || min(l[1], l[3]) < 0 || max(l[1], l[3]) > height {
				t.Errorf("%s: the line %.2f belongs to no area", name, l)
			}
		}
	}
}

func within(a area, x, y float64) bool {
	const rounding = 1e-9
	return x >= a.x-rounding && x <= a.x+a.w+rounding && y >= a.y-rounding && y <= a.y+a.h+rounding
}
