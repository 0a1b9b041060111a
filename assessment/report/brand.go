package report

import (
	"bytes"
	"image/png"

	"safeguard/assessment"
)

// Dress gives documents the paper and the brand that were fixed with a content. The pictures are by the digests that the
// brand names. A picture that is not there, or cannot be read, is left out: no report is lost over a logo.
func Dress(b *assessment.Brand, pictures map[string][]byte, docs ...*Document) {
	if b == nil {
		return
	}
	brand := Brand{
		Name: b.Name, Contact: b.Contact, Confidential: b.Confidential, Color: colorOf(b),
		Logo: readable(pictures[b.Logo]), ClientLogo: readable(pictures[b.ClientLogo]),
	}
	for _, d := range docs {
		d.Brand = brand
		if b.Paper == assessment.PaperA4 {
			d.Paper = A4
		}
	}
}

// colorOf gives the color of a brand. Black is the sign for none, so who wants black gets what looks the same.
func colorOf(b *assessment.Brand) Color {
	red, green, blue, ok := b.RGB()
	c := Color{red, green, blue}
	if ok && c == (Color{}) {
		return Color{1, 1, 1}
	}
	return c
}

// readable gives the picture if it is a PNG that can be drawn to its end, and nil otherwise.
func readable(picture []byte) []byte {
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		return nil
	}
	return picture
}
