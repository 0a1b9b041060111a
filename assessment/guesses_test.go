package assessment

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"
)

var guessing = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// sentAt is what is known of a recipient to whom codes were sent so many minutes after noon.
func sentAt(minutes ...int) CodeGuesses {
	var g CodeGuesses
	for _, m := range minutes {
		g = g.Sent(guessing.Add(time.Duration(m) * time.Minute))
	}
	return g
}

func wrong(g CodeGuesses, times int, at time.Duration) CodeGuesses {
	for range times {
		g = g.Wrong(guessing.Add(at))
	}
	return g
}

func TestCodeMayTry(t *testing.T) {
	for _, tt := range []struct {
		name  string
		g     CodeGuesses
		after time.Duration
		want  bool
	}{
		{"none sent", CodeGuesses{}, 0, false},
		{"at once", sentAt(0), 0, true},
		{"just before the end", sentAt(0), CodeLife - time.Microsecond, true},
		{"at the end", sentAt(0), CodeLife, false},
		{"after four wrong", wrong(sentAt(0), 4, 0), time.Minute, true},
		{"after five wrong", wrong(sentAt(0), 5, 0), time.Minute, false},
		{"after more than five", wrong(sentAt(0), 50, 0), time.Minute, false},
		{"five wrong and another code", wrong(sentAt(0), 5, 0).Sent(guessing.Add(time.Minute)), 2 * time.Minute, true},
		{"the age of the newest counts", sentAt(0, 9), 15 * time.Minute, true},
		{"used", sentAt(0).Right(), time.Second, false},
		{"used after a wrong try", wrong(sentAt(0), 1, 0).Right(), time.Second, false},
		{"used and another code", sentAt(0).Right().Sent(guessing.Add(time.Minute)), 2 * time.Minute, true},
		{"used before one was sent", CodeGuesses{}.Right(), 0, false},
		{"sent by a server whose clock is ahead", sentAt(2), 0, true},
	} {
		if got := tt.g.MayTry(guessing.Add(tt.after)); got != tt.want {
			t.Errorf("%s: MayTry = %t, want %t", tt.name, got, tt.want)
		}
	}
	if g := wrong(sentAt(0), 3, CodeLife); g.Failed != 0 {
		t.Errorf("tries at a code that is over count: %d", g.Failed)
	}
}

func TestCodeMaySend(t *testing.T) {
	every130 := []int{0, 130, 260, 390, 520, 650, 780, 910, 1040, 1170, 1300, 1430} // twelve, the last just before the day is over
	for _, tt := range []struct {
		name  string
		g     CodeGuesses
		after time.Duration
		want  bool
	}{
		{"none sent", CodeGuesses{}, 0, true},
		{"one sent just now", sentAt(0), 0, true},
		{"four in an hour", sentAt(0, 1, 2, 3), 4 * time.Minute, true},
		{"five in an hour", sentAt(0, 1, 2, 3, 4), 59 * time.Minute, false},
		{"five, and the first an hour ago", sentAt(0, 1, 2, 3, 4), time.Hour, true},
		{"six, and only the first an hour ago", sentAt(0, 1, 2, 3, 4, 60), 60 * time.Minute, false},
		{"eleven in a day", sentAt(every130[:11]...), 1431 * time.Minute, true},
		{"twelve in a day", sentAt(every130...), 1439 * time.Minute, false},
		{"twelve, and the first a day ago", sentAt(every130...), 24 * time.Hour, true},
		{"thirteen, and the first a day ago", sentAt(append(every130, 1440)...), 1441 * time.Minute, false},
		{"used codes count", sentAt(0, 1, 2, 3, 4).Right(), 10 * time.Minute, false},
	} {
		now := guessing.Add(tt.after)
		if got := tt.g.MaySend(now); got != tt.want {
			t.Errorf("%s: MaySend = %t, want %t", tt.name, got, tt.want)
		}
		if from := tt.g.SendFrom(); from.After(now) == tt.want || !tt.g.MaySend(from) || tt.g.MaySend(from.Add(-time.Microsecond)) && !from.IsZero() {
			t.Errorf("%s: SendFrom = %v, which is not when one may be sent", tt.name, from)
		}
	}
}

// TestCodeSentIsApart: what is known before is not changed by what follows from it.
func TestCodeSentIsApart(t *testing.T) {
	before := sentAt(0, 1)
	one, other := before.Sent(guessing.Add(2*time.Minute)), before.Sent(guessing.Add(3*time.Minute))
	if !reflect.DeepEqual(before, sentAt(0, 1)) || !reflect.DeepEqual(one, sentAt(0, 1, 2)) || !reflect.DeepEqual(other, sentAt(0, 1, 3)) {
		t.Errorf("got %v, %v and %v", before, one, other)
	}
	roomy := CodeGuesses{Times: make([]int64, 1, 8)}
	if one, _ = roomy.Sent(guessing), roomy.Sent(guessing.Add(time.Minute)); one.Times[1] != guessing.UnixMicro() {
		t.Errorf("what follows later changes what followed before to %v", one)
	}
	if g := sentAt(5, 3); !g.Ends().Equal(guessing.Add(15 * time.Minute)) {
		t.Errorf("the codes end at %v", g.Ends())
	}
}

// TestCodesGuessed lets somebody who holds a link make 10,000 guesses as fast as they are let for 30 days, and works out
// how likely one of them hits.
func TestCodesGuessed(t *testing.T) {
	const days, wanted = 30, 10_000
	var g CodeGuesses
	tries, sent := 0, 0
	for now := guessing; now.Before(guessing.AddDate(0, 0, days)) && tries < wanted; now = now.Add(time.Minute) {
		for tries < wanted && (g.MayTry(now) || g.MaySend(now)) {
			if !g.MayTry(now) {
				g, sent = g.Sent(now), sent+1
			}
			g, tries = g.Wrong(now), tries+1
		}
	}
	if tries != 1800 || sent != 360 {
		t.Errorf("%d tries at %d codes in %d days, want 1,800 at 360", tries, sent, days)
	}
	// Each code is drawn anew, and five different guesses at it hit with a chance of five in a million.
	if chance := 1 - math.Pow(1-CodeTries/float64(codes), float64(sent)); chance >= 0.002 || chance < 0.0017 {
		t.Errorf("the chance to hit a code is %v, want just below 0.002", chance)
	}
}

func TestPassphraseWaits(t *testing.T) {
	now := guessing
	var g PassphraseGuesses
	for i, minutes := range []int{0, 0, 0, 0, 1, 5, 15, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60} {
		if g = g.Wrong(now); g.Failed != i+1 || g.Dead() {
			t.Fatalf("try %d is counted as %d, dead %t", i+1, g.Failed, g.Dead())
		}
		wait := time.Duration(minutes) * time.Minute
		if wait > 0 && g.MayTry(now.Add(wait-time.Microsecond)) || !g.MayTry(now.Add(wait)) {
			t.Errorf("after %d wrong tries the next is let through at %v, want after %v", i+1, g.Until(), wait)
		}
		if wait > 0 && g.Wrong(now.Add(wait/2)) != g {
			t.Errorf("a try that is not let through after %d wrong ones is counted", i+1)
		}
		now = now.Add(wait)
	}
	if g = g.Wrong(now); !g.Dead() || g.MayTry(now.AddDate(10, 0, 0)) || g.Wrong(now.AddDate(10, 0, 0)) != g {
		t.Errorf("after %d wrong tries the passphrase lives", g.Failed)
	}
	if took := now.Sub(guessing); took != 741*time.Minute {
		t.Errorf("twenty tries took %v", took)
	}
	if chance := PassphraseTries / math.Pow(float64(len(spokenWords)), PassphraseWords); chance >= 1/50e9 {
		t.Errorf("twenty tries hit with a chance of %v", chance)
	}
}

func TestPassphraseRight(t *testing.T) {
	g := PassphraseGuesses{Failed: 19, Last: guessing.UnixMicro()}.Right()
	if g != (PassphraseGuesses{}) || !g.MayTry(guessing) {
		t.Errorf("after the right passphrase %+v is left", g)
	}
}

func TestGuessesAsJSON(t *testing.T) {
	type both struct {
		Code       CodeGuesses
		Passphrase PassphraseGuesses
	}
	for _, want := range []both{
		{}, {wrong(sentAt(0, 1), 2, time.Minute), PassphraseGuesses{7, guessing.UnixMicro()}}, {Code: sentAt(0).Right()},
	} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got both
		if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s gives %+v, %v, want %+v", text, got, err, want)
		}
	}
}
