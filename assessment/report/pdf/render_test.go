package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

const samples = "../../../cmd/safeguard/testdata/"

// rated reads and rates a sample file after a change of its text.
func rated(t testing.TB, name string, change func(string) string) assessment.Snapshot {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(samples + name)
	if err != nil {
		t.Fatal(err)
	}
	cat, content, err := answers.Parse(lib, name, []byte(change(string(src))))
	if err != nil {
		t.Fatal(err)
	}
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
}

func unchanged(s string) string { return s }

// sample is the shipped assessment of 2026, compared with 2025.
func sample(t testing.TB, change func(string) string) assessment.Snapshot {
	t.Helper()
	s := rated(t, "riverside-2026.yaml", change)
	s.Result.Comparison = assessment.Compare(rated(t, "riverside-2025.yaml", unchanged), s)
	return s
}

// tool gives the path of a program that the tests read PDFs with. Where it is missing the test is skipped, or fails
// under REQUIRE_ALL.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf("install %s: %v", name, err)
	}
	t.Skipf("install %s to run this test", name)
	return ""
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// drawn writes the PDF of a document into a file.
func drawn(t testing.TB, d *report.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Render(&b, d); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), d.Name+".pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// pages gives the text of each page.
func pages(t *testing.T, file string) []string {
	t.Helper()
	text := output(t, "pdftotext", "-layout", file, "-")
	return strings.Split(strings.TrimSuffix(text, "\f"), "\f")
}

func noApproval(s string) string {
	return regexp.MustCompile(`(?m)^approval:.*\n(?:[ \t]+.*\n)*`).ReplaceAllString(s, "")
}

func TestFinalReports(t *testing.T) {
	s := sample(t, unchanged)
	if len(s.Result.Missing) > 0 {
		t.Fatalf("the shipped assessment is not final: %v", s.Result.Missing)
	}
	for _, d := range report.All(s) {
		t.Run(d.Name, func(t *testing.T) {
			file := drawn(t, d)
			output(t, "qpdf", "--check", file)
			list := pages(t, file)
			for i, page := range list {
				if want := fmt.Sprintf("Page %d of %d", i+1, len(list)); !strings.Contains(page, want) {
					t.Errorf("page %d has no %q", i+1, want)
				}
				if strings.Contains(page, "DRAFT") {
					t.Errorf("page %d of a final report says DRAFT", i+1)
				}
				if i > 0 && !strings.Contains(page, "Riverside Family Dental, 2026") {
					t.Errorf("page %d does not name the client and period", i+1)
				}
			}
		})
	}
}

func TestDraftReports(t *testing.T) {
	for _, d := range report.All(sample(t, noApproval)) {
		t.Run(d.Name, func(t *testing.T) {
			file := drawn(t, d)
			list := pages(t, file)
			for i, page := range list {
				if !strings.Contains(page, "DRAFT: 1 of 9 OCR elements is incomplete: written record.") {
					t.Errorf("page %d does not say why it is a draft", i+1)
				}
			}
			// The word across the page is turned, so that a reader of text does not find it: look for its size.
			raw := output(t, "qpdf", "--qdf", "--object-streams=disable", file, "-")
			if across := strings.Count(raw, " 150.00 Tf"); across != len(list) {
				t.Errorf("DRAFT stands across %d pages of %d", across, len(list))
			}
		})
	}
}

func TestSameBytesEveryTime(t *testing.T) {
	docs := report.All(sample(t, unchanged))
	var first [][]byte
	for _, d := range docs {
		var b bytes.Buffer
		if err := pdf.Render(&b, d); err != nil {
			t.Fatal(err)
		}
		first = append(first, b.Bytes())
	}
	local := time.Local
	time.Local = time.FixedZone("elsewhere", 9*3600)
	defer func() { time.Local = local }()
	for i, d := range report.All(sample(t, unchanged)) {
		var b bytes.Buffer
		if err := pdf.Render(&b, d); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first[i], b.Bytes()) {
			t.Errorf("%s differs when drawn again in another time zone", d.Name)
		}
	}
}

func TestContentsAndBookmarks(t *testing.T) {
	d := report.RiskAnalysis(sample(t, unchanged))
	file := drawn(t, d)
	list := pages(t, file)
	line := regexp.MustCompile(`(?m)^ *(\d+(?:\.\d+)?) +(.*\S) +(\d+)$`)
	entries := 0
	for _, m := range line.FindAllStringSubmatch(list[1]+"\n"+list[2], -1) {
		page, err := strconv.Atoi(m[3])
		if err != nil || page < 1 || page > len(list) {
			t.Errorf("entry %q leads to page %s of %d", m[2], m[3], len(list))
			continue
		}
		if !strings.Contains(list[page-1], strings.TrimSuffix(m[2], "...")) {
			t.Errorf("page %d does not have the heading %q", page, m[2])
		}
		entries++
	}
	headings := 0
	for _, b := range d.Blocks {
		if h, ok := b.(report.Heading); ok && h.Level <= 2 {
			headings++
		}
	}
	if entries != headings {
		t.Errorf("the contents have %d entries, want %d", entries, headings)
	}
	raw := output(t, "qpdf", "--qdf", "--object-streams=disable", file, "-")
	if links := strings.Count(raw, "/Subtype /Link"); links != headings {
		t.Errorf("%d links, want %d", links, headings)
	}
	if marks := strings.Count(raw, "/Dest ["); marks <= headings {
		t.Errorf("%d bookmarks and links, want more than %d", marks, headings)
	}
}

func TestTableHeadsRepeat(t *testing.T) {
	n := 0
	for _, page := range pages(t, drawn(t, report.Evaluation(sample(t, unchanged)))) {
		if strings.Contains(page, "Examined by") && strings.Contains(page, "Findings and what follows") {
			n++
		}
	}
	if n < 4 {
		t.Errorf("the head of the evaluation's table stands on %d pages, want it on each", n)
	}
}

func TestMetadataAndFonts(t *testing.T) {
	file := drawn(t, report.RiskAnalysis(sample(t, unchanged)))
	info := output(t, "pdfinfo", file)
	for _, want := range []string{"Security risk analysis: Riverside Family Dental, 2026", "Safeguard", "letter"} {
		if !strings.Contains(info, want) {
			t.Errorf("metadata lack %q:\n%s", want, info)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(output(t, "pdffonts", file)), "\n")[2:] {
		if f := strings.Fields(line); f[len(f)-5] != "yes" {
			t.Errorf("font is not embedded: %s", line)
		}
	}
}

// awkward are texts that people type.
var awkward = map[string]string{
	"emoji":         "Works 😀👩‍⚕️ fine",
	"right to left": "שלום עולם and العربية",
	"markup":        "<b>bold</b> & {{template}} \\u0000 %s %d",
	"Chinese":       "漢字かな",
	"one long word": strings.Repeat("A", 600),
	"many words":    strings.Repeat("word ", 400),
	"controls":      "bell\x07 null-free \u202e override \u2028 line",
}

// TestAwkwardTexts: whatever people type, the reports come out and can be read.
func TestAwkwardTexts(t *testing.T) {
	for name, text := range awkward {
		t.Run(name, func(t *testing.T) {
			s := sample(t, unchanged)
			fill(reflect.ValueOf(s.Content).Elem(), text)
			for _, d := range report.All(s) {
				output(t, "qpdf", "--check", drawn(t, d))
			}
		})
	}
}

// identifying are the fields by which things are found; what people write freely is in all the others.
var identifying = []string{"ID", "Questionnaire", "Choice", "Value", "Threat", "Site", "Sites", "Questions", "Risks", "Key", "Supporting", "EIN"}

// fill writes a text into every free text below v.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			element := reflect.New(v.Type().Elem()).Elem()
			element.Set(v.MapIndex(key))
			fill(element, text)
			v.SetMapIndex(key, element)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && (f.Type.Kind() == reflect.Map || !slices.Contains(identifying, f.Name)) {
				fill(v.Field(i), text)
			}
		}
	}
}

func TestReportsOfAlmostNothing(t *testing.T) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	content := &assessment.Content{Questionnaire: "security-rule", Client: assessment.Client{Name: "New", Kinds: []assessment.EntityKind{assessment.CoveredEntity}}}
	s := assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}
	s.Result.Comparison = assessment.Compare(s, s)
	for _, d := range report.All(s) {
		output(t, "qpdf", "--check", drawn(t, d))
	}
}

// TestFaultIsAnError: what cannot be drawn is told, with the document's name, and ends nothing else.
func TestFaultIsAnError(t *testing.T) {
	d := &report.Document{Name: "evaluation", Blocks: []report.Block{report.Figure{Caption: "A figure without a chart"}}}
	var b bytes.Buffer
	if err := pdf.Render(&b, d); err == nil || !strings.Contains(err.Error(), "drawing evaluation: ") || b.Len() > 0 {
		t.Errorf("error %v and %d bytes, want one that names the evaluation", err, b.Len())
	}
}
