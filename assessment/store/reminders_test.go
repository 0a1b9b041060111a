package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// reminderLetter words a reminder as a test reads it: its day, what is left, and the link.
func reminderLetter(r Reminder) (Mail, error) {
	m := aLetterTo(r.Recipient.Person)
	m.Subject, m.Text, m.Until = fmt.Sprintf("%s left %d", r.Day, r.Questions), r.Path, r.Until
	return Mail{Kind: "share-reminder", Letter: m}, nil
}

// reminders gives the days of the reminders that were queued for an address, in order, such as 10-05.
func (o *office) reminders(address string) string {
	o.t.Helper()
	list, err := o.OpenMails(o.t.Context(), o.admin)
	o.must(err)
	var days []string
	for _, m := range list {
		if m.Kind == "share-reminder" && m.Letter.To.Address == address {
			day, _, _ := strings.Cut(m.Letter.Subject, " ")
			days = append(days, strings.TrimPrefix(day, "2026-"))
		}
	}
	slices.Sort(days)
	return strings.Join(days, " ")
}

// run has two servers remind every so often until a moment, each time at the same time.
func (o *office) run(until time.Time, every time.Duration) {
	o.t.Helper()
	for at := o.clock.now(); at.Before(until); at = at.Add(every) {
		o.clock.set(at)
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := o.Remind(o.t.Context(), reminderLetter); err != nil {
					o.t.Error(err)
				}
			})
		}
		both.Wait()
	}
	o.clock.set(until)
}

// in has the clock of the office show the time of a place.
func (o *office) in(place string) *time.Location {
	o.t.Helper()
	zone, err := time.LoadLocation(place)
	o.must(err)
	o.now = func() time.Time { return o.clock.now().In(zone) }
	return zone
}

// sharingDay is when the questions of these tests are shared: Thursday, October 1, 2026, at nine. They are due a week later.
var sharingDay = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

// TestReminders: what is shared is called to mind as the schedule has it, never at weekends and never twice, though two
// servers look at the same time.
func TestReminders(t *testing.T) {
	for name, tt := range map[string]struct {
		schedule assessment.Reminders
		do       func(h *handedOut) // on Monday, the 5th
		want     string             // to Pat Lee by Christmas
	}{
		"the default": {want: "10-05 10-07 10-09 10-13 10-19 10-21"},
		"weekends": { // the 3rd, the 10th and the 17th are Saturdays
			schedule: assessment.Reminders{Before: []int{5}, First: 2, Every: 7, Times: 2}, want: "10-02 10-12 10-19",
		},
		"off":      {schedule: assessment.Reminders{Off: true}},
		"archived": {do: func(h *handedOut) { h.must(h.ArchiveClient(h.t.Context(), h.manager, h.client, true)) }, want: "10-05"},
		"revoked": {
			do:   func(h *handedOut) { h.must(h.RevokeShares(h.t.Context(), h.manager, h.made[0].Recipient.ID)) },
			want: "10-05",
		},
		"removed": {
			do: func(h *handedOut) {
				h.must(h.RemoveContact(h.t.Context(), h.manager, h.client, h.made[0].Recipient.Contact))
			},
			want: "10-05",
		},
		"submitted": {do: func(h *handedOut) { h.answerAll(h.enter(h.made[0]), assessment.Yes) }, want: "10-05"},
		"no draft":  {do: func(h *handedOut) { h.exec(`UPDATE assessments SET status = 'in_review' WHERE id = $1`, h.draft) }, want: "10-05"},
		"extended": {
			do: func(h *handedOut) {
				h.must(h.ExtendShares(h.t.Context(), h.manager, assessment.NewDate(2026, 12, 10), h.made[0].Recipient.ID))
			},
			want: "10-05 12-07 12-09 12-11 12-15 12-21 12-23",
		},
		"returned": {
			do: func(h *handedOut) {
				h.answerAll(h.enter(h.made[0]), assessment.Yes)
				h.run(sharingDay.AddDate(0, 0, 9), 6*time.Hour)
				h.must(h.ReviewShare(h.t.Context(), h.manager, h.made[0].Recipient.Share, shareLetter, h.verdicts("Since when?")...))
			},
			want: "10-05 10-13 10-19 10-21",
		},
		"sent again": { // whoever was written to today is not reminded today
			do: func(h *handedOut) {
				h.clock.set(sharingDay.AddDate(0, 0, 6).Add(-2 * time.Hour))
				h.must(drop(h.ResendShares(h.t.Context(), h.manager, shareLetter, true, h.made[0].Recipient.ID)))
			},
			want: "10-05 10-09 10-13 10-19 10-21",
		},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, cfg Config) {
				o := newOffice(t, cfg)
				h := o.share(shareLetter)
				c, err := o.Client(t.Context(), o.manager, o.client)
				o.must(err)
				c.Remind = tt.schedule
				o.must(o.UpdateClient(t.Context(), o.manager, c))
				o.run(sharingDay.AddDate(0, 0, 4).Add(time.Hour), 6*time.Hour)
				if tt.do != nil {
					tt.do(h)
				}
				o.run(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), 6*time.Hour)
				o.run(time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC), 12*time.Hour)
				wantSame(t, "the days", o.reminders("pat@riverside.test"), tt.want)
				o.must(o.VerifyAudit(t.Context()))
			})
		})
	}
}

// TestReminderHour: a reminder goes from nine in the morning on by the clocks of the place, also on the Mondays after they
// were put forward or back, and not a second before.
func TestReminderHour(t *testing.T) {
	for _, tt := range []struct {
		place  string
		day    assessment.Date // on which the reminder goes, a Monday
		nine   string          // in UTC
		client bool            // the place is the client's, and the server is in another
	}{
		{"America/New_York", assessment.NewDate(2026, 3, 9), "13:00", false},
		{"America/New_York", assessment.NewDate(2026, 3, 2), "14:00", false},
		{"America/New_York", assessment.NewDate(2026, 11, 2), "14:00", false},
		{"Europe/Berlin", assessment.NewDate(2026, 3, 30), "07:00", false},
		{"Europe/Berlin", assessment.NewDate(2026, 10, 26), "08:00", false},
		{"Europe/Berlin", assessment.NewDate(2026, 10, 19), "07:00", false},
		{"America/Los_Angeles", assessment.NewDate(2026, 3, 9), "16:00", true},
		{"Asia/Tokyo", assessment.NewDate(2026, 10, 19), "00:00", true},
	} {
		t.Run(tt.place+" "+tt.day.String(), func(t *testing.T) {
			engines(t, func(t *testing.T, cfg Config) {
				o := newOffice(t, cfg)
				_, draft := o.secondYear()
				zone := o.in(tt.place)
				if tt.client {
					o.in("Europe/Berlin")
					c, err := o.Client(t.Context(), o.manager, o.client)
					o.must(err)
					c.Zone = tt.place
					o.must(o.UpdateClient(t.Context(), o.manager, c))
				}
				o.clock.set(beginning(tt.day.AddDays(-4), zone).Add(10 * time.Hour))
				h := o.shareOf(draft, shareLetter)
				o.must(o.ExtendShares(t.Context(), o.manager, tt.day.AddDays(3), h.made[0].Recipient.ID))
				nine, err := time.Parse("2006-01-02 15:04", tt.day.String()+" "+tt.nine)
				o.must(err)
				for _, step := range []struct {
					at   time.Time
					want int
				}{{nine.Add(-time.Second), 0}, {nine.Add(time.Second), 2}, {nine.Add(time.Hour), 0}} {
					o.clock.set(step.at)
					n, err := o.Remind(t.Context(), reminderLetter)
					if err != nil || n != step.want {
						t.Errorf("at %v: %d reminders, %v, want %d", step.at, n, err, step.want)
					}
				}
				m := o.newestMail("share-reminder")
				if want := beginning(tt.day.AddDays(1), zone); !m.Letter.Until.Equal(want) {
					t.Errorf("it is sent until %v, want %v", m.Letter.Until, want)
				}
			})
		})
	}
}

// TestReminderSaysWhatIsLeft: who answered everything and did not send it is reminded of that, and the link of a reminder
// opens the questions.
func TestReminderSaysWhatIsLeft(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		pat := o.enter(h.made[0])
		sheet, err := o.Sheet(t.Context(), pat)
		o.must(err)
		for _, item := range sheet.Items {
			o.must(drop(o.SaveShared(t.Context(), pat, SharedChange{Question: item.Question.ID, Answer: yes("as I know it")})))
		}
		o.clock.set(sharingDay.AddDate(0, 0, 4))
		if n, err := o.Remind(t.Context(), reminderLetter); n != 2 || err != nil {
			t.Fatalf("%d reminders, %v, want 2", n, err)
		}
		want := map[string]string{"pat@riverside.test": "2026-10-05 left 0", "kim@riverside.test": "2026-10-05 left 1"}
		list, err := o.OpenMails(t.Context(), o.admin)
		o.must(err)
		for _, m := range list {
			if m.Kind != "share-reminder" {
				continue
			}
			wantSame(t, m.Letter.To.Address, m.Letter.Subject, want[m.Letter.To.Address])
			g, err := o.GuestByToken(t.Context(), strings.TrimPrefix(m.Letter.Text, "/s/"))
			if err != nil || g.Recipient.Person.Email != m.Letter.To.Address || g.Recipient.Reminded != 1 {
				t.Errorf("the link of %s: %+v, %v", m.Letter.To.Address, g.Recipient, err)
			}
		}
	})
}

// TestReminderSurvives: a server that dies before it sends leaves each reminder in the outbox once, and what the second
// server finds then is done.
func TestReminderSurvives(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.share(shareLetter)
		o.clock.set(sharingDay.AddDate(0, 0, 4))
		o.must(drop(o.Remind(t.Context(), reminderLetter)))
		o.reopen()
		if n, err := o.Remind(t.Context(), reminderLetter); n != 0 || err != nil {
			t.Errorf("%d reminders after the restart, %v, want none", n, err)
		}
		for _, who := range []string{"pat@riverside.test", "kim@riverside.test"} {
			wantSame(t, who, o.reminders(who), "10-05")
		}
		if n := o.count(`SELECT count(*) FROM mails WHERE kind = 'share-reminder' AND state = 'waiting'`); n != 2 {
			t.Errorf("%d reminders wait, want 2", n)
		}
	})
}

// TestReminderFails: where one letter cannot be written, the others go, and nothing of the one stays.
func TestReminderFails(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.share(shareLetter)
		o.clock.set(sharingDay.AddDate(0, 0, 4))
		links := o.count(`SELECT count(*) FROM share_links`)
		n, err := o.Remind(t.Context(), func(r Reminder) (Mail, error) {
			if r.Recipient.Person.Name == "Pat Lee" {
				return Mail{}, context.DeadlineExceeded
			}
			return reminderLetter(r)
		})
		wantErr(t, "the letter", err, context.DeadlineExceeded)
		if made := o.count(`SELECT count(*) FROM share_links`) - links; n != 1 || made != 1 {
			t.Errorf("%d reminders and %d links, want 1 of each", n, made)
		}
		wantSame(t, "after it is mended", drop(o.Remind(t.Context(), reminderLetter)), nil)
		wantSame(t, "the days", o.reminders("pat@riverside.test"), "10-05")
	})
}

// TestDigest: a person is told of what they shared and of the clients that are theirs, once a week.
func TestDigest(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(shareLetter)
		ctx := t.Context()
		pat := o.enter(h.made[0])
		o.answerAll(pat, assessment.Yes)
		o.must(o.WriteGuestMessage(ctx, pat, h.questions[0], "Which door?", nil))
		digest := func(scope assessment.Scope) string {
			t.Helper()
			d, err := o.DigestOf(ctx, scope, o.clock.now().AddDate(0, 0, -7))
			o.must(err)
			return fmt.Sprintf("review %d screenings %d messages %d overdue %d due %d submitted %d opened %d", len(d.Review), len(d.Screenings), len(d.Messages), len(d.Overdue), len(d.Due), d.Submitted, d.Opened)
		}
		const none = "review 0 screenings 0 messages 0 overdue 0 due 0 submitted 0 opened 0"
		wantSame(t, "in the week of sending", digest(o.manager), "review 1 screenings 0 messages 1 overdue 0 due 0 submitted 1 opened 1")
		wantSame(t, "an admin who shared nothing", digest(o.admin), none)
		wantSame(t, "a manager of another client", digest(o.stranger), none)
		o.clock.set(sharingDay.AddDate(0, 0, 4))
		wantSame(t, "in the week of the due day", digest(o.manager), "review 1 screenings 0 messages 1 overdue 0 due 1 submitted 1 opened 1")
		o.clock.set(sharingDay.AddDate(0, 0, 11))
		wantSame(t, "after it", digest(o.manager), "review 1 screenings 0 messages 1 overdue 1 due 0 submitted 0 opened 0")
		d, err := o.DigestOf(ctx, o.manager, o.clock.now())
		o.must(err)
		if l := d.Review[0]; l.ClientName != "Riverside Family Dental" || l.Recipient.Person.Name != "Pat Lee" || l.Waiting != 2 {
			t.Errorf("what waits: %q, %q, %d", l.ClientName, l.Recipient.Person.Name, l.Waiting)
		}
		o.must(o.ArchiveClient(ctx, o.manager, o.client, true))
		wantSame(t, "of an archived client", digest(o.manager), none)
	})
}

// TestDigestUsers: who shared or has clients of their own gets the digest of a week once, unless they turned it off.
func TestDigestUsers(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.share(shareLetter)
		ctx := t.Context()
		who := func(week string) string {
			t.Helper()
			list, err := o.DigestUsers(ctx, week)
			o.must(err)
			var ids []string
			for _, u := range list {
				ids = append(ids, u.ID)
			}
			return strings.Join(ids, " ")
		}
		wantSame(t, "who", who("2026-W47"), "u-manager u-stranger")
		o.must(o.SetDigest(ctx, o.stranger, false))
		wantSame(t, "who, with one turned off", who("2026-W47"), "u-manager")
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				m := Mail{ID: o.NewID(), Kind: "digest", Letter: aLetter("your week")}
				if _, err := o.QueueDigest(ctx, "u-manager", "2026-W47", &m); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if n := o.count(`SELECT count(*) FROM mails WHERE kind = 'digest'`); n != 1 {
			t.Errorf("%d digests, want 1", n)
		}
		wantSame(t, "who is left", who("2026-W47"), "")
		wantSame(t, "who in the week after", who("2026-W48"), "u-manager")
		o.must(drop(o.QueueDigest(ctx, "u-manager", "2026-W48", nil)))
		wantSame(t, "who, where there is nothing to tell", who("2026-W48"), "")
		o.must(o.SetDigest(ctx, o.stranger, true))
		wantSame(t, "who, with it turned on again", who("2026-W48"), "u-stranger")
		o.must(o.VerifyAudit(ctx))
	})
}
