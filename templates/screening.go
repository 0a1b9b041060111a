package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ScreeningPage is the PHI screening of a client for a year: its questions, and once all are answered what they come to.
type ScreeningPage struct {
	Page
	Client   string // id
	Year     int
	Archived bool
	CanEdit  bool // who looks may change it, and the client is not archived
	Sections []ScreeningSection
	Stored   assessment.PHIScreening
	Revision int // that is stored; 0 where there is none yet
	Open     int // questions without a stored answer
	Form     ScreeningForm
	Outcomes []ScreeningOutcome
	Record   []assessment.EntityKind // that it found and nobody recorded
	Unfound  []assessment.EntityKind // that are recorded and that it did not find
	Before   int                     // the year of the screening before; 0 where there is none
	Years    []int                   // the other years that there are or can be
	Edition  string                  // of the questions
}

// ScreeningSection is a run of questions.
type ScreeningSection struct {
	ID, Title, Intro string
	Questions        []ScreeningQuestion
}

// ScreeningQuestion is a question with the answer of the year before.
type ScreeningQuestion struct {
	ID, Text, Guidance string
	Evidence           []string
	Before             assessment.ScreeningAnswer
}

// ScreeningOutcome is something that the answers come to.
type ScreeningOutcome struct {
	ID, Title, Means, Next string
	Because                []string // the questions that led to it, each with its answer
	By                     assessment.Date
}

// ScreeningForm is what stands in the fields, as it was typed.
type ScreeningForm struct {
	Editing
	Answers                          map[string]ScreeningTyped // by question
	Name, Title, Date, Source, Again string
}

// ScreeningTyped is an answer with its note.
type ScreeningTyped struct{ Response, Note string }

func (p ScreeningPage) at(path string) string { return "/clients/" + p.Client + path }

func (p ScreeningPage) path() string { return p.at("/screenings/" + strconv.Itoa(p.Year)) }

// questions lists the questions of all sections.
func (p ScreeningPage) questions() (list []ScreeningQuestion) {
	for _, s := range p.Sections {
		list = append(list, s.Questions...)
	}
	return list
}

// whole reports whether what is stored answers every question.
func (p ScreeningPage) whole() bool { return p.Revision > 0 && p.Open == 0 }

// refused reports whether the form stands there because it could not be saved.
func (p ScreeningPage) refused() bool { return len(p.Form.Problems) > 0 || p.Form.Saved != nil }

func (p ScreeningPage) progress() Progress {
	of := len(p.questions())
	done := of - p.Open
	return Progress{Label: "Answered questions", Text: fmt.Sprintf("%d of %d answered", done, of), Done: done, Of: of}
}

func (p ScreeningPage) recordLabel() string { return "Record as " + kindNames(p.Record) }

// kindNames joins kinds inside a sentence.
func kindNames(kinds []assessment.EntityKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = strings.ToLower(k.Title())
	}
	return strings.Join(names, " and ")
}

func (p ScreeningPage) unfound() Banner {
	return Banner{
		Kind: BannerWarning, Heading: "Recorded as " + kindNames(p.Unfound),
		Text:    "This screening does not find that. See which of the two is right: the answers below, or what is recorded of the client.",
		Actions: p.editing(),
	}
}

func (p ScreeningPage) editing() []Action {
	if !p.CanEdit {
		return nil
	}
	return []Action{{Label: "Edit the client", URL: p.at("/edit#kinds")}}
}

// ways lead on from what was found.
func (p ScreeningPage) ways() []Action {
	return append([]Action{{Label: "Agreements", URL: p.at("/agreements")}, {Label: "Incidents", URL: p.at("/incidents")}}, p.editing()...)
}

func (p ScreeningPage) nothing() Empty {
	return Empty{Icon: "circle-dashed", Heading: "Not screened for " + strconv.Itoa(p.Year), Text: "Here will stand whether the client holds health data that HIPAA protects, and who said so."}
}

// told says who answered, when and from what.
func (p ScreeningPage) told() Facts {
	s := p.Stored
	who := orNone(s.By.Name)
	if s.By.Title != "" {
		who += ", " + s.By.Title
	}
	items := []Fact{{Name: "Answered by", Value: who}, {Name: "On", Value: dayOrNone(s.Date)}, {Name: "From", Value: sourceOrNone(s.Source)}}
	if !s.Again.IsZero() {
		items = append(items, Fact{Name: "Look again by", Value: s.Again.Long()})
	}
	return Facts{Items: append(items, Fact{Name: "Questions", Value: p.Edition})}
}

func dayOrNone(d assessment.Date) string {
	if d.IsZero() {
		return "Not entered"
	}
	return d.Long()
}

func sourceOrNone(s assessment.Source) string {
	if s == 0 {
		return "Not entered"
	}
	return s.Title()
}

// answer gives the stored answer to a question.
func (p ScreeningPage) answer(id string) assessment.ScreeningAnswer { return p.Stored.Answers[id] }

// ScreeningReason is a question with its answer, as a reason.
func ScreeningReason(question string, r assessment.Response) string {
	return question + " " + screeningWord(r) + "."
}

// KindsRecorded says what was recorded of a client.
func KindsRecorded(kinds []assessment.EntityKind) string {
	if len(kinds) == 0 {
		return "It was recorded already."
	}
	return "Recorded as " + kindNames(kinds) + "."
}

// screeningWord is an answer for people.
func screeningWord(r assessment.Response) string {
	switch word := assessment.ScreeningWord(r); word {
	case "":
		return "Not answered"
	default:
		return strings.ToUpper(word[:1]) + word[1:]
	}
}

// screeningState marks an answer by what it asks for.
func screeningState(r assessment.Response) StateView {
	kind := StateTodo
	switch r {
	case assessment.Yes, assessment.Unknown:
		kind = StateNeeds
	case assessment.No:
		kind = StateDone
	}
	return StateView{kind, screeningWord(r)}
}

// before says what was answered the year before, as text: it is not proposed, since a year of new customers lies between.
func (p ScreeningPage) before(q ScreeningQuestion) string {
	if q.Before.Response == 0 {
		return ""
	}
	text := fmt.Sprintf("%d: %s.", p.Before, screeningWord(q.Before.Response))
	if q.Before.Note != "" {
		text += " “" + q.Before.Note + "”"
	}
	return text
}

func (p ScreeningPage) choices(q ScreeningQuestion) Choices {
	c := Choices{ID: q.ID, Legend: q.Text, Hint: q.Guidance, Inline: true, Error: p.Form.wrong(q.ID)}
	for _, word := range assessment.ScreeningWords {
		label := screeningWord(assessment.ParseScreeningWord(word))
		c.Options = append(c.Options, Option{Value: word, Label: label, Chosen: p.Form.Answers[q.ID].Response == word})
	}
	return c
}

func (p ScreeningPage) note(q ScreeningQuestion) Field {
	id := q.ID + "-note"
	f := Field{ID: id, Label: "Note", Type: "textarea", Rows: 2, Value: p.Form.Answers[q.ID].Note, Error: p.Form.wrong(id), Optional: true}
	f.Hint = "Who, what and since when. No patient names."
	if len(q.Evidence) > 0 {
		f.Hint += " To ask for: " + strings.Join(q.Evidence, "; ") + "."
	}
	return f
}

func (p ScreeningPage) noteFold(q ScreeningQuestion) Fold {
	typed := p.Form.Answers[q.ID].Note != ""
	return Fold{Summary: "Note", Open: typed || p.Form.wrong(q.ID+"-note") != ""}
}

func (p ScreeningPage) sources() []Option {
	list := []Option{{Value: "", Label: "Choose"}}
	for k := assessment.SourceCall; k <= assessment.SourceClient; k++ {
		list = append(list, Option{Value: k.String(), Label: k.Title()})
	}
	return list
}

// ScreeningFields fills the form with what is stored.
func ScreeningFields(s *assessment.PHIScreening) ScreeningForm {
	form := ScreeningForm{Name: s.By.Name, Title: s.By.Title, Date: s.Date.String(), Source: s.Source.String(), Again: s.Again.String(), Answers: map[string]ScreeningTyped{}}
	for id, a := range s.Answers {
		form.Answers[id] = ScreeningTyped{assessment.ScreeningWord(a.Response), a.Note}
	}
	return form
}

// Differing gives what is stored now where it is not what was typed. texts are the questions by id.
func (f ScreeningForm) Differing(now ScreeningForm, sections []ScreeningSection) Facts {
	facts := Facts{}
	add := func(name, typed, now string) {
		if typed != now {
			facts.Items = append(facts.Items, Fact{Name: name, Body: paragraphs(orNone(now))})
		}
	}
	add("Answered by", f.Name, now.Name)
	add("Their role", f.Title, now.Title)
	add("On", f.Date, now.Date)
	add("From", f.Source, now.Source)
	add("Look again by", f.Again, now.Again)
	for _, s := range sections {
		for _, q := range s.Questions {
			typed, stored := f.Answers[q.ID], now.Answers[q.ID]
			if typed != stored {
				text := screeningWord(assessment.ParseScreeningWord(stored.Response))
				facts.Items = append(facts.Items, Fact{Name: q.Text, Body: paragraphs(strings.TrimSpace(text + "\n" + stored.Note))})
			}
		}
	}
	if len(facts.Items) == 0 {
		facts.Items = []Fact{{Name: "Difference", Value: "None in the fields below"}}
	}
	return facts
}

// firstOpen is the first question without a stored answer, "" where there is none.
func (p ScreeningPage) firstOpen() string {
	list := p.questions()
	n := slices.IndexFunc(list, func(q ScreeningQuestion) bool { return p.answer(q.ID).Response == 0 })
	if n < 0 {
		return ""
	}
	return list[n].ID
}

// Main leads to the first open question, and from a whole screening to what comes next for the client elsewhere.
func (p ScreeningPage) Main(next NextLine) *Action {
	id := p.firstOpen()
	switch {
	case p.refused():
		return nil // the form is what to go on with
	case p.CanEdit && id != "":
		return &Action{Label: "Go on: " + strconv.Itoa(p.Open) + " open", URL: "#" + id}
	case !p.whole() || next.Action.URL == p.path():
		return nil
	default:
		return next.Main()
	}
}
