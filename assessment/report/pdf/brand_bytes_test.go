package pdf_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
)

// pictures are what may come as the bytes of a logo. The first is a sound one.
func pictures(t *testing.T) map[string][]byte {
	t.Helper()
	whole := encodedPNG(t, image.NewNRGBA(image.Rect(0, 0, 40, 20)))
	deep := image.NewNRGBA64(image.Rect(0, 0, 40, 20))
	for i := range 800 {
		deep.SetNRGBA64(i%40, i/40, color.NRGBA64{uint16(i * 80), 0x1234, 0xfff0, uint16(i * 81)})
	}
	indexed := image.NewPaletted(image.Rect(0, 0, 17, 3), color.Palette{color.Transparent, color.Black})
	interlaced, err := base64.StdEncoding.DecodeString(interlacedPNG)
	if err == nil {
		_, err = png.Decode(bytes.NewReader(interlaced))
	}
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"a sound one":          whole,
		"none":                 nil,
		"no byte":              {},
		"one byte":             {0x89},
		"text":                 []byte("our logo is on the website"),
		"half of it":           whole[:len(whole)/2],
		"its head alone":       whole[:33],
		"a flipped bit":        append(append([]byte{}, whole[:40]...), append([]byte{whole[40] ^ 1}, whole[41:]...)...),
		"followed by more":     append(append([]byte{}, whole...), "<?php ?>"...),
		"a drawing":            []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a JPEG in name":       {0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0},
		"a GIF":                []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff;"),
		"a PDF":                []byte("%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj"),
		"16 bits":              encodedPNG(t, deep),
		"indexed, transparent": encodedPNG(t, indexed),
		"one dot":              encodedPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))),
		"a thread":             encodedPNG(t, image.NewGray(image.Rect(0, 0, 4000, 1))),
		"interlaced":           interlaced,
		"10,000 by 10,000":     withSize(whole, 10_000, 10_000),
		"2^31 by 2^31":         withSize(whole, 1<<31-1, 1<<31-1),
		"without dots":         withSize(whole, 0, 0),
	}
}

// interlacedPNG is a picture of 4 by 4 dots whose rows do not come in order (Adam7).
const interlacedPNG = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAFRlDm/AAAAKklEQVR42g3HIQEAAAzDsAmrsMGKmsAfBCSJ6UttDXE/6n5BsDg+k9m5ecAOE0F9V1F+AAAAAElFTkSuQmCC"

func encodedPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSize gives a PNG another size in its head, with the right checksum.
func withSize(file []byte, w, h uint32) []byte {
	changed := bytes.Clone(file)
	binary.BigEndian.PutUint32(changed[16:], w)
	binary.BigEndian.PutUint32(changed[20:], h)
	binary.BigEndian.PutUint32(changed[29:], crc32.ChecksumIEEE(changed[12:29]))
	return changed
}

// TestAnyBytesAsLogo: whatever comes as a logo, the document is drawn and sound, or it is refused with a reason and not a
// byte of it is written.
func TestAnyBytesAsLogo(t *testing.T) {
	for name, logo := range pictures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, d := range branded(logo) {
				var b bytes.Buffer
				err := pdf.Render(&b, d)
				if err != nil {
					if b.Len() > 0 || !strings.HasPrefix(err.Error(), "drawing "+d.Name+": ") || strings.Contains(err.Error(), "fault") {
						t.Errorf("refused with %d bytes written and the error %v", b.Len(), err)
					}
					continue
				}
				file := filepath.Join(t.TempDir(), fmt.Sprint(i)+".pdf")
				if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
				output(t, "qpdf", "--check", file)
				if text := strings.Join(pages(t, file), ""); !strings.Contains(text, "What we found") {
					t.Errorf("the text is lost: %q", text)
				}
			}
		})
	}
}

// branded are two small documents, one with a cover and one without, on either paper, that carry the bytes as both logos.
func branded(logo []byte) []*report.Document {
	var list []*report.Document
	for paper, compact := range map[report.Paper]bool{report.Letter: true, report.A4: false} {
		list = append(list, &report.Document{
			Name: "summary", Title: "Summary", Subtitle: "A, 2026", Running: "A, 2026", Foot: "As of today.",
			Date: assessment.NewDate(2026, 3, 2), Compact: compact, Paper: paper,
			Brand: report.Brand{
				Name: "Northwind IT " + strings.Repeat("& Sons ", 40), Contact: unruly[0], Confidential: strings.Join(unruly, " "),
				Color: report.Color{R: 255, G: 255, B: 255}, Logo: logo, ClientLogo: logo,
			},
			Blocks: []report.Block{report.Heading{Level: 1, Text: "Found"}, report.Text{Text: "What we found."}},
		})
	}
	return list
}
