package assessment

import "slices"

// AssetKind is one of the closed list of kinds of things that hold or carry ePHI.
type AssetKind uint8

// The kinds of assets.
const (
	Server AssetKind = iota + 1
	Workstation
	Laptop
	Tablet
	Phone
	Wearable
	RemovableMedia
	Backup
	MedicalDevice
	Printer
	Network
	EHR
	Email
	FileShare
	CloudService
	Messaging
	Fax
	Website
	Facility
)

var assetKinds = words{
	"", "server", "workstation", "laptop", "tablet", "phone", "wearable", "removable-media", "backup", "medical-device",
	"printer", "network", "ehr", "email", "file-share", "cloud-service", "messaging", "fax", "website", "facility",
}

// String gives the word of the files.
func (k AssetKind) String() string { return textOf(assetKinds, k) }

// Title gives the word for people.
func (k AssetKind) Title() string {
	if k == EHR {
		return "EHR"
	}
	return title(k.String())
}

// MarshalText implements encoding.TextMarshaler.
func (k AssetKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *AssetKind) UnmarshalText(text []byte) error { return parseWord(assetKinds, text, k) }

// Handling is what an asset does with ePHI, in the words of 164.306(a)(1).
type Handling uint8

// The four verbs of 164.306(a)(1).
const (
	Creates Handling = iota + 1
	Receives
	Maintains
	Transmits
)

var handlings = words{"", "creates", "receives", "maintains", "transmits"}

// String gives the word of the answers file.
func (h Handling) String() string { return textOf(handlings, h) }

// MarshalText implements encoding.TextMarshaler.
func (h Handling) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the verb as the answers file has it (maintains) or as the law has it (maintained).
func (h *Handling) UnmarshalText(text []byte) error {
	if parseWord(words{"", "created", "received", "maintained", "transmitted"}, text, h) == nil {
		return nil
	}
	return parseWord(handlings, text, h)
}

// Asset is one line of the inventory of what holds or carries ePHI.
type Asset struct {
	Name      string     `json:"name"`
	Kind      AssetKind  `json:"kind"`
	Count     int        `json:"count,omitzero"` // how many of them; 0 means one
	Site      string     `json:"site,omitzero"`  // empty: the whole client
	Owner     string     `json:"owner,omitzero"`
	EPHI      []Handling `json:"ephi,omitempty,omitzero"`
	Portable  bool       `json:"portable,omitzero"`
	Encrypted bool       `json:"encrypted,omitzero"`
	Note      string     `json:"note,omitzero"`
}

// Number is how many things the line stands for, at least one.
func (a Asset) Number() int { return max(a.Count, 1) }

// Inventory is the client's word on its assets: who confirmed the list, when, and which kinds do not exist.
type Inventory struct {
	ConfirmedBy string      `json:"confirmed_by,omitzero"`
	Date        Date        `json:"date,omitzero"`
	None        []AssetKind `json:"none,omitempty,omitzero"`
}

// Confirmed reports whether a person stood by the inventory on a day.
func (i Inventory) Confirmed() bool { return !blank(i.ConfirmedBy) && !i.Date.IsZero() }

// absent reports whether the confirmed inventory says that there is no asset of the kind. A kind that was
// merely not entered is not absent.
func (i Inventory) absent(k AssetKind) bool { return i.Confirmed() && slices.Contains(i.None, k) }
