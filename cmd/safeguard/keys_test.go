package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"safeguard/assessment/store"
	"safeguard/assessment/vault"
)

// said runs the program and gives what it printed.
func said(t *testing.T, environ []string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), args, environ, &out, &out); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &out)
	}
	return out.String()
}

// lines fails the test unless a text has each of the others.
func has(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

// TestKeysRotate changes data keys and the master key beside a running server, which goes on, and starts it again.
func TestKeysRotate(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "master.key")
	flags := []string{"-data", filepath.Join(dir, "data"), "-key", key}
	serve := append([]string{"serve", "-addr", "127.0.0.1:0"}, flags...)
	rotate := append([]string{"keys", "rotate"}, flags...)
	password := regexp.MustCompile(`this password: (\S+)`).FindStringSubmatch(
		said(t, nil, append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes", "-role", "admin"}, flags...)...))[1]
	server := start(t, serve...)
	client, _ := server.signIn(t, "dana@example.com", password)
	goesOn := func(when string) {
		t.Helper()
		response, err := client.Get(server.url + "/login/enroll") // which is for who showed the password before
		if err != nil || response.StatusCode != 200 {
			t.Fatalf("%s: %v, %+v, want the session to go on", when, err, response)
		}
		_ = response.Body.Close()
		if _, location := server.signIn(t, "dana@example.com", password); !strings.HasPrefix(location, "/login/enroll") {
			t.Errorf("%s signing in leads to %q", when, location)
		}
	}
	goesOn("before")
	has(t, said(t, nil, rotate...), "Data key 2 encrypts from now on; ", "Data key 1 is removed")
	goesOn("after a rotation")
	before, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	has(t, said(t, nil, append(rotate[:2:2], append([]string{"-master"}, flags...)...)...), "The new master key is in "+key+".", "The one before is in "+key+".old.")
	if old, err := os.ReadFile(key + ".old"); err != nil || !bytes.Equal(old, before) {
		t.Errorf("the old key was not kept: %v", err)
	}
	has(t, said(t, nil, rotate...), "Data key 3 encrypts from now on; ")
	goesOn("after the master key was changed")
	if err := server.stop(); err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), append(rotate[:2:2], append([]string{"-master"}, flags...)...), nil, devNull{}, devNull{}); !errors.Is(err, vault.ErrOldKey) {
		t.Errorf("with the old key there: %v, want ErrOldKey", err)
	}
	server = start(t, serve...)
	goesOn("after a restart")
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}

// TestChangeOfMasterCutOff: where a change of the master key was cut off, the server starts and says so, and the command ends
// it.
func TestChangeOfMasterCutOff(t *testing.T) {
	dir := t.TempDir()
	cfg := &serverConfig{Data: filepath.Join(dir, "data"), Key: filepath.Join(dir, "master.key")}
	db, err := cfg.open(t.Context(), devNull{})
	if err != nil {
		t.Fatal(err)
	}
	open := func(when string, notice bool) *store.Store {
		t.Helper()
		var out bytes.Buffer
		db, err := cfg.open(t.Context(), &out)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if strings.Contains(out.String(), "cut off, and the key that counts is in "+cfg.Key+".new.") != notice {
			t.Errorf("%s it says: %q", when, &out)
		}
		return db
	}
	coming, err := vault.PrepareMaster(cfg.Key)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	db = open("with a key beside that does not count yet", false)
	if _, err := db.RewrapKeys(t.Context(), system, coming); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open("with a key beside that counts", true).Close(); err != nil {
		t.Fatal(err)
	}
	said(t, nil, "keys", "rotate", "-master", "-data", cfg.Data, "-key", cfg.Key)
	if now, err := vault.FindMaster(cfg.Key); err != nil || now != coming {
		t.Errorf("the key that counts is not in its place: %v", err)
	}
	if err := open("when it is ended", false).Close(); err != nil {
		t.Fatal(err)
	}
}

// TestMasterKeyOfTheEnvironment: the server needs no key file then, and the new key is printed when it is changed.
func TestMasterKeyOfTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	flags := []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "none.key")}
	environ := []string{"SAFEGUARD_MASTER_KEY=" + strings.Repeat("ab", 32)}
	said(t, environ, append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes", "-role", "admin"}, flags...)...)
	has(t, said(t, environ, append([]string{"keys", "rotate"}, flags...)...), "Data key 2 encrypts from now on")
	out := said(t, environ, append([]string{"keys", "rotate", "-master"}, flags...)...)
	shown := regexp.MustCompile(`\n([0-9a-f]{64})\n`).FindStringSubmatch(out)
	if shown == nil {
		t.Fatalf("no key is shown:\n%s", out)
	}
	for _, test := range []struct{ name, key, want string }{
		{"the old one", strings.Repeat("ab", 32), store.ErrWrongKey.Error()},
		{"none", "", "is not there, and the database cannot be read without it"},
		{"half of one", shown[1][32:], "SAFEGUARD_MASTER_KEY is no master key: write it as 64 hexadecimal digits."},
	} {
		for _, command := range []string{"serve", "keys rotate"} {
			err := run(t.Context(), append(strings.Fields(command), flags...), []string{"SAFEGUARD_MASTER_KEY=" + test.key}, devNull{}, devNull{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s with %s: %v, want %q", command, test.name, err, test.want)
			}
		}
	}
	has(t, said(t, []string{"SAFEGUARD_MASTER_KEY=" + shown[1]}, append([]string{"user", "list"}, flags...)...), "dana@example.com")
	if _, err := os.Stat(filepath.Join(dir, "none.key")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key file was made: %v", err)
	}
}

// TestKeysRefuses: what cannot be done is said in a sentence.
func TestKeysRefuses(t *testing.T) {
	dir := t.TempDir()
	flags := []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no verb", []string{"keys"}, "usage: safeguard keys rotate"},
		{"another verb", []string{"keys", "destroy"}, "usage: safeguard keys rotate"},
		{"too much", append([]string{"keys", "rotate"}, append(flags, "more")...), `"more" is too much`},
		{"no database", append([]string{"keys", "rotate"}, flags...), "there is nothing in the folder"},
		{"no database for the master key", append([]string{"keys", "rotate", "-master"}, flags...), "there is nothing in the folder"},
	} {
		if err := run(t.Context(), test.args, nil, devNull{}, devNull{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("something was made: %v, %v", left, err)
	}
	said(t, nil, append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes"}, flags...)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, append([]string{"keys", "rotate"}, flags...), nil, devNull{}, devNull{}); err == nil {
		t.Error("a rotation that is stopped before it begins succeeds")
	}
}
