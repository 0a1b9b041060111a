package templates

// GuestCodeField is the id and name of the field for what shows who a contact is.
const GuestCodeField = "code"

// keptWords are said to a contact who typed something after the visit had ended.
const keptWords = "What you typed is kept. Come in again to save it."

// GuestVisitOver is the page for who is not there as a contact: the visit has ended, or there was none. Why is not told.
func GuestVisitOver(p GuestPage, kept bool) GuestNotePage {
	text := []string{
		"For the safety of your answers, a visit ends after 30 minutes in which nothing happens. All that you saved is kept.",
		"Come in again here, or open your link once more.",
	}
	if kept {
		text[1] = keptWords
	}
	return GuestNotePage{GuestPage: p, Text: text, Onward: &Action{Label: "Come in again", URL: "/shared/code"}}
}

// person names whom to ask.
func (p GuestCodePage) person() string { return firstNamed(p.Ask.Name, p.MSP) }

// call says from whom to get something.
func (p GuestCodePage) call(what string) string {
	who := firstNamed(p.Ask.Name, p.MSP)
	if p.Ask.Name != "" {
		who += ofMSP(p.MSP)
	}
	if p.Ask.Phone != "" {
		who += ", phone " + p.Ask.Phone + ","
	}
	return "Call " + who + " for " + what + "."
}

// MaskedAddress gives a mail address so that its owner knows it and nobody else learns it, such as p…@riverside.test.
func MaskedAddress(address string) string {
	at := -1
	for i, r := range address {
		if r == '@' {
			at = i
		}
	}
	if at <= 0 {
		return "your mail address"
	}
	for _, first := range address {
		return string(first) + "…" + address[at:]
	}
	return ""
}
