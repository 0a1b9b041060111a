package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// drawn is a picture of one color on white: its left half, so that one can tell where it went.
func drawn(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	for y := range height {
		for x := range width / 2 {
			m.Set(x, y, color.NRGBA{0x20, 0x40, 0xc0, 0xff})
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withNote adds a text to a PNG, as programs write the name of who drew it.
func withNote(picture []byte, text string) []byte {
	chunk := append([]byte("tEXt"), text...)
	b := binary.BigEndian.AppendUint32(bytes.Clone(picture[:33]), uint32(len(text)))
	b = binary.BigEndian.AppendUint32(append(b, chunk...), crc32.ChecksumIEEE(chunk))
	return append(b, picture[33:]...)
}

// sized is the beginning of a PNG that says how large it is.
func sized(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 6, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(b, header...), crc32.ChecksumIEEE(header))
}

// TestLogo: a picture keeps its shape and colors, and is made to fit in the box; nothing else of its file is left.
func TestLogo(t *testing.T) {
	for name, test := range map[string]struct {
		content       []byte
		width, height int
	}{
		"a small one as it is":     {pngOf(t, drawn(64, 32)), 64, 32},
		"one that just fits":       {pngOf(t, drawn(600, 240)), 600, 240},
		"a wide one":               {pngOf(t, drawn(1200, 100)), 600, 50},
		"a high one":               {pngOf(t, drawn(400, 960)), 100, 240},
		"a line":                   {pngOf(t, drawn(4000, 1)), 600, 1},
		"a line that stands":       {pngOf(t, drawn(2, 4000)), 1, 240},
		"a photograph":             {jpegOf(t, drawn(1200, 480)), 600, 240},
		"one pixel":                {pngOf(t, drawn(1, 1)), 1, 1},
		"with a note in it":        {withNote(pngOf(t, drawn(64, 32)), "Comment\x00Drawn by Dana"), 64, 32},
		"with a page after it":     {append(pngOf(t, drawn(64, 32)), "<script>Dana</script>"...), 64, 32},
		"a photo with a page":      {append(jpegOf(t, drawn(64, 32)), "<script>Dana</script>"...), 64, 32},
		"as large as one may be":   {pngOf(t, image.NewGray(image.Rect(0, 0, 4000, 2000))), 480, 240},
		"of 16 bits a color":       {pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 30, 20))), 30, 20},
		"of colors from a palette": {pngOf(t, image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.White})), 30, 20},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Logo(test.content)
			if err != nil {
				t.Fatal(err)
			}
			made, err := png.Decode(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if size := made.Bounds().Size(); size.X != test.width || size.Y != test.height {
				t.Errorf("it is %v, want %d by %d", size, test.width, test.height)
			}
			if bytes.Contains(got, []byte("Dana")) {
				t.Error("what hid in the file is still there")
			}
		})
	}
}

// TestPictureColors: where a picture is made smaller its halves keep their colors, and what is clear stays clear.
func TestPictureColors(t *testing.T) {
	m := drawn(1200, 480)
	for y := range 100 {
		for x := range 1200 {
			m.Set(x, y, color.NRGBA{})
		}
	}
	got, err := Logo(pngOf(t, m))
	if err != nil {
		t.Fatal(err)
	}
	made, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[image.Point]color.NRGBA{
		{100, 200}: {0x20, 0x40, 0xc0, 0xff}, {500, 200}: {0xff, 0xff, 0xff, 0xff}, {100, 10}: {}, {500, 10}: {},
	} {
		if got := color.NRGBAModel.Convert(made.At(at.X, at.Y)); got != want {
			t.Errorf("at %v it is %v, want %v", at, got, want)
		}
	}
}

// TestWrongPictures: what is no picture, or too large, is refused with a sentence that says what to do.
func TestWrongPictures(t *testing.T) {
	var moving bytes.Buffer
	if err := gif.Encode(&moving, drawn(10, 10), nil); err != nil {
		t.Fatal(err)
	}
	whole := pngOf(t, drawn(600, 240))
	photo := jpegOf(t, drawn(600, 240))
	for name, test := range map[string]struct {
		content []byte
		want    string
	}{
		"a drawing with a script":  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "not a PNG or JPEG picture"},
		"a page":                   {[]byte("<!DOCTYPE html><html></html>"), "not a PNG or JPEG picture"},
		"another kind of picture":  {moving.Bytes(), "not a PNG or JPEG picture"},
		"a document":               {[]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "not a PNG or JPEG picture"},
		"some text":                {[]byte("logo.png"), "not a PNG or JPEG picture"},
		"one that was cut off":     {whole[:len(whole)/2], "damaged"},
		"a photo that was cut":     {photo[:len(photo)/2], "damaged"},
		"the first bytes of one":   {whole[:20], "damaged"},
		"huge when it is drawn":    {sized(65535, 65535), "65535 by 65535 pixels"},
		"too wide":                 {sized(4001, 10), "4001 by 10 pixels"},
		"too high":                 {sized(10, 4001), "10 by 4001 pixels"},
		"too much in all":          {sized(4000, 2001), "4000 by 2001 pixels"},
		"of no size":               {sized(0, 10), "damaged"},
		"a file that is too large": {append(whole, make([]byte, MaxBytes)...), "larger than 1 MB"},
		"a photo of many layers":   {append(photo[:len(photo)-2], bytes.Repeat([]byte{0xff, 0xda, 0, 8}, 1000)...), "damaged"},
	} {
		got, err := Logo(test.content)
		if _, wrong := errors.AsType[Wrong](err); !wrong || !strings.Contains(err.Error(), test.want) || got != nil {
			t.Errorf("%s: %d bytes, %v, want %q", name, len(got), err, test.want)
		}
	}
}

// FuzzLogo: whatever is sent, it is refused with a sentence, or becomes a picture that fits in the box.
func FuzzLogo(f *testing.F) {
	f.Add(pngOf(f, drawn(40, 20)))
	f.Add(jpegOf(f, drawn(40, 20)))
	f.Add(withNote(pngOf(f, image.NewNRGBA64(image.Rect(0, 0, 3, 300))), "x"))
	f.Add(pngOf(f, image.NewPaletted(image.Rect(0, 0, 700, 2), color.Palette{color.White, color.Transparent})))
	f.Add(sized(65535, 65535))
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := Logo(content)
		if _, wrong := errors.AsType[Wrong](err); wrong {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || size.Width > logoWidth || size.Height > logoHeight {
			t.Errorf("%d bytes become a picture of %d by %d, %v", len(content), size.Width, size.Height, err)
		}
		if _, err := Logo(got); err != nil {
			t.Errorf("what was made is not taken again: %v", err)
		}
	})
}
