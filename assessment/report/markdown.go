package report

import (
	"fmt"
	"regexp"
	"strings"
)

// Markdown writes a document as CommonMark with the tables of GitHub's dialect. Whatever its texts hold is shown as
// plain text, and charts are told by their captions.
func Markdown(d *Document) string {
	var m markdown
	m.heading(1, d.Title)
	m.paragraph(escape(d.Subtitle))
	for _, notice := range []string{d.Missing, d.Notice} {
		if notice != "" {
			m.paragraph("**" + escape(notice) + "**")
		}
	}
	m.paragraph(escape(d.Cover.Lead))
	m.facts(d.Cover.Facts)
	for _, b := range d.Blocks {
		m.block(b)
	}
	m.paragraph("---")
	m.paragraph(escape(d.Foot))
	return m.String()
}

type markdown struct{ strings.Builder }

// paragraph writes lines of Markdown and what keeps them apart from the next.
func (m *markdown) paragraph(text string) {
	if text == "" {
		return
	}
	if m.Len() > 0 {
		m.WriteString("\n")
	}
	m.WriteString(text + "\n")
}

func (m *markdown) heading(level int, text string) {
	m.paragraph(strings.Repeat("#", level) + " " + line(text))
}

func (m *markdown) block(b Block) {
	switch b := b.(type) {
	case Heading:
		m.heading(b.Level+1, b.Text)
	case Text:
		m.paragraph(led(b))
	case List:
		m.list(b.Items)
	case Facts:
		m.facts(b.Rows)
	case Table:
		m.table(b)
	case Figure:
		m.paragraph(escape(b.Caption))
	case Together:
		for _, inner := range b.Blocks {
			m.block(inner)
		}
	case Lines:
		m.lines(b.Labels)
	case Ask:
		m.ask(b)
	}
}

func led(t Text) string {
	if t.Lead == "" {
		return escape(t.Text)
	}
	return "**" + escape(t.Lead) + "** " + escape(t.Text)
}

func (m *markdown) list(items []string) {
	var list []string
	for _, item := range items {
		list = append(list, "- "+line(item))
	}
	m.paragraph(strings.Join(list, "\n"))
}

func (m *markdown) facts(facts []Fact) {
	var list []string
	for _, f := range facts {
		list = append(list, fmt.Sprintf("- **%s:** %s", line(f.Label), line(f.Value)))
	}
	m.paragraph(strings.Join(list, "\n"))
}

func (m *markdown) table(t Table) {
	var head, rule []string
	for _, c := range t.Columns {
		head = append(head, line(c.Title))
		rule = append(rule, "---")
	}
	lines := []string{"| " + strings.Join(head, " | ") + " |", "| " + strings.Join(rule, " | ") + " |"}
	for _, r := range t.Rows {
		cells := []string{"**" + line(r.Group) + "**"}
		if r.Group == "" {
			cells = nil
			for _, c := range r.Cells {
				cells = append(cells, line(c.Text+c.Level.Title()))
			}
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
	}
	m.paragraph(strings.Join(lines, "\n"))
}

// toWriteOn is a line to write on.
const toWriteOn = "________________________________________"

func (m *markdown) lines(labels []string) {
	for _, label := range labels {
		m.paragraph(line(label) + ": " + toWriteOn)
	}
}

func (m *markdown) ask(q Ask) {
	m.heading(3, q.Number+" "+q.Text)
	for _, text := range q.Before {
		m.paragraph("*" + line(text) + "*")
	}
	m.paragraph(escape(q.Guidance))
	places := q.Places
	if len(places) == 0 {
		places = []string{""}
	}
	for _, place := range places {
		m.boxes(place, q.Choices)
	}
	m.lines(q.Lines)
	m.facts(append([]Fact{{"Likely to know", q.Who}}, q.After...))
}

// boxes writes the choices, each behind a box that can be ticked on paper and in the file.
func (m *markdown) boxes(place string, choices []string) {
	var list []string
	if place != "" {
		list = append(list, line(place)+": ____________________")
	}
	for _, c := range choices {
		list = append(list, "☐ "+line(c))
	}
	m.paragraph(strings.Join(list, " \u2003"))
}

// line is a text on one line.
func line(text string) string { return strings.Join(strings.Fields(escape(text)), " ") }

// marked are the characters that mean something anywhere in a text; leading those that do at the beginning of a line.
var (
	marked  = regexp.MustCompile("[\\\\`*_\\[\\]<>~|#]|&[#A-Za-z]")
	leading = regexp.MustCompile(`(?m)^(?:[+=-]|\d{1,9}[.)](?:[ \t]|$))`)
	indent  = regexp.MustCompile(`(?m)^[ \t]+`)
)

// escape makes Markdown that shows the text as it is.
func escape(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\r", "\n")
	text = marked.ReplaceAllStringFunc(text, func(s string) string { return `\` + s })
	return leading.ReplaceAllStringFunc(indent.ReplaceAllString(text, ""), func(s string) string {
		sign := strings.IndexAny(s, "+=-.)")
		return s[:sign] + `\` + s[sign:]
	})
}
