package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// wantsParts reports whether the page itself asks, to exchange only what changed on it.
func wantsParts(r *http.Request) bool { return r.Header.Get("HX-Request") != "" }

// postAnswer saves an answer.
func (s *Server) postAnswer(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	a := s.readAnswer(r, f, k, k.Catalog.Question(chi.URLParam(r, "question")))
	if err = f.err(); err == nil || k.Status != assessment.Draft {
		_, err = s.store.SaveAnswers(r.Context(), scopeOf(r), k.ID, a.changes())
	}
	return s.answered(w, r, k, a, err)
}

// postUndo gives back the answer that was there before.
func (s *Server) postUndo(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	a := &attempt{
		question: k.Catalog.Question(chi.URLParam(r, "question")), site: f.text("site"), revision: f.revision(), view: f.text("show"), undo: true,
	}
	if a.revision < 1 {
		return bad("There is nothing to undo.")
	}
	if err := s.before(r, k, a); err != nil {
		return err
	}
	_, err = s.store.SaveAnswers(r.Context(), scopeOf(r), k.ID, a.changes())
	return s.answered(w, r, k, a, err)
}

// before takes the answer that was there before the revision; before the first there was none.
func (s *Server) before(r *http.Request, k *walk, a *attempt) error {
	history, err := s.store.History(r.Context(), scopeOf(r), k.ID, a.question.ID)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(history, func(h store.Revision) bool { return h.Site == a.site && h.Revision == a.revision-1 })
	if n >= 0 {
		a.answer = history[n].Answer
	}
	return nil
}

// answered answers after an answer was saved, or could not be. before is the section as it was.
func (s *Server) answered(w http.ResponseWriter, r *http.Request, before *walk, a *attempt, err error) error {
	if err != nil && !a.failed(err) {
		return err
	}
	k, loading := s.walkOn(r, byQuestion(r))
	if loading != nil {
		return loading
	}
	a.compare(s, k)
	l := looking{view: a.view, saved: a.question.ID}
	if err != nil {
		l.wrong = a
	}
	if wantsParts(r) {
		return s.showSaved(w, r, before, k, l, a, err)
	}
	if err == nil {
		return s.done(w, r, k.onward(a), s.saved(k.Answer(a.question.ID, a.site), a.answer).Text+".")
	}
	page, loading := s.sectionPage(r, k, l)
	if loading != nil {
		return loading
	}
	page.Unsaved = a.homeless(k, page.Cards)
	page.Problems = a.summary(&page)
	return s.show(w, r, statusOf(err), page.View())
}

// summary lists what is wrong for the top of the page, each with the field that mends it.
func (a *attempt) summary(page *templates.SectionPage) []templates.Problem {
	at := "q-" + a.question.ID
	if page.Unsaved != nil {
		at = "unsaved"
	}
	if a.conflict != nil {
		return []templates.Problem{{Field: at, What: a.text}}
	}
	for _, c := range page.Cards {
		for _, p := range c.Places {
			if len(p.Problems) > 0 {
				return p.Problems
			}
		}
	}
	list := make([]templates.Problem, len(a.problems)) // of a site that is on no card
	for i, p := range a.problems {
		list[i] = templates.Problem{Field: at, What: p.What}
	}
	return list
}

// homeless gives what was typed where no card of the page has a place for it, so that it is not lost with the card; nil
// where one has.
func (a *attempt) homeless(k *walk, cards []templates.QuestionCard) *templates.UnsavedAnswer {
	for _, c := range cards {
		if c.Question.ID == a.question.ID && slices.ContainsFunc(c.Places, func(p templates.AnswerPlace) bool { return p.Site == a.site }) {
			return nil
		}
	}
	u := &templates.UnsavedAnswer{Question: a.question.Text, Site: a.site, Typed: a.fields.Typed(a.question)}
	if st, _ := k.numbered(a.question.ID); st != nil && !st.Visible {
		u.Why = st.Why()
	}
	return u
}

// onward gives the address at which the walk goes on: the next open question, or this one while it is open itself.
func (k *walk) onward(a *attempt) string {
	view := k.view(a.view)
	path := k.path("sections", k.section.ID) + "?show=" + view + "&saved=" + a.question.ID + "#"
	if a.answer.Blank() {
		return path + "q-" + a.question.ID
	}
	if next := k.firstOpen(a.question.ID, view); next != "" {
		return path + "q-" + next
	}
	return path + "walk-next"
}

// showSaved gives the parts of the page that changed.
func (s *Server) showSaved(w http.ResponseWriter, r *http.Request, before, k *walk, l looking, a *attempt, err error) error {
	page, loading := s.sectionFrame(r, k, l)
	if loading != nil {
		return loading
	}
	st, number := k.numbered(a.question.ID)
	card, loading := s.card(r, k, st, number, l)
	if loading != nil {
		return loading
	}
	if a.everywhere == nil || err != nil {
		card.Places = onlyAt(card.Places, a.site)
	}
	for i := range card.Places {
		card.Places[i].Apart = true
	}
	saved := templates.SavedAnswer{Section: page, Card: card, Whole: a.whole() && err == nil, Asked: before.visible() != k.visible()}
	return s.show(w, r, statusOf(err), saved.Parts())
}

// onlyAt leaves the place of one site; where no card has that site, the first place says so.
func onlyAt(list []templates.AnswerPlace, site string) []templates.AnswerPlace {
	n := max(0, slices.IndexFunc(list, func(p templates.AnswerPlace) bool { return p.Site == site }))
	return list[n : n+1]
}

// numbered gives how a question of the section stands, and its number among those that are asked.
func (k *walk) numbered(question string) (*assessment.Standing, int) {
	number := 0
	for i := range k.standing {
		st := &k.standing[i]
		if st.Visible {
			number++
		}
		if st.Question.ID == question {
			return st, number
		}
	}
	return nil, 0
}

// visible lists which questions of the section are asked.
func (k *walk) visible() string {
	list := ""
	for i := range k.standing {
		if k.standing[i].Visible {
			list += k.standing[i].Question.ID + " "
		}
	}
	return list
}

// showAnswer shows one question alone.
func (s *Server) showAnswer(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	st, number := k.numbered(chi.URLParam(r, "question"))
	card, err := s.card(r, k, st, number, looking{view: r.URL.Query().Get("show"), reuse: r.URL.Query().Get("reuse")})
	if err != nil {
		return err
	}
	if wantsParts(r) {
		return s.ok(w, r, card.Show())
	}
	page := templates.AnswerPage{
		AssessmentPage: s.frame(r, k.work, templates.TabQuestions, templates.Page{
			Heading: k.section.Title, Title: st.Question.Text, Walk: true, Scripts: []string{"walk.js"}, Lead: st.Why(),
		}),
		Card: card, Section: k.section.Title, Back: k.path("sections", k.section.ID) + "?show=all#q-" + st.Question.ID,
	}
	return s.ok(w, r, page.View())
}

// showAnswerHistory lists every answer that the question had.
func (s *Server) showAnswerHistory(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	q := k.Catalog.Question(chi.URLParam(r, "question"))
	history, err := s.store.History(r.Context(), scopeOf(r), k.ID, q.ID)
	if err != nil {
		return err
	}
	page := templates.AnswerHistory{
		AssessmentPage: s.frame(r, k.work, templates.TabQuestions, templates.Page{Heading: "History of an answer", Title: "History: " + q.Text, Lead: q.Text}),
		Question:       q, Sites: q.Per == assessment.PerSite, Back: k.path("answers", q.ID),
	}
	for _, h := range history {
		page.Items = append(page.Items, s.revisionView(q, h))
	}
	return s.ok(w, r, page.View())
}

// byWhom says who gave an answer, and from what.
func byWhom(a assessment.Answer) string {
	if said := a.Client; said != nil {
		return templates.SaidBy(said.Name, said.Title, said.Date, said.Identified) + "; accepted by " + a.By
	}
	if a.Source == 0 {
		return a.By
	}
	return a.By + ", " + strings.ToLower(a.Source.Title())
}

func (s *Server) revisionView(q *assessment.Question, h store.Revision) templates.AnswerRevision {
	site := h.Site
	if site == "" {
		site = "All sites"
	}
	return templates.AnswerRevision{
		When: h.At.In(s.now().Location()).Format("Jan 2, 2006, 15:04"), By: byWhom(h.Answer), Mode: templates.ModeWords(h.Mode),
		Site: site, Answer: wordsOr(q, h.Answer, "Taken back"), Note: h.Note, Reason: h.Reason, Proof: templates.ProofWords(h.Verified),
	}
}
