package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ExportClient writes everything that is kept of a client, opened, with the questionnaires that its assessments were made
// with and its audit events. Whoever calls it has to encrypt what is written.
func (s *Store) ExportClient(ctx context.Context, scope assessment.Scope, client string, w io.Writer) (done Dumped, err error) {
	if !scope.CanAdminister() {
		return done, assessment.ErrForbidden
	}
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return done, err
	}
	err = s.still(ctx, func(tx *sql.Tx) error {
		tables, err := s.schema(ctx, tx)
		if err != nil {
			return err
		}
		d := newDumpWriter(w)
		h, err := s.dumpHead(ctx, tx, formatClient, client)
		if err != nil {
			return err
		}
		if err := d.putJSON(h); err != nil {
			return err
		}
		for i := range tables {
			where := exported(tables, tables[i].name)
			if where == "" {
				continue
			}
			if err := d.rows(ctx, tx, &tables[i], s.opener(&tables[i]), ` WHERE `+where, client); err != nil {
				return fmt.Errorf("table %s: %w", tables[i].name, err)
			}
		}
		done, err = d.end(h)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("exporting client %s: %w", client, translate(err))
	}
	return done, s.write(ctx, func(tx *sql.Tx) error {
		return s.record(ctx, tx, scope, Event{Action: "client.export", Client: client, Detail: done.SHA256})
	})
}

// exported gives the condition for the rows of a table that belong into the export of a client: its own, its events, and
// what those of its own refer to. Who may see the client, and in which campaigns it was, is a matter of each installation.
func exported(tables []table, name string) string {
	switch name {
	case "user_clients", "campaign_rows":
		return ""
	case "events":
		return `chain = $1`
	}
	if where := ofClient(tables, name); where != "" {
		return where
	}
	var any []string
	for _, t := range tables {
		where := ofClient(tables, t.name)
		if where == "" || t.name == "user_clients" || t.name == "campaign_rows" {
			continue
		}
		for _, r := range t.refers {
			if r.to == name {
				any = append(any, `(`+strings.Join(r.over, ", ")+`) IN (SELECT `+strings.Join(r.from, ", ")+` FROM `+t.name+` WHERE `+where+`)`)
			}
		}
	}
	return strings.Join(any, ` OR `)
}

// opener gives what opens the sealed texts of a row.
func (s *Store) opener(t *table) func(i int, row []any) error {
	return func(i int, row []any) error {
		c := sealedIn(t.name, t.columns[i].name)
		sealed, ok := row[i].(*[]byte)
		if c == nil || !ok || *sealed == nil {
			return nil
		}
		place := c.at(func(name string) string {
			return textOf(row[slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })])
		})
		plain, err := s.vault.Open(t.name, c.column, place, *sealed)
		*sealed = plain
		return err
	}
}

// sealedIn gives what is known of a sealed column; nil where it is not sealed.
func sealedIn(table, column string) *sealedColumn {
	for i := range sealedColumns {
		if c := &sealedColumns[i]; c.table == table && c.column == column {
			return c
		}
	}
	return nil
}

// textOf gives a key as it stands in the place of a sealed text.
func textOf(value any) string {
	switch v := value.(type) {
	case *sql.NullString:
		return v.String
	case *sql.NullInt64:
		return strconv.FormatInt(v.Int64, 10)
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	default:
		return ""
	}
}

// ImportClient takes in what ExportClient of another installation wrote, under the same ids and sealed by the key of this
// one, and gives the client's id. All of it comes, or nothing. The client's audit events cannot go on under another key:
// the event of the import has their number, where they ended, and the digest of the whole export.
func (s *Store) ImportClient(ctx context.Context, scope assessment.Scope, r io.Reader) (client string, done Dumped, err error) {
	if !scope.CanAdminister() {
		return "", done, assessment.ErrForbidden
	}
	err = s.once(ctx, func(tx *sql.Tx) error {
		d := newDumpReader(r)
		now, err := s.dumpHead(ctx, tx, formatClient, "")
		if err != nil {
			return err
		}
		h, err := d.head(formatClient, now.Migration)
		switch {
		case err != nil:
			return err
		case h.Client == "":
			return errChanged
		case h.Migration < now.Migration:
			return badDump("this export was written by an older version of Safeguard: update the other installation, then export again")
		}
		client = h.Client
		there, err := one(ctx, tx, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) }, `SELECT count(*) FROM clients WHERE id = $1`, client)
		if err != nil {
			return err
		}
		if there > 0 {
			return badDump("this client is here already, and is not taken in a second time")
		}
		done, err = s.takeIn(ctx, tx, d, h)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{
			Action: "client.import", Client: client,
			Detail: fmt.Sprintf("sha256 %s; %d events up to %d %s", done.SHA256, done.Rows["events"], h.Chain.Seq, h.Chain.MAC),
		})
	})
	if err != nil {
		return "", done, fmt.Errorf("importing a client: %w", translate(err))
	}
	return client, done, nil
}

// takeIn inserts the rows of an export, and checks that each of them belongs to its client.
func (s *Store) takeIn(ctx context.Context, tx *sql.Tx, d *dumpReader, h head) (Dumped, error) {
	tables, err := s.schema(ctx, tx)
	if err != nil {
		return Dumped{}, err
	}
	in := importer{filler: filler{ctx: ctx, tx: tx, tables: tables}, s: s}
	defer in.close()
	t, err := d.all(dumpHandler{file: func(string, []byte) error { return errChanged }, table: in.table, row: in.row})
	if err != nil {
		return Dumped{}, err
	}
	held, err := s.holdings(ctx, tx, tables, h.Client)
	if err != nil {
		return Dumped{}, err
	}
	for name, n := range held.Rows {
		if name != "user_clients" && t.Tables[name] != n {
			return Dumped{}, errChanged
		}
	}
	return Dumped{MadeAt: h.MadeAt, Rows: t.Tables, SHA256: t.SHA256}, nil
}

// importer inserts the rows of an export as they are read, sealed by the key at hand.
type importer struct {
	filler
	s    *Store
	line tableLine
}

func (in *importer) table(line tableLine) error {
	if exported(in.tables, line.Table) == "" {
		return errChanged
	}
	in.line = line
	return in.filler.table(line)
}

func (in *importer) row(values []any) error {
	switch {
	case in.line.Table == "events": // counted, and not continued under another key
		return nil
	case ofClient(in.tables, in.line.Table) == "":
		return in.shared(values)
	}
	at := func(name string) any {
		i := slices.Index(in.line.Columns, name)
		return values[i]
	}
	for i, name := range in.line.Columns {
		c := sealedIn(in.line.Table, name)
		plain, ok := values[i].([]byte)
		if c == nil || !ok {
			continue
		}
		if slices.Contains(digested, in.line.Table) && sum(plain) != at("sha256") {
			return errChanged
		}
		values[i] = in.s.vault.Seal(c.table, c.column, c.at(func(name string) string { return textOf(at(name)) }), plain)
	}
	return in.filler.row(values)
}

// shared inserts what clients have in common, a questionnaire, unless it is there. Another one of the same name is refused.
func (in *importer) shared(values []any) error {
	hash, ref := slices.Index(in.line.Columns, "hash"), slices.Index(in.line.Columns, "ref")
	if in.line.Table != "catalogs" || hash < 0 || ref < 0 {
		return errChanged
	}
	there, err := all(in.ctx, in.tx, func(rows *sql.Rows) (hash string, err error) { return hash, rows.Scan(&hash) },
		`SELECT hash FROM catalogs WHERE ref = $1`, values[ref])
	switch {
	case err != nil:
		return err
	case len(there) == 0:
		return in.filler.row(values)
	case there[0] != values[hash]:
		return badDump("the questionnaire %v is another one here than where the client comes from: give one of them another version", values[ref])
	default:
		return nil
	}
}
