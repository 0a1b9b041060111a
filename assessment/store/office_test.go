package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// office is an MSP at work: an open store with its people and two clients.
type office struct {
	*Store
	t     testing.TB
	cfg   Config
	clock *clock

	client string // Riverside Family Dental
	other  string // Harbor Machine

	admin    assessment.Scope
	manager  assessment.Scope // of all clients
	officer  assessment.Scope // of client alone
	stranger assessment.Scope // a manager of other alone
	outsider assessment.Scope // an officer of other alone
}

// newOffice opens a store and peoples it.
func newOffice(t testing.TB, cfg Config) *office {
	t.Helper()
	o := &office{t: t, cfg: cfg, clock: newClock(firstDay)}
	o.cfg.Now = o.clock.now
	o.open()
	o.admin = o.hire(User{ID: "u-admin", Email: "admin@northwind.test", Name: "Ada Admin", Role: assessment.Admin, AllClients: true})
	clients, err := o.AddClients(t.Context(), o.admin, []Client{{Facts: riverside()}, {Facts: harbor()}})
	o.must(err)
	o.client, o.other = clients[0], clients[1]
	o.manager = o.hire(User{ID: "u-manager", Email: "dana@northwind.test", Name: "Dana Reyes", Role: assessment.Manager, AllClients: true})
	o.officer = o.hire(User{ID: "u-officer", Email: "sam@riverside.test", Name: "Dr. Samuel Okafor", Role: assessment.Officer, Clients: []string{o.client}})
	o.stranger = o.hire(User{ID: "u-stranger", Email: "lee@northwind.test", Name: "Lee Park", Role: assessment.Manager, Clients: []string{o.other}})
	o.outsider = o.hire(User{ID: "u-outsider", Email: "kim@harbor.test", Name: "Kim Cho", Role: assessment.Officer, Clients: []string{o.other}})
	return o
}

// open opens the store, and closes it when the test ends.
func (o *office) open() {
	o.t.Helper()
	s, err := Open(context.Background(), o.cfg)
	o.must(err)
	o.Store = s
	o.t.Cleanup(func() { _ = s.Close() }) // it may be closed already
}

// reopen closes the store and opens it again, as a restart of the server does.
func (o *office) reopen() {
	o.t.Helper()
	o.must(o.Close())
	o.open()
}

// hire adds a person and gives the scope. The first one is added by nobody, as the command adds the first admin.
func (o *office) hire(u User) assessment.Scope {
	o.t.Helper()
	u.Password = "$argon2id$v=19$m=19456,t=2,p=1$" + u.ID
	_, err := o.AddUser(o.t.Context(), assessment.Scope{Role: assessment.Admin}, u)
	o.must(err)
	return u.Scope()
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// exec changes the database behind the store's back.
func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	if _, err := o.writer.ExecContext(o.t.Context(), query, args...); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
}

// count reads one number.
func (o *office) count(query string, args ...any) int {
	o.t.Helper()
	var n int
	if err := o.writer.QueryRowContext(o.t.Context(), query, args...).Scan(&n); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func riverside() assessment.Client {
	return assessment.Client{
		Name: "Riverside Family Dental", LegalName: "Riverside Family Dental, PLLC", Kinds: []assessment.EntityKind{assessment.CoveredEntity},
		Individuals: 4200, Workforce: 18, Sites: []string{"main", "annex"},
	}
}

func harbor() assessment.Client {
	return assessment.Client{Name: "Harbor Machine", Kinds: []assessment.EntityKind{assessment.BusinessAssociate}, Workforce: 40}
}

// library is read once, since reading it takes longer than most tests.
var library = sync.OnceValues(questionnaires.Embedded)

// catalogs has the editions that were read, by their names.
var catalogs sync.Map

// catalogOf gives an edition of the questionnaire that is shipped.
func catalogOf(t testing.TB, ref string) *assessment.Catalog {
	t.Helper()
	if cat, ok := catalogs.Load(ref); ok {
		return cat.(*assessment.Catalog)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog(ref)
	if err != nil {
		t.Fatal(err)
	}
	catalogs.Store(ref, cat)
	return cat
}

// sample is one of the finished answers files that are shipped as examples.
type sample struct {
	cat     *assessment.Catalog
	content *assessment.Content
}

// samples are read once, by year.
var samples = map[string]func() (sample, error){
	"2025": sync.OnceValues(func() (sample, error) { return parseSample("2025") }),
	"2026": sync.OnceValues(func() (sample, error) { return parseSample("2026") }),
}

func parseSample(year string) (s sample, err error) {
	lib, err := library()
	if err == nil {
		s.cat, s.content, err = answers.Read(lib, "../../cmd/safeguard/testdata/riverside-"+year+".yaml")
	}
	return s, err
}

// readSample gives a sample with a content of the caller's own.
func readSample(t testing.TB, year string) sample {
	t.Helper()
	s, err := samples[year]()
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(s.content)
	if err != nil {
		t.Fatal(err)
	}
	s.content = &assessment.Content{}
	if err := json.Unmarshal(body, s.content); err != nil {
		t.Fatal(err)
	}
	return s
}

// openDraft opens the draft of a year for the client, empty but for what an earlier year proposes.
func (o *office) openDraft(cat *assessment.Catalog, period int) string {
	o.t.Helper()
	id, err := o.OpenAssessment(o.t.Context(), o.manager, Opening{Client: o.client, Period: period, Due: assessment.NewDate(period, 12, 15), Catalog: cat})
	o.must(err)
	return id
}

// draft gives the client all that a sample holds, by the calls that the pages make, and gives the id of the draft.
func (o *office) draft(s sample) string {
	o.t.Helper()
	o.clock.set(s.content.Date.Time().Add(9 * time.Hour))
	o.equip(s.content)
	id := o.openDraft(s.cat, s.content.Period)
	_, err := o.SaveAnswers(o.t.Context(), o.manager, id, changesOf(s.content))
	o.must(err)
	o.must(o.SaveEntries(o.t.Context(), o.manager, id, entriesOf(s.content)...))
	return id
}

// equip makes the client's facts and records those of a content.
func (o *office) equip(c *assessment.Content) {
	o.t.Helper()
	ctx := o.t.Context()
	before, err := o.Client(ctx, o.manager, o.client)
	o.must(err)
	before.Facts = c.Client
	o.must(o.UpdateClient(ctx, o.manager, before))
	_, err = o.SaveAssets(ctx, o.manager, o.client, fresh(c.Assets)...)
	o.must(err)
	for _, r := range fresh(c.Vendors) {
		_, err := o.SaveVendor(ctx, o.manager, o.client, r)
		o.must(err)
	}
	for _, r := range fresh(c.Incidents) {
		_, err := o.SaveIncident(ctx, o.manager, o.client, r)
		o.must(err)
	}
	inventory, err := o.Inventory(ctx, o.manager, o.client)
	o.must(err)
	inventory.Value = c.Inventory
	o.must(o.SaveInventory(ctx, o.manager, o.client, inventory))
	o.plan(c.Remediation)
}

// plan adds or changes lines of the client's plan, whatever their revision.
func (o *office) plan(lines []assessment.Remediation) {
	o.t.Helper()
	before, err := o.Plan(o.t.Context(), o.manager, o.client)
	o.must(err)
	list := fresh(lines)
	for i := range list {
		for _, r := range before {
			if r.ID == list[i].Value.ID {
				list[i].ID, list[i].Revision = r.ID, r.Revision
			}
		}
	}
	_, err = o.SaveRemediations(o.t.Context(), o.manager, o.client, list...)
	o.must(err)
}

// fresh makes records that are not stored yet.
func fresh[T any](values []T) []Record[T] {
	list := make([]Record[T], len(values))
	for i, v := range values {
		list[i].Value = v
	}
	return list
}

// changesOf gives the answers of a content as they are given one by one.
func changesOf(c *assessment.Content) []AnswerChange {
	var list []AnswerChange
	for _, question := range slices.Sorted(maps.Keys(c.Answers)) {
		for at, a := range places(question, c.Answers[question]) {
			list = append(list, AnswerChange{Question: at.Question, Site: at.Site, Answer: a})
		}
	}
	return list
}

// submit puts a draft under review.
func (o *office) submit(id string) {
	o.t.Helper()
	o.must(o.UpdateAssessment(o.t.Context(), o.manager, id, "submit", func(w *Work) error { return w.Submit(w.Catalog) }))
}

// approve records the official's word on what is under review.
func (o *office) approve(id string) {
	o.t.Helper()
	o.must(o.UpdateAssessment(o.t.Context(), o.officer, id, "approve", func(w *Work) error {
		return w.Approve(assessment.Approval{Name: "Dr. Samuel Okafor", Title: "Owner", Date: w.Date.AddDays(2)}, w.Digest)
	}))
}

// finalize takes a complete draft through review and approval.
func (o *office) finalize(id string) {
	o.t.Helper()
	o.submit(id)
	o.approve(id)
	o.must(o.FinalizeAssessment(o.t.Context(), o.manager, id))
}

// year puts a sample into the store as a final assessment.
func (o *office) year(s sample) string {
	o.t.Helper()
	id := o.draft(s)
	o.finalize(id)
	return id
}

// work reads an assessment.
func (o *office) work(id string) *Work {
	o.t.Helper()
	w, err := o.Assessment(o.t.Context(), o.manager, id)
	o.must(err)
	return w
}
