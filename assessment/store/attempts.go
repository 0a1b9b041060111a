package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// Counter is one of the counts by which tries to sign in are slowed down, such as that of an account or of an address.
type Counter struct {
	Kind   string // what is counted, such as account
	Of     string // whose tries; it is kept as an HMAC only
	Free   int    // how many may fail before the next has to wait
	Shared bool   // several people are behind it, so that a success takes back one try and not all of them
}

func (s *Store) counter(c Counter) string {
	return hex.EncodeToString(s.vault.MAC("attempts", []byte(c.Kind), []byte(c.Of)))
}

// inOrder gives counters in the order in which every transaction takes them, so that no two wait for each other.
func (s *Store) inOrder(counters []Counter) []Counter {
	return slices.SortedFunc(slices.Values(counters), func(a, b Counter) int { return strings.Compare(s.counter(a), s.counter(b)) })
}

var errLockedOut = errors.New("too many tries failed")

// BeginAttempt counts a try as failed, in all counters or in none, and reports whether it is let through. It is not where one
// of the counters says that the next try has to wait.
func (s *Store) BeginAttempt(ctx context.Context, counters ...Counter) (open bool, err error) {
	now := s.now()
	err = s.write(ctx, func(tx *sql.Tx) error {
		for _, c := range s.inOrder(counters) {
			a, err := s.lockAttempts(ctx, tx, c)
			switch {
			case err != nil:
				return err
			case a.Locked(now):
				return errLockedOut
			}
			if err := s.saveAttempts(ctx, tx, c, a.Begin(now, c.Free)); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errLockedOut) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("counting a try to sign in: %w", err)
	}
	return true, nil
}

// AttemptSucceeded forgets the tries of a person who was let in; of a shared counter it takes back the one that succeeded.
func (s *Store) AttemptSucceeded(ctx context.Context, counters ...Counter) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for _, c := range s.inOrder(counters) {
			if !c.Shared {
				if err := s.forgetAttempts(ctx, tx, c); err != nil {
					return err
				}
				continue
			}
			a, err := s.lockAttempts(ctx, tx, c)
			if err != nil {
				return err
			}
			if err := s.saveAttempts(ctx, tx, c, a.Succeeded()); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockAttempts reads a counter and keeps others from it until the transaction ends.
func (s *Store) lockAttempts(ctx context.Context, tx *sql.Tx, c Counter) (a assessment.Attempts, err error) {
	var last, until int64
	err = tx.QueryRowContext(ctx, `INSERT INTO attempts (mac, failed, last, until) VALUES ($1, 0, 0, 0)
		ON CONFLICT (mac) DO UPDATE SET failed = attempts.failed RETURNING failed, last, until`, s.counter(c)).Scan(&a.Failed, &last, &until)
	a.Last, a.Until = when(last), when(until)
	return a, err
}

func (s *Store) saveAttempts(ctx context.Context, tx *sql.Tx, c Counter, a assessment.Attempts) error {
	until := int64(0)
	if !a.Until.IsZero() {
		until = micros(a.Until)
	}
	_, err := tx.ExecContext(ctx, `UPDATE attempts SET failed = $1, last = $2, until = $3 WHERE mac = $4`, a.Failed, micros(a.Last), until, s.counter(c))
	return err
}

func (s *Store) forgetAttempts(ctx context.Context, tx *sql.Tx, c Counter) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM attempts WHERE mac = $1`, s.counter(c))
	return err
}

// AccountCounter counts the tries to sign in with an address, whether or not it is somebody's.
func AccountCounter(email string) Counter {
	return Counter{Kind: "account", Of: foldEmail(email), Free: assessment.FreeAttempts}
}

// NewDevice makes the mark by which a browser is known again that a person signed in with. It lets nobody in.
func (s *Store) NewDevice(user string) string {
	id := rand.Text()
	return id + "." + s.deviceMAC(user, id)
}

// Device gives the id of the browser of a mark, and whether it was made for that person.
func (s *Store) Device(user, mark string) (id string, known bool) {
	id, mac, _ := strings.Cut(mark, ".")
	return id, hmac.Equal([]byte(mac), []byte(s.deviceMAC(user, id)))
}

func (s *Store) deviceMAC(user, id string) string {
	return base64.RawURLEncoding.EncodeToString(s.vault.MAC("device", []byte(user), []byte(id)))
}
