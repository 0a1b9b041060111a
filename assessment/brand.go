package assessment

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Brand is what a provider puts on the reports of an assessment: who made it, and how its pages look. Each part may be
// missing. It is fixed with the content that it is of, so that a final analysis looks years later as it did at first.
type Brand struct {
	Name         string `json:"name,omitzero"`         // of the provider
	Contact      string `json:"contact,omitzero"`      // how to reach the provider, in a line
	Confidential string `json:"confidential,omitzero"` // the sentence at the foot of every page; empty is the program's own
	Color        string `json:"color,omitzero"`        // as #rrggbb; empty is the program's own
	Paper        Paper  `json:"paper,omitzero"`
	Logo         string `json:"logo,omitzero"`        // of the provider: the SHA-256 of the picture, as hexadecimal digits
	ClientLogo   string `json:"client_logo,omitzero"` // likewise
}

// How long the lines of a brand may be, in letters, so that they fit on a page.
const (
	LongestContact      = 200
	LongestConfidential = 160
)

// Check lists what is wrong with the brand. The paths name its fields.
func (b *Brand) Check() []Problem {
	if b == nil {
		return nil
	}
	k := checker{}
	k.problems = append(k.problems, CheckLine("name", b.Name)...)
	k.line("contact", b.Contact, LongestContact)
	k.line("confidential", b.Confidential, LongestConfidential)
	if _, _, _, ok := b.RGB(); b.Color != "" && !ok {
		k.bad("color", `%q is not a color that can be read. Write # and six digits or letters from a to f, such as #0a5c8a.`, short(b.Color))
	}
	return k.problems
}

// line checks a text of one line and of at most so many letters.
func (k *checker) line(path, text string, longest int) {
	switch n := utf8.RuneCountInString(text); {
	case n > longest:
		k.bad(path, "Write this in at most %d letters; it has %s.", longest, thousands(n))
	case strings.ContainsAny(text, "\n\t"):
		k.bad(path, "Write this in one line.")
	default:
		k.text(path, text)
	}
}

// RGB gives the parts of the color; ok is false where there is none.
func (b *Brand) RGB() (red, green, blue uint8, ok bool) {
	if len(b.Color) != 7 || b.Color[0] != '#' {
		return 0, 0, 0, false
	}
	all, err := strconv.ParseUint(b.Color[1:], 16, 32)
	return uint8(all >> 16), uint8(all >> 8), uint8(all), err == nil
}

// Paper is a format of paper.
type Paper uint8

// The formats. Reports are on US Letter where nothing is said.
const (
	PaperLetter Paper = iota + 1
	PaperA4
)

var papers = words{"", "letter", "a4"}

// Papers lists the formats.
func Papers() []Paper { return []Paper{PaperLetter, PaperA4} }

// String gives the word that is stored.
func (p Paper) String() string { return textOf(papers, p) }

// Title gives the words for people.
func (p Paper) Title() string {
	if p == PaperA4 {
		return "A4 (210 by 297 mm)"
	}
	return "US Letter (8.5 by 11 inches)"
}

// MarshalText implements encoding.TextMarshaler.
func (p Paper) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Paper) UnmarshalText(text []byte) error { return parseWord(papers, text, p) }
