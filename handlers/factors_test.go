package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"safeguard/templates"
)

// newStrictSite starts a site that asks for second factors, as every one does but a demo. Passkeys are made for localhost.
func newStrictSite(t *testing.T) *site {
	t.Helper()
	return newSiteIn(t, time.UTC, func(cfg *Config) { cfg.NoMFA, cfg.URL = false, "http://localhost:8080" })
}

// password shows the password of somebody, and gives the browser and where that leads.
func (s *site) password(who string) (*browser, string) {
	s.t.Helper()
	b := s.signIn("")
	a := b.post("/login", url.Values{"email": {who + "@example.test"}, "password": {password}, "next": {"/account?x=1"}})
	if a.status != http.StatusSeeOther {
		s.t.Fatalf("the password gives %d\n%s", a.status, short(a.body))
	}
	return b, a.location
}

// app is an app that makes codes.
type app struct {
	site   *site
	secret string
}

// code gives the code so many steps from now.
func (a app) code(steps int) string {
	a.site.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.site.now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		a.site.t.Fatal(err)
	}
	return code
}

var (
	shownKey   = regexp.MustCompile(`<code class="key">([^<]*)</code>`)
	shownCodes = regexp.MustCompile(`<code>([0-9a-z]{5}-[0-9a-z]{5})</code>`)
)

// enroll signs somebody in who adds an app, and gives the app and the recovery codes.
func (s *site) enroll(who string) (*browser, app, []string) {
	s.t.Helper()
	b, location := s.password(who)
	if location != "/login/enroll?next=%2Faccount%3Fx%3D1" {
		s.t.Fatalf("without a factor the password leads to %q", location)
	}
	key := shownKey.FindStringSubmatch(b.must(b.get(location), 200, "<svg class=\"qr\"").body)
	phone := app{s, strings.ReplaceAll(key[1], " ", "")}
	b.must(b.post("/login/enroll", url.Values{templates.CodeField: {"000000"}}), 422, "This is not the code of that key.", key[1])
	a := b.post("/login/enroll", url.Values{templates.CodeField: {phone.code(0)}, "next": {"/account?x=1"}})
	if a.location != "/login/codes?next=%2Faccount%3Fx%3D1" {
		s.t.Fatalf("after the app it goes on to %d %q", a.status, a.location)
	}
	var codes []string
	for _, m := range shownCodes.FindAllStringSubmatch(b.get(a.location).body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != 10 {
		s.t.Fatalf("%d recovery codes are shown", len(codes))
	}
	b.must(b.post("/login/codes", url.Values{}), 422, codes[9], "Keep the codes first")
	if a := b.post("/login/codes", url.Values{"kept": {"yes"}, "next": {"/account?x=1"}}); a.location != "/account?x=1" {
		s.t.Fatalf("who kept the codes goes on to %d %q", a.status, a.location)
	}
	return b, phone, codes
}

// show types a code after the password.
func (s *site) show(who, code string) (*browser, answer) {
	s.t.Helper()
	b, location := s.password(who)
	if location != "/login/code?next=%2Faccount%3Fx%3D1" {
		s.t.Fatalf("with a factor the password leads to %q", location)
	}
	return b, b.post("/login/code", url.Values{templates.CodeField: {code}, "next": {"/account?x=1"}})
}

// TestSecondFactor goes through enrolling an app and signing in with its codes and with recovery codes, each of which is
// taken once.
func TestSecondFactor(t *testing.T) {
	s := newStrictSite(t)
	b, phone, codes := s.enroll("manager")
	b.must(b.get("/account"), 200, "Second factors", "App with codes", "You have 10 recovery codes left.", "Not yet")
	used := phone.code(0)
	for _, test := range []struct {
		name  string
		later time.Duration
		code  func() string
		in    bool
	}{
		{"the code of the enrollment", 0, func() string { return used }, false},
		{"the next one, of a clock that is fast", 0, func() string { return phone.code(1) }, true},
		{"the same, once it is its time", 30 * time.Second, func() string { return phone.code(0) }, false},
		{"two steps ahead", 0, func() string { return phone.code(2) }, false},
		{"of a clock that is slow", 2 * time.Minute, func() string { return phone.code(-1) }, true},
		{"two steps behind", 2 * time.Minute, func() string { return phone.code(-2) }, false},
		{"with a space", 0, func() string { return phone.code(0)[:3] + " " + phone.code(0)[3:] }, true},
		{"a recovery code", 0, func() string { return strings.ToUpper(codes[0]) }, true},
		{"the same", 0, func() string { return codes[0] }, false},
		{"another", 0, func() string { return strings.ReplaceAll(codes[1], "-", "") }, true},
		{"nothing", 0, func() string { return "" }, false},
	} {
		s.clock.Add(int64(test.later.Seconds()))
		b, a := s.show("manager", test.code())
		if test.in != (a.status == http.StatusSeeOther && a.location == "/account?x=1") || !test.in && a.status != 422 {
			t.Errorf("%s: %d %q, want in: %t", test.name, a.status, a.location, test.in)
		}
		if a := b.get("/clients"); test.in != (a.status == 200) {
			t.Errorf("%s: then /clients gives %d", test.name, a.status)
		}
	}
	b.must(b.get("/account"), 200, "You have 8 recovery codes left.")
}

// TestGuessedCodes: who knows the password and guesses is slowed down, whatever browser is used, and the right code is not
// looked at meanwhile.
func TestGuessedCodes(t *testing.T) {
	s := newStrictSite(t)
	_, phone, _ := s.enroll("manager")
	s.clock.Add(60)
	for i := range 5 {
		_, a := s.show("manager", "123 45")
		if want := map[bool]string{true: "wait 30 seconds", false: "That code is not right"}[i == 4]; !a.has(want) {
			t.Fatalf("guess %d does not say %q\n%s", i+1, want, short(a.body))
		}
	}
	if _, a := s.show("manager", phone.code(0)); a.status != 422 || !a.has("was not looked at") {
		t.Errorf("the right code while none is looked at: %d", a.status)
	}
	s.clock.Add(31)
	if _, a := s.show("manager", "000000"); !a.has("60 seconds") {
		t.Errorf("the next guess does not wait a minute\n%s", short(a.body))
	}
	s.clock.Add(61)
	if _, a := s.show("manager", phone.code(0)); a.status != 303 {
		t.Errorf("after the wait the right code gives %d", a.status)
	}
}

// TestHalfIn walks the table of routes as somebody who has shown the password only, before and after a factor was added.
// Nothing opens but what leads all the way in or out, and nothing is on record.
func TestHalfIn(t *testing.T) {
	s := newStrictSite(t)
	client, _ := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	fill := s.fill(client, draft)
	s.enroll("admin")
	for who, to := range map[string]string{"admin": "/login/code?next=", "officer": "/login/enroll?next="} {
		b, _ := s.password(who)
		for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
			contacts := rt.who.level() == arriving || rt.who.level() == guest // to whom the session of somebody who signs in is nothing
			if rt.who == anyone || contacts || rt.pattern == "/logout" {
				continue
			}
			before := s.events()
			var fields url.Values
			if rt.method != http.MethodGet {
				fields = url.Values{"next": {"/account"}}
			}
			a := b.do(rt.method, fill(rt.pattern), fields)
			away := a.status == http.StatusSeeOther && (strings.HasPrefix(a.location, to) || a.location == "/clients")
			own := strings.HasPrefix(rt.pattern, to[:len("/login/code")]) && a.status < 500 && a.status != 404
			if rt.who != halfIn && (!away || a.location == "/clients") || rt.who == halfIn && !away && !own {
				t.Errorf("%s, half in: %s %s gives %d %q", who, rt.method, rt.pattern, a.status, a.location)
			}
			if n := s.events() - before; n != 0 && rt.pattern != "/login/code" {
				t.Errorf("%s, half in: %s %s leaves %d events", who, rt.method, rt.pattern, n)
			}
		}
		if a := b.get("/nowhere"); a.status != 404 {
			t.Errorf("half in /nowhere gives %d", a.status)
		}
		s.clock.Add(int64((11 * time.Minute).Seconds()))
		if a := b.get("/login/code"); a.location != "/login?next=%2Flogin%2Fcode" {
			t.Errorf("%s: after 11 minutes half in leads to %d %q", who, a.status, a.location)
		}
	}
	b, _ := s.password("admin")
	if a := b.post("/logout", url.Values{}); a.location != "/login" {
		t.Errorf("signing out half in leads to %q", a.location)
	}
	if a := b.get("/login/code"); !strings.HasPrefix(a.location, "/login?") {
		t.Errorf("after that /login/code leads to %q", a.location)
	}
}

// TestStepUp: ten minutes after the last second factor it is asked for again, in the form itself or on a page that carries
// what was posted.
func TestStepUp(t *testing.T) {
	s := newStrictSite(t)
	b, phone, codes := s.enroll("manager")
	if a := b.get("/account/factors"); a.status != 200 {
		t.Errorf("just after signing in a page that needs a second factor gives %d", a.status)
	}
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	a := b.get("/account/factors?a=b")
	if a.location != "/login/confirm?next=%2Faccount%2Ffactors%3Fa%3Db" {
		t.Fatalf("after 11 minutes it leads to %d %q", a.status, a.location)
	}
	b.must(b.get(a.location), 200, "Confirm that it is you")
	_, draft := s.sample("riverside-2026", "")
	finalize := "/assessments/" + draft + "/finalize"
	posted := url.Values{"sure": {"yes"}, "text": {"<two> \"lines\"\nof it"}, "next": {"/account"}}
	b.must(b.post(finalize, posted), 403, `action="`+finalize+`"`, `name="sure" value="yes"`, "&lt;two&gt; &#34;lines&#34;\nof it", `name="next" value="/account"`)
	for _, field := range []string{"password", "new"} {
		page := b.must(b.post(finalize, url.Values{"sure": {"yes"}, field: {"the secret one"}}), 403, `name="next" value="`+finalize+`"`, "fill in the form again")
		if page.has("the secret one") || page.has(`name="sure"`) {
			t.Errorf("with %s the page carries what was posted", field)
		}
	}
	b.must(b.post("/assessments/nothing/finalize", posted), 404)
	posted.Set(templates.CodeField, "000000")
	b.must(b.post(finalize, posted), 422, "That code is not right", `name="sure" value="yes"`)
	posted.Set(templates.CodeField, codes[0])
	b.must(b.post(finalize, posted), 409) // let through, to an assessment that nobody has approved
	b.must(b.post(finalize, url.Values{"sure": {"yes"}}), 409)
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	b.must(b.post("/login/confirm", url.Values{templates.CodeField: {"1"}}), 422, "That code is not right")
	if a := b.post("/login/confirm", url.Values{templates.CodeField: {phone.code(0)}, "next": {"/account/factors"}}); a.location != "/account/factors" {
		t.Errorf("the code leads to %d %q", a.status, a.location)
	}
	b.must(b.get("/account/factors"), 200)
	if a := freely(t); a.status != 404 {
		t.Errorf("where no second factors are asked for, finalizing nothing gives %d, want 404", a.status)
	}
}

// freely finalizes nothing, long after the sign-in to a site that asks for no second factors.
func freely(t *testing.T) answer {
	s := newSite(t)
	b := s.signIn("manager")
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	b.get("/account")
	return b.post("/assessments/nothing/finalize", url.Values{"sure": {"yes"}})
}

var removal = regexp.MustCompile(`action="(/account/factors/[^"]+/remove)"`)

// TestFactorsOfTheAccount: the last factor stays, a second app can take its place, and codes are made anew.
func TestFactorsOfTheAccount(t *testing.T) {
	s := newStrictSite(t)
	b, _, codes := s.enroll("manager")
	first := removal.FindStringSubmatch(b.get("/account").body)[1]
	b.must(b.post(first, url.Values{}), 422, "This is your only second factor.")
	second := app{s, strings.ReplaceAll(shownKey.FindStringSubmatch(b.get("/account/factors").body)[1], " ", "")}
	if a := b.post("/account/factors", url.Values{templates.CodeField: {second.code(0)}}); a.location != "/account" {
		t.Fatalf("a second app leads to %d %q\n%s", a.status, a.location, short(a.body))
	}
	for _, want := range []string{"Removed. It lets nobody in any more.", "It was removed already."} {
		b.post(first, url.Values{})
		b.must(b.get("/account"), 200, want)
	}
	if a := b.post("/account/factors/codes/new", url.Values{}); a.location != "/account/factors/codes" {
		t.Fatalf("new codes lead to %q", a.location)
	}
	fresh := shownCodes.FindStringSubmatch(b.get("/account/factors/codes").body)[1]
	b.post("/account/factors/codes", url.Values{"kept": {"yes"}})
	b.must(b.get("/account"), 200, "Your new recovery codes are in use.")
	if a := b.get("/account/factors/codes"); a.location != "/account" {
		t.Errorf("the codes are shown again: %d %q", a.status, a.location)
	}
	for code, status := range map[string]int{codes[0]: 422, fresh: 303} {
		if _, a := s.show("manager", code); a.status != status {
			t.Errorf("with %s it gives %d, want %d", code, a.status, status)
		}
	}
}

// TestFactorsAreRemoved: an admin helps who lost everything, and nobody else does.
func TestFactorsAreRemoved(t *testing.T) {
	s := newStrictSite(t)
	lost, _, _ := s.enroll("manager")
	officer, _, _ := s.enroll("officer")
	admin, _, _ := s.enroll("admin")
	path := "/admin/users/" + s.scope("manager").User + "/factors"
	officer.must(officer.post(path, url.Values{}), 404)
	if a := admin.post(path, url.Values{}); a.location != strings.TrimSuffix(path, "/factors") {
		t.Errorf("removing leads to %d %q", a.status, a.location)
	}
	if a := lost.get("/clients"); !strings.HasPrefix(a.location, "/login?") {
		t.Errorf("whose factors are removed is still in: %d", a.status)
	}
	s.clock.Add(120)
	s.enroll("manager")
}

// TestWhatAsksAgain: what changes people, settings or factors, makes an analysis final, deletes or exports asks for the second
// factor again. Of the forms of admins only those that move a mail along do not.
func TestWhatAsksAgain(t *testing.T) {
	s := newSite(t)
	for _, rt := range s.app.routes() {
		name := rt.method + " " + rt.pattern
		admins := rt.method == http.MethodPost && strings.HasPrefix(rt.pattern, "/admin/") && !strings.HasPrefix(rt.pattern, "/admin/mail/")
		others := strings.HasSuffix(name, "/audit.csv") || strings.Contains(name, "/account/sso") ||
			name == "POST /assessments/{assessment}/finalize" || name == "POST /clients/{client}/delete"
		if (admins || others) && rt.who&stepUp == 0 {
			t.Errorf("%s does not ask again", name)
		}
	}
}

// TestWhereCodesComeFrom: the log says from where a factor was added and a code taken or refused, also before anybody is in.
func TestWhereCodesComeFrom(t *testing.T) {
	s := newStrictSite(t)
	_, phone, _ := s.enroll("manager")
	s.show("manager", "000000")
	s.show("manager", phone.code(1))
	s.wantAddresses()
}
