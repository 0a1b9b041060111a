package templates

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// Why a client is left out of a screening by link: before it is made, and while its links are.
const (
	LeftScreened = "screened"
	LeftShared   = "shared"
	LeftNobody   = "nobody"
)

// CampaignLeft is a client that is left out, with the reason.
type CampaignLeft struct{ Client, Name, Why string }

// Words says the reason.
func (l CampaignLeft) Words() string {
	switch l.Why {
	case LeftScreened:
		return "The screening of this year is complete."
	case LeftShared:
		return "The screening of this year is with a contact already."
	case LeftNobody:
		return "There is no contact with a name and a mail address."
	case "archived":
		return "The client was archived meanwhile."
	case "contact":
		return "The contact is not there any more."
	default:
		return "Whoever began this may not send to this client, or the mail could not be written."
	}
}

// CampaignChoice is a client that can be screened, with the contact who would be asked.
type CampaignChoice struct {
	Client, Name, City string
	Kinds              []assessment.EntityKind
	Contact            string // id; empty where Person would be added
	Person             assessment.Contact
	Ticked             bool
}

// who says who would be asked.
func (c CampaignChoice) who() string {
	if c.Person.Email == "" {
		return c.Person.Name
	}
	return c.Person.Name + ", " + c.Person.Email
}

// how says what becomes of the contact, where that is to be known.
func (c CampaignChoice) how() string {
	switch {
	case c.Contact == "":
		return "will be added as a contact"
	case c.Person.Email == "":
		return "no mail address, so by passphrase"
	default:
		return ""
	}
}

// CampaignForm is what was typed and chosen.
type CampaignForm struct {
	Show, Text                  string // the tab, and what was searched for
	Client                      string // the one client that the page is about, or empty
	All                         bool   // all that the tab shows, and not those that are ticked
	List                        string // the list that the clients come from
	Message, Due                string
	AskName, AskPhone, AskEmail string
}

// known is the tab of clients that are recorded as under HIPAA or not yet.
func (f CampaignForm) tab() string {
	if f.Show == "unknown" {
		return "unknown"
	}
	return "all"
}

// Shows reports whether a client is under the tab and found by the text.
func (f CampaignForm) Shows(c CampaignChoice) bool {
	if f.Client != "" && f.Client != c.Client || f.tab() == "unknown" && len(c.Kinds) > 0 {
		return false
	}
	return strings.Contains(strings.ToLower(c.Name+" "+c.City), strings.ToLower(f.Text))
}

// CampaignNewPage asks which clients are to be screened by link.
type CampaignNewPage struct {
	Page
	Year int
	Form CampaignForm
	Rows []CampaignChoice
	Left []CampaignLeft
}

// mostChoices is how many clients the page lists; the others are found by a search, or taken with all.
const mostChoices = 500

func campaignCrumbs() []Crumb { return []Crumb{{Label: "Campaigns", URL: "/campaigns"}} }

// Head is the head of the page.
func (p CampaignNewPage) Head(wrong []Problem) Page {
	return Page{
		Heading: "Screen by link, " + strconv.Itoa(p.Year), Lead: "Choose the clients. Each contact gets a link to the questions of the PHI screening. You see all of it before anything is sent.",
		Nav: "campaigns", Crumbs: campaignCrumbs(), Problems: wrong,
	}
}

// shown lists the clients under the tab.
func (p CampaignNewPage) shown() []CampaignChoice {
	var list []CampaignChoice
	for _, c := range p.Rows {
		if p.Form.Shows(c) {
			list = append(list, c)
		}
	}
	return list
}

func (p CampaignNewPage) listed(list []CampaignChoice) []CampaignChoice {
	return list[:min(len(list), mostChoices)]
}

func (p CampaignNewPage) tabs() Tabs {
	tabs := Tabs{Label: "Clients by what is recorded"}
	for _, tab := range []struct{ id, label string }{{"all", "All"}, {"unknown", "Not under HIPAA yet"}} {
		f, n := p.Form, 0
		f.Show = tab.id
		for _, c := range p.Rows {
			if f.Shows(c) {
				n++
			}
		}
		q := url.Values{"show": {tab.id}}
		if f.Text != "" {
			q.Set("q", f.Text)
		}
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: "/campaigns/new?" + q.Encode(), Count: strconv.Itoa(n), Current: p.Form.tab() == tab.id})
	}
	return tabs
}

func (p CampaignNewPage) none() Empty {
	if len(p.Rows) == 0 {
		return Empty{Icon: "circle-check", Text: "No client waits for its screening of " + strconv.Itoa(p.Year) + " with a contact to ask. Those that are left out stand below.", Actions: []Action{{Label: "From a list (CSV)", URL: "/campaigns/import"}}}
	}
	return Empty{Icon: "search", Text: "No client is found here.", Actions: []Action{{Label: "Show all", URL: "/campaigns/new"}}}
}

func (p CampaignNewPage) all(n int) string {
	if n == 1 {
		return "The one client here"
	}
	return fmt.Sprintf("All %d of these", n)
}

// leftBy lists the clients that are left out for a reason.
func leftBy(list []CampaignLeft, why string) []CampaignLeft {
	var found []CampaignLeft
	for _, l := range list {
		if l.Why == why {
			found = append(found, l)
		}
	}
	return found
}

// leftReasons are the reasons in the order in which they are told.
var leftReasons = []string{LeftNobody, LeftShared, LeftScreened}

func leftSummary(n int, why string) string {
	left := counted(n, "client left out: ", "clients left out: ")
	switch why {
	case LeftNobody:
		return left + "no contact with a name and a mail address"
	case LeftShared:
		return left + "the screening is with a contact already"
	default:
		return left + "the screening of this year is complete"
	}
}

// boxID is the id of the nth box; the first is the one that a problem leads to.
func boxID(n int) string {
	if n == 0 {
		return "clients"
	}
	return "clients-" + strconv.Itoa(n+1)
}

// CampaignCheckPage shows what would be sent to whom.
type CampaignCheckPage struct {
	Page
	Year      int
	Form      CampaignForm
	Rows      []CampaignChoice
	Lines     []string // of the list, where the clients come from one
	Questions int
	Mails     bool // links go out by mail
}

// Head is the head of the page.
func (p CampaignCheckPage) Head() Page {
	return Page{
		Heading: "Check before it is sent", Title: "Check a screening by link", Lead: "Nothing is sent yet.", Nav: "campaigns", Crumbs: campaignCrumbs(),
	}
}

// count counts the contacts who get a mail, who get a passphrase, and who are added.
func (p CampaignCheckPage) count() (mail, phrase, added int) {
	for _, c := range p.Rows {
		if c.Contact == "" {
			added++
		}
		if p.Mails && c.Person.Email != "" {
			mail++
		} else {
			phrase++
		}
	}
	return mail, phrase, added
}

func (p CampaignCheckPage) figures() Figures {
	mail, phrase, added := p.count()
	return Figures{Items: []Figure{
		{Value: strconv.Itoa(len(p.Rows)), Label: "clients, one link each"},
		{Value: strconv.Itoa(mail), Label: "get their link by mail"},
		{Value: strconv.Itoa(phrase), Label: "get a passphrase from you"},
		{Value: strconv.Itoa(added), Label: "will be added as contacts"},
	}}
}

func (p CampaignCheckPage) facts() Facts {
	var due assessment.Date
	_ = due.UnmarshalText([]byte(p.Form.Due)) // it was checked
	message := p.Form.Message
	if message == "" {
		message = "None"
	}
	ask := p.Form.AskName
	for _, more := range []string{p.Form.AskPhone, p.Form.AskEmail} {
		if more != "" {
			ask += ", " + more
		}
	}
	return Facts{Items: []Fact{
		{Name: "Questions", Value: fmt.Sprintf("PHI screening %d, %s", p.Year, counted(p.Questions, "question", "questions"))},
		{Name: "Due", Value: dayOrNone(due)},
		{Name: "Message", Value: message},
		{Name: "Whom to ask", Value: ask},
	}}
}

func (p CampaignCheckPage) send() string {
	if p.Mails {
		return "Send " + counted(len(p.Rows), "link", "links")
	}
	return "Make " + counted(len(p.Rows), "link", "links")
}

// CampaignMade says that the links are on their way.
func CampaignMade(n int) string {
	return counted(n, "link is", "links are") + " being made. You need not wait here."
}

// CampaignImportPage asks for a list of contacts, and shows what would become of each of its rows.
type CampaignImportPage struct {
	Page
	Year    int
	Form    CampaignForm
	Rows    []CampaignRow
	Unknown []string // heads of columns that are left out
}

// CampaignRow is a row of the list.
type CampaignRow struct {
	Line     int
	Client   string // as the list has it
	Choice   CampaignChoice
	Problems []Problem // by their columns
	NoClient bool
}

func (r CampaignRow) good() bool { return len(r.Problems) == 0 }

func (r CampaignRow) state() StateView {
	if r.good() {
		return StateView{StateDone, "Can be asked"}
	}
	return StateView{StateNeeds, "Has a problem"}
}

// Head is the head of the page.
func (p CampaignImportPage) Head(wrong []Problem) Page {
	head := Page{
		Heading: "Screen by link from a list", Lead: "You see every row before anything is saved or sent.", Nav: "campaigns", Crumbs: campaignCrumbs(), Problems: wrong,
	}
	if len(p.Rows) > 0 {
		head.Title = "Check the rows of a list of contacts"
	}
	return head
}

func (p CampaignImportPage) good() int {
	n := 0
	for i := range p.Rows {
		if p.Rows[i].good() {
			n++
		}
	}
	return n
}

func (p CampaignImportPage) figures() Figures {
	good := p.good()
	figures := Figures{Items: []Figure{
		{Value: strconv.Itoa(good), Label: "can be asked", State: StateDone},
		{Value: strconv.Itoa(len(p.Rows) - good), Label: "with a problem"},
	}}
	if good < len(p.Rows) {
		figures.Items[1].State, figures.Items[1].URL = StateNeeds, "#text"
	}
	return figures
}

// noClient reports whether a row names a client that there is not.
func (p CampaignImportPage) noClient() bool {
	for i := range p.Rows {
		if p.Rows[i].NoClient {
			return true
		}
	}
	return false
}

func (p CampaignImportPage) unknown() string {
	return fmt.Sprintf("Left out, since they are not known here: %s. Rename a column in the first row to take it along.", strings.Join(p.Unknown, ", "))
}

// rowBox is the id of the box of the nth row.
func (p CampaignImportPage) rowBox(n int) string {
	for i := range n {
		if p.Rows[i].good() {
			return "row-" + strconv.Itoa(p.Rows[n].Line)
		}
	}
	return "clients"
}

func contactColumnsTold() []importColumn {
	return []importColumn{
		{"client", "The name of the client, as it stands in your list of clients."},
		{"contact", "The name of the person to ask."},
		{"email", "Their mail address. Without one they get a passphrase from you."},
		{"title", "What they do there."},
		{"phone", "Their phone number."},
	}
}
