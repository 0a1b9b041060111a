package assessment

import "slices"

// Response is the answer to a control question. The zero value is unanswered.
type Response uint8

// The responses. Unknown counts as No and gets an owner and a due date; NotApplicable needs a reason.
const (
	Yes Response = iota + 1
	Partial
	No
	Unknown
	NotApplicable
)

var responses = words{"", "yes", "partial", "no", "unknown", "not_applicable"}

// String gives the word of the answers file.
func (r Response) String() string { return textOf(responses, r) }

// Title gives the word for people; an unanswered question says so.
func (r Response) Title() string {
	if r == 0 {
		return "Not answered"
	}
	return title(r.String())
}

// Means explains the response to those who answer.
func (r Response) Means() string {
	return [...]string{
		"",
		"In place wherever it should be, and working.",
		"In place for some people, systems or sites, or not always.",
		"Not in place.",
		"Nobody could say yet. Counts as No.",
		"Cannot apply here; say why.",
	}[r]
}

// Responses are all responses, in the order in which they are offered.
var Responses = []Response{Yes, Partial, No, Unknown, NotApplicable}

// MarshalText implements encoding.TextMarshaler.
func (r Response) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Response) UnmarshalText(text []byte) error { return parseWord(responses, text, r) }

// State is what a response to a control question counts for, from the worst to the best.
type State uint8

// A control is Missing when the response is No, Unknown or none. InPlace is Yes by word; Verified is Yes by proof.
const (
	Missing State = iota
	PartlyInPlace
	InPlace
	Verified
)

// state gives what the response counts for. NotApplicable counts for nothing; callers leave it out.
func (r Response) state() State {
	switch r {
	case Yes:
		return InPlace
	case Partial:
		return PartlyInPlace
	default:
		return Missing
	}
}

// Method is how a Yes was verified.
type Method uint8

// The methods, in the words of the evaluation (164.308(a)(8) asks for a technical and a nontechnical one).
const (
	ByDocument Method = iota + 1
	ByConfiguration
	ByTest
)

var methods = words{"", "document", "configuration", "test"}

// String gives the word of the answers file.
func (m Method) String() string { return textOf(methods, m) }

// Title gives the word for people.
func (m Method) Title() string { return title(m.String()) }

// MarshalText implements encoding.TextMarshaler.
func (m Method) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Method) UnmarshalText(text []byte) error { return parseWord(methods, text, m) }

// Verification is the proof of a Yes. It is never carried into another year.
type Verification struct {
	By       string `json:"by,omitzero"`
	Date     Date   `json:"date"`
	Method   Method `json:"method"`
	Evidence string `json:"evidence,omitzero"`
}

// counts reports whether the proof has a method and is of the 12 months before the as-of date.
func (v *Verification) counts(asOf Date) bool {
	return v != nil && v.Method != 0 && !v.Date.IsZero() && !v.Date.After(asOf) && !v.Date.Before(asOf.AddYears(-1))
}

// Source is what an answer comes from: somebody on the phone, what was seen on a visit, records, or the client's own
// entry.
type Source uint8

// The sources of an answer.
const (
	SourceCall Source = iota + 1
	SourceVisit
	SourceRecords
	SourceClient
)

var sources = words{"", "call", "visit", "records", "client"}

// String gives the word that is stored.
func (s Source) String() string { return textOf(sources, s) }

// Title gives the word for people.
func (s Source) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Source) UnmarshalText(text []byte) error { return parseWord(sources, text, s) }

// Mode is how an answer came to be. Reports count the modes, so that a reader sees how much was looked at one by one.
type Mode uint8

// A proposal was confirmed alone, together with others on fresh proof, or as the client's own word; or the answer says
// something else than every proposal, or there was none.
const (
	ModeAlone Mode = iota + 1
	ModeTogether
	ModeClient
	ModeChanged
	ModeNew
)

var modes = words{"", "alone", "together", "client", "changed", "new"}

// String gives the word that is stored.
func (m Mode) String() string { return textOf(modes, m) }

// Title gives the word for people.
func (m Mode) Title() string { return title(m.String()) }

// MarshalText implements encoding.TextMarshaler.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mode) UnmarshalText(text []byte) error { return parseWord(modes, text, m) }

// Answer is what a person gave to one question, for the whole client or per site.
type Answer struct {
	Response Response          `json:"response,omitzero"`
	Choice   string            `json:"choice,omitzero"` // the id of the choice of a fact question
	Value    string            `json:"value,omitzero"`  // the text, number or date of a fact question
	Note     string            `json:"note,omitzero"`
	Reason   string            `json:"reason,omitzero"` // why it is not applicable
	Owner    string            `json:"owner,omitzero"`  // of an Unknown: who will find out
	Due      Date              `json:"due,omitzero"`    // of an Unknown: by when
	Verified *Verification     `json:"verified,omitzero"`
	Source   Source            `json:"source,omitzero"` // what it comes from
	Mode     Mode              `json:"mode,omitzero"`   // how it came to be
	By       string            `json:"by,omitzero"`     // who gave it
	On       Date              `json:"on,omitzero"`     // the day on which it was given
	Client   *Statement        `json:"client,omitzero"` // where it is a contact's word: whose
	Sites    map[string]Answer `json:"sites,omitempty,omitzero"`
}

// Fact gives the answer to a fact question: the id of its choice, or its value.
func (a Answer) Fact() string {
	if a.Choice != "" {
		return a.Choice
	}
	return a.Value
}

// Blank reports whether nothing was answered, whatever was noted.
func (a Answer) Blank() bool { return a.Response == 0 && a.Fact() == "" }

// at gives the answer at a site: its own where it has a response, or the plain one, which counts for every site.
func (a Answer) at(site string) Answer {
	if own := a.Sites[site]; own.Response != 0 {
		return own
	}
	return a
}

// given lists the answers that together answer a question: one per site where it is asked per site.
func (a Answer) given(q *Question, sites []string) []Answer {
	if q.Per != PerSite || len(sites) == 0 {
		return []Answer{a}
	}
	list := make([]Answer, len(sites))
	for i, site := range sites {
		list[i] = a.at(site)
	}
	return list
}

// worst combines the responses of the sites. NotApplicable sites do not count unless all are; a site without an
// answer leaves the question unanswered; else the worst counts.
func worst(given []Answer) Response {
	order := []Response{0, No, Unknown, Partial, Yes, NotApplicable}
	at := len(order) - 1
	for _, a := range given {
		at = min(at, slices.Index(order, a.Response))
	}
	return order[at]
}

// Words gives the text of a choice of the question, or the value itself.
func (q *Question) Words(value string) string {
	for _, c := range q.Choices {
		if c.ID == value {
			return c.Text
		}
	}
	return value
}
