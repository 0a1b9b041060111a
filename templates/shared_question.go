package templates

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// AskColleague is the choice of a contact who does not answer a question, and passes it on.
const AskColleague = "ask"

// SharedQuestion is the page on which a contact answers one question.
type SharedQuestion struct {
	GuestPage
	Warning   PHIWarning
	Question  *assessment.Question
	Screening bool
	URL       string
	Places    []SharedPlace
	Conflict  bool          // somebody else answered meanwhile: both answers are on the page
	Kept      bool          // the fields hold what was typed before the visit was over
	Closed    string        // why nothing can be changed; empty where something can
	Typed     []string      // what was sent and has no field, to be copied
	Next      Action        // where it goes on: after saving, where nothing can be changed, and with Skip
	Back      string        // the address of the question before
	Colleague ColleagueForm // whom to pass the question on to
	Files     []ProofFile   // that the contact added
	FileError string
	Messages  string // the label of the link to the messages; empty where there are none to be written
}

// SharedPlace is the answer at one site, or at all of them together.
type SharedPlace struct {
	Suffix   string // ends the names of its fields: nothing where there is one place, or -1, -2 and so on
	Site     string
	Revision int
	Fields   SharedFields
	Errors   map[string]string // by the name of the field without its suffix
	Remark   string            // of the provider, who gave the answer back
	By       string            // who answered, and when, where it was not this contact
	Said     SharedSaid        // what is stored, where the fields do not say it
	Closed   bool              // the answer at this place cannot be changed any more
}

// SharedFields is what was typed.
type SharedFields struct{ Response, Choice, Value, Note, Reason string }

// SharedSaid is an answer as it is read.
type SharedSaid struct{ Answer, Note, Reason, Changed string }

// ColleagueForm is whom a question is passed on to.
type ColleagueForm struct {
	Name, Email string
	Errors      map[string]string
}

// sharedWords are the responses as a contact says them.
var sharedWords = map[assessment.Response]string{
	assessment.Yes: "Yes, always", assessment.Partial: "Partly", assessment.No: "No", assessment.Unknown: "I don’t know",
	assessment.NotApplicable: "Does not apply to us",
}

// SharedWords gives an answer in the words of a contact; "" where there is none.
func SharedWords(q *assessment.Question, a assessment.Answer, screening bool) string {
	switch {
	case a.Fact() != "":
		return q.Words(a.Fact())
	case screening:
		return capital(assessment.ScreeningWord(a.Response))
	default:
		return sharedWords[a.Response]
	}
}

// sharedChoice is one answer to choose.
type sharedChoice struct {
	ID, Name, Value, Label, Class string
	Chosen                        bool
}

// value reports whether the answer is written into a field.
func (p *SharedQuestion) value() bool {
	return p.Question.IsFact() && p.Question.Fact != assessment.FactChoice
}

// invalid marks a choice of a group with a problem.
func (p *SharedQuestion) invalid(at *SharedPlace) templ.Attributes {
	if at.Errors[p.chosen()] == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": at.id(p.chosen()) + "-error"}
}

// bySite reports whether each site has an answer of its own.
func (p *SharedQuestion) bySite() bool { return len(p.Places) > 0 && p.Places[0].Site != "" }

// choices lists the answers to choose from at a place. Nothing is chosen but what the contact chose.
func (p *SharedQuestion) choices(at *SharedPlace) []sharedChoice {
	name, prefix := "response", ""
	var list []sharedChoice
	add := func(value, label, class string, chosen bool) {
		id := at.id(name)
		if len(list) > 0 {
			id += "." + strconv.Itoa(len(list)+1)
		}
		list = append(list, sharedChoice{ID: id, Name: name + at.Suffix, Value: value, Label: label, Class: class, Chosen: chosen})
	}
	respond := func(r assessment.Response, label, class string) {
		word := r.String()
		if p.Screening {
			word = assessment.ScreeningWord(r)
		}
		add(prefix+word, label, class, at.Fields.Response == word)
	}
	switch {
	case p.Screening:
		for _, r := range []assessment.Response{assessment.Yes, assessment.No, assessment.Unknown} {
			respond(r, SharedWords(p.Question, assessment.Answer{Response: r}, true), "")
		}
	case p.Question.Fact == assessment.FactChoice:
		name, prefix = "choice", ChoseResponse
		for _, c := range p.Question.Choices {
			add(c.ID, c.Text, "", at.Fields.Choice == c.ID)
		}
		respond(assessment.Unknown, sharedWords[assessment.Unknown], "")
	case p.value():
		add("", "The answer is:", "asks-value", at.Fields.Response == "" && at.Fields.Value != "")
		respond(assessment.Unknown, sharedWords[assessment.Unknown], "")
	default:
		for _, r := range []assessment.Response{assessment.Yes, assessment.Partial, assessment.No, assessment.Unknown} {
			respond(r, sharedWords[r], "")
		}
		respond(assessment.NotApplicable, sharedWords[assessment.NotApplicable], "asks-reason")
	}
	if !p.bySite() {
		add(prefix+AskColleague, "Ask a colleague to answer", "asks-colleague", at.Fields.Response == AskColleague)
	}
	return list
}

// id names a field of the place on the page.
func (at *SharedPlace) id(field string) string { return field + at.Suffix }

// chosen is the name of the group of choices, with which its problem is shown.
func (p *SharedQuestion) chosen() string {
	if p.Question.Fact == assessment.FactChoice {
		return "choice"
	}
	return "response"
}

// about ends the label of a field at one of several sites.
func (at *SharedPlace) about() string {
	if at.Site == "" {
		return ""
	}
	return " (" + at.Site + ")"
}

func (p *SharedQuestion) note(at *SharedPlace) Field {
	return Field{
		ID: at.id("note"), Label: "Anything to add? No patient names, please." + at.about(), Optional: true, Type: "textarea", Value: at.Fields.Note,
		Error: at.Errors["note"],
	}
}

func (at *SharedPlace) reason() Field {
	return Field{
		ID: at.id("reason"), Label: "Why can this not apply?" + at.about(), Hint: "Say what you do not have or do, such as: No building; all staff work from home.",
		Type: "textarea", Rows: 2, Value: at.Fields.Reason, Error: at.Errors["reason"],
	}
}

func (p *SharedQuestion) valueField(at *SharedPlace) Field {
	f := Field{ID: at.id("value"), Label: "Your answer", Value: at.Fields.Value, Error: at.Errors["value"]}
	switch p.Question.Fact {
	case assessment.FactNumber:
		f.Mode, f.Width, f.Hint = "numeric", "short", "A number, such as 12."
	case assessment.FactDate:
		f.Type, f.Width = "date", "medium"
	}
	return f
}

func (c *ColleagueForm) fields() []Field {
	return []Field{
		{ID: "name", Label: "Your colleague’s name", Value: c.Name, Error: c.Errors["name"]},
		{ID: "email", Label: "Their mail address", Type: "email", Mode: "email", Value: c.Email, Error: c.Errors["email"]},
	}
}

// passedHint says what passing a question on does.
const passedHint = "They answer in your place, by a link of their own, and see what was saved of your answer. What you type above now is not sent to them."

func (p *SharedQuestion) save() string {
	if p.Conflict {
		return "Save mine"
	}
	return "Save and " + lowerFirst(p.Next.Label)
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// blank reports whether nothing was said.
func (s SharedSaid) blank() bool { return s == SharedSaid{} }

// SharedChanged is the page that asks what changed since last year.
type SharedChanged struct {
	GuestPage
	Warning  PHIWarning
	Question *assessment.Question
	URL      string
	Lines    []ChangedLine
	Changed  string
	Error    string
	Closed   string // why nothing can be saved; the text is there to be copied
	Next     Action
}

// ChangedLine is an answer that differs from that of last year.
type ChangedLine struct {
	Suffix, Site, Last, Now string
	Revision                int
}

func (p *SharedChanged) field() Field {
	return Field{
		ID: "changed", Label: p.asks(), Hint: "A sentence is enough. No patient names, please.", Type: "textarea", Value: p.Changed, Error: p.Error,
	}
}

// asks asks what changed, with the answer of last year where there is one.
func (p *SharedChanged) asks() string {
	if p.one() {
		return "Last year: " + p.Lines[0].Last + ". What changed?"
	}
	return "What changed?"
}

// one reports whether the question was asked once for all sites.
func (p *SharedChanged) one() bool { return len(p.Lines) == 1 && p.Lines[0].Site == "" }

// SharedCheck is the page on which a contact looks at all answers before they are sent.
type SharedCheck struct {
	GuestPage
	Lines  []SharedLine
	Open   int      // questions without an answer
	Unsent int      // answers that were not sent yet
	Passed []string // the names of colleagues who were asked
	Closed string   // why nothing can be sent
	Onward Action
}

// SharedLine is a question with its answers.
type SharedLine struct {
	Number  int
	Text    string
	URL     string // where it is answered or changed; empty where it cannot be any more
	Open    bool
	Remark  bool // it came back
	Answers []SharedSite
}

// SharedSite is what was answered at a site.
type SharedSite struct {
	Site string
	SharedSaid
}

func (p *SharedCheck) openWords() string {
	if p.Open == 1 {
		return "One question has no answer yet. Answer it, say that you don’t know, or ask a colleague; then send."
	}
	return strconv.Itoa(p.Open) + " questions have no answer yet. Answer them, say that you don’t know, or ask a colleague; then send."
}

func (p *SharedCheck) send() string { return "Send " + counted(p.Unsent, "answer", "answers") }

// passedWords names who was asked.
func (p *SharedCheck) passedWords() string {
	return "You asked " + strings.Join(p.Passed, ", ") + " to answer in your place. What they answer is sent by them."
}
