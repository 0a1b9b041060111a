package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"time"
	"unicode/utf8"
)

// A dump is lines of JSON that no database engine has a part in: a head; the questionnaires that are the provider's own,
// each in a line; for every table a line with its columns, then one with an array for each row, bytes in base64; and a
// trailer with the counts and the SHA-256 of everything before it.

// The formats of dumps, and the version of both.
const (
	formatBackup  = "safeguard-backup"
	formatClient  = "safeguard-client"
	formatVersion = 1
)

// longestLine bounds what a line of a dump may take, in bytes, when it is written as when it is read: what cannot be read
// back is not to be written, and what claims more is not to fill the memory.
const longestLine = 64 << 20

// head is the first line of a dump.
type head struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	Migration int64     `json:"migration"` // of the tables
	MadeAt    time.Time `json:"made_at"`
	Client    string    `json:"client,omitempty"` // of a client's dump
	Chain     chainHead `json:"chain"`            // where the audit chain stood: the installation's, or the client's
}

// chainHead is the end of an audit chain.
type chainHead struct {
	Seq int64  `json:"seq"`
	MAC string `json:"mac"` // hexadecimal
}

// dumpFile is a line with a file.
type dumpFile struct {
	File string `json:"file"`
	Body []byte `json:"body"`
}

// tableLine begins a table.
type tableLine struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
	Kinds   []string `json:"kinds"`
}

// trailer is the last line of a dump.
type trailer struct {
	Tables map[string]int `json:"tables"` // rows
	Files  int            `json:"files"`
	SHA256 string         `json:"sha256"`
}

// dumpWriter writes a dump and keeps account of it.
type dumpWriter struct {
	w      io.Writer
	sum    hash.Hash
	line   []byte
	tables map[string]int
	files  int
}

func newDumpWriter(w io.Writer) *dumpWriter {
	return &dumpWriter{w: w, sum: sha256.New(), tables: map[string]int{}}
}

// put writes a line.
func (d *dumpWriter) put(line []byte) error {
	if len(line) >= longestLine {
		return fmt.Errorf("a row of %d bytes is larger than a dump can hold", len(line))
	}
	d.line = append(line, '\n')
	d.sum.Write(d.line)
	_, err := d.w.Write(d.line)
	return err
}

func (d *dumpWriter) putJSON(value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return d.put(line)
}

// ownFiles writes every file of a folder, which need not be there; nil is no folder. What goes away meanwhile is left out.
func (d *dumpWriter) ownFiles(folder fs.FS) error {
	if folder == nil {
		return nil
	}
	return fs.WalkDir(folder, ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = d.ownFile(folder, name)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// ownFile writes a file; other than files are left out.
func (d *dumpWriter) ownFile(folder fs.FS, name string) error {
	info, err := fs.Stat(folder, name)
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	body, err := fs.ReadFile(folder, name)
	if err != nil {
		return err
	}
	d.files++
	return d.putJSON(dumpFile{name, body})
}

// rows writes those rows of a table that a condition names. change, where it is given, is what becomes of bytes on the way.
func (d *dumpWriter) rows(ctx context.Context, q querier, t *table, change func(column int, row []any) error, where string, args ...any) error {
	begin := tableLine{Table: t.name}
	for _, c := range t.columns {
		begin.Columns, begin.Kinds = append(begin.Columns, c.name), append(begin.Kinds, c.kind)
	}
	if err := d.putJSON(begin); err != nil {
		return err
	}
	d.tables[t.name] = 0
	row, err := t.row()
	if err != nil {
		return err
	}
	return each(ctx, q, func(rows *sql.Rows) error {
		if err := rows.Scan(row...); err != nil {
			return err
		}
		if change != nil {
			for i := range row {
				if err := change(i, row); err != nil {
					return err
				}
			}
		}
		d.tables[t.name]++
		return d.put(appendRow(d.line[:0], row))
	}, `SELECT `+t.columnNames("")+` FROM `+t.name+where, args...)
}

// end writes the trailer, and gives what is in the dump.
func (d *dumpWriter) end(h head) (Dumped, error) {
	t := trailer{d.tables, d.files, hex.EncodeToString(d.sum.Sum(nil))}
	return Dumped{MadeAt: h.MadeAt, Rows: t.Tables, Files: t.Files, SHA256: t.SHA256}, d.putJSON(t)
}

// row makes what a row is scanned into.
func (t *table) row() ([]any, error) {
	row := make([]any, len(t.columns))
	for i, c := range t.columns {
		switch c.kind {
		case "text":
			row[i] = &sql.NullString{}
		case "bigint":
			row[i] = &sql.NullInt64{}
		case "boolean":
			row[i] = &sql.NullBool{}
		case "double precision":
			row[i] = &sql.NullFloat64{}
		case "bytea":
			row[i] = &[]byte{}
		default:
			return nil, fmt.Errorf("column %s of table %s is %s, which a dump does not know", c.name, t.name, c.kind)
		}
	}
	return row, nil
}

// appendRow gives a row as a line. Text that is no UTF-8, which only SQLite keeps, goes as {"base64": ...}.
func appendRow(line []byte, row []any) []byte {
	line = append(line, '[')
	for i, value := range row {
		if i > 0 {
			line = append(line, ',')
		}
		switch v := value.(type) {
		case *[]byte:
			if *v == nil {
				line = append(line, "null"...)
				continue
			}
			line = append(line, '"')
			line = base64.StdEncoding.AppendEncode(line, *v)
			line = append(line, '"')
		case *sql.NullString:
			line = appendText(line, v)
		default:
			line = appendNumber(line, value)
		}
	}
	return append(line, ']')
}

func appendText(line []byte, v *sql.NullString) []byte {
	switch {
	case !v.Valid:
		return append(line, "null"...)
	case utf8.ValidString(v.String):
		return appendJSON(line, v.String)
	default:
		return appendJSON(line, map[string][]byte{"base64": []byte(v.String)})
	}
}

func appendNumber(line []byte, value any) []byte {
	switch v := value.(type) {
	case *sql.NullInt64:
		if v.Valid {
			return appendJSON(line, v.Int64)
		}
	case *sql.NullBool:
		if v.Valid {
			return appendJSON(line, v.Bool)
		}
	case *sql.NullFloat64:
		if v.Valid {
			return appendJSON(line, v.Float64)
		}
	}
	return append(line, "null"...)
}

// appendJSON appends a value that JSON can always tell: text, a number that is one, or a truth.
func appendJSON(line []byte, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return append(line, "null"...) // a number that is none, such as the quotient of zeros
	}
	return append(line, text...)
}
