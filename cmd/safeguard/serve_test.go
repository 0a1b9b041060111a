package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"safeguard/assessment/store"
)

// running is a server that a test started, as the command line does.
type running struct {
	url  string
	said string       // before it listened
	stop func() error // tells it to end, and gives what it returned
}

// start runs the program until it says where it listens.
func start(t *testing.T, args ...string) running {
	t.Helper()
	return startIn(t, nil, args...)
}

// startIn is start with an environment.
func startIn(t *testing.T, environ []string, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, environ, in, devNull{})
		ended <- errors.Join(err, in.Close())
	}()
	lines, said := bufio.NewScanner(out), ""
	for ; lines.Scan(); said += lines.Text() + "\n" {
		if address, found := strings.CutPrefix(lines.Text(), "Safeguard is at "); found {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			r := running{url: address, said: said, stop: func() error { cancel(); return <-ended }}
			t.Cleanup(cancel)
			return r
		}
	}
	cancel()
	t.Fatalf("%v ended before it listened: %v", args, <-ended)
	return running{}
}

// signIn tries an address and a password, and gives where that leads.
func (r running) signIn(t testing.TB, email, password string) (*http.Client, string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(r.url+"/login", url.Values{"email": {email}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return client, response.Header.Get("Location")
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	flags := []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "keys", "master.key")}
	server := start(t, append([]string{"serve", "-addr", "127.0.0.1:0"}, flags...)...)

	var out bytes.Buffer
	add := append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes"}, flags...)
	if err := run(t.Context(), add, nil, &out, devNull{}); err != nil {
		t.Fatalf("adding a user beside the server: %v", err)
	}
	password := regexp.MustCompile(`this password: (\S+)`).FindStringSubmatch(out.String())
	if password == nil {
		t.Fatalf("no password is printed:\n%s", out.String())
	}
	if _, location := server.signIn(t, "dana@example.com", password[1]); location != "/login/enroll?next=%2Fclients" {
		t.Errorf("signing in leads to %q, want the page for adding a second factor", location)
	}
	if _, location := server.signIn(t, "dana@example.com", "wrong"); location != "" {
		t.Errorf("a wrong password leads to %q", location)
	}
	if err := run(t.Context(), add, nil, devNull{}, devNull{}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("adding the same address again: %v", err)
	}
	address := strings.TrimPrefix(server.url, "http://")
	if err := run(t.Context(), []string{"health", "-addr", address}, nil, devNull{}, devNull{}); err != nil {
		t.Errorf("health: %v", err)
	}
	second := append([]string{"serve", "-addr", "127.0.0.1:0"}, flags...)
	if err := run(t.Context(), second, nil, devNull{}, devNull{}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a second server on the same folder: %v, want ErrLocked", err)
	}
	if err := server.stop(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
	if err := run(t.Context(), []string{"health", "-addr", address}, nil, devNull{}, devNull{}); err == nil {
		t.Error("health of a server that has ended is good")
	}
	again := start(t, second...)
	if _, location := again.signIn(t, "dana@example.com", password[1]); location != "/login/enroll?next=%2Fclients" {
		t.Errorf("after a restart signing in leads to %q", location)
	}
	if err := again.stop(); err != nil {
		t.Error(err)
	}
}

// TestServeOffersSetup: while nobody can sign in, each start prints another link with which the first admin comes in.
func TestServeOffersSetup(t *testing.T) {
	dir := t.TempDir()
	args := []string{"serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
	link := regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+(/setup/[\w-]{43})$`)
	opens := func(r running, path string) bool {
		t.Helper()
		response, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode == http.StatusOK
	}
	var before string
	for range 2 {
		server := start(t, args...)
		found := link.FindStringSubmatch(server.said)
		if found == nil || found[1] == before {
			t.Fatalf("the start does not print another link than %q:\n%s", before, server.said)
		}
		if before != "" && opens(server, before) {
			t.Error("the link of the start before opens something")
		}
		if before = found[1]; !opens(server, before) {
			t.Error("the link opens nothing")
		}
		if err := server.stop(); err != nil {
			t.Error(err)
		}
	}
	add := append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes", "-role", "admin"}, args[3:]...)
	if err := run(t.Context(), add, nil, devNull{}, devNull{}); err != nil {
		t.Fatal(err)
	}
	server := start(t, args...)
	if server.said != "" || opens(server, before) {
		t.Errorf("once somebody can sign in the start says %q, and the link opens %v", server.said, opens(server, before))
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}

func TestServeRefuses(t *testing.T) {
	dir := t.TempDir()
	taken := start(t, "serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "taken"), "-key", filepath.Join(dir, "taken.key"))
	noDatabase := filepath.Join(dir, "nodatabase")
	if err := errors.Join(os.Mkdir(noDatabase, 0o700), os.WriteFile(filepath.Join(noDatabase, "safeguard.db"), bytes.Repeat([]byte("not a database. "), 100), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "k.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	link := filepath.Join(elsewhere, "link")
	if err := errors.Join(os.Symlink(dir, link), os.Symlink(key, filepath.Join(elsewhere, "link.key"))); err != nil {
		t.Fatal(err)
	}
	good := []string{"-data", filepath.Join(dir, "d"), "-key", key}
	for _, test := range []struct {
		name  string
		args  []string
		want  string
		usage bool
	}{
		{"beyond this machine without TLS", append([]string{"-addr", "0.0.0.0:0"}, good...), "needs -tls-cert and -tls-key, or -proxy", true},
		{"half of a certificate", append([]string{"-tls-cert", "x"}, good...), "-tls-cert and -tls-key together", true},
		{"no address", append([]string{"-addr", "8080"}, good...), "is no address", true},
		{"a proxy that is none", append([]string{"-addr", "0.0.0.0:0", "-proxy", "everybody"}, good...), "no range of addresses", true},
		{"a proxy beside a certificate", append([]string{"-addr", "0.0.0.0:0", "-proxy", "10.0.0.0/8", "-acme", "a.example"}, good...), "Give either a certificate, or -acme, or -proxy", true},
		{"an address in the place of a host", append([]string{"-acme", "https://a.example"}, good...), "is no name of a host", true},
		{"a host with a port", append([]string{"-acme", "a.example:443"}, good...), "is no name of a host", true},
		{"a number in the place of a host", append([]string{"-acme", "10.0.0.7"}, good...), "is no name of a host", true},
		{"http without https", append([]string{"-http", "127.0.0.1:0"}, good...), "-http is the plain address beside https", true},
		{"http that leads nowhere", append([]string{"-http", "127.0.0.1:0", "-tls-cert", "c", "-tls-key", "k"}, good...), "Give -url with the address that people use", true},
		{"http without a port", append([]string{"-http", "80", "-acme", "a.example"}, good...), `"80" is no address`, true},
		{"http in use", append([]string{"-addr", "127.0.0.1:0", "-http", strings.TrimPrefix(taken.url, "http://"), "-acme", "a.example"}, good...), "is in use: stop what uses it, or choose another with -http", false},
		{"a URL with a path", append([]string{"-url", "https://a.example/"}, good...), "is not the address that people use", true},
		{"a URL without a host", append([]string{"-url", "https://"}, good...), "is not the address that people use", true},
		{"a URL of nothing", append([]string{"-url", "a.example"}, good...), "is not the address that people use", true},
		{"a plain URL beyond this machine", append([]string{"-url", "http://a.example"}, good...), "is not the address that people use", true},
		{"a plain URL of a server that speaks https", append([]string{"-url", "http://localhost", "-acme", "a.example"}, good...), "is not the address that people use", true},
		{"too much", append(good[:len(good):len(good)], "more"), "too much", true},
		{"a key in the data folder", []string{"-data", dir, "-key", key}, "lies inside the data folder", true},
		{"a key in a folder of the data folder", []string{"-data", dir, "-key", filepath.Join(dir, "d", "..", "keys", "new.key")}, "lies inside the data folder", true},
		{"a link to the data folder", []string{"-data", filepath.Join(dir, "d"), "-key", filepath.Join(link, "d", "new.key")}, "lies inside the data folder", true},
		{"a link to the key", []string{"-data", dir, "-key", filepath.Join(elsewhere, "link.key")}, "lies inside the data folder", true},
		{"sessions without an end", append([]string{"-idle", "0"}, good...), "at least a minute", true},
		{"sessions that end before they begin", append([]string{"-idle", "-5m"}, good...), "-idle cannot be -5m0s", true},
		{"less than a minute", append([]string{"-idle", "59s"}, good...), "at least a minute", true},
		{"no lifetime", append([]string{"-lifetime", "0"}, good...), "-lifetime cannot be 0s", true},
		{"a lifetime below zero", append([]string{"-lifetime", "-1h"}, good...), "-lifetime cannot be -1h0m0s", true},
		{"a lifetime shorter than idle", append([]string{"-idle", "20m", "-lifetime", "19m"}, good...), "at least as long as -idle (20m0s)", true},
		{"an address in use", append([]string{"-addr", strings.TrimPrefix(taken.url, "http://")}, good...), "is in use: stop what uses it, or choose another with -addr", false},
		{"a key file that is none", []string{"-data", filepath.Join(dir, "e"), "-key", filepath.Join(dir, "bad.key")}, "is no key file", false},
		{"a file that is no database", []string{"-data", noDatabase, "-key", key}, "damaged, or is no database", false},
		{"a folder that is a file", []string{"-data", filepath.Join(noDatabase, "safeguard.db"), "-key", key}, "data folder cannot be made", false},
		{"the key file is gone", []string{"-data", noDatabase, "-key", filepath.Join(dir, "gone.key")}, "cannot be read without it", false},
		{"a database elsewhere that is none", []string{"-database", "mysql://x", "-key", key}, "postgres:// URL", false},
		{"a server that is not there", []string{"-database", "postgres://nobody@127.0.0.1:1/x", "-key", key}, "the database server cannot be reached", false},
	} {
		err := run(t.Context(), append([]string{"serve"}, test.args...), nil, devNull{}, devNull{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
			continue
		}
		if _, usage := errors.AsType[usageError](err); usage != test.usage {
			t.Errorf("%s: usage error is %v, want %v", test.name, usage, test.usage)
		}
	}
	if err := taken.stop(); err != nil {
		t.Error(err)
	}
	wrong := []string{"serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "taken"), "-key", key}
	if err := run(t.Context(), wrong, nil, devNull{}, devNull{}); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("with another key: %v, want ErrWrongKey", err)
	}
}

// TestServeOnAFullDisk: the first start says that there is no room, for the database or for the key, and when there is, the
// next one begins as if there had been none before.
func TestServeOnAFullDisk(t *testing.T) {
	for _, test := range []struct{ full, want string }{
		{"data", "there is no room left on the disk for the database: make room, then start again"},
		{"keys", "there is no room left on the disk for the key file "},
	} {
		dir := t.TempDir()
		full := filepath.Join(dir, test.full)
		if err := errors.Join(os.Mkdir(full, 0o700), syscall.Mount("tmpfs", full, "tmpfs", 0, "size=4k")); err != nil {
			if os.Getenv("REQUIRE_ALL") != "" {
				t.Fatalf("mounting a file system: %v", err)
			}
			t.Skipf("mounting a file system: %v", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(full, syscall.MNT_DETACH) })
		fill := filepath.Join(full, "fill")
		if err := os.WriteFile(fill, make([]byte, 4096), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "keys", "master.key")}
		err := run(t.Context(), args, nil, devNull{}, devNull{})
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q in a line", test.full, err, test.want)
		}
		if err := errors.Join(os.Remove(fill), syscall.Mount("tmpfs", full, "tmpfs", syscall.MS_REMOUNT, "size=4m")); err != nil {
			t.Fatal(err)
		}
		if err := start(t, args...).stop(); err != nil {
			t.Errorf("%s: with room: %v", test.full, err)
		}
	}
}

// TestCertificateThatIsNone: what nobody could be answered with is said in a line, before anything is made.
func TestCertificateThatIsNone(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	cert, key := certificate(t, dir)
	_, foreign := certificate(t, other)
	gone := filepath.Join(dir, "gone.pem")
	for _, test := range []struct{ name, cert, key, want string }{
		{"no certificate", gone, key, "the file " + gone + " of -tls-cert is not there: check its name"},
		{"no key", cert, gone, "the file " + gone + " of -tls-key is not there: check its name"},
		{"a folder", dir, key, "the file " + dir + " of -tls-cert cannot be read: check that it is a file and who may read it"},
		{"the key of another", cert, foreign, cert + " and " + foreign + " are no certificate with its key: "},
		{"a key for a certificate", key, key, key + " and " + key + " are no certificate with its key: "},
	} {
		var out bytes.Buffer
		made := filepath.Join(dir, "made")
		err := run(t.Context(), []string{
			"serve", "-addr", "127.0.0.1:0", "-tls-cert", test.cert, "-tls-key", test.key,
			"-data", filepath.Join(made, "data"), "-key", filepath.Join(made, "master.key"),
		}, nil, &out, &out)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q in a line", test.name, err, test.want)
		}
		if _, err := os.Stat(made); !errors.Is(err, os.ErrNotExist) || out.Len() > 0 {
			t.Errorf("%s: something was made (%v) or said: %q", test.name, err, &out)
		}
	}
}

// TestAddressInUse: the address is taken first, so nothing is made where another program has it.
func TestAddressInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	address := taken.Addr().String()
	var out bytes.Buffer
	for _, args := range [][]string{
		{"serve", "-addr", address, "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "keys", "master.key")},
		{"demo", "-addr", address},
	} {
		err := run(t.Context(), args, nil, &out, &out)
		if want := "the address " + address + " is in use: stop what uses it, or choose another with -addr"; err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
	if left, err := os.ReadDir(dir); len(left) > 0 || err != nil || out.Len() > 0 {
		t.Errorf("left behind: %v, %v; said: %q", left, err, &out)
	}
}

// TestEnvironment: every flag of serve has a variable, and the flag wins.
func TestEnvironment(t *testing.T) {
	cfg, err := readEnv([]string{
		"SAFEGUARD_ADDR=127.0.0.1:1", "SAFEGUARD_DATA=d", "SAFEGUARD_DATABASE=u", "SAFEGUARD_KEY=k", "SAFEGUARD_TLS_CERT=c",
		"SAFEGUARD_TLS_KEY=t", "SAFEGUARD_PROXY=p", "SAFEGUARD_IDLE=5m", "SAFEGUARD_LIFETIME=1h",
		"SAFEGUARD_OIDC_ISSUER=i", "SAFEGUARD_OIDC_CLIENT=c", "SAFEGUARD_OIDC_SECRET=s", "SAFEGUARD_OIDC_NAME=n", "SAFEGUARD_OIDC_BREAK_GLASS=b",
		"SAFEGUARD_MASTER_KEY=m", "SAFEGUARD_ACME=a", "SAFEGUARD_HTTP=h", "SAFEGUARD_URL=w", "SAFEGUARD_ACME_DIRECTORY=i", "SAFEGUARD_ACME_ROOTS=r",
		"SAFEGUARD_AUDIT_HEADS=h", "SAFEGUARD_AUDIT_HEADS_EVERY=2h", "OTHER=x",
		"SAFEGUARD_BACKUP=b", "SAFEGUARD_BACKUP_RECIPIENT=r", "SAFEGUARD_BACKUP_EVERY=6h", "SAFEGUARD_BACKUP_KEEP=1d,1w,1m",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := serverConfig{
		Addr: "127.0.0.1:1", Data: "d", Database: "u", Key: "k", Cert: "c", CertKey: "t", Proxy: "p", Idle: 5 * time.Minute, Lifetime: time.Hour,
		SSO:       ssoConfig{Issuer: "i", Client: "c", Secret: "s", Name: "n", BreakGlass: "b"},
		MasterKey: "m", ACME: "a", HTTP: "h", URL: "w", ACMEDirectory: "i", ACMERoots: "r",
		Heads: "h", HeadsEvery: 2 * time.Hour,
		Backup: "b", BackupRecipient: "r", BackupEvery: 6 * time.Hour, BackupKeep: "1d,1w,1m",
	}
	if *cfg != want {
		t.Errorf("readEnv = %+v, want %+v", *cfg, want)
	}
	if _, err := readEnv([]string{"SAFEGUARD_IDLE=soon"}); err == nil {
		t.Error("a duration that is none is taken")
	}
	err = run(t.Context(), []string{"serve", "-addr", "nowhere"}, []string{"SAFEGUARD_ADDR=127.0.0.1:0"}, devNull{}, devNull{})
	if err == nil || !strings.Contains(err.Error(), `"nowhere" is no address`) {
		t.Errorf("the flag does not win: %v", err)
	}
}

// TestDemo: the demo lets the three people in, the officer sees two clients, and work stands in every state.
func TestDemo(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := errors.Join(os.Mkdir("questionnaires", 0o700), os.WriteFile("questionnaires/mine.yaml", []byte("id: mine\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	server := start(t, "demo", "-addr", "127.0.0.1:0", "-password", "a long password")
	for _, test := range []struct {
		who, page, want string
	}{
		{"admin@demo.test", "/clients?show=all", "Clients (16)"},
		{"manager@demo.test", "/clients?show=all", "Clients (16)"},
		{"officer@demo.test", "/clients?show=all", "Clients (2)"},
		{"manager@demo.test", "/questionnaires", "Built in"},
	} {
		client, location := server.signIn(t, test.who, "a long password")
		if location != "/clients" {
			t.Fatalf("%s is led to %q", test.who, location)
		}
		response, err := client.Get(server.url + test.page)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if text := string(page); !strings.Contains(text, test.want) || strings.Contains(text, "mine.yaml") {
			t.Errorf("%s does not see %q on %s, or sees a file that lies where the demo was started", test.who, test.want, test.page)
		}
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}
