package handlers

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// upload sends a file as the form does.
func (b *browser) upload(path, name string, content []byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := file.Write(content); err != nil {
		b.t.Fatal(err)
	}
	if err := form.WriteField("text", "what was pasted is left out"); err != nil {
		b.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", b.site.URL)
	return b.send(r)
}

// addForm gives what the form of the page with the rows sends when all its ticks stay.
func (a answer) addForm() url.Values {
	fields := url.Values{"do": {"add"}}
	for _, m := range regexp.MustCompile(`name="row" value="(\d+)" checked`).FindAllStringSubmatch(a.body, -1) {
		fields.Add("row", m[1])
	}
	if m := regexp.MustCompile(`(?s)name="text" value="([^"]*)"`).FindStringSubmatch(a.body); m != nil {
		fields.Set("text", strings.ReplaceAll(html.UnescapeString(m[1]), "\n", "\r\n")) // as browsers send it
	}
	return fields
}

// names lists the clients that are there.
func (s *site) names() []string {
	s.t.Helper()
	list, err := s.store.Clients(s.t.Context(), s.admin, store.Filter{Show: store.ShowAll, PerPage: 5000})
	if err != nil {
		s.t.Fatal(err)
	}
	names := []string{}
	for _, l := range list.Lines {
		names = append(names, l.Name)
	}
	return names
}

func TestImportTemplate(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	b.must(b.get("/clients/import"), 200, "/clients/import/template.csv", "legal_name")
	template := b.must(b.get("/clients/import/template.csv"), 200, "name,legal_name,ein,kinds")
	if got := template.header.Get("Content-Disposition"); !strings.Contains(got, "attachment") {
		t.Errorf("Content-Disposition %q", got)
	}
	a := b.must(b.upload("/clients/import", "clients.csv", []byte(template.body)), 200, "Example Family Dental", "Will be added")
	if a.has("Has a problem") || len(s.names()) != 0 {
		t.Errorf("the template's examples: %s", short(a.body))
	}
	if a := b.post("/clients/import", a.addForm()); a.location != "/clients?show=all" {
		t.Fatalf("adding the examples: %d\n%s", a.status, short(a.body))
	}
	b.must(b.get("/clients?show=all"), 200, "2 clients are added.", "Example Billing")
}

func TestImportMendsRows(t *testing.T) {
	s := newSite(t)
	s.agreed("There Already", "")
	b := s.signIn("manager")
	list := "Client;Kinds;City;Patients;Agreement;Mood\r\n" +
		"Good Clinic;covered entity and business associate;Köln;4,200;3/1/2025;fine\r\n" +
		"THERE  already;CE;;;;\r\n" +
		"=SUM(A1);ba;<b>City</b>;;;\r\n" +
		"No Kind;;;;;\r\n" +
		"Wrong Number;CE;;many;yesterday;\r\n" +
		"good clinic;CE;;;;\r\n" +
		"Too Long;CE;;;;;x\r\n;;;;;\r\n"
	a := b.must(b.upload("/clients/import", "list.csv", []byte("\ufeff"+list)), 200, "Left out, since they are not known here: Mood.",
		"Already there, left out", "=SUM(A1)", "&lt;b&gt;City&lt;/b&gt;", "Say what the client is: covered entity, business associate or subcontractor.",
		"&#34;many&#34; is not a whole number", "&#34;yesterday&#34; is not a day.", "Row 2 has this name too.", "more cells than there are columns")
	if n := len(s.names()); n != 1 {
		t.Fatalf("%d clients before anything was confirmed", n)
	}
	fields := a.addForm()
	if diff := cmp.Diff([]string{"2", "4"}, fields["row"]); diff != "" {
		t.Errorf("ticked rows (-want +got):\n%s", diff)
	}
	a = b.must(b.post("/clients/import", fields), 200, "2 clients are added. The rows below were not", "No Kind", "Wrong Number", "many")
	if diff := cmp.Diff([]string{"=SUM(A1)", "Good Clinic", "There Already"}, s.names()); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
	good := s.stored(s.idOf("Good Clinic"))
	if diff := cmp.Diff([]assessment.EntityKind{assessment.CoveredEntity, assessment.BusinessAssociate}, good.Facts.Kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if good.Facts.Individuals != 4200 || good.City != "Köln" || good.AgreedOn != assessment.NewDate(2025, 3, 1) {
		t.Errorf("stored: %+v", good)
	}
	left := a.addForm().Get("text")
	mended := strings.NewReplacer("No Kind,", "No Kind,ba", "many", "7", "yesterday", "", ",x", "").Replace(left)
	a = b.must(b.post("/clients/import", url.Values{"text": {mended}}), 200, "Already there, left out")
	if a := b.post("/clients/import", a.addForm()); a.status != 303 {
		t.Fatalf("adding the mended rows: %d\n%s", a.status, short(a.body))
	}
	if diff := cmp.Diff([]string{"=SUM(A1)", "Good Clinic", "No Kind", "There Already", "Too Long", "Wrong Number"}, s.names()); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
}

// idOf finds a client by name.
func (s *site) idOf(name string) string {
	s.t.Helper()
	names, err := s.store.Names(s.t.Context(), s.admin)
	if err != nil {
		s.t.Fatal(err)
	}
	return names[store.NameKey(name)]
}

// TestImportTwice: to send the same rows again adds nothing twice.
func TestImportTwice(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	fields := b.post("/clients/import", url.Values{"text": {"name,kinds\nA,CE\nB,\n"}}).addForm()
	b.must(b.post("/clients/import", fields), 200, "1 client is added.")
	b.must(b.post("/clients/import", fields), 422, "Tick at least one row to add.")
	if diff := cmp.Diff([]string{"A"}, s.names()); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
}

func TestImportRefuses(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "There is nothing in the list."},
		{"no column of names", "city,kinds\nDayton,CE", "The list has no column with the names of the clients."},
		{"no rows", "name,kinds\n", "The list has the names of the columns and no rows."},
		{"an open quote", "name,kinds\n\"A,CE\nB,CE", "In line 2 a cell begins with a quote"},
		{"too many rows", "name,kinds\n" + strings.Repeat("A,CE\n", 2001), "The list has 2001 rows; 2000 are taken at a time."},
		{"a workbook", "PK\x03\x04 and so on", "This is an Excel workbook."},
	} {
		a := b.post("/clients/import", url.Values{"text": {test.text}})
		if a.status != 422 || !a.has(html.EscapeString(test.want)) && !a.has(test.want) || !a.has("Error: Import") {
			t.Errorf("%s: %d\n%s", test.name, a.status, short(a.body))
		}
	}
	b.must(b.post("/clients/import", url.Values{"text": {"name,kinds\n\"A,CE\nB,CE"}}), 422, "B,CE")
	a := b.must(b.post("/clients/import", url.Values{"text": {"name,kinds\nA,CE"}}), 200, "Add the ticked client")
	fields := a.addForm()
	fields.Del("row")
	b.must(b.post("/clients/import", fields), 422, "Tick at least one row to add.", "Will be added")
	b.must(b.upload("/clients/import", "big.csv", bytes.Repeat([]byte("x"), listBody+1)), 413)
	if n := len(s.names()); n != 0 {
		t.Errorf("%d clients were added", n)
	}
}

// TestImportMany: a whole book of clients goes in at once.
func TestImportMany(t *testing.T) {
	s := newSite(t)
	b := s.signIn("manager")
	var list strings.Builder
	list.WriteString("name\tkinds\n")
	for n := range 300 {
		fmt.Fprintf(&list, "Clinic %03d\tcovered_entity;subcontractor\n", n)
	}
	a := b.must(b.post("/clients/import", url.Values{"text": {list.String()}}), 200, "Clinic 299")
	if a := b.post("/clients/import", a.addForm()); a.status != 303 {
		t.Fatalf("adding: %d", a.status)
	}
	if n := len(s.names()); n != 300 {
		t.Errorf("%d clients, want 300", n)
	}
}

func TestClientRowCells(t *testing.T) {
	for _, test := range []struct{ column, cell, want string }{
		{"agreement", "2025-03-01", "2025-03-01"},
		{"agreement", "3/1/2025", "2025-03-01"},
		{"agreement", "3/1/25", "2025-03-01"},
		{"agreement", "1-Mar-25", "2025-03-01"},
		{"agreement", "Mar 1, 2025", "2025-03-01"},
		{"agreement", "March 1, 2025", "2025-03-01"},
		{"agreement", "31/12/2025", "wrong"},
		{"agreement", "2025-02-30", "wrong"},
		{"agreement", "1/1/1066", "wrong"},
		{"individuals", "4 200", "4200"},
		{"individuals", "4,200", "4200"},
		{"individuals", "4.5", "wrong"},
		{"kinds", "Covered Entity", "[covered_entity]"},
		{"kinds", "BA; sub", "[business_associate subcontractor]"},
		{"kinds", "covered entity & business-associate", "[covered_entity business_associate]"},
		{"kinds", "Unknown", "[]"},
		{"kinds", "CE, CE", "wrong"},
		{"kinds", "clinic", "wrong"},
		{"time_zone", "", ""},
		{"time_zone", "central", "America/Chicago"},
		{"time_zone", "Europe/Berlin", "Europe/Berlin"},
		{"time_zone", "Mars/Olympus", "wrong"},
		{"sites", "Main; Annex ;", "[Main Annex]"},
		{"sites", "Main; main", "wrong"},
	} {
		row := readClientRow(tableRow{line: 2, cells: map[string]string{"name": "A", "kinds": "CE", test.column: test.cell}}, assessment.NewDate(2026, 11, 24))
		got := map[string]string{
			"agreement": row.client.AgreedOn.String(), "individuals": fmt.Sprint(row.client.Facts.Individuals),
			"time_zone": row.client.Zone,
			"kinds":     fmt.Sprint(row.client.Facts.Kinds), "sites": fmt.Sprint(row.client.Facts.Sites),
		}[test.column]
		if len(row.problems) > 0 {
			got = "wrong"
		}
		if got != test.want {
			t.Errorf("%s %q: %s %v, want %s", test.column, test.cell, got, row.problems, test.want)
		}
	}
}
