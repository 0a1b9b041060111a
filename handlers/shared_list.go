package handlers

import (
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showShared lists what a contact has to answer.
func (s *Server) showShared(w http.ResponseWriter, r *http.Request) error {
	g := guestOf(r)
	t, err := s.store.Sheet(r.Context(), g)
	if err != nil {
		return err
	}
	by := g.Share.Ask.Name
	if t.Status != assessment.Draft {
		return s.showGuest(w, r, nil, templates.GuestClosed(s.guestPage(r, ""), by, t.Status).View())
	}
	company, err := s.store.ShareCompany(r.Context(), g)
	if err != nil {
		return err
	}
	page := templates.GuestListPage{
		GuestPage: s.guestPage(r, ""), State: g.Recipient.State, Screening: g.Share.IsScreening(), By: by, Message: g.Share.Message,
		Items: guestItems(t, company),
	}
	if !page.Screening {
		counts, err := s.store.GuestUnread(r.Context(), g)
		if err != nil {
			return err
		}
		for i := range page.Items {
			page.Items[i].Unread = counts[page.Items[i].ID].New
		}
	}
	page.Count()
	page.Words()
	return s.showGuest(w, r, nil, page.View())
}

// guestItems gives the questions of a sheet as the contact sees them.
func guestItems(t *store.Sheet, company []store.Recipient) []templates.GuestItem {
	names, others := map[string]string{}, []string{}
	for _, p := range company {
		if p.ID == t.Recipient.ID || !p.EndedAt.IsZero() {
			continue
		}
		names[p.ID] = p.Person.Name
		if p.PassedBy == "" { // whom a contact asked has only what was passed on to them
			others = append(others, p.Person.Name)
		}
	}
	slices.Sort(others)
	list := make([]templates.GuestItem, len(t.Items))
	for n := range t.Items {
		item := &t.Items[n]
		i := templates.GuestItem{Number: n + 1, ID: item.Question.ID, Text: item.Question.Text, State: item.State(), Places: len(item.Places)}
		for _, p := range item.Places {
			if p.Given.Revision > 0 {
				i.Saved++
			}
			if p.Given.Remark != "" && p.Given.State == assessment.GivenReturned {
				i.Remarks = append(i.Remarks, p.Given.Remark)
			}
			i.GivenBy = names[p.Given.Recipient] // of oneself there is none
		}
		if item.Shared {
			i.Others = others
		}
		list[n] = i
	}
	return list
}

// showSharedDone thanks a contact whose answers were sent, and says what happens next.
func (s *Server) showSharedDone(w http.ResponseWriter, r *http.Request) error {
	g := guestOf(r)
	if state := g.Recipient.State; state != assessment.ShareSubmitted && state != assessment.ShareDone {
		return redirect(w, r, "/shared")
	}
	return s.showGuest(w, r, nil, templates.GuestDone(s.guestPage(r, ""), g.Share.Ask.Name, g.Share.IsScreening()).View())
}
