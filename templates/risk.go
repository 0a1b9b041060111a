package templates

import (
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// RiskPage shows one risk: its levels, why they are so, what lowers them, and what people decided about it.
type RiskPage struct {
	AssessmentPage
	Risk     *assessment.RatedRisk
	Threat   assessment.Threat
	Own      bool // an assessor added it
	Accepted assessment.RiskLevel

	Controls  []RiskControl
	Left      []LeftControl
	Assets    []RiskAssets
	Lowers    []RiskEffect
	Remaining assessment.RiskLevel // with every control in place
	TargetOn  assessment.Date      // the day by which the target is due, if one is planned

	Before    int // the period of the analysis before, 0 where there is none
	Last      *assessment.RiskChange
	LastBasis string // what was said of the risk then
	LastSet   *LastSet
	// LastResponse is nil where there was none that still holds.
	LastResponse *LastResponse

	Reviewed string // who reviewed it and when; empty where nobody did
	Basis    string
	Response *assessment.Treatment
	Adjusted *assessment.ThreatAdjustment
	Absent   *assessment.RiskExclusion
	Others   []RiskLink // that the same threat brings about
	Gaps     []RiskGap
	Kept     []KeptText // what was typed when the assessment could no longer be changed

	Review, Treatment, Override, Occurrence, Exclusion RiskForm

	Set  RiskPart // the only form of the page, where it is not that of the review and the response
	Said RiskSaid

	Previous, Next *RiskLink
	Where          string // the place in the register
}

// RiskPart is one of the things that are decided about a risk, as addresses name it.
type RiskPart string

// The parts that have a page with no other form on it, so that what is typed into one is not lost with the other.
const (
	PartOverride   RiskPart = "override"
	PartOccurrence RiskPart = "occurrence"
	PartExclusion  RiskPart = "exclusion"

	partReview    RiskPart = "review"
	partTreatment RiskPart = "treatment"
)

// RiskSaid is what was just saved, told beside the part of the page where one comes to stand.
type RiskSaid struct {
	At   RiskPart
	Text string
}

// Landed moves what was just saved from the top of the page to the part where one comes to stand.
func (p RiskPage) Landed(at string) RiskPage {
	switch part := RiskPart(at); part {
	case partReview, partTreatment:
		if p.Risk.Applies {
			p.Said, p.Flash = RiskSaid{part, p.Flash}, ""
		}
	case PartOverride, PartOccurrence, PartExclusion:
		p.Said, p.Flash = RiskSaid{part, p.Flash}, ""
	}
	return p
}

// RiskLink leads to a risk.
type RiskLink struct{ Heading, URL string }

// RiskControl is a control of the risk as the table shows it.
type RiskControl struct {
	assessment.Control
	Text  string
	URL   string
	Proof string
	Plan  string // until when it is planned
}

// LeftControl is a control that does not count, and why.
type LeftControl struct{ Text, URL, Why string }

// RiskAssets are the assets of one kind that the risk is about. Open counts those that are not encrypted, where that
// says something of the kind.
type RiskAssets struct {
	Kind    assessment.AssetKind
	Count   int
	Open    int
	Names   []string
	Absent  bool // the inventory says that there is none
	Encrypt bool
}

// RiskEffect is a control that is not in place and what the level would be if only it were.
type RiskEffect struct {
	Text, URL string
	Level     assessment.RiskLevel
}

// RiskGap is what a final report still misses about the risk.
type RiskGap struct {
	About     assessment.SubjectKind
	What, URL string
}

// fix names what closes the gap.
func (g RiskGap) fix() string {
	switch g.About {
	case assessment.AboutMitigation:
		return "Plan what mitigates it"
	case assessment.AboutTreatment:
		return "Complete the response"
	case assessment.AboutBasis:
		return "Review this risk"
	case assessment.AboutHarm:
		return "Rate the harm"
	default:
		return "Add what is missing"
	}
}

// LastResponse is how the client responded to the risk in the analysis before, to be said again or otherwise.
type LastResponse struct {
	assessment.Treatment
	URL string
}

// LastSet is what an assessor set for the risk in the analysis before, to be set again or left.
type LastSet struct {
	assessment.Override
	URL string
}

// Phrase is a part of a sentence, with a link to what it speaks of.
type Phrase struct{ Text, URL string }

// why is the explanation of the level, in which what can be looked up is a link.
func (p RiskPage) why() []Phrase {
	return linkedPhrases(report.Explain(p.Risk), []Phrase{
		{"threat's occurrence", "#occurrence"},
		{"key controls", "#controls"},
		{"key control", "#controls"},
		{"controls are in place", "#controls"},
		{"assessor rated it so", "#override"},
		{"table G-5", "#tables"},
		{"worst impact", "#impact"},
		{"table I-2", "#tables"},
	})
}

// linkedPhrases splits a text at the phrases that are found in it, each once.
func linkedPhrases(text string, links []Phrase) []Phrase {
	var list []Phrase
	for text != "" {
		at, found := len(text), -1
		for i, link := range links {
			if n := strings.Index(text, link.Text); n >= 0 && n < at {
				at, found = n, i
			}
		}
		if at > 0 {
			list = append(list, Phrase{Text: text[:at]})
		}
		if found < 0 {
			break
		}
		list = append(list, links[found])
		text = text[at+len(links[found].Text):]
		links = slices.Delete(slices.Clone(links), found, found+1)
	}
	return list
}

// over reports whether the risk needs a response.
func (p RiskPage) over() bool { return p.Risk.Applies && p.Risk.Current.Level > p.Accepted }

// untreated reports whether it needs one and has none.
func (p RiskPage) untreated() bool { return p.over() && p.Response == nil }

// Head is what the page has around itself: the risk by its name, its level, and what to do next.
func (p RiskPage) Head() Page {
	head := Page{Heading: p.Risk.Heading(), Lead: fullStop(p.Risk.Vulnerability), Badge: Level(p.Risk.Current.Level)}
	if head.Heading == p.Risk.Vulnerability {
		head.Lead = ""
	}
	if !p.Risk.Applies {
		head.Badge = State(StateView{Kind: StateTodo, Word: "Does not apply"})
	}
	return head
}

// single reports whether the page is about one of the parts that have a page of their own.
func (p RiskPage) single() bool {
	return p.CanEdit && (p.Set == PartOverride || p.Set == PartOccurrence || p.Set == PartExclusion)
}

// anchor leads to a place of the page with the forms of the review and the response.
func (p RiskPage) anchor(url string) string {
	if p.single() && strings.HasPrefix(url, "#") {
		return p.At("risks", p.Risk.Risk) + url
	}
	return url
}

// NextPart names the part that wants something: the review first, then a response that is needed. It is "" where neither
// does.
func (p RiskPage) NextPart() RiskPart {
	switch {
	case p.Risk.Applies && p.Reviewed == "":
		return partReview
	case p.untreated():
		return partTreatment
	default:
		return ""
	}
}

// NextAction is the main action: to review, to respond, or to go on to the next risk.
func (p RiskPage) NextAction() *Action {
	switch {
	case !p.CanEdit && p.Next == nil, !p.Risk.Applies && p.Next == nil:
		return &Action{Label: "All risks", URL: p.At("risks")}
	case p.CanEdit && p.NextPart() == partReview:
		return &Action{Label: "Review this risk", URL: p.anchor("#review"), Key: "t"}
	case p.CanEdit && p.NextPart() == partTreatment:
		return &Action{Label: "Treat this risk", URL: p.anchor("#treatment"), Key: "t"}
	case p.CanEdit && len(p.Gaps) > 0:
		return &Action{Label: p.Gaps[0].fix(), URL: p.anchor(p.Gaps[0].URL), Key: "t"}
	case p.Next != nil:
		return &Action{Label: "Next risk", URL: p.Next.URL, Icon: "arrow-right", Key: "t"}
	default:
		return &Action{Label: "Go to the plan", URL: p.At("plan"), Key: "t"}
	}
}
