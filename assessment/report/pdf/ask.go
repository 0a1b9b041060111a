package pdf

import (
	"fmt"

	"safeguard/assessment/report"
)

// Measures of a question on paper, in millimeters.
const (
	askIndent = 14.0 // what stands beside the number begins here
	askLeft   = left + askIndent
	askGap    = 5.0 // below the question
	boxSize   = 3.4
	boxLine   = 6.4
	boxGap    = 7.0 // between a label and the next box
	boxLabel  = boxSize + 1.6
	blankLine = 8.0 // leaves room for a hand
	siteWidth = 52.0
	noteLabel = 19.0
)

// askWidth is what a question has beside its number.
func (s sheet) askWidth() float64 { return s.bodyWidth - askIndent }

// ask draws a question with room for its answer. It stays on one page, if it is not higher than one.
func (r *renderer) ask(q report.Ask) {
	r.need(min(r.heightOfAsk(q), r.bottom-top))
	r.text(left, r.y+bodyLine*0.75, bodySize, true, r.accent, clean(q.Number))
	if q.Who != "" {
		r.text(left, r.y+bodyLine*0.75+4.2, 8, false, report.Gray, r.clip(q.Who, askIndent-1, 8, false))
	}
	r.lines(askLeft, r.askWidth(), bodySize, bodyLine, true, report.Black, q.Text)
	r.y += 0.4
	for _, text := range q.Before {
		r.lines(askLeft, r.askWidth(), smallSize, smallLine, true, report.Gray, text)
	}
	if q.Guidance != "" {
		r.lines(askLeft, r.askWidth(), smallSize, smallLine, false, report.Gray, q.Guidance)
	}
	r.y += 1
	r.boxes(q)
	r.blanks(askLeft, r.askWidth(), q.Lines)
	r.y += 1.4
	for _, f := range q.After {
		r.after(f)
	}
	r.y += askGap
}

// heightOfAsk is what ask takes, without the gap below.
func (r *renderer) heightOfAsk(q report.Ask) float64 {
	height := float64(len(r.fonts.wrap(q.Text, r.askWidth(), bodySize, true)))*bodyLine + 2.8
	for _, text := range q.Before {
		height += float64(len(r.fonts.wrap(text, r.askWidth(), smallSize, true))) * smallLine
	}
	if q.Guidance != "" {
		height += float64(len(r.fonts.wrap(q.Guidance, r.askWidth(), smallSize, false))) * smallLine
	}
	height += float64(max(len(q.Places), 1)*len(r.boxRows(q))) * boxLine
	height += float64(len(q.Lines)) * blankLine
	for _, f := range q.After {
		height += float64(len(r.fonts.wrap(f.Value, r.askWidth()-noteLabel, 8, false))) * cellLine
	}
	return height
}

// boxes draws the boxes to tick, at each of the places.
func (r *renderer) boxes(q report.Ask) {
	rows := r.boxRows(q)
	places := q.Places
	if len(places) == 0 {
		places = []string{""}
	}
	for _, place := range places {
		x := askLeft
		if place != "" {
			r.blank(x, siteWidth-6, r.y+boxLine-2, place)
			x += siteWidth
		}
		for _, row := range rows {
			r.boxRow(x, row)
		}
	}
}

// choice is a line of the label of a choice; the first has the box.
type choice struct {
	label string
	box   bool
}

// boxRows breaks the choices into rows: all beside each other, or below each other where they are too wide for that.
func (r *renderer) boxRows(q report.Ask) [][]choice {
	room := r.askWidth()
	if len(q.Places) > 0 {
		room -= siteWidth
	}
	var beside []choice
	var below [][]choice
	sum := -boxGap
	for _, label := range q.Choices {
		beside = append(beside, choice{label, true})
		sum += boxLabel + r.fonts.width(label, 9, false) + boxGap
		for n, line := range r.fonts.wrap(label, room-boxLabel, 9, false) {
			below = append(below, []choice{{line, n == 0}})
		}
	}
	if sum <= room && len(beside) > 0 {
		return [][]choice{beside}
	}
	return below
}

func (r *renderer) boxRow(x float64, row []choice) {
	r.need(boxLine)
	for _, c := range row {
		if c.box {
			r.stroke(report.Black, 0.25)
			r.pdf.Rect(x, r.y+1.4, boxSize, boxSize, "D")
		}
		x = r.text(x+boxLabel, r.y+4.3, 9, false, report.Black, clean(c.label)) + boxGap
	}
	r.y += boxLine
}

// blanks draws lines to write on, each behind its label.
func (r *renderer) blanks(x, width float64, labels []string) {
	for _, label := range labels {
		r.need(blankLine)
		r.blank(x, width, r.y+blankLine-1.4, label)
		r.y += blankLine
	}
}

// blank draws a line to write on, with its label at its left.
func (r *renderer) blank(x, width, y float64, label string) {
	from := x + r.fonts.width(label, 8, false) + 2
	r.text(x, y-0.4, 8, false, report.Gray, clean(label))
	r.stroke(report.Gray, 0.2)
	r.pdf.Line(from, y, x+width, y)
}

// after draws what proves an answer or what a question rests on.
func (r *renderer) after(f report.Fact) {
	lines := r.fonts.wrap(f.Value, r.askWidth()-noteLabel, 8, false)
	for n, line := range lines {
		r.need(cellLine)
		if n == 0 {
			r.text(askLeft, r.y+cellLine*0.75, 8, true, report.Gray, r.clip(f.Label, noteLabel-1, 8, true))
		}
		r.text(askLeft+noteLabel, r.y+cellLine*0.75, 8, false, report.Gray, line)
		r.y += cellLine
	}
}

// Measures of contents that stand among other blocks.
const (
	listLine = 5.4
	listRows = 40
	listGap  = 8.0 // between the two columns
)

// listColumn is the width of one of two columns.
func (s sheet) listColumn() float64 { return (s.bodyWidth - listGap) / 2 }

// listContents leaves room for the contents in two columns, since page numbers come last.
func (r *renderer) listContents() {
	rows := (len(r.chapters()) + 1) / 2
	r.need(float64(rows) * listLine)
	r.listed = place{r.pdf.PageNo(), r.y}
	r.y += float64(rows)*listLine + 3
}

// chapters gives the entries of level 1, as many as fit on a page.
func (r *renderer) chapters() []entry {
	var list []entry
	for _, e := range r.entries {
		if e.level == 1 && len(list) < 2*listRows {
			list = append(list, e)
		}
	}
	return list
}

// fillContents writes the contents into the room that was left.
func (r *renderer) fillContents() {
	list := r.chapters()
	rows := (len(list) + 1) / 2
	r.turnTo(r.listed.page)
	for i, e := range list {
		x := left + float64(i/rows)*(r.listColumn()+listGap)
		y := r.listed.y + float64(i%rows)*listLine + 4
		number := fmt.Sprint(e.page)
		at := x + r.listColumn() - r.fonts.width(number, 9, false)
		shown := r.clip(e.text, r.listColumn()-12, 9, false)
		r.text(x, y, 9, false, report.Black, shown)
		r.text(at, y, 9, false, report.Black, number)
		r.stroke(report.LightGray, 0.2)
		r.pdf.Line(x+r.fonts.width(shown, 9, false)+2, y-0.4, at-2, y-0.4)
		r.pdf.Link(x, y-4, r.listColumn(), listLine, e.link)
	}
}
