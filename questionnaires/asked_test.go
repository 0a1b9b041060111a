package questionnaires

import (
	"slices"
	"testing"

	"safeguard/assessment"
)

// solo is a practice of three people in one room, with one laptop that stays there.
func solo() *assessment.Content {
	return contentOf(assessment.Client{
		Kinds: []assessment.EntityKind{assessment.CoveredEntity}, Individuals: 1500, Workforce: 3, Sites: []string{"office"},
	}, map[string]string{
		"remote-work": "nobody", "own-servers": "none", "ehr-hosting": "vendor-cloud", "texting": "never", "fax-in-use": "none",
		"website-forms": "information-only", "medical-devices-networked": "no", "ai-tools": "none", "government-arrangement": "no",
		"portable-kinds": "laptops", "devices-leave": "no", "personal-devices": "none", "removable-media": "never", "wearables": "none",
	})
}

// hospital is a group of hospitals that does everything that a question asks about.
func hospital() *assessment.Content {
	return contentOf(assessment.Client{
		Kinds:       []assessment.EntityKind{assessment.CoveredEntity, assessment.BusinessAssociate},
		Individuals: 900_000, Workforce: 4200, Sites: []string{"north", "south", "lake", "clinic"}, Clearinghouse: true, PlanSponsor: true,
	}, map[string]string{
		"remote-work": "some-staff", "own-servers": "on-site", "ehr-hosting": "own-server", "texting": "ordinary", "fax-in-use": "both",
		"website-forms": "collects-data", "medical-devices-networked": "yes", "ai-tools": "some", "government-arrangement": "yes",
		"portable-kinds": "both", "devices-leave": "yes", "personal-devices": "phones-and-computers", "removable-media": "some", "wearables": "some",
	})
}

func contentOf(client assessment.Client, facts map[string]string) *assessment.Content {
	c := &assessment.Content{Client: client, Answers: map[string]assessment.Answer{}}
	for id, choice := range facts {
		c.Answers[id] = assessment.Answer{Choice: choice}
	}
	return c
}

// asked lists the questions of a catalog that the client is asked.
func asked(cat *assessment.Catalog, c *assessment.Content) []string {
	var list []string
	for _, s := range assessment.Stand(cat, c) {
		if s.Visible {
			list = append(list, s.Question.ID)
		}
	}
	return list
}

// TestSmallClientsAreAskedLess: what cannot apply to a small client is not asked, and all the rest is.
func TestSmallClientsAreAskedLess(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "security-rule")
	all := len(cat.Questions())
	if all < 130 || all > 170 {
		t.Errorf("there are %d questions, want 130 to 170", all)
	}
	large, small := asked(cat, hospital()), asked(cat, solo())
	if len(large) != all {
		t.Errorf("a hospital that does everything is asked %d of %d questions", len(large), all)
	}
	fewer := 100 * float64(len(large)-len(small)) / float64(len(large))
	t.Logf("a hospital group is asked %d questions, a solo practice %d: %.1f %% fewer", len(large), len(small), fewer)
	if fewer < 20 {
		t.Errorf("a solo practice is asked %d of the %d questions of a hospital group, %.1f %% fewer; want 20 %%", len(small), len(large), fewer)
	}
	for _, id := range []string{"device-encryption", "backup-complete", "risk-analysis-yearly", "activity-review-done", "agreements-signed", "contingency-test"} {
		if !slices.Contains(small, id) {
			t.Errorf("a solo practice is not asked %s", id)
		}
	}
}

// TestFactsAreComplete: a fact that a client of these tests leaves open would show what it guards.
func TestFactsAreComplete(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "security-rule")
	for _, c := range []*assessment.Content{solo(), hospital()} {
		for _, q := range cat.Questions() {
			if _, given := c.Answers[q.ID]; q.IsFact() && !given {
				t.Errorf("the client of %d people says nothing about %s", c.Client.Workforce, q.ID)
			}
		}
	}
}

// TestNoRowLosesItsLastQuestion: a row of the rule is asked about whatever the facts are, or a condition records why not
// (164.316(b)(1)).
func TestNoRowLosesItsLastQuestion(t *testing.T) {
	cat := catalog(t, embeddedLibrary(t), "security-rule")
	for _, row := range cat.Rule {
		always, why := false, ""
		for _, q := range cat.Questions() {
			if !slices.Contains(q.Citations, row.Citation) {
				continue
			}
			always = always || q.When == nil
			if q.When != nil && q.When.Why != "" {
				why = q.When.Why
			}
		}
		if !always && why == "" {
			t.Errorf("%s, %s can be left without a question, and no condition says why", row.Citation, row.Heading())
		}
	}
}
