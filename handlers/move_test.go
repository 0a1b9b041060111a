package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"safeguard/assessment/store"
)

// onOldEdition opens the draft of 2026 of a client on the edition of the year before.
func (s *site) onOldEdition(client string) string {
	s.t.Helper()
	cat, err := s.lib.Catalog("security-rule@2025.1")
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.store.OpenAssessment(s.t.Context(), s.admin, store.Opening{Client: client, Period: 2026, Due: endOf(2026), Catalog: cat})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestMoveToANewerEdition(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main")
	id := s.onOldEdition(client)
	b := s.signIn("manager")
	overview, path := "/assessments/"+id, "/assessments/"+id+"/questionnaire"
	b.must(b.post(overview+"/answers/device-encryption", url.Values{"response": {"partial"}, "note": {"Two old ones"}, "revision": {"0"}}), http.StatusSeeOther)
	b.must(b.get(overview), http.StatusOK, "of the questionnaire is in use now", `href="`+path+`"`)
	list := b.must(b.get(path), http.StatusOK, "?to=security-rule", "?to=business-associate", "Choose what to move it to")
	if list.has("Move this assessment") {
		t.Error("it can be moved before anybody chose to what")
	}
	b.must(b.get(path+"?to=nothing"), http.StatusNotFound)
	page := b.must(b.get(path+"?to=security-rule"), http.StatusOK, "0 answers stay as given.", "Reworded (", "Before: Is the disk of every laptop",
		"Not asked any more (2)", "A cover sheet protects no ePHI", "New (")
	fields := url.Values{"to": {"security-rule"}, "hash": {found(t, page, `name="hash" value="([^"]+)"`)}, "from": {found(t, page, `name="from" value="([^"]+)"`)}}
	for name, tt := range map[string]struct {
		change url.Values
		status int
	}{
		"nothing chosen":     {url.Values{"to": {""}}, http.StatusBadRequest},
		"another one":        {url.Values{"to": {"phi"}}, http.StatusNotFound},
		"changed since":      {url.Values{"hash": {"sha256:1"}}, http.StatusConflict},
		"moved since":        {url.Values{"from": {"sha256:1"}}, http.StatusConflict},
		"of another reading": {url.Values{"hash": {""}}, http.StatusConflict},
	} {
		sent := url.Values{}
		for key := range fields {
			sent[key] = fields[key]
		}
		for key := range tt.change {
			sent[key] = tt.change[key]
		}
		if a := b.post(path, sent); a.status != tt.status {
			t.Errorf("%s: %d, want %d", name, a.status, tt.status)
		}
	}
	if a := b.post(path, fields); a.status != http.StatusSeeOther || a.location != overview {
		t.Fatalf("moving gives %d to %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get(overview), http.StatusOK, "Every answer was kept.")
	b.must(b.get(overview+"/answers/device-encryption"), http.StatusOK, "Two old ones", "Is the disk of every laptop that can hold patient data encrypted?")
	b.must(b.get(path+"?to=security-rule"), http.StatusNotFound)
}

func TestOnlyDraftsMove(t *testing.T) {
	s := newSite(t)
	_, id := s.final("riverside-2025", "")
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/questionnaire"), http.StatusOK, "Only a draft is moved to another edition.")
	page, err := s.lib.Catalog("security-rule")
	if err != nil {
		t.Fatal(err)
	}
	a := b.post("/assessments/"+id+"/questionnaire", url.Values{"to": {"security-rule"}, "hash": {page.Hash}, "from": {s.workOf(id).Catalog.Hash}})
	if a.status != http.StatusConflict {
		t.Errorf("moving a final assessment gives %d, want 409", a.status)
	}
}
