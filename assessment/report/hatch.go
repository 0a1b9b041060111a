package report

import "safeguard/assessment"

// steps are the distances in millimeters between the lines that a level is hatched with: the worse, the denser, and none
// where the risk is very low. So an area tells its level without color, on gray paper as well.
var steps = [...]float64{assessment.RiskLow: 4.8, assessment.RiskModerate: 3.1, assessment.RiskHigh: 2.0, assessment.RiskVeryHigh: 1.3}

// paintLevel fills an area with the color and the hatching of a level.
func paintLevel(c Canvas, x, y, w, h float64, l assessment.RiskLevel, border Color) {
	paint := PaintOf(l)
	c.Rect(x, y, w, h, paint.Fill, border)
	step := steps[l]
	if step == 0 {
		return
	}
	line := mix(paint.Fill, paint.Text)
	for at := step / 2; at < w+h; at += step {
		c.Line(x+min(at, w), y+max(0, at-w), x+max(0, at-h), y+min(at, h), line)
	}
}

// mix gives a color between an area's and its text's, near the area's: hatching is to be seen, not read.
func mix(area, text Color) Color {
	between := func(a, b uint8) uint8 { return uint8((int(a)*7 + int(b)*3) / 10) }
	return Color{between(area.R, text.R), between(area.G, text.G), between(area.B, text.B)}
}

// levelText is a text within an area of a level.
type levelText struct {
	text string
	size float64 // in points
	bold bool
}

// writeOn writes a text in the middle of x and y on an area of a level, on a plate that keeps the hatching off it.
func (t levelText) writeOn(c Canvas, x, y float64, l assessment.RiskLevel) {
	if t.text == "" {
		return
	}
	paint := PaintOf(l)
	if steps[l] > 0 {
		w, h := float64(len(t.text))*t.size*letterWidth+1, t.size*lineHeight
		c.Rect(x-w/2, y-h/2, w, h, paint.Fill, paint.Fill)
	}
	c.Write(x, y, t.size, t.bold, 0, paint.Text, t.text)
}

// The width of a letter and the height of a line in millimeters for each point of their size, so that a plate is a
// little larger than its text. A canvas cannot measure.
const (
	letterWidth = 0.195
	lineHeight  = 0.37
)
