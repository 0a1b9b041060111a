package pdf_test

import (
	"cmp"
	"encoding/json"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// target is where a link or a bookmark leads: a page, and how far below its upper edge, in points.
type target struct {
	page int
	y    float64
}

// link is a place on a page that leads to another.
type link struct {
	page                     int
	left, top, right, bottom float64
	to                       target
}

// bookmark is a line of the outline that readers show beside the pages.
type bookmark struct {
	title string
	depth int // how many others it hangs under
	to    target
}

// skeleton is what leads through a PDF, as qpdf reads it, with the words of each page, as pdftotext does.
type skeleton struct {
	numbers   map[string]int // of pages, by their objects
	heights   []float64      // of pages, from 1
	links     []link
	bookmarks []bookmark
	words     [][]word // by page, from 1
}

// dictionary is an object of a PDF as JSON.
type dictionary = map[string]any

// outlined is what qpdf tells of a bookmark.
type outlined struct {
	Title string     `json:"title"`
	Dest  []any      `json:"dest"`
	Kids  []outlined `json:"kids"`
}

func skeletonOf(t *testing.T, file string) *skeleton {
	t.Helper()
	var told struct {
		Pages []struct {
			Object string `json:"object"`
			Number int    `json:"pageposfrom1"`
		} `json:"pages"`
		Outlines []outlined                 `json:"outlines"`
		Objects  []map[string]dictionaryObj `json:"qpdf"`
	}
	text := output(t, "qpdf", "--json", "--json-key=pages", "--json-key=outlines", "--json-key=qpdf", file)
	if err := json.Unmarshal([]byte(text), &told); err != nil {
		t.Fatal(err)
	}
	s := &skeleton{numbers: map[string]int{}, heights: []float64{0}}
	s.readWords(t, file)
	for _, p := range told.Pages {
		s.numbers[p.Object] = p.Number
	}
	objects := told.Objects[len(told.Objects)-1]
	for _, p := range told.Pages {
		s.readLinks(t, objects, p.Number, objects["obj:"+p.Object].Value)
	}
	s.readBookmarks(t, told.Outlines, 0)
	return s
}

// dictionaryObj is one of the objects that qpdf lists; those that are no dictionary stay empty.
type dictionaryObj struct{ Value dictionary }

func (d *dictionaryObj) UnmarshalJSON(text []byte) error {
	var o struct {
		Value  any `json:"value"`
		Stream struct {
			Dict dictionary `json:"dict"`
		} `json:"stream"`
	}
	if err := json.Unmarshal(text, &o); err != nil {
		return nil //nolint:nilerr // the header of the list is no object
	}
	d.Value, _ = o.Value.(dictionary)
	return nil
}

// readLinks reads the places of a page that lead somewhere. A page may have them in itself or name their objects.
func (s *skeleton) readLinks(t *testing.T, objects map[string]dictionaryObj, page int, of dictionary) {
	t.Helper()
	list, _ := of["/Annots"].([]any)
	for _, a := range list {
		if reference, ok := a.(string); ok {
			a = objects["obj:"+reference].Value
		}
		note, _ := a.(dictionary)
		action, _ := note["/A"].(dictionary)
		dest, ok := note["/Dest"].([]any)
		if !ok {
			dest, ok = action["/D"].([]any)
		}
		if _, outside := action["/URI"]; outside || note["/Subtype"] != "/Link" {
			continue
		}
		if !ok {
			t.Errorf("a link on page %d leads nowhere: %v", page, note)
			continue
		}
		r := floats(note["/Rect"])
		h := s.heights[page]
		s.links = append(s.links, link{page, math.Min(r[0], r[2]), h - math.Max(r[1], r[3]), math.Max(r[0], r[2]), h - math.Min(r[1], r[3]), s.target(t, dest)})
	}
}

func (s *skeleton) readBookmarks(t *testing.T, list []outlined, depth int) {
	t.Helper()
	for _, o := range list {
		s.bookmarks = append(s.bookmarks, bookmark{o.Title, depth, s.target(t, o.Dest)})
		s.readBookmarks(t, o.Kids, depth+1)
	}
}

// target reads [PAGE /XYZ x y zoom] and checks that there is such a place.
func (s *skeleton) target(t *testing.T, dest []any) target {
	t.Helper()
	if len(dest) < 4 || dest[1] != "/XYZ" {
		t.Fatalf("destination %v, want a page and a position", dest)
	}
	object, _ := dest[0].(string)
	page, y := s.numbers[object], floats(dest[3:4])[0]
	if page == 0 {
		t.Fatalf("destination %v leads to no page", dest)
	}
	if y < 0 || y > s.heights[page] {
		t.Errorf("destination %v lies off page %d", dest, page)
	}
	return target{page, s.heights[page] - y}
}

func floats(list any) []float64 {
	var out []float64
	values, _ := list.([]any)
	for _, v := range values {
		f, _ := v.(float64)
		out = append(out, f)
	}
	return out
}

// word is a word on a page with its place below the upper edge, in points.
type word struct {
	text                     string
	left, top, right, bottom float64
}

var (
	pageOrWord = regexp.MustCompile(`<page width="[\d.]+" height="([\d.]+)">|<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>`)
	simple     = regexp.MustCompile(`^[A-Za-z0-9.:]{1,30}$`)
)

// readWords reads the words of all pages, but for what is as large as the word across a draft.
func (s *skeleton) readWords(t *testing.T, file string) {
	t.Helper()
	s.words = [][]word{nil}
	number := func(text string) float64 {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, m := range pageOrWord.FindAllStringSubmatch(output(t, "pdftotext", "-bbox", file, "-"), -1) {
		if m[1] != "" {
			s.heights, s.words = append(s.heights, number(m[1])), append(s.words, nil)
			continue
		}
		w := word{html.UnescapeString(m[6]), number(m[2]), number(m[3]), number(m[4]), number(m[5])}
		if last := len(s.words) - 1; w.bottom-w.top < 40 {
			s.words[last] = append(s.words[last], w)
		}
	}
}

// at gives the words that stand within a link, from left to right.
func (s *skeleton) at(l link) []string {
	var within []word
	for _, w := range s.words[l.page] {
		x, y := (w.left+w.right)/2, (w.top+w.bottom)/2
		if x > l.left && x < l.right && y > l.top && y < l.bottom {
			within = append(within, w)
		}
	}
	slices.SortStableFunc(within, func(a, b word) int { return cmp.Compare(a.left, b.left) })
	var list []string
	for _, w := range within {
		list = append(list, w.text)
	}
	return list
}

// headed reports whether the words begin at a target: the first stands right below it, and all within a few lines. Only
// short words of plain letters are looked for: others may be broken, or drawn with stand-ins.
func (s *skeleton) headed(to target, words []string) bool {
	lines := 1 + len(strings.Join(words, " "))/40
	reach := 12 + float64(lines)*26
	missing, known := 0, 0
	for _, want := range words {
		if !simple.MatchString(want) {
			continue
		}
		known++
		found := false
		for _, w := range s.words[to.page] {
			found = found || w.text == want && w.top > to.y-6 && w.top < to.y+reach
		}
		if !found {
			missing++
		}
	}
	return missing == 0 || 2*missing <= known && strings.ContainsFunc(strings.Join(words, ""), rightToLeft)
}

// rightToLeft reports whether a letter is of a script that runs from the right, which the words beside it are read with.
func rightToLeft(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) }
