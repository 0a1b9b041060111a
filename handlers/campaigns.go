package handlers

import (
	"net/http"
	"net/url"

	"safeguard/assessment/store"
	"safeguard/templates"
)

// sharesPerPage is how many lines a page of what is with contacts shows.
const sharesPerPage = 50

// showCampaigns lists what is with the contacts of all clients, and the campaigns that sent many at once.
func (s *Server) showCampaigns(w http.ResponseWriter, r *http.Request) error {
	lines, err := s.shareLines(r, "/campaigns", store.ShareFilter{Text: searched(r.URL.Query())})
	if err != nil {
		return err
	}
	page := templates.CampaignsPage{Lines: lines}
	campaigns, err := s.store.Campaigns(r.Context(), scopeOf(r))
	if err != nil {
		return err
	}
	for i := range campaigns {
		c := &campaigns[i]
		page.Campaigns = append(page.Campaigns, templates.CampaignLine{
			ID: c.ID, Period: c.Period, MadeOn: s.dayOf(c.MadeAt), Due: c.Due, Rows: c.Rows(), Made: c.Made, Failed: c.Failed,
		})
	}
	page.Page = s.page(r, page.Head())
	return s.ok(w, r, page.View())
}

// shareLines reads the page of a list that is asked for. Where no tab is, it is what waits for the provider, if anything
// does. A page beyond the last is the last.
func (s *Server) shareLines(r *http.Request, at string, f store.ShareFilter) (templates.ShareLines, error) {
	q := r.URL.Query()
	f.Show, f.Page, f.PerPage = shareShowNamed(q.Get("show")), max(pageNumber(r, 1<<30, 1), 1), sharesPerPage
	asked := f.Show
	if asked == "" {
		f.Show = store.ShareShowReview
	}
	list, err := s.store.ShareLines(r.Context(), scopeOf(r), f)
	again := true
	switch {
	case err != nil:
	case asked == "" && list.Found == 0:
		f.Show = store.ShareShowAll
	case len(list.Lines) == 0 && list.Found > 0:
		f.Page = (list.Found + f.PerPage - 1) / f.PerPage
	default:
		again = false
	}
	if err == nil && again {
		list, err = s.store.ShareLines(r.Context(), scopeOf(r), f)
	}
	view := templates.ShareLines{
		At: at, Show: string(f.Show), Text: f.Text, Counts: map[string]int{}, Found: list.Found, Number: f.Page, PerPage: f.PerPage, Today: s.today(),
		OneCampaign: f.Campaign != "",
	}
	for show, n := range list.Counts {
		view.Counts[string(show)] = n
	}
	view.Rows = s.shareRows(list.Lines)
	return view, err
}

func shareShowNamed(name string) store.ShareShow {
	for _, show := range store.ShareShows {
		if string(show) == name {
			return show
		}
	}
	return ""
}

func (s *Server) shareRows(lines []store.ShareLine) []templates.ShareRow {
	rows := make([]templates.ShareRow, len(lines))
	for i := range lines {
		l := &lines[i]
		rows[i] = templates.ShareRow{
			Recipient: l.Recipient, Share: l.Share, Client: l.Client, ClientName: l.ClientName, Person: l.Person, Screening: l.Assessment == "",
			Period: l.Period, State: l.State, Late: l.State.Overdue(l.Due, s.today()), Due: l.Due, Asked: l.Asked, Answered: l.Answered, ByPhrase: l.ByPhrase,
		}
		if !l.Seen.IsZero() {
			rows[i].Seen = s.dayOf(l.Seen)
		}
	}
	return rows
}

// backTo gives the list of campaigns that a form came from. Where it names no such page, it is the one over all clients.
func backTo(f *form) string {
	at, err := url.Parse(f.r.PostForm.Get("from"))
	if err != nil || at.Host != "" || at.Scheme != "" || len(at.Path) < len("/campaigns") || at.Path[:len("/campaigns")] != "/campaigns" {
		return "/campaigns"
	}
	return at.RequestURI()
}
