package templates

import (
	"fmt"
	"net/url"
	"strconv"

	"safeguard/assessment"
)

// ShareRow is what is with one contact.
type ShareRow struct {
	Recipient, Share, Client, ClientName string
	Person                               assessment.Contact
	Screening                            bool
	Period                               int
	State                                assessment.ShareState
	ByPhrase                             bool
	Late                                 bool
	Due                                  assessment.Date
	Seen                                 assessment.Date // when the contact was there last; zero for never
	Asked, Answered                      int
}

// URL is where the answers are looked at.
func (r ShareRow) URL() string { return "/clients/" + r.Client + "/shares/" + r.Share }

func (r ShareRow) what() string {
	if r.Screening {
		return "PHI screening " + strconv.Itoa(r.Period)
	}
	return "Assessment " + strconv.Itoa(r.Period)
}

func (r ShareRow) answered() string { return fmt.Sprintf("%d of %d", r.Answered, r.Asked) }

// state is the badge of how far the contact has come. What waits for the provider says so.
func (r ShareRow) state() StateView {
	switch r.State {
	case assessment.ShareSubmitted:
		return StateView{StateNeeds, "To review"}
	case assessment.ShareDone:
		return StateView{StateDone, "Done"}
	case assessment.ShareRevoked:
		return StateView{StateBlocked, "Revoked"}
	case assessment.ShareSent:
		return StateView{StateTodo, "Sent"}
	default:
		return StateView{StateOthers, r.State.Title()}
	}
}

// seen says when the contact was there last.
func (r ShareRow) seen() string {
	if r.Seen.IsZero() {
		return "Not yet"
	}
	return r.Seen.Short()
}

// due says by when it is due.
func (r ShareRow) due() string {
	if r.Due.IsZero() {
		return "No day"
	}
	return r.Due.Short()
}

// tick is the id of the box of the nth row; the first is the one that a problem leads to.
func shareTick(n int) string {
	if n == 0 {
		return "recipients"
	}
	return "recipient-" + strconv.Itoa(n+1)
}

// ShareLines is a list of what is with contacts, under tabs, with what can be done to many at once.
type ShareLines struct {
	At          string         // the address of the page
	Show        string         // the tab
	Text        string         // that was searched for
	Counts      map[string]int // of each tab
	Rows        []ShareRow
	Found       int // under the tab
	Number      int // of this page of the list, from 1
	PerPage     int
	Today       assessment.Date
	OneCampaign bool // all of it is of one campaign
}

func shareTabs() []clientTab {
	return []clientTab{
		{"review", "To review", "No answers wait for you."},
		{"overdue", "Overdue", "Nothing is late."},
		{"sent", "Sent", "Nobody has still to open their link."},
		{"opened", "Opened", "Nobody opened their link and stopped there."},
		{"in_progress", "In progress", "Nobody is in the middle of it."},
		{"returned", "Returned", "Nothing went back to a contact."},
		{"done", "Done", "Nothing is accepted yet."},
		{"all", "All", "Nothing is with a contact."},
	}
}

// at is the address of a page of the list under a tab.
func (l ShareLines) at(show string, number int) string {
	q := url.Values{"show": {show}}
	if l.Text != "" {
		q.Set("q", l.Text)
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	return l.At + "?" + q.Encode()
}

func (l ShareLines) tabs() Tabs {
	tabs := Tabs{Label: "What is with contacts, by state"}
	for _, tab := range shareTabs() {
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: l.at(tab.id, 1), Count: strconv.Itoa(l.Counts[tab.id]), Current: l.Show == tab.id})
	}
	return tabs
}

func (l ShareLines) none() Empty {
	if l.Text != "" {
		return Empty{Icon: "search", Text: fmt.Sprintf("Nothing here is of a client with “%s” in its name or city.", l.Text), Actions: []Action{{Label: "Show all", URL: l.At + "?show=all"}}}
	}
	for _, tab := range shareTabs() {
		if tab.id == l.Show {
			return Empty{Icon: "circle-check", Text: tab.none, Actions: []Action{{Label: "Show all", URL: l.At + "?show=all"}}}
		}
	}
	return Empty{}
}

func (l ShareLines) pager() Pager {
	return pagerOf("Pages of the list", l.Number, l.PerPage, len(l.Rows), l.Found, func(page int) string { return l.at(l.Show, page) })
}

// empty reports whether nothing is with any contact.
func (l ShareLines) empty() bool { return l.Text == "" && l.Counts["all"] == 0 }

// first is the row that waits for the provider and is due first; nil where there is none.
func (l ShareLines) first() *ShareRow {
	if len(l.Rows) == 0 || l.Rows[0].State != assessment.ShareSubmitted {
		return nil
	}
	return &l.Rows[0]
}

// CampaignsPage shows what is with the contacts of all clients, and the campaigns.
type CampaignsPage struct {
	Page
	Lines     ShareLines
	Campaigns []CampaignLine
}

// CampaignLine is a campaign in the list.
type CampaignLine struct {
	ID                 string
	Period             int
	MadeOn, Due        assessment.Date
	Rows, Made, Failed int
}

func (c CampaignLine) name() string { return "PHI screening " + strconv.Itoa(c.Period) }

// made says how many links are made.
func (c CampaignLine) made() string {
	text := fmt.Sprintf("Made %d of %d", c.Made, c.Rows)
	if c.Failed > 0 {
		text += fmt.Sprintf(", %d left out", c.Failed)
	}
	return text
}

// Head is the head of the page: the answers that wait longest are the main action.
func (p CampaignsPage) Head() Page {
	head := Page{
		Heading: "Campaigns", Nav: "campaigns", Lead: "What is with the contacts of all your clients, and screenings that go to many of them at once.",
		Main: &Action{Label: "Screen by link", URL: "/campaigns/new", Icon: "plus"},
	}
	if first := p.Lines.first(); first != nil {
		head.Main = &Action{Label: "Review the first", URL: first.URL(), Icon: "arrow-right"}
	}
	return head
}

// ways are the other ways to a campaign.
func (p CampaignsPage) ways() []Action {
	return []Action{{Label: "Screen by link", URL: "/campaigns/new"}, {Label: "From a list (CSV)", URL: "/campaigns/import"}}
}
