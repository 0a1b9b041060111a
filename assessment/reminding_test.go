package assessment

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// nov and dec give days of 2026: November 24 is a Tuesday.
func nov(n int) Date { return day(2026, time.November, n) }
func dec(n int) Date { return day(2026, time.December, n) }

// remindersOf goes through so many days from the day of sending on, and gives the days on which reminders go.
func remindersOf(r Reminders, at Reminding, days int) []Date {
	var went []Date
	for i := range days {
		today := at.Sent.AddDays(i)
		if RemindOn(r, at, today) {
			went = append(went, today)
			at.Last = today
		}
	}
	return went
}

func TestReminders(t *testing.T) {
	var none Reminders
	for _, tt := range []struct {
		name      string
		r         Reminders
		sent, due Date
		want      []Date
	}{
		{"the default", none, nov(16), nov(26), []Date{nov(23), nov(25), nov(27), dec(1), dec(7), dec(9)}}, // December 5 is a Saturday
		{"due on a Saturday", none, nov(16), nov(28), []Date{nov(25), nov(27), nov(30), dec(3), dec(7), dec(11)}},
		{"due on a Sunday", none, nov(16), nov(29), []Date{nov(26), nov(27), nov(30), dec(4), dec(8), dec(14)}},
		{"due on a Monday, both before it on the Friday", none, nov(16), nov(30), []Date{nov(27), dec(1), dec(7), dec(9), dec(14)}},
		{"sent on the day before it is due", none, nov(25), nov(26), []Date{nov(27), dec(1), dec(7), dec(9)}},
		{"sent on the day on which it is due", none, nov(26), nov(26), []Date{nov(27), dec(1), dec(7), dec(9)}},
		{"sent on the Friday to which a reminder moves", none, nov(27), nov(30), []Date{dec(1), dec(7), dec(9), dec(14)}},
		{"sent after it was due", none, dec(1), nov(26), []Date{dec(7), dec(9)}},
		{"sent on a Sunday, due on Monday", none, nov(29), nov(30), []Date{dec(1), dec(7), dec(9), dec(14)}},
		{"no due day", none, nov(24), Date{}, []Date{dec(1), dec(8), dec(15), dec(22)}},
		{"no due day, sent on a Saturday", none, nov(28), Date{}, []Date{dec(7), dec(14), dec(21), dec(28)}},
		{"over the end of the year", none, dec(28), day(2027, time.January, 1), []Date{
			dec(29), dec(31), day(2027, time.January, 4), day(2027, time.January, 6), day(2027, time.January, 11), day(2027, time.January, 14),
		}},
		{"off", Reminders{Off: true}, nov(16), nov(26), nil},
		{"off, no due day", Reminders{Off: true}, nov(16), Date{}, nil},
		{"only before", Reminders{Before: []int{7}}, nov(16), nov(26), []Date{nov(19)}},
		{"in any order", Reminders{Before: []int{1, 7, 3}}, nov(16), nov(26), []Date{nov(19), nov(23), nov(25)}},
		{"earlier than the sending", Reminders{Before: []int{30, 10, 9}}, nov(16), nov(26), []Date{nov(17)}},
		{"only after, once", Reminders{First: 2, Times: 1}, nov(16), nov(26), []Date{nov(30)}},
		{"every day", Reminders{First: 1, Every: 1, Times: 5}, nov(16), nov(26), []Date{nov(27), nov(30), dec(1)}},
		{"no number of days between, as no form gives it", Reminders{First: 1, Times: 9}, nov(16), nov(26), []Date{nov(27)}},
		{"far too many, as no form gives them", Reminders{First: 1, Every: 7, Times: 1 << 40}, nov(16), nov(25), []Date{
			nov(26), dec(3), dec(10), dec(17), dec(24), dec(31), day(2027, time.January, 7), day(2027, time.January, 14), day(2027, time.January, 21),
			day(2027, time.January, 28),
		}},
	} {
		if got := remindersOf(tt.r, Reminding{Sent: tt.sent, Due: tt.due}, 120); !slices.Equal(got, tt.want) {
			t.Errorf("%s: reminders on %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestNextReminder(t *testing.T) {
	var none Reminders
	for _, tt := range []struct {
		name  string
		r     Reminders
		at    Reminding
		today Date
		want  Date
	}{
		{"long before", none, Reminding{Sent: nov(2), Due: nov(26)}, nov(2), nov(23)},
		{"on its day", none, Reminding{Sent: nov(2), Due: nov(26)}, nov(23), nov(23)},
		{"on its day, when it went", none, Reminding{Sent: nov(2), Due: nov(26), Last: nov(23)}, nov(23), nov(25)},
		{"the day after one was missed", none, Reminding{Sent: nov(2), Due: nov(26)}, nov(24), nov(24)},
		{"two were missed and go as one", none, Reminding{Sent: nov(2), Due: nov(26)}, nov(26), nov(26)},
		{"that one went", none, Reminding{Sent: nov(2), Due: nov(26), Last: nov(26)}, nov(26), nov(27)},
		{"missed on Friday, looked at on Saturday", none, Reminding{Sent: nov(2), Due: nov(26), Last: nov(25)}, nov(28), nov(30)},
		{"missed on Friday, looked at on Monday", none, Reminding{Sent: nov(2), Due: nov(26), Last: nov(25)}, nov(30), nov(30)},
		{"missed on Thursday, too late on Monday", Reminders{First: 1, Every: 8, Times: 2}, Reminding{Sent: nov(2), Due: nov(25)}, nov(28), dec(4)},
		{"missed long ago", Reminders{Before: []int{10}}, Reminding{Sent: nov(2), Due: nov(26)}, nov(26), Date{}},
		{"missed on the day of sending", none, Reminding{Sent: nov(23), Due: nov(26)}, nov(24), nov(25)},
		{"all went", none, Reminding{Sent: nov(2), Due: nov(26), Last: dec(9)}, dec(10), Date{}},
		{"done", none, Reminding{Sent: nov(2), Due: nov(26), Done: true}, nov(3), Date{}},
		{"done after it was due", none, Reminding{Sent: nov(2), Due: nov(26), Last: nov(27), Done: true}, dec(1), Date{}},
		{"off", Reminders{Off: true}, Reminding{Sent: nov(2), Due: nov(26)}, nov(3), Date{}},
		{"not sent yet", none, Reminding{Due: nov(26)}, nov(3), Date{}},
		{"put off after all reminders before the due day", none, Reminding{Sent: nov(2), Due: dec(10), Last: nov(25)}, nov(26), dec(7)},
		{"put off after reminders that came too late for the old day", none, Reminding{Sent: nov(2), Due: dec(10), Last: dec(1)}, dec(2), dec(7)},
		{"put off by one day", none, Reminding{Sent: nov(2), Due: nov(27), Last: nov(25)}, nov(25), nov(26)},
		{"put off by so little that a reminder would have gone yesterday", none, Reminding{Sent: nov(25), Due: nov(27), Last: nov(23)}, nov(25), nov(26)},
		{"drawn nearer", none, Reminding{Sent: nov(2), Due: nov(18), Last: Date{}}, nov(19), nov(19)},
		{"due day taken away", none, Reminding{Sent: nov(2), Last: nov(23)}, nov(24), nov(30)},
	} {
		got, ok := NextReminder(tt.r, tt.at, tt.today)
		if got != tt.want || ok == tt.want.IsZero() {
			t.Errorf("%s: NextReminder = %v, %t, want %v", tt.name, got, ok, tt.want)
		}
		if on := RemindOn(tt.r, tt.at, tt.today); on != (ok && got == tt.today) {
			t.Errorf("%s: RemindOn = %t, but the next goes on %v", tt.name, on, got)
		}
	}
}

// TestRemindersHold goes day by day through schedules drawn at random, on some days with nobody there to send and with due
// days that move, and holds what is promised of every schedule.
func TestRemindersHold(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 30))
	went := 0
	for i := range 400 {
		schedule := randomReminders(r)
		if problems := schedule.Check(); len(problems) > 0 {
			t.Fatalf("schedule %d, %+v, has problems: %v", i, schedule, problems)
		}
		went += holdReminders(t, r, schedule, fmt.Sprintf("schedule %d, %+v", i, schedule))
	}
	if went < 1000 {
		t.Errorf("only %d reminders went", went)
	}
}

func randomReminders(r *rand.Rand) Reminders {
	if r.IntN(10) == 0 {
		return Reminders{Off: r.IntN(2) == 0}
	}
	s := Reminders{First: 1 + r.IntN(30), Every: 1 + r.IntN(30), Times: r.IntN(mostRemindersAfter + 1)}
	for _, n := range r.Perm(longestReminderDays)[:r.IntN(mostRemindersBefore+1)] {
		s.Before = append(s.Before, n+1)
	}
	return s
}

// holdReminders goes through the days of one recipient, and gives how many reminders went.
func holdReminders(t *testing.T, r *rand.Rand, s Reminders, name string) int {
	t.Helper()
	at := Reminding{Sent: day(2026, time.January, 1).AddDays(r.IntN(800))}
	if r.IntN(5) > 0 {
		at.Due = at.Sent.AddDays(r.IntN(60) - 5)
	}
	moves := r.IntN(4) // 1 moves the due day once
	done := 20 + r.IntN(500)
	most := max(len(s.OrDefault().Before)+s.OrDefault().Times, openReminders)
	if moves == 1 {
		most *= 2
	}
	began, count := at.Sent, 0
	for n := range 520 {
		today := began.AddDays(n)
		if moves == 1 && n == 15 {
			at.Sent, at.Due = today, today.AddDays(1+r.IntN(30))
		}
		at.Done = n >= done
		next, ok := NextReminder(s, at, today)
		if ok && next.Before(today) {
			t.Fatalf("%s: on %v the next reminder is one of %v", name, today, next)
		}
		if ok && next.After(today) && !RemindOn(s, at, next) {
			t.Fatalf("%s: on %v the next reminder is to go on %v, and on that day it is not", name, today, next)
		}
		if !RemindOn(s, at, today) || r.IntN(6) == 0 {
			continue
		}
		count++
		if d := today.Time().Weekday(); d == time.Saturday || d == time.Sunday || !today.After(at.Sent) || !today.After(at.Last) || at.Done || s.Off {
			t.Fatalf("%s: one goes on %v, %v, with %+v", name, today, d, at)
		}
		if at.Last = today; RemindOn(s, at, today) {
			t.Fatalf("%s: two go on %v", name, today)
		}
	}
	if count > most {
		t.Fatalf("%s: %d reminders went, want at most %d", name, count, most)
	}
	return count
}

func TestRemindersCheck(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    Reminders
		want []string // the paths of what is wrong
	}{
		{"the default", Reminders{}, nil},
		{"off", Reminders{Off: true, Times: -1}, nil},
		{"as much as may be", Reminders{Before: []int{30, 1, 2, 3, 4}, First: 30, Every: 30, Times: 10}, nil},
		{"only before", Reminders{Before: []int{1}}, nil},
		{"once after", Reminders{First: 1, Times: 1}, nil},
		{"none after, with days that do not count", Reminders{Before: []int{1}, First: 99, Every: -4}, nil},
		{"on the due day", Reminders{Before: []int{0}}, []string{"before"}},
		{"too early", Reminders{Before: []int{31}}, []string{"before"}},
		{"less than none", Reminders{Before: []int{-1, 400}}, []string{"before", "before"}},
		{"twice", Reminders{Before: []int{3, 1, 3}}, []string{"before"}},
		{"too many before", Reminders{Before: []int{1, 2, 3, 4, 5, 6}}, []string{"before"}},
		{"too many after", Reminders{First: 1, Every: 1, Times: 11}, []string{"times"}},
		{"fewer than none", Reminders{Times: -1}, []string{"times"}},
		{"no first day", Reminders{Every: 1, Times: 2}, []string{"first"}},
		{"no days between", Reminders{First: 1, Times: 2}, []string{"every"}},
		{"all at once", Reminders{Before: []int{0}, First: 31, Every: 31, Times: 11}, []string{"before", "times", "first", "every"}},
	} {
		var got []string
		for _, p := range tt.r.Check() {
			got = append(got, p.Path)
			if !strings.HasSuffix(p.What, ".") || strings.Contains(p.What, "%!") {
				t.Errorf("%s: %q is no sentence", tt.name, p.What)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: problems with %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRemindersAsJSON(t *testing.T) {
	for text, want := range map[string]Reminders{
		`{}`:           {},
		`{"off":true}`: {Off: true},
		`{"before":[3,1],"first":1,"every":4,"times":4}`: Reminders{}.OrDefault(),
	} {
		var got Reminders
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %v, want %+v", text, got, err, want)
		}
		if back, err := json.Marshal(want); string(back) != text || err != nil {
			t.Errorf("%+v is written as %s, %v, want %s", want, back, err, text)
		}
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestRemindAt goes over the days on which clocks change.
func TestRemindAt(t *testing.T) {
	for _, tt := range []struct {
		zone string
		day  Date
		want string
	}{
		{"UTC", nov(24), "2026-11-24T09:00:00Z"},
		{"America/New_York", day(2026, time.March, 6), "2026-03-06T14:00:00Z"},
		{"America/New_York", day(2026, time.March, 8), "2026-03-08T13:00:00Z"}, // clocks go forward at 2:00
		{"America/New_York", day(2026, time.March, 9), "2026-03-09T13:00:00Z"},
		{"America/New_York", day(2026, time.October, 30), "2026-10-30T13:00:00Z"},
		{"America/New_York", day(2026, time.November, 1), "2026-11-01T14:00:00Z"}, // clocks go back at 2:00
		{"America/New_York", nov(2), "2026-11-02T14:00:00Z"},
		{"America/Phoenix", day(2026, time.March, 9), "2026-03-09T16:00:00Z"}, // clocks do not change
		{"Pacific/Honolulu", day(2026, time.December, 31), "2026-12-31T19:00:00Z"},
		{"Pacific/Guam", day(2027, time.January, 1), "2026-12-31T23:00:00Z"},
	} {
		got := RemindAt(tt.day, zone(t, tt.zone))
		if text := got.UTC().Format(time.RFC3339); text != tt.want {
			t.Errorf("RemindAt(%v, %s) = %s, want %s", tt.day, tt.zone, text, tt.want)
		}
		if DateOf(got) != tt.day || got.Hour() != ReminderHour {
			t.Errorf("RemindAt(%v, %s) = %v by the clocks there", tt.day, tt.zone, got)
		}
	}
}

func TestDigestDue(t *testing.T) {
	for _, tt := range []struct {
		zone, now string // in UTC
		week      string
		due       bool
	}{
		{"UTC", "2026-11-23T06:59:59Z", "2026-W48", false},
		{"UTC", "2026-11-23T07:00:00Z", "2026-W48", true},
		{"UTC", "2026-11-22T23:59:59Z", "2026-W47", false},
		{"UTC", "2026-11-24T06:00:00Z", "2026-W48", false},
		{"UTC", "2026-11-24T08:00:00Z", "2026-W48", true}, // where it could not go on Monday
		{"UTC", "2026-11-27T20:00:00Z", "2026-W48", true},
		{"UTC", "2026-11-28T12:00:00Z", "2026-W48", false},
		{"America/Chicago", "2026-11-23T12:59:59Z", "2026-W48", false},
		{"America/Chicago", "2026-11-23T13:00:00Z", "2026-W48", true},
		{"America/Chicago", "2026-11-23T05:00:00Z", "2026-W47", false}, // still Sunday there
		{"America/New_York", "2026-03-09T10:59:59Z", "2026-W11", false},
		{"America/New_York", "2026-03-09T11:00:00Z", "2026-W11", true}, // the day after clocks went forward
		{"America/New_York", "2026-11-02T11:59:59Z", "2026-W45", false},
		{"America/New_York", "2026-11-02T12:00:00Z", "2026-W45", true}, // and back
		{"UTC", "2024-12-30T07:00:00Z", "2025-W01", true},
		{"UTC", "2027-01-01T12:00:00Z", "2026-W53", true}, // ISO's years
		{"UTC", "2026-12-28T07:00:00Z", "2026-W53", true},
		{"UTC", "2027-01-04T07:00:00Z", "2027-W01", true}, // the last week and the first
		{"Pacific/Auckland", "2026-11-22T18:00:00Z", "2026-W48", true},
		{"Pacific/Auckland", "2026-11-22T17:59:59Z", "2026-W48", false}, // already Monday there
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		if week, due := DigestDue(now.In(zone(t, tt.zone))); week != tt.week || due != tt.due {
			t.Errorf("DigestDue(%s in %s) = %s, %t, want %s, %t", tt.now, tt.zone, week, due, tt.week, tt.due)
		}
	}
}
