package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestLibrary(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	risks := b.must(b.get("/library/risks"), http.StatusOK, "Risks of the library", `href="/library/threats"`, `href="/questionnaires/security-rule/coverage"`)
	text := wordsOf(risks.body)
	for i := range cat.Risks {
		risk := &cat.Risks[i]
		if !risks.has(`id="`+risk.ID+`"`) || !strings.Contains(text, risk.Heading()) || !strings.Contains(text, strings.TrimSpace(risk.Vulnerability)) {
			t.Errorf("risk %s is not shown whole", risk.ID)
		}
		for _, id := range append(append([]string{}, risk.Key...), risk.Supporting...) {
			if q := cat.Question(id); q != nil && !strings.Contains(text, q.Text) {
				t.Errorf("risk %s does not show its control %s", risk.ID, id)
			}
		}
	}
	threats := b.must(b.get("/library/threats"), http.StatusOK)
	text = wordsOf(threats.body)
	for i := range cat.Threats {
		threat := &cat.Threats[i]
		line := threat.Title + " " + threat.Source.Title() + " " + threat.Occurrence.Title() + " " + threat.Why
		if !threats.has(`id="`+threat.ID+`"`) || !strings.Contains(text, line) {
			t.Errorf("threat %s is not shown whole", threat.ID)
		}
	}
	for _, target := range regexp.MustCompile(`href="/library/threats#([^"]+)"`).FindAllStringSubmatch(risks.body, -1) {
		if !threats.has(`id="` + target[1] + `"`) {
			t.Errorf("a risk leads to the threat %s, which is not on its page", target[1])
		}
	}
}

func TestCoverage(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	page := b.must(b.get("/questionnaires/security-rule/coverage"), http.StatusOK, "Coverage of the Security Rule", "Administrative safeguards", "Business associates only")
	rows := regexp.MustCompile(`(?s)<tr id="164\..*?</tr>`).FindAllString(page.body, -1)
	if len(rows) != 71 || len(cat.Rule) != 71 {
		t.Fatalf("the page has %d rows of the rule's %d, want 71", len(rows), len(cat.Rule))
	}
	for i, spec := range cat.Rule {
		text := wordsOf(rows[i])
		if !strings.HasPrefix(text, spec.Citation+" "+spec.Heading()+" "+spec.Designation.Title()) {
			t.Errorf("row %d reads %q, want %s %s", i, text, spec.Citation, spec.Heading())
		}
		for _, q := range cat.Questions() {
			examines := false
			for _, citation := range q.Citations {
				examines = examines || citation == spec.Citation
			}
			if examines != strings.Contains(text, q.Text) {
				t.Errorf("%s: that %s examines it is %v, and the page shows %v", spec.Citation, q.ID, examines, !examines)
			}
		}
	}
	b.must(b.get("/questionnaires/security-rule@2025.1/coverage"), http.StatusOK, "version 2025.1")
	b.must(b.get("/questionnaires/nothing/coverage"), http.StatusNotFound)
}

func TestLibraryIsForThoseWhoAssess(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/library/risks", "/library/threats", "/questionnaires/security-rule/coverage"} {
		b := s.signIn("officer")
		b.must(b.get(path), http.StatusNotFound)
		if a := s.signIn("").get(path); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/login") {
			t.Errorf("%s: without signing in %d %q", path, a.status, a.location)
		}
	}
}
