package report

import (
	"fmt"

	"safeguard/assessment"
)

// Canvas is what charts are drawn on. Lengths are millimeters, y grows downward.
type Canvas interface {
	Rect(x, y, w, h float64, fill, border Color)
	Line(x1, y1, x2, y2 float64, c Color)
	// Write sets one line of text with its middle at y; align is -1 left, 0 centered or 1 right of x.
	Write(x, y, size float64, bold bool, align int, c Color, text string)
}

// Chart is a picture of known size.
type Chart interface {
	Size() (width, height float64)
	Draw(c Canvas)
}

// HeatMap shows how many risks stand in each cell of NIST SP 800-30r1 Table I-2. A cell carries the table's word
// for its level, so that it can be read without color.
type HeatMap struct {
	Counts [6][6]int // by likelihood and impact, 1 to 5
}

// heatMapOf counts the applicable risks of a register by the rating that is asked for.
func heatMapOf(risks []assessment.RatedRisk, rating func(*assessment.RatedRisk) assessment.Rating) HeatMap {
	var h HeatMap
	for i := range risks {
		if r := &risks[i]; r.Applies {
			h.Counts[rating(r).Likelihood][r.Impact.Overall]++
		}
	}
	return h
}

func inherent(r *assessment.RatedRisk) assessment.Rating { return r.Inherent }

func current(r *assessment.RatedRisk) assessment.Rating { return r.Current }

func target(r *assessment.RatedRisk) assessment.Rating { return r.Target }

const (
	heatLeft = 30.0
	heatTop  = 12.0
	heatCell = 27.0
	heatRow  = 9.6
)

// Size implements Chart.
func (h HeatMap) Size() (width, height float64) { return heatLeft + 5*heatCell, heatTop + 5*heatRow }

// Draw implements Chart.
func (h HeatMap) Draw(c Canvas) {
	c.Write(0, 3, 8, true, -1, Gray, "Likelihood")
	c.Write(heatLeft+2.5*heatCell, 3, 8, true, 0, Gray, "Impact")
	for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
		c.Write(heatLeft+(float64(i)-0.5)*heatCell, 8.5, 8, false, 0, Black, i.Title())
	}
	for l := assessment.LikelihoodVeryHigh; l >= assessment.LikelihoodVeryLow; l-- {
		y := heatTop + float64(assessment.LikelihoodVeryHigh-l)*heatRow
		c.Write(0, y+heatRow/2, 8, false, -1, Black, l.Title())
		for i := assessment.ImpactVeryLow; i <= assessment.ImpactVeryHigh; i++ {
			h.cell(c, heatLeft+float64(i-1)*heatCell, y, l, i)
		}
	}
}

func (h HeatMap) cell(c Canvas, x, y float64, l assessment.Likelihood, i assessment.Impact) {
	level := assessment.LevelOf(l, i)
	paintLevel(c, x, y, heatCell, heatRow, level, White)
	count := h.Counts[l][i]
	if count == 0 {
		levelText{level.Title(), 7, false}.writeOn(c, x+heatCell/2, y+heatRow/2, level)
		return
	}
	levelText{level.Title(), 7, false}.writeOn(c, x+heatCell/2, y+heatRow*0.78, level)
	levelText{fmt.Sprint(count), 10, true}.writeOn(c, x+heatCell/2, y+heatRow*0.34, level)
}

// LevelBars shows the distribution of levels as one bar for each of several ratings.
type LevelBars struct {
	Labels []string
	Levels []assessment.LevelCounts
}

const (
	barLeft  = 30.0
	barWidth = 135.0
	barRow   = 9.0
	legend   = 6.0
)

// Size implements Chart.
func (b LevelBars) Size() (width, height float64) {
	return barLeft + barWidth, float64(len(b.Labels))*barRow + legend
}

// Draw implements Chart.
func (b LevelBars) Draw(c Canvas) {
	for i, label := range b.Labels {
		y := float64(i) * barRow
		c.Write(0, y+barRow/2, 9, true, -1, Black, label)
		x, sum := barLeft, b.Levels[i].Sum()
		if sum == 0 {
			c.Write(x, y+barRow/2, 8, false, -1, Gray, "no risks apply")
			continue
		}
		for l := assessment.RiskVeryHigh; l >= assessment.RiskVeryLow; l-- {
			n := b.Levels[i].Of(l)
			if n == 0 {
				continue
			}
			w := barWidth * float64(n) / float64(sum)
			paintLevel(c, x, y+1.2, w, barRow-2.4, l, PaintOf(l).Border)
			levelText{barText(l, n, w), 8, true}.writeOn(c, x+w/2, y+barRow/2, l)
			x += w
		}
	}
	y := float64(len(b.Labels))*barRow + 2
	for i, l := range assessment.RiskLevels {
		x := barLeft + float64(i)*27
		paintLevel(c, x, y, 6, 3.4, l, PaintOf(l).Border)
		c.Write(x+7.5, y+1.7, 8, false, -1, Gray, l.Title())
	}
}

// barText is as much of the count and the level as the bar has room for.
func barText(l assessment.RiskLevel, n int, width float64) string {
	switch full := fmt.Sprintf("%d %s", n, l.Title()); {
	case width > float64(len(full))*1.9:
		return full
	case width > 4:
		return fmt.Sprint(n)
	default:
		return ""
	}
}

// Shares shows for each label how many of how many are in place.
type Shares struct {
	Labels []string
	Counts []assessment.RowCount
}

// Size implements Chart.
func (s Shares) Size() (width, height float64) {
	return barLeft + barWidth, float64(len(s.Labels)) * 8
}

// Draw implements Chart.
func (s Shares) Draw(c Canvas) {
	const width = 105.0
	for i, label := range s.Labels {
		y := float64(i) * 8
		n := s.Counts[i]
		c.Write(0, y+4, 9, false, -1, Black, label)
		c.Rect(barLeft, y+1.5, width, 5, PaleGray, Gray)
		if n.Applies > 0 && n.InPlace > 0 {
			c.Rect(barLeft, y+1.5, width*float64(n.InPlace)/float64(n.Applies), 5, Blue, Blue)
		}
		c.Write(barLeft+width+3, y+4, 9, false, -1, Black, fmt.Sprintf("%d of %d", n.InPlace, n.Applies))
	}
}
