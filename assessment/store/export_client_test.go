package store

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment/vault"
)

// TestExportAndImport takes a client from each engine into another installation on each, with another key: everything is
// read there as it was here.
func TestExportAndImport(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := fullOffice(t, cfg)
		var export bytes.Buffer
		_, err := o.ExportClient(t.Context(), o.admin, o.client, &export)
		o.must(err)
		emptyTargets(t, func(t *testing.T, cfg Config) {
			cfg.Master = vault.Master{7}
			there, err := Open(t.Context(), cfg)
			o.must(err)
			defer there.Close()
			id, done, err := there.ImportClient(t.Context(), theSystem, bytes.NewReader(export.Bytes()))
			o.must(err)
			if id != o.client || done.Rows["events"] < 10 {
				t.Errorf("imported %s: %+v", id, done)
			}
			var again bytes.Buffer
			_, err = there.ExportClient(t.Context(), theSystem, id, &again)
			o.must(err)
			wantSame(t, "what is exported again", rowsIn(again.String()), rowsIn(export.String()))
			_, err = there.openAll(t.Context())
			o.must(errors.Join(err, there.VerifyAudit(t.Context())))
			_, _, err = there.ImportClient(t.Context(), theSystem, bytes.NewReader(export.Bytes()))
			if bad, ok := errors.AsType[*BadDump](err); !ok || !strings.Contains(bad.Sentence, "here already") {
				t.Errorf("a second time: %v", err)
			}
		})
	})
}

// rowsIn lists the rows of an export but for its events.
func rowsIn(dump string) []string {
	var list []string
	inEvents := false
	for line := range strings.Lines(dump) {
		if strings.HasPrefix(line, `{`) {
			inEvents = strings.HasPrefix(line, `{"table":"events"`)
		} else if !inEvents {
			list = append(list, line)
		}
	}
	slices.Sort(list)
	return list
}

// TestImportRefuses: nothing is taken from an export that was changed, cut off, or brings rows of another client along.
func TestImportRefuses(t *testing.T) {
	o := fullOffice(t, onSQLite(t))
	var b bytes.Buffer
	_, err := o.ExportClient(t.Context(), o.admin, o.client, &b)
	o.must(err)
	export := b.Bytes()
	there := newOffice(t, onSQLite(t))
	before := rowsOf(t, there.Store)
	for name, dump := range map[string][]byte{
		"half of it":      export[:len(export)/2],
		"a backup":        o.dump(),
		"another file":    []byte("id: mine\n"),
		"a changed value": bytes.Replace(export, []byte("Riverside Family Dental"), []byte("Riverside Family Mental"), 1),
		"another table":   bytes.Replace(export, []byte(`{"table":"catalogs"`), []byte(`{"table":"settings"`), 1),
		"the same client": export, // both offices make the same ids
	} {
		_, _, err := there.ImportClient(t.Context(), there.admin, bytes.NewReader(dump))
		if _, ok := errors.AsType[*BadDump](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		wantSame(t, name+": the rows", rowsOf(t, there.Store), before)
	}
	forged := o.forge(export)
	fresh, err := Open(t.Context(), onSQLite(t))
	o.must(err)
	defer fresh.Close()
	_, _, err = fresh.ImportClient(t.Context(), theSystem, bytes.NewReader(forged))
	wantErr(t, "with a row of another client", err, errChanged)
}

// forge writes an export anew with a record that belongs to a client which the export is not of.
func (o *office) forge(export []byte) []byte {
	o.t.Helper()
	var b bytes.Buffer
	d := newDumpWriter(&b)
	table := ""
	for line := range bytes.Lines(export) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		switch {
		case bytes.HasPrefix(line, []byte(`{"tables"`)):
			_, err := d.end(head{})
			o.must(err)
			return b.Bytes()
		case bytes.HasPrefix(line, []byte(`{"table"`)):
			begin, err := parsed[tableLine](line)
			o.must(err)
			table = begin.Table
			d.tables[table] = 0
		case bytes.HasPrefix(line, []byte(`[`)):
			d.tables[table]++
		}
		o.must(d.put(bytes.Clone(line)))
		if table == "clients" && bytes.HasPrefix(line, []byte(`[`)) {
			d.tables[table]++
			o.must(d.put(forgedClient(line, o.client)))
		}
	}
	o.t.Fatal("the export has no trailer")
	return nil
}

// forgedClient gives the row of another client, which its sort key tells apart too.
func forgedClient(line []byte, client string) []byte {
	line = bytes.Replace(line, []byte(`"`+client+`"`), []byte(`"another"`), 1)
	key := []byte(base64.StdEncoding.EncodeToString([]byte("riverside family dental " + client)))
	return bytes.Replace(line, key, []byte("AAAA"), 1)
}
