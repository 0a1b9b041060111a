package questionnaires

import (
	"slices"
	"testing"
	"time"

	"safeguard/assessment"
)

// msp gives the assessment of an MSP as business associate, with one response to every control. Of each fact it gives
// the first choice or the last one, which for what an MSP does are "we do not" and "we do".
func msp(cat *assessment.Catalog, response assessment.Response, last bool) *assessment.Content {
	c := &assessment.Content{
		Questionnaire: cat.Questionnaire.ID,
		Client:        assessment.Client{Name: "Northwind IT", Kinds: []assessment.EntityKind{assessment.BusinessAssociate}, Workforce: 25},
		Period:        2026,
		Date:          assessment.NewDate(2026, time.November, 23),
		Answers:       map[string]assessment.Answer{},
	}
	for _, q := range cat.Questions() {
		if !q.IsFact() {
			c.Answers[q.ID] = assessment.Answer{Response: response}
			continue
		}
		choice := q.Choices[0]
		if last {
			choice = q.Choices[len(q.Choices)-1]
		}
		c.Answers[q.ID] = assessment.Answer{Choice: choice.ID}
	}
	return c
}

// added gives the control questions that the questionnaire has and the Security Rule's own does not.
func added(t testing.TB, lib *Library) []*assessment.Question {
	t.Helper()
	asked := map[string]bool{}
	for _, q := range catalog(t, lib, "security-rule").Questions() {
		asked[q.ID] = true
	}
	var list []*assessment.Question
	for _, q := range catalog(t, lib, "business-associate").Questions() {
		if !asked[q.ID] && !q.IsFact() {
			list = append(list, q)
		}
	}
	return list
}

// TestBusinessAssociateIsAskedTheWholeRule: an MSP answers for every row that binds it, whatever it does for clients.
func TestBusinessAssociateIsAskedTheWholeRule(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "business-associate")
	for _, last := range []bool{false, true} {
		content := msp(cat, assessment.Yes, last)
		for _, row := range assessment.Rate(cat, content).Rule {
			spec, _ := cat.Specification(row.Citation)
			if bound := content.Client.Bound(spec.AppliesTo); bound != row.Applies() {
				t.Errorf("with the last choices %t: %s applies %t (%s), want %t", last, row.Citation, row.Applies(), row.Why, bound)
			}
		}
	}
}

// TestBusinessAssociateKeepsTheRulesQuestions: answers of one questionnaire must fit the other by their ids.
func TestBusinessAssociateKeepsTheRulesQuestions(t *testing.T) {
	lib := embeddedLibrary(t)
	own := map[string]*assessment.Question{}
	for _, q := range catalog(t, lib, "business-associate").Questions() {
		own[q.ID] = q
	}
	reworded := 0
	for _, q := range catalog(t, lib, "security-rule").Questions() {
		switch o := own[q.ID]; {
		case o == nil:
			t.Errorf("%s is not asked", q.ID)
		case !slices.Equal(o.Citations, q.Citations):
			t.Errorf("%s cites %v, want %v as in security-rule", q.ID, o.Citations, q.Citations)
		case o.Text != q.Text || o.Guidance != q.Guidance:
			reworded++
		}
	}
	if reworded == 0 {
		t.Error("no question is in an MSP's words")
	}
}

func TestBusinessAssociateThatAnsweredAllHasNoControlLeft(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "business-associate")
	for _, last := range []bool{false, true} {
		for _, gap := range assessment.Rate(cat, msp(cat, assessment.Yes, last)).Missing {
			if gap.Element == assessment.ElementControls {
				t.Errorf("with the last choices %t: missing %s", last, gap.What)
			}
		}
	}
}

func TestBusinessAssociateControlsBearOnRisks(t *testing.T) {
	lib := embeddedLibrary(t)
	bears := map[string]bool{}
	for _, r := range catalog(t, lib, "business-associate").Risks {
		for _, id := range slices.Concat(r.Key, r.Supporting) {
			bears[id] = true
		}
	}
	questions := added(t, lib)
	if len(questions) == 0 {
		t.Fatal("business-associate adds no question")
	}
	for _, q := range questions {
		if !bears[q.ID] {
			t.Errorf("%s is no control of a risk that is used", q.ID)
		}
	}
}

// mspRisks gives the risks that only an MSP has: their key controls are the added questions.
func mspRisks(t testing.TB, lib *Library) []string {
	t.Helper()
	used := map[string]bool{}
	for _, r := range catalog(t, lib, "security-rule").Risks {
		used[r.ID] = true
	}
	var list []string
	for _, r := range catalog(t, lib, "business-associate").Risks {
		if !used[r.ID] {
			list = append(list, r.ID)
		}
	}
	return list
}

// TestBusinessAssociateRisksFollowTheAnswers: each risk that only an MSP has is Low when all is in place and higher
// when nothing is. Where the loss cannot be made good, as with backups that are gone, Moderate is as low as it gets
// without proof (NIST SP 800-30r1 Table I-2).
func TestBusinessAssociateRisksFollowTheAnswers(t *testing.T) {
	lib := embeddedLibrary(t)
	cat := catalog(t, lib, "business-associate")
	yes := rated(cat, msp(cat, assessment.Yes, true))
	no := rated(cat, msp(cat, assessment.No, true))
	only := mspRisks(t, lib)
	if !slices.Contains(only, "ransomware-to-all-clients") {
		t.Errorf("the risks of an MSP alone are %v, want ransomware-to-all-clients among them", only)
	}
	for _, id := range only {
		best := assessment.RiskLow
		if yes[id].Impact.Overall == assessment.ImpactVeryHigh {
			best = assessment.RiskModerate
		}
		if !yes[id].Applies || yes[id].Current.Level != best {
			t.Errorf("%s: with all Yes applies %t at %v, want true at %v", id, yes[id].Applies, yes[id].Current.Level, best)
		}
		if got := no[id].Current.Level; got <= best {
			t.Errorf("%s: with all No the level is %v, want more than %v", id, got, best)
		}
	}
	if got := no["ransomware-to-all-clients"].Current.Level; got < assessment.RiskHigh {
		t.Errorf("ransomware-to-all-clients: with all No the level is %v, want High or more", got)
	}
}

// TestBusinessAssociateFactsLeaveRisksOut: an MSP without backups for clients and without help from outside has no risk from them.
func TestBusinessAssociateFactsLeaveRisksOut(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "business-associate")
	risks := rated(cat, msp(cat, assessment.Yes, false))
	for _, id := range []string{"all-backups-deleted", "hired-desk-leaks", "night-desk-abroad"} {
		if risks[id].Applies {
			t.Errorf("%s applies to an MSP that does nothing of the kind", id)
		}
	}
}

func rated(cat *assessment.Catalog, c *assessment.Content) map[string]assessment.RatedRisk {
	risks := map[string]assessment.RatedRisk{}
	for _, r := range assessment.Rate(cat, c).Risks {
		risks[r.Risk] = r
	}
	return risks
}
