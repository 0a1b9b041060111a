package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// Explain says in sentences why a risk has its current level, from its threat and controls through both tables.
func Explain(r *assessment.RatedRisk) string {
	return sentences(
		fmt.Sprintf("The threat's occurrence is %s.", lower(r.Occurrence.Title())),
		fmt.Sprintf("%s, so the harm is %s.", title(harmBecause(r)), lower(r.Current.Harm.Title())),
		fmt.Sprintf("Together they give a likelihood of %s (NIST SP 800-30 table G-5).", lower(r.Current.Likelihood.Title())),
		fmt.Sprintf("The worst impact is %s, on %s.", lower(r.Impact.Overall.Title()), worstImpacts(r.Impact)),
		fmt.Sprintf("Likelihood %s and impact %s give %s (table I-2).",
			lower(r.Current.Likelihood.Title()), lower(r.Impact.Overall.Title()), lower(r.Current.Level.Title())),
	)
}

// harmBecause puts the rule by which the core came to the harm into words, with the numbers of this risk.
func harmBecause(r *assessment.RatedRisk) string {
	keys, missing := tally(r.Controls, true, func(s assessment.State) bool { return s == assessment.Missing })
	_, partial := tally(r.Controls, true, func(s assessment.State) bool { return s == assessment.PartlyInPlace })
	supporting, weak := tally(r.Controls, false, func(s assessment.State) bool { return s < assessment.InPlace })
	switch r.HarmRule {
	case assessment.SetByAssessor:
		return "the assessor rated it so"
	case assessment.AllKeysMissing:
		return ofKeys(keys, keys, "missing")
	case assessment.SomeKeyMissing:
		return ofKeys(missing, keys, "missing")
	case assessment.SomeKeyPartial:
		return ofKeys(partial, keys, "only partly in place")
	case assessment.SupportWeak:
		return fmt.Sprintf("the key controls are in place but %d of %d supporting ones %s not", weak, supporting, verb(weak, "is", "are"))
	case assessment.KeysVerified:
		return "all controls are in place and the key ones verified"
	case assessment.KeysInPlace:
		if weak > 0 {
			return fmt.Sprintf("the key controls are in place and only %d of %d supporting ones %s not", weak, supporting, verb(weak, "is", "are"))
		}
		return "all controls are in place"
	default:
		return "no key control counts"
	}
}

// ofKeys says how many of the key controls are in a state.
func ofKeys(n, keys int, state string) string {
	switch {
	case keys == 1:
		return "its key control is " + state
	case n == keys:
		return "all its key controls are " + state
	default:
		return fmt.Sprintf("%d of %d key controls %s %s", n, keys, verb(n, "is", "are"), state)
	}
}

// tally counts the key controls, or the supporting ones, and those of them in a state.
func tally(controls []assessment.Control, key bool, in func(assessment.State) bool) (all, n int) {
	for _, c := range controls {
		if c.Key != key {
			continue
		}
		all++
		if in(c.State()) {
			n++
		}
	}
	return all, n
}

// worstImpacts names the properties that have the overall impact.
func worstImpacts(i assessment.RatedImpact) string {
	var list []string
	for _, p := range []struct {
		name   string
		impact assessment.Impact
	}{{"confidentiality", i.Confidentiality}, {"integrity", i.Integrity}, {"availability", i.Availability}} {
		if p.impact == i.Overall {
			list = append(list, p.name)
		}
	}
	return join(list)
}

// overrideNote says what an override replaced, and on whose word.
func overrideNote(o *assessment.AppliedOverride) string {
	if o == nil {
		return ""
	}
	var parts []string
	if o.Occurrence != 0 {
		parts = append(parts, fmt.Sprintf("occurrence %s instead of %s", lower(o.Occurrence.Title()), lower(o.Computed.Occurrence.Title())))
	}
	if o.Harm != 0 {
		parts = append(parts, fmt.Sprintf("harm %s instead of the computed %s", lower(o.Harm.Title()), lower(o.Computed.Harm.Title())))
	}
	for _, p := range []struct {
		name          string
		set, computed assessment.Impact
	}{
		{"confidentiality", o.Impact.Confidentiality, o.Computed.Impact.Confidentiality},
		{"integrity", o.Impact.Integrity, o.Computed.Impact.Integrity},
		{"availability", o.Impact.Availability, o.Computed.Impact.Availability},
	} {
		if p.set != 0 {
			parts = append(parts, fmt.Sprintf("impact on %s %s instead of %s", p.name, lower(p.set.Title()), lower(p.computed.Title())))
		}
	}
	said := ""
	if o.By != "" {
		said = fmt.Sprintf(" (%s, %s)", o.By, on(o.Date))
	}
	return fmt.Sprintf("The assessor set %s%s: %s", strings.Join(parts, ", "), said, or(o.Reason, "no reason given."))
}

// stateCell shows what a control counts for.
func stateCell(c assessment.Control) Cell {
	switch {
	case c.Verified:
		return Cell{Text: "Yes, verified", Mark: Shield}
	case c.Alternative:
		return Cell{Text: "By alternative", Mark: Check}
	}
	return responseCell(c.Response)
}

// responseCell shows a response.
func responseCell(r assessment.Response) Cell {
	mark := Cross
	switch r {
	case assessment.Yes:
		mark = Check
	case assessment.Partial:
		mark = Half
	case assessment.Unknown:
		mark = Unsure
	case 0:
		mark = Empty
	case assessment.NotApplicable:
		mark = Dash
	}
	return Cell{Text: r.Title(), Mark: mark}
}
