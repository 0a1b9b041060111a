package store

import (
	"testing"
	"time"

	"safeguard/assessment"
)

// TestLogos: a client's logo and the provider's are kept apart, another replaces one, and what was removed is not there.
func TestLogos(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		has := func(client, want string) {
			t.Helper()
			got, err := o.Logo(ctx, o.officer, client)
			if want == "" {
				wantErr(t, "the logo of "+client, err, assessment.ErrNotFound)
			} else if err != nil || string(got) != want {
				t.Errorf("the logo of %q is %q, %v, want %q", client, got, err, want)
			}
			named, err := o.Settings(ctx, SettingLogo, "gone")
			if o.must(err); client == "" && (named[SettingLogo] == "") != (want == "") {
				t.Errorf("the settings are %v with the logo %q", named, want)
			}
		}
		has("", "")
		has(o.client, "")
		o.must(o.SetLogo(ctx, o.admin, "", []byte("compass")))
		o.must(o.SetLogo(ctx, o.manager, o.client, []byte("tooth")))
		has("", "compass")
		has(o.client, "tooth")
		before := o.read(o.client)
		o.clock.set(o.clock.now().Add(time.Hour))
		o.must(o.SetLogo(ctx, o.manager, o.client, []byte("river")))
		has(o.client, "river")
		after := o.read(o.client)
		if before.LogoAt.IsZero() || !after.LogoAt.After(before.LogoAt) || after.Revision != before.Revision {
			t.Errorf("the logos were set at %v and %v, at revisions %d and %d", before.LogoAt, after.LogoAt, before.Revision, after.Revision)
		}
		for _, client := range []string{"", o.client} {
			o.must(o.RemoveLogo(ctx, o.admin, client))
			has(client, "")
			n := o.count(`SELECT count(*) FROM events`)
			o.must(o.RemoveLogo(ctx, o.admin, client))
			if more := o.count(`SELECT count(*) FROM events`) - n; more != 0 {
				t.Errorf("to remove no logo leaves %d events", more)
			}
		}
		o.must(o.VerifyAudit(ctx))
	})
}

// TestLogosOfOthers: the provider's logo is the admins' to change, and an archived client's is nobody's.
func TestLogosOfOthers(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	for who, scope := range map[string]assessment.Scope{"a manager": o.manager, "an officer": o.officer, "nobody": {}} {
		wantErr(t, who+" sets it", o.SetLogo(t.Context(), scope, "", []byte("compass")), assessment.ErrForbidden)
		wantErr(t, who+" removes it", o.RemoveLogo(t.Context(), scope, ""), assessment.ErrForbidden)
	}
	o.must(o.ArchiveClient(t.Context(), o.manager, o.client, true))
	wantErr(t, "of an archived client", o.SetLogo(t.Context(), o.manager, o.client, []byte("tooth")), ErrArchived)
	wantErr(t, "removed of an archived client", o.RemoveLogo(t.Context(), o.manager, o.client), ErrArchived)
}
