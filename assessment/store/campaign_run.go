package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// campaignBatch is how many links of a campaign are made in one transaction: others wait for that long at most.
const campaignBatch = 25

// campaignRow is a client of a campaign whose link is not made yet.
type campaignRow struct {
	n               int
	client, contact string
}

// MakeCampaignShares makes the next links that campaigns wait for, some of one campaign in one transaction, and gives how many
// clients it went through; none is left where that is 0. Where it is broken off nothing of it is done, and where two
// servers do it at once each client comes up at one of them.
func (s *Store) MakeCampaignShares(ctx context.Context, letters ShareLetters) (int, error) {
	id, err := one(ctx, s.reader, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) },
		`SELECT campaign FROM campaign_rows WHERE state = 'waiting' ORDER BY campaign LIMIT 1`)
	if errors.Is(err, assessment.ErrNotFound) {
		return 0, nil
	}
	done := 0
	if err == nil {
		err = s.write(ctx, func(tx *sql.Tx) (err error) {
			done, err = s.makeBatch(ctx, tx, letters, id)
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("making the links of campaign %s: %w", id, err)
	}
	return max(done, 1), nil // another server may have made the last ones meanwhile, and other campaigns wait
}

func (s *Store) makeBatch(ctx context.Context, tx *sql.Tx, letters ShareLetters, id string) (int, error) {
	// Who comes second waits here, and sees then what is left.
	c, err := one(ctx, tx, s.scanHeldCampaign, `UPDATE campaigns SET made_at = made_at WHERE id = $1 RETURNING id, period, catalog, by_user, due, body`, id)
	if err != nil {
		return 0, err
	}
	if c.Catalog, err = s.catalog(ctx, tx, c.hash); err != nil {
		return 0, err
	}
	scope, err := s.scopeOfCampaign(ctx, tx, &c)
	if err != nil {
		return 0, err
	}
	list, err := all(ctx, tx, func(rows *sql.Rows) (w campaignRow, err error) {
		return w, rows.Scan(&w.n, &w.client, &w.contact)
	}, `SELECT n, client, contact FROM campaign_rows WHERE campaign = $1 AND state = 'waiting' ORDER BY n LIMIT $2`, id, campaignBatch)
	if err != nil {
		return 0, err
	}
	for _, w := range list {
		if err := s.makeRow(ctx, tx, scope, letters, &c, w); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (s *Store) scanHeldCampaign(rows *sql.Rows) (c Campaign, err error) {
	var due string
	var sealed []byte
	if err := rows.Scan(&c.ID, &c.Period, &c.hash, &c.By, &due, &sealed); err != nil {
		return c, err
	}
	return c, errors.Join(c.Due.UnmarshalText([]byte(due)), s.open("campaigns", "body", c.ID, sealed, &c.ShareText))
}

// scopeOfCampaign is what whoever made a campaign may see now. Of somebody who may not sign in any more it is nothing.
func (s *Store) scopeOfCampaign(ctx context.Context, q querier, c *Campaign) (assessment.Scope, error) {
	u, err := one(ctx, q, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1`, c.By)
	if errors.Is(err, assessment.ErrNotFound) || err == nil && u.Disabled {
		return assessment.Scope{User: c.By, Name: u.Name, From: "server"}, nil
	}
	return u.ScopeFrom("server"), err
}

// makeRow makes the link of one client, or notes why there is none. What was written for a link that is refused is taken
// back alone.
func (s *Store) makeRow(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, c *Campaign, w campaignRow) error {
	if _, err := tx.ExecContext(ctx, `SAVEPOINT campaign_row`); err != nil {
		return err
	}
	recipient, err := s.screenByLink(ctx, tx, scope, letters, c, w)
	problem := rowProblem(err)
	if err != nil && problem == "" {
		return err
	}
	end, state := `RELEASE SAVEPOINT campaign_row`, rowMade
	if problem != "" {
		end, state, recipient = `ROLLBACK TO SAVEPOINT campaign_row`, rowFailed, ""
	}
	if _, err := tx.ExecContext(ctx, end); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE campaign_rows SET state = $1, recipient = $2, problem = $3 WHERE campaign = $4 AND n = $5`,
		state, recipient, problem, c.ID, w.n)
	if err != nil || problem == "" {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: "campaign.leave-out", Client: w.client, Subject: c.ID, Detail: problem})
}

var (
	errScreened = errors.New("the screening of the year is complete")
	errWith     = errors.New("the screening of the year is with a contact")
)

func (s *Store) screenByLink(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, c *Campaign, w campaignRow) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	if err := s.lock(ctx, tx, scope, w.client); err != nil {
		return "", err
	}
	var whole, out bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM screenings x WHERE x.client = $1 AND x.period = $2 AND x.unanswered = 0), `+screeningOut("$1", "$2"),
		w.client, c.Period).Scan(&whole, &out)
	switch {
	case err != nil:
		return "", err
	case whole:
		return "", errScreened
	case out:
		return "", errWith
	}
	questions := c.Catalog.Questions()
	n := NewShare{Client: w.client, Screening: c.Catalog, Period: c.Period, Campaign: c.ID, ShareText: c.ShareText, To: []NewRecipient{{Contact: w.contact}}}
	if !c.Due.Before(s.today()) {
		n.Due = c.Due // what is due on a day that passed meanwhile is due on none
	}
	for _, q := range questions {
		n.Questions = append(n.Questions, q.ID)
	}
	made, err := s.makeShare(ctx, tx, scope, letters, &n)
	if err != nil {
		return "", err
	}
	return made[0].Recipient.ID, nil
}

// screeningOut is the condition that the screening of a client for a period is with a contact.
func screeningOut(client, period string) string {
	return `EXISTS (SELECT 1 FROM shares h WHERE h.client = ` + client + ` AND h.assessment = '' AND h.period = ` + period + ` AND h.ended_at = 0
		AND EXISTS (SELECT 1 FROM share_questions k WHERE k.share = h.id AND k.done = 0))`
}

// rowProblem gives the reason for which a client gets no link, or "" where the work itself went wrong and is tried again.
func rowProblem(err error) string {
	_, invalid := errors.AsType[*assessment.Invalid](err)
	switch {
	case errors.Is(err, ErrArchived):
		return "archived"
	case errors.Is(err, errScreened):
		return "screened"
	case errors.Is(err, errWith):
		return "shared"
	case errors.Is(err, assessment.ErrNotFound):
		return "contact"
	case invalid, errors.Is(err, assessment.ErrForbidden):
		return "refused"
	default:
		return ""
	}
}
