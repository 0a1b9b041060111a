package assessment

import (
	"cmp"
	"slices"
)

// Effect is what the current level of a risk would be if one more of its controls were in place, by a Yes that nobody
// has verified.
type Effect struct {
	Question string
	Level    RiskLevel
}

// Lowering lists the controls of a risk that count and are not in place, each with the level that would result if only
// it were. What lowers the level most comes first, then the key controls. It is empty where the register has no such
// risk, and where all that counts is in place.
func Lowering(cat *Catalog, c *Content, risk string) []Effect {
	r, cand := whatIf(cat, c, risk)
	if cand == nil {
		return nil
	}
	var list []Effect
	for _, n := range slices.Concat(cand.keys, cand.supporting) {
		if r.standing[n].state < InPlace {
			list = append(list, Effect{r.standing[n].Question.ID, r.soFar(cand, only(n)).Level})
		}
	}
	slices.SortStableFunc(list, func(a, b Effect) int { return cmp.Compare(a.Level, b.Level) })
	return list
}

// Remaining gives the level that a risk would have if all of its controls that count were in place, and 0 where the
// register has no such risk.
func Remaining(cat *Catalog, c *Content, risk string) RiskLevel {
	r, cand := whatIf(cat, c, risk)
	if cand == nil {
		return 0
	}
	return r.soFar(cand, func(_ int, s *Standing) State { return max(s.state, InPlace) }).Level
}

// whatIf prepares one risk for ratings under other views; the candidate is nil where there is no such risk.
func whatIf(cat *Catalog, c *Content, risk string) (*rater, *candidate) {
	r := &rater{cat: cat, c: c, standing: Stand(cat, c)}
	r.collect()
	for i := range r.risks {
		if r.risks[i].risk.ID == risk {
			return r, &r.risks[i]
		}
	}
	return r, nil
}

// only is the view in which nothing but one control is put in place.
func only(control int) view {
	return func(n int, s *Standing) State {
		if n == control {
			return max(s.state, InPlace)
		}
		return s.state
	}
}

// soFar rates a risk under a view. A harm that the assessor set stays until the controls tell a lower one than they do
// now.
func (r *rater) soFar(cand *candidate, v view) Rating {
	before, _ := r.harm(cand, asAnswered)
	if after, _ := r.harm(cand, v); after < before {
		return r.target(cand, v)
	}
	return r.current(cand, asAnswered)
}
