package handlers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// site is the real router on a real store, with three people who sign in: admin, manager and officer@example.test. The
// officer sees the clients in officerSees only.
type site struct {
	*httptest.Server
	t     *testing.T
	dir   string // the data folder
	app   *Server
	store *store.Store
	lib   *questionnaires.Shelf
	clock *atomic.Int64 // Unix seconds; tests may set it
	zone  *time.Location
	log   *journal
	reads atomic.Int64 // statements that only read, since a test last set it to 0
	admin assessment.Scope
}

const password = "correct horse battery staple"

// newSite starts a site. Its clock stands at noon of November 24, 2026 until a test moves it.
func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteIn(t, time.UTC)
}

// newSiteIn starts a site in a time zone, where passwords alone sign in unless set says something else.
func newSiteIn(t *testing.T, zone *time.Location, set ...func(*Config)) *site {
	t.Helper()
	return newSiteWith(t, zone, func(_ *site, cfg *Config) {
		for _, f := range set {
			f(cfg)
		}
	})
}

// newSiteWith starts a site with another configuration than usual.
func newSiteWith(t *testing.T, zone *time.Location, change func(*site, *Config)) *site {
	t.Helper()
	s := emptySite(t, zone, change)
	s.addPeople()
	return s
}

// newEmptySite starts a site on which nobody can sign in.
func newEmptySite(t *testing.T) *site {
	t.Helper()
	return emptySite(t, time.UTC, func(*site, *Config) {})
}

func emptySite(t *testing.T, zone *time.Location, change func(*site, *Config)) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), clock: &atomic.Int64{}, zone: zone, log: &journal{errors: t.Output()}}
	s.admin = assessment.Scope{User: "setup", Name: "Setup", Role: assessment.Admin, All: true}
	s.clock.Store(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).Unix())
	var err error
	s.store, err = store.Open(t.Context(), store.Config{
		Dir: s.dir, Master: vault.NewMaster(), Now: s.now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		Observe: func(string) { s.reads.Add(1) },
	})
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	used := func(ref string) (string, error) { return s.store.UsedEdition(context.Background(), ref) }
	s.lib = questionnaires.NewShelf(embedded, s.own(), used, s.now)
	cfg := Config{
		Store: s.store, Library: s.lib, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Now: s.now, Version: "test", Idle: 15 * time.Minute, Lifetime: 12 * time.Hour, NoMFA: true,
	}
	s.Server = httptest.NewUnstartedServer(nil)
	change(s, &cfg)
	s.app = New(cfg)
	s.Config.Handler = s.app.Handler()
	s.Start()
	t.Cleanup(func() {
		s.Close()
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// journal keeps what the server logs, and shows the test the lines of errors.
type journal struct {
	mu     sync.Mutex
	text   strings.Builder
	errors io.Writer
}

// Write implements io.Writer.
func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text.Write(line)
	if bytes.Contains(line, []byte("level=ERROR")) {
		return j.errors.Write(line)
	}
	return len(line), nil
}

// String gives all that was logged.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// agentTransport is a browser that says what it is.
type agentTransport struct{ agent string }

// RoundTrip implements http.RoundTripper.
func (n agentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", n.agent)
	return http.DefaultTransport.RoundTrip(r)
}

// own is the folder of the MSP's own questionnaires.
func (s *site) own() string { return filepath.Join(s.dir, "questionnaires") }

func (s *site) now() time.Time { return time.Unix(s.clock.Load(), 0).In(s.zone) }

func (s *site) addPeople() {
	s.t.Helper()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, u := range []store.User{
		{Name: "Ada Admin", Role: assessment.Admin, AllClients: true},
		{Name: "Dana Reyes", Role: assessment.Manager, AllClients: true},
		{Name: "Olive Officer", Title: "Compliance officer", Role: assessment.Officer},
	} {
		u.Email, u.Password = u.Role.String()+"@example.test", hash
		u.ID, err = s.store.AddUser(context.Background(), s.admin, u)
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// scope gives what a person may see, for looking into the store.
func (s *site) scope(who string) assessment.Scope {
	s.t.Helper()
	u, err := s.store.UserByEmail(s.t.Context(), who+"@example.test")
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Scope()
}

// client adds a client and gives its id.
func (s *site) client(name string, sites ...string) string {
	s.t.Helper()
	facts := assessment.Client{
		Name: name, Kinds: []assessment.EntityKind{assessment.CoveredEntity}, Individuals: 4200, Workforce: 18, Sites: sites,
	}
	ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{{Facts: facts, Details: store.Details{City: "Dayton"}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids[0]
}

// sample puts a shipped answers file into the store as a draft: riverside-2025 or riverside-2026. An empty client adds
// the client of the file. It gives the ids of client and assessment.
func (s *site) sample(name, client string) (clientID, id string) {
	s.t.Helper()
	cat, content, err := answers.Read(s.lib, "../cmd/safeguard/testdata/"+name+".yaml")
	if err != nil {
		s.t.Fatal(err)
	}
	if client == "" {
		ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{{Facts: content.Client, Details: store.Details{City: "Dayton"}}})
		if err != nil {
			s.t.Fatal(err)
		}
		client = ids[0]
	}
	o := store.Opening{Client: client, Period: content.Period, Due: assessment.NewDate(content.Period, 12, 31), Catalog: cat}
	id, err = s.store.ImportAssessment(s.t.Context(), s.admin, o, content)
	if err != nil {
		s.t.Fatal(err)
	}
	return client, id
}

// final is sample, made final through review and approval.
func (s *site) final(name, client string) (clientID, id string) {
	s.t.Helper()
	clientID, id = s.sample(name, client)
	s.finish(id)
	return clientID, id
}

// finish makes a draft final through review and approval.
func (s *site) finish(id string) {
	s.t.Helper()
	steps := map[string]func(*store.Work) error{
		"submit": func(w *store.Work) error { return w.Submit(w.Catalog) },
		"approve": func(w *store.Work) error {
			return w.Approve(assessment.Approval{Name: "Olive Officer", Title: "Compliance officer", Date: w.Date}, w.Digest)
		},
	}
	for _, step := range []string{"submit", "approve"} {
		if err := s.store.UpdateAssessment(s.t.Context(), s.admin, id, step, steps[step]); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.store.FinalizeAssessment(s.t.Context(), s.admin, id); err != nil {
		s.t.Fatal(err)
	}
}

// browser is a person's browser, without JavaScript.
type browser struct {
	*http.Client
	site *site
	t    *testing.T
}

// signIn gives the browser of admin, manager or officer, signed in; nobody is signed in as "".
func (s *site) signIn(who string) *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	b := &browser{site: s, t: s.t, Client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if who == "" {
		return b
	}
	a := b.post("/login", url.Values{"email": {who + "@example.test"}, "password": {password}})
	if a.status != http.StatusSeeOther {
		s.t.Fatalf("signing in as %s gives %d, want 303\n%s", who, a.status, a.body)
	}
	return b
}

// contact adds a contact to a client and gives the id.
func (s *site) contact(client, name, email string) string {
	s.t.Helper()
	id, err := s.store.SaveContact(s.t.Context(), s.scope("manager"), client, store.Contact{Contact: assessment.Contact{Name: name, Title: "Office manager", Email: email}})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// asked is questions of an assessment that were shared with one contact, Pat Lee, by the manager. Without letters a
// passphrase opens it.
func (s *site) asked(client, id string, questions ...string) store.Handout {
	s.t.Helper()
	made, err := s.store.MakeShares(s.t.Context(), s.scope("manager"), nil, store.NewShare{
		Client: client, Assessment: id, Due: assessment.NewDate(2026, 12, 4), Questions: questions,
		ShareText: store.ShareText{Message: "Please answer what you can.", Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}},
		To:        []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@riverside.test")}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return made[0]
}

// comeIn gives the browser of a contact who has shown who they are, without the pages on which they do so.
func (s *site) comeIn(h store.Handout) *browser {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	g, err := s.store.GuestByToken(ctx, strings.TrimPrefix(h.Path, "/s/"))
	must(err)
	stay, err := s.store.EnterShare(ctx, g.Link, h.Passphrase, store.SignIn{From: "127.0.0.1"})
	must(err)
	ctx, err = s.app.guests.Load(ctx, "")
	must(err)
	s.app.guests.Put(ctx, guestLink, g.Link)
	s.app.guests.Put(ctx, guestStay, stay)
	token, _, err := s.app.guests.Commit(ctx)
	must(err)
	b := s.signIn("")
	at, err := url.Parse(s.URL)
	must(err)
	b.Jar.SetCookies(at, []*http.Cookie{{Name: s.app.guests.Cookie.Name, Value: token, Path: "/"}})
	return b
}

// beside gives the cookies of another browser to this one.
func (b *browser) beside(other *browser) *browser {
	b.t.Helper()
	at, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Jar.SetCookies(at, other.Jar.Cookies(at))
	return b
}

// answer is what came back.
type answer struct {
	status   int
	location string
	body     string
	header   http.Header
}

// has reports whether the page shows a text.
func (a answer) has(text string) bool { return strings.Contains(a.body, text) }

func (b *browser) get(path string) answer { return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, fields url.Values) answer {
	return b.do(http.MethodPost, path, fields)
}

func (b *browser) do(method, path string, fields url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site.URL+path, strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.site.URL)
	}
	return b.send(r)
}

func (b *browser) send(r *http.Request) answer {
	b.t.Helper()
	response, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header.Get("Location"), string(body), response.Header}
}

// must fails the test unless the answer has that status and shows the texts.
func (b *browser) must(a answer, status int, texts ...string) answer {
	b.t.Helper()
	if a.status != status {
		b.t.Fatalf("status %d, want %d\n%s", a.status, status, short(a.body))
	}
	for _, text := range texts {
		if !a.has(text) {
			b.t.Fatalf("the page does not show %q\n%s", text, short(a.body))
		}
	}
	return a
}

func short(body string) string {
	if at := strings.Index(body, "<main"); at >= 0 {
		body = body[at:]
	}
	return fmt.Sprintf("%.3000s", body)
}
