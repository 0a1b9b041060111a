package store

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// TestUnsaved: what was not saved is there for the person alone, the newest of each form; what was sent is not replaced by
// what is typed later, and takes the place of what was typed before.
func TestUnsaved(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		keep := func(scope assessment.Scope, action, note string, refused bool) {
			t.Helper()
			o.must(o.KeepUnsaved(t.Context(), scope, Unsaved{Action: action, Page: action + "?show=all", Refused: refused, Fields: url.Values{"note": {note}, "tick": {"a", "b"}}}))
		}
		list := func(scope assessment.Scope, want ...string) {
			t.Helper()
			forms, err := o.Unsaved(t.Context(), scope)
			o.must(err)
			got := []string{}
			for _, u := range forms {
				got = append(got, fmt.Sprint(u.Action, " ", u.Fields.Get("note"), " ", u.Refused))
				if u.Page != u.Action+"?show=all" || len(u.Fields["tick"]) != 2 || u.At.IsZero() {
					t.Errorf("kept as %+v", u)
				}
			}
			wantSame(t, "the forms", got, append([]string{}, want...))
		}
		keep(o.manager, "/a", "line one\r\nline two \xff", false)
		keep(o.manager, "/b", "first", false)
		list(o.manager, "/b first false", "/a line one\r\nline two \xff false")
		keep(o.manager, "/a", "more", false)
		list(o.manager, "/a more false", "/b first false")
		keep(o.manager, "/a", "sent", true)
		list(o.manager, "/a sent true", "/b first false")
		keep(o.manager, "/a", "typed later", false)
		list(o.manager, "/a typed later false", "/a sent true", "/b first false")
		list(o.officer)
		keep(o.officer, "/a", "another's", true)

		o.must(o.DropTyped(t.Context(), o.manager, "/a"))
		list(o.manager, "/a sent true", "/b first false")
		o.must(o.DropUnsaved(t.Context(), o.manager, "/a"))
		list(o.manager, "/b first false")
		list(o.officer, "/a another's true")
	})
}

// TestUnsavedIsBounded: one form, the number of forms, and how long they are kept.
func TestUnsavedIsBounded(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		start := o.clock.now()
		large := url.Values{"note": {strings.Repeat("x", LargestUnsaved-len("note="))}}
		o.must(o.KeepUnsaved(t.Context(), o.officer, Unsaved{Action: "/largest", Fields: large}))
		large.Set("note", large.Get("note")+"x")
		wantErr(t, "a form that is too large", o.KeepUnsaved(t.Context(), o.officer, Unsaved{Action: "/too-large", Fields: large}), ErrTooMuch)
		for i := range mostUnsaved + 3 {
			o.must(o.KeepUnsaved(t.Context(), o.manager, Unsaved{Action: fmt.Sprintf("/%d", i)}))
		}
		forms, err := o.Unsaved(t.Context(), o.manager)
		o.must(err)
		if len(forms) != mostUnsaved || forms[0].Action != fmt.Sprintf("/%d", mostUnsaved+2) || forms[len(forms)-1].Action != "/3" {
			t.Errorf("%d forms are kept, from %s to %s", len(forms), forms[len(forms)-1].Action, forms[0].Action)
		}
		swept := func(after time.Duration, want int) {
			t.Helper()
			o.clock.set(start.Add(after))
			o.must(o.Sessions().Sweep(t.Context()))
			if n := o.count(`SELECT count(*) FROM unsaved`); n != want {
				t.Errorf("%d forms are kept after %v, want %d", n, after, want)
			}
		}
		swept(unsavedLasts-time.Minute, mostUnsaved+1)
		swept(unsavedLasts+time.Minute, 0)
	})
}

// TestVisitorsHearOfWhatIsUnsaved: what they sent too late, and what they typed in an earlier stay; not what they type now.
func TestVisitorsHearOfWhatIsUnsaved(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		stay, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		hears := func(what, stay string, unsaved, told bool) {
			t.Helper()
			_, in, err := o.Visitor(t.Context(), stay)
			o.must(err)
			if in.Unsaved != unsaved || in.Typed.IsZero() == told {
				t.Errorf("%s: unsaved %v, typed %v, want %v and told %v", what, in.Unsaved, in.Typed, unsaved, told)
			}
		}
		hears("nothing", stay, false, false)
		o.must(o.KeepUnsaved(t.Context(), o.officer, Unsaved{Action: "/a"}))
		hears("typed now", stay, true, false)
		next, err := o.BeginSignIn(t.Context(), o.officer, SignIn{})
		o.must(err)
		hears("typed in an earlier stay", next, true, true)
		o.must(o.KeepUnsaved(t.Context(), o.officer, Unsaved{Action: "/a", Refused: true}))
		hears("sent too late", stay, true, true)
		other, err := o.BeginSignIn(t.Context(), o.manager, SignIn{})
		o.must(err)
		hears("another's", other, false, false)
		before := o.count(`SELECT seen_at FROM sign_ins WHERE id = $1`, stay)
		o.clock.set(o.clock.now().Add(time.Hour))
		if _, _, err := o.WhoWas(t.Context(), stay); err != nil || o.count(`SELECT seen_at FROM sign_ins WHERE id = $1`, stay) != before {
			t.Errorf("asking who was there notes that they are: %v", err)
		}
	})
}
