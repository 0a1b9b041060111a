package store

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"safeguard/assessment"
)

// benchmark runs on each engine, with a client that has the sample of a year.
func benchmark(b *testing.B, bench func(b *testing.B, o *office)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, newOffice(b, onSQLite(b))) })
	b.Run("postgres", func(b *testing.B) { bench(b, newOffice(b, onPostgres(b))) })
}

// measure runs a step again and again, and reports beside the time what this process spent of the processor, since other
// work on the machine stretches only the time.
func measure(b *testing.B, step func()) {
	b.ReportAllocs()
	before := spent(b)
	for b.Loop() {
		step()
	}
	b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

func spent(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkSaveAnswer saves one answer of an assessment of which all questions are answered.
func BenchmarkSaveAnswer(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		id := o.draft(readSample(b, "2025"))
		revision := o.work(id).Answer(control, "").Revision
		measure(b, func() {
			a, err := o.SaveAnswer(b.Context(), o.manager, id, AnswerChange{Question: control, Answer: yes(fmt.Sprint(revision)), Revision: revision})
			o.must(err)
			revision = a.Revision
		})
	})
}

// BenchmarkLoad reads a whole assessment: one that is put together from its rows, and one that was fixed.
func BenchmarkLoad(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		id := o.draft(readSample(b, "2025"))
		read := func(b *testing.B) {
			measure(b, func() { o.must(drop(o.Assessment(b.Context(), o.manager, id))) })
		}
		b.Run("draft", read)
		o.finalize(id)
		b.Run("final", read)
	})
}

// BenchmarkClients lists the first page of 1,000 clients.
func BenchmarkClients(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		var list []Client
		for i := range 1000 {
			list = append(list, Client{Facts: assessment.Client{Name: fmt.Sprintf("Client %d", i), Kinds: riverside().Kinds}, Details: Details{City: "Springfield"}})
		}
		_, err := o.AddClients(b.Context(), o.admin, list)
		o.must(err)
		for name, filter := range map[string]Filter{
			"all": {PerPage: 25}, "search": {Text: "client 77", PerPage: 25}, "last page": {Page: 40, PerPage: 25},
		} {
			b.Run(name, func(b *testing.B) {
				measure(b, func() { o.must(drop(o.Clients(b.Context(), o.manager, filter))) })
			})
		}
	})
}
