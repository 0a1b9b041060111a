package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"
)

const (
	// pixelsPerMM draws the smallest text of a chart, of 6.5 points, 12 pixels high.
	pixelsPerMM = 5.25
	pointsInMM  = 25.4 / 72
	svgStroke   = 0.3
	// svgMargin is room around a chart for the outer halves of its lines.
	svgMargin = 0.3
)

// SVG draws a chart as one svg element, to stand within a page of HTML or as a file of its own. Its user unit is the
// millimeter. The title tells those who cannot see it what it shows. All that it looks like is said in presentation
// attributes, so that a page needs to admit no styles for it; texts are escaped, so that they can hold anything.
func SVG(chart Chart, title string) string {
	width, height := chart.Size()
	width, height = width+2*svgMargin, height+2*svgMargin
	var c svg
	fmt.Fprintf(&c.out, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%s" width="%.0f" height="%.0f" viewBox="%s %s %s %s" font-family="sans-serif">`,
		svgText(title), width*pixelsPerMM, height*pixelsPerMM, mm(-svgMargin), mm(-svgMargin), mm(width), mm(height))
	chart.Draw(&c)
	c.out.WriteString("</svg>")
	return c.out.String()
}

// svg is the canvas of SVG.
type svg struct{ out strings.Builder }

// Rect implements Canvas.
func (c *svg) Rect(x, y, w, h float64, fill, border Color) {
	fmt.Fprintf(&c.out, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s" stroke-width="%s"/>`,
		mm(x), mm(y), mm(max(w, 0)), mm(max(h, 0)), fill.Hex(), border.Hex(), mm(svgStroke))
}

// Line implements Canvas.
func (c *svg) Line(x1, y1, x2, y2 float64, color Color) {
	fmt.Fprintf(&c.out, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"/>`, mm(x1), mm(y1), mm(x2), mm(y2), color.Hex(), mm(svgStroke))
}

// Write implements Canvas. The baseline stands below the middle as it does on paper.
func (c *svg) Write(x, y, size float64, bold bool, align int, color Color, text string) {
	fmt.Fprintf(&c.out, `<text x="%s" y="%s" font-size="%s" fill="%s"`, mm(x), mm(y+size*pointsInMM*0.36), mm(size*pointsInMM), color.Hex())
	if bold {
		c.out.WriteString(` font-weight="bold"`)
	}
	switch {
	case align == 0:
		c.out.WriteString(` text-anchor="middle"`)
	case align > 0:
		c.out.WriteString(` text-anchor="end"`)
	}
	c.out.WriteString(">" + svgText(text) + "</text>")
}

// mm writes a length to a hundredth of a millimeter. What is no number, such as a share of nothing, is 0.
func mm(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = 0
	}
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

// svgText escapes a text for content and for attributes in quotes, and drops what neither HTML nor XML may hold.
func svgText(text string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case r == 0xFFFE, r == 0xFFFF:
			return unicode.ReplacementChar
		default:
			return r
		}
	}, strings.ToValidUTF8(text, string(unicode.ReplacementChar))))
}
