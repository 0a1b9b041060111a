package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// TestWriterIsDurable: a commit is on the disk before it is answered, and every connection holds to what the tables say.
func TestWriterIsDurable(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		o.must(o.writer.QueryRow(`PRAGMA ` + pragma).Scan(&got))
		if got != want {
			t.Errorf("%s of the writer = %s, want %s", pragma, got, want)
		}
	}
}

func TestReaderOnlyReads(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	var changed string
	if err := o.reader.QueryRowContext(t.Context(), `UPDATE clients SET name = 'changed' RETURNING name`).Scan(&changed); err == nil {
		t.Error("the reader wrote")
	}
}

// savesEnv names the variable that makes a second process of TestSyncs: how many answers it saves.
const savesEnv = "SAFEGUARD_TEST_SAVES"

// TestSyncs counts how often the disk is waited for, by letting another process save answers under strace.
func TestSyncs(t *testing.T) {
	if n, err := strconv.Atoi(os.Getenv(savesEnv)); err == nil {
		saveMany(t, n)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		missing(t, "strace is not installed")
	}
	const saves = 50
	syncs := syncsOf(t, strace, saves+1) - syncsOf(t, strace, 1)
	t.Logf("%d waits for the disk in %d saves", syncs, saves)
	if syncs < saves || syncs > 2*saves {
		t.Errorf("%d waits for the disk in %d saves, want one or two each", syncs, saves)
	}
}

func saveMany(t *testing.T, n int) {
	o := newOffice(t, onSQLite(t))
	id := o.firstDraft()
	for i := range n {
		o.save(id, AnswerChange{Question: control, Answer: yes(fmt.Sprint(i)), Revision: i})
	}
}

// syncsOf counts the calls that wait for the disk while a process saves that many answers.
func syncsOf(t *testing.T, strace string, saves int) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, strace, "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,msync", "-o", "/dev/stdout", os.Args[0], "-test.run=^TestSyncs$", "-test.count=1")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", savesEnv, saves))
	out, err := cmd.Output()
	if err != nil {
		if bytes.Contains(out, []byte("PASS")) {
			t.Fatal(err)
		}
		missing(t, "strace does not run here: %v", err)
	}
	if !bytes.Contains(out, []byte("PASS")) {
		t.Fatalf("the other process said %s", out)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "sync(") {
			n++
		}
	}
	return n
}
