package assessment

import "fmt"

// period checks that the period and the as-of date are there and belong together.
func (k *checker) period() {
	switch off := k.c.Date.Time().Year() - k.c.Period; {
	case k.c.Date.IsZero():
		k.bad("date", "Give the as-of date, like 2026-11-23.")
	case off < -1, off > 1:
		k.bad("period", "The period %d and the as-of date %s do not belong together: mend one of them.", k.c.Period, k.c.Date)
	}
}

// signatures may come some days after the as-of date, but not years: that is last year's file, or a slip.
func (k *checker) signatures() {
	far := func(path string, d Date) {
		if d.After(k.c.Date.AddYears(1)) {
			k.bad(path, "%s lies more than a year after the assessment's date (%s): check the year.", d, k.c.Date)
		}
	}
	for _, citation := range sortedKeys(k.c.Decisions) {
		far("decisions."+citation+".date", k.c.Decisions[citation].Date)
	}
	for _, id := range sortedKeys(k.c.Treatment) {
		far("treatment."+id+".date", k.c.Treatment[id].Date)
	}
	far("inventory.date", k.c.Inventory.Date)
	if k.c.RisksReviewed != nil {
		far("risks_reviewed.date", k.c.RisksReviewed.Date)
	}
	if k.c.Approval != nil {
		far("approval.date", k.c.Approval.Date)
	}
}

func (k *checker) dates() {
	if k.c.Date.IsZero() {
		return
	}
	if !k.c.NextReview.IsZero() && k.c.NextReview.Before(k.c.Date) {
		k.bad("next_review", "The next review (%s) lies before the assessment (%s).", k.c.NextReview, k.c.Date)
	}
	late := func(path string, d Date) {
		if d.After(k.c.Date) {
			k.bad(path, "%s lies after the assessment's own date (%s): mend one of them.", d, k.c.Date)
		}
	}
	for i, s := range k.c.Sources {
		late(fmt.Sprintf("sources[%d].date", i), s.Date)
	}
	for i, e := range k.c.Incidents {
		late(fmt.Sprintf("incidents[%d].date", i), e.Date)
	}
	for i, e := range k.c.Changes {
		late(fmt.Sprintf("changes[%d].date", i), e.Date)
	}
	for _, id := range sortedKeys(k.c.Overrides) {
		late("overrides."+id+".date", k.c.Overrides[id].Date)
	}
	for _, id := range sortedKeys(k.c.RisksExcluded) {
		late("risks_excluded."+id+".date", k.c.RisksExcluded[id].Date)
	}
	for i := range k.c.Remediation {
		late(fmt.Sprintf("remediation[%d].completed", i), k.c.Remediation[i].Completed)
		late(fmt.Sprintf("remediation[%d].verified", i), k.c.Remediation[i].Verified)
	}
	k.signatures()
}
