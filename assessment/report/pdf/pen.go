package pdf

import (
	"slices"

	"github.com/go-pdf/fpdf"

	"safeguard/assessment/report"
)

// pen remembers what a page is being drawn with, so that the page says it only where it changes. A face it makes known
// to the document where it is first used, since the library reads all of every font that it is told of.
type pen struct {
	pdf   *fpdf.Fpdf
	added []*face
	ink   ink
}

// ink is what a page is being drawn with. Nothing is known of a page that was just begun or turned to.
type ink struct {
	face       *face
	size       float64 // of text, in points
	thickness  float64 // of lines, in millimeters
	line, fill known
	text       known
}

// known is a color, if it is known.
type known struct {
	report.Color
	set bool
}

// turn forgets the ink: what stands on one page says nothing about another.
func (p *pen) turn() { p.ink = ink{} }

// font chooses a face, at a size in points.
func (p *pen) font(f *face, size float64) {
	if p.ink.face == f && p.ink.size == size {
		return
	}
	if !slices.Contains(p.added, f) {
		f.addTo(p.pdf)
		p.added = append(p.added, f)
	}
	p.pdf.SetFont(f.family, f.style, size)
	p.ink.face, p.ink.size = f, size
}

// fill sets the color of areas.
func (p *pen) fill(c report.Color) {
	if p.ink.fill != (known{c, true}) {
		p.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		p.ink.fill = known{c, true}
	}
}

// stroke sets the color and the thickness of lines.
func (p *pen) stroke(c report.Color, thickness float64) {
	if p.ink.line != (known{c, true}) {
		p.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		p.ink.line = known{c, true}
	}
	if p.ink.thickness != thickness {
		p.pdf.SetLineWidth(thickness)
		p.ink.thickness = thickness
	}
}

// letters sets the color of text. PDF fills letters with the color of areas; where that differs the library would
// say the color anew at each piece of text.
func (p *pen) letters(c report.Color) {
	p.fill(c)
	if p.ink.text != (known{c, true}) {
		p.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
		p.ink.text = known{c, true}
	}
}
