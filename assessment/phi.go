package assessment

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// PHIKind is what a sign of PHI is.
type PHIKind uint8

// The kinds.
const (
	PHISocialSecurity PHIKind = iota + 1
	PHIRecordNumber
	PHIBirthDate
	PHIMemberID
)

var (
	phiKinds  = words{"", "social-security-number", "record-number", "birth-date", "member-id"}
	phiTitles = words{"", "a Social Security number", "a medical record number", "a birth date", "a health plan member ID"}
)

// String gives the word that is stored.
func (k PHIKind) String() string { return textOf(phiKinds, k) }

// MarshalText implements encoding.TextMarshaler.
func (k PHIKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *PHIKind) UnmarshalText(text []byte) error { return parseWord(phiKinds, text, k) }

// Title gives the kind within a sentence, such as "a Social Security number".
func (k PHIKind) Title() string { return textOf(phiTitles, k) }

// PHISign is a place of a text that looks like PHI.
type PHISign struct {
	Kind       PHIKind
	Start, End int // in bytes of the text, which begin and end whole characters
}

// LooksLikePHI finds what looks like PHI (160.103) about a patient: numbers that name one person, and birth dates. The signs
// come in the order of the text and do not overlap. It is made to warn a person who writes about how a client works, who
// knows better: it finds what stands in a usual form or beside its usual word, and no names, and a text without signs may
// well hold PHI. What it knows is the form alone, so a number made up as an example is a sign too.
func LooksLikePHI(text string) []PHISign {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	var found []PHISign
	lower := lowerASCII(text)
	for i := range len(text) {
		if i > 0 && wordByte(text[i-1]) {
			continue
		}
		for _, rule := range phiRules {
			if m, ok := rule.at(text, lower, i); ok && rule.holds(m) {
				found = append(found, PHISign{rule.kind, m.start, m.end})
			}
		}
	}
	slices.SortFunc(found, func(a, b PHISign) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End) // of two that begin together the longer comes first
	})
	end := 0
	return slices.DeleteFunc(found, func(s PHISign) bool {
		if s.Start < end {
			return true
		}
		end = s.End
		return false
	})
}

// phiMatch is a place of a text that has the form of a sign, with the value in it, such as the number.
type phiMatch struct {
	text       string
	start, end int
	value      string
}

// phiRule finds one form of a sign. The pattern is tried only where a word begins with one of the beginnings, which takes a
// tenth of the work of looking for it everywhere.
type phiRule struct {
	kind  PHIKind
	begin []string       // in lower case; 0 stands for any digit
	looks *regexp.Regexp // with the value as its first group
	holds func(phiMatch) bool
}

// longestPHISign is the most that a sign with its words is long, in bytes.
const longestPHISign = 240

// at finds the form at one place of a text.
func (rule phiRule) at(text, lower string, i int) (phiMatch, bool) {
	if !slices.ContainsFunc(rule.begin, func(begin string) bool { return beginsWith(lower[i:], begin) }) {
		return phiMatch{}, false
	}
	at := rule.looks.FindStringSubmatchIndex(text[i:min(i+longestPHISign, len(text))])
	if at == nil {
		return phiMatch{}, false
	}
	return phiMatch{text, i, i + at[1], text[i+at[2] : i+at[3]]}, true
}

func beginsWith(text, begin string) bool {
	if len(text) < len(begin) {
		return false
	}
	for i := range len(begin) {
		if text[i] != begin[i] && (begin[i] != '0' || !digit(text[i])) {
			return false
		}
	}
	return true
}

// The parts of patterns. (?i) stands in front of all that have words.
const (
	phiDash  = `[-\x{2010}-\x{2015}\x{2212}]`
	phiSpace = `[ \t\x{A0}\x{202F}]`
	phiPart  = `(?:` + phiDash + `|` + phiSpace + `)`

	// What stands between a word and its value: "DOB: ", "MRN # is ", "SSN (".
	phiIs = `(?:\s|` + phiSpace + `|` + phiDash + `|[:=#(]|\bis\b|\bwas\b)*`
	// Whose the value is: "of John Smith".
	phiOf = `(?:` + phiSpace + `+(?:of|for)` + phiSpace + `[^\d\n.;]{1,40})?`
	// What makes of "patient" the word for a number.
	phiNumber = `(?:numbers?\b|nbr\b|num\b|no\b\.?|id\b|i\.d\.|identifier\b|#)`
	phiBirth  = `(?:d\.?o\.?b\.?|(?:date|day)\s+of\s+birth|birth[\s-]?(?:date|day))`
)

var (
	phiMonths = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	phiMonth  = `(?:` + strings.Join(phiMonths, "|") + `)[a-z]{0,6}\.?`
	phiDate   = `(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|` +
		phiMonth + phiSpace + `+\d{1,2}(?:st|nd|rd|th)?,?` + phiSpace + `+\d{4}|` +
		`\d{1,2}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?` + phiMonth + `,?[\s-]+\d{4})`
)

var phiRules = []phiRule{
	{ // 123-45-6789, also with spaces
		PHISocialSecurity,
		[]string{"000"},
		regexp.MustCompile(`^(\d{3}` + phiPart + `\d{2}` + phiPart + `\d{4})`),
		func(m phiMatch) bool {
			return m.beginsAlone() && m.endsAlone() && !m.inRow() && givenOut(digitsOf(m.value))
		},
	},
	{ // the word, and nine digits however they are grouped
		PHISocialSecurity,
		[]string{"ss", "soc"},
		regexp.MustCompile(`(?i)^(?:ssns?|ss\s?(?:#|no\b)|soc(?:ial)?\.?` + phiSpace + `+sec(?:urity)?\b)\.?(?:` +
			phiSpace + `*(?:numbers?|num|nbr|no|#)\.?)?` + phiOf + phiIs + `(\d(?:` + phiPart + `?\.?\d){8})`),
		func(m phiMatch) bool { return m.endsAlone() && givenOut(digitsOf(m.value)) },
	},
	{ // MRN 123456, chart #12345, patient ID 4711
		PHIRecordNumber,
		[]string{"mrn", "m.r", "medical", "health", "patient", "chart"},
		regexp.MustCompile(`(?i)^(?:mrn|m\.r\.n\.|(?:(?:medical|health|patient)` + phiSpace + `+records?|` +
			`(?:patient|chart)(?:` + phiSpace + `+(?:account|acct\.?|chart))?)` + phiSpace + `*` + phiNumber + `)` +
			`(?:` + phiSpace + `*` + phiNumber + `)?` + phiOf + phiIs + `([a-z]{0,4}` + phiDash + `?\d+(?:-\d+)*[a-z]?)`),
		func(m phiMatch) bool { return m.endsAlone() && len(digitsOf(m.value)) >= 4 },
	},
	{ // DOB 3/14/1961, born on March 14, 1961
		PHIBirthDate,
		[]string{"dob", "d.o", "date", "day", "birth", "born"},
		regexp.MustCompile(`(?i)^(?:` + phiBirth + `|born(?:` + phiSpace + `+on)?\b)` + phiOf + phiIs + phiDate),
		func(m phiMatch) bool { return m.endsAlone() && m.isDate() },
	},
	{ // 3/14/1961 (DOB)
		PHIBirthDate,
		append([]string{"0"}, phiMonths...),
		regexp.MustCompile(`(?i)^` + phiDate + phiSpace + `*\(` + phiSpace + `*` + phiBirth),
		func(m phiMatch) bool { return m.beginsAlone() && m.isDate() },
	},
	{ // member ID W123456789, Medicare number 1EG4-TE5-MK73
		PHIMemberID,
		[]string{"member", "subscriber", "enrollee", "beneficiary", "medicare", "medicaid", "health", "mbi", "hicn"},
		regexp.MustCompile(`(?i)^(?:(?:member|subscriber|enrollee|beneficiary|medicare|medicaid|` +
			`health\s+(?:insurance|plan)(?:\s+member)?)(?:['’]s)?` + phiSpace + `*` + phiNumber + `|mbi\b|hicn\b)` +
			phiOf + phiIs + `([a-z]{0,4}` + phiDash + `?\d(?:-?[a-z\d]){3,20})`),
		func(m phiMatch) bool {
			return m.endsAlone() && len(digitsOf(m.value)) >= 5 && !m.followsOneOf(notPatients)
		},
	},
}

// notPatients are whose members have numbers that are no patient's.
var notPatients = []string{"team", "staff", "board", "crew", "workforce", "committee", "faculty", "union", "cluster", "group", "domain"}

// beginsAlone reports whether the match, which begins a word, is no part of a longer number that begins before it.
func (m phiMatch) beginsAlone() bool {
	return m.start == 0 || strings.IndexByte("-+./#", m.text[m.start-1]) < 0
}

// endsAlone reports whether the match is no part of a longer number or word that ends after it.
func (m phiMatch) endsAlone() bool {
	after := m.text[m.end:]
	if after == "" {
		return true
	}
	goesOn := strings.IndexByte("-./", after[0]) >= 0 && len(after) > 1 && digit(after[1])
	return !wordByte(after[0]) && !goesOn
}

// inRow reports whether the value is a part of several numbers that stand apart by spaces alone, such as a phone number of
// another country.
func (m phiMatch) inRow() bool {
	if strings.Contains(m.value, "-") {
		return false
	}
	before, after := m.text[:m.start], m.text[m.end:]
	left, right := strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
	return len(left) < len(before) && left != "" && digit(left[len(left)-1]) || len(right) < len(after) && right != "" && digit(right[0])
}

// followsOneOf reports whether the word before the match is one of them.
func (m phiMatch) followsOneOf(list []string) bool {
	before := strings.ToLower(strings.TrimRight(m.text[max(m.start-20, 0):m.start], " -"))
	return slices.ContainsFunc(list, func(word string) bool { return strings.HasSuffix(before, word) })
}

// isDate reports whether the value can be a day of the calendar: a month in words, or two of its numbers a month and a day.
func (m phiMatch) isDate() bool {
	numbers := strings.FieldsFunc(m.value, func(r rune) bool { return r < '0' || r > '9' })
	switch len(numbers) {
	case 2:
		return dayNumber(numbers[0], 31) && strings.ContainsAny(m.value, "aeiouAEIOU") // each month has one of them
	case 3:
		if len(numbers[0]) == 4 {
			numbers = numbers[1:]
		}
		a, b := numbers[0], numbers[1]
		return len(numbers[len(numbers)-1]) != 3 && (dayNumber(a, 12) && dayNumber(b, 31) || dayNumber(a, 31) && dayNumber(b, 12))
	}
	return false
}

// dayNumber reports whether a number of one or two digits is from 1 to most.
func dayNumber(digits string, most int) bool {
	n := 0
	for _, c := range []byte(digits) {
		n = n*10 + int(c-'0')
	}
	return len(digits) <= 2 && n >= 1 && n <= most
}

// givenOut reports whether nine digits can be a Social Security number that was given out.
func givenOut(d string) bool {
	return len(d) == 9 && ssnAt(d[:3]+"-"+d[3:5]+"-"+d[5:])
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// wordByte reports whether a byte is one of a word or a number in ASCII.
func wordByte(c byte) bool {
	return digit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// lowerASCII lowers A to Z alone, so that every byte stays at its place.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
