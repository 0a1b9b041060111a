package assessment

import (
	"maps"
	"slices"
)

// Outlook is the picture of risk at the end of a quarter, when all that is planned until then is done and nothing else
// has changed.
type Outlook struct {
	Quarter Quarter
	Done    []string          // ids of the planned remediations that count from this quarter on, in the order of the content
	Ratings map[string]Rating // by risk, of those that apply
	Levels  LevelCounts
	Index   float64 // as in Totals
}

// Outlooks looks ahead over the planned remediations: first to the end of the as-of date's quarter, then to the end of
// each later one in which some are due. What is done or overdue counts from the first on. What two remediations would
// put in place counts from the first of them, as it does for what each is worth. A harm that the assessor set stays
// until the controls tell a lower one than they do now. So the levels go from the current ones down to the target,
// which the last quarter has, and none ever rises.
func Outlooks(cat *Catalog, c *Content) []Outlook {
	r := rater{cat: cat, c: c, standing: Stand(cat, c)}
	r.collect()
	quarters := c.quartersAhead()
	from := r.inPlaceFrom(quarters)
	list := make([]Outlook, len(quarters))
	for n, q := range quarters {
		list[n] = r.outlook(q, n == len(quarters)-1, func(i int, s *Standing) State {
			if s.Planned && from[i] <= n {
				return InPlace
			}
			return s.state
		})
	}
	for i := range c.Remediation {
		if rem := &c.Remediation[i]; rem.Planned() {
			at := &list[slices.Index(quarters, c.doneBy(rem))]
			at.Done = append(at.Done, rem.ID)
		}
	}
	return list
}

// doneBy is the quarter from the end of which a planned remediation counts.
func (c *Content) doneBy(rem *Remediation) Quarter {
	first, due := c.Date.Quarter(), rem.Due.Quarter()
	if rem.Status == Done || due.Compare(first) < 0 {
		return first
	}
	return due
}

// quartersAhead lists the as-of date's quarter and the later ones in which something planned is due.
func (c *Content) quartersAhead() []Quarter {
	found := map[Quarter]bool{c.Date.Quarter(): true}
	for i := range c.Remediation {
		if rem := &c.Remediation[i]; rem.Planned() {
			found[c.doneBy(rem)] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), Quarter.Compare)
}

// inPlaceFrom gives for each question the place of the first quarter at whose end something planned has put it in place.
func (r *rater) inPlaceFrom(quarters []Quarter) []int {
	from := make([]int, len(r.standing))
	for i := range from {
		from[i] = len(quarters)
	}
	for i := range r.c.Remediation {
		rem := &r.c.Remediation[i]
		if !rem.Planned() {
			continue
		}
		at := slices.Index(quarters, r.c.doneBy(rem))
		for _, id := range rem.Questions {
			if n, ok := r.cat.index[id]; ok {
				from[n] = min(from[n], at)
			}
		}
	}
	return from
}

// outlook rates every risk that applies under the view of a quarter; the last one is the target.
func (r *rater) outlook(q Quarter, last bool, v view) Outlook {
	ahead := Outlook{Quarter: q, Ratings: map[string]Rating{}}
	sum := 0
	for i := range r.risks {
		cand := &r.risks[i]
		if cand.why != "" {
			continue
		}
		rating := r.soFar(cand, v)
		if last {
			rating = r.target(cand, v)
		}
		ahead.Ratings[cand.risk.ID] = rating
		ahead.Levels.Add(rating.Level)
		sum += rating.Level.Value()
	}
	ahead.Index = index(sum, len(ahead.Ratings))
	return ahead
}
