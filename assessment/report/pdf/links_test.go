package pdf_test

import (
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// TestLinksAndBookmarks: what leads through a document leads to where it says.
func TestLinksAndBookmarks(t *testing.T) {
	eachDrawing(t, func(t *testing.T, d *drawing) {
		s := skeletonOf(t, d.path)
		testLinks(t, d, s)
		testBookmarks(t, d, s)
	})
}

// testLinks: each link leads to a page and place that there is, where the heading stands that it names;
// in a table of contents it also names the number of that page.
func testLinks(t *testing.T, d *drawing, s *skeleton) {
	t.Helper()
	for _, l := range s.links {
		words := s.at(l)
		if len(words) == 0 {
			t.Errorf("a link on page %d has no text", l.page)
			continue
		}
		if !d.doc.Compact {
			number, err := strconv.Atoi(words[len(words)-1])
			if err != nil || number != l.to.page {
				t.Errorf("page %d: the entry %q leads to page %d", l.page, words, l.to.page)
			}
			words = words[:len(words)-1]
		}
		if !s.headed(l.to, whole(words)) {
			t.Errorf("page %d: the link %q leads to page %d at %.0f, where no such heading is", l.page, words, l.to.page, l.to.y)
		}
	}
	if !d.doc.Compact || d.doc.Linked {
		if n := len(headings(d.doc.Blocks, 2)); len(s.links) < n {
			t.Errorf("%d links, want one to each of %d headings", len(s.links), n)
		}
	}
}

// whole drops the end of words that were cut to fit on a line.
func whole(words []string) []string {
	if n := len(words); n > 0 && strings.HasSuffix(words[n-1], "...") {
		return words[:n-1]
	}
	return words
}

// testBookmarks: every heading has a bookmark, in order and under the heading that it belongs to, and it leads to where the
// heading stands.
func testBookmarks(t *testing.T, d *drawing, s *skeleton) {
	t.Helper()
	all := headings(d.doc.Blocks, 9)
	if len(s.bookmarks) != len(all) {
		t.Fatalf("%d bookmarks, want %d", len(s.bookmarks), len(all))
	}
	var within []int // the levels of the headings around
	for i, b := range s.bookmarks {
		h := all[i]
		for len(within) > 0 && within[len(within)-1] >= h.Level {
			within = within[:len(within)-1]
		}
		if !strings.HasSuffix(lettersOf(b.title), lettersOf(h.Text)) || b.depth != len(within) {
			t.Errorf("bookmark %d is %q within %d others, want %q within %d", i+1, b.title, b.depth, h.Text, len(within))
		}
		if !s.headed(b.to, strings.Fields(b.title)) {
			t.Errorf("the bookmark %q leads to page %d at %.0f, where no such heading is", b.title, b.to.page, b.to.y)
		}
		if i > 0 && s.bookmarks[i-1].to.page > b.to.page {
			t.Errorf("the bookmark %q leads back to page %d", b.title, b.to.page)
		}
		within = append(within, h.Level)
	}
}

// lettersOf gives the plain letters and digits of a text, which are drawn as they are.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, text)
}

// headings lists the headings of blocks up to a level.
func headings(blocks []report.Block, level int) []report.Heading {
	var list []report.Heading
	for _, b := range blocks {
		switch b := b.(type) {
		case report.Heading:
			if b.Level <= level {
				list = append(list, b)
			}
		case report.Together:
			list = append(list, headings(b.Blocks, level)...)
		}
	}
	return list
}

// TestHeadedTellsWrongPlaces: a heading is not found at a place next to its own, nor on another page.
func TestHeadedTellsWrongPlaces(t *testing.T) {
	t.Parallel()
	tool(t, "qpdf")
	s := skeletonOf(t, one(t, "typical/risk-analysis").path)
	for i, b := range s.bookmarks {
		words := strings.Fields(b.title)
		for name, wrong := range map[string]target{
			"the page before":  {b.to.page - 1, b.to.y},
			"below it":         {b.to.page, b.to.y + 40},
			"far above it":     {b.to.page, b.to.y - 140},
			"the other's page": s.bookmarks[(i+len(s.bookmarks)/2)%len(s.bookmarks)].to,
		} {
			if len(words) > 2 && s.headed(wrong, words) {
				t.Errorf("%q is found at %s as well", b.title, name)
			}
		}
	}
}
