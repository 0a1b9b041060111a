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

// showContacts lists the people at a client whom questions can be shared with.
func (s *Server) showContacts(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	return s.showContactsPage(w, r, http.StatusOK, c, templates.ContactsPage{Reminders: remindersForm(c)})
}

func (s *Server) showContactsPage(w http.ResponseWriter, r *http.Request, status int, c store.Client, page templates.ContactsPage) error {
	list, err := s.store.Contacts(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	open, err := s.store.SharesByContact(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	if page.Mails, err = s.mailsLinks(r.Context()); err != nil {
		return err
	}
	page.Client, page.CanEdit, page.Schedule = c.ID, scopeOf(r).CanEdit() && !c.Archived, c.Remind
	for i := range list {
		page.Contacts = append(page.Contacts, templates.ContactLine{ID: list[i].ID, Contact: list[i].Contact, Open: open[list[i].ID]})
	}
	page.Known = assessment.Contact{Name: c.Contact, Email: c.Email, Phone: c.Phone}
	head := templates.Page{
		Heading: "Contacts", Lead: "Who at " + c.Facts.Name + " can answer questions by a link, without an account.",
		Problems: append(slices.Clone(page.Form.Problems), page.Reminders.Problems...),
	}
	if page.CanEdit && len(list) > 0 {
		head.Main = &templates.Action{Label: "Add a contact", URL: "#add", Icon: "plus"}
	}
	page.Page = s.clientFrame(r, c, head)
	return s.show(w, r, status, page.View())
}

// postContacts adds a contact.
func (s *Server) postContacts(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	person := readContact(f)
	_, cause := s.store.SaveContact(r.Context(), scopeOf(r), c.ID, store.Contact{Contact: person})
	if cause == nil {
		return s.done(w, r, contactsPath(c.ID), "Added "+person.Name+".")
	}
	page := templates.ContactsPage{Form: templates.ContactForm{Contact: person}, Reminders: remindersForm(c)}
	if page.Form.Editing, err = s.refused(r, cause, 0, stored{}); err != nil {
		return err
	}
	return s.showContactsPage(w, r, statusOf(cause), c, page)
}

func contactsPath(client string) string { return "/clients/" + client + "/contacts" }

func readContact(f *form) assessment.Contact {
	return assessment.Contact{Name: f.text("name"), Title: f.text("title"), Email: f.text("email"), Phone: f.text("phone")}
}

// contactAt gives the contact that the address names.
func (s *Server) contactAt(r *http.Request) (store.Client, store.Contact, error) {
	c, err := s.clientAt(r)
	if err != nil {
		return c, store.Contact{}, err
	}
	list, err := s.store.Contacts(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return c, store.Contact{}, err
	}
	n := slices.IndexFunc(list, func(o store.Contact) bool { return o.ID == chi.URLParam(r, "contact") })
	if n < 0 {
		return c, store.Contact{}, assessment.ErrNotFound
	}
	return c, list[n], nil
}

// showContact shows the fields of one contact.
func (s *Server) showContact(w http.ResponseWriter, r *http.Request) error {
	c, o, err := s.contactAt(r)
	if err != nil {
		return err
	}
	return s.showContactPage(w, r, http.StatusOK, c, o.ID, templates.ContactForm{Editing: templates.Editing{Revision: o.Revision}, Contact: o.Contact})
}

func (s *Server) showContactPage(w http.ResponseWriter, r *http.Request, status int, c store.Client, id string, form templates.ContactForm) error {
	open, err := s.store.SharesByContact(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	head := templates.Page{
		Heading: "Change a contact", Title: thingTitle(form.Name, c), Problems: form.Problems,
		Crumbs: []templates.Crumb{{Label: "Contacts", URL: contactsPath(c.ID)}},
	}
	page := templates.ContactPage{Page: s.clientFrame(r, c, head), Client: c.ID, ID: id, Form: form, Open: open[id]}
	return s.show(w, r, status, page.View())
}

// postContact changes a contact.
func (s *Server) postContact(w http.ResponseWriter, r *http.Request) error {
	c, o, err := s.contactAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	changed := store.Contact{ID: o.ID, Revision: f.revision(), Contact: readContact(f)}
	if changed.Revision == 0 {
		changed.Revision = -1 // that of no contact: 0 would add one
	}
	_, cause := s.store.SaveContact(r.Context(), scopeOf(r), c.ID, changed)
	if cause == nil {
		return s.done(w, r, contactsPath(c.ID), "Saved "+changed.Name+".")
	}
	if c, o, err = s.contactAt(r); err != nil { // as it is now
		return err
	}
	form := templates.ContactForm{Contact: changed.Contact}
	now := stored{c.ID, "contact", o.ID, "this contact", o.Revision, templates.ContactFacts(o.Contact)}
	if form.Editing, err = s.refused(r, cause, changed.Revision, now); err != nil {
		return err
	}
	return s.showContactPage(w, r, statusOf(cause), c, o.ID, form)
}

// postContactRemoval takes a contact out, with what is shared with them. Once more changes nothing.
func (s *Server) postContactRemoval(w http.ResponseWriter, r *http.Request) error {
	client := chi.URLParam(r, "client")
	if err := s.store.RemoveContact(r.Context(), scopeOf(r), client, chi.URLParam(r, "contact")); err != nil {
		return err
	}
	return s.done(w, r, contactsPath(client), "Removed. What was shared with them is revoked, and their links open nothing any more.")
}

// postReminders keeps when the contacts of a client are reminded.
func (s *Server) postReminders(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := templates.RemindersForm{On: f.has("remind"), Before: f.text("before"), First: f.text("first"), Every: f.text("every"), Times: f.text("times")}
	changed := c
	changed.Remind, changed.Revision = readReminders(f), f.revision()
	cause := f.err()
	if cause == nil {
		cause = s.store.UpdateClient(r.Context(), scopeOf(r), changed)
	}
	if cause == nil {
		return s.done(w, r, contactsPath(c.ID)+"#reminders", "Saved when contacts are reminded.")
	}
	if errors.Is(cause, assessment.ErrConflict) {
		if c, err = s.clientAt(r); err != nil {
			return err
		}
	}
	now := stored{c.ID, "client", "", "when contacts are reminded", c.Revision, templates.ReminderFacts(c.Remind)}
	if typed.Editing, err = s.refused(r, cause, changed.Revision, now); err != nil {
		return err
	}
	return s.showContactsPage(w, r, statusOf(cause), c, templates.ContactsPage{Reminders: typed})
}

// readReminders understands the form of a schedule, and notes everything that is wrong with it.
func readReminders(f *form) assessment.Reminders {
	if !f.has("remind") {
		return assessment.Reminders{Off: true}
	}
	r := assessment.Reminders{First: f.number("first"), Every: f.number("every"), Times: f.number("times")}
	for _, text := range strings.FieldsFunc(f.text("before"), func(c rune) bool { return strings.ContainsRune(", ;\n\t", c) }) {
		n, err := strconv.Atoi(text)
		if err != nil {
			f.bad("before", "Write days as numbers, such as 3, 1.")
			break
		}
		r.Before = append(r.Before, n)
	}
	if f.wrong("before") || f.wrong("first") || f.wrong("every") || f.wrong("times") {
		return r
	}
	if len(r.Before) == 0 && r.Times == 0 {
		f.bad("before", "By these numbers no reminder goes. Give some days, or take the tick above away.")
		return r
	}
	f.problems = append(f.problems, r.Check()...)
	return r
}

// remindersForm fills the form with the schedule that is stored, or the default.
func remindersForm(c store.Client) templates.RemindersForm {
	form := templates.RemindersForm{On: !c.Remind.Off}
	r := c.Remind
	if r.Off {
		r = assessment.Reminders{}
	}
	r = r.OrDefault()
	form.Revision, form.Before = c.Revision, templates.DaysTyped(r.Before)
	form.First, form.Every, form.Times = numberTyped(r.First), numberTyped(r.Every), strconv.Itoa(r.Times)
	return form
}
