package templates

import (
	"strconv"

	"safeguard/assessment"
)

// PersonLine is somebody who signs in, as the list shows them.
type PersonLine struct {
	ID         string
	Name       string
	Email      string
	JobTitle   string
	Role       assessment.Role
	AllClients bool
	Assigned   int // how many clients
	Invited    bool
	Disabled   bool
	SignedIn   string // when last; empty for never
}

// URL is the page of the person.
func (p PersonLine) URL() string { return "/admin/users/" + p.ID }

func (p PersonLine) clients() string {
	if p.AllClients {
		return "All"
	}
	return strconv.Itoa(p.Assigned)
}

func (p PersonLine) state() StateView {
	switch {
	case p.Disabled:
		return StateView{StateBlocked, "Disabled"}
	case p.Invited:
		return StateView{StateOthers, "Invited"}
	default:
		return StateView{StateDone, "Active"}
	}
}

func (p PersonLine) signedIn() string {
	if p.SignedIn == "" {
		return "Never"
	}
	return p.SignedIn
}

// PeoplePage lists everybody who signs in.
type PeoplePage struct {
	Page
	People []PersonLine
}

// PersonForm is what an admin says about somebody, as it was typed.
type PersonForm struct {
	Email    string
	Name     string
	JobTitle string
	Role     assessment.Role
	Reach    string // all or chosen
	Chosen   []string
	Clients  []Option // to choose from
	Revision int
	Own      bool // it is about who asks, who cannot change their own role and clients
}

func (f PersonForm) roles(wrong string) Choices {
	c := Choices{ID: "role", Legend: "Role", Error: wrong}
	for _, role := range []assessment.Role{assessment.Manager, assessment.Officer, assessment.Admin} {
		c.Options = append(c.Options, Option{Value: role.String(), Label: role.Title(), Hint: roleDoes(role), Chosen: f.Role == role})
	}
	return c
}

// roleDoes says what a role is for, as a sentence.
func roleDoes(role assessment.Role) string {
	switch role {
	case assessment.Admin:
		return "Runs assessments, and keeps people and settings."
	case assessment.Manager:
		return "Runs assessments."
	default:
		return "Usually the client's compliance officer: reads, and approves or returns an analysis."
	}
}

func (f PersonForm) reaches(wrong string) Choices {
	return Choices{ID: "reach", Legend: "Clients", Error: wrong, Options: []Option{
		{Value: "all", Label: "All clients", Hint: "Also those added later. Not for officers.", Chosen: f.Reach == "all"},
		{Value: "chosen", Label: "Only these", Hint: "Tick them in the list below.", Chosen: f.Reach == "chosen"},
	}}
}

// InvitePage asks whom to invite.
type InvitePage struct {
	Page
	Form PersonForm
}

// PersonPage shows somebody, and what an admin can change about them.
type PersonPage struct {
	Page
	Person PersonLine
	Form   PersonForm
	Stays  Stays

	Factors FactorCounts
	SSO     Connection
}

// FactorCounts is how many second factors somebody has, and how many recovery codes are left.
type FactorCounts struct{ Apps, Passkeys, Codes int }

func (n FactorCounts) some() bool { return n.Apps+n.Passkeys+n.Codes > 0 }

func (n FactorCounts) facts() Facts {
	return Facts{Columns: true, Items: []Fact{
		{Name: "Apps with codes", Value: strconv.Itoa(n.Apps)},
		{Name: "Passkeys", Value: strconv.Itoa(n.Passkeys)},
		{Name: "Recovery codes left", Value: strconv.Itoa(n.Codes)},
	}}
}

// linkLabel names the link that can be made for the person.
func (p PersonPage) linkLabel() string {
	if p.Person.Invited {
		return "Make a new invite link"
	}
	return "Make a reset link"
}

func (p PersonPage) linkHint() string {
	if p.Person.Invited {
		return p.Person.Name + " has not chosen a password yet. A new link works for 7 days, and the one before ends."
	}
	return "For a lost password. The link works for 24 hours, and the one before ends."
}
