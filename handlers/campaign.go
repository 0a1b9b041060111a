package handlers

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// campaignPause is after how long links that wait are looked for without being woken: another server may have been stopped
// with some of its own, and what went wrong is tried again.
const campaignPause = 20 * time.Second

// RunCampaigns makes the links that campaigns wait for, until ctx ends.
func (s *Server) RunCampaigns(ctx context.Context) {
	for {
		if err := s.makeCampaignShares(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("making the links of campaigns", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.campaigns:
		case <-time.After(campaignPause):
		}
	}
}

// makeCampaignShares makes all links that campaigns wait for, some at a time, so that others can work between.
func (s *Server) makeCampaignShares(ctx context.Context) error {
	letters, err := s.shareLetters(ctx, s.inviting)
	for err == nil {
		var n int
		if n, err = s.store.MakeCampaignShares(ctx, letters); n == 0 {
			return err
		}
		s.wake()
	}
	return err
}

// wakeCampaigns has the links made at once that wait.
func (s *Server) wakeCampaigns() {
	select {
	case s.campaigns <- struct{}{}:
	default: // it is awake
	}
}

// showCampaign shows how far a campaign is.
func (s *Server) showCampaign(w http.ResponseWriter, r *http.Request) error {
	return s.showBoard(w, r, nil)
}

func (s *Server) showBoard(w http.ResponseWriter, r *http.Request, wrong error) error {
	c, err := s.store.Campaign(r.Context(), scopeOf(r), chi.URLParam(r, "campaign"))
	if err != nil {
		return err
	}
	page := templates.CampaignPage{
		ID: c.ID, Period: c.Period, MadeOn: s.dayOf(c.MadeAt), Due: c.Due, Message: c.Message, Ask: c.Ask, Rows: c.Rows(), Made: c.Made, Waiting: c.Waiting,
	}
	if page.Lines, err = s.shareLines(r, "/campaigns/"+c.ID, store.ShareFilter{Campaign: c.ID, Text: searched(r.URL.Query())}); err != nil {
		return err
	}
	failed, err := s.store.CampaignFailures(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	for _, f := range failed {
		page.Failed = append(page.Failed, templates.CampaignLeft{Client: f.Client, Name: f.ClientName, Why: f.Problem})
	}
	found, err := s.store.CampaignFindings(r.Context(), scopeOf(r), &c)
	if err != nil {
		return err
	}
	for i := range found {
		f := &found[i]
		if f.Holds() {
			page.Found = append(page.Found, templates.CampaignFound{Client: f.Client, Name: f.Name, Share: f.Share, Title: f.Title, Period: c.Period})
		} else if f.Plain && f.Share != "" {
			page.Plain++
		}
	}
	list, other := problems(wrongOr(wrong), func(path string) string { return path })
	if other != nil {
		return other
	}
	page.Page = s.page(r, page.Head(list))
	return s.show(w, r, statusOf(wrong), page.View())
}

// wrongOr gives what is wrong, which may be nothing.
func wrongOr(err error) error {
	if err == nil {
		return &assessment.Invalid{}
	}
	return err
}

// linksAtOnce is for how many recipients links are made in one transaction.
const linksAtOnce = 50

// postCampaignLinks makes new links and passphrases for those who were not there yet and get none by mail, and gives them
// as a table: what was made before is stored nowhere.
func (s *Server) postCampaignLinks(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	c, err := s.store.Campaign(r.Context(), scopeOf(r), chi.URLParam(r, "campaign"))
	if err != nil {
		return err
	}
	list, err := s.store.ShareLines(r.Context(), scopeOf(r), store.ShareFilter{Campaign: c.ID, Show: store.ShareShowSent, PerPage: max(c.Rows(), 1)})
	if err != nil {
		return err
	}
	rows := slices.DeleteFunc(s.shareRows(list.Lines), func(row templates.ShareRow) bool { return !row.ByPhrase })
	switch {
	case len(rows) == 0:
		f.bad("", "Nobody waits for a passphrase: all were there already, or get their code by mail.")
	case !f.has("sure"):
		f.bad("sure", "Tick that you know what happens to the passphrases of before.")
	}
	if err := f.err(); err != nil {
		return s.showBoard(w, r, err)
	}
	var made []store.Handout
	for some := range slices.Chunk(recipientsOf(rows), linksAtOnce) {
		list, err := s.store.ResendShares(r.Context(), scopeOf(r), nil, false, some...)
		if err != nil {
			return err
		}
		made = append(made, list...)
	}
	return writeHandouts(w, s.handouts(r, rows, made, false))
}

// postCampaignAccept lists first whose answers are all No, then accepts them together. Who answered something else is looked
// at alone.
func (s *Server) postCampaignAccept(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	c, err := s.store.Campaign(r.Context(), scopeOf(r), chi.URLParam(r, "campaign"))
	if err != nil {
		return err
	}
	found, err := s.store.CampaignFindings(r.Context(), scopeOf(r), &c)
	if err != nil {
		return err
	}
	confirmed := f.text("do") == "yes"
	found = slices.DeleteFunc(found, func(cf store.CampaignFinding) bool {
		return cf.Share == "" || !cf.Plain || confirmed && !slices.Contains(f.all("share"), cf.Share)
	})
	if len(found) == 0 {
		f.bad("", "No answers wait here that are all No.")
		return s.showBoard(w, r, f.err())
	}
	page := templates.CampaignAcceptPage{ID: c.ID, Period: c.Period}
	if !confirmed {
		for _, cf := range found {
			page.Rows = append(page.Rows, templates.CampaignFound{Client: cf.Client, Name: cf.Name, Share: cf.Share})
		}
		page.Page = s.page(r, page.Head())
		return s.ok(w, r, page.View())
	}
	done, missed := 0, 0
	for _, cf := range found {
		err := s.store.ReviewShare(r.Context(), scopeOf(r), cf.Share, nil, cf.Verdicts...)
		switch {
		case err == nil:
			done++
		case inTheWay(err):
			missed++
		default:
			return err
		}
	}
	return s.done(w, r, "/campaigns/"+c.ID, templates.AcceptedTogether(done, missed))
}
