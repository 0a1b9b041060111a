package pdf

import (
	"strings"

	"safeguard/assessment/report"
)

// Measures of the first page, in millimeters.
const (
	logoWidth     = 70.0
	logoHeight    = 22.0
	smallLogo     = 45.0 // the width of a logo beside a title, and as high as the title is
	titleHeight   = 15.0
	imprintHeight = 12.0 // the height of a provider's name and contact
)

// cover draws the first page: what the document is, of whom, and who stands by it.
func (r *renderer) cover() {
	r.addPage()
	r.fill(r.accent)
	r.pdf.Rect(0, 0, r.pageWidth, 8, "F")
	r.picture(r.doc.Brand.Logo, atLeft, left, 16, logoWidth, logoHeight)
	r.picture(r.doc.Brand.ClientLogo, atRight, left+r.bodyWidth-logoWidth, 16, logoWidth, logoHeight)
	r.y = 46
	r.lines(left, r.bodyWidth, 26, 11, true, report.Black, r.doc.Title)
	r.y += 2
	r.lines(left, r.bodyWidth, 16, 8, false, r.accent, r.doc.Subtitle)
	r.y += 6
	r.lines(left, r.bodyWidth*0.85, 11, 5.4, false, report.Black, r.doc.Cover.Lead)
	r.y += 8
	if r.doc.Missing != "" {
		r.box(r.doc.Missing, report.Red)
		r.y += 4
	}
	r.facts(report.Facts{Rows: r.doc.Cover.Facts})
	r.imprint()
}

// imprint says at the foot of the cover who made the document.
func (r *renderer) imprint() {
	b := r.doc.Brand
	if b.Name == "" && b.Contact == "" {
		return
	}
	r.need(imprintHeight)
	r.y = max(r.y, r.bottom-imprintHeight)
	r.stroke(r.accent, 0.4)
	r.pdf.Line(left, r.y, left+30, r.y)
	r.text(left, r.y+5, 10, true, report.Black, r.clip(b.Name, r.bodyWidth, 10, true))
	r.text(left, r.y+9.6, 9, false, report.Gray, r.clip(b.Contact, r.bodyWidth, 9, false))
}

// titleBlock begins a compact document, which has no cover: title, notices, and links to its parts.
func (r *renderer) titleBlock() {
	r.newPage()
	r.fill(r.accent)
	r.pdf.Rect(0, 0, r.pageWidth, 5, "F")
	width := r.bodyWidth
	if r.picture(r.doc.Brand.Logo, atRight, left+width-smallLogo, 18, smallLogo, titleHeight) > 0 {
		width -= smallLogo + 5
	}
	r.y = 18
	r.lines(left, width, 20, 9, true, report.Black, r.doc.Title)
	r.lines(left, width, 12, 6, false, r.accent, r.doc.Subtitle)
	for _, line := range r.madeBy() {
		r.lines(left, r.bodyWidth, 9, 4.6, false, report.Gray, line)
	}
	r.y = max(r.y+2, 18+titleHeight)
	if r.doc.Missing != "" {
		r.box(r.doc.Missing, report.Red)
		r.y += 2
	}
	if r.doc.Notice != "" {
		r.box(r.doc.Notice, report.Amber)
		r.y += 2
	}
	if r.doc.Linked {
		r.inlineContents()
	}
}

// madeBy tells in a few lines who stands by a compact document.
func (r *renderer) madeBy() (lines []string) {
	for _, f := range r.doc.Cover.Facts {
		if f.Label == "Assessor" || f.Label == "Approved by" {
			lines = append(lines, f.Label+": "+f.Value)
		}
	}
	b := r.doc.Brand
	if by := strings.Trim(b.Name+", "+b.Contact, ", "); by != "" {
		lines = append(lines, "Prepared by: "+by)
	}
	return lines
}

// inlineContents is a table of contents in a line or two.
func (r *renderer) inlineContents() {
	x := left
	r.y += 4
	for _, e := range r.entries {
		w := r.fonts.width(e.text, 9, false)
		if x > left && x+w > left+r.bodyWidth {
			x, r.y = left, r.y+5
		}
		r.text(x, r.y, 9, false, r.accent, e.text)
		r.pdf.Link(x, r.y-3.5, w, 5, e.link)
		x += w + 6
	}
	r.y += 4
}
