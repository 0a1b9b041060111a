package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// Campaign is one act by which the PHI screening of a year goes to contacts of many clients.
type Campaign struct {
	ID      string
	Period  int
	Catalog *assessment.Catalog // the questionnaire
	By      string              // the id of the user who made it
	MadeAt  time.Time
	Due     assessment.Date
	ShareText
	Waiting, Made, Failed int // its clients in the scope, by how far their links are

	hash string // of the catalog
}

// Rows is how many clients of the scope it goes to.
func (c *Campaign) Rows() int { return c.Waiting + c.Made + c.Failed }

// NewCampaign is a campaign that is to be made.
type NewCampaign struct {
	Screening *assessment.Catalog
	Period    int
	Due       assessment.Date
	ShareText
	To []CampaignTo
}

// CampaignTo is a client of a campaign, with the contact who is to answer.
type CampaignTo struct {
	Client  string
	Contact string              // id; empty where New is to be added
	New     *assessment.Contact // unless the client has a contact with that address already
}

const (
	screeningCampaign = "screening"

	rowWaiting = "waiting"
	rowMade    = "made"
	rowFailed  = "failed"
)

// MakeCampaign keeps a campaign with all its clients, or nothing, adds the contacts that are new, and gives its id. The
// links are made afterwards, by MakeCampaignShares. What is wrong is *assessment.Invalid.
func (s *Store) MakeCampaign(ctx context.Context, scope assessment.Scope, n NewCampaign) (id string, err error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	if wrong := n.Check(s.today()); len(wrong) > 0 {
		return "", &assessment.Invalid{Problems: wrong}
	}
	// All who lock several clients do so in the order of their ids, so that no two wait for each other.
	n.To = slices.SortedFunc(slices.Values(n.To), func(a, b CampaignTo) int { return cmp.Compare(a.Client, b.Client) })
	id = s.newID()
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := s.keepCatalog(ctx, tx, n.Screening); err != nil {
			return err
		}
		if err := s.insertCampaign(ctx, tx, scope, id, &n); err != nil {
			return err
		}
		for i := range n.To {
			if err := s.insertCampaignRow(ctx, tx, scope, id, i+1, &n.To[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("making a campaign: %w", err)
	}
	return id, nil
}

// Check lists what keeps a campaign from being made on a day, but for what is wrong with new contacts.
func (n *NewCampaign) Check(today assessment.Date) []assessment.Problem {
	var wrong []assessment.Problem
	if len(n.To) == 0 {
		wrong = append(wrong, assessment.Problem{Path: "clients", What: "Choose at least one client."})
	}
	if n.Due.Before(today) && !n.Due.IsZero() {
		wrong = append(wrong, assessment.Problem{Path: "due", What: "The due day is past. Choose a later one."})
	}
	wrong = append(wrong, assessment.CheckText("message", n.Message)...)
	for _, p := range n.Ask.Check() {
		wrong = append(wrong, assessment.Problem{Path: "ask-" + p.Path, What: p.What})
	}
	return wrong
}

func (s *Store) insertCampaign(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string, n *NewCampaign) error {
	sealed, after, err := s.sealed("campaigns", "body", id, n.ShareText)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO campaigns (id, kind, period, catalog, by_user, made_at, due, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, screeningCampaign, n.Period, n.Screening.Hash, scope.User, micros(s.now()), n.Due.String(), sealed)
	if err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{
		Action: "campaign.make", Subject: id, After: after, Detail: fmt.Sprintf("screening %d, %d clients, due %s", n.Period, len(n.To), n.Due),
	})
}

func (s *Store) insertCampaignRow(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string, number int, to *CampaignTo) error {
	if err := s.lock(ctx, tx, scope, to.Client); err != nil {
		return err
	}
	contact, err := s.contactOfRow(ctx, tx, scope, to)
	if err != nil {
		return fmt.Errorf("client %s: %w", to.Client, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO campaign_rows (campaign, n, client, contact, state, recipient, problem) VALUES ($1, $2, $3, $4, $5, '', '')`,
		id, number, to.Client, contact, rowWaiting)
	return err
}

// contactOfRow gives the contact of a client that is held, and adds who is new.
func (s *Store) contactOfRow(ctx context.Context, tx *sql.Tx, scope assessment.Scope, to *CampaignTo) (string, error) {
	id := func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) }
	if to.New == nil {
		return one(ctx, tx, id, `SELECT id FROM contacts WHERE id = $1 AND client = $2 AND NOT removed`, to.Contact, to.Client)
	}
	c := Contact{Contact: *to.New}
	there, err := one(ctx, tx, id, `SELECT id FROM contacts WHERE client = $1 AND lookup = $2 AND NOT removed`, to.Client, s.contactLookup(&c))
	if errors.Is(err, assessment.ErrNotFound) {
		return s.putContact(ctx, tx, scope, to.Client, c)
	}
	return there, err
}

const campaignColumns = `g.id, g.period, g.catalog, g.by_user, g.made_at, g.due, g.body,
	count(w.n) FILTER (WHERE w.state = 'waiting'), count(w.n) FILTER (WHERE w.state = 'made'), count(w.n) FILTER (WHERE w.state = 'failed')`

// campaignsFrom joins each campaign to its clients in the scope that $1 and $2 are; a campaign without one is not seen, but
// by whoever made it.
var campaignsFrom = ` FROM campaigns g LEFT JOIN campaign_rows w ON w.campaign = g.id AND ` + visibleTo("w.client", 1, 2)

const (
	campaignSeen  = `(g.by_user = $2 OR count(w.n) > 0)`
	campaignGroup = ` GROUP BY g.id, g.period, g.catalog, g.by_user, g.made_at, g.due, g.body HAVING ` + campaignSeen
)

func (s *Store) scanCampaign(rows *sql.Rows) (c Campaign, err error) {
	var made int64
	var due string
	var sealed []byte
	if err := rows.Scan(&c.ID, &c.Period, &c.hash, &c.By, &made, &due, &sealed, &c.Waiting, &c.Made, &c.Failed); err != nil {
		return c, err
	}
	c.MadeAt = when(made)
	return c, errors.Join(c.Due.UnmarshalText([]byte(due)), s.open("campaigns", "body", c.ID, sealed, &c.ShareText))
}

// MostCampaigns is how many campaigns Campaigns gives at most.
const MostCampaigns = 20

// Campaigns lists the campaigns that go to clients in the scope, the newest first, without their questionnaires.
func (s *Store) Campaigns(ctx context.Context, scope assessment.Scope) ([]Campaign, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	return all(ctx, s.reader, s.scanCampaign, `SELECT `+campaignColumns+campaignsFrom+campaignGroup+` ORDER BY g.made_at DESC, g.id DESC LIMIT $3`,
		scope.All, scope.User, MostCampaigns)
}

// Campaign gives a campaign that goes to clients in the scope.
func (s *Store) Campaign(ctx context.Context, scope assessment.Scope, id string) (Campaign, error) {
	if !scope.CanEdit() {
		return Campaign{}, assessment.ErrForbidden
	}
	c, err := one(ctx, s.reader, s.scanCampaign, `SELECT `+campaignColumns+campaignsFrom+` WHERE g.id = $3`+campaignGroup, scope.All, scope.User, id)
	if err == nil {
		c.Catalog, err = s.catalog(ctx, s.reader, c.hash)
	}
	if err != nil {
		return c, fmt.Errorf("campaign %s: %w", id, err)
	}
	return c, nil
}

// CampaignFailure is a client to whom a campaign made no link, with the reason: archived, contact, screened, shared or
// refused.
type CampaignFailure struct{ Client, ClientName, Problem string }

// CampaignFailures lists the clients in the scope to whom a campaign made no link.
func (s *Store) CampaignFailures(ctx context.Context, scope assessment.Scope, id string) ([]CampaignFailure, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (f CampaignFailure, err error) {
		return f, rows.Scan(&f.Client, &f.ClientName, &f.Problem)
	}, `SELECT c.id, c.name, w.problem FROM campaign_rows w JOIN clients c ON c.id = w.client
		WHERE w.campaign = $1 AND w.state = 'failed' AND `+visibleTo("w.client", 2, 3)+` ORDER BY c.sort_key`, id, scope.All, scope.User)
}
