package templates

import (
	"fmt"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// ReadinessPage shows how ready a client would be for what an overlay proposes, and takes the answers.
type ReadinessPage struct {
	AssessmentPage
	Overlay  *assessment.Questionnaire
	Hash     string // of the edition of it that is shown
	Revision int
	Count    assessment.ReadinessCount
	Sections []ReadinessSection

	By       string          // who answered last; empty where nobody did
	On       assessment.Date // and when
	Answered string          // the version that was answered, where another one is shown
	Changed  bool            // the questionnaire changed between the page and what was sent from it
	SavedBy  string          // who saved other answers meanwhile
	Differ   []ReadinessDiffering
	Lost     *Facts // what was typed and cannot be saved, as the assessment is no draft any more
}

// ReadinessSection is a section of the overlay with its questions.
type ReadinessSection struct {
	assessment.ReadinessSection
	Questions []ReadinessQuestion
}

// ReadinessQuestion is a question of the overlay with its answer as it stands in the fields.
type ReadinessQuestion struct {
	*assessment.Question
	Number   string
	Response string
	Note     string
	Stored   bool // there is an answer that can be taken back
	Earlier  []ReadinessEarlier
	Wrong    string // what is wrong with the response
	NoteBad  string // what is wrong with the note
}

// ReadinessEarlier is an answer to what the question was before, as text: nothing is chosen by it.
type ReadinessEarlier struct {
	From   string // such as "2025 answer"
	Answer assessment.ReadinessAnswer
	Asked  string // the words it was asked in, where they were others
}

// ReadinessDiffering is a question to which something else is stored than what was typed.
type ReadinessDiffering struct {
	ID, Asked    string
	Stored, Mine assessment.ReadinessAnswer
}

// proposedRule is the overlay that the program carries, of which it can say what it is about.
const proposedRule = "proposed-rule-2025"

// notInForce heads whatever shows an overlay.
func notInForce(overlay *assessment.Questionnaire) Banner {
	what := "a proposal"
	if overlay.ID == proposedRule {
		what = "the proposal of January 2025"
	}
	return Banner{
		Kind: BannerProposed, Heading: "Proposed, not in force",
		Text: "This checks readiness for " + what + ". It is not law and changes no score here.",
	}
}

// proposedBadge marks what is no law.
func proposedBadge() StateView { return StateView{StateProposal, "Proposed, not in force"} }

// bare reports whether there is nothing to read and nobody who could write it.
func (p ReadinessPage) bare() bool {
	return p.Status != assessment.Draft && p.Count.Answered() == 0
}

// source says who answered, and what.
func (p ReadinessPage) source() string {
	version := "Version " + p.Overlay.Version + " of the questionnaire."
	if p.By == "" {
		return version
	}
	return fmt.Sprintf("Last saved by %s on %s. %s", p.By, p.On.Long(), version)
}

func (s ReadinessSection) ready() string {
	return fmt.Sprintf("%d of %d", s.Count.Yes, s.Count.Applies())
}

// sub says how ready a section is in one line, for a phone.
func (s ReadinessSection) sub() string {
	if s.Count.Open == 0 {
		return ""
	}
	return counted(s.Count.Open, "question", "questions") + " not answered"
}

func (q ReadinessQuestion) id(part string) string { return part + "-" + q.ID }

// choices are the responses, of which none is chosen before somebody chose it.
func (q ReadinessQuestion) choices() Choices {
	c := Choices{ID: q.id("answer")}
	for _, r := range assessment.Responses {
		c.Options = append(c.Options, Option{Value: r.String(), Label: r.Title(), Chosen: q.Response == r.String()})
	}
	if q.Stored {
		c.Options = append(c.Options, Option{Label: "Not answered", Chosen: q.Response == ""})
	}
	return c
}

// marks says of the note that it is wrong where it is.
func (q ReadinessQuestion) marks() templ.Attributes {
	attrs := templ.Attributes{}
	described(attrs, q.id("note"), "", q.NoteBad)
	return attrs
}

// facts are the answer in words, for those who read.
func (q ReadinessQuestion) facts() Facts {
	var r assessment.Response
	_ = r.UnmarshalText([]byte(q.Response)) // it comes from what is stored
	items := []Fact{{Name: "Answer", Value: r.Title()}}
	if q.Note != "" {
		items = append(items, Fact{Name: "Note", Body: text(q.Note)})
	}
	return Facts{Items: items}
}

// ReadinessWords gives an answer in one line.
func ReadinessWords(a assessment.ReadinessAnswer) string {
	if a.Note == "" {
		return a.Response.Title()
	}
	return a.Response.Title() + ": " + a.Note
}

// readinessMeanings explains the responses where they count nowhere.
func readinessMeanings() Facts {
	facts := Facts{}
	for _, r := range assessment.Responses {
		means := r.Means()
		switch r {
		case assessment.Yes:
			means = "In place wherever it would have to be, and working."
		case assessment.Unknown:
			means = "Nobody could say yet."
		case assessment.NotApplicable:
			means = "Cannot apply here; say why in the note."
		}
		facts.Items = append(facts.Items, Fact{Name: r.Title(), Value: means})
	}
	return facts
}
