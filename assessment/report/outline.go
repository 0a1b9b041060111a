package report

import "fmt"

// Entry is a line of the table of contents.
type Entry struct {
	Level  int    // 1 for a chapter, 2 for a section
	Number string // such as 4.2; empty in a compact document
	Text   string
}

// Outline lists the chapters and sections in their order, with the numbers that they have in every form of the document.
func (d *Document) Outline() []Entry {
	var list []Entry
	chapter, section := 0, 0
	for _, b := range d.Blocks {
		h, ok := b.(Heading)
		if !ok || h.Level > 2 {
			continue
		}
		e := Entry{Level: h.Level, Text: h.Text}
		switch {
		case d.Compact:
		case h.Level == 1:
			chapter, section = chapter+1, 0
			e.Number = fmt.Sprint(chapter)
		default:
			section++
			e.Number = fmt.Sprintf("%d.%d", chapter, section)
		}
		list = append(list, e)
	}
	return list
}
