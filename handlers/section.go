package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// walk is a section of an assessment as it is answered: read alone, since no page is opened more often.
type walk struct {
	*work
	section  *assessment.Section
	all      []assessment.Standing       // of every question
	standing []assessment.Standing       // of those of the section
	next     *assessment.SectionProgress // the next section with something open, or nil
	out      *store.Out                  // what is with contacts; nil unless it is a draft
	previous *store.Work                 // last year's assessment, once it was needed
	messages map[string]store.MessageCount
}

// pick finds the section that a request is about.
type pick func(*assessment.Catalog) *assessment.Section

// bySection picks the section that the address names.
func bySection(r *http.Request) pick {
	return func(cat *assessment.Catalog) *assessment.Section { return cat.Section(chi.URLParam(r, "section")) }
}

// byQuestion picks the section of the question that the address names.
func byQuestion(r *http.Request) pick {
	return func(cat *assessment.Catalog) *assessment.Section { return cat.SectionOf(chi.URLParam(r, "question")) }
}

// walkOn gives the section of the assessment that the address names.
func (s *Server) walkOn(r *http.Request, p pick) (*walk, error) {
	stored, section, err := s.store.Section(r.Context(), scopeOf(r), chi.URLParam(r, "assessment"), p)
	if err != nil {
		return nil, err
	}
	k := &walk{work: &work{Work: stored}, section: section}
	k.all = assessment.Stand(k.Catalog, &k.Content)
	_, k.sections = assessment.CountProgress(k.Catalog, &k.Content, k.all, nil)
	k.next = k.nextOpen()
	if stored.Proposals, err = s.store.Proposals(r.Context(), scopeOf(r), k.ID, k.asked()...); err != nil {
		return nil, err
	}
	if k.messages, err = s.store.UnreadMessages(r.Context(), scopeOf(r), k.ID); err != nil {
		return nil, err
	}
	k.offers = assessment.Offers(stored.Proposals)
	k.progress, k.sections = assessment.CountProgress(k.Catalog, &k.Content, k.all, k.offers)
	k.next = k.nextOpen()
	k.standing = k.Catalog.InSection(k.all, section.ID)
	if k.Status == assessment.Draft {
		k.out, err = s.store.SharedOut(r.Context(), scopeOf(r), k.ClientID, k.ID, k.Period)
	}
	return k, err
}

// asked lists the questions of which the proposals are shown or counted: those of this section and of the next.
func (k *walk) asked() []string {
	if k.Status != assessment.Draft {
		return nil
	}
	var ids []string
	for _, section := range []*assessment.Section{k.section, k.nextSection()} {
		for i := 0; section != nil && i < len(section.Questions); i++ {
			ids = append(ids, section.Questions[i].ID)
		}
	}
	return ids
}

func (k *walk) nextSection() *assessment.Section {
	if k.next == nil {
		return nil
	}
	return k.next.Section
}

// nextOpen gives the section after this one that has something open; after the last one comes the first.
func (k *walk) nextOpen() *assessment.SectionProgress {
	at := 0
	for i := range k.sections {
		if k.sections[i].Section.ID == k.section.ID {
			at = i
		}
	}
	for i := range k.sections[1:] {
		if next := &k.sections[(at+1+i)%len(k.sections)]; next.Open() > 0 {
			return next
		}
	}
	return nil
}

// here gives the progress of this section.
func (k *walk) here() assessment.SectionProgress {
	for _, s := range k.sections {
		if s.Section.ID == k.section.ID {
			return s
		}
	}
	return assessment.SectionProgress{Section: k.section}
}

// view gives the view of the section that is asked for, or the one that shows what there is to do.
func (k *walk) view(asked string) string {
	switch {
	case asked == templates.ShowOpen, asked == templates.ShowConfirm, asked == templates.ShowAll:
		return asked
	case k.here().Open() > 0 && k.Status == assessment.Draft:
		return templates.ShowOpen
	default:
		return templates.ShowAll
	}
}

// shows reports whether a view lists a question.
func (k *walk) shows(view string, st *assessment.Standing) bool {
	switch {
	case !st.Visible:
		return false
	case view == templates.ShowOpen:
		return !st.Answered()
	case view == templates.ShowConfirm:
		return !st.Answered() && st.Confirmable(k.Client.Sites, k.offers)
	default:
		return true
	}
}

// showSection shows the questions of a section, to be answered.
func (s *Server) showSection(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, bySection(r))
	if err != nil {
		return err
	}
	query := r.URL.Query()
	page, err := s.sectionPage(r, k, looking{view: query.Get("show"), saved: query.Get("saved"), reuse: query.Get("reuse")})
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// looking is what somebody looks at in a section, and what went wrong there.
type looking struct {
	view  string
	saved string        // the question that was just answered; it stays in the list
	reuse string        // the citation of which last year's words are wanted
	wrong *attempt      // the answer that could not be saved
	ruled *ruling       // the decision that could not be saved
	unset *sourceSaying // the source that could not be kept
}

// keeps reports whether a question stays in the list whatever the view.
func (l *looking) keeps(question string) bool {
	return question == l.saved || l.wrong != nil && l.wrong.question.ID == question || l.ruled != nil && l.ruled.question == question
}

// sectionPage makes the page of a section with its cards.
func (s *Server) sectionPage(r *http.Request, k *walk, l looking) (templates.SectionPage, error) {
	page, err := s.sectionFrame(r, k, l)
	if err != nil {
		return page, err
	}
	number := 0
	for i := range k.standing {
		st := &k.standing[i]
		if !st.Visible {
			page.Hidden = append(page.Hidden, templates.HiddenQuestion{Text: st.Question.Text, Why: st.Why()})
			continue
		}
		number++
		if !k.shows(page.Show, st) && !l.keeps(st.Question.ID) {
			continue
		}
		card, err := s.card(r, k, st, number, l)
		if err != nil {
			return page, err
		}
		page.Cards = append(page.Cards, card)
	}
	return page, nil
}

// sectionFrame makes what stands around the cards.
func (s *Server) sectionFrame(r *http.Request, k *walk, l looking) (templates.SectionPage, error) {
	here := k.here()
	page := templates.SectionPage{
		AssessmentPage: s.frame(r, k.work, templates.TabQuestions, templates.Page{
			Heading: k.section.Title, Lead: k.section.Intro, Walk: true, Scripts: []string{"walk.js"},
			Title: fmt.Sprintf("%s: %d of %d answered, %s %d", k.section.Title, here.Answered, here.Asked, k.Client.Name, k.Period),
		}),
		Section: k.section, Progress: here.Progress, Show: k.view(l.view), Touched: k.Touched(k.section), Next: k.nextLink(),
		Source: s.sourceForm(r, k, l),
	}
	if last := k.LastSaved(); !last.IsZero() {
		page.SavedAt = s.savedOn(last)
		page.SavedNow = l.saved != "" && l.wrong == nil && l.ruled == nil
	}
	if page.CanEdit && here.ToConfirm > 0 {
		ready, _, err := s.together(r, k)
		if err != nil {
			return page, err
		}
		page.Together = len(ready)
	}
	page.Main = k.mainAction(&page)
	return page, nil
}

// nextLink leads to what is open first in the next section that has something open.
func (k *walk) nextLink() *templates.NextSection {
	if k.next == nil || k.Status != assessment.Draft {
		return nil
	}
	link := &templates.NextSection{
		Title: k.next.Section.Title, URL: k.path("sections", k.next.Section.ID) + "?show=open", Open: k.next.Open(), Ready: k.next.ToConfirm,
	}
	for _, st := range k.Catalog.InSection(k.all, k.next.Section.ID) {
		if st.Visible && !st.Answered() {
			link.URL += "#q-" + st.Question.ID
			break
		}
	}
	return link
}

// mainAction is the one thing to do on the page.
func (k *walk) mainAction(page *templates.SectionPage) *templates.Action {
	switch open := k.here().Open(); {
	case k.Status == assessment.Final:
		return &templates.Action{Label: "Download report", URL: k.path("reports", "risk-analysis.pdf"), Icon: "download"}
	case !page.CanEdit:
		return nil
	case page.Together > 0:
		return &templates.Action{Label: fmt.Sprintf("Confirm %d together, fresh proof", page.Together), URL: k.path("sections", k.section.ID, "confirm")}
	case open > 0:
		return &templates.Action{Label: fmt.Sprintf("Continue: %d open", open), URL: k.path("sections", k.section.ID) + "?show=open#q-" + k.firstOpen("", templates.ShowOpen)}
	case page.Next != nil:
		return &templates.Action{Label: "Next section: " + page.Next.Title, URL: page.Next.URL}
	default:
		return &templates.Action{Label: "Go to the overview", URL: k.path()}
	}
}

// firstOpen gives the first question after that one which a view lists as open, going round to the top; "" where there
// is none but itself.
func (k *walk) firstOpen(after, view string) string {
	if view == templates.ShowAll {
		view = templates.ShowOpen
	}
	at := -1
	for i := range k.standing {
		if k.standing[i].Question.ID == after {
			at = i
		}
	}
	for i := range k.standing {
		st := &k.standing[(at+1+i)%len(k.standing)]
		if st.Question.ID != after && k.shows(view, st) {
			return st.Question.ID
		}
	}
	return ""
}

// A source is what the answers of a day come from. It is kept in the session: the next day asks again.
const sessionSource = "source "

// sourceSaying is what somebody said of the source.
type sourceSaying struct {
	kind     assessment.Source
	who      string
	problems []assessment.Problem
}

// source gives what was said today about the source of answers to an assessment.
func (s *Server) source(r *http.Request, id string) sourceSaying {
	kept := strings.SplitN(s.sessions.GetString(r.Context(), sessionSource+id), "\n", 3)
	var said sourceSaying
	if len(kept) != 3 || kept[1] != s.today().String() {
		return said
	}
	if err := said.kind.UnmarshalText([]byte(kept[0])); err != nil {
		return sourceSaying{}
	}
	said.who = kept[2]
	return said
}

func (s *Server) sourceForm(r *http.Request, k *walk, l looking) templates.SourceForm {
	said := s.source(r, k.ID)
	form := templates.SourceForm{
		URL: k.path("source"), Section: k.section.ID, Back: k.view(l.view), Kind: said.kind, Who: said.who, Day: s.today().Time().Format("Jan 2"),
	}
	if l.unset == nil {
		return form
	}
	form.Open, form.Kind, form.Who = true, l.unset.kind, l.unset.who
	for _, p := range l.unset.problems {
		if p.Path == "kind" {
			form.Wrong = p.What
		} else {
			form.WrongBy = p.What
		}
	}
	return form
}

// postSource keeps what the answers of today come from.
func (s *Server) postSource(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	section := f.text("section")
	k, err := s.walkOn(r, func(cat *assessment.Catalog) *assessment.Section { return cat.Section(section) })
	if err != nil {
		return err
	}
	said := readSource(f)
	if len(said.problems) == 0 {
		s.sessions.Put(r.Context(), sessionSource+k.ID, said.kind.String()+"\n"+s.today().String()+"\n"+said.who)
		return redirect(w, r, k.path("sections", section)+"?show="+k.view(f.text("show")))
	}
	page, err := s.sectionPage(r, k, looking{view: f.text("show"), unset: &said})
	if err != nil {
		return err
	}
	for _, p := range said.problems {
		page.Problems = append(page.Problems, templates.Problem{Field: p.Path, What: p.What})
	}
	return s.show(w, r, statusOf(f.err()), page.View())
}

func readSource(f *form) sourceSaying {
	said := sourceSaying{who: strings.Join(strings.Fields(f.text("who")), " ")}
	word(f, "kind", &said.kind)
	if said.kind == 0 && len(f.problems) == 0 {
		f.bad("kind", "Choose where the answers come from.")
	}
	f.problems = append(f.problems, assessment.CheckLine("who", said.who)...)
	said.problems = f.problems
	return said
}
