package templates

import (
	"strconv"
	"strings"

	"safeguard/assessment"
)

// GuestPage is what every page of a contact has around its own content. Contacts have no account, so there is no bar; the
// pages are small, since they are opened on phones, and need no script.
type GuestPage struct {
	Title    string // of the window; the heading where empty
	Heading  string // the h1
	Lead     string // one sentence under the heading
	MSP      string // the name of the provider, empty where it has none yet
	Client   string // empty until the contact has shown who they are
	At, Of   int    // the number of the question that the page is about, 0 where it is about none, and how many there are
	Saved    int    // how many questions are saved; the progress is shown where Of is set
	Due      string // when the answers are due, such as "due on Friday, December 4"; empty where no day is set
	Ask      assessment.Contact
	Problems []Problem
	Flash    string   // what was just done
	Inside   bool     // the contact has shown who they are, and can leave
	Scripts  []string // files of package static
	Static   func(name string) string

	MSPLogo, ClientLogo bool
}

// title is the title of the window. A page with problems says so first.
func (p GuestPage) title() string {
	title := p.Title
	if title == "" {
		title = p.Heading
	}
	if p.At > 0 && p.Of > 0 {
		title = p.where() + ": " + title
	}
	if len(p.Problems) > 0 {
		title = "Error: " + title
	}
	return title + " - " + firstNamed(p.MSP)
}

func (p GuestPage) asset(name string) string {
	if p.Static == nil {
		return "/static/" + name
	}
	return p.Static(name)
}

// where says which of the questions the page is about.
func (p GuestPage) where() string {
	if p.At == 0 {
		return counted(p.Of, "question", "questions")
	}
	return "Question " + strconv.Itoa(p.At) + " of " + strconv.Itoa(p.Of)
}

// due begins a part of a line.
func (p GuestPage) due() string { return capital(p.Due) }

// phoneURL gives the address that calls a number; empty where the text has too few digits to be one.
func phoneURL(phone string) string {
	var digits strings.Builder
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9', r == '+' && digits.Len() == 0:
			digits.WriteRune(r)
		case strings.ContainsRune("xX,;", r): // an extension, which phones call in ways of their own
			return telURL(digits.String())
		}
	}
	return telURL(digits.String())
}

func telURL(digits string) string {
	if len(digits) < 5 {
		return ""
	}
	return "tel:" + digits
}

// writeURL gives the address that writes a mail; empty where there is none.
func writeURL(email string) string {
	if email == "" {
		return ""
	}
	return "mailto:" + email
}
