package pdf

import (
	"safeguard/assessment/report"
)

// cover draws the first page: what the document is, of whom, and who stands by it.
func (r *renderer) cover() {
	r.addPage()
	r.fill(report.Blue)
	r.pdf.Rect(0, 0, r.pageWidth, 8, "F")
	r.y = 46
	r.lines(left, r.bodyWidth, 26, 11, true, report.Black, r.doc.Title)
	r.y += 2
	r.lines(left, r.bodyWidth, 16, 8, false, report.Blue, r.doc.Subtitle)
	r.y += 6
	r.lines(left, r.bodyWidth*0.85, 11, 5.4, false, report.Black, r.doc.Cover.Lead)
	r.y += 8
	if r.doc.Missing != "" {
		r.box(r.doc.Missing, report.Red)
		r.y += 4
	}
	r.facts(report.Facts{Rows: r.doc.Cover.Facts})
}

// titleBlock begins a compact document, which has no cover: title, notices, and links to its parts.
func (r *renderer) titleBlock() {
	r.newPage()
	r.fill(report.Blue)
	r.pdf.Rect(0, 0, r.pageWidth, 5, "F")
	r.y = 18
	r.lines(left, r.bodyWidth, 20, 9, true, report.Black, r.doc.Title)
	r.lines(left, r.bodyWidth, 12, 6, false, report.Blue, r.doc.Subtitle)
	for _, f := range r.doc.Cover.Facts {
		if f.Label == "Assessor" || f.Label == "Approved by" {
			r.lines(left, r.bodyWidth, 9, 4.6, false, report.Gray, f.Label+": "+f.Value)
		}
	}
	r.y += 2
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

// inlineContents is a table of contents in a line or two.
func (r *renderer) inlineContents() {
	x := left
	r.y += 4
	for _, e := range r.entries {
		w := r.fonts.width(e.text, 9, false)
		if x > left && x+w > left+r.bodyWidth {
			x, r.y = left, r.y+5
		}
		r.text(x, r.y, 9, false, report.Blue, e.text)
		r.pdf.Link(x, r.y-3.5, w, 5, e.link)
		x += w + 6
	}
	r.y += 4
}
