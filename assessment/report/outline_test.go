package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment/report"
)

func TestOutline(t *testing.T) {
	blocks := []report.Block{
		report.Heading{Level: 1, Text: "Scope"},
		report.Text{Text: "..."},
		report.Heading{Level: 2, Text: "Sites"},
		report.Together{Title: "Main", Blocks: []report.Block{report.Heading{Level: 3, Text: "Main"}}},
		report.Heading{Level: 2, Text: "Left out"},
		report.Heading{Level: 1, Text: "Risks"},
		report.Heading{Level: 2, Text: "Register"},
	}
	for _, test := range []struct {
		name string
		doc  report.Document
		want []report.Entry
	}{
		{"empty", report.Document{}, nil},
		{"with pages of contents", report.Document{Blocks: blocks}, []report.Entry{
			{Level: 1, Number: "1", Text: "Scope"},
			{Level: 2, Number: "1.1", Text: "Sites"},
			{Level: 2, Number: "1.2", Text: "Left out"},
			{Level: 1, Number: "2", Text: "Risks"},
			{Level: 2, Number: "2.1", Text: "Register"},
		}},
		{"compact", report.Document{Compact: true, Blocks: blocks[:3]}, []report.Entry{{Level: 1, Text: "Scope"}, {Level: 2, Text: "Sites"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.doc.Outline()); diff != "" {
				t.Errorf("Outline() (-want +got):\n%s", diff)
			}
		})
	}
}
