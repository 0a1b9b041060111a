package store

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
)

// archivedLongAgo adds a client that was archived seven years ago, and has revision 2.
func (o *office) archivedLongAgo() string {
	o.t.Helper()
	now := o.clock.now()
	o.clock.set(now.AddDate(-7, 0, 0))
	defer o.clock.set(now)
	facts := harbor()
	facts.Name = "Long gone"
	ids, err := o.AddClients(o.t.Context(), o.admin, []Client{{Facts: facts, Another: true}})
	o.must(err)
	o.must(o.ArchiveClient(o.t.Context(), o.admin, ids[0], true))
	return ids[0]
}

// TestEveryTableOfAClientIsFound: a table that names a client or one of its assessments refers to it by a key, so that an
// export and a deletion find its rows.
func TestEveryTableOfAClientIsFound(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		tables, err := o.schema(t.Context(), o.writer)
		o.must(err)
		for _, table := range tables {
			named := slices.ContainsFunc(table.columns, func(c column) bool {
				return slices.Contains([]string{"client", "client_id", "assessment", "assessment_id"}, c.name)
			})
			if found := ofClient(tables, table.name) != ""; named && !found {
				t.Errorf("table %s names a client or an assessment, and has no key that leads to the client", table.name)
			}
		}
	})
}

// TestDeleteClient: an archived client goes six years after all of it was last in effect, and nothing of it before; another
// client and the audit log stay.
func TestDeleteClient(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := fullOffice(t, cfg)
		ctx := t.Context()
		revision := func() int {
			c, err := o.Client(ctx, o.admin, o.client)
			o.must(err)
			return c.Revision
		}
		_, err := o.DeleteClient(ctx, o.admin, o.client, revision())
		wantConflict(t, "one that is not archived", err)
		o.must(o.ArchiveClient(ctx, o.admin, o.client, true))
		h, err := o.Holdings(ctx, o.admin, o.client)
		o.must(err)
		if h.Rows["answers"] == 0 || h.Rows["reports"] != 1 || h.Rows["screening_revisions"] != 1 || h.Rows["clients"] != 1 {
			t.Errorf("holdings are %v", h.Rows)
		}
		if today := o.today(); h.Effect.Archived != today || h.Effect.Final.IsZero() || h.Effect.Changed.IsZero() {
			t.Errorf("in effect were %+v, archived on %v", h.Effect, today)
		}
		from := h.Effect.DeletableFrom()
		o.clock.set(from.AddDays(-1).Time())
		before := rowsOf(t, o.Store)
		_, err = o.DeleteClient(ctx, o.admin, o.client, revision())
		wantErr(t, "a day early", err, ErrRetained)
		wantSame(t, "a day early, the rows", rowsOf(t, o.Store), before)
		o.clock.set(from.Time())
		_, err = o.DeleteClient(ctx, o.admin, o.client, revision()-1)
		wantConflict(t, "at a revision that is over", err)

		gone, err := o.DeleteClient(ctx, o.admin, o.client, revision())
		o.must(err)
		wantSame(t, "what went", gone, h.Rows)
		o.wantGone(before)
		o.must(o.VerifyAudit(ctx))
		last := rowsOf(t, o.Store)["events"]
		if !slices.ContainsFunc(last, func(row string) bool {
			return strings.Contains(row, `"client.delete"`) && strings.HasPrefix(row, `["",`)
		}) {
			t.Error("the installation's chain has no event of it")
		}
	})
}

// wantGone checks that no row but those of the audit log names the client, and that each row of another is there.
func (o *office) wantGone(before map[string][]string) {
	o.t.Helper()
	its := []string{o.client}
	for _, row := range slices.Concat(before["assessments"], before["files"], before["shares"], before["share_recipients"]) { // which other rows name in the place of the client
		its = append(its, strings.Split(row, `"`)[1])
	}
	ofClient := func(row string) bool {
		return slices.ContainsFunc(its, func(id string) bool { return strings.Contains(row, id) })
	}
	after := rowsOf(o.t, o.Store)
	for name, rows := range before {
		if name == "events" || name == "chains" || name == "settings" {
			continue
		}
		wantSame(o.t, "table "+name, after[name], slices.DeleteFunc(slices.Clone(rows), ofClient))
	}
	_, err := o.Client(o.t.Context(), o.admin, o.client)
	wantErr(o.t, "the client", err, assessment.ErrNotFound)
	if events := slices.DeleteFunc(after["events"], func(row string) bool { return !strings.HasPrefix(row, `["`+o.client) }); len(events) < 10 {
		o.t.Errorf("%d events of the client stay", len(events))
	}
	var b bytes.Buffer
	if _, err := o.Backup(o.t.Context(), o.admin, &b, nil); err != nil {
		o.t.Error(err)
	}
}
