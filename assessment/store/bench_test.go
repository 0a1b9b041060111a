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

// BenchmarkRemind looks at 1,000 recipients who have something to do, of whom a reminder is due for 10. The statements are
// those that find them; each of the 10 has a transaction of its own.
func BenchmarkRemind(b *testing.B) {
	for name, due := range map[string]int{"10 due": 10, "none due": 0} {
		b.Run(name, func(b *testing.B) {
			benchmark(b, func(b *testing.B, o *office) {
				o.crowdOfRecipients(1000, due)
				before := spent(b)
				for b.Loop() {
					n, err := o.Remind(b.Context(), reminderLetter)
					o.must(err)
					if n != due {
						b.Fatalf("%d reminders, want %d", n, due)
					}
					b.StopTimer()
					o.exec(`UPDATE share_recipients SET reminded_on = ''`)
					o.exec(`DELETE FROM mails`)
					b.StartTimer()
				}
				b.ReportMetric(float64((spent(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
			})
		})
	}
}

// crowdOfRecipients shares questions of 20 drafts with so many contacts, and moves the clock to where a reminder is due for
// some of them.
func (o *office) crowdOfRecipients(n, due int) {
	o.t.Helper()
	const clients = 20
	cat := catalogOf(o.t, "security-rule")
	o.clock.set(sharingDay)
	for i := range clients {
		o.client = o.added(fmt.Sprintf("Practice %d", i))
		draft := o.openDraft(cat, 2026)
		questions := o.plainQuestions(draft, 30)
		near := 0
		if i == 0 {
			near = due
		}
		for at, to := range map[int][]NewRecipient{7: o.people(near), 60: o.people(n/clients - near)} {
			if len(to) == 0 {
				continue
			}
			half := questions[:15]
			if at == 60 {
				half = questions[15:]
			}
			_, err := o.MakeShares(o.t.Context(), o.manager, shareLetter, NewShare{Client: o.client, Assessment: draft, Due: o.today().AddDays(at), To: to, Questions: half})
			o.must(err)
		}
	}
	o.clock.set(sharingDay.AddDate(0, 0, 4))
}

// added adds a client and gives the id.
func (o *office) added(name string) string {
	o.t.Helper()
	facts := harbor()
	facts.Name = name
	ids, err := o.AddClients(o.t.Context(), o.manager, []Client{{Facts: facts}})
	o.must(err)
	return ids[0]
}

// people adds contacts to the client.
func (o *office) people(n int) []NewRecipient {
	o.t.Helper()
	var list []NewRecipient
	for range n {
		name := o.NewID()
		list = append(list, NewRecipient{Contact: o.contact(o.client, name, name+"@practice.test")})
	}
	return list
}
