package handlers

import (
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showPeople lists everybody who signs in.
func (s *Server) showPeople(w http.ResponseWriter, r *http.Request) error {
	people, err := s.store.People(r.Context(), scopeOf(r))
	if err != nil {
		return err
	}
	page := templates.PeoplePage{Page: s.page(r, templates.Page{
		Heading: "People", Nav: "admin", Crumbs: templates.AdminCrumbs(), Main: &templates.Action{Label: "Invite somebody", URL: "/admin/users/invite", Icon: "user-plus"},
	})}
	for i := range people {
		page.People = append(page.People, s.personLine(&people[i]))
	}
	return s.ok(w, r, page.View())
}

func (s *Server) personLine(p *store.Person) templates.PersonLine {
	return templates.PersonLine{
		ID: p.ID, Name: p.Name, Email: p.Email, JobTitle: p.Title, Role: p.Role, AllClients: p.AllClients, Assigned: p.Assigned,
		Invited: p.Invited(), Disabled: p.Disabled, SignedIn: s.moment(p.SignedInAt),
	}
}

// moment is a time as people read it, in the server's time zone; empty for none.
func (s *Server) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.now().Location()).Format("Jan 2, 2006, 15:04")
}

// showInvitation asks whom to invite.
func (s *Server) showInvitation(w http.ResponseWriter, r *http.Request) error {
	return s.showInvitationPage(w, r, templates.PersonForm{}, nil)
}

func (s *Server) showInvitationPage(w http.ResponseWriter, r *http.Request, typed templates.PersonForm, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	if typed.Clients, err = s.clientChoices(r, typed.Chosen); err != nil {
		return err
	}
	page := templates.InvitePage{Form: typed, Page: s.page(r, templates.Page{
		Heading: "Invite somebody", Nav: "admin", Walk: true, Problems: list, Scripts: []string{"people.js"}, Crumbs: peopleCrumbs(),
	})}
	return s.show(w, r, statusOf(wrong), page.View())
}

func peopleCrumbs() []templates.Crumb {
	return append(templates.AdminCrumbs(), templates.Crumb{Label: "People", URL: "/admin/users"})
}

// problemsOf gives what is wrong with a form whose fields are named as the core names them. No error is no problem.
func problemsOf(wrong error) ([]templates.Problem, error) {
	if wrong == nil {
		return nil, nil
	}
	return problems(wrong, func(path string) string { return path })
}

// clientChoices lists every client to choose from; one that is archived only where it is chosen already.
func (s *Server) clientChoices(r *http.Request, chosen []string) ([]templates.Option, error) {
	names, err := s.store.ClientNames(r.Context(), scopeOf(r))
	var list []templates.Option
	for _, c := range names {
		o := templates.Option{Value: c.ID, Label: c.Name, Hint: c.City, Chosen: slices.Contains(chosen, c.ID)}
		if c.Archived {
			o.Hint = "Archived"
		}
		if o.Chosen || !c.Archived {
			list = append(list, o)
		}
	}
	return list, err
}

// postInvitation adds somebody and shows the link to send them.
func (s *Server) postInvitation(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed, a, err := s.typedPerson(r, f)
	if err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return s.showInvitationPage(w, r, typed, err)
	}
	letters, err := s.letters(r.Context(), visitOf(r).user)
	if err != nil {
		return err
	}
	link, err := s.store.Invite(r.Context(), scopeOf(r), a, letters)
	if err != nil {
		return s.showInvitationPage(w, r, typed, err)
	}
	return s.handOut(w, r, a.Name, a.Email, link, letters != nil)
}

// typedPerson reads the form for somebody: as it was typed, and what it means. Clients that are not there are left out.
func (s *Server) typedPerson(r *http.Request, f *form) (templates.PersonForm, assessment.Account, error) {
	a := assessment.Account{Email: f.text("email"), Name: f.text("name"), Title: f.text("title")}
	word(f, "role", &a.Role)
	typed := templates.PersonForm{
		Email: a.Email, Name: a.Name, JobTitle: a.Title, Role: a.Role, Reach: f.text("reach"), Revision: f.revision(), Chosen: f.all("client"),
	}
	switch typed.Reach {
	case "all":
		a.AllClients = true
	case "chosen":
		names, err := s.store.ClientNames(r.Context(), scopeOf(r))
		if err != nil {
			return typed, a, err
		}
		for _, c := range names {
			if slices.Contains(typed.Chosen, c.ID) {
				a.Clients = append(a.Clients, c.ID)
			}
		}
	default:
		f.bad("reach", "Choose whether this person sees all clients or only some.")
	}
	return typed, a, nil
}

// handOut shows a link once, to be sent to whom it is for. It stands in no address and is not stored, so the page answers the
// form itself; to load it again makes another link.
func (s *Server) handOut(w http.ResponseWriter, r *http.Request, name, email string, link store.Link, mailed bool) error {
	page := templates.HandOutPage{
		Page: s.page(r, templates.Page{Heading: "Send this link to " + name, Nav: "admin", Walk: true, Crumbs: peopleCrumbs(), Scripts: []string{"people.js"}}),
		Name: name, Email: email, Link: s.address(r) + link.Path(), Ends: s.moment(link.EndsAt), Invited: link.Kind == store.InviteLink, Mailed: mailed,
	}
	if mailed {
		s.wake()
		page.Heading = "A link for " + name
	}
	return s.ok(w, r, page.View())
}

// showPerson shows somebody, and what an admin can change about them.
func (s *Server) showPerson(w http.ResponseWriter, r *http.Request) error {
	p, err := s.store.Person(r.Context(), scopeOf(r), chi.URLParam(r, "user"))
	if err != nil {
		return err
	}
	return s.showPersonPage(w, r, p, personForm(&p), nil)
}

func personForm(p *store.Person) templates.PersonForm {
	reach := "chosen"
	if p.AllClients {
		reach = "all"
	}
	return templates.PersonForm{Email: p.Email, Name: p.Name, JobTitle: p.Title, Role: p.Role, Reach: reach, Revision: p.Revision, Chosen: p.Clients}
}

func (s *Server) showPersonPage(w http.ResponseWriter, r *http.Request, p store.Person, form templates.PersonForm, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	form.Own = p.ID == scopeOf(r).User
	if form.Clients, err = s.clientChoices(r, form.Chosen); err != nil {
		return err
	}
	stays, err := s.stays(r, p.ID)
	if err != nil {
		return err
	}
	n, err := s.store.FactorCounts(r.Context(), scopeOf(r), p.ID)
	if err != nil {
		return err
	}
	connection, err := s.connection(r, p.ID)
	if err != nil {
		return err
	}
	page := templates.PersonPage{
		Factors: templates.FactorCounts{Apps: n.Apps, Passkeys: n.Passkeys, Codes: n.Codes}, SSO: connection,
		Page: s.page(r, templates.Page{
			Heading: p.Name, Nav: "admin", Walk: true, Crumbs: peopleCrumbs(), Problems: list, Scripts: []string{"people.js"},
		}),
		Person: s.personLine(&p), Form: form, Stays: templates.Stays{Action: "/admin/users/" + p.ID + "/stays", List: stays, Name: p.Name},
	}
	return s.show(w, r, statusOf(wrong), page.View())
}

// postPerson keeps what an admin says about somebody.
func (s *Server) postPerson(w http.ResponseWriter, r *http.Request) error {
	p, err := s.store.Person(r.Context(), scopeOf(r), chi.URLParam(r, "user"))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed, a, err := s.typedPerson(r, f)
	if err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return s.showPersonPage(w, r, p, typed, err)
	}
	if err := s.store.UpdatePerson(r.Context(), scopeOf(r), p.ID, typed.Revision, a); err != nil {
		return s.showPersonPage(w, r, p, typed, err)
	}
	return s.done(w, r, "/admin/users/"+p.ID, "Saved. It counts from the next page that "+a.Name+" opens.")
}

// postAccess disables or enables somebody.
func (s *Server) postAccess(w http.ResponseWriter, r *http.Request) error {
	p, err := s.store.Person(r.Context(), scopeOf(r), chi.URLParam(r, "user"))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	change, flash := s.store.EnableUser, p.Name+" can sign in again."
	switch f.text("do") {
	case "enable":
	case "disable":
		change, flash = s.store.DisableUser, p.Name+" is signed out everywhere and cannot sign in any more."
	default:
		return bad("The form does not say what to do.")
	}
	if err := change(r.Context(), scopeOf(r), p.ID); err != nil {
		return s.showPersonPage(w, r, p, personForm(&p), err)
	}
	return s.done(w, r, "/admin/users/"+p.ID, flash)
}

// postPersonLink makes a link for somebody and shows it.
func (s *Server) postPersonLink(w http.ResponseWriter, r *http.Request) error {
	p, err := s.store.Person(r.Context(), scopeOf(r), chi.URLParam(r, "user"))
	if err != nil {
		return err
	}
	letters, err := s.letters(r.Context(), visitOf(r).user)
	if err != nil {
		return err
	}
	link, err := s.store.MakeLink(r.Context(), scopeOf(r), p.ID, letters)
	if err != nil {
		return err
	}
	return s.handOut(w, r, p.Name, p.Email, link, letters != nil)
}

// postPersonStays ends one stay of somebody, or all.
func (s *Server) postPersonStays(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "user")
	if _, err := s.store.Person(r.Context(), scopeOf(r), id); err != nil {
		return err
	}
	return s.endStays(w, r, id, "/admin/users/"+id)
}
