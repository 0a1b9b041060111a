package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
)

// BadDump says in a sentence why a file cannot be restored or imported.
type BadDump struct{ Sentence string }

// Error gives the sentence.
func (b *BadDump) Error() string { return b.Sentence }

func badDump(format string, args ...any) error { return &BadDump{fmt.Sprintf(format, args...)} }

// errNoDump says that a file is none of ours.
var errNoDump = badDump("this is no file that Safeguard wrote: check its name")

// dumpReader reads a dump line by line, and holds no more of it than a line.
type dumpReader struct {
	r      *bufio.Reader
	sum    hash.Hash
	line   []byte
	tables map[string]int
	files  int
}

func newDumpReader(r io.Reader) *dumpReader {
	return &dumpReader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New(), tables: map[string]int{}}
}

// next reads a line, and gives it without its end. It is good until the next one.
func (d *dumpReader) next() ([]byte, error) {
	d.line = d.line[:0]
	for {
		part, err := d.r.ReadSlice('\n')
		if len(d.line)+len(part) > longestLine {
			return nil, badDump("a line of this file is longer than Safeguard writes any: it was changed, and nothing is taken from it")
		}
		d.line = append(d.line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil, errCut
		case err != nil:
			return nil, fmt.Errorf("reading a dump: %w", err)
		}
		return d.line[:len(d.line)-1], nil
	}
}

var (
	errCut     = badDump("this file ends too early: a part of it is missing, so copy it again or take another")
	errChanged = badDump("this file is not as it was written: copy it again or take another")
)

// take counts a line into the digest. The trailer is not taken.
func (d *dumpReader) take() {
	d.sum.Write(d.line)
}

// head reads the first line, and wants a format that this program knows.
func (d *dumpReader) head(format string, known int64) (head, error) {
	var h head
	line, err := d.next()
	if errors.Is(err, errCut) {
		return h, errNoDump
	}
	if err != nil {
		return h, err
	}
	if json.Unmarshal(line, &h) != nil {
		return h, errNoDump
	}
	d.take()
	switch {
	case h.Format == formatClient && format == formatBackup:
		return h, badDump("this is the export of one client: take it in with safeguard import")
	case h.Format == formatBackup && format == formatClient:
		return h, badDump("this is a backup of a whole installation: bring it back with safeguard restore")
	case h.Format != format:
		return h, errNoDump
	case h.Version > formatVersion, h.Migration > known:
		return h, badDump("this file was written by a newer version of Safeguard: use that version, or a newer one")
	case h.Version < 1, h.Migration < 1:
		return h, errChanged
	}
	return h, nil
}

// dumpHandler is told what is in a dump, in its order.
type dumpHandler struct {
	file  func(name string, body []byte) error
	table func(t tableLine) error
	row   func(values []any) error
}

// all reads everything after the head and checks it against the trailer.
func (d *dumpReader) all(h dumpHandler) (trailer, error) {
	var current tableLine
	for {
		line, err := d.next()
		if err != nil {
			return trailer{}, err
		}
		switch {
		case bytes.HasPrefix(line, []byte(`[`)) && current.Table != "":
			err = d.row(line, current, h)
		case bytes.HasPrefix(line, []byte(`{"table":`)):
			if current, err = parsed[tableLine](line); err == nil {
				err = d.table(current, h)
			}
		case bytes.HasPrefix(line, []byte(`{"file":`)) && current.Table == "":
			var f dumpFile
			if f, err = parsed[dumpFile](line); err == nil {
				d.files++
				err = h.file(f.File, f.Body)
			}
		case bytes.HasPrefix(line, []byte(`{"tables":`)):
			return d.ends(line)
		default:
			err = errChanged
		}
		if err != nil {
			return trailer{}, err
		}
		d.take()
	}
}

func (d *dumpReader) table(t tableLine, h dumpHandler) error {
	if _, again := d.tables[t.Table]; again || t.Table == "" || len(t.Columns) != len(t.Kinds) {
		return errChanged
	}
	d.tables[t.Table] = 0
	return h.table(t)
}

func (d *dumpReader) row(line []byte, t tableLine, h dumpHandler) error {
	cells, err := parsed[[]json.RawMessage](line)
	if err != nil {
		return err
	}
	if len(cells) != len(t.Kinds) {
		return errChanged
	}
	values := make([]any, len(cells))
	for i, cell := range cells {
		if values[i], err = value(cell, t.Kinds[i]); err != nil {
			return errChanged
		}
	}
	d.tables[t.Table]++
	return h.row(values)
}

// ends checks the trailer, after which nothing may come.
func (d *dumpReader) ends(line []byte) (trailer, error) {
	t, err := parsed[trailer](line)
	if err != nil {
		return t, err
	}
	sum := hex.EncodeToString(d.sum.Sum(nil))
	if t.SHA256 != sum || t.Files != d.files || !maps.Equal(t.Tables, d.tables) {
		return t, errChanged
	}
	switch _, err := d.next(); {
	case err == nil:
		return t, errChanged
	case !errors.Is(err, errCut) || len(d.line) > 0:
		return t, cmpErr(err, errCut, errChanged)
	}
	return t, nil
}

// cmpErr gives instead of an error what it means here.
func cmpErr(err, is, instead error) error {
	if errors.Is(err, is) {
		return instead
	}
	return err
}

func parsed[T any](line []byte) (T, error) {
	var v T
	if json.Unmarshal(line, &v) != nil {
		return v, errChanged
	}
	return v, nil
}

// kinds are the types of columns, each with what reads a cell of it.
var kinds = map[string]func(cell []byte) (any, error){
	"text":             cellText,
	"bigint":           cellOf[int64],
	"boolean":          cellOf[bool],
	"double precision": cellOf[float64],
	"bytea":            cellBytes,
}

// value reads a cell; null is nil.
func value(cell []byte, kind string) (any, error) {
	read := kinds[kind]
	switch {
	case read == nil:
		return nil, errChanged
	case bytes.Equal(cell, []byte("null")):
		return nil, nil
	default:
		return read(cell)
	}
}

func cellOf[T any](cell []byte) (any, error) {
	var v T
	err := json.Unmarshal(cell, &v)
	return v, err
}

func cellText(cell []byte) (any, error) {
	if !bytes.HasPrefix(cell, []byte("{")) {
		return cellOf[string](cell)
	}
	var coded struct {
		Base64 []byte `json:"base64"`
	}
	err := json.Unmarshal(cell, &coded)
	return string(coded.Base64), err
}

// cellBytes reads base64 without a copy of the text, since files are most of what is read.
func cellBytes(cell []byte) (any, error) {
	if len(cell) < 2 || cell[0] != '"' || cell[len(cell)-1] != '"' {
		return nil, errChanged
	}
	return base64.StdEncoding.AppendDecode([]byte{}, cell[1:len(cell)-1])
}

// fits reports whether the columns of a dumped table are those of the schema, in whatever order.
func (t *table) fits(line tableLine) bool {
	if len(t.columns) != len(line.Columns) {
		return false
	}
	for i, name := range line.Columns {
		if !slices.Contains(t.columns, column{name, line.Kinds[i]}) {
			return false
		}
	}
	return true
}
