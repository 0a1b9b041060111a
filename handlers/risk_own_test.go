package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// ownRiskForm is a form that can be saved.
func ownRiskForm() url.Values {
	return url.Values{
		"title": {"The shed <under> water & ice 🧊"}, "vulnerability": {"The backup stands in the shed, and its roof leaks"}, "threat": {"water-damage"},
		"assets": {"backup", "server"}, "confidentiality": {"very_low"}, "integrity": {""}, "availability": {"high"},
		"key": {"backup-complete"}, "supporting": {"backup-encryption", "disaster-recovery-plan"}, "harm": {""},
		"basis": {"It rained in"}, "revision": {"0"}, "id": {""},
	}
}

// ownRiskPath is the address of a risk of one's own that was added on the page.
var ownRiskPath = regexp.MustCompile(`/risks/own-[0-9a-f]{12}$`)

func TestAddAnOwnRisk(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks"
	page := b.must(b.get(path+"/new"), http.StatusOK, "Add a risk of your own", "Water from a flood", "Contingency")
	if tickedBoxes(page) != 0 {
		t.Error("something is ticked beforehand")
	}
	for _, test := range []struct {
		name       string
		change     url.Values
		says, link string
	}{
		{"no name", url.Values{"title": {""}}, "Give the risk a name.", "own-title"},
		{"a name of two lines", url.Values{"title": {"a\nb"}}, "Write this in one line", "own-title"},
		{"a name with a number", url.Values{"title": {"The file of 123-45-6789"}}, "Social Security number", "own-title"},
		{"a sentence with a number", url.Values{"vulnerability": {"123-45-6789 is on the wall"}}, "Social Security number", "own-vulnerability"},
		{"no sentence", url.Values{"vulnerability": {" "}}, "Say what can happen, and why.", "own-vulnerability"},
		{"no threat", url.Values{"threat": {""}}, "Choose the threat that sets it off.", "own-threat"},
		{"an unknown threat", url.Values{"threat": {"meteor"}}, "is not a threat of the library", "own-threat"},
		{"no impact", url.Values{"confidentiality": {""}, "availability": {""}}, "Rate the impact on confidentiality, integrity or availability.", "own-confidentiality"},
		{"an impact off the scale", url.Values{"integrity": {"huge"}}, "Choose one of the answers on the page.", "own-integrity"},
		{"an unknown kind", url.Values{"assets": {"boat"}}, "Choose kinds of assets from the list.", "own-assets"},
		{"key and supporting", url.Values{"supporting": {"backup-complete"}}, "A question is ticked as key and as supporting.", "own-key"},
		{"an unknown control", url.Values{"key": {"gone"}}, "is not a question of", "own-key"},
		{"a fact for a control", url.Values{"key": {"own-servers"}}, "asks for a fact and is no control", "own-key"},
		{"neither control nor harm", url.Values{"key": nil}, "Tick a key control, or choose the harm", "own-harm"},
	} {
		fields := ownRiskForm()
		maps.Copy(fields, test.change)
		a := b.post(path+"/new", fields)
		if a.status != http.StatusUnprocessableEntity || !a.has(test.says) || !a.has(`href="#`+test.link+`"`) || !a.has(`id="`+test.link+`"`) {
			t.Errorf("%s: status %d, want 422 and %q with a link to %s\n%s", test.name, a.status, test.says, test.link, short(a.body))
		}
		if got := typedIn(a, "own-basis"); got != "It rained in" {
			t.Errorf("%s: what was typed is gone", test.name)
		}
	}
	if n := len(s.riskWork(id).OwnRisks); n != 1 {
		t.Fatalf("%d own risks are stored, want the 1 of the sample", n)
	}
	var added []string
	for range 2 {
		a := b.post(path+"/new", ownRiskForm())
		if a.status != http.StatusSeeOther || !ownRiskPath.MatchString(a.location) || slices.Contains(added, a.location) {
			t.Fatalf("adding gives %d %q, want an id of its own without a word of the title\n%s", a.status, a.location, short(a.body))
		}
		added = append(added, a.location)
		b.must(b.get(a.location), http.StatusOK, "The shed &lt;under&gt; water &amp; ice 🧊", "It rained in", "Dana Reyes, November 24, 2026")
	}
	if got := s.riskOf(id, strings.TrimPrefix(added[0], path+"/")); len(got.Controls)+len(got.Excluded) != 3 || got.Impact.Overall != assessment.ImpactHigh || !slices.Contains(got.Assets, assessment.Backup) {
		t.Errorf("the risk is %+v", got)
	}
}

func TestChangeAnOwnRisk(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/own-annex-basement"
	page := b.must(b.get(path+"/edit"), http.StatusOK, "Change a risk of your own", `value="The annex cabinet under water"`, "chosen)", "Remove this risk")
	if n := tickedBoxes(page); n != 6 {
		t.Errorf("%d boxes are ticked, want 2 kinds of assets and 4 controls", n)
	}
	fields := ownRiskForm()
	fields.Set("title", "Another name")
	fields.Set("revision", formRevision(t, page, path+"/edit"))
	if a := b.post(path+"/edit", fields); a.location != path {
		t.Fatalf("saving gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	wk := s.riskWork(id)
	if own := wk.OwnRisks[0]; own.ID != "own-annex-basement" || own.Title != "Another name" || wk.Basis(own.ID) == "" {
		t.Errorf("the risk is %+v with the basis %q", own, wk.Basis(own.ID))
	}
	fields.Set("title", "A third name")
	a := b.must(b.post(path+"/edit", fields), http.StatusConflict, "Dana Reyes changed this risk after you opened the page.", "It now says “Another name”", `value="A third name"`)
	fields.Set("revision", formRevision(t, a, path+"/edit"))
	b.must(b.post(path+"/edit", fields), http.StatusSeeOther)
	b.must(b.get("/assessments/"+id+"/risks/lost-laptop/edit"), http.StatusNotFound)
	b.must(b.post("/assessments/"+id+"/risks/lost-laptop/edit", fields), http.StatusNotFound)
}

// TestReviewOfAnOwnRisk lets a review replace the basis that the risk brought along from a file.
func TestReviewOfAnOwnRisk(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/own-annex-basement"
	page := b.must(b.get(path), http.StatusOK, "In April the neighbor")
	b.must(b.post(path+"/review", url.Values{"basis": {"Dry since the repair"}, "revision": {formRevision(t, page, path+"/review")}}), http.StatusSeeOther)
	if got := s.riskWork(id).Basis("own-annex-basement"); got != "Dry since the repair" {
		t.Errorf("the basis is %q", got)
	}
}

func TestRemoveAnOwnRisk(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks/"
	added := b.post(path+"new", ownRiskForm()).location
	b.must(b.post(added+"/treatment", url.Values{"response": {"mitigate"}, "revision": {"0"}}), http.StatusSeeOther)
	b.must(b.post(added+"/override", url.Values{"harm": {"low"}, "reason": {"r"}, "revision": {"0"}}), http.StatusSeeOther)
	own := strings.TrimPrefix(added, path)
	plan := store.Record[assessment.Remediation]{Value: assessment.Remediation{ID: "r-roof", Risks: []string{own}, Action: "Mend the roof"}}
	if _, err := s.store.SaveRemediations(t.Context(), s.admin, client, plan); err != nil {
		t.Fatal(err)
	}
	b.must(b.get(added+"/edit"), http.StatusOK, "1 line of the plan names this risk. Take the risk out of there first.")
	b.must(b.post(added+"/remove", url.Values{"revision": {"1"}}), http.StatusUnprocessableEntity, "Take the risk out of the plan first, then remove it.")
	plan.ID, plan.Revision, plan.Value.Risks = "r-roof", 1, nil
	if _, err := s.store.SaveRemediations(t.Context(), s.admin, client, plan); err != nil {
		t.Fatal(err)
	}
	b.must(b.post(added+"/remove", url.Values{"revision": {"7"}}), http.StatusConflict)
	if a := b.post(added+"/remove", url.Values{"revision": {formRevision(t, b.get(added+"/edit"), added+"/remove")}}); a.location != "/assessments/"+id+"/risks" {
		t.Fatalf("removing gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get("/assessments/"+id+"/risks"), http.StatusOK, "The risk is out of the register.")
	b.must(b.get(added), http.StatusNotFound)
	wk := s.riskWork(id)
	if _, ok := wk.Treatment[own]; ok || wk.Basis(own) != "" || len(wk.OwnRisks) != 1 {
		t.Errorf("something of the risk is left: %v, %q, %v", wk.Treatment[own], wk.Basis(own), wk.OwnRisks)
	}
	if a := b.post(path+"new", ownRiskForm()); a.location == added || !ownRiskPath.MatchString(a.location) {
		t.Errorf("adding it again gives %d %q, want another id than %q", a.status, a.location, added)
	}
	b.must(b.post(path+"lost-laptop/remove", url.Values{"revision": {"0"}}), http.StatusNotFound)
}

// TestOwnRiskRemovedMeanwhile keeps what was typed when somebody else takes the risk out.
func TestOwnRiskRemovedMeanwhile(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	added := b.post("/assessments/"+id+"/risks/new", ownRiskForm()).location
	page := b.must(b.get(added+"/edit"), http.StatusOK)
	b.must(b.post(added+"/remove", url.Values{"revision": {"1"}}), http.StatusSeeOther)
	fields := ownRiskForm()
	fields.Set("revision", formRevision(t, page, added+"/edit"))
	again := b.must(b.post(added+"/edit", fields), http.StatusConflict, "It is not in the register any more.", "The backup stands in the shed")
	fields.Set("revision", formRevision(t, again, added+"/edit"))
	if a := b.post(added+"/edit", fields); a.location != added {
		t.Errorf("to save again gives %d %q", a.status, a.location)
	}
}

func TestOwnRiskOfAFinalAssessment(t *testing.T) {
	s := newSite(t)
	_, id := s.final("riverside-2026", "")
	b := s.signIn("manager")
	path := "/assessments/" + id + "/risks"
	b.must(b.post(path+"/new", ownRiskForm()), http.StatusConflict, "This assessment was finalized", "The backup stands in the shed")
	b.must(b.post(path+"/own-annex-basement/edit", ownRiskForm()), http.StatusConflict, "This assessment was finalized", "The backup stands in the shed")
	if a := b.get(path + "/own-annex-basement/edit"); a.location != path {
		t.Errorf("the form gives %d %q, want a redirect to the register", a.status, a.location)
	}
}
