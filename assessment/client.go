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

// same reports whether both are one client: by its name, its legal name or its EIN.
func (c Client) same(other Client) bool {
	equal := func(a, b string) bool {
		return !blank(a) && strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
	}
	return equal(c.Name, other.Name) || equal(c.LegalName, other.LegalName) || equal(c.EIN, other.EIN)
}

// Person is somebody named in the record: who assessed, approved, owns or confirmed.
type Person struct {
	Name          string `json:"name"`
	Title         string `json:"title,omitzero"`
	Qualification string `json:"qualification,omitzero"`
}
