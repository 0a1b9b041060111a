package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showSharedCheck shows a contact all answers before they are sent.
func (s *Server) showSharedCheck(w http.ResponseWriter, r *http.Request) error {
	page, err := s.checkPage(r)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postSharedSubmit sends the answers of a contact to the provider.
func (s *Server) postSharedSubmit(w http.ResponseWriter, r *http.Request) error {
	letter, err := s.submittedLetter(r)
	if err != nil {
		return err
	}
	err = s.store.SubmitShare(r.Context(), guestOf(r), letter)
	if err == nil {
		s.wake()
		return redirect(w, r, "/shared/done")
	}
	status := statusOf(err)
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict {
		return err
	}
	page, other := s.checkPage(r)
	if other != nil {
		return other
	}
	if errors.Is(err, store.ErrNotShared) {
		page.Closed, page.Onward = "Your answers were sent already.", templates.Action{Label: "What happens next", URL: "/shared/done"}
	}
	page.Problems, _ = problems(err, func(string) string { return "" })
	return s.show(w, r, status, page.View())
}

// submittedLetter gives what writes the mail to whoever made the share; nil where nobody gets one.
func (s *Server) submittedLetter(r *http.Request) (func(store.Share, int) (store.Mail, error), error) {
	ctx, g := r.Context(), guestOf(r)
	on, err := s.canMail(ctx)
	if err != nil || !on {
		return nil, err
	}
	to, told, err := s.makerOf(ctx, &g.Share)
	if err != nil || !told {
		return nil, err
	}
	msp, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return nil, err
	}
	now := s.now()
	return func(h store.Share, answers int) (store.Mail, error) {
		words := templates.ShareSubmittedMail{
			MSP: msp, By: g.Recipient.Person.Name, Client: g.ClientName, To: to.Name, Answers: answers, URL: s.shareURL(&h),
		}
		box := assessment.Mailbox{Name: to.Name, Address: to.Email}
		m, err := s.mailTo(ctx, templates.MailShareSubmitted, to.ID, box, words, time.Time{})
		m.Event = "share-submitted/" + g.Recipient.ID + "/" + strconv.FormatInt(now.UnixMicro(), 10)
		return m, err
	}, nil
}

// makerOf gives the person who made a share, and reports whether they are told of it: they may sign in and see the client still.
func (s *Server) makerOf(ctx context.Context, h *store.Share) (to store.User, told bool, err error) {
	if to, err = s.store.User(ctx, h.By); err == nil {
		err = s.store.Sees(ctx, to.Scope(), h.Client, "")
	}
	if errors.Is(err, assessment.ErrNotFound) {
		return to, false, nil
	}
	return to, err == nil && !to.Disabled, err
}

// shareURL gives the address at which the provider reviews a share; empty where the server was not told its own.
func (s *Server) shareURL(h *store.Share) string {
	switch {
	case s.url == "":
		return ""
	case h.IsScreening():
		return s.url + "/clients/" + h.Client + "/shares/" + h.ID
	default:
		return s.url + "/assessments/" + h.Assessment + "/shares/" + h.ID
	}
}

// checkPage makes the page of all answers.
func (s *Server) checkPage(r *http.Request) (*templates.SharedCheck, error) {
	g := guestOf(r)
	sheet, err := s.store.Sheet(r.Context(), g)
	if err != nil {
		return nil, err
	}
	page := &templates.SharedCheck{GuestPage: s.guestPage(r, "Check your answers")}
	page.Of, page.Saved = len(sheet.Items), savedOf(sheet)
	page.Onward = templates.Action{Label: "All questions", URL: "/shared"}
	for i := range sheet.Items {
		d := &sharedDesk{sheet, &sheet.Items[i], i + 1}
		page.Lines = append(page.Lines, d.line())
		if waits(d.item) {
			if page.Open++; page.Open == 1 {
				page.Onward = templates.Action{Label: "Go to question " + strconv.Itoa(d.number), URL: sharedPath(d.item.Question.ID)}
			}
		}
		page.Unsent += d.unsent()
	}
	switch {
	case sheet.Status != assessment.Draft:
		page.Closed, page.Onward = closedShare, templates.Action{Label: "All questions", URL: "/shared"}
	case page.Open == 0 && page.Unsent == 0:
		page.Closed, page.Onward = "There is nothing left for you to send.", templates.Action{Label: "What happens next", URL: "/shared/done"}
	}
	page.Passed, err = s.passedOn(r, g)
	return page, err
}

// passedOn names the colleagues who came to a share by this contact.
func (s *Server) passedOn(r *http.Request, g store.Guest) ([]string, error) {
	list, err := s.store.ShareCompany(r.Context(), g)
	var names []string
	for _, p := range list {
		if p.PassedBy == g.Recipient.ID && p.EndedAt.IsZero() {
			names = append(names, p.Person.Name)
		}
	}
	slices.Sort(names)
	return names, err
}

// unsent counts the answers to a question that would be sent.
func (d *sharedDesk) unsent() int {
	n := 0
	for i := range d.item.Places {
		if !d.item.Done && d.item.Places[i].Given.State == assessment.GivenDraft {
			n++
		}
	}
	return n
}

// line is the question on the page of all answers.
func (d *sharedDesk) line() templates.SharedLine {
	q := d.item.Question
	l := templates.SharedLine{Number: d.number, Text: q.Text, Open: waits(d.item), Remark: d.item.State() == assessment.GivenReturned}
	if d.closed() == "" {
		l.URL = sharedPath(q.ID)
	}
	for i := range d.item.Places {
		at := &d.item.Places[i]
		l.Answers = append(l.Answers, templates.SharedSite{Site: at.Site, SharedSaid: d.said(at.Given)})
	}
	return l
}
