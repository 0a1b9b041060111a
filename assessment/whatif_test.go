package assessment

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLowering(t *testing.T) {
	cat := testCatalog()
	no := Answer{Response: No}
	harmOf := func(l Likelihood) *Content {
		return with(func(c *Content) {
			c.Answers["encryption"] = no
			c.Overrides = map[string]Override{"lost-laptop": {Harm: l, Reason: "-", By: "Dana", Date: c.Date}}
		})
	}
	for _, tt := range []struct {
		name      string
		content   *Content
		risk      string
		want      []Effect
		remaining RiskLevel
	}{
		{"all in place", complete(), "lost-laptop", nil, RiskModerate},
		{"the key one missing", answered(map[string]Answer{"encryption": no}), "lost-laptop", []Effect{{"encryption", RiskModerate}}, RiskModerate},
		{
			"the key one lowers, supporting ones alone do not", answered(map[string]Answer{"encryption": no, "auto-lock": no}), "lost-laptop",
			[]Effect{{"encryption", RiskModerate}, {"auto-lock", RiskHigh}},
			RiskModerate,
		},
		{
			"neither of two key ones lowers alone", answered(map[string]Answer{"analysis": no, "vendor-list": {}}), "nobody-looks",
			[]Effect{{"analysis", RiskModerate}, {"vendor-list", RiskModerate}},
			RiskLow,
		},
		{"partly in place", answered(map[string]Answer{"analysis": {Response: Partial}}), "nobody-looks", []Effect{{"analysis", RiskLow}}, RiskLow},
		{
			"an alternative in place is in place", with(func(c *Content) {
				c.Answers["encryption"] = no
				c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": {Choice: Alternative, Alternative: "A safe", InPlace: c.Date}}
			}), "lost-laptop", nil, RiskModerate,
		},
		{"what cannot apply does not count", answered(map[string]Answer{"auto-lock": {Response: NotApplicable, Reason: "-"}}), "lost-laptop", nil, RiskModerate},
		{"a harm set high falls with its control", harmOf(LikelihoodVeryHigh), "lost-laptop", []Effect{{"encryption", RiskModerate}}, RiskModerate},
		{"a harm set low stays", harmOf(LikelihoodVeryLow), "lost-laptop", []Effect{{"encryption", RiskLow}}, RiskLow},
		{
			"a harm set over controls in place stays", with(func(c *Content) {
				c.Overrides = map[string]Override{"lost-laptop": {Harm: LikelihoodVeryHigh}}
			}), "lost-laptop", nil, RiskHigh,
		},
		{
			"a risk of one's own", with(func(c *Content) {
				c.Answers["auto-lock"] = no
				c.OwnRisks = []OwnRisk{{ID: "own-desk", Threat: "misdial", Impact: Impacts{Availability: ImpactVeryHigh}, Key: []string{"auto-lock"}}}
			}), "own-desk", []Effect{{"auto-lock", RiskModerate}}, RiskModerate,
		},
		{"no such risk", complete(), "gone", nil, 0},
	} {
		if diff := cmp.Diff(tt.want, Lowering(cat, tt.content, tt.risk)); diff != "" {
			t.Errorf("%s: Lowering(%s) differs from what is wanted:\n%s", tt.name, tt.risk, diff)
		}
		if got := Remaining(cat, tt.content, tt.risk); got != tt.remaining {
			t.Errorf("%s: Remaining(%s) = %v, want %v", tt.name, tt.risk, got, tt.remaining)
		}
	}
}

// TestLoweringAgreesWithRating puts each control in place for real and rates anew.
func TestLoweringAgreesWithRating(t *testing.T) {
	cat := testCatalog()
	weak := map[string]Answer{
		"encryption": {Response: No}, "auto-lock": {Response: Partial}, "analysis": {Response: Unknown}, "vendor-list": {}, "fax-log": {Response: No},
	}
	for _, risk := range []string{"lost-laptop", "wrong-number", "nobody-looks"} {
		for _, l := range Lowering(cat, answered(weak), risk) {
			c := answered(weak)
			c.Answers[l.Question] = Answer{Response: Yes}
			if got := riskOf(t, Rate(cat, c), risk).Current.Level; got != l.Level {
				t.Errorf("%s with %s in place is %v, but Lowering says %v", risk, l.Question, got, l.Level)
			}
		}
	}
}
