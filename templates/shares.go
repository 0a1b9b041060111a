package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

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
