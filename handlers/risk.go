package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showRisk shows one risk and why it has its level.
func (s *Server) showRisk(w http.ResponseWriter, r *http.Request) error {
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	risk, err := reg.risk(chi.URLParam(r, "risk"))
	if err != nil {
		return err
	}
	page := reg.riskPage(risk)
	page.Set = templates.RiskPart(r.URL.Query().Get("set"))
	switch from := r.URL.Query().Get("from"); {
	case from == "override" && page.LastSet != nil:
		page.Override.Values, page.Set = overrideValues(page.LastSet.Override), templates.PartOverride
	case from == "treatment" && page.LastResponse != nil:
		page.Treatment.Values = treatmentValues(&page.LastResponse.Treatment)
	}
	page = s.framed(r, reg, page)
	return s.ok(w, r, page.Landed(r.URL.Query().Get("at")).View())
}

// framed puts what every page of an assessment has around the page of a risk.
func (s *Server) framed(r *http.Request, reg *register, page templates.RiskPage) templates.RiskPage {
	head := page.Head()
	for _, form := range []templates.RiskForm{page.Review, page.Treatment, page.Override, page.Occurrence, page.Exclusion} {
		head.Problems = append(head.Problems, form.Summary()...)
	}
	page.AssessmentPage = s.frame(r, reg.work, templates.TabRisks, head)
	page.Crumbs = append(page.Crumbs, templates.Crumb{Label: "Risks", URL: reg.path("risks")})
	page.Main = page.NextAction()
	return page
}

// riskPage gathers what the page of a risk shows; its frame comes later.
func (reg *register) riskPage(risk *assessment.RatedRisk) templates.RiskPage {
	id := risk.Risk
	page := templates.RiskPage{
		Risk: risk, Own: reg.own(id) != nil, Accepted: reg.Accepted(),
		Controls: reg.controlsOf(risk), Left: reg.leftOf(risk), Assets: assetsOf(&reg.Content, risk),
		Remaining: assessment.Remaining(reg.Catalog, &reg.Content, id), TargetOn: reg.targetOn(risk),
		Before: reg.last.period, LastBasis: reg.last.basis(id), Basis: reg.Basis(id), Gaps: reg.gapsOf(risk),
	}
	if threat := reg.Catalog.Threat(risk.Threat); threat != nil {
		page.Threat = *threat
	}
	for _, e := range assessment.Lowering(reg.Catalog, &reg.Content, id) {
		text, link := reg.question(e.Question)
		page.Lowers = append(page.Lowers, templates.RiskEffect{Text: text, URL: link, Level: e.Level})
	}
	if change, ok := reg.last.changes[id]; ok {
		page.Last = &change
	}
	reg.decided(&page)
	reg.neighbors(&page)
	reg.forms(&page)
	return page
}

// decided takes in what people decided about the risk.
func (reg *register) decided(page *templates.RiskPage) {
	id := page.Risk.Risk
	if reg.reviewed(id) != "" {
		review, _ := reg.Reviewed(id)
		page.Reviewed = strings.Trim(review.By+", "+review.Date.Long(), ", ")
		if page.Reviewed == "" {
			page.Reviewed = "Whoever added the risk"
		}
	}
	if t, ok := reg.Treatment[id]; ok && t.Response != 0 {
		page.Response = &t
	}
	if a, ok := reg.Threats[page.Risk.Threat]; ok {
		page.Adjusted = &a
	}
	if x, ok := reg.RisksExcluded[id]; ok {
		page.Absent = &x
	}
	if reg.last.content != nil {
		if o, ok := reg.last.content.Overrides[id]; ok {
			page.LastSet = &templates.LastSet{Override: o, URL: reg.path("risks", id) + "?from=override#override"}
		}
		if t := reg.last.content.Treatment[id]; t.Response != 0 && (t.Expires.IsZero() || t.Expires.After(reg.Date)) {
			page.LastResponse = &templates.LastResponse{Treatment: t, URL: reg.path("risks", id) + "?from=treatment#treatment"}
		}
	}
}

// neighbors takes in the risks beside this one in the register, and those of the same threat.
func (reg *register) neighbors(page *templates.RiskPage) {
	var applying []templates.RiskLink
	at := -1
	for i := range reg.result.Risks {
		other := &reg.result.Risks[i]
		if !other.Applies {
			continue
		}
		link := templates.RiskLink{Heading: other.Heading(), URL: reg.path("risks", other.Risk)}
		if other.Risk == page.Risk.Risk {
			at = len(applying)
		} else if other.Threat == page.Risk.Threat {
			page.Others = append(page.Others, link)
		}
		applying = append(applying, link)
	}
	if at > 0 {
		page.Previous = &applying[at-1]
	}
	if at >= 0 && at+1 < len(applying) {
		page.Next = &applying[at+1]
	}
	page.Where = fmt.Sprintf("%d of %d", at+1, len(applying))
}

// question gives the words of a question and the address of its card. One that this version does not have is told by
// its id, without dashes.
func (reg *register) question(id string) (text, link string) {
	if q := reg.Catalog.Question(id); q != nil {
		return q.Text, reg.path("answers", id)
	}
	text = strings.ReplaceAll(id, "-", " ")
	if why, left := reg.Catalog.LeftOut(id); left {
		text += ", left out of this questionnaire: " + why
	}
	return text, ""
}

func (reg *register) controlsOf(risk *assessment.RatedRisk) []templates.RiskControl {
	list := make([]templates.RiskControl, 0, len(risk.Controls))
	for _, c := range risk.Controls {
		view := templates.RiskControl{Control: c, Plan: reg.plannedFor(c.Question)}
		view.Text, view.URL = reg.question(c.Question)
		if c.Verified {
			view.Proof = proofOf(reg.Answers[c.Question])
		}
		list = append(list, view)
	}
	return list
}

// proofOf says how an answer was verified: by the plain proof, or that of the first site that has one.
func proofOf(a assessment.Answer) string {
	v := a.Verified
	for _, site := range slices.Sorted(maps.Keys(a.Sites)) {
		if v == nil {
			v = a.Sites[site].Verified
		}
	}
	if v == nil {
		return ""
	}
	text := v.Method.Title() + ", " + v.Date.Short()
	if v.Evidence != "" {
		text = v.Evidence + ". " + text
	}
	return text
}

// plannedFor says until when a control is to be in place, or "". The plan may hold several lines for it; the first due
// one counts.
func (reg *register) plannedFor(question string) string {
	var first *assessment.Remediation
	for i := range reg.Remediation {
		rem := &reg.Remediation[i]
		if rem.Planned() && rem.Status != assessment.Done && slices.Contains(rem.Questions, question) && (first == nil || rem.Due.Before(first.Due)) {
			first = rem
		}
	}
	switch {
	case first == nil:
		return ""
	case first.Late(reg.today):
		return "Late since " + first.Due.Short()
	default:
		return first.Due.Short()
	}
}

// targetOn gives the day by which all that is planned for the risk is due, and no day where nothing is.
func (reg *register) targetOn(risk *assessment.RatedRisk) assessment.Date {
	var last assessment.Date
	for i := range reg.Remediation {
		rem := &reg.Remediation[i]
		concerns := slices.Contains(rem.Risks, risk.Risk) || slices.ContainsFunc(risk.Controls, func(c assessment.Control) bool {
			return c.Planned && slices.Contains(rem.Questions, c.Question)
		})
		if concerns && rem.Planned() && rem.Status != assessment.Done && rem.Due.After(last) {
			last = rem.Due
		}
	}
	return last
}

// leftOf lists the controls that do not count, with why.
func (reg *register) leftOf(risk *assessment.RatedRisk) []templates.LeftControl {
	reasons := map[string]string{}
	for i := range reg.result.Answers {
		reasons[reg.result.Answers[i].Question] = reg.result.Answers[i].Reason
	}
	var list []templates.LeftControl
	for _, x := range risk.Excluded {
		left := templates.LeftControl{Why: reasons[x.Question]}
		left.Text, left.URL = reg.question(x.Question)
		switch x.Why {
		case assessment.ExcludedNotApplicable:
			left.Why = "Not applicable: " + asSentence(left.Why)
		case assessment.ExcludedAbsent:
			left.Why = "This version of the questionnaire does not ask it."
		}
		list = append(list, left)
	}
	return list
}

// holdsEPHI are the kinds of assets on which ePHI lies, so that it matters whether they are encrypted.
var holdsEPHI = []assessment.AssetKind{
	assessment.Server, assessment.Workstation, assessment.Laptop, assessment.Tablet, assessment.Phone, assessment.Wearable,
	assessment.RemovableMedia, assessment.Backup, assessment.MedicalDevice, assessment.EHR, assessment.Email, assessment.FileShare,
	assessment.CloudService, assessment.Messaging,
}

// assetsOf counts the client's assets of the kinds that the risk is about.
func assetsOf(c *assessment.Content, risk *assessment.RatedRisk) []templates.RiskAssets {
	var list []templates.RiskAssets
	for _, kind := range risk.Assets {
		line := templates.RiskAssets{
			Kind: kind, Encrypt: slices.Contains(holdsEPHI, kind), Absent: slices.Contains(c.Inventory.None, kind),
		}
		for _, a := range c.Assets {
			if a.Kind != kind {
				continue
			}
			line.Count += a.Number()
			if !a.Encrypted {
				line.Open += a.Number()
			}
			if len(line.Names) < 5 {
				line.Names = append(line.Names, a.Name)
			}
		}
		list = append(list, line)
	}
	return list
}

// gapsOf lists what a final report still misses about the risk, each with where it is mended.
func (reg *register) gapsOf(risk *assessment.RatedRisk) []templates.RiskGap {
	where := map[assessment.SubjectKind]string{
		assessment.AboutBasis: "#review", assessment.AboutTreatment: "#treatment", assessment.AboutMitigation: reg.path("plan", reg.unplanned(risk.Risk)),
	}
	for kind, part := range map[assessment.SubjectKind]string{
		assessment.AboutHarm: "override", assessment.AboutOverride: "override", assessment.AboutRiskExclusion: "exclusion", assessment.AboutThreat: "occurrence",
	} {
		where[kind] = reg.path("risks", risk.Risk) + "?set=" + part + "#" + part
	}
	var list []templates.RiskGap
	for _, g := range reg.result.Missing {
		link, known := where[g.About.Kind]
		about := risk.Risk
		if g.About.Kind == assessment.AboutThreat {
			about = risk.Threat
		}
		if known && g.About.ID == about {
			list = append(list, templates.RiskGap{About: g.About.Kind, What: thisRisk(g), URL: link})
		}
	}
	return list
}

// thisRisk gives the sentence of a gap as it stands on the page of its risk.
func thisRisk(g assessment.Gap) string {
	for named, here := range map[string]string{"Risk ": "This risk", "risk ": "this risk", "threat ": "this threat"} {
		if strings.Contains(g.What, named+g.About.ID) {
			return strings.Replace(g.What, named+g.About.ID, here, 1)
		}
	}
	return g.What
}

// forms fills the forms of the page with what is stored.
func (reg *register) forms(page *templates.RiskPage) {
	id := page.Risk.Risk
	page.Review = reg.form(id, "review", store.EntryReview, id, page.Reviewed != "")
	page.Review.Change, page.Review.Values = "Change the review", url.Values{"basis": {page.Basis}}
	if page.Reviewed == "" && page.LastBasis != "" {
		page.Review.Values = url.Values{"basis": {templates.StillValid}}
	}
	page.Treatment = reg.form(id, "treatment", store.EntryTreatment, id, page.Response != nil)
	page.Treatment.Change, page.Treatment.Values = "Change the response", treatmentValues(page.Response)
	if slices.ContainsFunc(page.Gaps, func(g templates.RiskGap) bool { return g.About == assessment.AboutTreatment }) {
		page.Treatment.Folds = false // it is to be completed
	}
	if !reg.Over(page.Risk.Current.Level) && page.Response == nil {
		page.Treatment.Folds, page.Treatment.Change = true, "Respond to it all the same"
	}
	reg.adjusting(page)
}

// adjusting fills the forms with which the assessor sets something against the library.
func (reg *register) adjusting(page *templates.RiskPage) {
	id := page.Risk.Risk
	page.Override = reg.form(id, "override", store.EntryOverride, id, page.Risk.Override != nil)
	page.Override.Change = "Override a part of the rating"
	if o := page.Risk.Override; o != nil {
		page.Override.Change, page.Override.Values = "Change or remove the override", overrideValues(o.Override)
	}
	page.Occurrence = reg.form(id, "occurrence", store.EntryOccurrence, page.Risk.Threat, page.Adjusted != nil)
	page.Occurrence.Change = "Change how likely the threat is to occur here"
	if a := page.Adjusted; a != nil {
		page.Occurrence.Values = url.Values{"occurrence": {a.Occurrence.String()}, "reason": {a.Reason}}
	}
	page.Exclusion = reg.form(id, "exclusion", store.EntryExclusion, id, page.Absent != nil)
	page.Exclusion.Change = "This risk does not apply here"
	if x := page.Absent; x != nil {
		page.Exclusion.Change, page.Exclusion.Values = "Change why it does not apply", url.Values{"reason": {x.Reason}}
	}
}

// form is a form about a risk with the revision of what it changes.
func (reg *register) form(risk, part string, kind store.EntryKind, about string, isStored bool) templates.RiskForm {
	return templates.RiskForm{
		Part: part, URL: reg.path("risks", risk, part), Alone: reg.path("risks", risk) + "?set=" + part + "#" + part, Revision: reg.Revision(kind, about), Stored: isStored, Folds: isStored,
	}
}

func treatmentValues(t *assessment.Treatment) url.Values {
	if t == nil {
		return url.Values{}
	}
	return url.Values{
		"response": {t.Response.String()}, "reason": {t.Reason}, "approver": {t.ApprovedBy.Name}, "title": {t.ApprovedBy.Title},
		"date": {t.Date.String()}, "expires": {t.Expires.String()},
	}
}

func overrideValues(o assessment.Override) url.Values {
	return url.Values{
		"occurrence": {o.Occurrence.String()}, "harm": {o.Harm.String()}, "confidentiality": {o.Impact.Confidentiality.String()},
		"integrity": {o.Impact.Integrity.String()}, "availability": {o.Impact.Availability.String()}, "reason": {o.Reason},
	}
}
