package pdf

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// noGlyph stands for a character that none of the fonts can draw.
const noGlyph = '□'

// face is one font, with the widths that lines are broken by.
type face struct {
	family, style string
	font          *sfnt.Font
	buffer        sfnt.Buffer
	glyphs        map[rune]glyph
}

type glyph struct {
	known bool
	width float64 // in thousandths of the font's size
}

func newFace(family, style string, ttf []byte) (*face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("reading font %s: %w", family, err)
	}
	return &face{family: family, style: style, font: f, glyphs: map[rune]glyph{}}, nil
}

func (f *face) glyph(r rune) glyph {
	g, ok := f.glyphs[r]
	if ok {
		return g
	}
	index, err := f.font.GlyphIndex(&f.buffer, r)
	if err == nil && index != 0 {
		width, err := f.font.GlyphAdvance(&f.buffer, index, fixed.I(1000), font.HintingNone)
		g = glyph{err == nil, float64(width) / 64}
	}
	f.glyphs[r] = g
	return g
}

// faces are the fonts of a document: the body in two weights, and a third for what these lack.
type faces struct{ regular, bold, symbols *face }

// newFaces makes the fonts known to a PDF.
func newFaces(p *fpdf.Fpdf) (*faces, error) {
	regular, err := newFace("body", "", liberationsansregular.TTF)
	if err != nil {
		return nil, err
	}
	bold, err := newFace("body", "B", liberationsansbold.TTF)
	if err != nil {
		return nil, err
	}
	symbols, err := newFace("symbols", "", dejavusans.TTF)
	if err != nil {
		return nil, err
	}
	p.AddUTF8FontFromBytes("body", "", liberationsansregular.TTF)
	p.AddUTF8FontFromBytes("body", "B", liberationsansbold.TTF)
	p.AddUTF8FontFromBytes("symbols", "", dejavusans.TTF)
	return &faces{regular, bold, symbols}, p.Error()
}

// of gives the font that draws a character, and the character itself or its stand-in. Characters above U+FFFF are
// beyond the PDF library.
func (fs *faces) of(r rune, bold bool) (*face, rune) {
	body := fs.regular
	if bold {
		body = fs.bold
	}
	switch {
	case r > 0xFFFF:
		return fs.symbols, noGlyph
	case body.glyph(r).known:
		return body, r
	case fs.symbols.glyph(r).known:
		return fs.symbols, r
	default:
		return fs.symbols, noGlyph
	}
}

// run is a piece of a line in one font.
type run struct {
	face *face
	text string
}

// width measures the run in millimeters at a size in points, by the font that draws it.
func (p run) width(size float64) float64 {
	sum := 0.0
	for _, r := range p.text {
		sum += p.face.glyph(r).width
	}
	return sum / 1000 * size * pointsToMM
}

// runs splits a line into pieces of one font, in the order in which they are drawn from left to right.
func (fs *faces) runs(line string, bold bool) []run {
	var list []run
	for _, r := range visual(line) {
		f, r := fs.of(r, bold)
		if n := len(list); n > 0 && list[n-1].face == f {
			list[n-1].text += string(r)
			continue
		}
		list = append(list, run{f, string(r)})
	}
	return list
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

func rightToLeft(r rune) bool {
	properties, _ := bidi.LookupRune(r)
	class := properties.Class()
	return class == bidi.R || class == bidi.AL
}

// width measures a line in millimeters at a size in points.
func (fs *faces) width(line string, size float64, bold bool) float64 {
	sum := 0.0
	for _, r := range line {
		f, r := fs.of(r, bold)
		sum += f.glyph(r).width
	}
	return sum / 1000 * size * pointsToMM
}

const pointsToMM = 25.4 / 72

// clean makes a text that people typed fit for one line after another: line ends become spaces or breaks, and what
// cannot be seen is dropped.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
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
	var lines []string
	for _, paragraph := range strings.Split(strings.TrimSpace(clean(text)), "\n") {
		line, used := "", 0.0
		space := fs.width(" ", size, bold)
		for _, word := range strings.Fields(paragraph) {
			for i, piece := range fs.pieces(word, width, size, bold) {
				w := fs.width(piece, size, bold)
				switch {
				case line == "":
					line, used = piece, w
				case i == 0 && used+space+w <= width:
					line, used = line+" "+piece, used+space+w
				default:
					lines = append(lines, line)
					line, used = piece, w
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// pieces breaks a word that is wider than a line.
func (fs *faces) pieces(word string, width, size float64, bold bool) []string {
	if fs.width(word, size, bold) <= width {
		return []string{word}
	}
	var list []string
	piece, used := "", 0.0
	for _, r := range word {
		w := fs.width(string(r), size, bold)
		for piece != "" && used+w > width {
			cut := strings.LastIndexAny(piece, "-/_.") + 1 // rather after a sign than within a word
			if cut == 0 {
				cut = len(piece)
			}
			list = append(list, piece[:cut])
			piece = piece[cut:]
			used = fs.width(piece, size, bold)
		}
		piece, used = piece+string(r), used+w
	}
	return append(list, piece)
}
