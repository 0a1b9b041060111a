package pdf

import "safeguard/assessment/report"

// canvas lets a chart draw at a place of the page, smaller where the chart is wider than the paper has room for.
type canvas struct {
	r     *renderer
	x, y  float64
	scale float64
}

// canvasAt gives a canvas for a chart with its left top at a place, and the height that it takes there.
func (r *renderer) canvasAt(x, y float64, chart report.Chart) (canvas, float64) {
	width, height := chart.Size()
	scale := min(1, (left+r.bodyWidth-x)/width)
	return canvas{r, x, y, scale}, height * scale
}

// Rect implements report.Canvas.
func (c canvas) Rect(x, y, w, h float64, fill, border report.Color) {
	c.r.fill(c.r.lead(fill))
	c.r.stroke(c.r.lead(border), 0.3)
	c.r.pdf.Rect(c.x+x*c.scale, c.y+y*c.scale, w*c.scale, h*c.scale, "FD")
}

// lead puts the color that a document leads with in place of the program's own.
func (r *renderer) lead(c report.Color) report.Color {
	if c == report.Blue {
		return r.accent
	}
	return c
}

// Line implements report.Canvas.
func (c canvas) Line(x1, y1, x2, y2 float64, color report.Color) {
	c.r.stroke(color, 0.3)
	c.r.pdf.Line(c.x+x1*c.scale, c.y+y1*c.scale, c.x+x2*c.scale, c.y+y2*c.scale)
}

// Write implements report.Canvas.
func (c canvas) Write(x, y, size float64, bold bool, align int, color report.Color, text string) {
	size *= c.scale
	at := c.x + x*c.scale - c.r.fonts.width(text, size, bold)*float64(align+1)/2
	c.r.text(at, c.y+y*c.scale+size*pointsToMM*0.36, size, bold, color, text)
}
