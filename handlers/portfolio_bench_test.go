package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/questionnaires/answers"
)

// BenchmarkArchive downloads the archive of a year's reports of 50, 100 and 500 clients, and that of 50 twenty times at
// once. peak-MB is the most that the heap held in use while it was sent, with what the server holds anyway, which is
// held-MB: it must not grow with the number of clients.
func BenchmarkArchive(b *testing.B) {
	s := newBench(b)
	y := s.year()
	for _, tt := range []struct{ clients, downloads int }{{50, 1}, {50, 20}, {100, 1}, {500, 1}} {
		y.grow(tt.clients)
		b.Run(fmt.Sprintf("clients=%d/downloads=%d", tt.clients, tt.downloads), func(b *testing.B) {
			least := int64(tt.clients) * y.size
			var held, peak uint64
			for b.Loop() {
				held = heapInUse()
				peak = max(peak, peakOf(func() { s.downloadAtOnce(b, tt.downloads, least) }))
			}
			b.ReportMetric(float64(peak)/1e6, "peak-MB")
			b.ReportMetric(float64(held)/1e6, "held-MB")
			b.ReportMetric(float64(least)*float64(tt.downloads)/1e6, "sent-MB")
		})
	}
}

// bookOfClients is a year's finals, which all have the same content and the same reports.
type bookOfClients struct {
	*bench
	cat     *assessment.Catalog
	content *assessment.Content
	reports map[string][]byte
	size    int64 // of one client's reports
	clients int
}

func (s *bench) year() *bookOfClients {
	y := &bookOfClients{bench: s, reports: map[string][]byte{}}
	var err error
	y.cat, y.content, err = answers.Read(s.lib, "../cmd/safeguard/testdata/riverside-2026.yaml")
	s.must(err)
	for _, d := range report.All(assessment.Snapshot{Catalog: y.cat, Content: y.content, Result: assessment.Rate(y.cat, y.content)}) {
		var drawn bytes.Buffer
		s.must(pdf.Render(&drawn, d))
		y.reports[d.Name] = drawn.Bytes()
		y.size += int64(drawn.Len())
	}
	return y
}

// grow adds clients with a final assessment and its reports until there are so many.
func (y *bookOfClients) grow(n int) {
	ctx := y.b.Context()
	for ; y.clients < n; y.clients++ {
		content := *y.content
		content.Client.Name = fmt.Sprintf("Practice %d", y.clients)
		ids, err := y.store.AddClients(ctx, y.admin, []store.Client{{Facts: content.Client}})
		y.must(err)
		id, err := y.store.ImportAssessment(ctx, y.admin, store.Opening{Client: ids[0], Period: 2026, Catalog: y.cat}, &content)
		y.must(err)
		y.must(y.store.UpdateAssessment(ctx, y.admin, id, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) }))
		y.must(y.store.UpdateAssessment(ctx, y.admin, id, "approve", func(w *store.Work) error {
			return w.Approve(assessment.Approval{Name: "Olive Officer", Title: "Compliance officer", Date: w.Date}, w.Digest)
		}))
		y.must(y.store.FinalizeAssessment(ctx, y.admin, id))
		for name, body := range y.reports {
			_, err := y.store.KeepReport(ctx, y.admin, id, name, body)
			y.must(err)
		}
	}
}

// downloadAtOnce asks for the archive several times at once, and wants at least so many bytes each time.
func (s *bench) downloadAtOnce(b *testing.B, n int, least int64) {
	var downloads sync.WaitGroup
	for range n {
		downloads.Go(func() {
			r := httptest.NewRequest(http.MethodGet, "/reports/all.zip?year=2026", nil)
			r.AddCookie(s.cookie)
			to := &weighed{header: http.Header{}}
			s.serve.ServeHTTP(to, r)
			if to.bytes < least {
				b.Errorf("%d bytes came, want %d at least", to.bytes, least)
			}
		})
	}
	downloads.Wait()
}

// weighed adds up what is sent and lets go of it.
type weighed struct {
	header http.Header
	bytes  int64
}

func (c *weighed) Header() http.Header { return c.header }
func (c *weighed) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}
func (c *weighed) WriteHeader(int) {}

// peakOf gives the most of the heap that was in use while something was done.
func peakOf(do func()) uint64 {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	do()
	close(done)
	<-ended
	return most.Load()
}

// heapInUse is what is held when everything that can be let go has been.
func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
