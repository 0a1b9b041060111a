package handlers

import (
	"fmt"
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showPlan shows what an assessment still has to treat, and its plan.
func (s *Server) showPlan(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.planPage(r, wk)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postPlan adopts the suggestions that are ticked, all with one owner.
func (s *Server) postPlan(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	if wk.Status != assessment.Draft {
		return s.planFixed(w, r, wk, readLine(f).Facts("Ticked", suggestedIn(wk, f.all("adopt"))))
	}
	page, err := s.planPage(r, wk)
	if err != nil {
		return err
	}
	page.Form.Owner, page.Form.Other = f.text("owner"), f.text("other")
	lines := ticked(f, &page)
	if len(lines) == 0 && len(f.all("adopt")) > 0 {
		return s.done(w, r, wk.path("plan"), "What you ticked is planned already.")
	}
	s.checkTicked(f, wk, lines)
	if err = f.err(); err == nil {
		_, err = s.store.SaveRemediations(r.Context(), scopeOf(r), wk.ClientID, lines...)
	}
	if err == nil {
		return s.done(w, r, wk.path("plan"), addedText(lines))
	}
	cause := err
	if page.Form.Editing, err = s.refused(r, cause, 0, stored{}); err != nil {
		return err
	}
	page.Problems = page.Form.Problems
	return s.show(w, r, statusOf(cause), page.View())
}

// planFixed shows the plan of what is no draft any more with what was typed for it.
func (s *Server) planFixed(w http.ResponseWriter, r *http.Request, wk *work, lost templates.Facts) error {
	page, err := s.planPage(r, wk)
	if err != nil {
		return err
	}
	page.Lost = &lost
	return s.show(w, r, statusOf(&store.Conflict{Status: wk.Status}), page.View())
}

// suggestedIn gives what the questionnaire suggests for the questions with those ids.
func suggestedIn(wk *work, ids []string) []string {
	var list []string
	for _, id := range ids {
		if q := wk.Catalog.Question(id); q != nil {
			list = append(list, q.Suggested(wk.Date).Action)
		}
	}
	return list
}

// ticked marks the suggestions that are ticked and gives a line of the plan for each.
func ticked(f *form, page *templates.PlanPage) []store.Record[assessment.Remediation] {
	var lines []store.Record[assessment.Remediation]
	for _, list := range [][]templates.PlanSuggestion{page.Wanted, page.Others} {
		for i := range list {
			if !slices.Contains(f.all("adopt"), list[i].Question) {
				continue
			}
			list[i].Ticked = true
			line := list[i].Line
			line.Owner = page.Form.Chosen()
			lines = append(lines, store.Record[assessment.Remediation]{Value: line})
		}
	}
	return lines
}

// checkTicked notes what is wrong with lines that get one owner; each thing once.
func (s *Server) checkTicked(f *form, wk *work, lines []store.Record[assessment.Remediation]) {
	if len(lines) == 0 {
		f.bad("suggestions", "Tick what you want to adopt.")
	}
	for _, line := range lines {
		for _, p := range wk.Catalog.CheckRemediation(line.Value, s.today()) {
			if !slices.Contains(f.problems, p) {
				f.problems = append(f.problems, p)
			}
		}
	}
}

func addedText(lines []store.Record[assessment.Remediation]) string {
	if len(lines) == 1 {
		return "Added “" + templates.Brief(lines[0].Value.Action) + "” to the plan."
	}
	return fmt.Sprintf("Added %d remediations to the plan.", len(lines))
}

// planPage makes the page. What is fixed shows its plan alone: nothing more can be treated there.
func (s *Server) planPage(r *http.Request, wk *work) (templates.PlanPage, error) {
	snapshot, err := wk.snapshot()
	if err != nil {
		return templates.PlanPage{}, err
	}
	totals := snapshot.Result.Totals
	page := templates.PlanPage{
		Accepted: wk.Accepted(), Lines: planEntries(wk, snapshot.Result), Index: totals.Index, Target: totals.IndexTarget, AsOf: wk.Date,
	}
	if wk.Status == assessment.Draft {
		page.AsOf = s.today()
		page.Untreated = untreated(wk, snapshot.Result)
		page.Wanted, page.Others = s.suggestions(wk, snapshot.Result)
	}
	if wk.editable(r) {
		page.Form.People, err = s.peopleOf(r, wk)
	}
	page.AssessmentPage = s.frame(r, wk, templates.TabPlan, templates.Page{Heading: "Plan"})
	head := page.Head()
	page.Heading, page.Lead, page.Main = head.Heading, head.Lead, head.Main
	return page, err
}

// planRisk gives a risk as the pages of the plan show it.
func planRisk(wk *work, risk *assessment.RatedRisk) templates.PlanRisk {
	return templates.PlanRisk{
		Heading: risk.Heading(), URL: wk.path("risks", risk.Risk), Current: risk.Current.Level, Target: risk.Target.Level,
	}
}

// planRisks gives the risks with those ids.
func planRisks(wk *work, result *assessment.Result, ids []string) []templates.PlanRisk {
	var list []templates.PlanRisk
	for i := range result.Risks {
		if slices.Contains(ids, result.Risks[i].Risk) {
			list = append(list, planRisk(wk, &result.Risks[i]))
		}
	}
	return list
}

// untreated lists the risks of which a final report misses a response, or what makes one complete, the highest first. A
// risk to be mitigated that has controls to plan is among the suggestions.
func untreated(wk *work, result *assessment.Result) []templates.PlanRisk {
	var list []templates.PlanRisk
	for _, g := range result.Missing {
		n := slices.IndexFunc(result.Risks, func(risk assessment.RatedRisk) bool { return risk.Risk == g.About.ID })
		if n < 0 || g.About.Kind != assessment.AboutTreatment && (g.About.Kind != assessment.AboutMitigation || canBePlanned(&result.Risks[n])) {
			continue
		}
		risk := planRisk(wk, &result.Risks[n])
		risk.URL += "#treatment"
		risk.What = whatItLacks(wk, &result.Risks[n])
		list = append(list, risk)
	}
	slices.SortStableFunc(list, func(a, b templates.PlanRisk) int { return int(b.Current) - int(a.Current) })
	return list
}

// canBePlanned reports whether a control of the risk is answered and not in place.
func canBePlanned(risk *assessment.RatedRisk) bool {
	return slices.ContainsFunc(risk.Controls, func(c assessment.Control) bool { return c.Response != 0 && c.State() < assessment.InPlace })
}

// whatItLacks says what a response lacks, as a sentence; nothing of one that there is not yet.
func whatItLacks(wk *work, risk *assessment.RatedRisk) string {
	switch t := wk.Treatment[risk.Risk]; t.Response {
	case 0:
		return ""
	case assessment.Mitigate:
		return "To be mitigated, and every control that is answered is in place. Verify the key ones, or accept what remains."
	default:
		return t.Response.Title() + ": its reason, approver, date or expiry is missing or has passed."
	}
}

// suggestions lists the questionnaire's remediations of what is not in place and not planned: those that a final report
// misses, and the others.
func (s *Server) suggestions(wk *work, result *assessment.Result) (wanted, others []templates.PlanSuggestion) {
	for _, u := range assessment.UnplannedOf(wk.Catalog, &wk.Content, result) {
		if view := s.suggestion(wk, result, u); u.Wanted() {
			wanted = append(wanted, view)
		} else {
			others = append(others, view)
		}
	}
	return wanted, others
}

// suggestion is due so many days after the as-of date, or after today where that has passed.
func (s *Server) suggestion(wk *work, result *assessment.Result, u assessment.Unplanned) templates.PlanSuggestion {
	q, from := u.Question, wk.Date
	if from.Before(s.today()) {
		from = s.today()
	}
	view := templates.PlanSuggestion{
		Question: q.ID, Text: q.Text, Response: responseIn(result, q.ID), Note: wk.Content.Answers[q.ID].Note, Line: q.Suggested(from), Worth: u.Worth,
		Bears: planRisks(wk, result, u.Worth.Risks), URL: wk.path("plan", q.ID), Days: u.Worth.Days,
	}
	if q.Remediation != nil {
		view.Role = q.Remediation.Role
	}
	for _, line := range wk.Remediation {
		if line.Status == assessment.Done && slices.Contains(line.Questions, q.ID) {
			view.Card, view.DoneOn = wk.card(q.ID), line.Completed
		}
	}
	for _, row := range u.Rows {
		view.Rows = append(view.Rows, templates.PlanRequirement{Citation: row.Citation, Heading: row.Heading, Designation: row.Designation})
	}
	for _, risk := range u.Risks {
		view.Risks = append(view.Risks, planRisk(wk, risk))
	}
	return view
}

// responseIn gives what a question was answered, the worst of its sites.
func responseIn(result *assessment.Result, question string) assessment.Response {
	for i := range result.Answers {
		if result.Answers[i].Question == question {
			return result.Answers[i].Response
		}
	}
	return 0
}

// planEntries lists the lines of the plan in its order.
func planEntries(wk *work, result *assessment.Result) []templates.PlanEntry {
	lines := map[string]assessment.Remediation{}
	for _, line := range wk.Remediation {
		lines[line.ID] = line
	}
	list := make([]templates.PlanEntry, len(result.Plan))
	for i, worth := range result.Plan {
		line := lines[worth.Remediation]
		list[i] = templates.PlanEntry{
			Remediation: line, Worth: worth, Risks: planRisks(wk, result, worth.Risks), URL: templates.LineURL(wk.ClientID, line.ID, wk.path("plan")),
		}
		for _, id := range line.Questions {
			q := wk.Catalog.Question(id)
			if q == nil {
				continue
			}
			list[i].Questions = append(list[i].Questions, q.Text)
			if response := responseIn(result, id); line.Status == assessment.Done && response != assessment.Yes && response != assessment.NotApplicable {
				list[i].Stale = append(list[i].Stale, q.Text)
			}
		}
	}
	return list
}

// people lists who may own a line: the client's official and contact, who is signed in, and who owns lines already.
func people(r *http.Request, c store.Client, official *assessment.Person, plan []assessment.Remediation) []templates.Option {
	var list []templates.Option
	add := func(name, note string) {
		if known := func(o templates.Option) bool { return o.Value == name }; name != "" && !slices.ContainsFunc(list, known) {
			list = append(list, templates.Option{Value: name, Label: name + note})
		}
	}
	if official != nil {
		add(official.Name, ", security official")
	}
	add(c.Contact, ", contact at the client")
	add(visitOf(r).user.Name, ", you")
	for _, line := range plan {
		add(line.Owner, "")
	}
	return list
}

// peopleOf lists who may own a line that comes of an assessment.
func (s *Server) peopleOf(r *http.Request, wk *work) ([]templates.Option, error) {
	c, err := s.store.Client(r.Context(), scopeOf(r), wk.ClientID)
	if err != nil {
		return nil, err
	}
	return people(r, c, wk.SecurityOfficial, wk.Remediation), nil
}
