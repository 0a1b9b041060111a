package assessment

import (
	"maps"
	"slices"
	"strings"
)

// ProposalSource is where a proposal comes from.
type ProposalSource uint8

// The sources of proposals: last year's final assessment, the managed service provider's baseline answers, the
// client's contact, and an imported file.
const (
	Carried ProposalSource = iota + 1
	Baseline
	FromContact
	Imported
)

var proposalSources = words{"", "carried", "baseline", "contact", "import"}

// String gives the word that is stored.
func (s ProposalSource) String() string { return textOf(proposalSources, s) }

// Title gives the word for people.
func (s ProposalSource) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s ProposalSource) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *ProposalSource) UnmarshalText(text []byte) error { return parseWord(proposalSources, text, s) }

// Place is where an answer belongs: a question, and a site where the question is asked per site. An empty site is the
// whole client.
type Place struct {
	Question string `json:"question"`
	Site     string `json:"site,omitzero"`
}

// Proposal is an answer that nobody has given yet in this assessment. It counts as unanswered until a person
// confirms it or answers otherwise.
type Proposal struct {
	ID       string         `json:"id"`
	Question string         `json:"question"`
	Site     string         `json:"site,omitzero"`
	Source   ProposalSource `json:"source"`
	Response Response       `json:"response,omitzero"`
	Choice   string         `json:"choice,omitzero"`
	Value    string         `json:"value,omitzero"`
	Note     string         `json:"note,omitzero"`
	Reason   string         `json:"reason,omitzero"`   // why it is not applicable
	By       string         `json:"by,omitzero"`       // who answered so
	AsOf     Date           `json:"as_of,omitzero"`    // on which day
	Origin   string         `json:"origin,omitzero"`   // the id of the assessment that it comes from
	Period   int            `json:"period,omitzero"`   // of that assessment
	Proof    *Verification  `json:"proof,omitzero"`    // of then: it is shown, and never carried over
	OldText  string         `json:"old_text,omitzero"` // the wording that was answered, where it is another now
	Client   *Statement     `json:"client,omitzero"`   // from a contact: whose word it is
	Share    string         `json:"share,omitzero"`    // from a contact: the id of the share
	Anew     bool           `json:"anew,omitzero"`     // the citations or risks of the question changed: it cannot be confirmed
}

// Place is where the proposal belongs.
func (p Proposal) Place() Place { return Place{p.Question, p.Site} }

// Answer is what confirming the proposal gives. The proof of then stays behind: what was verified last year is only
// stated this year. So do the owner and the due date of an Unknown, which belong to the year in which they were set.
func (p Proposal) Answer() Answer {
	return Answer{Response: p.Response, Choice: p.Choice, Value: p.Value, Note: p.Note, Reason: p.Reason, Client: p.Client}
}

// Offer is all that is proposed for one place.
type Offer struct {
	Proposals []Proposal
}

// Offers gathers proposals by their place. The proposals of a place keep their order.
func Offers(list []Proposal) map[Place]Offer {
	offers := map[Place]Offer{}
	for _, p := range list {
		offers[p.Place()] = Offer{append(offers[p.Place()].Proposals, p)}
	}
	return offers
}

// OfferAt gives what is proposed for a place. A site without proposals of its own takes those for the whole client,
// since a plain answer counts for every site.
func OfferAt(offers map[Place]Offer, at Place) Offer {
	if own := offers[at]; len(own.Proposals) > 0 {
		return own
	}
	return offers[Place{Question: at.Question}]
}

// Differ reports whether the proposals say different things, so that a person has to choose.
func (o Offer) Differ() bool {
	return slices.ContainsFunc(o.Proposals, func(p Proposal) bool { return !p.Answer().says(o.Proposals[0].Answer()) })
}

// Confirmable gives the proposal that can be confirmed: the newest of those that agree. It is nil where there is none,
// where they differ, and where the question is to be answered anew.
func (o Offer) Confirmable() *Proposal {
	if o.Differ() {
		return nil
	}
	var best *Proposal
	for i := range o.Proposals {
		if p := &o.Proposals[i]; !p.Anew && (best == nil || p.AsOf.After(best.AsOf)) {
			best = p
		}
	}
	return best
}

// Reworded reports whether a proposal answers an earlier wording of the question.
func (o Offer) Reworded() bool {
	return slices.ContainsFunc(o.Proposals, func(p Proposal) bool { return p.OldText != "" })
}

// carried gives the proposal from last year, or nil.
func (o Offer) carried() *Proposal {
	i := slices.IndexFunc(o.Proposals, func(p Proposal) bool { return p.Source == Carried })
	if i < 0 {
		return nil
	}
	return &o.Proposals[i]
}

// CarryForward proposes the answers of an earlier final assessment for a new one against the catalog: of every
// question that both have, under its id or under one that it replaces. What was hidden, Unknown or unanswered then is
// not carried, nor is anything about a site that the client no longer has. Each proposal takes its id from newID.
func CarryForward(previous Snapshot, cat *Catalog, client *Client, newID func() string) []Proposal {
	f := forward{previous: previous, cat: cat, client: client, standing: Stand(previous.Catalog, previous.Content)}
	var list []Proposal
	for _, q := range cat.questions {
		earlier := f.earlier(q)
		if len(earlier) == 0 {
			continue
		}
		for _, site := range f.sites(q, earlier) {
			if a := f.combined(earlier, site); a.carries() {
				p := f.proposal(q, earlier, a)
				p.ID, p.Site = newID(), site
				list = append(list, p)
			}
		}
	}
	return list
}

// forward is what one carrying forward works on.
type forward struct {
	previous Snapshot
	cat      *Catalog
	client   *Client
	standing []Standing // of the previous assessment
}

// earlier lists the questions of the previous assessment that a question continues, as far as they were asked.
func (f *forward) earlier(q *Question) []*Standing {
	ids := q.Replaces
	if f.previous.Catalog.Question(q.ID) != nil {
		ids = []string{q.ID}
	}
	var list []*Standing
	for _, id := range ids {
		n, ok := f.previous.Catalog.index[id]
		if ok && f.standing[n].Visible && f.standing[n].Question.IsFact() == q.IsFact() {
			list = append(list, &f.standing[n])
		}
	}
	return list
}

// sites lists the sites for which there is something to carry. What was answered for the whole client stays so, and
// so does what is no longer asked per site.
func (f *forward) sites(q *Question, earlier []*Standing) []string {
	if q.Per != PerSite || len(f.client.Sites) == 0 || !slices.ContainsFunc(earlier, f.differsBySite) {
		return []string{""}
	}
	var both []string
	for _, site := range f.client.Sites {
		if slices.Contains(f.previous.Content.Client.Sites, site) {
			both = append(both, site)
		}
	}
	return both
}

func (f *forward) differsBySite(s *Standing) bool {
	own := f.previous.Content.Answers[s.Question.ID].Sites
	return slices.ContainsFunc(f.previous.Content.Client.Sites, func(site string) bool { return own[site].Response != 0 })
}

// combined is what was answered for a site, or for the whole client. Where several questions became one, the worst of
// them counts; facts that differ give nothing.
func (f *forward) combined(earlier []*Standing, site string) Answer {
	var given []Answer
	for _, s := range earlier {
		a := f.previous.Content.Answers[s.Question.ID]
		if site == "" {
			given = append(given, a.given(s.Question, f.previous.Content.Client.Sites)...)
		} else {
			given = append(given, a.at(site))
		}
	}
	differ := func(a Answer) bool { return !a.says(given[0]) }
	if earlier[0].Question.IsFact() && slices.ContainsFunc(given, differ) {
		return Answer{}
	}
	return worstOf(given)
}

// worstOf gives the first answer with the response that counts for all.
func worstOf(given []Answer) Answer {
	response := worst(given)
	return given[slices.IndexFunc(given, func(a Answer) bool { return a.Response == response })]
}

// carries reports whether an answer says something that may still be true. An Unknown was to be found out.
func (a Answer) carries() bool { return !a.Blank() && a.Response != Unknown }

// says reports whether two answers say the same, whatever is written beside them.
func (a Answer) says(other Answer) bool {
	return a.Response == other.Response && a.Choice == other.Choice && a.Value == other.Value
}

// proposal makes the proposal of an earlier answer. Where the answer does not say who gave it and when, the assessor
// and the date of the analysis stand for that.
func (f *forward) proposal(q *Question, earlier []*Standing, a Answer) Proposal {
	c := f.previous.Content
	p := Proposal{
		Question: q.ID, Source: Carried, Response: a.Response, Choice: a.Choice, Value: a.Value, Note: a.Note, Reason: a.Reason,
		By: a.By, AsOf: a.On, Origin: f.previous.ID, Period: c.Period, OldText: wordingBefore(q, earlier), Anew: f.anew(q, earlier, a),
	}
	if blank(p.By) {
		p.By = c.Assessor.Name
	}
	if p.AsOf.IsZero() {
		p.AsOf = c.Date
	}
	if a.Verified != nil {
		proof := *a.Verified
		p.Proof = &proof
	}
	return p
}

// wordingBefore gives the text that was answered, or "" where it is still the same; of several questions that became
// one, a line each.
func wordingBefore(q *Question, earlier []*Standing) string {
	var texts []string
	for _, s := range earlier {
		texts = append(texts, s.Question.Text)
	}
	if before := strings.Join(texts, "\n"); before != q.Text {
		return before
	}
	return ""
}

// anew reports whether the answer no longer answers this question: the rows that it cites or the risks that it controls
// are others now, or the fact is no longer among the choices.
func (f *forward) anew(q *Question, earlier []*Standing, a Answer) bool {
	var ids, citations []string
	for _, s := range earlier {
		ids = append(ids, s.Question.ID)
		citations = append(citations, s.Question.Citations...)
	}
	k := checker{cat: f.cat, c: f.previous.Content}
	k.answer("", q, a)
	return len(k.problems) > 0 || !slices.Equal(sorted(citations), sorted(q.Citations)) ||
		!maps.Equal(rolesOf(f.previous.Catalog, ids...), rolesOf(f.cat, q.ID))
}

// sorted gives the words in order, each once.
func sorted(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// rolesOf gives the risks that the questions control together, and whether as a key control.
func rolesOf(cat *Catalog, questions ...string) map[string]bool {
	roles := map[string]bool{}
	for i := range cat.Risks {
		r := &cat.Risks[i]
		for _, id := range questions {
			if key := slices.Contains(r.Key, id); key || slices.Contains(r.Supporting, id) {
				roles[r.ID] = roles[r.ID] || key
			}
		}
	}
	return roles
}
