package handlers

import (
	"fmt"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// BenchmarkCampaign makes the links of a campaign that goes to 500 clients and queues its 500 mails, and reports what that
// took of the processor for the program itself.
func BenchmarkCampaign(b *testing.B) {
	const clients = 500
	s := newBench(b)
	s.must(s.store.SaveMailSettings(b.Context(), s.admin, assessment.MailSettings{
		Host: "mail.example.com", Port: 587, Security: assessment.MailStartTLS, From: assessment.Mailbox{Address: "safeguard@example.com"},
	}))
	now := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	server := New(Config{Store: s.store, Library: s.lib, Log: slog.New(slog.DiscardHandler), Now: now, URL: "https://safeguard.example.test"})
	manager, err := s.store.UserByEmail(b.Context(), "manager@example.test")
	s.must(err)
	cat, err := s.lib.Catalog(screeningQuestionnaire)
	s.must(err)
	list := make([]store.Client, clients)
	for i := range list {
		list[i].Facts = assessment.Client{Name: fmt.Sprintf("Practice %04d", i), Kinds: []assessment.EntityKind{assessment.CoveredEntity}}
	}
	ids, err := s.store.AddClients(b.Context(), s.admin, list)
	s.must(err)
	year, spent := 2026, time.Duration(0)
	for b.Loop() {
		n := store.NewCampaign{Screening: cat, Period: year, Due: assessment.NewDate(2026, 12, 8), ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes"}}}
		for i, id := range ids {
			n.To = append(n.To, store.CampaignTo{Client: id, New: &assessment.Contact{Name: "Pat Lee", Email: fmt.Sprintf("pat%d@example.test", i)}})
		}
		id, err := s.store.MakeCampaign(b.Context(), manager.Scope(), n)
		s.must(err)
		before := userTime(b)
		s.must(server.makeCampaignShares(b.Context()))
		spent += userTime(b) - before
		c, err := s.store.Campaign(b.Context(), manager.Scope(), id)
		s.must(err)
		if c.Made != clients {
			b.Fatalf("%d links, want %d", c.Made, clients)
		}
		year++
	}
	b.ReportMetric(spent.Seconds()/float64(b.N), "user-s/op")
}

// userTime is what this process spent of the processor in the program itself.
func userTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano())
}
