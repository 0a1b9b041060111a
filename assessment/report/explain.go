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

// harmBecause says what the harm comes from.
func harmBecause(r *assessment.RatedRisk) string {
	if r.StatedHarm != 0 || r.Override != nil && r.Override.Harm != 0 {
		return "the assessor rated it so"
	}
	keys, missing, partial, weak, supporting, verified := tally(r.Controls)
	switch {
	case keys == 0:
		return "no key control counts"
	case missing == keys && keys == 1:
		return "its key control is missing"
	case missing == keys:
		return "all its key controls are missing"
	case missing > 0:
		return fmt.Sprintf("%d of %d key controls %s missing", missing, keys, verb(missing, "is", "are"))
	case partial > 0 && keys == 1:
		return "its key control is only partly in place"
	case partial > 0:
		return fmt.Sprintf("%d of %d key controls %s only partly in place", partial, keys, verb(partial, "is", "are"))
	case supporting > 0 && 2*weak >= supporting:
		return fmt.Sprintf("the key controls are in place but %d of %d supporting ones are not", weak, supporting)
	case weak == 0 && verified == keys:
		return "all controls are in place and the key ones verified"
	case weak > 0:
		return fmt.Sprintf("the key controls are in place and only %d of %d supporting ones %s not", weak, supporting, verb(weak, "is", "are"))
	default:
		return "all controls are in place"
	}
}

func tally(controls []assessment.Control) (keys, missing, partial, weak, supporting, verified int) {
	for _, c := range controls {
		state := c.State()
		if !c.Key {
			supporting++
			if state < assessment.InPlace {
				weak++
			}
			continue
		}
		keys++
		switch state {
		case assessment.Missing:
			missing++
		case assessment.PartlyInPlace:
			partial++
		case assessment.Verified:
			verified++
		}
	}
	return keys, missing, partial, weak, supporting, verified
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
