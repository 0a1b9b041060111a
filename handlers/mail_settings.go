package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showMail shows which server sends the mails, and those that are not sent.
func (s *Server) showMail(w http.ResponseWriter, r *http.Request) error {
	settings, err := s.store.MailSettings(r.Context())
	if err != nil {
		return err
	}
	form := templates.MailForm{Port: "587", Security: assessment.MailStartTLS.String()}
	if settings.On() {
		form = templates.MailForm{
			Host: settings.Host, Port: strconv.Itoa(settings.Port), Security: settings.Security.String(), User: settings.User,
			FromName: settings.From.Name, FromAddress: settings.From.Address, CA: settings.CA, HasPassword: settings.Password != "",
		}
	}
	return s.showMailPage(w, r, http.StatusOK, templates.MailPage{Form: form, On: settings.On()})
}

func (s *Server) showMailPage(w http.ResponseWriter, r *http.Request, status int, page templates.MailPage) error {
	scope := scopeOf(r)
	mails, err := s.store.OpenMails(r.Context(), scope)
	if err != nil {
		return err
	}
	for i := range mails {
		page.Mails = append(page.Mails, s.mailLine(&mails[i]))
	}
	page.More = len(mails) == store.MostOpenMails
	test, err := s.store.LastMail(r.Context(), scope, templates.MailTest, scope.User)
	switch {
	case err == nil:
		line := s.mailLine(&test)
		page.Test = &line
	case !errors.Is(err, assessment.ErrNotFound):
		return err
	}
	page.Page = s.page(r, templates.Page{
		Heading: "Mail", Lead: "Invitations, new passwords and reminders go out by your own mail server.", Nav: "admin",
		Crumbs: templates.AdminCrumbs(), Problems: page.Problems,
	})
	return s.show(w, r, status, page.View())
}

func (s *Server) mailLine(m *store.Mail) templates.MailLine {
	return templates.MailLine{
		ID: m.ID, To: m.Letter.To.Address, Kind: m.Kind, State: m.State, Trouble: m.Trouble, Said: m.Said, Tries: m.Tries,
		Since: s.clockTime(m.MadeAt), Next: s.when(m.DueAt),
	}
}

// postMail keeps which server sends the mails.
func (s *Server) postMail(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	before, err := s.store.MailSettings(r.Context())
	if err != nil {
		return err
	}
	settings := readMailSettings(f, before)
	err = f.err()
	if err == nil {
		err = s.store.SaveMailSettings(r.Context(), scopeOf(r), settings)
	}
	if err != nil {
		wrong, err := problems(err, func(path string) string { return path })
		if err != nil {
			return err
		}
		form := templates.MailForm{
			Host: settings.Host, Port: f.text("port"), Security: f.text("security"), User: settings.User,
			FromName: settings.From.Name, FromAddress: settings.From.Address, CA: settings.CA, HasPassword: before.Password != "",
		}
		page := templates.MailPage{Form: form, On: before.On()}
		page.Problems = wrong
		return s.showMailPage(w, r, http.StatusUnprocessableEntity, page)
	}
	s.wake()
	if !settings.On() {
		return s.done(w, r, "/admin/mail", "Saved. No mail is sent from now on.")
	}
	return s.done(w, r, "/admin/mail", "Saved. What waits is tried now.")
}

// readMailSettings reads the form. An empty password keeps the one before, but not for another server, which would be told it.
func readMailSettings(f *form, before assessment.MailSettings) assessment.MailSettings {
	settings := assessment.MailSettings{
		Host: f.text("host"), User: f.text("user"), Password: f.r.PostForm.Get("password"), CA: f.text("ca"),
		From: assessment.Mailbox{Name: f.text("from-name"), Address: f.text("from")},
	}
	if !settings.On() {
		return assessment.MailSettings{}
	}
	settings.Port = f.number("port")
	word(f, "security", &settings.Security)
	switch {
	case settings.User == "":
		settings.Password = ""
	case settings.Password == "" && settings.Host == before.Host:
		settings.Password = before.Password
	}
	return settings
}

// postTestMail queues a mail to who asks.
func (s *Server) postTestMail(w http.ResponseWriter, r *http.Request) error {
	on, err := s.canMail(r.Context())
	if err != nil {
		return err
	}
	if !on {
		return &assessment.Invalid{Problems: []assessment.Problem{{What: "There is no mail server yet. Name one first."}}}
	}
	m, err := s.testMail(r.Context(), visitOf(r).user)
	if err != nil {
		return err
	}
	if err := s.store.QueueMail(r.Context(), scopeOf(r), m); err != nil {
		return err
	}
	s.wake()
	return s.done(w, r, "/admin/mail", "A test mail to you is on its way.")
}

// postRetryMail lets a dead mail be tried from the beginning.
func (s *Server) postRetryMail(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.RetryMail(r.Context(), scopeOf(r), chi.URLParam(r, "mail")); err != nil {
		return err
	}
	s.wake()
	return s.done(w, r, "/admin/mail", "The mail is tried again.")
}

// postDropMail gives a dead mail up.
func (s *Server) postDropMail(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.DropMail(r.Context(), scopeOf(r), chi.URLParam(r, "mail")); err != nil {
		return err
	}
	return s.done(w, r, "/admin/mail", "The mail is given up.")
}
