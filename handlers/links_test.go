package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const freshPassword = "four words <in> a rōw 🔑"

// invite has the admin invite somebody, and gives the path of the link on the page.
func (b *browser) invite(email string, clients ...string) string {
	b.t.Helper()
	a := b.must(b.post("/admin/users/invite", url.Values{
		"email": {email}, "name": {"Ina Fuchs"}, "title": {"Compliance officer"}, "role": {"officer"}, "reach": {"chosen"}, "client": clients,
	}), 200, "Send this link to Ina Fuchs")
	return b.link(a, "invite")
}

// link gives the path of the link that a page hands out.
func (b *browser) link(a answer, kind string) string {
	b.t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(b.site.URL) + `(/` + kind + `/[\w-]{43})"`).FindStringSubmatch(a.body)
	if found == nil {
		b.t.Fatalf("the page hands out no link\n%s", short(a.body))
	}
	return found[1]
}

// TestInvitation follows an invited person to their first page.
func TestInvitation(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	s.client("Not Theirs")
	path := s.signIn("admin").invite("ina@example.test", client)
	b := s.signIn("")
	events := s.events()
	for range 2 { // to look changes nothing
		b.must(b.get(path), 200, "Welcome to Safeguard", "Ina Fuchs", "ina@example.test", "Officer")
	}
	if n := s.events() - events; n != 0 {
		t.Errorf("looking at a link leaves %d events", n)
	}
	for _, weak := range []string{"", "short", "Summer2026!!", "Ina Fuchs 2026", "Compliance officer 1"} {
		if a := b.post(path, url.Values{"password": {weak}}); a.status != 422 || !a.has("Error: Welcome") || weak != "" && a.has(`value="`+weak) {
			t.Errorf("password %q: %d\n%s", weak, a.status, short(a.body))
		}
	}
	if a := b.post(path, url.Values{"password": {freshPassword}}); a.status != 303 || a.location != "/login" {
		t.Fatalf("setting the password: %d %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get("/login"), 200, "Your password is set.")
	if b.cookie(deviceCookie) == nil {
		t.Error("the browser of who used the link is not known")
	}
	if !b.try("ina@example.test", freshPassword) {
		t.Fatal("the invited person cannot sign in")
	}
	a := b.must(b.get("/clients"), 200, "Harbor Clinic")
	if a.has("Not Theirs") {
		t.Error("the invited person sees a client that is not theirs")
	}
	for _, method := range []string{"GET", "POST"} {
		b.must(b.do(method, path, url.Values{"password": {freshPassword + "!"}}), 404, "This link opens nothing.")
	}
}

// TestDeadLinks: whatever is wrong with a link, the page is the same to the letter.
func TestDeadLinks(t *testing.T) {
	s := newSite(t)
	admin, b := s.signIn("admin"), s.signIn("")
	path := admin.invite("ina@example.test")
	token := strings.TrimPrefix(path, "/invite/")
	used := admin.invite("ute@example.test")
	if a := b.post(used, url.Values{"password": {freshPassword}}); a.status != 303 {
		t.Fatal(a.status)
	}
	officer := "/admin/users/" + s.scope("officer").User
	reset := admin.link(admin.post(officer+"/link", url.Values{}), "reset")
	newer := admin.link(admin.post(officer+"/link", url.Values{}), "reset")
	var page string
	for _, test := range []struct{ name, path string }{
		{"unknown", "/invite/" + strings.Repeat("A", 43)},
		{"copied in part", path[:len(path)-1]},
		{"too long", path + "A"},
		{"of another kind", "/reset/" + token},
		{"set up once somebody is there", "/setup/" + token},
		{"used", used},
		{"made before another", reset},
		{"escaped", "/invite/%00%ff"},
	} {
		for _, method := range []string{"GET", "POST"} {
			a := b.do(method, test.path, url.Values{"password": {freshPassword}})
			if page == "" {
				page = a.body
			}
			if a.status != 404 || a.body != page {
				t.Errorf("%s: %s gives %d and another page\n%s", test.name, method, a.status, short(a.body))
			}
		}
	}
	if !strings.Contains(page, "It may have ended or been copied in part.") || !strings.Contains(page, "Ask the sender for a new one.") {
		t.Errorf("the page does not say what to do\n%s", short(page))
	}
	b.must(b.get(path), 200)
	b.must(b.get(newer), 200)
	s.clock.Add(24*3600 + 1)
	b.must(b.get(newer), 404, "This link opens nothing.")
	b.must(b.get(path), 200)
	s.clock.Add(6 * 24 * 3600)
	b.must(b.get(path), 404, "This link opens nothing.")
}

// TestResetSignsOut: who chooses a password by a link is signed out everywhere, and so is whoever used the same browser.
func TestResetSignsOut(t *testing.T) {
	s := newSite(t)
	admin, elsewhere, here := s.signIn("admin"), s.signIn("officer"), s.signIn("manager")
	path := admin.link(admin.post("/admin/users/"+s.scope("officer").User+"/link", url.Values{}), "reset")
	here.must(here.get(path), 200, "Choose a new password", "Olive Officer")
	if a := here.post(path, url.Values{"password": {freshPassword}}); a.location != "/login" {
		t.Fatalf("%d %q", a.status, a.location)
	}
	here.must(here.get("/login"), 200, "Your password is set.") // a page that who is signed in does not see
	if a := elsewhere.get("/account"); a.status != 303 {
		t.Errorf("elsewhere the person is signed in still: %d", a.status)
	}
	if here.try("officer@example.test", password) {
		t.Error("the old password still works")
	}
	s.wantAddresses()
}

// TestLinkUsedAtOnce: two browsers send the form of one link at the same time, and one of them wins.
func TestLinkUsedAtOnce(t *testing.T) {
	s := newSite(t)
	path := s.signIn("admin").invite("ina@example.test")
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for range 6 {
		b := s.signIn("")
		wg.Go(func() {
			switch a := b.post(path, url.Values{"password": {freshPassword}}); a.status {
			case http.StatusSeeOther:
				won.Add(1)
			case http.StatusNotFound:
				lost.Add(1)
			default:
				t.Errorf("status %d", a.status)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 5 {
		t.Errorf("%d won and %d lost, want 1 and 5", won.Load(), lost.Load())
	}
}

// TestSetup: the first admin comes in by the link of the start, and it opens nothing once somebody can sign in.
func TestSetup(t *testing.T) {
	s := newEmptySite(t)
	link, err := s.store.MakeSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("")
	b.must(b.get(link.Path()), 200, "Set up Safeguard", "Your company")
	good := url.Values{"provider": {"Northwind IT"}, "name": {"Ada Byron"}, "email": {"Ada@Example.test"}, "password": {freshPassword}}
	for field, test := range map[string]struct{ value, want string }{
		"provider": {"", "Write the name of your company"},
		"name":     {" ", "Write the name, as reports print it."},
		"email":    {"ada", "Write the address to sign in with"},
		"password": {"Northwind IT 2026", "easy to guess"},
	} {
		fields := url.Values{}
		for name, values := range good {
			fields[name] = values
		}
		fields.Set(field, test.value)
		a := b.must(b.post(link.Path(), fields), 422, test.want)
		if field != "name" && !a.has("Ada Byron") {
			t.Errorf("a wrong %s loses what was typed", field)
		}
	}
	if a := b.post(link.Path(), good); a.location != "/login" {
		t.Fatalf("%d %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get("/login"), 200, "Safeguard is set up.", "Northwind IT")
	if !b.try("ada@example.test", freshPassword) {
		t.Fatal("the first admin cannot sign in")
	}
	b.must(b.get("/admin/users"), 200, "Ada Byron")
	b.must(b.get(link.Path()), 404, "This link opens nothing.")
	b.must(b.post(link.Path(), good), 404, "This link opens nothing.")
	s.wantAddresses()
}

// TestAddressOfLinks: a link leads to the address that the server was told, else to the one that was asked.
func TestAddressOfLinks(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/admin/users", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "safeguard.example.com:8443"
	s := newEmptySite(t)
	for _, test := range []struct {
		url    string
		secure bool
		want   string
	}{
		{"", false, "http://safeguard.example.com:8443"},
		{"", true, "https://safeguard.example.com:8443"},
		{"https://sra.example.com/", false, "https://sra.example.com"},
	} {
		app := New(Config{Store: s.store, URL: test.url, Secure: test.secure})
		if got := app.address(r); got != test.want {
			t.Errorf("told %q, secure %v: %q, want %q", test.url, test.secure, got, test.want)
		}
	}
}

// TestTokensAreNotLogged reads what the server logs of a link that is followed and used.
func TestTokensAreNotLogged(t *testing.T) {
	s := newSite(t)
	path := s.signIn("admin").invite("ina@example.test")
	b := s.signIn("")
	b.get(path)
	b.post(path, url.Values{"password": {freshPassword}})
	b.get(path)
	token := strings.TrimPrefix(path, "/invite/")
	if log := s.log.String(); !strings.Contains(log, "/invite/{token}") || strings.Contains(log, token) {
		t.Errorf("the log does not have the pattern, or has the token:\n%.2000s", log)
	}
}
