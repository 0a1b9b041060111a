package templates

import (
	"github.com/a-h/templ"
)

// The mails to managers. Their links lead behind the sign-in.

// signInAsAlways is what to do with a mail to a manager that was not expected.
const signInAsAlways = "You did not expect this? Do not follow the link. Open Safeguard as you always do."

func deskEnding() []mailPart {
	return []mailPart{say("The page asks you to sign in, as always.", neverAsked), say(signInAsAlways)}
}

// ofClient names somebody of a client; both may be empty.
func ofClient(name, client string) string {
	if oneLine(name) == "" {
		name = "A contact"
	}
	if oneLine(client) == "" {
		return name
	}
	return name + " of " + client
}

// DeskMessageMail tells a manager that there is a message to read. It never says what.
type DeskMessageMail struct {
	MSP    string
	By     string // the contact who wrote
	Client string // in the body only
	To     string // the manager
	URL    string // of the question
}

// Subject is the subject.
func (m DeskMessageMail) Subject() string { return "You have a message in Safeguard" }

func (m DeskMessageMail) parts() []mailPart {
	return append([]mailPart{
		say(ofClient(m.By, m.Client) + " sent you a message on a question in Safeguard" + ofProvider(m.MSP) + ". To keep it private, it is not in this mail."),
		say("Open this link to read it and to answer:"), address(m.URL),
	}, deskEnding()...)
}

// Text is the mail as plain text.
func (m DeskMessageMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m DeskMessageMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }

// ShareSubmittedMail tells a manager that a contact submitted answers.
type ShareSubmittedMail struct {
	MSP     string
	By      string // the contact who answered
	Client  string // in the body only
	To      string // the manager
	Answers int
	URL     string // where they are reviewed
}

// Subject is the subject.
func (m ShareSubmittedMail) Subject() string { return m.answers() + " to review in Safeguard" }

func (m ShareSubmittedMail) answers() string { return counted(m.Answers, "answer", "answers") }

func (m ShareSubmittedMail) parts() []mailPart {
	wait := "They count"
	if m.Answers == 1 {
		wait = "It counts"
	}
	return append([]mailPart{
		say(ofClient(m.By, m.Client)+" submitted "+m.answers()+" in Safeguard"+ofProvider(m.MSP)+".", wait+" only once you accept."),
		say("Open this link to review:"), address(m.URL),
	}, deskEnding()...)
}

// Text is the mail as plain text.
func (m ShareSubmittedMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareSubmittedMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }
