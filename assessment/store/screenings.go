package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"safeguard/assessment"
)

// Screening is a client's PHI screening of a year. It stays on the edition of the questionnaire that it was begun with.
type Screening struct {
	assessment.PHIScreening
	Period   int
	Revision int // 0 = not stored yet
	Catalog  *assessment.Catalog

	hash string // of the catalog
}

// Finding sums it up.
func (sc *Screening) Finding() assessment.Finding {
	return sc.PHIScreening.Finding(sc.Catalog, sc.Period)
}

// Screenings lists the screenings of a client, the newest year first.
func (s *Store) Screenings(ctx context.Context, scope assessment.Scope, client string) ([]Screening, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	return s.screenings(ctx, s.reader, client)
}

func (s *Store) screenings(ctx context.Context, q querier, client string) ([]Screening, error) {
	list, err := all(ctx, q, func(rows *sql.Rows) (sc Screening, err error) {
		var sealed []byte
		if err := rows.Scan(&sc.Period, &sc.Revision, &sc.hash, &sealed); err != nil {
			return sc, err
		}
		return sc, s.open("screenings", "body", screeningPlace(client, sc.Period), sealed, &sc.PHIScreening)
	}, `SELECT period, revision, catalog, body FROM screenings WHERE client = $1 ORDER BY period DESC`, client)
	for i := range list {
		if err == nil {
			list[i].Catalog, err = s.catalog(ctx, q, list[i].hash)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the screenings of client %s: %w", client, err)
	}
	return list, nil
}

// screeningPlace is where a screening is sealed to.
func screeningPlace(client string, period int) string { return client + "/" + strconv.Itoa(period) }

// SaveScreening keeps a screening, whole or not, unless somebody else changed it since that revision. The first time its
// catalog is kept with it; from then on it stays on that one.
func (s *Store) SaveScreening(ctx context.Context, scope assessment.Scope, client string, sc Screening) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, scope, client); err != nil {
			return err
		}
		before, err := s.screening(ctx, tx, client, sc.Period)
		if err != nil {
			return err
		}
		if before.Revision != sc.Revision {
			return &Conflict{Changed: true}
		}
		if before.Revision == 0 {
			sc.hash, err = sc.Catalog.Hash, s.keepCatalog(ctx, tx, sc.Catalog)
		} else {
			sc.hash, sc.Catalog = before.hash, before.Catalog
		}
		if err != nil {
			return err
		}
		if wrong := sc.Check(sc.Catalog, s.today()); len(wrong) > 0 {
			return &assessment.Invalid{Problems: wrong}
		}
		if err := s.putScreening(ctx, tx, scope, client, &before, &sc); err != nil {
			return err
		}
		return s.refreshClient(ctx, tx, client)
	})
	if err != nil {
		return fmt.Errorf("keeping the screening of client %s for %d: %w", client, sc.Period, err)
	}
	return nil
}

// screening gives the screening of a period; its revision is 0 where there is none yet.
func (s *Store) screening(ctx context.Context, tx *sql.Tx, client string, period int) (Screening, error) {
	list, err := s.screenings(ctx, tx, client)
	if err != nil {
		return Screening{}, err
	}
	n := slices.IndexFunc(list, func(sc Screening) bool { return sc.Period == period })
	if n < 0 {
		return Screening{Period: period}, nil
	}
	return list[n], nil
}

func (s *Store) putScreening(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client string, before, sc *Screening) error {
	place := screeningPlace(client, sc.Period)
	e := Event{Action: "screening.save", Client: client, Subject: strconv.Itoa(sc.Period)}
	sealed, after, err := s.sealed("screenings", "body", place, sc.PHIScreening)
	if err != nil {
		return err
	}
	if e.After = after; before.Revision > 0 {
		if e.Before, err = s.digestOf(before.PHIScreening); err != nil {
			return err
		}
	}
	f := sc.Finding()
	done, err := tx.ExecContext(ctx, `INSERT INTO screenings (client, period, catalog, revision, unanswered, answered_on, title, kinds, unsure, again, body)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (client, period) DO UPDATE SET revision = screenings.revision + 1, unanswered = excluded.unanswered, answered_on = excluded.answered_on,
		title = excluded.title, kinds = excluded.kinds, unsure = excluded.unsure, again = excluded.again, body = excluded.body WHERE screenings.revision = $11`,
		client, sc.Period, sc.hash, f.Open, f.Date.String(), f.Title, kindWords(f.Kinds), f.Unsure, f.Again.String(), sealed, sc.Revision)
	if err := changedOne(done, err); err != nil {
		return err
	}
	sc.Revision++
	sealed, err = s.seal("screening_revisions", "body", fmt.Sprintf("%s/%d", place, sc.Revision), sc.PHIScreening)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO screening_revisions (client, period, revision, by_user, at, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		client, sc.Period, sc.Revision, scope.User, micros(s.now()), sealed)
	if err != nil {
		return err
	}
	e.Detail = fmt.Sprintf("revision %d, %d open", sc.Revision, f.Open)
	for _, o := range assessment.Screen(sc.Catalog, sc.Responses()).Outcomes {
		e.Detail += " " + o.ID
	}
	return s.record(ctx, tx, scope, e)
}

// RecordKinds adds to what a client is under HIPAA what a screening of it found, and gives what was added. It is a
// *Conflict where the screening is not the one that the person saw.
func (s *Store) RecordKinds(ctx context.Context, scope assessment.Scope, client string, period, revision int) (added []assessment.EntityKind, err error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		c, err := s.holdClient(ctx, tx, scope, client)
		if err != nil {
			return err
		}
		sc, err := s.screening(ctx, tx, client, period)
		if err != nil {
			return err
		}
		if sc.Revision == 0 || sc.Revision != revision {
			return &Conflict{Changed: true}
		}
		f := sc.Finding()
		if added = f.Unrecorded(c.Facts.Kinds); len(added) == 0 {
			return nil
		}
		event := Event{Action: "client.record-kinds", Client: client, Subject: strconv.Itoa(period), Detail: kindWords(added)}
		if event.Before, err = s.digestOf(clientBody{c.Facts, c.Details}); err != nil {
			return err
		}
		c.Facts.Kinds = append(c.Facts.Kinds, added...)
		if event.After, err = s.putClient(ctx, tx, c); err != nil {
			return err
		}
		if err := s.record(ctx, tx, scope, event); err != nil {
			return err
		}
		return s.refresh(ctx, tx, client)
	})
	if err != nil {
		return nil, fmt.Errorf("recording what the screening of client %s found: %w", client, err)
	}
	return added, nil
}

// findingColumns are of screenings x, which a left join may leave out.
const findingColumns = `x.period, x.unanswered, x.answered_on, x.title, x.kinds, x.unsure, x.again`

// findingRow takes the finding's columns, all of them NULL where there is no screening.
type findingRow struct {
	period, unanswered      sql.NullInt64
	on, title, kinds, again sql.NullString
	unsure                  sql.NullBool
}

func (r *findingRow) into() []any {
	return []any{&r.period, &r.unanswered, &r.on, &r.title, &r.kinds, &r.unsure, &r.again}
}

func (r *findingRow) finding() (*assessment.Finding, error) {
	if !r.period.Valid {
		return nil, nil
	}
	f := &assessment.Finding{Period: int(r.period.Int64), Open: int(r.unanswered.Int64), Title: r.title.String, Unsure: r.unsure.Bool}
	var err error
	if f.Kinds, err = parseKinds(r.kinds.String); err != nil {
		return nil, err
	}
	return f, parseDays(map[*assessment.Date]string{&f.Date: r.on.String, &f.Again: r.again.String})
}

// screened gives what is recorded that a client is, and the finding of its newest screening, nil where there is none.
func (s *Store) screened(ctx context.Context, q querier, client string) (recorded []assessment.EntityKind, f *assessment.Finding, err error) {
	_, err = one(ctx, q, func(rows *sql.Rows) (struct{}, error) {
		var kinds string
		var row findingRow
		if err := rows.Scan(append([]any{&kinds}, row.into()...)...); err != nil {
			return struct{}{}, err
		}
		if recorded, err = parseKinds(kinds); err != nil {
			return struct{}{}, err
		}
		f, err = row.finding()
		return struct{}{}, err
	}, `SELECT c.kinds, `+findingColumns+` FROM clients c LEFT JOIN screenings x ON x.client = c.id WHERE c.id = $1 ORDER BY x.period DESC LIMIT 1`, client)
	return recorded, f, err
}
