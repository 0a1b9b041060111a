package assessment

import (
	"fmt"
	"slices"
	"time"
)

// ReminderHour is the hour of the client's day from which on a reminder goes.
const ReminderHour = 9

// DigestHour is the hour of the manager's Monday from which on the digest of a week goes.
const DigestHour = 7

// What a schedule of reminders may hold at most.
const (
	longestReminderDays = 30
	mostRemindersBefore = 5
	mostRemindersAfter  = 10
)

// Where a share has no day by which it is due, it is called to mind so often.
const (
	openReminderDays = 7
	openReminders    = 4
)

// lateReminderDays is how many days after its own a reminder still goes that nobody was there to send: one of Friday goes
// on Monday.
const lateReminderDays = 3

// Reminders is when the contacts of a client are reminded of what was shared with them. The zero value is the default of
// [Reminders.OrDefault]; any other is taken as it stands, so that only Off says that none go. Days are those of the calendar. A reminder before the due day that
// falls on a weekend goes on the Friday before, and one after it on the Monday after.
type Reminders struct {
	Before []int `json:"before,omitempty"` // how many days before the due day
	First  int   `json:"first,omitempty"`  // how many days after the due day the first of the later ones goes
	Every  int   `json:"every,omitempty"`  // how many days lie between the later ones
	Times  int   `json:"times,omitempty"`  // how many later ones go at most; 0 is none
	Off    bool  `json:"off,omitempty"`    // none go at all
}

// OrDefault gives the schedule, and where none is set the default: 3 days and 1 day before the due day, 1 day after it and
// then every 4 days, at most 4 times.
func (r Reminders) OrDefault() Reminders {
	if len(r.Before) == 0 && r.First == 0 && r.Every == 0 && r.Times == 0 && !r.Off {
		return Reminders{Before: []int{3, 1}, First: 1, Every: 4, Times: 4}
	}
	return r
}

// Check says what in the schedule cannot be meant, with the names of form fields for paths. What does not count, such as
// the days between reminders where only one goes, is not looked at.
func (r Reminders) Check() []Problem {
	r = r.OrDefault()
	if r.Off {
		return nil
	}
	list := r.checkBefore()
	if r.Times < 0 || r.Times > mostRemindersAfter {
		list = append(list, Problem{"times", fmt.Sprintf("At most %d reminders go after the due day. Give a number from 0 to %d.", mostRemindersAfter, mostRemindersAfter)})
	}
	if r.Times > 0 && !reminderDays(r.First) {
		list = append(list, Problem{"first", fmt.Sprintf("The first reminder after the due day goes 1 to %d days after it. Give a number of days.", longestReminderDays)})
	}
	if r.Times > 1 && !reminderDays(r.Every) {
		list = append(list, Problem{"every", fmt.Sprintf("Reminders after the due day go every 1 to %d days. Give a number of days.", longestReminderDays)})
	}
	return list
}

func (r Reminders) checkBefore() []Problem {
	var list []Problem
	if len(r.Before) > mostRemindersBefore {
		list = append(list, Problem{"before", fmt.Sprintf("At most %d reminders go before the due day. Take some out.", mostRemindersBefore)})
	}
	seen := map[int]bool{}
	for _, days := range r.Before {
		switch {
		case !reminderDays(days):
			list = append(list, Problem{"before", fmt.Sprintf("A reminder goes 1 to %d days before the due day, not %d. Change the number.", longestReminderDays, days)})
		case seen[days]:
			list = append(list, Problem{"before", fmt.Sprintf("The number of days before the due day is there twice: %d. Take one out.", days)})
		}
		seen[days] = true
	}
	return list
}

func reminderDays(n int) bool { return n >= 1 && n <= longestReminderDays }

// Reminding is what decides, beside the schedule, when a recipient is reminded next. Days are those of the client's time
// zone.
type Reminding struct {
	Sent Date // when it was sent, or the due day was last moved and the recipient told
	Due  Date // by when it is due; zero where no day is set
	Last Date // when the last reminder went; zero where none did
	Done bool // everything is submitted, or the recipient is out of it
}

// NextReminder gives the day, today or later, on which the next reminder goes, and false where none does. It is never a
// Saturday or a Sunday, never the day of sending or one before it, and later than the last reminder. What could not be sent
// on its day goes late, up to three days, but two that wait go as one. When the due day is moved, the days around the new
// one count.
func NextReminder(r Reminders, at Reminding, today Date) (Date, bool) {
	r = r.OrDefault()
	if r.Off || at.Done || at.Sent.IsZero() {
		return Date{}, false
	}
	late := weekday(today, 1)
	for _, day := range r.days(at) {
		switch {
		case !day.After(at.Sent) || !day.After(at.Last):
		case !day.Before(today):
			return day, true
		case day.DaysUntil(late) <= lateReminderDays:
			return late, true
		}
	}
	return Date{}, false
}

// RemindOn reports whether a reminder goes on that day.
func RemindOn(r Reminders, at Reminding, day Date) bool {
	next, ok := NextReminder(r, at, day)
	return ok && next == day
}

// days gives the weekdays on which reminders go, the earliest first.
func (r Reminders) days(at Reminding) []Date {
	var list []Date
	if at.Due.IsZero() {
		for i := range openReminders {
			list = append(list, weekday(at.Sent.AddDays((i+1)*openReminderDays), 1))
		}
		return list
	}
	for _, n := range r.Before {
		list = append(list, weekday(at.Due.AddDays(-n), -1))
	}
	for i := range min(r.Times, mostRemindersAfter) {
		list = append(list, weekday(at.Due.AddDays(r.First+i*r.Every), 1))
	}
	slices.SortFunc(list, func(a, b Date) int { return a.Time().Compare(b.Time()) })
	return list
}

// weekday gives the day itself, or from a weekend the next weekday in that direction, 1 or -1.
func weekday(day Date, step int) Date {
	for weekend(day) {
		day = day.AddDays(step)
	}
	return day
}

func weekend(day Date) bool {
	d := day.Time().Weekday()
	return d == time.Saturday || d == time.Sunday
}

// RemindAt gives the moment of a day from which on a reminder goes: 9:00 by the clocks of that zone.
func RemindAt(day Date, zone *time.Location) time.Time {
	return time.Date(day.year, day.month, day.day, ReminderHour, 0, 0, 0, zone)
}

// DigestDue names the week of a moment by ISO 8601, such as 2026-W48, and reports whether the digest of that week is due: on
// Monday from 7:00 by the clocks of the zone that the moment carries. Where it could not go then, it is due on the other
// weekdays from 7:00 on too; the name of the week lets it go once.
func DigestDue(now time.Time) (week string, due bool) {
	year, n := now.ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, n), !weekend(DateOf(now)) && now.Hour() >= DigestHour
}
