package main

import (
	"slices"
	"testing"
	"time"
)

func TestSuperfluous(t *testing.T) {
	for _, test := range []struct {
		name, keep string
		made, want []string // moments as in names
	}{
		{"nothing", "7d,5w,12m", nil, nil},
		{"the newest stays whatever the policy", "0d,0w,0m", []string{"20261101T000000Z", "20261102T000000Z"}, []string{"20261101T000000Z"}},
		{"the newest of a day", "2d,0w,0m", []string{"20261127T010000Z", "20261127T230000Z", "20261128T010000Z", "20261128T020000Z"}, []string{"20261128T010000Z", "20261127T010000Z"}},
		{"days in which there is one", "2d,0w,0m", []string{"20260101T000000Z", "20260201T000000Z", "20261128T000000Z"}, []string{"20260101T000000Z"}},
		{"weeks begin on Monday", "0d,2w,0m", []string{"20261122T100000Z", "20261123T100000Z", "20261128T100000Z"}, []string{"20261123T100000Z"}},
		{"a week over the new year", "0d,2w,0m", []string{"20261227T100000Z", "20261231T100000Z", "20270101T100000Z"}, []string{"20261231T100000Z"}},
		{"the same week of another year", "0d,3w,0m", []string{"20251128T100000Z", "20261128T100000Z"}, nil},
		{"months", "0d,0w,2m", []string{"20260930T100000Z", "20261001T100000Z", "20261031T100000Z", "20261101T100000Z"}, []string{"20261001T100000Z", "20260930T100000Z"}},
		{"each span keeps its own", "1d,2w,3m", []string{"20260901T000000Z", "20261015T000000Z", "20261110T000000Z", "20261120T000000Z", "20261128T000000Z"}, []string{"20261110T000000Z"}},
		{"a leap day", "2d,0w,1m", []string{"20280228T000000Z", "20280229T000000Z", "20280229T120000Z"}, []string{"20280229T000000Z"}},
	} {
		policy, err := parseKeep(test.keep)
		if err != nil {
			t.Fatal(err)
		}
		var made []time.Time
		for _, text := range test.made {
			made = append(made, momentOf(t, text))
		}
		var got []string
		for _, gone := range policy.superfluous(made) {
			got = append(got, gone.Format(backupTime))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v are superfluous, want %v", test.name, got, test.want)
		}
	}
}

// TestYearsOfBackups makes one a day for three years and keeps by the usual policy: never more than it says, never a gap.
func TestYearsOfBackups(t *testing.T) {
	policy := keepPolicy{7, 5, 12}
	var held []time.Time
	for day := range 3 * 365 {
		held = append(held, time.Date(2026, 1, 1+day, 3, 0, 0, 0, time.UTC))
		gone := policy.superfluous(held)
		held = slices.DeleteFunc(held, func(at time.Time) bool { return slices.Contains(gone, at) })
	}
	if len(held) < 19 || len(held) > 24 {
		t.Errorf("%d backups are held, want about 7+4+11", len(held))
	}
	if oldest := held[0]; oldest.After(held[len(held)-1].AddDate(0, -10, 0)) {
		t.Errorf("the oldest is of %s", oldest)
	}
}

func momentOf(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(backupTime, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseKeep(t *testing.T) {
	for text, good := range map[string]bool{
		"7d,5w,12m": true, "0d,0w,0m": true, "": false, "7d": false, "12m,5w,7d": false, "-1d,5w,12m": false, "7d,5w,12m,1y": false, "99999d,1w,1m": false,
	} {
		if _, err := parseKeep(text); (err == nil) != good {
			t.Errorf("parseKeep(%q) = %v, want good %v", text, err, good)
		}
	}
}

func TestBackupName(t *testing.T) {
	at := time.Date(2026, 11, 28, 10, 15, 0, 0, time.UTC)
	if got := backupName(at.In(time.FixedZone("EST", -5*3600))); got != "safeguard-20261128T101500Z.age" {
		t.Errorf("backupName = %q", got)
	}
	if got, ok := parseBackupName("safeguard-20261128T101500Z.age"); !ok || !got.Equal(at) {
		t.Errorf("parseBackupName = %v, %v", got, ok)
	}
	for _, name := range []string{"", "safeguard.age", "safeguard-20261328T101500Z.age", "safeguard-20261128T101500Z.age.1", "my-safeguard-20261128T101500Z.age", "safeguard-20261128T101500.5.age", "safeguard-20261128T101500Z.txt"} {
		if _, ok := parseBackupName(name); ok {
			t.Errorf("%q passes for a scheduled backup", name)
		}
	}
}

func TestBackupDue(t *testing.T) {
	now := time.Date(2026, 11, 28, 10, 15, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, test := range []struct {
		name             string
		succeeded, begun time.Time
		every            time.Duration
		want             bool
	}{
		{"the first", time.Time{}, time.Time{}, 24 * time.Hour, true},
		{"the last was good and is young", ago(23 * time.Hour), ago(23 * time.Hour), 24 * time.Hour, false},
		{"the last was good and is old", ago(24 * time.Hour), ago(24 * time.Hour), 24 * time.Hour, true},
		{"one just began", time.Time{}, ago(59 * time.Minute), 24 * time.Hour, false},
		{"one failed an hour ago", ago(25 * time.Hour), ago(time.Hour), 24 * time.Hour, true},
		{"one failed, and they are frequent", ago(time.Hour), ago(30 * time.Minute), 30 * time.Minute, true},
		{"the clock was set back", ago(-time.Hour), ago(-time.Hour), 30 * time.Minute, false},
	} {
		if got := backupDue(now, test.succeeded, test.begun, test.every); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
