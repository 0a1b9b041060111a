package templates

import (
	"github.com/a-h/templ"

	"safeguard/assessment"
)

// SharePassedMail brings the link to a contact to whom a colleague passed questions on.
type SharePassedMail struct {
	MSP       string
	Ask       string // the manager, who is to be asked
	Phone     string // the manager's, or empty
	By        string // the colleague who passed them on
	To        string
	Client    string
	Questions int
	Due       assessment.Date
	URL       string
	Until     assessment.Date // the last whole day on which the link works
}

func (m SharePassedMail) from() sender { return sender{m.MSP, m.Ask, m.Phone} }

func (m SharePassedMail) colleague() string {
	if oneLine(m.By) == "" {
		return "A colleague"
	}
	return m.By
}

// Subject is the subject.
func (m SharePassedMail) Subject() string {
	return inSubject(m.colleague()) + " asks you to answer " + m.questions() + " from " + m.from().subject()
}

func (m SharePassedMail) questions() string { return counted(m.Questions, "question", "questions") }

func (m SharePassedMail) parts() []mailPart {
	return append([]mailPart{
		say(m.colleague()+" asks you to answer "+m.questions()+about(m.Client)+".", m.come()+" from "+m.from().whole()+".", answerBy(m.Due)),
		say("Open this link to answer. You need no account, and you can stop and go on later.", worksThrough(m.Until)), address(m.URL),
	}, m.from().ending()...)
}

func (m SharePassedMail) come() string {
	if m.Questions == 1 {
		return "It comes"
	}
	return "They come"
}

// Text is the mail as plain text.
func (m SharePassedMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m SharePassedMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }

// ShareMessageMail tells a contact that there is a message to read. It never says what.
type ShareMessageMail struct {
	MSP, By, Phone string
	To             string
	Client         string
	URL            string
	Until          assessment.Date // the last whole day on which the link works
}

func (m ShareMessageMail) from() sender { return sender{m.MSP, m.By, m.Phone} }

// Subject is the subject.
func (m ShareMessageMail) Subject() string {
	return m.from().subject() + " sent you a message"
}

func (m ShareMessageMail) parts() []mailPart {
	return append([]mailPart{
		say(m.from().whole() + " sent you a message on a question" + about(m.Client) + ". To keep it private, it is not in this mail."),
		say("Open this link to read it and to answer.", worksThrough(m.Until)), address(m.URL),
	}, m.from().ending()...)
}

// Text is the mail as plain text.
func (m ShareMessageMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareMessageMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }
