package store

import (
	"errors"
	"testing"

	"safeguard/assessment"
)

// TestIdentities: an identity is one person's, a person has one at each provider, and only what was bound finds them.
func TestIdentities(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		const issuer = "https://id.test/tenant"
		bind := func(scope assessment.Scope, subject string) error {
			return o.Bind(t.Context(), scope, Identity{Issuer: issuer, Subject: subject, Email: scope.User + "@id.test"})
		}
		found := func(issuer, subject, want string) {
			t.Helper()
			u, err := o.UserByIdentity(t.Context(), issuer, subject)
			if u.ID != want || (err != nil) != (want == "") || err != nil && !errors.Is(err, assessment.ErrNotFound) {
				t.Errorf("%s at %s is %q, %v, want %q", subject, issuer, u.ID, err, want)
			}
		}
		found(issuer, "s-1", "")
		o.must(bind(o.officer, "s-1"))
		found(issuer, "s-1", o.officer.User)
		found("https://other.test", "s-1", "")
		found(issuer, "S-1", "")
		_, invalid := errors.AsType[*assessment.Invalid](bind(o.manager, "s-1"))
		if !invalid {
			t.Error("an identity was taken from who has it")
		}
		found(issuer, "s-1", o.officer.User)

		o.must(bind(o.officer, "s-2"))
		found(issuer, "s-1", "")
		found(issuer, "s-2", o.officer.User)
		i, err := o.IdentityOf(t.Context(), o.officer, o.officer.User, issuer)
		if err != nil || i.Subject != "s-2" || i.Email != "u-officer@id.test" {
			t.Errorf("the officer is %+v, %v", i, err)
		}
		wantErr(t, "another's identity", drop(o.IdentityOf(t.Context(), o.manager, o.officer.User, issuer)), assessment.ErrForbidden)
		o.must(o.Unbind(t.Context(), o.admin, o.officer.User, issuer))
		found(issuer, "s-2", "")
	})
}

// TestJoin: an invitation connects an account at a provider once, and one that is somebody else's leaves it.
func TestJoin(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		const issuer = "https://id.test/tenant"
		o.must(o.Bind(t.Context(), o.officer, Identity{Issuer: issuer, Subject: "s-1"}))
		link, err := o.Invite(t.Context(), o.admin, assessment.Account{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Manager}, nil)
		o.must(err)
		join := func(subject string) error {
			return drop(o.Join(t.Context(), "192.0.2.7", link.Token, Identity{Issuer: issuer, Subject: subject}))
		}
		if _, invalid := errors.AsType[*assessment.Invalid](join("s-1")); !invalid {
			t.Error("an identity was taken from who has it")
		}
		o.must(drop(o.LinkHolder(t.Context(), InviteLink, link.Token)))
		if n := together(t, 4, func() error { return join("s-2") }, assessment.ErrNotFound); n != 1 {
			t.Errorf("%d used one link at the same time", n)
		}
		if u, err := o.UserByIdentity(t.Context(), issuer, "s-2"); err != nil || u.Name != "Ina" || u.Password != "" {
			t.Errorf("who joined is %+v, %v", u, err)
		}
	})
}
