package handlers

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

// How large a picture may be that is sent as a logo.
const (
	largestPicture = 1 << 20   // in bytes
	longestSide    = 4000      // in pixels
	mostPixels     = 8_000_000 // so that no small file becomes a large picture in memory
	mostScans      = 100       // of a JPEG, of which each goes over the whole picture; programs write about ten
)

// The box that a logo is made to fit in, in pixels: twice what the largest place for one shows.
const (
	logoWidth  = 600
	logoHeight = 240
)

// wrongPicture says why a file is not taken as a logo. The text is for the reader.
type wrongPicture struct{ text string }

// Error gives the text.
func (w wrongPicture) Error() string { return w.text }

// errNotPicture is told of everything that is no picture of the two kinds, such as a drawing that can hold a script.
var errNotPicture = wrongPicture{"This is not a PNG or JPEG picture. Save the logo as PNG or JPEG, and send that."}

// errDamaged is told of a picture that cannot be read to its end.
var errDamaged = wrongPicture{"This picture is damaged and cannot be read. Save it again as PNG or JPEG, and send that."}

// pictureKind is a kind of pictures that is taken.
type pictureKind struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// pictureKinds name their readers, since those that other packages register for image.Decode read other kinds too.
var pictureKinds = []pictureKind{{"image/png", png.DecodeConfig, png.Decode}, {"image/jpeg", jpeg.DecodeConfig, jpeg.Decode}}

// readPicture makes a logo of a file: a PNG that fits in the box and has the same shape. The file is read for its pixels
// and drawn anew, so that nothing else that it holds comes along. What is wrong with it is a wrongPicture.
func readPicture(content []byte) ([]byte, error) {
	if len(content) > largestPicture {
		return nil, wrongPicture{fmt.Sprintf("The picture is larger than %s. Make it smaller; a logo is shown at most %d pixels wide.", inBytes(largestPicture), logoWidth)}
	}
	kind, err := kindOfPicture(content)
	if err != nil {
		return nil, err
	}
	config, err := kind.config(bytes.NewReader(content))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, errDamaged
	}
	if config.Width > longestSide || config.Height > longestSide || config.Width*config.Height > mostPixels {
		return nil, wrongPicture{fmt.Sprintf("The picture is %d by %d pixels; at most 4,000 a side and 8 million in all are taken. Make it smaller, such as %d pixels wide.",
			config.Width, config.Height, logoWidth)}
	}
	picture, err := kind.decode(bytes.NewReader(content))
	if err != nil {
		return nil, errDamaged
	}
	var b bytes.Buffer
	err = png.Encode(&b, fitted(picture, image.Pt(logoWidth, logoHeight)))
	return b.Bytes(), err
}

// kindOfPicture tells from the content what kind a picture is of.
func kindOfPicture(content []byte) (pictureKind, error) {
	found := mimetype.Detect(content)
	for _, kind := range pictureKinds {
		if !found.Is(kind.name) {
			continue
		}
		if kind.name == "image/jpeg" && bytes.Count(content, []byte{0xff, 0xda}) > mostScans {
			return kind, errDamaged
		}
		return kind, nil
	}
	return pictureKind{}, errNotPicture
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

// smallLogo makes a logo small enough for the pages of contacts, which are opened on phones. They show it half as large.
func smallLogo(picture []byte) ([]byte, error) {
	logo, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("reading a logo: %w", err)
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, fitted(logo, image.Pt(192, 64)))
	return b.Bytes(), err
}
