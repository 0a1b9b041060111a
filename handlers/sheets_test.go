package handlers

import (
	"encoding/csv"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment/report"
)

// TestTablesOfAFinal: the workbook and each table are the analysis, under a name that says whose, and are on record.
func TestTablesOfAFinal(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2026", "")
	b := s.signOfficer("Sam Okafor", "Owner", client)
	path := "/assessments/" + id + "/reports"
	snapshot, err := s.workOf(id).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	page := b.must(b.get(path), http.StatusOK, path+"/workbook.xlsx", "What counts is the documents")
	for _, sheet := range report.Tables(snapshot).Sheets {
		if !page.has(path + "/" + sheet.Name + ".csv") {
			t.Errorf("the page does not lead to %s", sheet.Name)
		}
		a := b.must(b.get(path+"/"+sheet.Name+".csv"), http.StatusOK)
		if got := readCSV(t, a.body); len(got) != len(sheet.Rows)+1 || got[1][len(got[1])-1] != "Final" {
			t.Errorf("%s has %d rows, want %d that are final", sheet.Name, len(got)-1, len(sheet.Rows))
		}
		s.downloadedAs(client, id, a, sheet.Name+".csv", "riverside-family-dental-2026-"+sheet.Name+"-2026-11-18.csv", "text/csv; charset=utf-8")
	}
	a := b.must(b.get(path+"/workbook.xlsx"), http.StatusOK)
	s.downloadedAs(client, id, a, "workbook.xlsx", "riverside-family-dental-2026-workbook-2026-11-18.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if text := partsOf(t, a.body); !strings.Contains(text, snapshot.Result.Digest) || strings.Contains(text, "DRAFT") {
		t.Error("the workbook does not name the digest, or says DRAFT")
	}
	if again := b.get(path + "/workbook.xlsx"); again.body != a.body {
		t.Error("the second workbook differs from the first")
	}
}

// downloadedAs checks what came with a file, and that the newest event of the client tells of it.
func (s *site) downloadedAs(client, id string, a answer, subject, name, kind string) {
	s.t.Helper()
	if got, want := a.header.Get("Content-Disposition"), `attachment; filename="`+name+`"`; got != want {
		s.t.Errorf("Content-Disposition %s, want %s", got, want)
	}
	if got := a.header.Get("Content-Type"); got != kind {
		s.t.Errorf("Content-Type %s, want %s", got, kind)
	}
	events, err := s.store.Events(s.t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action != "report.download" || events[0].Assessment != id || events[0].Subject != subject {
		s.t.Errorf("the newest event is %+v, %v; want the download of %s", events, err, subject)
	}
}

func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// partsOf gives the parts of a workbook as one text.
func partsOf(t *testing.T, file string) string {
	t.Helper()
	return strings.Join(slices.Collect(maps.Values(unzipped(t, file))), "\n")
}

// TestTablesOfADraft: the name and every row say so, also where all that is missing is the last step.
func TestTablesOfADraft(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/reports"
	check := func() {
		t.Helper()
		b.must(b.get(path), http.StatusOK, "Each row says DRAFT")
		for _, kind := range report.SheetKinds {
			a := b.must(b.get(path+"/"+kind.Name+".csv"), http.StatusOK)
			if got := a.header.Get("Content-Disposition"); !strings.HasSuffix(got, `-draft.csv"`) {
				t.Errorf("%s: Content-Disposition %s", kind.Name, got)
			}
			for _, row := range readCSV(t, a.body)[1:] {
				if row[len(row)-1] != "DRAFT" {
					t.Fatalf("%s: a row says %q", kind.Name, row[len(row)-1])
				}
			}
		}
		a := b.must(b.get(path+"/workbook.xlsx"), http.StatusOK)
		if !strings.HasSuffix(a.header.Get("Content-Disposition"), `-draft.xlsx"`) || !strings.Contains(partsOf(t, a.body), "DRAFT: ") {
			t.Errorf("the workbook %s does not say that it is a draft", a.header.Get("Content-Disposition"))
		}
	}
	check()
	b.must(b.post("/assessments/"+id+"/submit", s.ready(id)), http.StatusSeeOther)
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	digest := digestOn(t, officer.get("/assessments/"+id+"/review"))
	officer.must(officer.post("/assessments/"+id+"/approve", url.Values{"digest": {digest}}), http.StatusSeeOther)
	check()
}

// TestTablesRunNothing: what somebody typed is no formula in a file that a spreadsheet opens.
func TestTablesRunNothing(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	const typed = `=HYPERLINK("https://evil.test","x")`
	plan, err := s.store.Plan(t.Context(), s.admin, client)
	if err != nil {
		t.Fatal(err)
	}
	plan[0].Value.Action = typed
	if _, err := s.store.SaveRemediations(t.Context(), s.admin, client, plan[0]); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	rows := readCSV(t, b.must(b.get("/assessments/"+id+"/reports/plan.csv"), http.StatusOK).body)
	found := false
	for _, row := range rows {
		found = found || row[2] == "'"+typed
	}
	if !found {
		t.Error("the plan has no guarded action")
	}
	text := partsOf(t, b.must(b.get("/assessments/"+id+"/reports/workbook.xlsx"), http.StatusOK).body)
	if strings.Contains(text, "<f>") || !strings.Contains(text, "<t>=HYPERLINK(") {
		t.Error("the workbook has a formula, or lacks the text")
	}
}

func TestTableAddresses(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	path := "/assessments/" + id + "/reports"
	b := s.signIn("manager")
	stranger := s.signOfficer("Kim Cho", "Owner")
	for _, test := range []struct {
		name string
		b    *browser
		path string
	}{
		{"unknown", b, path + "/nothing.csv"},
		{"a document as a table", b, path + "/risk-analysis.csv"},
		{"a table as a document", b, path + "/register.pdf"},
		{"another workbook", b, path + "/register.xlsx"},
		{"a table with no ending", b, path + "/register"},
		{"a name that climbs", b, path + "/..%2fregister.csv"},
		{"somebody else's workbook", stranger, path + "/workbook.xlsx"},
		{"somebody else's table", stranger, path + "/register.csv"},
		{"no assessment", b, "/assessments/nothing/reports/workbook.xlsx"},
	} {
		if a := test.b.get(test.path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", test.name, a.status)
		}
	}
	events, err := s.store.Events(t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action == "report.download" {
		t.Errorf("a refused download is recorded as one: %+v, %v", events[0], err)
	}
	b.must(b.get(path+"/risk-analysis.pdf"), http.StatusOK)
}
