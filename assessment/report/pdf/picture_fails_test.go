package pdf_test

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"
)

// spoiled are what a fault of the drawing does to a page, each with the tolerance at which it has to be seen.
var spoiled = map[string]struct {
	tolerance float64
	spoil     func(page *image.Paletted)
}{
	"the middle moved down by two millimeters": {otherVersion, func(page *image.Paletted) { move(page, image.Pt(0, 1)) }},
	"the middle moved aside by two":            {sameVersion, func(page *image.Paletted) { move(page, image.Pt(1, 0)) }},
	"a block is blank": {otherVersion, func(page *image.Paletted) {
		at := darkest(page)
		draw.Draw(page, image.Rectangle{at, at.Add(image.Pt(spot, spot))}, image.White, image.Point{}, draw.Src)
	}},
	"a line of text is lost": {sameVersion, func(page *image.Paletted) {
		at := darkest(page)
		draw.Draw(page, image.Rect(0, at.Y+2, page.Rect.Max.X, at.Y+5), image.White, image.Point{}, draw.Src)
	}},
	"the page is empty": {otherVersion, func(page *image.Paletted) { draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src) }},
}

// TestPicturesTellWhatIsWrong: the comparison of pictures finds what was spoiled on any page that has something there.
func TestPicturesTellWhatIsWrong(t *testing.T) {
	t.Parallel()
	tool(t, "pdftoppm")
	pages, err := rasterized("pdftoppm", one(t, "typical/evaluation").path, 0)
	if err != nil {
		t.Fatal(err)
	}
	pages = slices.Delete(pages, 1, 2) // the contents, whose middle is white
	for name, tt := range spoiled {
		t.Run(name, func(t *testing.T) {
			for i, page := range pages {
				wrong := copied(page)
				tt.spoil(wrong)
				if far := distance(page, wrong, page.Rect); far <= tt.tolerance {
					t.Errorf("picture %d differs by %.1f, want more than %v", i+1, far, tt.tolerance)
				}
			}
		})
	}
}

func copied(page *image.Paletted) *image.Paletted {
	return &image.Paletted{Pix: slices.Clone(page.Pix), Stride: page.Stride, Rect: page.Rect, Palette: page.Palette}
}

// TestPicturesTellLostColors: where the badges of levels lose their color, and where the pale ground of a table's head
// does, which is seen by the version alone that drew the golden pictures.
func TestPicturesTellLostColors(t *testing.T) {
	t.Parallel()
	tool(t, "pdftoppm")
	pages, err := rasterized("pdftoppm", one(t, "typical/executive-summary").path, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		lost      func(color.RGBA) bool
		tolerance float64
	}{
		"colors":      {func(c color.RGBA) bool { return c.R != c.G || c.G != c.B }, otherVersion},
		"pale ground": {func(c color.RGBA) bool { return c.R == c.G && c.G == c.B && c.R > 230 && c.R < 255 }, sameVersion},
	} {
		t.Run(name, func(t *testing.T) {
			page := pages[0]
			gray := copied(page)
			for i, index := range gray.Pix {
				if tt.lost(shades[index].(color.RGBA)) {
					gray.Pix[i] = 31 // white
				}
			}
			if far := distance(page, gray, page.Rect); far <= tt.tolerance {
				t.Errorf("without its %s the page differs by %.1f, want more than %v", name, far, tt.tolerance)
			}
		})
	}
}

// TestPicturesForgiveAnotherProgram: the pages as Cairo draws them, which smooths and hints otherwise than the program
// that the pictures are made with, are within the tolerance for another version.
func TestPicturesForgiveAnotherProgram(t *testing.T) {
	t.Parallel()
	tool(t, "pdftoppm")
	d := one(t, "typical/executive-summary")
	pages, err := rasterized("pdftoppm", d.path, 0)
	if err != nil {
		t.Fatal(err)
	}
	others := byCairo(t, d.path)
	if len(others) != len(pages) {
		t.Fatalf("%d pages by Cairo, want %d", len(others), len(pages))
	}
	for i, page := range pages {
		far := distance(page, others[i], page.Rect)
		if far > otherVersion || far <= sameVersion {
			t.Errorf("page %d by Cairo differs by %.1f, want more than %v and at most %v", i+1, far, sameVersion, otherVersion)
		}
	}
}

// move shifts the middle third of a page.
func move(page *image.Paletted, by image.Point) {
	third := image.Rect(0, page.Rect.Dy()/3, page.Rect.Dx(), 2*page.Rect.Dy()/3)
	before := copied(page)
	draw.Draw(page, third.Add(by).Intersect(third), before, third.Min, draw.Src)
}

// darkest is where a page has the most ink.
func darkest(page *image.Paletted) image.Point {
	var at image.Point
	most := -1
	for y := 0; y+spot <= page.Rect.Dy(); y += spot {
		for x := 0; x+spot <= page.Rect.Dx(); x += spot {
			ink := 0
			for n := range spot * spot {
				ink += apart(page.ColorIndexAt(x+n%spot, y+n/spot), 31)
			}
			if ink > most {
				at, most = image.Pt(x, y), ink
			}
		}
	}
	return at
}
