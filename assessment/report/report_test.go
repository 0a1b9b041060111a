package report_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

var update = flag.Bool("update", false, "write the golden files anew")

func read(t *testing.T, name string) assessment.Snapshot {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, content, err := answers.Read(lib, "../../cmd/safeguard/testdata/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
}

func sample(t *testing.T) assessment.Snapshot {
	t.Helper()
	s, before := read(t, "riverside-2026.yaml"), read(t, "riverside-2025.yaml")
	s.Result.Comparison = assessment.CompareOver([]*assessment.Result{before.Result}, before, s)
	return s
}

// TestDocuments compares the words of every document with golden files.
func TestDocuments(t *testing.T) {
	for _, d := range report.All(sample(t)) {
		t.Run(d.Name, func(t *testing.T) {
			golden(t, filepath.Join("testdata", d.Name+".txt"), dump(d))
		})
	}
}

// golden compares a text with a golden file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s changed; look at it and run make update (-want +got):\n%s", file, diff)
	}
}

// dump writes a document as plain text.
func dump(d *report.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", d.Title, d.Cover.Lead)
	for _, f := range d.Cover.Facts {
		fmt.Fprintf(&b, "%s: %s\n", f.Label, f.Value)
	}
	for _, block := range d.Blocks {
		dumpBlock(&b, block)
	}
	return b.String()
}

func dumpBlock(b *strings.Builder, block report.Block) {
	switch block := block.(type) {
	case report.Heading:
		fmt.Fprintf(b, "\n%s %s\n", strings.Repeat("#", block.Level), block.Text)
	case report.Text:
		fmt.Fprintln(b, strings.TrimSpace(block.Lead+" "+block.Text))
	case report.List:
		for _, item := range block.Items {
			fmt.Fprintln(b, "-", item)
		}
	case report.Facts:
		for _, f := range block.Rows {
			fmt.Fprintf(b, "%s: %s\n", f.Label, f.Value)
		}
	case report.Table:
		dumpTable(b, block)
	case report.Figure:
		fmt.Fprintf(b, "[%T %v] %s\n", block.Chart, block.Chart, block.Caption)
	case report.Together:
		for _, inner := range block.Blocks {
			dumpBlock(b, inner)
		}
	}
}

func dumpTable(b *strings.Builder, t report.Table) {
	var titles []string
	for _, c := range t.Columns {
		titles = append(titles, c.Title)
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(titles, " | "))
	for _, r := range t.Rows {
		if r.Group != "" {
			fmt.Fprintf(b, "| == %s\n", r.Group)
			continue
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, strings.TrimSpace(c.Text+c.Level.Title()))
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
	}
}

// TestEveryTableIsWhole: a row has as many cells as its table has columns, so that nothing slides under another head.
func TestEveryTableIsWhole(t *testing.T) {
	for _, d := range report.All(sample(t)) {
		eachTable(d.Blocks, func(table report.Table) {
			for i, r := range table.Rows {
				if r.Group == "" && len(r.Cells) != len(table.Columns) {
					t.Errorf("%s: row %d of the table %q has %d cells, want %d", d.Name, i, table.Columns[0].Title, len(r.Cells), len(table.Columns))
				}
			}
		})
	}
}

func eachTable(blocks []report.Block, do func(report.Table)) {
	for _, b := range blocks {
		switch b := b.(type) {
		case report.Table:
			do(b)
		case report.Together:
			eachTable(b.Blocks, do)
		}
	}
}

// TestWordsThatNoReportSays: nobody can promise these.
func TestWordsThatNoReportSays(t *testing.T) {
	for _, d := range report.All(sample(t)) {
		text := strings.ToLower(dump(d))
		for _, word := range []string{"compliant", "certified", "approved by ocr"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q", d.Name, word)
			}
		}
	}
}

// TestEvaluationIsAWorksheetUntilExamined: without a technical examination the document is called a worksheet.
func TestEvaluationIsAWorksheetUntilExamined(t *testing.T) {
	s := sample(t)
	if got := report.Evaluation(s).Title; got != "Evaluation" {
		t.Errorf("title = %q, want Evaluation", got)
	}
	for id, a := range s.Content.Answers {
		a.Verified = nil
		for site, own := range a.Sites {
			own.Verified = nil
			a.Sites[site] = own
		}
		s.Content.Answers[id] = a
	}
	s.Result = assessment.Rate(s.Catalog, s.Content)
	if got := report.Evaluation(s).Title; got != "Evaluation worksheet" {
		t.Errorf("title = %q, want Evaluation worksheet", got)
	}
}

func TestEvaluationHasEveryRow(t *testing.T) {
	s := sample(t)
	text := dump(report.Evaluation(s))
	for _, row := range s.Catalog.Rule {
		if !strings.Contains(text, "| "+row.Citation+" ") {
			t.Errorf("the evaluation lacks %s", row.Citation)
		}
	}
}
