package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// clientFields fills the form for a client, changed by pairs of a field and its value.
func clientFields(pairs ...string) url.Values {
	fields := url.Values{
		"name": {"Harbor Clinic"}, "kinds": {"covered_entity", "business_associate"}, "individuals": {"4,200"}, "workforce": {"18"},
		"sites": {"Main\r\n\r\nAnnex "}, "city": {"Dayton"}, "agreed_on": {"2025-03-01"}, "revision": {"0"},
	}
	for i := 0; i < len(pairs); i += 2 {
		fields.Del(pairs[i])
		if pairs[i+1] != "" {
			fields.Set(pairs[i], pairs[i+1])
		}
	}
	return fields
}

// stored gives a client as it is stored.
func (s *site) stored(id string) store.Client {
	s.t.Helper()
	c, err := s.store.Client(s.t.Context(), s.admin, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func TestAddClient(t *testing.T) {
	s := newSite(t)
	s.agreed("Taken  Name", "")
	b := s.signIn("manager")
	b.must(b.get("/clients/new"), 200, "Add a client", "Covered entity", "45 CFR 160.103")
	for _, test := range []struct {
		name   string
		fields url.Values
		shows  []string
	}{
		{"nothing", url.Values{}, []string{"Error: Add a client", "Name the client.", "Tick at least one."}},
		{"no name", clientFields("name", "  "), []string{"Name the client.", "Dayton", "4,200"}},
		{"a kind that there is not", clientFields("kinds", "clinic"), []string{"Tick at least one."}},
		{"known and not known", func() url.Values {
			fields := clientFields()
			fields.Add("kinds", "not_known")
			return fields
		}(), []string{"Tick what the client is, or that it is not known yet, and not both."}},
		{"a number in words", clientFields("workforce", "eighteen"), []string{"Write a whole number of zero or more, such as 12.", `value="eighteen"`}},
		{"a negative number", clientFields("individuals", "-3"), []string{"Write a whole number of zero or more, such as 12."}},
		{"a day that there is not", clientFields("agreed_on", "2025-02-30"), []string{"There is no such day in the years 1900 to 2200"}},
		{"an EIN that is none", clientFields("ein", "12-34567"), []string{"An EIN has nine digits"}},
		{"a time zone that is none", clientFields("zone", "America/Dayton"), []string{"There is no time zone of that name.", `<option value="America/Dayton" selected`}},
		{"a time zone that is another on each machine", clientFields("zone", "Local"), []string{"There is no time zone of that name."}},
		{"an address that is none", clientFields("email", "Dana <dana@x.test>"), []string{"This is no email address.", "Dana &lt;dana@x.test&gt;"}},
		{"a site twice", clientFields("sites", "Main\nmain"), []string{"Site &#34;main&#34; is listed twice."}},
		{"too many sites", clientFields("sites", strings.Repeat("Site \n", 1)+manyLines(101)), []string{"at most 100 fit"}},
		{"a line end in the city", clientFields("city", "Day\nton"), []string{"Write this in one line of at most 200 letters."}},
		{"a Social Security number", clientFields("note", "Her number is 219-09-9999."), []string{"This looks like a Social Security number. Take it out."}},
		{"broken letters in the name", clientFields("name", "Har\xffbor"), []string{"This holds a character that cannot be shown."}},
		{"a zero byte in the city", clientFields("city", "Day\x00ton"), []string{"This holds a character that cannot be shown."}},
		{"the name of another client", clientFields("name", "taken name"), []string{"A client with this name is there already.", "It is another client with the same name"}},
	} {
		a := b.post("/clients/new", test.fields)
		if a.status != 422 {
			t.Errorf("%s: status %d, want 422", test.name, a.status)
		}
		for _, text := range test.shows {
			if !a.has(text) {
				t.Errorf("%s: the page does not show %q\n%s", test.name, text, short(a.body))
			}
		}
	}
	a := b.post("/clients/new", clientFields("name", "TAKEN name", "another_client", "yes"))
	if a.status != 303 {
		t.Fatalf("another client with the same name: %d\n%s", a.status, short(a.body))
	}
	got := s.stored(strings.TrimPrefix(a.location, "/clients/"))
	if got.Facts.Individuals != 4200 || len(got.Facts.Kinds) != 2 || strings.Join(got.Facts.Sites, "|") != "Main|Annex" || got.AgreedOn.String() != "2025-03-01" {
		t.Errorf("stored: %+v", got)
	}
	b.must(b.get(a.location), 200, "TAKEN name is added.", "4,200", "Signed March 1, 2025", "Covered entity, Business associate", "Open the assessment of 2026")
}

func manyLines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("Site " + string(rune('a'+i%26)) + strings.Repeat("x", i/26) + "\n")
	}
	return b.String()
}

func TestEditClient(t *testing.T) {
	s := newSite(t)
	id := s.client("Harbor", "Main")
	b := s.signIn("manager")
	path := "/clients/" + id + "/edit"
	b.must(b.get(path), 200, `value="Harbor"`, `value="4200"`, "Edit Harbor")
	note := "First <script>alert(1)</script>\nSecond 🦷"
	a := b.post(path, clientFields("name", "Harbor 🚢 <b>", "revision", "1", "note", note, "phone", "+1 (555) 0142", "email", "dana@x.test", "contact", "Dana Lee"))
	if a.status != 303 || a.location != "/clients/"+id {
		t.Fatalf("saving: %d %q\n%s", a.status, a.location, short(a.body))
	}
	page := b.must(b.get(a.location), 200, "Saved.", "Harbor 🚢 &lt;b&gt;", "&lt;script&gt;", "<p>Second 🦷</p>", `href="tel:+15550142"`, `href="mailto:dana@x.test"`)
	if page.has("<script>alert") {
		t.Error("the note is not escaped")
	}
	if a := b.post(path, clientFields("revision", "2", "name", "")); a.status != 422 || !a.has("Error: Edit Harbor") {
		t.Errorf("no name: %d, want 422", a.status)
	}
	if got := s.stored(id); got.Revision != 2 {
		t.Errorf("revision %d, want 2: a form with a problem was saved", got.Revision)
	}
}

// TestEditClientConflict: a client that somebody else changed is not overwritten unless the person sees that and saves again.
func TestEditClientConflict(t *testing.T) {
	s := newSite(t)
	id := s.client("Harbor", "Main")
	dana, ada := s.signIn("manager"), s.signIn("admin")
	path := "/clients/" + id + "/edit"
	if a := ada.post(path, clientFields("name", "Harbor of Ada", "city", "Ada City", "revision", "1", "close_sites", "yes")); a.status != 303 {
		t.Fatalf("saving first: %d", a.status)
	}
	for _, revision := range []string{"1", "", "99"} {
		dana.must(dana.post(path, clientFields("name", "Harbor of Dana", "revision", revision)), 409,
			"Ada Admin saved this client after you opened the page. Yours is not saved yet; both are below.",
			"Harbor of Ada", "Ada City", `value="Harbor of Dana"`, `name="revision" value="2"`)
	}
	if a := dana.post(path, clientFields("name", "Harbor of Dana", "revision", "2")); a.status != 303 {
		t.Errorf("saving again: %d, want 303", a.status)
	}
	if got := s.stored(id); got.Facts.Name != "Harbor of Dana" {
		t.Errorf("stored: %s", got.Facts.Name)
	}
}

// TestCloseSite: a site with answers goes only when the person says so, and then its answers stay.
func TestCloseSite(t *testing.T) {
	s := newSite(t)
	id, draft := s.sample("riverside-2026", "")
	b := s.signIn("manager")
	path := "/clients/" + id + "/edit"
	before, err := s.store.AnswersBySite(t.Context(), s.admin, id)
	if err != nil || before["annex"] == 0 {
		t.Fatalf("the sample has no answers at annex: %v, %v", before, err)
	}
	b.must(b.get(path), 200, "annex: ", "they are not seen or counted")
	a := b.post(path, clientFields("sites", "main", "revision", "1"))
	b.must(a, 422, "annex would go, and answers or assets belong to it.", "Take the site out; keep its answers unseen")
	if a := b.post(path, clientFields("sites", "main", "revision", "1", "close_sites", "yes")); a.status != 303 {
		t.Fatalf("closing the site: %d\n%s", a.status, short(a.body))
	}
	after, err := s.store.AnswersBySite(t.Context(), s.admin, id)
	if err != nil || after["annex"] != before["annex"] {
		t.Errorf("answers of the closed site: %d, want %d (%v)", after["annex"], before["annex"], err)
	}
	wk, err := s.store.Assessment(t.Context(), s.admin, draft)
	if err != nil {
		t.Fatal(err)
	}
	for question, answer := range wk.Answers {
		if _, ok := answer.Sites["annex"]; ok {
			t.Fatalf("%s counts the closed site", question)
		}
	}
}

func TestClientPage(t *testing.T) {
	s := newSite(t)
	id, first := s.final("riverside-2025", "")
	_, second := s.sample("riverside-2026", id)
	b := s.signIn("manager")
	b.must(b.get("/clients/"+id), 200, "Riverside Family Dental", "Next: ", "as of 2025", "/assessments/"+first+"/reports/risk-analysis.pdf",
		"/assessments/"+second, "Draft reports", "None on file. Add its date", "Open an assessment", "/clients/"+id+"/agreements", "Archive this client")
	b.must(b.get("/clients/nowhere"), 404, "Not found")

	officer := s.assigned(id)
	a := officer.must(officer.get("/clients/"+id), 200, "Riverside Family Dental", "None on file")
	for _, forbidden := range []string{"/edit", "/archive", "assessments/new", "Archive this client"} {
		if a.has(forbidden) {
			t.Errorf("an officer's page has %q", forbidden)
		}
	}
	if strings.Contains(a.body[strings.Index(a.body, "<main"):strings.Index(a.body, "</main")], "<form") {
		t.Error("an officer's page has a form")
	}
}

func TestArchiveClient(t *testing.T) {
	s := newSite(t)
	id := s.agreed("Harbor", "")
	b := s.signIn("manager")
	if a := b.post("/clients/"+id+"/archive", url.Values{}); a.location != "/clients/"+id {
		t.Fatalf("archiving: %d %q", a.status, a.location)
	}
	a := b.must(b.get("/clients/"+id), 200, "Archived. Nothing was deleted.", "Bring back", "/clients/"+id+"/restore")
	if a.has("assessments/new") {
		t.Error("an archived client offers to open an assessment")
	}
	if a := b.post("/clients/"+id+"/restore", url.Values{}); a.location != "/clients/"+id {
		t.Fatalf("bringing back: %d %q", a.status, a.location)
	}
	if s.stored(id).Archived {
		t.Error("the client is still archived")
	}
	if a := b.post("/clients/nowhere/archive", url.Values{}); a.status != 404 {
		t.Errorf("archiving what there is not: %d, want 404", a.status)
	}
}

// TestClientIsClosedToOthers: an officer does not find a client that is not theirs, nor what changes one that is.
func TestClientIsClosedToOthers(t *testing.T) {
	s := newSite(t)
	mine, other := s.agreed("Mine", ""), s.agreed("Other", "")
	b := s.assigned(mine)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/clients/" + mine, 200},
		{"GET", "/clients/" + mine + "/history", 200},
		{"GET", "/clients/" + other, 404},
		{"GET", "/clients/" + other + "/history", 404},
		{"GET", "/clients/" + mine + "/edit", 404},
		{"POST", "/clients/" + mine + "/edit", 404},
		{"POST", "/clients/" + mine + "/archive", 404},
		{"POST", "/clients/" + mine + "/restore", 404},
		{"GET", "/clients/new", 404},
		{"POST", "/clients/new", 404},
		{"GET", "/clients/import", 404},
		{"POST", "/clients/import", 404},
		{"GET", "/clients/import/template.csv", 404},
	} {
		fields := url.Values(nil)
		if test.method == "POST" {
			fields = clientFields("revision", "1")
		}
		if a := b.do(test.method, test.path, fields); a.status != test.status {
			t.Errorf("%s %s: %d, want %d", test.method, test.path, a.status, test.status)
		}
	}
	if got := s.stored(mine); got.Revision != 1 || got.Archived {
		t.Errorf("an officer changed the client: %+v", got)
	}
}

func TestClientHistory(t *testing.T) {
	s := newSite(t)
	id, first := s.final("riverside-2025", "")
	amendment, err := s.store.AmendAssessment(t.Context(), s.scope("manager"), first, "A wrong date.")
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	if a := b.post("/clients/"+id+"/archive", url.Values{}); a.status != 303 {
		t.Fatalf("archiving: %d", a.status)
	}
	a := b.must(b.get("/clients/"+id+"/history"), 200, "2025, amendment", "/assessments/"+amendment, "Assessment of 2025 made final",
		"Assessment of 2025 submitted for review", "Assessment of 2025 approved", "Amendment of 2025 opened", "Client archived", "Client added",
		"answers saved in 2025", "Dana Reyes", "Setup")
	b.must(b.get("/clients/"+id), 200, "Lately", "Client archived", `href="/clients/`+id+`/history"`)
	for _, word := range []string{"answer.save", "assessment.", "client.", "revision "} {
		if a.has(word) {
			t.Errorf("the history shows %q", word)
		}
	}
}

// TestHistoryKnowsItsWords: no event that the store records of a client is without words of its own.
func TestHistoryKnowsItsWords(t *testing.T) {
	s := newSite(t)
	id, _ := s.final("riverside-2026", "")
	events, err := s.store.Events(t.Context(), s.admin, id, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range historyOf(events, nil, nil, assessment.DateOf) {
		e.Count = 1
		if words := e.Words(); strings.Contains(words, "ther change") || strings.HasPrefix(e.Action, "assessment.") && strings.HasSuffix(words, " changed") {
			t.Errorf("%s: %q", e.Action, words)
		}
	}
	if len(events) == 0 {
		t.Error("the sample has no events")
	}
}

// TestClientZone: a client has a time zone of its own, also one that is not on the list, and it stays where the form is saved.
func TestClientZone(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	id := s.client("Harbor Clinic")
	for _, test := range []struct{ zone, shown string }{
		{"", "The server’s own"},
		{"America/Chicago", "Central (Chicago)"},
		{"Europe/Berlin", "Europe/Berlin"},
	} {
		fields := clientFields("zone", test.zone, "revision", strconv.Itoa(s.stored(id).Revision))
		b.must(b.post("/clients/"+id+"/edit", fields), http.StatusSeeOther)
		if got := s.stored(id).Zone; got != test.zone {
			t.Errorf("the zone that is kept is %q, want %q", got, test.zone)
		}
		b.must(b.get("/clients/"+id), http.StatusOK, test.shown)
		b.must(b.get("/clients/"+id+"/edit"), http.StatusOK, "The server’s own, UTC", `<option value="`+test.zone+`" selected`)
	}
}
