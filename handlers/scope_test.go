package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// scopeFieldsOf is a whole scope as a person types it.
func scopeTyped() url.Values {
	return url.Values{
		"revision": {"0"}, "scope": {"All ePHI of the practice 🦷 <main> and annex."}, "date": {"2026-11-20"},
		"assessor": {"Dana Reyes"}, "assessor-title": {"Account manager"}, "qualification": {"Six years of analyses"},
		"official": {"Maria Alvarez"}, "official-title": {"Office manager"},
		"exclusion-what": {"Paper charts", ""}, "exclusion-reason": {"They are not ePHI.", ""},
		"source-kind": {"", "interview", ""}, "source-who": {"", "Maria Alvarez", ""}, "source-what": {"", "All sections", ""}, "source-date": {"", "2026-11-18", ""},
		"limitations": {"No scan from inside.\r\n\r\nThe annex by day only."}, "happened": {"2026-05-04 The website went live.\r\nA new dentist came."},
		"threshold": {"low"}, "threshold-by": {""}, "threshold-reason": {""},
	}
}

// changedAll answers the six questions on what changed.
func changedAll(fields url.Values, answer string) url.Values {
	fields = with(fields, nil)
	for _, k := range assessment.ChangeKinds {
		fields.Set("changed-"+k.String(), answer)
	}
	return fields
}

func TestScopeIsSaved(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main", "annex")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	a := b.must(b.get(path), http.StatusOK, "This is the first analysis here", `value="Dana Reyes"`, ` checked id="threshold-2" name="threshold"`, "main", "not confirmed yet")
	if a.has("Did a site open") || a.has("From 20") {
		t.Error("the first year is asked what changed, or takes over a text")
	}
	a = b.post(path, scopeTyped())
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/assessments/"+id+"/sections/") {
		t.Fatalf("saving gives %d to %q\n%s", a.status, a.location, short(a.body))
	}
	w := s.workOf(id)
	want := store.Scoping{
		Date: assessment.NewDate(2026, 11, 20), Scope: "All ePHI of the practice 🦷 <main> and annex.", ChangedAsked: true,
		Assessor:         assessment.Person{Name: "Dana Reyes", Title: "Account manager", Qualification: "Six years of analyses"},
		SecurityOfficial: &assessment.Person{Name: "Maria Alvarez", Title: "Office manager"},
		Exclusions:       []assessment.Exclusion{{What: "Paper charts", Reason: "They are not ePHI."}},
		Sources:          []assessment.InformationSource{{Kind: "interview", Who: "Maria Alvarez", What: "All sections", Date: assessment.NewDate(2026, 11, 18)}},
		Limitations:      []string{"No scan from inside.", "The annex by day only."},
		Changes:          []assessment.Event{{Date: assessment.NewDate(2026, 5, 4), What: "The website went live."}, {What: "A new dentist came."}},
	}
	sameScoping(t, store.ScopingOf(&w.Content), want)
	b.must(b.get(path), http.StatusOK, "All ePHI of the practice 🦷 &lt;main&gt; and annex.", `name="revision" value="1"`, "2026-05-04 The website went live.")
}

func sameScoping(t *testing.T, got, want store.Scoping) {
	t.Helper()
	a, b := scopeFields(got), scopeFields(want)
	if !slices.Equal(a.Exclusions, b.Exclusions) || !slices.Equal(a.Sources, b.Sources) {
		t.Errorf("rows are %v %v, want %v %v", a.Exclusions, a.Sources, b.Exclusions, b.Sources)
	}
	a.Exclusions, a.Sources, b.Exclusions, b.Sources = nil, nil, nil, nil
	if a.Text != b.Text || a.Date != b.Date || a.Assessor != b.Assessor || a.AssessorTitle != b.AssessorTitle || a.Qualification != b.Qualification ||
		a.Official != b.Official || a.OfficialTitle != b.OfficialTitle || a.Limitations != b.Limitations || a.Happened != b.Happened ||
		a.Threshold != b.Threshold || a.ThresholdBy != b.ThresholdBy || a.ThresholdReason != b.ThresholdReason ||
		got.ChangedAsked != want.ChangedAsked || !slices.Equal(got.Changed, want.Changed) {
		t.Errorf("scope is\n%+v\nwant\n%+v", got, want)
	}
}

// TestScopeOfTheSecondYear takes over what seldom changes, says so, and asks what changed.
func TestScopeOfTheSecondYear(t *testing.T) {
	s := newSite(t)
	client, first := s.final("riverside-2025", "")
	id := s.openYear(client, 2026)
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	before := s.workOf(first)
	a := b.must(b.get(path), http.StatusOK, "From 2025, check it.", escaped(before.Scope), escaped(before.Exclusions[0].What), "Maria Alvarez",
		"What changed since 2025", "Did a site open, move or close?", "Yes, touches 10 sections")
	if a.has(`checked name="changed`) || strings.Count(a.body, " checked") != 1 {
		t.Error("something besides the threshold is chosen before anybody answered")
	}
	if s.workOf(id).Scope != "" {
		t.Error("a look at the page saved a scope")
	}

	some := with(scopeTyped(), url.Values{"changed-site": {"yes"}, "changed-people": {"no"}})
	a = b.must(b.post(path, some), http.StatusUnprocessableEntity, `<a href="#changed-system">Choose yes or no`, `<a href="#changed-incident">`)
	if a.has(`href="#changed-site"`) || a.has(`href="#changed-people"`) {
		t.Error("what was answered is asked for again")
	}
	b.must(b.post(path, scopeTyped()), http.StatusSeeOther) // none of them yet
	if w := s.workOf(id); w.ChangedAsked || len(w.Changed) > 0 {
		t.Errorf("without an answer the changes are %v, asked %t", w.Changed, w.ChangedAsked)
	}
	all := changedAll(scopeTyped(), "no")
	all.Set("revision", "1")
	all.Set("changed-vendor", "yes")
	b.must(b.post(path, all), http.StatusSeeOther)
	if w := s.workOf(id); !w.ChangedAsked || !slices.Equal(w.Changed, []assessment.ChangeKind{assessment.ChangeVendor}) {
		t.Errorf("the changes are %v, asked %t, want vendor", w.Changed, w.ChangedAsked)
	}
	if n := strings.Count(b.get(path).body, " checked"); n != 7 {
		t.Errorf("%d radio buttons are chosen, want 7", n)
	}
}

func TestScopeRefusesWhatIsWrong(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main", "annex")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	for _, test := range []struct {
		says, field string
		fields      url.Values
	}{
		{"Write the day as", "date", url.Values{"date": {"tomorrow"}}},
		{"The period 2026 and the as-of date 2031-01-01 do not belong together", "date", url.Values{"date": {"2031-01-01"}}},
		{"Say what is left out.", "exclusion-what-1", url.Values{"exclusion-what": {"", "Charts", ""}, "exclusion-reason": {"", "Paper", "Because"}}},
		{"Say why it is left out.", "exclusion-reason-0", url.Values{"exclusion-reason": {"", ""}}},
		{"Choose what kind of source it is.", "source-kind-0", url.Values{"source-kind": {"", "", ""}}},
		{"Say who was asked, or what was looked at.", "source-what-0", url.Values{"source-who": {"", "", ""}, "source-what": {"", "", ""}}},
		{"Write the day as", "source-date-0", url.Values{"source-date": {"", "May", ""}}},
		{"2026-11-21 lies after the assessment", "source-date-0", url.Values{"source-date": {"", "2026-11-21", ""}}},
		{"2026-12-04 lies after the assessment", "happened", url.Values{"happened": {"2026-12-04 A move."}}},
		{"Name the official who set a level", "threshold-by", url.Values{"threshold": {"moderate"}, "threshold-reason": {"Small"}}},
		{"Say why risks up to this level", "threshold-reason", url.Values{"threshold": {"high"}, "threshold-by": {"Dr. Okafor"}}},
		{"Choose one of the answers", "threshold", url.Values{"threshold": {"awful"}}},
		{"This looks like a Social Security number.", "scope", url.Values{"scope": {"212-45-6789"}}},
		{"This looks like a Social Security number.", "source-who-0", url.Values{"source-who": {"", "212-45-6789", ""}}},
	} {
		a := b.post(path, with(scopeTyped(), test.fields))
		b.must(a, http.StatusUnprocessableEntity, `<a href="#`+test.field+`">`+test.says, `id="`+test.field+`"`, "Six years of analyses", "<title>Error: ")
	}
	if w := s.workOf(id); w.Scope != "" || w.Revision(store.EntryScoping, "") != 0 {
		t.Error("something wrong was saved")
	}
}

// TestScopeAddsRows asks for more rows: everything typed is still there, and nothing is saved or refused yet.
func TestScopeAddsRows(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	typed := with(scopeTyped(), url.Values{"more": {"sources"}, "date": {"not yet"}})
	a := b.must(b.post(path, typed), http.StatusOK, "Paper charts", `value="Maria Alvarez"`, `value="not yet"`, "Six years of analyses")
	if sources, exclusions := strings.Count(a.body, `name="source-who"`), strings.Count(a.body, `name="exclusion-what"`); sources != 5 || exclusions != 3 {
		t.Errorf("%d rows of sources and %d of exclusions, want 5 and 3", sources, exclusions)
	}
	if a.has("There is a problem") || s.workOf(id).Scope != "" {
		t.Error("asking for rows checked or saved the form")
	}
}

func TestScopeKeepsBothVersions(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	dana, ada := s.signIn("manager"), s.signIn("admin")
	path := "/assessments/" + id + "/scope"
	dana.must(dana.post(path, with(scopeTyped(), url.Values{"scope": {"Dana’s scope"}})), http.StatusSeeOther)
	adas := with(scopeTyped(), url.Values{"scope": {"Ada’s scope"}})
	a := ada.must(ada.post(path, adas), http.StatusConflict, "Dana Reyes saved the scope after you opened the page", "Dana’s scope", "Ada’s scope")
	adas.Set("revision", revisionOn(t, a))
	ada.must(ada.post(path, adas), http.StatusSeeOther)
	if got := s.workOf(id).Scope; got != "Ada’s scope" {
		t.Errorf("the scope is %q", got)
	}
	adas.Del("revision")
	ada.must(ada.post(path, adas), http.StatusConflict)
}

// TestScopeOfAFinalAssessment shows it as text, and what somebody typed meanwhile is not lost from view.
func TestScopeOfAFinalAssessment(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	a := b.must(b.get(path), http.StatusOK, "Final since", "What it covers and what it rests on", "Paper charts from before 2019", "confirmed by")
	if a.has(`class="form"`) {
		t.Error("a final assessment has a form")
	}
	a = b.must(b.post(path, scopeTyped()), http.StatusConflict, "was not saved. What you typed is below.", "practice 🦷 &lt;main&gt; and annex.")
	if s.workOf(id).Scope == scopeTyped().Get("scope") || a.has(`class="form"`) {
		t.Error("a final assessment was changed, or has a form")
	}
	reader := s.signOfficer("Rita Reader", "Owner", client)
	if reader.must(reader.get(path), http.StatusOK, "Paper charts from before 2019").has(`class="form"`) {
		t.Error("an officer has a form")
	}
	for _, other := range []*browser{reader, s.signIn("officer")} {
		other.must(other.post(path, scopeTyped()), http.StatusNotFound)
	}
	outsider := s.signIn("officer")
	outsider.must(outsider.get(path), http.StatusNotFound)
}

// TestScopeKeepsWhatItDoesNotAsk saves over a scope with a next review and an outcome of a change.
func TestScopeKeepsWhatItDoesNotAsk(t *testing.T) {
	s := newSite(t)
	_, id := s.emptyDraft("main")
	v := store.Scoping{
		Date: assessment.NewDate(2026, 11, 20), NextReview: assessment.NewDate(2027, 11, 1), ReviewTriggers: []string{"A move"},
		Changes: []assessment.Event{{Date: assessment.NewDate(2026, 5, 4), What: "The website\nwent live.", Outcome: "Looked at in June."}},
		Sources: []assessment.InformationSource{{Kind: "log", What: "Firewall"}},
	}
	if err := s.store.SaveEntries(t.Context(), s.admin, id, store.ScopingEntry(0, v)); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/scope"), http.StatusOK, `<option value="log" selected>log</option>`)
	b.must(b.post("/assessments/"+id+"/scope", with(scopeTyped(), url.Values{"revision": {"1"}})), http.StatusSeeOther)
	w := s.workOf(id)
	if w.NextReview != v.NextReview || !slices.Equal(w.ReviewTriggers, v.ReviewTriggers) || w.Changes[0] != v.Changes[0] {
		t.Errorf("next review %s, triggers %q, first change %+v", w.NextReview, w.ReviewTriggers, w.Changes[0])
	}
}

// TestScopeAfterTheReviewDate: who set the next review first is still offered last year's text, and keeps what they set. The
// as-of date stays open until somebody gives one.
func TestScopeAfterTheReviewDate(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	id := s.openYear(client, 2026)
	official := &assessment.Person{Name: "Ruth Kimura"}
	v := store.Scoping{NextReview: assessment.NewDate(2027, 11, 1), SecurityOfficial: official, Assessor: assessment.Person{Name: "Lee Park"}}
	s.saveEntries(id, store.ScopingEntry(0, v))
	b := s.signIn("manager")
	path := "/assessments/" + id + "/scope"
	a := b.must(b.get(path), http.StatusOK, "From 2025, check it.", `value="Ruth Kimura"`, `value="Lee Park"`, "Paper charts from before 2019", `name="revision" value="1"`)
	if a.has(`value="2026-11-24"`) {
		t.Error("the as-of date is set before anybody set it")
	}
	b.must(b.post(path, with(scopeTyped(), url.Values{"revision": {"1"}, "date": {""}, "source-date": {"", "", ""}})), http.StatusSeeOther)
	if got := s.workOf(id).Scoping(); !got.Date.IsZero() || got.NextReview != v.NextReview || got.Scope == "" {
		t.Errorf("kept is %+v", got)
	}
	if b.get(path).has("check it.") {
		t.Error("a saved scope is still called last year's")
	}
}

func TestScopeField(t *testing.T) {
	for path, want := range map[string]string{
		"date": "date", "period": "date", "next_review": "date", "exclusions[0].reason": "exclusion-reason-0", "exclusions[12].what": "exclusion-what-12",
		"sources[1].date": "source-date-1", "changes[0].date": "happened", "incidents[3].date": "date", "overrides.lost-laptop.date": "date",
		"remediation[0].completed": "date", "threshold.level": "threshold", "client.sites": "rests", "client.sites[1]": "rests", "assets[3].site": "rests",
		"vendors[0].name": "rests", "inventory.date": "rests", "answers.remote-work.choice": "", "changed-site": "changed-site", "official-title": "official-title",
	} {
		if got := scopeField(path); got != want {
			t.Errorf("scopeField(%q) = %q, want %q", path, got, want)
		}
	}
}
