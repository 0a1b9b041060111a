package templates

import (
	"strconv"

	"safeguard/assessment"
)

// RemediationPage lists the open lines of all clients.
type RemediationPage struct {
	Page
	Show    string         // the tab: late, soon or all
	Counts  map[string]int // of each tab
	Lines   []RemediationLine
	Today   assessment.Date
	Number  int // of this page of the list, from 1
	PerPage int
}

// RemediationLine is an open line of some client's plan.
type RemediationLine struct {
	ID, Client, ClientName string
	assessment.Remediation
}

func remediationTabs() []clientTab {
	return []clientTab{
		{"late", "Late", "Nothing is late at any client."},
		{"soon", "Due in 30 days", "Nothing is due in the next 30 days."},
		{"all", "All", "Nothing is open."},
	}
}

// First is the tab that is shown where none is asked for: the first that has something.
func (p RemediationPage) First() string {
	for _, tab := range remediationTabs() {
		if p.Counts[tab.id] > 0 {
			return tab.id
		}
	}
	return "all"
}

// Head is the head of the page, with the line that is due first as the main action.
func (p RemediationPage) Head() Page {
	head := Page{Heading: "Remediation", Nav: "remediation", Lead: "What is open in the plans of all your clients."}
	if len(p.Lines) > 0 {
		head.Main = &Action{Label: "Work on the first", URL: p.url(p.Lines[0])}
	}
	return head
}

func (p RemediationPage) at(show string, number int) string {
	address := "/remediation?show=" + show
	if number > 1 {
		address += "&page=" + strconv.Itoa(number)
	}
	return address
}

func (p RemediationPage) tabs() Tabs {
	tabs := Tabs{Label: "Open lines by due date"}
	for _, tab := range remediationTabs() {
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: p.at(tab.id, 1), Count: strconv.Itoa(p.Counts[tab.id]), Current: p.Show == tab.id})
	}
	return tabs
}

func (p RemediationPage) none() Empty {
	everything := []Action{{Label: "See all that is open", URL: p.at("all", 1)}}
	for _, tab := range remediationTabs() {
		if tab.id == p.Show {
			return Empty{Icon: "circle-check", Text: tab.none, Actions: everything}
		}
	}
	return Empty{Icon: "circle-check", Actions: everything}
}

func (p RemediationPage) pager() Pager {
	return pagerOf("Pages of lines", p.Number, p.PerPage, len(p.Lines), p.Counts[p.Show], func(page int) string { return p.at(p.Show, page) })
}

func (p RemediationPage) url(line RemediationLine) string {
	return LineURL(line.Client, line.ID, p.at(p.Show, p.Number))
}
