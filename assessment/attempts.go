package assessment

import "time"

// What signing in by trial costs. The tries that are free cover a person who mistypes; the delay makes guessing slow, and
// is bounded, so that nobody is shut out of their own work by somebody else's tries for longer than that.
const (
	firstDelay    = 30 * time.Second
	longestDelay  = 15 * time.Minute
	attemptsDecay = 24 * time.Hour // after which failures no longer count
)

// FreeAttempts are how many tries may fail in a day before the next has to wait: of one account, and of one browser that
// signed in to it before.
const FreeAttempts = 5

// FreeAttemptsAtAddress is the same of one network address, behind which a whole office may sit.
const FreeAttemptsAtAddress = 20

// Attempts are the tries to sign in that failed, of one account, one browser or one address.
type Attempts struct {
	Failed int
	Last   time.Time // when the last one was made
	Until  time.Time // until when no other is let through
}

// Locked reports whether no try is let through at that time.
func (a Attempts) Locked(now time.Time) bool { return now.Before(a.Until) }

// Begin counts a try as failed before it is known whether it does, so that many at the same time cannot all be the first.
// From the last of the free ones on, each makes the next one wait: 30 seconds, then twice as long each time, up to 15
// minutes. It is only to be called when the attempts are not locked.
func (a Attempts) Begin(now time.Time, free int) Attempts {
	if now.Sub(a.Last) >= attemptsDecay {
		a = Attempts{}
	}
	a.Failed++
	a.Last, a.Until = now, time.Time{}
	if a.Failed >= free {
		a.Until = now.Add(delay(a.Failed - free))
	}
	return a
}

// Succeeded takes back the try that turned out well, and with it the wait that it began.
func (a Attempts) Succeeded() Attempts {
	a.Failed = max(a.Failed-1, 0)
	a.Until = time.Time{}
	return a
}

// delay is how long the next try waits after so many that were not free.
func delay(more int) time.Duration {
	d := firstDelay
	for range more {
		if d *= 2; d >= longestDelay {
			return longestDelay
		}
	}
	return d
}

// Decayed gives the moment before which attempts count no more.
func Decayed(now time.Time) time.Time { return now.Add(-attemptsDecay) }
