package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestBrowser runs the scripts of testdata/browser in headless Chromium, each against a server of its own. A script says
// in its first line what it runs on: "serve", a new server with one person who signs in, the same with "-idle 1m", "demo", or
// "demo -mfa".
func TestBrowser(t *testing.T) {
	needBrowser(t)
	scripts, err := filepath.Glob("testdata/browser/*.test.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".test.mjs"), func(t *testing.T) {
			t.Parallel()
			url, password := serverFor(t, script)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
			defer cancel()
			node := exec.CommandContext(ctx, "node", "--test", "--test-reporter=spec", script)
			node.Env = append(os.Environ(), "SAFEGUARD_URL="+url, "SAFEGUARD_PASSWORD="+password, "SAFEGUARD_OUT="+t.TempDir())
			out, err := node.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			} else {
				t.Logf("%s", out)
			}
		})
	}
}

// needBrowser skips where a browser or its packages are not there; under REQUIRE_ALL that is a failure.
func needBrowser(t *testing.T) {
	t.Helper()
	_, node := exec.LookPath("node")
	_, chromium := exec.LookPath("chromium")
	_, packages := os.Stat("../../static/npm/node_modules/playwright-core")
	if node == nil && chromium == nil && packages == nil {
		return
	}
	if os.Getenv("REQUIRE_ALL") != "" {
		t.Fatal("the tests in a browser need node, chromium and the packages of static/npm: run make tools")
	}
	t.Skip("needs node, chromium and the packages of static/npm: run make tools")
}

// serverFor starts what the first line of a script asks for, and gives its address and the password of whoever signs in.
func serverFor(t *testing.T, script string) (url, password string) {
	t.Helper()
	source, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(source), "\n")
	switch first {
	case "// on: demo":
		password = "a long password"
		return start(t, "demo", "-addr", "127.0.0.1:0", "-password", password).url, password
	case "// on: demo -mfa": // by a name, since passkeys are not for addresses of numbers
		password = "a long password"
		at := start(t, "demo", "-mfa", "-addr", "127.0.0.1:0", "-password", password).url
		return strings.Replace(at, "127.0.0.1", "localhost", 1), password
	case "// on: serve", "// on: serve -idle 1m":
		dir := t.TempDir()
		flags := []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
		var out bytes.Buffer
		add := append([]string{"user", "add", "-email", "manager@example.test", "-name", "Dana Reyes", "-title", "Account manager", "-role", "manager"}, flags...)
		if err := run(t.Context(), add, nil, &out, devNull{}); err != nil {
			t.Fatal(err)
		}
		password = regexp.MustCompile(`this password: (\S+)`).FindStringSubmatch(out.String())[1]
		serve := append(strings.Fields(strings.TrimPrefix(first, "// on: ")), "-addr", "127.0.0.1:0")
		return start(t, append(serve, flags...)...).url, password
	}
	t.Fatalf("%s says %q in its first line, not what it runs on", script, first)
	return "", ""
}
