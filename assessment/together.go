package assessment

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Proof is a dated proof of a client: a report, an export or a log that shows what it answers for. It is of this year
// where it is about a day of the last 12 months.
type Proof struct {
	ID        string   `json:"id"`
	Questions []string `json:"questions"`
	What      string   `json:"what"`
	Date      Date     `json:"date"` // the day that it is about
	Method    Method   `json:"method"`
	By        string   `json:"by,omitzero"`
}

// HeldBack is why an answer cannot be confirmed together with others, but only alone.
type HeldBack uint8

// The reasons. Each of them alone holds an answer back.
const (
	NotYes          HeldBack = iota + 1
	Reworded                 // the wording is another now
	Anew                     // the citations or risks changed, so that it is to be answered anew
	NoProof                  // no proof of the client is about it
	ProofOld                 // not of the last 12 months, or not newer than last year's report
	SectionTouched           // by what changed at the client
	SpotCheck                // one in ten is looked at alone, whatever its proof
	Differs                  // the proposals say different things
	ChangesNotAsked          // nobody has said yet what changed, so no section is known to be untouched
	ProofAfter               // about a day after the as-of date, of which the analysis does not speak yet
)

var heldBacks = words{
	"", "not_yes", "reworded", "anew", "no_proof", "proof_old", "section_touched", "spot_check", "differs", "changes_not_asked",
	"proof_after",
}

var heldBackTitles = words{
	"", "Was not Yes", "Reworded", "Rule or risks changed", "No proof", "Proof too old", "Touched by a change", "Spot check",
	"Proposals differ", "Changes not asked", "Proof after the as-of date",
}

// String gives the word that is stored.
func (h HeldBack) String() string { return textOf(heldBacks, h) }

// Title gives the words for people.
func (h HeldBack) Title() string { return textOf(heldBackTitles, h) }

// MarshalText implements encoding.TextMarshaler.
func (h HeldBack) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *HeldBack) UnmarshalText(text []byte) error { return parseWord(heldBacks, text, h) }

// Ready is a proposal that may be confirmed together with others, and the fresh proof that speaks for it.
type Ready struct {
	Place
	Proposal Proposal
	Proof    Proof
}

// Held is a place of which the carried proposal is to be looked at alone, and the first reason for it.
type Held struct {
	Place
	Why HeldBack
}

// mostTogether is how many answers a person can be trusted to read at once.
const mostTogether = 15

// Together sorts the carried proposals of a section into those that may be confirmed in one act, at most 15, and those
// that are held back. What is answered or hidden is in neither. The proofs are the client's; lastReport is the day of
// last year's report, which a proof must be newer than.
func Together(cat *Catalog, c *Content, offers map[Place]Offer, section string, proofs []Proof, lastReport Date, assessmentID string) (ready []Ready, held []Held) {
	t := together{c: c, section: cat.Section(section), proofs: proofs, lastReport: lastReport, assessment: assessmentID}
	for _, offer := range openOffers(cat, c, offers, section) {
		p := offer.carried()
		proof, why := t.examine(offer, p)
		switch {
		case why != 0:
			held = append(held, Held{p.Place(), why})
		case len(ready) < mostTogether:
			ready = append(ready, Ready{p.Place(), *p, proof})
		}
	}
	return ready, held
}

// openOffers lists the offers with a carried proposal for what is asked and open in a section, each once: one for the
// whole client may stand for several sites.
func openOffers(cat *Catalog, c *Content, offers map[Place]Offer, section string) []Offer {
	var list []Offer
	seen := map[Place]bool{}
	for _, s := range StandIn(cat, c, section) {
		if !s.Visible {
			continue
		}
		for _, at := range s.open(c.Client.Sites) {
			offer := OfferAt(offers, at)
			if p := offer.carried(); p != nil && !seen[p.Place()] {
				seen[p.Place()] = true
				list = append(list, offer)
			}
		}
	}
	return list
}

// together is what the proposals of one section are held against.
type together struct {
	c          *Content
	section    *Section
	proofs     []Proof
	lastReport Date
	assessment string // id
}

// examine puts a carried proposal to the five tests of confirming several at once: it was Yes; the wording, citations and
// risks are the same; its proof is fresh; no change touches the section; it is no spot check. Beside them, no other
// proposal contradicts it.
func (t *together) examine(offer Offer, p *Proposal) (Proof, HeldBack) {
	switch {
	case offer.Differ():
		return Proof{}, Differs
	case p.Response != Yes:
		return Proof{}, NotYes
	case p.Anew:
		return Proof{}, Anew
	case p.OldText != "":
		return Proof{}, Reworded
	case !t.c.ChangedAsked:
		return Proof{}, ChangesNotAsked
	case len(t.c.Touched(t.section)) > 0:
		return Proof{}, SectionTouched
	}
	proof, why := t.proof(p.Question)
	if why == 0 && spotCheck(t.assessment, p.Question) {
		return Proof{}, SpotCheck
	}
	return proof, why
}

// proof gives the newest fresh proof of a question, or why there is none. One of after the as-of date is named before one
// that is too old, since another as-of date mends that.
func (t *together) proof(question string) (best Proof, why HeldBack) {
	why = NoProof
	for _, p := range t.proofs {
		switch {
		case !slices.Contains(p.Questions, question):
		case t.fresh(p):
			if p.Date.After(best.Date) {
				best, why = p, 0
			}
		case why == 0:
		case p.Date.After(t.c.Date):
			why = ProofAfter
		case why == NoProof:
			why = ProofOld
		}
	}
	return best, why
}

// fresh reports whether a proof counts as the verification of an answer would, and is newer than last year's report.
func (t *together) fresh(p Proof) bool {
	v := Verification{By: p.By, Date: p.Date, Method: p.Method, Evidence: p.What}
	return v.counts(t.c.Date) && p.Date.After(t.lastReport)
}

// spotCheck picks one question in ten by a hash, so that an assessment always picks the same and nobody can tell
// beforehand which.
func spotCheck(assessment, question string) bool {
	sum := sha256.Sum256([]byte(assessment + " " + question))
	return binary.BigEndian.Uint64(sum[:8])%10 == 0
}
