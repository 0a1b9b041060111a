package handlers

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// planLines adds lines to the plan of a client.
func (s *site) planLines(client string, lines ...assessment.Remediation) {
	s.t.Helper()
	for _, line := range lines {
		if _, err := s.store.SaveRemediations(s.t.Context(), s.admin, client, store.Record[assessment.Remediation]{Value: line}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestClientPlan(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	b := s.signIn("manager")
	path := "/clients/" + client + "/plan"
	b.must(b.get(path), http.StatusOK, "No plan yet", "Add the first line")

	day := assessment.NewDate
	s.planLines(client,
		assessment.Remediation{ID: "later", Action: "Later", Owner: "Maria", Due: day(2027, 3, 1), Cost: 1500},
		assessment.Remediation{ID: "undated", Action: "Undated <b>", Interim: "A guard"},
		assessment.Remediation{ID: "late", Action: "Too late", Owner: "Maria", Due: day(2026, 11, 23), Cost: 0.5},
		assessment.Remediation{ID: "today", Action: "Due today", Owner: "Maria", Due: day(2026, 11, 24)},
		assessment.Remediation{ID: "old", Action: "Done first", Status: assessment.Done, Completed: day(2025, 1, 1), Evidence: "Ticket 1", VerifiedBy: "Sam"},
		assessment.Remediation{ID: "new", Action: "Done last", Status: assessment.Done, Completed: day(2026, 1, 1), Cost: 999},
		assessment.Remediation{ID: "given-up", Action: "Given up", Status: assessment.Cancelled},
	)
	for _, tt := range []struct {
		show  string
		want  []string // in this order
		hides []string
	}{
		{"", []string{"4 lines are open, 1 of them late.", "$1,500.50", "Too late", "1 day late", "Due today", "Later", "Undated &lt;b&gt;", "A guard", "No date yet"}, []string{"Done first", "Given up"}},
		{"?show=open", []string{"Too late", "Due today", "Later", "Undated"}, []string{"Done first", "Given up"}},
		{"?show=late", []string{"Too late", "Nov 23, 2026"}, []string{"Due today", "Later", "Undated"}},
		{"?show=done", []string{"Done last", "Jan 1, 2026", "Done first", "Ticket 1", "Sam"}, []string{"Later"}},
		{"?show=cancelled", []string{"Given up", "Canceled"}, []string{"Later", "Done first"}},
		{"?show=<b>", []string{"Too late", "Later"}, nil},
	} {
		a := b.must(b.get(path+tt.show), http.StatusOK, "Download as CSV", "Add a line")
		rest := a.body
		for _, text := range tt.want {
			_, after, found := strings.Cut(rest, text)
			if !found {
				t.Errorf("%s: %q does not come in its place\n%s", tt.show, text, short(a.body))
				break
			}
			rest = after
		}
		for _, text := range tt.hides {
			if a.has(text) {
				t.Errorf("%s: the page shows %q", tt.show, text)
			}
		}
	}
	if a := b.get(path); !strings.Contains(part(t, a, `class="btn btn-primary" href="`, `"`), path+"/late") {
		t.Error("the main action does not lead to the line that is due first")
	}
}

func TestClientPlanTabWithoutLines(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	s.planLines(client, assessment.Remediation{ID: "later", Action: "Later", Owner: "Maria", Due: assessment.NewDate(2027, 3, 1)})
	b := s.signIn("manager")
	for show, text := range map[string]string{"late": "Nothing is late.", "done": "Nothing was recorded as done yet.", "cancelled": "Nothing was canceled."} {
		b.must(b.get("/clients/"+client+"/plan?show="+show), http.StatusOK, text, "1 line is open, none late.")
	}
}

// TestPlanAsCSV: a spreadsheet gets every line, and nothing that it would run.
func TestPlanAsCSV(t *testing.T) {
	s := newSite(t)
	client := s.client("Dr. Zoë's Clinic & Co")
	day := assessment.NewDate
	s.planLines(client,
		assessment.Remediation{
			ID: "1", Action: `=HYPERLINK("https://evil.test","x")`, Success: "+1", Owner: "@SUM(A1)", Interim: " -2", Due: day(2026, 11, 1), Cost: 1200.5,
			Effort: assessment.Small, Questions: []string{"leaver-checklist", "key-control"}, Start: day(2026, 1, 2), Approver: assessment.Person{Name: "=A1", Title: "Owner"}, Resources: "@2",
			Milestones: []assessment.Milestone{{Date: day(2026, 9, 1), What: "All"}, {Date: day(2026, 8, 1), What: "Half"}}, Review: day(2027, 1, 1),
		},
		assessment.Remediation{ID: "2", Action: "Line\nbreak, \"quotes\" 🙂", Status: assessment.Done, Completed: day(2026, 5, 6), Evidence: "\t=1+1", VerifiedBy: "Sam", Verified: day(2026, 5, 7)},
	)
	b := s.signIn("manager")
	a := b.must(b.get("/clients/"+client+"/plan.csv"), http.StatusOK)
	if got := a.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("Content-Type = %s", got)
	}
	if got := a.header.Get("Content-Disposition"); got != "attachment; filename=plan-dr-zo-s-clinic-co.csv" {
		t.Errorf("Content-Disposition = %s", got)
	}
	text, marked := strings.CutPrefix(a.body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("the table cannot be read: %v", err)
	}
	want := [][]string{
		planColumns,
		{
			`'=HYPERLINK("https://evil.test","x")`, "'+1", "Open", "Yes", "'@SUM(A1)", "'=A1, Owner", "2026-01-02", "2026-11-01",
			"August 1, 2026: Half\nSeptember 1, 2026: All", "1200.50", "Small", "'@2", "' -2", "", "", "", "", "2027-01-01",
			rows[1][18], "164.308(a)(3)(ii)(C), 164.310(a)(2)(iii)",
		},
		{"Line\nbreak, \"quotes\" 🙂", "", "Done", "", "", "", "", "", "", "", "", "", "", "2026-05-06", "'\t=1+1", "Sam", "2026-05-07", "", "", ""},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i := range want {
		if !slices.Equal(rows[i], want[i]) {
			t.Errorf("row %d = %q\nwant %q", i, rows[i], want[i])
		}
	}
	if !strings.Contains(rows[1][18], "?\n") || strings.Contains(rows[1][18], "leaver-checklist") {
		t.Errorf("what it puts in place = %q, want the words of both questions", rows[1][18])
	}
}

// TestClientPlanIsClosedToOthers: an officer reads and downloads the plan of their client.
func TestClientPlanIsClosedToOthers(t *testing.T) {
	p := newPlanSite(t)
	reader, officer := p.reader(p.client), p.signIn("officer")
	a := reader.must(reader.get("/clients/"+p.client+"/plan"), http.StatusOK, "Download as CSV", "Put the panoramic x-ray")
	for _, text := range []string{"plan/new", "Work on the first", `<form class="form"`} {
		if a.has(text) {
			t.Errorf("an officer's page has %q", text)
		}
	}
	reader.must(reader.get("/clients/"+p.client+"/plan.csv"), http.StatusOK, "Put the panoramic x-ray")
	for _, path := range []string{"/clients/" + p.client + "/plan", "/clients/" + p.client + "/plan.csv", "/clients/none/plan"} {
		officer.must(officer.get(path), http.StatusNotFound)
	}
}
