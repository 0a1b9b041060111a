package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// page is one of the lists that the client's records are kept in, with what a person types to add a record to it.
type page struct {
	path   string
	fields url.Values // of a good record; name is the field that tells records apart
	name   string
	wrong  map[string]url.Values // by what the page then says
	field  map[string]string     // by the same: the id of the field that it leads to
}

func pages() map[string]page {
	return map[string]page{
		"assets": {
			path: "assets", name: "name",
			fields: url.Values{
				"name": {"Front desk computers"}, "kind": {"workstation"}, "count": {"4"}, "site": {"main"}, "owner": {"Maria Alvarez"},
				"ephi": {"creates", "transmits"}, "traits": {"encrypted"}, "note": {"Behind the counter"},
			},
			wrong: map[string]url.Values{
				"Give the asset a name.":                            {"name": {" "}},
				"Choose the kind of asset.":                         {"kind": {"spaceship"}},
				"Write a whole number of zero or more, such as 12.": {"count": {"some"}},
				"The count should be a number of things":            {"count": {"2000000"}},
				"The client has no site of this name.":              {"site": {"moon"}},
				"Choose what it does with ePHI from the box":        {"ephi": {"eats"}},
				"This looks like a Social Security number.":         {"note": {"Of 212-45-6789"}},
			},
			field: map[string]string{
				"Give the asset a name.": "name", "Choose the kind of asset.": "kind", "Write a whole number of zero or more, such as 12.": "count",
				"The count should be a number of things": "count", "The client has no site of this name.": "site",
				"Choose what it does with ePHI from the box": "ephi", "This looks like a Social Security number.": "note",
			},
		},
		"agreements": {
			path: "agreements", name: "name",
			fields: url.Values{
				"name": {"Quillmere Records"}, "service": {"EHR in the cloud"}, "agreement": {"2025-03-01"}, "location": {"Ohio"}, "note": {"Renews in May"},
			},
			wrong: map[string]url.Values{
				"Give the vendor a name.":              {"name": {""}},
				"Write the day as year, month and day": {"agreement": {"last May"}},
				"This day lies ahead.":                 {"agreement": {"2026-11-25"}},
			},
			field: map[string]string{
				"Give the vendor a name.": "name", "Write the day as year, month and day": "agreement", "This day lies ahead.": "agreement",
			},
		},
		"incidents": {
			path: "incidents", name: "what",
			fields: url.Values{"date": {"2026-06-09"}, "what": {"A password was typed into a false page."}, "outcome": {"No breach."}},
			wrong: map[string]url.Values{
				"Say what happened.":     {"what": {""}},
				"This day lies ahead.":   {"date": {"2027-01-01"}},
				"Write the day as":       {"date": {"June"}},
				"Social Security number": {"outcome": {"The file of 212-45-6789 was sent."}},
			},
			field: map[string]string{
				"Say what happened.": "what", "This day lies ahead.": "date", "Write the day as": "date", "Social Security number": "outcome",
			},
		},
		"evidence": {
			path: "evidence", name: "what",
			fields: url.Values{
				"what": {"EDR export, 18 computers"}, "date": {"2026-10-02"}, "method": {"configuration"}, "by": {"Priya Nair"},
				"questions": {"malware-protection", "device-encryption"},
			},
			wrong: map[string]url.Values{
				"Say what the proof is.":              {"what": {""}},
				"Give the day that the proof is abou": {"date": {""}},
				"This day lies ahead.":                {"date": {"2026-12-01"}},
				"Choose how it was examined.":         {"method": {"guess"}},
				"Tick at least one question":          {"questions": {"no-such-question", "remote-work"}},
			},
			field: map[string]string{
				"Say what the proof is.": "what", "Give the day that the proof is abou": "date", "This day lies ahead.": "date",
				"Choose how it was examined.": "method", "Tick at least one question": "questions",
			},
		},
	}
}

// with gives the fields with some of them replaced.
func with(fields, other url.Values) url.Values {
	all := url.Values{}
	for name, values := range fields {
		all[name] = values
	}
	for name, values := range other {
		all[name] = values
	}
	return all
}

// found gives what a pattern with one group finds on a page.
func found(t *testing.T, a answer, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("the page does not have %s\n%s", pattern, short(a.body))
	}
	return m[1]
}

// recordOn gives the address of the only record of a list.
func recordOn(t *testing.T, b *browser, list string) string {
	t.Helper()
	return found(t, b.get(list), `<a href="(`+regexp.QuoteMeta(list)+`/[^"/]+)" data-open`)
}

func revisionOn(t *testing.T, a answer) string {
	t.Helper()
	return found(t, a, `name="revision" value="([^"]*)"`)
}

func TestRecordsAreKept(t *testing.T) {
	for name, p := range pages() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			list := "/clients/" + s.client("Riverside Family Dental", "main", "annex") + "/" + p.path
			b := s.signIn("manager")
			b.must(b.get(list), http.StatusOK, `id="add"`)
			if a := b.post(list, p.fields); a.status != http.StatusSeeOther || a.location != list {
				t.Fatalf("adding gives %d to %q\n%s", a.status, a.location, short(a.body))
			}
			b.must(b.get(list), http.StatusOK, p.fields.Get(p.name), "Added ")
			one := recordOn(t, b, list)
			changed := with(p.fields, url.Values{p.name: {`<script>alert("🦷")</script>`}, "revision": {revisionOn(t, b.get(one))}})
			if a := b.post(one, changed); a.location != list {
				t.Fatalf("changing gives %d to %q\n%s", a.status, a.location, short(a.body))
			}
			a := b.must(b.get(list), http.StatusOK, "🦷", "&lt;script&gt;")
			if a.has("<script>alert") {
				t.Error("what was typed is run on the page")
			}
			if a := b.post(one+"/remove", url.Values{"revision": {revisionOn(t, b.get(one))}}); a.location != list {
				t.Fatalf("removing gives %d to %q", a.status, a.location)
			}
			if a := b.get(list); a.has("🦷</a>") || a.has("data-open") {
				t.Error("what was removed is still in the list")
			}
		})
	}
}

// TestRecordsRefuseWhatIsWrong adds and changes with each mistake: nothing is saved, what was typed is still there, and
// the sentence leads to its field.
func TestRecordsRefuseWhatIsWrong(t *testing.T) {
	for name, p := range pages() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			list := "/clients/" + s.client("Riverside Family Dental", "main", "annex") + "/" + p.path
			b := s.signIn("manager")
			b.must(b.post(list, p.fields), http.StatusSeeOther)
			one := recordOn(t, b, list)
			revision := revisionOn(t, b.get(one))
			for says, wrong := range p.wrong {
				typed := with(p.fields, url.Values{p.name: {"Typed by hand"}, "revision": {revision}})
				typed = with(typed, wrong)
				for _, path := range []string{list, one} {
					a := b.post(path, typed)
					b.must(a, http.StatusUnprocessableEntity, `<a href="#`+p.field[says]+`">`, says, `id="`+p.field[says]+`"`, "<title>Error: ")
					if wrong[p.name] == nil && !a.has("Typed by hand") {
						t.Errorf("%s at %s: what was typed is gone", says, path)
					}
				}
			}
			if b.get(list).has("Typed by hand") || revisionOn(t, b.get(one)) != revision {
				t.Error("something wrong was saved")
			}
		})
	}
}

// TestRecordsKeepBothVersions has two people change the same record: the second one sees both, and decides.
func TestRecordsKeepBothVersions(t *testing.T) {
	for name, p := range pages() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			list := "/clients/" + s.client("Riverside Family Dental", "main", "annex") + "/" + p.path
			dana, ada := s.signIn("manager"), s.signIn("admin")
			dana.must(dana.post(list, p.fields), http.StatusSeeOther)
			one := recordOn(t, dana, list)
			seen := revisionOn(t, ada.get(one))
			dana.must(dana.post(one, with(p.fields, url.Values{p.name: {"Dana’s word"}, "revision": {seen}})), http.StatusSeeOther)
			adas := with(p.fields, url.Values{p.name: {"Ada’s word"}, "revision": {seen}})
			a := ada.must(ada.post(one, adas), http.StatusConflict, "Dana Reyes saved", "after you opened the page", "Dana’s word", "Ada’s word")
			adas.Set("revision", revisionOn(t, a))
			ada.must(ada.post(one, adas), http.StatusSeeOther)
			ada.must(ada.get(list), http.StatusOK, "Ada’s word")

			ada.must(ada.post(one+"/remove", url.Values{"revision": {seen}}), http.StatusConflict, "Ada Admin saved")
			dana.must(dana.post(one+"/remove", url.Values{"revision": {revisionOn(t, dana.get(one))}}), http.StatusSeeOther)
			ada.must(ada.post(one, adas), http.StatusConflict, "Dana Reyes removed", "Ada’s word")
			ada.must(ada.get(one), http.StatusNotFound)
		})
	}
}

// TestRecordsAreClosed has those come who may not.
func TestRecordsAreClosed(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main")
	manager, reader, outsider := s.signIn("manager"), s.signOfficer("Rita Reader", "Owner", client), s.signIn("officer")
	for name, p := range pages() {
		list := "/clients/" + client + "/" + p.path
		manager.must(manager.post(list, p.fields), http.StatusSeeOther)
		one := recordOn(t, manager, list)
		a := reader.must(reader.get(list), http.StatusOK, p.fields.Get(p.name))
		if a.has("<form class=\"form\"") || a.has(one) {
			t.Errorf("%s: who may only read is offered a form or a link to one", name)
		}
		for _, b := range []*browser{reader, outsider} {
			b.must(b.post(list, p.fields), http.StatusNotFound)
			b.must(b.get(one), http.StatusNotFound)
			b.must(b.post(one, p.fields), http.StatusNotFound)
			b.must(b.post(one+"/remove", url.Values{"revision": {"1"}}), http.StatusNotFound)
		}
		outsider.must(outsider.get(list), http.StatusNotFound)
		for _, path := range []string{"/clients/nobody/" + p.path, list + "/nothing"} {
			manager.must(manager.get(path), http.StatusNotFound)
		}
		if strings.Contains(manager.get(list).body, "Remove this") {
			t.Errorf("%s: the list offers to remove", name)
		}
	}
	if list, err := s.store.Assets(t.Context(), s.admin, client); err != nil || len(list) != 1 {
		t.Errorf("%d assets are there, want 1 (%v)", len(list), err)
	}
}

// TestIncidentAfterTheDraft refuses what would keep an open draft from ever being saved again.
func TestIncidentAfterTheDraft(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2025", "")
	b := s.signIn("manager")
	late := url.Values{"date": {"2025-11-13"}, "what": {"A phone was lost."}}
	b.must(b.post("/clients/"+client+"/incidents", late), http.StatusUnprocessableEntity, "The draft of 2025 speaks of the client as of November 12, 2025")
	late.Set("date", "2025-11-12")
	b.must(b.post("/clients/"+client+"/incidents", late), http.StatusSeeOther)
	w := s.workOf(id)
	if problems := w.Check(w.Catalog); len(problems) > 0 {
		t.Errorf("the draft cannot be saved any more: %v", problems)
	}
}

// TestIncidentsSinceTheLastAnalysis sets apart what the last analysis knew.
func TestIncidentsSinceTheLastAnalysis(t *testing.T) {
	s := newSite(t)
	client, _ := s.final("riverside-2025", "")
	b := s.signIn("manager")
	list := "/clients/" + client + "/incidents"
	b.must(b.post(list, url.Values{"date": {"2025-03-03"}, "what": {"Known then."}}), http.StatusSeeOther)
	b.must(b.get(list), http.StatusOK, "Nothing is recorded since the analysis of 2025", "Known then.")
	b.must(b.post(list, url.Values{"date": {"2026-11-24"}, "what": {"New since."}}), http.StatusSeeOther)
	a := b.must(b.get(list), http.StatusOK, "Since the analysis of 2025", "New since.")
	if strings.Index(a.body, "New since.") > strings.Index(a.body, "earlier incident") {
		t.Error("what is new stands under what is old")
	}
}

// TestProofKeepsRetiredQuestions changes a proof that was also about a question that is not asked any more.
func TestProofKeepsRetiredQuestions(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental")
	p := assessment.Proof{
		What: "Console", Date: assessment.NewDate(2026, 10, 2), Method: assessment.ByTest, Questions: []string{"fax-cover-sheet", "malware-protection"},
	}
	id, err := s.store.SaveProof(t.Context(), s.admin, client, store.Record[assessment.Proof]{Value: p})
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	list := "/clients/" + client + "/evidence"
	b.must(b.get(list), http.StatusOK, "A question that is not asked any more.", "Counts", "until Oct 2, 2027")
	b.must(b.post(list+"/"+id, url.Values{
		"what": {"Console"}, "date": {"2025-11-23"}, "method": {"test"}, "questions": {"device-encryption"}, "revision": {"1"},
	}), http.StatusSeeOther)
	b.must(b.get(list), http.StatusOK, "Too old", "since Nov 24, 2026")
	kept, err := s.store.Proofs(t.Context(), s.admin, client)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(kept[0].Value.Questions, " "); got != "device-encryption fax-cover-sheet" {
		t.Errorf("the proof is about %q, want device-encryption fax-cover-sheet", got)
	}
}

func TestAgreements(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental")
	b := s.signIn("manager")
	list := "/clients/" + client + "/agreements"
	b.must(b.get(list), http.StatusOK, "None on file", "/clients/"+client+"/edit#agreed_on", "No vendors yet")
	b.must(b.post(list, url.Values{"name": {"Bramblecote Web Studio"}}), http.StatusSeeOther)
	b.must(b.post(list, url.Values{"name": {"Quillmere Records"}, "agreement": {"2025-03-01"}}), http.StatusSeeOther)
	b.must(b.get(list), http.StatusOK, "1 of 2 vendors has no agreement.", "No agreement</span>", "Mar 1, 2025")
	c, err := s.store.Client(t.Context(), s.admin, client)
	if err != nil {
		t.Fatal(err)
	}
	c.AgreedOn = assessment.NewDate(2024, 5, 6)
	if err := s.store.UpdateClient(t.Context(), s.admin, c); err != nil {
		t.Fatal(err)
	}
	b.must(b.get(list), http.StatusOK, "Signed May 6, 2024")
}

// TestProofCountsTicks: each fold of questions says how many of them are ticked, and the empty page what a proof is.
func TestProofCountsTicks(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Machine")
	b := s.signIn("manager")
	path := "/clients/" + client + "/evidence"
	b.must(b.get(path), http.StatusOK, "The proof beside an answer is another thing", "0 of 6 ticked", "All of this section")
	b.must(b.post(path, url.Values{"questions": {"device-encryption"}}), http.StatusUnprocessableEntity, "1 of ")
}
