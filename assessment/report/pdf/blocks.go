package pdf

import (
	"safeguard/assessment/report"
)

// Sizes of text in points, and the height of their lines in millimeters.
const (
	bodySize  = 10.0
	bodyLine  = 4.9
	smallSize = 8.5
	smallLine = 4.1
)

// block draws one block at the cursor. What follows matters to headings, which stay with it.
func (r *renderer) block(b report.Block, following []report.Block) {
	switch b := b.(type) {
	case report.Heading:
		r.heading(b, r.start(following))
	case report.Text:
		r.paragraph(b)
	case report.List:
		r.list(b)
	case report.Facts:
		r.facts(b)
		r.y += 2
	case report.Table:
		r.table(b)
	case report.Figure:
		r.figure(b)
	case report.Together:
		r.together(b)
	case report.PageBreak:
		if r.y > top {
			r.newPage()
		}
	case report.Contents:
		r.listContents()
	case report.Lines:
		r.blanks(left, r.bodyWidth, b.Labels)
		r.y += 3
	case report.Ask:
		r.ask(b)
	}
}

// lines draws wrapped lines from the cursor down, over as many pages as they need.
func (r *renderer) lines(x, width, size, height float64, bold bool, c report.Color, text string) {
	lines := r.fonts.wrap(text, width, size, bold)
	for i, line := range lines {
		r.need(height * float64(abreast(i, len(lines))))
		r.text(x, r.y+height*0.75, size, bold, c, line)
		r.y += height
	}
}

// abreast is how many lines of a paragraph, from the one of a number, stay on one page: the first and the last never stand
// alone, and three stay together.
func abreast(i, lines int) int {
	switch {
	case i == 0 && lines <= 3:
		return lines
	case i == 0, i == lines-2 && lines > 3:
		return 2
	default:
		return 1
	}
}

// start is how much of what follows a heading must stand below it.
func (r *renderer) start(following []report.Block) float64 {
	if len(following) == 0 {
		return 0
	}
	switch b := following[0].(type) {
	case report.Heading:
		_, height, before := measures(b.Level)
		return before + height + headingGap + r.start(following[1:])
	case report.Text:
		height := min(r.height(b), 40)
		if len(following) > 1 && isHeading(following[1]) {
			return height // what that one heads is no concern of this one's
		}
		return height + r.start(following[1:])
	case report.Figure:
		return min(r.height(b), r.bottom-top-20) // it is drawn whole, and a heading alone above a white page leads nowhere
	case report.Together:
		return r.kept(b)
	case report.Ask:
		return r.heightOfAsk(b)
	case report.Table:
		return tableGap + r.startOfTable(b)
	default:
		return min(r.height(b), 32)
	}
}

func isHeading(b report.Block) bool {
	_, ok := b.(report.Heading)
	return ok
}

// headingGap is below a heading.
const headingGap = 1.2

// measures are the size of a heading's text in points, the height of its lines and the gap above it in millimeters.
func measures(level int) (size, height, before float64) {
	switch level {
	case 1:
		return 17, 8, 6
	case 2:
		return 13, 6.4, 4
	default:
		return 11, 5.4, 3
	}
}

func (r *renderer) heading(h report.Heading, follows float64) {
	text := clean(h.Text)
	size, height, before := measures(h.Level)
	if r.y > top {
		r.y += before
	}
	r.need(height + headingGap + follows)
	if h.Level <= 2 {
		e := &r.entries[r.next]
		r.next++
		e.page = r.pdf.PageNo()
		text = e.text
		r.pdf.SetLink(e.link, r.y, -1)
	}
	r.font(r.fonts.regular.of('a'), bodySize) // by which the library writes bookmarks
	for len(r.open) > 0 && r.open[len(r.open)-1] >= h.Level {
		r.open = r.open[:len(r.open)-1]
	}
	r.pdf.Bookmark(bookmark(text), len(r.open), r.y)
	r.open = append(r.open, h.Level)
	r.lines(left, r.bodyWidth, size, height, true, report.Black, text)
	r.y += headingGap
}

// bookmark drops what a bookmark cannot show.
func bookmark(text string) string {
	runes := []rune(text)
	for i, c := range runes {
		if c > 0xFFFF {
			runes[i] = noGlyph
		}
	}
	return string(runes)
}

func (r *renderer) paragraph(t report.Text) {
	switch t.Tone {
	case report.Boxed:
		r.box(t.Text, r.accent)
		r.y += 2
	case report.Muted:
		r.lines(left, r.bodyWidth, smallSize, smallLine, false, report.Gray, t.Text)
		r.y += 2
	default:
		r.led(t)
		r.y += 1.6
	}
}

// led draws a paragraph that may begin with a lead in bold.
func (r *renderer) led(t report.Text) {
	if t.Lead == "" {
		r.lines(left, r.bodyWidth, bodySize, bodyLine, false, report.Black, t.Text)
		return
	}
	indent := r.fonts.width(t.Lead+" ", bodySize, true)
	first, rest := r.firstLine(t.Text, r.bodyWidth-indent)
	lines := r.fonts.wrap(rest, r.bodyWidth, bodySize, false)
	r.need(float64(abreast(0, 1+len(lines))) * bodyLine)
	r.text(left, r.y+bodyLine*0.75, bodySize, true, report.Black, clean(t.Lead))
	r.text(left+indent, r.y+bodyLine*0.75, bodySize, false, report.Black, first)
	r.y += bodyLine
	if rest == "" {
		return
	}
	for i, line := range lines {
		r.need(float64(abreast(1+i, 1+len(lines))) * bodyLine)
		r.text(left, r.y+bodyLine*0.75, bodySize, false, report.Black, line)
		r.y += bodyLine
	}
}

// firstLine splits a text after the line that fits into a width.
func (r *renderer) firstLine(text string, width float64) (first, rest string) {
	lines := r.fonts.wrap(text, width, bodySize, false)
	for i, line := range lines[1:] {
		if i > 0 {
			rest += " "
		}
		rest += line
	}
	return lines[0], rest
}

// box draws a text in a frame with a bar at its left.
func (r *renderer) box(text string, c report.Color) {
	lines := r.fonts.wrap(text, r.bodyWidth-10, bodySize, false)
	height := float64(len(lines))*bodyLine + 4
	r.need(height)
	r.fill(report.PaleGray)
	r.pdf.Rect(left, r.y, r.bodyWidth, height, "F")
	r.fill(c)
	r.pdf.Rect(left, r.y, 1.4, height, "F")
	r.y += 2
	for _, line := range lines {
		r.text(left+5, r.y+bodyLine*0.75, bodySize, false, report.Black, line)
		r.y += bodyLine
	}
	r.y += 2
}

func (r *renderer) list(l report.List) {
	for _, item := range l.Items {
		lines := r.fonts.wrap(item, r.bodyWidth-5, bodySize, false)
		r.need(float64(abreast(0, len(lines))) * bodyLine)
		r.text(left+0.5, r.y+bodyLine*0.75, bodySize, false, report.Black, "•")
		for i, line := range lines {
			r.need(float64(abreast(i, len(lines))) * bodyLine)
			r.text(left+5, r.y+bodyLine*0.75, bodySize, false, report.Black, line)
			r.y += bodyLine
		}
		r.y += 0.8
	}
	r.y += 1.6
}

const (
	factLabel = 38.0
	factSize  = 9.0
	factLine  = 4.2
	factGap   = 0.8
)

func (r *renderer) facts(f report.Facts) {
	for n, row := range f.Rows {
		labels := r.fonts.wrap(row.Label, factLabel-4, factSize, true)
		values := r.fonts.wrap(row.Value, r.bodyWidth-factLabel, factSize, false)
		height := r.heightOfFact(row)
		if n == len(f.Rows)-2 {
			height += r.heightOfFact(f.Rows[n+1]) // the last one does not stand alone
		}
		r.need(min(height, 40))
		lines := max(len(labels), len(values))
		for i := range lines {
			r.need(factLine * float64(abreast(i, lines)))
			if i < len(labels) {
				r.text(left, r.y+3.2, factSize, true, report.Gray, labels[i])
			}
			if i < len(values) {
				r.text(left+factLabel, r.y+3.2, factSize, false, report.Black, values[i])
			}
			r.y += factLine
		}
		r.y += factGap
	}
}

// heightOfFact is what a fact takes, without the gap below.
func (r *renderer) heightOfFact(f report.Fact) float64 {
	lines := max(len(r.fonts.wrap(f.Label, factLabel-4, factSize, true)), len(r.fonts.wrap(f.Value, r.bodyWidth-factLabel, factSize, false)))
	return float64(lines) * factLine
}

func (r *renderer) figure(f report.Figure) {
	_, height := r.canvasAt(left, 0, f.Chart)
	caption := r.fonts.wrap(f.Caption, r.bodyWidth, smallSize, false)
	r.need(height + float64(len(caption))*smallLine + 4)
	r.y += 1
	place, _ := r.canvasAt(left, r.y, f.Chart)
	f.Chart.Draw(place)
	r.y += height + 1.5
	r.lines(left, r.bodyWidth, smallSize, smallLine, false, report.Gray, f.Caption)
	r.y += 3
}

// beginning is how much of blocks that belong together stays on one page. To keep all of them whole would leave four
// tenths of the paper white.
const beginning = 65.0

func (r *renderer) kept(t report.Together) float64 {
	height := 0.0
	for _, b := range t.Blocks {
		height += r.height(b)
	}
	return min(height, beginning)
}

func (r *renderer) together(t report.Together) {
	r.need(r.kept(t))
	outer := r.within
	r.within = t.Title
	for i, b := range t.Blocks {
		r.block(b, t.Blocks[i+1:])
	}
	r.within = outer
}

// height estimates what a block takes, for keeping blocks together.
func (r *renderer) height(b report.Block) float64 {
	switch b := b.(type) {
	case report.Heading:
		return float64(len(r.fonts.wrap(b.Text, r.bodyWidth, 11, true)))*5.4 + 5
	case report.Text:
		return float64(len(r.fonts.wrap(b.Lead+" "+b.Text, r.bodyWidth, bodySize, false)))*bodyLine + 2
	case report.Facts:
		sum := 2.0
		for _, row := range b.Rows {
			sum += r.heightOfFact(row) + factGap
		}
		return sum
	case report.Table:
		sum := headHeight + 3
		for _, row := range b.Rows {
			sum += r.layout(b, row).height()
		}
		return sum
	case report.Figure:
		_, height := r.canvasAt(left, 0, b.Chart)
		return height + float64(len(r.fonts.wrap(b.Caption, r.bodyWidth, smallSize, false)))*smallLine + 5.5
	case report.List:
		return 12
	case report.Lines:
		return float64(len(b.Labels))*blankLine + 3
	case report.Ask:
		return r.heightOfAsk(b)
	case report.Together:
		return r.kept(b)
	default:
		return 0
	}
}
