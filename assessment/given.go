package assessment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText is as long as a note, a reason or another text beside an answer may be, in characters.
const longestText = 20_000

// CheckAnswer checks an answer that somebody gives in a form, for one site or, with an empty site, for the whole client.
// What is wrong comes as *Invalid, with the names of form fields for paths. A question that is not in the catalog is
// ErrNotFound.
func (cat *Catalog) CheckAnswer(client *Client, question, site string, a Answer) error {
	q := cat.Question(question)
	if q == nil {
		return fmt.Errorf("answering question %q: %w", question, ErrNotFound)
	}
	k := checker{cat: cat, c: &Content{Client: *client}}
	k.givenAt(q, site, a)
	k.answer("", q, a)
	if a.Response == NotApplicable && blank(a.Reason) {
		k.bad("reason", "Say why it cannot apply.")
	}
	k.texts(a)
	if a.Verified != nil {
		k.verified(a.Verified)
	}
	if len(k.problems) == 0 {
		return nil
	}
	for i := range k.problems {
		if k.problems[i].Path == "" { // it is about the answer as a whole, which a form shows beside its responses
			k.problems[i].Path = "response"
		}
	}
	return &Invalid{k.problems}
}

// CheckDecision checks a decision that somebody gives in a form. What is wrong comes as *Invalid, with the names of form
// fields for paths. What the record merely still lacks is no problem here (see [Decision.Lacks]). A citation that is not
// of an addressable row of the catalog is ErrNotFound.
func (cat *Catalog) CheckDecision(citation string, d Decision) error {
	if row, ok := cat.Specification(citation); !ok || row.Designation != Addressable {
		return fmt.Errorf("deciding on %q: %w", citation, ErrNotFound)
	}
	k := checker{cat: cat}
	if d.Choice == 0 {
		k.bad("choice", "Choose one: implement, alternative or neither.")
	}
	k.text("assessment", d.Assessment)
	k.text("reason", d.Reason)
	k.text("alternative", d.Alternative)
	k.name("approver.name", d.Approver.Name)
	k.name("approver.title", d.Approver.Title)
	if !d.Review.IsZero() && d.Review.Before(d.Date) {
		k.bad("review", "The next review lies before the decision. Mend one of the two days.")
	}
	if len(k.problems) == 0 {
		return nil
	}
	return &Invalid{k.problems}
}

// givenAt checks that the question is answered at such a place.
func (k *checker) givenAt(q *Question, site string, a Answer) {
	sites := k.c.Client.Sites
	switch {
	case len(a.Sites) > 0:
		k.bad("site", "Answer for one site at a time.")
	case site == "":
	case q.Per != PerSite || q.IsFact():
		k.bad("site", "This question is not asked per site. Give one answer for the whole client.")
	case len(sites) == 0:
		k.bad("site", "The client has no list of sites yet. Add its sites first.")
	case !slices.Contains(sites, site):
		k.bad("site", "%q is not a site of the client. Choose one of %s.", short(site), strings.Join(sites, ", "))
	}
}

// texts checks what was written beside an answer.
func (k *checker) texts(a Answer) {
	k.text("value", a.Value)
	k.text("note", a.Note)
	k.text("reason", a.Reason)
	k.name("owner", a.Owner)
	k.name("by", a.By)
}

func (k *checker) verified(v *Verification) {
	if v.Date.IsZero() {
		k.bad("verified.date", "Give the day that the proof is about.")
	}
	if v.Method == 0 {
		k.bad("verified.method", "Say how it was verified: by document, configuration or test.")
	}
	k.name("verified.by", v.By)
	k.text("verified.evidence", v.Evidence)
}

// text checks a text of several lines: its length, and that all of it can be stored and shown.
func (k *checker) text(path, text string) {
	if n := utf8.RuneCountInString(text); n > longestText {
		k.bad(path, "This is %s characters long; the limit is %s. Shorten it, or keep it as a proof.", thousands(n), thousands(longestText))
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unseen) {
		k.bad(path, "This holds a character that cannot be shown. Take it out, or type the text again.")
	}
	if holdsSSN(text) {
		k.bad(path, "This looks like a Social Security number. Take it out.")
	}
}

// holdsSSN reports whether a text has a number in the form of a Social Security number, 123-45-6789, that could have been
// given out: no area is 000, 666 or 9xx, no group is 00 and no serial number is 0000.
func holdsSSN(text string) bool {
	for i := range text {
		if i > 0 && partOfNumber(text[i-1]) || len(text) > i+11 && partOfNumber(text[i+11]) {
			continue
		}
		if ssnAt(text[i:]) {
			return true
		}
	}
	return false
}

func ssnAt(text string) bool {
	if len(text) < 11 || text[3] != '-' || text[6] != '-' {
		return false
	}
	area, group, serial := text[:3], text[4:6], text[7:11]
	for _, c := range []byte(area + group + serial) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return area != "000" && area != "666" && area[0] != '9' && group != "00" && serial != "0000"
}

func partOfNumber(c byte) bool { return c == '-' || c >= '0' && c <= '9' }

// name checks a name, which stands in one line.
func (k *checker) name(path, name string) {
	if !oneLine(name) {
		k.bad(path, "Write the name in one line of at most %d letters.", longestName)
	}
}

// unseen reports whether a character cannot be shown for what it is: a control character other than the end of a line and
// a tab, or one that turns the order of what follows around, so that a page reads otherwise than what was typed.
func unseen(r rune) bool {
	turns := r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	return turns || unicode.IsControl(r) && r != '\n' && r != '\t'
}

// thousands writes a number with commas.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// AnswerAt gives the answer that counts at a place: that of the site where it has one, or the one for the whole client.
func (c *Content) AnswerAt(at Place) Answer { return c.Answers[at.Question].at(at.Site) }

// ModeOf says how an answer came to be, given what was proposed for its place. An answer as proposed counts as the
// client's word where the contact proposed it, and as confirmed alone otherwise. Where the question is to be answered
// anew there was nothing to confirm, so the same answer counts as a new one. ModeTogether is set by the one page that
// confirms several.
func ModeOf(offer Offer, a Answer) Mode {
	var same []Proposal
	for _, p := range offer.Proposals {
		if p.Answer().says(a) {
			same = append(same, p)
		}
	}
	switch {
	case len(offer.Proposals) == 0:
		return ModeNew
	case len(same) == 0:
		return ModeChanged
	case slices.ContainsFunc(same, func(p Proposal) bool { return p.Source == FromContact }):
		return ModeClient
	case slices.ContainsFunc(same, func(p Proposal) bool { return !p.Anew }):
		return ModeAlone
	default:
		return ModeNew
	}
}
