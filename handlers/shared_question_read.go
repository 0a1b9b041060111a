package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// sharedTyped is what a contact sent about a question.
type sharedTyped struct {
	places    []placeTyped // those that the form has, in their order
	ask       bool         // the question is to be passed on
	colleague templates.ColleagueForm
	changed   string
	conflict  bool // somebody else answered meanwhile
	kept      bool // it was typed before the visit was over
	problems  []assessment.Problem
	warning   templates.PHIWarning // of what looks like patient data
	lost      []string             // texts for a site that the client does not have any more
}

// placeTyped is what was typed at a place.
type placeTyped struct {
	suffix string // of the fields of the form
	change store.SharedChange
	fields templates.SharedFields
	open   bool // the answer at the place can be changed
}

// mostPlaces is how many sites a form is searched for.
const mostPlaces = 500

// readShared reads the form of a question. Whatever was sent, it gives places of the question only.
func readShared(f *form, d *sharedDesk) *sharedTyped {
	t := &sharedTyped{colleague: templates.ColleagueForm{Name: f.text("name"), Email: f.text("email")}, changed: f.text("changed")}
	if d.item.Places[0].Site == "" {
		t.place(f, d, "")
	}
	for n := 1; n <= mostPlaces && f.r.PostForm.Has("site-"+strconv.Itoa(n)); n++ {
		t.place(f, d, "-"+strconv.Itoa(n))
	}
	t.problems = f.problems
	return t
}

// place reads the fields of one place.
func (t *sharedTyped) place(f *form, d *sharedDesk, suffix string) {
	fields := templates.SharedFields{
		Response: f.text("response" + suffix), Choice: f.text("choice" + suffix), Value: f.text("value" + suffix), Note: f.text("note" + suffix),
		Reason: f.text("reason" + suffix),
	}
	if response, ok := strings.CutPrefix(fields.Choice, templates.ChoseResponse); ok {
		fields.Choice, fields.Response = "", response
	}
	site := ""
	if suffix != "" {
		site = f.r.PostForm.Get("site" + suffix)
	}
	at := d.place(site)
	if at == nil || suffix == "" && site != "" {
		t.lost = append(t.lost, said(fields)...)
		return
	}
	p := placeTyped{suffix: suffix, fields: fields, open: !d.item.Done && at.Given.State.Open()}
	p.change = store.SharedChange{Question: d.item.Question.ID, Site: site, Revision: revisionOf(f, "revision"+suffix), Changed: at.Given.Changed}
	if fields.Response == templates.AskColleague {
		t.ask = true
	} else {
		p.change.Answer = d.understand(f, fields, suffix)
	}
	if !d.differs(at, p.change.Answer) {
		p.change.Changed = ""
	}
	t.places = append(t.places, p)
}

func said(fields templates.SharedFields) []string {
	var list []string
	for _, text := range []string{fields.Value, fields.Note, fields.Reason} {
		if text != "" {
			list = append(list, text)
		}
	}
	return list
}

// place gives the place of a site, or nil.
func (d *sharedDesk) place(site string) *store.SheetPlace {
	for i := range d.item.Places {
		if d.item.Places[i].Site == site {
			return &d.item.Places[i]
		}
	}
	return nil
}

// understand makes the answer of the fields. What belongs to another choice stays out: it is not shown beside this one.
func (d *sharedDesk) understand(f *form, fields templates.SharedFields, suffix string) assessment.Answer {
	q := d.item.Question
	a := assessment.Answer{Choice: fields.Choice, Value: fields.Value, Note: fields.Note}
	if d.sheet.Share.IsScreening() {
		a.Response = assessment.ParseScreeningWord(fields.Response)
	} else if a.Response.UnmarshalText([]byte(fields.Response)) != nil {
		a.Response = 0
	}
	if a.Response == assessment.NotApplicable {
		a.Reason = fields.Reason
	}
	group := "response"
	if q.Fact == assessment.FactChoice {
		group = "choice"
	}
	switch {
	case fields.Response != "" && a.Response == 0,
		q.IsFact() && a.Response != 0 && a.Response != assessment.Unknown,
		a.Choice != "" && !offers(q, a.Choice),
		a.Choice != "" && q.Fact != assessment.FactChoice,
		a.Value != "" && (!q.IsFact() || q.Fact == assessment.FactChoice):
		f.bad(group+suffix, "Choose one of the answers on the page.")
	case a.Value != "" && a.Response != 0:
		f.bad("value"+suffix, "You wrote an answer and chose “I don’t know”. Keep one of the two.")
	}
	return a
}

// revisionOf gives the revision that a person saw; no revision is -1, so that the change meets a conflict.
func revisionOf(f *form, name string) int {
	n, err := strconv.Atoi(f.r.PostForm.Get(name))
	if err != nil {
		return -1
	}
	return n
}

// check notes what the core finds wrong, with the fields that mend it. A form that saves by itself has no answer yet at some
// places, which then stay out.
func (t *sharedTyped) check(sheet *store.Sheet, byItself bool) {
	if len(t.problems) > 0 {
		return
	}
	open := t.places[:0]
	for _, p := range t.places {
		if p.open && byItself && p.change.Answer.Blank() {
			continue
		}
		open = append(open, p)
		invalid, wrong := errors.AsType[*assessment.Invalid](sheet.Check(p.change))
		if !p.open || !wrong {
			continue
		}
		for _, problem := range invalid.Problems {
			t.problems = append(t.problems, assessment.Problem{Path: problem.Path + p.suffix, What: problem.What})
		}
	}
	if t.places = open; len(t.places) == 0 && len(t.problems) == 0 {
		t.problems = []assessment.Problem{{Path: "answer", What: "The list of sites changed meanwhile. Answer again; what you typed is below."}}
	}
}

// warn looks for what looks like patient data in all that was written.
func (t *sharedTyped) warn(s *Server, f *form) {
	fields := []string{"changed"}
	for _, p := range t.places {
		fields = append(fields, "note"+p.suffix, "reason"+p.suffix, "value"+p.suffix)
	}
	t.warning, _ = s.phiWarning(f, fields...)
	t.warning.Send = "Save"
}

func (t *sharedTyped) err() error {
	if len(t.problems)+len(t.warning.Signs) == 0 {
		return nil
	}
	return &assessment.Invalid{Problems: t.problems}
}

// changes lists what is to be stored. Where no place is open all are given, so that the store says why none is.
func (t *sharedTyped) changes() []store.SharedChange {
	var open, all []store.SharedChange
	for _, p := range t.places {
		all = append(all, p.change)
		if p.open {
			open = append(open, p.change)
		}
	}
	if len(open) == 0 {
		return all
	}
	return open
}

// fill puts what was typed into the fields of the page. What has no field is listed, so that nothing is lost.
func (t *sharedTyped) fill(page *templates.SharedQuestion, d *sharedDesk) {
	page.Kept, page.Typed = t.kept, t.lost
	page.Colleague, page.Warning = t.colleague, t.warning
	page.Colleague.Errors = map[string]string{}
	wrong := map[string]string{}
	for _, p := range t.problems {
		field := p.Path
		if field == "choice" || field == "response" { // by either name it is the group of choices
			field = group(d.item.Question)
		}
		wrong[field] = p.What
		page.Problems = append(page.Problems, templates.Problem{Field: field, What: p.What})
		if field == "name" || field == "email" {
			page.Colleague.Errors[field] = p.What
		}
	}
	page.Problems = append(page.Problems, t.warning.Problems()...)
	for _, p := range t.places {
		at := placeOn(page, p.change.Site)
		if at == nil || at.Closed {
			page.Typed = append(page.Typed, p.words(d)...)
			continue
		}
		t.fillPlace(page, d, at, p)
		at.Errors = map[string]string{}
		for _, name := range []string{"response", "choice", "value", "note", "reason"} {
			at.Errors[name] = wrong[name+p.suffix]
		}
	}
}

// fillPlace fills the fields of a place. After a conflict both answers are shown, and to save means to save over the other.
func (t *sharedTyped) fillPlace(page *templates.SharedQuestion, d *sharedDesk, at *templates.SharedPlace, p placeTyped) {
	at.Fields = p.fields
	if at.Revision == p.change.Revision || !t.conflict {
		at.Revision = p.change.Revision
		return
	}
	place := d.place(at.Site)
	page.Conflict = true
	at.Said = d.said(place.Given)
	who := strings.TrimSuffix(at.By, ".")
	if who == "" {
		who = "Another window of yours saved an answer"
	}
	mine := templates.SharedWords(d.item.Question, p.change.Answer, page.Screening)
	what := who + ", after you opened the page. Yours, “" + mine + "”, is not saved yet; both are here."
	at.By = who + ":"
	page.Problems = append(page.Problems, templates.Problem{Field: group(d.item.Question) + at.Suffix, What: what})
}

// group names the group of choices of a question.
func group(q *assessment.Question) string {
	if q.Fact == assessment.FactChoice {
		return "choice"
	}
	return "response"
}

// words gives what was typed at a place that has no fields any more.
func (p *placeTyped) words(d *sharedDesk) []string {
	answer := templates.SharedWords(d.item.Question, p.change.Answer, d.sheet.Share.IsScreening())
	list := []string{}
	if answer != "" && answer != p.fields.Value {
		list = append(list, answer)
	}
	return append(list, said(p.fields)...)
}

func placeOn(page *templates.SharedQuestion, site string) *templates.SharedPlace {
	for i := range page.Places {
		if page.Places[i].Site == site {
			return &page.Places[i]
		}
	}
	return nil
}

// wantsJSON reports whether the page itself saves, and stays as it is.
func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// sharedAnswered tells the page when it was saved and as which revisions. What went wrong is told by the status alone: whoever
// presses Save sees why.
func (s *Server) sharedAnswered(w http.ResponseWriter, typed *sharedTyped, saved []store.SharedAnswer, cause error) error {
	w.Header().Set("Content-Type", "application/json")
	if cause != nil {
		status := statusOf(cause)
		if status >= http.StatusInternalServerError {
			return cause
		}
		w.WriteHeader(status)
		return nil
	}
	answer := struct {
		At        string         `json:"at"`
		Revisions map[string]int `json:"revisions"`
	}{s.now().Format("15:04"), map[string]int{}}
	n := 0
	for _, p := range typed.places {
		if p.open {
			answer.Revisions["at"+p.suffix] = saved[n].Revision
			n++
		}
	}
	return json.NewEncoder(w).Encode(answer)
}
