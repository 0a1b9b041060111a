package handlers

import (
	"cmp"
	"slices"

	"safeguard/assessment"
)

// mend gives the page and the field where a gap is closed. It is the one place that knows: every kind of subject has its
// line here, and one that has none gives "".
func (wk *work) mend(g assessment.Gap) string {
	id := g.About.ID
	client := "/clients/" + wk.ClientID
	switch g.About.Kind {
	case assessment.AboutScope, assessment.AboutSite:
		return wk.path("scope#scope")
	case assessment.AboutSites:
		return client + "/edit#sites"
	case assessment.AboutExclusion:
		return wk.path("scope#exclusions")
	case assessment.AboutSources:
		return wk.path("scope#sources")
	case assessment.AboutThreshold:
		return wk.path("scope#threshold")
	case assessment.AboutAssessor:
		return wk.path("scope#assessor")
	case assessment.AboutQualification:
		return wk.path("scope#qualification")
	case assessment.AboutOfficial:
		return wk.path("scope#official")
	case assessment.AboutAssets:
		return client + "/assets#add"
	case assessment.AboutInventory:
		return client + "/assets#inventory"
	case assessment.AboutAssetKind:
		return client + "/assets#none"
	case assessment.AboutQuestion, assessment.AboutAnswer:
		return wk.card(id)
	case assessment.AboutDecision:
		return wk.cardPart("decisions", wk.lowering(id))
	case assessment.AboutRegister:
		return wk.path("risks")
	case assessment.AboutThreat:
		return wk.path("risks", wk.riskOf(id)+"?set=occurrence#occurrence")
	case assessment.AboutRiskExclusion:
		return wk.path("risks", id+"?set=exclusion#exclusion")
	case assessment.AboutBasis:
		return wk.path("risks", id+"#review")
	case assessment.AboutHarm, assessment.AboutOverride:
		return wk.path("risks", id+"?set=override#override")
	case assessment.AboutTreatment:
		return wk.path("risks", id+"#treatment")
	case assessment.AboutMitigation:
		return wk.path("plan", wk.unplanned(id))
	case assessment.AboutRow:
		return wk.path("plan", wk.lowering(id))
	case assessment.AboutApproval:
		return wk.path("review")
	case assessment.AboutNextReview:
		return wk.path("finalize#next_review")
	case assessment.AboutTriggers:
		return wk.path("finalize#review_triggers")
	default:
		return ""
	}
}

// card gives the address of a question's card in its section.
func (wk *work) card(question string) string { return wk.cardPart("q", question) }

// cardPart gives the address of a part of a question's card, such as its decisions.
func (wk *work) cardPart(part, question string) string {
	for i := range wk.Catalog.Questionnaire.Sections {
		section := &wk.Catalog.Questionnaire.Sections[i]
		for j := range section.Questions {
			if section.Questions[j].ID == question {
				return wk.path("sections", section.ID+"?show=all#"+part+"-"+question)
			}
		}
	}
	return wk.path()
}

// lowering gives the first question that keeps an addressable row from being in place; its decision is written there.
func (wk *work) lowering(citation string) string {
	for _, s := range assessment.Stand(wk.Catalog, &wk.Content) {
		if s.Counts() && s.Response != assessment.Yes && slices.Contains(s.Question.Citations, citation) {
			return s.Question.ID
		}
	}
	return ""
}

// unplanned gives the first control of a risk that is not in place and not planned, or the first of all.
func (wk *work) unplanned(risk string) string {
	snapshot, err := wk.snapshot()
	if err != nil {
		return ""
	}
	first := ""
	for i := range snapshot.Result.Risks {
		if snapshot.Result.Risks[i].Risk != risk {
			continue
		}
		for _, c := range snapshot.Result.Risks[i].Controls {
			if wk.Catalog.Question(c.Question) == nil {
				continue
			}
			if c.State() < assessment.InPlace && !c.Planned {
				return c.Question
			}
			first = cmp.Or(first, c.Question)
		}
	}
	return first
}

// riskOf gives the first risk that a threat brings about.
func (wk *work) riskOf(threat string) string {
	for i := range wk.Catalog.Risks {
		if wk.Catalog.Risks[i].Threat == threat {
			return wk.Catalog.Risks[i].ID
		}
	}
	return ""
}
