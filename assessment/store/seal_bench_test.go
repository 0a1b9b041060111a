package store_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/assessment/vault"
	"safeguard/handlers"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// kept is a site on a store that seals, or on one that does not.
type kept struct {
	b       *testing.B
	store   *store.Store
	site    http.Handler
	scope   assessment.Scope
	draft   string
	section string
	cookies []*http.Cookie // of several people, since one may not ask for so many pages in a minute
	spent   time.Duration  // of the processor
}

func newKept(b *testing.B, sealed bool) *kept {
	b.Helper()
	k := &kept{b: b, scope: assessment.Scope{User: "setup", Name: "Setup", Role: assessment.Admin, All: true}}
	now := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	var err error
	k.store, err = store.Open(b.Context(), store.Config{
		Dir: b.TempDir(), Master: vault.NewMaster(), Now: now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	k.must(err)
	b.Cleanup(func() { k.must(k.store.Close()) })
	if !sealed {
		k.store.Unseal()
	}
	embedded, err := questionnaires.Embedded()
	k.must(err)
	shelf := questionnaires.NewShelf(embedded, "", nil, now)
	k.site = handlers.New(handlers.Config{Store: k.store, Library: shelf, Log: slog.New(slog.DiscardHandler), Now: now, Idle: time.Hour, Lifetime: time.Hour}).Handler()
	k.fill(shelf)
	for i := range 20 {
		k.signIn(fmt.Sprintf("manager%d@example.test", i))
	}
	return k
}

func (k *kept) must(err error) {
	k.b.Helper()
	if err != nil {
		k.b.Fatal(err)
	}
}

// fill adds a client with a whole assessment, and finds its longest section.
func (k *kept) fill(shelf *questionnaires.Shelf) {
	k.b.Helper()
	cat, content, err := answers.Read(shelf, "../../cmd/safeguard/testdata/riverside-2026.yaml")
	k.must(err)
	ids, err := k.store.AddClients(k.b.Context(), k.scope, []store.Client{{Facts: content.Client}})
	k.must(err)
	k.draft, err = k.store.ImportAssessment(k.b.Context(), k.scope, store.Opening{Client: ids[0], Period: 2026, Catalog: cat}, content)
	k.must(err)
	most := 0
	for _, s := range cat.Questionnaire.Sections {
		if len(s.Questions) > most {
			most, k.section = len(s.Questions), s.ID
		}
	}
}

func (k *kept) signIn(email string) {
	k.b.Helper()
	hash, err := handlers.HashPassword("correct horse battery staple")
	k.must(err)
	_, err = k.store.AddUser(k.b.Context(), k.scope, store.User{Email: email, Name: "Dana Reyes", Role: assessment.Manager, AllClients: true, Password: hash})
	k.must(err)
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(url.Values{"email": {email}, "password": {"correct horse battery staple"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	if len(w.Result().Cookies()) == 0 {
		k.b.Fatalf("signing in gives %d", w.Code)
	}
	k.cookies = append(k.cookies, w.Result().Cookies()...)
}

// page asks for the page of the section.
func (k *kept) page(i int) {
	r := httptest.NewRequest(http.MethodGet, "/assessments/"+k.draft+"/sections/"+k.section+"?show=all", nil)
	r.AddCookie(k.cookies[i%len(k.cookies)])
	w := httptest.NewRecorder()
	if k.site.ServeHTTP(w, r); w.Code != http.StatusOK {
		k.b.Fatalf("the section gives %d", w.Code)
	}
}

// save saves an answer to one question for the n-th time.
func (k *kept) save(question string, n int) {
	_, err := k.store.SaveAnswer(k.b.Context(), k.scope, k.draft, store.AnswerChange{
		Question: question, Revision: n, Answer: assessment.Answer{Response: assessment.Partial, Note: fmt.Sprintf("HR tells us, at times %d days late.", n), Source: assessment.SourceCall},
	})
	k.must(err)
}

// timed adds what a step takes of the processor, which other work on the machine does not stretch.
func (k *kept) timed(step func()) {
	processor := func() time.Duration {
		var used syscall.Rusage
		k.must(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
		return time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	before := processor()
	step()
	k.spent += processor() - before
}

// BenchmarkSealing does the same in turn on a store that seals and on one that does not, and reports what sealing adds to the
// page of a section and to the saving of an answer, in percent of the processor's time.
func BenchmarkSealing(b *testing.B) {
	sealed, plain := newKept(b, true), newKept(b, false)
	const question = "termination-procedures"
	w, err := sealed.store.Assessment(b.Context(), sealed.scope, sealed.draft)
	sealed.must(err)
	first := w.Answer(question, "").Revision
	for _, test := range []struct {
		name string
		step func(k *kept, i int)
	}{
		{"section", func(k *kept, i int) { k.page(i) }},
		{"save", func(k *kept, i int) { k.save(question, i) }},
	} {
		b.Run(test.name, func(b *testing.B) {
			sealed.b, plain.b, sealed.spent, plain.spent = b, b, 0, 0
			n := 0
			for ; b.Loop(); n++ {
				sealed.timed(func() { test.step(sealed, first+n) })
				plain.timed(func() { test.step(plain, first+n) })
			}
			if test.name == "save" {
				first += n
			}
			b.ReportMetric(sealed.spent.Seconds()*1e6/float64(n), "sealed-µs/op")
			b.ReportMetric(plain.spent.Seconds()*1e6/float64(n), "clear-µs/op")
			b.ReportMetric(100*(sealed.spent.Seconds()/plain.spent.Seconds()-1), "%added")
		})
	}
}
