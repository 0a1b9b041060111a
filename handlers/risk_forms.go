package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// riskPart is one of the forms on the page of a risk: which entry it changes, its fields with their labels, the first of
// which problems without a field lead to, and how it is read.
type riskPart struct {
	kind   store.EntryKind
	fields []templates.KeptText
	form   func(*templates.RiskPage) *templates.RiskForm
	read   func(*riskChange) (entries []store.Entry, said string)
}

// riskChange is what one of the forms sent.
type riskChange struct {
	*form
	reg  *register
	risk *assessment.RatedRisk
	name string // who changes it
	seen int    // the revision that the person saw
}

// revision gives the revision of the part that is read, not of the form, which may hold two.
func (c *riskChange) revision() int { return c.seen }

// removes reports whether the button was pressed that takes out what is stored.
func (c *riskChange) removes() bool { return c.has("remove") }

// seen gives the revision of the part that the person saw. A form of one part calls it just that; one of several parts
// has a field for each.
func (part riskPart) seen(f *form) int {
	if own := "revision." + string(part.kind); f.has(own) {
		return f.number(own)
	}
	return f.revision()
}

// typed reports whether the form holds anything of the part that is not what the page showed.
func (part riskPart) typed(f *form, shown templates.RiskForm) bool {
	return slices.ContainsFunc(part.fields, func(field templates.KeptText) bool {
		_, sent := f.r.PostForm[field.Name]
		return sent && f.text(field.Name) != strings.TrimSpace(shown.Value(field.Name))
	})
}

// postRisk answers one of the forms on the page of a risk. A form may hold other parts beside the one that it is named
// after; what was typed into them is saved with it, so that none of it is lost.
func (s *Server) postRisk(part riskPart, beside ...riskPart) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := parse(r)
		if err != nil {
			return err
		}
		reg, err := s.registerOf(r)
		if err != nil {
			return err
		}
		risk, err := reg.risk(chi.URLParam(r, "risk"))
		if err != nil {
			return err
		}
		page := reg.riskPage(risk)
		parts := sentParts(f, &page, part, beside)
		var entries []store.Entry
		var said []string
		for _, p := range parts {
			list, words := p.read(&riskChange{f, reg, risk, scopeOf(r).Name, p.seen(f)})
			entries, said = append(entries, list...), append(said, words)
		}
		if err = f.err(); err == nil {
			err = s.store.SaveEntries(r.Context(), scopeOf(r), reg.ID, entries...)
		}
		if err != nil {
			return s.riskAgain(w, r, append([]riskPart{part}, beside...), f, err)
		}
		return s.savedRisk(w, r, parts, strings.Join(said, " "))
	}
}

// sentParts gives the parts of a form that are to be read: those that were typed in, else the one that it is named after.
// What takes something out is always about that one.
func sentParts(f *form, page *templates.RiskPage, part riskPart, beside []riskPart) []riskPart {
	var list []riskPart
	for _, other := range beside {
		if other.typed(f, *other.form(page)) {
			list = append(list, other)
		}
	}
	if len(list) == 0 || f.has("remove") || part.typed(f, *part.form(page)) {
		list = append([]riskPart{part}, list...)
	}
	return list
}

// savedRisk leads on to the part of the page that wants something next, else to the one that was saved, and says there
// what was saved and what it still lacks.
func (s *Server) savedRisk(w http.ResponseWriter, r *http.Request, parts []riskPart, said string) error {
	reg, err := s.registerOf(r)
	if err != nil {
		return err
	}
	risk, err := reg.risk(chi.URLParam(r, "risk"))
	if err != nil {
		return err
	}
	page := reg.riskPage(risk)
	at, next := string(parts[0].kind), string(page.NextPart())
	responded := slices.ContainsFunc(parts, func(p riskPart) bool { return p.kind == store.EntryTreatment })
	for _, gap := range page.Gaps {
		if gap.About == assessment.AboutTreatment && responded && page.Response != nil {
			said, at = said+" Not complete yet: "+gap.What, string(store.EntryTreatment)
		}
	}
	if next != "" {
		at = next
	}
	return s.done(w, r, reg.path("risks", risk.Risk)+"?at="+at+"#"+at, said)
}

// riskAgain shows the page of a risk as it is now, with what was typed into one of its forms and what kept it from being
// saved.
func (s *Server) riskAgain(w http.ResponseWriter, r *http.Request, parts []riskPart, f *form, cause error) error {
	reg, loadErr := s.registerOf(r)
	if loadErr != nil {
		return loadErr
	}
	risk, loadErr := reg.risk(chi.URLParam(r, "risk"))
	if loadErr != nil {
		return loadErr
	}
	page := reg.riskPage(risk)
	page.Set = templates.RiskPart(parts[0].kind)
	for i, part := range parts {
		form := part.form(&page)
		form.Values, form.Open = f.r.PostForm, true
		switch {
		case !errors.Is(cause, assessment.ErrConflict):
			list, err := part.problems(cause, risk)
			if err != nil {
				return err
			}
			form.Problems = named(list, i == 0)
		case reg.Status != assessment.Draft:
			page.Kept = append(page.Kept, templates.KeptTexts(f.r.PostForm, part.fields)...)
			if i == 0 {
				form.Problems = []templates.Problem{{What: conflictText(cause)}}
			}
		case part.seen(f) != form.Revision && part.sent(f):
			form.Met = s.metRisk(r, reg, part, risk)
		}
	}
	return s.show(w, r, statusOf(cause), s.framed(r, reg, page).View())
}

// sent reports whether the form has the fields of the part.
func (part riskPart) sent(f *form) bool {
	_, own := f.r.PostForm["revision."+string(part.kind)]
	return own || slices.ContainsFunc(part.fields, func(field templates.KeptText) bool { return f.r.PostForm.Has(field.Name) })
}

// metRisk says that somebody else saved a part meanwhile.
func (s *Server) metRisk(r *http.Request, reg *register, part riskPart, risk *assessment.RatedRisk) templates.Problem {
	return templates.Problem{Field: part.fields[0].Name, What: s.whoSaved(r, reg.ClientID, string(part.kind), part.about(risk)) +
		" changed this after you opened the page. Yours is not saved yet; both are on this page. Save again to keep yours."}
}

// named gives the problems that have a field of the part, and with the first part those that have none.
func named(list []templates.Problem, first bool) []templates.Problem {
	return slices.DeleteFunc(list, func(p templates.Problem) bool { return p.Field == "" && !first })
}

// about gives what the part's entry is about.
func (part riskPart) about(risk *assessment.RatedRisk) string {
	if part.kind == store.EntryOccurrence {
		return risk.Threat
	}
	return risk.Risk
}

// place gives where the core finds the entries of a part.
func (part riskPart) place(risk *assessment.RatedRisk) string {
	list := map[store.EntryKind]string{
		store.EntryReview: "risks_reviewed.basis", store.EntryTreatment: "treatment", store.EntryOverride: "overrides",
		store.EntryOccurrence: "threats", store.EntryExclusion: "risks_excluded",
	}[part.kind]
	return list + "." + part.about(risk) + "."
}

// problems gives what is wrong with the fields of the part.
func (part riskPart) problems(err error, risk *assessment.RatedRisk) ([]templates.Problem, error) {
	names := make([]string, len(part.fields))
	for i, field := range part.fields {
		names[i] = field.Name
	}
	return problems(err, fieldIn(part.place(risk), names...))
}

// The five forms on the page of a risk.
var (
	reviewPart = riskPart{
		store.EntryReview,
		[]templates.KeptText{{Name: "basis", Text: "Basis"}},
		func(p *templates.RiskPage) *templates.RiskForm { return &p.Review }, readReview,
	}
	treatmentPart = riskPart{
		store.EntryTreatment,
		[]templates.KeptText{
			{Name: "response", Text: "Response"},
			{Name: "reason", Text: "Why"},
			{Name: "approver", Text: "Approved by"},
			{Name: "title", Text: "Their title"},
			{Name: "date", Text: "On"},
			{Name: "expires", Text: "Until"},
		},
		func(p *templates.RiskPage) *templates.RiskForm { return &p.Treatment }, readTreatment,
	}
	overridePart = riskPart{
		store.EntryOverride,
		[]templates.KeptText{
			{Name: "occurrence", Text: "Occurrence"},
			{Name: "harm", Text: "Harm"},
			{Name: "confidentiality", Text: "Impact on confidentiality"},
			{Name: "integrity", Text: "Impact on integrity"},
			{Name: "availability", Text: "Impact on availability"},
			{Name: "reason", Text: "Why"},
		},
		func(p *templates.RiskPage) *templates.RiskForm { return &p.Override }, readOverride,
	}
	occurrencePart = riskPart{
		store.EntryOccurrence,
		[]templates.KeptText{{Name: "occurrence", Text: "Occurrence"}, {Name: "reason", Text: "Why"}},
		func(p *templates.RiskPage) *templates.RiskForm { return &p.Occurrence }, readOccurrence,
	}
	exclusionPart = riskPart{
		store.EntryExclusion,
		[]templates.KeptText{{Name: "reason", Text: "Why it does not apply"}},
		func(p *templates.RiskPage) *templates.RiskForm { return &p.Exclusion }, readExclusion,
	}
)

func readReview(c *riskChange) ([]store.Entry, string) {
	review := store.Reviewed{By: c.name, Date: c.reg.today, Basis: basisIn(c.form)}
	return c.reg.reviewEntries(c.risk.Risk, c.revision(), review), "Saved: reviewed by " + c.name + "."
}

func readTreatment(c *riskChange) ([]store.Entry, string) {
	if c.removes() {
		return c.takeOut(store.EntryTreatment, c.risk.Risk), "The response is taken out."
	}
	t := assessment.Treatment{
		Reason: c.free("reason"), ApprovedBy: assessment.Person{Name: c.line("approver"), Title: c.line("title")},
		Date: c.date("date"), Expires: c.date("expires"),
	}
	word(c.form, "response", &t.Response)
	if c.text("response") == "" {
		c.bad("response", "Choose how the client responds to this risk.")
	}
	said := fmt.Sprintf("Saved: %s.", strings.ToLower(t.Response.Title()))
	if t.Response == assessment.Mitigate {
		said += " The plan says what is done, by whom and by when."
	}
	return []store.Entry{store.TreatmentEntry(c.risk.Risk, c.revision(), t)}, said
}

func readOverride(c *riskChange) ([]store.Entry, string) {
	if c.removes() {
		return c.takeOut(store.EntryOverride, c.risk.Risk), "The override is removed. The computed rating counts again."
	}
	o := assessment.Override{Reason: c.free("reason"), By: c.name, Date: c.reg.decidedOn()}
	word(c.form, "occurrence", &o.Occurrence)
	word(c.form, "harm", &o.Harm)
	word(c.form, "confidentiality", &o.Impact.Confidentiality)
	word(c.form, "integrity", &o.Impact.Integrity)
	word(c.form, "availability", &o.Impact.Availability)
	if o.Occurrence == 0 && o.Harm == 0 && o.Impact == (assessment.Impacts{}) && len(c.problems) == 0 {
		c.bad("occurrence", "Every part is as computed. Choose a value for the part that you override.")
	}
	c.needs("reason", o.Reason, "Say why the computed value is not right for this client.")
	return []store.Entry{store.OverrideEntry(c.risk.Risk, c.revision(), o)}, "Saved: the override counts from now on."
}

func readOccurrence(c *riskChange) ([]store.Entry, string) {
	if c.removes() {
		return c.takeOut(store.EntryOccurrence, c.risk.Threat), "The library's occurrence counts again."
	}
	a := assessment.ThreatAdjustment{Reason: c.free("reason")}
	word(c.form, "occurrence", &a.Occurrence)
	if c.text("occurrence") == "" {
		c.bad("occurrence", "Say how likely the threat is to occur here.")
	}
	c.needs("reason", a.Reason, "Say why it is more or less likely here than the library says.")
	return []store.Entry{store.OccurrenceEntry(c.risk.Threat, c.revision(), a)}, "Saved: it counts for every risk of this threat."
}

func readExclusion(c *riskChange) ([]store.Entry, string) {
	if c.removes() {
		return c.takeOut(store.EntryExclusion, c.risk.Risk), "The risk is back in the register."
	}
	x := assessment.RiskExclusion{Reason: c.free("reason"), By: c.name, Date: c.reg.decidedOn()}
	c.needs("reason", x.Reason, "Say why it does not apply here.")
	return []store.Entry{store.ExclusionEntry(c.risk.Risk, c.revision(), x)}, "Saved: the risk does not apply here."
}

func (c *riskChange) takeOut(kind store.EntryKind, about string) []store.Entry {
	return []store.Entry{store.TakeOut(kind, about, c.revision())}
}

// needs notes a problem where a field holds nothing. A field of which something else is wrong has its sentence already.
func (c *riskChange) needs(field, text, what string) {
	if text == "" && !slices.ContainsFunc(c.problems, func(p assessment.Problem) bool { return p.Path == field }) {
		c.bad(field, "%s", what)
	}
}
