package assessment

import (
	"slices"
	"strings"
	"testing"
)

func TestAccountCheck(t *testing.T) {
	good := Account{Email: "dana@example.com", Name: "Dana Reyes", Title: "Engineer", Role: Manager, AllClients: true}
	for _, test := range []struct {
		name   string
		change func(*Account)
		want   []string
	}{
		{"good", func(*Account) {}, nil},
		{"no title", func(a *Account) { a.Title = "" }, nil},
		{"an officer of no client", func(a *Account) { a.Role, a.AllClients = Officer, false }, nil},
		{"nothing", func(a *Account) { *a = Account{} }, []string{"email", "name", "role"}},
		{"no address", func(a *Account) { a.Email = "dana" }, []string{"email"}},
		{"an address with a name", func(a *Account) { a.Email = "Dana <dana@example.com>" }, []string{"email"}},
		{"a name of spaces", func(a *Account) { a.Name = " " }, []string{"name"}},
		{"a name of two lines", func(a *Account) { a.Name = "Dana\nReyes" }, []string{"name"}},
		{"a long title", func(a *Account) { a.Title = strings.Repeat("long", 200) }, []string{"title"}},
		{"an officer of all clients", func(a *Account) { a.Role = Officer }, []string{"reach"}},
	} {
		a := good
		test.change(&a)
		var got []string
		for _, p := range a.Check() {
			got = append(got, p.Path)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: problems at %q, want %q", test.name, got, test.want)
		}
	}
}
