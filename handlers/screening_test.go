package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// screeningForm answers every question No but those that the pairs name; a pair names any other field as well, and an
// empty value leaves it out.
func (s *site) screeningForm(pairs ...string) url.Values {
	s.t.Helper()
	cat, err := s.lib.Catalog(screeningQuestionnaire)
	if err != nil {
		s.t.Fatal(err)
	}
	form := fields("revision", "0", "by-name", "Tom Vance", "by-title", "Owner", "date", "2026-11-20", "source", "call")
	for _, q := range cat.Questions() {
		form.Set(q.ID, "no")
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Del(pairs[i])
		if pairs[i+1] != "" {
			form.Set(pairs[i], pairs[i+1])
		}
	}
	return form
}

// unknownClient adds a client of which nobody knows yet what it is, and gives the address of its screening of 2026.
func (s *site) unknownClient(b *browser) (client, path string) {
	s.t.Helper()
	a := b.post("/clients/new", url.Values{"name": {"Mill Street Metals"}, "kinds": {"not_known"}})
	if a.status != http.StatusSeeOther {
		s.t.Fatalf("adding a client of which nothing is known gives %d\n%s", a.status, short(a.body))
	}
	return strings.TrimPrefix(a.location, "/clients/"), a.location + "/screenings/2026"
}

// TestScreeningFromNothing screens a client of which nothing is known, in two sittings, and records what was found.
func TestScreeningFromNothing(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	client, path := s.unknownClient(b)
	at := "/clients/" + client
	b.must(b.get("/clients"), 200, "? Not known", "Find out whether it holds PHI", path)
	b.must(b.get(at), 200, "PHI screening 2026", "Not done yet", path)
	if a := b.get(at + "/screenings"); a.location != path {
		t.Errorf("the tab leads to %q, want %q", a.location, path)
	}
	a := b.must(b.get(path), 200, "PHI screening 2026, Mill Street Metals", "0 of 16 answered", "Go on: 16 open", `value="2026-11-24"`)
	if a.has(" checked") || a.has("Because") {
		t.Errorf("something is chosen or found before anybody answered: %s", short(a.body))
	}
	if a := b.post(path, fields("revision", "0", "phi-gives-care", "no", "phi-gives-care-note", "They make gears.", "phi-customer-vendor", "unsure")); a.location != path {
		t.Fatalf("saving two answers gives %d\n%s", a.status, short(a.body))
	}
	b.must(b.get(path), 200, "Saved: 2 of 16 answered.", "2 of 16 answered", "They make gears.", `name="revision" value="1"`, "Go on: 14 open")
	b.must(b.get("/clients"), 200, "Answer 14 questions more of the PHI screening", "Go on screening")

	if a := b.post(path, s.screeningForm("revision", "1", "phi-customer-vendor", "yes", "phi-hosts-or-supports", "yes", "phi-hosts-or-supports-note", "Runs their servers.")); a.location != path {
		t.Fatalf("saving all answers gives %d\n%s", a.status, short(a.body))
	}
	b.must(b.get(path), 200, "Saved. Subcontractor of a business associate.", "Do you work for a company that in turn handles health data for such providers, insurers or plans? Yes.",
		"December 20, 2026", "Runs their servers.", "Tom Vance, Owner", "November 20, 2026", "Record as subcontractor", `name="revision" value="2"`, "version 2026.1")
	b.must(b.get("/clients"), 200, "? Subcontractor<", "found, not recorded", "Record it, then open 2026")
	b.must(b.get(at+"/assessments/new"), 200, "Find out first what this client is", at+"/screenings")
	b.must(b.post(at+"/assessments/new", fields("period", "2026")), 422, "Say first what the client is.")

	b.must(b.post(path+"/record", fields("revision", "1")), 409, "saved this screening after you opened the page")
	if kinds := s.stored(client).Facts.Kinds; len(kinds) != 0 {
		t.Fatalf("%v is recorded before anybody asked for it", kinds)
	}
	if a := b.post(path+"/record", fields("revision", "2")); a.location != at {
		t.Fatalf("recording gives %d\n%s", a.status, short(a.body))
	}
	b.must(b.get(at), 200, "Recorded as subcontractor.", "Subcontractor of a business associate, Nov 20, 2026", "What the PHI screening found was recorded", "changes of the PHI screening")
	b.must(b.get("/clients"), 200, ">Sub<", "No agreement on file. Ask for one, then open 2026")
	if a := b.get(path); a.has("Record as") {
		t.Error("what is recorded is offered again")
	}
}

// TestScreeningComesTo: what a whole screening leads to, on its page and in the list.
func TestScreeningComesTo(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	_, path := s.unknownClient(b)
	for i, test := range []struct {
		answers []string
		shows   []string // on the page
		lists   []string
	}{
		{nil, []string{"No PHI", "Every question was answered No.", "November 20, 2027", "For the client, name, signature and date"}, []string{"No PHI. Screen it again by Nov 20, 2027"}},
		{
			[]string{"phi-agreement-asked", "yes", "again", "2026-12-24"},
			[]string{"Not sure yet: a sign of health data", "December 4, 2026", "Look again by", "December 24, 2026"},
			[]string{"? Not sure", "Not sure yet whether it holds PHI. Follow up by Dec 24, 2026"},
		},
		{[]string{"phi-own-plan", "unsure", "date", "2026-10-20"}, []string{"Not sure yet: a question is open"}, []string{"? Not sure", "The follow-up was due on Nov 19, 2026"}},
		{[]string{"phi-customer-covered", "yes"}, []string{"Customers in health care, but none of their health data"}, []string{"Screen it again by May 19, 2027"}},
		{[]string{"phi-gives-care", "yes", "phi-passes-on", "yes"}, []string{"Covered entity", "Work with health data is handed on", "Record as covered entity"}, []string{"? Covered entity"}},
		{[]string{"phi-customer-covered", "yes", "phi-customer-vendor", "yes", "phi-portal", "yes"}, []string{"Record as business associate and subcontractor"}, []string{"? Business associate"}},
	} {
		if a := b.post(path, s.screeningForm(append(test.answers, "revision", fmt.Sprint(i))...)); a.location != path {
			t.Fatalf("%v gives %d\n%s", test.answers, a.status, short(a.body))
		}
		b.must(b.get(path), 200, test.shows...)
		b.must(b.get("/clients?show=all"), 200, test.lists...)
	}
}

// TestScreeningRefuses: what cannot be saved stands on the page as it was typed, with what is wrong.
func TestScreeningRefuses(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	_, path := s.unknownClient(b)
	typed := []string{"Error: PHI screening 2026", "They make gears.", `checked id="phi-gives-care" name="phi-gives-care"`}
	for _, test := range []struct {
		name   string
		fields url.Values
		shows  []string
	}{
		{"a whole one by nobody", s.screeningForm("by-name", ""), []string{"name the person at the client who did.", `href="#by-name"`}},
		{"without a day", s.screeningForm("date", ""), []string{"Give the day on which the questions were answered.", `href="#date"`}},
		{"without a source", s.screeningForm("source", ""), []string{"Say how you got the answers.", `href="#source"`}},
		{"a source that there is not", s.screeningForm("source", "rumor"), []string{"Choose one of the answers on the page."}},
		{"a day to come", s.screeningForm("date", "2026-11-25"), []string{"This day lies ahead.", `value="2026-11-25"`}},
		{"no day at all", s.screeningForm("date", "yesterday"), []string{"Write the day as year, month and day", `value="yesterday"`}},
		{"to look again before", s.screeningForm("again", "2026-11-01"), []string{"Choose a day after the one", `href="#again"`}},
		{"an answer that there is not", s.screeningForm("phi-portal", "partial"), []string{"Choose one of the answers on the page.", `href="#phi-portal"`}},
		{"a Social Security number", s.screeningForm("phi-portal-note", "Hers is 219-09-9999."), []string{"This looks like a Social Security number.", `href="#phi-portal-note"`, "Hers is 219-09-9999."}},
		{"a name of two lines", s.screeningForm("by-name", "Tom\nVance"), []string{"Write this in one line", `href="#by-name"`}},
	} {
		test.fields.Set("phi-gives-care", "yes")
		test.fields.Set("phi-gives-care-note", "They make gears.")
		t.Run(test.name, func(t *testing.T) {
			b := &browser{Client: b.Client, site: s, t: t}
			b.must(b.post(path, test.fields), 422, append(test.shows, typed...)...)
		})
	}
	b.must(b.get(path), 200, "0 of 16 answered")
	for _, year := range []string{"2024", "2027", "0", "now", "20261", "-1"} {
		b.must(b.get(strings.TrimSuffix(path, "2026")+year), 404)
		b.must(b.post(strings.TrimSuffix(path, "2026")+year, s.screeningForm()), 404)
	}
	b.must(b.get(strings.TrimSuffix(path, "2026")+"2025"), 200, "PHI screening 2025", "Other years:")
}

// TestScreeningConflict: who saves after another sees both, and to save again is a decision.
func TestScreeningConflict(t *testing.T) {
	s := newSite(t)
	ada, dana := s.signIn("admin"), s.signIn("manager")
	_, path := s.unknownClient(dana)
	ada.must(ada.post(path, s.screeningForm("phi-portal", "yes", "phi-portal-note", "Ada saw a form.")), 303)
	mine := s.screeningForm("phi-portal-note", "Dana saw none.", "by-name", "Joan Kelly")
	dana.must(dana.post(path, mine), 409, "Ada Admin saved this screening after you opened the page", "Ada saw a form.", "Tom Vance",
		"Dana saw none.", `value="Joan Kelly"`, `name="revision" value="1"`)
	mine.Set("revision", "1")
	dana.must(dana.post(path, mine), 303)
	dana.must(dana.get(path), 200, "Dana saw none.", "Joan Kelly, Owner")
}

// TestScreeningYears: last year's answer stands beside the question as text and proposes nothing.
func TestScreeningYears(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	client, path := s.unknownClient(b)
	b.must(b.post(path, s.screeningForm("phi-change-ahead", "yes", "phi-change-ahead-note", "They buy a lab.")), 303)
	s.clock.Store(time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC).Unix())
	b = s.signIn("manager")
	b.must(b.get("/clients?show=all"), 200, "A change ahead. It was to be screened again by Feb 18, 2027", "/clients/"+client+"/screenings/2027")
	next := strings.Replace(path, "2026", "2027", 1)
	a := b.must(b.get(next), 200, "PHI screening 2027", "2026: Yes. “They buy a lab.”", "2026: No.", path)
	if a.has(" checked") {
		t.Error("an answer of last year is chosen already")
	}
	b.must(b.post(next, s.screeningForm("date", "2027-03-01")), 303)
	b.must(b.get(next), 200, "Every question was answered No.", `scope="col">2026<`)
	b.must(b.get("/clients/"+client), 200, "PHI screening 2027", "No PHI, Mar 1, 2027")
	b.must(b.get(path), 200, "A change ahead", "They buy a lab.")
}

// TestScreeningAgainstWhatIsRecorded: what is recorded and was not found is said, and nothing of it is taken away.
func TestScreeningAgainstWhatIsRecorded(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	client := s.client("Harbor Clinic")
	path := "/clients/" + client + "/screenings/2026"
	b.must(b.post(path, s.screeningForm()), 303)
	b.must(b.get(path), 200, "Recorded as covered entity", "This screening does not find that.", "Add the agreement")
	b.must(b.get("/clients?show=all"), 200, ">CE<")
	b.must(b.post(path, s.screeningForm("revision", "1", "phi-gives-care", "yes", "phi-customer-covered", "yes", "phi-office-services", "yes")), 303)
	b.must(b.get(path), 200, "Record as business associate<")
	b.must(b.get("/clients?show=all"), 200, ">CE<", "Business associate found, not recorded", "The screening found: Business associate. Record it, then open 2026")
}

// TestScreeningForReaders: an officer of the client reads it and changes nothing; an archived client shows it as text.
func TestScreeningForReaders(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	client, path := s.unknownClient(b)
	officer := s.signOfficer("Kim Cho", "Owner", client)
	officer.must(officer.get("/clients?show=all"), 200, "Not screened for PHI yet")
	officer.must(officer.get(path), 200, "Not screened for 2026")
	b.must(b.post(path, s.screeningForm("phi-advises", "yes", "phi-customer-covered", "yes")), 303)
	a := officer.must(officer.get(path), 200, "Business associate", "Do you work as a lawyer", "Tom Vance, Owner")
	for _, text := range []string{"<textarea", "Record as", "Edit the client", "Change the answers"} {
		if a.has(text) {
			t.Errorf("an officer is shown %q", text)
		}
	}
	officer.must(officer.get("/clients?show=all"), 200, "PHI screening: Business associate")

	b.must(b.post("/clients/"+client+"/archive", url.Values{}), 303)
	if a := b.must(b.get(path), 200, "Business associate", "Archived"); a.has("<textarea") || a.has("Record as") {
		t.Error("the screening of an archived client can be changed")
	}
	b.must(b.post(path, s.screeningForm("revision", "1", "phi-portal-note", "Typed note.")), 409, archivedText, "Typed note.")
	b.must(b.post(path+"/record", fields("revision", "1")), 409)
}

// TestClientStaysKnown: what a client is can be taken back until an assessment of it was opened.
func TestClientStaysKnown(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	client := s.client("Harbor Clinic")
	form := func(revision string) url.Values {
		return clientFields("kinds", "not_known", "revision", revision, "sites", "")
	}
	b.must(b.post("/clients/"+client+"/edit", form("1")), 303)
	if a := b.must(b.get("/clients/"+client+"/edit"), 200); !strings.Contains(a.body, `checked id="kinds-4"`) {
		t.Error("the form does not say that nothing is known")
	}
	b.must(b.post("/clients/"+client+"/edit", clientFields("revision", "2", "sites", "")), 303)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err == nil {
		_, err = s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: client, Period: 2026, Catalog: cat})
	}
	if err != nil {
		t.Fatal(err)
	}
	b.must(b.post("/clients/"+client+"/edit", form("3")), 422, "An assessment of this client was opened")
	if kinds := s.stored(client).Facts.Kinds; len(kinds) != 2 || kinds[0] != assessment.CoveredEntity {
		t.Errorf("kinds = %v, want them to stay", kinds)
	}
}
