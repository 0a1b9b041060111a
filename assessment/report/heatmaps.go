package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// HeatMaps shows the same risks in NIST SP 800-30r1 Table I-2 once for each of several ratings, side by side. Every cell
// carries the short word of its level and its hatching, so that it can be read without color.
type HeatMaps struct {
	Titles []string
	Maps   []HeatMap
}

const (
	mapsLeft = 17.0
	mapsTop  = 15.0
	mapsCell = 10.2
	mapsRow  = 9.4
	mapsGap  = 3.2
	mapsKey  = 8.0
)

// mapsStep is from the left of one grid to that of the next.
const mapsStep = 5*mapsCell + mapsGap

// Size implements Chart.
func (h HeatMaps) Size() (width, height float64) {
	return mapsLeft + float64(len(h.Maps))*mapsStep - mapsGap, mapsTop + 5*mapsRow + mapsKey
}

// Draw implements Chart.
func (h HeatMaps) Draw(c Canvas) {
	c.Write(0, mapsTop-3, 7, true, -1, Gray, "Likelihood")
	for l := assessment.LikelihoodVeryHigh; l >= assessment.LikelihoodVeryLow; l-- {
		c.Write(0, mapsRowAt(l)+mapsRow/2, 7.5, false, -1, Black, l.Title())
	}
	for n, m := range h.Maps {
		h.grid(c, mapsLeft+float64(n)*mapsStep, h.Titles[n], m)
	}
	y := mapsTop + 5*mapsRow + 5
	var key []string
	for _, l := range assessment.RiskLevels {
		key = append(key, ShortLevel(l)+" "+lower(l.Title()))
	}
	c.Write(mapsLeft, y, 7.5, false, -1, Gray, "Level: "+strings.Join(key, ", ")+". Columns: impact, by the same short words.")
}

// mapsRowAt gives the top of the row of a likelihood; the highest stands at the top.
func mapsRowAt(l assessment.Likelihood) float64 {
	return mapsTop + float64(assessment.LikelihoodVeryHigh-l)*mapsRow
}

func (h HeatMaps) grid(c Canvas, x float64, title string, m HeatMap) {
	c.Write(x+2.5*mapsCell, 3, 9, true, 0, Black, title)
	c.Write(x+2.5*mapsCell, 7.6, 7, true, 0, Gray, "Impact")
	for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
		left := x + float64(i-1)*mapsCell
		c.Write(left+mapsCell/2, mapsTop-3, 7.5, false, 0, Black, ShortLevel(assessment.RiskLevel(i)))
		for l := assessment.LikelihoodVeryLow; l <= assessment.LikelihoodVeryHigh; l++ {
			mapsCellOf(c, left, mapsRowAt(l), assessment.LevelOf(l, i), m.Counts[l][i])
		}
	}
}

func mapsCellOf(c Canvas, x, y float64, level assessment.RiskLevel, count int) {
	paintLevel(c, x, y, mapsCell, mapsRow, level, White)
	if count == 0 {
		levelText{ShortLevel(level), 6.5, false}.writeOn(c, x+mapsCell/2, y+mapsRow/2, level)
		return
	}
	levelText{ShortLevel(level), 6.5, false}.writeOn(c, x+mapsCell/2, y+mapsRow*0.79, level)
	levelText{fmt.Sprint(count), 10, true}.writeOn(c, x+mapsCell/2, y+mapsRow*0.36, level)
}

// ShortLevel is the word of a level in a small cell. The steps of likelihood, impact and level have the same words.
func ShortLevel(l assessment.RiskLevel) string { return [...]string{"", "VL", "L", "M", "H", "VH"}[l] }

// heatMaps is the figure of the inherent, the current and the target risks.
func (b *builder) heatMaps() Block {
	chart := HeatMaps{Titles: []string{"Inherent", "Current", "Target"}}
	var parts []string
	for n, rating := range []func(*assessment.RatedRisk) assessment.Rating{inherent, current, target} {
		chart.Maps = append(chart.Maps, heatMapOf(b.Result.Risks, rating))
		parts = append(parts, fmt.Sprintf("%s: %s.", chart.Titles[n], inWords(b.levelCounts(rating))))
	}
	return Figure{chart, "How many applicable risks stand at each likelihood and impact: inherent (with no safeguard), current (as answered) and target " +
		"(with the plan done). " + strings.Join(parts, " ")}
}

// inWords tells how many risks have each level, the worst first.
func inWords(n assessment.LevelCounts) string {
	return fmt.Sprintf("%d very high, %d high, %d moderate, %d low, %d very low", n.VeryHigh, n.High, n.Moderate, n.Low, n.VeryLow)
}

// levelCounts counts the applicable risks by level, in the rating that is asked for.
func (b *builder) levelCounts(rating func(*assessment.RatedRisk) assessment.Rating) assessment.LevelCounts {
	return levelCounts(b.Result.Risks, rating)
}
