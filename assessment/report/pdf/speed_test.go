package pdf_test

import (
	"bytes"
	"sort"
	"sync"
	"testing"

	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
)

// rendered gives the bytes of a document.
func rendered(t testing.TB, d *report.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Render(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// every is every document of the sample, and one in characters that the reports seldom have.
func every(t testing.TB) []*report.Document {
	list := report.All(sample(t, unchanged))
	return append(list, &report.Document{Name: "rare", Title: "Москва ♞ שלום", Compact: true, Blocks: []report.Block{
		report.Text{Lead: "Ωμέγα", Text: "Tiếng Việt ≥ ⠿ ♞ \uFB31 \uFFFD 漢"},
	}})
}

// TestDrawnBesideEachOther: documents share fonts and compressors, and come out as if each were drawn alone.
func TestDrawnBesideEachOther(t *testing.T) {
	docs := every(t)
	alone := make([][]byte, len(docs))
	for i, d := range docs {
		alone[i] = rendered(t, d)
	}
	var group sync.WaitGroup
	for range 3 {
		for i, d := range docs {
			group.Go(func() {
				var b bytes.Buffer
				if err := pdf.Render(&b, d); err != nil || !bytes.Equal(alone[i], b.Bytes()) {
					t.Errorf("%s differs when drawn beside others: error %v", d.Name, err)
				}
			})
		}
	}
	group.Wait()
}

// TestFontsAsNeeded: a document has the fonts that it is written in and no others, and loses no character.
func TestFontsAsNeeded(t *testing.T) {
	docs := every(t)
	for _, tt := range []struct {
		doc   *report.Document
		fonts int
		text  string
	}{
		{&report.Document{Name: "plain", Title: "Plain", Compact: true, Blocks: []report.Block{report.Text{Text: "Jürgen – “1”"}}}, 2, "Jürgen – “1”"},
		{docs[len(docs)-1], 6, "Tiếng Việt ≥"},
	} {
		file := drawn(t, tt.doc)
		if got := bytes.Count(rendered(t, tt.doc), []byte("/FontFile2 ")); got != tt.fonts {
			t.Errorf("%s has %d fonts, want %d", tt.doc.Name, got, tt.fonts)
		}
		if text := output(t, "pdftotext", file, "-"); !bytes.Contains([]byte(text), []byte(tt.text)) {
			t.Errorf("%s lacks %q:\n%s", tt.doc.Name, tt.text, text)
		}
	}
}

// pageCount counts the pages of a PDF.
func pageCount(file []byte) int { return bytes.Count(file, []byte("<</Type /Page\n")) }

// firstPages cuts a document to what fills a number of pages.
func firstPages(t testing.TB, d *report.Document, pages int) *report.Document {
	t.Helper()
	blocks := sort.Search(len(d.Blocks), func(n int) bool {
		part := *d
		part.Blocks = d.Blocks[:n]
		return pageCount(rendered(t, &part)) > pages
	})
	part := *d
	part.Blocks = d.Blocks[:blocks-1]
	return &part
}

func benchmark(b *testing.B, docs ...*report.Document) {
	pages := 0
	for _, d := range docs {
		pages += pageCount(rendered(b, d))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			rendered(b, d)
		}
	}
	b.ReportMetric(float64(pages), "pages")
}

// BenchmarkRiskAnalysis draws 40 pages of the sample's risk analysis.
func BenchmarkRiskAnalysis(b *testing.B) {
	benchmark(b, firstPages(b, report.RiskAnalysis(sample(b, unchanged)), 40))
}

// BenchmarkAll draws all documents of the sample.
func BenchmarkAll(b *testing.B) {
	benchmark(b, report.All(sample(b, unchanged))...)
}
