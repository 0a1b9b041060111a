package templates

import (
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// Action is a link or a button that does one thing, named by what it does.
type Action struct {
	Label string
	URL   string
	Icon  string // a name of Icon, or empty
	Key   string // the key that follows it, such as "g c"; empty for none
	Post  bool   // a button that posts to URL instead of a link
	Slow  bool   // the button says "Working..." until the answer arrives
	About string // completes the label for screen readers where many actions share it
}

// Crumb is one step of the way to the page.
type Crumb struct{ Label, URL string }

// Problem is one thing that kept a form from being saved. Field is the id of the field that mends it.
type Problem struct{ Field, What string }

// StateKind is one of the six states of the pages; each has an icon and a fill.
type StateKind string

// The states.
const (
	StateTodo     StateKind = "todo"
	StateNeeds    StateKind = "needs"
	StateOthers   StateKind = "others"
	StateDone     StateKind = "done"
	StateBlocked  StateKind = "blocked"
	StateProposal StateKind = "proposal"
)

// icon names the icon beside the word of a state, so that the state is clear without its color.
func (k StateKind) icon() string {
	switch k {
	case StateNeeds:
		return "alert-circle"
	case StateOthers:
		return "hourglass"
	case StateDone:
		return "circle-check"
	case StateBlocked:
		return "ban"
	case StateProposal:
		return "history"
	default:
		return "circle-dashed"
	}
}

// StateView is a state as a badge: its word and the icon of its kind.
type StateView struct {
	Kind StateKind
	Word string
}

// LevelView is a level of risk as a badge, with how many risks have it where Count is more than 0.
type LevelView struct {
	Level assessment.RiskLevel
	Count int
}

// levelClass names the class that paints a level.
func levelClass(l assessment.RiskLevel) string {
	return "level level-" + l.String()
}

// word is the level for people, and the count where there is one.
func (v LevelView) word() string {
	if v.Count > 0 {
		return v.Level.Title() + " " + strconv.Itoa(v.Count)
	}
	return v.Level.Title()
}

// barsFrom draws some of the five bars of a level as one path, since a long document has hundreds of levels.
func barsFrom(first, end int) string {
	path := ""
	for n := first; n < end; n++ {
		path += "M" + strconv.Itoa(n*4) + " 0h3v12h-3z"
	}
	return path
}

// Option is one choice of a list or of a group of radio buttons or boxes.
type Option struct {
	Value  string
	Label  string
	Hint   string
	Key    string // the key that chooses it, shown before the label
	Chosen bool
}

// Field is a labeled field with its hint and its error. The zero Type is text; textarea and select are types too.
type Field struct {
	ID       string // the id, which problems link to
	Name     string // the name in the form; the id where empty
	Label    string
	Hint     string
	Error    string
	Type     string
	Value    string
	Options  []Option // of a select
	Auto     string   // the autocomplete word, such as username or one-time-code
	Mode     string   // the keyboard of a phone, such as numeric
	Width    string   // short, medium, or empty for the whole width
	Rows     int      // of a textarea; 3 where 0
	Optional bool
	Attrs    templ.Attributes // what else the field carries, such as hx-post
}

func (f Field) name() string {
	if f.Name != "" {
		return f.Name
	}
	return f.ID
}

func (f Field) kind() string {
	if f.Type == "date" && new(assessment.Date).UnmarshalText([]byte(f.Value)) != nil {
		return "text" // a date field would show none of what was typed
	}
	if f.Type != "" {
		return f.Type
	}
	return "text"
}

func (f Field) rows() string {
	if f.Rows > 0 {
		return strconv.Itoa(f.Rows)
	}
	return "3"
}

// attrs gives what a field of any type carries, in one place so that no type forgets its error.
func (f Field) attrs() templ.Attributes {
	attrs := templ.Attributes{"id": f.ID, "name": f.name()}
	described(attrs, f.ID, f.Hint, f.Error)
	for key, value := range map[string]string{"autocomplete": f.Auto, "inputmode": f.Mode} {
		if value != "" {
			attrs[key] = value
		}
	}
	for key, value := range f.Attrs {
		attrs[key] = value
	}
	return attrs
}

func (f Field) class(base string) string {
	if f.Width != "" {
		return base + " width-" + f.Width
	}
	return base
}

// described links a field to its hint and its error, and says that it is wrong where it is.
func described(attrs templ.Attributes, id, hint, wrong string) {
	by := ""
	if hint != "" {
		by = id + "-hint"
	}
	if wrong != "" {
		attrs["aria-invalid"] = "true"
		by = id + "-error " + by
	}
	if by != "" {
		attrs["aria-describedby"] = by
	}
}

// Choices is a group of radio buttons, or of boxes where Many. Nothing is chosen unless an Option says so.
type Choices struct {
	ID      string // the id of the first choice, which problems link to
	Name    string // the name in the form; the id where empty
	Legend  string
	Hint    string
	Error   string
	Options []Option
	Many    bool
	Inline  bool // side by side where there is room
	Boxed   bool // each in a box of its own, all of which can be clicked
	Quiet   bool // the legend is for screen readers only
}

func (c Choices) name() string {
	if c.Name != "" {
		return c.Name
	}
	return c.ID
}

func (c Choices) kind() string {
	if c.Many {
		return "checkbox"
	}
	return "radio"
}

func (c Choices) class() string {
	class := "field choices"
	if c.Inline {
		class += " choices-inline"
	}
	if c.Boxed {
		class += " choices-boxed"
	}
	if c.Error != "" {
		class += " field-wrong"
	}
	return class
}

// id numbers the choices after the first, which carries the id of the group.
func (c Choices) id(n int) string {
	if n == 0 {
		return c.ID
	}
	return c.ID + "-" + strconv.Itoa(n+1)
}

// group gives the attributes of the fieldset.
func (c Choices) group() templ.Attributes {
	attrs := templ.Attributes{}
	described(attrs, c.ID, c.Hint, c.Error)
	delete(attrs, "aria-invalid")
	return attrs
}

// choice gives the attributes of the nth choice.
func (c Choices) choice(n int) templ.Attributes {
	o := c.Options[n]
	attrs := templ.Attributes{"type": c.kind(), "id": c.id(n), "name": c.name(), "value": o.Value, "checked": o.Chosen}
	if o.Hint != "" {
		attrs["aria-describedby"] = c.id(n) + "-means"
	}
	if o.Key != "" {
		attrs["data-key"] = o.Key
	}
	return attrs
}

// Button submits the form that it stands in. Kind is primary, danger, quiet, or empty for the plain one.
type Button struct {
	Label string
	Kind  string
	Icon  string
	Name  string
	Value string
	Key   string
	About string // completes the label for screen readers where many buttons share it, such as the question's title
	Attrs templ.Attributes
}

func (b Button) attrs() templ.Attributes {
	attrs := templ.Attributes{}
	for key, value := range map[string]string{"name": b.Name, "value": b.Value, "data-key": b.Key} {
		if value != "" {
			attrs[key] = value
		}
	}
	for key, value := range b.Attrs {
		attrs[key] = value
	}
	return attrs
}

func buttonClass(kind string) string {
	switch kind {
	case "primary":
		return "btn btn-primary"
	case "danger":
		return "btn btn-danger"
	case "quiet":
		return "btn btn-quiet"
	default:
		return "btn"
	}
}

// Empty says what will be here and why it is not yet, and what to do; the first action is the main one.
type Empty struct {
	Icon    string
	Heading string
	Text    string
	Actions []Action
}

// BannerKind is what a banner is about.
type BannerKind string

// The kinds of banners. BannerProposed marks the proposed rule of 2025, which is not in force.
const (
	BannerInfo     BannerKind = "info"
	BannerDraft    BannerKind = "draft"
	BannerFinal    BannerKind = "final"
	BannerWarning  BannerKind = "warning"
	BannerBlocked  BannerKind = "blocked"
	BannerProposed BannerKind = "proposed"
)

func (k BannerKind) icon() string {
	switch k {
	case BannerDraft:
		return "pencil"
	case BannerFinal:
		return "lock"
	case BannerWarning, BannerBlocked:
		return "alert-triangle"
	default:
		return "info-circle"
	}
}

// Banner is a notice about the whole page or the part that it heads.
type Banner struct {
	Kind    BannerKind
	Heading string
	Text    string
	Actions []Action
}

// Table wraps the head and body of a table. Stack turns each row into a card on a phone: its cells then need
// data-label. Compact makes it a line or two instead: the row's head beside the cells of class cell-first, and what the
// other cells say in one small line below. Otherwise a wide table scrolls in its own frame.
type Table struct {
	Label   string // the caption, for screen readers unless Shown
	Stack   bool
	Compact bool
	Class   string
	Shown   bool // the caption shows
}

func (t Table) class() string {
	class := "table"
	if t.Stack || t.Compact {
		class += " table-stack"
	}
	if t.Compact {
		class += " table-compact"
	}
	if t.Class != "" {
		class += " " + t.Class
	}
	return class
}

// Pager leads through a long list. A missing URL is an end of the list.
type Pager struct {
	Label    string
	Where    string // such as "51 to 100 of 240"
	Previous string
	Next     string
}

// pagerOf leads from one page of a list to those beside it: at gives the address of a page, shown is how many lines the
// page number has of those found.
func pagerOf(label string, number, perPage, shown, found int, at func(page int) string) Pager {
	first := (number - 1) * perPage
	pager := Pager{Label: label, Where: fmt.Sprintf("%d to %d of %d", first+1, first+shown, found)}
	if number > 1 {
		pager.Previous = at(number - 1)
	}
	if first+shown < found {
		pager.Next = at(number + 1)
	}
	return pager
}

// Tab is one of several views of the same thing.
type Tab struct {
	Label   string
	URL     string
	Count   string // such as "109 open"
	Key     string
	State   StateKind // shows its icon; empty for none
	Current bool
}

// Tabs leads between the views of a thing.
type Tabs struct {
	Label string
	Items []Tab
}

// Progress is how far a thing is, in words and as a bar.
type Progress struct {
	Label string // what the bar measures, for screen readers
	Text  string // such as "41 of 150 answered, 27 %"
	Done  int
	Of    int
}

// Fact is a name and its value: a text, a link where URL is given, or Body.
type Fact struct {
	Name  string
	Value string
	URL   string
	Body  templ.Component
}

// Facts is a list of facts, two columns where there is room.
type Facts struct {
	Items   []Fact
	Columns bool
}

// Figure is a number that matters, with its name, and a link to what it counts.
type Figure struct {
	Value string
	Label string
	URL   string
	State StateKind
}

// Figures is a row of figures.
type Figures struct{ Items []Figure }

// Panel is a part of the page under a heading of its own.
type Panel struct {
	ID      string
	Heading string
	Note    string
	Actions []Action
	Flush   bool // the content reaches the edges, as a table does
}

// Fold hides what few need until it is opened. On paper it is there where it is open, and where it belongs to the record,
// which Print says.
type Fold struct {
	ID      string
	Summary string
	Open    bool
	Print   bool
}

// Event is one line of a timeline.
type Event struct {
	When  string
	What  string
	By    string
	URL   string
	State StateKind
}

// Timeline is what happened, newest first.
type Timeline struct{ Items []Event }

// ErrorPage is the page for what could not be done: what happened, what to do, and one link onward.
type ErrorPage struct {
	Page
	Status   int
	Happened string
	Do       string
	Onward   Action
	Typed    []string // what was sent and not saved, to be copied
}
