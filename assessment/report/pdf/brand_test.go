package pdf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// encoded gives a picture as PNG.
func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// painted fills a picture with one color.
func painted[M interface {
	image.Image
	Set(x, y int, c color.Color)
}](m M, c color.Color,
) M {
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			m.Set(x, y, c)
		}
	}
	return m
}

// claiming changes the head of a PNG: the width and height that it claims, and how it is interlaced.
func claiming(file []byte, width, height uint32, interlaced byte) []byte {
	file = bytes.Clone(file)
	head := file[12:29] // the name of the chunk and what it says
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	head[16] = interlaced
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(head))
	return file
}

// TestLogos: a logo of any kind is drawn or left out, and the report comes out.
func TestLogos(t *testing.T) {
	small := image.Rect(0, 0, 120, 40)
	blue := color.NRGBA{B: 0xC0, A: 0xFF}
	plain := encoded(t, painted(image.NewNRGBA(small), blue))
	dot := encoded(t, painted(image.NewNRGBA(image.Rect(0, 0, 1, 1)), blue))
	for _, tt := range []struct {
		name   string
		file   []byte
		width  int // of the picture in the PDF; 0 where it is left out
		height int
	}{
		{"plain", plain, 120, 40},
		{"16 bits", encoded(t, painted(image.NewNRGBA64(small), blue)), 120, 40},
		{"16 bits gray", encoded(t, painted(image.NewGray16(small), blue)), 120, 40},
		{"see-through", encoded(t, painted(image.NewNRGBA(small), color.NRGBA{B: 0xC0, A: 0x40})), 120, 40},
		{"palette", encoded(t, image.NewPaletted(small, color.Palette{blue, color.Transparent})), 120, 40},
		{"large", encoded(t, painted(image.NewGray(image.Rect(0, 0, 3000, 100)), blue)), 1200, 40},
		{"one line", encoded(t, image.NewGray(image.Rect(0, 0, 5000, 1))), 1200, 1},
		{"interlaced", claiming(dot, 1, 1, 1), 1, 1},
		{"not there", nil, 0, 0},
		{"no PNG", []byte("<svg></svg>"), 0, 0},
		{"cut off", plain[:len(plain)-20], 0, 0},
		{"bomb", claiming(plain, 100_000, 100_000, 0), 0, 0},
		{"overflow", claiming(plain, math.MaxInt32, math.MaxInt32, 0), 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, compact := range []bool{false, true} {
				d := &report.Document{
					Name: "logo", Title: "Logo", Compact: compact, Brand: report.Brand{Logo: tt.file},
					Blocks: []report.Block{report.Heading{Level: 1, Text: "One"}},
				}
				file := drawn(t, d)
				output(t, "qpdf", "--check", file)
				list := strings.Fields(output(t, "pdfimages", "-list", file))[17:] // after the head of the table
				switch {
				case tt.width == 0 && len(list) > 0:
					t.Errorf("it has a picture: %v", list)
				case tt.width > 0 && (len(list) < 5 || list[3] != fmt.Sprint(tt.width) || list[4] != fmt.Sprint(tt.height)):
					t.Errorf("pictures %v, want one of %d x %d", list, tt.width, tt.height)
				}
			}
		})
	}
}

// TestBrand: what a provider says of itself stands where it belongs, and its sentence in place of the program's.
func TestBrand(t *testing.T) {
	for _, d := range report.All(sample(t, unchanged)) {
		own := d.Foot
		d.Brand = report.Brand{
			Name: "Northwind IT", Contact: "help@northwind.example, (555) 010-0199", Confidential: "Confidential: for Riverside Family Dental alone.",
			Color:      report.Color{R: 0xFF, G: 0xE0},
			Logo:       encoded(t, painted(image.NewNRGBA(image.Rect(0, 0, 120, 40)), color.NRGBA{R: 0xFF, A: 0xFF})),
			ClientLogo: encoded(t, painted(image.NewNRGBA(image.Rect(0, 0, 40, 40)), color.NRGBA{G: 0xFF, A: 0xFF})),
		}
		list := pages(t, drawn(t, d))
		for _, want := range []string{d.Brand.Name, d.Brand.Contact} {
			if !strings.Contains(list[0], want) {
				t.Errorf("%s: the first page lacks %q", d.Name, want)
			}
		}
		for i, page := range list {
			if !strings.Contains(page, d.Brand.Confidential) || strings.Contains(page, own) {
				t.Errorf("%s: page %d does not have the provider's sentence alone at its foot", d.Name, i+1)
			}
		}
		if !bytes.Equal(rendered(t, d), rendered(t, d)) {
			t.Errorf("%s differs when it is drawn again", d.Name)
		}
	}
}

// TestLongConfidential: a sentence that is too long for the foot is cut, and stays clear of the number of the page.
func TestLongConfidential(t *testing.T) {
	d := &report.Document{Name: "long", Title: "Long", Compact: true, Brand: report.Brand{Confidential: strings.Repeat("for your eyes only, ", 40)}}
	page := pages(t, drawn(t, d))[0]
	if got := strings.Count(page, "eyes"); got < 6 || !strings.Contains(page, "...") || !strings.Contains(page, "Page 1 of 1") {
		t.Errorf("the sentence stands %d times at the foot:\n%s", got, page)
	}
}
