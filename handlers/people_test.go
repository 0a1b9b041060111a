package handlers

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestPeople: the list tells of everybody what they are, and whether they can sign in.
func TestPeople(t *testing.T) {
	s := newSite(t)
	admin := s.signIn("admin")
	admin.invite("ina@example.test", s.client("Harbor Clinic"))
	if err := s.store.DisableUser(t.Context(), s.admin, s.scope("manager").User); err != nil {
		t.Fatal(err)
	}
	a := admin.must(admin.get("/admin/users"), 200, "Invite somebody")
	text := words(a.body)
	for _, line := range []string{
		"Ada Admin admin@example.test Admin All Active Nov 24, 2026, 12:00",
		"Dana Reyes manager@example.test Manager All Disabled Never",
		"Ina Fuchs ina@example.test Officer 1 Invited Never",
		"Olive Officer officer@example.test Officer 0 Active Never",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the list does not say %q:\n%s", line, text)
		}
	}
}

// words gives what a page says, without its elements.
func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

// TestInviteForm: what is wrong is said, and what was typed stays, also the ticks.
func TestInviteForm(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	admin := s.signIn("admin")
	good := url.Values{"email": {"ina@example.test"}, "name": {"Ina Fuchs"}, "role": {"officer"}, "reach": {"chosen"}, "client": {client}}
	for _, test := range []struct{ field, value, want string }{
		{"email", "ina", "Write the address to sign in with"},
		{"email", "manager@example.test", "Somebody signs in with this address already."},
		{"name", "", "Write the name, as reports print it."},
		{"role", "", "Choose what this person does."},
		{"role", "owner", "Choose one of the answers"},
		{"reach", "", "Choose whether this person sees all clients"},
		{"reach", "all", "An officer sees only chosen clients."},
	} {
		fields := url.Values{}
		for name, values := range good {
			fields[name] = values
		}
		fields.Set(test.field, test.value)
		a := admin.must(admin.post("/admin/users/invite", fields), 422, test.want, "Error: Invite somebody")
		if !strings.Contains(a.body, `value="`+client+`" checked`) {
			t.Errorf("%s %q: the tick is lost", test.field, test.value)
		}
	}
	good["client"] = []string{client, "no-such-client", client}
	admin.must(admin.post("/admin/users/invite", good), 200, "Copy the link now")
	u, err := s.store.UserByEmail(t.Context(), "ina@example.test")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := s.store.Person(t.Context(), s.admin, u.ID); err != nil || len(p.Clients) != 1 {
		t.Errorf("the clients are %q, %v", p.Clients, err)
	}
}

// person gives the fields of the form for somebody, as the page sends them.
func (s *site) person(who string) (path string, fields url.Values) {
	s.t.Helper()
	p, err := s.store.Person(s.t.Context(), s.admin, s.scope(who).User)
	if err != nil {
		s.t.Fatal(err)
	}
	form := personForm(&p)
	return "/admin/users/" + p.ID, url.Values{
		"name": {form.Name}, "title": {form.JobTitle}, "role": {form.Role.String()}, "reach": {form.Reach}, "client": form.Chosen, "revision": {fmt.Sprint(form.Revision)},
	}
}

// TestChangesCountAtOnce: role, clients and disabling count from the next request of who is signed in.
func TestChangesCountAtOnce(t *testing.T) {
	s := newSite(t)
	harbor := s.client("Harbor Clinic")
	s.client("Lakeside Pediatrics")
	admin, manager := s.signIn("admin"), s.signIn("manager")
	path, fields := s.person("manager")
	admin.must(admin.get(path), 200, "Dana Reyes", "Name, role and clients", "Make a reset link", "Disable")
	manager.must(manager.get("/clients/new"), 200)

	fields.Set("role", "officer")
	fields.Set("reach", "chosen")
	fields["client"] = []string{harbor}
	if a := admin.post(path, fields); a.location != path {
		t.Fatalf("%d %q\n%s", a.status, a.location, short(a.body))
	}
	admin.must(admin.get(path), 200, "Saved. It counts from the next page that Dana Reyes opens.")
	manager.must(manager.get("/clients/new"), 404)
	a := manager.must(manager.get("/clients"), 200, "Harbor Clinic")
	if a.has("Lakeside") {
		t.Error("a client that was taken away is seen still")
	}
	admin.must(admin.post(path, fields), 409, "Somebody else changed this")

	if a := admin.post(path+"/access", url.Values{"do": {"disable"}}); a.location != path {
		t.Fatalf("%d", a.status)
	}
	admin.must(admin.get(path), 200, "is signed out everywhere and cannot sign in any more", "Enable")
	if a := manager.get("/clients"); a.status != 303 {
		t.Errorf("who is disabled gets %d", a.status)
	}
	if a := admin.post(path+"/access", url.Values{"do": {"enable"}}); a.location != path {
		t.Fatalf("%d", a.status)
	}
	if a := manager.get("/clients"); a.status != 303 {
		t.Errorf("who is enabled again is back without signing in: %d", a.status)
	}
}

// TestAdminsThemselves: nobody changes their own role or disables themselves, and the last admin stays.
func TestAdminsThemselves(t *testing.T) {
	s := newSite(t)
	admin := s.signIn("admin")
	path, fields := s.person("admin")
	a := admin.must(admin.get(path), 200, "This is you.")
	if a.has("Make a reset link") || a.has(`value="disable"`) {
		t.Error("the page offers what it refuses")
	}
	admin.must(admin.post(path+"/access", url.Values{"do": {"disable"}}), 422, "Nobody disables themselves.")
	admin.must(admin.post(path+"/link", url.Values{}), 403)
	fields.Set("role", "manager")
	admin.must(admin.post(path, fields), 422, "Nobody changes their own role.")
	fields.Set("role", "admin")
	fields.Set("name", "Ada Byron")
	if a := admin.post(path, fields); a.status != 303 {
		t.Errorf("the own name: %d\n%s", a.status, short(a.body))
	}
	admin.must(admin.post(path+"/access", url.Values{"do": {"promote"}}), 400)
	admin.must(admin.get("/admin/users/nobody"), 404)
}

// TestStays: everybody sees where they are signed in and ends it; an admin does so for others.
func TestStays(t *testing.T) {
	s := newSite(t)
	agent := func(b *browser, name string) *browser {
		b.Transport = agentTransport{name}
		if !b.try("manager@example.test", password) {
			t.Fatal("not signed in")
		}
		return b
	}
	desk := agent(s.signIn(""), "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0")
	phone := agent(s.signIn(""), "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1")
	other := agent(s.signIn(""), "curl/8")
	desk.must(desk.get("/account"), 200, "Firefox on Windows", "Safari on iPhone", "A browser", "127.0.0.1", "This one", "Sign out everywhere else")
	user := s.scope("manager")
	list, err := s.store.SignIns(t.Context(), user, user.User, s.now().AddDate(0, 0, -1))
	if err != nil || len(list) != 3 {
		t.Fatalf("%d stays, %v", len(list), err)
	}
	id := ""
	for _, in := range list {
		if strings.Contains(in.Agent, "iPhone") {
			id = in.ID
		}
	}
	officer := s.signIn("officer")
	officer.must(officer.post("/account/stays", url.Values{"end": {id}}), 404)
	phone.must(phone.get("/account"), 200)
	desk.must(desk.post("/account/stays", url.Values{}), 400)
	if a := desk.post("/account/stays", url.Values{"end": {id}}); a.location != "/account" {
		t.Fatalf("%d", a.status)
	}
	out := func(b *browser, who string, want bool) {
		t.Helper()
		if got := b.get("/account").status == 303; got != want {
			t.Errorf("%s is signed out: %v, want %v", who, got, want)
		}
	}
	out(phone, "the phone", true)
	out(other, "the other", false)
	desk.post("/account/stays", url.Values{"end": {"others"}})
	out(other, "the other", true)
	out(desk, "the desk", false)
	admin := s.signIn("admin")
	path := "/admin/users/" + user.User
	admin.must(admin.get(path), 200, "Firefox on Windows", "Where Dana Reyes is signed in")
	if a := admin.post(path+"/stays", url.Values{"end": {"others"}}); a.location != path {
		t.Fatalf("%d", a.status)
	}
	out(desk, "the desk", true)
	out(admin, "the admin", false)
	admin.must(admin.get(path), 200, "Nowhere now.")
}

func TestBrowserOf(t *testing.T) {
	for _, test := range []struct{ agent, want string }{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "Chrome on macOS"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "Safari on macOS"},
		{"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android"},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"},
		{"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "Chrome on ChromeOS"},
		{"curl/8.5.0", "A browser"},
		{"", "A browser"},
	} {
		if got := browserOf(test.agent); got != test.want {
			t.Errorf("browserOf(%q) = %q, want %q", test.agent, got, test.want)
		}
	}
}

// TestManyClientsToChoose: with two hundred clients the page has each once, and those that are archived only where chosen.
func TestManyClientsToChoose(t *testing.T) {
	s := newSite(t)
	s.addClients(200)
	archived := s.client("Closed Practice")
	admin := s.signIn("admin")
	if err := s.store.ArchiveClient(t.Context(), s.admin, archived, true); err != nil {
		t.Fatal(err)
	}
	a := admin.must(admin.get("/admin/users/invite"), 200)
	if n := strings.Count(a.body, `name="client"`); n != 200 || a.has("Closed Practice") {
		t.Errorf("%d clients to choose from, want 200", n)
	}
	u := store.User{Name: "Olga", Email: "olga@example.test", Role: assessment.Officer, Clients: []string{archived}, Password: "x"}
	id, err := s.store.AddUser(t.Context(), s.admin, u)
	if err != nil {
		t.Fatal(err)
	}
	admin.must(admin.get("/admin/users/"+id), 200, "Closed Practice", "Archived")
}
