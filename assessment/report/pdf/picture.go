package pdf

import (
	"bytes"
	"image"
	"image/png"

	"github.com/go-pdf/fpdf"
	imaging "golang.org/x/image/draw"
)

const (
	largestPicture = 25_000_000 // pixels that are read at all: 16-bit ones of so many take 200 MB
	longestSide    = 1200       // pixels that are kept: twice what a printer makes of a logo
)

// picture is a picture that the library takes.
type picture struct {
	png           []byte
	width, height int // in pixels
}

// pictureOf reads a PNG and makes it anew. The library refuses some kinds of PNG and then makes no document at all, so
// that it gets one kind only: 8 bits a color, not interlaced, and flat on white, as paper is. It is false for what is
// no PNG, is cut off, or is too large to be read.
func pictureOf(file []byte) (picture, bool) {
	size, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil || size.Width*size.Height > largestPicture {
		return picture{}, false
	}
	source, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return picture{}, false
	}
	flat := flattened(source)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, flat); err != nil {
		return picture{}, false
	}
	return picture{b.Bytes(), flat.Bounds().Dx(), flat.Bounds().Dy()}, true
}

// flattened lays a picture on white, and makes it smaller where it has more pixels than are of use.
func flattened(source image.Image) *image.RGBA {
	from := source.Bounds()
	to := image.Rect(0, 0, from.Dx(), from.Dy())
	if longest := max(from.Dx(), from.Dy()); longest > longestSide {
		to = image.Rect(0, 0, max(from.Dx()*longestSide/longest, 1), max(from.Dy()*longestSide/longest, 1))
	}
	flat := image.NewRGBA(to)
	imaging.Draw(flat, to, image.White, image.Point{}, imaging.Src)
	if to.Size() == from.Size() {
		imaging.Draw(flat, to, source, from.Min, imaging.Over)
	} else {
		imaging.BiLinear.Scale(flat, to, source, from, imaging.Over, nil)
	}
	return flat
}

// pointsPerPixel is the size of a pixel that is not made any larger: letters of so few pixels look coarse.
const pointsPerPixel = 1.0

// fit gives the size in millimeters of a picture within a box, in its own proportions.
func (p picture) fit(width, height float64) (w, h float64) {
	factor := min(width/float64(p.width), height/float64(p.height), pointsPerPixel*pointsToMM)
	return float64(p.width) * factor, float64(p.height) * factor
}

// side is where in its box a picture stands.
type side int

const (
	atLeft side = iota
	atRight
)

// picture draws a PNG within a box, in the middle of its height, and gives the width that it takes. What cannot be read
// takes none: a document without its logo is better than none.
func (r *renderer) picture(file []byte, at side, x, y, width, height float64) float64 {
	p, ok := pictureOf(file)
	if !ok {
		return 0
	}
	w, h := p.fit(width, height)
	if at == atRight {
		x += width - w
	}
	name := string(p.png) // what is drawn twice is kept once: a second copy under the same digest is a flaw of the file
	options := fpdf.ImageOptions{ImageType: "png"}
	r.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(p.png))
	r.pdf.ImageOptions(name, x, y+(height-h)/2, w, h, false, options, 0, "")
	return w
}
