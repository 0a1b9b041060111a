package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
)

// account gives what an admin says of a person now.
func (o *office) account(id string) (Person, assessment.Account) {
	o.t.Helper()
	p, err := o.Person(o.t.Context(), o.admin, id)
	o.must(err)
	return p, assessment.Account{Email: p.Email, Name: p.Name, Title: p.Title, Role: p.Role, AllClients: p.AllClients, Clients: p.Clients}
}

// TestUpdatePerson changes a person and looks at what they see afterwards, and at the events.
func TestUpdatePerson(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		stay, err := o.BeginSignIn(t.Context(), o.manager, SignIn{})
		o.must(err)
		p, a := o.account(o.manager.User)
		a.Title, a.Role, a.AllClients, a.Clients = "Engineer", assessment.Officer, false, []string{o.other, o.client, o.other}
		o.must(o.UpdatePerson(t.Context(), o.admin, p.ID, p.Revision, a))
		u, _, err := o.Visitor(t.Context(), stay)
		if err != nil || u.Role != assessment.Officer || u.AllClients || u.Title != "Engineer" {
			t.Errorf("at the next request the person is %+v, %v", u, err)
		}
		want := []string{o.client, o.other}
		slices.Sort(want)
		now, again := o.account(p.ID)
		if !slices.Equal(now.Clients, want) || now.Assigned != 2 {
			t.Errorf("the clients are %q of %d, want %q", now.Clients, now.Assigned, want)
		}
		for action, detail := range map[string]string{
			"user.name": `"Dana Reyes", "" -> "Dana Reyes", "Engineer"`, "user.role": "manager -> officer", "user.clients": "all -> " + strings.Join(want, " "),
		} {
			if got := o.lastEvent(action).Detail; got != detail {
				t.Errorf("%s says %q, want %q", action, got, detail)
			}
		}
		wantConflict(t, "a form of before", o.UpdatePerson(t.Context(), o.admin, p.ID, p.Revision, a))
		events := o.count(`SELECT count(*) FROM events`)
		o.must(o.UpdatePerson(t.Context(), o.admin, p.ID, now.Revision, again))
		if n := o.count(`SELECT count(*) FROM events`) - events; n != 0 {
			t.Errorf("%d events of no change", n)
		}
		wantErr(t, "nobody", o.UpdatePerson(t.Context(), o.admin, "nobody", 0, a), assessment.ErrNotFound)
	})
}

// lastEvent gives the newest event of an action in the chain of the installation.
func (o *office) lastEvent(action string) Event {
	o.t.Helper()
	var body []byte
	o.must(o.writer.QueryRowContext(o.t.Context(), `SELECT body FROM events WHERE chain = '' AND action = $1 ORDER BY seq DESC LIMIT 1`, action).Scan(&body))
	var e Event
	o.must(json.Unmarshal(body, &e))
	return e
}

// TestNobodyChangesTheirOwnReach: what would give a person more, or lock them out, another admin has to do.
func TestNobodyChangesTheirOwnReach(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.hire(User{ID: "u-second", Email: "second@northwind.test", Name: "Second Admin", Role: assessment.Admin, AllClients: true})
		p, a := o.account(o.admin.User)
		change := func(f func(*assessment.Account)) error {
			b := a
			f(&b)
			return o.UpdatePerson(t.Context(), o.admin, p.ID, p.Revision, b)
		}
		wantInvalid(t, "the own role", change(func(a *assessment.Account) { a.Role = assessment.Manager }), "role")
		wantInvalid(t, "the own clients", change(func(a *assessment.Account) { a.AllClients = false }), "reach")
		wantInvalid(t, "disabling oneself", o.DisableUser(t.Context(), o.admin, p.ID), "access")
		o.must(change(func(a *assessment.Account) { a.Name = "Ada Byron" }))
	})
}

// TestLastAdmin: in whatever way, an admin is left who can sign in.
func TestLastAdmin(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		system := assessment.Scope{User: "system", Role: assessment.Admin, All: true}
		p, a := o.account(o.admin.User)
		a.Role = assessment.Manager
		last := func(what string) {
			t.Helper()
			wantInvalid(t, what+": disabling", o.DisableUser(t.Context(), system, p.ID), "role")
			wantInvalid(t, what+": another role", o.UpdatePerson(t.Context(), system, p.ID, p.Revision, a), "role")
		}
		last("the only admin")
		_, err := o.Invite(t.Context(), o.admin, assessment.Account{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Admin, AllClients: true}, nil)
		o.must(err)
		last("beside one who is invited")
		second := o.hire(User{ID: "u-second", Email: "second@northwind.test", Name: "Second Admin", Role: assessment.Admin, AllClients: true})
		o.must(o.DisableUser(t.Context(), system, second.User))
		last("beside one who is disabled")
		o.must(o.EnableUser(t.Context(), system, second.User))
		o.must(o.DisableUser(t.Context(), system, p.ID))
		if p, _ := o.account(p.ID); !p.Disabled {
			t.Error("one of two admins cannot be disabled")
		}
	})
}

// TestTwoAdminsAtOnce: of two admins who disable each other at the same time, one stays.
func TestTwoAdminsAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for round := range 10 {
			second := o.hire(User{ID: "u-second" + string(rune('a'+round)), Email: string(rune('a'+round)) + "@northwind.test", Name: "Second", Role: assessment.Admin, AllClients: true})
			start, ended := make(chan struct{}), make(chan error)
			for _, pair := range [][2]assessment.Scope{{o.admin, second}, {second, o.admin}} {
				go func() {
					<-start
					ended <- o.DisableUser(t.Context(), pair[0], pair[1].User)
				}()
			}
			close(start)
			failed := 0
			for range 2 {
				if err := <-ended; err != nil {
					wantInvalid(t, "the last admin", err, "role")
					failed++
				}
			}
			if n := o.count(`SELECT count(*) FROM users WHERE role = 'admin' AND NOT disabled`); n != 1 || failed != 1 {
				t.Fatalf("round %d: %d admins are left and %d were refused, want 1 and 1", round, n, failed)
			}
			o.exec(`UPDATE users SET disabled = $1 WHERE id = $2`, false, o.admin.User)
			o.exec(`UPDATE users SET disabled = $1 WHERE id = $2`, true, second.User)
		}
	})
}

// TestDisabledStaysOut: stays and links of before do not come back with the person.
func TestDisabledStaysOut(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		stay, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		o.must(o.DisableUser(t.Context(), o.admin, o.officer.User))
		o.must(o.DisableUser(t.Context(), o.admin, o.officer.User)) // again is no event
		o.must(o.EnableUser(t.Context(), o.admin, o.officer.User))
		_, _, err = o.Visitor(t.Context(), stay)
		wantErr(t, "the stay of before", err, assessment.ErrNotFound)
		if n := o.count(`SELECT count(*) FROM events WHERE action IN ('user.disable', 'user.enable')`); n != 2 {
			t.Errorf("%d events, want 2", n)
		}
		_, err = o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
	})
}

func TestResetUser(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		stay, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		link, err := o.MakeLink(t.Context(), o.admin, o.officer.User, nil)
		o.must(err)
		o.must(drop(o.AddFactor(t.Context(), o.officer, Factor{Kind: FactorApp, Name: "Phone"})))
		o.must(drop(o.AddFactor(t.Context(), o.officer, Factor{Kind: FactorPasskey, Name: "Key", CredID: []byte("key")})))
		o.must(o.SetRecoveryCodes(t.Context(), o.officer, []string{"one", "two"}))
		counted := func(want FactorCounts) {
			t.Helper()
			if n, err := o.FactorCounts(t.Context(), o.admin, o.officer.User); err != nil || n != want {
				t.Errorf("the officer has %+v, %v, want %+v", n, err, want)
			}
		}
		counted(FactorCounts{1, 1, 2})
		o.must(o.ResetUser(t.Context(), o.admin, o.officer.User, "$argon2id$new"))
		counted(FactorCounts{})
		_, _, err = o.Visitor(t.Context(), stay)
		wantErr(t, "the stay of before", err, assessment.ErrNotFound)
		_, err = o.LinkHolder(t.Context(), link.Kind, link.Token)
		wantErr(t, "the link of before", err, assessment.ErrNotFound)
		wantErr(t, "nobody", o.ResetUser(t.Context(), o.admin, "nobody", "$argon2id$new"), assessment.ErrNotFound)
	})
}

// TestPeople: the list has the state of each, and archived clients can be chosen still.
func TestPeople(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.must(o.ArchiveClient(t.Context(), o.manager, o.other, true))
		_, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		people, err := o.People(t.Context(), o.admin)
		o.must(err)
		var got []string
		for i := range people {
			p := &people[i]
			got = append(got, strings.TrimSpace(p.Name+" "+map[bool]string{true: "all"}[p.AllClients]+map[bool]string{true: " was here"}[!p.SignedInAt.IsZero()]))
		}
		wantSame(t, "people", got, []string{"Ada Admin all", "Dana Reyes all", "Dr. Samuel Okafor  was here", "Kim Cho", "Lee Park"})
		names, err := o.ClientNames(t.Context(), o.admin)
		o.must(err)
		wantSame(t, "clients", names, []ClientName{{ID: o.other, Name: "Harbor Machine", Archived: true}, {ID: o.client, Name: "Riverside Family Dental"}})
	})
}
