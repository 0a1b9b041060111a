package assessment

import (
	"net/mail"
	"strings"
)

// Account is what an admin says about somebody who signs in.
type Account struct {
	Email      string
	Name       string // as reports print it
	Title      string // as approvals print it
	Role       Role
	AllClients bool     // or those of Clients
	Clients    []string // ids
}

// Check lists what is wrong with an account. Each path names a field.
func (a Account) Check() (list []Problem) {
	if address, err := mail.ParseAddress(a.Email); err != nil || address.Address != a.Email {
		list = append(list, Problem{Path: "email", What: "Write the address to sign in with, such as dana@example.com."})
	} else {
		list = append(list, CheckLine("email", a.Email)...)
	}
	if strings.TrimSpace(a.Name) == "" {
		list = append(list, Problem{Path: "name", What: "Write the name, as reports print it."})
	}
	list = append(list, CheckLine("name", a.Name)...)
	list = append(list, CheckLine("title", a.Title)...)
	switch {
	case a.Role == 0:
		list = append(list, Problem{Path: "role", What: "Choose what this person does."})
	case a.Role == Officer && a.AllClients:
		list = append(list, Problem{Path: "reach", What: "An officer sees only chosen clients. Choose them below."})
	}
	return list
}
