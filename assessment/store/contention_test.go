package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"safeguard/assessment"
)

// TestEverybodyAtOnce lets people change one client in every way at once. All changes take the client's turn in the same
// order, so none waits for one that waits for it.
func TestEverybodyAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		ways := map[string]func(ctx context.Context, i int) error{
			"answer": func(ctx context.Context, i int) error {
				question := o.work(id).Catalog.Questions()[20+i]
				_, err := o.SaveAnswer(ctx, o.manager, id, AnswerChange{Question: question.ID, Answer: yes("")})
				return err
			},
			"entry": func(ctx context.Context, i int) error {
				return o.SaveEntries(ctx, o.manager, id, TreatmentEntry(o.work(id).Catalog.Risks[i].ID, 0, assessment.Treatment{Response: assessment.Mitigate}))
			},
			"asset": func(ctx context.Context, i int) error {
				_, err := o.SaveAssets(ctx, o.manager, o.client, Record[assessment.Asset]{Value: assessment.Asset{Name: "PC", Kind: assessment.Workstation}})
				return err
			},
			"client": func(ctx context.Context, i int) error {
				c, err := o.Client(ctx, o.manager, o.client)
				return errors.Join(err, o.UpdateClient(ctx, o.manager, c))
			},
			"archive": func(ctx context.Context, i int) error {
				return errors.Join(o.ArchiveClient(ctx, o.manager, o.client, false))
			},
			"state": func(ctx context.Context, i int) error {
				return o.UpdateAssessment(ctx, o.manager, id, "submit", func(w *Work) error { return w.Submit(w.Catalog) })
			},
		}
		var group sync.WaitGroup
		for what, change := range ways {
			group.Go(func() {
				for i := range 10 {
					if err := change(t.Context(), i); err != nil && !expected(err) {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
		group.Wait()
		o.must(o.VerifyAudit(t.Context()))
		o.checkSummary("after it all", id)
		w := o.work(id)
		if len(w.Content.Answers) != 10 || len(w.Treatment) != 10 || len(w.Assets) != 10 {
			t.Errorf("%d answers, %d treatments, %d assets, want 10 of each", len(w.Content.Answers), len(w.Treatment), len(w.Assets))
		}
		if name, ok := databaseOf(cfg); ok {
			for _, line := range running(t).deadlocks(t, name) {
				t.Errorf("the server said: %s", line)
			}
		}
	})
}

// expected reports whether an error is one that people who work at once get told.
func expected(err error) bool {
	_, invalid := errors.AsType[*assessment.Invalid](err)
	return invalid || errors.Is(err, assessment.ErrConflict)
}

// databaseOf gives the name of a database on the server.
func databaseOf(cfg Config) (string, bool) {
	_, rest, ok := strings.Cut(cfg.Database, "@")
	_, name, _ := strings.Cut(rest, "/")
	name, _, _ = strings.Cut(name, "?")
	return name, ok
}

// TestServersStartAtOnce: several servers that find an empty database make its tables and keys once.
func TestServersStartAtOnce(t *testing.T) {
	server := running(t)
	for range 3 {
		cfg := config()
		cfg.Database = server.url(server.create(t, "template0"))
		errs := make([]error, 4)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() { errs[i] = openAndClose(cfg) })
		}
		group.Wait()
		for i, err := range errs {
			if err != nil {
				t.Errorf("server %d of %d: %v", i+1, len(errs), err)
			}
		}
	}
}

func openAndClose(cfg Config) error {
	s, err := Open(context.Background(), cfg)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	return errors.Join(s.VerifyAudit(context.Background()), s.Close())
}

// TestSentTwice: a client that is sent ten times at once is added once, unless the person says each time that it is
// another one.
func TestSentTwice(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				_, err := o.AddClients(t.Context(), o.manager, []Client{{Facts: assessment.Client{Name: "Harbor  Clinic"}}})
				if err != nil && !errors.Is(err, assessment.ErrConflict) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		found := func(want int) {
			t.Helper()
			list, err := o.Clients(t.Context(), o.manager, Filter{Text: "harbor clinic", PerPage: 50})
			if err != nil || list.Found != want {
				t.Errorf("%d clients of the name, %v, want %d", list.Found, err, want)
			}
		}
		found(1)
		_, err := o.AddClients(t.Context(), o.manager, []Client{{Facts: assessment.Client{Name: "harbor clinic"}, Another: true}})
		o.must(err)
		found(2)
	})
}
