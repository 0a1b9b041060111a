package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
)

func factorCalls(o *office) map[string]call {
	member := verdict{nobody: assessment.ErrNotFound}
	app := func(ctx context.Context, scope assessment.Scope) (string, error) {
		return o.AddFactor(ctx, scope, Factor{Kind: FactorApp, Name: "Phone"})
	}
	return map[string]call{
		"Factors": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Factors(ctx, scope))
		}},
		"RecoveryLeft": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.RecoveryLeft(ctx, scope))
		}},
		"FactorCounts": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.FactorCounts(ctx, scope, o.officer.User))
		}},
		"AddFactor": {member, 1, func(ctx context.Context, scope assessment.Scope) error { return drop(app(ctx, scope)) }},
		"RemoveFactor": {member, 3, func(ctx context.Context, scope assessment.Scope) error {
			first, err := app(ctx, scope)
			if err != nil {
				return err
			}
			return errors.Join(drop(app(ctx, scope)), o.RemoveFactor(ctx, scope, first))
		}},
		"RemoveFactors": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.RemoveFactors(ctx, scope, o.officer.User)
		}},
		"SetRecoveryCodes": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetRecoveryCodes(ctx, scope, nil)
		}},
		"UseCode": {member, 1, func(ctx context.Context, scope assessment.Scope) error {
			_, err := o.UseCode(ctx, scope, func([]Factor) Shown { return Shown{} })
			if _, refused := errors.AsType[*CodeRefused](err); refused {
				return nil // the scope was no hindrance
			}
			return err
		}},
		"UsePasskey": {member, 2, func(ctx context.Context, scope assessment.Scope) error {
			f := Factor{Kind: FactorPasskey, CredID: []byte(o.NewID())}
			var err error
			if f.ID, err = o.AddFactor(ctx, scope, f); err != nil {
				return err
			}
			return o.UsePasskey(ctx, scope, f)
		}},
	}
}

// use types a code that match takes for what is shown.
func (o *office) use(shown Shown) (string, error) {
	return o.UseCode(o.t.Context(), o.officer, func([]Factor) Shown { return shown })
}

// TestCodesAreTakenOnce: the code of a time step, one of a step before, and a recovery code that was used let nobody in.
func TestCodesAreTakenOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		app, err := o.AddFactor(t.Context(), o.officer, Factor{Kind: FactorApp, Secret: "S", Counter: 10})
		o.must(err)
		others, err := o.AddFactor(t.Context(), o.manager, Factor{Kind: FactorApp, Secret: "S"})
		o.must(err)
		o.must(o.SetRecoveryCodes(t.Context(), o.officer, []string{"aaaaa-11111", "aaaaa-22222"}))
		o.must(o.SetRecoveryCodes(t.Context(), o.manager, []string{"bbbbb-11111"}))
		for _, tt := range []struct {
			name  string
			shown Shown
			way   string
		}{
			{"the step of the enrollment", Shown{App: app, Step: 10}, ""},
			{"the next", Shown{App: app, Step: 11}, "app"},
			{"again", Shown{App: app, Step: 11}, ""},
			{"the one before", Shown{App: app, Step: 10}, ""},
			{"two on", Shown{App: app, Step: 13}, "app"},
			{"another's app", Shown{App: others, Step: 99}, ""},
			{"a recovery code", Shown{Recovery: "aaaaa-11111"}, "recovery"},
			{"again", Shown{Recovery: "aaaaa-11111"}, ""},
			{"another's recovery code", Shown{Recovery: "bbbbb-11111"}, ""},
			{"the other", Shown{Recovery: "aaaaa-22222"}, "recovery"},
			{"nothing", Shown{}, ""},
		} {
			way, err := o.use(tt.shown)
			_, refused := errors.AsType[*CodeRefused](err)
			if way != tt.way || refused != (tt.way == "") {
				t.Errorf("%s: %q, %v, want %q", tt.name, way, err, tt.way)
			}
		}
		left, err := o.RecoveryLeft(t.Context(), o.officer)
		o.must(err)
		if left != 0 {
			t.Errorf("%d recovery codes are left, want none", left)
		}
		if n := o.count(`SELECT count(*) FROM events WHERE action = 'user.code-refused'`); n != 7 {
			t.Errorf("%d refusals are on record, want 7", n)
		}
	})
}

// TestGuessesWait: from the fifth wrong code in a row on none is looked at for a while, and the right one ends that.
func TestGuessesWait(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		app, err := o.AddFactor(t.Context(), o.officer, Factor{Kind: FactorApp, Secret: "S"})
		o.must(err)
		wrong := func(wait time.Duration, unread bool) {
			t.Helper()
			_, err := o.use(Shown{})
			refused, ok := errors.AsType[*CodeRefused](err)
			if !ok || refused.Unread != unread || (wait == 0) != refused.Until.IsZero() {
				t.Fatalf("a wrong code gives %v, want a wait of %v", err, wait)
			}
			if d := refused.Until.Sub(o.clock.now()) - wait; wait > 0 && d.Abs() > 5*time.Second {
				t.Errorf("the wait is off by %v", d)
			}
		}
		on := func(d time.Duration) { o.clock.set(o.clock.now().Add(d)) }
		for range 4 {
			wrong(0, false)
		}
		wrong(30*time.Second, false)
		wrong(30*time.Second, true)
		if _, err := o.use(Shown{App: app, Step: 5}); err == nil {
			t.Error("the right code is taken while none is looked at")
		}
		on(31 * time.Second)
		wrong(time.Minute, false)
		on(61 * time.Second)
		if way, err := o.use(Shown{App: app, Step: 5}); way != "app" || err != nil {
			t.Errorf("after the wait the right code gives %q, %v", way, err)
		}
		wrong(0, false)
	})
}

// TestGuessesAtOnce: however many codes come at the same time, only the free ones are looked at.
func TestGuessesAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _, _ = o.use(Shown{}) })
		}
		all.Wait()
		if n := o.count(`SELECT count(*) FROM events WHERE action = 'user.code-refused'`); n != 5 {
			t.Errorf("%d of 20 codes at once were looked at, want 5", n)
		}
	})
}

// TestFactorsAreKept: they are listed for their person alone, the last one stays, and an admin removes them all.
func TestFactorsAreKept(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		app, err := o.AddFactor(t.Context(), o.officer, Factor{Kind: FactorApp, Name: "Phone", Secret: "S"})
		o.must(err)
		wantInvalid(t, "the only factor", o.RemoveFactor(t.Context(), o.officer, app), "factors")
		key := Factor{Kind: FactorPasskey, Name: "Laptop", CredID: []byte{1, 2}, Credential: []byte(`{"a":1}`), Counter: 4}
		id, err := o.AddFactor(t.Context(), o.officer, key)
		o.must(err)
		_, err = o.AddFactor(t.Context(), o.manager, key)
		wantInvalid(t, "another's passkey", err, "passkey")
		wantErr(t, "another's factor", o.RemoveFactor(t.Context(), o.manager, app), assessment.ErrNotFound)
		o.must(o.RemoveFactor(t.Context(), o.officer, app))
		u, found, err := o.PasskeyOwner(t.Context(), []byte{1, 2})
		o.must(err)
		if u.ID != o.officer.User || found.ID != id || found.Name != "Laptop" || string(found.Credential) != `{"a":1}` {
			t.Errorf("the passkey is %+v of %s", found, u.ID)
		}
		_, _, err = o.PasskeyOwner(t.Context(), []byte{1})
		wantErr(t, "nobody's passkey", err, assessment.ErrNotFound)

		stay, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		wantErr(t, "of nobody", o.RemoveFactors(t.Context(), o.admin, "nobody"), assessment.ErrNotFound)
		o.must(o.RemoveFactors(t.Context(), o.admin, o.officer.User))
		list, err := o.Factors(t.Context(), o.officer)
		o.must(err)
		_, _, gone := o.Visitor(t.Context(), stay)
		if len(list) != 0 || !errors.Is(gone, assessment.ErrNotFound) {
			t.Errorf("%d factors are left, and the stay gives %v", len(list), gone)
		}
	})
}

// TestPasskeysCount: a count that does not grow is refused and recorded, but for passkeys that never count.
func TestPasskeysCount(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, tt := range []struct {
			from, to int64
			want     error
		}{{0, 0, nil}, {0, 1, nil}, {5, 6, nil}, {5, 5, assessment.ErrConflict}, {5, 4, assessment.ErrConflict}, {5, 0, assessment.ErrConflict}} {
			f := Factor{Kind: FactorPasskey, CredID: []byte{byte(tt.from), byte(tt.to)}, Counter: tt.from}
			var err error
			f.ID, err = o.AddFactor(t.Context(), o.officer, f)
			o.must(err)
			f.Counter = tt.to
			before := o.count(`SELECT count(*) FROM events WHERE action = 'user.passkey-refused'`)
			wantErr(t, "counting on", o.UsePasskey(t.Context(), o.officer, f), tt.want)
			if n := o.count(`SELECT count(*) FROM events WHERE action = 'user.passkey-refused'`) - before; (n == 1) != (tt.want != nil) {
				t.Errorf("%d to %d leaves %d refusals on record", tt.from, tt.to, n)
			}
		}
	})
}
