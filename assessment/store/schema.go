package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// table is a table as the database itself describes it. What has to concern every table, such as a backup, asks the
// database for them, so that none is forgotten.
type table struct {
	name    string
	columns []column
	refers  []reference
}

// column is a column of a table; its type is in lower case, as both engines spell those that the migrations use.
type column struct{ name, kind string }

// reference is a foreign key: these columns name a row of another table by those.
type reference struct {
	to         string
	from, over []string
}

// notDumped are the tables that belong to a server and not to what it keeps: sessions end with it, and the version of the
// tables is in the head of a dump.
var notDumped = []string{"sessions", "goose_db_version"}

// schema lists the tables, each after those that it refers to.
func (s *Store) schema(ctx context.Context, q querier) ([]table, error) {
	columns, keys := sqliteColumns, sqliteKeys
	if s.onServer {
		columns, keys = postgresColumns, postgresKeys
	}
	byName := map[string]*table{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var name string
		var c column
		if err := rows.Scan(&name, &c.name, &c.kind); err != nil {
			return err
		}
		t := byName[name]
		if t == nil {
			t = &table{name: name}
			byName[name] = t
		}
		c.kind = strings.ToLower(c.kind)
		t.columns = append(t.columns, c)
		return nil
	}, columns)
	if err != nil {
		return nil, fmt.Errorf("reading the tables: %w", err)
	}
	last := "" // the key that the row before belongs to
	err = each(ctx, q, func(rows *sql.Rows) error {
		var name, id, to, from, over string
		if err := rows.Scan(&name, &id, &to, &from, &over); err != nil {
			return err
		}
		t := byName[name]
		if key := name + "/" + id; key != last {
			t.refers = append(t.refers, reference{to: to})
			last = key
		}
		r := &t.refers[len(t.refers)-1]
		r.from, r.over = append(r.from, from), append(r.over, over)
		return nil
	}, keys)
	if err != nil {
		return nil, fmt.Errorf("reading how tables refer to each other: %w", err)
	}
	return ordered(byName), nil
}

const (
	sqliteColumns = `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid`
	sqliteKeys = `SELECT m.name, CAST(k.id AS TEXT), k."table", k."from", k."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k
		WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq`
	postgresColumns = `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
		JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`
	postgresKeys = `SELECT t.relname, CAST(k.oid AS TEXT), r.relname, a.attname, b.attname
		FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
		JOIN pg_namespace n ON n.oid = t.relnamespace
		CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(own, other, at)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.own
		JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.other
		WHERE k.contype = 'f' AND n.nspname = current_schema() ORDER BY t.relname, k.oid, u.at`
)

// ordered puts each table after those that it refers to, otherwise by name.
func ordered(byName map[string]*table) []table {
	var list []table
	placed := map[string]bool{}
	var place func(t *table)
	place = func(t *table) {
		if placed[t.name] {
			return
		}
		placed[t.name] = true
		for _, r := range t.refers {
			place(byName[r.to])
		}
		list = append(list, *t)
	}
	names := make([]*table, 0, len(byName))
	for _, t := range byName {
		names = append(names, t)
	}
	slices.SortFunc(names, func(a, b *table) int { return cmp.Compare(a.name, b.name) })
	for _, t := range names {
		place(t)
	}
	return list
}

// columnNames joins the names of the columns for a statement.
func (t *table) columnNames(prefix string) string {
	list := make([]string, len(t.columns))
	for i, c := range t.columns {
		list[i] = prefix + c.name
	}
	return strings.Join(list, ", ")
}

// insert is the statement that adds a row with all its columns.
func (t *table) insert() string {
	marks := make([]string, len(t.columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return `INSERT INTO ` + t.name + ` (` + t.columnNames("") + `) VALUES (` + strings.Join(marks, ", ") + `)`
}

// ofClient gives the condition that a row of a table belongs to the client whose id is the first argument, found by
// following the references up to the table of clients; none is "".
func ofClient(tables []table, name string) string {
	if name == "clients" {
		return `id = $1`
	}
	t := tables[slices.IndexFunc(tables, func(t table) bool { return t.name == name })]
	for _, r := range t.refers {
		if up := ofClient(tables, r.to); up != "" {
			return `(` + strings.Join(r.from, ", ") + `) IN (SELECT ` + strings.Join(r.over, ", ") + ` FROM ` + r.to + ` WHERE ` + up + `)`
		}
	}
	return ""
}
