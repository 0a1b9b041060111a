package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showRisks shows the register of an assessment.
func (s *Server) showRisks(w http.ResponseWriter, r *http.Request) error {
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	return s.ok(w, r, s.risksPage(r, reg, reg.newReview()).View())
}

// register is what the pages about risks are made from: the assessment, its result, and the year before.
type register struct {
	*work
	result *assessment.Result
	last   lastYear
	today  assessment.Date
}

// lastYear is what the analysis before says of the risks of this one. Its period is 0 where there was none.
type lastYear struct {
	period  int
	content *assessment.Content // nil where there was none, or it is compared with already
	changes map[string]assessment.RiskChange
}

// registerOf rates the assessment that the address names and sets it beside the one before.
func (s *Server) registerOf(r *http.Request) (*register, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return nil, err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return nil, err
	}
	reg := &register{work: wk, result: snapshot.Result, today: s.today()}
	reg.last, err = s.lastYearOf(r, wk, snapshot)
	return reg, err
}

// lastYearOf compares with the assessment before. A final one was compared when it was made final.
func (s *Server) lastYearOf(r *http.Request, wk *work, current assessment.Snapshot) (lastYear, error) {
	last, comparison := lastYear{}, current.Result.Comparison
	if comparison == nil && wk.Previous != "" {
		before, err := s.store.Assessment(r.Context(), scopeOf(r), wk.Previous)
		if err != nil {
			return last, fmt.Errorf("the assessment before: %w", err)
		}
		previous, err := before.Snapshot()
		if err != nil {
			return last, err
		}
		comparison, last.content = assessment.Compare(previous, current), previous.Content
	}
	if comparison == nil {
		return last, nil
	}
	last.period, last.changes = comparison.Previous.Period, map[string]assessment.RiskChange{}
	for _, change := range comparison.Risks {
		last.changes[change.Risk] = change
	}
	return last, nil
}

// basis gives what was said of a risk in the analysis before, or "".
func (l lastYear) basis(risk string) string {
	if l.content == nil {
		return ""
	}
	return l.content.Basis(risk)
}

// risk finds a risk of the register.
func (reg *register) risk(id string) (*assessment.RatedRisk, error) {
	for i := range reg.result.Risks {
		if reg.result.Risks[i].Risk == id {
			return &reg.result.Risks[i], nil
		}
	}
	return nil, fmt.Errorf("risk %q: %w", id, assessment.ErrNotFound)
}

// own finds a risk of the assessor's own in the content, or gives nil.
func (reg *register) own(id string) *assessment.OwnRisk {
	return ownIn(&reg.Content, id)
}

func ownIn(c *assessment.Content, id string) *assessment.OwnRisk {
	for i := range c.OwnRisks {
		if c.OwnRisks[i].ID == id {
			return &c.OwnRisks[i]
		}
	}
	return nil
}

// reviewed says when a risk was reviewed, and "" where it is still to be: nobody gave a basis, or that is over a year
// older than the analysis.
func (reg *register) reviewed(id string) string {
	if strings.TrimSpace(reg.Basis(id)) == "" {
		return ""
	}
	review, ok := reg.Reviewed(id)
	switch {
	case ok && review.Date.Before(reg.Date.AddYears(-1)):
		return ""
	case ok && !review.Date.IsZero():
		return review.Date.Short()
	default:
		return "Basis given"
	}
}

// decidedOn is the day that a decision of today carries. An analysis speaks of its as-of date, so nothing that is decided
// in it may be of a later one.
func (reg *register) decidedOn() assessment.Date {
	if reg.today.After(reg.Date) {
		return reg.Date
	}
	return reg.today
}

// newReview is the form that marks several risks as reviewed, with no word in it but the beginning of next year's.
func (reg *register) newReview() templates.RiskForm {
	form := templates.RiskForm{Part: "review"}
	for i := range reg.result.Risks {
		if r := &reg.result.Risks[i]; r.Applies && reg.last.basis(r.Risk) != "" {
			form.Values = url.Values{"basis": {templates.StillValid}}
			break
		}
	}
	return form
}

// risksPage makes the page of the register. What was ticked and typed comes with the form.
func (s *Server) risksPage(r *http.Request, reg *register, form templates.RiskForm) templates.RisksPage {
	page := templates.RisksPage{
		Heat: templates.HeatMap{
			URL: reg.path("risks"), Rating: templates.RiskShowOf(r.URL.Query().Get("show")),
			Cell: templates.HeatCellOf(r.URL.Query().Get("cell")), Counts: map[templates.HeatCell]int{},
		},
		Levels: report.Levels(reg.result.Risks), Threshold: assessment.Threshold{Level: reg.Accepted()}, Before: reg.last.period, Review: form, Own: reg.ownBefore(),
	}
	if reg.Threshold != nil {
		page.Threshold.SetBy, page.Threshold.Reason = reg.Threshold.SetBy, reg.Threshold.Reason
	}
	for i := range reg.result.Risks {
		if risk := &reg.result.Risks[i]; risk.Applies {
			reg.list(&page, risk)
		} else {
			page.Absent = append(page.Absent, reg.absent(risk))
		}
	}
	slices.SortStableFunc(page.Rows, func(a, b templates.RiskRow) int { return cmp.Compare(b.Level, a.Level) })
	page.AssessmentPage = s.frame(r, reg.work, templates.TabRisks, templates.Page{
		Heading: fmt.Sprintf("Risks %d", reg.Period), Title: fmt.Sprintf("Risks, %s %d", reg.Client.Name, reg.Period), Badge: templates.StatusBadge(reg.Status),
		Lead: fmt.Sprintf("%d apply, %d do not.", page.Applies, len(page.Absent)),
	})
	page.Main, page.Problems = page.NextAction(), page.ReviewProblems()
	return page
}

// list counts a risk that applies, and takes it into the register where it is in the cell that is shown.
func (reg *register) list(page *templates.RisksPage, risk *assessment.RatedRisk) {
	rating := page.Heat.Rating.Of(risk)
	cell := templates.HeatCell{Likelihood: rating.Likelihood, Impact: risk.Impact.Overall}
	row := reg.row(risk, rating.Level)
	row.Ticked = page.Review.Has("risk", risk.Risk)
	page.Applies++
	page.Heat.Counts[cell]++
	if row.Reviewed == "" {
		page.Unreviewed++
	}
	if row.Over {
		page.Over++
		if row.Response == 0 {
			page.Untreateds++
			if page.Untreated == nil {
				page.Untreated = &row
			}
		}
	}
	if page.Heat.Cell == (templates.HeatCell{}) || page.Heat.Cell == cell {
		page.Rows = append(page.Rows, row)
	}
}

func (reg *register) row(risk *assessment.RatedRisk, level assessment.RiskLevel) templates.RiskRow {
	change := reg.last.changes[risk.Risk]
	return templates.RiskRow{
		ID: risk.Risk, Heading: risk.Heading(), Level: level, Over: reg.Over(risk.Current.Level),
		Before: change.Before, YearsOpen: change.YearsOpen, Response: reg.Treatment[risk.Risk].Response,
		Reviewed: reg.reviewed(risk.Risk), Revision: reg.Revision(store.EntryReview, risk.Risk),
	}
}

func (reg *register) absent(risk *assessment.RatedRisk) templates.AbsentRisk {
	absent := templates.AbsentRisk{ID: risk.Risk, Heading: risk.Heading(), Why: risk.Why}
	if x, ok := reg.RisksExcluded[risk.Risk]; ok {
		absent.Said = strings.TrimSuffix(x.By+", "+x.Date.Long(), ", ")
	}
	return absent
}

// ownBefore lists the risks of the assessor's own that were in the analysis before and are not in this one.
func (reg *register) ownBefore() []templates.OwnRiskLink {
	if reg.last.content == nil {
		return nil
	}
	var list []templates.OwnRiskLink
	for _, o := range reg.last.content.OwnRisks {
		if reg.own(o.ID) == nil {
			list = append(list, templates.OwnRiskLink{ID: o.ID, Heading: cmp.Or(o.Title, o.Vulnerability)})
		}
	}
	return list
}

// postReviews marks the ticked risks as reviewed, all on the basis that was given.
func (s *Server) postReviews(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	entries := reg.reviewsIn(f, scopeOf(r).Name)
	mitigated := reg.mitigatedIn(f)
	if err = f.err(); err == nil {
		err = s.store.SaveEntries(r.Context(), scopeOf(r), reg.ID, append(entries, mitigated...)...)
	}
	if err != nil {
		return s.reviewsAgain(w, r, f, err)
	}
	said := fmt.Sprintf("Saved: %s reviewed", countRisks(len(f.all("risk"))))
	if f.has("mitigate") {
		said += fmt.Sprintf(", and mitigate as the response to %s", countRisks(len(mitigated)))
	}
	return s.done(w, r, reg.path("risks")+"?"+r.URL.RawQuery, said+".")
}

// mitigatedIn gives the response mitigate to those of the ticked risks that need a response, have none and have a control
// to put in place. The others are responded to one by one.
func (reg *register) mitigatedIn(f *form) []store.Entry {
	if !f.has("mitigate") {
		return nil
	}
	var entries []store.Entry
	for _, ticked := range f.all("risk") {
		id, _, _ := strings.Cut(ticked, "@")
		risk, err := reg.risk(id)
		if err != nil || !reg.Over(risk.Current.Level) || reg.Treatment[id].Response != 0 || !risk.Mitigable() {
			continue
		}
		entries = append(entries, store.TreatmentEntry(id, reg.Revision(store.EntryTreatment, id), assessment.Treatment{Response: assessment.Mitigate}))
	}
	return entries
}

// reviewsIn reads which risks were ticked and on what basis.
func (reg *register) reviewsIn(f *form, name string) []store.Entry {
	if len(f.all("risk")) == 0 {
		f.bad("risk", "No risk is ticked. Tick each risk that you reviewed, then save again.")
	}
	review := store.Reviewed{By: name, Date: reg.today, Basis: basisIn(f)}
	var entries []store.Entry
	for _, ticked := range f.all("risk") {
		id, revision, _ := strings.Cut(ticked, "@")
		n, err := strconv.Atoi(revision)
		if _, unknown := reg.risk(id); err != nil || unknown != nil {
			f.bad("", "A risk that was ticked is not in the register any more. Look at the list below and save again.")
			continue
		}
		entries = append(entries, reg.reviewEntries(id, n, review)...)
	}
	return entries
}

func countRisks(n int) string {
	if n == 1 {
		return "1 risk"
	}
	return fmt.Sprintf("%d risks", n)
}

// basisIn reads the basis of a review.
func basisIn(f *form) string {
	basis := f.free("basis")
	switch {
	case basis == "":
		f.bad("basis", "Say on what basis: what you know of this client that makes the rating right.")
	case strings.EqualFold(basis, strings.TrimSpace(templates.StillValid)):
		f.bad("basis", "Finish the sentence: say why it is still valid, or write a new basis.")
	}
	return basis
}

// reviewEntries keeps a review. A basis that an own risk brought along from a file gives way to it.
func (reg *register) reviewEntries(id string, revision int, review store.Reviewed) []store.Entry {
	list := []store.Entry{store.ReviewEntry(id, revision, review)}
	if own := reg.own(id); own != nil && own.Basis != "" {
		changed := *own
		changed.Basis = ""
		list = append(list, store.OwnRiskEntry(reg.Revision(store.EntryOwnRisk, id), changed))
	}
	return list
}

// reviewsAgain shows the register once more with what was ticked and typed, and what kept it from being saved.
func (s *Server) reviewsAgain(w http.ResponseWriter, r *http.Request, f *form, err error) error {
	status := statusOf(err)
	reg, loadErr := s.registerOf(r)
	if loadErr != nil {
		return loadErr
	}
	form := templates.RiskForm{Part: "review", Values: url.Values{"basis": f.all("basis"), "mitigate": f.all("mitigate")}}
	for _, ticked := range f.all("risk") {
		id, _, _ := strings.Cut(ticked, "@")
		form.Values["risk"] = append(form.Values["risk"], id)
	}
	if errors.Is(err, assessment.ErrConflict) {
		form.Problems = s.metReviews(r, reg, f, err)
	} else if form.Problems, err = problems(err, fieldIn("risks_reviewed.", "basis", "risk")); err != nil {
		return err
	}
	return s.show(w, r, status, s.risksPage(r, reg, form).View())
}

// fieldIn gives for a place that the core or a form names the field of that name, and "" for every other place.
func fieldIn(place string, fields ...string) func(path string) string {
	return func(path string) string {
		if name := strings.TrimPrefix(path, place); slices.Contains(fields, name) {
			return name
		}
		return ""
	}
}

// metReviews says what met the reviews: what others saved meanwhile, or that the assessment is no draft any more.
func (s *Server) metReviews(r *http.Request, reg *register, f *form, err error) []templates.Problem {
	if reg.Status != assessment.Draft {
		return []templates.Problem{{What: conflictText(err) + " You had typed: " + f.text("basis")}}
	}
	var list []templates.Problem
	for _, ticked := range f.all("risk") {
		id, revision, _ := strings.Cut(ticked, "@")
		risk, gone := reg.risk(id)
		if gone != nil || revision == strconv.Itoa(reg.Revision(store.EntryReview, id)) {
			continue
		}
		list = append(list, templates.Problem{Field: "risk", What: fmt.Sprintf(
			"%s reviewed “%s” after you opened the page, on this basis: %s Yours is not saved yet. Take its tick out, or save again to replace it.",
			s.whoSaved(r, reg.ClientID, string(store.EntryReview), id), risk.Heading(), asSentence(reg.Basis(id)))})
	}
	return list
}

// asSentence ends a text with a full stop, where it has no end of its own.
func asSentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}
