package assessment

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Rate works out what an assessment comes to: how every question stands, the register with its three levels per
// risk, the rows of the rule, the totals, the plan in its order and what is missing for a final report.
// It reads the content and changes nothing; the same content and catalog give the same result.
func Rate(cat *Catalog, c *Content) *Result {
	r := rater{cat: cat, c: c, standing: Stand(cat, c)}
	r.collect()
	result := &Result{
		Digest:        c.Digest(cat),
		Questionnaire: Edition{cat.Questionnaire.ID, cat.Questionnaire.Version, cat.Hash},
		Client:        c.Client,
		Period:        c.Period,
		Date:          c.Date,
		Answers:       r.answers(),
		Rule:          r.rule(),
		Risks:         r.register(),
	}
	result.Totals = r.totals(result)
	result.Plan = r.plan(result)
	result.Missing = lint(cat, c, r.standing, result)
	return result
}

// rater holds what one rating is made from.
type rater struct {
	cat      *Catalog
	c        *Content
	standing []Standing
	risks    []candidate
	order    []int // the candidates in the order of the register

	asIs, asPlanned int // the sums of the current and of the target values, from which each remediation takes its share
}

// candidate is a risk with what its rating needs, looked up once. Controls that do not count are left out.
type candidate struct {
	risk       Risk
	why        string // why it does not apply
	keys       []int  // of rater.standing
	supporting []int
	left       []string // key controls that an extension hides, which count as missing
	excluded   []Excluded
	occurrence Likelihood
	impact     Impacts
	stated     Likelihood // the harm that the assessor stated for an own risk
	override   *Override
}

// collect looks up every risk of the library and every one of the assessor's own.
func (r *rater) collect() {
	for i := range r.cat.Risks {
		r.risks = append(r.risks, r.candidate(r.cat.Risks[i], nil))
	}
	for i := range r.c.OwnRisks {
		r.risks = append(r.risks, r.candidate(r.c.OwnRisks[i].risk(), &r.c.OwnRisks[i]))
	}
}

func (r *rater) candidate(risk Risk, own *OwnRisk) candidate {
	cand := candidate{risk: risk, impact: risk.Impact, why: r.absent(risk)}
	for _, id := range risk.Key {
		if _, left := r.cat.LeftOut(id); left {
			cand.left = append(cand.left, id)
		}
	}
	cand.keys = r.counting(slices.DeleteFunc(slices.Clone(risk.Key), func(id string) bool { return slices.Contains(cand.left, id) }), &cand.excluded)
	cand.supporting = r.counting(risk.Supporting, &cand.excluded)
	if threat := r.cat.Threat(risk.Threat); threat != nil {
		cand.occurrence = threat.Occurrence
	}
	if adjusted, ok := r.c.Threats[risk.Threat]; ok && adjusted.Occurrence != 0 {
		cand.occurrence = adjusted.Occurrence
	}
	if override, ok := r.c.Overrides[risk.ID]; ok {
		cand.override = &override
	}
	if own != nil {
		cand.stated = own.Harm
	}
	return cand
}

// counting gives the controls that count and adds the others to excluded.
func (r *rater) counting(ids []string, excluded *[]Excluded) []int {
	var counting []int
	for _, id := range ids {
		n, ok := r.cat.index[id]
		switch {
		case !ok:
			*excluded = append(*excluded, Excluded{id, ExcludedAbsent})
		case !r.standing[n].Visible:
			*excluded = append(*excluded, Excluded{id, ExcludedHidden})
		case r.standing[n].Response == NotApplicable:
			*excluded = append(*excluded, Excluded{id, ExcludedNotApplicable})
		default:
			counting = append(counting, n)
		}
	}
	return counting
}

// absent says why a risk does not apply, or "". There are three reasons and no others: the confirmed inventory
// has no such asset, the risk's own condition does not hold, or the assessor says so.
func (r *rater) absent(risk Risk) string {
	if said, ok := r.c.RisksExcluded[risk.ID]; ok && !blank(said.Reason) {
		return said.Reason
	}
	if w := risk.When; w != nil && !r.holds(w) {
		if gate, ok := r.cat.index[w.Question]; ok && !r.standing[gate].Visible {
			return strings.Replace(r.standing[gate].Why(), "Not asked", "Does not apply", 1)
		}
		return "Does not apply, " + w.since(r.cat, r.c)
	}
	if len(risk.Assets) > 0 && !slices.ContainsFunc(risk.Assets, func(k AssetKind) bool { return !r.c.Inventory.absent(k) }) {
		return "The confirmed inventory says that the client has no such asset."
	}
	return ""
}

func (r *rater) holds(w *Condition) bool {
	if w.Question == "" {
		return w.ofClient(&r.c.Client)
	}
	if gate, ok := r.cat.index[w.Question]; ok && !r.standing[gate].Visible {
		return false
	}
	return w.ofAnswer(r.c.Answers[w.Question])
}

// view decides what the controls count for: as answered, or with remediations done.
type view func(n int, s *Standing) State

func asAnswered(_ int, s *Standing) State { return s.state }

// withPlan lifts what is planned to a Yes that nobody has verified.
func withPlan(_ int, s *Standing) State {
	if s.Planned {
		return InPlace
	}
	return s.state
}

// harm gives the likelihood of adverse impact once the threat occurs (NIST SP 800-30r1 Table G-4) from the
// controls that count, and the rule by which it does.
func harm(keys, supporting []State) (Likelihood, HarmRule) {
	missing, partial, verified := 0, 0, 0
	for _, s := range keys {
		switch s {
		case Missing:
			missing++
		case PartlyInPlace:
			partial++
		case Verified:
			verified++
		}
	}
	weak := 0
	for _, s := range supporting {
		if s < InPlace {
			weak++
		}
	}
	switch {
	case len(keys) == 0:
		return LikelihoodVeryHigh, NoKeyCounts
	case missing == len(keys):
		return LikelihoodVeryHigh, AllKeysMissing
	case missing > 0:
		return LikelihoodHigh, SomeKeyMissing
	case partial > 0:
		return LikelihoodModerate, SomeKeyPartial
	case len(supporting) > 0 && 2*weak >= len(supporting):
		return LikelihoodModerate, SupportWeak
	case weak == 0 && verified == len(keys):
		return LikelihoodVeryLow, KeysVerified
	default:
		return LikelihoodLow, KeysInPlace
	}
}

// harm computes a candidate's harm under a view. The two buffers keep small lists off the heap, since plans ask
// for this many times over.
func (r *rater) harm(cand *candidate, v view) (Likelihood, HarmRule) {
	var keys, supporting [16]State
	into := keys[:0]
	for range cand.left {
		into = append(into, Missing)
	}
	return harm(r.states(into, cand.keys, v), r.states(supporting[:0], cand.supporting, v))
}

func (r *rater) states(into []State, controls []int, v view) []State {
	for _, n := range controls {
		into = append(into, v(n, &r.standing[n]))
	}
	return into
}

func (cand *candidate) effective() (Likelihood, Impacts) {
	if cand.override == nil {
		return cand.occurrence, cand.impact
	}
	occurrence := cand.occurrence
	if cand.override.Occurrence != 0 {
		occurrence = cand.override.Occurrence
	}
	return occurrence, cand.override.Impact.or(cand.impact)
}

// through goes through both tables.
func (cand *candidate) through(harm Likelihood) Rating {
	occurrence, impact := cand.effective()
	likelihood := OverallLikelihood(occurrence, harm)
	return Rating{harm, likelihood, LevelOf(likelihood, impact.Overall())}
}

func (r *rater) current(cand *candidate, v view) Rating {
	if set := cand.setHarm(); set != 0 {
		return cand.through(set)
	}
	h, _ := r.harm(cand, v)
	return cand.through(h)
}

// setHarm is the harm that the assessor set, by an override or for an own risk, or 0.
func (cand *candidate) setHarm() Likelihood {
	if cand.override != nil && cand.override.Harm != 0 {
		return cand.override.Harm
	}
	return cand.stated
}

// target is the rating with remediations done. A harm that was set is a ceiling: remediations may lower it.
func (r *rater) target(cand *candidate, v view) Rating {
	h, _ := r.harm(cand, v)
	if set := cand.setHarm(); set != 0 {
		h = min(h, set)
	}
	return cand.through(h)
}

// register rates every risk: those that apply first, by their current and inherent levels and then in the order of the library.
func (r *rater) register() []RatedRisk {
	rated := make([]RatedRisk, len(r.risks))
	r.order = make([]int, len(r.risks))
	for i := range r.risks {
		rated[i], r.order[i] = r.rated(&r.risks[i]), i
	}
	slices.SortStableFunc(r.order, func(a, b int) int {
		return cmp.Or(
			compareBool(rated[b].Applies, rated[a].Applies), cmp.Compare(rated[b].Current.Level, rated[a].Current.Level),
			cmp.Compare(rated[b].Inherent.Level, rated[a].Inherent.Level))
	})
	list := make([]RatedRisk, len(rated))
	for i, n := range r.order {
		list[i] = rated[n]
	}
	return list
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

func (r *rater) rated(cand *candidate) RatedRisk {
	occurrence, impact := cand.effective()
	computed, rule := r.harm(cand, asAnswered)
	if cand.setHarm() != 0 {
		rule = SetByAssessor
	}
	risk := RatedRisk{
		Risk: cand.risk.ID, Title: cand.risk.Title, Threat: cand.risk.Threat, Vulnerability: cand.risk.Vulnerability,
		Assets: append([]AssetKind{}, cand.risk.Assets...), Applies: cand.why == "", Why: cand.why,
		Occurrence: occurrence,
		Controls:   make([]Control, 0, len(cand.keys)+len(cand.supporting)),
		Excluded:   append([]Excluded{}, cand.excluded...),
		Impact:     RatedImpact{impact.Confidentiality, impact.Integrity, impact.Availability, impact.Overall()},
		HarmRule:   rule,
		StatedHarm: cand.stated,
		Inherent:   cand.through(LikelihoodVeryHigh),
		Current:    r.current(cand, asAnswered),
		Target:     r.target(cand, withPlan),
	}
	for _, id := range cand.left {
		risk.Controls = append(risk.Controls, Control{Question: id, Key: true})
	}
	for _, n := range cand.keys {
		risk.Controls = append(risk.Controls, r.control(n, true))
	}
	for _, n := range cand.supporting {
		risk.Controls = append(risk.Controls, r.control(n, false))
	}
	if cand.override != nil {
		risk.Override = &AppliedOverride{*cand.override, Computed{cand.occurrence, computed, cand.impact}}
	}
	return risk
}

func (r *rater) control(n int, key bool) Control {
	s := &r.standing[n]
	return Control{
		Question: s.Question.ID, Key: key, Response: s.Response, Verified: s.Verified, Alternative: s.Alternative,
		Planned: s.Planned, GivenUp: s.state < s.Response.state(),
	}
}

func (r *rater) answers() []AnswerResult {
	list := make([]AnswerResult, 0, len(r.standing))
	for i := range r.standing {
		s := &r.standing[i]
		a := r.c.Answers[s.Question.ID]
		reason := s.Why()
		if s.Visible && s.Response == NotApplicable {
			reason = reasonOf(a)
		}
		sites := s.Sites
		if sites == nil {
			sites = map[string]Response{}
		}
		list = append(list, AnswerResult{
			Question: s.Question.ID, Text: s.Question.Text, Response: s.Response, Value: a.Fact(),
			Citations: append([]string{}, s.Question.Citations...), Visible: s.Visible, Reason: reason,
			Sites: sites, Verified: s.Verified,
		})
	}
	return list
}

// reasonOf gives the reason why a question is not applicable: the plain one, or the first of a site.
func reasonOf(a Answer) string {
	if a.Reason != "" {
		return a.Reason
	}
	for _, site := range slices.Sorted(maps.Keys(a.Sites)) {
		if reason := a.Sites[site].Reason; reason != "" {
			return reason
		}
	}
	return ""
}
