package report

import (
	"fmt"

	"safeguard/assessment"
)

// TrendSlot is a place on the axis of years: a year that was assessed, or a run of years that were not.
type TrendSlot struct {
	From, To int
	Assessed bool
}

// label names the years of the slot.
func (s TrendSlot) label() string {
	if s.From == s.To {
		return fmt.Sprint(s.From)
	}
	return fmt.Sprintf("%d-%02d", s.From, s.To%100)
}

// slotsOf lays the years of a trend on an axis. Years without an assessment take one place, however many they are, so
// that the others stay readable.
func slotsOf(t *assessment.Trend) []TrendSlot {
	var list []TrendSlot
	for i, y := range t.Years {
		if i > 0 && y.Period > t.Years[i-1].Period+1 {
			list = append(list, TrendSlot{t.Years[i-1].Period + 1, y.Period - 1, false})
		}
		list = append(list, TrendSlot{y.Period, y.Period, true})
	}
	return list
}

// TrendLine shows the risk index over the years, with its value beside each point: over all risks, and over those that
// apply in every year. Where years were not assessed the line is broken.
type TrendLine struct {
	Slots  []TrendSlot
	All    []float64 // by slot; nothing where it was not assessed
	Common []float64
	Risks  int // how many apply in every year; with 0 there is one line only
}

const (
	trendLeft   = 10.0
	trendRight  = 172.0
	trendTop    = 7.0
	trendHeight = 44.0
	trendBottom = 14.0 // years and key
)

// Size implements Chart.
func (t TrendLine) Size() (width, height float64) {
	return trendRight, trendTop + trendHeight + trendBottom
}

// Draw implements Chart.
func (t TrendLine) Draw(c Canvas) {
	for i, s := range t.Slots {
		t.year(c, i, s)
	}
	t.grid(c)
	if t.Risks > 0 {
		t.line(c, t.Common, dashed)
	}
	t.line(c, t.All, thick)
	for i, s := range t.Slots {
		if s.Assessed {
			t.point(c, i)
		}
	}
	t.key(c)
}

// most is the value at the top of the axis, a multiple of 20.
func (t TrendLine) most() float64 {
	most := 20
	for i := range t.All {
		for float64(most) < max(t.All[i], t.Common[i]) {
			most += 20
		}
	}
	return float64(most)
}

func (t TrendLine) x(slot int) float64 {
	return trendLeft + (float64(slot)+0.5)*(trendRight-trendLeft)/float64(len(t.Slots))
}

func (t TrendLine) y(value float64) float64 {
	return trendTop + trendHeight*(1-value/t.most())
}

// grid draws the axis of values: a line at every fifth of the scale, or at every tenth where it is short.
func (t TrendLine) grid(c Canvas) {
	step := 20.0
	if t.most() <= 40 {
		step = 10
	}
	for value := 0.0; value <= t.most(); value += step {
		ink := LightGray
		if value == 0 {
			ink = Gray
		}
		c.Line(trendLeft, t.y(value), trendRight, t.y(value), ink)
		c.Write(trendLeft-2, t.y(value), 7, false, 1, Gray, fmt.Sprint(value))
	}
}

// year labels a place on the axis of years.
func (t TrendLine) year(c Canvas, i int, s TrendSlot) {
	bottom := trendTop + trendHeight
	if s.Assessed {
		c.Write(t.x(i), bottom+3.6, 8.5, i == len(t.Slots)-1, 0, Black, s.label())
		return
	}
	width := (trendRight - trendLeft) / float64(len(t.Slots))
	c.Rect(t.x(i)-width/2, trendTop, width, trendHeight, PaleGray, PaleGray)
	c.Write(t.x(i), bottom+3.6, 7.5, false, 0, Gray, s.label())
	c.Write(t.x(i), trendTop+trendHeight/2-1.5, 7, false, 0, Gray, "not")
	c.Write(t.x(i), trendTop+trendHeight/2+1.5, 7, false, 0, Gray, "assessed")
}

// line draws from point to point by a pen, but not over a year that was not assessed.
func (t TrendLine) line(c Canvas, values []float64, pen func(c Canvas, x1, y1, x2, y2 float64)) {
	for i := 1; i < len(t.Slots); i++ {
		if t.Slots[i-1].Assessed && t.Slots[i].Assessed {
			pen(c, t.x(i-1), t.y(values[i-1]), t.x(i), t.y(values[i]))
		}
	}
}

// thick draws a line of several beside each other, since a canvas has one thin pen.
func thick(c Canvas, x1, y1, x2, y2 float64) {
	for _, off := range []float64{-0.2, 0, 0.2} {
		c.Line(x1, y1+off, x2, y2+off, Blue)
	}
}

func dashed(c Canvas, x1, y1, x2, y2 float64) {
	const dash, gap = 1.6, 1.3
	n := int((x2 - x1) / (dash + gap))
	for i := range n {
		from := (float64(i)*(dash+gap) + gap/2) / (x2 - x1)
		to := from + dash/(x2-x1)
		c.Line(x1+(x2-x1)*from, y1+(y2-y1)*from, x1+(x2-x1)*to, y1+(y2-y1)*to, Gray)
	}
}

// point draws the values of a year: the higher one has its number above, the lower one below.
func (t TrendLine) point(c Canvas, i int) {
	x, all, common := t.x(i), t.y(t.All[i]), t.y(t.Common[i])
	above, below := all-3.4, common+3.6
	if common < all {
		above, below = all+3.6, common-3.4
	}
	if t.Risks > 0 {
		c.Rect(x-1, common-1, 2, 2, White, Gray)
		if points(t.All[i]) != points(t.Common[i]) {
			c.Write(x, below, 8, false, 0, Gray, points(t.Common[i]))
		}
	}
	c.Rect(x-1, all-1, 2, 2, Blue, Blue)
	c.Write(x, above, 9, true, 0, Black, points(t.All[i]))
}

// key says which line is which.
func (t TrendLine) key(c Canvas) {
	y := trendTop + trendHeight + 11
	thick(c, trendLeft, y, trendLeft+9, y)
	c.Rect(trendLeft+3.5, y-1, 2, 2, Blue, Blue)
	c.Write(trendLeft+11, y, 8, false, -1, Gray, "All risks that apply in the year")
	if t.Risks > 0 {
		x := trendLeft + 66
		dashed(c, x, y, x+9, y)
		c.Rect(x+3.5, y-1, 2, 2, White, Gray)
		c.Write(x+11, y, 8, false, -1, Gray, fmt.Sprintf("The same %s in every year", count(t.Risks, "risk")))
	}
}

// TrendBars shows how much of the rule is in place over the years, in a small chart for all of it and one for each
// safeguard.
type TrendBars struct {
	Slots  []TrendSlot
	Panels []TrendPanel
}

// TrendPanel is one of the small charts.
type TrendPanel struct {
	Label  string
	Counts []assessment.RowCount // by slot; nothing where it was not assessed
}

const (
	panelGap    = 6.0
	panelBars   = 22.0
	panelHeight = 9 + panelBars + 10
)

// across is how many small charts stand beside each other, so that each bar has room for its number.
func (t TrendBars) across() int {
	if len(t.Slots) > 7 {
		return 2
	}
	return 3
}

// Size implements Chart.
func (t TrendBars) Size() (width, height float64) {
	rows := (len(t.Panels) + t.across() - 1) / t.across()
	return trendRight, float64(rows)*panelHeight - 3
}

// Draw implements Chart.
func (t TrendBars) Draw(c Canvas) {
	width := (trendRight+panelGap)/float64(t.across()) - panelGap
	for i, p := range t.Panels {
		x, y := float64(i%t.across())*(width+panelGap), float64(i/t.across())*panelHeight
		c.Write(x, y+2, 8.5, true, -1, Black, p.Label)
		last := p.Counts[len(p.Counts)-1]
		c.Write(x+width, y+2, 7.5, false, 1, Gray, fmt.Sprintf("%d of %d now", last.InPlace, last.Applies))
		c.Line(x, y+9+panelBars, x+width, y+9+panelBars, Gray)
		for n, s := range t.Slots {
			t.bar(c, x+float64(n)*width/float64(len(t.Slots)), y+9+panelBars, width/float64(len(t.Slots)), p.Counts[n], s, n == len(t.Slots)-1)
		}
	}
}

// bar draws one year of a small chart, of which the foot is given; that of now is the darkest.
func (t TrendBars) bar(c Canvas, x, foot, width float64, n assessment.RowCount, s TrendSlot, now bool) {
	middle := x + width/2
	c.Write(middle, foot+3, 7, now, 0, Gray, s.label())
	if !s.Assessed || n.Applies == 0 {
		c.Write(middle, foot-2, 7, false, 0, Gray, "–")
		return
	}
	share := float64(n.InPlace) / float64(n.Applies)
	thin, fill, border := min(width*0.7, 9), lightBlue, Blue
	if now {
		fill = Blue
	}
	if n.InPlace > 0 {
		c.Rect(middle-thin/2, foot-panelBars*share, thin, panelBars*share, fill, border)
	}
	c.Write(middle, foot-panelBars*share-2.2, 7, now, 0, Black, percent(share))
}

// lightBlue is Blue with much white, for the years before.
var lightBlue = Color{0xC3, 0xDA, 0xF0}
