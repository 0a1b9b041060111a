package templates

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// What can be said to an answer of a contact.
const (
	VerdictAccept = "accept"
	VerdictReturn = "return"
)

// ShareReviewPage shows what came back of a share, to be accepted or returned.
type ShareReviewPage struct {
	Page
	Of        *AssessmentPage // nil for a screening
	Client    string          // id, of a screening
	URL       string
	Screening bool
	CanReview bool
	Ended     bool
	Waiting   []ReviewAnswer
	Same      int            // how many of them say the same as last year
	Others    []ReviewAnswer // that do not wait
	Form      VerdictForm
}

// VerdictForm is what was decided and could not be saved.
type VerdictForm struct {
	Verdicts map[string]string
	Remarks  map[string]string
	Problems []Problem
	Conflict string // what happened meanwhile
	Lost     []Fact // remarks that no field is left for, each under its question
}

// ReviewAnswer is the answer of a contact at one place.
type ReviewAnswer struct {
	Key, Text, Guidance   string
	Evidence              []string
	URL                   string // of the question's card
	Site                  string
	State                 assessment.GivenState
	Done                  bool
	Answer, Note, Changed string
	Reason                string // why it is not applicable
	Remark                string // with which it came back before
	Who                   string
	Last, LastNote        string
	Now, NowBy            string // what is stored
	Given, Stored         int    // revisions
	Same                  bool
}

// WaitingWords says how many answers wait.
func WaitingWords(n int) string {
	return counted(n, "answer waits", "answers wait") + " for you. What you accept becomes the answer of the analysis, as the contact’s word."
}

// SaidBy says who gave an answer, when and how they were identified.
func SaidBy(name, title string, on assessment.Date, by assessment.Identification) string {
	if title != "" {
		name += " (" + title + ")"
	}
	return fmt.Sprintf("%s answered on %s, identified by %s", name, on.Time().Format("Jan 2"), by.Title())
}

// ScreeningAnswerWord gives the answer to a question of a screening.
func ScreeningAnswerWord(r assessment.Response) string { return screeningWord(r) }

// Reviewed says what was accepted and returned, and who has to be told otherwise than by mail.
func Reviewed(all, returned int, untold []string) string {
	var parts []string
	if n := all - returned; n > 0 {
		parts = append(parts, "Accepted "+counted(n, "answer", "answers")+".")
	}
	if returned > 0 {
		parts = append(parts, "Returned "+counted(returned, "answer", "answers")+".")
	}
	if len(untold) > 0 {
		parts = append(parts, "No mail says so to "+strings.Join(untold, ", ")+": call them. Their link still works.")
	}
	return strings.Join(parts, " ")
}

// facts lists what is known of an answer beside it.
func (a ReviewAnswer) facts() Facts {
	f := Facts{}
	for _, item := range []Fact{
		{Name: "Answer", Value: a.Answer},
		{Name: "Note", Value: a.Note},
		{Name: "Why it cannot apply", Value: a.Reason},
		{Name: "What changed", Value: a.Changed},
		{Name: "Last year", Value: a.Last},
		{Name: "Note of last year", Value: a.LastNote},
		{Name: "Stored now", Value: a.now()},
		{Name: "Your remark before", Value: a.Remark},
	} {
		if item.Value != "" {
			f.Items = append(f.Items, item)
		}
	}
	return f
}

func (a ReviewAnswer) now() string {
	switch {
	case a.Now == "":
		return ""
	case a.NowBy == "":
		return a.Now
	default:
		return a.Now + " (" + a.NowBy + ")"
	}
}

func (a ReviewAnswer) id(part string) string { return part + "-" + a.Key }

func (a ReviewAnswer) badge() StateView {
	if a.Same {
		return StateView{StateProposal, "Same as last year"}
	}
	if a.Last != "" {
		return StateView{StateNeeds, "Not as last year"}
	}
	return StateView{StateNeeds, "New"}
}

// verdict asks whether the answer is accepted. Of a screening all are accepted together, so only returning is asked.
func (p ShareReviewPage) verdict(a ReviewAnswer) Choices {
	chosen := p.Form.Verdicts[a.Key]
	c := Choices{ID: a.id("verdict"), Name: "verdict." + a.Key, Legend: "Your word on: " + a.Text, Quiet: true, Inline: true, Many: p.Screening, Options: []Option{
		{Value: VerdictAccept, Label: "Accept", Chosen: chosen == VerdictAccept},
		{Value: VerdictReturn, Label: "Return with a remark", Chosen: chosen == VerdictReturn},
	}}
	if p.Screening {
		c.Options = c.Options[1:]
	}
	return c
}

func (p ShareReviewPage) remark(a ReviewAnswer) Field {
	return Field{
		ID: a.id("remark"), Name: "remark." + a.Key, Label: "Remark", Type: "textarea", Rows: 2, Value: p.Form.Remarks[a.Key], Optional: true,
		Error: wrongAt(p.Form.Problems, a.id("remark")), Hint: "The contact reads it beside the question.",
	}
}

// why says why nothing can be accepted or returned here, or "".
func (p ShareReviewPage) why() string {
	switch {
	case p.CanReview:
		return ""
	case p.Ended:
		return "This share was revoked and is over. What was answered is kept."
	case p.Of != nil && p.Of.Status != assessment.Draft:
		return "This assessment is no draft any more, so nothing can be accepted or returned. Contacts can answer nothing either."
	default:
		return "The manager accepts or returns these answers."
	}
}

func (p ShareReviewPage) together() string {
	if p.Same == 1 {
		return "Accept the 1 unchanged"
	}
	return fmt.Sprintf("Accept the %d unchanged together", p.Same)
}

// stateOf says how far an answer is that does not wait.
func (a ReviewAnswer) stateOf() StateView {
	switch {
	case a.State == assessment.GivenAccepted:
		return StateView{StateDone, a.State.Title()}
	case a.Done:
		return StateView{StateTodo, "With nobody"}
	case a.State == assessment.GivenReturned:
		return StateView{StateOthers, a.State.Title()}
	case a.State == assessment.GivenDraft:
		return StateView{StateOthers, "Begun, not sent"}
	default:
		return StateView{StateOthers, "Not answered yet"}
	}
}
