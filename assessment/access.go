package assessment

import "errors"

// ErrNotFound says that there is no such thing, or none that the asker may see: an outsider learns no more than that.
var ErrNotFound = errors.New("there is no such thing")

// ErrForbidden says that the asker may see the thing, and may not do that with it.
var ErrForbidden = errors.New("this is not yours to change")

// Role is what a signed-in person may do.
type Role uint8

// The roles. An Admin keeps the installation and may do what a manager may; a Manager runs assessments; an Officer,
// usually the client's compliance officer, reads, approves or returns, and changes nothing else.
const (
	Admin Role = iota + 1
	Manager
	Officer
)

var roles = words{"", "admin", "manager", "officer"}

// String gives the word that is stored.
func (r Role) String() string { return textOf(roles, r) }

// Title gives the word for people.
func (r Role) Title() string { return title(r.String()) }

// MarshalText implements encoding.TextMarshaler.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Role) UnmarshalText(text []byte) error { return parseWord(roles, text, r) }

// Scope is who asks: the person, in what role, and whether they see every client or only those assigned to them. The
// zero Scope sees nothing.
type Scope struct {
	User string // id
	Name string // as it is recorded beside what the person does
	Role Role
	All  bool // every client; otherwise those assigned to the person
	// From is the address that the person came from, "command line", or "server" for what the program does by itself.
	From string
}

// CanEdit reports whether the person may change assessments and what they rest on.
func (s Scope) CanEdit() bool { return s.Role == Admin || s.Role == Manager }

// CanApprove reports whether the person may approve an analysis or return it: the client's official, or the manager
// who records the official's word.
func (s Scope) CanApprove() bool { return s.Role != 0 }

// CanAdminister reports whether the person may change users and settings.
func (s Scope) CanAdminister() bool { return s.Role == Admin }
