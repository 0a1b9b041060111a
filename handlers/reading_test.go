package handlers

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestReading: each document can be read on screen, with all of its words and numbers in their order.
func TestReading(t *testing.T) {
	s := newSite(t)
	client, before := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	path := "/assessments/" + draft + "/reports/"
	manager, officer, stranger := s.signIn("manager"), s.signOfficer("Sam Okafor", "Owner", client), s.signOfficer("Kim Cho", "Owner")
	snapshot := s.comparedWith(draft, before)
	for _, kind := range reportKinds(true) {
		doc := kind.build(snapshot)
		a := manager.must(manager.get(path+kind.name), http.StatusOK, html.EscapeString(doc.Missing), "change with the answers", `href="`+path+kind.name+`.pdf?download"`)
		s.readsAs(a, doc)
		officer.must(officer.get(path+kind.name), http.StatusOK, "<h1>"+doc.Title+"</h1>")
		stranger.must(stranger.get(path+kind.name), http.StatusNotFound)
	}
	s.finish(draft)
	final := s.comparedWith(draft, before)
	for _, kind := range reportKinds(true) {
		doc := kind.build(final)
		a := officer.must(officer.get(path+kind.name), http.StatusOK, "The PDF is the record. It is made when it is first opened", "in the words of version test")
		s.readsAs(a, doc)
		if doc.Missing != "" || a.has("DRAFT") {
			t.Errorf("%s: a final document says DRAFT", kind.name)
		}
	}
	manager.must(manager.get(path+"evaluation.pdf"), http.StatusOK)
	kept, err := s.store.Reports(t.Context(), s.admin, draft)
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d reports were kept, %v; reading keeps none", len(kept), err)
	}
	officer.must(officer.get(path+"evaluation"), http.StatusOK, kept[0].SHA256, s.workOf(draft).Digest, "It was made on Nov 24, 2026")
}

// comparedWith gives the snapshot of an assessment beside an earlier one.
func (s *site) comparedWith(id, before string) assessment.Snapshot {
	s.t.Helper()
	snapshot, err := s.workOf(id).Snapshot()
	if err != nil {
		s.t.Fatal(err)
	}
	earlier, err := s.workOf(before).Snapshot()
	if err != nil {
		s.t.Fatal(err)
	}
	if snapshot.Result.Comparison == nil {
		snapshot.Result.Comparison = assessment.CompareOver([]*assessment.Result{earlier.Result}, earlier, snapshot)
	}
	return snapshot
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// asRead is what a person reads of markup.
func asRead(markup string) string {
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(markup, " ")), " "))
}

// readsAs checks that a page has the texts of a document, each after the one before.
func (s *site) readsAs(a answer, doc *report.Document) {
	s.t.Helper()
	about, rest, found := strings.Cut(a.body, `<section class="panel reading">`)
	if !found {
		s.t.Fatalf("%s: the page has no chapters", doc.Name)
	}
	about, rest = asRead(about), asRead(rest)
	for _, f := range doc.Cover.Facts {
		if !strings.Contains(about, asRead(html.EscapeString(f.Label+" "+f.Value))) {
			s.t.Errorf("%s: the page does not say %q", doc.Name, f)
		}
	}
	outline := doc.Outline()
	for _, e := range outline {
		if !strings.Contains(about, strings.TrimSpace(e.Number+" "+e.Text)) {
			s.t.Errorf("%s: the contents lack %s %s", doc.Name, e.Number, e.Text)
		}
	}
	texts := textsOf(doc.Blocks, &outline)
	if len(texts) < 50 {
		s.t.Errorf("%s has only %d texts", doc.Name, len(texts))
	}
	for _, text := range texts {
		text = strings.Join(strings.Fields(text), " ")
		_, after, found := strings.Cut(rest, text)
		if !found {
			s.t.Errorf("%s: %q is not on the page, or not in its place", doc.Name, text)
			return
		}
		rest = after
	}
}

// textsOf lists what a reader finds in blocks, in their order.
func textsOf(blocks []report.Block, outline *[]report.Entry) (list []string) {
	for _, b := range blocks {
		switch b := b.(type) {
		case report.Heading:
			text := b.Text
			if b.Level <= 2 {
				text = (*outline)[0].Number + " " + text
				*outline = (*outline)[1:]
			}
			list = append(list, text)
		case report.Text:
			list = append(list, b.Lead, b.Text)
		case report.List:
			list = append(list, b.Items...)
		case report.Facts:
			for _, f := range b.Rows {
				list = append(list, f.Label, f.Value)
			}
		case report.Table:
			list = append(list, textsOfTable(b)...)
		case report.Figure:
			list = append(list, b.Caption)
		case report.Lines:
			list = append(list, b.Labels...)
		case report.Together:
			list = append(list, textsOf(b.Blocks, outline)...)
		}
	}
	return list
}

func textsOfTable(t report.Table) (list []string) {
	for _, c := range t.Columns {
		list = append(list, c.Title)
	}
	for _, row := range t.Rows {
		list = append(list, row.Group)
		for _, c := range row.Cells {
			if c.Level != 0 {
				list = append(list, c.Level.Title())
			}
			list = append(list, c.Text)
		}
	}
	return list
}

// TestReadingIsOnRecord: each opening of a document is one event, and none where it was refused.
func TestReadingIsOnRecord(t *testing.T) {
	s := newSite(t)
	client, first := s.final("riverside-2025", "")
	_, second := s.final("riverside-2026", client)
	b := s.signOfficer("Sam Okafor", "Owner", client)
	count := func() (n int) {
		events, err := s.store.Events(t.Context(), s.admin, client, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Action == "report.read" {
				n++
			}
		}
		return n
	}
	for _, test := range []struct {
		name, path     string
		status, events int
	}{
		{"a document", first + "/reports/evaluation", http.StatusOK, 1},
		{"again", first + "/reports/evaluation", http.StatusOK, 1},
		{"a comparison", second + "/reports/comparison", http.StatusOK, 1},
		{"a comparison with a year", second + "/reports/comparison-2025", http.StatusOK, 1},
		{"a comparison with no year", second + "/reports/comparison-1999", http.StatusNotFound, 0},
		{"a comparison in the first year", first + "/reports/comparison", http.StatusNotFound, 0},
		{"unknown", first + "/reports/nothing", http.StatusNotFound, 0},
		{"the list", first + "/reports", http.StatusOK, 0},
	} {
		before := count()
		a := b.get("/assessments/" + test.path)
		if got := count() - before; a.status != test.status || got != test.events {
			t.Errorf("%s: status %d and %d events, want %d and %d", test.name, a.status, got, test.status, test.events)
		}
	}
	b.must(b.get("/assessments/"+second+"/reports/comparison-2025"), http.StatusOK, "Comparison with 2025", "comparison-2025.pdf?download")
}

// TestReadingPartsAreLinked: every link within a page leads to a part of it, and no two parts have the same name.
func TestReadingPartsAreLinked(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	for _, kind := range reportKinds(false) {
		a := b.must(b.get("/assessments/"+id+"/reports/"+kind.name), http.StatusOK)
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
			if ids[m[1]] {
				t.Errorf("%s: the id %q comes twice", kind.name, m[1])
			}
			ids[m[1]] = true
		}
		links := regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(a.body, -1)
		for _, m := range links {
			if !ids[m[1]] {
				t.Errorf("%s: a link leads to %q, which is not there", kind.name, m[1])
			}
		}
		if len(links) < 5 {
			t.Errorf("%s has only %d links within", kind.name, len(links))
		}
		rank := 1
		for _, m := range regexp.MustCompile(`<h([1-6])\b`).FindAllStringSubmatch(a.body, -1) {
			if next := int(m[1][0] - '0'); next > rank+1 {
				t.Errorf("%s: a heading of rank %d follows one of rank %d", kind.name, next, rank)
			} else {
				rank = next
			}
		}
	}
}

// TestChartsOnPages: the register shows its levels in all three ratings, and the comparison those of both years.
func TestChartsOnPages(t *testing.T) {
	s := newSite(t)
	client, before := s.final("riverside-2025", "")
	_, id := s.sample("riverside-2026", client)
	snapshot := s.comparedWith(id, before)
	earlier, err := s.workOf(before).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := s.signOfficer("Sam Okafor", "Owner", client)
	for path, figure := range map[string]report.Figure{
		"risks": report.Levels(snapshot.Result.Risks), "compare": report.LevelsInBoth(earlier, snapshot),
	} {
		a := b.must(b.get("/assessments/"+id+"/"+path), http.StatusOK, html.EscapeString(figure.Caption), `<svg xmlns="http://www.w3.org/2000/svg" role="img"`)
		if path == "compare" && !a.has(`href="/assessments/`+id+`/reports/comparison"`) {
			t.Error("the comparison does not lead to its document on screen")
		}
	}
}
