package handlers

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/static"
)

// entry says whom a route is for, by what people do.
type entry uint8

const (
	open     entry = iota + 1 // without signing in
	personal                  // everybody who signs in
	staff                     // managers and admins; about no client
	admins                    // admins; about no client
	read                      // whoever sees the client
	write                     // managers and admins who see the client
	linked                    // whoever holds the link; the test's own opens nothing, to everybody alike
	followed                  // contacts who followed their link
	contacts                  // contacts who have shown who they are; nobody who signs in
)

// lets reports whether somebody is let in.
func (e entry) lets(c caller) bool {
	if c.contact {
		return e == open || e == followed || e == contacts
	}
	role, sees := c.role, c.sees
	editor := role == assessment.Manager || role == assessment.Admin
	return e == open || e == personal && role != 0 || e == admins && role == assessment.Admin || e == staff && editor || e == read && sees || e == write && sees && editor
}

// entries is who may enter where. It repeats the table of routes on purpose: a route that is added there has to be thought
// of a second time here.
var entries = map[string]entry{
	"GET /healthz":             open,
	"GET /readyz":              open,
	"GET /static/*":            open,
	"GET /login":               open,
	"POST /login":              open,
	"POST /logout":             personal,
	"GET /login/sso":           open,
	"GET /login/sso/callback":  open,
	"GET /account/sso":         personal,
	"POST /account/sso/remove": personal,
	"GET /account":             personal,
	"POST /account":            personal,
	"POST /account/keys":       personal,
	"GET /help/keys":           personal,
	"GET /":                    personal,

	"GET /s/{token}":          linked,
	"POST /s/{token}":         linked,
	"GET /shared/code":        followed,
	"POST /shared/code":       followed,
	"POST /shared/code/new":   followed,
	"GET /shared":             contacts,
	"GET /shared/done":        contacts,
	"GET /shared/logo/msp":    contacts,
	"GET /shared/logo/client": contacts,
	"POST /shared/leave":      contacts,
	"GET /shared/left":        open,

	"GET /admin/keys":         admins,
	"POST /account/stays":     personal,
	"GET /setup/{token}":      linked,
	"POST /setup/{token}":     linked,
	"GET /invite/{token}":     linked,
	"POST /invite/{token}":    linked,
	"GET /reset/{token}":      linked,
	"GET /invite/{token}/sso": linked,
	"GET /reset":              open,
	"POST /reset":             open,
	"POST /reset/{token}":     linked,

	"GET /admin/users":                    admins,
	"GET /admin/users/invite":             admins,
	"POST /admin/users/invite":            admins,
	"GET /admin/users/{user}":             admins,
	"POST /admin/users/{user}":            admins,
	"POST /admin/users/{user}/access":     admins,
	"POST /admin/users/{user}/link":       admins,
	"POST /admin/users/{user}/sso/remove": admins,
	"POST /admin/users/{user}/stays":      admins,

	"POST /account/stay":    personal,
	"GET /unsaved":          personal,
	"POST /unsaved":         personal,
	"POST /unsaved/discard": personal,

	"GET /login/code":                       personal,
	"POST /login/code":                      personal,
	"GET /login/enroll":                     personal,
	"POST /login/enroll":                    personal,
	"POST /login/enroll/passkey/begin":      personal,
	"POST /login/enroll/passkey/finish":     personal,
	"GET /login/codes":                      personal,
	"POST /login/codes":                     personal,
	"POST /login/passkey/begin":             open,
	"POST /login/passkey/finish":            open,
	"GET /login/confirm":                    personal,
	"POST /login/confirm":                   personal,
	"GET /account/factors":                  personal,
	"POST /account/factors":                 personal,
	"POST /account/factors/passkey/begin":   personal,
	"POST /account/factors/passkey/finish":  personal,
	"POST /account/factors/{factor}/remove": personal,
	"GET /account/factors/codes":            personal,
	"POST /account/factors/codes":           personal,
	"POST /account/factors/codes/new":       personal,
	"POST /admin/users/{user}/factors":      admins,

	"GET /logo":                               personal,
	"GET /reports":                            personal,
	"GET /reports/review.pdf":                 personal,
	"GET /reports/all.zip":                    personal,
	"GET /verify":                             personal,
	"POST /verify":                            personal,
	"POST /admin/settings/logo":               admins,
	"POST /admin/settings/logo/remove":        admins,
	"POST /admin/settings/signer":             admins,
	"POST /admin/settings/signer/remove":      admins,
	"GET /clients/{client}/logo":              read,
	"POST /clients/{client}/edit/logo":        write,
	"POST /clients/{client}/edit/logo/remove": write,

	"GET /assessments/{assessment}/sections/{section}":           read,
	"GET /assessments/{assessment}/sections/{section}/confirm":   write,
	"POST /assessments/{assessment}/sections/{section}/confirm":  write,
	"POST /assessments/{assessment}/source":                      write,
	"GET /assessments/{assessment}/answers/{question}":           read,
	"PUT /assessments/{assessment}/answers/{question}":           write,
	"POST /assessments/{assessment}/answers/{question}":          write,
	"POST /assessments/{assessment}/answers/{question}/undo":     write,
	"GET /assessments/{assessment}/answers/{question}/history":   read,
	"POST /assessments/{assessment}/decisions/{citation}":        write,
	"GET /assessments/{assessment}/risks":                        read,
	"POST /assessments/{assessment}/risks/review":                write,
	"GET /assessments/{assessment}/risks/new":                    write,
	"POST /assessments/{assessment}/risks/new":                   write,
	"GET /assessments/{assessment}/risks/{risk}":                 read,
	"POST /assessments/{assessment}/risks/{risk}/review":         write,
	"POST /assessments/{assessment}/risks/{risk}/treatment":      write,
	"POST /assessments/{assessment}/risks/{risk}/override":       write,
	"POST /assessments/{assessment}/risks/{risk}/occurrence":     write,
	"POST /assessments/{assessment}/risks/{risk}/exclusion":      write,
	"GET /assessments/{assessment}/risks/{risk}/edit":            write,
	"POST /assessments/{assessment}/risks/{risk}/edit":           write,
	"POST /assessments/{assessment}/risks/{risk}/remove":         write,
	"GET /assessments/{assessment}/answers/{question}/messages":  read,
	"POST /assessments/{assessment}/answers/{question}/messages": write,
	"GET /shared/questions/{question}/messages":                  contacts,
	"POST /shared/questions/{question}/messages":                 contacts,

	"GET /assessments/{assessment}/readiness/{questionnaire}":  read,
	"POST /assessments/{assessment}/readiness/{questionnaire}": write,

	"GET /library/risks":                                          staff,
	"GET /library/threats":                                        staff,
	"GET /questionnaires":                                         staff,
	"GET /questionnaires/{questionnaire}":                         staff,
	"GET /questionnaires/{questionnaire}/coverage":                staff,
	"GET /questionnaires/{questionnaire}/activities":              staff,
	"GET /questionnaires/{questionnaire}/blank.pdf":               staff,
	"GET /clients":                                                personal,
	"GET /clients/new":                                            staff,
	"POST /clients/new":                                           staff,
	"GET /clients/import":                                         staff,
	"POST /clients/import":                                        staff,
	"GET /clients/import/template.csv":                            staff,
	"GET /clients/{client}":                                       read,
	"GET /clients/{client}/edit":                                  write,
	"POST /clients/{client}/edit":                                 write,
	"POST /clients/{client}/archive":                              write,
	"POST /clients/{client}/restore":                              write,
	"GET /clients/{client}/history":                               read,
	"GET /clients/{client}/screenings":                            read,
	"GET /clients/{client}/screenings/{year}":                     read,
	"POST /clients/{client}/screenings/{year}":                    write,
	"POST /clients/{client}/screenings/{year}/record":             write,
	"GET /assessments/{assessment}/finalize":                      read,
	"POST /assessments/{assessment}/finalize":                     write,
	"POST /assessments/{assessment}/submit":                       write,
	"GET /assessments/{assessment}/review":                        read,
	"POST /assessments/{assessment}/approve":                      read, // officers approve and return; so may the manager for them
	"POST /assessments/{assessment}/return":                       read,
	"POST /assessments/{assessment}/takeback":                     write,
	"GET /assessments/{assessment}/amend":                         write,
	"POST /assessments/{assessment}/amend":                        write,
	"GET /assessments/{assessment}/reports":                       read,
	"GET /assessments/{assessment}/reports/{report}":              read,
	"GET /assessments/{assessment}/reports/{report}.pdf":          read,
	"GET /assessments/{assessment}/reports/workbook.xlsx":         read,
	"GET /assessments/{assessment}/reports/{sheet}.csv":           read,
	"GET /assessments/{assessment}/reports/{report}/copy":         read,
	"POST /assessments/{assessment}/reports/{report}/copy":        read,
	"POST /assessments/{assessment}/reports/{report}/signed":      read,
	"GET /assessments/{assessment}/compare":                       read,
	"GET /clients/{client}/assets":                                read,
	"POST /clients/{client}/assets":                               write,
	"POST /clients/{client}/assets/inventory":                     write,
	"GET /clients/{client}/assets/import":                         write,
	"POST /clients/{client}/assets/import":                        write,
	"GET /clients/{client}/assets/import/template.csv":            write,
	"GET /clients/{client}/assets/{asset}":                        write,
	"POST /clients/{client}/assets/{asset}":                       write,
	"POST /clients/{client}/assets/{asset}/remove":                write,
	"GET /clients/{client}/agreements":                            read,
	"POST /clients/{client}/agreements":                           write,
	"GET /clients/{client}/agreements/{vendor}":                   write,
	"POST /clients/{client}/agreements/{vendor}":                  write,
	"POST /clients/{client}/agreements/{vendor}/remove":           write,
	"GET /clients/{client}/incidents":                             read,
	"POST /clients/{client}/incidents":                            write,
	"GET /clients/{client}/incidents/{incident}":                  write,
	"POST /clients/{client}/incidents/{incident}":                 write,
	"POST /clients/{client}/incidents/{incident}/remove":          write,
	"GET /clients/{client}/contacts":                              read,
	"POST /clients/{client}/contacts":                             write,
	"POST /clients/{client}/contacts/reminders":                   write,
	"GET /clients/{client}/contacts/{contact}":                    write,
	"POST /clients/{client}/contacts/{contact}":                   write,
	"POST /clients/{client}/contacts/{contact}/remove":            write,
	"GET /clients/{client}/evidence":                              read,
	"POST /clients/{client}/evidence":                             write,
	"GET /clients/{client}/evidence/{proof}":                      write,
	"POST /clients/{client}/evidence/{proof}":                     write,
	"POST /clients/{client}/evidence/{proof}/remove":              write,
	"POST /clients/{client}/evidence/{proof}/files":               write,
	"GET /clients/{client}/evidence/{proof}/files/{file}":         read,
	"POST /clients/{client}/evidence/{proof}/files/{file}/remove": write,
	"GET /assessments/{assessment}/plan":                          read,
	"POST /assessments/{assessment}/plan":                         write,
	"GET /assessments/{assessment}/plan/{question}":               write,
	"POST /assessments/{assessment}/plan/{question}":              write,
	"GET /clients/{client}/plan":                                  read,
	"GET /clients/{client}/plan.csv":                              read,
	"GET /clients/{client}/plan/new":                              write,
	"POST /clients/{client}/plan/new":                             write,
	"GET /clients/{client}/plan/{line}":                           read,
	"POST /clients/{client}/plan/{line}":                          write,
	"GET /remediation":                                            staff,
	"GET /campaigns":                                              staff,
	"POST /campaigns/act":                                         staff,
	"GET /campaigns/new":                                          staff,
	"POST /campaigns/new":                                         staff,
	"GET /campaigns/import":                                       staff,
	"POST /campaigns/import":                                      staff,
	"GET /campaigns/import/template.csv":                          staff,
	"GET /campaigns/{campaign}":                                   write, // it goes to the client alone
	"POST /campaigns/{campaign}/links":                            write,
	"POST /campaigns/{campaign}/accept":                           write,
	"GET /assessments/{assessment}/shares":                        read,
	"GET /assessments/{assessment}/shares/new":                    write,
	"POST /assessments/{assessment}/shares/new":                   write,
	"GET /assessments/{assessment}/shares/{share}":                read,
	"POST /assessments/{assessment}/shares/{share}":               write,
	"GET /clients/{client}/shares":                                read,
	"POST /clients/{client}/shares/link":                          write,
	"POST /clients/{client}/shares/due":                           write,
	"POST /clients/{client}/shares/revoke":                        write,
	"GET /clients/{client}/shares/{share}":                        read,
	"POST /clients/{client}/shares/{share}":                       write,
	"GET /clients/{client}/assessments/new":                       write,
	"POST /clients/{client}/assessments/new":                      write,
	"GET /assessments/{assessment}":                               read,
	"GET /assessments/{assessment}/scope":                         read,
	"POST /assessments/{assessment}/scope":                        write,
	"GET /assessments/{assessment}/questionnaire":                 write,
	"POST /assessments/{assessment}/questionnaire":                write,
	"GET /admin":                      admins,
	"GET /admin/audit":                admins,
	"GET /admin/audit.csv":            admins,
	"GET /clients/{client}/audit":     read,
	"GET /clients/{client}/audit.csv": read,
	"GET /admin/mail":                 admins,
	"POST /admin/mail":                admins,
	"POST /admin/mail/test":           admins,
	"POST /admin/mail/{mail}/retry":   admins,
	"POST /admin/mail/{mail}/drop":    admins,
	"GET /admin/backups":              admins,
	"GET /admin/settings":             admins,
	"POST /admin/settings":            admins,
	"POST /admin/settings/reports":    admins,
	"GET /clients/{client}/delete":    admins,
	"POST /clients/{client}/delete":   admins,

	"GET /shared/questions/{question}":          contacts,
	"POST /shared/questions/{question}":         contacts,
	"GET /shared/questions/{question}/changed":  contacts,
	"POST /shared/questions/{question}/changed": contacts,
	"POST /shared/questions/{question}/pass":    contacts,
	"POST /shared/questions/{question}/files":   contacts,
	"GET /shared/check":                         contacts,
	"POST /shared/submit":                       contacts,
}

// caller is somebody who tries every route.
type caller struct {
	*browser
	name    string
	role    assessment.Role
	sees    bool
	contact bool // who has no role, and came in by a link
}

// callers are nobody, and everybody who can be told apart: by role, and by whether they see the client.
func (s *site) callers(client, other string) []caller {
	s.t.Helper()
	hash, err := HashPassword(password)
	if err != nil {
		s.t.Fatal(err)
	}
	list := []caller{{browser: s.signIn(""), name: "nobody"}, {browser: s.signIn("admin"), name: "an admin", role: assessment.Admin, sees: true}}
	for _, c := range []struct {
		name, email, client string
		role                assessment.Role
	}{
		{"an officer of another client", "officer.there", other, assessment.Officer},
		{"a manager of another client", "manager.there", other, assessment.Manager},
		{"an officer of the client", "officer.here", client, assessment.Officer},
		{"a manager of the client", "manager.here", client, assessment.Manager},
	} {
		u := store.User{Name: c.name, Email: c.email + "@example.test", Role: c.role, Clients: []string{c.client}, Password: hash}
		if _, err := s.store.AddUser(s.t.Context(), s.admin, u); err != nil {
			s.t.Fatal(err)
		}
		list = append(list, caller{browser: s.signIn(c.email), name: c.name, role: c.role, sees: c.client == client})
	}
	return list
}

// contacts are a contact of the client, and one of another client.
func (s *site) contacts(asked []store.Handout) (list []caller) {
	s.t.Helper()
	for n, name := range []string{"a contact", "a contact of another client"} {
		list = append(list, caller{browser: s.comeIn(asked[n]), name: name, contact: true})
	}
	return list
}

// events counts the audit log of all chains. No person may read it all, so the file is read beside the store.
func (s *site) events() (n int) {
	s.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.dir, "safeguard.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(s.t.Context(), `SELECT count(*) FROM events`).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestEveryRouteIsClosed walks the table of routes with everybody who can be told apart. Who may not enter finds nothing
// there, and leaves no trace; nobody finds the page for signing in.
func TestEveryRouteIsClosed(t *testing.T) {
	s := newSiteWith(t, time.UTC, withProvider)
	client, _ := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	other := s.client("Harbor Clinic", "main", "annex")
	_, there := s.sample("riverside-2026", other)
	asked := []store.Handout{s.asked(client, draft, "device-encryption"), s.asked(other, there, "device-encryption")}
	s.logos(other)
	fill := s.fill(client, draft)
	callers := append(s.callers(client, other), s.contacts(asked)...)
	listed := map[string]bool{}
	for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
		name := rt.method + " " + rt.pattern
		listed[name] = true
		if entries[name] == 0 {
			t.Errorf("%s is not among the routes of which this test knows whom they are for", name)
			continue
		}
		for _, refused := range []bool{true, false} { // who is let in may change what the others find
			for _, c := range callers {
				if entries[name].lets(c) != refused {
					c.enters(name, fill(rt.pattern), entries[name])
				}
			}
		}
		switch rt.pattern {
		case "/logout":
			callers = s.again(callers)
		case "/shared/leave":
			callers = append(callers[:len(callers)-len(asked)], s.contacts(asked)...)
		}
	}
	for name := range entries {
		if !listed[name] {
			t.Errorf("%s is not in the table of routes", name)
		}
	}
}

// TestClientsAreCheckedUpFront: each route of a client says so in the table, and is closed to outsiders whatever its handler
// does.
func TestClientsAreCheckedUpFront(t *testing.T) {
	s := newSite(t)
	client, draft := s.sample("riverside-2026", "")
	careless := chi.NewRouter()
	for _, rt := range s.app.routes() {
		of := strings.Contains(rt.pattern, "{client}") || strings.Contains(rt.pattern, "{assessment}")
		if of != (rt.who&ofClient != 0) {
			t.Errorf("%s %s: of a client %t, in the table %t", rt.method, rt.pattern, of, !of)
		}
		rt.do = func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil }
		careless.Method(rt.method, rt.pattern, s.app.guard(rt))
	}
	callers := s.callers(client, s.client("Harbor Clinic"))
	for _, pattern := range []string{"/clients/" + client, "/assessments/" + draft, "/assessments/" + draft + "/plan", "/clients/gone", "/assessments/gone"} {
		for _, c := range callers {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, pattern, nil)
			r.AddCookie(&http.Cookie{Name: "safeguard", Value: c.session()})
			w := httptest.NewRecorder()
			careless.ServeHTTP(w, r)
			want := http.StatusNotFound
			switch {
			case c.role == 0:
				want = http.StatusSeeOther
			case c.sees && !strings.HasSuffix(pattern, "/gone"):
				want = http.StatusNoContent
			}
			if w.Code != want {
				t.Errorf("%s: %s gives %d, want %d", c.name, pattern, w.Code, want)
			}
		}
	}
}

// enters sends a request with next to no fields and looks at how it is received.
func (c caller) enters(name, path string, e entry) {
	c.t.Helper()
	method, _, _ := strings.Cut(name, " ")
	var fields url.Values
	if method != http.MethodGet {
		fields = url.Values{"section": {"devices"}} // which the form that says where answers come from is about
	}
	before := c.site.events()
	a := c.do(method, path, fields)
	toSignIn := a.status == http.StatusSeeOther && strings.HasPrefix(a.location, "/login?")
	switch {
	case e.lets(c):
		if toSignIn || a.status == http.StatusNotFound || a.status == http.StatusForbidden || a.status >= http.StatusInternalServerError {
			c.t.Errorf("%s: %s gives %d %q, want to be let in\n%.300s", c.name, name, a.status, a.location, a.body)
		}
		return
	case e == linked && a.status != http.StatusNotFound:
		c.t.Errorf("%s: %s gives %d, want 404", c.name, name, a.status)
	case e == contacts:
		if a.status != http.StatusUnauthorized || !a.has("Your visit is over") {
			c.t.Errorf("%s: %s gives %d %q, want to hear that there is no visit", c.name, name, a.status, a.location)
		}
	case e == followed:
		if a.status != http.StatusNotFound || !a.has("This link opens nothing") {
			c.t.Errorf("%s: %s gives %d %q, want to hear that no link was followed", c.name, name, a.status, a.location)
		}
	case c.role == 0 && !toSignIn && e != linked:
		c.t.Errorf("%s: %s gives %d %q, want the page for signing in", c.name, name, a.status, a.location)
	case c.role != 0 && a.status != http.StatusNotFound:
		c.t.Errorf("%s: %s gives %d %q, want 404", c.name, name, a.status, a.location)
	}
	if n := c.site.events() - before; n != 0 {
		c.t.Errorf("%s: %s is refused and leaves %d events", c.name, name, n)
	}
}

// again signs in everybody who just signed out.
func (s *site) again(callers []caller) []caller {
	s.t.Helper()
	for i, c := range callers {
		if c.role == 0 {
			continue
		}
		who := c.role.String() + map[bool]string{true: ".here", false: ".there"}[c.sees]
		if c.role == assessment.Admin {
			who = "admin"
		}
		callers[i].browser = s.signIn(who)
	}
	return callers
}

// fill gives what makes an address of a pattern of the table: real ids of a client and of one of its assessments stand for
// the parameters. One that is not known here fails the test.
func (s *site) fill(client, id string) func(pattern string) string {
	s.t.Helper()
	risk := "lost-laptop"
	wk := s.workOf(id)
	if len(wk.OwnRisks) > 0 {
		risk = wk.OwnRisks[0].ID
	}
	proof := s.proof(client)
	s.logos(client)
	known := strings.NewReplacer(
		"/readiness/{questionnaire}", "/readiness/"+proposedRule,
		"{client}", client, "{assessment}", id, "{section}", "devices", "{question}", "device-encryption", "{risk}", risk,
		"{citation}", "164.312(a)(2)(iv)", "{report}", "risk-analysis", "{sheet}", "register", "{questionnaire}", baseQuestionnaire, "{line}", wk.Remediation[0].ID,
		"{year}", "2026", "{asset}", firstOf(s, client, s.store.Assets), "{vendor}", firstOf(s, client, s.store.Vendors),
		"{incident}", firstOf(s, client, s.store.Incidents), "{proof}", proof, "{file}", s.file(client, proof), "/static/*", static.Path("app.css"),
		"{user}", s.scope("officer").User, "{token}", "opens-nothing",
		"{mail}", s.mail(), "{campaign}", s.campaign(2031, client),
		"{factor}", "gone",
		"{contact}", s.contact(client, "Rae Ames", ""),
		"{share}", s.shared(client, id),
	)
	return func(pattern string) string {
		path := known.Replace(pattern)
		if strings.ContainsAny(path, "{*") {
			s.t.Errorf("%s: there is nothing to stand for a parameter", pattern)
		}
		return path
	}
}

// firstOf gives the id of the first record of a client that list gives.
func firstOf[T any](s *site, client string, list func(context.Context, assessment.Scope, string) ([]store.Record[T], error)) string {
	s.t.Helper()
	records, err := list(s.t.Context(), s.admin, client)
	if err != nil || len(records) == 0 {
		s.t.Fatalf("a client without records: %v", err)
	}
	return records[0].ID
}

// shared gives the id of the newest share of a client. Where it has none, one of the draft is made.
func (s *site) shared(client, id string) string {
	s.t.Helper()
	list, err := s.store.Shares(s.t.Context(), s.admin, client, "")
	if err != nil {
		s.t.Fatal(err)
	}
	if n := slices.IndexFunc(list, func(h store.Share) bool { return !h.IsScreening() }); n >= 0 {
		return list[n].ID
	}
	if s.workOf(id).Status != assessment.Draft {
		s.t.Fatal("no share, and no draft to make one of")
	}
	return s.asked(client, id, "device-encryption").Recipient.Share
}

// file adds a file to a proof and gives its id.
func (s *site) file(client, proof string) string {
	s.t.Helper()
	id, err := s.store.AddFile(s.t.Context(), s.admin, client, store.File{Proof: proof, Name: "devices.csv", Type: "text/csv"}, []byte("name,encrypted"))
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// mail queues a mail and gives its id.
func (s *site) mail() string {
	s.t.Helper()
	m := store.Mail{ID: s.store.NewID(), Kind: "test", Letter: assessment.Letter{
		To: assessment.Mailbox{Address: "lee@example.test"}, Subject: "Hello", Text: "Hello.", HTML: "<p>Hello.</p>",
	}}
	if err := s.store.QueueMail(s.t.Context(), s.admin, m); err != nil {
		s.t.Fatal(err)
	}
	return m.ID
}

// proof adds a proof to a client and gives its id.
func (s *site) proof(client string) string {
	s.t.Helper()
	id, err := s.store.SaveProof(s.t.Context(), s.admin, client, store.Record[assessment.Proof]{Value: assessment.Proof{
		Questions: []string{"device-encryption"}, What: "Export of the device list", Date: assessment.NewDate(2026, 11, 2), By: "Lee",
		Method: assessment.ByConfiguration,
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}
