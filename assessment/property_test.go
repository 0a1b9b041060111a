package assessment

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// randomCatalog makes a questionnaire of control questions, some per site and some addressable, with risks that
// draw their controls from it.
func randomCatalog(r *rand.Rand, questions, risks int) *Catalog {
	var rule Rule
	section := Section{ID: "all", Title: "All"}
	for i := range questions {
		citation := fmt.Sprintf("164.%d", i)
		designation := []Designation{Standard, Required, Addressable}[r.IntN(3)]
		rule = append(rule, Specification{Citation: citation, Safeguard: Technical, Designation: designation, AppliesTo: Both})
		q := Question{ID: fmt.Sprintf("q%d", i), Text: "?", Citations: []string{citation}}
		if r.IntN(4) == 0 {
			q.Per = PerSite
		}
		section.Questions = append(section.Questions, q)
	}
	var threats []Threat
	for i := range 5 {
		threats = append(threats, Threat{ID: fmt.Sprintf("t%d", i), Source: Accidental, Occurrence: Likelihood(i + 1)})
	}
	var library []Risk
	for i := range risks {
		library = append(library, Risk{
			ID: fmt.Sprintf("r%d", i), Threat: fmt.Sprintf("t%d", r.IntN(5)),
			Impact: Impacts{Impact(r.IntN(5) + 1), Impact(r.IntN(5) + 1), Impact(r.IntN(5) + 1)},
			Key:    draw(r, questions, 1+r.IntN(3)), Supporting: draw(r, questions, r.IntN(6)),
		})
	}
	q := Questionnaire{ID: "random", Version: "1", Kind: Base, Sections: []Section{section}}
	return NewCatalog(q, "sha256:r", rule, threats, library)
}

func draw(r *rand.Rand, questions, n int) []string {
	var ids []string
	for _, i := range r.Perm(questions)[:n] {
		ids = append(ids, fmt.Sprintf("q%d", i))
	}
	return ids
}

// randomContent answers at random, with decisions, overrides and a plan.
func randomContent(r *rand.Rand, cat *Catalog) *Content {
	c := complete()
	c.Answers = map[string]Answer{}
	c.Decisions, c.Overrides = map[string]Decision{}, map[string]Override{}
	for i, q := range cat.Questions() {
		c.Answers[q.ID] = randomAnswer(r, q, c)
		if cat.Rule[i].Designation == Addressable && r.IntN(3) == 0 {
			in := c.Date.AddDays(r.IntN(100) - 50)
			c.Decisions[cat.Rule[i].Citation] = Decision{Choice: DecisionChoice(r.IntN(3) + 1), Alternative: "x", InPlace: in}
		}
		if r.IntN(4) == 0 {
			rem := Remediation{ID: "r-" + q.ID, Questions: []string{q.ID}, Action: "a", Due: c.Date, Status: RemediationStatus(r.IntN(4))}
			if r.IntN(3) > 0 {
				rem.Owner = "o"
			}
			c.Remediation = append(c.Remediation, rem)
		}
	}
	for i := range cat.Risks {
		if r.IntN(5) == 0 {
			c.Overrides[cat.Risks[i].ID] = Override{Occurrence: Likelihood(r.IntN(6)), Harm: Likelihood(r.IntN(6))}
		}
	}
	return c
}

func randomAnswer(r *rand.Rand, q *Question, c *Content) Answer {
	one := func() Answer {
		a := Answer{Response: Response(r.IntN(6)), Reason: "r"}
		if r.IntN(2) == 0 {
			a.Verified = &Verification{Date: c.Date.AddDays(-r.IntN(500)), Method: Method(r.IntN(4))}
		}
		return a
	}
	a := one()
	if q.Per == PerSite && r.IntN(2) == 0 {
		a.Sites = map[string]Answer{c.Client.Sites[r.IntN(2)]: one()}
	}
	return a
}

// improve gives an answer that is as good or better in the order No = Unknown = unanswered < Partial < Yes, keeps
// what is not applicable, and may gain proof.
func improve(r *rand.Rand, a Answer, asOf Date) Answer {
	if a.Response != NotApplicable {
		better := [][]Response{
			Missing:       {0, No, Unknown, Partial, Yes},
			PartlyInPlace: {Partial, Yes},
			InPlace:       {Yes},
		}[a.Response.state()]
		a.Response = better[r.IntN(len(better))]
		if r.IntN(3) == 0 {
			a.Verified = &Verification{Date: asOf, Method: ByTest}
		}
	}
	sites := map[string]Answer{}
	for site, own := range a.Sites {
		if own.Response != 0 { // else the plain response counts there, and improves with it
			own = improve(r, own, asOf)
		}
		sites[site] = own
	}
	a.Sites = sites
	return a
}

// TestImprovingAnswersNeverRaisesALevel is the promise that makes a plan worth following.
func TestImprovingAnswersNeverRaisesALevel(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		cat := randomCatalog(r, 8+r.IntN(20), 12)
		c := randomContent(r, cat)
		before := Rate(cat, c)
		for _, q := range cat.Questions() {
			if r.IntN(3) == 0 {
				c.Answers[q.ID] = improve(r, c.Answers[q.ID], c.Date)
			}
		}
		after := Rate(cat, c)
		for i := range before.Risks {
			was := &before.Risks[i]
			is := riskOf(t, after, was.Risk)
			for _, level := range []struct {
				name    string
				was, is RiskLevel
			}{
				{"inherent", was.Inherent.Level, is.Inherent.Level},
				{"current", was.Current.Level, is.Current.Level},
				{"target", was.Target.Level, is.Target.Level},
			} {
				if level.is > level.was {
					t.Fatalf("seed %d: better answers raised the %s level of %s from %v to %v", seed, level.name, was.Risk, level.was, level.is)
				}
			}
		}
	}
}

// TestLevelsKeepTheirOrder: no rating is above the inherent one, and a plan raises nothing.
func TestLevelsKeepTheirOrder(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		cat := randomCatalog(r, 8+r.IntN(20), 12)
		result := Rate(cat, randomContent(r, cat))
		for i := range result.Risks {
			risk := &result.Risks[i]
			if risk.Current.Level > risk.Inherent.Level || risk.Target.Level > risk.Current.Level {
				t.Fatalf("seed %d: %s has inherent %v, current %v, target %v", seed, risk.Risk, risk.Inherent.Level, risk.Current.Level, risk.Target.Level)
			}
		}
		for _, line := range result.Plan {
			if line.Now < -1e-9 || line.Later < -1e-9 {
				t.Fatalf("seed %d: remediation %s is worth %v now and %v later", seed, line.Remediation, line.Now, line.Later)
			}
		}
	}
}

// BenchmarkRate rates an assessment of 150 questions and 70 risks, with a plan of about 35 remediations.
func BenchmarkRate(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 3))
	cat := randomCatalog(r, 150, 70)
	c := randomContent(r, cat)
	b.ReportAllocs()
	for b.Loop() {
		Rate(cat, c)
	}
}
