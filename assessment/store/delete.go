package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"safeguard/assessment"
)

// ErrRetained says that a client's documents have to be kept for longer (164.316(b)(2)(i)).
var ErrRetained = errors.New("the client's documents have to be kept for longer")

// Holdings is what is kept of a client, and since when it is not in effect any more.
type Holdings struct {
	Effect assessment.LastEffect
	Rows   map[string]int // by table, of those that would go with the client
}

// Holdings counts what is kept of a client, as one who thinks of deleting it wants to know.
func (s *Store) Holdings(ctx context.Context, scope assessment.Scope, client string) (Holdings, error) {
	if !scope.CanAdminister() {
		return Holdings{}, assessment.ErrForbidden
	}
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return Holdings{}, err
	}
	tables, err := s.schema(ctx, s.reader)
	if err != nil {
		return Holdings{}, err
	}
	h, err := s.holdings(ctx, s.reader, tables, client)
	if err != nil {
		return h, fmt.Errorf("counting what is kept of client %s: %w", client, err)
	}
	return h, nil
}

func (s *Store) holdings(ctx context.Context, q querier, tables []table, client string) (h Holdings, err error) {
	h.Rows = map[string]int{}
	for _, t := range tables {
		where := ofClient(tables, t.name)
		if where == "" {
			continue
		}
		n, err := one(ctx, q, func(rows *sql.Rows) (n int, err error) { return n, rows.Scan(&n) }, `SELECT count(*) FROM `+t.name+` WHERE `+where, client)
		if err != nil {
			return h, err
		}
		h.Rows[t.name] = n
	}
	h.Effect, err = s.lastEffect(ctx, q, client)
	return h, err
}

// lastEffect finds when a client's documents were last in effect.
func (s *Store) lastEffect(ctx context.Context, q querier, client string) (assessment.LastEffect, error) {
	day := func(us int64) assessment.Date {
		if us == 0 {
			return assessment.Date{}
		}
		return assessment.DateOf(when(us).In(s.now().Location()))
	}
	return one(ctx, q, func(rows *sql.Rows) (l assessment.LastEffect, err error) {
		var final, assessed, recorded, screened, shared, written, archivedAt int64
		var archived bool
		err = rows.Scan(&archived, &final, &assessed, &recorded, &screened, &shared, &written, &archivedAt)
		l.Final, l.Changed = day(final), day(max(assessed, recorded, screened, shared, written))
		if archived {
			l.Archived = day(archivedAt)
		}
		return l, err
	}, `SELECT c.archived,
		(SELECT COALESCE(MAX(final_at), 0) FROM assessments WHERE client = c.id),
		(SELECT COALESCE(MAX(changed_at), 0) FROM assessments WHERE client = c.id),
		(SELECT COALESCE(MAX(changed_at), 0) FROM records WHERE client = c.id),
		(SELECT COALESCE(MAX(at), 0) FROM screening_revisions WHERE client = c.id),
		(SELECT COALESCE(MAX(x.at), 0) FROM share_answers x JOIN shares h ON h.id = x.share WHERE h.client = c.id),
		(SELECT COALESCE(MAX(m.at), 0) FROM messages m JOIN assessments a ON a.id = m.assessment WHERE a.client = c.id),
		(SELECT COALESCE(MAX(at), 0) FROM events WHERE chain = c.id AND action IN ('client.archive', 'client.import'))
		FROM clients c WHERE c.id = $1`, client)
}

// DeleteClient deletes an archived client and everything that belongs to it, once its documents need not be kept any
// longer; before it is ErrRetained, and a Conflict where the client is not archived or was changed since that revision.
// The client's audit chain stays, and an event of the installation tells what went and where that chain ends. It gives how
// many rows of each table went.
func (s *Store) DeleteClient(ctx context.Context, scope assessment.Scope, id string, revision int) (map[string]int, error) {
	if !scope.CanAdminister() {
		return nil, assessment.ErrForbidden
	}
	var gone map[string]int
	err := s.write(ctx, func(tx *sql.Tx) error {
		archived, err := s.lockAny(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		c, err := s.client(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if !archived || c.Revision != revision {
			return &Conflict{Changed: true}
		}
		tables, err := s.schema(ctx, tx)
		if err != nil {
			return err
		}
		h, err := s.holdings(ctx, tx, tables, id)
		if err != nil {
			return err
		}
		if !h.Effect.Deletable(s.today()) {
			return ErrRetained
		}
		gone = h.Rows
		if err := deleteRows(ctx, tx, tables, id); err != nil {
			return err
		}
		end, err := endOfChain(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, scope, Event{Action: "client.delete", Subject: id, Detail: fmt.Sprintf("%s; chain ends at %d %s", countsText(gone), end.Seq, end.MAC)})
	})
	if err != nil {
		return nil, fmt.Errorf("deleting client %s: %w", id, err)
	}
	return gone, nil
}

// deleteRows deletes all rows of a client, those first that refer to others.
func deleteRows(ctx context.Context, tx *sql.Tx, tables []table, client string) error {
	for _, t := range slices.Backward(tables) {
		where := ofClient(tables, t.name)
		if where == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name+` WHERE `+where, client); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}

// countsText tells counts by table, such as "answers 12, clients 1".
func countsText(counts map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if counts[name] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", name, counts[name]))
		}
	}
	return strings.Join(parts, ", ")
}
