package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Event is one line of the audit log: who did what to what, and when. It holds ids and words, and no text that is
// sealed elsewhere.
type Event struct {
	At         time.Time `json:"at"`
	User       string    `json:"user"` // id
	Name       string    `json:"name"`
	Action     string    `json:"action"`
	Client     string    `json:"client,omitzero"`
	Assessment string    `json:"assessment,omitzero"`
	Subject    string    `json:"subject,omitzero"` // such as a question or question/site, or the id of a record
	Detail     string    `json:"detail,omitzero"`  // such as a response, a status or a digest
}

// record adds an event to its chain: that of its client, or that of the installation. The chain's head is locked until
// the transaction ends, so its events have one order.
func (s *Store) record(ctx context.Context, tx *sql.Tx, scope assessment.Scope, e Event) error {
	e.At, e.User, e.Name = s.now().UTC(), scope.User, scope.Name
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	var seq int64
	var head []byte
	err = tx.QueryRowContext(ctx, `INSERT INTO chains (chain, seq, head) VALUES ($1, 1, $2)
		ON CONFLICT (chain) DO UPDATE SET seq = chains.seq + 1 RETURNING seq, head`, e.Client, []byte{}).Scan(&seq, &head)
	if err != nil {
		return fmt.Errorf("recording the event: %w", err)
	}
	mac := s.link(e.Client, seq, head, body)
	_, err = tx.ExecContext(ctx, `INSERT INTO events (chain, seq, at, by_user, action, body, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.Client, seq, micros(e.At), e.User, e.Action, body, mac)
	if err != nil {
		return fmt.Errorf("recording the event: %w", err)
	}
	_, err = tx.ExecContext(ctx, `UPDATE chains SET head = $1 WHERE chain = $2`, mac, e.Client)
	return err
}

// link authenticates an event in its place: HMAC-SHA-256 over the chain, the sequence, the event before and the bytes
// as they are stored.
func (s *Store) link(chain string, seq int64, before, body []byte) []byte {
	return s.vault.MAC("audit", []byte(chain), binary.BigEndian.AppendUint64(nil, uint64(seq)), before, body)
}

// ErrTampered says that the audit log is not as it was written.
var ErrTampered = errors.New("the audit log was changed")

// logged is an event as it is stored, beside the end of its chain.
type logged struct {
	chain      string
	seq, at    int64
	by, action string
	body, mac  []byte
	last       int64
	head       []byte
}

// VerifyAudit walks every chain and gives ErrTampered with the first place that does not fit. It reads the log by one
// statement, so that what is recorded meanwhile is not taken for a change.
func (s *Store) VerifyAudit(ctx context.Context) error {
	var before logged
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var e logged
		if err := rows.Scan(&e.chain, &e.seq, &e.at, &e.by, &e.action, &e.body, &e.mac, &e.last, &e.head); err != nil {
			return err
		}
		if e.chain != before.chain {
			if err := before.ends(); err != nil {
				return err
			}
			before = logged{}
		}
		if !s.follows(&e, &before) {
			return fmt.Errorf("%w: event %d of chain %q does not follow the one before", ErrTampered, e.seq, e.chain)
		}
		before = e
		return nil
	}, `SELECT COALESCE(e.chain, c.chain), COALESCE(e.seq, 0), COALESCE(e.at, 0), COALESCE(e.by_user, ''), COALESCE(e.action, ''), e.body, e.mac,
		COALESCE(c.seq, 0), c.head FROM events e FULL JOIN chains c ON c.chain = e.chain ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	return before.ends()
}

// follows reports whether an event is the one after another in its chain, and its columns say what its bytes say.
func (s *Store) follows(e, before *logged) bool {
	if e.seq != before.seq+1 || !hmac.Equal(e.mac, s.link(e.chain, e.seq, before.mac, e.body)) {
		return false
	}
	var told Event
	err := json.Unmarshal(e.body, &told)
	return err == nil && told.Client == e.chain && told.User == e.by && told.Action == e.action && micros(told.At) == e.at
}

// ends gives ErrTampered unless the event is the last of its chain.
func (e *logged) ends() error {
	if e.seq != e.last || !hmac.Equal(e.mac, e.head) {
		return fmt.Errorf("%w: chain %q does not end where it should", ErrTampered, e.chain)
	}
	return nil
}

// Events lists the newest events of a client, the newest first.
func (s *Store) Events(ctx context.Context, scope assessment.Scope, client string, limit int) ([]Event, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (e Event, err error) {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return e, err
		}
		return e, json.Unmarshal(body, &e)
	}, `SELECT body FROM events WHERE chain = $1 ORDER BY seq DESC LIMIT $2`, client, limit)
}
