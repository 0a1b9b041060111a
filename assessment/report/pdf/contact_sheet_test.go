package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// dpi is how fine pages are held as pictures: a line of text is two to three dots high. What it says is for other tests.
const dpi = 14

// finer is by how much more finely pages are drawn before they are shrunk to dots of dpi. The hinting and smoothing of small
// letters differ from one version of a drawing program to the next; how dark a spot of the page is does not.
const finer = 4

// perRow is how many pages stand beside each other on a contact sheet.
const perRow = 12

// shades are the colors of contact sheets: grays, and a cube of colors. That is enough to see a band of color vanish, and
// makes a page a few kilobytes.
var shades = func() color.Palette {
	var p color.Palette
	for v := 0; v < 32; v++ {
		gray := uint8(v * 255 / 31)
		p = append(p, color.RGBA{gray, gray, gray, 255})
	}
	for n := range 6 * 6 * 6 {
		p = append(p, color.RGBA{uint8(n / 36 * 51), uint8(n / 6 % 6 * 51), uint8(n % 6 * 51), 255})
	}
	return p
}()

// shade gives the index of the color that stands for another: a gray for what has next to no color.
func shade(r, g, b uint8) uint8 {
	if max(r, g, b)-min(r, g, b) < 20 {
		return uint8(((int(r)+int(g)+int(b))/3*31 + 127) / 255)
	}
	step := func(v uint8) int { return (int(v) + 25) / 51 }
	return uint8(32 + step(r)*36 + step(g)*6 + step(b))
}

// rasterized gives the pages of a PDF as pictures, at most so many of them, and 0 for all.
func rasterized(program, file string, most int) ([]*image.Paletted, error) {
	args := []string{"-r", strconv.Itoa(dpi * finer)}
	if most > 0 {
		args = append(args, "-l", strconv.Itoa(most))
	}
	out, err := exec.Command(program, append(args, file)...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", program, file, err)
	}
	var list []*image.Paletted
	for len(out) > 0 {
		var w, h, deepest int
		if _, err := fmt.Sscanf(string(out[:min(len(out), 40)]), "P6\n%d %d\n%d\n", &w, &h, &deepest); err != nil {
			return nil, fmt.Errorf("%s gave no picture: %w", program, err)
		}
		head := len(fmt.Sprintf("P6\n%d %d\n%d\n", w, h, deepest))
		list = append(list, shaded(w, h, out[head:]))
		out = out[head+3*w*h:]
	}
	return list, nil
}

// shaded shrinks a picture of dots of three bytes.
func shaded(w, h int, dots []byte) *image.Paletted {
	m := image.NewPaletted(image.Rect(0, 0, w/finer, h/finer), shades)
	for i := range m.Pix {
		var sum [3]int
		for n := range finer * finer {
			at := (i/m.Stride*finer+n/finer)*w + i%m.Stride*finer + n%finer
			for k := range sum {
				sum[k] += int(dots[3*at+k])
			}
		}
		m.Pix[i] = shade(mean(sum[0]), mean(sum[1]), mean(sum[2]))
	}
	return m
}

func mean(sum int) uint8 { return uint8(sum / (finer * finer)) }

// sheet sets pages beside each other on one picture, with a line between them.
func sheet(pages []*image.Paletted) *image.Paletted {
	size := pages[0].Bounds().Size().Add(image.Pt(1, 1))
	columns := min(len(pages), perRow)
	rows := (len(pages) + perRow - 1) / perRow
	all := image.NewPaletted(image.Rect(0, 0, columns*size.X, rows*size.Y), shades)
	for i, page := range pages {
		draw.Draw(all, place(i, size), page, image.Point{}, draw.Src)
	}
	return all
}

// place is where a page stands on a sheet.
func place(i int, size image.Point) image.Rectangle {
	at := image.Pt(i%perRow*size.X, i/perRow*size.Y)
	return image.Rectangle{at, at.Add(size).Sub(image.Pt(1, 1))}
}

// encoded is a sheet as a file.
func packed(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, m)
	return b.Bytes(), err
}

func decoded(file string) (*image.Paletted, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	p, ok := m.(*image.Paletted)
	if !ok {
		return nil, fmt.Errorf("%s is no picture of a contact sheet", file)
	}
	return p, nil
}

// byCairo gives the pages of a PDF as another program draws them.
func byCairo(t *testing.T, file string) []*image.Paletted {
	t.Helper()
	base := filepath.Join(t.TempDir(), "page")
	output(t, "pdftocairo", "-png", "-r", strconv.Itoa(dpi*finer), file, base)
	names, err := filepath.Glob(base + "*.png")
	if err != nil {
		t.Fatal(err)
	}
	var list []*image.Paletted
	for _, name := range names {
		list = append(list, shrunk(t, name))
	}
	return list
}

func shrunk(t *testing.T, file string) *image.Paletted {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	size := m.Bounds().Size()
	dots := make([]byte, 0, 3*size.X*size.Y)
	for y := range size.Y {
		for x := range size.X {
			r, g, b, _ := m.At(x, y).RGBA()
			dots = append(dots, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return shaded(size.X, size.Y, dots)
}
