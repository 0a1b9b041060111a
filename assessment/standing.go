package assessment

import "slices"

// Standing is how one question stands in an assessment: whether it is asked, and what its answer counts for.
// Every screen and report takes progress, controls and rows from it.
type Standing struct {
	Question    *Question
	Visible     bool
	Response    Response // the worst of the sites
	Sites       map[string]Response
	Verified    bool // Yes at every site, by proof of the last 12 months
	Alternative bool // No or Partial that an alternative in place makes count as Yes (164.306(d)(3)(ii)(B)(2))
	Planned     bool // a planned remediation would put it in place

	answered bool
	state    State
	hidden   hiding
}

// hiding is what hides a question: a condition that does not hold, or that its rows bind somebody else.
type hiding struct {
	party Party
	when  *Condition
	cat   *Catalog
	c     *Content
}

// Why says why the question is hidden, as a sentence; "" where it is asked. It is put into words when somebody reads it,
// since most of those who ask what is hidden do not.
func (s *Standing) Why() string {
	switch h := &s.hidden; {
	case s.Visible:
		return ""
	case h.when != nil:
		return "Not asked, " + h.when.since(h.cat, h.c)
	default:
		return notBound(h.party)
	}
}

// Answered is the one rule of progress: the question has a response at every site, or a fact.
func (s *Standing) Answered() bool { return s.answered }

// Counts reports whether the question is asked and applies.
func (s *Standing) Counts() bool { return s.Visible && s.Response != NotApplicable }

// Places lists where the question is answered: at each site where it is asked per site, or once for the whole client.
func (s *Standing) Places(sites []string) []Place {
	if s.Question.Per != PerSite || s.Question.IsFact() || len(sites) == 0 {
		return []Place{{Question: s.Question.ID}}
	}
	list := make([]Place, len(sites))
	for i, site := range sites {
		list[i] = Place{s.Question.ID, site}
	}
	return list
}

// open lists the places that have no answer yet.
func (s *Standing) open(sites []string) []Place {
	if s.answered {
		return nil
	}
	return slices.DeleteFunc(s.Places(sites), func(at Place) bool { return at.Site != "" && s.Sites[at.Site] != 0 })
}

// Stand works out how every question stands. The result has the order of the catalog's questions.
func Stand(cat *Catalog, c *Content) []Standing {
	list := make([]Standing, len(cat.questions))
	for _, n := range cat.order {
		s := &list[n]
		s.Question = cat.questions[n]
		s.Visible, s.hidden = visible(cat, c, s.Question, list)
		if s.Question.IsFact() {
			s.takeFact(c.Answers[s.Question.ID])
		} else {
			s.takeAnswer(c)
		}
	}
	for i := range c.Remediation {
		if r := &c.Remediation[i]; r.Planned() {
			markPlanned(cat, list, r)
		}
	}
	return list
}

func (s *Standing) takeFact(a Answer) {
	s.Response = a.Response
	s.answered = a.Fact() != "" || a.Response != 0
}

// takeAnswer combines the answers of the sites into what the control counts for.
func (s *Standing) takeAnswer(c *Content) {
	q := s.Question
	given := c.Answers[q.ID].given(q, c.Client.Sites)
	s.Response = worst(given)
	s.Sites = bySite(q, c.Client.Sites, given)
	s.answered = s.Response != 0
	s.state = s.Response.state()
	switch {
	case s.state == InPlace && verifiedEverywhere(given, c.Date):
		s.Verified, s.state = true, Verified
	case s.state >= InPlace, s.Response == NotApplicable:
	case alternativeFor(c, q.Citations):
		s.Alternative, s.state = true, InPlace
	case givenUp(c, q.Citations):
		s.state = Missing
	}
}

// markPlanned marks what a planned remediation would put in place: controls that count and are not in place yet.
func markPlanned(cat *Catalog, list []Standing, r *Remediation) {
	for _, id := range r.Questions {
		if n, ok := cat.index[id]; ok && list[n].Counts() && list[n].state < InPlace {
			list[n].Planned = true
		}
	}
}

// visible decides whether a question is asked: a row that it cites binds the client, its gate is asked, and its
// condition holds.
func visible(cat *Catalog, c *Content, q *Question, earlier []Standing) (bool, hiding) {
	if party, bound := boundBy(cat, c, q); !bound {
		return false, hiding{party: party}
	}
	w := q.When
	if w == nil {
		return true, hiding{}
	}
	holds := false
	if w.Question == "" {
		holds = w.ofClient(&c.Client)
	} else {
		if gate, ok := cat.index[w.Question]; ok && !earlier[gate].Visible {
			return false, earlier[gate].hidden
		}
		holds = w.ofAnswer(c.Answers[w.Question])
	}
	if holds {
		return true, hiding{}
	}
	return false, hiding{when: w, cat: cat, c: c}
}

func notBound(party Party) string {
	if party == OnlyCoveredEntity {
		return "Not asked, since it binds covered entities and the client is not one."
	}
	return "Not asked, since it binds business associates and the client is not one."
}

// boundBy reports whether any row that the question cites binds the client, and whom they bind where none does.
func boundBy(cat *Catalog, c *Content, q *Question) (party Party, bound bool) {
	for _, citation := range q.Citations {
		row, ok := cat.Specification(citation)
		if !ok || c.Client.Bound(row.AppliesTo) {
			return row.AppliesTo, true
		}
		party = row.AppliesTo
	}
	return party, len(q.Citations) == 0
}

func bySite(q *Question, sites []string, given []Answer) map[string]Response {
	if q.Per != PerSite || len(sites) == 0 {
		return nil
	}
	m := make(map[string]Response, len(sites))
	for i, site := range sites {
		m[site] = given[i].Response
	}
	return m
}

func verifiedEverywhere(given []Answer, asOf Date) bool {
	return !slices.ContainsFunc(given, func(a Answer) bool {
		return a.Response != NotApplicable && !a.Verified.counts(asOf)
	})
}

// givenUp reports whether a row that a question cites was decided as neither, or has an alternative that is only
// planned: both count as missing, even where something is partly in place.
func givenUp(c *Content, citations []string) bool {
	return slices.ContainsFunc(citations, func(citation string) bool { return c.Decisions[citation].countsAsMissing(c.Date) })
}

// alternativeFor reports whether every row that a question cites has an equivalent alternative in place.
func alternativeFor(c *Content, citations []string) bool {
	if len(citations) == 0 {
		return false
	}
	for _, citation := range citations {
		if !c.Decisions[citation].counts(c.Date) {
			return false
		}
	}
	return true
}
