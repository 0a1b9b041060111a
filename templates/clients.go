package templates

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ClientsPage lists the clients: which of them needs what.
type ClientsPage struct {
	Page
	Lines   []ClientLine
	Counts  map[string]int // of each tab, under the text that was searched for
	Tab     string         // needs_you, overdue, no_agreement, with_client, final, all or archived
	Text    string         // that was searched for
	Found   int            // under the tab
	Number  int            // of this page of the list, from 1
	PerPage int
	CanEdit bool
}

// ClientLine is a client in the list.
type ClientLine struct {
	ID       string
	Name     string
	City     string
	Kinds    []assessment.EntityKind
	Status   assessment.Status // of the assessment that counts now; 0 where none was opened
	Period   int
	Asked    int
	Answered int
	Level    assessment.RiskLevel
	Open     int // lines of the plan
	Late     int // of them
	Due      assessment.Date
	Overdue  bool
	Archived bool
	Screened *assessment.Finding // of the newest PHI screening; nil where there is none
	Next     NextLine
}

// URL is the address of the client's page.
func (l ClientLine) URL() string { return "/clients/" + l.ID }

// clientTab is a tab of the list, and what stands there when nothing is under it.
type clientTab struct{ id, label, none string }

// clientTabs are the tabs of the list: for those who work on it, and for officers, whose part is to approve.
func (p ClientsPage) clientTabs() []clientTab {
	all, final := clientTab{"all", "All", "All clients are archived."}, clientTab{"final", "Final", "No assessment is final yet."}
	if !p.CanEdit {
		return []clientTab{{"with_client", "Needs you", "Nothing waits for your approval."}, final, all}
	}
	return []clientTab{
		{"needs_you", "Needs you", "Nothing needs you now."},
		{"overdue", "Overdue", "Nothing is late."},
		{"no_agreement", "No agreement", "There is an agreement with every client."},
		{"with_client", "With client", "Nothing waits for a client."},
		final, all,
		{"archived", "Archived", "No client is archived."},
	}
}

func (p ClientsPage) tabs() Tabs {
	tabs := Tabs{Label: "Clients by what they need"}
	for _, tab := range p.clientTabs() {
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: p.at(tab.id, 1), Count: strconv.Itoa(p.Counts[tab.id]), Current: p.Tab == tab.id})
	}
	return tabs
}

// TabName is the name of the tab.
func (p ClientsPage) TabName() string {
	for _, tab := range p.clientTabs() {
		if tab.id == p.Tab {
			return tab.label
		}
	}
	return "All"
}

// at is the address of a page of the list under a tab.
func (p ClientsPage) at(tab string, number int) string {
	q := url.Values{"show": {tab}}
	if p.Text != "" {
		q.Set("q", p.Text)
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	return "/clients?" + q.Encode()
}

// none says that a tab has nothing under it.
func (p ClientsPage) none() Empty {
	everything := Action{Label: "Show all clients", URL: "/clients?show=all"}
	if p.Text != "" {
		return Empty{Icon: "search", Text: fmt.Sprintf("No client here has “%s” in its name or city.", p.Text), Actions: []Action{everything}}
	}
	for _, tab := range p.clientTabs() {
		if tab.id == p.Tab && tab.id != "all" {
			return Empty{Icon: "circle-check", Text: tab.none, Actions: []Action{everything}}
		}
	}
	return p.nobody()
}

// nobody stands where there is no client at all.
func (p ClientsPage) nobody() Empty {
	if !p.CanEdit {
		return Empty{
			Icon: "users", Heading: "No clients yet", Text: "Nobody has assigned a client to you yet. Ask the provider that runs the assessments to do so.",
			Actions: []Action{{Label: "Your account", URL: "/account"}},
		}
	}
	return Empty{
		Icon: "users", Heading: "No clients yet", Text: "Add one, or bring in a list; you see every row before anything is saved.",
		Actions: []Action{{Label: "Add your first client", URL: "/clients/new"}, {Label: "Import a list", URL: "/clients/import"}},
	}
}

// empty reports whether there is no client at all.
func (p ClientsPage) empty() bool {
	return p.Text == "" && p.Counts["all"] == 0 && p.Counts["archived"] == 0
}

func (p ClientsPage) pager() Pager {
	return pagerOf("Pages of the list", p.Number, p.PerPage, len(p.Lines), p.Found, func(page int) string { return p.at(p.Tab, page) })
}

// assessmentState says where the client's assessment stands: how far a draft is, and of which year a final one is.
func (l ClientLine) assessmentState() StateView {
	view := statusState(l.Status)
	switch l.Status {
	case assessment.Draft:
		view.Word += fmt.Sprintf(" %d/%d", l.Answered, l.Asked)
	case assessment.Final, assessment.Superseded:
		view.Word += " " + strconv.Itoa(l.Period)
	}
	return view
}

// early says that a level is not the last word: what is not answered counts as No.
func (l ClientLine) early() bool { return l.Status == assessment.Draft && l.Answered < l.Asked }

// plan says how many lines of the plan are late, or else open.
func (l ClientLine) plan() (StateView, bool) {
	switch {
	case l.Late > 0:
		return StateView{StateBlocked, fmt.Sprintf("%d late", l.Late)}, true
	case l.Open > 0:
		return StateView{StateTodo, fmt.Sprintf("%d open", l.Open)}, true
	default:
		return StateView{}, false
	}
}

// notKnown says what a screening found of a client of which nothing is recorded.
func (l ClientLine) notKnown() string {
	switch f := l.Screened; {
	case f == nil || f.Open > 0:
		return "? Not known"
	case len(f.Kinds) > 0:
		return "? " + kindTitles(f.Kinds)
	case f.Unsure:
		return "? Not sure"
	default:
		return f.Title
	}
}

// unrecorded names what a screening found and nobody recorded, "" where there is nothing.
func (l ClientLine) unrecorded() string {
	if l.Screened == nil {
		return ""
	}
	switch found := l.Screened.Unrecorded(l.Kinds); {
	case len(found) == 0:
		return ""
	case len(l.Kinds) == 0:
		return "found, not recorded" // the line above names it
	default:
		return kindTitles(found) + " found, not recorded"
	}
}

// kindsShort abbreviates the kinds of 160.103 for a table.
func (l ClientLine) kindsShort() string {
	short := map[assessment.EntityKind]string{assessment.CoveredEntity: "CE", assessment.BusinessAssociate: "BA", assessment.Subcontractor: "Sub"}
	words := make([]string, len(l.Kinds))
	for i, kind := range l.Kinds {
		words[i] = short[kind]
	}
	return strings.Join(words, ", ")
}
