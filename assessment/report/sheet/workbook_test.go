package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

func sample(t *testing.T) assessment.Snapshot {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, content, err := answers.Read(lib, "../../../cmd/safeguard/testdata/riverside-2026.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
}

func written(t testing.TB, w *report.Workbook) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, w); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opened(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestWorkbookHasEveryValue: each cell of each sheet is what the table has, and of its kind.
func TestWorkbookHasEveryValue(t *testing.T) {
	tables := report.Tables(sample(t))
	f := opened(t, written(t, tables))
	if got, want := f.GetSheetList(), []string{"About", "Risk register", "Plan", "Answers", "Evaluation"}; !slices.Equal(got, want) {
		t.Fatalf("sheets = %q, want %q", got, want)
	}
	for _, s := range tables.Sheets {
		rows, err := f.GetRows(s.Title, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(s.Rows)+1 {
			t.Errorf("%s has %d rows, want %d", s.Title, len(rows)-1, len(s.Rows))
		}
		for i, c := range s.Columns {
			if rows[0][i] != c.Title {
				t.Errorf("%s: column %d is %q, want %q", s.Title, i, rows[0][i], c.Title)
			}
		}
		for i, row := range s.Rows {
			for j, v := range row {
				if problem := differs(f, s.Title, at(j+1, i+2), v); problem != "" {
					t.Errorf("%s, %s: %s", s.Title, at(j+1, i+2), problem)
				}
			}
		}
	}
}

// differs says how a cell differs from the value that it should have, or "".
func differs(f *excelize.File, name, cell string, v report.Value) string {
	got, err := f.GetCellValue(name, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		return err.Error()
	}
	kind, _ := f.GetCellType(name, cell)
	if formula, _ := f.GetCellFormula(name, cell); formula != "" {
		return "a formula: " + formula
	}
	var number float64
	switch v := v.(type) {
	case report.Count:
		number = float64(v)
	case report.Points:
		number = float64(v)
	case report.Money:
		number = float64(v)
	case report.Day:
		if v.IsZero() {
			return wrong(got, "")
		}
		number = float64(assessment.NewDate(1899, time.December, 30).DaysUntil(v.Date))
	default:
		if v != nil && v.String() != "" && kind != excelize.CellTypeSharedString {
			return fmt.Sprintf("kind %v, want a text", kind)
		}
		if v == nil {
			return wrong(got, "")
		}
		return wrong(got, v.String())
	}
	if n, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(n-number) > 1e-9 || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		return fmt.Sprintf("%q of kind %v, want the number %v", got, kind, number)
	}
	return ""
}

func wrong(got, want string) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("%q, want %q", got, want)
}

// TestDaysAreShownAsDays: in a spreadsheet a day reads as people write it, and money as money.
func TestDaysAreShownAsDays(t *testing.T) {
	tables := &report.Workbook{Client: "A", Sheets: []report.Sheet{{
		SheetKind: report.SheetKind{Name: "one", Title: "One"}, Columns: []report.SheetColumn{{Title: "Day", Width: 9}, {Title: "Money", Width: 9}, {Title: "Points", Width: 9}},
		Rows: [][]report.Value{{report.Day{Date: assessment.NewDate(2026, time.November, 3)}, report.Money(1200.5), report.Points(3.14159)}},
	}}}
	f := opened(t, written(t, tables))
	for cell, want := range map[string]string{"A2": "Nov 3, 2026", "B2": "$1,200.50", "C2": "3.1"} {
		if got, err := f.GetCellValue("One", cell); err != nil || got != want {
			t.Errorf("%s shows %q, %v; want %q", cell, got, err, want)
		}
	}
}

// TestTablesCanBeWorkedWith: each sheet is a table with filters, its heads stay in view and are repeated on paper, which lies
// on its side and has all columns.
func TestTablesCanBeWorkedWith(t *testing.T) {
	tables := report.Tables(sample(t))
	f := opened(t, written(t, tables))
	repeated := map[string]string{}
	for _, n := range f.GetDefinedName() {
		repeated[n.Scope] = n.RefersTo
	}
	for _, s := range tables.Sheets {
		list, err := f.GetTables(s.Title)
		if err != nil || len(list) != 1 || list[0].Name != s.Name || list[0].Range != "A1:"+at(len(s.Columns), len(s.Rows)+1) {
			t.Errorf("%s: tables %+v, %v", s.Title, list, err)
		}
		if panes, err := f.GetPanes(s.Title); err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != frozen {
			t.Errorf("%s: panes %+v, %v", s.Title, panes, err)
		}
		if got, want := repeated[s.Title], "'"+s.Title+"'!$1:$1"; got != want {
			t.Errorf("%s repeats %q on paper, want %q", s.Title, got, want)
		}
		if layout, err := f.GetPageLayout(s.Title); err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s: layout %+v, %v", s.Title, layout, err)
		}
		for i, c := range s.Columns {
			name, _ := excelize.ColumnNumberToName(i + 1)
			if width, err := f.GetColWidth(s.Title, name); err != nil || width < c.Width {
				t.Errorf("%s: column %s is %v wide, %v; want %v", s.Title, name, width, err, c.Width)
			}
		}
	}
}

// TestFrontSaysWhatItIs: of whom, as of when, from which content, and in words that it is a draft.
func TestFrontSaysWhatItIs(t *testing.T) {
	s := sample(t)
	draft := sample(t)
	draft.Content.Approval = nil
	draft.Result = assessment.Rate(draft.Catalog, draft.Content)
	for _, test := range []struct {
		name, status, word string
		s                  assessment.Snapshot
	}{
		{"final", "Final", "Final", s},
		{"draft", "DRAFT: 1 of 9 OCR elements is incomplete: written record.", "DRAFT", draft},
	} {
		t.Run(test.name, func(t *testing.T) {
			tables := report.Tables(test.s)
			f := opened(t, written(t, tables))
			facts := map[string]string{}
			rows, err := f.GetRows(frontName)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				if len(row) == 2 {
					facts[row[0]] = row[1]
				}
			}
			for label, want := range map[string]string{
				"Status of the analysis": test.status, "Period": "2026", "As of": "Nov 18, 2026", "Client": "Riverside Family Dental, PLLC",
				"Digest of the content": test.s.Result.Digest,
			} {
				if facts[label] != want {
					t.Errorf("%s: %q, want %q", label, facts[label], want)
				}
			}
			props, err := f.GetDocProps()
			if err != nil || props.Created != "2026-11-18T00:00:00Z" || props.Modified != props.Created || props.ContentStatus != test.word || props.Keywords != test.s.Result.Digest {
				t.Errorf("properties %+v, %v", props, err)
			}
			for _, name := range f.GetSheetList() {
				head, err := f.GetHeaderFooter(name)
				if err != nil || strings.Contains(head.OddHeader, "DRAFT") != (test.word == "DRAFT") || !strings.Contains(head.OddHeader, "Riverside") {
					t.Errorf("the head of %s on paper is %+v, %v", name, head, err)
				}
			}
			for _, sheet := range tables.Sheets {
				for i := range sheet.Rows {
					if got, _ := f.GetCellValue(sheet.Title, at(len(sheet.Columns), i+2)); got != test.word {
						t.Fatalf("%s, row %d: status %q, want %q", sheet.Title, i, got, test.word)
					}
				}
			}
		})
	}
}

// hostile are texts that could break a workbook or run in it.
var hostile = []string{
	`=HYPERLINK("https://evil.test","x")`, "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "a\x00b\x01\x1fc\x7f", "\ufffe\uffff", "\xff\xfe", "_x0041_ _x000D_",
	"<b>&amp;\"'</b>]]>", "🙂 " + strings.Repeat("🙂", 40000), strings.Repeat("a", 32767), strings.Repeat("b", 32768), " spaces ", "line\r\nline\rline", "&L&D&&\"Arial\"",
	strings.Repeat("&", 300),
}

// TestHostileTexts: they stay texts, the file stays whole, and what is too long ends visibly.
func TestHostileTexts(t *testing.T) {
	s := sample(t)
	n := 0
	for _, id := range slices.Sorted(maps.Keys(s.Content.Answers)) {
		a := s.Content.Answers[id]
		a.Note = hostile[n%len(hostile)]
		s.Content.Answers[id], n = a, n+1
	}
	for n := range s.Content.Remediation {
		s.Content.Remediation[n].Action = hostile[n%len(hostile)]
	}
	s.Result = assessment.Rate(s.Catalog, s.Content)
	tables := report.Tables(s)
	file := written(t, tables)
	wellFormed(t, file)
	f := opened(t, file)
	for _, sheet := range tables.Sheets {
		for i, row := range sheet.Rows {
			for j, v := range row {
				if problem := differs(f, sheet.Title, at(j+1, i+2), v); problem != "" {
					t.Errorf("%s, %s: %.200s", sheet.Title, at(j+1, i+2), problem)
				}
			}
		}
	}
}

// TestHostileNames: a client's name stands in the head of each page on paper and in the properties of the file.
func TestHostileNames(t *testing.T) {
	for i, name := range hostile {
		file := written(t, &report.Workbook{Title: name, Client: name, Author: name, Running: name, Foot: name, Missing: name})
		wellFormed(t, file)
		head, err := opened(t, file).GetHeaderFooter(frontName)
		if err != nil || longest(head.OddHeader, head.OddFooter) > 255 {
			t.Errorf("name %d: the head or foot on paper has %d characters, %v", i, longest(head.OddHeader, head.OddFooter), err)
		}
	}
}

// longest gives the length of the longest text as Excel counts it, in UTF-16 units.
func longest(texts ...string) (n int) {
	for _, text := range texts {
		n = max(n, len(utf16.Encode([]rune(text))))
	}
	return n
}

// wellFormed reads every part of a workbook as XML.
func wellFormed(t *testing.T, file []byte) {
	t.Helper()
	for _, part := range parts(t, file) {
		decoder := xml.NewDecoder(bytes.NewReader(part.content))
		for {
			_, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.name, err)
			}
		}
	}
}

type part struct {
	name    string
	content []byte
}

func parts(t *testing.T, file []byte) []part {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var list []part
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, part{f.Name, content})
	}
	return list
}

// TestSameTablesSameBytes: nothing in the file comes from the clock or from the order of a map.
func TestSameTablesSameBytes(t *testing.T) {
	first := written(t, report.Tables(sample(t)))
	for range 3 {
		if !bytes.Equal(written(t, report.Tables(sample(t))), first) {
			t.Fatal("the same snapshot gave another file")
		}
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if now := time.Now().Year(); f.Modified.Year() == now {
			t.Errorf("%s says that it was made at %s", f.Name, f.Modified)
		}
	}
}

// TestEmptyTables: a table without rows is still one that Excel opens.
func TestEmptyTables(t *testing.T) {
	s := sample(t)
	s.Content.Remediation = nil
	s.Result = assessment.Rate(s.Catalog, s.Content)
	f := opened(t, written(t, report.Tables(s)))
	list, err := f.GetTables("Plan")
	if err != nil || len(list) != 1 || !strings.HasSuffix(list[0].Range, "2") {
		t.Errorf("tables of an empty plan: %+v, %v", list, err)
	}
}

func BenchmarkWrite(b *testing.B) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	cat, content, err := answers.Read(lib, "../../../cmd/safeguard/testdata/riverside-2026.yaml")
	if err != nil {
		b.Fatal(err)
	}
	s := assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
	for b.Loop() {
		written(b, report.Tables(s))
	}
}
