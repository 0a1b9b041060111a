package assessment

import "strings"

// Subject is what a gap is about, so that a page can lead to where it is mended. What the ID names depends on the kind.
type Subject struct {
	Kind SubjectKind
	ID   string
}

// SubjectKind says which part of an assessment a gap is about.
type SubjectKind uint8

// The kinds, in the order of the elements. The comment says what the ID of the subject names, where it names anything.
const (
	AboutScope         SubjectKind = iota + 1 // the scope in words
	AboutSites                                // the client's list of sites
	AboutSite                                 // a site
	AboutExclusion                            // what is left out of the scope
	AboutAssets                               // the inventory as a whole
	AboutInventory                            // the word that the inventory is complete
	AboutAssetKind                            // a kind of assets
	AboutSources                              // what the analysis rests on
	AboutRegister                             // the review of all risks
	AboutThreat                               // a threat
	AboutRiskExclusion                        // a risk that is said not to apply
	AboutQuestion                             // a question that has no answer
	AboutAnswer                               // a question of which the answer needs more
	AboutDecision                             // the citation of an addressable specification
	AboutBasis                                // a risk that was rated on no basis
	AboutHarm                                 // a risk of which no control tells the harm
	AboutOverride                             // a risk with an override
	AboutThreshold                            // the level up to which risks need no response
	AboutTreatment                            // a risk and the response to it
	AboutMitigation                           // a risk that nothing planned mitigates
	AboutRow                                  // the citation of a row that nothing planned puts in place
	AboutAssessor                             // the assessor's name
	AboutQualification                        // and qualification
	AboutOfficial                             // the client's security official
	AboutApproval                             // the approval, which comes last
	AboutNextReview                           // the date of the next review
	AboutTriggers                             // what would bring the review forward
)

var subjectKinds = words{
	"", "scope", "sites", "site", "exclusion", "assets", "inventory", "asset_kind", "sources", "register", "threat",
	"risk_exclusion", "question", "answer", "decision", "basis", "harm", "override", "threshold", "treatment", "mitigation",
	"row", "assessor", "qualification", "official", "approval", "next_review", "triggers",
}

// String gives the word for scripts and tests.
func (k SubjectKind) String() string { return textOf(subjectKinds, k) }

// Naming gives the sentence with words in the place of the id that it names, such as the text of a question. The id is
// right in an answers file; on a page people want the words.
func (g Gap) Naming(words string) string {
	if g.About.ID == "" {
		return g.What
	}
	return strings.Replace(g.What, g.About.ID, words, 1)
}
