package assessment

import "slices"

// Move is what moving a draft to another edition of its questionnaire does to what was answered. No answer is lost: those
// that no longer fit are proposed again, and those to questions that are not asked any more are kept unseen.
type Move struct {
	Diff      EditionDiff
	Stays     int        // answers that stand as they are
	Reopened  []string   // questions whose answers become proposals, since the words or what they mean are others now
	Unseen    []string   // answered questions that the new edition does not ask
	Proposals []Proposal // of what was answered, to be confirmed or answered anew
}

// PlanMove works out what moving a draft to an edition would do. Each proposal takes its id from newID.
func PlanMove(draft Snapshot, to *Catalog, newID func() string) Move {
	m := Move{Diff: Diff(draft.Catalog, to)}
	for _, id := range sortedKeys(draft.Content.Answers) {
		was, is := draft.Catalog.Question(id), to.Question(id)
		switch {
		case was == nil, draft.Content.Answers[id].blankEverywhere():
		case is == nil && to.replacing(id) == "":
			m.Unseen = append(m.Unseen, id)
		case is != nil && stands(was, is, draft.Content.Answers[id]):
			m.Stays++
		case is != nil:
			m.Reopened = append(m.Reopened, id)
		}
	}
	for _, p := range CarryForward(draft, to, &draft.Content.Client, newID) {
		if replaced := draft.Catalog.Question(p.Question) == nil; replaced || slices.Contains(m.Reopened, p.Question) {
			m.Proposals = append(m.Proposals, p)
		}
	}
	return m
}

// Again counts the proposals that only wait for somebody to confirm them.
func (m *Move) Again() (n int) {
	for _, p := range m.Proposals {
		if !p.Anew {
			n++
		}
	}
	return n
}

// stands reports whether an answer given to a question of one edition answers that of another: the same words about the
// same rows, in the same form. That other risks rest on it now changes what it counts for, and not whether it is true. An
// Unknown says nothing that other words could change.
func stands(was, is *Question, a Answer) bool {
	return slices.Equal(formOf(was), formOf(is)) && slices.Equal(sorted(was.Citations), sorted(is.Citations)) && was.Per == is.Per &&
		(was.Text == is.Text || a.Response == Unknown)
}

// blankEverywhere reports whether nothing was answered, neither for the client nor for a site.
func (a Answer) blankEverywhere() bool {
	for _, site := range a.Sites {
		if !site.Blank() {
			return false
		}
	}
	return a.Blank()
}

// Fit leaves out of the content what an edition does not know, and gives the places of it as Check names them: answers
// to questions that it does not ask, and what was said about risks and threats that it does not have. A draft keeps
// these, so that nothing is lost by moving it.
func (c *Content) Fit(cat *Catalog) (left []string) {
	asked := func(id string) bool { return cat.Question(id) != nil }
	known := func(id string) bool {
		return cat.Risk(id) != nil || slices.ContainsFunc(c.OwnRisks, func(own OwnRisk) bool { return own.ID == id })
	}
	left = append(left, keepOnly(c.Answers, "answers.", asked)...)
	left = append(left, keepOnly(c.Threats, "threats.", func(id string) bool { return cat.Threat(id) != nil })...)
	left = append(left, keepOnly(c.Overrides, "overrides.", known)...)
	left = append(left, keepOnly(c.RisksExcluded, "risks_excluded.", known)...)
	left = append(left, keepOnly(c.Treatment, "treatment.", known)...)
	if c.RisksReviewed != nil {
		left = append(left, keepOnly(c.RisksReviewed.Basis, "risks_reviewed.basis.", known)...)
	}
	return left
}

// keepOnly takes the other entries out of a map and gives their places.
func keepOnly[V any](m map[string]V, at string, known func(id string) bool) (left []string) {
	for _, id := range sortedKeys(m) {
		if !known(id) {
			left = append(left, at+id)
			delete(m, id)
		}
	}
	return left
}
