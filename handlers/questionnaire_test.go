package handlers

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestQuestionnaire: the page has every question with all that the file says of it, and the risks that it holds back.
func TestQuestionnaire(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	page := b.must(b.get("/questionnaires/security-rule"), http.StatusOK, "Retired", "password-change-interval", "Crosswalk of 164.308(a)(3)(ii)(C), derived from the CSF 1.1 mapping")
	text := wordsOf(page.body)
	for _, q := range cat.Questions() {
		for _, want := range append([]string{q.Text, q.Guidance, q.ID, q.ComplianceOnly}, q.Evidence...) {
			if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: the page does not say %q", q.ID, want)
			}
		}
		for _, p := range cat.Premises(q) {
			if want := "Asked only if " + strings.ReplaceAll(p.String(), `"`, ""); !strings.Contains(strings.ReplaceAll(text, `"`, ""), want) {
				t.Errorf("%s: the page does not say %q", q.ID, want)
			}
		}
		if r := q.Remediation; r != nil && !strings.Contains(text, r.Action) {
			t.Errorf("%s: the page has no remediation", q.ID)
		}
	}
	leads(t, page, "/library/risks", b.get("/library/risks"))
	leads(t, b.get("/library/risks"), "/questionnaires/security-rule", page)
	for _, gate := range regexp.MustCompile(`href="#(q-[^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		if !page.has(`id="` + gate[1] + `"`) {
			t.Errorf("a condition leads to %s, which is not there", gate[1])
		}
	}
	b.must(b.get("/questionnaires/nothing"), http.StatusNotFound)
}

func TestQuestionnaireSearch(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	shown := func(query string) []string {
		var ids []string
		page := b.must(b.get("/questionnaires/security-rule?q="+query), http.StatusOK)
		for _, m := range regexp.MustCompile(`<li id="q-([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
			ids = append(ids, m[1])
		}
		return ids
	}
	all := shown("")
	if backup := shown("BACKUP"); !slices.Contains(backup, "backup-complete") || len(backup) >= len(all) {
		t.Errorf("a search for backup shows %v", backup)
	}
	if got := shown("164.312(a)(2)(iv)"); !slices.Contains(got, "device-encryption") || len(got) > 10 {
		t.Errorf("a search for a citation shows %v", got)
	}
	if got := shown("termination-procedures"); len(got) != 1 {
		t.Errorf("a search for an id shows %v", got)
	}
	if got := shown("backup+encrypted"); len(got) == 0 || len(got) >= len(shown("backup")) {
		t.Errorf("a search for two words shows %v", got)
	}
	b.must(b.get("/questionnaires/security-rule?q=<b>zzz"), http.StatusOK, "No question matches", `value="&lt;b&gt;zzz"`, "Show all", "<title>0 found: HIPAA Security Rule risk analysis, version ")
	b.must(b.get("/questionnaires/security-rule?q=%ff%00"+strings.Repeat("z", 5000)), http.StatusOK, "No question matches")
}

func TestEarlierEdition(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	b.must(b.get("/questionnaires/security-rule@2025.1"), http.StatusOK, "version 2025.1", "This is an earlier edition.", `href="/library/risks?questionnaire=security-rule%402025.1`)
	b.must(b.get("/library/risks?questionnaire=security-rule%402025.1"), http.StatusOK, "version 2025.1", `href="/questionnaires/security-rule@2025.1#q-`)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	if page := b.must(b.get("/questionnaires/security-rule@"+cat.Questionnaire.Version), http.StatusOK); page.has("This is an earlier edition.") {
		t.Error("the edition in use is called an earlier one")
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
		always := false
		for _, q := range cat.Questions() {
			examines := slices.Contains(q.Citations, spec.Citation)
			if shows := strings.Contains(rows[i], `href="/questionnaires/security-rule#q-`+q.ID+`"`); shows != examines {
				t.Errorf("%s: that %s examines it is %v, and the page shows %v", spec.Citation, q.ID, examines, shows)
			}
			if always = always || examines && q.When == nil; examines && q.When != nil && !strings.Contains(text, "Only if ") {
				t.Errorf("%s does not say when %s is asked", spec.Citation, q.ID)
			}
		}
		if strings.Contains(text, " Always ") != always || strings.Contains(text, " Conditional ") == always {
			t.Errorf("%s: that something is always asked is %v: %q", spec.Citation, always, text)
		}
	}
	standards := map[string]bool{}
	for _, spec := range cat.Rule {
		standards[spec.Standard] = true
	}
	if n := strings.Count(page.body, "group-row"); n < len(standards) {
		t.Errorf("%d standards head rows, want %d", n, len(standards))
	}
	leads(t, page, "/questionnaires/security-rule", b.get("/questionnaires/security-rule"))
	b.must(b.get("/questionnaires/security-rule@2025.1/coverage"), http.StatusOK, "version 2025.1")
	b.must(b.get("/questionnaires/nothing/coverage"), http.StatusNotFound)
}

func TestActivities(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	page := b.must(b.get("/questionnaires/security-rule/activities"), http.StatusOK, "Key activities of the Security Rule", "164.308(a)(1) Security management process")
	rows := regexp.MustCompile(`(?s)<tr id="(164\.[^"]*)".*?</tr>`).FindAllStringSubmatch(page.body, -1)
	if len(rows) != 104 || len(cat.Activities) != 104 {
		t.Fatalf("the page has %d key activities of the %d, want 104", len(rows), len(cat.Activities))
	}
	for i, a := range cat.Activities {
		if rows[i][1] != a.Key() || !strings.Contains(wordsOf(rows[i][0]), a.Title) {
			t.Errorf("row %d is %s, want %s %s", i, rows[i][1], a.Key(), a.Title)
		}
		for _, q := range cat.Questions() {
			if slices.Contains(q.Activities, a.Key()) != strings.Contains(rows[i][0], `#q-`+q.ID+`"`) {
				t.Errorf("%s: that %s examines it is %v, and the page says otherwise", a.Key(), q.ID, slices.Contains(q.Activities, a.Key()))
			}
		}
	}
	b.must(b.get("/questionnaires/security-rule@2025.1/activities"), http.StatusOK, "No key activities")
}

func TestBlank(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	first := b.must(b.get("/questionnaires/security-rule/blank.pdf"), http.StatusOK, "%PDF-")
	if again := b.get("/questionnaires/security-rule/blank.pdf"); again.body != first.body {
		t.Error("the same questionnaire is drawn to other bytes")
	}
	b.must(b.get("/questionnaires/security-rule@2025.1/blank.pdf"), http.StatusOK, "%PDF-")
	b.must(b.get("/questionnaires/nothing/blank.pdf"), http.StatusNotFound)
}
