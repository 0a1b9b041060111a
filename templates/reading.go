package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment/report"
)

// ReadingPage is a document of an assessment, to be read on screen.
type ReadingPage struct {
	AssessmentPage
	Document  *report.Document
	Documents []ReportLine // all documents of the assessment
	chapters  []readingChapter
	refs      map[string]string // the ids of what tables refer to by a number, such as R7
}

// Complete fills in what the head of the page says, and brings the document into the order of a page.
func (p ReadingPage) Complete() ReadingPage {
	p.Main = &Action{Label: "Download PDF", URL: p.At("reports", p.Document.Name+".pdf?download"), Icon: "download"}
	p.Crumbs = append(p.Crumbs, Crumb{Label: "Reports", URL: p.At("reports")})
	p.Lead = p.Document.Cover.Lead
	l := newReadingLayout(p.Document)
	p.chapters, p.refs = l.chapters, l.refs
	return p
}

// ReadingHead is the head of the page of a document.
func ReadingHead(d *report.Document) Page { return Page{Heading: d.Title} }

// line is the document's own line in the list of documents.
func (p ReadingPage) line() ReportLine {
	for _, l := range p.Documents {
		if l.Name == p.Document.Name {
			return l
		}
	}
	return ReportLine{}
}

// documents leads to the documents of the assessment.
func (p ReadingPage) documents() Tabs {
	tabs := Tabs{Label: "Documents"}
	for _, l := range p.Documents {
		tabs.Items = append(tabs.Items, Tab{Label: l.Title, URL: l.Page, Current: l.Name == p.Document.Name})
	}
	return tabs
}

// record says what this page is beside the PDF, which is what was issued.
func (p ReadingPage) record() string {
	l := p.line()
	switch {
	case !p.closed():
		return "This page and the PDF show what is answered now, and change with the answers."
	case l.SHA256 == "":
		return "The PDF is the record. It is made when it is first opened, and kept from then on. This page shows the same approved content, in the words of version " + p.Version + " of this program."
	default:
		return fmt.Sprintf("The PDF is the record. It was made on %s and is kept as it was. This page shows the same approved content, in the words of version %s of this program.",
			l.MadeAt.Format("Jan 2, 2006"), p.Version)
	}
}

// about lists what the cover says, and the digest by which the record is known.
func (p ReadingPage) about() Facts {
	facts := factsOf(p.Document.Cover.Facts)
	if sha := p.line().SHA256; sha != "" {
		facts.Items = append(facts.Items, Fact{Name: "SHA-256 of the PDF", Body: code(sha)})
	}
	return facts
}

func factsOf(list []report.Fact) (f Facts) {
	for _, fact := range list {
		f.Items = append(f.Items, Fact{Name: fact.Label, Value: fact.Value})
	}
	return f
}

// ref gives the address of what a cell refers to by its number, or "".
func (p ReadingPage) ref(c report.Cell) templ.SafeURL {
	if id := p.refs[c.Text]; id != "" && c.Text != "" {
		return templ.SafeURL("#" + id)
	}
	return ""
}

// heads reports whether a cell names its row: the first one does, unless it is empty or shows a level.
func heads(column int, c report.Cell) bool { return column == 0 && c.Level == 0 && c.Text != "" }

// readingBody is the rows of a table under one group, or under none.
type readingBody struct {
	group string
	rows  []report.Row
}

// bodies parts the rows of a table at its groups.
func bodies(t report.Table) []readingBody {
	var list []readingBody
	for _, row := range t.Rows {
		if row.Group != "" || len(list) == 0 {
			list = append(list, readingBody{group: row.Group})
		}
		if row.Group == "" {
			last := &list[len(list)-1]
			last.rows = append(last.rows, row)
		}
	}
	return list
}

// cells pairs the cells of a row with their columns.
func cells(t report.Table, row report.Row) []readingCell {
	list := make([]readingCell, min(len(row.Cells), len(t.Columns)))
	for i := range list {
		list[i] = readingCell{row.Cells[i], t.Columns[i], heads(i, row.Cells[i])}
	}
	return list
}

type readingCell struct {
	report.Cell
	column report.Column
	heads  bool
}

// longWord is from how many bytes on a word may be broken, so that it widens no table.
const longWord = 24

// class says that numbers are set flush right, and that a cell has a word that may be broken.
func (c readingCell) class() string {
	switch {
	case c.column.Right:
		return "num"
	case slices.ContainsFunc(strings.Fields(c.Text), func(word string) bool { return len(word) >= longWord }):
		return "whole"
	default:
		return ""
	}
}

// share gives the width of a column as on paper, so that tables of the same kind have the same columns. It is an
// attribute, since the policy of the pages admits no styles.
func share(t report.Table, column int) string {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	if sum == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f%%", t.Columns[column].Width/sum*100)
}

// sign is how a mark is shown: a drawing in the color of a state, and the word for those who cannot see it.
type sign struct{ icon, kind, word string }

// signPrefix begins the ids of the drawings.
const signPrefix = "sign-"

var signs = map[report.Mark]sign{
	report.Check:   {signPrefix + "check", "done", "In place"},
	report.Shield:  {signPrefix + "shield-check", "done", "In place and verified"},
	report.Half:    {signPrefix + "circle-half", "needs", "Partly in place"},
	report.Cross:   {signPrefix + "x", "blocked", "Missing"},
	report.Unsure:  {signPrefix + "help-circle", "blocked", "Unknown"},
	report.Empty:   {signPrefix + "circle-dashed", "blocked", "Not answered"},
	report.Dash:    {signPrefix + "minus", "quiet", "Does not count"},
	report.Pending: {signPrefix + "arrow-right", "others", "Planned"},
}

// signIcons lists the ids of the drawings.
func signIcons() []string {
	var list []string
	for _, s := range signs {
		list = append(list, s.icon)
	}
	slices.Sort(list)
	return list
}
