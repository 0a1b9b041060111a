package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment/report"
)

// readingPart is one block of a document, with what a page adds to it.
type readingPart struct {
	report.Block
	ID     string // of a heading
	Number string // of a heading, such as 4.2 or R7
	Text   string // of a heading, without its number
	Rank   int    // of a heading: 2 for h2
	Label  string // of a table or a figure, which no other on the page has
}

// readingChapter is a heading with all up to the next of its rank. What stands before the first heading has none.
type readingChapter struct {
	Heading readingPart
	Parts   []readingPart
}

// readingLayout brings a document into the order of a page: chapters with headings that can be linked to.
type readingLayout struct {
	chapters []readingChapter
	refs     map[string]string
	outline  []report.Entry
	open     []int          // the levels of the headings that the cursor is under
	part     string         // the id of the last chapter or section
	under    string         // the text of the last heading
	seen     map[string]int // how often a label was given
	parts    int            // headings of the outline so far
	items    int            // headings below them so far
}

func newReadingLayout(d *report.Document) *readingLayout {
	l := &readingLayout{refs: map[string]string{}, outline: d.Outline(), part: "part", under: d.Title, seen: map[string]int{}}
	l.blocks(d.Blocks)
	return l
}

func (l *readingLayout) blocks(list []report.Block) {
	for _, b := range list {
		switch b := b.(type) {
		case report.Heading:
			l.heading(b)
		case report.Together:
			l.blocks(b.Blocks)
		case report.PageBreak, report.Contents: // a page has no pages, and contents of its own
		case report.Table:
			l.add(readingPart{Block: b, Label: l.label("Table")})
		case report.Figure:
			l.add(readingPart{Block: b, Label: l.label("Chart")})
		default:
			l.add(readingPart{Block: b})
		}
	}
}

// heading ranks a heading by those that it stands under, so that no rank is left out.
func (l *readingLayout) heading(h report.Heading) {
	for len(l.open) > 0 && l.open[len(l.open)-1] >= h.Level {
		l.open = l.open[:len(l.open)-1]
	}
	l.open = append(l.open, h.Level)
	p := readingPart{Block: h, Text: h.Text, Rank: len(l.open) + 1}
	if h.Level <= 2 && l.parts < len(l.outline) {
		p.Number = l.outline[l.parts].Number
		l.parts, l.items = l.parts+1, 0
		l.part = partID(p.Number, l.parts)
		p.ID = l.part
	} else {
		l.items++
		p.ID = fmt.Sprintf("%s-item-%d", l.part, l.items)
		if number, text, ok := strings.Cut(h.Text, "  "); ok {
			p.Number, p.Text = number, text
			l.refs[number] = p.ID
		}
	}
	l.under = p.heading()
	if p.Rank == 2 {
		l.chapters = append(l.chapters, readingChapter{Heading: p})
		return
	}
	l.add(p)
}

// partID makes an id of a heading's number, such as part-4-2, or of its place where it has none.
func partID(number string, place int) string {
	if number == "" {
		number = fmt.Sprint(place)
	}
	return "part-" + strings.ReplaceAll(number, ".", "-")
}

func (l *readingLayout) add(p readingPart) {
	if len(l.chapters) == 0 {
		l.chapters = append(l.chapters, readingChapter{})
	}
	last := &l.chapters[len(l.chapters)-1]
	last.Parts = append(last.Parts, p)
}

// label names a table or a chart after the heading that it stands under.
func (l *readingLayout) label(kind string) string {
	label := kind + ": " + l.under
	l.seen[label]++
	if n := l.seen[label]; n > 1 {
		return fmt.Sprintf("%s, %d", label, n)
	}
	return label
}

// contents lists the chapters and sections for the table of contents.
func (p ReadingPage) contents() []readingPart {
	var list []readingPart
	for _, c := range p.chapters {
		if c.Heading.ID != "" {
			list = append(list, c.Heading)
		}
		for _, part := range c.Parts {
			if h, ok := part.Block.(report.Heading); ok && h.Level <= 2 {
				list = append(list, part)
			}
		}
	}
	return list
}

// heading is a heading with its number, in one text.
func (h readingPart) heading() string { return strings.TrimSpace(h.Number + " " + h.Text) }
