package pdf_test

import (
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// TestEveryWordIsDrawn: each word of a document, whatever chapters it has, stands on its pages at least as often as the
// document says it. Words that are broken at the end of a line or drawn with stand-ins
// are not looked for.
func TestEveryWordIsDrawn(t *testing.T) {
	eachDrawing(t, func(t *testing.T, d *drawing) {
		have := map[string]int{}
		for _, page := range d.pages() {
			for _, w := range strings.Fields(page) {
				have[w]++
			}
		}
		want := map[string]int{}
		eachText(d.doc.Blocks, func(text string) {
			for _, w := range strings.Fields(text) {
				if simple.MatchString(w) && len(w) < 15 {
					want[w]++
				}
			}
		})
		if len(want) < 50 {
			t.Errorf("only %d words to look for", len(want))
		}
		lost := 0
		for w, n := range want {
			across := 0 // occurrences that the word across a draft runs through, or that stand-ins stick to
			if d.doc.Missing != "" && n > 1 {
				across = 1 + n/5
			}
			if have[w] < n-across {
				lost++
				if lost < 20 {
					t.Errorf("%q is drawn %d times, want %d", w, have[w], n)
				}
			}
		}
	})
}

// eachText gives the texts of blocks that are drawn whole.
func eachText(blocks []report.Block, do func(string)) {
	for _, b := range blocks {
		switch b := b.(type) {
		case report.Heading:
			do(b.Text)
		case report.Text:
			do(b.Lead + " " + b.Text)
		case report.List:
			for _, item := range b.Items {
				do(item)
			}
		case report.Facts:
			for _, f := range b.Rows {
				do(f.Label + " " + f.Value)
			}
		case report.Figure:
			do(b.Caption)
		case report.Together:
			eachText(b.Blocks, do)
		case report.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					do(c.Text + " " + c.Level.Title())
				}
			}
		}
	}
}
