package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// missing skips a test for want of something that this machine does not have; under REQUIRE_ALL that is a failure.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// savesEnv names the variable that makes a second process of TestAnswerSyncs: how many answers it saves.
const savesEnv = "SAFEGUARD_TEST_SAVES"

// TestAnswerSyncs counts how often the disk is waited for while answers are saved through the router: once for the answer
// with its event and once for the session, which lasts longer with each request. Beside these only what the database moves
// from its log into its file now and then is waited for.
func TestAnswerSyncs(t *testing.T) {
	if n, err := strconv.Atoi(os.Getenv(savesEnv)); err == nil {
		s := newBench(t)
		s.saveAnswers(s.opened(), n)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		missing(t, "strace is not installed")
	}
	const saves = 50
	syncs := syncsOf(t, strace, saves+1) - syncsOf(t, strace, 1)
	t.Logf("%d waits for the disk in %d saves", syncs, saves)
	if syncs < saves || syncs > 2*saves+4 {
		t.Errorf("%d waits for the disk in %d saves, want one or two each and a few more at most", syncs, saves)
	}
}

// syncsOf counts the calls that wait for the disk while a process saves that many answers.
func syncsOf(t *testing.T, strace string, saves int) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, strace, "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,msync", "-o", "/dev/stdout", os.Args[0], "-test.run=^TestAnswerSyncs$", "-test.count=1")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", savesEnv, saves))
	out, err := cmd.Output()
	switch passed := bytes.Contains(out, []byte("PASS")); {
	case err != nil && !passed:
		missing(t, "strace does not run here: %v\n%s", err, out)
	case err != nil || !passed:
		t.Fatalf("the other process ended with %v and said %s", err, out)
	}
	return strings.Count(string(out), "sync(")
}

// opened gives a new draft of a new client.
func (s *bench) opened() string {
	cat, err := s.lib.Catalog("security-rule")
	s.must(err)
	ids, err := s.store.AddClients(s.b.Context(), s.admin, []store.Client{{Facts: assessment.Client{Name: "Riverside Family Dental", Kinds: []assessment.EntityKind{assessment.CoveredEntity}, Sites: []string{"main"}}}})
	s.must(err)
	id, err := s.store.OpenAssessment(s.b.Context(), s.admin, store.Opening{Client: ids[0], Period: 2026, Catalog: cat})
	s.must(err)
	return id
}

// saveAnswers answers one question again and again, as the scripts of the page do.
func (s *bench) saveAnswers(id string, n int) {
	for i := range n {
		s.saveAnswer(id, i)
	}
}

func (s *bench) saveAnswer(id string, revision int) {
	fields := url.Values{"response": {"yes"}, "note": {fmt.Sprint("Note ", revision)}, "revision": {fmt.Sprint(revision)}}
	r := httptest.NewRequest(http.MethodPost, "/assessments/"+id+"/answers/access-by-role", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	r.AddCookie(s.cookie)
	w := httptest.NewRecorder()
	s.serve.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.b.Fatalf("saving an answer gives %d\n%s", w.Code, w.Body)
	}
}

// BenchmarkAnswer saves one answer with its event through the router.
func BenchmarkAnswer(b *testing.B) {
	s := newBench(b)
	id, revision := s.opened(), 0
	b.ReportAllocs()
	before := spent(b)
	for b.Loop() {
		s.saveAnswer(id, revision)
		revision++
	}
	b.ReportMetric(float64(spent(b)-before)/1e6/float64(b.N), "cpu-ms/op")
}
