package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// discussion leads to what was written on a question.
func (k *walk) discussion(question string) templates.Discussion {
	n := k.messages[question]
	return templates.Discussion{URL: k.path("answers", question, "messages"), All: n.All, New: n.New}
}

// showMessages shows what was written on a question, and notes that the person has read it.
func (s *Server) showMessages(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	return s.messagesPage(w, r, k, templates.MessageForm{}, nil)
}

// postMessage writes to the contacts who have the question.
func (s *Server) postMessage(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, byQuestion(r))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	form := templates.MessageForm{Text: f.text("text")}
	var warned bool
	if form.Warning, warned = s.phiWarning(f, "text"); warned {
		return s.messagesPage(w, r, k, form, &assessment.Invalid{})
	}
	letters, err := s.shareLetters(r.Context(), s.messaging(visitOf(r).user.Name))
	if err != nil {
		return err
	}
	question := chi.URLParam(r, "question")
	if err := s.store.WriteMessage(r.Context(), scopeOf(r), k.ID, question, form.Text, letters); err != nil {
		return s.messagesPage(w, r, k, form, err)
	}
	s.wake()
	return s.done(w, r, k.path("answers", question, "messages"), "Message saved.")
}

// messagesPage shows the page of a question's messages, with what was typed where that could not be sent.
func (s *Server) messagesPage(w http.ResponseWriter, r *http.Request, k *walk, form templates.MessageForm, wrong error) error {
	list, err := messageProblems(&form, wrong)
	if err != nil {
		return err
	}
	q := k.Catalog.Question(chi.URLParam(r, "question"))
	t, err := s.store.Messages(r.Context(), scopeOf(r), k.ID, q.ID)
	if err != nil {
		return err
	}
	if t.Newest() > t.Seen {
		if err := s.store.MarkRead(r.Context(), scopeOf(r), k.ID, q.ID, t.Newest()); err != nil {
			return err
		}
	}
	page := templates.MessagesPage{
		AssessmentPage: s.frame(r, k.work, templates.TabQuestions, templates.Page{
			Heading: "Messages on a question", Title: "Messages: " + q.Text, Lead: q.Text, Walk: true, Problems: list,
		}),
		Thread: s.messageViews(t, func(m *store.Message) bool { return !m.FromContact() }), Back: k.path("answers", q.ID),
	}
	if page.Readers, err = s.messageReaders(r.Context(), t); err != nil {
		return err
	}
	form.URL, form.Label = k.path("answers", q.ID, "messages"), messageTo(t.Readers)
	switch {
	case !store.Discussed(k.Status):
		page.Closed = "This assessment is final, so nothing is written here any more."
	case scopeOf(r).CanEdit():
		page.Form = &form
	default:
		page.Closed = "Managers write here, and contacts answer."
	}
	return s.show(w, r, statusOf(wrong), page.View())
}

// messageProblems lists what is wrong with a message for the top of its page, and sets it beside the field. Other errors come
// back as they are, to be failed.
func messageProblems(form *templates.MessageForm, wrong error) ([]templates.Problem, error) {
	list, err := problems(wrong, func(path string) string { return path })
	for _, p := range list {
		if p.Field == "text" {
			form.Wrong = p.What
		}
	}
	return append(list, form.Warning.Problems()...), err
}

// messageTo is the label of the field, with the names of who reads it.
func messageTo(readers []store.MessageReader) string {
	names := make([]string, len(readers))
	for i := range readers {
		names[i] = readers[i].Recipient.Person.Name
	}
	switch n := len(names); n {
	case 0:
		return "Note for your colleagues (no contact has this question now)"
	case 1:
		return "Message to " + names[0]
	default:
		return "Message to " + strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// messageViews puts messages into words. own says which are of the reader's side; what others wrote after the newest that the
// reader has seen is new.
func (s *Server) messageViews(t *store.Thread, own func(*store.Message) bool) []templates.MessageView {
	list := make([]templates.MessageView, len(t.Messages))
	for i := range t.Messages {
		m := &t.Messages[i]
		list[i] = templates.MessageView{By: m.By, When: s.sentAt(m.At), Text: m.Text, Own: own(m), New: m.N > t.Seen && !own(m)}
	}
	return list
}

// sentAt gives a time of this year without the year.
func (s *Server) sentAt(t time.Time) string {
	now := s.now()
	if t = t.In(now.Location()); t.Year() != now.Year() {
		return t.Format("Jan 2, 2006, 15:04")
	}
	return s.clockTime(t)
}

// messageReaders says of each contact who has the question how far they have read, and whether a mail tells them of news.
func (s *Server) messageReaders(ctx context.Context, t *store.Thread) ([]templates.Fact, error) {
	mails, err := s.mailsLinks(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]templates.Fact, len(t.Readers))
	for i := range t.Readers {
		reader := &t.Readers[i]
		words := "Has read everything."
		switch {
		case reader.Unread(t.Messages) > 0 && reader.At.IsZero():
			words = "Has read nothing yet."
		case reader.Unread(t.Messages) > 0:
			words = "Read last " + s.when(reader.At) + ", not what came after."
		case reader.At.IsZero():
			words = ""
		}
		told := "Gets a mail that there is something to read."
		if !mails || reader.Recipient.ByPhrase {
			told = "Gets no mail. Call to say that you wrote."
		}
		list[i] = templates.Fact{Name: reader.Recipient.Person.Name, Value: strings.TrimSpace(words + " " + told)}
	}
	return list, nil
}

// messaging words the mail that tells a contact that somebody of the provider wrote.
func (s *Server) messaging(by string) shareWords {
	return func(msp, url string, l store.ShareLetter) (string, worded) {
		m := templates.ShareMessageMail{MSP: msp, By: by, To: l.Recipient.Person.Name, Client: l.ClientName, URL: url, Until: s.untilOf(l)}
		if by == l.Share.Ask.Name {
			m.Phone = l.Share.Ask.Phone
		}
		return templates.MailShareMessage, m
	}
}

// deskLetter gives what tells the person who shared a question that a contact wrote; nil where they get no mail, or do not see
// the client any more.
func (s *Server) deskLetter(ctx context.Context, g store.Guest) (store.GuestLetter, error) {
	on, err := s.mailsLinks(ctx)
	if err != nil || !on {
		return nil, err
	}
	to, told, err := s.makerOf(ctx, &g.Share)
	if err != nil || !told {
		return nil, err
	}
	msp, err := s.store.Setting(ctx, settingMSP)
	return func(g store.Guest, question string) (store.Mail, error) {
		m := templates.DeskMessageMail{
			MSP: msp, By: g.Recipient.Person.Name, Client: g.ClientName, To: to.Name,
			URL: s.url + "/assessments/" + g.Share.Assessment + "/answers/" + question + "/messages",
		}
		return s.mail(ctx, templates.MailDeskMessage, to, m, time.Time{})
	}, err
}
