package assessment

import (
	"slices"
	"strings"
)

// EntityKind is what a client is under 160.103.
type EntityKind uint8

// The kinds of 160.103. A client may be several: a clinic that bills for another is a covered entity and a
// business associate.
const (
	CoveredEntity EntityKind = iota + 1
	BusinessAssociate
	Subcontractor
)

var entityKinds = words{"", "covered_entity", "business_associate", "subcontractor"}

// String gives the word of the answers file.
func (k EntityKind) String() string { return textOf(entityKinds, k) }

// Title gives the word for people.
func (k EntityKind) Title() string { return title(k.String()) }

// MarshalText implements encoding.TextMarshaler.
func (k EntityKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *EntityKind) UnmarshalText(text []byte) error { return parseWord(entityKinds, text, k) }

// Client is the regulated entity whose risks are analyzed, with the facts that decide what it is asked.
type Client struct {
	Name          string       `json:"name"`
	LegalName     string       `json:"legal_name,omitzero"`
	EIN           string       `json:"ein,omitzero"`
	Kinds         []EntityKind `json:"kinds"`
	Individuals   int          `json:"individuals,omitzero"` // people whose ePHI the client holds
	Workforce     int          `json:"workforce,omitzero"`   // people under its direct control, paid or not (160.103)
	Sites         []string     `json:"sites,omitempty,omitzero"`
	Clearinghouse bool         `json:"clearinghouse,omitzero"` // a health care clearinghouse is a part of it
	PlanSponsor   bool         `json:"plan_sponsor,omitzero"`  // it sponsors a group health plan
}

// Bound reports whether the client is of the party that a row of the rule binds.
func (c Client) Bound(p Party) bool {
	switch p {
	case OnlyCoveredEntity:
		return slices.Contains(c.Kinds, CoveredEntity)
	case OnlyBusinessAssociate:
		return slices.Contains(c.Kinds, BusinessAssociate) || slices.Contains(c.Kinds, Subcontractor)
	default:
		return true
	}
}

// same reports whether both are one client: by the EIN where both have one, or else by the name or legal name.
func (c Client) same(other Client) bool {
	if a, b := digits(c.EIN), digits(other.EIN); a != "" && b != "" {
		return a == b
	}
	equal := func(a, b string) bool {
		a, b = strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " ")
		return a != "" && strings.EqualFold(a, b)
	}
	return equal(c.Name, other.Name) || equal(c.LegalName, other.LegalName)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Person is somebody named in the record: who assessed, approved, owns or confirmed.
type Person struct {
	Name          string `json:"name"`
	Title         string `json:"title,omitzero"`
	Qualification string `json:"qualification,omitzero"`
}
