package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// audited is a server's folder in a test, and what it is verified with.
type audited struct {
	t     *testing.T
	dir   string
	flags []string
}

func newAudited(t *testing.T) audited {
	t.Helper()
	dir := t.TempDir()
	return audited{t, dir, []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "keys", "master.key")}}
}

// command runs the program and gives what it prints.
func (a audited) command(args ...string) (string, error) {
	a.t.Helper()
	var out bytes.Buffer
	err := run(a.t.Context(), append(args, a.flags...), nil, &out, devNull{})
	return out.String(), err
}

func (a audited) addUser(email string) {
	a.t.Helper()
	if _, err := a.command("user", "add", "-email", email, "-name", "Dana Reyes", "-role", "admin"); err != nil {
		a.t.Fatal(err)
	}
}

// heads reads the lines of a file of heads.
func (a audited) heads(name string) []store.Heads {
	a.t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		a.t.Fatal(err)
	}
	var list []store.Heads
	for line := range strings.Lines(string(text)) {
		var h store.Heads
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			a.t.Fatalf("%v: %q", err, line)
		}
		list = append(list, h)
	}
	return list
}

// TestHeadsInAFile: the heads are written at the start and at the end of the server, and a database that was taken back is
// found by them.
func TestHeadsInAFile(t *testing.T) {
	a := newAudited(t)
	file := filepath.Join(a.dir, "elsewhere.jsonl")
	a.addUser("dana@example.com")
	serve := append([]string{"serve", "-addr", "127.0.0.1:0", "-audit-heads", file}, a.flags...)
	server := start(t, serve...)
	a.addUser("sam@example.com")
	if err := server.stop(); err != nil {
		t.Fatal(err)
	}
	list := a.heads(file)
	if len(list) != 2 || list[1].Chains[0].Seq != 2 {
		t.Fatalf("the heads are %+v, want two lines, and two events at the end", list)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode of the file is %v, %v, want 0600", info.Mode(), err)
	}
	database := filepath.Join(a.dir, "data", "safeguard.db")
	yesterday, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	a.addUser("lee@example.com")
	if err := start(t, serve...).stop(); err != nil {
		t.Fatal(err)
	}
	out, err := a.command("audit", "verify", "-heads", file)
	if err != nil || !strings.HasPrefix(out, "3 events in 1 chain are as they were written.\nSo are all heads that were written down, last at ") {
		t.Fatalf("verifying gives %v\n%s", err, out)
	}
	if err := os.WriteFile(database, yesterday, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := a.command("audit", "verify"); err != nil {
		t.Errorf("without the heads: %v\n%s", err, out)
	}
	a.addUser("else@example.com") // so that there is an event in the place again
	out, err = a.command("audit", "verify", "-heads", file)
	if !errors.Is(err, errProblems) || !strings.Contains(out, "Event 3 of the installation is not the one that was written down at ") || !strings.Contains(out, "; event 2 still is.\nThe log was last as it was written down at ") {
		t.Errorf("verifying what was taken back gives %v\n%s", err, out)
	}
}

// TestHeadsAtAWebhook: each turn is a POST; one that fails is logged without the address, and the next comes all the same.
func TestHeadsAtAWebhook(t *testing.T) {
	a := newAudited(t)
	a.addUser("dana@example.com")
	came := make(chan store.Heads, 100)
	turns := 0
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var h store.Heads
		if err := json.NewDecoder(r.Body).Decode(&h); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s of %s: %v", r.Method, r.Header.Get("Content-Type"), err)
		}
		if turns++; turns == 1 {
			http.Error(w, "not now", http.StatusServiceUnavailable)
		}
		came <- h
	}))
	defer hook.Close()
	cfg := &serverConfig{Data: a.flags[1], Key: a.flags[3]}
	db, err := cfg.join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	stop := keepHeads(t.Context(), db, hook.URL+"/secret", time.Millisecond, slog.New(slog.NewTextHandler(&log, nil)))
	for range 3 {
		if h := <-came; h.At.IsZero() || len(h.Chains) != 1 || h.Chains[0].Seq != 1 || len(h.Chains[0].Head) != 32 {
			t.Errorf("the webhook is told %+v", h)
		}
	}
	stop()
	if text := log.String(); !strings.Contains(text, "answers 503") || strings.Contains(text, "secret") {
		t.Errorf("the log says %q, want 503 and not the address", text)
	}
	hook.Close()
	if err := post(t.Context(), hook.URL+"/secret", []byte("{}")); err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "http") {
		t.Errorf("a webhook that is not there: %v, want an error without its address", err)
	}
}

// TestWebhookDownAtStart: a server whose webhook does not answer serves, and ends as it should.
func TestWebhookDownAtStart(t *testing.T) {
	a := newAudited(t)
	a.addUser("dana@example.com")
	hook := httptest.NewServer(http.NotFoundHandler())
	hook.Close()
	server := start(t, append([]string{"serve", "-addr", "127.0.0.1:0", "-audit-heads", hook.URL}, a.flags...)...)
	response, err := http.Get(server.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	if response.Body.Close(); response.StatusCode != http.StatusOK {
		t.Errorf("the server answers %s", response.Status)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}

// TestHeadsAfterAnUnfinishedLine: what was cut off is not run together with what comes after it.
func TestHeadsAfterAnUnfinishedLine(t *testing.T) {
	name := filepath.Join(t.TempDir(), "heads.jsonl")
	if err := errors.Join(os.WriteFile(name, []byte(`{"at":"2025`), 0o600), appendLine(name, []byte("one\n")), appendLine(name, []byte("two\n"))); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if want := "{\"at\":\"2025\none\ntwo\n"; err != nil || string(text) != want {
		t.Errorf("the file holds %q, %v, want %q", text, err, want)
	}
}

// TestVerifyTells has each kind of break in the words of the command.
func TestVerifyTells(t *testing.T) {
	a := newAudited(t)
	for _, email := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com"} {
		a.addUser(email)
	}
	cfg := &serverConfig{Data: a.flags[1], Key: a.flags[3]}
	db, err := cfg.join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddClients(t.Context(), operator, []store.Client{{Facts: assessment.Client{Name: "Riverside \"Dental\"", Kinds: []assessment.EntityKind{assessment.CoveredEntity}}}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(a.dir, "data", "safeguard.db")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`UPDATE events SET by_user = 'x' WHERE chain = '' AND seq = 2`:                                    "Event 2 of the installation was edited.\n",
		`DELETE FROM events WHERE chain = '' AND seq IN (2, 3)`:                                           "Events are missing between 1 and 4 of the installation.\n",
		`DELETE FROM events WHERE chain = '' AND seq = 1`:                                                 "Events before event 2 of the installation are missing.\n",
		`DELETE FROM events WHERE chain = '' AND seq > 2`:                                                 "The end of the chain of the installation is missing: events 3 to 4.\n",
		`DELETE FROM chains WHERE chain = ''`:                                                             "The head of the chain of the installation is not that of its last event, 4.\n",
		`DELETE FROM events WHERE chain <> ''; DELETE FROM chains WHERE chain <> ''`:                      "All events of client \"Riverside \\\"Dental\\\"\" are missing.\n",
		`UPDATE events SET seq = -seq WHERE seq IN (2, 3); UPDATE events SET seq = 5 + seq WHERE seq < 0`: "Event 2 of the installation is out of order: it stands in the place of event 3.\n",
		`DELETE FROM events WHERE chain = ''; UPDATE events SET chain = ''`:                               "Event 1 of the installation belongs to another chain.\nThe end of the chain of client \"Riverside \\\"Dental\\\"\" is missing: events 1 to 1.\n",
	} {
		beside, err := sql.Open("sqlite", name)
		if err != nil {
			t.Fatal(err)
		}
		_, err = beside.ExecContext(t.Context(), query)
		if err := errors.Join(err, beside.Close()); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if out, err := a.command("audit", "verify"); !errors.Is(err, errProblems) || out != want {
			t.Errorf("%s: %v\n%swant\n%s", query, err, out, want)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(name + suffix)
		}
		if err := os.WriteFile(name, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := a.command("audit", "verify"); err != nil || out != "5 events in 2 chains are as they were written.\n" {
		t.Errorf("the log as it was: %v\n%s", err, out)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12345: "12,345", 1002003: "1,002,003", -4500: "-4,500"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %s, want %s", n, got, want)
		}
	}
}
