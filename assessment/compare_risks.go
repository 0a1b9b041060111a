package assessment

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
)

func compareRisks(previous, current Snapshot) []RiskChange {
	before := map[string]*RatedRisk{}
	for i := range previous.Result.Risks {
		before[previous.Result.Risks[i].Risk] = &previous.Result.Risks[i]
	}
	list := []RiskChange{}
	for i := range current.Result.Risks {
		after := &current.Result.Risks[i]
		old := before[after.Risk]
		delete(before, after.Risk)
		if after.Applies || old != nil && old.Applies {
			list = append(list, riskChange(previous, current, old, after))
		}
	}
	for i := range previous.Result.Risks {
		old := &previous.Result.Risks[i]
		if _, left := before[old.Risk]; left && old.Applies {
			list = append(list, riskChange(previous, current, old, nil))
		}
	}
	return list
}

func riskChange(previous, current Snapshot, old, after *RatedRisk) RiskChange {
	named := after
	if named == nil {
		named = old
	}
	change := RiskChange{Risk: named.Risk, Title: named.Heading(), Before: levelOf(old), After: levelOf(after)}
	wasOpen, isOpen := current.Content.Over(change.Before), current.Content.Over(change.After)
	switch {
	case isOpen && !wasOpen:
		change.Change = Opened
	case wasOpen && !isOpen:
		change.Change = Closed
	case change.Before == 0, change.After == 0, change.Before == change.After:
		change.Change = Unchanged
	case change.After > change.Before:
		change.Change = Raised
	default:
		change.Change = Lowered
	}
	if isOpen {
		change.YearsOpen = 1
		if wasOpen {
			change.YearsOpen += max(1, yearsOpen(previous.Result, old.Risk))
		}
	}
	change.Because = because(previous, current, old, after)
	return change
}

// levelOf is the current level of a risk that applies, and 0 for any other.
func levelOf(r *RatedRisk) RiskLevel {
	if r == nil || !r.Applies {
		return 0
	}
	return r.Current.Level
}

// yearsOpen is how long a risk had been open at the earlier assessment, as far as that was compared itself.
func yearsOpen(r *Result, risk string) int {
	if r.Comparison == nil {
		return 0
	}
	for _, change := range r.Comparison.Risks {
		if change.Risk == risk {
			return change.YearsOpen
		}
	}
	return 0
}

// because lists what moved a risk, by looking where its two ratings part: whether it applies, its occurrence, its
// impact, its harm. A risk whose level stayed has no causes.
func because(previous, current Snapshot, old, after *RatedRisk) []Cause {
	list := []Cause{}
	note := func(c Cause) {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	switch {
	case levelOf(old) == levelOf(after):
		return list
	case old == nil || after == nil:
		note(causeOfPresence(old, after))
		return list
	case old.Applies != after.Applies:
		note(causeOfApplying(previous, current, after.Risk))
		return list
	}
	if old.Occurrence != after.Occurrence {
		note(overrideOr(BecauseLibrary, occurrenceSet(previous.Content, old) != occurrenceSet(current.Content, after)))
	}
	if old.Impact != after.Impact {
		note(overrideOr(BecauseLibrary, impactSet(old) != impactSet(after)))
	}
	if old.Current.Harm != after.Current.Harm {
		for _, c := range causesOfHarm(heirs(current.Catalog), old, after) {
			note(c)
		}
	}
	if len(list) == 0 {
		note(BecauseLibrary) // the same answers through other rules
	}
	slices.Sort(list)
	return list
}

func overrideOr(other Cause, override bool) Cause {
	if override {
		return BecauseOverride
	}
	return other
}

// causeOfPresence: a risk of the assessor's own comes and goes as an override does, any other with the library.
func causeOfPresence(old, after *RatedRisk) Cause {
	named := after
	if named == nil {
		named = old
	}
	return overrideOr(BecauseLibrary, IsOwnRisk(named.Risk))
}

func causeOfApplying(previous, current Snapshot, risk string) Cause {
	_, before := previous.Content.RisksExcluded[risk]
	_, after := current.Content.RisksExcluded[risk]
	if before != after {
		return BecauseOverride
	}
	old, now := previous.Catalog.Risk(risk), current.Catalog.Risk(risk)
	switch {
	case old == nil || now == nil:
		return BecauseOverride // an own risk changes only by the assessor's hand
	case !reflect.DeepEqual(old.When, now.When) || !slices.Equal(old.Assets, now.Assets):
		return BecauseLibrary
	case now.When != nil && (now.When.Client != 0 || gateOf(previous, now) != gateOf(current, now)):
		return BecauseAnswers // facts of the client are answers too
	default:
		return BecauseAssets
	}
}

// gateOf is how the question on which a risk's condition depends stands: hidden, answered, or not applicable.
func gateOf(s Snapshot, r *Risk) string {
	for i := range s.Result.Answers {
		if a := &s.Result.Answers[i]; a.Question == r.When.Question {
			return fmt.Sprint(a.Visible, given(a))
		}
	}
	return ""
}

// occurrenceSet is what the assessor set for the occurrence, for all risks of the threat or for this one.
func occurrenceSet(c *Content, r *RatedRisk) Likelihood {
	if r.Override != nil && r.Override.Occurrence != 0 {
		return r.Override.Occurrence
	}
	return c.Threats[r.Threat].Occurrence
}

func impactSet(r *RatedRisk) Impacts {
	if r.Override == nil {
		return Impacts{}
	}
	return r.Override.Impact
}

func harmSet(r *RatedRisk) Likelihood {
	if r.Override == nil || r.Override.Harm == 0 {
		return r.StatedHarm
	}
	return r.Override.Harm
}

// heirs maps each id that a question replaces to that question's id, and every other to itself by its absence.
func heirs(cat *Catalog) map[string]string {
	m := map[string]string{}
	for _, q := range cat.questions {
		for _, id := range q.Replaces {
			m[id] = q.ID
		}
	}
	return m
}

func causesOfHarm(heirs map[string]string, old, after *RatedRisk) []Cause {
	if harmSet(old) != harmSet(after) {
		return []Cause{BecauseOverride}
	}
	was := map[string]Control{}
	for _, c := range old.Controls {
		id := cmp.Or(heirs[c.Question], c.Question)
		if merged, ok := was[id]; !ok || c.State() < merged.State() {
			was[id] = c
		}
	}
	var list []Cause
	for _, c := range after.Controls {
		before, ok := was[c.Question]
		switch {
		case !ok && !mentions(old.Excluded, c.Question), ok && before.Key != c.Key:
			list = append(list, BecauseLibrary)
		case !ok, before.State() != c.State():
			list = append(list, BecauseAnswers)
		}
		delete(was, c.Question)
	}
	for id := range was {
		if mentions(after.Excluded, id) {
			list = append(list, BecauseAnswers)
		} else {
			list = append(list, BecauseLibrary)
		}
	}
	return list
}

// mentions reports whether a control was left out because of an answer, and not because the questionnaire lacks it.
func mentions(excluded []Excluded, question string) bool {
	return slices.ContainsFunc(excluded, func(e Excluded) bool { return e.Question == question && e.Why != ExcludedAbsent })
}
