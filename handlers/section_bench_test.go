package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-chi/httprate"
	"github.com/google/uuid"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// bench is a site without a network, on which a manager is signed in.
type bench struct {
	b      testing.TB
	store  *store.Store
	lib    *questionnaires.Shelf
	admin  assessment.Scope
	serve  http.Handler
	cookie *http.Cookie
}

func newBench(b testing.TB) *bench {
	b.Helper()
	before := debug.SetGCPercent(GCPercent) // as the server does
	b.Cleanup(func() { debug.SetGCPercent(before) })
	s := &bench{b: b, admin: assessment.Scope{User: "setup", Name: "Setup", Role: assessment.Admin, All: true}}
	now := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	var err error
	s.store, err = store.Open(b.Context(), store.Config{
		Dir: b.TempDir(), Master: vault.NewMaster(), Now: now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	s.must(err)
	b.Cleanup(func() { s.must(s.store.Close()) })
	embedded, err := questionnaires.Embedded()
	s.must(err)
	s.lib = questionnaires.NewShelf(embedded, "", nil, now)
	hash, err := HashPassword(password)
	s.must(err)
	_, err = s.store.AddUser(b.Context(), s.admin, store.User{Email: "manager@example.test", Name: "Dana Reyes", Role: assessment.Manager, AllClients: true, Password: hash})
	s.must(err)
	server := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.DiscardHandler), Now: now, Idle: 15 * time.Minute, Lifetime: 12 * time.Hour, NoMFA: true})
	server.limiter = httprate.NewRateLimiter(1<<30, time.Minute) // as many as the benchmark makes
	s.serve = server.Handler()
	s.signIn()
	return s
}

func (s *bench) must(err error) {
	s.b.Helper()
	if err != nil {
		s.b.Fatal(err)
	}
}

func (s *bench) signIn() {
	fields := url.Values{"email": {"manager@example.test"}, "password": {password}}
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.serve.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		s.cookie = c
	}
	if s.cookie == nil {
		s.b.Fatalf("signing in gives %d and no cookie", w.Code)
	}
}

func (s *bench) get(path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(s.cookie)
	w := httptest.NewRecorder()
	s.serve.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.b.Fatalf("%s gives %d", path, w.Code)
	}
	return w
}

// ask asks for a page and lets go of what comes, as a connection would.
func (s *bench) ask(path string) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(s.cookie)
	s.serve.ServeHTTP(gone{http.Header{}}, r)
}

type gone struct{ header http.Header }

func (g gone) Header() http.Header         { return g.header }
func (g gone) Write(b []byte) (int, error) { return len(b), nil }
func (g gone) WriteHeader(int)             {}

// joined is the questionnaire with its sections joined until one asks 40 questions: no section is as long today, and an
// MSP's own may be.
func joined(cat *assessment.Catalog) *assessment.Catalog {
	q := cat.Questionnaire
	first := assessment.Section{ID: "joined", Title: "Joined"}
	for len(first.Questions) < 40 {
		first.Questions = append(first.Questions, q.Sections[0].Questions...)
		q.Sections = q.Sections[1:]
	}
	rest := len(first.Questions) - 40
	last := assessment.Section{ID: "rest", Title: "Rest", Questions: first.Questions[40:]}
	first.Questions = first.Questions[:40]
	q.Sections = append([]assessment.Section{first}, q.Sections...)
	if rest > 0 {
		q.Sections = append(q.Sections, last)
	}
	q.Version += "-joined"
	return assessment.NewCatalog(q, cat.Hash+"-joined", cat.Rule, cat.Threats, cat.Risks)
}

// BenchmarkSection asks for the page of a section with 40 questions of a whole assessment, through the router and with
// its queries: all of them answered, and all of them proposed from last year.
func BenchmarkSection(b *testing.B) {
	s := newBench(b)
	id := s.years()
	for _, view := range []string{"all", "open"} {
		b.Run(view, func(b *testing.B) {
			path := "/assessments/" + id[view] + "/sections/joined?show=" + view
			if n := strings.Count(s.get(path).Body.String(), "<article"); n < 35 {
				b.Fatalf("%d questions are shown, want about 40", n)
			}
			b.ReportAllocs()
			before := spent(b)
			for b.Loop() {
				s.ask(path)
			}
			b.ReportMetric(float64(spent(b)-before)/1e6/float64(b.N), "cpu-ms/op")
		})
	}
}

// years gives a draft with every question answered, and one in which last year's answers are proposed.
func (s *bench) years() map[string]string {
	cat, content, err := answers.Read(s.lib, "../cmd/safeguard/testdata/riverside-2026.yaml")
	s.must(err)
	cat = joined(cat)
	ids, err := s.store.AddClients(s.b.Context(), s.admin, []store.Client{{Facts: content.Client}})
	s.must(err)
	last, err := s.store.ImportAssessment(s.b.Context(), s.admin, store.Opening{Client: ids[0], Period: 2026, Catalog: cat}, content)
	s.must(err)
	s.must(s.store.UpdateAssessment(s.b.Context(), s.admin, last, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) }))
	s.must(s.store.UpdateAssessment(s.b.Context(), s.admin, last, "approve", func(w *store.Work) error {
		return w.Approve(assessment.Approval{Name: "Olive Officer", Title: "Compliance officer", Date: w.Date}, w.Digest)
	}))
	s.must(s.store.FinalizeAssessment(s.b.Context(), s.admin, last))
	next, err := s.store.OpenAssessment(s.b.Context(), s.admin, store.Opening{Client: ids[0], Period: 2027, Catalog: cat})
	s.must(err)
	amended, err := s.store.AmendAssessment(s.b.Context(), s.admin, last, "To be answered again.")
	s.must(err)
	return map[string]string{"all": amended, "open": next}
}

// spent gives the processor time of this process.
func spent(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
