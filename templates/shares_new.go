package templates

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// How contacts share the work.
const (
	ShareTogether = "together" // each of them may answer every question
	ShareSplit    = "split"    // by section
)

// WaitsForVerdict says that a contact answered and nobody accepted or returned it yet.
const WaitsForVerdict = "Answered, to review"

// NewSharePage asks which questions are shared, and with whom.
type NewSharePage struct {
	AssessmentPage
	Form      NewShareForm
	Sections  []ShareSection
	Contacts  []ShareContact
	Suggested int  // questions that clients are likely to know, open and with nobody
	Mails     bool // links go out by mail
}

// NewShareForm holds the fields as they were typed.
type NewShareForm struct {
	Chosen            []string // questions
	To                []string // contacts
	How               string
	Who               map[string]string // whom a section is for
	New               assessment.Contact
	Message, Due      string
	AskName, AskPhone string
	Problems          []Problem
}

// ShareSection is a section with what is asked in it.
type ShareSection struct {
	ID, Title string
	Questions []ShareQuestion
}

// ShareQuestion is a question that can be shared, unless it is with somebody.
type ShareQuestion struct {
	ID, Text string
	Chosen   bool
	Answered bool
	Out      bool
	With     string // with whom it is, or that its answer waits
}

// ShareContact is a contact who can be asked.
type ShareContact struct {
	ID string
	assessment.Contact
}

func (p NewSharePage) wrong(field string) string { return wrongAt(p.Form.Problems, field) }

// chosen counts the questions of the section that are chosen to begin with.
func (s ShareSection) chosen() int {
	n := 0
	for _, q := range s.Questions {
		if q.Chosen {
			n++
		}
	}
	return n
}

// about says how the rest of the section stands.
func (s ShareSection) about() string {
	answered, out := 0, 0
	for _, q := range s.Questions {
		switch {
		case q.Out:
			out++
		case q.Answered:
			answered++
		}
	}
	var parts []string
	if answered > 0 {
		parts = append(parts, fmt.Sprintf("%d answered already", answered))
	}
	if out > 0 {
		parts = append(parts, fmt.Sprintf("%d with contacts", out))
	}
	return strings.Join(parts, ", ")
}

func (s ShareSection) counts() string {
	return fmt.Sprintf("%d of %d chosen", s.chosen(), len(s.Questions))
}

// splits reports whether something of the section can be shared, so that it matters whom it is for.
func (s ShareSection) splits() bool {
	for _, q := range s.Questions {
		if !q.Out {
			return true
		}
	}
	return false
}

func (p NewSharePage) total() int {
	n := 0
	for _, s := range p.Sections {
		n += s.chosen()
	}
	return n
}

func (p NewSharePage) people() Choices {
	c := Choices{ID: "to", Legend: "Who is to answer?", Many: true, Error: p.wrong("to")}
	if c.Error == "" {
		c.Error = p.wrong("contacts")
	}
	for _, contact := range p.Contacts {
		o := Option{Value: contact.ID, Label: contact.Name, Hint: contact.reach(p.Mails), Chosen: has(p.Form.To, contact.ID)}
		if contact.Title != "" {
			o.Label += ", " + contact.Title
		}
		c.Options = append(c.Options, o)
	}
	return c
}

// reach says how the link comes to the contact.
func (c ShareContact) reach(mails bool) string {
	switch {
	case c.Email == "":
		return "No mail address: you pass the link on, and tell a passphrase by phone."
	case !mails:
		return c.Email + ". No mail goes out here: you pass the link on, and tell a passphrase by phone."
	default:
		return c.Email
	}
}

func has(list []string, id string) bool {
	for _, item := range list {
		if item == id {
			return true
		}
	}
	return false
}

// adding reports whether the fields for another contact stand open.
func (p NewSharePage) adding() bool {
	for _, problem := range p.Form.Problems {
		if strings.HasPrefix(problem.Field, "new-") {
			return true
		}
	}
	return len(p.Contacts) == 0 || p.Form.New != (assessment.Contact{})
}

func (p NewSharePage) ways() Choices {
	return Choices{ID: "how", Legend: "How do they share the work?", Options: []Option{
		{Value: ShareTogether, Label: "Each of them may answer every question", Chosen: p.Form.How != ShareSplit},
		{Value: ShareSplit, Label: "Split by section, as chosen below", Chosen: p.Form.How == ShareSplit},
	}}
}

// whose asks whom a section is for.
func (p NewSharePage) whose(s ShareSection) Field {
	options := []Option{{Value: "", Label: "Any of them"}}
	for _, c := range p.Contacts {
		options = append(options, Option{Value: c.ID, Label: c.Name})
	}
	options = append(options, Option{Value: "new", Label: "The contact added above"})
	for i := range options {
		options[i].Chosen = options[i].Value == p.Form.Who[s.ID]
	}
	return Field{ID: "who-" + s.ID, Name: "who." + s.ID, Label: s.Title, Type: "select", Options: options}
}

// attrs says beside a box that the question is answered already.
func (q ShareQuestion) attrs() templ.Attributes {
	if !q.Answered {
		return nil
	}
	return templ.Attributes{"aria-describedby": "q-" + q.ID + "-note", "data-answered": true}
}
