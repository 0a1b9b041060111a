package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// The views of a section.
const (
	ShowOpen    = "open"
	ShowConfirm = "confirm"
	ShowAll     = "all"
)

// SectionPage is a section of the questionnaire as it is walked through: one card for each question.
type SectionPage struct {
	AssessmentPage
	Section  *assessment.Section
	Progress assessment.Progress
	Show     string // one of the views
	Cards    []QuestionCard
	Source   SourceForm
	SavedAt  string // when an answer was saved last, such as 10:42 or Sep 4; empty where none was
	SavedNow bool   // just now
	Together int    // how many can be confirmed on this year's proof
	Touched  []assessment.ChangeKind
	Hidden   []HiddenQuestion
	Unsaved  *UnsavedAnswer
	Next     *NextSection // nil where no other section has anything open
}

// UnsavedAnswer is an answer that could not be saved and that no card of the page has a place for: its question is not
// asked any more, or not at that site.
type UnsavedAnswer struct {
	Question string // its text
	Site     string
	Why      string // it is not asked
	Typed    []Fact
}

// SourceForm says what the answers of today come from, and asks for it.
type SourceForm struct {
	URL     string
	Section string
	Back    string            // the view of the section to come back to
	Kind    assessment.Source // 0 where nobody said yet
	Who     string
	Day     string
	Open    bool
	Wrong   string // what is wrong with the kind
	WrongBy string // what is wrong with the name
}

// NextSection is the next section that has something to answer.
type NextSection struct {
	Title string
	URL   string
	Open  int
	Ready int // of them to confirm
}

// At gives the address of the section, as it is shown now.
func (p *SectionPage) at(show string) string {
	return p.At("sections", p.Section.ID) + "?show=" + show
}

// views lead between the views of the section.
func (p *SectionPage) views() Tabs {
	tab := func(show, label string, n int) Tab {
		return Tab{Label: label, URL: p.at(show), Count: fmt.Sprint(n), Current: p.Show == show}
	}
	return Tabs{Label: "Questions of this section", Items: []Tab{
		tab(ShowOpen, "Open", p.Progress.Open()), tab(ShowConfirm, "To confirm", p.Progress.ToConfirm), tab(ShowAll, "All", p.Progress.Asked),
	}}
}

// touchedBy lists the kinds of changes that touch the section.
func (p *SectionPage) touchedBy() string {
	titles := make([]string, len(p.Touched))
	for i, kind := range p.Touched {
		titles[i] = inSentence(kind.Title())
	}
	return strings.Join(titles, ", ")
}

// listing names the list of cards.
func (p *SectionPage) listing() string {
	switch p.Show {
	case ShowOpen:
		return "Open questions"
	case ShowConfirm:
		return "Questions to confirm"
	default:
		return "All questions"
	}
}

// nothing says why no card is shown, and what to do.
func (p *SectionPage) nothing() Empty {
	all := Action{Label: "Show all questions", URL: p.at(ShowAll)}
	switch {
	case p.Progress.Asked == 0:
		return Empty{Icon: "list", Heading: "Nothing is asked here", Text: "Every question of this section is hidden for this client, for the reasons below.", Actions: []Action{{Label: "Back to the overview", URL: p.AssessmentPage.At()}}}
	case p.Show == ShowConfirm && p.Progress.Open() > 0:
		return Empty{Icon: "check", Heading: "Nothing left to confirm", Text: "The open questions of this section have no answer that could be confirmed.", Actions: []Action{{Label: "Show the open questions", URL: p.at(ShowOpen)}, all}}
	default:
		return Empty{Icon: "circle-check", Heading: "Every question here is answered", Text: "You can still change each answer.", Actions: []Action{all}}
	}
}

// words says what the answers of today come from, such as "Call with Dana Lee, Nov 23".
func (s SourceForm) words() string {
	if s.Kind == 0 {
		return "not said yet"
	}
	text := s.Kind.Title()
	if s.Who != "" {
		text += " with " + s.Who
	}
	return text + ", " + s.Day
}

func (s SourceForm) change() string {
	if s.Kind == 0 {
		return "Say where the answers come from"
	}
	return "Change"
}

func (s SourceForm) options() []Option {
	list := []Option{{Value: "", Label: "Choose"}}
	for k := assessment.SourceCall; k <= assessment.SourceClient; k++ {
		list = append(list, Option{Value: k.String(), Label: k.Title(), Chosen: k == s.Kind})
	}
	return list
}

// label names the next section and what waits there.
func (n NextSection) label() string {
	if n.Ready > 0 {
		return fmt.Sprintf("Next section: %s, %d to confirm", n.Title, n.Ready)
	}
	return fmt.Sprintf("Next section: %s, %d open", n.Title, n.Open)
}
