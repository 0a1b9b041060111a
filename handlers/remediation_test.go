package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

func TestRemediation(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	b.must(b.get("/remediation"), http.StatusOK, "Nothing is open", "See the clients")

	harbor, lakeside := s.client("Harbor <Clinic>"), s.client("Lakeside")
	day := assessment.NewDate
	s.planLines(harbor,
		assessment.Remediation{ID: "late", Action: "Too late 🙂", Owner: "Maria", Due: day(2026, 11, 23)},
		assessment.Remediation{ID: "far", Action: "Far away", Owner: "Maria", Due: day(2026, 12, 25)},
		assessment.Remediation{ID: "done", Action: "All done", Due: day(2026, 11, 1), Status: assessment.Done},
	)
	s.planLines(lakeside,
		assessment.Remediation{ID: "today", Action: "Due today", Owner: "Sam", Due: day(2026, 11, 24)},
		assessment.Remediation{ID: "soon", Action: "Due soon", Owner: "Sam", Due: day(2026, 12, 24)},
		assessment.Remediation{ID: "undated", Action: "Undated"},
	)
	for _, tt := range []struct {
		show  string
		want  []string // in this order
		hides []string
	}{
		{"", []string{"Too late 🙂", "Harbor &lt;Clinic&gt;", "Maria", "Nov 23, 2026", "1 day late"}, []string{"Due today", "Far away", "All done", "Undated"}},
		{"?show=late", []string{"Too late"}, []string{"Due today", "Far away"}},
		{"?show=soon", []string{"Due today", "Lakeside", "Due soon", "Dec 24, 2026"}, []string{"Too late", "Far away", "Undated"}},
		{"?show=all", []string{"Too late", "Due today", "Due soon", "Far away", "Undated", "Nobody yet", "No date yet"}, []string{"All done"}},
		{"?show=nothing", []string{"Too late"}, []string{"Due today"}},
		{"?show=all&page=9", []string{"Too late", "Undated"}, nil},
	} {
		a := b.must(b.get("/remediation"+tt.show), http.StatusOK, "Work on the first")
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
	a := b.get("/remediation")
	for _, count := range []string{`<span>Late</span> <span class="count">1</span>`, `<span>Due in 30 days</span> <span class="count">2</span>`, `<span>All</span> <span class="count">5</span>`} {
		if !a.has(count) {
			t.Errorf("the tabs do not count %s", count)
		}
	}
	// A line leads back to the list that it was opened from.
	b.must(b.get("/clients/"+harbor+"/plan/late?from=%2Fremediation%3Fshow%3Dlate"), http.StatusOK, `href="/remediation?show=late"`, "Back to all clients")
}

// TestRemediationPages: 50 lines stand on a page, and an empty tab leads on.
func TestRemediationPages(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	var lines []store.Record[assessment.Remediation]
	for i := range 51 {
		line := assessment.Remediation{ID: fmt.Sprintf("r%02d", i), Action: fmt.Sprintf("Number %02d", i), Owner: "Maria", Due: assessment.NewDate(2027, 3, 1).AddDays(i)}
		lines = append(lines, store.Record[assessment.Remediation]{Value: line})
	}
	if _, err := s.store.SaveRemediations(t.Context(), s.admin, client, lines...); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	a := b.must(b.get("/remediation"), http.StatusOK, "1 to 50 of 51", "Number 00", "Number 49", `href="/remediation?show=all&amp;page=2"`)
	if a.has("Number 50") {
		t.Error("the first page has 51 lines")
	}
	b.must(b.get("/remediation?show=all&page=2"), http.StatusOK, "51 to 51 of 51", "Number 50", `href="/remediation?show=all"`)
	b.must(b.get("/remediation?show=late"), http.StatusOK, "Nothing is late at any client.", "See all that is open")
}

// TestRemediationIsOfTheOffice: officers have no such page, and a manager of some clients sees theirs alone.
func TestRemediationIsOfTheOffice(t *testing.T) {
	p := newPlanSite(t)
	other := p.site.client("Harbor Clinic")
	p.planLines(other, assessment.Remediation{ID: "x", Action: "Not yours", Owner: "Maria", Due: assessment.NewDate(2026, 1, 1)})
	reader := p.reader(p.client)
	reader.must(reader.get("/remediation"), http.StatusNotFound)

	hash, err := p.store.UserByEmail(t.Context(), "manager@example.test")
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.store.AddUser(t.Context(), p.admin, store.User{Name: "Mo", Email: "some@example.test", Role: assessment.Manager, Clients: []string{p.client}, Password: hash.Password})
	if err != nil {
		t.Fatal(err)
	}
	b := p.signIn("some")
	if a := b.must(b.get("/remediation?show=all"), http.StatusOK, "Put the panoramic x-ray"); a.has("Not yours") {
		t.Error("a manager of some clients sees the lines of another")
	}
}
