package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

// try tries to sign in, and fails the test where the answer is none of the two that there are.
func (b *browser) try(email, password string) (in bool) {
	b.t.Helper()
	switch a := b.post("/login", url.Values{"email": {email}, "password": {password}}); a.status {
	case http.StatusSeeOther:
		return true
	case http.StatusUnprocessableEntity:
		if !a.has(refused) {
			b.t.Errorf("who is refused is not told so:\n%s", short(a.body))
		}
		return false
	default:
		b.t.Fatalf("signing in gives %d\n%s", a.status, short(a.body))
		return false
	}
}

// TestLockout tries an account from one browser, in the order of the table, while the clock goes on.
func TestLockout(t *testing.T) {
	s := newSite(t)
	b := s.signIn("")
	const right = password
	for i, test := range []struct {
		wait     time.Duration
		password string
		want     bool
	}{
		{0, "wrong", false},
		{0, "wrong", false},
		{0, "wrong", false},
		{0, "wrong", false},
		{0, right, true}, // which forgets the tries before
		{0, "wrong", false},
		{0, "wrong", false},
		{0, "wrong", false},
		{0, "wrong", false},
		{0, "wrong", false},
		{0, right, false},
		{29 * time.Second, right, false},
		{time.Second, "wrong", false},
		{31 * time.Second, right, false}, // since that was the second delay, of a minute
		{30 * time.Second, "wrong", false},
		{2 * time.Minute, "wrong", false},
		{4 * time.Minute, "wrong", false},
		{8 * time.Minute, "wrong", false},
		{15 * time.Minute, "wrong", false},
		{15*time.Minute - time.Second, right, false},
		{time.Second, right, true}, // no delay is longer
	} {
		s.clock.Add(int64(test.wait.Seconds()))
		b.Jar = s.signIn("").Jar // a browser that nobody knows
		if got := b.try("manager@example.test", test.password); got != test.want {
			t.Fatalf("try %d, after %v: let in %v, want %v", i+1, test.wait, got, test.want)
		}
	}
}

// TestLockoutDecays: a day after the last failure they are forgotten.
func TestLockoutDecays(t *testing.T) {
	s := newSite(t)
	b := s.signIn("")
	fail := func(times int) {
		for range times {
			b.try("manager@example.test", "wrong")
		}
	}
	fail(5)
	s.clock.Add(int64((24 * time.Hour).Seconds()))
	fail(4)
	if !b.try("manager@example.test", password) {
		t.Error("failures of yesterday count")
	}
}

// TestKnownBrowserIsNotLockedOut: a flood from elsewhere locks who comes with a browser that nobody knows, and not the owner.
// The owner's own mistakes count as well, and a mark of somebody else or a forged one makes nobody known.
func TestKnownBrowserIsNotLockedOut(t *testing.T) {
	s := newSite(t)
	own, flood := s.signIn("manager"), s.signIn("")
	mark := own.cookie(deviceCookie)
	if mark == nil || s.signIn("officer").cookie(deviceCookie) == nil {
		t.Fatal("a browser that signed in is given no mark")
	}
	for range 8 {
		flood.try("manager@example.test", "wrong")
	}
	others := s.signIn("officer").cookie(deviceCookie).Value
	id, _, _ := strings.Cut(mark.Value, ".")
	for _, test := range []struct {
		name, mark string
		want       bool
	}{
		{"no mark", "", false},
		{"another person's", others, false},
		{"a forged one", id + ".AAAA", false},
		{"another id", "x" + mark.Value, false},
		{"the own", mark.Value, true},
	} {
		if got := s.marked(test.mark).try("manager@example.test", password); got != test.want {
			t.Errorf("with %s: let in %v, want %v", test.name, got, test.want)
		}
	}
	for range 5 {
		s.marked(mark.Value).try("manager@example.test", "wrong")
	}
	if s.marked(mark.Value).try("manager@example.test", password) {
		t.Error("a known browser may guess for ever")
	}
	if a := s.marked(mark.Value).get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("the mark alone opens /account with %d", a.status)
	}
}

// cookie gives a cookie of the browser, or nil.
func (b *browser) cookie(name string) *http.Cookie {
	b.t.Helper()
	at, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// marked gives a browser that has nothing but a mark.
func (s *site) marked(mark string) *browser {
	s.t.Helper()
	b := s.signIn("")
	at, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	b.Jar.SetCookies(at, []*http.Cookie{{Name: deviceCookie, Value: mark, Path: "/"}})
	return b
}

// TestAddressIsLockedOut: whoever tries one account after another is slowed down by the address, and no longer than others.
func TestAddressIsLockedOut(t *testing.T) {
	s := newSite(t)
	b := s.signIn("")
	for i := range assessment.FreeAttemptsAtAddress {
		b.try(string(rune('a'+i))+"@example.test", "wrong")
	}
	if b.try("officer@example.test", password) {
		t.Error("after many accounts another is let in from there")
	}
	s.clock.Add(31)
	if !b.try("officer@example.test", password) {
		t.Error("after the delay nobody is let in from there")
	}
}

// TestNothingTellsWhoIsHere: whatever is wrong, the page is the same to the letter, one hash is worked out, and one event is
// recorded where the try was let through.
func TestNothingTellsWhoIsHere(t *testing.T) {
	s := newSite(t)
	if _, err := s.store.Invite(t.Context(), s.admin, assessment.Account{Email: "invited@example.test", Name: "Ina", Role: assessment.Manager}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.store.DisableUser(t.Context(), s.admin, s.scope("officer").User); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		s.signIn("").try("admin@example.test", "wrong")
		s.signIn("").try("nobody@example.test", "wrong")
	}
	var page string
	for _, test := range []struct {
		name, email, password string
		events                int
	}{
		{"wrong", "manager@example.test", "wrong", 1},
		{"unknown", "stranger@example.test", "wrong", 1},
		{"disabled", "officer@example.test", password, 1},
		{"invited", "invited@example.test", "", 1},
		{"locked", "admin@example.test", password, 0},
		{"locked and unknown", "nobody@example.test", password, 0},
	} {
		hashes, events := s.app.hashes.Load(), s.events()
		a := s.signIn("").post("/login", url.Values{"email": {test.email}, "password": {test.password}})
		body := strings.ReplaceAll(a.body, test.email, "")
		if page == "" {
			page = body
		}
		if a.status != http.StatusUnprocessableEntity || body != page {
			t.Errorf("%s: %d and another page:\n%s", test.name, a.status, short(a.body))
		}
		if n := s.app.hashes.Load() - hashes; n != 1 {
			t.Errorf("%s: %d hashes, want 1", test.name, n)
		}
		if n := s.events() - events; n != test.events {
			t.Errorf("%s: %d events, want %d", test.name, n, test.events)
		}
	}
}

// TestBusy: who comes when too many wait for their turn is told to try again, and costs no try.
func TestBusy(t *testing.T) {
	s := newSite(t)
	s.app.waiting.Add(hashers + longestQueue)
	a := s.signIn("").post("/login", url.Values{"email": {"manager@example.test"}, "password": {"wrong"}})
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !a.has("try again in a few seconds") {
		t.Errorf("a full queue gives %d\n%s", a.status, short(a.body))
	}
	s.app.waiting.Add(-hashers - longestQueue)
	if !s.signIn("").try("manager@example.test", password) {
		t.Error("after the queue nobody is let in")
	}
}

// TestWhoGivesUpLeavesTheQueue: a browser that went away takes no turn.
func TestWhoGivesUpLeavesTheQueue(t *testing.T) {
	s := newSite(t)
	for range hashers {
		s.app.hashing <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.app.hashed(ctx, func() error { return errors.New("it had a turn") }); !errors.Is(err, context.Canceled) {
		t.Errorf("hashed = %v, want context.Canceled", err)
	}
	if n := s.app.waiting.Load(); n != 0 {
		t.Errorf("%d wait still", n)
	}
}

// TestManySignInsAreSmall: fifty people who sign in at the same time take no more memory than a small server has.
func TestManySignInsAreSmall(t *testing.T) {
	s := newSite(t)
	hash, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.ResetUser(t.Context(), s.admin, s.scope("manager").User, hash); err != nil {
		t.Fatal(err)
	}
	var peak uint64
	stop, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	user := s.scope("manager").User
	var wg sync.WaitGroup
	for range 50 {
		b := s.marked(s.store.NewDevice(user)) // each with a count of its own
		wg.Go(func() { b.try("manager@example.test", password) })
	}
	wg.Wait()
	close(stop)
	<-watched
	t.Logf("at most %d MB are in use", peak>>20)
	if peak > 150<<20 {
		t.Errorf("fifty people who sign in take %d MB, want at most 150", peak>>20)
	}
}
