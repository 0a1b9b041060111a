package templates

import (
	"fmt"

	"safeguard/assessment"
)

// What can be done to many recipients at once.
const (
	ActResend = "resend"
	ActExtend = "extend"
	ActRevoke = "revoke"
)

// ShareActs lists the acts in their order.
var ShareActs = []string{ActResend, ActExtend, ActRevoke}

// actWords has the words of each act: its button, the heading of its page, what it does, and the button that confirms.
var actWords = map[string]struct{ button, heading, lead, confirm, done string }{
	ActResend: {"Send again", "Send again", "Each of these contacts gets a new link. Links that went out before go on working.", "Send again", "A new link is on its way to %s."},
	ActExtend: {"Extend", "Set another due day", "The questions of these contacts are due on another day, and their links work as much longer.", "Extend", "The due day of %s is changed."},
	ActRevoke: {"Revoke", "Revoke", "The links of these contacts open nothing any more. What they sent already is kept.", "Revoke", "What was with %s is revoked."},
}

// ShareActPage shows whom an act touches, and asks to confirm it.
type ShareActPage struct {
	Page
	Act            string
	From           string     // the address to go back to
	Rows           []ShareRow // whom it touches
	Left           []ShareRow // ticked, and not touched
	Failed         []ShareRow // for whom it could not be done
	Missing        int        // ticked and not there any more
	Due            string     // as it was typed
	Confirmed, CSV bool
	Mails          bool // links go out by mail
	Today          assessment.Date
}

// Can reports whether the act can be done to a recipient.
func (p ShareActPage) Can(row ShareRow) bool {
	if p.Act == ActRevoke {
		return row.State != assessment.ShareDone
	}
	return row.State.WithContact()
}

// Head is the head of the page.
func (p ShareActPage) Head(wrong []Problem) Page {
	return Page{
		Heading: actWords[p.Act].heading, Lead: actWords[p.Act].lead, Nav: "campaigns", Problems: wrong,
		Crumbs: []Crumb{{Label: "Campaigns", URL: p.From}},
	}
}

// Said says what was done.
func (p ShareActPage) Said() string {
	return fmt.Sprintf(actWords[p.Act].done, counted(len(p.Rows), "contact", "contacts"))
}

func (p ShareActPage) whom() string {
	return "This touches " + counted(len(p.Rows), "contact", "contacts")
}

// byHand counts the contacts who get no mail.
func (p ShareActPage) byHand() int {
	n := 0
	for _, row := range p.Rows {
		if !p.Mails || row.ByPhrase {
			n++
		}
	}
	return n
}

// hand says what is to do with links that do not go out by mail.
func (p ShareActPage) hand() string {
	if p.Mails {
		return fmt.Sprintf("%s a passphrase instead of a mail. You get the links and passphrases on the next page, once.", counted(p.byHand(), "of them gets", "of them get"))
	}
	return "No mail is sent from here, so you get the links and passphrases on the next page, once. The passphrases from before stop working."
}

// leftWhy says why the act leaves a ticked row alone.
func (r ShareRow) leftWhy() string {
	switch r.State {
	case assessment.ShareDone:
		return "all is accepted"
	case assessment.ShareSubmitted:
		return "the answers wait for you"
	default:
		return "it is over"
	}
}

func (p ShareActPage) missing() string {
	return counted(p.Missing, "line that you ticked is", "lines that you ticked are") + " not there any more."
}

// ShareHandout is a link that somebody has to bring to its contact, with the passphrase.
type ShareHandout struct {
	Row             ShareRow
	URL, Passphrase string
	Until           assessment.Date
}

// ShareDonePage says what was done, for whom it could not be, and shows the links once.
type ShareDonePage struct {
	ShareActPage
	Links []ShareHandout
}

// Head is the head of the page.
func (p ShareDonePage) Head() Page {
	head := Page{Heading: "Links for your contacts", Lead: "Copy them now: nothing of this can be shown again.", Nav: "campaigns", Crumbs: []Crumb{{Label: "Campaigns", URL: p.From}}}
	if len(p.Links) == 0 {
		head.Heading, head.Lead = "Done, but not for all", p.Said()
	}
	return head
}

func (p ShareActPage) confirmKind() string {
	if p.Act == ActRevoke {
		return "danger"
	}
	return "primary"
}
