package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
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
		{"without an ending", b, path + "/evaluation", http.StatusSeeOther, path + "/evaluation.pdf"},
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

// TestManagerRecordsTheApproval: the official signed on paper, and the manager says where that is kept.
func TestManagerRecordsTheApproval(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id
	b := s.signIn("manager")
	b.must(b.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
	digest := digestOn(t, b.must(b.get(path+"/review"), http.StatusOK, "Record the official’s approval", "security official is", "each with a response"))
	whole := func(change func(f url.Values)) url.Values {
		f := url.Values{"digest": {digest}, "name": {"Dr. <Sam> Okafor 🦷"}, "title": {"Owner"}, "date": {"2026-11-24"}, "kept": {"yes"}}
		change(f)
		return f
	}
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		shows  string
	}{
		{"nothing", url.Values{"digest": {digest}}, http.StatusUnprocessableEntity, "Keep the file"},
		{"no name", whole(func(f url.Values) { f.Set("name", " ") }), http.StatusUnprocessableEntity, "Name the official"},
		{"no title", whole(func(f url.Values) { f.Del("title") }), http.StatusUnprocessableEntity, "official&#39;s title"},
		{"no day", whole(func(f url.Values) { f.Set("date", "today") }), http.StatusUnprocessableEntity, "Write the day"},
		{"a day to come", whole(func(f url.Values) { f.Set("date", "2026-11-25") }), http.StatusUnprocessableEntity, "still to come"},
		{"before the analysis", whole(func(f url.Values) { f.Set("date", "2026-11-01") }), http.StatusUnprocessableEntity, "cannot be before the analysis"},
		{"no signed file", whole(func(f url.Values) { f.Del("kept") }), http.StatusUnprocessableEntity, "Keep the file"},
		{"another digest", whole(func(f url.Values) { f.Set("digest", "sha256:0") }), http.StatusConflict, "changed and sent again"},
	} {
		b.must(b.post(path+"/approve", test.form), test.status, test.shows)
		if s.workOf(id).Approval != nil {
			t.Fatalf("%s: it was approved", test.name)
		}
	}
	b.must(b.post(path+"/approve", whole(func(url.Values) {})), http.StatusSeeOther)
	b.must(b.get(path+"/review"), http.StatusOK, "Dr. &lt;Sam&gt; Okafor 🦷, Owner, on November 24, 2026", "Make it final")
	events, err := s.store.Events(t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action != "assessment.record-approval" || events[0].Name != "Dana Reyes" {
		t.Errorf("the newest event is %+v, %v", events, err)
	}
	b.must(b.post(path+"/takeback", url.Values{}), http.StatusSeeOther)
	if w := s.workOf(id); w.Status != assessment.Draft || w.Approval != nil {
		t.Errorf("taken back: %s, %+v", w.Status, w.Approval)
	}
	b.must(b.post(path+"/takeback", url.Values{}), http.StatusConflict, "is a draft again")
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
