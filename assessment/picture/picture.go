// Package picture makes logos of the files that people give: a picture is read for its pixels and drawn anew, so that
// nothing else that its file holds comes along. It reads PNG and JPEG, and never a drawing that could hold a script.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/draw"
)

// MaxBytes is how large the file of a picture may be that is given as a logo.
const MaxBytes = 1 << 20

// How large a picture may be in other ways.
const (
	longestSide = 4000      // in pixels
	mostPixels  = 8_000_000 // so that no small file becomes a large picture in memory
	mostScans   = 100       // of a JPEG, of which each goes over the whole picture; programs write about ten
)

// The box that a logo is made to fit in, in pixels: twice what the largest place for one shows.
const (
	logoWidth  = 600
	logoHeight = 240
)

// Wrong says why a file is not taken as a logo, in sentences for who gave it.
type Wrong string

// Error gives the sentences.
func (w Wrong) Error() string { return string(w) }

// errNotPicture is told of everything that is no picture of the two kinds, such as a drawing that can hold a script.
const errNotPicture = Wrong("This is not a PNG or JPEG picture. Save the logo as PNG or JPEG, and use that.")

// errDamaged is told of a picture that cannot be read to its end.
const errDamaged = Wrong("This picture is damaged and cannot be read. Save it again as PNG or JPEG, and use that.")

// format is a format of pictures that is taken.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formats name their readers, since those that other packages register for image.Decode read other kinds too.
var formats = []format{{"image/png", png.DecodeConfig, png.Decode}, {"image/jpeg", jpeg.DecodeConfig, jpeg.Decode}}

// Logo makes a logo of a file: a PNG of at most 600 by 240 pixels that has the same shape. What is wrong with the file is
// Wrong.
func Logo(content []byte) ([]byte, error) {
	if len(content) > MaxBytes {
		return nil, Wrong(fmt.Sprintf("The picture is larger than %d MB. Make it smaller; a logo is shown at most %d pixels wide.", MaxBytes>>20, logoWidth))
	}
	kind, err := formatOf(content)
	if err != nil {
		return nil, err
	}
	config, err := kind.config(bytes.NewReader(content))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, errDamaged
	}
	if config.Width > longestSide || config.Height > longestSide || config.Width*config.Height > mostPixels {
		return nil, Wrong(fmt.Sprintf("The picture is %d by %d pixels; at most 4,000 a side and 8 million in all are taken. Make it smaller, such as %d pixels wide.",
			config.Width, config.Height, logoWidth))
	}
	picture, err := kind.decode(bytes.NewReader(content))
	if err != nil {
		return nil, errDamaged
	}
	var b bytes.Buffer
	err = png.Encode(&b, fitted(picture, image.Pt(logoWidth, logoHeight)))
	return b.Bytes(), err
}

// formatOf tells from the content what format a picture has.
func formatOf(content []byte) (format, error) {
	found := mimetype.Detect(content)
	for _, kind := range formats {
		if !found.Is(kind.name) {
			continue
		}
		if kind.name == "image/jpeg" && bytes.Count(content, []byte{0xff, 0xda}) > mostScans {
			return kind, errDamaged
		}
		return kind, nil
	}
	return format{}, errNotPicture
}

// fitted draws a picture into a new one of 8 bits a color, made smaller where it does not fit in the box.
func fitted(picture image.Image, box image.Point) image.Image {
	from := picture.Bounds()
	to := fittedSize(from.Dx(), from.Dy(), box)
	made := image.NewRGBA(to)
	if to.Size() == from.Size() {
		draw.Draw(made, to, picture, from.Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(made, to, picture, from, draw.Src, nil)
	}
	return made
}

// fittedSize gives the size in which a picture fits in the box: its own, or a smaller one of the same shape.
func fittedSize(width, height int, box image.Point) image.Rectangle {
	switch {
	case width <= box.X && height <= box.Y:
		return image.Rect(0, 0, width, height)
	case width*box.Y > height*box.X: // wider than the box
		return image.Rect(0, 0, box.X, max(1, height*box.X/width))
	default:
		return image.Rect(0, 0, max(1, width*box.Y/height), box.Y)
	}
}

// Small makes a logo small enough for the pages of contacts, which are opened on phones. They show it half as large.
func Small(picture []byte) ([]byte, error) {
	logo, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("reading a logo: %w", err)
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, fitted(logo, image.Pt(192, 64)))
	return b.Bytes(), err
}
