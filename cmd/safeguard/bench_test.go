package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// BenchmarkAssess is the whole command on the shipped files: two years read, rated and compared, five PDFs written.
func BenchmarkAssess(b *testing.B) {
	args := []string{
		"assess", "-answers", "testdata/riverside-2026.yaml", "-previous", "testdata/riverside-2025.yaml", "-o", b.TempDir(),
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := run(context.Background(), args, nil, devNull{}, devNull{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkServeStart is the time from the start of the program, on a data folder that is there, to its first page. What
// is allocated is the other process's, and not counted.
func BenchmarkServeStart(b *testing.B) {
	s := newBuilt(b)
	b.ReportAllocs()
	for b.Loop() {
		s.start()
		s.get("/login")
		b.StopTimer()
		s.end()
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/start")
}

// BenchmarkServeMemory is the memory that the program holds when it has answered ten pages: to somebody who did not sign
// in, and to somebody whose password was checked.
func BenchmarkServeMemory(b *testing.B) {
	s := newBuilt(b)
	b.ReportAllocs()
	var out, in float64
	for b.Loop() {
		s.start()
		for range 10 {
			s.get("/login")
		}
		out += s.resident()
		client, location := s.running.signIn(b, "dana@example.com", s.password)
		if location != "/login/enroll?next=%2Fclients" {
			b.Fatalf("signing in leads to %q", location)
		}
		s.client = client
		for range 10 {
			s.get("/login/enroll")
		}
		in += s.resident()
		s.end()
	}
	b.ReportMetric(out/float64(b.N), "MB")
	b.ReportMetric(in/float64(b.N), "MB-signed-in")
}

// built is the program, built once, with a data folder in which one person is known.
type built struct {
	b        *testing.B
	args     []string
	program  string
	password string
	process  *exec.Cmd
	running  running
	client   *http.Client
}

func newBuilt(b *testing.B) *built {
	b.Helper()
	dir := b.TempDir()
	s := &built{b: b, program: filepath.Join(dir, "safeguard")}
	if out, err := exec.Command("go", "build", "-o", s.program, ".").CombinedOutput(); err != nil {
		b.Fatalf("building the program: %v\n%s", err, out)
	}
	s.args = []string{"-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
	var out bytes.Buffer
	add := append([]string{"user", "add", "-email", "dana@example.com", "-name", "Dana Reyes", "-role", "admin"}, s.args...)
	if err := run(b.Context(), add, nil, &out, devNull{}); err != nil {
		b.Fatal(err)
	}
	s.password = regexp.MustCompile(`this password: (\S+)`).FindStringSubmatch(out.String())[1]
	return s
}

// start starts the program and waits until it says where it listens.
func (s *built) start() {
	s.b.Helper()
	s.process = exec.CommandContext(s.b.Context(), s.program, append([]string{"serve", "-addr", "127.0.0.1:0"}, s.args...)...)
	out, err := s.process.StdoutPipe()
	if err := errors.Join(err, s.process.Start()); err != nil {
		s.b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), "Safeguard is at ")
	if !found {
		s.b.Fatalf("the program says %q, %v", line, err)
	}
	s.running, s.client = running{url: url}, &http.Client{Transport: &http.Transport{}}
}

func (s *built) get(path string) {
	s.b.Helper()
	response, err := s.client.Get(s.running.url + path)
	if err != nil {
		s.b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil || response.StatusCode != http.StatusOK {
		s.b.Fatalf("%s gives %s, %v", path, response.Status, err)
	}
}

// resident gives the megabytes that the program holds, a second after its last page.
func (s *built) resident() float64 {
	s.b.Helper()
	time.Sleep(time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		s.b.Fatal(err)
	}
	var kB float64
	_, line, _ := strings.Cut(string(status), "VmRSS:")
	if _, err := fmt.Sscan(line, &kB); err != nil {
		s.b.Fatalf("reading the resident memory: %v", err)
	}
	return kB / 1024
}

// end asks the program to stop, and waits for it.
func (s *built) end() {
	s.b.Helper()
	s.client.CloseIdleConnections()
	if err := errors.Join(s.process.Process.Signal(os.Interrupt), s.process.Wait()); err != nil {
		s.b.Fatal(err)
	}
}
