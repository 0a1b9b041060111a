package store

import (
	"strings"
	"testing"

	"safeguard/assessment"
)

func TestUserIsFoundByAddress(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		want := User{
			Email: "Zoe.Quinn@Northwind.Test ", Name: "Zoë Quinn", Title: "Engineer", Role: assessment.Manager, AllClients: true,
			Password: "$argon2id$hash", Theme: "dark", NoKeys: true,
		}
		id, err := o.AddUser(t.Context(), o.admin, want)
		o.must(err)
		want.ID, want.Email = id, "zoe.quinn@northwind.test"
		for _, email := range []string{"zoe.quinn@northwind.test", " ZOE.QUINN@NORTHWIND.TEST"} {
			got, err := o.UserByEmail(t.Context(), email)
			o.must(err)
			wantSame(t, "the user by "+email, got, want)
		}
		got, err := o.User(t.Context(), id)
		o.must(err)
		wantSame(t, "the user by id", got, want)
		_, err = o.UserByEmail(t.Context(), "nobody@northwind.test")
		wantErr(t, "an address that nobody has", err, assessment.ErrNotFound)
		_, err = o.User(t.Context(), "nobody")
		wantErr(t, "an id that nobody has", err, assessment.ErrNotFound)
	})
}

func TestAddressIsTaken(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		_, err := o.AddUser(t.Context(), o.admin, User{Email: "DANA@northwind.test", Name: "Another Dana", Role: assessment.Officer})
		wantInvalid(t, "an address that is taken", err, "email")
	})
}

// TestAssignedTwice: a client that is named twice is assigned once.
func TestAssignedTwice(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		u := User{Email: "ann@riverside.test", Name: "Ann", Role: assessment.Officer, Clients: []string{o.client, o.client}}
		id, err := o.AddUser(t.Context(), o.admin, u)
		o.must(err)
		list, err := o.Clients(t.Context(), assessment.Scope{User: id, Role: assessment.Officer}, Filter{PerPage: 10})
		o.must(err)
		if list.Found != 1 || list.Lines[0].ID != o.client {
			t.Errorf("the officer sees %d clients, want the one assigned", list.Found)
		}
	})
}

// TestUsersByName: people stand in the order of their names as people read them, on both engines.
func TestUsersByName(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, name := range []string{"ben Small", "Ben Tall", "ada lower"} {
			_, err := o.AddUser(t.Context(), o.admin, User{Email: strings.ReplaceAll(name, " ", ".") + "@northwind.test", Name: name, Role: assessment.Manager})
			o.must(err)
		}
		list, err := o.Users(t.Context(), o.admin)
		o.must(err)
		var names []string
		for _, u := range list {
			names = append(names, u.Name)
		}
		want := []string{"Ada Admin", "ada lower", "ben Small", "Ben Tall", "Dana Reyes", "Dr. Samuel Okafor", "Kim Cho", "Lee Park"}
		wantSame(t, "the list of users", names, want)
	})
}

func TestOwnSettings(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.must(o.SetPreferences(t.Context(), o.officer, "dark", true))
		o.must(o.SetPassword(t.Context(), o.officer, "$argon2id$new", ""))
		u, err := o.User(t.Context(), o.officer.User)
		o.must(err)
		if u.Theme != "dark" || !u.NoKeys || u.Password != "$argon2id$new" {
			t.Errorf("theme %q, no keys %v, password %q", u.Theme, u.NoKeys, u.Password)
		}
		other, err := o.User(t.Context(), o.manager.User)
		o.must(err)
		if other.Theme != "" || other.NoKeys || other.Password == u.Password {
			t.Error("somebody else's settings changed as well")
		}
	})
}

func TestSettings(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		get := func(want string) {
			t.Helper()
			if got, err := o.Setting(t.Context(), "firm"); err != nil || got != want {
				t.Errorf("setting = %q, %v, want %q", got, err, want)
			}
		}
		get("")
		for _, value := range []string{"Northwind IT", "Northwind"} {
			o.must(o.SetSetting(t.Context(), o.admin, "firm", value))
			get(value)
		}
		wantErr(t, "a manager's setting", o.SetSetting(t.Context(), o.manager, "firm", "Other"), assessment.ErrForbidden)
		get("Northwind")
	})
}
