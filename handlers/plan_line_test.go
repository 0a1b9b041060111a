package handlers

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// lineID is a line of the sample that is open.
const lineID = "r-medical-network"

// linePath gives the address of that line.
func (p *planSite) linePath() string { return "/clients/" + p.client + "/plan/" + lineID }

// fields gives what the form of the line holds, with some fields as they are given here.
func (p *planSite) fields(with url.Values) url.Values {
	rec := p.line(lineID)
	form := lineForm(rec.Value)
	fields := url.Values{
		"revision": {strconv.Itoa(rec.Revision)}, "action": {form.Action}, "success": {form.Success}, "owner": {form.Owner}, "start": {form.Start},
		"due": {form.Due}, "cost": {form.Cost}, "effort": {form.Effort}, "interim": {form.Interim}, "questions": form.Questions, "status": {form.Status},
		"completed": {form.Completed}, "evidence": {form.Evidence}, "verified_by": {form.Verified},
		"approver": {form.Approver}, "approver_title": {form.ApproverTitle}, "resources": {form.Resources}, "review": {form.Review}, "verified": {form.VerifiedOn},
	}
	for _, row := range form.Milestones {
		fields.Add("milestone_date", row.Date)
		fields.Add("milestone_what", row.What)
	}
	for name, values := range with {
		fields[name] = values
	}
	return fields
}

// boxTicked reports whether the page has a box with that value, and ticked.
func boxTicked(a answer, value string) bool {
	before, _, found := strings.Cut(a.body, ` value="`+value+`"`)
	return found && strings.Contains(before[strings.LastIndex(before, "<"):], " checked")
}

func TestLineIsSaved(t *testing.T) {
	day := assessment.NewDate
	today := day(2026, 11, 24)
	for _, tt := range []struct {
		name   string
		fields url.Values
		change func(r *assessment.Remediation) // what becomes of the line
		flash  string
	}{
		{"nothing changed", nil, func(*assessment.Remediation) {}, "Saved “Put the panoramic"},
		{
			"every field",
			url.Values{
				"action": {"Separate <them> 🩻\r\nby network"}, "success": {"A scan fails"}, "owner": {"Priya Nair"}, "other": {"Élodie"}, "start": {"2026-02-01"},
				"due": {"2026-09-30"}, "cost": {"2,500"}, "effort": {"large"}, "interim": {""}, "questions": {"key-control", "termination-procedures"},
			},
			func(r *assessment.Remediation) {
				r.Action, r.Success, r.Owner, r.Start = "Separate <them> 🩻\nby network", "A scan fails", "Élodie", day(2026, 2, 1)
				r.Cost, r.Effort, r.Interim, r.Questions = 2500, assessment.Large, "", []string{"key-control", "termination-procedures"}
			},
			"Saved “Separate &lt;them&gt; 🩻 by network”.",
		},
		{
			"all that is folded away",
			url.Values{
				"approver": {"Dr. Lee"}, "approver_title": {"Owner"}, "resources": {"Two days\r\nof <Sam>"}, "review": {"2027-05-03"},
				"milestone_date": {"2026-08-03", "", "2026-07-01"}, "milestone_what": {"All <of> it", "  ", " Half "},
			},
			func(r *assessment.Remediation) {
				r.Approver, r.Resources, r.Review = assessment.Person{Name: "Dr. Lee", Title: "Owner"}, "Two days\nof <Sam>", day(2027, 5, 3)
				r.Milestones = []assessment.Milestone{{Date: day(2026, 7, 1), What: "Half"}, {Date: day(2026, 8, 3), What: "All <of> it"}}
			},
			"Saved “",
		},
		{
			"done and verified on a day",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"Ticket 4711"}, "verified_by": {"Sam Okafor"}, "verified": {"2026-11-22"}},
			func(r *assessment.Remediation) {
				r.Status, r.Completed, r.Evidence = assessment.Done, day(2026, 11, 20), "Ticket 4711"
				r.VerifiedBy, r.Verified = "Sam Okafor", day(2026, 11, 22)
				r.History = append(r.History, assessment.Event{Date: today, What: "Done, as recorded by Dana Reyes."})
			},
			"” as done.",
		},
		{
			"moved",
			url.Values{"due": {"2027-01-31"}, "why": {"The firm comes in January."}},
			func(r *assessment.Remediation) {
				r.Due = day(2027, 1, 31)
				r.History = append(r.History, assessment.Event{
					Date: today, What: "Due date moved from September 30, 2026 to January 31, 2027, as recorded by Dana Reyes.", Outcome: "The firm comes in January.",
				})
			},
			"Saved “",
		},
		{
			"a note",
			url.Values{"why": {"The visit is booked."}},
			func(r *assessment.Remediation) {
				r.History = append(r.History, assessment.Event{Date: today, What: "The visit is booked.", Outcome: "Noted by Dana Reyes."})
			},
			"Saved “",
		},
		{
			"done",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"Ticket 4711"}, "verified_by": {"Sam Okafor"}},
			func(r *assessment.Remediation) {
				r.Status, r.Completed, r.Evidence, r.VerifiedBy = assessment.Done, day(2026, 11, 20), "Ticket 4711", "Sam Okafor"
				r.History = append(r.History, assessment.Event{Date: today, What: "Done, as recorded by Dana Reyes."})
			},
			"” as done.",
		},
		{
			"canceled",
			url.Values{"status": {"cancelled"}, "why": {"The x-ray computer was sold."}, "owner": {""}},
			func(r *assessment.Remediation) {
				r.Status, r.Owner = assessment.Cancelled, ""
				r.History = append(r.History, assessment.Event{Date: today, What: "Canceled, as recorded by Dana Reyes.", Outcome: "The x-ray computer was sold."})
			},
			"Saved “",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlanSite(t)
			want := p.line(lineID)
			want.Value.History = slices.Clone(want.Value.History)
			tt.change(&want.Value)
			b := p.signIn("manager")
			a := b.must(b.post(p.linePath(), p.fields(tt.fields)), http.StatusSeeOther)
			if a.location != "/clients/"+p.client+"/plan" {
				t.Errorf("it leads to %s, want the client's plan", a.location)
			}
			b.must(b.get(a.location), http.StatusOK, tt.flash)
			if got := p.line(lineID); !sameLine(got.Value, want.Value) || got.Revision != want.Revision+1 {
				t.Errorf("stored at revision %d:\n%+v\nwant:\n%+v", got.Revision, got.Value, want.Value)
			}
		})
	}
}

func TestLineIsRefused(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	before := p.line(lineID)
	for _, tt := range []struct {
		name   string
		fields url.Values
		shows  []string // what is wrong, and what was typed
	}{
		{"no action", url.Values{"action": {"  "}}, []string{"Say what is to be done.", `href="#action"`}},
		{"no owner", url.Values{"owner": {""}}, []string{"Choose who owns it", `href="#owner"`}},
		{"no due date", url.Values{"due": {""}}, []string{"Give the day by which it is due."}},
		{"due before the start", url.Values{"start": {"2026-10-01"}}, []string{"lies before the start", `value="2026-10-01"`}},
		{"no day of the calendar", url.Values{"due": {"soon"}}, []string{"Write the day as year", `value="soon"`}},
		{"no number", url.Values{"cost": {"<b>1</b>"}}, []string{"Write the cost as a number", `value="&lt;b&gt;1&lt;/b&gt;"`}},
		{"a negative number", url.Values{"cost": {"-5"}}, []string{"Write the cost as a number", `value="-5"`}},
		{"too much money", url.Values{"cost": {"9999999999999"}}, []string{"number of dollars"}},
		{"too long", url.Values{"interim": {strings.Repeat("x", 20_001)}}, []string{"20,001 characters long; the limit is 20,000"}},
		{"no such effort", url.Values{"effort": {"huge"}}, []string{"Choose one of the answers on the page."}},
		{"no such question", url.Values{"questions": {"no-such"}}, []string{"is not a question of", `href="#questions"`}},
		{"a fact", url.Values{"questions": {"remote-work"}}, []string{"is no control"}},
		{"no status", url.Values{"status": {""}}, []string{"Choose how far the line has come."}},
		{"no such status", url.Values{"status": {"finished"}}, []string{"Choose one of the answers on the page."}},
		{"done without anything", url.Values{"status": {"done"}}, []string{"Give the day on which it was done.", "Say how one can see"}},
		{"done tomorrow", url.Values{"status": {"done"}, "completed": {"2026-11-25"}, "evidence": {"E & F"}}, []string{"has not come yet", "E &amp; F"}},
		{"done before it began", url.Values{"status": {"done"}, "completed": {"2026-01-01"}, "evidence": {"E"}}, []string{"lies before the start"}},
		{"completed and still open", url.Values{"completed": {"2026-11-20"}}, []string{"Choose Done to record that"}},
		{
			"an interim date after the due date",
			url.Values{"milestone_date": {"2026-10-01"}, "milestone_what": {"Half <of> it"}},
			[]string{"lies after the due date", `href="#milestones"`, `value="2026-10-01"`, `value="Half &lt;of&gt; it"`},
		},
		{"an interim date that is none", url.Values{"milestone_date": {"in July"}, "milestone_what": {"Half"}}, []string{"Write each day as", `value="in July"`}},
		{"an interim date of nothing", url.Values{"milestone_date": {"2026-07-01"}}, []string{"Say what is reached by each interim date.", `value="2026-07-01"`}},
		{
			"too many interim dates",
			url.Values{"milestone_date": slices.Repeat([]string{"2026-07-01"}, 21), "milestone_what": slices.Repeat([]string{"Half"}, 21)},
			[]string{"at most 20 interim dates", `id="milestone-what-21"`},
		},
		{"a title without a name", url.Values{"approver": {""}, "approver_title": {"Owner"}}, []string{"Name who approved it", `href="#approver"`, `value="Owner"`}},
		{"reviewed some day", url.Values{"review": {"soon"}}, []string{"Write the day as year", `value="soon"`, `<details class="fold" open`}},
		{
			"verified before it was done",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"E"}, "verified_by": {"Sam"}, "verified": {"2026-11-19"}},
			[]string{"lies before the completion", `href="#verified"`, `value="2026-11-19"`},
		},
		{"verified and still open", url.Values{"verified": {"2026-11-20"}}, []string{"Choose Done to record that", `value="2026-11-20"`}},
		{"a reason with a number", url.Values{"why": {"Asked by 123-45-6789"}}, []string{"Social Security number", `href="#why"`, "Asked by 123-45-6789"}},
		{"canceled without a reason", url.Values{"status": {"cancelled"}}, []string{"Say why it is canceled"}},
		{
			"proof that nobody verified",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"E"}, "proof": {"test"}},
			[]string{"Name who looked that it is done", `<option value="test" selected`},
		},
		{
			"proof of nothing",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"E"}, "verified_by": {"Sam"}, "proof": {"test"}, "questions": nil},
			[]string{"Tick what it puts in place"},
		},
		{
			"no such proof",
			url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"E"}, "verified_by": {"Sam"}, "proof": {"word"}},
			[]string{"Choose one of the answers on the page."},
		},
	} {
		a := b.post(p.linePath(), p.fields(tt.fields))
		if tt.fields.Get("due") == "soon" && a.has("Give the day by which it is due.") {
			t.Errorf("%s: a second sentence about the same day", tt.name)
		}
		if a.status != http.StatusUnprocessableEntity || !a.has("There is a problem") || !a.has("<title>Error: ") {
			t.Errorf("%s: status %d, want 422 with the problem", tt.name, a.status)
		}
		for _, text := range tt.shows {
			if !a.has(text) {
				t.Errorf("%s: the page does not show %q\n%s", tt.name, text, short(a.body))
			}
		}
		if got := p.line(lineID); !sameLine(got.Value, before.Value) || got.Revision != before.Revision {
			t.Fatalf("%s: the line was changed", tt.name)
		}
	}
	proofs, err := p.store.Proofs(t.Context(), p.admin, p.client)
	if err != nil || len(proofs) != 0 {
		t.Errorf("%d proofs, %v, want none", len(proofs), err)
	}
}

// TestLineKeepsWhatWasTyped: all of it, beside what is wrong with one field.
func TestLineKeepsWhatWasTyped(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	a := b.must(b.post(p.linePath(), p.fields(url.Values{
		"action": {""}, "success": {"Typed success"}, "other": {"Typed owner"}, "cost": {"1,5"}, "effort": {"small"}, "interim": {"Typed interim"},
		"questions": {"key-control"}, "status": {"cancelled"}, "why": {"Typed reason"}, "from": {"/remediation?show=late"},
	})), http.StatusUnprocessableEntity, "Typed success", `value="Typed owner"`, `value="1,5"`, `<option value="small" selected`, "Typed interim",
		"Typed reason", `value="/remediation?show=late"`, `href="/remediation?show=late"`)
	if !boxTicked(a, "key-control") || boxTicked(a, "medical-devices-separated") {
		t.Error("the boxes are not as they were ticked")
	}
}

// TestLineConflict: somebody else saved meanwhile. Both versions are there, and saving again is a decision.
func TestLineConflict(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	mine := p.fields(url.Values{"action": {"Mine <1>"}, "cost": {"7"}})
	p.change(lineID, func(r *assessment.Remediation) { r.Action, r.Cost = "Theirs <2>", 1234 })
	a := b.must(b.post(p.linePath(), mine), http.StatusConflict,
		"Ada Admin saved this line after you opened the page. Yours is not saved yet; both are below.", "What is stored now", "Theirs &lt;2&gt;", "$1,234",
		"Mine &lt;1&gt;", `value="7"`)
	if got := p.line(lineID); got.Value.Action != "Theirs <2>" {
		t.Fatalf("stored %q before the person decided", got.Value.Action)
	}
	mine.Set("revision", part(t, a, `name="revision" value="`, `"`))
	b.must(b.post(p.linePath(), mine), http.StatusSeeOther)
	if got := p.line(lineID); got.Value.Action != "Mine <1>" || got.Value.Cost != 7 {
		t.Errorf("stored %+v after the decision", got.Value)
	}
	delete(mine, "revision")
	b.must(b.post(p.linePath(), mine), http.StatusConflict)
}

// TestCompletionWithProof: one act keeps the line as done, and the proof that next year's answers are confirmed on.
func TestCompletionWithProof(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	b.must(b.get(p.linePath()), http.StatusOK, "Keep as proof for next year")
	a := b.must(b.post(p.linePath(), p.fields(url.Values{
		"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"Scan <report> 🧾"}, "verified_by": {"Sam Okafor"}, "proof": {"configuration"},
		"from": {p.plan()},
	})), http.StatusSeeOther)
	if a.location != p.plan() {
		t.Errorf("it leads to %s, want the page that it came from", a.location)
	}
	b.must(b.get(a.location), http.StatusOK, "as done, and its proof.", "Done Nov 20, 2026, verified by Sam Okafor")
	proofs, err := p.store.Proofs(t.Context(), p.admin, p.client)
	if err != nil || len(proofs) != 1 {
		t.Fatalf("%d proofs, %v, want 1", len(proofs), err)
	}
	got := proofs[0].Value
	if got.What != "Scan <report> 🧾" || got.Date != assessment.NewDate(2026, 11, 20) || got.Method != assessment.ByConfiguration || got.By != "Sam Okafor" ||
		!slices.Equal(got.Questions, []string{"medical-devices-separated"}) {
		t.Errorf("proof = %+v", got)
	}
	if r := p.line(lineID).Value; r.Status != assessment.Done || r.Evidence != "Scan <report> 🧾" {
		t.Errorf("line = %+v", r)
	}

	// The page of what is done leads to the proof instead of making another one.
	a = b.must(b.get(p.linePath()), http.StatusOK, "Scan &lt;report&gt; 🧾", "See the proof", "Done, as recorded by Dana Reyes.")
	if a.has("Keep as proof") {
		t.Error("another proof is offered")
	}

	// Opened again, what was said of the completion stays in the history, and no proof is lost.
	b.must(b.post(p.linePath(), p.fields(url.Values{"status": {"open"}, "why": {"It came undone."}})), http.StatusSeeOther)
	b.must(b.get(p.linePath()), http.StatusOK, "Open again, as recorded by Dana Reyes. It had been done on November 20, 2026, verified by Sam Okafor",
		"It came undone.", "Keep as proof")
	if r := p.line(lineID).Value; r.Status != assessment.Open || r.Evidence != "" || !r.Completed.IsZero() {
		t.Errorf("line = %+v, want it open without a completion", r)
	}
}

// TestProofConflict: neither the line nor the proof is kept where the line is not as the person saw it.
func TestProofConflict(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	fields := p.fields(url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"E"}, "verified_by": {"Sam"}, "proof": {"test"}})
	p.change(lineID, func(r *assessment.Remediation) { r.Cost = 1 })
	b.must(b.post(p.linePath(), fields), http.StatusConflict, "Ada Admin", `<option value="test" selected`)
	proofs, err := p.store.Proofs(t.Context(), p.admin, p.client)
	if err != nil || len(proofs) != 0 || p.line(lineID).Value.Status != assessment.Open {
		t.Errorf("%d proofs, %v, want none, and the line open", len(proofs), err)
	}
}

// TestNewLine adds a line by hand, with what the address names filled in.
func TestNewLine(t *testing.T) {
	p := newPlanSite(t)
	own := assessment.OwnRisk{
		ID: "own-flood", Title: "The creek floods the annex", Threat: "natural-disaster", Vulnerability: "The server stands on the floor",
		Impact: assessment.Impacts{Availability: assessment.ImpactHigh}, Harm: assessment.LikelihoodHigh,
	}
	wk, err := p.store.Assessment(t.Context(), p.admin, p.id)
	if err != nil {
		t.Fatal(err)
	}
	own.Threat = wk.Catalog.Threats[0].ID
	p.saveEntry(func(*store.Work) store.Entry { return store.OwnRiskEntry(0, own) })
	b := p.signIn("manager")
	path := "/clients/" + p.client + "/plan/new"
	a := b.must(b.get(path+"?question=key-control&risk=own-flood&from="+url.QueryEscape(p.plan())), http.StatusOK, "Add a line to the plan",
		"(1 ticked", "The creek floods the annex", "Choose who owns it", "Back to the assessment&#39;s plan")
	if !boxTicked(a, "own-flood") || !boxTicked(a, "key-control") || a.has(`name="status"`) {
		t.Error("what the address names is not ticked, or a new line asks for its status")
	}
	before := len(p.lines())
	b.must(b.post(path, url.Values{"action": {"Raise the <server>"}, "from": {p.plan()}}), http.StatusUnprocessableEntity, "Choose who owns it",
		"Give the day by which it is due.", "Raise the &lt;server&gt;")
	if len(p.lines()) != before {
		t.Fatal("a line with mistakes was added")
	}
	good := url.Values{
		"action": {"Raise the <server>"}, "owner": {"Maria Alvarez"}, "due": {"2027-03-01"}, "questions": {"key-control"}, "risks": {"own-flood", "own-made-up"},
		"from": {p.plan()}, "status": {"done"},
	}
	if a := b.must(b.post(path, good), http.StatusSeeOther); a.location != p.plan() {
		t.Errorf("it leads to %s, want the assessment's plan", a.location)
	}
	b.must(b.get(p.plan()), http.StatusOK, "Added “Raise the &lt;server&gt;” to the plan.", "The creek floods the annex")
	added := p.with("Raise the")
	if len(added) != 1 || added[0].Status != assessment.Open || !slices.Equal(added[0].Risks, []string{"own-flood"}) || !slices.Equal(added[0].Questions, []string{"key-control"}) {
		t.Errorf("added %+v", added)
	}
}

// TestNewLineLeadsOnlyToLists: the page to return to is one of ours that lists lines.
func TestNewLineLeadsOnlyToLists(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	plan := "/clients/" + p.client + "/plan"
	for from, want := range map[string]string{
		"": plan, "https://evil.test/": plan, "//evil.test": plan, "/logout": plan, "/clients/other/plan": plan, "/assessments/\\evil": "/clients",
		"/remediation?show=late": "/remediation?show=late", plan + "?show=late": plan + "?show=late",
	} {
		a := b.post(plan+"/new", url.Values{"action": {"Do it"}, "owner": {"Maria"}, "due": {"2027-03-01"}, "from": {from}})
		if a.status != http.StatusSeeOther || a.location != want {
			t.Errorf("from %q it leads to %s (%d), want %s", from, a.location, a.status, want)
		}
	}
}

// TestLineOfAnEarlierEdition: a question that was replaced stands under its new words and stays ticked.
func TestLineOfAnEarlierEdition(t *testing.T) {
	p := newPlanSite(t)
	p.change(lineID, func(r *assessment.Remediation) {
		r.Questions = []string{"leaver-checklist", "password-change-interval"}
	})
	b := p.signIn("manager")
	a := b.must(b.get(p.linePath()), http.StatusOK)
	if !boxTicked(a, "leaver-devices-returned") {
		t.Error("the question that replaced it is not ticked")
	}
	b.must(b.post(p.linePath(), p.fields(url.Values{"questions": {"leaver-devices-returned"}})), http.StatusSeeOther)
	if got := p.line(lineID).Value.Questions; !slices.Equal(got, []string{"leaver-devices-returned"}) {
		t.Errorf("stored %v", got)
	}
}

// TestLineWithAwkwardId: ids of lines come from files and may hold anything.
func TestLineWithAwkwardId(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	for _, id := range []string{"r 1/2?x=%41", "new", "é&<b>"} {
		line := assessment.Remediation{ID: id, Action: "Odd " + id, Owner: "Maria", Due: assessment.NewDate(2027, 1, 1)}
		if _, err := p.store.SaveRemediations(t.Context(), p.admin, p.client, store.Record[assessment.Remediation]{Value: line}); err != nil {
			t.Fatal(err)
		}
		a := b.must(b.get("/clients/"+p.client+"/plan"), http.StatusOK)
		at := strings.Index(a.body, html.EscapeString("Odd "+id))
		if at < 0 {
			t.Fatalf("the list does not show the line %q", id)
		}
		href := a.body[strings.LastIndex(a.body[:at], `href="`)+len(`href="`):]
		path := html.UnescapeString(href[:strings.Index(href, `"`)])
		if id == "new" {
			continue // its address is that of a new line; nothing of ours makes such an id
		}
		b.must(b.get(path), http.StatusOK, html.EscapeString("Odd "+id))
	}
}

// TestLineIsClosedToOthers: an officer reads the lines of their client as text.
func TestLineIsClosedToOthers(t *testing.T) {
	p := newPlanSite(t)
	reader := p.reader(p.client)
	a := reader.must(reader.get(p.linePath()), http.StatusOK, "Put the panoramic x-ray", "Priya Nair", "$1,400", "Sep 30, 2026, 55 days late", "History",
		"Are networked medical devices on a network", "Back to the plan")
	if a.has(`<form class="form"`) || a.has("Choose who owns it") {
		t.Error("an officer's page has a form")
	}
	other, err := p.store.AddClients(t.Context(), p.admin, []store.Client{{Facts: assessment.Client{Name: "Harbor", Kinds: []assessment.EntityKind{assessment.CoveredEntity}}}})
	if err != nil {
		t.Fatal(err)
	}
	before := p.line(lineID)
	elsewhere := "/clients/" + other[0] + "/plan/" + lineID
	for _, tt := range []struct {
		who          *browser
		method, path string
	}{
		{reader, "POST", p.linePath()},
		{reader, "GET", "/clients/" + p.client + "/plan/new"},
		{reader, "POST", "/clients/" + p.client + "/plan/new"},
		{reader, "GET", elsewhere},
		{p.signIn("officer"), "GET", p.linePath()},
		{p.signIn("officer"), "POST", p.linePath()},
		{p.signIn("manager"), "GET", elsewhere},
		{p.signIn("manager"), "POST", elsewhere},
		{p.signIn("manager"), "GET", "/clients/none/plan/" + lineID},
		{p.signIn("manager"), "GET", "/clients/" + p.client + "/plan/none"},
	} {
		if got := tt.who.do(tt.method, tt.path, p.fields(nil)).status; got != http.StatusNotFound {
			t.Errorf("%s %s gives %d, want 404", tt.method, tt.path, got)
		}
	}
	if got := p.line(lineID); got.Revision != before.Revision {
		t.Error("somebody who may not changed the line")
	}
}

// TestLineAsksOnce: the form of a line has one button that saves it, and what completes it is told from the rest, so that
// it can be out of sight while the line is open and stays in sight where something is typed there.
func TestLineAsksOnce(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	a := b.must(b.get(p.linePath()), http.StatusOK, "for-done", " data-line>")
	if n := strings.Count(a.body, "<span>Save</span>"); n != 1 {
		t.Errorf("%d buttons save the line, want 1", n)
	}
	a = b.post(p.linePath(), p.fields(url.Values{"completed": {"2026-11-20"}}))
	if a.has(" data-line>") {
		t.Error("what was typed of the completion would be out of sight")
	}
}

// TestDoneLinesFold: what is done does not stand between the gaps and what is open.
func TestDoneLinesFold(t *testing.T) {
	p := newPlanSite(t)
	b := p.signIn("manager")
	page := "/assessments/" + p.id + "/plan"
	inFold := func() (before, in bool) {
		outside, fold, _ := strings.Cut(b.must(b.get(page), http.StatusOK).body, `id="done"`)
		return strings.Contains(outside, "/plan/"+lineID), strings.Contains(fold, "/plan/"+lineID)
	}
	if before, in := inFold(); !before || in {
		t.Errorf("an open line: in the plan %v, in the fold %v", before, in)
	}
	b.must(b.post(p.linePath(), p.fields(url.Values{"status": {"done"}, "completed": {"2026-11-20"}, "evidence": {"Seen"}})), http.StatusSeeOther)
	if before, in := inFold(); before || !in {
		t.Errorf("a line that is done: in the plan %v, in the fold %v", before, in)
	}
}
