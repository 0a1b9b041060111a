package handlers

import (
	"fmt"
	"net/http"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

func TestOverviewOfADraft(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	id := s.openYear(client, 2026)
	b := s.signIn("manager")
	path := "/assessments/" + id
	a := b.must(b.get(path), http.StatusOK, "Riverside Family Dental, 2026", "Draft", "to confirm", "Workforce security", path+"/sections/",
		"Say what changed", "Next: Say what the analysis of 2026 covers.", path+"/scope", "Risk index", "have no answer yet and count as No",
		"A carried answer counts as not answered until somebody confirms it.")
	if a.has("Returned by") || a.has("Final since") {
		t.Error("a new draft is called returned or final")
	}
	w := s.workOf(id)
	err := s.store.SaveEntries(t.Context(), s.admin, id, store.ScopingEntry(0, store.Scoping{
		Date: w.Date, Scope: "All of it", ChangedAsked: true, Changed: []assessment.ChangeKind{assessment.ChangeSystem, assessment.ChangeSite},
	}))
	if err != nil {
		t.Fatal(err)
	}
	b.must(b.get(path), http.StatusOK, "Changed since 2025: systems, sites. This touches ", "?show=confirm", "Continue: ", "carried from 2025")
}

// TestOverviewSaysWhatIsHidden lists every question that is not asked, with why.
func TestOverviewSaysWhatIsHidden(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2025", "")
	b := s.signIn("manager")
	a := b.get("/assessments/" + id)
	w := s.workOf(id)
	hidden := 0
	for _, st := range assessment.Stand(w.Catalog, &w.Content) {
		if !st.Visible {
			hidden++
			b.must(a, http.StatusOK, escaped(st.Question.Text), escaped(st.Why()))
		}
	}
	if hidden == 0 {
		t.Fatal("the sample hides nothing, so this tests nothing")
	}
	b.must(a, http.StatusOK, `id="hidden"`, fmt.Sprintf("Why %d questions are hidden", hidden))
}

// TestOverviewThroughTheYear shows whose turn it is under review, after a return and once final.
func TestOverviewThroughTheYear(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2025", "")
	manager, reader := s.signIn("manager"), s.signOfficer("Rita Reader", "Owner", client)
	path := "/assessments/" + id
	reader.must(reader.get(path), http.StatusOK, "2025 is being worked on")
	update := func(action string, f func(*store.Work) error) {
		t.Helper()
		if err := s.store.UpdateAssessment(t.Context(), s.admin, id, action, f); err != nil {
			t.Fatal(err)
		}
	}
	update("submit", func(w *store.Work) error { return w.Submit(w.Catalog) })
	manager.must(manager.get(path), http.StatusOK, "Under review", path+"/review")
	reader.must(reader.get(path), http.StatusOK, "Read 2025, then approve it or return it with a remark")
	update("return", func(w *store.Work) error {
		return w.Return(assessment.Remark{By: "Rita Reader", Date: w.Date, Text: "Name the <b>annex</b> 🦷"})
	})
	manager.must(manager.get(path), http.StatusOK, "Returned by Rita Reader on Nov 12, 2025", "Name the &lt;b&gt;annex&lt;/b&gt; 🦷")
	update("submit", func(w *store.Work) error { return w.Submit(w.Catalog) })
	update("approve", func(w *store.Work) error {
		return w.Approve(assessment.Approval{Name: "Rita Reader", Title: "Owner", Date: w.Date}, w.Digest)
	})
	if err := s.store.FinalizeAssessment(t.Context(), s.admin, id); err != nil {
		t.Fatal(err)
	}
	a := manager.must(manager.get(path), http.StatusOK, "Final since", "Remarks of the client’s official", "100 %")
	if a.has("Returned by") || a.has("count as No") {
		t.Error("a final assessment is called returned or unfinished")
	}
}

func TestOverviewIsClosed(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	outsider := s.signIn("officer")
	outsider.must(outsider.get("/assessments/"+id), http.StatusNotFound)
	b := s.signIn("manager")
	b.must(b.get("/assessments/nothing"), http.StatusNotFound)
	b.must(b.get("/assessments/"+id), http.StatusOK, "Harbor Machine, 2026", "0 of ")
}
