package assessment

import (
	"fmt"
	"time"
)

// Date is a day of the calendar without a time of day, since the law and its evidence count in days.
// The zero Date means "not set".
type Date struct {
	year  int
	month time.Month
	day   int
}

// NewDate gives the day of that year, month and day of the month.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf gives the day of a moment, in the time zone that the moment carries.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero reports whether the date is not set.
func (d Date) IsZero() bool { return d == Date{} }

// Time gives the first moment of the day in UTC, and the zero time for the zero date.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

// Before reports whether d lies before other. The zero date lies before every other.
func (d Date) Before(other Date) bool { return d.Time().Before(other.Time()) }

// After reports whether d lies after other.
func (d Date) After(other Date) bool { return other.Before(d) }

// AddYears gives the same day that many years later, or earlier when negative.
func (d Date) AddYears(years int) Date { return DateOf(d.Time().AddDate(years, 0, 0)) }

// AddDays gives the day that many days later.
func (d Date) AddDays(days int) Date { return DateOf(d.Time().AddDate(0, 0, days)) }

// DaysUntil counts the days from d to other; it is negative when other lies before d.
func (d Date) DaysUntil(other Date) int {
	return int(other.Time().Sub(d.Time()) / (24 * time.Hour))
}

// String gives the date as 2026-11-23, and "" when it is not set.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Long gives the date as people in the United States write it: November 23, 2026.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("January 2, 2006")
}

// Short gives the date for a table: Nov 23, 2026.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("Jan 2, 2006")
}

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date written as 2026-11-23; no text is "not set". The years 1900 to 2200 are understood.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return fmt.Errorf("%q is not a day of the calendar, written like 2026-11-23", text)
	}
	*d = DateOf(t)
	return nil
}
