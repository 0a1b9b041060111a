package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// keepPolicy says how many backups stay: the newest of each of so many days, weeks (Monday to Sunday) and months. Only
// those count in which there is a backup, so a server that stood still for long loses none by that.
type keepPolicy struct{ days, weeks, months int }

var keepText = regexp.MustCompile(`^(\d{1,4})d,(\d{1,4})w,(\d{1,4})m$`)

// parseKeep reads a policy, such as 7d,5w,12m.
func parseKeep(text string) (keepPolicy, error) {
	m := keepText.FindStringSubmatch(text)
	if m == nil {
		return keepPolicy{}, fmt.Errorf("%q does not say how many backups to keep: write it such as 7d,5w,12m", text)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // up to four digits
	}
	return keepPolicy{n[0], n[1], n[2]}, nil
}

// superfluous gives those backups that a policy does not keep. Days are those of UTC, as in the names. The newest always
// stays.
func (k keepPolicy) superfluous(made []time.Time) []time.Time {
	newestFirst := slices.Clone(made)
	slices.SortFunc(newestFirst, func(a, b time.Time) int { return b.Compare(a) })
	keep := map[time.Time]bool{}
	if len(made) > 0 {
		keep[newestFirst[0]] = true
	}
	for _, span := range []struct {
		n  int
		of func(time.Time) string
	}{
		{k.days, func(t time.Time) string { return t.Format(time.DateOnly) }},
		{k.weeks, func(t time.Time) string { year, week := t.ISOWeek(); return fmt.Sprint(year, "-", week) }},
		{k.months, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := map[string]bool{}
		for _, t := range newestFirst {
			in := span.of(t.UTC())
			if !seen[in] && len(seen) < span.n {
				seen[in], keep[t] = true, true
			}
		}
	}
	return slices.DeleteFunc(newestFirst, func(t time.Time) bool { return keep[t] })
}

// backupTime is the time in the name of a scheduled backup, in UTC.
const backupTime = "20060102T150405Z"

// backupName names the backup of a moment.
func backupName(t time.Time) string { return "safeguard-" + t.UTC().Format(backupTime) + ".age" }

// parseBackupName gives the moment of a scheduled backup by the name of its file; other files are none.
func parseBackupName(name string) (time.Time, bool) {
	if len(name) != len(backupName(time.Time{})) {
		return time.Time{}, false
	}
	t, err := time.Parse("safeguard-"+backupTime+".age", name)
	return t, err == nil
}

// backupDue reports whether a scheduled backup is to be made now: the last good one was begun an interval ago, and the last
// try, which may have failed or still go on, is not just over.
func backupDue(now, succeeded, begun time.Time, every time.Duration) bool {
	return now.Sub(succeeded) >= every && now.Sub(begun) >= min(every, time.Hour)
}
