package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// screeningQuestionnaire is the questionnaire that clients are screened with.
const screeningQuestionnaire = "phi-screening"

// showScreenings leads to the screening of this year.
func (s *Server) showScreenings(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	return redirect(w, r, screeningPath(c.ID, s.today().Time().Year()))
}

func screeningPath(client string, year int) string {
	return "/clients/" + client + "/screenings/" + strconv.Itoa(year)
}

// screeningDesk is what the pages of a screening work with.
type screeningDesk struct {
	client          store.Client
	list            []store.Screening // of all years, the newest first
	store.Screening                   // of the year; its revision is 0 where there is none yet
	before          *store.Screening  // the newest of an earlier year; nil where there is none
	year            int               // of today
}

// screeningAt gives the screening that the address names. One can be begun for this year and, as paper work, for the last.
func (s *Server) screeningAt(r *http.Request) (*screeningDesk, error) {
	c, err := s.clientAt(r)
	if err != nil {
		return nil, err
	}
	d := &screeningDesk{client: c, year: s.today().Time().Year()}
	if d.list, err = s.store.Screenings(r.Context(), scopeOf(r), c.ID); err != nil {
		return nil, err
	}
	period, err := strconv.Atoi(chi.URLParam(r, "year"))
	if err != nil {
		return nil, assessment.ErrNotFound
	}
	for i := range d.list {
		switch sc := &d.list[i]; {
		case sc.Period == period:
			d.Screening = *sc
		case sc.Period < period && d.before == nil:
			d.before = sc
		}
	}
	if d.Revision > 0 {
		return d, nil
	}
	if period != d.year && period != d.year-1 {
		return nil, assessment.ErrNotFound
	}
	d.Period = period
	d.Catalog, err = s.library.Catalog(screeningQuestionnaire)
	return d, err
}

// showScreening shows the screening of a year: its questions, and what their answers come to.
func (s *Server) showScreening(w http.ResponseWriter, r *http.Request) error {
	d, err := s.screeningAt(r)
	if err != nil {
		return err
	}
	page, err := s.screeningPage(r, d, s.screeningFields(d))
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// screeningFields fills the form with what is stored; the day is today's until one is given.
func (s *Server) screeningFields(d *screeningDesk) templates.ScreeningForm {
	form := templates.ScreeningFields(&d.PHIScreening)
	form.Revision = d.Revision
	if form.Date == "" {
		form.Date = s.today().String()
	}
	return form
}

// postScreening keeps a screening, whole or not.
func (s *Server) postScreening(w http.ResponseWriter, r *http.Request) error {
	d, err := s.screeningAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed, changed := readScreening(f, d.Catalog)
	sc := store.Screening{PHIScreening: changed, Period: d.Period, Revision: typed.Revision, Catalog: d.Catalog}
	if err = f.err(); err == nil {
		err = s.store.SaveScreening(r.Context(), scopeOf(r), d.client.ID, sc)
	}
	if err != nil {
		return s.screeningNotSaved(w, r, typed, err)
	}
	return s.done(w, r, screeningPath(d.client.ID, d.Period), screeningSaved(sc.Finding(), len(d.Catalog.Questions())))
}

func screeningSaved(f assessment.Finding, asked int) string {
	if f.Open > 0 {
		return "Saved: " + strconv.Itoa(asked-f.Open) + " of " + strconv.Itoa(asked) + " answered."
	}
	return "Saved. " + f.Title + "."
}

// readScreening reads the fields, as they were typed and as they are kept.
func readScreening(f *form, cat *assessment.Catalog) (templates.ScreeningForm, assessment.PHIScreening) {
	typed := templates.ScreeningForm{
		Answers: map[string]templates.ScreeningTyped{}, Name: f.text("by-name"), Title: f.text("by-title"), Date: f.text("date"),
		Source: f.text("source"), Again: f.text("again"),
	}
	typed.Revision = f.revision()
	sc := assessment.PHIScreening{
		Answers: map[string]assessment.ScreeningAnswer{}, By: assessment.Person{Name: typed.Name, Title: typed.Title},
		Date: f.date("date"), Again: f.date("again"),
	}
	word(f, "source", &sc.Source)
	for _, q := range cat.Questions() {
		t := templates.ScreeningTyped{Response: f.text(q.ID), Note: f.text(q.ID + "-note")}
		a := assessment.ScreeningAnswer{Response: assessment.ParseScreeningWord(t.Response), Note: t.Note}
		if a.Response == 0 && t.Response != "" {
			f.bad(q.ID, "Choose one of the answers on the page.")
		}
		typed.Answers[q.ID] = t
		if a != (assessment.ScreeningAnswer{}) {
			sc.Answers[q.ID] = a
		}
	}
	return typed, sc
}

// screeningNotSaved shows the page again with what was typed and what kept it from being saved.
func (s *Server) screeningNotSaved(w http.ResponseWriter, r *http.Request, typed templates.ScreeningForm, cause error) error {
	d, err := s.screeningAt(r)
	if err != nil {
		return err
	}
	now := templates.ScreeningFields(&d.PHIScreening)
	at := stored{d.client.ID, "screening", strconv.Itoa(d.Period), "this screening", d.Revision, typed.Differing(now, screeningSections(d))}
	if typed.Editing, err = s.refused(r, cause, typed.Revision, at); err != nil {
		return err
	}
	for i := range typed.Problems {
		typed.Problems[i].Field = screeningField(typed.Problems[i].Field)
	}
	page, err := s.screeningPage(r, d, typed)
	if err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// screeningField gives the field that mends what the core finds wrong at a path.
func screeningField(path string) string {
	if field, ok := strings.CutPrefix(path, "answers."); ok {
		return strings.Replace(field, ".note", "-note", 1)
	}
	return strings.Replace(path, "by.", "by-", 1)
}

func (s *Server) screeningPage(r *http.Request, d *screeningDesk, form templates.ScreeningForm) (templates.ScreeningPage, error) {
	finding := d.Finding()
	q := d.Catalog.Questionnaire
	page := templates.ScreeningPage{
		Client: d.client.ID, Year: d.Period, Archived: d.client.Archived, CanEdit: scopeOf(r).CanEdit() && !d.client.Archived,
		Sections: screeningSections(d), Stored: d.PHIScreening, Revision: d.Revision, Open: finding.Open, Form: form,
		Edition: q.Title + ", version " + q.Version, Years: d.others(),
	}
	if d.before != nil {
		page.Before = d.before.Period
	}
	head := templates.Page{
		Heading: "PHI screening " + strconv.Itoa(d.Period), Lead: "Does this client hold health data that HIPAA protects?",
		Walk: true, Problems: form.Problems,
	}
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), d.client.ID)
	if err != nil {
		return page, err
	}
	if !d.client.Archived {
		head.Main = page.Main(s.nextOfClient(r, known{d.client.ID, d.client.Facts.Kinds, d.client.AgreedOn, currentOf(sums), newestFinding(d.list)}))
	}
	if d.client.Archived {
		head.Badge = templates.ArchivedBadge()
	}
	if finding.Open == 0 {
		page.Outcomes, page.Record, page.Unfound = screeningOutcomes(d), finding.Unrecorded(d.client.Facts.Kinds), finding.Unfound(d.client.Facts.Kinds)
	}
	page.Page = s.clientFrame(r, d.client, head)
	return page, nil
}

// others lists the other years that were screened, and this year where it can be begun.
func (d *screeningDesk) others() []int {
	years := []int{d.year}
	for i := range d.list {
		if !slices.Contains(years, d.list[i].Period) {
			years = append(years, d.list[i].Period)
		}
	}
	years = slices.DeleteFunc(years, func(y int) bool { return y == d.Period })
	slices.Sort(years)
	slices.Reverse(years)
	return years
}

func screeningSections(d *screeningDesk) []templates.ScreeningSection {
	var list []templates.ScreeningSection
	for _, s := range d.Catalog.Questionnaire.Sections {
		section := templates.ScreeningSection{ID: s.ID, Title: s.Title, Intro: s.Intro}
		for i := range s.Questions {
			q := &s.Questions[i]
			line := templates.ScreeningQuestion{ID: q.ID, Text: q.Text, Guidance: q.Guidance, Evidence: q.Evidence}
			if d.before != nil {
				line.Before = d.before.Answers[q.ID]
			}
			section.Questions = append(section.Questions, line)
		}
		list = append(list, section)
	}
	return list
}

func screeningOutcomes(d *screeningDesk) []templates.ScreeningOutcome {
	responses := d.Responses()
	var list []templates.ScreeningOutcome
	for _, o := range assessment.Screen(d.Catalog, responses).Outcomes {
		shown := templates.ScreeningOutcome{ID: o.ID, Title: o.Title, Means: o.Means, Next: o.Next, By: d.Date.AddDays(o.Days)}
		for _, id := range o.Because(responses) {
			shown.Because = append(shown.Because, templates.ScreeningReason(d.Catalog.Question(id).Text, responses[id]))
		}
		list = append(list, shown)
	}
	return list
}

// postScreeningKinds records what a screening found that the client is. It is never done without being asked for.
func (s *Server) postScreeningKinds(w http.ResponseWriter, r *http.Request) error {
	d, err := s.screeningAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	added, err := s.store.RecordKinds(r.Context(), scopeOf(r), d.client.ID, d.Period, f.revision())
	if errors.Is(err, assessment.ErrConflict) {
		return s.screeningNotSaved(w, r, s.screeningFields(d), err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/clients/"+d.client.ID, templates.KindsRecorded(added))
}

// newestFinding gives what the newest of a client's screenings found, or nil.
func newestFinding(list []store.Screening) *assessment.Finding {
	if len(list) == 0 {
		return nil
	}
	f := list[0].Finding()
	return &f
}
