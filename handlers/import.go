package handlers

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showImport asks for a list of clients.
func (s *Server) showImport(w http.ResponseWriter, r *http.Request) error {
	return s.showImportPage(w, r, http.StatusOK, templates.ImportPage{})
}

func (s *Server) showImportPage(w http.ResponseWriter, r *http.Request, status int, page templates.ImportPage) error {
	head := templates.Page{
		Heading: "Import a list of clients", Nav: "clients", Crumbs: []templates.Crumb{{Label: "Clients", URL: "/clients"}},
		Problems: page.Problems, Flash: page.Flash, Lead: "You see every row before anything is saved.",
	}
	if len(page.Rows) > 0 {
		head.Title = "Check the rows of a list of clients"
	}
	page.Page = s.page(r, head)
	return s.show(w, r, status, page.View())
}

// showImportTemplate gives a list to begin with: the columns and two examples.
func (s *Server) showImportTemplate(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="clients.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll([][]string{
		clientHeader,
		{"Example Family Dental", "Example Family Dental, PLLC", "12-3456789", "covered_entity", "Dayton", "4200", "18", "Main office; Annex", "2025-03-01", "Dana Lee", "555-0142", "dana@example.com", "Eastern"},
		{"Example Billing", "", "", "business_associate; subcontractor", "Springfield", "", "40", "Office", "", "", "", "", ""},
	})
}

// postImport shows what would become of each row of a list, and adds the rows that the person ticked there.
func (s *Server) postImport(w http.ResponseWriter, r *http.Request) error {
	text, err := importText(r)
	if err != nil {
		return s.importFailed(w, r, text, err)
	}
	list, err := s.readClients(r, text)
	if err != nil {
		return s.importFailed(w, r, text, err)
	}
	if r.PostForm.Get("do") != "add" {
		return s.showImportPage(w, r, http.StatusOK, list.page(text, nil))
	}
	return s.addTicked(w, r, text, list)
}

// importFailed shows the list that cannot be understood again, so that it can be mended.
func (s *Server) importFailed(w http.ResponseWriter, r *http.Request, text string, err error) error {
	list, other := problems(err, func(string) string { return "text" })
	if other != nil {
		return other
	}
	page := templates.ImportPage{Text: text}
	page.Problems = list
	return s.showImportPage(w, r, statusOf(err), page)
}

// addTicked adds the ticked rows, all of them or none. What has a problem stays on the page to be mended. Loading that
// page again adds nothing twice, since what was added is there by then.
func (s *Server) addTicked(w http.ResponseWriter, r *http.Request, text string, list clientList) error {
	ticked := list.ticked(r.PostForm["row"])
	if len(ticked) == 0 {
		page := list.page(text, ticked)
		page.Problems = []templates.Problem{{Field: "rows", What: "Tick at least one row to add."}}
		return s.showImportPage(w, r, http.StatusUnprocessableEntity, page)
	}
	clients := make([]store.Client, len(ticked))
	for i, row := range ticked {
		clients[i] = row.client
	}
	_, err := s.store.AddClients(r.Context(), scopeOf(r), clients)
	if errors.Is(err, assessment.ErrConflict) {
		return s.showAddedMeanwhile(w, r, text)
	}
	if err != nil {
		return err
	}
	return s.showLeftover(w, r, list.leftover(), len(clients))
}

// showAddedMeanwhile shows the list once more, as it stands beside what was added since it was shown.
func (s *Server) showAddedMeanwhile(w http.ResponseWriter, r *http.Request, text string) error {
	list, err := s.readClients(r, text)
	if err != nil {
		return err
	}
	page := list.page(text, nil)
	page.Problems = []templates.Problem{{Field: "rows", What: "Some of these clients were added after you opened the page. Nothing was added now; look at the list again."}}
	return s.showImportPage(w, r, http.StatusConflict, page)
}

// showLeftover says how many clients were added, and shows the rows that were not since they have a problem.
func (s *Server) showLeftover(w http.ResponseWriter, r *http.Request, left string, n int) error {
	added := "1 client is added."
	if n > 1 {
		added = fmt.Sprintf("%d clients are added.", n)
	}
	if left == "" {
		return s.done(w, r, "/clients?show=all", added)
	}
	rest, err := s.readClients(r, left)
	if err != nil {
		return err
	}
	page := rest.page(left, nil)
	page.Flash = added + " The rows below were not: mend them and check again."
	return s.showImportPage(w, r, http.StatusOK, page)
}

// importText gives the list that was uploaded or pasted.
func importText(r *http.Request) (string, error) {
	if _, err := parse(r); err != nil {
		return "", err
	}
	if err := r.ParseMultipartForm(listBody); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return "", fmt.Errorf("reading a list: %w", err)
		}
		return "", bad("The list did not arrive whole. Send it again.")
	}
	text := r.PostForm.Get("text")
	file, _, err := r.FormFile("file")
	if err == nil {
		defer file.Close()
		uploaded, err := io.ReadAll(file)
		if err != nil {
			return "", fmt.Errorf("reading a list: %w", err)
		}
		if len(uploaded) > 0 {
			text = string(uploaded)
		}
	}
	if strings.HasPrefix(text, "PK\x03\x04") {
		return "", invalidTable("This is an Excel workbook. In Excel choose Save As and CSV UTF-8, then bring in that file.")
	}
	return strings.Trim(plainText(text), "\n"), nil
}

// clientList is a list of clients that somebody brought along, with what would become of each row.
type clientList struct {
	table
	rows []clientRow
}

// clientRow is a row of the list.
type clientRow struct {
	tableRow
	client   store.Client
	there    bool // a client of that name is there already
	unknown  bool // the row says that nobody knows yet what the client is
	problems []assessment.Problem
}

// good reports whether the row can be added.
func (row *clientRow) good() bool { return !row.there && len(row.problems) == 0 }

// readClients understands a list of clients.
func (s *Server) readClients(r *http.Request, text string) (clientList, error) {
	t, err := readTable(text, clientColumns())
	if err != nil {
		return clientList{}, err
	}
	if !slices.Contains(t.header, "name") {
		return clientList{}, invalidTable("The list has no column with the names of the clients. Call it name in the first row.")
	}
	if len(t.rows) == 0 {
		return clientList{}, invalidTable("The list has the names of the columns and no rows. Put the clients under them, one a row.")
	}
	names, err := s.store.Names(r.Context(), scopeOf(r))
	if err != nil {
		return clientList{}, err
	}
	return clientList{t, readClientRows(t.rows, names, s.today())}, nil
}

// readClientRows understands the rows. names are those of the clients that are there; a name that comes twice in the list
// is told as well.
func readClientRows(lines []tableRow, names map[string]string, today assessment.Date) []clientRow {
	first := map[string]int{}
	rows := make([]clientRow, len(lines))
	for i, line := range lines {
		row := readClientRow(line, today)
		key := store.NameKey(row.client.Facts.Name)
		_, row.there = names[key]
		if before := first[key]; before > 0 && !row.there && key != "" {
			row.bad("name", "Row %d has this name too. If they are two clients, add one of them by hand.", before)
		} else if before == 0 {
			first[key] = line.line
		}
		rows[i] = row
	}
	return rows
}

func (row *clientRow) bad(column, format string, args ...any) {
	row.problems = append(row.problems, assessment.Problem{Path: column, What: fmt.Sprintf(format, args...)})
}

// ticked gives the good rows that the person left ticked, by the numbers of their lines.
func (l clientList) ticked(lines []string) []clientRow {
	var list []clientRow
	for i := range l.rows {
		if l.rows[i].good() && slices.Contains(lines, strconv.Itoa(l.rows[i].line)) {
			list = append(list, l.rows[i])
		}
	}
	return list
}

// leftover writes the rows that have a problem as a list of their own, empty where there are none.
func (l clientList) leftover() string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	records := [][]string{l.header}
	for i := range l.rows {
		row := &l.rows[i]
		if row.there || row.good() {
			continue
		}
		cells := make([]string, len(l.header))
		for n, column := range l.header {
			cells[n] = row.cells[column]
		}
		records = append(records, append(cells, row.beyond...))
	}
	if len(records) == 1 || out.WriteAll(records) != nil {
		return ""
	}
	return strings.Trim(b.String(), "\n")
}

// page shows the rows. Those that can be added are ticked, or where the person chose already, those that were.
func (l clientList) page(text string, chosen []clientRow) templates.ImportPage {
	page := templates.ImportPage{Text: text, Unknown: l.unknown}
	for i := range l.rows {
		row := &l.rows[i]
		ticked := chosen == nil || slices.ContainsFunc(chosen, func(c clientRow) bool { return c.line == row.line })
		page.Rows = append(page.Rows, templates.ImportRow{
			Line: row.line, Facts: row.client.Facts, Details: templates.ClientDetails(row.client.Details),
			There: row.there, Good: row.good(), Ticked: row.good() && ticked, Problems: columnProblems(row.problems),
		})
	}
	return page
}

func columnProblems(list []assessment.Problem) []templates.Problem {
	found := make([]templates.Problem, len(list))
	for i, p := range list {
		found[i] = templates.Problem{Field: clientField(p.Path), What: p.What}
	}
	return found
}
