package pdf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// run is a piece of a line in one face.
type run struct {
	face    *face
	text    string
	advance fixed.Int26_6 // in thousandths of the font's size
}

// next splits off the first piece of a line that is in the order in which it is seen.
func (w *weight) next(line string) (piece run, rest string) {
	first, _ := utf8.DecodeRuneInString(line)
	piece.face = w.of(w.drawn(first))
	clean := true // what is drawn is what stands there
	for i, r := range line {
		shown := w.drawn(r)
		if w.of(shown) != piece.face {
			line, rest = line[:i], line[i:]
			break
		}
		clean = clean && shown == r && r != utf8.RuneError
		piece.advance += w.advances[shown]
	}
	piece.text = line
	if !clean {
		piece.text = strings.Map(w.drawn, line)
	}
	return piece, rest
}

// visual puts a line that has right-to-left text into the order in which it is seen.
func visual(line string) string {
	if !strings.ContainsFunc(line, rightToLeft) {
		return line
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return line
	}
	order, err := p.Order()
	if err != nil {
		return line
	}
	var b strings.Builder
	for i := range order.NumRuns() {
		piece := order.Run(i)
		if piece.Direction() == bidi.RightToLeft {
			b.WriteString(bidi.ReverseString(piece.String()))
		} else {
			b.WriteString(piece.String())
		}
	}
	return b.String()
}

// firstRightToLeft is the first character that is read from right to left, the first of Hebrew.
const firstRightToLeft = 0x0590

func rightToLeft(r rune) bool {
	if r < firstRightToLeft {
		return false
	}
	properties, _ := bidi.LookupRune(r)
	class := properties.Class()
	return class == bidi.R || class == bidi.AL
}
