package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires"
	"safeguard/templates"
)

// proposedRule is the overlay that the program carries.
const proposedRule = "proposed-rule-2025"

// overlayOver gives the id of the overlay that an assessment answers or may answer, or "": the program's own where that lies
// over its questionnaire, else the first one that does. What was not answered while it was a draft has none.
func (s *Server) overlayOver(wk *work) string {
	on := &wk.Catalog.Questionnaire
	switch {
	case wk.Readiness != nil:
		return wk.Readiness.Overlay()
	case wk.Status != assessment.Draft:
		return ""
	}
	if cat, err := s.library.Catalog(proposedRule); err == nil && cat.Questionnaire.LiesOver(on) {
		return proposedRule
	}
	ids, err := s.overlaysOver(on)
	if err != nil || len(ids) == 0 {
		return "" // a page without the tab is better than none
	}
	return ids[0]
}

// overlaysOver lists the overlays of the library over a questionnaire.
func (s *Server) overlaysOver(on *assessment.Questionnaire) ([]string, error) {
	all, err := s.library.Questionnaires()
	var ids []string
	for _, q := range all {
		if q.Questionnaire.LiesOver(on) {
			ids = append(ids, q.Questionnaire.ID)
		}
	}
	return ids, err
}

// readiness is an assessment beside an overlay.
type readiness struct {
	*work
	overlay  *assessment.Catalog // the edition that is shown
	last     *store.Work         // the newest earlier final assessment that answers it, or nil
	sections []assessment.ReadinessSection
	count    assessment.ReadinessCount
}

// readinessOn gives the assessment and the overlay that the address names.
func (s *Server) readinessOn(r *http.Request) (*readiness, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return nil, err
	}
	rd := &readiness{work: wk}
	id := chi.URLParam(r, "questionnaire")
	if rd.overlay, err = s.overlayShown(wk, id, wk.editable(r)); err != nil {
		return nil, err
	}
	if rd.last, err = s.store.ReadinessBefore(r.Context(), scopeOf(r), wk.ClientID, id, wk.Period); err != nil {
		return nil, err
	}
	rd.count, rd.sections = assessment.SumReadiness(rd.overlay, &wk.Client, rd.Readiness)
	return rd, nil
}

// overlayShown gives the edition of an overlay that a page shows: who may answer sees the one that is in use now, and
// everybody else the one that was answered.
func (s *Server) overlayShown(wk *work, id string, editable bool) (*assessment.Catalog, error) {
	kept := wk.Overlay
	if kept != nil && kept.Questionnaire.ID != id {
		return nil, fmt.Errorf("overlay %q beside %q: %w", id, kept.Questionnaire.ID, assessment.ErrNotFound)
	}
	if kept != nil && !editable {
		return kept, nil
	}
	now, err := s.library.Catalog(id)
	switch gone := errors.Is(err, questionnaires.ErrUnknown); {
	case err != nil && !gone:
		return nil, err
	case !gone && now.Questionnaire.ID == id && now.Questionnaire.LiesOver(&wk.Catalog.Questionnaire):
		return now, nil
	case kept != nil:
		return kept, nil
	default:
		return nil, fmt.Errorf("overlay %q: %w", id, assessment.ErrNotFound)
	}
}

// given is what stands in the fields of a question: what was answered to it in the same words. An answer to other words
// answers something that nobody was asked.
func (rd *readiness) given(q *assessment.Question) assessment.ReadinessAnswer {
	if rd.Overlay == nil {
		return assessment.ReadinessAnswer{}
	}
	if asked := rd.Overlay.Question(q.ID); asked == nil || asked.Text != q.Text || asked.Proposal != q.Proposal {
		return assessment.ReadinessAnswer{}
	}
	return rd.Readiness.Answer(q.ID)
}

// stored gives all that stands in the fields before anybody types.
func (rd *readiness) stored() assessment.Readiness {
	r := assessment.Readiness{Answers: map[string]assessment.ReadinessAnswer{}}
	for _, s := range rd.sections {
		for _, q := range s.Asked {
			r.Answers[q.ID] = rd.given(q)
		}
	}
	return r
}

// showReadiness shows how ready a client would be for what an overlay proposes.
func (s *Server) showReadiness(w http.ResponseWriter, r *http.Request) error {
	rd, err := s.readinessOn(r)
	if err != nil {
		return err
	}
	return s.ok(w, r, s.readinessPage(r, rd, rd.stored(), nil).View())
}

// postReadiness saves the answers to an overlay, all of them or none.
func (s *Server) postReadiness(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	rd, err := s.readinessOn(r)
	if err != nil {
		return err
	}
	typed := rd.read(f)
	typed.By, typed.Date = scopeOf(r).Name, s.today()
	reread := f.text("edition") != rd.overlay.Hash
	switch err = f.err(); {
	case err != nil:
	case reread:
		err = fmt.Errorf("answers to another edition: %w", assessment.ErrConflict)
	default:
		err = s.store.SaveReadiness(r.Context(), scopeOf(r), rd.ID, rd.overlay, f.revision(), rd.whole(typed))
	}
	if err != nil {
		return s.readinessNotSaved(w, r, typed, reread, err)
	}
	count, _ := assessment.SumReadiness(rd.overlay, &rd.Client, &typed)
	return s.done(w, r, rd.path("readiness", rd.overlay.Questionnaire.ID), "Saved. "+count.Words())
}

// read reads the fields, and notes what is wrong with them.
func (rd *readiness) read(f *form) assessment.Readiness {
	typed := assessment.Readiness{Questionnaire: rd.overlay.Questionnaire.ID, Answers: map[string]assessment.ReadinessAnswer{}}
	for _, s := range rd.sections {
		for _, q := range s.Asked {
			a := assessment.ReadinessAnswer{Note: f.text("note-" + q.ID)}
			word(f, "answer-"+q.ID, &a.Response)
			typed.Answers[q.ID] = a
		}
	}
	for _, p := range typed.CheckForm() {
		f.bad(readinessField(p.Path), "%s", p.What)
	}
	return typed
}

// whole adds what was answered to questions that are not asked now: a hidden question keeps its answer.
func (rd *readiness) whole(typed assessment.Readiness) assessment.Readiness {
	for _, q := range rd.overlay.Questions() {
		if _, asked := typed.Answers[q.ID]; !asked && !q.IsFact() {
			typed.Answers[q.ID] = rd.given(q)
		}
	}
	return typed
}

// readinessNotSaved shows the page again with what was typed and what kept it from being saved.
func (s *Server) readinessNotSaved(w http.ResponseWriter, r *http.Request, typed assessment.Readiness, reread bool, cause error) error {
	rd, err := s.readinessOn(r)
	if err != nil {
		return err
	}
	var wrong []templates.Problem
	if !errors.Is(cause, assessment.ErrConflict) {
		if wrong, err = problems(cause, readinessField); err != nil {
			return err
		}
	}
	page := s.readinessPage(r, rd, typed, wrong)
	switch {
	case len(wrong) > 0:
	case !page.CanEdit:
		page = s.readinessPage(r, rd, rd.stored(), nil)
		page.Lost = rd.lost(typed)
	case reread:
		page.Changed = true
	default:
		if page.Differ = rd.differing(typed); len(page.Differ) == 0 { // both gave the same answers
			return s.done(w, r, rd.path("readiness", rd.overlay.Questionnaire.ID), "Saved. "+rd.count.Words())
		}
		page.SavedBy = s.whoSaved(r, rd.ClientID, string(store.EntryReadiness), rd.ID)
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// differing lists where what was typed is not what is stored.
func (rd *readiness) differing(typed assessment.Readiness) []templates.ReadinessDiffering {
	var list []templates.ReadinessDiffering
	for _, s := range rd.sections {
		for _, q := range s.Asked {
			if now, mine := rd.given(q), typed.Answer(q.ID); now != mine {
				list = append(list, templates.ReadinessDiffering{ID: q.ID, Asked: q.Text, Stored: now, Mine: mine})
			}
		}
	}
	return list
}

// lost lists what was typed and cannot be saved any more.
func (rd *readiness) lost(typed assessment.Readiness) *templates.Facts {
	facts := &templates.Facts{}
	for _, d := range rd.differing(typed) {
		facts.Items = append(facts.Items, templates.Fact{Name: d.Asked, Value: templates.ReadinessWords(d.Mine)})
	}
	return facts
}

// readinessPage makes the page with those answers in its fields.
func (s *Server) readinessPage(r *http.Request, rd *readiness, typed assessment.Readiness, wrong []templates.Problem) templates.ReadinessPage {
	q := &rd.overlay.Questionnaire
	page := templates.ReadinessPage{
		AssessmentPage: s.frame(r, rd.work, templates.TabProposed, templates.Page{Heading: q.Title, Problems: wrong}),
		Overlay:        q, Hash: rd.overlay.Hash, Revision: rd.Revision(store.EntryReadiness, q.ID), Count: rd.count,
	}
	if rd.Readiness != nil {
		page.By, page.On = rd.Readiness.By, rd.Readiness.Date
		if rd.Overlay.Hash != rd.overlay.Hash {
			page.Answered = rd.Overlay.Questionnaire.Version
		}
	}
	for n, section := range rd.sections {
		view := templates.ReadinessSection{ReadinessSection: section}
		for i, question := range section.Asked {
			card := rd.card(question, typed.Answer(question.ID))
			card.Number = fmt.Sprintf("%d.%d", n+1, i+1)
			for _, p := range wrong {
				switch p.Field {
				case "answer-" + question.ID:
					card.Wrong = p.What
				case "note-" + question.ID:
					card.NoteBad = p.What
				}
			}
			view.Questions = append(view.Questions, card)
		}
		page.Sections = append(page.Sections, view)
	}
	return page
}

// card is one question, beside what was answered to it before.
func (rd *readiness) card(q *assessment.Question, typed assessment.ReadinessAnswer) templates.ReadinessQuestion {
	given := rd.given(q)
	card := templates.ReadinessQuestion{Question: q, Response: typed.Response.String(), Note: typed.Note, Stored: given.Response != 0}
	if rd.last != nil {
		card.Earlier = append(card.Earlier, earlierAnswer(fmt.Sprintf("%d answer", rd.last.Period), rd.last, q)...)
	}
	if rd.Overlay != nil && given == (assessment.ReadinessAnswer{}) {
		card.Earlier = append(card.Earlier, earlierAnswer("Answer to version "+rd.Overlay.Questionnaire.Version, rd.Work, q)...)
	}
	return card
}

// earlierAnswer gives what an assessment answered to what the question was in its edition.
func earlierAnswer(from string, wk *store.Work, q *assessment.Question) []templates.ReadinessEarlier {
	asked, a := wk.Readiness.Earlier(wk.Overlay, q)
	if asked == nil {
		return nil
	}
	earlier := templates.ReadinessEarlier{From: from, Answer: a}
	if asked.Text != q.Text {
		earlier.Asked = asked.Text
	}
	return []templates.ReadinessEarlier{earlier}
}

// readinessField gives the field of the page for a place in the content.
func readinessField(path string) string {
	place, ok := strings.CutPrefix(path, "readiness.answers.")
	if !ok {
		return path // the fields of the form are named as their errors name them
	}
	id, part, _ := strings.Cut(place, ".")
	if part == "note" {
		return "note-" + id
	}
	return "answer-" + id
}
