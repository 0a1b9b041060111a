package assessment

import "strconv"

// Safeguard is one of the families into which the Security Rule sorts its standards (164.308 to 164.316).
type Safeguard uint8

// The families in the order of the rule. General is 164.306, which governs the others and is not assessed row by row.
const (
	General Safeguard = iota + 1
	Administrative
	Physical
	Technical
	Organizational
	Documentation
)

var safeguards = words{"", "general", "administrative", "physical", "technical", "organizational", "documentation"}

// Safeguards lists the families whose rows are assessed.
var Safeguards = []Safeguard{Administrative, Physical, Technical, Organizational, Documentation}

// String gives the word of the rule table.
func (s Safeguard) String() string { return textOf(safeguards, s) }

// Title gives the word for people.
func (s Safeguard) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s Safeguard) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Safeguard) UnmarshalText(text []byte) error { return parseWord(safeguards, text, s) }

// Designation says how a row of the rule binds (164.306(c) and (d)).
type Designation uint8

// Required and Addressable are the rule's own words for specifications (164.306(d)(1)). A Standard binds as
// required does. GeneralRule marks the rows of 164.306.
const (
	GeneralRule Designation = iota + 1
	Standard
	Required
	Addressable
)

var designations = words{"", "general", "standard", "required", "addressable"}

// String gives the word of the rule table.
func (d Designation) String() string { return textOf(designations, d) }

// Title gives the word for people.
func (d Designation) Title() string { return title(d.String()) }

// MarshalText implements encoding.TextMarshaler.
func (d Designation) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Designation) UnmarshalText(text []byte) error { return parseWord(designations, text, d) }

// Party says whom a row of the rule binds.
type Party uint8

// The parties of 160.103. A subcontractor is a business associate.
const (
	Both Party = iota + 1
	OnlyCoveredEntity
	OnlyBusinessAssociate
)

var parties = words{"", "both", "covered_entity", "business_associate"}

// String gives the word of the rule table.
func (p Party) String() string { return textOf(parties, p) }

// MarshalText implements encoding.TextMarshaler.
func (p Party) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Party) UnmarshalText(text []byte) error { return parseWord(parties, text, p) }

// Specification is one row of the Security Rule: a standard or one of its implementation specifications.
type Specification struct {
	Citation    string // such as 164.308(a)(1)(ii)(A)
	Safeguard   Safeguard
	Standard    string // the standard's heading
	Title       string // the specification's heading; empty for the standard itself
	Designation Designation
	AppliesTo   Party
	Note        string
	CSF         []string `json:",omitempty"` // of the NIST Cybersecurity Framework 2.0, derived from NIST's mapping to 1.1
	SP80053     []string `json:",omitempty"` // of NIST SP 800-53r5
}

// Heading names the row by its specification, or by its standard where it is one.
func (s Specification) Heading() string {
	if s.Title == "" {
		return s.Standard
	}
	return s.Title
}

// Binds reports whether the row must be met as written: a standard or a required specification (164.306(c), (d)(2)).
func (s Specification) Binds() bool { return s.Designation == Standard || s.Designation == Required }

// Rule is the rule table in the order of the CFR.
type Rule []Specification

// Assessed gives the rows that an assessment covers: all but the general rules of 164.306.
func (r Rule) Assessed() []Specification {
	var rows []Specification
	for _, s := range r {
		if s.Designation != GeneralRule {
			rows = append(rows, s)
		}
	}
	return rows
}

// Activity is one of the key activities into which NIST SP 800-66r2 divides a standard of the rule.
type Activity struct {
	Standard string // such as 164.308(a)(1), which covers its specifications
	Seq      int    // from 1
	Title    string
}

// Key is the form in which a question names the activity, such as 164.308(a)(1)/3.
func (a Activity) Key() string { return a.Standard + "/" + strconv.Itoa(a.Seq) }
