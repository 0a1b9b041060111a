package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showNewRisk shows the form of a risk that the assessor adds, empty or with the words of the analysis before.
func (s *Server) showNewRisk(w http.ResponseWriter, r *http.Request) error {
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	if reg.Status != assessment.Draft {
		return redirect(w, r, reg.path("risks"))
	}
	page := templates.OwnRiskPage{}
	if own := reg.last.own(r.URL.Query().Get("from")); own != nil {
		page.From, page.Form.Values = reg.last.period, ownValues(own)
		page.Form.Values["basis"] = []string{templates.StillValid}
	}
	return s.ok(w, r, s.ownPage(r, reg, page).View())
}

// own finds a risk of the assessor's own in the analysis before, or gives nil.
func (l lastYear) own(id string) *assessment.OwnRisk {
	if l.content == nil {
		return nil
	}
	return ownIn(l.content, id)
}

// showOwnRisk shows the form of a risk that the assessor added.
func (s *Server) showOwnRisk(w http.ResponseWriter, r *http.Request) error {
	reg, id, err := s.ownRisk(r)
	if err != nil {
		return err
	}
	own := reg.own(id)
	if reg.Status != assessment.Draft || own == nil {
		return redirect(w, r, reg.path("risks"))
	}
	form := templates.RiskForm{Values: ownValues(own), Revision: reg.Revision(store.EntryOwnRisk, id)}
	return s.ok(w, r, s.ownPage(r, reg, templates.OwnRiskPage{Form: form, Existing: true}).View())
}

// ownRisk gives the id of the risk of the assessor's own that the address names. It may have been taken out again.
func (s *Server) ownRisk(r *http.Request) (*register, string, error) {
	reg, err := s.registerOf(r)
	if err != nil {
		return nil, "", err
	}
	id := chi.URLParam(r, "risk")
	if reg.own(id) == nil && reg.Revision(store.EntryOwnRisk, id) == 0 {
		return nil, "", fmt.Errorf("a risk of one's own: %w", assessment.ErrNotFound)
	}
	return reg, id, nil
}

// ownPage completes the page of the form.
func (s *Server) ownPage(r *http.Request, reg *register, page templates.OwnRiskPage) templates.OwnRiskPage {
	page.Form.Part, page.Form.URL = "own", reg.path("risks", "new")
	if page.Existing {
		id := page.Form.Value("id")
		page.Form.URL, page.Lines = reg.path("risks", id, "edit"), linesAbout(&reg.Content, id)
	}
	page.Threats = reg.Catalog.Threats
	for i := range reg.Catalog.Questionnaire.Sections {
		section := &reg.Catalog.Questionnaire.Sections[i]
		view := templates.OwnSection{Title: section.Title}
		for _, q := range section.Questions {
			if !q.IsFact() {
				view.Questions = append(view.Questions, templates.OwnControl{ID: q.ID, Text: q.Text})
			}
		}
		if len(view.Questions) > 0 {
			page.Sections = append(page.Sections, view)
		}
	}
	page.AssessmentPage = s.frame(r, reg.work, templates.TabRisks, page.Head())
	page.Crumbs = append(page.Crumbs, templates.Crumb{Label: "Risks", URL: reg.path("risks")})
	return page
}

// linesAbout counts the lines of the plan that name a risk.
func linesAbout(c *assessment.Content, risk string) int {
	n := 0
	for i := range c.Remediation {
		if slices.Contains(c.Remediation[i].Risks, risk) {
			n++
		}
	}
	return n
}

// postNewRisk adds a risk of the assessor's own.
func (s *Server) postNewRisk(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	own := readOwnRisk(f)
	own.ID = reg.newID(f.text("id"), s.store.NewID)
	entries := []store.Entry{store.OwnRiskEntry(reg.Revision(store.EntryOwnRisk, own.ID), own)}
	if basis := f.free("basis"); basis != "" && !strings.EqualFold(basis, strings.TrimSpace(templates.StillValid)) {
		review := store.Reviewed{By: scopeOf(r).Name, Date: reg.today, Basis: basis}
		entries = append(entries, store.ReviewEntry(own.ID, reg.Revision(store.EntryReview, own.ID), review))
	}
	return s.saveOwnRisk(w, r, f, templates.OwnRiskPage{}, entries)
}

// postOwnRisk changes a risk of the assessor's own. Its id stays, whatever it is called.
func (s *Server) postOwnRisk(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	reg, id, err := s.ownRisk(r)
	if err != nil {
		return err
	}
	own := readOwnRisk(f)
	own.ID = id
	if before := reg.own(id); before != nil {
		own.Basis = before.Basis
	}
	f.r.PostForm.Set("id", id)
	return s.saveOwnRisk(w, r, f, templates.OwnRiskPage{Existing: true}, []store.Entry{store.OwnRiskEntry(f.revision(), own)})
}

// saveOwnRisk saves the risk of the first entry, or shows its form once more with what kept it from being saved.
func (s *Server) saveOwnRisk(w http.ResponseWriter, r *http.Request, f *form, page templates.OwnRiskPage, entries []store.Entry) error {
	id := chi.URLParam(r, "assessment")
	err := f.err()
	if err == nil {
		err = s.store.SaveEntries(r.Context(), scopeOf(r), id, entries...)
	}
	if err == nil {
		return s.done(w, r, "/assessments/"+id+"/risks/"+entries[0].About, "Saved: the risk is in the register.")
	}
	status := statusOf(err)
	reg, loadErr := s.registerOf(r)
	if loadErr != nil {
		return loadErr
	}
	page.Form = templates.RiskForm{Values: f.r.PostForm, Revision: reg.Revision(store.EntryOwnRisk, entries[0].About)}
	switch {
	case errors.Is(err, assessment.ErrConflict) && reg.Status != assessment.Draft:
		page.Form.Problems = []templates.Problem{{What: conflictText(err)}}
	case errors.Is(err, assessment.ErrConflict):
		page.Form.Met = s.metOwnRisk(r, reg, entries[0].About)
	default:
		if page.Form.Problems, err = problems(err, ownField); err != nil {
			return err
		}
	}
	return s.show(w, r, status, s.ownPage(r, reg, page).View())
}

// metOwnRisk says what somebody else made of a risk meanwhile.
func (s *Server) metOwnRisk(r *http.Request, reg *register, id string) templates.Problem {
	now := "It is not in the register any more."
	if own := reg.own(id); own != nil {
		now = fmt.Sprintf("It now says “%s”: %s", own.Title, asSentence(own.Vulnerability))
	}
	return templates.Problem{Field: "title", What: s.whoSaved(r, reg.ClientID, string(store.EntryOwnRisk), id) +
		" changed this risk after you opened the page. " + now + " Yours is not saved yet; it is below. Save again to keep yours."}
}

// removeOwnRisk takes a risk of the assessor's own out, with all that was said about it.
func (s *Server) removeOwnRisk(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	reg, id, err := s.ownRisk(r)
	if err != nil {
		return err
	}
	if linesAbout(&reg.Content, id) > 0 {
		return &assessment.Invalid{Problems: []assessment.Problem{{What: "The plan names this risk. Take the risk out of the plan first, then remove it."}}}
	}
	entries := []store.Entry{store.TakeOut(store.EntryOwnRisk, id, f.revision())}
	for _, kind := range []store.EntryKind{store.EntryReview, store.EntryTreatment, store.EntryOverride, store.EntryExclusion} {
		if n := reg.Revision(kind, id); n > 0 {
			entries = append(entries, store.TakeOut(kind, id, n))
		}
	}
	if err := s.store.SaveEntries(r.Context(), scopeOf(r), reg.ID, entries...); err != nil {
		return err
	}
	return s.done(w, r, reg.path("risks"), "The risk is out of the register.")
}

// readOwnRisk reads the fields of the form.
func readOwnRisk(f *form) assessment.OwnRisk {
	own := assessment.OwnRisk{
		Title: f.line("title"), Vulnerability: f.free("vulnerability"), Threat: f.text("threat"),
		Key: slices.Clone(f.all("key")), Supporting: slices.Clone(f.all("supporting")),
	}
	word(f, "confidentiality", &own.Impact.Confidentiality)
	word(f, "integrity", &own.Impact.Integrity)
	word(f, "availability", &own.Impact.Availability)
	word(f, "harm", &own.Harm)
	for _, text := range f.all("assets") {
		var kind assessment.AssetKind
		if err := kind.UnmarshalText([]byte(text)); err != nil || kind == 0 {
			f.bad("assets", "Choose kinds of assets from the list.")
			break
		}
		own.Assets = append(own.Assets, kind)
	}
	ownNeeds(f, &own)
	return own
}

// ownNeeds notes what a risk cannot be rated without.
func ownNeeds(f *form, own *assessment.OwnRisk) {
	if own.Title == "" {
		f.bad("title", "Give the risk a name.")
	}
	if own.Vulnerability == "" {
		f.bad("vulnerability", "Say what can happen, and why.")
	}
	if own.Threat == "" {
		f.bad("threat", "Choose the threat that sets it off.")
	}
	if own.Impact.Overall() == 0 {
		f.bad("confidentiality", "Rate the impact on confidentiality, integrity or availability.")
	}
	if slices.ContainsFunc(own.Key, func(id string) bool { return slices.Contains(own.Supporting, id) }) {
		f.bad("key", "A question is ticked as key and as supporting. Take one of the two ticks out.")
	}
	if len(own.Key) == 0 && own.Harm == 0 {
		f.bad("harm", "Tick a key control, or choose the harm: nothing else tells it.")
	}
}

// ownPath is a place in the list of own risks, as the core names it.
var ownPath = regexp.MustCompile(`^own_risks\[\d+\]\.?(\w*)`)

// ownField gives the field for a place that the core or the form names.
func ownField(path string) string {
	if m := ownPath.FindStringSubmatch(path); m != nil {
		path = map[string]string{"": "harm", "impact": "confidentiality", "supporting": "key", "id": "title"}[m[1]]
		if path == "" {
			path = m[1]
		}
	}
	return fieldIn("", "title", "vulnerability", "threat", "assets", "confidentiality", "integrity", "availability", "key", "harm", "basis")(path)
}

func ownValues(own *assessment.OwnRisk) url.Values {
	v := url.Values{
		"id": {own.ID}, "title": {own.Title}, "vulnerability": {own.Vulnerability}, "threat": {own.Threat},
		"confidentiality": {own.Impact.Confidentiality.String()}, "integrity": {own.Impact.Integrity.String()},
		"availability": {own.Impact.Availability.String()}, "harm": {own.Harm.String()},
		"key": own.Key, "supporting": own.Supporting,
	}
	for _, kind := range own.Assets {
		v.Add("assets", kind.String())
	}
	return v
}

// newID makes the id of a risk of one's own: that of the analysis before, where it comes from there, so that comparisons
// find it. A new one says nothing of its title, which is sealed, since ids stand clear in addresses and in the audit log.
func (reg *register) newID(before string, fresh func() string) string {
	free := func(id string) bool {
		return reg.own(id) == nil && reg.Catalog.Risk(id) == nil
	}
	if reg.last.own(before) != nil && free(before) {
		return before
	}
	for {
		if id := "own-" + strings.ReplaceAll(fresh(), "-", "")[:ownDigits]; free(id) {
			return id
		}
	}
}

// ownDigits is as much of an id as is its time, which tells the risks of one client apart and keeps them in the order in
// which they were added.
const ownDigits = 12
