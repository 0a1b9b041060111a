package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Content is all that people gave to an assessment: the answers file of the command, and what an approval is
// bound to. Nothing in it is computed. The first seven keys must be there; what else is not there yet is listed by
// Rate as missing for a final report.
type Content struct {
	// Questionnaire is an id for the current edition, such as security-rule, or ID@VERSION for an archived one.
	Questionnaire string `json:"questionnaire"`

	Client   Client `json:"client"`
	Period   int    `json:"period"` // the calendar year
	Date     Date   `json:"date"`   // the as-of date: reports carry it, and every "last 12 months" ends with it
	Assessor Person `json:"assessor"`
	Scope    string `json:"scope"` // in words: systems, people, sites, remote work, vendors

	// Answers by question. An answer to a question that is hidden is kept and counts for nothing.
	Answers map[string]Answer `json:"answers"`

	SecurityOfficial *Person             `json:"security_official,omitzero"` // 164.308(a)(2)
	Exclusions       []Exclusion         `json:"exclusions,omitempty,omitzero"`
	Sources          []InformationSource `json:"sources,omitempty,omitzero"`

	Inventory Inventory `json:"inventory,omitzero"`
	Assets    []Asset   `json:"assets,omitempty,omitzero"`
	Vendors   []Vendor  `json:"vendors,omitempty,omitzero"`

	// What happened since the last analysis, and what this one could not see.
	Incidents   []Event  `json:"incidents,omitempty,omitzero"`
	Changes     []Event  `json:"changes,omitempty,omitzero"`
	Limitations []string `json:"limitations,omitempty,omitzero"`

	// The kinds of change that were answered Yes, and whether somebody answered for all six of them.
	Changed      []ChangeKind `json:"changed,omitempty,omitzero"`
	ChangedAsked bool         `json:"changed_asked,omitzero"`

	// What the assessor and the client's official decided: by citation, by threat, by risk.
	Threshold     *Threshold                  `json:"threshold,omitzero"`
	Decisions     map[string]Decision         `json:"decisions,omitempty,omitzero"`
	Threats       map[string]ThreatAdjustment `json:"threats,omitempty,omitzero"`
	Overrides     map[string]Override         `json:"overrides,omitempty,omitzero"`
	RisksReviewed *RiskReview                 `json:"risks_reviewed,omitzero"`
	RisksExcluded map[string]RiskExclusion    `json:"risks_excluded,omitempty,omitzero"`
	OwnRisks      []OwnRisk                   `json:"own_risks,omitempty,omitzero"`
	Treatment     map[string]Treatment        `json:"treatment,omitempty,omitzero"`

	// Proofs are those that the content rests on and that have files. An answers file has none: its evidence is in words.
	Proofs []FiledProof `json:"proofs,omitempty,omitzero"`

	// Remediation is the risk management plan (164.308(a)(1)(ii)(B)).
	Remediation []Remediation `json:"remediation,omitempty,omitzero"`

	// Review and approval (164.316(b)(2)(iii), 164.306(e)).
	NextReview     Date      `json:"next_review,omitzero"`
	ReviewTriggers []string  `json:"review_triggers,omitempty,omitzero"`
	Approval       *Approval `json:"approval,omitzero"`

	// Readiness for what is proposed and not in force. It counts nowhere.
	Readiness *Readiness `json:"readiness,omitzero"`

	// Brand is what the reports carry of their provider. A draft on a server has none yet: it is fixed with the content.
	Brand *Brand `json:"brand,omitzero"`
}

// Exclusion is something left out of the scope, and why.
type Exclusion struct {
	What   string `json:"what"`
	Reason string `json:"reason,omitzero"`
}

// InformationSource is an interview, a document or a scan that the assessment rests on (NIST SP 800-30r1 task 1-4).
type InformationSource struct {
	Kind string `json:"kind"`
	Who  string `json:"who,omitzero"`
	What string `json:"what,omitzero"`
	Date Date   `json:"date,omitzero"`
}

// Vendor is a business associate or subcontractor (160.103), with the date of its agreement (164.308(b)(3),
// 164.314(a)) where there is one.
type Vendor struct {
	Name      string `json:"name"`
	Service   string `json:"service,omitzero"`
	Agreement Date   `json:"agreement,omitzero"`
	Location  string `json:"location,omitzero"`
	Note      string `json:"note,omitzero"`
}

// Event is an incident or a change since the last analysis. In a file it may be a plain sentence.
type Event struct {
	Date    Date   `json:"date,omitzero"`
	What    string `json:"what"`
	Outcome string `json:"outcome,omitzero"`
}

// FromSentence takes a plain sentence for the event.
func (e *Event) FromSentence(text string) { e.What = text }

// Threshold is the highest level of risk that the client's official accepts without a treatment. The default is
// low; a higher one needs a reason.
type Threshold struct {
	Level  RiskLevel `json:"level"`
	SetBy  string    `json:"set_by,omitzero"`
	Reason string    `json:"reason,omitzero"`
}

// Over reports whether a risk of that level needs a treatment.
func (c *Content) Over(level RiskLevel) bool { return level > c.Accepted() }

// Accepted is the highest level that needs no treatment.
func (c *Content) Accepted() RiskLevel {
	if c.Threshold == nil || c.Threshold.Level == 0 {
		return RiskLow
	}
	return c.Threshold.Level
}

// ThreatAdjustment changes how likely a threat is to occur at this client.
type ThreatAdjustment struct {
	Occurrence Likelihood `json:"occurrence"`
	Reason     string     `json:"reason,omitzero"`
}

// Override replaces what was computed for a risk. What it leaves unset stays computed.
type Override struct {
	Occurrence Likelihood `json:"occurrence,omitzero"`
	Harm       Likelihood `json:"harm,omitzero"`
	Impact     Impacts    `json:"impact,omitzero"`
	Reason     string     `json:"reason,omitzero"`
	By         string     `json:"by,omitzero"`
	Date       Date       `json:"date,omitzero"`
}

// RiskReview says who went through the register and when, and on what basis each risk was rated for this client.
type RiskReview struct {
	By    string            `json:"by"`
	Date  Date              `json:"date"`
	Basis map[string]string `json:"basis,omitempty,omitzero"` // by risk
}

// RiskExclusion is the assessor's word that a risk does not apply to this client.
type RiskExclusion struct {
	Reason string `json:"reason"`
	By     string `json:"by,omitzero"`
	Date   Date   `json:"date,omitzero"`
}

// OwnRisk is a risk that the assessor added for this client. Its id begins with own-.
type OwnRisk struct {
	ID            string      `json:"id"`
	Title         string      `json:"title,omitzero"`
	Threat        string      `json:"threat"`
	Vulnerability string      `json:"vulnerability"`
	Assets        []AssetKind `json:"assets,omitempty,omitzero"`
	Impact        Impacts     `json:"impact"`
	Key           []string    `json:"key,omitempty,omitzero"`
	Supporting    []string    `json:"supporting,omitempty,omitzero"`
	Harm          Likelihood  `json:"harm,omitzero"` // stated by the assessor where no control tells it
	Basis         string      `json:"basis,omitzero"`
}

func (o OwnRisk) risk() Risk {
	return Risk{
		ID: o.ID, Title: o.Title, Threat: o.Threat, Vulnerability: o.Vulnerability, Assets: o.Assets,
		Impact: o.Impact, Key: o.Key, Supporting: o.Supporting,
	}
}

// Basis gives the assessor's basis for rating that risk at this client, or "".
func (c *Content) Basis(risk string) string {
	for i := range c.OwnRisks {
		if own := &c.OwnRisks[i]; own.ID == risk && own.Basis != "" {
			return own.Basis
		}
	}
	if c.RisksReviewed == nil {
		return ""
	}
	return c.RisksReviewed.Basis[risk]
}

// Approval is the client's official standing by the analysis.
type Approval struct {
	Name  string `json:"name"`
	Title string `json:"title,omitzero"`
	Date  Date   `json:"date"`
}

// clone gives a copy that shares nothing with the content. The way through JSON is the one that storing takes, and
// cannot forget a field.
func (c *Content) clone() Content {
	var copied Content
	text, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(text, &copied)
	}
	if err != nil {
		panic(fmt.Sprintf("assessment: content that JSON does not carry: %v", err))
	}
	return copied
}

// blank reports whether a text says nothing: it has no character that leaves a mark.
func blank(text string) bool { return strings.TrimFunc(text, markless) == "" }

// markless reports whether a character leaves no mark on the page: spaces, those that only guide others, and the empty
// ones of Braille and Hangul.
func markless(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cf) || r == '\u2800' || r == '\u3164'
}

// Canonical gives the bytes that stand for the content and the catalog that it was made against: canonical JSON
// without the approval, which is bound to these bytes by their digest.
func (c *Content) Canonical(cat *Catalog) []byte {
	bound := *c
	bound.Approval = nil
	bound.Questionnaire = cat.Questionnaire.ID + "@" + cat.Questionnaire.Version
	if bound.Answers == nil {
		bound.Answers = map[string]Answer{}
	}
	canonical, err := json.Marshal(canonicalContent{cat.Hash, bound})
	if err != nil {
		panic(fmt.Sprintf("assessment: content without a JSON form: %v", err)) // Check refuses the one way to get there: a cost that is no number
	}
	return canonical
}

// canonicalContent is what canonical bytes hold.
type canonicalContent struct {
	Catalog string  `json:"catalog"` // its hash
	Content Content `json:"content"`
}

// Digest identifies the content together with its catalog: "sha256:" and the hash of the canonical bytes.
func (c *Content) Digest(cat *Catalog) string { return DigestOf(c.Canonical(cat)) }

// DigestOf gives the digest of canonical bytes as they were kept.
func DigestOf(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ParseCanonical reads canonical bytes back. The bytes stay what counts: they are never made anew from what was read.
func ParseCanonical(canonical []byte) (Content, error) {
	var kept canonicalContent
	if err := json.Unmarshal(canonical, &kept); err != nil {
		return Content{}, fmt.Errorf("reading a kept assessment: %w", err)
	}
	return kept.Content, nil
}

// IsOwnRisk reports whether the id is of a risk that an assessor added, and not of the library.
func IsOwnRisk(id string) bool { return strings.HasPrefix(id, "own-") }
