package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"safeguard/assessment"
)

// ClientPage is the page of one client: what comes next, and all that is kept of it.
type ClientPage struct {
	Page
	ID        string
	Facts     assessment.Client
	Details   ClientDetails
	Archived  bool
	CanDelete bool // it is archived, and who looks is an admin
	CanEdit   bool
	Next      NextLine
	Years     []ClientYear        // the newest first, without those that an amendment replaced
	Plan      []PlanItem          // the open lines of the plan, what is due first on top
	Late      int                 // of them
	Lately    []HistoryEvent      // what was done last
	Screened  *assessment.Finding // of the newest PHI screening; nil where there is none
	Today     assessment.Date
}

// ClientDetails are what the provider keeps of a client beside the facts of the law.
type ClientDetails struct {
	City     string
	AgreedOn assessment.Date
	Contact  string
	Phone    string
	Email    string
	Note     string
	Zone     string // the name of its time zone; empty for the server's own
	Remind   assessment.Reminders
}

// ClientYear is an assessment of a client in the table of its years.
type ClientYear struct {
	ID      string
	Period  int
	Status  assessment.Status
	Level   assessment.RiskLevel
	Index   float64
	FinalOn assessment.Date
	Amends  bool
	Early   bool // questions have no answer yet
}

// PlanItem is a line of the plan in short.
type PlanItem struct {
	Action string
	Owner  string
	Due    assessment.Date
}

// The tabs of a client.
const (
	ClientTabOverview   = "client"
	ClientTabAssets     = "assets"
	ClientTabAgreements = "agreements"
	ClientTabProof      = "evidence"
	ClientTabIncidents  = "incidents"
	ClientTabPlan       = "plan"
	ClientTabScreening  = "screenings"
	ClientTabContacts   = "contacts"
	ClientTabHistory    = "history"
)

// ClientTabs leads between the pages of a client.
func ClientTabs(id, current string) Tabs {
	tabs := Tabs{Label: "Client"}
	for _, tab := range []struct{ id, label string }{
		{ClientTabOverview, "Overview"},
		{ClientTabAssets, "Assets"},
		{ClientTabAgreements, "Agreements"},
		{ClientTabProof, "Proof"},
		{ClientTabIncidents, "Incidents"},
		{ClientTabPlan, "Plan"},
		{ClientTabScreening, "Screening"},
		{ClientTabContacts, "Contacts"},
		{ClientTabHistory, "History"},
	} {
		url := "/clients/" + id
		if tab.id != ClientTabOverview {
			url += "/" + tab.id
		}
		tabs.Items = append(tabs.Items, Tab{Label: tab.label, URL: url, Current: tab.id == current})
	}
	return tabs
}

// at gives the address of a page of the client.
func (p ClientPage) at(path string) string { return "/clients/" + p.ID + "/" + path }

// glance says in short where the client stands.
func (p ClientPage) glance() Facts {
	return Facts{Columns: true, Items: []Fact{
		{Name: "Under HIPAA", Value: kindTitles(p.Facts.Kinds)},
		p.agreement(),
		p.screening(),
		{Name: "Highest risk", Body: p.level()},
		{Name: "Open in the plan", Value: p.openLines(), URL: p.at("plan")},
	}}
}

func (p ClientPage) agreement() Fact {
	f := Fact{Name: "Your agreement", Value: "None on file"}
	switch {
	case !p.Details.AgreedOn.IsZero():
		f.Value = "Signed " + p.Details.AgreedOn.Long()
	case p.CanEdit:
		f.Value, f.URL = "None on file. Add its date", p.at("edit#agreed_on")
	}
	return f
}

// screening says what the PHI screening of this year found, or that of an earlier one while there is none.
func (p ClientPage) screening() Fact {
	f, year := p.Screened, p.Today.Time().Year()
	fact := Fact{Name: "PHI screening " + strconv.Itoa(year), Value: "Not done yet", URL: p.at("screenings/" + strconv.Itoa(year))}
	switch {
	case f == nil:
	case f.Open > 0 && f.Period == year:
		fact.Value = counted(f.Open, "question", "questions") + " still open"
	case f.Open == 0:
		fact.Name, fact.URL = "PHI screening "+strconv.Itoa(f.Period), p.at("screenings/"+strconv.Itoa(f.Period))
		fact.Value = f.Title + ", " + f.Date.Short()
	}
	return fact
}

// current gives the newest final assessment, or nil: only what is final is the last word on a level.
func (p ClientPage) current() *ClientYear {
	for i := range p.Years {
		if p.Years[i].Status == assessment.Final {
			return &p.Years[i]
		}
	}
	return nil
}

func (p ClientPage) openLines() string {
	switch {
	case len(p.Plan) == 0:
		return "Nothing"
	case p.Late > 0:
		return fmt.Sprintf("%s, %d late", counted(len(p.Plan), "remediation", "remediations"), p.Late)
	default:
		return counted(len(p.Plan), "remediation", "remediations")
	}
}

// firstLines are as many lines of the plan as the page shows.
func (p ClientPage) firstLines() []PlanItem { return p.Plan[:min(len(p.Plan), 5)] }

func (p ClientPage) planNote() string {
	if more := len(p.Plan) - len(p.firstLines()); more > 0 {
		return fmt.Sprintf("The %d that are due first, of %d.", len(p.firstLines()), len(p.Plan))
	}
	return ""
}

func (p ClientPage) late(item PlanItem) bool { return !item.Due.IsZero() && item.Due.Before(p.Today) }

// openings leads to a new assessment. The page for it knows what is open already.
func (p ClientPage) openings() []Action {
	if !p.CanEdit || p.Archived {
		return nil
	}
	return []Action{{Label: "Open an assessment", URL: p.at("assessments/new"), Icon: "plus"}}
}

func (p ClientPage) editing() []Action {
	if !p.CanEdit || p.Archived {
		return nil
	}
	return []Action{{Label: "Edit", URL: p.at("edit"), Icon: "pencil"}}
}

func (p ClientPage) facts() Facts {
	return Facts{Items: []Fact{
		{Name: "Legal name", Value: orNone(p.Facts.LegalName)},
		{Name: "EIN", Value: orNone(p.Facts.EIN)},
		{Name: "City", Value: orNone(p.Details.City)},
		{Name: "Time zone", Value: zoneTitle(p.Details.Zone)},
		{Name: "People whose ePHI it holds", Value: numberOrNone(p.Facts.Individuals)},
		{Name: "Workforce", Value: numberOrNone(p.Facts.Workforce)},
		{Name: "Sites", Body: listed(p.Facts.Sites)},
		{Name: "Clearinghouse", Value: yesNo(p.Facts.Clearinghouse)},
		{Name: "Sponsors a health plan", Value: yesNo(p.Facts.PlanSponsor)},
	}}
}

func (p ClientPage) people() Facts {
	f := Facts{Items: []Fact{{Name: "Contact", Value: orNone(p.Details.Contact)}}}
	if p.Details.Phone != "" {
		f.Items = append(f.Items, Fact{Name: "Phone", Value: p.Details.Phone, URL: "tel:" + dialed(p.Details.Phone)})
	}
	if p.Details.Email != "" {
		f.Items = append(f.Items, Fact{Name: "Email", Value: p.Details.Email, URL: "mailto:" + p.Details.Email})
	}
	f.Items = append(f.Items, Fact{Name: "Asked by link", Value: "See the shares", URL: p.at("shares")})
	if p.Details.Note != "" {
		f.Items = append(f.Items, Fact{Name: "Note", Body: paragraphs(p.Details.Note)})
	}
	return f
}

// dialed gives what a phone dials of a number as people write it.
func dialed(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// url is where the year is worked on or read.
func (y ClientYear) url() string { return "/assessments/" + y.ID }

// name is what the year's assessment is called.
func (y ClientYear) name() string {
	if y.Amends {
		return strconv.Itoa(y.Period) + ", amendment"
	}
	return strconv.Itoa(y.Period)
}

func (y ClientYear) index() string {
	if y.Level == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", y.Index)
}

// report is the link to the risk analysis of the year.
func (y ClientYear) report() (label, url string) {
	if y.Status == assessment.Final || y.Status == assessment.Superseded {
		return "Risk analysis", y.url() + "/reports/risk-analysis.pdf"
	}
	return "Draft reports", y.url() + "/reports"
}

// kindTitles joins the kinds of 160.103 in words.
func kindTitles(kinds []assessment.EntityKind) string {
	titles := make([]string, len(kinds))
	for i, k := range kinds {
		titles[i] = k.Title()
	}
	if len(titles) == 0 {
		return "Not known yet"
	}
	return strings.Join(titles, ", ")
}

func orNone(text string) string {
	if text == "" {
		return "Not entered"
	}
	return text
}

func numberOrNone(n int) string {
	if n == 0 {
		return "Not entered"
	}
	return grouped(n)
}

// grouped writes a number with commas between its thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

// state is the badge of where the year stands.
func (y ClientYear) state() templ.Component { return StatusBadge(y.Status) }
