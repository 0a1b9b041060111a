package assessment_test

import (
	"strings"
	"testing"

	"safeguard/assessment"
)

// TestKeptByANewerVersion: what a newer version added to kept bytes is passed over, and the digest is still that of the
// bytes; what it says in words that this version does not know is told, since to read it as nothing would rate a risk
// otherwise. A database of a newer version is not opened at all, so that neither comes about by an update that was undone.
func TestKeptByANewerVersion(t *testing.T) {
	const kept = `{"catalog":"sha256:0","content":{"questionnaire":"q@1","client":{"name":"A","kinds":["covered_entity"]},"period":2026,"date":"2026-03-02",` +
		`"assessor":{"name":"B"},"scope":"S","answers":{"one":{"response":"yes"}}}}`
	for _, tt := range []struct{ name, old, new, want string }{
		{"nothing", "", "", ""},
		{"a field of the content", `"period":2026`, `"period":2026,"moonphase":{"of":["full"]}`, ""},
		{"a field beside it", `"catalog"`, `"edition":3,"catalog"`, ""},
		{"a field of an answer", `"response":"yes"`, `"response":"yes","confidence":0.4`, ""},
		{"a response", `"response":"yes"`, `"response":"mostly"`, "mostly"},
		{"a kind of entity", `covered_entity`, `health_information_network`, "health_information_network"},
		{"another type", `"period":2026`, `"period":"2026 to 2027"`, "period"},
		{"half of it", `"answers"`, "", "reading a kept assessment"},
		{"a day that is none", `2026-03-02`, `2026-02-30`, "2026-02-30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(kept, tt.old, tt.new, 1)
			content, err := assessment.ParseCanonical([]byte(text))
			if tt.want == "" {
				if err != nil || content.Period != 2026 || content.Answers["one"].Response != assessment.Yes {
					t.Errorf("content %+v, error %v", content, err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), "reading a kept assessment: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that names %q", err, tt.want)
			}
		})
	}
}
