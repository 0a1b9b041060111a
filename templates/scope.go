package templates

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// ScopePage says what an assessment covers, who makes it, from what, and what changed since the one before.
type ScopePage struct {
	AssessmentPage
	Form  ScopeForm
	Saved *Saved // what somebody else saved meanwhile
	Lost  *Facts // what was typed and cannot be saved, as the assessment is no draft any more

	Sites       []string
	Assets      int
	Inventory   assessment.Inventory
	Vendors     int
	NoAgreement int // of the vendors
}

// ScopeForm is what stands in the fields of the scope, as it was typed.
type ScopeForm struct {
	Revision int
	Previous int // the period of the analysis before, 0 in the first year
	Changes  []ChangeAnswer
	Happened string // what changed in words, one a line

	Text     string
	TextFrom int // the period that the text and the exclusions were taken over from, 0 where they are of this year
	Date     string

	Assessor, AssessorTitle, Qualification string
	Official, OfficialTitle                string

	Exclusions  []ExclusionRow
	Sources     []SourceRow
	Limitations string // one a line

	Threshold, ThresholdBy, ThresholdReason string
}

// ChangeAnswer is one of the questions on what changed: yes, no, or empty for no answer yet.
type ChangeAnswer struct {
	Kind     assessment.ChangeKind
	Answer   string
	Sections int // that a yes touches
}

// ExclusionRow is something that is left out.
type ExclusionRow struct{ What, Reason string }

// SourceRow is something that the assessment rests on.
type SourceRow struct{ Kind, Who, What, Date string }

// sourceKinds are the kinds of sources that the form offers (NIST SP 800-30r1, task 1-4).
var sourceKinds = []Option{
	{Value: "interview", Label: "Interview"},
	{Value: "visit", Label: "Visit"},
	{Value: "document", Label: "Document"},
	{Value: "scan", Label: "Scan"},
}

// kinds lists the kinds to choose from, with the row's own where it is another.
func (s SourceRow) kinds() []Option {
	options := append([]Option{{Label: "Choose"}}, sourceKinds...)
	for _, o := range options {
		if o.Value == s.Kind {
			return options
		}
	}
	return append(options, Option{Value: s.Kind, Label: s.Kind})
}

// line is the source in one line.
func (s SourceRow) line() string {
	var parts []string
	for _, part := range []string{s.Kind, s.Who, s.What, dayWords(s.Date)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, ", ")
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// dayWords writes a day that was typed for people, and leaves as it is what is none.
func dayWords(text string) string {
	var d assessment.Date
	if d.UnmarshalText([]byte(text)) != nil || d.IsZero() {
		return text
	}
	return d.Long()
}

func (p ScopePage) wrong(field string) string { return wrongAt(p.Problems, field) }

// choices is one of the questions on what changed, with nothing chosen before somebody answered.
func (p ScopePage) choices(c ChangeAnswer) Choices {
	id := "changed-" + c.Kind.String()
	return Choices{
		ID: id, Legend: c.Kind.Ask(), Inline: true, Error: p.wrong(id),
		Options: []Option{
			{Value: "yes", Label: "Yes, touches " + counted(c.Sections, "section", "sections"), Chosen: c.Answer == "yes"},
			{Value: "no", Label: "No", Chosen: c.Answer == "no"},
		},
	}
}

func (p ScopePage) threshold() Choices {
	c := Choices{ID: "threshold", Legend: "The highest level that needs no response", Error: p.wrong("threshold"), Inline: true}
	for _, l := range assessment.RiskLevels {
		c.Options = append(c.Options, Option{Value: l.String(), Label: l.Title(), Chosen: p.Form.Threshold == l.String()})
	}
	return c
}

// taken says that a text was taken over from an earlier year, or gives the hint that it has otherwise.
func (f ScopeForm) taken(otherwise string) string {
	if f.TextFrom == 0 {
		return otherwise
	}
	return fmt.Sprintf("From %d, check it. %s", f.TextFrom, otherwise)
}

// since names the analysis before.
func (f ScopeForm) since() string {
	if f.Previous == 0 {
		return "What changed"
	}
	return "What changed since " + strconv.Itoa(f.Previous)
}

// inventory says how the inventory stands.
func (p ScopePage) inventory() string {
	text := counted(p.Assets, "asset", "assets") + ", "
	if !p.Inventory.Confirmed() {
		return text + "not confirmed yet"
	}
	return fmt.Sprintf("%sconfirmed by %s on %s", text, p.Inventory.ConfirmedBy, p.Inventory.Date.Short())
}

// vendors says how the vendors stand.
func (p ScopePage) vendors() string {
	text := counted(p.Vendors, "vendor", "vendors")
	if p.NoAgreement > 0 {
		text += ", " + strconv.Itoa(p.NoAgreement) + " without an agreement"
	}
	return text
}

// rests are the facts that other pages keep.
func (p ScopePage) rests() Facts {
	client := "/clients/" + p.ClientID
	facts := Facts{Items: []Fact{
		{Name: "Sites", Body: listed(p.Sites)},
		{Name: "Inventory", Value: p.inventory(), URL: client + "/assets"},
		{Name: "Vendors", Value: p.vendors(), URL: client + "/agreements"},
	}}
	return facts
}

// Facts are the fields in words, for those who read and beside what somebody else saved.
func (f ScopeForm) Facts() Facts {
	items := f.changed()
	if f.Happened != "" {
		items = append(items, Fact{Name: f.since() + ", in words", Body: listed(strings.Split(f.Happened, "\n"))})
	}
	items = append(items,
		Fact{Name: "What the analysis covers", Body: text(f.Text)}, Fact{Name: "As of", Value: f.asOf()},
		Fact{Name: "Assessor", Value: said(joined(f.Assessor, f.AssessorTitle))}, Fact{Name: "Qualification", Value: said(f.Qualification)},
		Fact{Name: "Client’s security official", Value: said(joined(f.Official, f.OfficialTitle))},
		Fact{Name: "Left out", Body: listed(f.exclusions())}, Fact{Name: "Sources", Body: listed(f.sources())})
	if f.Limitations != "" {
		items = append(items, Fact{Name: "Limitations", Body: listed(strings.Split(f.Limitations, "\n"))})
	}
	return Facts{Items: append(items, Fact{Name: "Highest level without a response", Value: f.thresholdLine()})}
}

// asOf gives the day that the analysis speaks of, or what it is until somebody sets it.
func (f ScopeForm) asOf() string {
	if f.Date == "" {
		return "The day on which it is submitted"
	}
	return dayWords(f.Date)
}

func (f ScopeForm) changed() []Fact {
	if f.Previous == 0 {
		return nil
	}
	var yes []string
	asked := false
	for _, c := range f.Changes {
		asked = asked || c.Answer != ""
		if c.Answer == "yes" {
			yes = append(yes, c.Kind.Title())
		}
	}
	switch {
	case !asked:
		return []Fact{{Name: f.since(), Value: "Not answered yet"}}
	case len(yes) == 0:
		return []Fact{{Name: f.since(), Value: "Nothing, as far as the client knows"}}
	default:
		return []Fact{{Name: f.since(), Body: listed(yes)}}
	}
}

func (f ScopeForm) exclusions() []string {
	var list []string
	for _, x := range f.Exclusions {
		if line := strings.TrimSuffix(x.What+": "+x.Reason, ": "); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (f ScopeForm) sources() []string {
	var list []string
	for _, s := range f.Sources {
		if line := s.line(); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (f ScopeForm) thresholdLine() string {
	var l assessment.RiskLevel
	if l.UnmarshalText([]byte(f.Threshold)) != nil || l == 0 {
		return "Not chosen"
	}
	line := l.Title()
	if f.ThresholdBy != "" {
		line += ", set by " + f.ThresholdBy
	}
	if f.ThresholdReason != "" {
		line += ": " + f.ThresholdReason
	}
	return line
}

// joined puts a title behind a name.
func joined(name, title string) string {
	if name == "" || title == "" {
		return name + title
	}
	return name + ", " + title
}

// said gives a text, or the word for none.
func said(text string) string {
	if text == "" {
		return "Not given yet"
	}
	return text
}

// more are the attributes of a button that adds rows: it comes back to the rows, and asks for nothing else first.
func (p ScopePage) more(rows string) templ.Attributes {
	return templ.Attributes{"formaction": p.At("scope") + "#" + rows, "formnovalidate": true}
}

// numbered names the field of a row.
func numbered(field string, n int) string { return field + "-" + strconv.Itoa(n) }
