package assessment

import (
	"slices"
	"time"
)

// How long a one-time code of a contact lives, how many wrong tries it outlives, and how many codes are sent to one
// recipient. Whoever holds the link and not the mailbox gets 12 codes a day and 5 tries at each: 60 tries a day, 1,800 in
// 30 days, each at one of a million codes. They hit one with a chance below 0.2 percent in these 30 days, while the
// recipient gets 360 mails with codes that they did not ask for.
const (
	CodeLife     = 10 * time.Minute
	CodeTries    = 5
	CodesPerHour = 5
	CodesPerDay  = 12
)

// CodeGuesses are the codes that were sent to one recipient and the tries at the newest, which is the only one that counts.
// Times are microseconds since 1970, as the store keeps them. The zero value is a recipient who got none yet.
//
// To try, count the try by Wrong and save it before the code is looked at, so that many at the same time cannot all be the
// first; take it back by Right where the code is the one.
type CodeGuesses struct {
	Times  []int64 `json:"times,omitempty"`  // when codes were sent in the day before the newest, the oldest first
	Failed int     `json:"failed,omitempty"` // wrong tries at the newest
	Spent  bool    `json:"spent,omitempty"`  // the newest was used
}

// MayTry reports whether a try at the newest code is looked at. If not, that code is over and another has to be sent.
func (g CodeGuesses) MayTry(now time.Time) bool {
	return len(g.Times) > 0 && !g.Spent && g.Failed < CodeTries && now.Before(g.Ends())
}

// Ends gives when the newest code is over by its age, and the zero time where none was sent.
func (g CodeGuesses) Ends() time.Time {
	if len(g.Times) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(g.Times[len(g.Times)-1]).Add(CodeLife)
}

// Wrong counts a try at the newest code that failed. Where no try is let through it changes nothing.
func (g CodeGuesses) Wrong(now time.Time) CodeGuesses {
	if g.MayTry(now) {
		g.Failed++
	}
	return g
}

// Right takes note that the newest code was used: it opens nothing any more. The codes that were sent still count.
func (g CodeGuesses) Right() CodeGuesses {
	g.Failed, g.Spent = 0, true
	return g
}

// MaySend reports whether another code may be sent.
func (g CodeGuesses) MaySend(now time.Time) bool { return !now.Before(g.SendFrom()) }

// SendFrom gives from when on another code may be sent; a time in the past means now.
func (g CodeGuesses) SendFrom() time.Time {
	hour, day := g.room(CodesPerHour, time.Hour), g.room(CodesPerDay, 24*time.Hour)
	if hour.After(day) {
		return hour
	}
	return day
}

// room gives when fewer than so many codes were sent in the time before.
func (g CodeGuesses) room(most int, within time.Duration) time.Time {
	if len(g.Times) < most {
		return time.Time{}
	}
	return time.UnixMicro(g.Times[len(g.Times)-most]).Add(within)
}

// Sent takes note that a code was sent, which ends the one before. It is only to be called when one may be sent.
func (g CodeGuesses) Sent(now time.Time) CodeGuesses {
	times := append(slices.Clone(g.Times), now.UnixMicro())
	slices.Sort(times) // a server whose clock is behind must not make an old code of a new one
	if len(times) > CodesPerDay {
		times = times[len(times)-CodesPerDay:] // no more are needed to know when the next may be sent
	}
	return CodeGuesses{Times: times}
}

// How many wrong tries at a passphrase in a row are free of a wait, and how many end it. Twenty tries at one of 2^40
// passphrases hit it with a chance below one in 50 billion.
const (
	PassphraseFree  = 4
	PassphraseTries = 20
)

// passphraseWaits are those after the wrong tries that are not free; the last is that of all further ones.
var passphraseWaits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// PassphraseGuesses are the tries at the passphrase of one recipient that failed in a row. The zero value is that of a new
// passphrase. Tries are counted and taken back as with [CodeGuesses].
type PassphraseGuesses struct {
	Failed int   `json:"failed,omitempty"`
	Last   int64 `json:"last,omitempty"` // when the last one was made, in microseconds since 1970
}

// MayTry reports whether a try is looked at.
func (g PassphraseGuesses) MayTry(now time.Time) bool { return !g.Dead() && !now.Before(g.Until()) }

// Dead reports whether the passphrase opens nothing any more, until the manager makes another.
func (g PassphraseGuesses) Dead() bool { return g.Failed >= PassphraseTries }

// Until gives the time before which no try is looked at: from the fifth wrong one on 1, 5 and 15 minutes and then always an
// hour after the last. It is the zero time where none has to wait.
func (g PassphraseGuesses) Until() time.Time {
	if g.Failed <= PassphraseFree {
		return time.Time{}
	}
	step := min(g.Failed-PassphraseFree, len(passphraseWaits)) - 1
	return time.UnixMicro(g.Last).Add(passphraseWaits[step])
}

// Wrong counts a try that failed. Where no try is let through it changes nothing.
func (g PassphraseGuesses) Wrong(now time.Time) PassphraseGuesses {
	if g.MayTry(now) {
		g.Failed, g.Last = g.Failed+1, now.UnixMicro()
	}
	return g
}

// Right takes note that the passphrase was typed as it is, after which wrong tries are counted anew.
func (g PassphraseGuesses) Right() PassphraseGuesses { return PassphraseGuesses{} }
