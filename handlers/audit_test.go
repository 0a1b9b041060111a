package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// logged lists the newest events of all chains, the newest first.
func (s *site) logged(n int) []store.Logged {
	s.t.Helper()
	var list []store.Logged
	err := s.store.EachEvent(s.t.Context(), s.admin, store.EventQuery{Limit: n}, func(e store.Logged) error {
		list = append(list, e)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// wantAddresses checks that what people did by their browsers is on record with where they came from.
func (s *site) wantAddresses() {
	s.t.Helper()
	people := 0
	for _, e := range s.logged(1000) {
		if e.User == s.admin.User { // who made the site, without a browser
			continue
		}
		people++
		if e.From != "127.0.0.1" {
			s.t.Errorf("%s of %q came from %q", e.Action, e.Name, e.From)
		}
	}
	if people == 0 {
		s.t.Error("nothing that people did is on record")
	}
}

// TestWhatIsOnRecord does what leaves one event each, and wants who did it and from where.
func TestWhatIsOnRecord(t *testing.T) {
	s := newSite(t)
	client, id := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	nobody, manager := s.signIn(""), s.signIn("manager")
	login := func(email, password string) func() {
		return func() { nobody.post("/login", url.Values{"email": {email}, "password": {password}}) }
	}
	get := func(path string) func() { return func() { manager.must(manager.get(path), 200) } }
	for _, tt := range []struct {
		do   func()
		want store.Event
	}{
		{login("manager@example.test", "wrong"), store.Event{Name: "Dana Reyes", Action: "user.sign-in-refused"}},
		{login("who@example.test", "wrong"), store.Event{Action: "user.sign-in-refused"}},
		{login("officer@example.test", password), store.Event{Name: "Olive Officer", Action: "user.sign-in"}},
		{func() { nobody.post("/logout", url.Values{}) }, store.Event{Name: "Olive Officer", Action: "user.sign-out"}},
		{get("/assessments/" + id + "/reports/executive-summary.pdf"), store.Event{Name: "Dana Reyes", Action: "report.download", Client: client, Assessment: id, Subject: "executive-summary"}},
		{get("/assessments/" + draft + "/reports/executive-summary.pdf"), store.Event{Name: "Dana Reyes", Action: "report.download", Client: client, Assessment: draft, Subject: "executive-summary"}},
		{func() { manager.must(manager.get("/assessments/"+id+"/reports/evaluation"), 200) }, store.Event{Name: "Dana Reyes", Action: "report.read", Client: client, Assessment: id, Subject: "evaluation"}},
		{get("/clients/" + client + "/plan.csv"), store.Event{Name: "Dana Reyes", Action: "plan.download", Client: client}},
		{get("/clients/" + client + "/audit.csv?group=answers"), store.Event{Name: "Dana Reyes", Action: "audit.download", Client: client, Detail: "group=answers"}},
		{get("/questionnaires/" + baseQuestionnaire + "/blank.pdf"), store.Event{Name: "Dana Reyes", Action: "questionnaire.download"}},
	} {
		s.clock.Add(1) // so that the newest is the newest
		tt.do()
		got := s.logged(1)[0].Event
		if got.Name != tt.want.Name || got.Action != tt.want.Action || got.Client != tt.want.Client || got.Assessment != tt.want.Assessment || got.From != "127.0.0.1" {
			t.Errorf("the newest event is %+v, want %+v from 127.0.0.1", got, tt.want)
		}
		if tt.want.Subject != "" && got.Subject != tt.want.Subject || tt.want.Detail != "" && got.Detail != tt.want.Detail {
			t.Errorf("the newest event is about %q %q, want %q %q", got.Subject, got.Detail, tt.want.Subject, tt.want.Detail)
		}
		if strings.Contains(got.Detail+got.Subject, "@") {
			t.Errorf("the newest event holds an address: %+v", got)
		}
	}
	before := s.events()
	for _, path := range []string{"/clients/" + client + "/plan.csv", "/clients/" + client + "/audit.csv", "/questionnaires/" + baseQuestionnaire + "/blank.pdf", "/assessments/" + id + "/reports/evaluation"} {
		manager.do(http.MethodHead, path, nil)
	}
	if n := s.events() - before; n != 0 {
		t.Errorf("HEAD leaves %d events", n)
	}
}

// TestAuditPage reads the log with each filter.
func TestAuditPage(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental")
	other := s.client("Harbor Clinic")
	manager, admin := s.signIn("manager"), s.signIn("admin")
	manager.must(manager.get("/clients/"+client+"/plan.csv"), 200)
	s.signIn("").post("/login", url.Values{"email": {"who@example.test"}, "password": {"x"}})
	dana := s.scope("manager").User
	for query, tt := range map[string]struct{ shows, hides []string }{
		"": {[]string{
			"Dana Reyes signed in", "<code>user.sign-in</code>", "Dana Reyes downloaded the plan as a table", `href="/clients/` + client + `"`, "127.0.0.1",
			"Somebody who is not known here tried to sign in and was refused", "Setup added the client", "Not recorded", "After", `<option value="` + dana + `">Dana Reyes`,
		}, []string{"Older", "who@example.test", "Show everything"}},
		"?person=" + dana:                         {[]string{"Dana Reyes signed in", "Show everything", `value="` + dana + `" selected`}, []string{"Ada Admin signed", "Setup added"}},
		"?person=-":                               {[]string{"Somebody who is not known here"}, []string{"Dana Reyes signed in"}},
		"?group=sign-in":                          {[]string{"Ada Admin signed in", "Somebody who is not known here"}, []string{"added the client", "added a person"}},
		"?group=reports&person=" + dana:           {[]string{"downloaded the plan"}, []string{"Dana Reyes signed in"}},
		"?group=nothing":                          {[]string{"No event fits what you chose."}, nil},
		"?client=" + client:                       {[]string{"Setup added the client", "downloaded the plan"}, []string{"Reyes signed in<", "Harbor Clinic</a>"}},
		"?client=" + other:                        {[]string{"Setup added the client"}, []string{"downloaded the plan"}},
		"?client=nobody":                          {[]string{"No event fits what you chose."}, nil},
		"?from=2026-11-24&to=2026-11-24":          {[]string{"Dana Reyes signed in"}, nil},
		"?to=2026-11-23":                          {[]string{"No event fits what you chose."}, []string{"Reyes signed in<"}},
		"?from=2026-11-25":                        {[]string{"No event fits what you chose."}, nil},
		"?before=1.1.x":                           {[]string{"There are no older events."}, nil},
		"?before=rubbish&person=%00&group=%ff%fe": {[]string{"Dana Reyes signed in"}, nil},
	} {
		a := admin.must(admin.get("/admin/audit"+query), 200, tt.shows...)
		for _, text := range tt.hides {
			if a.has(text) {
				t.Errorf("%q shows %q\n%s", query, text, short(a.body))
			}
		}
	}
	admin.must(admin.get("/admin/audit?from=yesterday"), 422, "Write the day as year, month and day", `value="yesterday"`, "Dana Reyes signed in")
	admin.must(admin.get("/admin/audit.csv?from=yesterday"), 400)
	admin.must(admin.get("/admin"), 200, `href="/admin/audit"`, "Audit log")
	admin.must(admin.get("/clients"), 200, `href="/admin"`)

	officer := s.assigned(client)
	officer.must(officer.get("/clients/"+client+"/history"), 200, `href="/clients/`+client+`/audit"`)
	a := officer.must(officer.get("/clients/"+client+"/audit"), 200, "Setup added the client", "Dana Reyes downloaded the plan")
	if a.has("Reyes signed in<") || a.has("Harbor Clinic") {
		t.Errorf("the events of a client tell of others\n%s", short(a.body))
	}
	officer.must(officer.get("/clients/"+client+"/audit?client="+other), 200, "Dana Reyes downloaded the plan") // it is the client of the page
	officer.must(officer.get("/clients/"+other+"/audit"), 404)
	officer.must(officer.get("/admin/audit"), 404)
	manager.must(manager.get("/admin"), 404)
}

var olderLink = regexp.MustCompile(`href="([^"]+)" rel="next"`)

// TestOlderEvents goes from page to page to the first event, with a filter, and meets each event once.
func TestOlderEvents(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental")
	for i := range 2*eventsPerPage + 3 {
		_, err := s.store.SaveProof(t.Context(), s.admin, client, store.Record[assessment.Proof]{Value: assessment.Proof{What: strings.Repeat("x", i+1), Date: assessment.NewDate(2026, 11, 2)}})
		if err != nil {
			t.Fatal(err)
		}
	}
	b := s.signIn("admin")
	for _, path := range []string{"/admin/audit?group=records", "/clients/" + client + "/audit?group=records"} {
		var found []int
		seen := map[string]bool{}
		for next := path; next != ""; {
			a := b.must(b.get(next), 200)
			found = append(found, strings.Count(a.body, "<code>proof.save</code>"))
			for _, m := range regexp.MustCompile(`<dd>(\d+) of the events of the client`).FindAllStringSubmatch(a.body, -1) {
				seen[m[1]] = true
			}
			if next != path && !a.has(">Newest<") {
				t.Errorf("%s leads not back to the newest", next)
			}
			if next = ""; olderLink.MatchString(a.body) {
				next = strings.ReplaceAll(olderLink.FindStringSubmatch(a.body)[1], "&amp;", "&")
			}
		}
		if !slices.Equal(found, []int{eventsPerPage, eventsPerPage, 3}) || len(seen) != 2*eventsPerPage+3 {
			t.Errorf("%s: pages of %v events, %d different ones", path, found, len(seen))
		}
	}
}

// TestAuditTable: the table has what the filter lets through, and nothing in it is a formula.
func TestAuditTable(t *testing.T) {
	s := newSite(t)
	client := s.client("=1+1 Dental")
	b := s.signIn("admin")
	for _, test := range []struct { // in this order, since each download is an event for the next
		path string
		want int
	}{
		{"/admin/audit.csv?group=clients", 1},
		{"/admin/audit.csv?client=" + client, 1},
		{"/admin/audit.csv?client=nobody", 0},
		{"/clients/" + client + "/audit.csv?group=clients", 1},
		{"/admin/audit.csv?group=people&before=9.9.x", 3},
	} {
		path, want := test.path, test.want
		a := b.must(b.get(path), 200, "\ufeffTime,Who,What was done,")
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s is sent as %v", path, a.header)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(rows) - 1; n != want {
			t.Errorf("%s has %d rows, want %d\n%s", path, n, want, a.body)
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s: %q is a formula", path, cell)
				}
			}
		}
	}
	if n := len(s.logged(100)); n < 5 {
		t.Errorf("%d events", n)
	}
}
