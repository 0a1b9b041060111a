package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// showOpening shows what opening the assessment of a period would bring along.
func (s *Server) showOpening(w http.ResponseWriter, r *http.Request) error {
	page, _, err := s.opening(r, r.URL.Query().Get("period"), r.URL.Query().Get("questionnaire"))
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postOpening opens the assessment and leads to its scope, or to the one that is open already.
func (s *Server) postOpening(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	page, o, err := s.opening(r, f.text("period"), f.text("questionnaire"))
	if err != nil {
		return err
	}
	page.Due = f.text("due")
	if o.Due = f.date("due"); page.Due != "" && !f.wrong("due") && o.Due.Before(assessment.NewDate(o.Period, 1, 1)) {
		f.bad("due", "The due date lies before %d begins. Choose a later day.", o.Period)
	}
	if page.Due == "" {
		o.Due = endOf(o.Period)
	}
	if page.Unknown && !page.Archived {
		f.bad("", "Say first what the client is.")
	}
	id := ""
	if err = f.err(); err == nil {
		id, err = s.store.OpenAssessment(r.Context(), scopeOf(r), o)
	}
	if opened, ok := errors.AsType[*store.Opened](err); ok {
		return s.done(w, r, "/assessments/"+opened.ID, fmt.Sprintf("The assessment of %d is there already. This is it.", o.Period))
	}
	if err != nil {
		return s.notOpened(w, r, page, err)
	}
	if f.text("then") == "share" {
		return s.done(w, r, "/assessments/"+id+"/shares/new?suggest=client", openedText(o.Period, page))
	}
	return s.done(w, r, "/assessments/"+id+"/scope", openedText(o.Period, page))
}

// notOpened shows the page again. A client that is archived says so itself.
func (s *Server) notOpened(w http.ResponseWriter, r *http.Request, page templates.OpeningPage, cause error) error {
	if page.Archived && errors.Is(cause, store.ErrArchived) {
		return s.show(w, r, statusOf(cause), page.View())
	}
	list, err := problems(cause, func(path string) string { return path })
	if err != nil {
		return err
	}
	page.Problems = list
	return s.show(w, r, statusOf(cause), page.View())
}

// openedText says what was opened and what came along.
func openedText(period int, page templates.OpeningPage) string {
	if page.Coming == 0 {
		return fmt.Sprintf("Opened %d. Begin with what the analysis covers.", period)
	}
	return fmt.Sprintf("Opened %d. Answers from %d came along: %d wait for your word.", period, page.From, page.Coming)
}

func endOf(period int) assessment.Date { return assessment.NewDate(period, 12, 31) }

// opening makes the page for a period, which is the next one where none is asked for, and says what to open.
func (s *Server) opening(r *http.Request, asked, questionnaire string) (templates.OpeningPage, store.Opening, error) {
	var page templates.OpeningPage
	c, err := s.clientAt(r)
	if err != nil {
		return page, store.Opening{}, err
	}
	list, err := s.store.Assessments(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return page, store.Opening{}, err
	}
	o := store.Opening{Client: c.ID, Period: s.nextPeriod(list)}
	if asked != "" {
		if o.Period, err = s.periodAsked(asked); err != nil {
			return page, o, err
		}
	}
	o.Due = endOf(o.Period)
	if o.Catalog, err = s.catalogAsked(questionnaire, list); err != nil {
		return page, o, err
	}
	page = templates.OpeningPage{
		Page:   s.clientFrame(r, c, templates.Page{Heading: fmt.Sprintf("Open %d", o.Period)}),
		Client: c.ID, Name: c.Facts.Name, Archived: c.Archived, Unknown: len(c.Facts.Kinds) == 0, Period: o.Period, Due: o.Due.String(), Others: s.otherPeriods(o.Period),
		Questionnaire: o.Catalog.Questionnaire.ID, Edition: o.Catalog.Questionnaire.Title + ", " + o.Catalog.Questionnaire.Version,
	}
	if page.Choices, err = s.basesBeside(o.Catalog); err != nil {
		return page, o, err
	}
	page.Taken, page.Unfinished = ofPeriod(list, o.Period), unfinishedBefore(list, o.Period)
	if page.Taken == nil && !page.Archived && !page.Unknown {
		err = s.preview(r, o, &page)
		content := &assessment.Content{Client: c.Facts, Period: o.Period}
		page.ForClient = len(suggested(assessment.Stand(o.Catalog, content), &store.Out{}))
	}
	return page, o, err
}

// catalogAsked gives the questionnaire to open with: the one that was chosen, or that of the client's newest assessment.
func (s *Server) catalogAsked(questionnaire string, list []store.Summary) (*assessment.Catalog, error) {
	if questionnaire == "" {
		return s.catalogAfter(list)
	}
	cat, err := s.library.Catalog(questionnaire)
	if errors.Is(err, questionnaires.ErrUnknown) || err == nil && cat.Questionnaire.Kind != assessment.Base {
		return nil, fmt.Errorf("a risk analysis %q: %w", questionnaire, assessment.ErrNotFound)
	}
	return cat, err
}

// basesBeside lists the other questionnaires that an assessment can be opened with.
func (s *Server) basesBeside(chosen *assessment.Catalog) ([]templates.OpeningChoice, error) {
	all, err := s.library.Questionnaires()
	var list []templates.OpeningChoice
	for _, q := range all {
		if q.Questionnaire.Kind == assessment.Base && q.Questionnaire.ID != chosen.Questionnaire.ID {
			list = append(list, templates.OpeningChoice{ID: q.Questionnaire.ID, Title: q.Questionnaire.Title, About: q.Questionnaire.About})
		}
	}
	return list, err
}

// preview counts what would come along.
func (s *Server) preview(r *http.Request, o store.Opening, page *templates.OpeningPage) error {
	proposals, err := s.store.Preview(r.Context(), scopeOf(r), o)
	for _, p := range proposals {
		page.From, page.Coming = p.Period, page.Coming+1
		if p.Anew {
			page.Anew++
		} else if p.OldText != "" {
			page.Reworded++
		}
	}
	return err
}

// nextPeriod gives the year of today, or the year after the newest assessment where that is later.
func (s *Server) nextPeriod(list []store.Summary) int {
	year, newest := s.today().Time().Year(), 0
	for _, sum := range list {
		newest = max(newest, sum.Period)
	}
	return max(year, min(newest+1, year+1))
}

// periodAsked reads a period. It is this year, the last or the next, since the as-of date of an assessment lies in its
// period or beside it.
func (s *Server) periodAsked(text string) (int, error) {
	period, err := strconv.Atoi(text)
	year := s.today().Time().Year()
	if err != nil || period < year-1 || period > year+1 {
		return 0, bad("An assessment can be opened for %d, %d or %d.", year-1, year, year+1)
	}
	return period, nil
}

// otherPeriods lists the other years that can be opened.
func (s *Server) otherPeriods(period int) []int {
	year := s.today().Time().Year()
	return slices.DeleteFunc([]int{year - 1, year, year + 1}, func(y int) bool { return y == period })
}

// ofPeriod gives the assessment of a period that stands, or nil.
func ofPeriod(list []store.Summary, period int) *templates.OpenedBefore {
	for _, sum := range list {
		if sum.Period == period && sum.Status != assessment.Superseded {
			return openedBefore(sum)
		}
	}
	return nil
}

func openedBefore(sum store.Summary) *templates.OpenedBefore {
	return &templates.OpenedBefore{ID: sum.ID, Period: sum.Period, Status: sum.Status, Answered: sum.Answered, Asked: sum.Asked}
}

// unfinishedBefore gives the newest assessment of an earlier period that is not final yet, of which nothing comes along.
func unfinishedBefore(list []store.Summary, period int) *templates.OpenedBefore {
	for _, sum := range list {
		if sum.Period < period && (sum.Status == assessment.Draft || sum.Status == assessment.InReview) {
			return openedBefore(sum)
		}
	}
	return nil
}
