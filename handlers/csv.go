package handlers

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"

	"safeguard/assessment"
)

// table is a list that somebody brought along, such as from a spreadsheet.
type table struct {
	header  []string // the known columns that it has, in its order
	unknown []string // heads of columns that are not known, as they are written; their cells are left out
	rows    []tableRow
}

// tableRow is one row: where it begins in the text, its cells by column without spaces around them, and what stands
// beyond the last column, which is a sign that a cell with the delimiter in it was not put in quotes.
type tableRow struct {
	line   int
	cells  map[string]string
	beyond []string
}

// largestTable is as many rows as one list may have, so that a person can still look them over.
const largestTable = 2000

// readTable understands a list with a row of column names on top, as spreadsheets save or copy it: with commas,
// semicolons or tabs, in any of their encodings and line ends. known gives for each column the other names that are
// understood for it. Rows without any text are left out. What cannot be understood is *assessment.Invalid.
func readTable(text string, known map[string][]string) (table, error) {
	text = plainText(text)
	names := columnNames(known)
	records, err := readRecords(text, delimiterOf(text, names))
	if err != nil {
		return table{}, err
	}
	if len(records) == 0 {
		return table{}, invalidTable("There is nothing in the list. Choose a file or paste the list, with the names of the columns in its first row.")
	}
	t, columns, err := readHeader(records[0].cells, names)
	if err != nil {
		return table{}, err
	}
	if len(records)-1 > largestTable {
		return table{}, invalidTable("The list has %d rows; %d are taken at a time. Split it and bring in the parts one after the other.", len(records)-1, largestTable)
	}
	for _, r := range records[1:] {
		t.rows = append(t.rows, r.row(columns))
	}
	return t, nil
}

func invalidTable(format string, args ...any) error {
	return &assessment.Invalid{Problems: []assessment.Problem{{Path: "text", What: fmt.Sprintf(format, args...)}}}
}

// plainText gives a text in UTF-8 with the line ends of this system, whatever a spreadsheet saved it as.
func plainText(raw string) string {
	var decoder *encoding.Decoder
	switch {
	case strings.HasPrefix(raw, "\xff\xfe"), len(raw) > 1 && raw[0] != 0 && raw[1] == 0:
		decoder = utf.UTF16(utf.LittleEndian, utf.UseBOM).NewDecoder()
	case strings.HasPrefix(raw, "\xfe\xff"), len(raw) > 1 && raw[0] == 0 && raw[1] != 0:
		decoder = utf.UTF16(utf.BigEndian, utf.UseBOM).NewDecoder()
	case !utf8.ValidString(raw):
		decoder = charmap.Windows1252.NewDecoder()
	}
	if decoder != nil {
		if decoded, err := decoder.String(raw); err == nil {
			raw = decoded
		}
	}
	raw = strings.ToValidUTF8(strings.TrimPrefix(raw, "\ufeff"), "\ufffd")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(raw)
}

// columnNames gives the column for each name that is understood.
func columnNames(known map[string][]string) map[string]string {
	names := map[string]string{}
	for column, others := range known {
		names[columnKey(column)] = column
		for _, other := range others {
			names[columnKey(other)] = column
		}
	}
	return names
}

// columnKey is a name of a column by its letters and digits alone, so that "Legal name" is legal_name.
func columnKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// delimiterOf gives the delimiter under which the first row has the most known columns. A spreadsheet may name it in a
// line of its own on top.
func delimiterOf(text string, names map[string]string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	if mark, ok := delimiterLine(first); ok {
		return mark
	}
	best, most := ',', 0
	for _, delimiter := range []rune{',', ';', '\t', '|'} {
		n := 0
		for cell := range strings.SplitSeq(first, string(delimiter)) {
			if names[columnKey(cell)] != "" {
				n++
			}
		}
		if n > most {
			best, most = delimiter, n
		}
	}
	return best
}

// delimiterLine reads the line with which Excel is told the delimiter of a file: sep=;
func delimiterLine(line string) (rune, bool) {
	mark, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, "\n")), "sep=")
	if !ok || !slices.Contains([]string{",", ";", "\t", "|"}, mark) {
		return 0, false
	}
	return rune(mark[0]), true
}

// record is a row before its columns are known.
type record struct {
	line  int
	cells []string
}

func (r record) blank() bool {
	return !slices.ContainsFunc(r.cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// readRecords gives the rows that have text in them.
func readRecords(text string, delimiter rune) ([]record, error) {
	lead := len(text) - len(strings.TrimLeft(text, "\n"))
	if line, _, _ := strings.Cut(text[lead:], "\n"); lead < len(text) {
		if _, ok := delimiterLine(line); ok {
			text = text[:lead] + text[min(lead+len(line), len(text)):] // its line end stays, and the numbers of the lines with it
		}
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = delimiter, -1
	var list []record
	for {
		start := reader.InputOffset()
		cells, err := reader.Read()
		if err == io.EOF {
			return list, nil
		}
		r := record{cells: cells}
		if err == nil {
			r.line, _ = reader.FieldPos(0)
		} else if r, err = mendRecord(text[start:reader.InputOffset()], delimiter, err); err != nil {
			return nil, err
		}
		if !r.blank() {
			list = append(list, r)
		}
	}
}

// mendRecord reads a row again that has a quote inside a cell, such as 24" monitor, and takes the quote as it is. Another
// mistake with quotes could hide rows, so it is told.
func mendRecord(text string, delimiter rune, err error) (record, error) {
	wrong, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return record{}, err
	}
	if errors.Is(err, csv.ErrBareQuote) {
		reader := csv.NewReader(strings.NewReader(text))
		reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = delimiter, -1, true
		cells, lazy := reader.Read()
		if lazy == nil {
			return record{wrong.StartLine, cells}, nil
		}
	}
	return record{}, invalidTable(`In line %d a cell begins with a quote (") and does not end with one. Close the quote or take it out.`, wrong.StartLine)
}

// readHeader finds out which column stands where.
func readHeader(cells []string, names map[string]string) (t table, columns []string, err error) {
	for _, cell := range cells {
		column := names[columnKey(cell)]
		switch {
		case column == "" && strings.TrimSpace(cell) != "":
			t.unknown = append(t.unknown, strings.TrimSpace(cell))
		case column != "" && slices.Contains(t.header, column):
			return t, nil, invalidTable("The first row names the column %s twice. Take one of them out.", column)
		case column != "":
			t.header = append(t.header, column)
		}
		columns = append(columns, column)
	}
	if len(t.header) == 0 {
		return t, nil, invalidTable("The first row does not name any column that is known here. Put the names of the columns into it, as in the template.")
	}
	return t, columns, nil
}

func (r record) row(columns []string) tableRow {
	row := tableRow{line: r.line, cells: map[string]string{}}
	for i, cell := range r.cells {
		cell = strings.TrimSpace(cell)
		switch {
		case i < len(columns) && columns[i] != "":
			row.cells[columns[i]] = cell
		case i >= len(columns) && cell != "":
			row.beyond = append(row.beyond, cell)
		}
	}
	return row
}
