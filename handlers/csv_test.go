package handlers

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

var testColumns = map[string][]string{"name": {"client"}, "city": nil, "legal_name": nil, "count": {"number of things"}}

// utf16Text encodes a text as Excel's "Unicode text" does; order says which byte of a pair is first.
func utf16Text(text string, bom bool, order func(u uint16) []byte) string {
	var b strings.Builder
	units := utf16.Encode([]rune(text))
	if bom {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		b.Write(order(u))
	}
	return b.String()
}

func little(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }

func big(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }

func TestReadTable(t *testing.T) {
	harbor := []tableRow{{line: 2, cells: map[string]string{"name": "Harbor", "city": "Köln"}}}
	for _, test := range []struct {
		name, text string
		rows       []tableRow
		unknown    []string
	}{
		{"commas", "name,city\nHarbor,Köln\n", harbor, nil},
		{"semicolons", "name;city\nHarbor;Köln", harbor, nil},
		{"tabs", "name\tcity\nHarbor\tKöln", harbor, nil},
		{"bars", "name|city\nHarbor|Köln", harbor, nil},
		{"a byte order mark", "\ufeffname,city\nHarbor,Köln", harbor, nil},
		{"Windows line ends", "name,city\r\nHarbor,Köln\r\n", harbor, nil},
		{"old Mac line ends", "name,city\rHarbor,Köln\r", harbor, nil},
		{"UTF-16, small end first", utf16Text("name\tcity\r\nHarbor\tKöln\r\n", true, little), harbor, nil},
		{"UTF-16, big end first", utf16Text("name,city\nHarbor,Köln", true, big), harbor, nil},
		{"UTF-16 without a mark", utf16Text("name,city\nHarbor,Köln", false, little), harbor, nil},
		{"UTF-16 without a mark, big end first", utf16Text("name,city\nHarbor,Köln", false, big), harbor, nil},
		{"Windows-1252", "name,city\nHarbor,K\xf6ln", harbor, nil},
		{"other names and case", "Client , CITY\nHarbor,Köln", harbor, nil},
		{"quotes", "\"name\",\"city\"\n\"Harbor\",\"Köln\"", harbor, nil},
		{"spaces around", " name , city \n Harbor , Köln ", harbor, nil},
		{"blank rows at the end", "name,city\nHarbor,Köln\n,\n , \n\n", harbor, nil},
		{"a column that is not known", "name,mood,city\nHarbor,fine,Köln", harbor, []string{"mood"}},
		{"a column without a name", "name,,city\nHarbor,x,Köln", harbor, nil},
		{
			"a line that names the delimiter", "sep=;\nname;city\nHarbor;Köln",
			[]tableRow{{line: 3, cells: map[string]string{"name": "Harbor", "city": "Köln"}}},
			nil,
		},
		{
			"blank rows on top", "\n\nname,city\n\nHarbor,Köln",
			[]tableRow{{line: 5, cells: map[string]string{"name": "Harbor", "city": "Köln"}}},
			nil,
		},
		{
			"a delimiter, a quote and a line end in a cell", "name,city\n\"Harbor, \"\"Inc\"\"\",\"a\nb\"\nNext,c",
			[]tableRow{
				{line: 2, cells: map[string]string{"name": `Harbor, "Inc"`, "city": "a\nb"}},
				{line: 4, cells: map[string]string{"name": "Next", "city": "c"}},
			},
			nil,
		},
		{
			"a quote inside a cell", "name,count\n24\" monitor,2\nNext,3",
			[]tableRow{
				{line: 2, cells: map[string]string{"name": `24" monitor`, "count": "2"}},
				{line: 3, cells: map[string]string{"name": "Next", "count": "3"}},
			},
			nil,
		},
		{
			"what a spreadsheet would run", "name,city\n=1+1,@x\n+49 1,-5",
			[]tableRow{
				{line: 2, cells: map[string]string{"name": "=1+1", "city": "@x"}},
				{line: 3, cells: map[string]string{"name": "+49 1", "city": "-5"}},
			},
			nil,
		},
		{"a short row", "name,city\nHarbor", []tableRow{{line: 2, cells: map[string]string{"name": "Harbor"}}}, nil},
		{
			"a row that is too long", "name,city\nHarbor,Inc,Köln,",
			[]tableRow{{line: 2, cells: map[string]string{"name": "Harbor", "city": "Inc"}, beyond: []string{"Köln"}}},
			nil,
		},
		{"an emoji and markup", "name\n<b>🦷</b>", []tableRow{{line: 2, cells: map[string]string{"name": "<b>🦷</b>"}}}, nil},
		{"no rows", "name,city\n", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readTable(test.text, testColumns)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.rows, got.rows, cmp.AllowUnexported(tableRow{})); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.unknown, got.unknown); diff != "" {
				t.Errorf("unknown columns (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadTableRefuses(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "There is nothing in the list."},
		{"blank lines", "\r\n ,\r\n", "There is nothing in the list."},
		{"no known column", "mood,weather\nfine,rain", "does not name any column that is known"},
		{"a column twice", "name,client\na,b", "names the column name twice"},
		{"an open quote", "name,city\nA,\"b\nC,d\n", "In line 2 a cell begins with a quote"},
		{"text after a quote", "name,city\n\"A\" b,c\n", "In line 2 a cell begins with a quote"},
		{"too many rows", "name\n" + strings.Repeat("a\n", largestTable+1), "The list has 2001 rows; 2000 are taken at a time."},
	} {
		_, err := readTable(test.text, testColumns)
		if _, ok := err.(*assessment.Invalid); !ok || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := readTable("name\n"+strings.Repeat("a\n", largestTable), testColumns); err != nil {
		t.Errorf("as many rows as are taken: %v", err)
	}
}

// FuzzReadTable: whatever comes, the reading ends, the rows have text and go down the page, and a well-written list comes
// back as it was.
func FuzzReadTable(f *testing.F) {
	for _, seed := range []string{"name,city\nA,b", "name;city\r\n\"A\";b", "name\tcity\nA 6\" x\tb", "sep=,\nname\n=1", "\xff\xfen\x00a\x00m\x00e\x00", "name\n\"a\n", "|\n,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readTable(text, testColumns)
		if err == nil {
			checkRows(t, got)
		}
		cell := strings.TrimSpace(plainText(text))
		written := writeList(t, [][]string{{"name", "city"}, {"A" + cell, cell}})
		back, err := readTable(written, testColumns)
		if err != nil {
			t.Fatalf("a list that was written well: %v\n%q", err, written)
		}
		want := map[string]string{"name": strings.TrimSpace("A" + cell), "city": cell}
		if diff := cmp.Diff(want, back.rows[0].cells); diff != "" {
			t.Errorf("what comes back (-written +read):\n%s", diff)
		}
	})
}

func checkRows(t *testing.T, got table) {
	t.Helper()
	last := 0
	for _, row := range got.rows {
		if row.line <= last {
			t.Errorf("line %d after line %d", row.line, last)
		}
		last = row.line
		for column := range row.cells {
			if _, ok := testColumns[column]; !ok {
				t.Errorf("a cell of the column %q", column)
			}
		}
	}
}

func writeList(t *testing.T, records [][]string) string {
	t.Helper()
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		t.Fatal(fmt.Errorf("writing a list: %w", err))
	}
	return b.String()
}
