package handlers

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeguard/assessment/store"
)

const aNote = "Two laptops lie\r\nin the open car. <b>"

// unsavedOf gives what is kept of a person.
func (s *site) unsavedOf(who string) []store.Unsaved {
	s.t.Helper()
	list, err := s.store.Unsaved(s.t.Context(), s.scope(who))
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s *site) wait(d time.Duration) { s.clock.Add(int64(d.Seconds())) }

// TestRefusedFormIsKept: what is sent after the session ended by time is kept for its person, and for nobody else; where it is
// not, it is on the page.
func TestRefusedFormIsKept(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id + "/answers/device-encryption"
	note := url.Values{"response": {"no"}, "note": {aNote}, "revision": {"1"}}
	idle := func(*browser) { s.wait(16 * time.Minute) }
	const idleWords, lifetimeWords = "You were signed out after 15 idle minutes, to protect client data.", "You were signed out after 12 hours, to protect client data."
	for _, test := range []struct {
		name   string
		end    func(b *browser)
		path   string
		fields url.Values
		kept   bool
		says   string // on the page for signing in
		copied bool   // the texts are on the answer
	}{
		{"idle", idle, path, note, true, idleWords + " Your last change is kept: sign in to save it.", false},
		{"at the end of the stay", func(b *browser) {
			for range 12 * 6 {
				s.wait(10 * time.Minute)
				b.get("/account")
			}
		}, path, note, true, lifetimeWords + " Your last change is kept: sign in to save it.", false},
		{"a day later", func(*browser) { s.wait(25 * time.Hour) }, path, note, false, "", true},
		{"after signing out", func(b *browser) { b.post("/logout", url.Values{}) }, path, note, false, "", true},
		{"ended by an admin", func(b *browser) {
			idle(b)
			if err := s.store.EndSignIns(t.Context(), s.admin, s.scope("manager").User, ""); err != nil {
				t.Fatal(err)
			}
		}, path, note, false, "", true},
		{"with a new password meanwhile", func(b *browser) {
			idle(b)
			hash := s.hashOf("manager")
			if err := s.store.SetPassword(t.Context(), s.scope("manager"), hash, ""); err != nil {
				t.Fatal(err)
			}
		}, path, note, false, "", true},
		{"a secret beside a text", idle, path, url.Values{"note": {aNote}, "password": {"my own secret"}, "confirm-code": {"123 456"}}, true, "is kept", false},
		{"secrets alone", idle, "/account", url.Values{"change": {"password"}, "old": {"my old secret"}, "new": {"my new secret"}}, false, idleWords + " Sign in to go on", false},
		{"a form that is never kept", idle, "/account/keys", url.Values{"keys": {"off"}}, false, idleWords + " Sign in to go on", false},
		{"an address of no form", idle, "/clients", note, false, "", true},
		{"too large", idle, path, url.Values{"note": {strings.Repeat("a long note ", store.LargestUnsaved/10)}}, false, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := s.signIn("manager")
			test.end(b)
			a := b.post(test.path, test.fields)
			if test.copied {
				first := strings.Fields(test.fields.Get("note"))
				b.must(a, http.StatusUnauthorized, "What you sent is not saved.", first[0]+" "+first[1], `name="password"`)
			} else {
				b.must(a, http.StatusSeeOther)
				b.must(b.get(a.location), http.StatusOK, test.says)
			}
			list := s.unsavedOf("manager")
			if len(list) > 0 != test.kept {
				t.Fatalf("kept: %+v", list)
			}
			for _, u := range list {
				if u.Action != test.path || u.Page != test.path || !u.Refused || u.Fields.Get("note") != aNote || u.Fields.Has("password") || u.Fields.Has("confirm-code") {
					t.Errorf("kept as %+v", u)
				}
				if !strings.HasPrefix(a.location, "/login?next="+url.QueryEscape(u.Page)+"&") {
					t.Errorf("it leads to %s", a.location)
				}
				if err := s.store.DropUnsaved(t.Context(), s.scope("manager"), u.Action); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if n := len(s.unsavedOf("officer")); n != 0 {
		t.Errorf("%d forms are kept for somebody else", n)
	}
}

// hashOf gives the hash of somebody's password.
func (s *site) hashOf(who string) string {
	s.t.Helper()
	u, err := s.store.UserByEmail(s.t.Context(), who+"@example.test")
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Password
}

// TestKeptFormIsSaved: after signing in a banner leads to what is kept; saved once it is there, and is kept no more; meanwhile
// changed by somebody else, both versions show; and another person on the same browser sees nothing of it.
func TestKeptFormIsSaved(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id + "/answers/device-encryption"
	revision := func() string { return fmt.Sprint(s.workOf(id).Answer("device-encryption", "").Revision) }
	const banner = "is kept and not saved yet."
	refuse := func(b *browser) answer {
		t.Helper()
		fields := url.Values{"response": {"no"}, "note": {aNote}, "revision": {revision()}}
		s.wait(16 * time.Minute)
		return b.must(b.post(path, fields), http.StatusSeeOther)
	}
	back := func(b *browser, who, next string) answer {
		t.Helper()
		next = strings.TrimPrefix(strings.Split(next, "&")[0], "/login?next=")
		next, _ = url.QueryUnescape(next)
		return b.post("/login", url.Values{"email": {who + "@example.test"}, "password": {password}, "next": {next}})
	}
	b := s.signIn("manager")
	led := refuse(b)
	if a := back(b, "officer", led.location); a.location != path {
		t.Errorf("signing in leads to %q", a.location)
	}
	if b.get("/account").has(banner) || b.get("/unsaved").has("Two laptops") {
		t.Error("another person sees what is kept")
	}
	back(b, "manager", led.location)
	b.must(b.get("/account"), http.StatusOK, "What you typed at 12:16 "+banner, `href="/unsaved"`)
	fields := b.must(b.get("/unsaved"), http.StatusOK, "Two laptops lie\r\nin the open car. &lt;b&gt;", "Save it now", `name="revision"`, "Sent at 12:16").body
	if strings.Contains(fields, banner) {
		t.Error("the page that lists it shows the banner too")
	}
	kept := s.unsavedOf("manager")[0]
	b.must(b.post(kept.Action, kept.Fields), http.StatusSeeOther)
	if got := s.workOf(id).Answer("device-encryption", "").Note; got != "Two laptops lie\nin the open car. <b>" {
		t.Errorf("saved as %q", got)
	}
	b.must(b.get("/unsaved"), http.StatusOK, "All that you typed is saved.")
	if b.get("/account").has(banner) {
		t.Error("the banner stays")
	}
	b.must(b.post(kept.Action, kept.Fields), http.StatusConflict, "in the open car") // a second press

	led = refuse(b)
	other := s.signIn("admin")
	other.must(other.post(path, url.Values{"response": {"yes"}, "note": {"All of them are locked."}, "revision": {revision()}}), http.StatusSeeOther)
	back(b, "manager", led.location)
	kept = s.unsavedOf("manager")[0]
	b.must(b.post(kept.Action, kept.Fields), http.StatusConflict, "in the open car", "All of them are locked.")
	b.must(b.get("/unsaved"), http.StatusOK, "in the open car") // until it is saved or discarded
	b.must(b.post("/unsaved/discard", url.Values{"action": {kept.Action}}), http.StatusSeeOther)
	b.must(b.get("/unsaved"), http.StatusOK, "All that you typed is saved.")
}

// TestTypedFormIsKept: what a page sends while a form is being filled in, also a moment too late.
func TestTypedFormIsKept(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic", "main")
	b := s.signIn("manager")
	action := "/clients/" + client + "/edit"
	form := func(action, fields string) url.Values {
		return url.Values{"action": {action}, "page": {action + "?a=b"}, "fields": {fields}}
	}
	for _, test := range []struct {
		name   string
		fields url.Values
		status int
		kept   string
	}{
		{"a text", form(action, "city=Old+Town&password=secret"), http.StatusNoContent, "Old Town"},
		{"another", form(action, "city=New+Town"), http.StatusNoContent, "New Town"},
		{"of no form", form("/clients", "city=No+Town"), http.StatusBadRequest, "New Town"},
		{"of another site", form("//evil.test/", "city=No+Town"), http.StatusBadRequest, "New Town"},
		{"of a form that is never kept", form("/unsaved", "city=No+Town"), http.StatusBadRequest, "New Town"},
		{"broken", form(action, "city=%"), http.StatusBadRequest, "New Town"},
		{"too large", form(action, "city="+strings.Repeat("x", store.LargestUnsaved)), http.StatusRequestEntityTooLarge, "New Town"},
		{"as it was", form(action, ""), http.StatusNoContent, ""},
		{"again", form(action, "city=Old+Town"), http.StatusNoContent, "Old Town"},
	} {
		a := b.post("/unsaved", test.fields)
		got := ""
		for _, u := range s.unsavedOf("manager") {
			got += u.Fields.Get("city")
		}
		if a.status != test.status || got != test.kept {
			t.Errorf("%s: %d and %q is kept, want %d and %q", test.name, a.status, got, test.status, test.kept)
		}
	}
	if b.get("/account").has("not saved yet") {
		t.Error("a banner tells of what is being typed")
	}
	s.wait(16 * time.Minute)
	a := b.fromPage("/unsaved", form(action, "city=Late+Town"))
	to := "/login?next=" + url.QueryEscape(action+"?a=b") + "&out=idle&kept=yes"
	if a.status != http.StatusUnauthorized || a.header.Get("HX-Redirect") != to {
		t.Errorf("typed too late: %d, to %q, want 401 to %q", a.status, a.header.Get("HX-Redirect"), to)
	}
	if list := s.unsavedOf("manager"); len(list) != 1 || list[0].Fields.Get("city") != "Late Town" || list[0].Refused {
		t.Errorf("kept: %+v", list)
	}
	s.wait(time.Second)
	b = s.signIn("manager")
	b.must(b.get("/account"), http.StatusOK, "What you typed at 12:16 is kept and not saved yet.")
	b.must(b.post("/account", url.Values{"change": {"pages"}, "theme": {"dark"}}), http.StatusSeeOther)
	if len(s.unsavedOf("manager")) != 1 {
		t.Error("saving another form let go of it")
	}
}

// fromPage sends a form as a script of a page does.
func (b *browser) fromPage(path string, fields url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	return b.send(r)
}

// TestSitesAreKeptApart: the forms of several sites post to one address, and none takes the place of another.
func TestSitesAreKeptApart(t *testing.T) {
	s := newSite(t)
	_, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id + "/answers/workstation-placement"
	b := s.signIn("manager")
	s.wait(16 * time.Minute)
	for _, at := range []string{"main", "annex"} {
		a := b.fromPage(path, url.Values{"site": {at}, "response": {"no"}, "note": {"Screens face the door at " + at}})
		b.must(a, http.StatusUnauthorized)
	}
	list := s.unsavedOf("manager")
	if len(list) != 2 || list[0].Action == list[1].Action || !strings.HasPrefix(list[0].Action, path+"#") {
		t.Fatalf("kept: %+v", list)
	}
	b = s.signIn("manager")
	for _, u := range list {
		u.Fields.Set("revision", fmt.Sprint(s.workOf(id).Answer("workstation-placement", u.Fields.Get("site")).Revision))
		b.must(b.post(u.Action, u.Fields), http.StatusSeeOther)
	}
	if list := s.unsavedOf("manager"); len(list) != 0 {
		t.Errorf("still kept: %+v", list)
	}
}

// TestFilesAreNotKept: the page says so.
func TestFilesAreNotKept(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	s.wait(16 * time.Minute)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/clients/import", strings.NewReader("--x--\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	a := b.must(b.send(r), http.StatusSeeOther)
	b.must(b.get(a.location), http.StatusOK, "A file cannot be kept: sign in, then choose it again.")
	if n := len(s.unsavedOf("manager")); n != 0 {
		t.Errorf("%d forms are kept", n)
	}
}

// TestDisabledKeepNothing: nothing is kept for who was disabled, and their texts are theirs to copy.
func TestDisabledKeepNothing(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	db, err := sql.Open("sqlite", filepath.Join(s.dir, "safeguard.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `UPDATE users SET disabled = TRUE WHERE email = 'manager@example.test'`); err != nil {
		t.Fatal(err)
	}
	s.wait(16 * time.Minute)
	b.must(b.post("/clients/new", url.Values{"notes": {"Call before noon."}}), http.StatusUnauthorized, "Call before noon.")
	if n := len(s.unsavedOf("manager")); n != 0 {
		t.Errorf("%d forms are kept", n)
	}
}

// TestPageSignsOff: a page that nobody used for as long as a session lasts ends it, unless the person is at work elsewhere;
// no other site does.
func TestPageSignsOff(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct {
		name, from string
		after      time.Duration
		out        bool
	}{
		{"unused", "same-origin", 14 * time.Minute, true},
		{"used elsewhere", "same-origin", 5 * time.Minute, false},
		{"led by another site", "cross-site", 14 * time.Minute, false},
	} {
		b := s.signIn("manager")
		s.wait(test.after)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/login?next=%2Faccount&out=idle&kept=yes", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", test.from)
		b.must(b.send(r), http.StatusSeeOther)
		if out := b.get("/account").status != http.StatusOK; out != test.out {
			t.Errorf("%s: signed out %v, want %v", test.name, out, test.out)
		}
	}
	b := s.signIn("manager")
	s.wait(10 * time.Minute)
	b.must(b.post("/account/stay", url.Values{}), http.StatusNoContent)
	s.wait(10 * time.Minute)
	b.must(b.get("/account"), http.StatusOK, "You are signed out after 15 minutes without use and after 12 hours at most.", `data-idle="900"`, `data-left="42000"`, `data-slack="30"`)
}
