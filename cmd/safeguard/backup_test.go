package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"safeguard/assessment/store"
)

// installation is a data folder that is filled as the demo is, or empty for no clients.
type installation struct {
	*serverConfig
	*demo
	identity string // the file with the key that opens its backups
	to       []age.Recipient
}

func demoInstallation(t testing.TB, clients int) *installation {
	t.Helper()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	d, err := newDemo(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	if clients > 0 {
		if err := d.fill(t.Context(), "a long password", clients); err != nil {
			t.Fatal(err)
		}
	}
	identity := filepath.Join(dir, "backup.key")
	recipient, err := makeIdentity(identity)
	if err != nil {
		t.Fatal(err)
	}
	to, err := (&recipients{one: recipient}).read()
	if err != nil {
		t.Fatal(err)
	}
	cfg := &serverConfig{Data: data, Backup: filepath.Join(dir, "backups"), BackupRecipient: recipient, BackupEvery: 24 * time.Hour, BackupKeep: "2d,0w,0m"}
	return &installation{cfg, d, identity, to}
}

// rowsOf lists what a database holds, row by row.
func rowsOf(t *testing.T, db *store.Store) []string {
	t.Helper()
	var b bytes.Buffer
	if _, err := db.Backup(t.Context(), system, &b, nil); err != nil {
		t.Fatal(err)
	}
	list := strings.Split(b.String(), "\n")
	slices.Sort(list)
	return list
}

// TestDemoBackupAndRestore backs the demo up while somebody goes on working, which a restore finds whole, and once more when
// all is still: then every row of every table comes back as it was.
func TestDemoBackupAndRestore(t *testing.T) {
	in := demoInstallation(t, len(demoClients))
	ctx, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for ctx.Err() == nil {
			if err := in.store.SetSetting(ctx, system, "msp", "Northwind IT"); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	})
	busy, still := filepath.Join(t.TempDir(), "busy.age"), filepath.Join(t.TempDir(), "still.age")
	_, done, err := in.backUp(t.Context(), in.store, busy, time.Now(), in.to)
	stop()
	writer.Wait()
	_, _, again := in.backUp(t.Context(), in.store, still, time.Now(), in.to)
	if err := errors.Join(err, again); err != nil {
		t.Fatal(err)
	}
	if done.Rows["clients"] != len(demoClients) || done.Rows["answers"] < 1000 {
		t.Errorf("the backup holds %v", done.Rows)
	}
	target := &serverConfig{Data: filepath.Join(t.TempDir(), "data")}
	if _, err := target.restore(t.Context(), in.master, in.identity, busy); err != nil {
		t.Errorf("what was backed up during work: %v", err)
	}
	target.Data = filepath.Join(t.TempDir(), "data")
	if _, err := target.restore(t.Context(), in.master, in.identity, still); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), target.storeWith(in.master))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before, after := rowsOf(t, in.store), rowsOf(t, db)
	differ := slices.DeleteFunc(slices.Clone(after), func(line string) bool { _, found := slices.BinarySearch(before, line); return found })
	// The head and the trailer, the event of the restore and the end of its chain.
	if len(before)+1 != len(after) || len(differ) != 4 {
		t.Errorf("%d lines before and %d after, of which differ: %.300q", len(before), len(after), differ)
	}
}

// TestScheduledBackups makes backups over some days: one server of two makes each, old ones go, what is not theirs stays, and
// a failure is noted and tried again.
func TestScheduledBackups(t *testing.T) {
	in := demoInstallation(t, 0)
	now := time.Now().Add(time.Hour)
	clock := func() time.Time { return now }
	in.clock.Store(&now)
	run := func() {
		t.Helper()
		for range 2 { // servers
			if err := in.backUpIfDue(t.Context(), in.store, clock); err != nil {
				t.Error(err)
			}
		}
	}
	run()
	foreign := filepath.Join(in.Backup, "safeguard-mine.age")
	if err := os.WriteFile(foreign, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		now = now.Add(24 * time.Hour)
		run()
	}
	entries, err := os.ReadDir(in.Backup)
	if err != nil || len(entries) != 3 || entries[1].Name() != backupName(now) {
		t.Errorf("there are %v (%v), want two backups up to %s, and what is not theirs", entries, err, backupName(now))
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
	target := &serverConfig{Data: filepath.Join(t.TempDir(), "data")}
	if _, err := target.restore(t.Context(), in.master, in.identity, filepath.Join(in.Backup, backupName(now))); err != nil {
		t.Error(err)
	}
	in.Backup = foreign // a file
	now = now.Add(24 * time.Hour)
	if err := in.backUpIfDue(t.Context(), in.store, clock); err == nil {
		t.Error("a folder that is a file is taken")
	}
	in.Backup = filepath.Join(t.TempDir(), "other")
	now = now.Add(30 * time.Minute)
	run()
	now = now.Add(30 * time.Minute)
	run()
	list, err := in.store.Backups(t.Context(), system, 10)
	if err != nil || len(list) != 6 || list[0].Problem != "" || list[0].Size == 0 || !strings.Contains(list[1].Problem, "not there or is a file") {
		t.Errorf("noted are %+v, %v", list, err)
	}
}

// TestServeBacksUp: the first backup is made soon after the start.
func TestServeBacksUp(t *testing.T) {
	dir := t.TempDir()
	recipient, err := makeIdentity(filepath.Join(dir, "backup.key"))
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, "serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key"),
		"-backup", filepath.Join(dir, "backups"), "-backup-recipient", recipient)
	for t.Context().Err() == nil {
		if found, _ := filepath.Glob(filepath.Join(dir, "backups", "safeguard-*Z.age")); len(found) == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}

// TestBombIsRefused: a small file that unpacks to a line without an end is refused before it fills the memory.
func TestBombIsRefused(t *testing.T) {
	in := demoInstallation(t, 0)
	name := filepath.Join(t.TempDir(), "bomb.age")
	_, err := writeSealed(name, in.to, func(w io.Writer) error {
		part := make([]byte, 1<<20)
		for range 1 << 10 {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	target := &serverConfig{Data: filepath.Join(t.TempDir(), "data")}
	if _, err := target.restore(t.Context(), in.master, in.identity, name); err == nil || !strings.Contains(err.Error(), "longer than Safeguard writes any") {
		t.Errorf("a bomb: %v", err)
	}
}

// BenchmarkBackup backs up and restores a provider with 500 clients.
func BenchmarkBackup(b *testing.B) {
	in := demoInstallation(b, 500)
	for i := 0; b.Loop(); i++ {
		dir := b.TempDir()
		name := filepath.Join(dir, "demo.age")
		begun := time.Now()
		run, done, err := in.backUp(b.Context(), in.store, name, begun, in.to)
		if err != nil {
			b.Fatal(err)
		}
		made := time.Since(begun)
		target := &serverConfig{Data: filepath.Join(dir, "data")}
		if _, err := target.restore(b.Context(), in.master, in.identity, name); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(run.Size)/1e6, "MB")
		b.ReportMetric(float64(run.Size)/1e6/made.Seconds(), "MB/s-written")
		b.ReportMetric(made.Seconds(), "s-backup")
		b.ReportMetric(time.Since(begun).Seconds()-made.Seconds(), "s-restore")
		b.ReportMetric(float64(done.Rows["events"]), "events")
	}
}

// TestExportAndImport takes a client of the demo by its name into another installation.
func TestExportAndImport(t *testing.T) {
	in := demoInstallation(t, len(demoClients))
	client, err := oneClient(t.Context(), in.store, "riverside family dental")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "riverside.age")
	_, err = writeSealed(name, in.to, func(w io.Writer) error {
		_, err := in.store.ExportClient(t.Context(), system, client, w)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	flags := []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
	var out bytes.Buffer
	for _, args := range [][]string{
		append([]string{"user", "add", "-email", "sam@example.com", "-name", "Sam Okafor", "-role", "admin"}, flags...),
		append([]string{"import", "-identity", in.identity, name}, flags...),
	} {
		if err := run(t.Context(), args, nil, &out, devNull{}); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(out.String(), "The client is at /clients/"+client) {
		t.Errorf("import says %s", &out)
	}
	again := append([]string{"import", "-identity", in.identity, name}, flags...)
	if err := run(t.Context(), again, nil, devNull{}, devNull{}); err == nil || !strings.Contains(err.Error(), "is here already") {
		t.Errorf("a second time: %v", err)
	}
}
