package templates

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// mailPart is a part of a mail. Both forms of a mail are made from the same parts, so that they say the same.
type mailPart interface {
	plain() string // "" where there is nothing to say
	html() templ.Component
}

// paragraph is what we say.
type paragraph string

// say makes one paragraph of sentences. Empty ones are left out.
func say(sentences ...string) paragraph {
	return paragraph(strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " "))
}

func (p paragraph) plain() string { return oneLine(string(p)) }

// address is a link. It shows where it leads.
type address string

func (p address) plain() string { return string(p) }

// pieces cuts an address where a line may end, since the secret of a link is longer than a phone is wide. The name of the
// server stays whole, for people to check.
func (p address) pieces() []string {
	const longest = 16
	server, path := "", string(p)
	if scheme, rest, found := strings.Cut(path, "://"); found {
		host, _, _ := strings.Cut(rest, "/")
		server, path = scheme+"://"+host, rest[len(host):]
	}
	list := []string{server}
	for piece := range slices.Chunk([]rune(path), longest) {
		list = append(list, string(piece))
	}
	return list
}

// quoted is what a person wrote, in paragraphs with an empty line between them. It is set apart, so that nobody takes it for
// our words.
type quoted string

// paragraphs gives the lines of each paragraph.
func (p quoted) paragraphs() (list [][]string) {
	var lines []string
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(string(p))) {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
			continue
		}
		if len(lines) > 0 {
			list, lines = append(list, lines), nil
		}
	}
	if len(lines) > 0 {
		list = append(list, lines)
	}
	return list
}

func (p quoted) plain() string {
	var blocks []string
	for _, lines := range p.paragraphs() {
		blocks = append(blocks, "> "+strings.Join(lines, "\n> "))
	}
	return strings.Join(blocks, "\n>\n")
}

// itemized is a list under a heading.
type itemized struct {
	heading string
	items   []mailItem
	more    string // how many are left out, in words
}

// mailItem is a line of a list, and where it leads.
type mailItem struct {
	text string
	url  address
}

func (p itemized) plain() string {
	if len(p.items) == 0 {
		return ""
	}
	lines := []string{oneLine(p.heading)}
	for _, item := range p.items {
		lines = append(lines, "- "+oneLine(item.text))
		if item.url != "" {
			lines = append(lines, "  "+item.url.plain())
		}
	}
	if p.more != "" {
		lines = append(lines, p.more)
	}
	return strings.Join(lines, "\n")
}

// mailText is a mail of parts as plain text.
func mailText(to string, parts []mailPart) string {
	var paragraphs []string
	for _, part := range spoken(parts) {
		paragraphs = append(paragraphs, part.plain())
	}
	return plainMail(oneLine(to), paragraphs...)
}

// spoken leaves out the parts that say nothing.
func spoken(parts []mailPart) (list []mailPart) {
	for _, part := range parts {
		if part.plain() != "" {
			list = append(list, part)
		}
	}
	return list
}

// oneLine makes one line of a text that people wrote. Line ends would begin a header of somebody else's in a subject, and
// marks of direction could turn the words around them.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		default:
			return r
		}
	}, text)), " ")
}

// longestInSubject is how many characters of a name stand in a subject, so that what follows the name is seen as well.
const longestInSubject = 60

// inSubject makes a name fit for a subject.
func inSubject(name string) string {
	name = oneLine(name)
	if utf8.RuneCountInString(name) <= longestInSubject {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:longestInSubject-3])) + "..."
}
