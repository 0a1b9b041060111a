package handlers

import (
	"cmp"
	"net/http"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showSharedMessages shows a contact what was written on a question, and notes that they have read it.
func (s *Server) showSharedMessages(w http.ResponseWriter, r *http.Request) error {
	return s.sharedMessages(w, r, templates.MessageForm{}, nil)
}

// postSharedMessage writes to the person who shared the question.
func (s *Server) postSharedMessage(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	form := templates.MessageForm{Text: f.text("text")}
	var warned bool
	if form.Warning, warned = s.phiWarning(f, "text"); warned {
		return s.sharedMessages(w, r, form, &assessment.Invalid{})
	}
	g, question := guestOf(r), chi.URLParam(r, "question")
	letter, err := s.deskLetter(r.Context(), g)
	if err != nil {
		return err
	}
	if err := s.store.WriteGuestMessage(r.Context(), g, question, form.Text, letter); err != nil {
		return s.sharedMessages(w, r, form, err)
	}
	s.wake()
	return s.guestDone(w, r, "/shared/questions/"+question+"/messages", "Sent.")
}

// sharedMessages shows the page of a question's messages to a contact, with what was typed where that could not be sent.
func (s *Server) sharedMessages(w http.ResponseWriter, r *http.Request, form templates.MessageForm, wrong error) error {
	_, late := store.IsConflict(wrong)
	list := []templates.Problem{{What: messagesOver}}
	if !late {
		var err error
		if list, err = messageProblems(&form, wrong); err != nil {
			return err
		}
	}
	g, question := guestOf(r), chi.URLParam(r, "question")
	t, err := s.store.GuestMessages(r.Context(), g, question)
	if err != nil {
		return err
	}
	if t.Newest() > t.Seen {
		if err := s.store.MarkGuestRead(r.Context(), g, question, t.Newest()); err != nil {
			return err
		}
	}
	item, _ := t.Sheet.Item(question)
	page := templates.SharedMessagesPage{
		GuestPage: s.guestPage(r, "Messages on a question"), Question: item.Question.Text, Back: "/shared/questions/" + question,
		Thread: s.messageViews(t, func(m *store.Message) bool { return m.Recipient == g.Recipient.ID }),
	}
	page.Problems = list
	ask := cmp.Or(g.Share.Ask.Name, "the sender of your link")
	form.URL, form.Label = "/shared/questions/"+question+"/messages", "Message to "+ask
	switch {
	case g.Share.IsScreening():
		page.Closed = "Is something unclear? Call " + ask + "."
	case !store.Discussed(t.Sheet.Status):
		page.Closed = messagesOver
	default:
		page.Form = &form
	}
	if page.Form == nil && form.Text != "" {
		page.Lost = []string{form.Text}
	}
	return s.showGuest(w, r, wrong, page.View())
}

const messagesOver = "This year’s work on these questions is finished, so no messages are sent here any more."

// sharedMessagesLabel names the way to the messages on a question; empty where there are none, as on a screening.
func (s *Server) sharedMessagesLabel(r *http.Request, d *sharedDesk) (string, error) {
	if d.sheet.Share.IsScreening() {
		return "", nil
	}
	counts, err := s.store.GuestUnread(r.Context(), guestOf(r))
	n := counts[d.item.Question.ID]
	return templates.SharedMessagesLabel(n.All, n.New), err
}
