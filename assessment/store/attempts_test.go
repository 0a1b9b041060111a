package store

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestAttempts: a try is counted in every counter or in none, a success forgets those of the account and takes back one of a
// shared address, and nothing tells from the table whose they are.
func TestAttempts(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		account, other := AccountCounter("dana@northwind.test"), AccountCounter("sam@riverside.test")
		address := Counter{Kind: "address", Of: "198.51.100.7", Free: 8, Shared: true}
		try := func(want bool, counters ...Counter) {
			t.Helper()
			if got, err := o.BeginAttempt(t.Context(), counters...); err != nil || got != want {
				t.Fatalf("a try is let through: %v, %v, want %v", got, err, want)
			}
		}
		failed := func(c Counter, want int) {
			t.Helper()
			if n := o.count(`SELECT COALESCE(max(failed), 0) FROM attempts WHERE mac = $1`, o.counter(c)); n != want {
				t.Errorf("%d tries of the %s count, want %d", n, c.Kind, want)
			}
		}
		for range assessment.FreeAttempts {
			try(true, account, address)
		}
		try(false, AccountCounter(" Dana@Northwind.test "), address)
		failed(account, 5)
		failed(address, 5) // the one that was not let through does not count
		try(true, other, address)
		o.must(o.AttemptSucceeded(t.Context(), other, address))
		failed(other, 0)
		failed(address, 5)
		o.clock.set(o.clock.now().Add(31 * time.Second))
		try(true, account, address)
		failed(account, 6)
		if n := o.count(`SELECT count(*) FROM attempts WHERE mac LIKE '%dana%' OR mac LIKE '%198%' AND length(mac) <> 64`); n != 0 {
			t.Error("the table tells an address")
		}
	})
}

// TestAttemptsAtOnce: of many tries at the same time only the free ones are let through.
func TestAttemptsAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		var open atomic.Int64
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				through, err := o.BeginAttempt(t.Context(), AccountCounter("dana@northwind.test"), Counter{Kind: "address", Of: "198.51.100.7", Free: 50, Shared: true})
				if err != nil {
					t.Error(err)
				}
				if through {
					open.Add(1)
				}
			})
		}
		wg.Wait()
		if n := open.Load(); n != assessment.FreeAttempts {
			t.Errorf("%d tries of 30 are let through, want %d", n, assessment.FreeAttempts)
		}
	})
}

func TestDevice(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	mark := o.NewDevice("u-manager")
	id, mac, _ := strings.Cut(mark, ".")
	for _, test := range []struct {
		name, user, mark string
		want             bool
	}{
		{"the person's own", "u-manager", mark, true},
		{"another's", "u-officer", mark, false},
		{"another id", "u-manager", "x" + mark, false},
		{"no MAC", "u-manager", id, false},
		{"an empty MAC", "u-manager", id + ".", false},
		{"a longer MAC", "u-manager", mark + "A", false},
		{"another MAC", "u-manager", id + "." + strings.Repeat("A", len(mac)), false},
		{"nothing", "u-manager", "", false},
	} {
		if got, known := o.Device(test.user, test.mark); known != test.want || known && got != id {
			t.Errorf("%s: %q, %v, want %v", test.name, got, known, test.want)
		}
	}
	if o.NewDevice("u-manager") == mark {
		t.Error("two browsers have one mark")
	}
}
