package assessment

import (
	"testing"
	"time"
)

// TestAttempts tries again as soon as it may, and looks how long each failure makes the next one wait.
func TestAttempts(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var a Attempts
	for i, want := range []time.Duration{
		0, 0, 0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute,
	} {
		if a = a.Begin(now, FreeAttempts); a.Failed != i+1 {
			t.Errorf("try %d is counted as %d", i+1, a.Failed)
		}
		if want == 0 && a.Locked(now) {
			t.Errorf("after %d failures the next try waits", i+1)
		}
		if want > 0 && (!a.Locked(now.Add(want-time.Second)) || a.Locked(now.Add(want))) {
			t.Errorf("after %d failures the next try waits until %v, want %v", i+1, a.Until.Sub(now), want)
		}
		now = now.Add(want)
	}
}

func TestAttemptsDecay(t *testing.T) {
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name  string
		after time.Duration
		want  int
	}{
		{"within a day", 24*time.Hour - time.Second, 10}, {"after a day", 24 * time.Hour, 1},
	} {
		a := Attempts{Failed: 9, Last: start, Until: start.Add(15 * time.Minute)}.Begin(start.Add(test.after), FreeAttempts)
		if a.Failed != test.want {
			t.Errorf("%s: %d failures count, want %d", test.name, a.Failed, test.want)
		}
	}
}

// TestAttemptsSucceeded: who signs in takes back their own try and no other, also the first that would have had to wait.
func TestAttemptsSucceeded(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, before := range []int{0, 3, 4, 5} {
		a := Attempts{Failed: before, Last: now}.Begin(now, FreeAttempts).Succeeded()
		if a.Failed != before || a.Locked(now) {
			t.Errorf("after %d failures and a success %d are left, locked %v", before, a.Failed, a.Locked(now))
		}
	}
	if a := (Attempts{}).Succeeded(); a.Failed != 0 {
		t.Errorf("a success leaves %d failures", a.Failed)
	}
}
