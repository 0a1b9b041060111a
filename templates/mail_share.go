package templates

import (
	"github.com/a-h/templ"

	"safeguard/assessment"
)

// The mails to contacts. A subject shows on locked phones and in lists, so none names the client, a question or an answer.

// MinutesFor says about how many minutes so many questions take: one for two questions, rounded up to five.
func MinutesFor(questions int) int {
	return (questions + 9) / 10 * 5
}

// sender is who stands behind a mail to a contact.
type sender struct{ msp, by, phone string }

// whole is the manager of the provider, such as Dana Reyes of Northwind IT.
func (s sender) whole() string {
	if oneLine(s.msp) == "" || oneLine(s.by) == "" {
		return s.provider()
	}
	return s.by + " of " + s.msp
}

// provider is the provider, or the manager where it has no name yet.
func (s sender) provider() string { return firstNamed(s.msp, s.by) }

// person is the manager.
func (s sender) person() string { return firstNamed(s.by, s.msp) }

// subject is the provider as it stands in a subject.
func (s sender) subject() string { return inSubject(s.provider()) }

func firstNamed(names ...string) string {
	for _, name := range names {
		if oneLine(name) != "" {
			return name
		}
	}
	return "Safeguard"
}

// ask says whom to ask.
func (s sender) ask() paragraph {
	if oneLine(s.phone) == "" {
		return say("Questions? Ask " + s.whole() + ".")
	}
	return say("Questions? Ask " + s.whole() + ", phone " + s.phone + ".")
}

// genuine says how to tell that a mail with a link is ours. A number in a forged mail would be the forger's, so it sends
// nobody to the one above.
func (s sender) genuine() paragraph {
	return say("How to tell that this mail is genuine: the page asks for a code, and the code comes in a second mail.", neverAsked,
		"In doubt, call "+s.provider()+" at a number that you already know.")
}

const neverAsked = "We never ask for a code or a password by phone or by mail."

// codeNeeded is what to do with a link that was not expected.
const codeNeeded = "You did not expect this? Do nothing. The link shows nothing without the code."

// ending is what stands below the link of each mail to a contact.
func (s sender) ending() []mailPart { return []mailPart{s.ask(), s.genuine(), say(codeNeeded)} }

// about names the client, as the end of a sentence.
func about(client string) string {
	if oneLine(client) == "" {
		return ""
	}
	return " about " + client
}

// answerBy asks for the answers by a day.
func answerBy(due assessment.Date) string {
	if due.IsZero() {
		return ""
	}
	return "Please answer by " + DayWords(due) + "."
}

// worksThrough says how long a link works.
func worksThrough(until assessment.Date) string {
	if until.IsZero() {
		return ""
	}
	return "The link works through " + DayWords(until) + "."
}

// ShareMail brings a contact the link to the questions that were shared.
type ShareMail struct {
	MSP       string // the provider, empty where it has no name yet
	By        string // the manager who shares
	Phone     string // the manager's, or empty
	To        string // the contact
	Client    string // in the body only
	Questions int
	Minutes   int // that it takes, about; see MinutesFor
	Due       assessment.Date
	Message   string // the manager's own words, or empty
	URL       string
	Until     assessment.Date // the last whole day on which the link works
	Screening bool            // a PHI screening, not questions of an assessment
}

func (m ShareMail) from() sender { return sender{m.MSP, m.By, m.Phone} }

// Subject is the subject.
func (m ShareMail) Subject() string {
	return m.from().subject() + " has " + m.questions() + " for you"
}

func (m ShareMail) questions() string {
	if m.Screening {
		return "a few questions"
	}
	return counted(m.Questions, "question", "questions")
}

func (m ShareMail) asks() string {
	if !m.Screening {
		return m.from().whole() + " asks you to answer " + m.questions() + about(m.Client) + "."
	}
	if oneLine(m.Client) == "" {
		return m.from().whole() + " asks you to answer a few questions on patient data."
	}
	return m.from().whole() + " asks you to answer a few questions on patient data at " + m.Client + "."
}

func (m ShareMail) takes() string {
	if m.Minutes == 0 {
		return ""
	}
	return "That takes about " + counted(m.Minutes, "minute", "minutes") + "."
}

func (m ShareMail) parts() []mailPart {
	parts := []mailPart{say(m.asks(), m.takes(), answerBy(m.Due))}
	if words := quoted(m.Message); words.plain() != "" {
		parts = append(parts, say(m.from().person()+" writes:"), words)
	}
	parts = append(parts,
		say("Open this link to answer. You need no account, and you can stop and go on later.", worksThrough(m.Until)), address(m.URL))
	return append(parts, m.from().ending()...)
}

// Text is the mail as plain text.
func (m ShareMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }

// ShareCodeMail brings a contact the code that opens the questions.
type ShareCodeMail struct {
	MSP     string
	To      string
	Code    string // its digits, without a space
	Minutes int    // that it works
}

// Subject is the subject. It begins with the code, which phones show without opening the mail.
func (m ShareCodeMail) Subject() string { return inSubject(m.grouped()) + " is your code" }

// grouped sets a code of six digits in two groups, which are easier to keep in mind.
func (m ShareCodeMail) grouped() string {
	if len(m.Code) != 6 {
		return m.Code
	}
	return m.Code[:3] + " " + m.Code[3:]
}

func (m ShareCodeMail) parts() []mailPart {
	return []mailPart{
		say(m.grouped()+" is your code.", "Type it on the page that asked for it, within "+counted(m.Minutes, "minute", "minutes")+"."),
		say("You did not ask? Do nothing; nobody gets in without it.", "We never ask for it by phone or by mail."),
		say(sender{msp: m.MSP}.provider()),
	}
}

// Text is the mail as plain text.
func (m ShareCodeMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareCodeMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }

// ShareReminderMail reminds a contact of what is still open.
type ShareReminderMail struct {
	MSP, By, Phone string
	To             string
	Client         string
	Left           int // questions that are not answered
	Due, Today     assessment.Date
	Submit         bool // everything is answered, and only to be submitted
	URL            string
}

func (m ShareReminderMail) from() sender { return sender{m.MSP, m.By, m.Phone} }

// Subject is the subject.
func (m ShareReminderMail) Subject() string {
	switch {
	case m.Submit:
		return "Reminder: your answers to " + m.from().subject() + " are ready to submit"
	case m.Due.IsZero() || m.Due.Before(m.Today):
		return "Reminder: " + counted(m.Left, "question", "questions") + " from " + m.from().subject() + m.are() + "still open"
	default:
		return "Reminder: " + counted(m.Left, "question", "questions") + " from " + m.from().subject() + m.are() + DueOn(m.Due, m.Today)
	}
}

func (m ShareReminderMail) are() string {
	if m.Left == 1 {
		return " is "
	}
	return " are "
}

// due says when they are due, and after that day that they still help.
func (m ShareReminderMail) due() string {
	one := m.Left == 1 && !m.Submit
	switch {
	case m.Due.IsZero():
		return ""
	case m.Due.Before(m.Today) && one:
		return "It was due " + DayOn(m.Due, m.Today) + ", and your answer still helps."
	case m.Due.Before(m.Today):
		return "They were due " + DayOn(m.Due, m.Today) + ", and your answers still help."
	case one:
		return "It is " + DueOn(m.Due, m.Today) + "."
	default:
		return "They are " + DueOn(m.Due, m.Today) + "."
	}
}

func (m ShareReminderMail) parts() []mailPart {
	var parts []mailPart
	if m.Submit {
		parts = []mailPart{
			say("You answered every question from "+m.from().whole()+about(m.Client)+". One step is left: check your answers and submit them.", m.due()),
			say("Open this link to check and submit:"),
		}
	} else {
		parts = []mailPart{
			say(counted(m.Left, "question", "questions")+" from "+m.from().whole()+about(m.Client)+m.are()+"still open.", m.due()),
			say("\"I don't know\" is an answer, too. Do you need more time, or should somebody else answer? Tell " + m.from().person() + "."),
			say("Open this link to go on where you stopped:"),
		}
	}
	return append(append(parts, address(m.URL)), m.from().ending()...)
}

// Text is the mail as plain text.
func (m ShareReminderMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareReminderMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }

// ShareReturnedMail tells a contact that answers came back, each with a remark.
type ShareReturnedMail struct {
	MSP, By, Phone string
	To             string
	Client         string
	Answers        int // that came back
	Due            assessment.Date
	URL            string
	Until          assessment.Date // the last whole day on which the link works
}

func (m ShareReturnedMail) from() sender { return sender{m.MSP, m.By, m.Phone} }

// Subject is the subject.
func (m ShareReturnedMail) Subject() string {
	return m.from().subject() + " asks again about " + m.answers()
}

func (m ShareReturnedMail) answers() string {
	return counted(m.Answers, "answer", "answers")
}

func (m ShareReturnedMail) parts() []mailPart {
	came, shows := m.answers()+" came back to you, each with a remark.", "Open this link to read the remarks and answer again. It shows only what came back."
	if m.Answers == 1 {
		came, shows = "1 answer came back to you, with a remark.", "Open this link to read the remark and answer again. It shows only what came back."
	}
	return append([]mailPart{
		say("Thank you for your answers"+about(m.Client)+". "+m.from().whole()+" read them.", came, answerBy(m.Due)),
		say(shows, worksThrough(m.Until)), address(m.URL),
	}, m.from().ending()...)
}

// Text is the mail as plain text.
func (m ShareReturnedMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m ShareReturnedMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }
