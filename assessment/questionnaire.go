package assessment

// Kind is the part that a questionnaire plays.
type Kind uint8

// A Base is a risk analysis; a Screening finds out whether a client holds PHI; an Overlay checks readiness for
// something that is not in force and never counts.
const (
	Base Kind = iota + 1
	Screening
	Overlay
)

var kinds = words{"", "base", "screening", "overlay"}

// String gives the word of the file.
func (k Kind) String() string { return textOf(kinds, k) }

// Title gives the words for people.
func (k Kind) Title() string {
	return [...]string{"", "Risk analysis", "Screening", "Readiness overlay"}[k]
}

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Kind) UnmarshalText(text []byte) error { return parseWord(kinds, text, k) }

// FactKind is the form of a fact question's answer. A question without one is a control question.
type FactKind uint8

// The forms of a fact.
const (
	FactChoice FactKind = iota + 1
	FactText
	FactNumber
	FactDate
)

var factKinds = words{"", "choice", "text", "number", "date"}

// String gives the word of the file.
func (k FactKind) String() string { return textOf(factKinds, k) }

// MarshalText implements encoding.TextMarshaler.
func (k FactKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *FactKind) UnmarshalText(text []byte) error { return parseWord(factKinds, text, k) }

// Audience is who is likely to know the answer.
type Audience uint8

// The audiences: the client's own people, or the managed service provider.
const (
	ForClient Audience = iota + 1
	ForMSP
)

var audiences = words{"", "client", "msp"}

// String gives the word of the file.
func (a Audience) String() string { return textOf(audiences, a) }

// Title gives the word for people.
func (a Audience) Title() string { return [...]string{"", "Client", "MSP"}[a] }

// MarshalText implements encoding.TextMarshaler.
func (a Audience) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Audience) UnmarshalText(text []byte) error { return parseWord(audiences, text, a) }

// Per says whether a question is answered once or at each site.
type Per uint8

// PerSite marks a question that is answered at each site, because sites differ.
const PerSite Per = 1

var pers = words{"", "site"}

// String gives the word of the file.
func (p Per) String() string { return textOf(pers, p) }

// MarshalText implements encoding.TextMarshaler.
func (p Per) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Per) UnmarshalText(text []byte) error { return parseWord(pers, text, p) }

// Effort is the size of a remediation.
type Effort uint8

// The sizes of a remediation.
const (
	Small Effort = iota + 1
	Medium
	Large
)

var efforts = words{"", "small", "medium", "large"}

// String gives the word of the file.
func (e Effort) String() string { return textOf(efforts, e) }

// Title gives the word for people.
func (e Effort) Title() string { return title(e.String()) }

// MarshalText implements encoding.TextMarshaler.
func (e Effort) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Effort) UnmarshalText(text []byte) error { return parseWord(efforts, text, e) }

// Weight is what the plan divides a remediation's worth by: 1, 3 or 8. Effort that nobody stated weighs as medium.
func (e Effort) Weight() int { return [...]int{3, 1, 3, 8}[e] }

// ThreatSource is one of the four types of NIST SP 800-30r1 Table D-2.
type ThreatSource uint8

// The four types of Table D-2.
const (
	Adversarial ThreatSource = iota + 1
	Accidental
	Structural
	Environmental
)

var threatSources = words{"", "adversarial", "accidental", "structural", "environmental"}

// String gives the word of the file.
func (s ThreatSource) String() string { return textOf(threatSources, s) }

// Title gives the word for people.
func (s ThreatSource) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s ThreatSource) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *ThreatSource) UnmarshalText(text []byte) error { return parseWord(threatSources, text, s) }

// Questionnaire is a set of questions in sections, with an id that is stable for ever and a version.
type Questionnaire struct {
	ID       string            `json:"id"`
	Version  string            `json:"version" yaml:"quoted"`
	Title    string            `json:"title"`
	Kind     Kind              `json:"kind"`
	About    string            `json:"about,omitzero"`   // what it is for and whom it asks, in a sentence or two
	Include  []string          `json:"include,omitzero"` // ids of questionnaires whose sections belong to this one
	Extends  string            `json:"extends,omitzero"` // id of the questionnaire that this one changes
	Hide     []HiddenQuestion  `json:"hide,omitzero"`
	Reword   []Rewording       `json:"reword,omitzero"`
	Controls []AddedControls   `json:"controls,omitzero"`
	Over     []string          `json:"over,omitzero"` // ids of the bases that an overlay may be laid over
	Outcomes []Outcome         `json:"outcomes,omitzero"`
	Retired  []RetiredQuestion `json:"retired,omitzero"`
	Sections []Section         `json:"sections"`
}

// Base is the id of the risk analysis that an extension carries on from year to year: that of the questionnaire at the
// root of what it extends, or its own. Assessments of one base follow each other, whatever was changed in between.
func (q *Questionnaire) Base() string {
	if q.Extends != "" {
		return q.Extends
	}
	return q.ID
}

// HiddenQuestion is a question of the extended questionnaire that an extension does not ask. Where it is a key control of
// a risk, it counts as missing there unless a question of the extension replaces it.
type HiddenQuestion struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// Rewording gives a question of the extended questionnaire other words. What it leaves out stays as it was.
type Rewording struct {
	ID          string      `json:"id"`
	Text        string      `json:"text,omitzero"`
	Guidance    string      `json:"guidance,omitzero"`
	Evidence    []string    `json:"evidence,omitzero"`
	Remediation *Suggestion `json:"remediation,omitzero"`
}

// AddedControls names questions of an extension that hold back a risk of the library.
type AddedControls struct {
	Risk       string   `json:"risk"`
	Key        []string `json:"key,omitzero"`
	Supporting []string `json:"supporting,omitzero"`
}

// RetiredQuestion records that an id was used once and must not return with another meaning.
type RetiredQuestion struct {
	ID    string `json:"id"`
	Since string `json:"since" yaml:"quoted"` // the version that no longer asks it
	Why   string `json:"why"`
}

// Section is a run of questions that are answered in one sitting.
type Section struct {
	ID        string       `json:"id"`
	Title     string       `json:"title"`
	Intro     string       `json:"intro,omitzero"`
	TouchedBy []ChangeKind `json:"touched_by,omitzero"` // the kinds of change that make an earlier answer here doubtful
	Questions []Question   `json:"questions"`
}

// Question asks one thing. A control question asks whether a safeguard is in place and cites the rule; a fact
// question asks how the client works and cites nothing.
type Question struct {
	ID             string      `json:"id"`
	Text           string      `json:"text"`
	Guidance       string      `json:"guidance,omitzero"`
	Citations      []string    `json:"citations,omitzero"`
	Activities     []string    `json:"activities,omitzero"` // key activities of SP 800-66r2 that it examines, such as 164.308(a)(1)/3
	Proposal       string      `json:"proposal,omitzero"`   // of an overlay: the place in the proposed rule that it checks
	Audience       Audience    `json:"audience"`
	Evidence       []string    `json:"evidence,omitzero"`
	Fact           FactKind    `json:"fact,omitzero"`
	Choices        []Choice    `json:"choices,omitzero"`
	When           *Condition  `json:"when,omitzero"`
	Replaces       []string    `json:"replaces,omitzero"`
	Per            Per         `json:"per,omitzero"`
	ComplianceOnly string      `json:"compliance_only,omitzero"` // why no risk depends on it
	Remediation    *Suggestion `json:"remediation,omitzero"`
}

// IsFact reports whether the question asks for a fact, which is no control and never counts.
func (q *Question) IsFact() bool { return q.Fact != 0 }

// Choice is one of the answers that a fact question offers.
type Choice struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Suggestion is the remediation that a question offers where its safeguard is not in place.
type Suggestion struct {
	Action  string `json:"action"`
	Success string `json:"success"`
	Effort  Effort `json:"effort"`
	Days    int    `json:"days"`
	Role    string `json:"role"`
}

// Threat is a threat event with its source and how likely it is to occur in a year (NIST SP 800-30r1 Tables
// D-2, G-2 and G-3).
type Threat struct {
	ID         string       `json:"id"`
	Title      string       `json:"title"`
	Source     ThreatSource `json:"source"`
	Occurrence Likelihood   `json:"occurrence"`
	Why        string       `json:"why"`
}

// Risk is a threat that meets a vulnerability. Its controls are questions: a key control is one without which the
// story happens as told; a supporting one makes it rarer, smaller or sooner noticed.
type Risk struct {
	ID            string      `json:"id"`
	Title         string      `json:"title,omitzero"`
	Threat        string      `json:"threat"`
	Vulnerability string      `json:"vulnerability"`
	Assets        []AssetKind `json:"assets"` // kinds concerned; none: every client
	Impact        Impacts     `json:"impact"`
	Key           []string    `json:"key"`
	Supporting    []string    `json:"supporting,omitzero"`
	When          *Condition  `json:"when,omitzero"`
}

// Heading names the risk in a line: its title, or its vulnerability where it has none.
func (r *Risk) Heading() string {
	if r.Title == "" {
		return r.Vulnerability
	}
	return r.Title
}

// Impacts are the magnitudes of harm to the three properties that the rule protects (164.306(a)(1)).
type Impacts struct {
	Confidentiality Impact `json:"confidentiality,omitzero"`
	Integrity       Impact `json:"integrity,omitzero"`
	Availability    Impact `json:"availability,omitzero"`
}

// Overall is the worst of the three.
func (i Impacts) Overall() Impact {
	return max(i.Confidentiality, i.Integrity, i.Availability)
}

// or gives i with its unset impacts taken from base.
func (i Impacts) or(base Impacts) Impacts {
	pick := func(a, b Impact) Impact {
		if a == 0 {
			return b
		}
		return a
	}
	return Impacts{
		pick(i.Confidentiality, base.Confidentiality),
		pick(i.Integrity, base.Integrity),
		pick(i.Availability, base.Availability),
	}
}
