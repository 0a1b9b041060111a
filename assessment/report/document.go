// Package report builds the documents that an assessment leaves behind: the risk analysis, the remediation plan,
// the evaluation, the executive summary and the comparison. It turns a snapshot into a model of headings, texts,
// tables and charts, and never draws; package report/pdf does. A catalog it turns into a questionnaire to be filled in
// by hand.
package report

import "safeguard/assessment"

// Document is one report, ready to be drawn.
type Document struct {
	Name     string // of its file, without extension
	Title    string
	Subtitle string // of whom and when, under the title
	Subject  string
	Running  string // at the left of the head of every page but the first
	Foot     string // at the left of the foot of every page
	Notice   string // what every page has to say, such as that a rule is not in force
	Date     assessment.Date
	Digest   string
	Missing  string // why it is a draft; empty when it is final
	Compact  bool   // a title instead of a cover and pages of contents
	Linked   bool   // with links to the parts under the title, where it is compact
	Paper    Paper
	Brand    Brand
	Cover    Cover
	Blocks   []Block
}

// Paper is a format of paper.
type Paper uint8

// The formats: US Letter is what people have who said nothing.
const (
	Letter Paper = iota
	A4
)

// Brand is what a provider puts on the reports that it hands out. Each part of it may be missing.
type Brand struct {
	Name         string // of the provider
	Contact      string // how to reach the provider, in a line
	Confidential string // a sentence at the foot of every page, instead of the program's own
	Color        Color  // of bands, headings within tables and links; black means the program's own
	Logo         []byte // of the provider, PNG
	ClientLogo   []byte // PNG
}

// Cover is the first page.
type Cover struct {
	Lead  string // one sentence on what the document is
	Facts []Fact
}

// Block is one of Heading, Text, List, Facts, Table, Figure, Together, PageBreak, Contents, Lines and Ask.
type Block interface{ block() }

// Heading opens a chapter (level 1), a section (2) or a part of one (3). Chapters and sections are in the table of
// contents and the bookmarks.
type Heading struct {
	Level int
	Text  string
}

// Text is a paragraph, with an optional lead in bold.
type Text struct {
	Lead string
	Text string
	Tone Tone
}

// Tone sets a paragraph off from the others.
type Tone int

// Plain is body text, Muted is smaller and gray, Boxed stands in a frame.
const (
	Plain Tone = iota
	Muted
	Boxed
)

// List is a list of short texts.
type List struct{ Items []string }

// Facts is a list of labels with their values.
type Facts struct{ Rows []Fact }

// Fact is a label with its value.
type Fact struct{ Label, Value string }

// Table has a head that is repeated on every page that it runs over.
type Table struct {
	Columns []Column
	Rows    []Row
}

// Column is one column of a table; widths are shares of the whole.
type Column struct {
	Title string
	Width float64
	Right bool // numbers are set flush right
}

// Row is one row of a table. A row with a Group and no cells is a heading within the table.
type Row struct {
	Group string
	Cells []Cell
}

// Cell holds a text, a level of risk, or a state with its text.
type Cell struct {
	Text  string
	Bold  bool
	Level assessment.RiskLevel
	Mark  Mark
}

// Mark is the sign beside a state, so that a state needs no color.
type Mark int

// The marks of a state.
const (
	NoMark  Mark = iota
	Check        // in place
	Shield       // in place and verified
	Half         // partly in place
	Cross        // missing
	Unsure       // nobody could say
	Empty        // not answered
	Dash         // does not count
	Pending      // planned
)

// Figure is a chart with a caption, which also tells its content to those who cannot see it.
type Figure struct {
	Chart   Chart
	Caption string
}

// Together keeps the beginning of its blocks on one page. Where the rest runs over to the next, the title stands
// there again.
type Together struct {
	Title  string
	Blocks []Block
}

// PageBreak begins a page, unless it stands at the top of one, so that what follows can be handed out by itself.
type PageBreak struct{}

// Contents lists the chapters with their pages, where it stands.
type Contents struct{}

// Lines is lines to write on, each behind its label.
type Lines struct{ Labels []string }

// Ask is a question with room for its answer on paper. It stays on one page.
type Ask struct {
	Number   string
	Text     string
	Who      string   // likely to know
	Before   []string // what is to be known before it is asked, such as when it is
	Guidance string
	Places   []string // labels of places, where it is asked at more than one: each has a line and boxes of its own
	Choices  []string // each with a box to tick
	Lines    []string // labels of lines to write on
	After    []Fact   // what proves it, and what it rests on
}

func (Heading) block()   {}
func (Text) block()      {}
func (List) block()      {}
func (Facts) block()     {}
func (Table) block()     {}
func (Figure) block()    {}
func (Together) block()  {}
func (PageBreak) block() {}
func (Contents) block()  {}
func (Lines) block()     {}
func (Ask) block()       {}

func (d *Document) add(blocks ...Block) { d.Blocks = append(d.Blocks, blocks...) }

func (d *Document) chapter(text string) { d.add(Heading{1, text}) }

func (d *Document) section(text string) { d.add(Heading{2, text}) }

// or adds the block, or the text where there is nothing to show.
func (d *Document) or(empty bool, otherwise string, b Block) {
	if empty {
		d.add(Text{Text: otherwise, Tone: Muted})
		return
	}
	d.add(b)
}

// All builds every document of a snapshot; the comparison only where the snapshot was compared.
func All(s assessment.Snapshot) []*Document {
	list := []*Document{RiskAnalysis(s), RemediationPlan(s), Evaluation(s), ExecutiveSummary(s)}
	if s.Result.Comparison != nil {
		list = append(list, Comparison(s))
	}
	return list
}
