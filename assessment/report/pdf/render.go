package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"

	"safeguard/assessment/report"
)

// Render draws a document and writes it as PDF. Its error names the document. A fault is an error as well: documents are
// drawn beside each other, where nobody else would catch it, and one must not end the server.
func Render(w io.Writer, d *report.Document) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("a fault of the program: %v", fault)
		}
		if err != nil {
			err = fmt.Errorf("drawing %s: %w", d.Name, err)
		}
	}()
	return draw(w, d)
}

func draw(w io.Writer, d *report.Document) error {
	page := sheetOf(d.Paper)
	p := fpdf.New("P", "mm", page.format, "")
	p.SetMargins(left, top, left)
	p.SetAutoPageBreak(false, 0)
	p.SetCompression(false) // see squeeze
	p.SetCatalogSort(true)
	p.SetCreationDate(dated(d))
	p.SetModificationDate(dated(d))
	p.SetTitle(fmt.Sprintf("%s: %s", clean(d.Title), clean(d.Subtitle)), true)
	p.SetSubject(clean(d.Subject), true)
	p.SetAuthor(cmp.Or(clean(d.Brand.Name), "Safeguard"), true)
	p.SetCreator("Safeguard", true)
	p.SetProducer("Safeguard", true)
	p.SetKeywords("HIPAA Security Rule, risk analysis, "+d.Digest, true)
	p.SetLang("en-US")
	p.SetDisplayMode("fullwidth", "continuous")
	fonts, err := sharedFaces()
	if err != nil {
		return err
	}
	r := &renderer{pen: pen{pdf: p}, sheet: page, fonts: fonts, doc: d, accent: d.Brand.Accent()}
	r.outline()
	if d.Compact {
		r.titleBlock()
	} else {
		r.cover()
		r.reserveContents()
	}
	r.newPageUnlessCompact()
	for i, b := range d.Blocks {
		r.block(b, d.Blocks[i+1:])
	}
	r.contents()
	if r.listed.page > 0 {
		r.fillContents()
	}
	r.furniture()
	var plain bytes.Buffer
	if err := p.Output(&plain); err != nil {
		return err
	}
	return squeeze(w, plain.Bytes())
}

// dated is the day that the metadata carry. Without one the library would take today's, and what is drawn again would
// differ.
func dated(d *report.Document) time.Time {
	if d.Date.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return d.Date.Time()
}

// renderer draws from the top of a page to its bottom and begins new pages as it needs them.
type renderer struct {
	pen
	sheet
	fonts *faces
	doc   *report.Document
	y     float64

	accent report.Color

	within string  // the title of what is being drawn, where it may run over to the next page
	drop   float64 // how far the text of a row stands below its top, beside a badge

	entries []entry // chapters and sections, in their order
	next    int     // the entry that the next heading of level 1 or 2 is
	open    []int   // the levels of the headings that what comes next is within, for a bookmark to hang under its own chapter
	toc     int     // the first page of the table of contents
	listed  place   // where the contents stand, in a document that has a place of its own for them
}

// entry is a line of the table of contents.
type entry struct {
	level int
	text  string
	page  int
	link  int
}

// place is where on which page something is.
type place struct {
	page int
	y    float64
}

// outline makes a link for each heading, before anything is drawn.
func (r *renderer) outline() {
	for _, e := range r.doc.Outline() {
		text := clean(e.Text)
		if e.Number != "" {
			text = e.Number + "  " + text
		}
		r.entries = append(r.entries, entry{e.Level, text, 0, r.pdf.AddLink()})
	}
}

const (
	tocTop   = top + 16
	tocLine  = 6.0
	tocLines = 36 // of tocLine on a page
)

// reserveContents leaves the pages that the table of contents will fill, since page numbers come last.
func (r *renderer) reserveContents() {
	r.toc = r.pdf.PageNo() + 1
	for i := 0; i < len(r.entries); i += tocLines {
		r.addPage()
	}
}

// contents fills the pages that were reserved.
func (r *renderer) contents() {
	for i, e := range r.entries {
		if r.doc.Compact {
			return
		}
		if i%tocLines == 0 {
			r.turnTo(r.toc + i/tocLines)
			r.text(left, top+6, 18, true, report.Black, map[bool]string{true: "Contents", false: "Contents, continued"}[i == 0])
		}
		y := tocTop + float64(i%tocLines)*tocLine
		x := left
		if e.level == 2 {
			x += 6
		}
		size, bold := 10.0, e.level == 1
		shown := r.clip(e.text, r.bodyWidth-30, size, bold)
		r.text(x, y, size, bold, report.Black, shown)
		number := fmt.Sprint(e.page)
		at := left + r.bodyWidth - r.fonts.width(number, size, bold)
		r.text(at, y, size, bold, report.Black, number)
		r.stroke(report.LightGray, 0.2)
		from := x + r.fonts.width(shown, size, bold) + 2
		r.pdf.Line(from, y-0.4, at-2, y-0.4)
		r.pdf.Link(left, y-4.2, r.bodyWidth, tocLine, e.link)
	}
}

// clip cuts a text to a width, so that it stays on its line.
func (r *renderer) clip(text string, width, size float64, bold bool) string {
	if lines := r.fonts.wrap(text, width, size, bold); len(lines) == 1 {
		return lines[0]
	}
	return r.fonts.wrap(text, width-r.fonts.width("...", size, bold), size, bold)[0] + "..."
}

// furniture puts head, foot and the draft's mark on every page, once it is known how many there are.
func (r *renderer) furniture() {
	total := r.pdf.PageCount()
	for page := 1; page <= total; page++ {
		r.turnTo(page)
		if page > 1 {
			r.header()
		}
		r.footer(page, total)
		if r.doc.Missing != "" {
			r.watermark()
		}
	}
}

func (r *renderer) header() {
	r.text(left, 12, 8, true, report.Gray, r.clip(r.doc.Running, r.bodyWidth*0.45, 8, true))
	title := r.clip(r.doc.Title, r.bodyWidth*0.5, 8, false)
	r.text(left+r.bodyWidth-r.fonts.width(title, 8, false), 12, 8, false, report.Gray, title)
	r.stroke(report.LightGray, 0.3)
	r.pdf.Line(left, 14, left+r.bodyWidth, 14)
	if r.doc.Missing != "" {
		r.text(left, 18, 8, true, report.Red, r.clip(r.doc.Missing, r.bodyWidth, 8, true))
	}
	if r.doc.Notice != "" {
		r.text(left, 18, 8, true, report.Amber, r.clip(r.doc.Notice, r.bodyWidth, 8, true))
	}
}

func (r *renderer) footer(page, total int) {
	y := r.pageHeight - 11
	for i, line := range r.foot() {
		r.text(left, y+float64(i)*3.6, 8, false, report.Gray, line)
	}
	number := fmt.Sprintf("Page %d of %d", page, total)
	r.text(left+r.bodyWidth-r.fonts.width(number, 8, false), y, 8, false, report.Gray, number)
}

// foot is what stands at the left of the foot of every page, in two lines at most.
func (r *renderer) foot() []string {
	text := r.doc.Foot
	if r.doc.Brand.Confidential != "" {
		text = r.doc.Brand.Confidential
	}
	width := r.bodyWidth * 0.8
	lines := r.fonts.wrap(text, width, 8, false)
	if len(lines) > 2 {
		lines = []string{lines[0], r.clip(strings.Join(lines[1:], " "), width, 8, false)}
	}
	return lines
}

// watermark writes DRAFT across the page, light enough to read through.
func (r *renderer) watermark() {
	const size = 150
	r.turn()
	r.pdf.SetAlpha(0.07, "Normal")
	r.pdf.TransformBegin()
	r.pdf.TransformRotate(52, r.pageWidth/2, r.pageHeight/2)
	width := r.fonts.width("DRAFT", size, true)
	r.text(r.pageWidth/2-width/2, r.pageHeight/2+18, size, true, report.Red, "DRAFT")
	r.pdf.TransformEnd()
	r.pdf.SetAlpha(1, "Normal")
	r.turn()
}

// text draws one line with its baseline at y and gives the x where it ends.
func (r *renderer) text(x, y, size float64, bold bool, c report.Color, line string) float64 {
	r.letters(c)
	w := r.fonts.weigh(bold)
	for rest := visual(line); rest != ""; {
		var piece run
		piece, rest = w.next(rest)
		r.font(piece.face, size)
		r.pdf.Text(x, y, piece.text)
		x += millimeters(piece.advance, size)
	}
	return x
}

// addPage adds a page at the end.
func (r *renderer) addPage() {
	r.pdf.AddPage()
	r.turn()
}

// turnTo goes on with a page that was begun before.
func (r *renderer) turnTo(page int) {
	r.pdf.SetPage(page)
	r.turn()
}

// newPage begins a page. What runs over from the last one has its title again.
func (r *renderer) newPage() {
	r.addPage()
	r.y = top
	if r.within != "" {
		r.text(left, r.y+3, smallSize, true, report.Gray, r.clip(r.within+", continued", r.bodyWidth, smallSize, true))
		r.y += 6
	}
}

func (r *renderer) newPageUnlessCompact() {
	if !r.doc.Compact {
		r.newPage()
	}
}

// need begins a new page where less than a height is left on this one.
func (r *renderer) need(height float64) {
	if r.y+height > r.bottom && r.y > top {
		r.newPage()
	}
}
