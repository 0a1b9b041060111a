package assessment

import "slices"

// ChangeKind is a kind of change at the client since the last analysis. A safeguard that worked before the change
// may not cover what is new, so answers in the sections that it touches are confirmed one by one (164.306(e)).
type ChangeKind uint8

// The six kinds of change that the scope asks about.
const (
	ChangeSite     ChangeKind = iota + 1 // a new, moved or closed site
	ChangeSystem                         // a new or replaced EHR, server or cloud service
	ChangeVendor                         // a new or ended vendor with ePHI
	ChangeWork                           // new ways of working: remote work, texting, new devices
	ChangePeople                         // many people came or left, or a key person did
	ChangeIncident                       // a security incident or near miss
)

// ChangeKinds lists the kinds in the order in which they are asked.
var ChangeKinds = []ChangeKind{ChangeSite, ChangeSystem, ChangeVendor, ChangeWork, ChangePeople, ChangeIncident}

var changeKinds = words{"", "site", "system", "vendor", "work", "people", "incident"}

var changeTitles = words{
	"", "Sites", "Systems", "Vendors", "Ways of working", "People", "Incidents",
}

var changeQuestions = words{
	"",
	"Did a site open, move or close?",
	"Was a record system, server or cloud service added or replaced?",
	"Did a vendor that handles ePHI start or stop working for the client?",
	"Are there new ways of working, such as work from home, texting or new kinds of devices?",
	"Did many people join or leave, or did a key person?",
	"Was there a security incident or a near miss?",
}

// String gives the word of the file.
func (k ChangeKind) String() string { return textOf(changeKinds, k) }

// Title gives the words for people.
func (k ChangeKind) Title() string { return textOf(changeTitles, k) }

// Ask gives the question that finds the change out. It is about the time since the last analysis.
func (k ChangeKind) Ask() string { return textOf(changeQuestions, k) }

// MarshalText implements encoding.TextMarshaler.
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *ChangeKind) UnmarshalText(text []byte) error { return parseWord(changeKinds, text, k) }

// Touched lists the changes of this client that touch the section.
func (c *Content) Touched(s *Section) []ChangeKind {
	var list []ChangeKind
	for _, k := range s.TouchedBy {
		if slices.Contains(c.Changed, k) {
			list = append(list, k)
		}
	}
	return list
}
