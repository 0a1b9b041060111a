// Package templates makes the pages: components of templ and the view structs that they show. It decides nothing and
// reads nothing; what a page says comes in with its view struct.
package templates

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// User is the person who is signed in.
type User struct {
	Name  string
	Email string
	Role  assessment.Role
}

// Page is what every page has around its own content.
type Page struct {
	Title    string // of the window, with place and progress; " - Safeguard" is added
	Heading  string // the h1
	Lead     string // one sentence under the heading
	User     *User  // nobody is signed in where nil, and there is no bar
	Nav      string // the current item of the bar: clients, remediation, campaigns, library, admin, reports
	Crumbs   []Crumb
	Main     *Action // the one main action
	Badge    templ.Component
	Flash    string // what was just done
	Problems []Problem
	Theme    string // light, dark, or empty for the system's
	MSP      string // the name of the provider whose Safeguard this is
	Logo     string // the address of its logo; empty where there is none
	Emblem   string // the address of the logo that stands before the heading, of the client that the page is of
	Path     string // of this page, to which the switch of the footer returns
	Search   string // what was searched for
	Filters  bool   // the search field filters this page as one types
	Version  string
	Keys     bool // keyboard shortcuts are on
	Wide     bool // no limit of 1,100 px
	Walk     bool // 760 px, for reading and answering
	Narrow   bool // 440 px, for signing in
	Print    PrintHead
	Scripts  []string // files of package static that this page needs besides the usual ones
	Static   func(name string) string

	Unsaved string        // when something was typed that is not saved yet, such as "at 10:42"; empty where all is saved
	Idle    time.Duration // after which somebody who does nothing is signed out
	Slack   time.Duration // by which that may come early
	Left    time.Duration // until the stay ends in any case
}

// PrintHead heads a page on paper. Draft says why it is a draft and is empty when it is none.
type PrintHead struct{ Client, Period, Date, Draft string }

// barItem is one link of the bar; Name is what Page.Nav calls it.
type barItem struct {
	Action
	Name string
}

// bar lists what the bar shows to a role. What a role may not enter is left out.
func bar(role assessment.Role) []barItem {
	clients := barItem{Action{Label: "Clients", URL: "/clients", Key: "g c"}, "clients"}
	items := []barItem{
		clients,
		{Action{Label: "Remediation", URL: "/remediation"}, "remediation"},
		{Action{Label: "Campaigns", URL: "/campaigns"}, "campaigns"},
		{Action{Label: "Library", URL: "/questionnaires"}, "library"},
		{Action{Label: "Admin", URL: "/admin"}, "admin"},
	}
	switch role {
	case assessment.Admin:
		return items
	case assessment.Manager:
		return items[:4]
	default:
		return append(items[:1], barItem{Action{Label: "Reports", URL: "/reports"}, "reports"})
	}
}

// title is the title of the window. A page with problems says so first.
func (p Page) title() string {
	title := p.Title
	if title == "" {
		title = p.Heading
	}
	if len(p.Problems) > 0 {
		title = "Error: " + title
	}
	return title + " - Safeguard"
}

// asset is the address of a file of package static.
func (p Page) asset(name string) string {
	if p.Static == nil {
		return "/static/" + name
	}
	return p.Static(name)
}

// brand names the product to those who are signed in, and the provider to everybody else.
func (p Page) brand() string {
	if p.User == nil && p.MSP != "" {
		return p.MSP
	}
	return "Safeguard"
}

// logoOf says whose logo the bar shows.
func (p Page) logoOf() string {
	if p.MSP == "" {
		return "Your company"
	}
	return p.MSP
}

func (p Page) scheme() string {
	if p.Theme == "" {
		return "light dark"
	}
	return p.Theme
}

func (p Page) width() string {
	switch {
	case p.Wide:
		return "page page-wide"
	case p.Walk:
		return "page page-walk"
	case p.Narrow:
		return "page page-narrow"
	default:
		return "page"
	}
}

// root gives the attributes of the html element, from which style sheet and script take theme and keys.
func (p Page) root() templ.Attributes {
	attrs := templ.Attributes{"lang": "en", "data-keys": onOff(p.Keys && p.User != nil)}
	if p.Theme != "" {
		attrs["data-bs-theme"] = p.Theme
	}
	if p.User != nil && p.Idle > 0 {
		attrs["data-idle"], attrs["data-slack"], attrs["data-left"] = seconds(p.Idle), seconds(p.Slack), seconds(p.Left)
	}
	return attrs
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Second).Seconds())) }

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// filters makes the search field show what it finds as one types, on the page that lists it. Elsewhere, and without scripts,
// it is a form that leads there.
func (p Page) filters() templ.Attributes {
	if !p.Filters {
		return nil
	}
	return templ.Attributes{
		"hx-get": "/clients", "hx-trigger": "input changed delay:300ms", "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML",
		"hx-push-url": "true", "hx-sync": "this:replace",
	}
}

// current marks the link to where the reader is.
func current(is bool) templ.Attributes {
	if is {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// keyed names the key that follows a link.
func keyed(key string) templ.Attributes {
	if key == "" {
		return nil
	}
	return templ.Attributes{"data-key": key}
}

// identified gives an element its id, where it has one.
func identified(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}

// labelled names a part of the page by the heading with that id.
func labelled(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"aria-labelledby": id}
}

// firstPrimary makes the first of several actions the main one.
func firstPrimary(n int) string {
	if n == 0 {
		return "primary"
	}
	return ""
}

// by adds who did it to when it was done.
func by(who string) string {
	if who == "" {
		return ""
	}
	return ", " + who
}

// at adds the provider to a person's role.
func at(msp string) string {
	if msp == "" {
		return ""
	}
	return ", " + msp
}
