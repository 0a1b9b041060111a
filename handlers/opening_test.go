package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// openedBy gives the id of the assessment whose scope an answer leads to.
func (s *site) openedBy(a answer) string {
	s.t.Helper()
	id, ok := strings.CutSuffix(strings.TrimPrefix(a.location, "/assessments/"), "/scope")
	if a.status != http.StatusSeeOther || !ok {
		s.t.Fatalf("opening gives %d to %q, want 303 to the scope\n%s", a.status, a.location, short(a.body))
	}
	return id
}

func TestOpening(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main", "annex")
	b := s.signIn("manager")
	path := "/clients/" + client + "/assessments/new"
	b.must(b.get(path), http.StatusOK, "Open 2026", "This is the first analysis here", "2026-12-31", "?period=2025", "?period=2027")
	for _, test := range []struct {
		name, period, due string
		status            int
		shows             string
	}{
		{"no day", "2026", "soon", http.StatusUnprocessableEntity, `<a href="#due">Write the day as`},
		{"before the period", "2026", "2025-12-31", http.StatusUnprocessableEntity, "The due date lies before 2026 begins."},
		{"no period", "", "2026-12-31", http.StatusSeeOther, ""}, // the next one
		{"a period far off", "2031", "2031-12-31", http.StatusBadRequest, "An assessment can be opened for 2025, 2026 or 2027."},
		{"a word", "next", "", http.StatusBadRequest, "An assessment can be opened for 2025, 2026 or 2027."},
	} {
		a := b.post(path, url.Values{"period": {test.period}, "due": {test.due}})
		if test.due == "soon" && (a.has("The due date lies before") || !a.has(`type="text" value="soon"`)) {
			t.Errorf("%s: a second sentence, or what was typed is gone\n%s", test.name, short(a.body))
		}
		if a.status != test.status || !a.has(test.shows) {
			t.Errorf("%s: %d, want %d with %q\n%s", test.name, a.status, test.status, test.shows, short(a.body))
		}
	}
	id := found(t, b.get(path+"?period=2026"), `href="/assessments/([^"]+)"`)
	b.must(b.get(path+"?period=2026"), http.StatusOK, "2026 is open already", "2026 is a draft: 0 of ")
	if a := b.post(path, url.Values{"period": {"2026"}}); a.location != "/assessments/"+id {
		t.Errorf("opening 2026 again leads to %q, want /assessments/%s", a.location, id)
	}
	b.must(b.get("/assessments/"+id), http.StatusOK, "The assessment of 2026 is there already.")
	b.must(b.get(path), http.StatusOK, "Open 2027", "Only a final analysis carries its answers over.")
	next := s.openedBy(b.post(path, url.Values{"period": {"2027"}}))
	if w := s.workOf(next); next == id || w.Due.String() != "2027-12-31" || w.Period != 2027 {
		t.Errorf("opened %d, due %s, want 2027, due 2027-12-31", w.Period, w.Due)
	}
}

// TestOpeningCarries says before what comes along, and that is what comes along.
func TestOpeningCarries(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	b := s.signIn("manager")
	path := "/clients/" + client + "/assessments/new"
	coming := found(t, b.must(b.get(path), http.StatusOK, "Open 2026", "answered anew"), `(\d+) answers from 2025`)
	a := b.post(path, url.Values{"period": {"2026"}, "due": {"2026-11-30"}})
	w := s.workOf(s.openedBy(a))
	if coming == "0" || coming != fmt.Sprint(len(w.Proposals)) || w.Due.String() != "2026-11-30" {
		t.Errorf("%s answers were announced and %d came, due %s", coming, len(w.Proposals), w.Due)
	}
	b.must(b.get(a.location), http.StatusOK, "Answers from 2025 came along: "+coming)
}

func TestOpeningIsClosed(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental")
	path := "/clients/" + client + "/assessments/new"
	for _, b := range []*browser{s.signIn("officer"), s.signOfficer("Rita Reader", "Owner", client)} {
		b.must(b.get(path), http.StatusNotFound)
		b.must(b.post(path, url.Values{"period": {"2026"}}), http.StatusNotFound)
	}
	b := s.signIn("manager")
	b.must(b.get("/clients/nobody/assessments/new"), http.StatusNotFound)
	if err := s.store.ArchiveClient(t.Context(), s.admin, client, true); err != nil {
		t.Fatal(err)
	}
	a := b.must(b.get(path), http.StatusOK, "This client is archived")
	if a.has(`type="submit" class="btn btn-primary"`) {
		t.Error("an archived client is offered to be opened")
	}
	b.must(b.post(path, url.Values{"period": {"2026"}}), http.StatusConflict, "This client is archived")
}
