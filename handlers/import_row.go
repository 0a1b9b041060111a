package handlers

import (
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// clientHeader lists the columns of a list of clients in the order of the template.
var clientHeader = []string{"name", "legal_name", "ein", "kinds", "city", "individuals", "workforce", "sites", "agreement", "contact", "phone", "email", "time_zone"}

// clientColumns gives for each column the other names that lists from elsewhere have for it.
func clientColumns() map[string][]string {
	return map[string][]string{
		"name":        {"client", "client name", "company", "company name", "customer", "account", "organization", "practice"},
		"legal_name":  {"legal entity", "legal entity name", "registered name"},
		"ein":         {"tax id", "fein", "tin", "employer identification number"},
		"kinds":       {"kind", "entity type", "entity kind", "hipaa role", "phi role", "phi"},
		"city":        {"town"},
		"individuals": {"patients", "members", "number of individuals", "number of patients"},
		"workforce":   {"employees", "staff", "headcount", "number of employees"},
		"sites":       {"site", "locations", "offices"},
		"agreement":   {"agreement date", "agreed on", "baa", "baa date", "baa signed", "business associate agreement"},
		"contact":     {"contact name", "contact person", "primary contact"},
		"phone":       {"telephone", "phone number", "contact phone"},
		"email":       {"e-mail", "email address", "e-mail address", "contact email"},
		"time_zone":   {"zone", "timezone", "tz"},
	}
}

// readClientRow understands a row, and notes everything that is wrong with it.
func readClientRow(line tableRow, today assessment.Date) clientRow {
	cell := line.cells
	row := clientRow{tableRow: line}
	row.client = store.Client{
		Facts: assessment.Client{
			Name: cell["name"], LegalName: cell["legal_name"], EIN: cell["ein"], Kinds: row.kinds(cell["kinds"]),
			Individuals: row.number("individuals"), Workforce: row.number("workforce"), Sites: parted(cell["sites"], ";\n"),
		},
		Details: store.Details{
			City: cell["city"], AgreedOn: row.day("agreement"), Contact: cell["contact"], Phone: cell["phone"], Email: cell["email"],
			Zone: templates.ZoneNamed(cell["time_zone"]),
		},
	}
	for _, p := range clientProblems(row.client, row.unknown && len(row.client.Facts.Kinds) == 0, today) {
		if p.Path == "kinds" {
			p.What = "Say what the client is: covered entity, business associate or subcontractor. Write unknown where nobody knows yet."
			if len(row.problems) > 0 && row.problems[0].Path == "kinds" {
				continue // it has been said what is wrong with the words that are there
			}
		}
		if p.Path == "zone" {
			p.Path, p.What = "time_zone", fmt.Sprintf("%q is no time zone. Write Eastern, Central, Mountain or Pacific, or a name such as America/Chicago.", row.client.Zone)
		}
		row.problems = append(row.problems, p)
	}
	if len(line.beyond) > 0 {
		row.bad("", "The row has more cells than there are columns. Put a cell that has the separator in it between quotes.")
	}
	return row
}

// parted splits a cell at any of the separators and leaves out what is empty.
func parted(cell, separators string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// kinds reads the kinds of 160.103 in the words of the file or in plain ones.
func (row *clientRow) kinds(cell string) []assessment.EntityKind {
	var list []assessment.EntityKind
	for _, part := range parted(strings.ReplaceAll(cell, " and ", ";"), ";,/+&|\n") {
		switch columnKey(part) {
		case "coveredentity", "covered", "ce":
			list = append(list, assessment.CoveredEntity)
		case "businessassociate", "ba":
			list = append(list, assessment.BusinessAssociate)
		case "subcontractor", "sub":
			list = append(list, assessment.Subcontractor)
		case "unknown", "notknown", "notknownyet":
			row.unknown = true
		default:
			row.bad("kinds", "%q is not one of covered entity, business associate, subcontractor and unknown.", part)
		}
	}
	return list
}

// number reads a whole number, which may have commas between its thousands; an empty cell is 0.
func (row *clientRow) number(column string) int {
	text := strings.NewReplacer(" ", "", "\u00a0", "").Replace(row.cells[column])
	if text == "" {
		return 0
	}
	n, ok := counted(text)
	if !ok {
		row.bad(column, "%q is not a whole number of zero or more, such as 12.", row.cells[column])
	}
	return n
}

// dayLayouts are the ways in which spreadsheets in the United States write a day.
var dayLayouts = []string{time.DateOnly, "1/2/2006", "1/2/06", "2-Jan-2006", "2-Jan-06", "Jan 2, 2006", "January 2, 2006"}

// day reads a day as spreadsheets write it; an empty cell is none.
func (row *clientRow) day(column string) assessment.Date {
	var d assessment.Date
	text := row.cells[column]
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, text); err == nil && d.UnmarshalText([]byte(t.Format(time.DateOnly))) == nil {
			return d
		}
	}
	if text != "" {
		row.bad(column, "%q is not a day. Write it as year, month and day, such as 2026-11-23.", text)
	}
	return assessment.Date{}
}
