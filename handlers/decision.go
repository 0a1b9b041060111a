package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// ruling is a decision that somebody sent, with what came of it.
type ruling struct {
	question string // the card that it stands in
	citation string
	revision int
	fields   templates.DecisionFields
	decision assessment.Decision
	problems []assessment.Problem
	conflict *store.Conflict
}

// decisionsOf makes the forms of the decisions that a question needs: for each addressable specification that it cites,
// where it is not fully in place (164.306(d)(3)).
func (s *Server) decisionsOf(r *http.Request, k *walk, st *assessment.Standing, l looking) ([]templates.DecisionForm, error) {
	sent := l.ruled != nil && l.ruled.question == st.Question.ID
	if !fallsShort(st) && !sent {
		return nil, nil
	}
	var list []templates.DecisionForm
	for _, citation := range st.Question.Citations {
		row, ok := k.Catalog.Specification(citation)
		if !ok || row.Designation != assessment.Addressable {
			continue
		}
		d := s.decisionForm(r, k, st.Question.ID, row, l)
		if d.Revision == 0 && d.CanEdit {
			if err := s.lastYear(r, k, &d, l); err != nil {
				return nil, err
			}
		}
		if sent && l.ruled.citation == citation {
			l.ruled.on(&d, k)
		}
		list = append(list, d)
	}
	return list, nil
}

// fallsShort reports whether an answer leaves its safeguard short of being in place, at any site.
func fallsShort(st *assessment.Standing) bool {
	if st.Question.IsFact() || !st.Visible {
		return false
	}
	short := func(r assessment.Response) bool {
		return r == assessment.Partial || r == assessment.No || r == assessment.Unknown
	}
	for _, response := range st.Sites {
		if short(response) {
			return true
		}
	}
	return short(st.Response)
}

func (s *Server) decisionForm(r *http.Request, k *walk, question string, row assessment.Specification, l looking) templates.DecisionForm {
	d := k.Decisions[row.Citation]
	form := templates.DecisionForm{
		Citation: row.Citation, Heading: row.Heading(), Question: question, URL: k.path("decisions", row.Citation), Back: k.view(l.view),
		Revision: k.Revision(store.EntryDecision, row.Citation), Fields: decisionFields(d), Lacks: d.Lacks(k.Date), CanEdit: k.editable(r),
	}
	if !form.CanEdit {
		form.Stored = templates.DecisionFacts(d)
	}
	return form
}

func decisionFields(d assessment.Decision) templates.DecisionFields {
	return templates.DecisionFields{
		Choice: d.Choice.String(), Assessment: d.Assessment, Reason: d.Reason, Alternative: d.Alternative, InPlace: d.InPlace.String(),
		Name: d.Approver.Name, Title: d.Approver.Title, Date: d.Date.String(), Review: d.Review.String(),
	}
}

// lastYear offers the words of last year's decision. The choice, the approval and its days are made anew, so they are
// never filled in.
func (s *Server) lastYear(r *http.Request, k *walk, d *templates.DecisionForm, l looking) error {
	if k.Previous == "" {
		return nil
	}
	if k.previous == nil {
		var err error
		if k.previous, err = s.store.Assessment(r.Context(), scopeOf(r), k.Previous); err != nil {
			return err
		}
	}
	before, ok := k.previous.Decisions[d.Citation]
	if !ok {
		return nil
	}
	query := url.Values{"show": {templates.ShowAll}, "reuse": {d.Citation}}
	d.Before = &templates.DecisionBefore{
		Period: strconv.Itoa(k.previous.Period), Facts: templates.DecisionFacts(before),
		Reuse: k.path("sections", k.section.ID) + "?" + query.Encode() + "#" + d.FieldID("assessment"),
	}
	if l.reuse == d.Citation {
		words := decisionFields(before)
		d.Fields.Assessment, d.Fields.Reason, d.Fields.Alternative, d.Fields.InPlace = words.Assessment, words.Reason, words.Alternative, words.InPlace
	}
	return nil
}

// postDecision saves the decision on an addressable specification.
func (s *Server) postDecision(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	citation, err := url.PathUnescape(chi.URLParam(r, "citation"))
	if err != nil {
		return assessment.ErrNotFound
	}
	asking := func(cat *assessment.Catalog) *assessment.Section { return askingOf(cat, f.text("question"), citation) }
	k, err := s.walkOn(r, asking)
	if err != nil {
		return err
	}
	d := readDecision(f, k, citation)
	if err := k.Catalog.CheckDecision(citation, d.decision); err != nil {
		if err = d.failed(f, err); err != nil {
			return err
		}
	}
	if err = f.err(); err == nil || k.Status != assessment.Draft {
		err = s.store.SaveEntries(r.Context(), scopeOf(r), k.ID, store.DecisionEntry(citation, d.revision, d.decision))
	}
	return s.decided(w, r, asking, f, d, err)
}

// askingOf gives the section of the question in whose card the decision stands, or of the first one that cites it.
func askingOf(cat *assessment.Catalog, question, citation string) *assessment.Section {
	if q := cat.Question(question); q != nil && slices.Contains(q.Citations, citation) {
		return cat.SectionOf(question)
	}
	for _, q := range cat.Questions() {
		if slices.Contains(q.Citations, citation) {
			return cat.SectionOf(q.ID)
		}
	}
	return nil
}

// readDecision reads the form of a decision.
func readDecision(f *form, k *walk, citation string) *ruling {
	d := &ruling{
		question: f.text("question"), citation: citation, revision: f.revision(),
		fields: templates.DecisionFields{
			Choice: f.text("choice"), Assessment: f.text("assessment"), Reason: f.text("reason"), Alternative: f.text("alternative"),
			InPlace: f.text("in_place"), Name: f.text("approver.name"), Title: f.text("approver.title"), Date: f.text("date"), Review: f.text("review"),
		},
	}
	for i := 0; d.question == "" && i < len(k.section.Questions); i++ {
		if slices.Contains(k.section.Questions[i].Citations, citation) {
			d.question = k.section.Questions[i].ID
		}
	}
	d.decision = assessment.Decision{
		Assessment: d.fields.Assessment, Reason: d.fields.Reason, Alternative: d.fields.Alternative, InPlace: f.date("in_place"),
		Approver: assessment.Person{Name: d.fields.Name, Title: d.fields.Title}, Date: f.date("date"), Review: f.date("review"),
	}
	if err := d.decision.Choice.UnmarshalText([]byte(d.fields.Choice)); err != nil {
		f.bad("choice", "Choose one: implement, alternative or neither.")
		d.decision.Choice = assessment.Implement // so that it is said once
	}
	return d
}

// failed adds what the core finds wrong to what the form found; other errors come back.
func (d *ruling) failed(f *form, err error) error {
	list, err := problems(err, func(path string) string { return path })
	for _, p := range list {
		f.bad(p.Field, "%s", p.What)
	}
	return err
}

// decided answers after a decision was saved, or could not be.
func (s *Server) decided(w http.ResponseWriter, r *http.Request, asking pick, f *form, d *ruling, err error) error {
	conflict, met := store.IsConflict(err)
	d.problems, d.conflict = f.problems, conflict
	if err != nil && !met && len(d.problems) == 0 {
		if err := d.failed(f, err); err != nil {
			return err
		}
		d.problems = byField(f.problems)
	}
	k, loading := s.walkOn(r, asking)
	if loading != nil {
		return loading
	}
	l := looking{view: f.text("show"), saved: d.question}
	if err != nil {
		l.ruled = d
	}
	if wantsParts(r) {
		return s.showDecided(w, r, k, l, d, err)
	}
	if err == nil {
		return s.done(w, r, k.path("sections", k.section.ID)+"?show="+k.view(l.view)+"&saved="+d.question+"#q-"+d.question, "Decision saved.")
	}
	page, loading := s.sectionPage(r, k, l)
	if loading != nil {
		return loading
	}
	page.Problems = d.summary(page.Cards)
	return s.show(w, r, statusOf(err), page.View())
}

// byField takes the last word of each path, by which the core names a field of what an assessment holds.
func byField(list []assessment.Problem) []assessment.Problem {
	for i := range list {
		list[i].Path = list[i].Path[strings.LastIndex(list[i].Path, ".")+1:]
	}
	return list
}

// showDecided gives the parts of the page that changed.
func (s *Server) showDecided(w http.ResponseWriter, r *http.Request, k *walk, l looking, d *ruling, err error) error {
	page, loading := s.sectionFrame(r, k, l)
	if loading != nil {
		return loading
	}
	st, number := k.numbered(d.question)
	card, loading := s.card(r, k, st, number, l)
	if loading != nil {
		return loading
	}
	for i := range card.Decisions {
		if err == nil && card.Decisions[i].Citation == d.citation {
			card.Decisions[i].Saved = "Saved " + s.clockTime(s.now())
		}
	}
	return s.show(w, r, statusOf(err), (&templates.SavedDecision{Section: page, Card: card}).Parts())
}

// summary lists what is wrong for the top of the page.
func (d *ruling) summary(cards []templates.QuestionCard) []templates.Problem {
	for _, c := range cards {
		for _, form := range c.Decisions {
			switch {
			case form.Citation != d.citation || c.Question.ID != d.question:
			case form.Conflict+form.Lost != "":
				return []templates.Problem{{Field: "q-" + d.question, What: form.Conflict + form.Lost}}
			default:
				return form.Problems
			}
		}
	}
	return nil
}

// on shows in the form what was typed and why it is not saved.
func (d *ruling) on(form *templates.DecisionForm, k *walk) {
	stored := templates.DecisionFacts(k.Decisions[d.citation])
	form.Fields = d.fields
	switch {
	case k.Status != assessment.Draft:
		form.Lost = "This assessment is no draft any more, so the decision was not saved. Start an amendment to use it."
		form.Stored = append(stored, templates.DecisionFacts(d.decision)...)
	case d.conflict != nil:
		form.Conflict = "Somebody else saved a decision after you opened the page. Yours is not saved yet; both are below."
		form.Stored = stored
	default:
		form.Revision = d.revision
		for _, p := range d.problems {
			form.Problems = append(form.Problems, templates.Problem{Field: form.FieldID(p.Path), What: p.What})
		}
	}
}
