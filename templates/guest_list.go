package templates

import (
	"strconv"
	"strings"

	"safeguard/assessment"
)

// GuestListPage lists what a contact has to answer.
type GuestListPage struct {
	GuestPage
	State     assessment.ShareState
	Screening bool
	Closed    assessment.Status // of an assessment that is no draft any more; 0 where answers are taken
	By        string            // the manager who asks
	Message   string
	Items     []GuestItem
	Others    string // who else may answer, where that is the same of all that is to do
}

// GuestItem is one question of the list.
type GuestItem struct {
	Number  int
	ID      string
	Text    string
	State   assessment.GivenState // 0 where there is no answer yet
	Saved   int                   // places with an answer
	Places  int
	GivenBy string   // the colleague who answered, or empty
	Others  []string // the colleagues who may answer as well
	Remarks []string // why it came back
	Unread  int      // messages on it that are new to the contact
}

// ToDo reports whether the question waits for an answer of the contact.
func (i GuestItem) ToDo() bool { return i.State == 0 || i.State == assessment.GivenReturned }

// saved reports whether the question needs nothing more of the contact.
func (i GuestItem) saved() bool { return !i.ToDo() }

// badge says how far a question is.
func (i GuestItem) badge() StateView {
	switch i.State {
	case assessment.GivenDraft:
		return StateView{StateDone, "Saved"}
	case assessment.GivenSubmitted:
		return StateView{StateOthers, "Sent"}
	case assessment.GivenReturned:
		return StateView{StateNeeds, "Came back"}
	case assessment.GivenAccepted:
		return StateView{StateDone, "Accepted"}
	default:
		if i.Saved > 0 {
			return StateView{StateTodo, "Saved for " + strconv.Itoa(i.Saved) + " of " + counted(i.Places, "place", "places")}
		}
		return StateView{StateTodo, "To do"}
	}
}

// others says who else may answer, or who did.
func (i GuestItem) others() string {
	switch {
	case i.GivenBy != "":
		return "Answered by " + i.GivenBy + "."
	case len(i.Others) == 0 || i.saved():
		return ""
	default:
		return enumerated(i.Others) + " may answer this as well."
	}
}

// enumerated joins names as a sentence does.
func enumerated(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// Count fills in how far the contact is, and says once what it would say of each question.
func (p *GuestListPage) Count() {
	p.Of, p.Saved = len(p.Items), 0
	same := map[string]bool{}
	for _, i := range p.Items {
		if i.saved() {
			p.Saved++
		} else {
			same[i.others()] = true
		}
	}
	if len(same) != 1 || p.Of-p.Saved < 2 || same[""] {
		return
	}
	for n := range p.Items {
		if i := &p.Items[n]; i.ToDo() && i.GivenBy == "" {
			p.Others, i.Others = enumerated(i.Others)+" may answer these questions as well.", nil
		}
	}
}

// next gives the question to go on with; nil where none waits.
func (p GuestListPage) next() *GuestItem {
	for _, state := range []assessment.GivenState{assessment.GivenReturned, 0} {
		for n := range p.Items {
			if p.Items[n].State == state {
				return &p.Items[n]
			}
		}
	}
	return nil
}

// sendable reports whether saved answers wait to be sent.
func (p GuestListPage) sendable() bool { return p.having(assessment.GivenDraft) > 0 && p.next() == nil }

// having counts the questions in a state.
func (p GuestListPage) having(state assessment.GivenState) (n int) {
	for _, i := range p.Items {
		if i.State == state {
			n++
		}
	}
	return n
}

// split gives what to show first and what to fold away: what came back comes alone.
func (p GuestListPage) split() (first, rest []GuestItem) {
	if p.having(assessment.GivenReturned) == 0 {
		return p.Items, nil
	}
	for _, i := range p.Items {
		if i.State == assessment.GivenReturned {
			first = append(first, i)
		} else {
			rest = append(rest, i)
		}
	}
	return first, rest
}

// Words fills in the heading and the sentence under it.
func (p *GuestListPage) Words() {
	back, left := p.having(assessment.GivenReturned), p.Of-p.Saved
	switch {
	case len(p.Items) == 0:
		p.Heading, p.Lead = "Nothing to answer", "No question waits for you. You passed them on, or they are not asked any more."
	case back > 0:
		p.Heading = counted(back, "answer", "answers") + " came back to you"
		p.Lead = "Read each remark, then answer again."
		if back == 1 {
			p.Lead = "Read the remark, then answer again."
		}
	case p.State == assessment.ShareDone:
		p.Heading, p.Lead = "All done. Thank you", "Your answers were accepted. There is nothing more to do."
	case p.State == assessment.ShareSubmitted && p.having(assessment.GivenDraft) == 0:
		p.Heading, p.Lead = "Sent. Thank you", p.reader()+" reads your answers. If something is unclear, it comes back to you."
	case p.sendable():
		p.Heading, p.Lead = "Ready to send", "Every question has an answer. Check them, then send them to "+p.reader()+"."
	default:
		p.Heading = p.about() + ": " + strconv.Itoa(left) + " to answer"
		p.Lead = "Each answer is saved when you go on. You can stop at any time and come back by the same link." + p.takes(left)
	}
}

// about names what the questions are about.
func (p GuestListPage) about() string {
	if p.Screening {
		return "Questions on patient data"
	}
	return "Questions on data security"
}

func (p GuestListPage) takes(left int) string {
	if minutes := MinutesFor(left); minutes > 0 {
		return " It takes about " + counted(minutes, "minute", "minutes") + "."
	}
	return ""
}

// reader is who reads the answers.
func (p GuestListPage) reader() string { return sender{msp: p.MSP, by: p.By}.whole() }

// main is the one main action; nil where nothing is to be done.
func (p GuestListPage) main() *Action {
	next := p.next()
	switch {
	case next != nil && next.State == 0 && p.Saved == 0:
		return &Action{Label: "Start with question " + strconv.Itoa(next.Number), URL: GuestQuestionPath(next.ID)}
	case next != nil:
		return &Action{Label: "Continue with question " + strconv.Itoa(next.Number), URL: GuestQuestionPath(next.ID)}
	case p.sendable():
		return &Action{Label: "Check and send", URL: GuestCheckPath}
	default:
		return nil
	}
}

// The pages of a contact beside the list.
const (
	GuestCheckPath = "/shared/check"
	GuestDonePath  = "/shared/done"
)

// GuestQuestionPath is the page of a question.
func GuestQuestionPath(question string) string { return "/shared/questions/" + question }

// GuestDone says what happens after the answers were sent.
func GuestDone(p GuestPage, by string, screening bool) GuestNotePage {
	p.Heading = "Sent. Thank you"
	reader := sender{msp: p.MSP, by: by}.whole()
	text := []string{reader + " reads your answers now. If one is unclear, it comes back to you."}
	if screening {
		text = append(text, "Your answers help to find out whether patient data plays a part at "+p.Client+".")
	} else {
		text = append(text, "What is accepted becomes a part of this year’s security risk analysis of "+p.Client+".")
	}
	text = append(text, "You can close this page now.")
	return GuestNotePage{GuestPage: p, Text: text, Onward: &Action{Label: "See what you sent", URL: "/shared"}}
}

// GuestClosed says that no answers are taken any more.
func GuestClosed(p GuestPage, by string, status assessment.Status) GuestNotePage {
	p.Heading = "The questions are closed"
	reader := sender{msp: p.MSP, by: by}.whole()
	text := []string{reader + " has finished this year’s analysis, so nothing can be changed here any more.", "What you sent is kept. Thank you for your answers."}
	if status == assessment.InReview {
		text[0] = "The whole analysis is being checked, so nothing can be changed here now."
	}
	return GuestNotePage{GuestPage: p, Text: text}
}
