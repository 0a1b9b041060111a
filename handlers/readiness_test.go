package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// readinessTyped answers two questions of the proposed rule as a person does.
func (s *site) readinessTyped(revision int, more url.Values) url.Values {
	s.t.Helper()
	cat, err := s.lib.Catalog(proposedRule)
	if err != nil {
		s.t.Fatal(err)
	}
	return with(url.Values{
		"revision": {fmt.Sprint(revision)}, "edition": {cat.Hash},
		"answer-proposed-network-map": {"partial"}, "note-proposed-network-map": {"The annex 🦷 <is> missing."},
		"answer-proposed-mfa-assets": {"yes"}, "note-proposed-mfa-assets": {""}, "answer-proposed-all-written": {""}, "note-proposed-all-written": {""},
	}, more)
}

func readinessPath(id string) string { return "/assessments/" + id + "/readiness/" + proposedRule }

const notLaw = "This checks readiness for the proposal of January 2025. It is not law and changes no score here."

func TestReadinessIsSaved(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main", "annex")
	b := s.signIn("manager")
	path := readinessPath(id)
	b.must(b.get("/assessments/"+id), http.StatusOK, `href="`+path+`"`, "Proposed rule")
	cat, err := s.lib.Catalog(proposedRule)
	if err != nil {
		t.Fatal(err)
	}
	a := b.must(b.get(path), http.StatusOK, "Proposed, not in force", notLaw, fmt.Sprintf("0 of %d would be ready", len(cat.Questions())), `name="revision" value="0"`,
		"Proposed 164.308(a)(1)(ii)(B)", "What good looks like", "Ask for:", `aria-current="page"`)
	if a.has("<input checked") || a.has("answer-proposed-mfa-assets-6") {
		t.Error("something is chosen before anybody answered")
	}
	before := s.workOf(id)
	rated := assessment.Rate(before.Catalog, &before.Content)

	a = b.must(b.post(path, s.readinessTyped(0, nil)), http.StatusSeeOther)
	if a.location != path {
		t.Errorf("saving leads to %q, want back", a.location)
	}
	b.must(b.get(path), http.StatusOK, "Saved. 1 of ", "1 partly", "Last saved by Dana Reyes on November 24, 2026. Version 2026.1", "The annex 🦷 &lt;is&gt; missing.",
		`name="revision" value="1"`, "answer-proposed-mfa-assets-6")
	w := s.workOf(id)
	want := map[string]assessment.ReadinessAnswer{
		"proposed-network-map": {Response: assessment.Partial, Note: "The annex 🦷 <is> missing."}, "proposed-mfa-assets": {Response: assessment.Yes},
	}
	if w.Readiness == nil || fmt.Sprint(w.Readiness.Answers) != fmt.Sprint(want) || w.Readiness.By != "Dana Reyes" {
		t.Errorf("saved %+v, want %v", w.Readiness, want)
	}
	now := assessment.Rate(w.Catalog, &w.Content)
	if fmt.Sprint(now.Totals, now.Missing) != fmt.Sprint(rated.Totals, rated.Missing) {
		t.Error("the answers count")
	}
	b.must(b.post(path, s.readinessTyped(1, url.Values{"answer-proposed-mfa-assets": {""}, "answer-proposed-network-map": {""}, "note-proposed-network-map": {""}})), http.StatusSeeOther)
	b.must(b.get(path), http.StatusOK, "Saved. 0 of ")
	if r := s.workOf(id).Readiness; r != nil {
		t.Errorf("after all was taken back there is %+v", r)
	}
}

func TestReadinessRefusesWhatIsWrong(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	b := s.signIn("manager")
	for _, test := range []struct {
		says, field string
		fields      url.Values
	}{
		{"Say why this cannot apply.", "note-proposed-mfa-assets", url.Values{"answer-proposed-mfa-assets": {"not_applicable"}}},
		{"Choose one of the answers on the page.", "answer-proposed-mfa-assets", url.Values{"answer-proposed-mfa-assets": {"maybe"}}},
		{"This looks like a Social Security number.", "note-proposed-mfa-assets", url.Values{"note-proposed-mfa-assets": {"Lee, 123-45-6789"}}},
	} {
		a := b.must(b.post(readinessPath(id), s.readinessTyped(0, test.fields)), http.StatusUnprocessableEntity,
			`<a href="#`+test.field+`">`+test.says, "<title>Error:", "The annex 🦷 &lt;is&gt; missing.")
		if strings.Count(a.body, "<input checked") < 1 {
			t.Errorf("%s: what was chosen is lost", test.says)
		}
	}
	both := url.Values{"answer-proposed-mfa-assets": {"not_applicable"}, "answer-proposed-all-written": {"not_applicable"}}
	b.must(b.post(readinessPath(id), s.readinessTyped(0, both)), http.StatusUnprocessableEntity, "#note-proposed-mfa-assets", "#note-proposed-all-written")
	if s.workOf(id).Readiness != nil {
		t.Error("something was saved")
	}
	for _, path := range []string{"/readiness/security-rule", "/readiness/nothing", "/readiness/proposed-rule-2025@2026.1", "/readiness/phi-screening"} {
		b.must(b.get("/assessments/"+id+path), http.StatusNotFound)
		b.must(b.post("/assessments/"+id+path, s.readinessTyped(0, nil)), http.StatusNotFound)
	}
}

// TestReadinessConflicts: two people answered, or the questionnaire changed: nothing is overwritten and nothing typed is lost.
func TestReadinessConflicts(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	dana, ada := s.signIn("manager"), s.signIn("admin")
	path := readinessPath(id)
	dana.must(dana.post(path, s.readinessTyped(0, nil)), http.StatusSeeOther)
	mine := url.Values{"answer-proposed-network-map": {"no"}, "note-proposed-network-map": {"There is none."}}
	a := ada.must(ada.post(path, s.readinessTyped(0, mine)), http.StatusConflict, "Dana Reyes saved other answers", "Partial: The annex 🦷", "No: There is none.", `name="revision" value="1"`)
	if n := strings.Count(a.body, `data-label="Stored now"`); n != 1 {
		t.Errorf("%d answers differ, want 1", n)
	}
	ada.must(ada.post(path, s.readinessTyped(0, nil)), http.StatusSeeOther) // the same answers are no conflict
	ada.must(ada.post(path, s.readinessTyped(1, mine)), http.StatusSeeOther)

	a = dana.must(dana.post(path, s.readinessTyped(2, url.Values{"edition": {"sha256:another"}})), http.StatusConflict,
		"The questionnaire was changed after you opened the page.", "The annex 🦷")
	if a.has("saved other answers") {
		t.Error("somebody is said to have saved")
	}
	if got := s.workOf(id).Readiness.Answer("proposed-network-map").Note; got != "There is none." {
		t.Errorf("stored is %q", got)
	}
}

// TestReadinessIsRead: officers read; what is final is read by all, and what was typed too late is shown.
func TestReadinessIsRead(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2025", "")
	officer, b := s.signOfficer("Rita Reader", "Owner", client), s.signIn("manager")
	path := readinessPath(id)
	a := officer.must(officer.get(path), http.StatusOK, "Not answered", notLaw)
	if a.has("<textarea") || a.has(`type="radio"`) {
		t.Error("an officer can type")
	}
	b.must(b.post(path, s.readinessTyped(0, nil)), http.StatusSeeOther)
	officer.must(officer.get(path), http.StatusOK, "Partial", "The annex 🦷 &lt;is&gt; missing.", "Proposed, not in force")
	s.finish(id)
	for _, who := range []*browser{officer, b} {
		a = who.must(who.get(path), http.StatusOK, "Final since", "Partial", "The annex 🦷 &lt;is&gt; missing.", `aria-current="page"`)
		if a.has("<textarea") {
			t.Error("what is final can be typed into")
		}
	}
	late := url.Values{"note-proposed-network-map": {"Typed too late."}}
	b.must(b.post(path, s.readinessTyped(1, late)), http.StatusConflict, "What you typed, not saved", "Typed too late.")

	_, bare := s.final("riverside-2026", client)
	a = b.must(b.get(readinessPath(bare)), http.StatusOK, "Nobody answered these questions")
	if a.has("Proposed rule</span>") {
		t.Error("what was never answered has a tab once it is final")
	}
}

// TestReadinessOfLastYear stands beside the questions as text.
func TestReadinessOfLastYear(t *testing.T) {
	s := newSite(t)
	client, first := s.sample("riverside-2025", "")
	b := s.signIn("manager")
	b.must(b.post(readinessPath(first), s.readinessTyped(0, nil)), http.StatusSeeOther)
	s.finish(first)
	_, id := s.sample("riverside-2026", client)
	a := b.must(b.get(readinessPath(id)), http.StatusOK, "2025 answer", "<q>The annex 🦷 &lt;is&gt; missing.</q>", "0 of ")
	if a.has("<input checked") {
		t.Error("last year's answer is chosen")
	}
	if n := strings.Count(a.body, "2025 answer"); n != 2 {
		t.Errorf("%d answers of last year, want 2", n)
	}
}

// TestReadinessOfAnotherEdition: an overlay that changes its words asks anew, and what was answered stays as it was asked.
func TestReadinessOfAnotherEdition(t *testing.T) {
	s := newSite(t)
	client, id := s.emptyDraft("main")
	b, officer := s.signIn("manager"), s.signOfficer("Rita Reader", "Owner", client)
	edition := func(version, text string) string {
		return "id: ours\nversion: \"" + version + "\"\ntitle: Our own proposal\nkind: overlay\nover: [security-rule]\nsections:\n" +
			"  - id: ours-first\n    title: First\n    questions:\n      - {id: ours-map, text: " + text + ", audience: msp, proposal: \"Proposed 1\"}\n" +
			"      - {id: ours-scan, text: Is there a scan?, audience: msp, proposal: \"Proposed 2\"}\n" +
			"      - {id: ours-why, text: Why?, audience: msp, fact: text}\n" +
			"      - {id: ours-team, text: Is there a team?, audience: msp, when: {client: workforce, at_least: 5000}}\n"
	}
	put := func(src string) {
		s.keep("ours.yaml", src)
		s.clock.Add(60)
	}
	hash := func() string {
		cat, err := s.lib.Catalog("ours")
		if err != nil {
			t.Fatal(err)
		}
		return cat.Hash
	}
	path := "/assessments/" + id + "/readiness/ours"
	b.must(b.get(path), http.StatusNotFound)
	put(edition("1", "Is there a map?"))
	a := b.must(b.get(path), http.StatusOK, "This checks readiness for a proposal.", "0 of 2 would be ready")
	if a.has("Why?") || a.has("Is there a team?") {
		t.Error("a fact is asked, or what this client is not asked")
	}
	fields := url.Values{"revision": {"0"}, "edition": {hash()}, "answer-ours-map": {"yes"}, "answer-ours-scan": {"no"}}
	b.must(b.post(path, fields), http.StatusSeeOther)
	b.must(b.get("/assessments/"+id), http.StatusOK, `href="`+path+`"`) // the one that was answered has the tab
	b.must(b.get(readinessPath(id)), http.StatusNotFound)

	put(edition("2", "Is there a map of the whole network?"))
	a = b.must(b.get(path), http.StatusOK, "Version 1 was answered, and version 2 is in use now.", "Answer to version 1", "It was asked: Is there a map?", "of the whole network")
	if n := strings.Count(a.body, "<input checked"); n != 1 {
		t.Errorf("%d answers are chosen, want that to the question that is the same", n)
	}
	officer.must(officer.get(path), http.StatusOK, "Is there a map?", "Version 1 of the questionnaire")
	b.must(b.post(path, with(fields, url.Values{"revision": {"1"}})), http.StatusConflict, "The questionnaire was changed")
	b.must(b.post(path, with(fields, url.Values{"revision": {"1"}, "edition": {hash()}})), http.StatusSeeOther)
	if got := s.workOf(id).Readiness.Questionnaire; got != "ours@2" {
		t.Errorf("answered is %s, want ours@2", got)
	}

	if err := os.Remove(filepath.Join(s.own(), "ours.yaml")); err != nil {
		t.Fatal(err)
	}
	s.clock.Add(60)
	b.must(b.get(path), http.StatusOK, "Is there a map of the whole network?", `type="radio"`)
}

// TestOverlayOfAnotherBase: the tab of a base that the program's overlay does not lie over is that of the MSP's own.
func TestOverlayOfAnotherBase(t *testing.T) {
	s := newSite(t)
	server := New(Config{Store: s.store, Library: s.lib, Now: s.now})
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := server.overlaysOver(&cat.Questionnaire); err != nil || fmt.Sprint(ids) != "["+proposedRule+"]" {
		t.Errorf("over the security rule lie %v, %v", ids, err)
	}
	q := cat.Questionnaire
	q.ID = "other"
	wk := &work{Work: &store.Work{Catalog: assessment.NewCatalog(q, "", nil, nil, nil)}}
	wk.Status = assessment.Draft
	if got := server.overlayOver(wk); got != "" {
		t.Errorf("over a base that nothing lies over lies %q", got)
	}
}
