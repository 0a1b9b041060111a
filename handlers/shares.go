package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showShares lists the shares of an assessment.
func (s *Server) showShares(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	lines, err := s.store.ClientShares(r.Context(), scopeOf(r), wk.ClientID, wk.ID)
	if err != nil {
		return err
	}
	out, err := s.store.SharedOut(r.Context(), scopeOf(r), wk.ClientID, wk.ID, wk.Period)
	if err != nil {
		return err
	}
	head := templates.Page{Heading: "Shares", Lead: "Questions that contacts of the client answer by link."}
	page := templates.SharesPage{Client: wk.ClientID, Today: s.today(), CanEdit: wk.editable(r), Shares: s.clientShares(lines)}
	if page.CanEdit {
		page.Unsent = len(suggested(assessment.Stand(wk.Catalog, &wk.Content), out))
		head.Main = &templates.Action{Label: "Share questions", URL: wk.path("shares/new"), Icon: "share"}
	}
	frame := s.frame(r, wk, templates.TabShares, head)
	page.Of = &frame
	page.Mails, err = s.mailsLinks(r.Context())
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// showClientShares lists all shares of a client, those of its PHI screenings too.
func (s *Server) showClientShares(w http.ResponseWriter, r *http.Request) error {
	return s.showSharesOfClient(w, r, nil, nil)
}

func (s *Server) showSharesOfClient(w http.ResponseWriter, r *http.Request, typed *templates.ShareAct, cause error) error {
	var list []templates.Problem
	if cause != nil {
		var err error
		if list, err = problems(cause, func(string) string { return "due-" + typed.Recipient }); err != nil {
			return err
		}
	}
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	lines, err := s.store.ClientShares(r.Context(), scopeOf(r), c.ID, "")
	if err != nil {
		return err
	}
	main, err := s.sharingOf(r, c)
	if err != nil {
		return err
	}
	page := templates.SharesPage{
		Page: s.clientFrame(r, c, templates.Page{
			Heading: "Shares", Lead: "Everything that contacts of " + c.Facts.Name + " were asked to answer by link.", Problems: list, Main: main,
		}),
		Client: c.ID, Today: s.today(), CanEdit: scopeOf(r).CanEdit() && !c.Archived, Acted: typed, Shares: s.clientShares(lines),
	}
	if page.Mails, err = s.mailsLinks(r.Context()); err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// sharingOf leads to where questions of the client's draft are shared; nil where there is none, or who asks changes nothing.
func (s *Server) sharingOf(r *http.Request, c store.Client) (*templates.Action, error) {
	if !scopeOf(r).CanEdit() || c.Archived {
		return nil, nil
	}
	list, err := s.store.Assessments(r.Context(), scopeOf(r), c.ID)
	for _, sum := range list {
		if sum.Status == assessment.Draft {
			return &templates.Action{Label: "Share questions", URL: "/assessments/" + sum.ID + "/shares/new?suggest=client", Icon: "share"}, nil
		}
	}
	return nil, err
}

// clientShares puts shares into the words of the page.
func (s *Server) clientShares(lines []store.ClientShare) []templates.ClientShare {
	list := make([]templates.ClientShare, len(lines))
	for i := range lines {
		h := &lines[i]
		line := templates.ClientShare{
			ID: h.ID, URL: sharePath(&h.Share), Screening: h.IsScreening(), Period: h.Period, Made: s.dayOf(h.MadeAt), Due: h.Due,
			Message: h.Message, Ended: !h.EndedAt.IsZero(), Over: h.Over,
		}
		for _, p := range h.Recipients {
			row := templates.ClientShareRow{
				ID: p.ID, Person: p.Person, State: p.State, Ended: !p.EndedAt.IsZero() || line.Ended, ByPhrase: p.ByPhrase,
				Asked: p.Asked, Answered: p.Answered, ToReview: p.ToReview, Returned: p.Returned,
			}
			if !p.OpenedAt.IsZero() {
				row.Opened = s.dayOf(p.OpenedAt)
			}
			if by := slices.IndexFunc(h.Recipients, func(o store.RecipientLine) bool { return o.ID == p.PassedBy }); by >= 0 {
				row.PassedBy = h.Recipients[by].Person.Name
			}
			line.Rows = append(line.Rows, row)
		}
		list[i] = line
	}
	return list
}

// sharePath is where the answers of a share are reviewed.
func sharePath(h *store.Share) string {
	if h.IsScreening() {
		return "/clients/" + h.Client + "/shares/" + h.ID
	}
	return "/assessments/" + h.Assessment + "/shares/" + h.ID
}

// recipientOf gives the recipient of the client in the address that a form is about, as it is listed now.
func (s *Server) recipientOf(r *http.Request, f *form) (store.ClientShare, store.RecipientLine, error) {
	lines, err := s.store.ClientShares(r.Context(), scopeOf(r), chi.URLParam(r, "client"), "")
	if err != nil {
		return store.ClientShare{}, store.RecipientLine{}, err
	}
	id := f.text("recipient")
	for _, h := range lines {
		for _, p := range h.Recipients {
			if p.ID == id {
				return h, p, nil
			}
		}
	}
	return store.ClientShare{}, store.RecipientLine{}, bad("Choose a contact on the page of shares.")
}

// acted leads back to the list that a form came from.
func (s *Server) acted(w http.ResponseWriter, r *http.Request, f *form, h *store.Share, flash string) error {
	return s.done(w, r, backToShares(f, h), flash)
}

func backToShares(f *form, h *store.Share) string {
	if h.IsScreening() || f.text("list") == "client" {
		return "/clients/" + h.Client + "/shares"
	}
	return "/assessments/" + h.Assessment + "/shares"
}

// postNewLink makes a new link for a contact: it goes by mail, or is shown to be copied.
func (s *Server) postNewLink(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	h, p, err := s.recipientOf(r, f)
	if err != nil {
		return err
	}
	letters, err := s.shareLetters(r.Context(), s.inviting)
	if err != nil {
		return err
	}
	if f.text("by") == "copy" || p.ByPhrase {
		letters = nil
	}
	made, err := s.store.ResendShares(r.Context(), scopeOf(r), letters, f.has("anew"), p.ID)
	if err != nil {
		return err
	}
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	if letters != nil {
		s.wake()
		return s.acted(w, r, f, &h.Share, "A new link is on its way to "+p.Person.Email+".")
	}
	return s.showHandouts(w, r, handing{made: made, client: c.ID, name: c.Facts.Name, assessment: h.Assessment, period: h.Period})
}

// postShareDue sets another due day for the share of a contact.
func (s *Server) postShareDue(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	h, p, err := s.recipientOf(r, f)
	if err != nil {
		return err
	}
	due := f.date("due")
	if f.text("due") == "" {
		f.bad("due", "Choose by when you need the answers.")
	}
	if err = f.err(); err == nil {
		err = s.store.ExtendShares(r.Context(), scopeOf(r), due, p.ID)
	}
	if _, invalid := errors.AsType[*assessment.Invalid](err); invalid {
		return s.showSharesOfClient(w, r, &templates.ShareAct{Recipient: p.ID, Due: f.text("due")}, err)
	}
	if err != nil {
		return err
	}
	return s.acted(w, r, f, &h.Share, fmt.Sprintf("It is due on %s now. The links that are out work as much longer.", due.Long()))
}

// postShareRevoke ends what was shared with a contact, or refuses the colleague to whom a contact passed questions on.
func (s *Server) postShareRevoke(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	h, p, err := s.recipientOf(r, f)
	if err != nil {
		return err
	}
	flash := "Revoked: the links of " + p.Person.Name + " open nothing any more."
	if p.PassedBy != "" {
		flash = "Refused: the questions went back from " + p.Person.Name + "."
	}
	if p.EndedAt.IsZero() { // once more changes nothing
		if err := s.store.RevokeShares(r.Context(), scopeOf(r), p.ID); err != nil {
			return err
		}
	}
	return s.acted(w, r, f, &h.Share, flash)
}

// handing is what opens shares, to be shown once.
type handing struct {
	made       []store.Handout
	mailed     bool // to whom has an address, the link is also on its way by mail
	client     string
	name       string // of the client
	assessment string // empty for a screening
	period     int
}

// showHandouts shows links, which stand in no address and are not stored.
func (s *Server) showHandouts(w http.ResponseWriter, r *http.Request, on handing) error {
	back := "/clients/" + on.client + "/shares"
	if on.assessment != "" {
		back = "/assessments/" + on.assessment + "/shares"
	}
	page := templates.ShareLinksPage{
		Page: s.page(r, templates.Page{
			Heading: templates.HandoutHeading(len(on.made)), Title: fmt.Sprintf("Links, %s %d", on.name, on.period), Nav: "clients", Walk: true,
			Crumbs:  []templates.Crumb{{Label: "Clients", URL: "/clients"}, {Label: on.name, URL: "/clients/" + on.client}, {Label: "Shares", URL: back}},
			Scripts: []string{"people.js"},
		}),
		Back: back,
	}
	for _, h := range on.made {
		page.Handouts = append(page.Handouts, templates.SharedLink{
			Person: h.Recipient.Person, Link: s.address(r) + h.Path, Passphrase: h.Passphrase, Mailed: on.mailed && !h.Recipient.ByPhrase,
			Until: s.dayOf(h.EndsAt).AddDays(-1),
		})
	}
	if on.mailed {
		s.wake()
	}
	return s.ok(w, r, page.View())
}
