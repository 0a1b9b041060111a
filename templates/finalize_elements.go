package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// elementTitles are the lines of the page with OCR's numbers. Likelihood and impact share one, since one basis tells both.
var elementTitles = map[assessment.Element]string{
	assessment.ElementScope:            "1 Scope",
	assessment.ElementData:             "2 Where ePHI is",
	assessment.ElementThreats:          "3 Threats and weaknesses",
	assessment.ElementControls:         "4 Current measures",
	assessment.ElementLikelihoodImpact: "5 Likelihood, 6 Impact",
	assessment.ElementLevel:            "7 Level of risk",
	assessment.ElementDocumentation:    "8 Written record",
	assessment.ElementReview:           "9 Review",
}

// Elements makes the lines of the nine elements from a rated assessment. mend gives where a gap is mended, or "". The
// approval is left out: it comes last, from the review that this page leads to.
func Elements(s assessment.Snapshot, mend func(assessment.Gap) string) []ElementView {
	list := make([]ElementView, len(assessment.Elements))
	for i, e := range assessment.Elements {
		list[i] = ElementView{ID: e.String(), Title: elementTitles[e], Elements: 1, Detail: restsOn(e, s)}
		if e == assessment.ElementLikelihoodImpact {
			list[i].Elements = 2
		}
		for _, g := range s.Result.Missing {
			if g.Element == e && g.About.Kind != assessment.AboutApproval {
				list[i].add(g.About.Kind, LinkedText{gapSentence(s, g), mend(g)})
			}
		}
	}
	return list
}

// add puts a gap beside those of its kind.
func (e *ElementView) add(kind assessment.SubjectKind, gap LinkedText) {
	e.Missing++
	n := slices.IndexFunc(e.Gaps, func(g GapGroup) bool { return g.Kind == kind })
	if n < 0 {
		n, e.Gaps = len(e.Gaps), append(e.Gaps, GapGroup{Kind: kind})
	}
	e.Gaps[n].List = append(e.Gaps[n].List, gap)
}

// fewGaps is how many gaps of one kind are shown one by one; more of them fold under what they have in common.
const fewGaps = 3

// gapsInCommon says of many gaps of a kind what they have in common. Kinds that are not here are never many.
var gapsInCommon = map[assessment.SubjectKind]string{
	assessment.AboutSite:          "sites were not examined",
	assessment.AboutAssetKind:     "kinds of assets are not entered",
	assessment.AboutThreat:        "threats were changed without a reason",
	assessment.AboutRiskExclusion: "risks were left out without a full record",
	assessment.AboutQuestion:      "questions have no answer",
	assessment.AboutAnswer:        "answers need something more",
	assessment.AboutDecision:      "addressable rows need a written decision (164.306(d)(3))",
	assessment.AboutBasis:         "risks are rated on no basis for this client",
	assessment.AboutHarm:          "risks have no key control that counts here",
	assessment.AboutOverride:      "overrides lack a reason, a name or a date",
	assessment.AboutTreatment:     "risks need a response, or more about it",
	assessment.AboutMitigation:    "risks are to be mitigated by nothing that is planned",
	assessment.AboutRow:           "rows of the rule are not in place and not planned",
}

// common says what many gaps have in common, and leads to the first; it is empty where each is shown by itself.
func (g GapGroup) common() LinkedText {
	words := gapsInCommon[g.Kind]
	if len(g.List) <= fewGaps || words == "" {
		return LinkedText{}
	}
	return LinkedText{fmt.Sprintf("%d %s", len(g.List), words), g.List[0].URL}
}

// gapSentence says what is missing in words: the sentence of an answers file names ids.
func gapSentence(s assessment.Snapshot, g assessment.Gap) string {
	switch g.About.Kind {
	case assessment.AboutQuestion:
		return strings.Replace(g.What, "Answer "+g.About.ID, "Answer", 1)
	case assessment.AboutAnswer:
		if q := s.Catalog.Question(g.About.ID); q != nil {
			return g.Naming("“" + q.Text + "”")
		}
	case assessment.AboutAssetKind:
		var kind assessment.AssetKind
		if kind.UnmarshalText([]byte(g.About.ID)) == nil {
			return g.Naming("“" + kind.Title() + "”")
		}
	case assessment.AboutThreat:
		if t := s.Catalog.Threat(g.About.ID); t != nil {
			return g.Naming("“" + t.Title + "”")
		}
	case assessment.AboutRiskExclusion, assessment.AboutBasis, assessment.AboutHarm, assessment.AboutOverride,
		assessment.AboutTreatment, assessment.AboutMitigation:
		return g.Naming("“" + riskHeading(s.Result, g.About.ID) + "”")
	}
	return g.What
}

// riskHeading names a risk in a line, by its id where the register does not have it.
func riskHeading(result *assessment.Result, id string) string {
	for i := range result.Risks {
		if result.Risks[i].Risk == id {
			return result.Risks[i].Heading()
		}
	}
	return id
}

// restsOn says in a phrase what an element that is ready rests on.
func restsOn(e assessment.Element, s assessment.Snapshot) string {
	c, r := s.Content, s.Result
	switch e {
	case assessment.ElementScope:
		return phrases(counted(len(c.Client.Sites), "site", "sites"), counted(len(c.Vendors), "vendor", "vendors"), someOf(len(c.Exclusions), "thing left out", "things left out"))
	case assessment.ElementData:
		return phrases(counted(len(c.Assets), "line of inventory", "lines of inventory"), "confirmed by "+c.Inventory.ConfirmedBy+" on "+c.Inventory.Date.Short(), counted(len(c.Sources), "source", "sources"))
	case assessment.ElementThreats:
		return phrases(counted(len(s.Catalog.Threats), "threat", "threats"), someOf(len(c.Threats), "adjusted", "adjusted"), reviewedBy(c.RisksReviewed))
	case assessment.ElementControls:
		return phrases(counted(r.Totals.Questions.Answered, "question", "questions")+" answered", strconv.Itoa(r.Totals.Questions.Hidden)+" hidden", someOf(len(c.Decisions), "decision on an addressable row", "decisions on addressable rows"))
	case assessment.ElementLikelihoodImpact:
		return phrases(counted(r.Totals.Levels.Sum(), "risk", "risks")+" rated, each on a basis", someOf(len(c.Overrides), "override, with its reason", "overrides, with reasons"))
	case assessment.ElementLevel:
		return phrases(counted(overThreshold(c, r), "risk", "risks")+" over the threshold ("+strings.ToLower(c.Accepted().Title())+"), each with a response", someOf(len(c.Remediation), "remediation", "remediations"))
	case assessment.ElementDocumentation:
		return phrases("assessor "+c.Assessor.Name, officialOf(c), approvalOf(c.Approval))
	default:
		return phrases("next review "+c.NextReview.Long(), someOf(len(c.ReviewTriggers), "reason that brings it forward", "reasons that bring it forward"))
	}
}

// phrases joins what is not empty, and begins with a capital letter.
func phrases(parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	text := strings.Join(list, ", ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// someOf counts things, and says nothing where there are none.
func someOf(n int, one, many string) string {
	if n == 0 {
		return ""
	}
	return counted(n, one, many)
}

func reviewedBy(r *assessment.RiskReview) string {
	if r == nil {
		return ""
	}
	return "all risks reviewed by " + r.By + " on " + r.Date.Short()
}

// overThreshold counts the applicable risks that need a response.
func overThreshold(c *assessment.Content, r *assessment.Result) int {
	n := 0
	for _, l := range assessment.RiskLevels {
		if c.Over(l) {
			n += r.Totals.Levels.Of(l)
		}
	}
	return n
}

func officialOf(c *assessment.Content) string {
	if c.SecurityOfficial == nil {
		return ""
	}
	return "security official " + c.SecurityOfficial.Name
}

func approvalOf(a *assessment.Approval) string {
	if a == nil {
		return "the approval comes with the review"
	}
	return fmt.Sprintf("approved by %s on %s", a.Name, a.Date.Short())
}
