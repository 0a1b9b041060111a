package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// contactHeader lists the columns of a list of contacts in the order of the template.
var contactHeader = []string{"client", "contact", "email", "title", "phone"}

// contactColumns gives for each column the other names that lists from elsewhere have for it.
func contactColumns() map[string][]string {
	return map[string][]string{
		"client":  {"client name", "company", "company name", "customer", "account", "organization", "practice"},
		"contact": {"contact name", "contact person", "primary contact", "name", "full name", "person"},
		"email":   {"e-mail", "email address", "e-mail address", "mail", "mail address", "contact email"},
		"title":   {"job title", "role", "position"},
		"phone":   {"telephone", "phone number", "contact phone"},
	}
}

// contactList is a list of contacts that somebody brought along, with what would become of each row.
type contactList struct {
	table
	rows   []contactRow
	chosen []int // the lines that are ticked and good
}

// contactRow is a row of the list.
type contactRow struct {
	line     int
	name     string // of the client, as the list has it
	choice   templates.CampaignChoice
	problems []templates.Problem
	unknown  bool // there is no such client
}

// showCampaignImport asks for a list of contacts.
func (s *Server) showCampaignImport(w http.ResponseWriter, r *http.Request) error {
	return s.showContactAsk(w, r, "", nil)
}

func (s *Server) showContactAsk(w http.ResponseWriter, r *http.Request, text string, wrong error) error {
	list, other := problems(wrongOr(wrong), func(string) string { return "text" })
	if other != nil {
		return other
	}
	page := templates.CampaignImportPage{Form: templates.CampaignForm{List: text}}
	page.Page = s.page(r, page.Head(list))
	return s.show(w, r, statusOf(wrong), page.View())
}

// showContactTemplate gives a list to begin with.
func (s *Server) showContactTemplate(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="contacts.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll([][]string{
		contactHeader,
		{"Example Family Dental", "Dana Lee", "dana@example.com", "Office manager", "555-0142"},
		{"Example Machine Works", "Tom Vance", "tom@example.com", "", ""},
	})
}

// postCampaignImport shows what would become of each row of a list. Nothing is kept yet.
func (s *Server) postCampaignImport(w http.ResponseWriter, r *http.Request) error {
	text, err := importText(r)
	var n *newCampaign
	if err == nil {
		n, err = s.startCampaign(r, "", "")
	}
	if err != nil {
		return s.showContactAsk(w, r, text, err)
	}
	if n.list, err = s.readContactList(n, text); err != nil {
		return s.showContactAsk(w, r, text, err)
	}
	n.form.List = text
	for i := range n.list.rows {
		n.list.rows[i].choice.Ticked = len(n.list.rows[i].problems) == 0
	}
	return s.showContactList(w, r, n, nil)
}

// showContactList shows the rows of a list, and asks what is to be sent.
func (s *Server) showContactList(w http.ResponseWriter, r *http.Request, n *newCampaign, wrong error) error {
	list, other := problems(wrongOr(wrong), func(path string) string { return path })
	if other != nil {
		return other
	}
	page := templates.CampaignImportPage{Form: n.form, Year: n.year, Unknown: n.list.unknown}
	for _, row := range n.list.rows {
		page.Rows = append(page.Rows, templates.CampaignRow{Line: row.line, Client: row.name, Choice: row.choice, Problems: row.problems, NoClient: row.unknown})
	}
	page.Page = s.page(r, page.Head(list))
	return s.show(w, r, statusOf(wrong), page.View())
}

// readContactList understands a list, against the clients that can be screened.
func (s *Server) readContactList(n *newCampaign, text string) (*contactList, error) {
	t, err := readTable(text, contactColumns())
	if err != nil {
		return nil, err
	}
	for _, column := range contactHeader[:2] {
		if !slices.Contains(t.header, column) {
			return nil, invalidTable("The list has no column %s. Put that name over it in the first row.", column)
		}
	}
	if len(t.rows) == 0 {
		return nil, invalidTable("The list has the names of the columns and no rows. Put the contacts under them, one a row.")
	}
	list := &contactList{table: t}
	list.find(n)
	return list, nil
}

// find says of each row which client it is about.
func (list *contactList) find(n *newCampaign) {
	known, left, named := map[string]templates.CampaignChoice{}, map[string]templates.CampaignLeft{}, map[string]int{}
	for _, c := range n.rows {
		known[store.NameKey(c.Name)] = c
		named[store.NameKey(c.Name)]++
	}
	for _, l := range n.left {
		left[store.NameKey(l.Name)] = l
		named[store.NameKey(l.Name)]++
	}
	first := map[string]int{}
	for _, line := range list.table.rows {
		row := readContactRow(line)
		key := store.NameKey(row.name)
		c, ok := known[key]
		l, out := left[key]
		switch before := first[key]; {
		case row.name == "":
			row.bad("client", "Name the client.")
		case before > 0:
			row.bad("client", "Row %d is this client too. Ask one contact of each client.", before)
		case named[key] > 1:
			row.bad("client", "Several of your clients have this name. Choose the right one on the page for clients.")
		case ok || out && l.Why == templates.LeftNobody:
			first[key] = line.line
		case out:
			row.bad("client", "%s", l.Words())
		default:
			row.unknown = true
			row.bad("client", "There is no client of this name among yours.")
		}
		row.choice.Client, row.choice.Name, row.choice.City, row.choice.Kinds = c.Client, c.Name, c.City, c.Kinds
		if out {
			row.choice.Client, row.choice.Name = l.Client, l.Name
		}
		list.rows = append(list.rows, row)
	}
}

// readContactRow understands a row but for its client.
func readContactRow(line tableRow) contactRow {
	cell := line.cells
	row := contactRow{line: line.line, name: cell["client"]}
	row.choice.Person = assessment.Contact{Name: cell["contact"], Email: cell["email"], Title: cell["title"], Phone: cell["phone"]}
	for _, p := range row.choice.Person.Check() {
		column := map[string]string{"name": "contact"}[p.Path]
		if column == "" {
			column = p.Path
		}
		row.bad(column, "%s", p.What)
	}
	if len(line.beyond) > 0 {
		row.bad("", "The row has more cells than there are columns. Put a cell that has the separator in it between quotes.")
	}
	return row
}

func (row *contactRow) bad(column, format string, args ...any) {
	row.problems = append(row.problems, templates.Problem{Field: column, What: fmt.Sprintf(format, args...)})
}

// tick ticks the good rows with those numbers, and gives them as they are chosen.
func (l *contactList) tick(lines []string) []templates.CampaignChoice {
	var chosen []templates.CampaignChoice
	for i := range l.rows {
		row := &l.rows[i]
		row.choice.Ticked = len(row.problems) == 0 && slices.Contains(lines, strconv.Itoa(row.line))
		if row.choice.Ticked {
			chosen = append(chosen, row.choice)
			l.chosen = append(l.chosen, row.line)
		}
	}
	return chosen
}
