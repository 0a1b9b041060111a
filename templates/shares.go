package templates

import (
	"fmt"
	"strconv"
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

// SharesPage lists shares: those of an assessment, or all of a client.
type SharesPage struct {
	Page
	Of      *AssessmentPage // of an assessment; then Page is empty
	Client  string          // id
	Shares  []ClientShare
	Today   assessment.Date
	CanEdit bool
	Mails   bool
	Unsent  int       // questions that clients are likely to know, open and with nobody
	Acted   *ShareAct // what could not be done
}

// ShareAct is the day that was typed for a recipient and could not be set.
type ShareAct struct{ Recipient, Due string }

// ClientShare is one share.
type ClientShare struct {
	ID, URL   string
	Screening bool
	Period    int
	Made, Due assessment.Date
	Message   string
	Ended     bool
	Over      bool // nothing is answered or reviewed any more
	Rows      []ClientShareRow
}

// ClientShareRow is one contact in a share.
type ClientShareRow struct {
	ID       string
	Person   assessment.Contact
	State    assessment.ShareState
	PassedBy string // who passed questions on to them
	Ended    bool
	ByPhrase bool
	Opened   assessment.Date

	Asked, Answered, ToReview, Returned int
}

func (p SharesPage) act(name string) string { return "/clients/" + p.Client + "/shares/" + name }

// list is where an act leads back to.
func (p SharesPage) list() string {
	if p.Of != nil {
		return "assessment"
	}
	return "client"
}

func (p SharesPage) heading(l ClientShare) string {
	what := "Shared on " + l.Made.Short()
	switch {
	case l.Screening:
		return fmt.Sprintf("PHI screening %d, sent on %s", l.Period, l.Made.Short())
	case p.Of == nil:
		return fmt.Sprintf("Assessment %d, shared on %s", l.Period, l.Made.Short())
	default:
		return what
	}
}

// due says when the share is due, while somebody has something to do.
func (p SharesPage) note(l ClientShare) string {
	for _, row := range l.Rows {
		if !l.Over && !row.Ended && row.State.WithContact() && !l.Due.IsZero() {
			return strings.ToUpper(DueOn(l.Due, p.Today)[:1]) + DueOn(l.Due, p.Today)[1:] + "."
		}
	}
	return ""
}

// review leads to the answers of a share.
func (p SharesPage) review(l ClientShare) Action {
	n := 0
	for _, row := range l.Rows {
		n = max(n, row.ToReview)
	}
	if n > 0 && p.CanEdit && !l.Over {
		return Action{Label: "Review the answers", URL: l.URL, Icon: "checklist", About: " of " + p.heading(l)}
	}
	return Action{Label: "See the answers", URL: l.URL, About: " of " + p.heading(l)}
}

// state says how far a contact is.
func (p SharesPage) state(l ClientShare, r ClientShareRow) StateView {
	if l.Over && !r.Ended && r.State != assessment.ShareDone {
		return StateView{StateTodo, "Closed"}
	}
	return shareState(r, l.Due, p.Today)
}

// under says what stands under the state of a contact.
func (r ClientShareRow) under() string {
	var parts []string
	if r.Returned > 0 {
		parts = append(parts, counted(r.Returned, "answer", "answers")+" returned")
	}
	if !r.Opened.IsZero() {
		parts = append(parts, "opened "+r.Opened.Short())
	}
	return strings.Join(parts, ", ")
}

func (r ClientShareRow) progress() string { return fmt.Sprintf("%d of %d", r.Answered, r.Asked) }

// dueField is the field of the day for a contact.
func (p SharesPage) dueField(l ClientShare, r ClientShareRow) Field {
	f := Field{ID: "due-" + r.ID, Name: "due", Label: "Due", Type: "date", Width: "short", Value: l.Due.String(), Error: wrongAt(p.Problems, "due-"+r.ID)}
	if p.Acted != nil && p.Acted.Recipient == r.ID {
		f.Value = p.Acted.Due
	}
	return f
}

func (p SharesPage) open(r ClientShareRow) bool { return p.Acted != nil && p.Acted.Recipient == r.ID }

// nothing says that nothing is shared yet, and what to do.
func (p SharesPage) nothing() Empty {
	e := Empty{Icon: "share", Heading: "Nothing is shared yet", Text: "Whoever knows the answers at the client gets a link by mail, shows who they are by a code, and answers what you share."}
	switch {
	case p.Of == nil:
		e.Text += " You share questions from an assessment of the client."
	case p.CanEdit && p.Unsent > 0:
		e.Actions = []Action{{Label: fmt.Sprintf("Send the client’s %s", counted(p.Unsent, "question", "questions")), URL: p.Of.At("shares", "new?suggest=client")}}
	case p.CanEdit:
		e.Actions = []Action{{Label: "Share questions", URL: p.Of.At("shares", "new")}}
	}
	return e
}

// ShareLinksPage shows what opens shares, once.
type ShareLinksPage struct {
	Page
	Back     string
	Handouts []SharedLink
}

// SharedLink is what opens a share for one contact.
type SharedLink struct {
	Person     assessment.Contact
	Link       string
	Passphrase string // empty where a code goes by mail
	Mailed     bool   // the link is on its way by mail
	Until      assessment.Date
}

// HandoutHeading heads the page of n links.
func HandoutHeading(n int) string {
	if n == 1 {
		return "The link"
	}
	return strconv.Itoa(n) + " links"
}

func (h SharedLink) note() string {
	switch {
	case h.Mailed:
		return "A mail with a link is on its way to " + h.Person.Email + "."
	case h.Passphrase == "":
		return "No mail goes out. Copy the link and pass it on. A code to open it goes to " + h.Person.Email + "."
	default:
		return "No mail goes out. Pass the link on, and tell the passphrase by phone."
	}
}

func (h SharedLink) field(n int) Field {
	f := Field{
		ID: "link-" + strconv.Itoa(n+1), Label: "Link for " + h.Person.Name, Value: h.Link, Auto: "off",
		Hint:  "It works until " + h.Until.Long() + ". It is for " + h.Person.Name + " alone.",
		Attrs: templ.Attributes{"readonly": true, "spellcheck": "false"},
	}
	if h.Mailed {
		f.Label = "Copy the link instead"
	}
	return f
}

// WithNames says with whom something is and until when: "With D. Lee, Dec 4".
func WithNames(names []string, due assessment.Date) string {
	text := "With " + counted(len(names), "contact", "contacts")
	if len(names) == 1 {
		text = "With " + shortName(names[0])
	}
	if !due.IsZero() {
		text += ", " + due.Time().Format("Jan 2")
	}
	return text
}

// shortName gives a name as lists have it: Dana Lee is D. Lee.
func shortName(name string) string {
	parts := strings.Fields(name)
	if len(parts) < 2 {
		return name
	}
	first := []rune(parts[0])
	return string(first[:1]) + ". " + parts[len(parts)-1]
}

// telling says how a passphrase gets to whom it is for.
func (h SharedLink) telling() string {
	text := "Call " + h.Person.Name
	if h.Person.Phone != "" {
		text += " at " + h.Person.Phone
	}
	return text + " and say the four words. Never send them together with the link. They are typed with spaces or hyphens, in any case."
}

// attrs says beside a box that the question is answered already.
func (q ShareQuestion) attrs() templ.Attributes {
	if !q.Answered {
		return nil
	}
	return templ.Attributes{"aria-describedby": "q-" + q.ID + "-note", "data-answered": true}
}

// SectionWith is what of a section is with contacts.
type SectionWith struct {
	Open, With         int // questions
	ToReview, Returned int // answers
	Today              assessment.Date

	names []string
	due   assessment.Date
}

// Add notes who has a question, and until when.
func (s *SectionWith) Add(names []string, due assessment.Date) {
	for _, name := range names {
		if !has(s.names, name) {
			s.names = append(s.names, name)
		}
	}
	if !due.IsZero() && (s.due.IsZero() || due.Before(s.due)) {
		s.due = due
	}
}

// State says that answers wait, or with whom every open question is; it is false where the section says more by itself.
func (s *SectionWith) State() (StateView, bool) {
	switch {
	case s.ToReview > 0:
		return StateView{StateNeeds, fmt.Sprintf("%d to review", s.ToReview)}, true
	case s.Open == 0 || s.With < s.Open:
		return StateView{}, false
	case s.Returned > 0:
		return StateView{StateOthers, fmt.Sprintf("%d returned", s.Returned)}, true
	case !s.due.IsZero() && s.due.Before(s.Today):
		return StateView{StateNeeds, "Overdue, " + lowerFirst(WithNames(s.names, s.due))}, true
	default:
		return StateView{StateOthers, WithNames(s.names, s.due)}, true
	}
}
