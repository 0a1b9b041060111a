package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Event is one line of the audit log: who did what to what, when and from where. It holds ids, words and digests, and no
// text that is sealed elsewhere.
type Event struct {
	At         time.Time `json:"at"`
	User       string    `json:"user"` // id; empty where nobody was signed in
	Name       string    `json:"name"`
	From       string    `json:"from,omitzero"` // see assessment.Scope
	Action     string    `json:"action"`
	Client     string    `json:"client,omitzero"`
	Assessment string    `json:"assessment,omitzero"`
	Subject    string    `json:"subject,omitzero"` // such as a question or question/site, or the id of a record
	Detail     string    `json:"detail,omitzero"`  // such as a response, a status or a digest
	// Before and After are digests of what was there and of what is there now, each as it is sealed. They tell whether a
	// text is the one that was changed then, and nothing of what it says.
	Before string `json:"before,omitzero"`
	After  string `json:"after,omitzero"`
}

// record adds an event to its chain: that of its client, or that of the installation. The chain's head is locked until
// the transaction ends, so its events have one order.
func (s *Store) record(ctx context.Context, tx *sql.Tx, scope assessment.Scope, e Event) error {
	e.At, e.User, e.Name, e.From = s.now().UTC(), scope.User, scope.Name, scope.From
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

// Note records what changes nothing, such as a reading or a download. Its client, where it has one, must be in the scope,
// and its assessment must be of that client; without a client it is of the installation.
func (s *Store) Note(ctx context.Context, scope assessment.Scope, e Event) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		switch {
		case e.Assessment != "":
			w, _, err := s.head(ctx, tx, scope, e.Assessment)
			if err != nil {
				return err
			}
			if w.ClientID != e.Client {
				return assessment.ErrNotFound
			}
		case e.Client != "":
			if err := s.sees(ctx, tx, scope, e.Client); err != nil {
				return err
			}
		case scope.Role == 0:
			return assessment.ErrForbidden
		}
		return s.record(ctx, tx, scope, e)
	})
	if err != nil {
		return fmt.Errorf("noting %s: %w", e.Action, err)
	}
	return nil
}

// link authenticates an event in its place: HMAC-SHA-256 over the chain, the sequence, the event before and the bytes
// as they are stored.
func (s *Store) link(chain string, seq int64, before, body []byte) []byte {
	return s.vault.MAC("audit", []byte(chain), binary.BigEndian.AppendUint64(nil, uint64(seq)), before, body)
}

// digest names bytes in the audit log; of none it is empty. It is an HMAC under a key outside the database, since a short
// text could be guessed from a plain hash.
func (s *Store) digest(plain []byte) string {
	if len(plain) == 0 {
		return ""
	}
	return hex.EncodeToString(s.vault.MAC("digest", plain))
}

// digestOf is the digest of a value as it is sealed.
func (s *Store) digestOf(value any) (string, error) {
	plain, err := json.Marshal(value)
	return s.digest(plain), err
}

// digestIn is the digest of what is sealed in the body of a row, empty where there is none.
func (s *Store) digestIn(table, id string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.vault.Open(table, "body", id, sealed)
	return s.digest(plain), err
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
