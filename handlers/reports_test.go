package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestReportsOfADraft(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft()
	b := s.signIn("manager")
	path := "/assessments/" + id + "/reports"
	a := b.must(b.get(path), http.StatusOK, "Risk analysis", "DRAFT stands on every page", "things are missing", "Download risk analysis")
	if a.has("comparison.pdf") {
		t.Error("the first year offers a comparison")
	}
	a = b.must(b.get(path+"/executive-summary.pdf"), http.StatusOK)
	if text := pdfText(t, a.body); !strings.Contains(text, "DRAFT") || !strings.Contains(text, "Harbor Machine") {
		t.Error("the draft does not say DRAFT and whose it is")
	}
	kept, err := s.store.Reports(t.Context(), s.admin, id)
	if err != nil || len(kept) > 0 {
		t.Errorf("%d reports of a draft were kept, %v", len(kept), err)
	}
}

func TestReportsOfAFinal(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.final("riverside-2026", client)
	b := s.signOfficer("Sam Okafor", "Owner", client)
	path := "/assessments/" + id + "/reports"
	b.must(b.get(path), http.StatusOK, "Comparison", "Made when it is first opened", s.workOf(id).Digest)
	for _, kind := range reportKinds(true) {
		first := b.must(b.get(path+"/"+kind.name+".pdf"), http.StatusOK)
		again := b.must(b.get(path+"/"+kind.name+".pdf?download"), http.StatusOK)
		if first.body != again.body || first.header.Get("ETag") != again.header.Get("ETag") {
			t.Errorf("%s: the second download differs from the first", kind.name)
		}
		if text := pdfText(t, first.body); strings.Contains(text, "DRAFT") || !strings.Contains(text, "Riverside Family Dental") {
			t.Errorf("%s: a final report says DRAFT, or not whose it is", kind.name)
		}
		name := "riverside-family-dental-2026-" + kind.name + "-2026-11-18.pdf"
		if got, want := first.header.Get("Content-Disposition"), `inline; filename="`+name+`"`; got != want {
			t.Errorf("Content-Disposition %s, want %s", got, want)
		}
		if got, want := again.header.Get("Content-Disposition"), `attachment; filename="`+name+`"`; got != want {
			t.Errorf("Content-Disposition %s, want %s", got, want)
		}
		if got := first.header.Get("Content-Type"); got != "application/pdf" {
			t.Errorf("Content-Type %s", got)
		}
		if got := first.header.Get("Content-Security-Policy"); strings.Contains(got, "default-src") {
			t.Errorf("under the policy %q browsers do not draw a PDF", got)
		}
	}
	kept, err := s.store.Reports(t.Context(), s.admin, id)
	if err != nil || len(kept) != 5 {
		t.Fatalf("%d reports were kept, %v", len(kept), err)
	}
	b.must(b.get(path), http.StatusOK, "SHA-256 "+kept[0].SHA256[:12], kept[0].SHA256, "Nov 24, 2026")
	events, err := s.store.Events(t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action != "report.download" || events[0].Name != "Sam Okafor" {
		t.Errorf("the newest event is %+v, %v", events, err)
	}
	if a := b.ifNoneMatch(path+"/evaluation.pdf", kept[1].SHA256); a.status != http.StatusNotModified {
		t.Errorf("what is there already gives %d", a.status)
	}
}

// ifNoneMatch asks for a document of which the browser has a version.
func (b *browser) ifNoneMatch(path, sha string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("If-None-Match", `"`+sha+`"`)
	return b.send(r)
}

// TestDownloadsInParts: a document that is read from its beginning is on record, however it is asked for.
func TestDownloadsInParts(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	b := s.signIn("manager")
	for _, test := range []struct {
		asks   string
		status int
		events int
	}{
		{"", http.StatusOK, 1},
		{"bytes=0-", http.StatusPartialContent, 1},
		{"bytes=0-99", http.StatusPartialContent, 1},
		{"bytes=100-", http.StatusPartialContent, 0},
		{"bytes=100-199", http.StatusPartialContent, 0},
		{"bytes=-99999999", http.StatusPartialContent, 1},
		{"bytes=100-199,0-99", http.StatusPartialContent, 1},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/assessments/"+id+"/reports/evaluation.pdf", nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.asks != "" {
			r.Header.Set("Range", test.asks)
		}
		before := s.downloads(client)
		a := b.send(r)
		if got := s.downloads(client) - before; a.status != test.status || got != test.events {
			t.Errorf("%q: status %d and %d events, want %d and %d", test.asks, a.status, got, test.status, test.events)
		}
	}
}

// downloads counts the downloads of a client's reports that are on record.
func (s *site) downloads(client string) (n int) {
	s.t.Helper()
	events, err := s.store.Events(s.t.Context(), s.admin, client, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range events {
		if e.Action == "report.download" {
			n++
		}
	}
	return n
}

func TestReportAddresses(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	path := "/assessments/" + id + "/reports"
	b := s.signIn("manager")
	stranger := s.signOfficer("Kim Cho", "Owner")
	for _, test := range []struct {
		name     string
		b        *browser
		path     string
		status   int
		location string
	}{
		{"without an ending", b, path + "/evaluation", http.StatusOK, ""},
		{"somebody else's page", stranger, path + "/evaluation", http.StatusNotFound, ""},
		{"unknown", b, path + "/nothing.pdf", http.StatusNotFound, ""},
		{"a name that climbs", b, path + "/..%2f..%2fevaluation.pdf", http.StatusNotFound, ""},
		{"a comparison in the first year", b, path + "/comparison.pdf", http.StatusNotFound, ""},
		{"a comparison with no year", b, path + "/comparison-1999.pdf", http.StatusNotFound, ""},
		{"somebody else's list", stranger, path, http.StatusNotFound, ""},
		{"somebody else's file", stranger, path + "/risk-analysis.pdf", http.StatusNotFound, ""},
		{"no assessment", b, "/assessments/nothing/reports/risk-analysis.pdf", http.StatusNotFound, ""},
	} {
		if a := test.b.get(test.path); a.status != test.status || a.location != test.location {
			t.Errorf("%s: %d %q, want %d %q", test.name, a.status, a.location, test.status, test.location)
		}
	}
	events, err := s.store.Events(t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action == "report.download" {
		t.Errorf("a refused download is recorded as one: %+v, %v", events[0], err)
	}
}

func TestOfficerIsAskedToApprove(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	manager := s.signIn("manager")
	manager.must(manager.post("/assessments/"+id+"/submit", s.ready(id)), http.StatusSeeOther)
	b := s.signOfficer("Sam Okafor", "Owner", client)
	b.must(b.get("/assessments/"+id+"/reports"), http.StatusOK, "Approve or return", "has not approved yet")
	text := pdfText(t, b.must(b.get("/assessments/"+id+"/reports/risk-analysis.pdf"), http.StatusOK).body)
	if !strings.Contains(text, "DRAFT") {
		t.Error("the report of what nobody approved does not say DRAFT")
	}
}

func TestFileSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Riverside Family Dental": "riverside-family-dental", "Dr. O'Neil & Söhne, P.C.": "dr-oneil-sohne-p-c", "🦷": "client", "../x\"": "x",
	} {
		if got := fileSlug(name); got != want {
			t.Errorf("fileSlug(%q) = %q, want %q", name, got, want)
		}
	}
}
