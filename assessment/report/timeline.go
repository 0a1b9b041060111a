package report

import (
	"strings"
	"unicode"

	"safeguard/assessment"
)

// Timeline shows what is to be done over the quarters of the calendar: a line from start to due for each, with the due
// date in words, so that what is late needs no color to be seen. What lies beyond the last quarter ends in a column of
// its own.
type Timeline struct {
	AsOf     assessment.Date
	Quarters int // columns from that of the as-of date on
	Beyond   bool
	Lines    []TimelineLine
}

// TimelineLine is one line of a timeline. Without a start it begins at the as-of date, and is drawn hollow.
type TimelineLine struct {
	Label string
	Start assessment.Date
	Due   assessment.Date
	Late  bool
}

const (
	timeLabel = 60.0
	timeGrid  = 88.0
	timeDue   = 31.0
	timeHead  = 11.0
	timeRow   = 6.2

	timelineColumns = 8  // at most, so that the name of a quarter has room
	timelineLines   = 24 // of one figure, so that it has room on a page with its heading
)

// Size implements Chart.
func (t Timeline) Size() (width, height float64) {
	return timeLabel + timeGrid + timeDue, timeHead + float64(len(t.Lines))*timeRow
}

// Draw implements Chart.
func (t Timeline) Draw(c Canvas) {
	_, height := t.Size()
	t.grid(c, height)
	for i, line := range t.Lines {
		t.line(c, timeHead+float64(i)*timeRow, line)
	}
	x := t.at(t.AsOf)
	c.Line(x, timeHead-2.6, x, height, Gray)
	c.Write(max(x, timeLabel+5), timeHead-4.2, 6.5, false, 0, Gray, "as of")
}

// grid draws the columns under their quarters.
func (t Timeline) grid(c Canvas, height float64) {
	c.Write(timeLabel+timeGrid+2, 3, 7.5, true, -1, Gray, "Due")
	first, width := t.AsOf.Quarter(), t.column()
	for n := range t.columns() {
		x := timeLabel + float64(n)*width
		name := "Later"
		if n < t.Quarters {
			name = first.Plus(n).String()
		}
		c.Write(x+width/2, 3, 7, true, 0, Gray, name)
		c.Line(x, 0.5, x, height, LightGray)
	}
	c.Line(timeLabel+timeGrid, 0.5, timeLabel+timeGrid, height, LightGray)
	c.Line(0, timeHead, timeLabel+timeGrid+timeDue, timeHead, Gray)
}

func (t Timeline) line(c Canvas, y float64, line TimelineLine) {
	middle := y + timeRow/2
	c.Write(0, middle, 7.5, false, -1, Black, fit(line.Label, timeLabel-2, 7.5))
	c.Line(0, y+timeRow, timeLabel+timeGrid+timeDue, y+timeRow, PaleGray)
	start, fill, border, due := line.Start, Blue, Blue, line.Due.Short()
	if start.IsZero() {
		start, fill = t.AsOf, White
	}
	if line.Late {
		// All of it lies in the past, so that it stands at the as-of date, from the left edge of the first quarter.
		c.Rect(timeLabel, y+1.5, max(t.at(t.AsOf)-timeLabel, 1.5), timeRow-3, Red, Red)
		c.Write(timeLabel+timeGrid+2, middle, 7.5, true, -1, Red, "Late: "+due)
		return
	}
	from, to := t.at(start), t.at(line.Due)
	from = min(from, to-1.5)
	c.Rect(max(from, timeLabel), y+1.5, to-max(from, timeLabel), timeRow-3, fill, border)
	c.Write(timeLabel+timeGrid+2, middle, 7.5, false, -1, Black, due)
}

func (t Timeline) columns() int {
	if t.Beyond {
		return t.Quarters + 1
	}
	return t.Quarters
}

func (t Timeline) column() float64 { return timeGrid / float64(max(t.columns(), 1)) }

// at gives the place of a day: its end, as far as the quarter has passed by then. What comes before the first quarter
// stands at its beginning, and what comes after the last one in the middle of the column for what is later.
func (t Timeline) at(d assessment.Date) float64 {
	q := d.Quarter()
	n := t.AsOf.Quarter().Until(q)
	switch {
	case n < 0:
		return timeLabel
	case n >= t.Quarters:
		return timeLabel + (float64(t.Quarters)+0.5)*t.column()
	}
	passed := float64(q.First().DaysUntil(d)+1) / float64(q.First().DaysUntil(q.Last())+1)
	return timeLabel + (float64(n)+passed)*t.column()
}

// fit cuts a text to a width in millimeters at a size in points. Widths are estimated from above, since a chart does not
// know the font that draws it.
func fit(text string, width, size float64) string {
	text = strings.Join(strings.Fields(text), " ")
	room, used := width/(size*0.3528), 0.0
	for i, r := range text {
		used += emOf(r)
		if used > room {
			return strings.TrimRight(cutBefore(text[:i], room-emOf('…')), " ,;:.") + "…"
		}
	}
	return text
}

func cutBefore(text string, room float64) string {
	used := 0.0
	for i, r := range text {
		if used += emOf(r); used > room {
			return text[:i]
		}
	}
	return text
}

// emOf is about how wide a letter is, in sizes of the font.
func emOf(r rune) float64 {
	switch {
	case strings.ContainsRune("ijlt.,:;'|!I ()-f", r):
		return 0.3
	case strings.ContainsRune("mwMW@%", r), r == '…':
		return 0.95
	case r >= 0x2E80:
		return 1.1
	case unicode.IsLower(r), unicode.IsDigit(r):
		return 0.556
	default:
		return 0.75
	}
}
