package report

import (
	"strings"

	"safeguard/assessment"
)

// interimDates are the milestones of a line, one in a line and the earliest first.
func interimDates(rem *assessment.Remediation) string {
	var list []string
	for _, m := range rem.InterimDates() {
		list = append(list, m.Date.Long()+": "+full(m.What))
	}
	return strings.Join(list, "\n")
}

// verifiedBy names who looked that a line is done, and on which day.
func verifiedBy(rem *assessment.Remediation) string {
	if rem.Verified.IsZero() || strings.TrimSpace(rem.VerifiedBy) == "" {
		return rem.VerifiedBy
	}
	return rem.VerifiedBy + ", on " + rem.Verified.Long()
}

// means are the people, tools and budget that an open line takes, with what it costs.
func means(rem *assessment.Remediation) string {
	if strings.TrimSpace(rem.Resources) == "" {
		return costText(rem.Cost)
	}
	return sentences(full(rem.Resources), "Cost: "+or(dollars(rem.Cost), "no estimate")+".")
}

// filledIn leaves out the facts that have no value.
func filledIn(all ...Fact) []Fact {
	var facts []Fact
	for _, f := range all {
		if strings.TrimSpace(f.Value) != "" {
			facts = append(facts, f)
		}
	}
	return facts
}
