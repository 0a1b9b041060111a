package handlers

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// planSite is a site with the sample of 2026 as a draft, of which the plan is whole.
type planSite struct {
	*site
	client, id string
}

// overRisk is a risk of the sample that lies over the threshold.
const overRisk = "malware-from-mail-or-web"

func newPlanSite(t *testing.T) *planSite {
	t.Helper()
	p := &planSite{site: newSite(t)}
	p.client, p.id = p.sample("riverside-2026", "")
	return p
}

// plan gives the address of the assessment's plan, or of a page below it.
func (p *planSite) plan(parts ...string) string {
	return strings.Join(append([]string{"/assessments", p.id, "plan"}, parts...), "/")
}

// lines gives the client's plan as it is stored.
func (p *planSite) lines() []store.Record[assessment.Remediation] {
	p.t.Helper()
	lines, err := p.store.Plan(p.t.Context(), p.admin, p.client)
	if err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// line gives one line of it.
func (p *planSite) line(id string) store.Record[assessment.Remediation] {
	p.t.Helper()
	lines := p.lines()
	n := slices.IndexFunc(lines, func(rec store.Record[assessment.Remediation]) bool { return rec.ID == id })
	if n < 0 {
		p.t.Fatalf("no line %s", id)
	}
	return lines[n]
}

// with gives the lines whose action has a text.
func (p *planSite) with(text string) []assessment.Remediation {
	p.t.Helper()
	var list []assessment.Remediation
	for _, rec := range p.lines() {
		if strings.Contains(rec.Value.Action, text) {
			list = append(list, rec.Value)
		}
	}
	return list
}

// change changes a line of the plan, as somebody else would.
func (p *planSite) change(id string, change func(*assessment.Remediation)) {
	p.t.Helper()
	rec := p.line(id)
	change(&rec.Value)
	if _, err := p.store.SaveRemediations(p.t.Context(), p.scope("admin"), p.client, rec); err != nil {
		p.t.Fatal(err)
	}
}

// gap takes a line out of the plan, so that what it puts in place has no plan any more: required rows among it.
func (p *planSite) gap() {
	p.t.Helper()
	p.change("r-leaver-form", func(r *assessment.Remediation) { r.Status = assessment.Cancelled })
}

// saveEntry changes an entry of the assessment.
func (p *planSite) saveEntry(make func(*store.Work) store.Entry) {
	p.t.Helper()
	wk, err := p.store.Assessment(p.t.Context(), p.admin, p.id)
	if err == nil {
		err = p.store.SaveEntries(p.t.Context(), p.admin, p.id, make(wk))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// reader signs in as an officer of one client.
func (p *planSite) reader(client string) *browser {
	p.t.Helper()
	officer, err := p.store.UserByEmail(p.t.Context(), "officer@example.test")
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = p.store.AddUser(p.t.Context(), p.admin, store.User{
		Name: "Rita Reader", Email: "reader@example.test", Role: assessment.Officer, Clients: []string{client}, Password: officer.Password,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.signIn("reader")
}

// suggested gives the remediation that the questionnaire suggests for a question.
func (p *planSite) suggested(question string) *assessment.Suggestion {
	p.t.Helper()
	cat, err := p.lib.Catalog(baseQuestionnaire)
	if err != nil {
		p.t.Fatal(err)
	}
	return cat.Question(question).Remediation
}

// part gives what stands on a page between two texts.
func part(t *testing.T, a answer, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(a.body, from)
	text, _, ends := strings.Cut(rest, to)
	if !found || !ends {
		t.Fatalf("the page does not have %q before %q\n%s", from, to, short(a.body))
	}
	return text
}

func TestPlanShowsWhatIsToBeTreated(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(p *planSite)
		shows  []string
		hides  []string
	}{
		{
			"nothing left",
			func(*planSite) {},
			[]string{"Every risk over the threshold has a response", "Go to Finalize", "The plan in order", "Lowers the index by", "without it the target"},
			[]string{"Risks without a response</h2>", "Gaps without a plan</h2>"},
		},
		{
			"a line was given up",
			(*planSite).gap,
			[]string{"Gaps without a plan</h2>", "Treat next", "Termination procedures", "Adopt the ticked ones", "Security official"},
			[]string{"Risks without a response</h2>", "Every risk over"},
		},
		{
			"a risk has no response",
			func(p *planSite) {
				p.saveEntry(func(w *store.Work) store.Entry {
					return store.TakeOut(store.EntryTreatment, overRisk, w.Revision(store.EntryTreatment, overRisk))
				})
			},
			[]string{"Risks without a response</h2>", "The client accepts risks up to", "/risks/" + overRisk + "#treatment", "Treat next"},
			[]string{"Gaps without a plan</h2>"},
		},
		{
			"an acceptance has expired",
			func(p *planSite) {
				p.saveEntry(func(w *store.Work) store.Entry {
					day := assessment.NewDate(2025, 1, 1)
					expired := assessment.Treatment{Response: assessment.Accept, Reason: "r", ApprovedBy: assessment.Person{Name: "Sam"}, Date: day, Expires: day}
					return store.TreatmentEntry(overRisk, w.Revision(store.EntryTreatment, overRisk), expired)
				})
			},
			[]string{"Risks without a response</h2>", "Accept: its reason, approver, date or expiry is missing or has passed."},
			nil,
		},
		{
			"a line is done while the answer is still No",
			func(p *planSite) {
				p.change("r-leaver-form", func(r *assessment.Remediation) {
					r.Status, r.Completed, r.VerifiedBy = assessment.Done, assessment.NewDate(2026, 11, 1), "Sam"
				})
			},
			[]string{
				"Gaps without a plan</h2>", "A line of the plan has this as done on November 1, 2026, but the answer is still", "Answer it anew",
				"It is done, but the answer does not say Yes", "Done Nov 1, 2026, verified by Sam",
			},
			nil,
		},
		{
			"a line without an owner",
			func(p *planSite) { p.change("r-leaver-form", func(r *assessment.Remediation) { r.Owner = "" }) },
			[]string{"Counts for nothing until it has an owner and a due date.", "Nobody yet", "Not planned yet", "Gaps without a plan</h2>"},
			nil,
		},
		{
			"a late line",
			func(p *planSite) {
				p.change("r-leaver-form", func(r *assessment.Remediation) { r.Due = assessment.NewDate(2026, 11, 21) })
			},
			[]string{"Nov 21, 2026", "3 days late", "open in the plan,"},
			nil,
		},
		{
			"markup and emoji",
			func(p *planSite) {
				p.change("r-leaver-form", func(r *assessment.Remediation) { r.Action, r.Interim = "Lock <b>all</b> doors 🚪", "<i>Guard</i>" })
			},
			[]string{"Lock &lt;b&gt;all&lt;/b&gt; doors 🚪", "&lt;i&gt;Guard&lt;/i&gt;"},
			[]string{"<b>all</b>"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlanSite(t)
			tt.change(p)
			b := p.signIn("manager")
			a := b.must(b.get(p.plan()), http.StatusOK, tt.shows...)
			for _, text := range tt.hides {
				if a.has(text) {
					t.Errorf("the page shows %q", text)
				}
			}
		})
	}
}

// TestPlanOrder: the lines come in the order of the result, each with the number of its place.
func TestPlanOrder(t *testing.T) {
	p := newPlanSite(t)
	wk, err := p.store.Assessment(t.Context(), p.admin, p.id)
	if err != nil {
		t.Fatal(err)
	}
	b := p.signIn("manager")
	rest := b.must(b.get(p.plan()), http.StatusOK).body
	for _, line := range assessment.Rate(wk.Catalog, &wk.Content).Plan {
		_, after, found := strings.Cut(rest, "/plan/"+line.Remediation+"?from=")
		if !found {
			t.Fatalf("the line %s does not come in its place", line.Remediation)
		}
		rest = after
	}
}

func TestAdoptSeveral(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fields url.Values
		status int
		shows  string // of the page, or where it leads
		added  int
		owner  string
	}{
		{"two, by one from the list", url.Values{"adopt": {"key-control", "termination-procedures"}, "owner": {"Maria Alvarez"}}, 303, "Added 2 remediations", 2, "Maria Alvarez"},
		{"one, by somebody typed", url.Values{"adopt": {"key-control"}, "owner": {"Maria Alvarez"}, "other": {" Zoë <Lin> "}}, 303, "Added “", 1, "Zoë <Lin>"},
		{"ticked twice", url.Values{"adopt": {"key-control", "key-control"}, "owner": {"Maria Alvarez"}}, 303, "Added “", 1, "Maria Alvarez"},
		{"without an owner", url.Values{"adopt": {"key-control"}}, 422, "Choose who owns it", 0, ""},
		{"a name of two lines", url.Values{"adopt": {"key-control"}, "other": {"Sam\nOkafor"}}, 422, "in one line", 0, ""},
		{"nothing ticked", url.Values{"owner": {"Maria Alvarez"}}, 422, "Tick what you want to adopt", 0, ""},
		{"what is planned", url.Values{"adopt": {"activity-review-done"}, "owner": {"Maria Alvarez"}}, 303, "What you ticked is planned already.", 0, ""},
		{"what is no question", url.Values{"adopt": {"<b>"}, "owner": {"Maria Alvarez"}}, 303, "What you ticked is planned already.", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlanSite(t)
			p.gap()
			var before []string
			for _, rec := range p.lines() {
				before = append(before, rec.ID)
			}
			b := p.signIn("manager")
			a := b.must(b.post(p.plan(), tt.fields), tt.status)
			if tt.status == http.StatusSeeOther {
				if a.location != p.plan() {
					t.Errorf("it leads to %s, want the plan", a.location)
				}
				a = b.get(a.location)
			}
			b.must(a, a.status, tt.shows)
			lines := p.lines()
			if got := len(lines) - len(before); got != tt.added {
				t.Fatalf("%d lines were added, want %d", got, tt.added)
			}
			for _, rec := range lines {
				if slices.Contains(before, rec.ID) {
					continue
				}
				s := p.suggested(rec.Value.Questions[0])
				due := assessment.NewDate(2026, 11, 24).AddDays(s.Days)
				if r := rec.Value; r.Owner != tt.owner || r.Action != s.Action || r.Success != s.Success || r.Effort != s.Effort || r.Due != due || r.Status != assessment.Open {
					t.Errorf("added %+v, want the suggestion, owned by %s and due on %s", r, tt.owner, due)
				}
			}
		})
	}
}

// TestAdoptSeveralKeepsTicks: what was ticked and typed is there again beside what is wrong.
func TestAdoptSeveralKeepsTicks(t *testing.T) {
	p := newPlanSite(t)
	p.gap()
	b := p.signIn("manager")
	a := b.must(b.post(p.plan(), url.Values{"adopt": {"key-control"}, "other": {strings.Repeat("<", 201)}}), http.StatusUnprocessableEntity,
		"There is a problem", strings.Repeat("&lt;", 201), "<title>Error: ")
	if n := strings.Count(a.body, " checked aria-label"); n != 1 {
		t.Errorf("%d boxes are ticked, want 1", n)
	}
	if row := part(t, a, `value="key-control"`, ">"); !strings.Contains(row, "checked") {
		t.Error("the box that was ticked is not")
	}
}

// TestAdoptOne goes through the gaps one by one, as "Treat next" does.
func TestAdoptOne(t *testing.T) {
	p := newPlanSite(t)
	p.gap()
	b := p.signIn("manager")
	a := b.must(b.get(p.plan()), http.StatusOK, "Treat next")
	first := html.UnescapeString(part(t, a, `<a class="btn btn-primary" href="`, `"`))
	if !strings.HasPrefix(first, p.plan()+"/") {
		t.Fatalf("Treat next leads to %s", first)
	}
	question := first[strings.LastIndex(first, "/")+1:]
	s := p.suggested(question)
	a = b.must(b.get(first), http.StatusOK, html.EscapeString(s.Action), html.EscapeString(s.Success), "Usually: "+s.Role, "Choose who owns it",
		"Maria Alvarez, security official", "Adopt, go to the next", "Skip", "Needed for")
	if strings.Contains(part(t, a, `name="owner"`, "</select>"), " selected") {
		t.Error("an owner is chosen beforehand")
	}
	due := assessment.NewDate(2026, 11, 24).AddDays(s.Days).String()
	if !a.has(`value="` + due + `"`) {
		t.Errorf("the due date is not filled in with %s", due)
	}

	wrong := url.Values{"action": {"Do <it> 🔑"}, "due": {"2026-13-01"}, "cost": {"much"}, "interim": {"A guard"}}
	b.must(b.post(first, wrong), http.StatusUnprocessableEntity, "Do &lt;it&gt; 🔑", `value="2026-13-01"`, `value="much"`, "A guard",
		"There is no such day", "Write the cost as a number", "Choose who owns it", "<details class=\"fold\" open>")
	if n := len(p.with("Do <it>")); n != 0 {
		t.Fatalf("%d lines were added with mistakes", n)
	}

	good := url.Values{
		"action": {"Do <it> 🔑"}, "success": {"It is done"}, "owner": {"Maria Alvarez"}, "due": {"2027-02-01"}, "cost": {"$1,200.50"}, "effort": {"large"}, "interim": {"A guard"},
	}
	next := b.must(b.post(first, good), http.StatusSeeOther).location
	if next == first || !strings.HasPrefix(next, p.plan()+"/") {
		t.Errorf("after the first it leads to %s, want the next gap", next)
	}
	b.must(b.get(next), http.StatusOK, "Added “Do &lt;it&gt; 🔑” to the plan.")
	added := p.with("Do <it>")
	if len(added) != 1 {
		t.Fatalf("%d lines were added, want 1", len(added))
	}
	want := assessment.Remediation{
		ID: added[0].ID, Questions: []string{question}, Action: "Do <it> 🔑", Success: "It is done", Owner: "Maria Alvarez",
		Due: assessment.NewDate(2027, 2, 1), Cost: 1200.5, Effort: assessment.Large, Interim: "A guard", Status: assessment.Open,
	}
	if got := added[0]; !sameLine(got, want) {
		t.Errorf("added %+v, want %+v", got, want)
	}

	// The same form once more, as a double click sends it.
	if a := b.must(b.post(first, good), http.StatusSeeOther); a.location != p.plan() {
		t.Errorf("a second time leads to %s", a.location)
	}
	b.must(b.get(first), http.StatusSeeOther)
	b.must(b.get(p.plan()), http.StatusOK, "That is in the plan already")
	if n := len(p.with("Do <it>")); n != 1 {
		t.Errorf("%d lines after sending it twice, want 1", n)
	}
}

func sameLine(a, b assessment.Remediation) bool {
	return slices.Equal(a.Questions, b.Questions) && slices.Equal(a.Risks, b.Risks) && slices.Equal(a.History, b.History) && a.ID == b.ID &&
		a.Action == b.Action && a.Success == b.Success && a.Owner == b.Owner && a.Start == b.Start && a.Due == b.Due && a.Cost == b.Cost &&
		a.Effort == b.Effort && a.Interim == b.Interim && a.Status == b.Status && a.Completed == b.Completed && a.Evidence == b.Evidence &&
		a.VerifiedBy == b.VerifiedBy && a.Verified == b.Verified && a.Approver == b.Approver && a.Resources == b.Resources &&
		a.Review == b.Review && slices.Equal(a.Milestones, b.Milestones)
}

// TestAdoptingTheLast leads back to the plan, where nothing is left.
func TestAdoptingTheLast(t *testing.T) {
	p := newPlanSite(t)
	p.gap()
	b := p.signIn("manager")
	for range 20 {
		a := b.must(b.get(p.plan()), http.StatusOK)
		if !a.has("Treat next") {
			b.must(a, http.StatusOK, "Every risk over the threshold has a response", "Go to Finalize")
			return
		}
		path := html.UnescapeString(part(t, a, `<a class="btn btn-primary" href="`, `"`))
		b.must(b.post(path, url.Values{"action": {"Do it"}, "owner": {"Maria Alvarez"}, "due": {"2027-02-01"}}), http.StatusSeeOther)
	}
	t.Error("after 20 adopted there is still something left")
}

// TestPlanOfWhatIsFixed: under review and final, the plan is there to read, and nothing can be adopted.
func TestPlanOfWhatIsFixed(t *testing.T) {
	p := newPlanSite(t)
	if err := p.store.UpdateAssessment(t.Context(), p.admin, p.id, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) }); err != nil {
		t.Fatal(err)
	}
	p.gap()
	b := p.signIn("manager")
	a := b.must(b.get(p.plan()), http.StatusOK, "Under review", "The plan in order", "The plan as it stood")
	if a.has("<form method=\"post\" action=\""+p.plan()) || a.has("Gaps without a plan") || a.has("Add a line of your own") {
		t.Error("the plan of what is under review can be changed")
	}
	fields := url.Values{"adopt": {"key-control"}, "other": {"Sam <Okafor>"}, "action": {"Do it & more"}, "due": {"2027-02-01"}, "interim": {"A guard"}}
	a = b.must(b.post(p.plan(), fields), http.StatusConflict, "no draft any more", "Sam &lt;Okafor&gt;", "The plan in order")
	if lost := part(t, a, `id="lost"`, "</section>"); !strings.Contains(lost, html.EscapeString(p.suggested("key-control").Action)) {
		t.Errorf("what was ticked is not shown again\n%s", lost)
	}
	b.must(b.post(p.plan("key-control"), fields), http.StatusConflict, "no draft any more", "Sam &lt;Okafor&gt;", "Do it &amp; more", "2027-02-01", "A guard")
	b.must(b.post(p.plan("no-such-question"), fields), http.StatusNotFound)
	if a := b.must(b.get(p.plan("key-control")), http.StatusSeeOther); a.location != p.plan() {
		t.Errorf("the page of a suggestion leads to %s, want the plan", a.location)
	}
	if n := len(p.with("Do it")); n != 0 {
		t.Errorf("%d lines were added", n)
	}
}

func TestFinalPlan(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2026", "")
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/plan"), http.StatusOK, "Final since", "See the client&#39;s plan", "/clients/"+client+"/plan", "The plan in order")
}

// TestPlanIsClosedToOthers: an officer reads the plan of their client, changes nothing, and finds no other.
func TestPlanIsClosedToOthers(t *testing.T) {
	p := newPlanSite(t)
	p.gap()
	reader := p.reader(p.client)
	a := reader.must(reader.get(p.plan()), http.StatusOK, "Gaps without a plan", "The plan in order")
	for _, text := range []string{`method="post" action="/assessments`, `type="checkbox"`, "Treat next", p.plan("key-control"), "plan/new"} {
		if a.has(text) {
			t.Errorf("an officer's page has %q", text)
		}
	}
	fields := url.Values{"adopt": {"key-control"}, "owner": {"Maria Alvarez"}, "action": {"Do it"}, "due": {"2027-02-01"}}
	before := len(p.lines())
	for _, tt := range []struct {
		who  *browser
		name string
	}{{reader, "an officer of the client"}, {p.signIn("officer"), "an officer of others"}} {
		for _, path := range []string{p.plan(), p.plan("key-control")} {
			if got := tt.who.post(path, fields).status; got != http.StatusNotFound {
				t.Errorf("%s: POST %s gives %d, want 404", tt.name, path, got)
			}
		}
		if got := tt.who.get(p.plan("key-control")).status; got != http.StatusNotFound {
			t.Errorf("%s: the page of a suggestion gives %d, want 404", tt.name, got)
		}
	}
	officer := p.signIn("officer")
	officer.must(officer.get(p.plan()), http.StatusNotFound)
	manager := p.signIn("manager")
	for _, path := range []string{p.plan("no-such-question"), p.plan("remote-work"), "/assessments/none/plan", "/assessments/none/plan/key-control"} {
		manager.must(manager.get(path), http.StatusNotFound)
	}
	if got := len(p.lines()); got != before {
		t.Errorf("%d lines, want %d: nobody who may not has added any", got, before)
	}
}

// TestEarlyPlan: with nothing answered yet, the page says so and suggests nothing.
func TestEarlyPlan(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic", "main")
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: client, Period: 2026, Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	a := b.must(b.get("/assessments/"+id+"/plan"), http.StatusOK, "questions have no answer yet, so more may come", "Nothing is planned yet",
		"Add a line of your own", "The 8 highest of")
	if a.has("Gaps without a plan</h2>") {
		t.Error("what has no answer is suggested")
	}
}
