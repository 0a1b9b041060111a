package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
)

// EventQuery says which events to give, the newest first. What is empty does not narrow it.
type EventQuery struct {
	Client  string   // its chain alone; otherwise all chains, for admins
	User    string   // the id of who did it, or Nobody
	Actions []string // one of these
	From    time.Time
	Until   time.Time // before this moment
	Before  Logged    // the last of the page before
	Limit   int       // 0 = all
}

// Nobody is in an EventQuery who was not signed in, such as whoever tried to sign in with an address that is nobody's.
const Nobody = "-"

// Logged is an event with its place in its chain.
type Logged struct {
	Event
	Seq int64
}

// EachEvent runs f on the events that a query asks for, the newest first, without holding all of them.
func (s *Store) EachEvent(ctx context.Context, scope assessment.Scope, q EventQuery, f func(Logged) error) error {
	if err := s.readsLog(ctx, scope, q.Client); err != nil {
		return err
	}
	query, args := q.statement(scope)
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var e Logged
		var body []byte
		if err := rows.Scan(&e.Seq, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &e.Event); err != nil {
			return err
		}
		return f(e)
	}, query, args...)
	if err != nil {
		return fmt.Errorf("reading the audit log: %w", err)
	}
	return nil
}

// readsLog gives an error unless the person may read the log of a client, or of all of them where it is empty.
func (s *Store) readsLog(ctx context.Context, scope assessment.Scope, client string) error {
	switch {
	case client != "":
		return s.sees(ctx, s.reader, scope, client)
	case !scope.CanAdminister():
		return assessment.ErrForbidden
	default:
		return nil
	}
}

// statement writes a query. A page of several actions is put together from the newest of each, so that every part of it
// follows an index from its end and stops after a page.
func (q *EventQuery) statement(scope assessment.Scope) (string, []any) {
	where, args := q.conditions(scope)
	const columns = `chain, seq, at, body`
	order := ` ORDER BY at DESC, chain DESC, seq DESC`
	if q.Client != "" {
		order = ` ORDER BY seq DESC`
	}
	from := `SELECT ` + columns + ` FROM events WHERE ` + strings.Join(where, " AND ")
	if q.Limit > 0 {
		args = append(args, q.Limit)
		order += fmt.Sprintf(` LIMIT $%d`, len(args))
	}
	switch {
	case len(q.Actions) == 0:
	case q.Limit == 0 || q.Client != "":
		var in string
		in, args = among("action", q.Actions, args)
		from += " AND " + in
	default:
		parts := make([]string, len(q.Actions))
		for i, action := range q.Actions {
			args = append(args, action)
			parts[i] = fmt.Sprintf(`SELECT * FROM (%s AND action = $%d%s) p%d`, from, len(args), order, i)
		}
		from = strings.Join(parts, ` UNION ALL `)
	}
	return `SELECT seq, body FROM (` + from + `) e` + order, args
}

// conditions narrow the events, all but the actions.
func (q *EventQuery) conditions(scope assessment.Scope) (where []string, args []any) {
	where = []string{`TRUE`}
	narrow := func(condition string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	last, at := q.Before.Seq, micros(q.Before.At)
	switch {
	case q.Client != "" && last > 0:
		narrow(`chain = ? AND seq < ?`, q.Client, last)
	case q.Client != "":
		narrow(`chain = ?`, q.Client)
	case last > 0:
		narrow(`(at, chain, seq) < (?, ?, ?)`, at, q.Before.Client, last)
	}
	if q.Client == "" && !scope.All {
		narrow(`(chain = '' OR EXISTS (SELECT 1 FROM user_clients m WHERE m.client = chain AND m.user_id = ?))`, scope.User)
	}
	if q.User != "" {
		narrow(`by_user = ?`, strings.TrimPrefix(q.User, Nobody))
	}
	if !q.From.IsZero() {
		narrow(`at >= ?`, micros(q.From))
	}
	if !q.Until.IsZero() {
		narrow(`at < ?`, micros(q.Until))
	}
	return where, args
}

// Named is something with an id and a name for people.
type Named struct{ ID, Name string }

// EventFacets are what events can be told apart by: the actions that there are, and the people by name.
type EventFacets struct {
	Actions []string
	People  []Named
}

// EventFacets gives the facets of the events of a client, or of all events where it is empty.
func (s *Store) EventFacets(ctx context.Context, scope assessment.Scope, client string) (f EventFacets, err error) {
	if err := s.readsLog(ctx, scope, client); err != nil {
		return f, err
	}
	actions, people, args := everyAction, everyPerson, []any(nil)
	if client != "" {
		actions, people, args = actionsOfClient, peopleOfClient, []any{client}
	}
	f.Actions, err = all(ctx, s.reader, func(rows *sql.Rows) (action string, err error) { return action, rows.Scan(&action) }, actions, args...)
	if err == nil {
		f.People, err = all(ctx, s.reader, scanDoer, people, args...)
	}
	if err != nil {
		return f, fmt.Errorf("reading the audit log: %w", err)
	}
	slices.Sort(f.Actions) // engines order text differently
	slices.SortFunc(f.People, func(a, b Named) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return f, nil
}

// The different values of a column of all events are found by going from each to the next in its index.
const (
	everyAction = `WITH RECURSIVE t (v) AS (SELECT min(action) FROM events
		UNION ALL SELECT (SELECT min(e.action) FROM events e WHERE e.action > t.v) FROM t WHERE t.v IS NOT NULL)
		SELECT v FROM t WHERE v IS NOT NULL`
	everyPerson = `WITH RECURSIVE t (v) AS (SELECT min(by_user) FROM events WHERE by_user > ''
		UNION ALL SELECT (SELECT min(e.by_user) FROM events e WHERE e.by_user > t.v) FROM t WHERE t.v IS NOT NULL)
		SELECT v, (SELECT e.body FROM events e WHERE e.by_user = t.v ORDER BY e.at DESC, e.chain DESC, e.seq DESC LIMIT 1) FROM t WHERE v IS NOT NULL`
	actionsOfClient = `SELECT DISTINCT action FROM events WHERE chain = $1`
	peopleOfClient  = `SELECT by_user, body FROM events WHERE chain = $1 AND by_user > ''
		AND seq IN (SELECT max(e.seq) FROM events e WHERE e.chain = $1 GROUP BY e.by_user)`
)

// scanDoer reads who did an event, by the name that they had then.
func scanDoer(rows *sql.Rows) (p Named, err error) {
	var body []byte
	if err := rows.Scan(&p.ID, &body); err != nil {
		return p, err
	}
	var e Event
	err = json.Unmarshal(body, &e)
	p.Name = e.Name
	return p, err
}
