package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/image/math/fixed"
)

// clean makes a text that people typed fit for one line after another: line ends become spaces or breaks, and what
// cannot be seen is dropped.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= ' ' && r <= '~', r == '\n':
			return r
		case r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector):
			return -1
		default:
			return r
		}
	}, text)
}

// wrap breaks a text into lines of at most a width in millimeters. Words that are wider are broken where they must.
func (fs *faces) wrap(text string, width, size float64, bold bool) []string {
	lines := make([]string, 0, 4)
	w := wrapper{fs.weigh(bold), width, size}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(clean(text)), "\n") {
		lines = w.paragraph(lines, spaced(paragraph))
	}
	return lines
}

// spaced leaves one space between words.
func spaced(paragraph string) string {
	if strings.Contains(paragraph, "  ") || strings.HasPrefix(paragraph, " ") || strings.HasSuffix(paragraph, " ") {
		return strings.Join(strings.Fields(paragraph), " ")
	}
	return paragraph
}

// wrapper breaks text of one weight and size into lines of one width.
type wrapper struct {
	*weight
	width, size float64
}

// measure gives the width of a text in millimeters.
func (w wrapper) measure(text string) float64 {
	sum := fixed.Int26_6(0)
	for _, r := range text {
		sum += w.advances[w.drawn(r)]
	}
	return millimeters(sum, w.size)
}

// paragraph appends the lines of a paragraph, whose words have one space between them. Lines are parts of it, so that
// nothing is copied.
func (w wrapper) paragraph(lines []string, text string) []string {
	space := w.measure(" ")
	start, end, used := 0, 0, 0.0 // the line, and its width
	for from := 0; from < len(text); {
		to := len(text)
		if i := strings.IndexByte(text[from:], ' '); i >= 0 {
			to = from + i
		}
		for at := from; at < to; {
			length, width := w.piece(text[at:to])
			switch {
			case end == start:
				start, end, used = at, at+length, width
			case at == from && used+space+width <= w.width:
				end, used = at+length, used+space+width
			default:
				lines = append(lines, text[start:end])
				start, end, used = at, at+length, width
			}
			at += length
		}
		from = to + 1
	}
	return append(lines, text[start:end])
}

// piece is as much of a word as fits into a line, with its width: all of it nearly always. One that is wider than a line
// is broken after a sign rather than between letters.
func (w wrapper) piece(word string) (length int, width float64) {
	if width = w.measure(word); width <= w.width {
		return len(word), width
	}
	used := 0.0
	for i, r := range word {
		advance := millimeters(w.advances[w.drawn(r)], w.size)
		if i > 0 && used+advance > w.width {
			if cut := strings.LastIndexAny(word[:i], "-/_.") + 1; cut > 0 {
				i = cut
			}
			return i, w.measure(word[:i])
		}
		used += advance
	}
	return len(word), width
}
