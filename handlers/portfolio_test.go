package handlers

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestArchiveOfReports: every report of a year is in the archive as it is served alone, and the list has its digest.
func TestArchiveOfReports(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, id := s.final("riverside-2026", client)
	s.client("Harbor Clinic")
	b := s.signIn("manager")
	a := b.must(b.get("/reports/all.zip?year=2026"), http.StatusOK)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="reports-2026.zip"` {
		t.Errorf("Content-Disposition %s", got)
	}
	if got := a.header.Get("Content-Length"); got != fmt.Sprint(len(a.body)) {
		t.Errorf("Content-Length %s of an archive of %d bytes", got, len(a.body))
	}
	files := unzipped(t, a.body)
	rows, err := csv.NewReader(strings.NewReader(files["manifest.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 6 || len(files) != 6 {
		t.Fatalf("%d rows and %d files, want a head and five reports, and five reports and the list", len(rows), len(files))
	}
	digest := s.workOf(id).Digest
	for _, row := range rows[1:] {
		body := files[row[0]]
		if sum := sha256.Sum256([]byte(body)); hex.EncodeToString(sum[:]) != row[3] || fmt.Sprint(len(body)) != row[4] {
			t.Errorf("%s is not what the list says: %v", row[0], row)
		}
		if row[1] != "Riverside Family Dental" || row[2] != "2026" || row[6] != digest {
			t.Errorf("row %v, want client, year and digest %s", row, digest)
		}
	}
	for _, kind := range reportKinds(true) {
		alone := b.must(b.get("/assessments/"+id+"/reports/"+kind.name+".pdf"), http.StatusOK).body
		if files["riverside-family-dental/riverside-family-dental-2026-"+kind.name+"-2026-11-18.pdf"] != alone {
			t.Errorf("%s in the archive is not the one that is served", kind.name)
		}
	}
	events, err := s.store.Events(t.Context(), s.admin, client, 20)
	if err != nil {
		t.Fatal(err)
	}
	noted := 0
	for _, e := range events {
		if e.Action == "report.download" && e.Subject == "all" {
			noted++
		}
	}
	if noted != 1 {
		t.Errorf("%d events of the archive, want 1", noted)
	}
}

func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// TestPortfolio: the page and the review list the clients that one sees, and nobody else.
func TestPortfolio(t *testing.T) {
	s := newSite(t)
	client, before := s.final("riverside-2025", "")
	_, id := s.final("riverside-2026", client)
	other := s.client("Harbor Clinic")
	manager := s.signIn("manager")
	index := func(id string) string {
		snapshot, err := s.workOf(id).Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%.1f", snapshot.Result.Totals.Index)
	}
	now, then := index(id), index(before)
	manager.must(manager.get("/reports"), http.StatusOK, "1 of 2 clients has a final analysis for 2026.", "Download all reports of 2026",
		now, "before "+then+" (2025)", "/assessments/"+id+"/reports", "Harbor Clinic", "Not opened")
	manager.must(manager.get("/reports?year=2025"), http.StatusOK, "1 of 2 clients has a final analysis for 2025.", then, "/assessments/"+before+"/reports")
	manager.must(manager.get("/reports?year=1999"), http.StatusNotFound)
	manager.must(manager.get("/reports?year=next"), http.StatusNotFound)
	text := pdfText(t, manager.must(manager.get("/reports/review.pdf?year=2026"), http.StatusOK).body)
	for _, want := range []string{"Portfolio review", "Riverside Family Dental", "Harbor Clinic", now, then + " (2025)", "Page 1 of 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the review lacks %q:\n%s", want, text)
		}
	}
	officer := s.signOfficer("Lee Wong", "Owner", other)
	if a := officer.must(officer.get("/reports"), http.StatusOK, "Harbor Clinic"); a.has("Riverside") || a.has("Download all reports") {
		t.Error("an officer of another client sees this one, or an archive of nothing")
	}
	officer.must(officer.get("/reports/all.zip"), http.StatusSeeOther)
	officer.must(officer.get("/reports"), http.StatusOK, "no analysis is final")
	if text := pdfText(t, officer.must(officer.get("/reports/review.pdf"), http.StatusOK).body); strings.Contains(text, "Riverside") {
		t.Error("the review names the client of somebody else")
	}
}

// TestPortfolioPages: a long list of clients has pages; what it says of all of them counts all of them.
func TestPortfolioPages(t *testing.T) {
	s := newSite(t)
	for n := range clientsPerPage + 1 {
		s.client(fmt.Sprintf("Practice %02d", n))
	}
	manager := s.signIn("manager")
	first := manager.must(manager.get("/reports"), http.StatusOK, "0 of 26 clients", "1 to 25 of 26", `href="/reports?page=2"`, "Practice 24")
	if first.has("Practice 25") {
		t.Error("the last client is on the first page")
	}
	second := manager.must(manager.get("/reports?page=2"), http.StatusOK, "0 of 26 clients", "26 to 26 of 26", `href="/reports?page=1"`, "Practice 25")
	if second.has("Practice 24") {
		t.Error("a client of the first page is on the second")
	}
}
