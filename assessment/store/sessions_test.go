package store

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/vault"
)

func TestSessionsEnd(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		sessions := o.Sessions()
		start := o.clock.now()
		find := func(token, want string) {
			t.Helper()
			got, found, err := sessions.FindCtx(t.Context(), token)
			if err != nil || found != (want != "") || string(got) != want {
				t.Errorf("session %s = %q, %v, %v, want %q", token, got, found, err, want)
			}
		}
		o.must(sessions.CommitCtx(t.Context(), "short", []byte("first"), time.Now().Add(time.Minute)))
		o.must(sessions.CommitCtx(t.Context(), "long", []byte("second"), time.Now().Add(time.Hour)))
		find("short", "first")
		find("none", "")
		o.must(sessions.CommitCtx(t.Context(), "short", []byte("changed"), time.Now().Add(2*time.Minute)))
		o.clock.set(start.Add(90 * time.Second))
		find("short", "changed")
		o.clock.set(start.Add(3 * time.Minute))
		find("short", "")
		find("long", "second")
		if n := o.count(`SELECT count(*) FROM sessions`); n != 2 {
			t.Errorf("%d sessions before the sweep, want 2", n)
		}
		ended := func(token, want string) {
			t.Helper()
			if got, err := sessions.Ended(t.Context(), token); string(got) != want || (want == "") != errors.Is(err, assessment.ErrNotFound) {
				t.Errorf("session %s held %q, %v, want %q", token, got, err, want)
			}
		}
		ended("short", "changed")
		ended("long", "")
		o.clock.set(start.Add(24 * time.Hour))
		o.must(sessions.CommitCtx(t.Context(), "long", []byte("second"), time.Now().Add(time.Hour)))
		o.must(sessions.Sweep(t.Context()))
		ended("short", "changed")
		o.clock.set(start.Add(24*time.Hour + 3*time.Minute))
		ended("short", "")
		o.must(sessions.Sweep(t.Context()))
		if n := o.count(`SELECT count(*) FROM sessions`); n != 1 {
			t.Errorf("%d sessions after the sweep, want 1", n)
		}
		o.must(sessions.DeleteCtx(t.Context(), "long"))
		find("long", "")
	})
}

// TestReadingWritesNoSession: of a session that stays the same, its end is moved twice a minute at most.
func TestReadingWritesNoSession(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		sessions := o.Sessions()
		start := o.clock.now()
		for _, test := range []struct {
			name  string
			after time.Duration
			body  string
			ends  time.Duration // after the start
		}{
			{"new", 0, "body", 15 * time.Minute},
			{"the same at once", time.Second, "body", 15 * time.Minute},
			{"the same later", Slack + time.Second, "body", Slack + time.Second + 15*time.Minute},
			{"another at once", Slack + 2*time.Second, "other", Slack + 2*time.Second + 15*time.Minute},
		} {
			o.clock.set(start.Add(test.after))
			o.must(sessions.CommitCtx(t.Context(), "token", []byte(test.body), time.Now().Add(15*time.Minute)))
			kept, err := sessions.find(t.Context(), "token")
			if off := kept.expires.Sub(start.Add(test.ends)).Abs(); err != nil || string(kept.body) != test.body || off > time.Second/2 {
				t.Errorf("%s: %q until %v, %v, want %q until %v", test.name, kept.body, kept.expires, err, test.body, start.Add(test.ends))
			}
		}
	})
}

func TestSessionIsSealed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		sessions := o.Sessions()
		body := []byte("what the session holds")
		for _, token := range []string{"one", "two"} {
			o.must(sessions.Commit(token, body, time.Now().Add(time.Hour)))
		}
		var kept []byte
		o.must(o.reader.QueryRowContext(t.Context(), `SELECT body FROM sessions WHERE token = 'one'`).Scan(&kept))
		if bytes.Contains(kept, body) {
			t.Error("the session is kept in clear text")
		}
		o.exec(`UPDATE sessions SET body = (SELECT s.body FROM sessions s WHERE s.token = 'one') WHERE token = 'two'`)
		_, found, err := sessions.Find("two")
		if found || !errors.Is(err, vault.ErrSealed) {
			t.Errorf("a session that was moved: found %v, error %v, want vault.ErrSealed", found, err)
		}
	})
}

// TestTroubleIsNotNothing: where the database does not answer, nothing is told to be missing. To take one for the other
// would sign everybody out, and open a year without what the last one answered.
func TestTroubleIsNotNothing(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for what, read := range map[string]func() error{
			"a session":     func() error { _, _, err := o.Sessions().FindCtx(ctx, "token"); return err },
			"a user":        func() error { _, err := o.UserByEmail(ctx, "admin@northwind.test"); return err },
			"a client":      func() error { _, err := o.Client(ctx, o.manager, o.client); return err },
			"an assessment": func() error { _, err := o.Assessment(ctx, o.manager, "a"); return err },
		} {
			if err := read(); !errors.Is(err, context.Canceled) || errors.Is(err, assessment.ErrNotFound) {
				t.Errorf("%s in a call that was canceled: error %v, want context.Canceled alone", what, err)
			}
		}
	})
}

// TestSweep deletes what is over of everything that ends by itself, and nothing else.
func TestSweep(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		start := o.clock.now()
		try := Counter{Kind: "account", Of: "dana", Free: 5}
		begin := func() {
			t.Helper()
			if _, err := o.BeginSignIn(t.Context(), o.manager, SignIn{}); err != nil {
				t.Fatal(err)
			}
		}
		left := func(when string, links, attempts, stays int) {
			t.Helper()
			o.must(o.Sessions().Sweep(t.Context()))
			got := []int{o.count(`SELECT count(*) FROM links`), o.count(`SELECT count(*) FROM attempts`), o.count(`SELECT count(*) FROM sign_ins`)}
			wantSame(t, when+": links, attempts and stays", got, []int{links, attempts, stays})
		}
		begin()
		_, err := o.BeginAttempt(t.Context(), try)
		o.must(err)
		_, err = o.MakeLink(t.Context(), o.admin, o.officer.User, nil)
		o.must(err)
		_, err = o.Invite(t.Context(), o.admin, assessment.Account{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Manager}, nil)
		o.must(err)
		left("at once", 2, 1, 1)
		o.clock.set(start.Add(25 * time.Hour))
		begin()
		left("after a day", 1, 0, 2)
		o.clock.set(start.Add(8 * 24 * time.Hour))
		left("after a week", 0, 0, 2)
		o.clock.set(start.Add(90*24*time.Hour + time.Hour))
		left("after 90 days", 0, 0, 1)
		if p, err := o.Person(t.Context(), o.admin, o.manager.User); err != nil || p.SignedInAt.IsZero() {
			t.Errorf("who signed in long ago is said to have done so %v, %v", p.SignedInAt, err)
		}
	})
}
