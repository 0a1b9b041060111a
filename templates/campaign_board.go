package templates

import (
	"fmt"
	"strconv"

	"safeguard/assessment"
)

// CampaignPage shows how far a campaign is.
type CampaignPage struct {
	Page
	ID                  string
	Period              int
	MadeOn, Due         assessment.Date
	Message             string
	Ask                 assessment.Contact
	Rows, Made, Waiting int
	Failed              []CampaignLeft
	Found               []CampaignFound // who may hold PHI, and nobody has recorded it
	Plain               int             // whose answers wait and are all No
	Lines               ShareLines
}

// CampaignFound is a client that may hold PHI by what its contact answered.
type CampaignFound struct {
	Client, Name, Share, Title string
	Period                     int
}

// url is where it is looked at: the answers that wait, or the screening that was accepted.
func (f CampaignFound) url() string {
	if f.Share != "" {
		return "/clients/" + f.Client + "/shares/" + f.Share
	}
	return "/clients/" + f.Client + "/screenings/" + strconv.Itoa(f.Period)
}

func (f CampaignFound) says() string {
	if f.Share != "" {
		return f.Title + ", to review"
	}
	return f.Title
}

func (p CampaignPage) at(path string) string { return "/campaigns/" + p.ID + path }

// Head is the head of the page. Who may hold PHI is looked at first, then what waits for the provider.
func (p CampaignPage) Head(wrong []Problem) Page {
	head := Page{
		Heading: "PHI screening " + strconv.Itoa(p.Period) + " by link", Nav: "campaigns", Crumbs: campaignCrumbs(), Problems: wrong,
		Lead: "Sent on " + p.MadeOn.Long() + " to " + counted(p.Rows, "client", "clients") + ".",
	}
	if !p.Due.IsZero() {
		head.Lead = "Sent on " + p.MadeOn.Long() + " to " + counted(p.Rows, "client", "clients") + ", due on " + p.Due.Long() + "."
	}
	switch first := p.Lines.first(); {
	case len(p.Found) > 0:
		head.Main = &Action{Label: "Look at the first", URL: p.Found[0].url(), Icon: "arrow-right"}
	case first != nil:
		head.Main = &Action{Label: "Review the first", URL: first.URL(), Icon: "arrow-right"}
	}
	return head
}

func (p CampaignPage) progress() Progress {
	return Progress{Label: "Links that are made", Text: fmt.Sprintf("Made %d of %d", p.Made, p.Rows), Done: p.Made, Of: p.Rows}
}

func (p CampaignPage) found() string {
	return counted(len(p.Found), "client may hold PHI now", "clients may hold PHI now")
}

func (p CampaignPage) plain() string {
	return counted(p.Plain, "client answered No to everything", "clients answered No to everything")
}

func (p CampaignPage) accept() string {
	if p.Plain == 1 {
		return "Accept it"
	}
	return fmt.Sprintf("Accept the %d together", p.Plain)
}

func (p CampaignPage) words() Facts {
	message, ask := p.Message, p.Ask.Name
	if message == "" {
		message = "None"
	}
	for _, more := range []string{p.Ask.Phone, p.Ask.Email} {
		if more != "" {
			ask += ", " + more
		}
	}
	return Facts{Items: []Fact{{Name: "Message", Value: message}, {Name: "Whom to ask", Value: ask}}}
}

// unopened reports whether somebody has not been there yet, who may need a link and a passphrase.
func (p CampaignPage) unopened() bool { return p.Lines.Counts["sent"] > 0 }

// CampaignAcceptPage lists whose answers are all No, and asks to accept them together.
type CampaignAcceptPage struct {
	Page
	ID     string
	Period int
	Rows   []CampaignFound
}

// Head is the head of the page.
func (p CampaignAcceptPage) Head() Page {
	return Page{
		Heading: "Accept answers together", Lead: "Each of these contacts answered No to every question and wrote nothing beside it. Accepted, that is the screening of their client.",
		Nav: "campaigns", Crumbs: append(campaignCrumbs(), Crumb{Label: "PHI screening " + strconv.Itoa(p.Period), URL: "/campaigns/" + p.ID}),
	}
}

func (p CampaignAcceptPage) accept() string {
	return "Accept the answers of " + counted(len(p.Rows), "client", "clients")
}

// AcceptedTogether says what was accepted.
func AcceptedTogether(done, missed int) string {
	text := counted(done, "screening is", "screenings are") + " accepted."
	if missed > 0 {
		text += " " + counted(missed, "changed meanwhile and was", "changed meanwhile and were") + " left alone."
	}
	return text
}
