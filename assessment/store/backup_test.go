package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"safeguard/assessment"
)

var theSystem = assessment.Scope{User: "system", Name: "Safeguard", Role: assessment.Admin, All: true}

// ownSheets are questionnaires of the provider's own.
var ownSheets = fstest.MapFS{"mine.yaml": {Data: []byte("id: mine\n")}, "more/notes.txt": {Data: []byte{0xff, 0, 1}}}

// fullOffice is an office with something in every table.
func fullOffice(t *testing.T, cfg Config) *office {
	t.Helper()
	o := newOffice(t, cfg)
	_, draft := o.fillColumns()
	o.must(o.SaveEntries(t.Context(), o.manager, draft, ReviewEntry(aRisk, 0, Reviewed{By: "Dana", Basis: "Ünïcode\u2028 <b>"})))
	_, err := o.BeginAttempt(t.Context(), Counter{Kind: "address", Of: "192.0.2.7"})
	o.must(err)
	o.must(drop(o.MakeLink(t.Context(), o.admin, o.hire(User{ID: "u-new", Email: "pat@northwind.test", Name: "Pat", Role: assessment.Manager}).User, nil)))
	if _, err := o.UseCode(t.Context(), o.manager, func([]Factor) Shown { return Shown{} }); err == nil {
		t.Error("no code is taken")
	}
	o.must(o.KeepBackup(t.Context(), o.admin, BackupRun{Name: "x.age", Started: o.clock.now(), Ended: o.clock.now(), Size: 7}))
	o.must(o.SetSetting(t.Context(), o.admin, "msp", "Northwind IT"))
	return o
}

// dump makes a backup in memory.
func (o *office) dump() []byte {
	o.t.Helper()
	var b bytes.Buffer
	_, err := o.Backup(o.t.Context(), o.admin, &b, ownSheets)
	o.must(err)
	return b.Bytes()
}

// emptyTargets are where a backup can be restored to, on each engine.
func emptyTargets(t *testing.T, test func(t *testing.T, cfg Config)) {
	t.Helper()
	t.Run("to sqlite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("to postgres", func(t *testing.T) {
		server := running(t)
		cfg := onSQLite(t)
		cfg.Database = server.url(server.create(t, "template1"))
		test(t, cfg)
	})
}

// rowsOf lists the rows of every table as text, so that databases of both engines can be compared.
func rowsOf(t testing.TB, s *Store) map[string][]string {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Backup(t.Context(), theSystem, &b, nil); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	name := ""
	for line := range strings.Lines(b.String()) {
		var begin tableLine
		switch {
		case strings.HasPrefix(line, "["):
			rows[name] = append(rows[name], line)
		case json.Unmarshal([]byte(line), &begin) == nil && begin.Table != "":
			name = begin.Table
		}
	}
	for _, list := range rows {
		slices.Sort(list)
	}
	return rows
}

// TestBackupRestores takes a backup of each engine into both, and compares every row.
func TestBackupRestores(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := fullOffice(t, cfg)
		dump, want := o.dump(), rowsOf(t, o.Store)
		for name, rows := range want {
			if len(rows) == 0 {
				t.Errorf("the office has nothing in table %s", name)
			}
		}
		emptyTargets(t, func(t *testing.T, cfg Config) {
			done, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(dump))
			o.must(err)
			if done.Rows["clients"] != 2 || done.Files != 2 || done.Sealed < 100 {
				t.Errorf("restored: %+v", done)
			}
			restored, err := Open(t.Context(), cfg)
			o.must(err)
			defer restored.Close()
			got := rowsOf(t, restored)
			wantRestoreEvent(t, got, want)
			wantSame(t, "the rows", got, want)
			o.must(restored.VerifyAudit(t.Context()))
			for name, file := range ownSheets {
				body, err := os.ReadFile(filepath.Join(cfg.Dir, "own", name))
				if err != nil || !bytes.Equal(body, file.Data) {
					t.Errorf("file %s: %v", name, err)
				}
			}
			if left, err := filepath.Glob(filepath.Join(cfg.Dir, staging)); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	})
}

// wantRestoreEvent checks that the restored log has one event more, and takes it out of what is compared.
func wantRestoreEvent(t *testing.T, got, want map[string][]string) {
	t.Helper()
	extra := slices.DeleteFunc(slices.Clone(got["events"]), func(row string) bool { return slices.Contains(want["events"], row) })
	if len(extra) != 1 || !strings.Contains(extra[0], "backup.restore") {
		t.Fatalf("%d events more than there were: %v", len(extra), extra)
	}
	got["events"] = slices.DeleteFunc(got["events"], func(row string) bool { return row == extra[0] })
	ofInstallation := func(row string) bool { return strings.HasPrefix(row, `["",`) }
	got["chains"], want["chains"] = slices.DeleteFunc(got["chains"], ofInstallation), slices.DeleteFunc(slices.Clone(want["chains"]), ofInstallation)
}

// TestEveryTableIsDumped holds the tables that the migrations make against those of a dump.
func TestEveryTableIsDumped(t *testing.T) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, name := range names {
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		for _, m := range regexp.MustCompile(`CREATE TABLE (\w+)`).FindAllStringSubmatch(up, -1) {
			made = append(made, m[1])
		}
		for _, m := range regexp.MustCompile(`DROP TABLE (\w+)`).FindAllStringSubmatch(up, -1) {
			made = slices.DeleteFunc(made, func(name string) bool { return name == m[1] })
		}
	}
	if len(made) < 17 {
		t.Fatalf("only %d tables are found in the migrations", len(made))
	}
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		var b bytes.Buffer
		done, err := o.Backup(t.Context(), o.admin, &b, nil)
		o.must(err)
		for _, name := range made {
			if _, there := done.Rows[name]; there == slices.Contains(notDumped, name) {
				t.Errorf("table %s is in the dump: %v", name, there)
			}
		}
	})
}

// TestEverySealedTextIsOpened breaks a text of each sealed column, and wants the restore to say so.
func TestEverySealedTextIsOpened(t *testing.T) {
	o := fullOffice(t, onSQLite(t))
	for _, c := range sealedColumns {
		if c.table == "sessions" {
			continue
		}
		var kept []byte
		var row int
		err := o.writer.QueryRow(`SELECT `+c.column+`, rowid FROM `+c.table+` WHERE `+c.column+` IS NOT NULL`).Scan(&kept, &row)
		if err != nil {
			t.Errorf("%s.%s has nothing sealed: %v", c.table, c.column, err)
			continue
		}
		put := `UPDATE ` + c.table + ` SET ` + c.column + ` = $1 WHERE rowid = $2`
		o.exec(put, flip(kept), row)
		cfg := onSQLite(t)
		if _, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(o.dump())); err == nil || !strings.Contains(err.Error(), "sealed in the backup") {
			t.Errorf("%s.%s: %v", c.table, c.column, err)
		}
		wantNothing(t, cfg)
		o.exec(put, kept, row)
	}
	o.exec(`UPDATE reports SET sha256 = 'other'`)
	_, err := Restore(t.Context(), theSystem, onSQLite(t), "own", bytes.NewReader(o.dump()))
	wantErr(t, "another digest of a report", err, ErrTampered)
}

// wantNothing checks that nothing remains in a data folder, and in a database on a server.
func wantNothing(t *testing.T, cfg Config) {
	t.Helper()
	entries, err := os.ReadDir(cfg.Dir)
	for _, e := range entries {
		t.Errorf("%s remains", e.Name())
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if cfg.Database == "" {
		return
	}
	if there, err := Exists(t.Context(), cfg); there || err != nil {
		t.Errorf("tables remain: %v, %v", there, err)
	}
}

// TestBackupWhileWritten takes backups while people go on answering: each is a database as it was at one moment.
func TestBackupWhileWritten(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		draft := o.openDraft(readSample(t, "2025").cat, 2025)
		ctx, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for _, question := range []string{control, perSite} {
			writers.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					_, err := o.SaveAnswer(ctx, o.manager, draft, AnswerChange{Question: question, Answer: yes(fmt.Sprint(i)), Revision: i})
					if err != nil && ctx.Err() == nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 3 {
			target := onSQLite(t)
			if _, err := Restore(t.Context(), theSystem, target, "own", bytes.NewReader(o.dump())); err != nil {
				t.Error(err)
				continue
			}
			wantWhole(t, target)
		}
		stop()
		writers.Wait()
	})
}

// wantWhole checks that each answer is at the last of its revisions.
func wantWhole(t *testing.T, cfg Config) {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n, err := one(t.Context(), s.reader, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) },
		`SELECT count(*) FROM answers a WHERE a.revision <> (SELECT max(r.revision) FROM answer_revisions r
			WHERE r.assessment = a.assessment AND r.question = a.question AND r.site = a.site)`)
	if n != 0 || err != nil {
		t.Errorf("%d answers are not at their last revision: %v", n, err)
	}
}

// TestRestoreRefuses damages a dump in every way, and wants a sentence and nothing that remains.
func TestRestoreRefuses(t *testing.T) {
	o := fullOffice(t, onSQLite(t))
	dump := o.dump()
	lines := bytes.SplitAfter(dump, []byte("\n"))
	without := func(i int) []byte { return bytes.Join(slices.Delete(slices.Clone(lines), i, i+1), nil) }
	newer := bytes.Replace(dump, []byte(`"migration":`), []byte(`"migration":9`), 1)
	for _, tt := range []struct {
		name string
		dump []byte
		want error
	}{
		{"nothing", nil, errNoDump},
		{"another file", []byte("id: mine\n"), errNoDump},
		{"no end of the line", []byte("id: mine"), errNoDump},
		{"another format", []byte(`{"format":"tar"}` + "\n"), errNoDump},
		{"by a newer version", newer, badDump("this file was written by a newer version of Safeguard: use that version, or a newer one")},
		{"the head alone", lines[0], errCut},
		{"half", dump[:len(dump)/2], errCut},
		{"no trailer", bytes.Join(lines[:len(lines)-2], nil), errCut},
		{"no end of the trailer", dump[:len(dump)-1], errCut},
		{"a row less", without(len(lines) - 3), errChanged},
		{"a file less", without(1), errChanged},
		{"something after it", append(slices.Clone(dump), "[]\n"...), errChanged},
		{"half a line after it", append(slices.Clone(dump), "x"...), errChanged},
		{"a table that is none", bytes.Replace(dump, []byte(`{"table":"answers"`), []byte(`{"table":"answers; --"`), 1), errChanged},
		{"a table of another", bytes.Replace(dump, []byte(`{"table":"answers"`), []byte(`{"table":"sessions"`), 1), errChanged},
		{"a column that is none", bytes.Replace(dump, []byte(`"columns":["assessment"`), []byte(`"columns":["more"`), 1), errChanged},
		{"a file elsewhere", bytes.Replace(dump, []byte(`"mine.yaml"`), []byte(`"../mine.yaml"`), 1), errChanged},
		{"an endless line", append(slices.Clone(lines[0]), bytes.Repeat([]byte("x"), longestLine+1)...), badDump("a line of this file is longer than Safeguard writes any: it was changed, and nothing is taken from it")},
	} {
		cfg := onSQLite(t)
		_, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(tt.dump))
		bad, ok := errors.AsType[*BadDump](err)
		if !ok || bad.Sentence != tt.want.Error() {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		wantNothing(t, cfg)
	}
	wrong := onSQLite(t)
	wrong.Master[0]++
	_, err := Restore(t.Context(), theSystem, wrong, "own", bytes.NewReader(dump))
	wantErr(t, "another key", err, ErrWrongKey)
	wantNothing(t, wrong)
	_, err = Restore(t.Context(), theSystem, o.cfg, "own", bytes.NewReader(dump))
	wantErr(t, "where there is a database", err, ErrOccupied)
}

// TestRestoreLeavesNothingOnAServer: a dump that ends early leaves no table on PostgreSQL, which then takes a whole one.
func TestRestoreLeavesNothingOnAServer(t *testing.T) {
	server := running(t)
	o := fullOffice(t, onSQLite(t))
	dump := o.dump()
	cfg := onSQLite(t)
	cfg.Database = server.url(server.create(t, "template1"))
	_, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(dump[:len(dump)/2]))
	wantErr(t, "half a dump", err, errCut)
	wantNothing(t, cfg)
	_, err = Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(dump))
	o.must(err)
	again := onSQLite(t)
	again.Database = cfg.Database
	_, err = Restore(t.Context(), theSystem, again, "own", bytes.NewReader(dump))
	wantErr(t, "where there are tables", err, ErrOccupied)
}

// TestEveryFlippedBitIsFound changes a byte here and there: a restore never takes what was not written.
func TestEveryFlippedBitIsFound(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	dump := o.dump()
	for i := 0; i < len(dump); i += 1 + len(dump)/40 {
		changed := slices.Clone(dump)
		changed[i] ^= 1
		cfg := onSQLite(t)
		if _, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(changed)); err == nil {
			t.Errorf("byte %d of %d was changed, and it was restored", i, len(dump))
		}
		wantNothing(t, cfg)
	}
}

// TestRestoreOfAnOlderVersion restores what a program of the first tables wrote, which brings it up to date.
func TestRestoreOfAnOlderVersion(t *testing.T) {
	cfg := onSQLite(t)
	old, err := openBare(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	p, err := old.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	o := &office{Store: old, t: t}
	o.must(old.unlock(t.Context()))
	o.exec(`INSERT INTO settings (name, value) VALUES ('msp', 'Northwind IT')`)
	var b bytes.Buffer
	_, err = old.Backup(t.Context(), theSystem, &b, nil)
	o.must(errors.Join(err, old.Close()))
	emptyTargets(t, func(t *testing.T, cfg Config) {
		_, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(b.Bytes()))
		o.must(err)
		s, err := Open(t.Context(), cfg)
		o.must(err)
		defer s.Close()
		if msp, err := s.Setting(t.Context(), "msp"); msp != "Northwind IT" || err != nil {
			t.Errorf("the setting is %q: %v", msp, err)
		}
		if _, err := s.Screenings(t.Context(), theSystem, "none"); !errors.Is(err, assessment.ErrNotFound) {
			t.Errorf("a table of a later version: %v", err)
		}
	})
}

// TestTextThatIsNoUTF8 comes back as it was where the engine keeps such.
func TestTextThatIsNoUTF8(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	odd := "a\xffb\x00"
	o.exec(`INSERT INTO settings (name, value) VALUES ('odd', $1)`, odd)
	cfg := onSQLite(t)
	_, err := Restore(t.Context(), theSystem, cfg, "own", bytes.NewReader(o.dump()))
	o.must(err)
	s, err := Open(t.Context(), cfg)
	o.must(err)
	defer s.Close()
	if got, err := s.Setting(t.Context(), "odd"); got != odd || err != nil {
		t.Errorf("the setting is %q: %v", got, err)
	}
}

// TestOneServerTakesTheTurn: of several servers that find a backup due, one makes it; the next is due when the rule says so.
func TestOneServerTakesTheTurn(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		due := func(succeeded, begun time.Time) bool { return begun.IsZero() || o.clock.now().Sub(begun) >= time.Hour }
		for round := range 2 {
			var mine int
			var lock sync.Mutex
			var servers sync.WaitGroup
			for range 4 {
				servers.Go(func() {
					got, err := o.TakeBackupTurn(t.Context(), theSystem, due)
					lock.Lock()
					defer lock.Unlock()
					if err != nil {
						t.Error(err)
					}
					if got {
						mine++
					}
				})
			}
			servers.Wait()
			if mine != 1 {
				t.Errorf("round %d: %d servers make the backup, want 1", round, mine)
			}
			o.clock.set(o.clock.now().Add(time.Hour))
		}
	})
}

// FuzzDump reads anything: it ends, with what was written or with an error, and takes nothing from outside the folder.
func FuzzDump(f *testing.F) {
	var b bytes.Buffer
	d := newDumpWriter(&b)
	t := table{name: "settings", columns: []column{{"name", "text"}, {"value", "text"}, {"n", "bigint"}, {"x", "bytea"}, {"b", "boolean"}, {"d", "double precision"}}}
	h := head{Format: formatBackup, Version: 1, Migration: 1}
	row := []any{
		&sql.NullString{String: "a", Valid: true}, &sql.NullString{String: "\xff", Valid: true}, &sql.NullInt64{Int64: 7, Valid: true},
		&[]byte{1}, &sql.NullBool{}, &sql.NullFloat64{Float64: 0.5, Valid: true},
	}
	begin := tableLine{Table: t.name}
	for _, c := range t.columns {
		begin.Columns, begin.Kinds = append(begin.Columns, c.name), append(begin.Kinds, c.kind)
	}
	d.tables[t.name], d.files = 1, 1
	put := errors.Join(d.putJSON(h), d.putJSON(dumpFile{"mine.yaml", []byte("x")}), d.putJSON(begin), d.put(appendRow(nil, row)))
	if _, err := d.end(h); errors.Join(put, err) != nil {
		f.Fatal(put, err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"format":"safeguard-backup","version":1,"migration":1}` + "\n" + `{"tables":{}}` + "\n"))
	f.Fuzz(func(t *testing.T, dump []byte) {
		r := newDumpReader(bytes.NewReader(dump))
		if _, err := r.head(formatBackup, 8); err != nil {
			return
		}
		rows := 0
		done, err := r.all(dumpHandler{
			file:  func(string, []byte) error { return nil },
			table: func(tableLine) error { return nil },
			row:   func([]any) error { rows++; return nil },
		})
		if err != nil {
			if _, bad := errors.AsType[*BadDump](err); !bad {
				t.Errorf("an error without a sentence: %v", err)
			}
			return
		}
		for _, n := range done.Tables {
			rows -= n
		}
		if rows != 0 {
			t.Errorf("the trailer is %d rows off", rows)
		}
	})
}

// TestReadingFailsAsItFailed: what the disk or the decryption says is not taken for a dump that was changed.
func TestReadingFailsAsItFailed(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	dump := o.dump()
	broken := errors.New("the disk is gone")
	cfg := onSQLite(t)
	_, err := Restore(t.Context(), theSystem, cfg, "own", io.MultiReader(bytes.NewReader(dump[:len(dump)/2]), errReader{broken}))
	wantErr(t, "a disk that fails", err, broken)
	wantNothing(t, cfg)
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
