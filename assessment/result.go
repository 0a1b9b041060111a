package assessment

import "slices"

// Result is what an assessment comes to: the contents of result.json. All of it is computed from a Content and
// its Catalog.
type Result struct {
	Digest        string         `json:"digest"`
	Questionnaire Edition        `json:"questionnaire"`
	Client        Client         `json:"client"`
	Period        int            `json:"period"`
	Date          Date           `json:"date"`
	Answers       []AnswerResult `json:"answers"`
	Rule          []RowResult    `json:"rule"`
	Risks         []RatedRisk    `json:"risks"`
	Totals        Totals         `json:"totals"`
	Plan          []PlanLine     `json:"plan"`
	Missing       []Gap          `json:"missing"`
	Comparison    *Comparison    `json:"comparison,omitempty"`
}

// Edition names the questionnaire that was used, to the byte.
type Edition struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
}

// AnswerResult is how one question stands.
type AnswerResult struct {
	Question  string              `json:"question"`
	Text      string              `json:"text"`
	Response  Response            `json:"response"`
	Value     string              `json:"value"`
	Citations []string            `json:"citations"`
	Visible   bool                `json:"visible"`
	Reason    string              `json:"reason"` // why it is hidden, or why it is not applicable
	Sites     map[string]Response `json:"sites"`
	Verified  bool                `json:"verified"`
}

// RatedRisk is a risk with its levels and what they come from. Occurrence and Impact are after an override;
// Controls are those that count, and Excluded the others with the reason.
type RatedRisk struct {
	Risk          string           `json:"risk"`
	Title         string           `json:"title"`
	Threat        string           `json:"threat"`
	Vulnerability string           `json:"vulnerability"`
	Assets        []AssetKind      `json:"assets"`
	Applies       bool             `json:"applies"`
	Why           string           `json:"why"` // why it does not apply
	Occurrence    Likelihood       `json:"occurrence"`
	Controls      []Control        `json:"controls"`
	Excluded      []Excluded       `json:"excluded"`
	Impact        RatedImpact      `json:"impact"`
	Inherent      Rating           `json:"inherent"`             // with every control missing
	Current       Rating           `json:"current"`              // as answered
	Target        Rating           `json:"target"`               // with every planned remediation done
	HarmRule      HarmRule         `json:"harm_rule"`            // by which the current harm comes from the controls
	StatedHarm    Likelihood       `json:"stated_harm,omitzero"` // of an own risk, in the place of a computed one
	Override      *AppliedOverride `json:"override"`
}

// Heading names the risk in a line.
func (r *RatedRisk) Heading() string {
	if r.Title == "" {
		return r.Vulnerability
	}
	return r.Title
}

// Mitigable reports whether a control that counts is not in place, so that there is something to put in place.
func (r *RatedRisk) Mitigable() bool {
	return slices.ContainsFunc(r.Controls, func(c Control) bool { return c.Response != Yes && !c.Alternative })
}

// HarmRule is the rule by which the harm of a risk comes from its controls. There is one sentence for each.
type HarmRule uint8

// The rules, from the worst to the best, and the assessor's own word.
const (
	NoKeyCounts HarmRule = iota + 1
	AllKeysMissing
	SomeKeyMissing
	SomeKeyPartial
	SupportWeak  // the keys are in place, but half or more of the supporting ones are not
	KeysInPlace  // and more than half of the supporting ones
	KeysVerified // and every supporting one in place
	SetByAssessor
)

var harmRules = words{
	"", "no_key_counts", "all_keys_missing", "some_key_missing", "some_key_partial", "support_weak", "keys_in_place",
	"keys_verified", "set_by_assessor",
}

// String gives the word of result.json.
func (h HarmRule) String() string { return textOf(harmRules, h) }

// MarshalText implements encoding.TextMarshaler.
func (h HarmRule) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *HarmRule) UnmarshalText(text []byte) error { return parseWord(harmRules, text, h) }

// Control is a question as seen from a risk.
type Control struct {
	Question    string   `json:"question"`
	Key         bool     `json:"key"`
	Response    Response `json:"response"`
	Verified    bool     `json:"verified"`
	Alternative bool     `json:"alternative"`
	Planned     bool     `json:"planned"`
	GivenUp     bool     `json:"given_up"` // Partial that a decision makes count as missing
}

// State gives what the control counts for.
func (c Control) State() State {
	switch {
	case c.Verified:
		return Verified
	case c.Alternative:
		return InPlace
	case c.GivenUp:
		return Missing
	default:
		return c.Response.state()
	}
}

// Excluded is a control that does not count for a risk.
type Excluded struct {
	Question string     `json:"question"`
	Why      ExcludedAs `json:"why"`
}

// ExcludedAs says why a control does not count.
type ExcludedAs uint8

// The three reasons: it is not asked, it cannot apply, or this questionnaire does not have it.
const (
	ExcludedHidden ExcludedAs = iota + 1
	ExcludedNotApplicable
	ExcludedAbsent
)

var excludedAs = words{"", "hidden", "not_applicable", "absent"}

// String gives the word of result.json.
func (e ExcludedAs) String() string { return textOf(excludedAs, e) }

// MarshalText implements encoding.TextMarshaler.
func (e ExcludedAs) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *ExcludedAs) UnmarshalText(text []byte) error { return parseWord(excludedAs, text, e) }

// RatedImpact is the impact on each property, and the worst of them. One that was not rated is "".
type RatedImpact struct {
	Confidentiality Impact `json:"confidentiality"`
	Integrity       Impact `json:"integrity"`
	Availability    Impact `json:"availability"`
	Overall         Impact `json:"overall"`
}

// Rating is one way through both tables: harm and occurrence give the likelihood (G-5), likelihood and impact
// give the level (I-2).
type Rating struct {
	Harm       Likelihood `json:"harm"`
	Likelihood Likelihood `json:"likelihood"`
	Level      RiskLevel  `json:"level"`
}

// AppliedOverride is an override beside what it replaced.
type AppliedOverride struct {
	Override
	Computed Computed `json:"computed"`
}

// Computed is what a risk's parts would be without an override.
type Computed struct {
	Occurrence Likelihood `json:"occurrence"`
	Harm       Likelihood `json:"harm"`
	Impact     Impacts    `json:"impact"`
}

// Totals sums up a register.
type Totals struct {
	Levels LevelCounts `json:"levels"`

	// Index is the mean of the current levels' values (NIST SP 800-30r1 Table I-3) times ten: 0 to 100, and 0 where
	// no risk applies. IndexTarget is the same over the target levels.
	Index       float64 `json:"index"`
	IndexTarget float64 `json:"index_target"`

	// Implemented is the share of the rule's rows that are in place, of those that apply: 0 to 1. It is no measure
	// of risk.
	Implemented float64                `json:"implemented"`
	Safeguards  map[Safeguard]RowCount `json:"safeguards"`

	Questions QuestionCount `json:"questions"`
	Given     GivenCounts   `json:"given"`
}

// LevelCounts counts applicable risks by their current level.
type LevelCounts struct {
	VeryLow  int `json:"very_low"`
	Low      int `json:"low"`
	Moderate int `json:"moderate"`
	High     int `json:"high"`
	VeryHigh int `json:"very_high"`
}

// Of gives the count of one level.
func (l LevelCounts) Of(level RiskLevel) int {
	return [...]int{0, l.VeryLow, l.Low, l.Moderate, l.High, l.VeryHigh}[level]
}

// Sum counts all applicable risks.
func (l LevelCounts) Sum() int { return l.VeryLow + l.Low + l.Moderate + l.High + l.VeryHigh }

// Add counts one risk of that level.
func (l *LevelCounts) Add(level RiskLevel) {
	if p := [...]*int{nil, &l.VeryLow, &l.Low, &l.Moderate, &l.High, &l.VeryHigh}[level]; p != nil {
		*p++
	}
}

// RowCount counts the rows of one safeguard.
type RowCount struct {
	InPlace int `json:"in_place"`
	Applies int `json:"applies"`
}

// GivenCounts counts the places at which visible questions are answered by how their answers came to be. An answer
// that does not say so is one that somebody gave: New.
type GivenCounts struct {
	Alone    int `json:"alone"`
	Together int `json:"together"`
	Client   int `json:"client"`
	Changed  int `json:"changed"`
	New      int `json:"new"`
	Open     int `json:"open"` // not answered
}

// Answers counts the places that have an answer.
func (g GivenCounts) Answers() int { return g.Alone + g.Together + g.Client + g.Changed + g.New }

// QuestionCount counts questions: those asked, those of them that are answered, and those hidden.
type QuestionCount struct {
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
	Hidden   int `json:"hidden"`
}
