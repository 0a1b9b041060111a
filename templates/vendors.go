package templates

import (
	"strconv"

	"safeguard/assessment"
)

// VendorsPage lists who works with the ePHI of a client, each with its agreement, and the provider's own agreement with
// the client (164.308(b), 164.504(e)).
type VendorsPage struct {
	Page
	Client   string // id
	CanEdit  bool
	AgreedOn assessment.Date // of the provider's own agreement
	Vendors  []VendorLine
	Form     VendorForm // of a new vendor
	Gone     string     // who removed what the person was changing
}

// VendorLine is a vendor of the list.
type VendorLine struct {
	ID string
	assessment.Vendor
}

// VendorPage changes one vendor.
type VendorPage struct {
	Page
	Client string // id
	ID     string
	Form   VendorForm
}

// VendorForm is what stands in the fields of a vendor, as it was typed.
type VendorForm struct {
	Editing
	Name, Service, Agreement, Location, Note string
}

func (p VendorsPage) at(path string) string { return "/clients/" + p.Client + "/agreements" + path }

func (p VendorPage) at(path string) string { return "/clients/" + p.Client + "/agreements" + path }

// missing counts the vendors without an agreement.
func (p VendorsPage) missing() int {
	n := 0
	for _, v := range p.Vendors {
		if v.Agreement.IsZero() {
			n++
		}
	}
	return n
}

// lacking says how many vendors have no agreement.
func (p VendorsPage) lacking() string {
	n := p.missing()
	verb := "have"
	if n == 1 {
		verb = "has"
	}
	return strconv.Itoa(n) + " of " + counted(len(p.Vendors), "vendor", "vendors") + " " + verb +
		" no agreement. Without one they may not get ePHI (164.308(b)(1))."
}

// own is the provider's own agreement with the client.
func (p VendorsPage) own() Fact {
	if p.AgreedOn.IsZero() {
		return Fact{Name: "Your agreement with the client", Body: State(StateView{Kind: StateBlocked, Word: "None on file"})}
	}
	return Fact{Name: "Your agreement with the client", Value: "Signed " + p.AgreedOn.Long()}
}

// ownActions leads to where the date of the provider's own agreement is kept.
func (p VendorsPage) ownActions() []Action {
	switch {
	case !p.CanEdit:
		return nil
	case p.AgreedOn.IsZero():
		return []Action{{Label: "Add its date", URL: "/clients/" + p.Client + "/edit#agreed_on"}}
	default:
		return []Action{{Label: "Change", URL: "/clients/" + p.Client + "/edit#agreed_on"}}
	}
}

// VendorFacts are the fields of a vendor in words.
func VendorFacts(v assessment.Vendor) Facts {
	agreement := "None on file"
	if !v.Agreement.IsZero() {
		agreement = v.Agreement.Long()
	}
	return Facts{Columns: true, Items: []Fact{
		{Name: "Name", Value: v.Name},
		{Name: "Service", Value: said(v.Service)},
		{Name: "Agreement", Value: agreement},
		{Name: "Where ePHI is kept", Value: said(v.Location)},
		{Name: "Note", Value: said(v.Note)},
	}}
}
