package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// noGlyph stands for a character that none of the fonts can draw.
const noGlyph = '□'

// lastRune is the last character that the PDF library can draw.
const lastRune = 0xFFFF

// face is a font as a document embeds it. Faces are shared by all documents and never change.
type face struct {
	family, style string
	ttf           []byte
	whole         bool
}

// addTo makes the face known to a document. The library may write into the bytes of a font that has glyphs without a
// width of their own, as whole fonts have, so that it gets a copy of these.
func (f *face) addTo(p *fpdf.Fpdf) {
	ttf := f.ttf
	if f.whole {
		ttf = bytes.Clone(ttf)
	}
	p.AddUTF8FontFromBytes(f.family, f.style, ttf)
}

// faces are the fonts of all documents: the body in two weights, each with a third font for what it lacks.
type faces struct{ regular, bold *weight }

// weight tells for each character which face draws it, and how wide that is.
type weight struct {
	faces    []*face
	index    [lastRune + 1]uint8         // of faces, plus 1; 0 where none has the character
	advances [lastRune + 1]fixed.Int26_6 // in thousandths of the font's size
}

// sharedFaces reads the fonts once for all documents, since that takes longer than to draw one of them.
var sharedFaces = sync.OnceValues(readFaces)

func readFaces() (*faces, error) {
	regular, bold := &weight{}, &weight{}
	for _, source := range []struct {
		family, style string
		ttf           []byte
		common        string
		weights       []*weight
	}{
		{"body", "", liberationsansregular.TTF, commonText, []*weight{regular}},
		{"body", "B", liberationsansbold.TTF, commonText, []*weight{bold}},
		{"symbols", "", dejavusans.TTF, commonSymbols, []*weight{regular, bold}},
	} {
		known, err := advancesOf(source.ttf)
		if err != nil {
			return nil, fmt.Errorf("reading font %s: %w", source.family, err)
		}
		part := &face{source.family, source.style, fpdf.UTF8CutFont(source.ttf, source.common), false}
		whole := &face{source.family + "-whole", source.style, source.ttf, true}
		for _, w := range source.weights {
			w.add(part, known, func(r rune) bool { return strings.ContainsRune(source.common, r) })
			w.add(whole, known, func(r rune) bool { return r != noGlyph })
		}
	}
	return &faces{regular, bold}, nil
}

// The characters that nearly every report is written in. The part of a font that has them is read by the library in a
// tenth of the time, and the whole font only for a text that has others.
var (
	commonText    = runesFrom(' ', 'ž') + runesFrom('‐', '›') + "€™"
	commonSymbols = runesFrom('←', '↕') + runesFrom('■', '◿') + runesFrom('☐', '☒') + runesFrom('✁', '➿')
)

func runesFrom(first, last rune) string {
	var b strings.Builder
	for r := first; r <= last; r++ {
		b.WriteRune(r)
	}
	return b.String()
}

// advancesOf gives the widths of all characters of a font, and -1 for those it lacks.
func advancesOf(ttf []byte) (*[lastRune + 1]fixed.Int26_6, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	var buffer sfnt.Buffer
	var list [lastRune + 1]fixed.Int26_6
	for r := range list {
		list[r] = -1
		index, err := f.GlyphIndex(&buffer, rune(r))
		if err != nil || index == 0 {
			continue
		}
		if advance, err := f.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone); err == nil {
			list[r] = advance
		}
	}
	return &list, nil
}

// add lets a face draw those of its characters that no face before it draws.
func (w *weight) add(f *face, advances *[lastRune + 1]fixed.Int26_6, has func(rune) bool) {
	w.faces = append(w.faces, f)
	for r, advance := range advances {
		if w.index[r] == 0 && advance >= 0 && has(rune(r)) {
			w.index[r] = uint8(len(w.faces))
			w.advances[r] = advance
		}
	}
}

// drawn is the character itself, or its stand-in where it cannot be drawn.
func (w *weight) drawn(r rune) rune {
	if r < 0 || r > lastRune || w.index[r] == 0 {
		return noGlyph
	}
	return r
}

// of gives the face of a character that drawn gave.
func (w *weight) of(r rune) *face { return w.faces[w.index[r]-1] }

// weigh gives the body in one of its weights.
func (fs *faces) weigh(bold bool) *weight {
	if bold {
		return fs.bold
	}
	return fs.regular
}

// width measures a line in millimeters at a size in points, by the faces that draw it.
func (fs *faces) width(line string, size float64, bold bool) float64 {
	w := fs.weigh(bold)
	sum := fixed.Int26_6(0)
	for _, r := range line {
		sum += w.advances[w.drawn(r)]
	}
	return millimeters(sum, size)
}

const pointsToMM = 25.4 / 72

// millimeters is how wide thousandths of a size in points are.
func millimeters(advance fixed.Int26_6, size float64) float64 {
	return float64(advance) / 64 / 1000 * size * pointsToMM
}
