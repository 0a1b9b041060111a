package handlers

import (
	"fmt"
	"net/http"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showOverview shows how far an assessment is and what comes next.
func (s *Server) showOverview(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return err
	}
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	if err != nil {
		return err
	}
	next, err := s.nextOf(r, wk, list)
	if err != nil {
		return err
	}
	page := templates.OverviewPage{
		AssessmentPage: s.frame(r, wk, templates.TabOverview, overviewHead(wk, next)),
		Progress:       wk.progress, Sections: wk.sections, Hidden: hiddenIn(wk), Totals: snapshot.Result.Totals,
		Previous: summaryOf(list, wk.ID).Carried, Asked: wk.ChangedAsked, Changed: wk.Changed, Remarks: wk.Remarks,
	}
	page.Touched, page.TouchedQuestions = touched(wk)
	if wk.Status == assessment.Draft {
		out, err := s.store.SharedOut(r.Context(), scopeOf(r), wk.ClientID, wk.ID, wk.Period)
		if err != nil {
			return err
		}
		standing := assessment.Stand(wk.Catalog, &wk.Content)
		page.With, page.Unsent = sectionsWith(wk.Catalog, standing, out, s.today()), len(suggested(standing, out))
	}
	if wk.editable(r) {
		page.Newer = s.newerThan(wk.Catalog)
	}
	return s.ok(w, r, page.View())
}

// overviewHead says in the head of the page what the assessment is, how far it is and what comes next.
func overviewHead(wk *work, next templates.NextLine) templates.Page {
	name := fmt.Sprintf("%s, %d", wk.Client.Name, wk.Period)
	return templates.Page{
		Heading: name, Title: fmt.Sprintf("%s: %d of %d answered", name, wk.progress.Answered, wk.progress.Asked),
		Badge: templates.StatusBadge(wk.Status), Lead: next.Lead(), Main: next.Main(),
	}
}

// nextOf gives the words of what comes next, as the list of clients has it: of a final assessment that is its plan as it
// stands now.
func (s *Server) nextOf(r *http.Request, wk *work, list []store.Summary) (templates.NextLine, error) {
	sum := summaryOf(list, wk.ID)
	client, err := s.store.Client(r.Context(), scopeOf(r), wk.ClientID)
	if err != nil {
		return templates.NextLine{}, err
	}
	on := templates.NextOn{
		Client: wk.ClientID, Assessment: wk.ID, Period: wk.Period, Carried: sum.Carried, Section: nextSection(wk.sections),
		NoAgreement: client.AgreedOn.IsZero(), Today: s.today(), Reader: !scopeOf(r).CanEdit(),
	}
	if !wk.FinalAt.IsZero() {
		on.FinalOn = s.dayOf(wk.FinalAt)
	}
	if sum.Next.Step == assessment.StepConfirm {
		on.Section = sectionToConfirm(wk.sections)
	}
	text, action := templates.NextWords(sum.Next, on)
	return templates.NextLine{Text: text, Action: action}, nil
}

// summaryOf gives the assessment with that id as lists show it.
func summaryOf(list []store.Summary, id string) store.Summary {
	for i := range list {
		if list[i].ID == id {
			return list[i]
		}
	}
	return store.Summary{}
}

// sectionToConfirm gives the id of the first section that has something to confirm, or "".
func sectionToConfirm(sections []assessment.SectionProgress) string {
	for i := range sections {
		if sections[i].ToConfirm > 0 {
			return sections[i].Section.ID
		}
	}
	return ""
}

// hiddenIn lists what is not asked, each with why.
func hiddenIn(wk *work) []templates.HiddenQuestion {
	var list []templates.HiddenQuestion
	for _, st := range assessment.Stand(wk.Catalog, &wk.Content) {
		if !st.Visible {
			list = append(list, templates.HiddenQuestion{Text: st.Question.Text, Why: st.Why()})
		}
	}
	return list
}

// touched lists the sections that what changed at the client touches, and counts the questions asked in them.
func touched(wk *work) (sections []templates.SectionLink, questions int) {
	for i := range wk.sections {
		sec := &wk.sections[i]
		if sec.Asked == 0 || len(wk.Touched(sec.Section)) == 0 {
			continue
		}
		questions += sec.Asked
		sections = append(sections, templates.SectionLink{ID: sec.Section.ID, Title: sec.Section.Title})
	}
	return sections, questions
}

// sectionsWith says of which sections contacts have every open question, and of which their answers wait.
func sectionsWith(cat *assessment.Catalog, standing []assessment.Standing, out *store.Out, today assessment.Date) map[string]templates.StateView {
	states := map[string]templates.StateView{}
	for i := range cat.Questionnaire.Sections {
		id := cat.Questionnaire.Sections[i].ID
		at := templates.SectionWith{Today: today}
		for _, st := range cat.InSection(standing, id) {
			k, shared := out.Questions[st.Question.ID]
			at.ToReview += k.Submitted
			if !st.Visible || st.Answered() {
				continue
			}
			at.Open++
			if shared && k.WithContact() {
				at.With++
				at.Returned += k.Returned
				at.Add(namesOf(out.Who(k.Question)), k.Due)
			}
		}
		if state, ok := at.State(); ok {
			states[id] = state
		}
	}
	return states
}
