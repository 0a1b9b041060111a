package handlers

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showNewClient asks for a new client.
func (s *Server) showNewClient(w http.ResponseWriter, r *http.Request) error {
	return s.showClientForm(w, r, http.StatusOK, templates.ClientEditPage{})
}

// showEditClient asks what changed about a client.
func (s *Server) showEditClient(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	return s.showEditClientPage(w, r, c, nil)
}

// showEditClientPage shows the form with what is stored, and what was wrong with a logo.
func (s *Server) showEditClientPage(w http.ResponseWriter, r *http.Request, c store.Client, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	uses, err := s.siteUses(r, c)
	if err != nil {
		return err
	}
	page := templates.ClientEditPage{ID: c.ID, Revision: c.Revision, Form: clientForm(c), Uses: uses, LogoForm: logoForm(c)}
	page.Problems = list
	return s.showClientForm(w, r, statusOf(wrong), page, c.Facts.Name)
}

// showClientForm shows the form for a client; name is that of one that is there.
func (s *Server) showClientForm(w http.ResponseWriter, r *http.Request, status int, page templates.ClientEditPage, name ...string) error {
	head := templates.Page{
		Heading: "Add a client", Lead: "Only the name and what it is under HIPAA are needed now.", Walk: true, Nav: "clients",
		Crumbs: []templates.Crumb{{Label: "Clients", URL: "/clients"}}, Problems: page.Problems,
	}
	if page.ID != "" {
		head.Heading, head.Lead, head.Title = "Edit client", "", "Edit "+strings.Join(name, "")
		head.Crumbs = append(head.Crumbs, templates.Crumb{Label: strings.Join(name, ""), URL: "/clients/" + page.ID})
	}
	page.Page, page.Own = s.page(r, head), s.ownZone()
	return s.show(w, r, status, page.View())
}

// postNewClient adds a client.
func (s *Server) postNewClient(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	page := templates.ClientEditPage{Form: typedClient(f)}
	c := readClient(f, s.today())
	if page.SameName, err = s.nameTaken(r, f, c); err != nil {
		return err
	}
	if err := f.err(); err != nil {
		page.Problems, _ = problems(err, clientField)
		return s.showClientForm(w, r, statusOf(err), page)
	}
	c.Another = page.SameName
	ids, err := s.store.AddClients(r.Context(), scopeOf(r), []store.Client{c})
	if errors.Is(err, assessment.ErrConflict) { // added meanwhile, perhaps by the same click
		page.SameName = true
		page.Problems = []templates.Problem{{Field: "name", What: nameIsThere}}
		return s.showClientForm(w, r, statusOf(err), page)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/clients/"+ids[0], c.Facts.Name+" is added.")
}

const nameIsThere = "A client with this name is there already. Tick the box under the name if this is another one."

// postClient keeps what changed about a client.
func (s *Server) postClient(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.clientAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	page, c, err := s.changedClient(r, f, stored)
	if err != nil {
		return err
	}
	if err := f.err(); err != nil {
		page.Problems, _ = problems(err, clientField)
		return s.showClientForm(w, r, statusOf(err), page, stored.Facts.Name)
	}
	err = s.store.UpdateClient(r.Context(), scopeOf(r), c)
	switch {
	case errors.Is(err, assessment.ErrConflict):
		return s.clientConflict(w, r, page, err)
	case errors.Is(err, store.ErrArchived):
		page.Problems, _ = problems(err, clientField)
		return s.showClientForm(w, r, statusOf(err), page, stored.Facts.Name)
	case err != nil:
		return err
	default:
		return s.done(w, r, "/clients/"+c.ID, "Saved.")
	}
}

// changedClient reads the form for a client that is there, and notes in it what cannot be saved without another word.
func (s *Server) changedClient(r *http.Request, f *form, stored store.Client) (templates.ClientEditPage, store.Client, error) {
	page := templates.ClientEditPage{ID: stored.ID, Revision: f.revision(), Form: typedClient(f), LogoForm: logoForm(stored)}
	c := readClient(f, s.today())
	c.ID, c.Revision = stored.ID, page.Revision
	c.Remind = stored.Remind // its form is on the page of the contacts
	var err error
	if page.Uses, err = s.siteUses(r, stored); err != nil {
		return page, c, err
	}
	if page.SameName, err = s.nameTaken(r, f, c); err != nil {
		return page, c, err
	}
	page.Closing = closesUsed(f, stored, c, page.Uses)
	if len(c.Facts.Kinds) > 0 || len(stored.Facts.Kinds) == 0 {
		return page, c, nil
	}
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), stored.ID)
	if len(sums) > 0 && !f.wrong("kinds") {
		f.bad("kinds", "An assessment of this client was opened, so what it is has to stay known. Tick what it is.")
	}
	return page, c, err
}

// clientConflict shows what somebody else saved beside what the person typed. To save again is then a decision.
func (s *Server) clientConflict(w http.ResponseWriter, r *http.Request, page templates.ClientEditPage, conflict error) error {
	stored, err := s.clientAt(r)
	if err != nil {
		return err
	}
	page.Revision = stored.Revision
	now := clientForm(stored)
	page.Saved = &templates.Saved{By: s.whoSaved(r, stored.ID, "client", ""), What: "this client", Now: page.Form.Differing(now)}
	return s.showClientForm(w, r, statusOf(conflict), page, stored.Facts.Name)
}

// clientField gives the field that mends what the core finds wrong at a path, such as kinds[1].
func clientField(path string) string {
	field, _, _ := strings.Cut(path, "[")
	return field
}

// typedClient keeps what was typed as it was typed.
func typedClient(f *form) templates.ClientForm {
	parts := f.all("parts")
	return templates.ClientForm{
		Name: f.text("name"), LegalName: f.text("legal_name"), EIN: f.text("ein"), City: f.text("city"), Kinds: f.all("kinds"),
		Individuals: f.text("individuals"), Workforce: f.text("workforce"), Sites: f.text("sites"),
		Clearinghouse: slices.Contains(parts, "clearinghouse"), PlanSponsor: slices.Contains(parts, "plan_sponsor"),
		AgreedOn: f.text("agreed_on"), Contact: f.text("contact"), Phone: f.text("phone"), Email: f.text("email"), Note: f.text("note"), Zone: f.text("zone"),
		CloseSites: f.has("close_sites"), AnotherClient: f.has("another_client"),
	}
}

// clientForm fills the form with what is stored.
func clientForm(c store.Client) templates.ClientForm {
	form := templates.ClientForm{
		Name: c.Facts.Name, LegalName: c.Facts.LegalName, EIN: c.Facts.EIN, City: c.City, Sites: strings.Join(c.Facts.Sites, "\n"),
		Individuals: numberTyped(c.Facts.Individuals), Workforce: numberTyped(c.Facts.Workforce),
		Clearinghouse: c.Facts.Clearinghouse, PlanSponsor: c.Facts.PlanSponsor, AgreedOn: c.AgreedOn.String(),
		Contact: c.Contact, Phone: c.Phone, Email: c.Email, Note: c.Note, Zone: c.Zone,
	}
	for _, kind := range c.Facts.Kinds {
		form.Kinds = append(form.Kinds, kind.String())
	}
	if len(form.Kinds) == 0 {
		form.Kinds = []string{templates.KindNotKnown}
	}
	return form
}

// numberTyped gives a number as it stands in its field, which is empty for none.
func numberTyped(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// readClient understands the form for a client, and notes everything that is wrong with it.
func readClient(f *form, today assessment.Date) store.Client {
	typed := typedClient(f)
	c := store.Client{
		Facts: assessment.Client{
			Name: typed.Name, LegalName: typed.LegalName, EIN: typed.EIN, Individuals: f.number("individuals"), Workforce: f.number("workforce"),
			Sites: lines(typed.Sites), Clearinghouse: typed.Clearinghouse, PlanSponsor: typed.PlanSponsor,
		},
		Details: store.Details{
			City: typed.City, AgreedOn: f.date("agreed_on"), Contact: typed.Contact, Phone: typed.Phone, Email: typed.Email, Note: typed.Note,
			Zone: typed.Zone,
		},
	}
	for _, word := range typed.Kinds {
		var kind assessment.EntityKind
		if err := kind.UnmarshalText([]byte(word)); err == nil && kind != 0 {
			c.Facts.Kinds = append(c.Facts.Kinds, kind)
		}
	}
	unknown := slices.Contains(typed.Kinds, templates.KindNotKnown)
	if unknown && len(c.Facts.Kinds) > 0 {
		f.bad("kinds", "Tick what the client is, or that it is not known yet, and not both.")
	}
	f.problems = append(f.problems, clientProblems(c, unknown, today)...)
	return c
}

// mostSites is as many sites as a client may have: each asks its own questions.
const mostSites = 100

// clientProblems lists what is wrong with a client, by the names of the form's fields. That nobody knows yet what it is
// under HIPAA is to be said; then it can be screened, and no assessment of it can be opened.
func clientProblems(c store.Client, unknown bool, today assessment.Date) []assessment.Problem {
	list := slices.DeleteFunc(c.Facts.Check(), func(p assessment.Problem) bool { return unknown && p.Path == "kinds" })
	for i := range list {
		if list[i].Path == "kinds" {
			list[i].What = "Say what the client is under HIPAA, or that it is not known yet. Tick at least one."
		}
	}
	bad := func(field, what string) {
		list = append(list, assessment.Problem{Path: field, What: what})
	}
	if len(c.Facts.Sites) > mostSites {
		bad("sites", fmt.Sprintf("There are %d sites; at most %d fit. Put sites of the same kind together.", len(c.Facts.Sites), mostSites))
	}
	if c.AgreedOn.After(today) {
		bad("agreed_on", "This day lies ahead. Give the day on which the agreement was signed, or leave it empty.")
	}
	if !knownZone(c.Zone) {
		bad("zone", "There is no time zone of that name. Choose one of the list.")
	}
	if !plausibleEIN(c.Facts.EIN) {
		bad("ein", "An EIN has nine digits, such as 12-3456789. Check it, or leave it out.")
	}
	if address, err := mail.ParseAddress(c.Email); c.Email != "" && (err != nil || address.Address != c.Email) {
		bad("email", "This is no email address. Write it like name@example.com.")
	}
	return append(list, textProblems(c)...)
}

// textProblems lists what is wrong with the texts of a client.
func textProblems(c store.Client) []assessment.Problem {
	list := append(assessment.CheckText("name", c.Facts.Name), assessment.CheckText("note", c.Note)...)
	for _, field := range []struct{ id, text string }{
		{"legal_name", c.Facts.LegalName},
		{"city", c.City},
		{"contact", c.Contact},
		{"phone", c.Phone},
	} {
		list = append(list, assessment.CheckLine(field.id, field.text)...)
	}
	return list
}

// plausibleEIN reports whether a text can be an employer identification number, or is none at all.
func plausibleEIN(text string) bool {
	digits := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r != '-' && r != ' ':
			return false
		}
	}
	return text == "" || digits == 9
}

// nameTaken reports whether another client has the name, and notes it as a problem unless the person said that this is
// another client.
func (s *Server) nameTaken(r *http.Request, f *form, c store.Client) (bool, error) {
	names, err := s.store.Names(r.Context(), scopeOf(r))
	if err != nil {
		return false, err
	}
	id, taken := names[store.NameKey(c.Facts.Name)]
	if !taken || id == c.ID || c.Facts.Name == "" {
		return false, nil
	}
	if !f.has("another_client") {
		f.bad("name", nameIsThere)
	}
	return true, nil
}

// siteUses counts what belongs to each site of a client.
func (s *Server) siteUses(r *http.Request, c store.Client) ([]templates.SiteUse, error) {
	answers, err := s.store.AnswersBySite(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return nil, err
	}
	assets, err := s.store.Assets(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return nil, err
	}
	uses := map[string]templates.SiteUse{}
	for site, n := range answers {
		uses[site] = templates.SiteUse{Site: site, Answers: n}
	}
	for i := range assets {
		if site := assets[i].Value.Site; site != "" {
			use := uses[site]
			use.Site, use.Assets = site, use.Assets+1
			uses[site] = use
		}
	}
	var list []templates.SiteUse
	for _, site := range slices.Sorted(maps.Keys(uses)) {
		list = append(list, uses[site])
	}
	return list, nil
}

// closesUsed reports whether the change takes out a site that has answers or assets, and notes it as a problem unless the
// person said so.
func closesUsed(f *form, stored, changed store.Client, uses []templates.SiteUse) bool {
	var closed []string
	for _, use := range uses {
		if slices.Contains(stored.Facts.Sites, use.Site) && !slices.Contains(changed.Facts.Sites, use.Site) {
			closed = append(closed, use.Site)
		}
	}
	if len(closed) > 0 && !f.has("close_sites") {
		f.bad("sites", "%s would go, and answers or assets belong to it. Put it back, or tick the box under the sites.", strings.Join(closed, ", "))
	}
	return len(closed) > 0
}
