package pdf_test

import (
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// TestDigestsOfFilesStandInOneLine: also one of the widest digits, so that it can be copied whole.
func TestDigestsOfFilesStandInOneLine(t *testing.T) {
	s := sample(t, unchanged)
	p := assessment.FiledProof{What: "Export", Date: s.Content.Date, Method: assessment.ByTest, Questions: []string{s.Result.Answers[0].Question}}
	for _, digit := range []string{"0", "8", "a", "e", "f", "0123456789abcdef"} {
		p.Files = append(p.Files, assessment.EvidenceFile{Name: strings.Repeat("long name ", 10) + ".csv", Size: 20 << 20, SHA256: strings.Repeat(digit, 64/len(digit))})
	}
	s.Content.Proofs = []assessment.FiledProof{p}
	text := strings.Join(pages(t, drawn(t, report.RiskAnalysis(s))), "\n")
	for _, f := range p.Files {
		if !regexp.MustCompile(`(?m)\s` + f.SHA256 + `$`).MatchString(text) {
			t.Errorf("the digest %s does not stand in one line", f.SHA256)
		}
	}
}
