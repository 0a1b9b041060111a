package assessment

import (
	"testing"
	"time"
)

func TestPenaltiesOn(t *testing.T) {
	for _, tt := range []struct {
		day  Date
		year int // 0 where none are known
	}{
		{NewDate(2025, time.November, 18), 0},
		{NewDate(2026, time.January, 27), 0},
		{NewDate(2026, time.January, 28), 2026},
		{NewDate(2026, time.November, 18), 2026},
	} {
		s, ok := PenaltiesOn(tt.day)
		if ok != (tt.year != 0) || s.Year != tt.year {
			t.Errorf("PenaltiesOn(%v) are those of %d, %v; want %d", tt.day, s.Year, ok, tt.year)
		}
	}
}

// TestPenaltiesRise: a tier is not below the one before it, no amount is over the cap, and schedules are in order.
func TestPenaltiesRise(t *testing.T) {
	var before Date
	for _, s := range penaltySchedules {
		if !before.Before(s.Effective) || s.Source == "" || len(s.Tiers) != 4 {
			t.Errorf("the schedule of %v is out of order or not whole", s.Effective)
		}
		before = s.Effective
		for i, tier := range s.Tiers {
			if tier.Least >= tier.Most || tier.Most > tier.Yearly || i > 0 && tier.Least <= s.Tiers[i-1].Least {
				t.Errorf("%v: %+v does not fit its neighbors", s.Effective, tier)
			}
		}
	}
}
