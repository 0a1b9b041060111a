package handlers

import (
	"net/http"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

func TestCompareInTheFirstYear(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/compare"), http.StatusOK, "Starts with the second year")
	stranger := s.signOfficer("Kim Cho", "Owner")
	stranger.must(stranger.get("/assessments/"+id+"/compare"), http.StatusNotFound)
	draft := s.openYear(client, 2025+1)
	b.must(b.get("/assessments/"+draft+"/compare?with=2024"), http.StatusNotFound)
}

// TestCompareTwoYears holds the page against the comparison that the core makes of the two samples.
func TestCompareTwoYears(t *testing.T) {
	s := newSite(t)
	client, before := s.final("riverside-2025", "")
	_, id := s.final("riverside-2026", client)
	snapshot, err := s.workOf(id).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	path := "/assessments/" + id + "/compare"
	for _, with := range []string{"", "?with=2025", "?with=" + before} {
		a := officer.must(officer.get(path+with), http.StatusOK, "November 12, 2025", "November 18, 2026", "See what got worse",
			"Risk index, all risks that apply", "reports/comparison.pdf", "Because of", "Done since", "Carried over", "moved from")
		for _, q := range snapshot.Result.Comparison.Questions {
			if shown := a.has(escaped(q.Text)); shown != (q.Change != assessment.Unchanged || q.Reworded) {
				t.Errorf("%s %s: shown = %v", q.Question, q.Change, shown)
			}
		}
		for _, risk := range snapshot.Result.Comparison.Risks {
			if changed := risk.Change != assessment.Unchanged || risk.YearsOpen > 1; a.has(escaped(risk.Title)) != changed {
				t.Errorf("%s %s: shown = %v", risk.Risk, risk.Change, !changed)
			}
		}
		for _, done := range snapshot.Result.Comparison.Remediation.Done {
			if a.has(">" + done + "<") {
				t.Errorf("the page shows the id %s", done)
			}
		}
	}
	text := pdfText(t, officer.must(officer.get("/assessments/"+id+"/reports/comparison-2025.pdf"), http.StatusOK).body)
	if !strings.Contains(text, "Comparison of 2026 with 2025") || strings.Contains(text, "DRAFT") {
		t.Errorf("the comparison says\n%.400s", text)
	}
	officer.must(officer.get("/assessments/"+id+"/reports"), http.StatusOK, "Comparison with 2025")
}

// escaped writes a text as it stands in a page.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(text)
}

// TestCompareWithSeveral: each earlier year can be chosen, and the document of another than the last has its year in its name.
func TestCompareWithSeveral(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	_, last := s.final("riverside-2026", client)
	s.clock.Add(370 * 24 * 3600)
	id := s.openYear(client, 2027)
	b := s.signIn("manager")
	path := "/assessments/" + id
	b.must(b.get(path+"/compare"), http.StatusOK, "Compare with", `<option value="2026" selected`, "reports/comparison.pdf")
	b.must(b.get(path+"/compare?with=2025"), http.StatusOK, `<option value="2025" selected`, "reports/comparison-2025.pdf")
	text := pdfText(t, b.must(b.get(path+"/reports/comparison-2025.pdf"), http.StatusOK).body)
	if !strings.Contains(text, "Comparison of 2027 with 2025") || !strings.Contains(text, "DRAFT") {
		t.Errorf("the draft of the comparison says\n%.400s", text)
	}
	text = pdfText(t, b.must(b.get(path+"/reports/executive-summary.pdf"), http.StatusOK).body)
	if !strings.Contains(text, "What changed since 2026") {
		t.Error("the executive summary of a draft leaves the comparison out")
	}
	framed := s.workOf(id).Scoping()
	framed.Date = assessment.NewDate(2026, 11, 1)
	if err := s.store.SaveEntries(t.Context(), s.admin, id, store.ScopingEntry(0, framed)); err != nil {
		t.Fatal(err)
	}
	b.must(b.get(path+"/compare"), http.StatusOK, "These two cannot be compared", "The analysis of 2026 is not dated before this one")
	b.must(b.get(path+"/reports/comparison-2026.pdf"), http.StatusUnprocessableEntity)
	b.must(b.get(path+"/reports/risk-analysis.pdf"), http.StatusOK)
	b.must(b.get("/assessments/"+last+"/compare?with=2027"), http.StatusNotFound)
}
