package templates

import (
	"strings"
	"time"
)

// CodeField is the name of the field that a code is typed into, in every form that asks for one.
const CodeField = "confirm-code"

// Passkeys says what a page can do with passkeys. Begin and Finish are the addresses that its script speaks to; the zero
// value is no passkeys at all.
type Passkeys struct {
	Does   string // sign-in, confirm or enroll
	Begin  string
	Finish string
	Next   string // where it goes on to
	Barred string // why there are none at this address, and what to do
}

// Carried is a field that was posted and is to be posted again.
type Carried struct{ Name, Value string }

// CodePage asks for a second factor: after the password, or once more before something that cannot be undone.
type CodePage struct {
	Page
	Action  string // where the form goes
	Next    string // the page to go on to
	Carried []Carried
	Label   string // of the button
	Passkey Passkeys
	None    bool // the person has nothing to confirm with
	NoCode  bool // the person has no second factor here
	HalfIn  bool // the person has shown the password only
	// Provider is the provider of single sign-on to confirm with instead, and ByProvider the address that leads there.
	Provider, ByProvider string
	Kept                 bool // what was posted is kept, for whoever leaves this page
}

// EnrollPage adds an app that makes codes, or a passkey.
type EnrollPage struct {
	Page
	Action  string
	Next    string
	Secret  []string // the key in groups
	QR      QR
	Passkey Passkeys
	Device  string // a first name for the passkey
	HalfIn  bool
	NoCodes bool // recovery codes come next
}

// QR is a QR code: so many modules on a side, and the dark ones as the path of an SVG.
type QR struct {
	Size int
	Path string
}

// CodesPage shows new recovery codes, once.
type CodesPage struct {
	Page
	Action string
	Next   string
	Codes  []string
	Email  string
}

func (p CodesPage) kept() Choices {
	return Choices{ID: "kept", Legend: "Before you go on", Many: true, Error: wrongAt(p.Problems, "kept"), Options: []Option{{Value: "yes", Label: "I kept them"}}}
}

// SecondFactors is the part of the account about what a person shows besides the password.
type SecondFactors struct {
	Lines  []FactorLine
	Left   int  // recovery codes
	Asked  bool // signing in asks for one
	Script bool
}

// FactorLine is one app or passkey.
type FactorLine struct {
	ID      string
	Name    string
	Passkey bool
	Made    time.Time
	Used    time.Time
}

func (l FactorLine) kind() string {
	if l.Passkey {
		return "Passkey"
	}
	return "App with codes"
}

func (l FactorLine) used() string {
	if l.Used.IsZero() {
		return "Not yet"
	}
	return l.Used.Format("Jan 2, 2006")
}

func (f SecondFactors) note() string {
	if !f.Asked {
		return "This demo does not ask for them when you sign in."
	}
	return "Signing in takes your password and one of these, or a passkey alone."
}

// fewCodes is how many recovery codes are few.
const fewCodes = 2

func (f SecondFactors) left() string {
	switch {
	case f.Left == 0:
		return "You have no recovery codes. Without them, a lost phone locks you out until your admin helps."
	case f.Left <= fewCodes:
		return "You have " + counted(f.Left, "recovery code", "recovery codes") + " left. Make new ones before you run out."
	default:
		return "You have " + counted(f.Left, "recovery code", "recovery codes") + " left. Each lets you in once if you lose your phone or your key."
	}
}

// grouped writes a key in groups that can be typed.
func (p EnrollPage) grouped() string { return strings.Join(p.Secret, " ") }
