package store

import (
	"testing"
	"time"

	"safeguard/assessment"
)

// TestSignIns: a stay names its person until it is ended, by whom it may be ended, and each ends alone.
func TestSignIns(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		begin := func(scope assessment.Scope, in SignIn) string {
			t.Helper()
			id, err := o.BeginSignIn(t.Context(), scope, in)
			o.must(err)
			return id
		}
		there := func(id string, want bool) {
			t.Helper()
			_, _, err := o.Visitor(t.Context(), id)
			if want {
				o.must(err)
			} else {
				wantErr(t, "a stay that is over", err, assessment.ErrNotFound)
			}
		}
		desk := begin(o.officer, SignIn{Way: "password", From: "198.51.100.7", Agent: "Firefox"})
		phone := begin(o.officer, SignIn{Way: "passkey"})
		other := begin(o.manager, SignIn{})
		u, in, err := o.Visitor(t.Context(), desk)
		o.must(err)
		if u.Scope() != o.officer || in.Way != "password" || in.From != "198.51.100.7" || in.Agent != "Firefox" || o.clock.now().Sub(in.MadeAt) > time.Second {
			t.Errorf("the visitor is %+v by %+v", u, in)
		}

		wantErr(t, "ending another's stay", o.EndSignIn(t.Context(), o.manager, o.officer.User, desk), assessment.ErrForbidden)
		wantErr(t, "ending another's stay as one's own", o.EndSignIn(t.Context(), o.manager, o.manager.User, desk), assessment.ErrNotFound)
		o.must(o.EndSignIn(t.Context(), o.officer, o.officer.User, phone))
		wantErr(t, "ending it again", o.EndSignIn(t.Context(), o.officer, o.officer.User, phone), assessment.ErrNotFound)
		there(phone, false)
		there(desk, true)

		o.must(o.EndSignIns(t.Context(), o.admin, o.officer.User, ""))
		there(desk, false)
		there(other, true)
		kept := begin(o.officer, SignIn{})
		lost := begin(o.officer, SignIn{})
		o.must(o.SetPassword(t.Context(), o.officer, "$argon2id$new", kept))
		there(kept, true)
		there(lost, false)
	})
}

// TestSignInsAreListed: the list has what has not ended and was used since, and knows the last use to a minute.
func TestSignInsAreListed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		start := o.clock.now()
		first, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		second, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		use := func(after time.Duration) {
			t.Helper()
			o.clock.set(start.Add(after))
			_, _, err := o.Visitor(t.Context(), second)
			o.must(err)
		}
		list := func(since time.Duration, want map[string]time.Duration) {
			t.Helper()
			stays, err := o.SignIns(t.Context(), o.admin, o.officer.User, start.Add(since))
			o.must(err)
			got := map[string]time.Duration{}
			for _, in := range stays {
				got[in.ID] = in.SeenAt.Sub(start).Truncate(time.Second)
			}
			wantSame(t, "the stays", got, want)
		}
		use(seenEvery - time.Second)
		list(-time.Second, map[string]time.Duration{first: 0, second: 0})
		use(10 * time.Minute)
		list(-time.Second, map[string]time.Duration{first: 0, second: 10 * time.Minute})
		list(time.Second, map[string]time.Duration{second: 10 * time.Minute})
	})
}

// TestDisabledAreNotThere: who was disabled is out at once, and cannot come in.
func TestDisabledAreNotThere(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		if _, err := o.writer.ExecContext(t.Context(), `UPDATE users SET disabled = $1 WHERE id = $2`, true, o.officer.User); err != nil {
			t.Fatal(err)
		}
		_, _, err = o.Visitor(t.Context(), id)
		wantErr(t, "who is disabled", err, assessment.ErrNotFound)
		before := o.count(`SELECT count(*) FROM events`)
		_, err = o.BeginSignIn(t.Context(), o.officer, SignIn{})
		wantErr(t, "signing in once more", err, assessment.ErrNotFound)
		if n := o.count(`SELECT count(*) FROM events`); n != before {
			t.Error("a refused stay left an event")
		}
	})
}
