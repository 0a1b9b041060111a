package pdf_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestSummaryHasTwoPages, and at most three where everything in it is long.
func TestSummaryHasTwoPages(t *testing.T) {
	s := sample(t, unchanged)
	if n := len(pages(t, drawn(t, report.ExecutiveSummary(s)))); n != 2 {
		t.Errorf("the summary of the sample has %d pages, want 2", n)
	}
	long := strings.Repeat("a long text of many words that somebody pasted here, ", 40)
	for i := range s.Content.Remediation {
		rem := &s.Content.Remediation[i]
		rem.Action, rem.Owner, rem.Cost = rem.Action+" "+long, rem.Owner+" "+long, 1_234_567
	}
	for id, treatment := range s.Content.Treatment {
		treatment.Expires = s.Content.Date
		s.Content.Treatment[id] = treatment
	}
	s.Content.Client.Name = strings.Repeat("The Associated Dental Practices of Riverside ", 4)
	s.Content.Client.Kinds = []assessment.EntityKind{assessment.CoveredEntity, assessment.BusinessAssociate, assessment.Subcontractor}
	s.Result = assessment.Rate(s.Catalog, s.Content)
	s.Result.Comparison = assessment.Compare(rated(t, "riverside-2025.yaml", unchanged), s)
	if n := len(pages(t, drawn(t, report.ExecutiveSummary(s)))); n > 3 {
		t.Errorf("the summary of long texts has %d pages, want 3 at most", n)
	}
}
