package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"slices"
	"testing"

	"safeguard/assessment/report"
)

func TestAbreast(t *testing.T) {
	for _, tt := range []struct {
		lines int
		want  []int // that stay together with each line
	}{
		{1, []int{1}},
		{2, []int{2, 1}},
		{3, []int{3, 1, 1}},
		{4, []int{2, 1, 2, 1}},
		{6, []int{2, 1, 1, 1, 2, 1}},
	} {
		var got []int
		for i := range tt.lines {
			got = append(got, abreast(i, tt.lines))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("of %d lines %v stay together, want %v", tt.lines, got, tt.want)
		}
	}
}

// TestPagesBreakWhereTheyMay: wherever on a page a table begins, a small one is on one page with its heading, and no row
// of a long one stands alone.
func TestPagesBreakWhereTheyMay(t *testing.T) {
	for _, rows := range []int{4, 30} {
		for before := 20; before < 46; before++ {
			d := &report.Document{Name: "table", Compact: true}
			for range before {
				d.Blocks = append(d.Blocks, report.Text{Text: "filler"})
			}
			table := report.Table{Columns: []report.Column{{Title: "Column", Width: 1}}}
			for range rows {
				table.Rows = append(table.Rows, report.Row{Cells: []report.Cell{{Text: "row"}}})
			}
			d.Blocks = append(d.Blocks, report.Heading{Level: 2, Text: "heading"}, table)
			alone := fmt.Sprintf("%d fillers and %d rows", before, rows)
			for _, page := range pagesOf(t, d) {
				switch n := bytes.Count(page, utf16("row")); {
				case n == 1:
					t.Errorf("%s: a row stands alone", alone)
				case rows == 4 && n != 0 && n != 4:
					t.Errorf("%s: %d rows of a small table are on a page", alone, n)
				case n == 0 && bytes.Contains(page, utf16("heading")):
					t.Errorf("%s: the heading stands alone", alone)
				}
			}
		}
	}
}

// compressed is the beginning of a page in a PDF, before its bytes.
var compressed = regexp.MustCompile(`<</Filter /FlateDecode /Length (\d+)>>\nstream\n`)

// pagesOf gives what the pages of a document say.
func pagesOf(t *testing.T, d *report.Document) (list [][]byte) {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, d); err != nil {
		t.Fatal(err)
	}
	for _, at := range compressed.FindAllSubmatchIndex(b.Bytes(), -1) {
		reader, err := zlib.NewReader(bytes.NewReader(b.Bytes()[at[1]:]))
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, page)
	}
	return list
}

// utf16 gives a text as it stands in a page.
func utf16(text string) []byte {
	var b []byte
	for _, c := range []byte(text) {
		b = append(b, 0, c)
	}
	return b
}
