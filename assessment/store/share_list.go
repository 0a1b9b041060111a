package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// ClientShare is a share with how far everybody has come with it.
type ClientShare struct {
	Share
	Over       bool            // its assessment is no draft any more, so that nothing is answered or reviewed
	Recipients []RecipientLine // in the order in which they came to it
}

// RecipientLine is a recipient with how many questions they may answer. A question that is asked at several sites counts
// once.
type RecipientLine struct {
	Recipient
	Asked    int
	Answered int // have an answer that did not come back, whoever of the share gave it
	ToReview int // have an answer that waits for a verdict
	Returned int // have an answer that came back
}

// ClientShares lists the shares of a client, or of one assessment of it where that is named, the newest first.
func (s *Store) ClientShares(ctx context.Context, scope assessment.Scope, client, id string) ([]ClientShare, error) {
	shares, err := s.Shares(ctx, scope, client, id)
	if err != nil || len(shares) == 0 {
		return nil, err
	}
	lines := make([]ClientShare, len(shares))
	at := map[string]*ClientShare{}
	for i := range shares {
		lines[i].Share = shares[i]
		at[shares[i].ID] = &lines[i]
	}
	if err := s.countOver(ctx, client, lines); err != nil {
		return nil, fmt.Errorf("what is over at client %s: %w", client, err)
	}
	people, err := all(ctx, s.reader, s.scanRecipient, `SELECT `+recipientColumns+` FROM share_recipients p JOIN contacts o ON o.id = p.contact
		JOIN shares h ON h.id = p.share WHERE h.client = $1 AND (CAST($2 AS TEXT) = '' OR h.assessment = $2) ORDER BY p.made_at, p.id`, client, id)
	if err != nil {
		return nil, fmt.Errorf("the recipients of client %s: %w", client, err)
	}
	for _, p := range people {
		if line := at[p.Share]; line != nil {
			line.Recipients = append(line.Recipients, RecipientLine{Recipient: p})
		}
	}
	if err := s.countShared(ctx, client, id, at); err != nil {
		return nil, fmt.Errorf("the shared questions of client %s: %w", client, err)
	}
	return lines, nil
}

// countOver notes which shares are over.
func (s *Store) countOver(ctx context.Context, client string, lines []ClientShare) error {
	return each(ctx, s.reader, func(rows *sql.Rows) error {
		var share string
		err := rows.Scan(&share)
		for i := range lines {
			lines[i].Over = lines[i].Over || lines[i].ID == share
		}
		return err
	}, `SELECT h.id FROM shares h WHERE h.client = $1 AND NOT `+isWorkedOn, client)
}

// countShared counts the questions of each recipient.
func (s *Store) countShared(ctx context.Context, client, id string, at map[string]*ClientShare) error {
	return each(ctx, s.reader, func(rows *sql.Rows) error {
		var share, recipient string
		var answers, submitted, returned int
		if err := rows.Scan(&share, &recipient, &answers, &submitted, &returned); err != nil || at[share] == nil {
			return err
		}
		for i := range at[share].Recipients {
			p := &at[share].Recipients[i]
			if !p.mayAnswer(recipient) {
				continue
			}
			p.Asked++
			if returned > 0 {
				p.Returned++
			} else if answers > 0 {
				p.Answered++
			}
			if submitted > 0 {
				p.ToReview++
			}
		}
		return nil
	}, `SELECT k.share, k.recipient, count(x.state), count(CASE WHEN x.state = 'submitted' THEN 1 END), count(CASE WHEN x.state = 'returned' THEN 1 END)
		FROM share_questions k JOIN shares h ON h.id = k.share LEFT JOIN share_answers x ON x.share = k.share AND x.question = k.question
		WHERE h.client = $1 AND (CAST($2 AS TEXT) = '' OR h.assessment = $2) GROUP BY k.share, k.question, k.recipient`, client, id)
}
