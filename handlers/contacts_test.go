package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestContacts: an editor adds, changes and removes contacts of a client; what is wrong is told beside its field, and to
// remove somebody says what ends with them. An officer reads.
func TestContacts(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2025", "")
	at := "/clients/" + client + "/contacts"
	b := s.signIn("manager")
	b.must(b.get("/clients/"+client), http.StatusOK, `href="`+at+`"`)
	b.must(b.get(at), http.StatusOK, "No contacts yet", "without an account")
	person := func(changes ...string) url.Values {
		fields := url.Values{"name": {"Jo <b>Park</b>"}, "title": {"Office manager"}, "email": {"jo@riverside.test"}, "phone": {"555-0100"}}
		for i := 0; i < len(changes); i += 2 {
			fields.Set(changes[i], changes[i+1])
		}
		return fields
	}
	b.must(b.post(at, person("name", "")), http.StatusUnprocessableEntity, "Write the person’s name", `value="jo@riverside.test"`)
	b.must(b.post(at, person("email", "jo@x, y@x")), http.StatusUnprocessableEntity, "no mail address", `value="jo@x, y@x"`)
	b.must(b.get(b.post(at, person()).location), http.StatusOK, "Added Jo &lt;b&gt;Park", "Office manager", "555-0100", "Nothing")
	b.must(b.post(at, person("name", "Jo Again", "email", "JO@Riverside.test")), http.StatusUnprocessableEntity, "has this address already")

	made := s.asked(client, id, "device-encryption")
	b.must(b.get(at), http.StatusOK, "Pat Lee", `/shares">1 open share<`)
	one := at + "/" + made.Recipient.Contact
	b.must(b.get(one), http.StatusOK, `value="pat@riverside.test"`, "1 open share with them is revoked")
	b.must(b.post(one, person("name", "Pat Q. Lee", "email", "pat@riverside.test", "revision", "1")), http.StatusSeeOther)
	stale := b.must(b.post(one, person("name", "Pat Other", "email", "pat@riverside.test", "revision", "1")), http.StatusConflict, "Pat Q. Lee", `value="Pat Other"`)
	if !stale.has(`name="revision" value="2"`) {
		t.Error("to save again is not offered on what is there now")
	}
	b.must(b.post(one, person("name", "New", "email", "", "revision", "0")), http.StatusConflict)
	b.must(b.get(b.post(one+"/remove", url.Values{}).location), http.StatusOK, "Removed. What was shared with them is revoked")
	b.must(b.post(one+"/remove", url.Values{}), http.StatusSeeOther)
	b.must(b.get(one), http.StatusNotFound)
	b.must(b.post(at+"/nobody/remove", url.Values{}), http.StatusNotFound)
	if _, err := s.store.GuestByToken(t.Context(), strings.TrimPrefix(made.Path, "/s/")); err == nil {
		t.Error("the link of a contact who was removed still opens")
	}

	if err := s.store.UpdatePerson(t.Context(), s.admin, s.scope("officer").User, s.revisionOf("officer"), assessment.Account{
		Name: "Olive Officer", Email: "officer@example.test", Role: assessment.Officer, Clients: []string{client},
	}); err != nil {
		t.Fatal(err)
	}
	o := s.signIn("officer")
	if a := o.must(o.get(at), http.StatusOK, "Jo &lt;b&gt;Park", "A reminder goes 3 days and 1 day before the due day"); a.has("<form class=\"form\"") {
		t.Error("an officer is offered a form")
	}
}

// revisionOf gives the revision of a person.
func (s *site) revisionOf(who string) int {
	s.t.Helper()
	p, err := s.store.Person(s.t.Context(), s.admin, s.scope(who).User)
	if err != nil {
		s.t.Fatal(err)
	}
	return p.Revision
}

// TestContactFromDetails: who stands in the client's details becomes a contact by one click, while there is none.
func TestContactFromDetails(t *testing.T) {
	s := newSite(t)
	ids, err := s.store.AddClients(t.Context(), s.admin, []store.Client{{
		Facts:   assessment.Client{Name: "Harbor", Kinds: []assessment.EntityKind{assessment.CoveredEntity}},
		Details: store.Details{Contact: "Lee Park", Email: "lee@harbor.test", Phone: "555-0101"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	at := "/clients/" + ids[0] + "/contacts"
	b := s.signIn("manager")
	b.must(b.get(at), http.StatusOK, "Add Lee Park, lee@harbor.test", `name="phone" value="555-0101"`)
	fields := url.Values{"name": {"Lee Park"}, "email": {"lee@harbor.test"}, "phone": {"555-0101"}}
	if a := b.must(b.get(b.post(at, fields).location), http.StatusOK, "Added Lee Park.", "555-0101"); a.has("Add Lee Park") {
		t.Error("who is a contact is still suggested")
	}
	b.must(b.post("/clients/"+ids[0]+"/archive", url.Values{}), http.StatusSeeOther)
	if a := b.must(b.get(at), http.StatusOK, "Lee Park"); a.has("Add a contact") {
		t.Error("an archived client is offered a form")
	}
}

// TestReminderSchedule: a schedule is kept as it is typed and told in a sentence, and stays when the client is edited.
func TestReminderSchedule(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside")
	at := "/clients/" + client + "/contacts"
	b := s.signIn("manager")
	revision := func() string {
		c, err := s.store.Client(t.Context(), s.admin, client)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.Itoa(c.Revision)
	}
	schedule := func(remind, before, first, every, times string) url.Values {
		return url.Values{"remind": {remind}, "before": {before}, "first": {first}, "every": {every}, "times": {times}, "revision": {revision()}}
	}
	for _, tt := range []struct {
		fields url.Values
		status int
		shows  string
	}{
		{schedule("on", "x", "1", "4", "4"), 422, "Write days as numbers"},
		{schedule("on", "3, 3", "1", "4", "4"), 422, "there twice"},
		{schedule("on", "3", "0", "4", "4"), 422, "The first reminder after the due day"},
		{schedule("on", "3", "1", "40", "4"), 422, "Reminders after the due day go every"},
		{schedule("on", "3", "1", "4", "99"), 422, "At most 10 reminders"},
		{schedule("on", "", "", "", ""), 422, "By these numbers no reminder goes"},
		{schedule("", "3", "1", "4", "4"), 303, "No reminders go to the contacts of this client."},
		{schedule("on", "1 5", "", "", "0"), 303, "A reminder goes 5 days and 1 day before the due day."},
		{schedule("on", "", "2", "", "1"), 303, "A reminder goes once 2 days after the due day."},
		{schedule("on", "7", "2", "1", "3"), 303, "A reminder goes 7 days before the due day, and 2 days after it and then every day, 3 times in all."},
	} {
		tt.fields.Set("revision", revision())
		a := b.post(at+"/reminders", tt.fields)
		if a.status == http.StatusSeeOther {
			path, _, _ := strings.Cut(a.location, "#")
			page := b.get(path)
			a.body = page.body
		}
		if a.status != tt.status || !a.has(tt.shows) {
			t.Errorf("%v gives %d, want %d and %q\n%s", tt.fields, a.status, tt.status, tt.shows, short(a.body))
		}
	}
	stale := schedule("on", "9", "1", "1", "1")
	stale.Set("revision", "1")
	b.must(b.post(at+"/reminders", stale), http.StatusConflict, "A reminder goes 7 days before", `value="9"`)
	edit := url.Values{"name": {"Riverside"}, "kinds": {"covered_entity"}, "city": {"Akron"}, "revision": {revision()}}
	b.must(b.post("/clients/"+client+"/edit", edit), http.StatusSeeOther)
	b.must(b.get(at), http.StatusOK, "A reminder goes 7 days before the due day")
}
