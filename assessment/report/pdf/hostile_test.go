package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/questionnaires"
)

// unruly are texts as people paste them, and as those write them who look for a way in.
var unruly = []string{
	"<script>alert('1')</script><img src=x onerror=alert(1)>",
	"{{template \"x\"}} ${jndi:ldap://a} %s %d %n \\u0000 \\n (unbalanced \\( << /Type /Page >> endobj",
	"'; DROP TABLE clients; -- =cmd|' /C calc'!A0",
	strings.Repeat("Donaudampfschifffahrtsgesellschaft", 12)[:400],
	"שלום עולם, גיבוי יומי (2026) and العربية النسخ الاحتياطي ١٢٣ end",
	"備份每天晚上進行，並在每季度進行恢復測試。漢字かなカナ 한국어",
	"Works 😀👩‍⚕️🇺🇸 fine 👍🏽",
	"Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L͠ͅG̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ e\u0301 n\u0303",
	"zero\u200bwidth\u200c\u200d\ufeff soft\u00adhyphen \u2060 no\u00a0break",
	"bell\x07 escape\x1b[31m null\x00 tab\tnew\nline\r\nagain \u2028 \u2029 \u202e override \u202c",
	"Ελληνικά Кириллица Tiếng Việt ǅ ﬁ ½ № ‰ ∑ √ ∞ ☐ ✔ ➔ “quoted” ‘so’ — – …",
	"\xff\xfe not UTF-8 \xc3\x28",
	"   ",
	"",
}

// texts hands out the unruly texts one after the other.
type texts struct{ n int }

func (x *texts) next() string {
	x.n++
	return unruly[x.n%len(unruly)]
}

// sometimes gives the next text, and nothing every other time: what may be missing is missing somewhere.
func (x *texts) sometimes() string {
	if x.n++; x.n%2 == 0 {
		return ""
	}
	return x.next()
}

// readHostile is a client with 40 sites and 150 remediations whose every text is unruly, and nearly everything that may
// be missing is missing somewhere. It goes past the checks of what people type, as a kept assessment of an earlier version
// may, and follows itself.
func readHostile(lib *questionnaires.Library) (assessment.Snapshot, error) {
	cat, err := lib.Catalog("security-rule")
	if err != nil {
		return assessment.Snapshot{}, err
	}
	h := &hostile{cat: cat, day: assessment.NewDate(2026, time.June, 30), content: &assessment.Content{Questionnaire: "security-rule", Period: 2026}}
	h.client()
	h.answers()
	h.records()
	h.risks()
	h.plan()
	s := assessment.Snapshot{Catalog: cat, Content: h.content, Result: assessment.Rate(cat, h.content)}
	s.Result.Comparison = assessment.Compare(s, s)
	return s, nil
}

type hostile struct {
	texts
	cat     *assessment.Catalog
	content *assessment.Content
	day     assessment.Date
}

func (h *hostile) client() {
	c := h.content
	c.Date = h.day
	c.Client = assessment.Client{
		Name:      "The " + strings.Repeat("Associated ", 24) + "Practices of <Łódź> & São Tomé 漢字 שלום",
		LegalName: h.next(), EIN: h.next(), Kinds: []assessment.EntityKind{assessment.CoveredEntity, assessment.Subcontractor},
		Individuals: 2_147_483_647, Workforce: 1_000_000, Clearinghouse: true, PlanSponsor: true,
	}
	for i := range 40 {
		c.Client.Sites = append(c.Client.Sites, fmt.Sprintf("site-%02d %s", i, h.next()))
	}
	c.Assessor = h.person()
	c.Scope = h.all()
	c.SecurityOfficial = &assessment.Person{}
}

func (h *hostile) person() assessment.Person {
	return assessment.Person{Name: h.next(), Title: h.sometimes(), Qualification: h.sometimes()}
}

// all is every unruly text in one.
func (h *hostile) all() string { return strings.Join(unruly, " ") }

// answers gives every response in turn, site by site where sites differ, and one note of 5,000 words.
func (h *hostile) answers() {
	given := map[string]assessment.Answer{}
	n := 0
	for _, section := range h.cat.Questionnaire.Sections {
		for i := range section.Questions {
			n++
			if q := &section.Questions[i]; !q.IsFact() && n%9 != 0 {
				given[q.ID] = h.answer(q, n)
			}
		}
	}
	long := given["risk-analysis-yearly"]
	long.Response = assessment.Partial
	long.Note = strings.TrimSpace(strings.Repeat("five thousand words that somebody pasted ", 5000/6))
	given["risk-analysis-yearly"] = long
	h.content.Answers = given
}

func (h *hostile) answer(q *assessment.Question, n int) assessment.Answer {
	a := assessment.Answer{Response: assessment.Responses[n%len(assessment.Responses)], Note: h.sometimes(), Reason: h.sometimes(), Owner: h.sometimes()}
	if n%3 == 0 {
		a.Verified = &assessment.Verification{Date: h.day, Method: assessment.ByTest, Evidence: h.sometimes(), By: h.sometimes()}
	}
	if q.Per == assessment.PerSite {
		a.Sites = map[string]assessment.Answer{}
		for i, site := range h.content.Client.Sites {
			if i%8 == n%8 {
				a.Sites[site] = assessment.Answer{Response: assessment.Responses[i%len(assessment.Responses)], Note: h.sometimes()}
			}
		}
	}
	return a
}

// records are the assets, the vendors and what happened, each with and without what may be missing.
func (h *hostile) records() {
	c := h.content
	for i := range 38 {
		a := assessment.Asset{Name: h.next(), Kind: assessment.AssetKind(1 + i%19), Count: i * i * 50}
		if i%2 == 0 {
			a.Site, a.Owner, a.Note, a.Portable = c.Client.Sites[i%40], h.next(), h.next(), i%4 == 0
			a.EPHI = []assessment.Handling{assessment.Creates, assessment.Maintains}
		}
		c.Assets = append(c.Assets, a)
	}
	for range 9 {
		c.Vendors = append(c.Vendors, assessment.Vendor{Name: h.next(), Service: h.sometimes(), Note: h.sometimes()})
		c.Incidents = append(c.Incidents, assessment.Event{What: h.next(), Outcome: h.sometimes()})
		c.Changes = append(c.Changes, assessment.Event{Date: h.day, What: h.next()})
		c.Limitations = append(c.Limitations, h.next())
		c.Exclusions = append(c.Exclusions, assessment.Exclusion{What: h.next(), Reason: h.sometimes()})
		c.Sources = append(c.Sources, assessment.InformationSource{Kind: h.next(), Who: h.sometimes(), What: h.sometimes()})
		c.ReviewTriggers = append(c.ReviewTriggers, h.next())
	}
	c.Decisions = map[string]assessment.Decision{}
	for i, row := range h.cat.Rule {
		if i%3 == 0 {
			c.Decisions[row.Citation] = assessment.Decision{Choice: assessment.DecisionChoice(1 + i%3), Assessment: h.sometimes(), Reason: h.sometimes(), Approver: h.person()}
		}
	}
}

// risks are those of the client's own, and what was adjusted, overridden, left out and accepted.
func (h *hostile) risks() {
	c := h.content
	c.Overrides, c.Treatment, c.RisksExcluded = map[string]assessment.Override{}, map[string]assessment.Treatment{}, map[string]assessment.RiskExclusion{}
	for i := range 12 {
		own := assessment.OwnRisk{ID: fmt.Sprintf("own-%d", i), Threat: h.cat.Threats[i].ID, Vulnerability: h.next() + " own", Title: h.sometimes(), Basis: h.sometimes()}
		own.Impact = assessment.Impacts{Confidentiality: assessment.Impact(1 + i%5)}
		own.Harm = assessment.Likelihood(i % 6)
		c.OwnRisks = append(c.OwnRisks, own)
	}
	for i, r := range h.cat.Risks {
		switch i % 5 {
		case 0:
			c.Overrides[r.ID] = assessment.Override{Harm: assessment.LikelihoodHigh, Reason: h.next(), By: h.sometimes()}
		case 1:
			c.Treatment[r.ID] = assessment.Treatment{Response: assessment.Accept, Reason: h.next(), ApprovedBy: h.person(), Expires: h.day.AddDays(i)}
		case 2:
			c.Treatment[r.ID] = assessment.Treatment{Response: assessment.Mitigate}
		case 3:
			if i%2 == 1 {
				c.RisksExcluded[r.ID] = assessment.RiskExclusion{Reason: h.next()}
			}
		}
	}
}

// plan is 150 remediations, of which every other one has nothing but an action.
func (h *hostile) plan() {
	var ids []string
	for id := range h.content.Answers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i := range 150 {
		r := assessment.Remediation{ID: fmt.Sprintf("r%d", i+1), Action: h.next() + " now", Questions: []string{ids[i%len(ids)]}}
		if i%2 == 0 {
			r.Success, r.Owner, r.Interim, r.Evidence = h.next(), h.next()+" owner", h.sometimes(), h.sometimes()
			r.Due, r.Cost, r.Effort = h.day.AddDays(i-40), float64(i)*1_234_567.891, assessment.Effort(1+i%3)
			r.Status = assessment.RemediationStatus(i % 4)
			r.History = []assessment.Event{{Date: h.day, What: h.next()}}
		}
		h.content.Remediation = append(h.content.Remediation, r)
	}
}
