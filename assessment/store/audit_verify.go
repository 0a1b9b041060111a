package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// ErrTampered says that the audit log is not as it was written.
var ErrTampered = errors.New("the audit log was changed")

// BreakKind says how a chain is not as it was written.
type BreakKind uint8

// The kinds of breaks.
const (
	Edited     BreakKind = iota + 1 // the event Seq is not what was written
	Missing                         // the events after Seq and before Next are not there
	OutOfOrder                      // what was written as Seq stands at Next
	Foreign                         // the event Seq belongs to another chain
	CutOff                          // the events after Seq, up to Next, are not there
	Headless                        // the head of the chain is not there, or is not that of its last event, which is Seq
	Gone                            // there is nothing of the chain, and there must be
)

// Break is the first place at which a chain is not as it was written.
type Break struct {
	Chain string // the id of a client, or empty for the installation
	Name  string // of the client, or empty
	Kind  BreakKind
	Seq   int64
	Next  int64
}

// Audited is what a walk over the whole audit log found.
type Audited struct {
	Events, Chains int
	Breaks         []Break    // the first of each chain
	Lost           []LostHead // chains of which a head was written down that is not in the log any more
	LastRight      time.Time  // when heads were written down last before the first that is lost; zero where never
}

// Whole reports whether the log is as it was written.
func (a *Audited) Whole() bool { return len(a.Breaks) == 0 && len(a.Lost) == 0 }

// VerifyAudit walks every chain and gives ErrTampered where one of them is not as it was written.
func (s *Store) VerifyAudit(ctx context.Context) error {
	audited, err := s.Audit(ctx, nil)
	if err == nil && !audited.Whole() {
		b := audited.Breaks[0]
		err = fmt.Errorf("%w: event %d of chain %q, kind %d", ErrTampered, b.Seq, b.Chain, b.Kind)
	}
	return err
}

// Audit walks every chain, and finds out for each head that was written down whether it is still the one of its event.
// It reads the log by one statement, so that what is recorded meanwhile is not taken for a change; heads must have been
// read before.
func (s *Store) Audit(ctx context.Context, written *Written) (Audited, error) {
	w := &auditWalk{s: s, written: written, seen: map[string]bool{}, right: map[string][]byte{}}
	if err := w.expect(ctx); err != nil {
		return Audited{}, err
	}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var e logged
		if err := rows.Scan(&e.chain, &e.seq, &e.at, &e.by, &e.action, &e.body, &e.mac, &e.last, &e.head); err != nil {
			return err
		}
		w.take(e)
		return nil
	}, `SELECT COALESCE(e.chain, c.chain), COALESCE(e.seq, 0), COALESCE(e.at, 0), COALESCE(e.by_user, ''), COALESCE(e.action, ''), e.body, e.mac,
		COALESCE(c.seq, 0), c.head FROM events e FULL JOIN chains c ON c.chain = e.chain ORDER BY 1, 2`)
	if err != nil {
		return Audited{}, err
	}
	w.end()
	for i := range w.found.Breaks {
		if err := s.explain(ctx, &w.found.Breaks[i], w.right); err != nil {
			return Audited{}, err
		}
	}
	w.found.Lost, w.found.LastRight = written.lost(w.names)
	return w.found, nil
}

// logged is an event as it is stored, beside the end of its chain.
type logged struct {
	chain      string
	seq, at    int64
	by, action string
	body, mac  []byte
	last       int64
	head       []byte
}

// auditWalk goes through the events, chain by chain.
type auditWalk struct {
	s       *Store
	written *Written
	names   map[string]string // of clients, by id
	must    []string          // chains that there must be
	seen    map[string]bool   // chains that were met
	before  logged
	broken  bool              // the chain has a break already
	right   map[string][]byte // of each broken chain, the MAC of the last event that fits
	found   Audited
}

// expect finds out which chains there must be: that of each client, whose first event is that it was added, and that of
// the installation once there is anybody.
func (w *auditWalk) expect(ctx context.Context) error {
	w.names = map[string]string{}
	err := each(ctx, w.s.reader, func(rows *sql.Rows) error {
		var id, name string
		err := rows.Scan(&id, &name)
		w.names[id], w.must = name, append(w.must, id)
		return err
	}, `SELECT id, name FROM clients ORDER BY sort_key`)
	if err != nil {
		return err
	}
	var people int
	if err := w.s.reader.QueryRowContext(ctx, `SELECT count(*) FROM users`).Scan(&people); err != nil {
		return translate(err)
	}
	if people > 0 {
		w.must = append(w.must, "")
	}
	return nil
}

func (w *auditWalk) take(e logged) {
	if !w.seen[e.chain] {
		w.endChain()
		w.seen[e.chain], w.broken, w.before = true, false, logged{chain: e.chain, last: e.last, head: e.head}
		w.found.Chains++
	}
	if e.seq == 0 { // a head without events
		return
	}
	w.found.Events++
	w.written.meet(e.chain, e.seq, e.mac)
	if kind := w.s.follows(&e, &w.before); kind != 0 {
		w.broke(Break{Kind: kind, Seq: e.seq, Next: e.seq})
	}
	w.before = e
}

// broke keeps the first break of a chain. What is missing lies after the event before.
func (w *auditWalk) broke(b Break) {
	if w.broken {
		return
	}
	w.broken, b.Chain, b.Name, w.right[w.before.chain] = true, w.before.chain, w.names[w.before.chain], w.before.mac
	if b.Kind == Missing {
		b.Seq = w.before.seq
	}
	w.found.Breaks = append(w.found.Breaks, b)
}

// endChain looks whether the event before is the last of its chain.
func (w *auditWalk) endChain() {
	last := &w.before
	switch {
	case len(w.seen) == 0 || last.seq == last.last && hmac.Equal(last.mac, last.head):
	case last.seq < last.last:
		w.broke(Break{Kind: CutOff, Seq: last.seq, Next: last.last})
	default:
		w.broke(Break{Kind: Headless, Seq: last.seq})
	}
}

func (w *auditWalk) end() {
	w.endChain()
	for _, chain := range w.must {
		if !w.seen[chain] {
			w.found.Breaks = append(w.found.Breaks, Break{Chain: chain, Name: w.names[chain], Kind: Gone})
		}
	}
	slices.SortStableFunc(w.found.Breaks, func(a, b Break) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Chain, b.Chain)) })
}

// follows gives what is wrong with an event as the one after another in its chain, or 0. Its columns must say what its
// bytes say.
func (s *Store) follows(e, before *logged) BreakKind {
	var told Event
	unread := json.Unmarshal(e.body, &told)
	switch {
	case e.seq > before.seq+1:
		return Missing
	case e.seq == before.seq+1 && hmac.Equal(e.mac, s.link(e.chain, e.seq, before.mac, e.body)):
		if unread != nil || told.Client != e.chain || told.User != e.by || told.Action != e.action || micros(told.At) != e.at {
			return Edited
		}
		return 0
	case unread == nil && told.Client != e.chain && hmac.Equal(e.mac, s.link(told.Client, e.seq, before.mac, e.body)):
		return Foreign
	default:
		return Edited
	}
}

// explain finds out whether what was written in the place of an event that does not fit stands at another place. Each
// event before it fits, so that the right one is known by its MAC.
func (s *Store) explain(ctx context.Context, b *Break, fits map[string][]byte) error {
	if b.Kind != Edited {
		return nil
	}
	var here []byte
	return each(ctx, s.reader, func(rows *sql.Rows) error {
		var seq int64
		var body, mac []byte
		if err := rows.Scan(&seq, &body, &mac); err != nil {
			return err
		}
		if seq == b.Seq {
			here = mac
			return nil
		}
		if right := s.link(b.Chain, b.Seq, fits[b.Chain], body); b.Kind == Edited && (hmac.Equal(right, mac) || hmac.Equal(right, here)) {
			b.Kind, b.Next = OutOfOrder, seq
		}
		return nil
	}, `SELECT seq, body, mac FROM events WHERE chain = $1 AND seq >= $2 ORDER BY seq`, b.Chain, b.Seq)
}

// Heads gives the head of every chain as it is now, to be written down outside the database.
func (s *Store) Heads(ctx context.Context, scope assessment.Scope) (Heads, error) {
	if !scope.CanAdminister() {
		return Heads{}, assessment.ErrForbidden
	}
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (h Head, err error) {
		var head []byte
		err = rows.Scan(&h.Chain, &h.Seq, &head)
		h.Head = head
		return h, err
	}, `SELECT chain, seq, head FROM chains`)
	slices.SortFunc(list, func(a, b Head) int { return bytes.Compare([]byte(a.Chain), []byte(b.Chain)) }) // engines order text differently
	return Heads{At: s.now().UTC(), Chains: list}, err
}
