package main

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestPageHasTheDocument: the browser prints the same texts, so that the comparison is fair, and none of them as markup.
func TestPageHasTheDocument(t *testing.T) {
	d := &report.Document{Title: "Title <b>", Cover: report.Cover{Lead: "Lead"}, Blocks: []report.Block{
		report.Heading{Level: 2, Text: "Heading"},
		report.Text{Lead: "Bold.", Text: "Text & more"},
		report.List{Items: []string{"Item"}},
		report.Together{Blocks: []report.Block{report.Facts{Rows: []report.Fact{{Label: "Label", Value: "Value"}}}}},
		report.Table{Columns: []report.Column{{Title: "Column", Width: 1}}, Rows: []report.Row{{Group: "Group"}, {Cells: []report.Cell{{Text: "<i>Cell"}}}}},
		report.Figure{Chart: report.Shares{Labels: []string{"Share"}, Counts: make([]assessment.RowCount, 1)}, Caption: "Caption"},
	}}
	got := string(htmlOf(d))
	for _, want := range []string{
		"<title>Title &lt;b&gt;</title>", "Lead", "<h2>Heading</h2>", "<b>Bold.</b>", "Text &amp; more", "<li>Item</li>", "<dt>Label</dt>", "<dd>Value</dd>",
		">Column</th>", ">Group</th>", "&lt;i&gt;Cell", ">Share</text>", "Caption",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestPages counts the pages and not the tree of pages above them.
func TestPages(t *testing.T) {
	if got := pages([]byte("<</Type /Pages /Kids [1 0 R]>> <</Type /Page\n/Parent 1 0 R>> <</Type /Page/Parent 1 0 R>>")); got != 2 {
		t.Errorf("pages = %d, want 2", got)
	}
}
