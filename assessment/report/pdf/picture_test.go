package pdf_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// How much the dots of a spot may differ from the golden picture, in the mean: next to nothing where the program that draws
// is of the version that drew the golden, and as much as two drawing programs differ where it is another.
const (
	sameVersion  = 1.0
	otherVersion = 25.0
)

// spot is the side of what is compared as one, in dots: about three lines of text.
const spot = 8

// pictured is how many pages of a document are held: all of the typical client's; of the others, whose text is held in
// full, those that show how each begins.
func pictured(d *drawing) int {
	if d.client.name == "typical" {
		return 0
	}
	return 8
}

// TestPictures compares each page with its golden picture, so that no table moves, no color vanishes and no text is lost
// unseen.
func TestPictures(t *testing.T) {
	tolerance := sameVersion
	if version, _, _ := strings.Cut(output(t, "pdftoppm", "-v"), "\n"); *update {
		write(t, drawnBy, []byte(version))
	} else if golden, err := os.ReadFile(drawnBy); err != nil {
		t.Fatal(err)
	} else if string(golden) != version {
		tolerance = otherVersion
	}
	eachDrawing(t, func(t *testing.T, d *drawing) {
		pages, err := rasterized("pdftoppm", d.path, pictured(d))
		if err != nil {
			t.Fatal(err)
		}
		goldenSheet(t, filepath.Join("testdata", d.client.name, d.doc.Name+".png"), pages, tolerance)
	})
}

// drawnBy keeps the version of the program that drew the golden pictures.
const drawnBy = "testdata/pictures-drawn-by.txt"

// goldenSheet compares pages with those of a golden contact sheet. Where they differ it leaves the new sheet and one of
// the differences behind.
func goldenSheet(t *testing.T, file string, pages []*image.Paletted, tolerance float64) {
	t.Helper()
	now := sheet(pages)
	if *update {
		keepSheet(t, file, now)
	}
	before, err := decoded(file)
	if err != nil {
		t.Fatal(err)
	}
	wrong := ""
	if before.Bounds() != now.Bounds() {
		wrong = fmt.Sprintf("the sheet is %v, want %v: a page was added or lost", now.Bounds().Size(), before.Bounds().Size())
	} else {
		wrong = differing(before, now, pages[0].Bounds().Size().Add(image.Pt(1, 1)), tolerance)
	}
	if wrong == "" {
		return
	}
	dir := t.ArtifactDir()
	base := strings.TrimSuffix(filepath.Base(file), ".png")
	keepSheet(t, filepath.Join(dir, base+".png"), now)
	keepSheet(t, filepath.Join(dir, base+"-difference.png"), difference(before, now))
	t.Errorf("%s: %s; look at the new picture and the difference in %s (go test -artifacts keeps them) and run make update", file, wrong, dir)
}

func keepSheet(t *testing.T, file string, m image.Image) {
	t.Helper()
	content, err := packed(m)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, content)
}

// differing names the pages of two sheets that differ, or gives "".
func differing(before, now *image.Paletted, size image.Point, tolerance float64) string {
	var list []string
	columns := before.Bounds().Dx() / size.X
	for i := range columns * (before.Bounds().Dy() / size.Y) {
		if far := distance(before, now, place(i, size)); far > tolerance {
			list = append(list, fmt.Sprintf("%d (by %.1f)", i+1, far))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("these pages changed: %s", strings.Join(list[:min(len(list), 20)], ", "))
}

// distance is how much the spot of a page that differs the most differs: the mean over its dots of their greatest
// difference in red, green or blue, 0 to 255.
func distance(a, b *image.Paletted, page image.Rectangle) float64 {
	worst := 0.0
	for y := page.Min.Y; y < page.Max.Y; y += spot {
		for x := page.Min.X; x < page.Max.X; x += spot {
			within := image.Rect(x, y, x+spot, y+spot).Intersect(page)
			sum := 0
			for py := within.Min.Y; py < within.Max.Y; py++ {
				for px := within.Min.X; px < within.Max.X; px++ {
					sum += apart(a.ColorIndexAt(px, py), b.ColorIndexAt(px, py))
				}
			}
			worst = max(worst, float64(sum)/float64(within.Dx()*within.Dy()))
		}
	}
	return worst
}

// apart is the greatest difference of two shades in red, green or blue.
func apart(a, b uint8) int {
	if a == b {
		return 0
	}
	p, q := shades[a].(color.RGBA), shades[b].(color.RGBA)
	far := func(v, w uint8) int { return int(max(v, w) - min(v, w)) }
	return max(far(p.R, q.R), far(p.G, q.G), far(p.B, q.B))
}

// difference is a sheet that is white where two do not differ, and the darker the more they do. It is as large as both.
func difference(a, b *image.Paletted) *image.Gray {
	m := image.NewGray(a.Bounds().Union(b.Bounds()))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	for y := range min(a.Bounds().Dy(), b.Bounds().Dy()) {
		for x := range min(a.Bounds().Dx(), b.Bounds().Dx()) {
			m.SetGray(x, y, color.Gray{Y: 255 - uint8(apart(a.ColorIndexAt(x, y), b.ColorIndexAt(x, y)))})
		}
	}
	return m
}
