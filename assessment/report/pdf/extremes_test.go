package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/questionnaires"
)

// extremes are contents at the ends of what there can be, as changes of the least one.
var extremes = map[string]struct {
	change func(cat *assessment.Catalog, c *assessment.Content)
	says   string // in the risk analysis
}{
	"many risks of one's own": {func(_ *assessment.Catalog, c *assessment.Content) {
		for i := range 300 {
			c.OwnRisks = append(c.OwnRisks, assessment.OwnRisk{
				ID: fmt.Sprintf("own-%d", i), Threat: "device-loss", Vulnerability: fmt.Sprintf("Weakness %d of many", i),
				Impact: assessment.Impacts{Availability: assessment.ImpactHigh}, Harm: assessment.LikelihoodModerate,
			})
		}
	}, "Weakness 299 of many"},
	"no risk": {func(cat *assessment.Catalog, c *assessment.Content) {
		c.RisksExcluded = map[string]assessment.RiskExclusion{}
		for _, r := range cat.Risks {
			c.RisksExcluded[r.ID] = assessment.RiskExclusion{Reason: "There is nothing here that it could meet."}
		}
	}, "nothing here that it could meet"},
	"nothing applicable": {func(cat *assessment.Catalog, c *assessment.Content) {
		for _, s := range cat.Questionnaire.Sections {
			for _, q := range s.Questions {
				c.Answers[q.ID] = assessment.Answer{Response: assessment.NotApplicable, Reason: "The practice is closed."}
			}
		}
	}, "The practice is closed."},
	"no kind, no name, no date": {func(_ *assessment.Catalog, c *assessment.Content) {
		*c = assessment.Content{Questionnaire: c.Questionnaire}
	}, "Not approved yet"},
}

// TestExtremes: of hundreds of risks and of none, of a client to whom nothing applies and of one that is not named, sound
// reports are drawn, which say what is particular.
func TestExtremes(t *testing.T) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range extremes {
		s, err := readTiny(lib)
		if err != nil {
			t.Fatal(err)
		}
		tt.change(s.Catalog, s.Content)
		s.Result = assessment.Rate(s.Catalog, s.Content)
		for _, d := range report.All(s) {
			t.Run(name+"/"+d.Name, func(t *testing.T) {
				t.Parallel()
				file := drawn(t, d)
				output(t, "qpdf", "--check", file)
				text := strings.Join(strings.Fields(strings.Join(pages(t, file), " ")), " ")
				if d.Name == "risk-analysis" && !strings.Contains(text, tt.says) {
					t.Errorf("the risk analysis does not say %q", tt.says)
				}
				if bad := notANumber(text); bad != "" {
					t.Errorf("the document says %q", bad)
				}
			})
		}
	}
}

// notANumber finds what a division by zero or a value that is not there leaves in a text.
func notANumber(text string) string {
	for _, bad := range []string{"NaN", "+Inf", "-Inf", "<nil>", "%!", "{}", "map["} {
		if strings.Contains(text, bad) {
			return bad
		}
	}
	return ""
}
