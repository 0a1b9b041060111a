package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"safeguard/assessment"
)

// Value is what stands in a cell: Words, a Count, Points, Money, a Day or a Level, so that a spreadsheet can sort and add it
// up. Its text is what a CSV file has; an empty text leaves the cell empty, as nil does.
type Value interface{ String() string }

// Words is a text that a spreadsheet can hold, see words.
type Words string

// Count is a whole number.
type Count int

// Points are points of the risk index, or of what lowers it.
type Points float64

// Money is an amount in US dollars.
type Money float64

// Day is a day of the calendar.
type Day struct{ assessment.Date }

// Level is a level of risk, which is shown in its color.
type Level assessment.RiskLevel

// String gives the text.
func (w Words) String() string { return string(w) }

// String gives the number in digits.
func (c Count) String() string { return strconv.Itoa(int(c)) }

// String gives the points to two decimals.
func (p Points) String() string { return fmt.Sprintf("%.2f", float64(p)) }

// String gives dollars and cents.
func (m Money) String() string { return fmt.Sprintf("%.2f", float64(m)) }

// String gives the word for people.
func (l Level) String() string { return assessment.RiskLevel(l).Title() }

// longestCell is how much a cell of Excel holds, in UTF-16 units. More than that makes Excel mend a workbook by leaving the
// text out, and run over into the next cell of a CSV file.
const longestCell = 32767

// cutCell ends a text that did not fit into its cell.
const cutCell = " ... (cut here, since a cell holds no more; the documents have the whole text)"

// words makes a text fit for a cell: without the characters that XML has no place for, and cut visibly where it is longer
// than a cell holds.
func words(text string) Words {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\ufffd"))
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, text))
	if units(text) <= longestCell {
		return Words(text)
	}
	room := longestCell - len(cutCell)
	for i, r := range text {
		if room -= utf16.RuneLen(r); room < 0 {
			return Words(text[:i] + cutCell)
		}
	}
	return Words(text)
}

// units counts the UTF-16 units of a text.
func units(text string) (n int) {
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Harmless puts a quote before a cell of a CSV file that a spreadsheet would take for a formula and run. Spreadsheets look
// past spaces, and some take a tab or a carriage return at the beginning for the end of the cell before.
func Harmless(cell string) string {
	begins := strings.TrimLeftFunc(cell, unicode.IsSpace)
	if begins != "" && strings.ContainsRune("=+-@", rune(begins[0])) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
