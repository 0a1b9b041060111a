package store

import (
	"context"
	"testing"

	"safeguard/assessment"
)

// keeper keeps one kind of record, so that all kinds go through the same test.
type keeper struct {
	save   func(context.Context, assessment.Scope, string, string, int, string) (string, error) // id, revision, text
	remove func(context.Context, assessment.Scope, string, string, int) error
	list   func(context.Context, assessment.Scope, string) ([]Record[string], error)
}

func keepers(s *Store) map[string]keeper {
	return map[string]keeper{
		"asset": {
			func(ctx context.Context, scope assessment.Scope, client, id string, revision int, text string) (string, error) {
				r := Record[assessment.Asset]{ID: id, Revision: revision, Value: assessment.Asset{Name: text, Kind: assessment.Laptop}}
				ids, err := s.SaveAssets(ctx, scope, client, r)
				return first(ids), err
			}, s.RemoveAsset, textsOf(s.Assets, func(a assessment.Asset) string { return a.Name }),
		},
		"vendor": {
			func(ctx context.Context, scope assessment.Scope, client, id string, revision int, text string) (string, error) {
				return s.SaveVendor(ctx, scope, client, Record[assessment.Vendor]{ID: id, Revision: revision, Value: assessment.Vendor{Name: text}})
			}, s.RemoveVendor, textsOf(s.Vendors, func(v assessment.Vendor) string { return v.Name }),
		},
		"incident": {
			func(ctx context.Context, scope assessment.Scope, client, id string, revision int, text string) (string, error) {
				return s.SaveIncident(ctx, scope, client, Record[assessment.Event]{ID: id, Revision: revision, Value: assessment.Event{What: text}})
			}, s.RemoveIncident, textsOf(s.Incidents, func(e assessment.Event) string { return e.What }),
		},
		"proof": {
			func(ctx context.Context, scope assessment.Scope, client, id string, revision int, text string) (string, error) {
				return s.SaveProof(ctx, scope, client, Record[assessment.Proof]{ID: id, Revision: revision, Value: assessment.Proof{What: text}})
			}, s.RemoveProof, textsOf(s.Proofs, func(p assessment.Proof) string { return p.What }),
		},
		"remediation": {
			func(ctx context.Context, scope assessment.Scope, client, id string, revision int, text string) (string, error) {
				r := Record[assessment.Remediation]{ID: id, Revision: revision, Value: assessment.Remediation{Action: text}}
				ids, err := s.SaveRemediations(ctx, scope, client, r)
				return first(ids), err
			}, nil, textsOf(s.Plan, func(r assessment.Remediation) string { return r.Action }),
		},
	}
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// textsOf lists records by the text that tells them apart.
func textsOf[T any](
	list func(context.Context, assessment.Scope, string) ([]Record[T], error), text func(T) string,
) func(context.Context, assessment.Scope, string) ([]Record[string], error) {
	return func(ctx context.Context, scope assessment.Scope, client string) ([]Record[string], error) {
		records, err := list(ctx, scope, client)
		var texts []Record[string]
		for _, r := range records {
			texts = append(texts, Record[string]{ID: r.ID, Revision: r.Revision, Value: text(r.Value)})
		}
		return texts, err
	}
}

func TestRecords(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for kind, k := range keepers(o.Store) {
			t.Run(kind, func(t *testing.T) { testKeeper(t, o, k) })
		}
	})
}

func testKeeper(t *testing.T, o *office, k keeper) {
	ctx := t.Context()
	want := func(what string, records ...Record[string]) {
		t.Helper()
		got, err := k.list(ctx, o.manager, o.client)
		o.must(err)
		wantSame(t, what, got, records)
	}
	want("nothing yet")
	a, err := k.save(ctx, o.manager, o.client, "", 0, "first")
	o.must(err)
	b, err := k.save(ctx, o.manager, o.client, "", 0, "second")
	o.must(err)
	want("two", Record[string]{ID: a, Revision: 1, Value: "first"}, Record[string]{ID: b, Revision: 1, Value: "second"})

	id, err := k.save(ctx, o.manager, o.client, a, 1, "changed")
	o.must(err)
	if id != a {
		t.Errorf("a change gave it the id %s, want %s to stay", id, a)
	}
	want("a change", Record[string]{ID: a, Revision: 2, Value: "changed"}, Record[string]{ID: b, Revision: 1, Value: "second"})

	for what, at := range map[string]struct {
		id       string
		revision int
	}{"an old revision": {a, 1}, "one to come": {a, 3}, "one that is there, as a new one": {a, 0}, "one that is not there": {"nothing", 4}} {
		_, err := k.save(ctx, o.manager, o.client, at.id, at.revision, "lost")
		wantConflict(t, what, err)
	}
	want("after conflicts", Record[string]{ID: a, Revision: 2, Value: "changed"}, Record[string]{ID: b, Revision: 1, Value: "second"})
	if k.remove == nil {
		return
	}
	wantConflict(t, "removing an old revision", k.remove(ctx, o.manager, o.client, a, 1))
	o.must(k.remove(ctx, o.manager, o.client, a, 2))
	want("after removing", Record[string]{ID: b, Revision: 1, Value: "second"})
	wantConflict(t, "removing twice", k.remove(ctx, o.manager, o.client, a, 3))
	_, err = k.save(ctx, o.manager, o.client, a, 3, "back")
	wantConflict(t, "changing what was removed", err)
	if n := o.count(`SELECT count(*) FROM records WHERE client = $1 AND id = $2 AND removed`, o.client, a); n != 1 {
		t.Errorf("%d rows are left of what was removed, want 1: nothing is deleted", n)
	}
}

func TestSavingRecordsIsAllOrNone(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		list := fresh([]assessment.Asset{{Name: "New", Kind: assessment.Laptop}, {Name: "Stale", Kind: assessment.Laptop}})
		list[1].ID, list[1].Revision = "gone", 7
		_, err := o.SaveAssets(t.Context(), o.manager, o.client, list...)
		wantConflict(t, "a list with a stale asset", err)
		got, err := o.Assets(t.Context(), o.manager, o.client)
		o.must(err)
		if len(got) != 0 {
			t.Errorf("%d assets were kept, want none", len(got))
		}
	})
}

// TestRecordsOfAnotherClient: the same id at another client is another record.
func TestRecordsOfAnotherClient(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, client := range []string{o.client, o.other} {
			r := Record[assessment.Remediation]{ID: "r1", Value: assessment.Remediation{Action: "For " + client}}
			_, err := o.SaveRemediations(t.Context(), o.manager, client, r)
			o.must(err)
		}
		for _, client := range []string{o.client, o.other} {
			plan, err := o.Plan(t.Context(), o.manager, client)
			o.must(err)
			if len(plan) != 1 || plan[0].Value.Action != "For "+client {
				t.Errorf("plan of %s = %+v", client, plan)
			}
		}
	})
}

// TestIdsOfThePlanStay: a line keeps the id that it brings, gets one where it brings none, and is open where it does not
// say.
func TestIdsOfThePlanStay(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		given := fresh([]assessment.Remediation{{ID: "r-own", Action: "Own"}, {Action: "None", Status: assessment.Done}})
		ids, err := o.SaveRemediations(t.Context(), o.manager, o.client, given...)
		o.must(err)
		if ids[0] != "r-own" || ids[1] == "" {
			t.Fatalf("ids = %q", ids)
		}
		if given[1].ID != "" {
			t.Error("the caller's own list was changed")
		}
		plan, err := o.Plan(t.Context(), o.manager, o.client)
		o.must(err)
		got := []assessment.Remediation{plan[0].Value, plan[1].Value}
		want := []assessment.Remediation{
			{ID: "r-own", Action: "Own", Status: assessment.Open}, {ID: ids[1], Action: "None", Status: assessment.Done},
		}
		wantSame(t, "the plan", got, want)
	})
}

func TestInventory(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		read := func() Record[assessment.Inventory] {
			t.Helper()
			r, err := o.Inventory(t.Context(), o.manager, o.client)
			o.must(err)
			return r
		}
		if r := read(); r.Revision != 0 {
			t.Errorf("revision = %d before anybody gave it, want 0", r.Revision)
		}
		value := assessment.Inventory{ConfirmedBy: "Maria Alvarez", Date: assessment.NewDate(2025, 10, 22), None: []assessment.AssetKind{assessment.Tablet}}
		o.must(o.SaveInventory(t.Context(), o.manager, o.client, Record[assessment.Inventory]{Value: value}))
		wantSame(t, "the inventory", read().Value, value)
		wantConflict(t, "giving it a first time again", o.SaveInventory(t.Context(), o.manager, o.client, Record[assessment.Inventory]{}))
		value.None = nil
		o.must(o.SaveInventory(t.Context(), o.manager, o.client, Record[assessment.Inventory]{Revision: 1, Value: value}))
		if r := read(); r.Revision != 2 || len(r.Value.None) != 0 {
			t.Errorf("inventory = %+v, want revision 2 without kinds", r)
		}
	})
}
