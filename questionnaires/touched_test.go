package questionnaires

import (
	"slices"
	"testing"

	"safeguard/assessment"
)

// TestSectionsSayWhatTouchesThem: without that a change at the client would leave its answers to be confirmed in a row.
func TestSectionsSayWhatTouchesThem(t *testing.T) {
	sections := catalog(t, embeddedLibrary(t), "security-rule").Questionnaire.Sections
	for _, s := range sections {
		if len(s.TouchedBy) == 0 {
			t.Errorf("section %s is touched by nothing", s.ID)
		}
		if !slices.IsSorted(s.TouchedBy) || len(slices.Compact(slices.Clone(s.TouchedBy))) != len(s.TouchedBy) {
			t.Errorf("section %s is touched by %v, want each kind once in the order in which they are asked", s.ID, s.TouchedBy)
		}
	}
	for _, k := range assessment.ChangeKinds {
		n := 0
		for _, s := range sections {
			if slices.Contains(s.TouchedBy, k) {
				n++
			}
		}
		if n == 0 || n == len(sections) {
			t.Errorf("a change of kind %s touches %d of %d sections, want some and not all", k, n, len(sections))
		}
	}
}
