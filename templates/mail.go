package templates

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// MailPage is where an admin says which server sends the mails, and sees what became of them.
type MailPage struct {
	Page
	Form  MailForm
	On    bool       // a server is named
	Test  *MailLine  // the admin's last test
	Mails []MailLine // that wait or are dead
	More  bool       // there are more than are listed
}

// MailForm is what stands in the fields of the mail server, as it was typed. The password never does.
type MailForm struct {
	Host, Port, Security, User, FromName, FromAddress, CA string
	HasPassword                                           bool // one is kept
}

// MailLine is a mail of the list.
type MailLine struct {
	ID      string
	To      string // the address
	Kind    string // a kind of mail
	State   assessment.MailState
	Trouble assessment.MailTrouble
	Said    string // by the server
	Since   string // when it was made
	Next    string // when it is tried next, as the end of a sentence
	Tries   int
}

// The kinds of mail.
const (
	MailInvitation = "invitation"
	MailReset      = "reset"
	MailTest       = "test"

	MailShare          = "share"
	MailShareCode      = "share-code"
	MailShareReminder  = "share-reminder"
	MailShareReturned  = "share-returned"
	MailSharePassed    = "share-passed"
	MailShareMessage   = "share-message"
	MailShareSubmitted = "share-submitted"
	MailDeskMessage    = "desk-message"
	MailDigest         = "digest"
)

// mailKinds says each kind in words for the admin.
var mailKinds = map[string]string{
	MailInvitation:     "Invitation",
	MailReset:          "Password reset",
	MailTest:           "Test",
	MailShare:          "Shared questions",
	MailShareCode:      "Code for shared questions",
	MailShareReminder:  "Reminder",
	MailShareReturned:  "Returned answers",
	MailSharePassed:    "Passed-on questions",
	MailShareMessage:   "Notice of a message",
	MailShareSubmitted: "Notice of answers",
	MailDeskMessage:    "Notice of a contact's message",
	MailDigest:         "Weekly digest",
}

// kind is the kind in words, and the kind itself where a later version made it.
func (l MailLine) kind() string {
	if words, ok := mailKinds[l.Kind]; ok {
		return words
	}
	return l.Kind
}

func (l MailLine) state() StateView {
	switch l.State {
	case assessment.MailSent:
		return StateView{StateDone, "Sent"}
	case assessment.MailDead:
		return StateView{StateBlocked, "Not sent"}
	case assessment.MailDropped:
		return StateView{StateTodo, "Given up"}
	default:
		return StateView{StateOthers, "Waiting"}
	}
}

// what says how the last try went and what comes next.
func (l MailLine) what() string {
	switch {
	case l.State == assessment.MailWaiting && l.Trouble == 0:
		return "It goes in a few seconds."
	case l.State == assessment.MailWaiting:
		return troubleWords(l.Trouble) + " It is tried again " + l.Next + "."
	case l.State == assessment.MailDead:
		return troubleWords(l.Trouble)
	default:
		return ""
	}
}

// troubleWords says what went wrong, then what to do.
func troubleWords(t assessment.MailTrouble) string {
	switch t {
	case assessment.MailUnreachable:
		return "The mail server could not be reached, or the connection broke off. Check the server and the port."
	case assessment.MailSlow:
		return "The mail server did not answer in time. Check the server, the port and how the way is protected."
	case assessment.MailNoTLS:
		return "The mail server does not offer the protection that you chose, so nothing was sent. Check the port and how the way is protected."
	case assessment.MailUntrusted:
		return "The certificate of the mail server is not to be trusted, so nothing was sent. Check the name of the server, or give its own authority."
	case assessment.MailNoSignIn:
		return "The mail server did not take the user name and the password. Check both."
	case assessment.MailLater:
		return "The mail server did not take the mail now."
	case assessment.MailRefused:
		return "The mail server refuses this mail or its address. Check the address, or ask who runs the server."
	case assessment.MailExpired:
		return "Its link ran out before it could be sent. Make a new one."
	default:
		return ""
	}
}

// testState heads the admin's last test.
func (p MailPage) testState() string {
	return "Your test mail to " + p.Test.To + ", made " + p.Test.Since + "."
}

func (f MailForm) securities() []Option {
	list := []Option{
		{Value: "starttls", Label: "STARTTLS", Hint: "Mostly port 587. Nothing is sent where the server does not offer it."},
		{Value: "tls", Label: "TLS from the start", Hint: "Mostly port 465."},
		{Value: "plain", Label: "None", Hint: "Only for a mail server on this same machine."},
	}
	for i := range list {
		list[i].Chosen = list[i].Value == f.Security
	}
	return list
}

func (f MailForm) passwordHint() string {
	if f.HasPassword {
		return "One is kept, and is never shown. Leave this empty to keep it."
	}
	return "It is kept encrypted, and is never shown again."
}

// InvitationMail invites a person to sign in for the first time.
type InvitationMail struct {
	MSP  string // the provider, empty where it has no name yet
	By   string // who invites
	To   string
	URL  string
	Days int // that the link works
}

// Subject is the subject.
func (m InvitationMail) Subject() string {
	return m.by() + " invites you to Safeguard"
}

func (m InvitationMail) by() string {
	if m.MSP == "" {
		return m.By
	}
	return m.By + " of " + m.MSP
}

func (m InvitationMail) sentences() []string {
	return []string{
		m.Subject() + ", where security risk analyses are made and approved.",
		"Open this link to choose your password. It works once, for " + counted(m.Days, "day", "days") + ":",
	}
}

const notExpected = "You did not expect this? Do nothing. Nobody can sign in as you without the link."

// Text is the mail as plain text.
func (m InvitationMail) Text() string {
	s := m.sentences()
	return plainMail(m.To, s[0], s[1], m.URL, notExpected)
}

// ResetMail leads to a new password.
type ResetMail struct {
	MSP   string
	To    string
	URL   string
	Hours int // that the link works
}

// Subject is the subject.
func (m ResetMail) Subject() string { return "Choose a new password for Safeguard" }

func (m ResetMail) sentence() string {
	return "Somebody asked for a new password for you" + ofProvider(m.MSP) + ". Open this link to choose one. It works once, for " +
		counted(m.Hours, "hour", "hours") + ":"
}

func ofProvider(msp string) string {
	if msp == "" {
		return ""
	}
	return " at " + msp
}

const notAsked = "You did not ask? Do nothing. Your password stays as it is."

// Text is the mail as plain text.
func (m ResetMail) Text() string { return plainMail(m.To, m.sentence(), m.URL, notAsked) }

// TestMail shows an admin that mails arrive.
type TestMail struct {
	MSP string
	To  string
	At  string // when it was queued
}

// Subject is the subject.
func (m TestMail) Subject() string { return "A test mail from Safeguard" }

func (m TestMail) sentence() string {
	return "You asked Safeguard" + ofProvider(m.MSP) + " for this mail " + m.At + ". It arrived, so mails are sent as they should be."
}

// Text is the mail as plain text.
func (m TestMail) Text() string { return plainMail(m.To, m.sentence()) }

// plainMail sets paragraphs under a greeting.
func plainMail(to string, paragraphs ...string) string {
	return "Hello " + to + ",\n\n" + strings.Join(paragraphs, "\n\n") + "\n"
}

// MailTime is a time as the end of a sentence.
func MailTime(t time.Time) string { return t.Format("on January 2, 2006 at 15:04 MST") }

// retry and drop are the actions on a dead mail.
func (l MailLine) retry() Action {
	return Action{Label: "Try again", URL: "/admin/mail/" + l.ID + "/retry", Post: true, Icon: "refresh", About: l.about()}
}

func (l MailLine) drop() Action {
	return Action{Label: "Give up", URL: "/admin/mail/" + l.ID + "/drop", Post: true, About: l.about()}
}

func (l MailLine) about() string { return fmt.Sprintf("the %s to %s", strings.ToLower(l.kind()), l.To) }

func (l MailLine) tries() string { return strconv.Itoa(l.Tries) }

// mailURL is the address of a link in a mail. Only ours are put there.
func mailURL(url string) templ.SafeURL { return templ.URL(url) }

func (l MailLine) dead() bool { return l.State == assessment.MailDead }

func (l MailLine) waits() bool { return l.State == assessment.MailWaiting }

// mayRetry reports whether another try could end otherwise.
func (l MailLine) mayRetry() bool { return l.Trouble != assessment.MailExpired }
