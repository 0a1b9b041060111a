package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// attempt is an answer that somebody sent, with what came of it.
type attempt struct {
	question   *assessment.Question
	site       string
	revision   int
	view       string // of the section, to come back to
	fields     templates.AnswerFields
	answer     assessment.Answer
	proposal   string         // the id of the proposal that is confirmed, or empty
	everywhere []siteRevision // where the answer is for all sites
	undo       bool           // it was to be taken back

	problems []assessment.Problem
	conflict *store.Conflict
	instead  *templates.Action       // where it cannot be saved any more, what makes that possible again
	text     string                  // of the conflict
	beside   *templates.ConflictView // both versions
}

// changes lists what is to be stored.
func (a *attempt) changes() []store.AnswerChange {
	change := store.AnswerChange{Question: a.question.ID, Site: a.site, Answer: a.answer, Revision: a.revision, Proposal: a.proposal, Undo: a.undo}
	if a.everywhere == nil {
		return []store.AnswerChange{change}
	}
	var list []store.AnswerChange
	for _, at := range a.everywhere {
		change.Site, change.Revision = at.site, at.revision
		list = append(list, change)
	}
	return list
}

// siteRevision is the revision at a site that the form knows.
type siteRevision struct {
	site     string
	revision int
}

// whole reports whether the fields of the page show something else after it than was typed into them.
func (a *attempt) whole() bool { return a.proposal != "" || a.undo || a.everywhere != nil }

// readAnswer reads the form of an answer. What cannot be understood is noted in the form.
func (s *Server) readAnswer(r *http.Request, f *form, k *walk, q *assessment.Question) *attempt {
	a := &attempt{
		question: q, site: f.text("site"), revision: f.revision(), view: f.text("show"), proposal: f.text("proposal"),
		fields: templates.AnswerFields{
			Response: f.text("response"), Choice: f.text("choice"), Value: f.text("value"), Note: f.text("note"), Reason: f.text("reason"),
			Owner: f.text("owner"), Due: f.text("due"), Method: f.text("verified.method"), Date: f.text("verified.date"),
			By: f.text("verified.by"), Evidence: f.text("verified.evidence"),
		},
	}
	if response, ok := strings.CutPrefix(a.fields.Choice, templates.ChoseResponse); ok {
		a.fields.Choice, a.fields.Response = "", response
	}
	a.understand(f)
	a.confirming(f, k)
	a.chosen(f)
	a.answer.Source = s.sourceOf(r, f, k, a)
	if f.has("same") && q.Per == assessment.PerSite {
		a.everywhere = sitesOf(f, k, a)
		a.alike(f)
	}
	a.problems = f.problems
	return a
}

// understand makes the answer of the fields. What belongs to another response stays out: it is not shown beside this one.
func (a *attempt) understand(f *form) {
	a.answer = assessment.Answer{Choice: a.fields.Choice, Value: a.fields.Value, Note: a.fields.Note}
	if err := a.answer.Response.UnmarshalText([]byte(a.fields.Response)); err != nil {
		f.bad("response", "Choose one of the answers on the page.")
	}
	switch a.answer.Response {
	case assessment.Unknown:
		a.answer.Owner, a.answer.Due = a.fields.Owner, f.date("due")
	case assessment.NotApplicable:
		a.answer.Reason = a.fields.Reason
	}
	if a.fields.Method+a.fields.Date+a.fields.By+a.fields.Evidence != "" {
		a.answer.Verified = &assessment.Verification{By: a.fields.By, Date: f.date("verified.date"), Evidence: a.fields.Evidence}
		word(f, "verified.method", &a.answer.Verified.Method)
	}
}

// confirming takes over what a proposal says, where it is confirmed. What was written beside it is added.
func (a *attempt) confirming(f *form, k *walk) {
	if a.proposal == "" {
		return
	}
	offer := assessment.OfferAt(k.offers, assessment.Place{Question: a.question.ID, Site: a.site})
	p := offer.Confirmable()
	if p == nil || p.ID != a.proposal {
		return // the store finds the conflict
	}
	confirmed := p.Answer()
	if said := a.answer; said.Response != 0 && said.Response != confirmed.Response || said.Fact() != "" && said.Fact() != confirmed.Fact() {
		mine, theirs := templates.AnswerWords(a.question, said), templates.AnswerWords(a.question, confirmed)
		f.bad("response", "You chose %s, and Confirm says %s. Save %s, or choose %s and confirm.", mine, theirs, mine, theirs)
		return
	}
	if a.answer.Note != "" {
		confirmed.Note = a.answer.Note
	}
	if a.answer.Reason != "" {
		confirmed.Reason = a.answer.Reason
	}
	confirmed.Verified = a.answer.Verified
	a.answer = confirmed
}

// chosen refuses what no form of ours sends, and a form in which nothing was chosen.
func (a *attempt) chosen(f *form) {
	q := a.question
	switch {
	case len(f.problems) > 0:
	case q.IsFact() && a.answer.Response != 0 && a.answer.Value != "":
		f.bad("value", "You wrote an answer and chose %s. Keep one of the two.", a.answer.Response.Title())
	case q.IsFact() && a.answer.Response != 0 && a.answer.Response != assessment.Unknown && a.answer.Response != assessment.NotApplicable,
		q.Fact == assessment.FactChoice && a.answer.Choice != "" && !offers(q, a.answer.Choice),
		!q.IsFact() && a.answer.Fact() != "":
		f.bad("response", "Choose one of the answers on the page.")
	case a.revision == 0 && a.answer.Blank() && a.answer.Note == "" && a.proposal == "":
		f.bad("response", "Choose an answer, or write a note.")
	}
}

// offers reports whether a fact question has a choice.
func offers(q *assessment.Question, choice string) bool {
	for _, c := range q.Choices {
		if c.ID == choice {
			return true
		}
	}
	return false
}

// sourceOf says what the answer comes from: what the form says, else what was said today, else what it came from before.
func (s *Server) sourceOf(r *http.Request, f *form, k *walk, a *attempt) assessment.Source {
	var source assessment.Source
	word(f, "source", &source)
	if source == 0 {
		source = s.source(r, k.ID).kind
	}
	if source == 0 {
		source = k.Answer(a.question.ID, a.site).Source
	}
	return source
}

// alike refuses to give all sites the same answer where there is none, or no site.
func (a *attempt) alike(f *form) {
	switch {
	case len(f.problems) > 0:
	case len(a.everywhere) == 0:
		f.bad("response", "The client has no list of sites any more, so nothing was saved. Load the page again to answer once for the whole client.")
	case a.answer.Blank():
		f.bad("response", "Choose the answer that all sites have.")
	}
}

// sitesOf reads the revisions at all sites. One that the form does not know is a conflict.
func sitesOf(f *form, k *walk, a *attempt) []siteRevision {
	list := make([]siteRevision, len(k.Client.Sites))
	for i, site := range k.Client.Sites {
		n, err := strconv.Atoi(f.text("revision." + site))
		switch {
		case site == a.site:
			n = a.revision
		case err != nil:
			n = -1
		}
		list[i] = siteRevision{site, n}
	}
	return list
}

// failed keeps what an error says about the attempt, and reports whether it is one to show in the card.
func (a *attempt) failed(err error) bool {
	if conflict, ok := store.IsConflict(err); ok {
		a.conflict = conflict
		return true
	}
	list, err := problems(err, func(path string) string { return path })
	for _, p := range list {
		if same := (assessment.Problem{Path: p.Field, What: p.What}); !slices.Contains(a.problems, same) { // of several sites
			a.problems = append(a.problems, same)
		}
	}
	return err == nil
}

// on shows in a place what was typed there and why it is not saved.
func (a *attempt) on(p *templates.AnswerPlace) {
	p.Fields = a.fields
	switch {
	case a.beside != nil:
		p.Conflict = a.beside
	case a.conflict != nil:
		p.Lost, p.Instead = a.text, a.instead
	default:
		p.Revision = a.revision
		for _, problem := range a.problems {
			p.Problems = append(p.Problems, templates.Problem{Field: p.FieldID(problem.Path), What: problem.What})
		}
	}
}

// compare says what is stored now where the attempt met a conflict, and sets both versions beside each other.
func (a *attempt) compare(s *Server, k *walk) {
	if a.conflict == nil {
		return
	}
	site, stored := a.site, k.Answer(a.question.ID, a.site)
	for _, at := range a.everywhere {
		if found := k.Answer(a.question.ID, at.site); found.Revision != at.revision {
			site, stored = at.site, found
		}
	}
	a.text = s.conflictWords(k, a, site, stored)
	switch k.Status {
	case assessment.InReview:
		a.instead = &templates.Action{Label: "Go to the review", URL: k.path("review")}
	case assessment.Final:
		a.instead = &templates.Action{Label: "Start an amendment", URL: k.path("amend")}
	}
	if k.Status != assessment.Draft {
		return
	}
	a.beside = &templates.ConflictView{
		Text: a.text, Keep: wordsOr(a.question, stored.Answer, "no answer"), Mine: wordsOr(a.question, a.answer, "only the note"),
		URL:    k.path("sections", k.section.ID) + "?show=" + k.view(a.view) + "&saved=" + a.question.ID + "#q-" + a.question.ID,
		Stored: templates.AnswerFacts(a.question, stored.Answer), Typed: a.fields.Typed(a.question),
	}
	if a.undo || a.conflict.Changed {
		a.beside.Mine, a.beside.Typed = "", nil
	}
}

// wordsOr gives an answer in words, or others where there is none.
func wordsOr(q *assessment.Question, a assessment.Answer, none string) string {
	if text := templates.AnswerWords(q, a); text != "" {
		return text
	}
	return none
}

// conflictWords says what was saved meanwhile, by whom and when.
func (s *Server) conflictWords(k *walk, a *attempt, site string, stored store.StoredAnswer) string {
	saved := fmt.Sprintf("%s saved %s %s, after you opened the page.", stored.By, wordsOr(a.question, stored.Answer, "no answer"), s.when(stored.At))
	if a.everywhere != nil && site != "" {
		saved = site + ": " + saved
	}
	switch {
	case k.Status == assessment.InReview:
		return "This went to review, so your change was not saved. Take it back from review to use it."
	case k.Status != assessment.Draft:
		return fmt.Sprintf("Finalized %s, so your change was not saved. Start an amendment to use it.", s.when(k.FinalAt))
	case a.conflict.Changed:
		return "What was proposed changed after you opened the page, so nothing was confirmed. Look at it again."
	case stored.Revision == 0:
		return fmt.Sprintf("No answer is stored here, though the page that you saved from knew of one. Yours, %s, is not saved yet; it is below.", wordsOr(a.question, a.answer, "only the note"))
	case a.undo:
		return saved + " Nothing was undone."
	default:
		return saved + fmt.Sprintf(" Yours, %s, is not saved yet; both are below.", wordsOr(a.question, a.answer, "only the note"))
	}
}
