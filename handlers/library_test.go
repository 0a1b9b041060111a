package handlers

import (
	"fmt"
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
	risks := b.must(b.get("/library/risks"), http.StatusOK, "Risks of the library", `href="/library/threats"`, `href="/questionnaires"`)
	text := wordsOf(risks.body)
	for i := range cat.Risks {
		risk := &cat.Risks[i]
		if !risks.has(`id="`+risk.ID+`"`) || !strings.Contains(text, risk.Heading()) || !strings.Contains(text, strings.TrimSpace(risk.Vulnerability)) {
			t.Errorf("risk %s is not shown whole", risk.ID)
		}
		for _, id := range append(append([]string{}, risk.Key...), risk.Supporting...) {
			if q := cat.Question(id); q != nil && (!strings.Contains(text, q.Text) || !risks.has(`href="/questionnaires/security-rule#q-`+id+`"`)) {
				t.Errorf("risk %s does not lead to its control %s", risk.ID, id)
			}
		}
	}
	threats := b.must(b.get("/library/threats"), http.StatusOK)
	text = wordsOf(threats.body)
	for i := range cat.Threats {
		threat := &cat.Threats[i]
		line := threat.Title + " " + threat.Why + " " + threat.Occurrence.Title()
		if !threats.has(`id="`+threat.ID+`"`) || !strings.Contains(text, line) {
			t.Errorf("threat %s is not shown whole", threat.ID)
		}
	}
	leads(t, risks, "/library/threats", threats)
	leads(t, threats, "/library/risks", risks)
}

// leads follows the links from a page to places of another, and wants these there.
func leads(t *testing.T, from answer, path string, to answer) {
	t.Helper()
	targets := regexp.MustCompile(`href="`+regexp.QuoteMeta(path)+`#([^"]+)"`).FindAllStringSubmatch(from.body, -1)
	if len(targets) == 0 {
		t.Errorf("no link leads to a place of %s", path)
	}
	for _, target := range targets {
		if !to.has(`id="` + target[1] + `"`) {
			t.Errorf("a link leads to %s#%s, which is not there", path, target[1])
		}
	}
}

func TestQuestionnaires(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	q := &cat.Questionnaire
	page := b.must(b.get("/questionnaires"), http.StatusOK, q.Title, "Risk analysis", q.Version, cat.Hash, fmt.Sprint(len(cat.Questions())), "Built in",
		`href="/questionnaires/security-rule@2025.1"`)
	if page.has("Files with mistakes") {
		t.Error("the page speaks of mistakes where there are none")
	}
	for _, link := range regexp.MustCompile(`href="((?:/questionnaires|/library)[^"#]*)"`).FindAllStringSubmatch(page.body, -1) {
		b.must(b.get(link[1]), http.StatusOK)
	}
}

// ownFiles are a screening with markup in its words, an overlay, and a file with two mistakes.
var ownFiles = map[string]string{
	"screening.yaml": `id: our-screening
version: "1"
title: Does <b>this client</b> hold PHI?
kind: screening
outcomes:
  - {id: holds, title: It holds PHI, means: It works with PHI., next: Open an assessment., kinds: [business_associate], days: 30, any: [{question: keeps, is: ["yes", unsure]}]}
  - {id: nothing, title: No PHI, means: It holds none., next: Nothing., days: 365}
sections:
  - {id: all, title: All, questions: [{id: keeps, text: "Does it keep <script>alert(1)</script> records?", audience: msp}]}
`,
	"overlay.yaml": `id: our-overlay
version: "1"
title: Readiness
kind: overlay
over: [security-rule]
sections:
  - id: new
    title: What would be new
    questions: [{id: our-mfa, text: Is there a second factor?, audience: msp, proposal: 164.312(f) as proposed}]
`,
	"broken.yaml": `id: broken
version: "1"
title: Broken & <i>wrong</i>
kind: base
sections:
  - id: one
    title: One
    questions:
      - {id: first, text: "<u>Is it so?</u>", audience: everybody}
`,
}

func TestQuestionnairesOfOnesOwn(t *testing.T) {
	s := newSite(t)
	for name, text := range ownFiles {
		s.keep(name, text)
	}
	b := s.signIn("manager")
	b.must(b.get("/questionnaires"), http.StatusOK,
		"Files with mistakes", "broken.yaml: ", "Line 9, column ", "&#34;everybody&#34; is not one of client, msp.", "&lt;u&gt;Is it so?&lt;/u&gt;", "Nothing of it is in use.",
		"Your file screening.yaml", "Does &lt;b&gt;this client&lt;/b&gt; hold PHI?", "Screening", "Your file overlay.yaml", "Proposed, not in force", "Readiness overlay")
	screening := b.must(b.get("/questionnaires/our-screening"), http.StatusOK, "Does it keep &lt;script&gt;alert(1)&lt;/script&gt; records?", "It holds when none of the others does.")
	for _, want := range []string{
		"It holds PHI It works with PHI. This is so: Does it keep <script>alert(1)</script> records? is answered \"Yes\" or \"Unsure\"",
		"Next: Open an assessment. The client is then a business associate. Screen again or follow up within 30 days.",
	} {
		if !strings.Contains(wordsOf(screening.body), want) {
			t.Errorf("the screening does not say %q", want)
		}
	}
	overlay := b.must(b.get("/questionnaires/our-overlay"), http.StatusOK, "164.312(f) as proposed")
	if n := strings.Count(overlay.body, "Proposed, not in force"); n != 2 {
		t.Errorf("%d times the overlay says that it is not in force, want on top and at its question", n)
	}
	s.keep("screening.yaml", "id: our-screening\n")
	b.must(b.get("/questionnaires"), http.StatusOK, "screening.yaml: ", "Its last good version, 1, stays in use.", "Your file screening.yaml")
	b.must(b.get("/library/risks?questionnaire=our-screening"), http.StatusOK, "No risks", `href="/questionnaires/our-screening"`)
	b.must(b.get("/library/threats?questionnaire=nothing"), http.StatusNotFound)
}

// TestExtensionInTheLibrary: an extension shows what is asked, with what it changes and leaves out.
func TestExtensionInTheLibrary(t *testing.T) {
	s := newSite(t)
	s.keep("northwind.yaml", ownFile+"hide: [{id: phishing-tests, why: <i>Nobody</i> ever leaves.}]\n")
	b := s.signIn("manager")
	page := b.must(b.get("/questionnaires/northwind-rule"), http.StatusOK,
		"within two weeks? &lt;b&gt;Really?&lt;/b&gt;", `id="q-northwind-agent"`, "Not asked", "&lt;i&gt;Nobody&lt;/i&gt; ever leaves.", `href="/library/risks?questionnaire=northwind-rule"`)
	if page.has(`id="q-phishing-tests"`) {
		t.Error("a question that is left out is shown as asked")
	}
	b.must(b.get("/library/risks?questionnaire=northwind-rule"), http.StatusOK, "phishing tests: not asked. &lt;i&gt;Nobody&lt;/i&gt; ever leaves.")
	b.must(b.get("/questionnaires/northwind-rule/blank.pdf"), http.StatusOK, "%PDF-")
}

func TestLibraryIsForThoseWhoAssess(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"/library/risks", "/library/threats", "/questionnaires", "/questionnaires/security-rule", "/questionnaires/security-rule/coverage",
		"/questionnaires/security-rule/activities", "/questionnaires/security-rule/blank.pdf",
	} {
		b := s.signIn("officer")
		b.must(b.get(path), http.StatusNotFound)
		if a := s.signIn("").get(path); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/login") {
			t.Errorf("%s: without signing in %d %q", path, a.status, a.location)
		}
	}
}
