package pdf

import "safeguard/assessment/report"

// canvas lets a chart draw at a place of the page.
type canvas struct {
	r    *renderer
	x, y float64
}

// Rect implements report.Canvas.
func (c canvas) Rect(x, y, w, h float64, fill, border report.Color) {
	c.r.fill(fill)
	c.r.stroke(border, 0.3)
	c.r.pdf.Rect(c.x+x, c.y+y, w, h, "FD")
}

// Line implements report.Canvas.
func (c canvas) Line(x1, y1, x2, y2 float64, color report.Color) {
	c.r.stroke(color, 0.3)
	c.r.pdf.Line(c.x+x1, c.y+y1, c.x+x2, c.y+y2)
}

// Write implements report.Canvas.
func (c canvas) Write(x, y, size float64, bold bool, align int, color report.Color, text string) {
	width := c.r.fonts.width(text, size, bold)
	x -= width * float64(align+1) / 2
	c.r.text(c.x+x, c.y+y+size*pointsToMM*0.36, size, bold, color, text)
}
