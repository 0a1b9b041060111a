package templates

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// mostOfDigest is how many lines of a section stand in a digest.
const mostOfDigest = 20

// DigestMail tells a manager once a week what waits. The numbers of its subject count the lines of its sections.
type DigestMail struct {
	MSP   string
	To    string // the manager
	Today assessment.Date

	Review     []DigestLine // submitted; Count is the answers
	Overdue    []DigestLine // the due day is over
	Due        []DigestLine // due this week
	Messages   []DigestLine // to read; Count is the messages
	Screenings []DigestLine // came back with news; what is news is not told in a mail

	Submitted, Opened int // contacts who did so since last week

	URL string // where all of it stands
}

// DigestLine is a share with one contact, or what else of a client a section lists.
type DigestLine struct {
	Client  string
	Contact string // or empty
	Count   int    // 0 where nothing is counted
	Due     assessment.Date
	URL     string // or empty
}

// digestSection is a section, as it is counted in the subject and headed in the body.
type digestSection struct {
	word    string
	heading string
	lines   []DigestLine
	text    func(DigestLine) string
}

func (m DigestMail) sections() []digestSection {
	due := func(l DigestLine) string { return l.with(DueOn(l.Due, m.Today)) }
	return []digestSection{
		{"to review", "To review", m.Review, func(l DigestLine) string { return l.with(l.counted("answer", "answers")) }},
		{"overdue", "Overdue", m.Overdue, due},
		{"due this week", "Due this week", m.Due, due},
		{"with messages", "Messages to read", m.Messages, func(l DigestLine) string { return l.with(l.counted("message", "messages")) }},
		{"screened with news", "Screenings with news", m.Screenings, func(l DigestLine) string { return l.with("") }},
	}
}

// with sets the client, the contact and what is told of them in one line.
func (l DigestLine) with(what string) string {
	var told []string
	for _, text := range []string{l.Contact, what} {
		if oneLine(text) != "" {
			told = append(told, text)
		}
	}
	if len(told) == 0 {
		return l.Client
	}
	return l.Client + ": " + strings.Join(told, ", ")
}

func (l DigestLine) counted(one, many string) string {
	if l.Count == 0 {
		return ""
	}
	return counted(l.Count, one, many)
}

// Empty reports whether there is nothing to tell.
func (m DigestMail) Empty() bool { return len(m.counts()) == 0 && m.changed() == "" }

// counts says how many lines each section has, such as "4 to review".
func (m DigestMail) counts() (list []string) {
	for _, s := range m.sections() {
		if len(s.lines) > 0 {
			list = append(list, strconv.Itoa(len(s.lines))+" "+s.word)
		}
	}
	return list
}

// Subject is the subject. It has numbers only.
func (m DigestMail) Subject() string {
	if list := m.counts(); len(list) > 0 {
		return "Your week in Safeguard: " + strings.Join(list, ", ")
	}
	return "Your week in Safeguard"
}

// changed says what happened since last week.
func (m DigestMail) changed() string {
	var list []string
	if m.Submitted > 0 {
		list = append(list, counted(m.Submitted, "contact", "contacts")+" submitted answers")
	}
	if m.Opened > 0 {
		list = append(list, counted(m.Opened, "contact", "contacts")+" opened what you shared")
	}
	if len(list) == 0 {
		return ""
	}
	return "Since last week, " + strings.Join(list, ", and ") + "."
}

func (m DigestMail) parts() []mailPart {
	parts := []mailPart{say("This is your week in Safeguard"+ofProvider(m.MSP)+".", m.changed())}
	for _, s := range m.sections() {
		parts = append(parts, s.part())
	}
	return append(append(parts, say("Open this link to see everything:"), address(m.URL)), deskEnding()...)
}

// part lists the first lines of a section, and says how many are left out.
func (s digestSection) part() itemized {
	part := itemized{heading: s.heading + ": " + strconv.Itoa(len(s.lines))}
	shown := s.lines
	if over := len(s.lines) - mostOfDigest; over > 0 {
		shown, part.more = s.lines[:mostOfDigest], "and "+strconv.Itoa(over)+" more"
	}
	for _, line := range shown {
		part.items = append(part.items, mailItem{s.text(line), address(line.URL)})
	}
	return part
}

// Text is the mail as plain text.
func (m DigestMail) Text() string { return mailText(m.To, m.parts()) }

// HTML is the mail in HTML.
func (m DigestMail) HTML() templ.Component { return partsMail(m.Subject(), m.To, m.parts()) }
