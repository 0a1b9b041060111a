package templates

import (
	"testing"

	"safeguard/assessment"
)

func TestDraftReason(t *testing.T) {
	lacks := func(gaps ...assessment.Gap) *assessment.Snapshot {
		return &assessment.Snapshot{Result: &assessment.Result{Missing: gaps}}
	}
	approval := assessment.Gap{Element: assessment.ElementDocumentation, About: assessment.Subject{Kind: assessment.AboutApproval}}
	data := assessment.Gap{Element: assessment.ElementData, About: assessment.Subject{Kind: assessment.AboutAssets}}
	rating := assessment.Gap{Element: assessment.ElementLikelihoodImpact, About: assessment.Subject{Kind: assessment.AboutBasis}}
	for _, tt := range []struct {
		name     string
		a        assessment.Assessment
		progress assessment.Progress
		rated    *assessment.Snapshot
		want     string
	}{
		{"final", assessment.Assessment{Status: assessment.Final}, assessment.Progress{}, lacks(data), ""},
		{"under review", assessment.Assessment{Status: assessment.InReview}, assessment.Progress{}, lacks(approval), "under review, not approved yet."},
		{"not rated, open", assessment.Assessment{Status: assessment.Draft}, assessment.Progress{Asked: 9, Answered: 8}, nil, "1 of 9 questions is still open."},
		{"not rated, answered", assessment.Assessment{Status: assessment.Draft}, assessment.Progress{Asked: 9, Answered: 9}, nil, "every question is answered, but nobody has approved the analysis yet."},
		{"one element", assessment.Assessment{Status: assessment.Draft}, assessment.Progress{}, lacks(data, approval), "1 of 9 OCR elements is incomplete: where ePHI is."},
		{"an element that is two", assessment.Assessment{Status: assessment.Draft}, assessment.Progress{}, lacks(rating, data), "3 of 9 OCR elements are incomplete: where ePHI is, likelihood, impact."},
		{"nothing", assessment.Assessment{Status: assessment.Draft}, assessment.Progress{}, lacks(approval), "nothing is missing, but the client's official has not approved it yet."},
	} {
		if got := DraftReason(&tt.a, tt.progress, tt.rated); got != tt.want {
			t.Errorf("%s: DraftReason() = %q, want %q", tt.name, got, tt.want)
		}
	}
}
