package templates

import "safeguard/assessment"

// farOff is after how many days a day is told with its year, since its weekday and month could be read as those of another.
const farOff = 180

// DayWords gives a day as people say it, without its year: Friday, December 4. The zero date is "".
func DayWords(day assessment.Date) string {
	if day.IsZero() {
		return ""
	}
	return day.Time().Format("Monday, January 2")
}

// DayOn completes a sentence with a day, seen from today: "today", "tomorrow", "yesterday", or "on Friday, December 4", with
// the year where that is half a year away or more. The zero date is "".
func DayOn(day, today assessment.Date) string {
	if day.IsZero() {
		return ""
	}
	switch days := today.DaysUntil(day); {
	case days == -1:
		return "yesterday"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days >= farOff || days <= -farOff:
		return "on " + day.Time().Format("Monday, January 2, 2006")
	default:
		return "on " + DayWords(day)
	}
}

// DueOn says of one thing when it is due, seen from today: "due tomorrow", or "was due on Friday, December 4". It is "" where
// no day is set.
func DueOn(due, today assessment.Date) string {
	switch {
	case due.IsZero():
		return ""
	case due.Before(today):
		return "was due " + DayOn(due, today)
	default:
		return "due " + DayOn(due, today)
	}
}
