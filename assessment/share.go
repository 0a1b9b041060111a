package assessment

import "time"

// Contact is a person at a client who knows answers: an office manager, somebody of IT, of human resources. Contacts have
// no account; they answer what was shared with them.
type Contact struct {
	Name  string `json:"name"`
	Title string `json:"title,omitzero"`
	Email string `json:"email,omitzero"` // empty where links and passphrases are told in another way
	Phone string `json:"phone,omitzero"`
}

// Check lists what is wrong with a contact. Each path names a field.
func (c *Contact) Check() []Problem {
	var list []Problem
	if blank(c.Name) {
		list = append(list, Problem{"name", "Write the person’s name, as reports print it."})
	}
	list = append(list, CheckLine("name", c.Name)...)
	list = append(list, CheckLine("title", c.Title)...)
	list = append(list, CheckLine("phone", c.Phone)...)
	if what := c.Mailbox().Problem(); c.Email != "" && what != "" {
		list = append(list, Problem{"email", what})
	}
	return list
}

// Mailbox is where mail to the contact goes.
func (c *Contact) Mailbox() Mailbox { return Mailbox{Name: c.Name, Address: c.Email} }

// ShareState is how far one contact has come with what was shared with them.
type ShareState uint8

// The states in their order. A returned share goes on as one in progress does, with what came back alone. A revoked one
// was ended by the provider, and its link opens nothing.
const (
	ShareSent       ShareState = iota + 1
	ShareOpened                // the contact was there, and has answered nothing yet
	ShareInProgress            // something is answered
	ShareSubmitted             // the answers wait for the provider
	ShareReturned              // some came back with a remark
	ShareDone                  // all are accepted
	ShareRevoked
)

var shareStates = words{"", "sent", "opened", "in_progress", "submitted", "returned", "done", "revoked"}

// ShareStates lists the states in their order.
var ShareStates = []ShareState{ShareSent, ShareOpened, ShareInProgress, ShareSubmitted, ShareReturned, ShareDone, ShareRevoked}

// String gives the word that is stored.
func (s ShareState) String() string { return textOf(shareStates, s) }

// Title gives the words for people.
func (s ShareState) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s ShareState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *ShareState) UnmarshalText(text []byte) error { return parseWord(shareStates, text, s) }

// WithContact reports whether the contact has something to do.
func (s ShareState) WithContact() bool {
	return s == ShareSent || s == ShareOpened || s == ShareInProgress || s == ShareReturned
}

// Overdue reports whether the contact has something to do and the due day is past.
func (s ShareState) Overdue(due, today Date) bool {
	return s.WithContact() && !due.IsZero() && due.Before(today)
}

// GivenState is how far one answer of a contact has come.
type GivenState uint8

// The states. A submitted answer is a proposal; an accepted one became an answer of the assessment.
const (
	GivenDraft GivenState = iota + 1
	GivenSubmitted
	GivenReturned
	GivenAccepted
)

var givenStates = words{"", "draft", "submitted", "returned", "accepted"}

// String gives the word that is stored.
func (s GivenState) String() string { return textOf(givenStates, s) }

// Title gives the words for people.
func (s GivenState) Title() string { return title(s.String()) }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *GivenState) UnmarshalText(text []byte) error { return parseWord(givenStates, text, s) }

// Open reports whether the contact may still change the answer. Before the first there is none, which is open.
func (s GivenState) Open() bool { return s == 0 || s == GivenDraft || s == GivenReturned }

// Identification is how a contact showed who they are.
type Identification uint8

// The ways: a code sent to the contact's mail address, or a passphrase that the provider told them by phone.
const (
	IdentifiedByCode Identification = iota + 1
	IdentifiedByPhrase
)

var identifications = words{"", "mail-code", "passphrase"}

// String gives the word that is stored.
func (i Identification) String() string { return textOf(identifications, i) }

// Title says it in words that end a sentence, such as "identified by a code sent to their mail address".
func (i Identification) Title() string {
	return textOf(words{"", "a code sent to their mail address", "a passphrase told by phone"}, i)
}

// MarshalText implements encoding.TextMarshaler.
func (i Identification) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *Identification) UnmarshalText(text []byte) error { return parseWord(identifications, text, i) }

// Statement says whose word an answer is: a contact's, who gave it on a day and was identified in a way. Whoever accepted
// it stands in Answer.By.
type Statement struct {
	Name       string         `json:"name"`
	Title      string         `json:"title,omitzero"`
	Date       Date           `json:"date"`
	Identified Identification `json:"identified"`
}

// How long a link works: to a while after the due day, and where there is none or it is near for a month.
const (
	linkAfterDue = 30
	linkAtLeast  = 30
)

// ShareLinkEnds gives the end of a link that is made now for what is due on a day.
func ShareLinkEnds(now time.Time, due Date) time.Time {
	ends := now.AddDate(0, 0, linkAtLeast)
	if due.IsZero() {
		return ends
	}
	if late := due.AddDays(linkAfterDue).Time(); late.After(ends) {
		return late
	}
	return ends
}

// SharedQuestion is how far one question of a share has come, as one recipient sees it.
type SharedQuestion struct {
	Done    bool // its answer was accepted, or it was given up
	Places  []GivenState
	Touched bool // the recipient answered at one of its places
}

// Settled gives the state of the answers at all places together: what is least far counts, and what came back before all.
func (q *SharedQuestion) Settled() GivenState {
	if len(q.Places) == 0 {
		return 0
	}
	least := GivenAccepted
	for _, s := range q.Places {
		if s == GivenReturned {
			return GivenReturned
		}
		least = min(least, s)
	}
	return least
}

// Open reports whether the question waits for the recipient.
func (q *SharedQuestion) Open() bool { return !q.Done && q.Settled().Open() }

// ShareStateOf says how far a recipient has come, from all the questions that they can answer. Who passed all of them on has
// nothing left to do.
func ShareStateOf(opened bool, questions []SharedQuestion) ShareState {
	open, returned, touched, done := 0, false, false, true
	for i := range questions {
		q := &questions[i]
		done = done && q.Done
		touched = touched || q.Touched
		returned = returned || !q.Done && q.Settled() == GivenReturned
		if q.Open() {
			open++
		}
	}
	switch {
	case done:
		return ShareDone
	case returned:
		return ShareReturned
	case open == 0:
		return ShareSubmitted
	case touched:
		return ShareInProgress
	case opened:
		return ShareOpened
	default:
		return ShareSent
	}
}

// SharedOut is what of an assessment is with contacts.
type SharedOut struct {
	Open     int  // questions that are asked, not answered and wait for a contact
	Due      Date // the earliest day on which one of them is due
	ToReview int  // answers that contacts sent and nobody accepted or returned yet
}

// SharedOutOf counts what is with contacts: due has the questions that wait for one, each with its day. What is answered
// already, or is not asked, waits for nobody.
func SharedOutOf(list []Standing, due map[string]Date, toReview int) SharedOut {
	out := SharedOut{ToReview: toReview}
	for i := range list {
		st := &list[i]
		day, with := due[st.Question.ID]
		if !with || !st.Visible || st.Answered() {
			continue
		}
		out.Open++
		if !day.IsZero() && (out.Due.IsZero() || day.Before(out.Due)) {
			out.Due = day
		}
	}
	return out
}

// shareDays is after how many days what is shared now is due, unless somebody says otherwise.
const shareDays = 7

// ShareDue proposes a day on which what is shared today is due: in a week, and at a weekend on the Monday after.
func ShareDue(today Date) Date { return weekday(today.AddDays(shareDays), 1) }
