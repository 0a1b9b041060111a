package templates

import (
	"fmt"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ImportPage asks for a list of clients, and shows what would become of each of its rows.
type ImportPage struct {
	Page
	Text    string // the list as it is understood, with the line ends of this system
	Rows    []ImportRow
	Unknown []string // heads of columns that are left out
}

// ImportRow is a row of the list.
type ImportRow struct {
	Line     int
	Facts    assessment.Client
	Details  ClientDetails
	Good     bool // it can be added
	There    bool // a client of that name is there already
	Ticked   bool
	Problems []Problem // by their columns
}

// importColumn explains a column of the list.
type importColumn struct{ name, what string }

func importColumns() []importColumn {
	return []importColumn{
		{"name", "What you call the client. The only cell that each row needs besides kinds."},
		{"legal_name", "Its legal name."},
		{"ein", "Its employer identification number, such as 12-3456789."},
		{"kinds", "covered_entity, business_associate or subcontractor; several with a semicolon between. Plain words do as well, and unknown where nobody knows yet."},
		{"city", "Where it is."},
		{"individuals", "How many people’s ePHI it holds."},
		{"workforce", "How many people work under its direct control."},
		{"sites", "Its sites, with a semicolon between."},
		{"agreement", "The day of your business associate agreement with it, such as 2025-03-01 or 3/1/2025."},
		{"contact", "Whom you ask there."},
		{"phone", "Their phone number."},
		{"email", "Their email address."},
		{"time_zone", "Its time zone, such as Central or America/Chicago; empty for the server’s own."},
	}
}

// count counts the rows of each sort.
func (p ImportPage) count() (good, there, wrong int) {
	for i := range p.Rows {
		switch row := &p.Rows[i]; {
		case row.Good:
			good++
		case row.There:
			there++
		default:
			wrong++
		}
	}
	return good, there, wrong
}

func (p ImportPage) figures() Figures {
	good, there, wrong := p.count()
	figures := Figures{Items: []Figure{
		{Value: strconv.Itoa(good), Label: "can be added", State: StateDone},
		{Value: strconv.Itoa(there), Label: "there already, left out"},
		{Value: strconv.Itoa(wrong), Label: "with a problem"},
	}}
	if wrong > 0 {
		figures.Items[2].State, figures.Items[2].URL = StateNeeds, "#text"
	}
	return figures
}

// good reports whether any row can be added.
func (p ImportPage) good() bool {
	n, _, _ := p.count()
	return n > 0
}

// mending says what can be done about the rows with a problem.
func (p ImportPage) mending() string {
	if p.good() {
		return "Change them here and check again, or add the good rows first; the others stay on this page."
	}
	return "Change them here and check again."
}

// mendingKind makes mending the main action where nothing can be added.
func (p ImportPage) mendingKind() string {
	if p.good() {
		return ""
	}
	return "primary"
}

func (p ImportPage) add() string {
	if good, _, _ := p.count(); good == 1 {
		return "Add the ticked client"
	}
	return "Add the ticked clients"
}

func (p ImportPage) unknown() string {
	return fmt.Sprintf("Left out, since they are not known here: %s. Rename a column in the first row to take it along.", strings.Join(p.Unknown, ", "))
}

func (r ImportRow) state() StateView {
	switch {
	case r.Good:
		return StateView{StateDone, "Will be added"}
	case r.There:
		return StateView{StateTodo, "Already there, left out"}
	default:
		return StateView{StateNeeds, "Has a problem"}
	}
}

// tick is the id of the row's box; the first is the one that a problem leads to.
func (p ImportPage) tick(n int) string {
	for i := range p.Rows {
		if p.Rows[i].Good {
			if i == n {
				return "rows"
			}
			break
		}
	}
	return "row-" + strconv.Itoa(p.Rows[n].Line)
}

// details tells in one line what the row brings along.
func (r ImportRow) details() string {
	var list []string
	add := func(format, value string) {
		if value != "" {
			list = append(list, fmt.Sprintf(format, value))
		}
	}
	add("%s", r.Facts.LegalName)
	add("EIN %s", r.Facts.EIN)
	if r.Facts.Individuals > 0 {
		add("ePHI of %s people", grouped(r.Facts.Individuals))
	}
	if r.Facts.Workforce > 0 {
		add("workforce %s", grouped(r.Facts.Workforce))
	}
	if r.Details.Zone != "" {
		add("time zone %s", zoneTitle(r.Details.Zone))
	}
	add("sites %s", strings.Join(r.Facts.Sites, ", "))
	add("agreement %s", r.Details.AgreedOn.Short())
	add("contact %s", strings.Join(strings.Fields(r.Details.Contact+" "+r.Details.Phone+" "+r.Details.Email), " "))
	return strings.Join(list, "; ")
}

// columnWords names the column of a problem.
func columnWords(column string) string {
	switch column {
	case "":
		return "Row"
	case "ein":
		return "EIN"
	default:
		column = strings.ReplaceAll(column, "_", " ")
		return strings.ToUpper(column[:1]) + column[1:]
	}
}

// addLabel labels the box on a phone, where rows without one show nothing.
func addLabel(r ImportRow) string {
	if r.Good {
		return "Add"
	}
	return ""
}
