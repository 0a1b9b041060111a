package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// card makes the card of a question.
func (s *Server) card(r *http.Request, k *walk, st *assessment.Standing, number int, l looking) (templates.QuestionCard, error) {
	c := templates.QuestionCard{
		Number: number, Question: st.Question, Answered: st.Answered(), Counts: k.counts(st),
		History: k.path("answers", st.Question.ID, "history"), CanEdit: k.editable(r), Discuss: k.discussion(st.Question.ID),
	}
	if k.out != nil {
		if out, with := k.out.Questions[st.Question.ID]; with {
			c.With, c.Shares = withWords(k.out, &out), k.path("shares", out.Share)
		} else if c.CanEdit && !c.Answered {
			c.Ask = k.path("shares/new?question=" + st.Question.ID)
		}
	}
	for _, citation := range st.Question.Citations {
		if row, ok := k.Catalog.Specification(citation); ok {
			c.Rows = append(c.Rows, row)
		}
	}
	for n, at := range st.Places(k.Client.Sites) {
		c.Places = append(c.Places, s.place(k, st, at, n, l))
	}
	for i := range c.Places {
		c.Places[i].Number = number
	}
	if n := len(c.Places); n > 0 {
		c.Places[n-1].History, c.Places[n-1].Discuss = c.History, c.Discuss
	}
	var err error
	c.Decisions, err = s.decisionsOf(r, k, st, l)
	c.State = k.state(st, c.Decisions)
	return c, err
}

// state says in a word how a question stands.
func (k *walk) state(st *assessment.Standing, decisions []templates.DecisionForm) templates.StateView {
	if !st.Answered() {
		return k.openState(st)
	}
	a := k.Answers[st.Question.ID]
	for _, d := range decisions {
		if d.Lacks != "" {
			return templates.StateView{Kind: templates.StateNeeds, Word: "Decision needed"}
		}
	}
	if st.Response == assessment.Unknown && len(a.Sites) == 0 && (a.Owner == "" || a.Due.IsZero()) {
		return templates.StateView{Kind: templates.StateNeeds, Word: "Owner and due day needed"}
	}
	return templates.StateView{Kind: templates.StateDone, Word: "Answered"}
}

func (k *walk) openState(st *assessment.Standing) templates.StateView {
	differ, anew := false, false
	for _, at := range st.Places(k.Client.Sites) {
		offer := assessment.OfferAt(k.offers, at)
		differ = differ || offer.Differ()
		anew = anew || len(offer.Proposals) > 0 && offer.Confirmable() == nil
	}
	switch {
	case k.Status != assessment.Draft:
		return templates.StateView{Kind: templates.StateTodo, Word: "Not answered"}
	case st.Confirmable(k.Client.Sites, k.offers):
		return templates.StateView{Kind: templates.StateProposal, Word: "To confirm"}
	case differ:
		return templates.StateView{Kind: templates.StateNeeds, Word: "Proposals differ"}
	case anew:
		return templates.StateView{Kind: templates.StateNeeds, Word: "Answer anew"}
	default:
		return templates.StateView{Kind: templates.StateTodo, Word: "Not answered"}
	}
}

// counts says what the answers of the sites come to together.
func (k *walk) counts(st *assessment.Standing) string {
	n := len(st.Sites)
	if n == 0 {
		return ""
	}
	done := 0
	for _, response := range st.Sites {
		if response != 0 {
			done++
		}
	}
	if done < n {
		return fmt.Sprintf("%d of %d sites answered.", done, n)
	}
	return fmt.Sprintf("%d sites. The worst counts: %s.", n, st.Response.Title())
}

// place makes the nth place at which a question is answered.
func (s *Server) place(k *walk, st *assessment.Standing, at assessment.Place, n int, l looking) templates.AnswerPlace {
	stored, given := k.Answer(at.Question, at.Site), k.AnswerAt(at)
	if given.Blank() && stored.Revision > 0 {
		given = stored.Answer // such as a note without an answer yet
	}
	p := templates.AnswerPlace{
		Question: st.Question, Key: placeKey(at.Question, n), URL: k.path("answers", at.Question), Back: k.view(l.view), Site: at.Site,
		Revision: stored.Revision, Given: given, Fields: fieldsOf(given),
	}
	if k.Status == assessment.Draft {
		p.Offer, p.Saved = offerOf(k, st.Question, at, p.Given.Blank()), s.saved(stored, p.Given)
	}
	if sites := st.Places(k.Client.Sites); n == 0 && len(sites) > 1 {
		p.Others = k.others(sites[1:])
	}
	if l.wrong != nil && l.wrong.question.ID == at.Question && l.wrong.site == at.Site {
		l.wrong.on(&p)
	}
	return p
}

// placeKey tells the nth place of a question from the others.
func placeKey(question string, n int) string {
	if n == 0 {
		return question
	}
	return question + "-at-" + strconv.Itoa(n+1)
}

func (k *walk) others(sites []assessment.Place) []templates.SiteRevision {
	list := make([]templates.SiteRevision, len(sites))
	for i, at := range sites {
		list[i] = templates.SiteRevision{Key: placeKey(at.Question, i+1), Site: at.Site, Revision: k.Answer(at.Question, at.Site).Revision}
	}
	return list
}

// fieldsOf fills the fields with what is stored.
func fieldsOf(a assessment.Answer) templates.AnswerFields {
	f := templates.AnswerFields{
		Response: a.Response.String(), Choice: a.Choice, Value: a.Value, Note: a.Note, Reason: a.Reason, Owner: a.Owner, Due: a.Due.String(),
	}
	if v := a.Verified; v != nil {
		f.Method, f.Date, f.By, f.Evidence = v.Method.String(), v.Date.String(), v.By, v.Evidence
	}
	return f
}

// offerOf puts what is proposed for a place into words.
func offerOf(k *walk, q *assessment.Question, at assessment.Place, open bool) templates.OfferView {
	offer := assessment.OfferAt(k.offers, at)
	view := templates.OfferView{Open: open, Differ: offer.Differ()}
	for i := range offer.Proposals {
		view.Proposals = append(view.Proposals, templates.Proposed(q, &offer.Proposals[i], open))
	}
	if p := offer.Confirmable(); p != nil {
		view.Confirm, view.Word = p.ID, templates.AnswerWords(q, p.Answer())
	}
	view.Anew = len(offer.Proposals) > 0 && !view.Differ && view.Confirm == ""
	return view
}

// saved says when an answer was stored, and how we know it. What was stored today can be undone.
func (s *Server) saved(stored store.StoredAnswer, given assessment.Answer) templates.SavedView {
	switch {
	case stored.Revision == 0 && given.Blank():
		return templates.SavedView{}
	case stored.Revision == 0: // the answer for the whole client counts here
		return templates.SavedView{Text: "Answered for all sites", Who: templates.GivenBy(given)}
	}
	verb := "Saved "
	switch {
	case stored.Blank() && stored.Note == "":
		verb = "Taken back "
	case stored.Mode == assessment.ModeAlone, stored.Mode == assessment.ModeTogether, stored.Mode == assessment.ModeClient:
		verb = "Confirmed "
	}
	return templates.SavedView{Text: verb + s.clockTime(stored.At), Who: templates.GivenBy(stored.Answer), Undo: s.dayOf(stored.At) == s.today()}
}

// clockTime gives a time of today as 10:42, and of another day with the day.
func (s *Server) clockTime(t time.Time) string {
	now := s.now()
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("Jan 2, 15:04")
}

// savedOn gives a time of today as 10:42, and another day as the day.
func (s *Server) savedOn(t time.Time) string {
	if s.dayOf(t) == s.today() {
		return s.clockTime(t)
	}
	return t.In(s.now().Location()).Format("Jan 2")
}

// when gives a time as the end of a sentence.
func (s *Server) when(t time.Time) string {
	now := s.now()
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("at 15:04")
	}
	return t.Format("on Jan 2 at 15:04")
}
