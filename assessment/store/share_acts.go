package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// heldRecipients reads recipients and locks their clients, in one order, until the transaction ends. One that is out of the
// scope or ended is assessment.ErrNotFound.
func (s *Store) heldRecipients(ctx context.Context, tx *sql.Tx, scope assessment.Scope, ids []string) ([]Guest, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	find := func() ([]Guest, error) {
		where, args := among("p.id", ids, []any{scope.All, scope.User})
		return all(ctx, tx, func(rows *sql.Rows) (g Guest, err error) {
			g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName)
			return g, err
		}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` WHERE `+visibleTo("h.client", 1, 2)+` AND p.ended_at = 0 AND h.ended_at = 0 AND `+where+
			` ORDER BY h.client, p.id`, args...)
	}
	list, err := find()
	if err != nil {
		return nil, err
	}
	for i := range list {
		if i > 0 && list[i].Share.Client == list[i-1].Share.Client {
			continue
		}
		if err := s.lock(ctx, tx, scope, list[i].Share.Client); err != nil {
			return nil, err
		}
	}
	list, err = find()
	if err == nil && len(list) < len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		err = assessment.ErrNotFound
	}
	return list, err
}

// ResendShares makes a new link for each recipient and mails it where there are letters; what opens it is given in any
// case. Links that went out before work on, unless anew is set: then they and the stays that began with them end.
func (s *Store) ResendShares(ctx context.Context, scope assessment.Scope, letters ShareLetters, anew bool, recipients ...string) ([]Handout, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	var made []Handout
	err := s.write(ctx, func(tx *sql.Tx) error {
		made = nil
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			g := &list[i]
			if anew {
				if err := s.endLinks(ctx, tx, g.Recipient.ID); err != nil {
					return err
				}
			}
			n, err := s.openFor(ctx, tx, g)
			if err != nil {
				return err
			}
			l := ShareLetter{Share: g.Share, ClientName: g.ClientName, Questions: n}
			l.Recipient = g.Recipient
			h, err := s.handOut(ctx, tx, scope, letters, l)
			if err != nil {
				return err
			}
			made = append(made, h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("making links: %w", err)
	}
	return made, nil
}

// openFor counts the questions that wait for a recipient.
func (s *Store) openFor(ctx context.Context, q querier, g *Guest) (int, error) {
	t, err := s.sheet(ctx, q, g, g.Recipient.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range t.Items {
		if t.Items[i].Open() {
			n++
		}
	}
	return n, nil
}

// endLinks ends the links and stays of a recipient. Mails to them that wait are dropped: they would bring what opens nothing,
// perhaps to an address that was wrong from the beginning.
func (s *Store) endLinks(ctx context.Context, tx *sql.Tx, recipient string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM share_links WHERE recipient = $1`, recipient); err != nil {
		return err
	}
	now := micros(s.now())
	if _, err := tx.ExecContext(ctx, `UPDATE share_stays SET ended_at = $1 WHERE recipient = $2 AND ended_at = 0`, now, recipient); err != nil {
		return err
	}
	// Whoever held a link may have used up the codes of a day. That is not to keep the contact out of the next one.
	if _, err := tx.ExecContext(ctx, `UPDATE share_recipients SET code = '', guesses = '' WHERE id = $1`, recipient); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE mails SET state = 'dropped', ended_at = $1 WHERE about = $2 AND state IN ('waiting', 'dead')`, now, recipient)
	return err
}

// RevokeShares ends what was shared with recipients: their links open nothing any more. What they passed on goes back with
// them; what was passed on to them goes back to whom it came from. What was answered is kept, and what waits for a verdict
// waits on.
func (s *Store) RevokeShares(ctx context.Context, scope assessment.Scope, recipients ...string) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.revoke(ctx, tx, scope, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoking shares: %w", err)
	}
	return nil
}

func (s *Store) revoke(ctx context.Context, tx *sql.Tx, scope assessment.Scope, g *Guest) error {
	now := micros(s.now())
	if err := s.endLinks(ctx, tx, g.Recipient.ID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE share_recipients SET ended_at = $1, state = $2 WHERE id = $3`, now, assessment.ShareRevoked.String(), g.Recipient.ID)
	if err != nil {
		return err
	}
	if err := s.giveBack(ctx, tx, g.Share.ID); err != nil {
		return err
	}
	if err := s.record(ctx, tx, scope, g.event("share.revoke")); err != nil {
		return err
	}
	if err := s.settleShare(ctx, tx, &g.Share); err != nil {
		return err
	}
	return s.refreshShared(ctx, tx, &g.Share)
}

// giveBack looks after the questions of a share that are with somebody who was revoked, unless an answer of theirs waits for
// a verdict: they go back to whoever passed them on, or are with nobody. A share in which nobody is left is over.
func (s *Store) giveBack(ctx context.Context, tx *sql.Tx, share string) error {
	const decided = ` AND NOT EXISTS (SELECT 1 FROM share_answers x WHERE x.share = k.share AND x.question = k.question AND x.state = 'submitted')`
	_, err := tx.ExecContext(ctx, `UPDATE share_questions AS k SET recipient = (SELECT p.passed_by FROM share_recipients p WHERE p.id = k.recipient)
		WHERE k.share = $1 AND k.done = 0 AND EXISTS (SELECT 1 FROM share_recipients p JOIN share_recipients b ON b.id = p.passed_by
			WHERE p.id = k.recipient AND p.ended_at > 0 AND b.ended_at = 0)`+decided, share)
	if err != nil {
		return err
	}
	now := micros(s.now())
	_, err = tx.ExecContext(ctx, `UPDATE share_questions AS k SET done = $1 WHERE k.share = $2 AND k.done = 0
		AND NOT EXISTS (SELECT 1 FROM share_recipients p WHERE p.share = k.share AND p.ended_at = 0 AND `+mayAnswer+`)`+decided, now, share)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE shares SET ended_at = $1 WHERE id = $2 AND ended_at = 0
		AND NOT EXISTS (SELECT 1 FROM share_recipients p WHERE p.share = shares.id AND p.ended_at = 0)
		AND NOT EXISTS (SELECT 1 FROM share_answers x WHERE x.share = shares.id AND x.state = 'submitted')`, now, share)
	return err
}

// revokeContact ends all that is shared with a contact of a client that is held.
func (s *Store) revokeContact(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client, contact string) error {
	list, err := all(ctx, tx, func(rows *sql.Rows) (g Guest, err error) {
		g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName)
		return g, err
	}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` WHERE h.client = $1 AND p.contact = $2 AND p.ended_at = 0 AND h.ended_at = 0`, client, contact)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.revoke(ctx, tx, scope, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExtendShares sets another due day for the shares of recipients; the links that there are work as much longer. Reminders
// begin anew.
func (s *Store) ExtendShares(ctx context.Context, scope assessment.Scope, due assessment.Date, recipients ...string) error {
	switch {
	case !scope.CanEdit():
		return assessment.ErrForbidden
	case due.Before(s.today()):
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "due", What: "The due day is past. Choose a later one."}}}
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.extend(ctx, tx, scope, &list[i], due); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("extending shares: %w", err)
	}
	return nil
}

func (s *Store) extend(ctx context.Context, tx *sql.Tx, scope assessment.Scope, g *Guest, due assessment.Date) error {
	for _, change := range []struct {
		query string
		args  []any
	}{
		{`UPDATE shares SET due = $1 WHERE id = $2`, []any{due.String(), g.Share.ID}},
		{`UPDATE share_recipients SET reminded = 0 WHERE share = $1`, []any{g.Share.ID}},
		{
			`UPDATE share_links SET ends_at = $1 WHERE ends_at < $1 AND ends_at > $2 AND recipient IN (SELECT p.id FROM share_recipients p WHERE p.share = $3)`,
			[]any{micros(assessment.ShareLinkEnds(s.now(), due)), micros(s.now()), g.Share.ID},
		},
	} {
		if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
			return err
		}
	}
	e := g.event("share.extend")
	e.Detail = strings.TrimSpace(g.Share.Due.String() + " " + due.String())
	if err := s.record(ctx, tx, scope, e); err != nil {
		return err
	}
	return s.refreshShared(ctx, tx, &g.Share)
}
