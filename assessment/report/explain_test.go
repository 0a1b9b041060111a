package report_test

import (
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

func TestExplain(t *testing.T) {
	key := func(r assessment.Response) assessment.Control { return assessment.Control{Key: true, Response: r} }
	verified := assessment.Control{Key: true, Response: assessment.Yes, Verified: true}
	supporting := func(r assessment.Response) assessment.Control { return assessment.Control{Response: r} }
	for _, tt := range []struct {
		controls []assessment.Control
		harm     assessment.Likelihood
		rule     assessment.HarmRule
		want     string
	}{
		{nil, assessment.LikelihoodVeryHigh, assessment.NoKeyCounts, "No key control counts, so the harm is very high."},
		{[]assessment.Control{key(assessment.No)}, assessment.LikelihoodVeryHigh, assessment.AllKeysMissing, "Its key control is missing, so the harm is very high."},
		{[]assessment.Control{key(assessment.No), key(assessment.Unknown)}, assessment.LikelihoodVeryHigh, assessment.AllKeysMissing, "All its key controls are missing, so the harm is very high."},
		{[]assessment.Control{key(assessment.No), key(assessment.Yes)}, assessment.LikelihoodHigh, assessment.SomeKeyMissing, "1 of 2 key controls is missing, so the harm is high."},
		{[]assessment.Control{key(assessment.Partial)}, assessment.LikelihoodModerate, assessment.SomeKeyPartial, "Its key control is only partly in place, so the harm is moderate."},
		{[]assessment.Control{key(assessment.Yes), supporting(assessment.No)}, assessment.LikelihoodModerate, assessment.SupportWeak, "The key controls are in place but 1 of 1 supporting ones is not, so the harm is moderate."},
		{[]assessment.Control{key(assessment.Yes), supporting(assessment.Yes)}, assessment.LikelihoodLow, assessment.KeysInPlace, "All controls are in place, so the harm is low."},
		{[]assessment.Control{verified, supporting(assessment.Yes)}, assessment.LikelihoodVeryLow, assessment.KeysVerified, "All controls are in place and the key ones verified, so the harm is very low."},
	} {
		likelihood := assessment.OverallLikelihood(assessment.LikelihoodHigh, tt.harm)
		r := &assessment.RatedRisk{
			Occurrence: assessment.LikelihoodHigh, Controls: tt.controls, HarmRule: tt.rule,
			Impact:  assessment.RatedImpact{Confidentiality: assessment.ImpactHigh, Overall: assessment.ImpactHigh},
			Current: assessment.Rating{Harm: tt.harm, Likelihood: likelihood, Level: assessment.LevelOf(likelihood, assessment.ImpactHigh)},
		}
		want := "The threat's occurrence is high. " + tt.want
		if got := report.Explain(r); len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("Explain = %q, want it to begin with %q", got, want)
		}
	}
}
