package pdf

import (
	"safeguard/assessment"
	"safeguard/assessment/report"
)

const (
	cellSize   = 8.5
	cellLine   = 3.8
	cellPad    = 1.1
	tableGap   = 0.6 // above its head
	rightPad   = 3.2 // keeps a number off the text at its right
	headHeight = 6.6
	badge      = 5.0
	markWidth  = 4.2
)

// row is a row of a table, broken into lines.
type row struct {
	report.Row
	cells [][]string
	lines int // of the highest cell
}

func (l row) height() float64 {
	if l.Group != "" {
		return 6.6
	}
	return l.inner(l.lines) + 2*cellPad
}

// inner is the height of some lines of the row, and of its badges where it has any.
func (l row) inner(lines int) float64 {
	for _, c := range l.Cells {
		if c.Level != 0 {
			return max(float64(lines)*cellLine, badge)
		}
	}
	return float64(lines) * cellLine
}

// widths gives the widths of a table's columns in millimeters.
func (r *renderer) widths(t report.Table) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	list := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = c.Width / sum * r.bodyWidth
	}
	return list
}

// layout breaks the cells of a row into lines.
func (r *renderer) layout(t report.Table, source report.Row) row {
	l := row{Row: source, cells: make([][]string, len(source.Cells)), lines: 1}
	for i, width := range r.widths(t) {
		if i >= len(source.Cells) {
			break
		}
		c := source.Cells[i]
		room := width - 2*cellPad
		if c.Mark != report.NoMark {
			room -= markWidth
		}
		l.cells[i] = r.fonts.wrap(c.Text, room, cellSize, c.Bold)
		l.lines = max(l.lines, len(l.cells[i]))
	}
	return l
}

// table draws a table; its head stands on every page that it runs over. A row that is higher than a page is
// continued on the next.
func (r *renderer) table(t report.Table) {
	rows := make([]row, len(t.Rows))
	for i := range t.Rows {
		rows[i] = r.layout(t, t.Rows[i])
	}
	r.y += tableGap
	for i := range rows {
		height := rows[i].height()
		if i+1 < len(rows) && (rows[i].Group != "" || i == len(rows)-2 && rows[i+1].height() < lonely) {
			height += rows[i+1].height() // a heading keeps to what it heads
		}
		switch {
		case i == 0:
			r.need(r.startOfTable(t))
			r.head(t)
		case r.y+min(height, r.bottom-top-headHeight) > r.bottom:
			r.continueTable(t)
		}
		r.row(t, rows[i])
	}
	r.y += 3
}

// continueTable begins the next page with the table's head.
func (r *renderer) continueTable(t report.Table) {
	r.newPage()
	r.head(t)
}

// lonely is the height below which a last row does not stand on a page by itself.
const lonely = 14.0

// wholeTable is the height up to which the rows of a table stay on one page.
const wholeTable = 45.0

// startOfTable is how much of a table stands on one page at least: all of a small one, or else its head and two rows,
// since one alone says too little.
func (r *renderer) startOfTable(t report.Table) float64 {
	height, start := 0.0, 0.0
	for i, source := range t.Rows {
		height += r.layout(t, source).height()
		if i < 2 {
			start = height
		}
		if height > wholeTable {
			return headHeight + min(start, 60)
		}
	}
	return headHeight + height
}

func (r *renderer) head(t report.Table) {
	r.fill(report.PaleGray)
	r.pdf.Rect(left, r.y, r.bodyWidth, headHeight, "F")
	x := left
	for i, width := range r.widths(t) {
		title := r.clip(t.Columns[i].Title, width-cellPad, 8, true)
		at := x + cellPad
		if t.Columns[i].Right {
			at = x + width - rightPad - r.fonts.width(title, 8, true)
		}
		r.text(at, r.y+4.4, 8, true, report.Gray, title)
		x += width
	}
	r.y += headHeight
	r.rule(report.Gray)
}

func (r *renderer) rule(c report.Color) {
	r.stroke(c, 0.15)
	r.pdf.Line(left, r.y, left+r.bodyWidth, r.y)
}

func (r *renderer) row(t report.Table, l row) {
	if l.Group != "" {
		r.text(left+cellPad, r.y+4.6, 9, true, r.accent, r.clip(l.Group, r.bodyWidth, 9, true))
		r.y += l.height()
		r.rule(report.LightGray)
		return
	}
	for from := 0; from < l.lines; {
		fits := int((r.bottom - r.y - 2*cellPad) / cellLine)
		to := min(l.lines, from+max(fits, 1))
		r.cells(t, l, from, to)
		r.y += l.inner(to-from) + 2*cellPad
		if from = to; from < l.lines {
			r.continueTable(t)
		}
	}
	r.rule(report.LightGray)
}

// cells draws some lines of all cells of a row. A single line stands at the middle of the badges beside it.
func (r *renderer) cells(t report.Table, l row, from, to int) {
	x := left
	if spare := l.inner(to-from) - float64(to-from)*cellLine; spare > 0 {
		r.drop = spare / 2
		defer func() { r.drop = 0 }()
	}
	for i, width := range r.widths(t) {
		if i < len(l.cells) {
			r.cell(t.Columns[i], l.Cells[i], l.cells[i], x, width, from, to)
		}
		x += width
	}
}

func (r *renderer) cell(column report.Column, c report.Cell, lines []string, x, width float64, from, to int) {
	if c.Level != 0 {
		if from == 0 {
			r.level(c.Level, x+cellPad, r.y+cellPad, min(width-2*cellPad, 28))
		}
		return
	}
	x += cellPad
	if c.Mark != report.NoMark {
		if from == 0 {
			sign := marks[c.Mark]
			r.text(x, r.y+r.drop+cellPad+3.2, sign.size, false, sign.color, sign.text)
		}
		x += markWidth
	}
	for n := from; n < min(to, len(lines)); n++ {
		at := x
		if column.Right {
			at = x + width - cellPad - rightPad - r.fonts.width(lines[n], cellSize, c.Bold)
		}
		r.text(at, r.y+r.drop+cellPad+float64(n-from)*cellLine+3, cellSize, c.Bold, report.Black, lines[n])
	}
}

type sign struct {
	text  string
	size  float64
	color report.Color
}

var marks = map[report.Mark]sign{
	report.Check:   {"✔", 9, report.Green},
	report.Shield:  {"✔", 9, report.Green},
	report.Half:    {"◐", 12, report.Amber},
	report.Cross:   {"✘", 9, report.Red},
	report.Unsure:  {"?", 10, report.Red},
	report.Empty:   {"☐", 10, report.Red},
	report.Dash:    {"–", 9, report.Gray},
	report.Pending: {"➔", 9, report.Blue},
}

// badgeWords is how wide a badge is that has room for bars and the longest word.
const badgeWords = 21.0

// level draws a level as a filled badge with its word and one to five bars, so that it needs no color. In a narrow column it
// has the short word alone.
func (r *renderer) level(l assessment.RiskLevel, x, y, width float64) {
	paint := report.PaintOf(l)
	r.fill(paint.Fill)
	r.stroke(paint.Border, 0.2)
	r.pdf.Rect(x, y, width, badge, "FD")
	if width < badgeWords {
		short := report.ShortLevel(l)
		r.text(x+(width-r.fonts.width(short, 8, true))/2, y+3.55, 8, true, paint.Text, short)
		return
	}
	r.fill(paint.Text)
	r.stroke(paint.Text, 0.12)
	at := x + 1.2
	for i := assessment.RiskVeryLow; i <= assessment.RiskVeryHigh; i++ {
		style := "D"
		if i <= l {
			style = "FD"
		}
		r.pdf.Rect(at, y+1.4, 0.8, badge-2.8, style)
		at += 1.35
	}
	at += 0.8
	word := l.Title()
	size := 8.0
	if room, wide := x+width-1-at, r.fonts.width(word, size, true); wide > room {
		size *= max(room/wide, 0.75)
	}
	r.text(at, y+3.55, size, true, paint.Text, word)
}
