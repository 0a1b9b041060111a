package templates

import (
	"fmt"
	"strconv"

	"safeguard/assessment"
)

// ClientPlanPage shows the plan that a client keeps through the years.
type ClientPlanPage struct {
	Page
	Client  string // its id
	CanEdit bool
	Show    string         // the tab: open, late, done or cancelled
	Counts  map[string]int // of each tab
	Lines   []ClientPlanLine
	Today   assessment.Date
	Cost    float64 // of what is open
}

// ClientPlanLine is a line of the plan.
type ClientPlanLine struct {
	ID string
	assessment.Remediation
}

// clientPlanTabs are the tabs, each with what stands there when nothing is under it.
func clientPlanTabs() []clientTab {
	return []clientTab{
		{"open", "Open", "Nothing is open."},
		{"late", "Late", "Nothing is late."},
		{"done", "Done", "Nothing was recorded as done yet."},
		{"cancelled", "Canceled", "Nothing was canceled."},
	}
}

func (p ClientPlanPage) at(path string) string { return "/clients/" + p.Client + "/plan" + path }

func (p ClientPlanPage) tabs() Tabs {
	tabs := Tabs{Label: "Lines by status"}
	for _, tab := range clientPlanTabs() {
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: p.at("?show=" + tab.id), Count: strconv.Itoa(p.Counts[tab.id]), Current: p.Show == tab.id})
	}
	return tabs
}

// none says that nothing is under the tab.
func (p ClientPlanPage) none() string {
	for _, tab := range clientPlanTabs() {
		if tab.id == p.Show {
			return tab.none
		}
	}
	return ""
}

// empty reports whether the plan has no line at all.
func (p ClientPlanPage) empty() bool {
	return p.Counts["open"]+p.Counts["done"]+p.Counts["cancelled"] == 0
}

// begin is what to do with an empty plan.
func (p ClientPlanPage) begin() []Action {
	if !p.CanEdit {
		return nil
	}
	return []Action{{Label: "Add the first line", URL: p.at("/new"), Icon: "plus"}}
}

// tools are what else can be done with the plan.
func (p ClientPlanPage) tools() []Action {
	list := []Action{{Label: "Download as CSV", URL: p.at(".csv"), Icon: "download"}}
	if p.CanEdit {
		list = append(list, Action{Label: "Add a line", URL: p.at("/new"), Icon: "plus"})
	}
	return list
}

// note sums up what is open.
func (p ClientPlanPage) note() string {
	if p.Cost == 0 {
		return ""
	}
	return fmt.Sprintf("What is open costs %s, as far as it is estimated.", dollars(p.Cost))
}

// Lead says how much is open, and how much of that is late.
func (p ClientPlanPage) Lead() string {
	open, late := p.Counts["open"], p.Counts["late"]
	switch {
	case p.empty():
		return ""
	case open == 0:
		return "Nothing is open."
	case late > 0:
		return fmt.Sprintf("%s, %d of them late.", counted(open, "line is open", "lines are open"), late)
	default:
		return counted(open, "line is open", "lines are open") + ", none late."
	}
}

// Main is the line to work on: the first of those that are open.
func (p ClientPlanPage) Main() *Action {
	if len(p.Lines) == 0 || p.Show != "open" && p.Show != "late" || !p.CanEdit {
		return nil
	}
	return &Action{Label: "Work on the first", URL: p.url(p.Lines[0])}
}

// url is the address of a line, which leads back to the tab that it was opened from.
func (p ClientPlanPage) url(line ClientPlanLine) string {
	if p.Show == "open" {
		return LineURL(p.Client, line.ID, "")
	}
	return LineURL(p.Client, line.ID, p.at("?show="+p.Show))
}
