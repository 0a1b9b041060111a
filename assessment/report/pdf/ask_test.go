package pdf_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
)

// blanks gives the shipped questionnaire and small ones of every kind, to be filled in by hand.
func blanks(t *testing.T) []*report.Document {
	t.Helper()
	var list []*report.Document
	for _, id := range []string{"practice", "phi-check", "proposal"} {
		list = append(list, report.Blank(small(t, id)))
	}
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	return append(list, report.Blank(cat))
}

func small(t *testing.T, id string) *assessment.Catalog {
	t.Helper()
	lib, err := questionnaires.Open(os.DirFS("../testdata/blank"))
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog(id)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// TestBlankQuestionnaires: every page says what it is a page of, and a question with its boxes and lines is on one page.
func TestBlankQuestionnaires(t *testing.T) {
	for _, d := range blanks(t) {
		t.Run(d.Name, func(t *testing.T) {
			file := drawn(t, d)
			output(t, "qpdf", "--check", file)
			list := pages(t, file)
			for i, page := range list {
				for _, want := range []string{fmt.Sprintf("Page %d of %d", i+1, len(list)), d.Foot, d.Notice} {
					if !strings.Contains(page, want) {
						t.Errorf("page %d has no %q", i+1, want)
					}
				}
			}
			for _, b := range d.Blocks {
				if a, ok := b.(report.Ask); ok && !onePage(list, a) {
					t.Errorf("question %s is broken over two pages", a.Number)
				}
			}
		})
	}
}

// onePage reports whether some page has the question with the last line below it.
func onePage(list []string, a report.Ask) bool {
	words := strings.Fields(a.Text)
	end := "Note"
	if n := len(a.After); n > 0 {
		end = a.After[n-1].Label
	}
	for _, page := range list {
		at := strings.Index(page, a.Number+" ")
		if at >= 0 && strings.Contains(page[at:], strings.Join(words[:min(4, len(words))], " ")) {
			return strings.Contains(page[at:], end)
		}
	}
	return false
}

// TestContentsOfABlank: each section is on the page that the contents say.
func TestContentsOfABlank(t *testing.T) {
	docs := blanks(t)
	d := docs[len(docs)-1]
	list := pages(t, drawn(t, d))
	for _, b := range d.Blocks {
		h, ok := b.(report.Heading)
		if !ok || h.Level != 1 {
			continue
		}
		title := strings.Join(strings.Fields(h.Text), " ")
		_, rest, found := strings.Cut(list[0], title)
		page := 0
		if _, err := fmt.Sscan(rest, &page); !found || err != nil || page < 1 || page > len(list) || !strings.Contains(list[page-1], title) {
			t.Errorf("the contents lead from %q to page %d", title, page)
		}
	}
}

func TestBlankHasTheSameBytesEveryTime(t *testing.T) {
	draw := func() (all [][]byte) {
		for _, d := range blanks(t) {
			var b bytes.Buffer
			if err := pdf.Render(&b, d); err != nil {
				t.Fatal(err)
			}
			all = append(all, b.Bytes())
		}
		return all
	}
	first := draw()
	time.Sleep(1100 * time.Millisecond) // the clock of a PDF counts seconds
	for i, again := range draw() {
		if !bytes.Equal(first[i], again) {
			t.Errorf("document %d differs when drawn again", i)
		}
	}
}

// TestAwkwardBlanks: whatever a file says, the paper comes out, even where a question is higher than a page.
func TestAwkwardBlanks(t *testing.T) {
	texts := maps.Clone(awkward)
	texts["a page and more"] = strings.Repeat("word ", 1500)
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			cat := small(t, "practice")
			fill(reflect.ValueOf(&cat.Questionnaire.Sections).Elem(), text)
			output(t, "qpdf", "--check", drawn(t, report.Blank(cat)))
		})
	}
}
