package handlers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// agreed adds a client with an agreement on file and gives its id.
func (s *site) agreed(name, city string) string {
	s.t.Helper()
	facts := assessment.Client{Name: name, Kinds: []assessment.EntityKind{assessment.BusinessAssociate}}
	details := store.Details{City: city, AgreedOn: assessment.NewDate(2025, 3, 1)}
	ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{{Facts: facts, Details: details}})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids[0]
}

// assign lets the officer see clients. It is done by adding a person who is assigned to them.
func (s *site) assigned(clients ...string) *browser {
	s.t.Helper()
	hash, err := HashPassword(password)
	if err != nil {
		s.t.Fatal(err)
	}
	user := store.User{Name: "Sam Okafor", Email: "sam@example.test", Role: assessment.Officer, Password: hash, Clients: clients}
	if _, err := s.store.AddUser(s.t.Context(), s.admin, user); err != nil {
		s.t.Fatal(err)
	}
	return s.signIn("sam")
}

func TestNoClients(t *testing.T) {
	s := newSite(t)
	s.signIn("manager").must(s.signIn("manager").get("/clients"), 200,
		"No clients yet", "Add one, or bring in a list; you see every row before anything is saved.", "Add your first client", "Import a list")
	b := s.signIn("officer")
	a := b.must(b.get("/clients"), 200, "Nobody has assigned a client to you yet.")
	if a.has("/clients/new") {
		t.Error("an officer is offered to add a client")
	}
}

func TestClientsSayWhatIsNext(t *testing.T) {
	s := newSite(t)
	s.sample("riverside-2026", "")
	harbor := s.agreed("Harbor Machine", "Springfield")
	s.client("Unsigned <b>Clinic</b> 🦷")
	b := s.signIn("manager")
	a := b.must(b.get("/clients?show=all"), 200, "Clients (3)", "Riverside Family Dental", "Covered entity", "Draft ", "Dayton",
		"Open the assessment of 2026", "/clients/"+harbor+"/assessments/new", "No agreement on file. Ask for one, then open 2026",
		"Unsigned &lt;b&gt;Clinic&lt;/b&gt; 🦷", "Business associate")
	if a.has("<b>Clinic") {
		t.Error("the name of a client is not escaped")
	}
	b.must(b.get("/clients?show=no_agreement"), 200, "Unsigned", "Riverside")
	if b.get("/clients?show=no_agreement").has("Harbor Machine") {
		t.Error("a client with an agreement is under those without")
	}
}

// TestFirstClientLeads: the main action of the list is the next step of the first client, for those who may take it.
func TestFirstClientLeads(t *testing.T) {
	s := newSite(t)
	s.sample("riverside-2026", "")
	late := s.agreed("Late Lab", "")
	s.clock.Add(int64((48 * time.Hour).Seconds()))
	b := s.signIn("manager")
	b.must(b.get("/clients"), 200, ">Open 2026: Late Lab<", "Late</span>", "/clients/"+late)
	if a := s.signIn("officer").get("/clients"); a.has("Late Lab") {
		t.Error("an officer sees a client of others")
	}
}

func TestTabsOfClients(t *testing.T) {
	s := newSite(t)
	archived := s.agreed("Archived Clinic", "")
	s.agreed("Open Clinic", "")
	if err := s.store.ArchiveClient(t.Context(), s.admin, archived, true); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	for _, test := range []struct{ path, shows, hides string }{
		{"/clients", "Open Clinic", "Archived Clinic"},
		{"/clients?show=needs_you", "Open Clinic", "Archived Clinic"},
		{"/clients?show=archived", "Archived Clinic", "Open Clinic"},
		{"/clients?show=archived", "Bring back", "Open 2026"},
		{"/clients?show=final", "No assessment is final yet.", "Open Clinic"},
		{"/clients?show=with_client", "Nothing waits for a client.", "Open Clinic"},
		{"/clients?show=overdue", "Nothing is late.", "Open Clinic"},
		{"/clients?show=no_agreement", "There is an agreement with every client.", "Open Clinic"},
		{"/clients?show=nonsense&page=-4", "Open Clinic", "Archived Clinic"},
	} {
		a := b.must(b.get(test.path), 200, test.shows)
		if main := a.body[strings.Index(a.body, "<main"):]; strings.Contains(main, test.hides) {
			t.Errorf("%s shows %q", test.path, test.hides)
		}
	}
}

// TestDefaultTab: without a tab the list is what needs the person, and everything where nothing does.
func TestDefaultTab(t *testing.T) {
	s := newSite(t)
	riverside, _ := s.final("riverside-2026", "")
	b := s.signIn("manager")
	b.must(b.get("/clients"), 200, `href="/clients?show=all" aria-current="page"`, "Riverside", "Final 2026")
	s.agreed("New Clinic", "")
	a := b.must(b.get("/clients"), 200, `href="/clients?show=needs_you" aria-current="page"`, "New Clinic")
	if a.has("/clients/" + riverside) {
		t.Error("a final client is under those that need the manager")
	}
	officer := s.assigned(riverside)
	officer.must(officer.get("/clients"), 200, "Riverside", "See the plan")
}

func TestSearchOfClients(t *testing.T) {
	s := newSite(t)
	s.agreed("Harbor Machine", "Springfield")
	s.agreed("Quartz <i>Optics</i>", "Dayton")
	b := s.signIn("manager")
	for _, test := range []struct{ q, shows, hides string }{
		{"HARBOR", "Harbor Machine", "Quartz"},
		{"day", "Quartz", "Harbor Machine"},
		{"%3Ci%3E", "“&lt;i&gt;” in their name", "Harbor Machine"},
		{"nobody", "No client here has “nobody” in its name or city.", "Harbor Machine"},
		{"%00%ff", "Harbor Machine", "There is a problem"},
	} {
		a := b.must(b.get("/clients?q="+test.q), 200, test.shows)
		if a.has(test.hides) {
			t.Errorf("searching %s shows %q", test.q, test.hides)
		}
	}
}

func TestPagesOfClients(t *testing.T) {
	s := newSite(t)
	for n := range clientsPerPage + 3 {
		s.agreed(fmt.Sprintf("Clinic %02d", n), "")
	}
	b := s.signIn("manager")
	b.must(b.get("/clients?show=all"), 200, "1 to 25 of 28", "/clients?page=2&amp;show=all")
	for _, page := range []string{"2", "99"} {
		a := b.must(b.get("/clients?show=all&page="+page), 200, "26 to 28 of 28", "Clinic 27")
		if a.has("Clinic 24") || strings.Contains(a.body, `rel="next"`) {
			t.Errorf("page %s is not the last", page)
		}
	}
}

// TestEveryTabIsShown: each tab of the store has its words.
func TestEveryTabIsShown(t *testing.T) {
	s := newSite(t)
	s.agreed("Clinic", "")
	b := s.signIn("manager")
	a := b.get("/clients")
	for _, show := range store.Shows {
		if !a.has("/clients?show=" + string(show)) {
			t.Errorf("no tab for %s", show)
		}
	}
}
