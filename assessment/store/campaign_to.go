package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// ToScreen is a client that may be screened by link, with the contact who would be asked.
type ToScreen struct {
	Client, Name, City string
	Kinds              []assessment.EntityKind
	Contact            string // id; empty where the client has none
	Person             assessment.Contact
	Screened           bool // the screening of the year is complete
	Out                bool // it is with a contact, or about to be
}

// ToScreen lists the clients in the scope that are not archived, by name, for the screening of a period. The contact is
// the first with a mail address, or else the first; of a client that has none, Person is whom its page names, which may be
// nobody.
func (s *Store) ToScreen(ctx context.Context, scope assessment.Scope, period int) ([]ToScreen, error) {
	list, err := all(ctx, s.reader, s.scanToScreen, `SELECT c.id, c.name, c.city, c.kinds, COALESCE(x.unanswered, 1) = 0,
		`+screeningOut("c.id", "$3")+` OR EXISTS (SELECT 1 FROM campaign_rows w JOIN campaigns g ON g.id = w.campaign WHERE w.client = c.id AND w.state = 'waiting' AND g.period = $3),
		COALESCE(o.id, ''), CASE WHEN o.id IS NULL THEN c.body ELSE o.body END
		FROM clients c LEFT JOIN screenings x ON x.client = c.id AND x.period = $3
		LEFT JOIN contacts o ON o.id = (SELECT k.id FROM contacts k WHERE k.client = c.id AND NOT k.removed ORDER BY k.lookup = k.id, k.made_at, k.id LIMIT 1)
		WHERE NOT c.archived AND `+visibleTo("c.id", 1, 2)+` ORDER BY c.sort_key`, scope.All, scope.User, period)
	if err != nil {
		return nil, fmt.Errorf("the clients to screen for %d: %w", period, err)
	}
	return list, nil
}

func (s *Store) scanToScreen(rows *sql.Rows) (t ToScreen, err error) {
	var kinds string
	var sealed []byte
	if err := rows.Scan(&t.Client, &t.Name, &t.City, &kinds, &t.Screened, &t.Out, &t.Contact, &sealed); err != nil {
		return t, err
	}
	if t.Kinds, err = parseKinds(kinds); err != nil {
		return t, err
	}
	if t.Contact != "" {
		return t, s.open("contacts", "body", t.Contact, sealed, &t.Person)
	}
	var body clientBody
	err = s.open("clients", "body", t.Client, sealed, &body)
	t.Person = assessment.Contact{Name: body.Details.Contact, Email: body.Details.Email, Phone: body.Details.Phone}
	return t, err
}

// CampaignFinding is what the screening of a client of a campaign comes to.
type CampaignFinding struct {
	Client, Name string
	Kinds        []assessment.EntityKind // recorded
	Share        string                  // whose answers wait for a person; empty where the screening is accepted
	assessment.Finding
	Verdicts []Verdict // that accept them
	Plain    bool      // every answer is No, without a note
}

// CampaignFindings lists what the clients of a campaign in the scope answered, by name: where the answers wait for a person,
// and where they were accepted.
func (s *Store) CampaignFindings(ctx context.Context, scope assessment.Scope, c *Campaign) ([]CampaignFinding, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	waiting, err := s.waitingFindings(ctx, scope, c)
	if err != nil {
		return nil, fmt.Errorf("the answers of campaign %s: %w", c.ID, err)
	}
	accepted, err := all(ctx, s.reader, scanAcceptedFinding, `SELECT c.id, c.name, c.kinds, `+findingColumns+`
		FROM campaign_rows w JOIN clients c ON c.id = w.client JOIN screenings x ON x.client = c.id AND x.period = $4
		WHERE w.campaign = $3 AND w.state = 'made' AND x.unanswered = 0 AND NOT c.archived AND `+visibleTo("c.id", 1, 2)+` ORDER BY c.sort_key`,
		scope.All, scope.User, c.ID, c.Period)
	if err != nil {
		return nil, fmt.Errorf("the findings of campaign %s: %w", c.ID, err)
	}
	return append(waiting, accepted...), nil
}

func scanAcceptedFinding(rows *sql.Rows) (f CampaignFinding, err error) {
	var kinds string
	var row findingRow
	if err := rows.Scan(append([]any{&f.Client, &f.Name, &kinds}, row.into()...)...); err != nil {
		return f, err
	}
	if f.Kinds, err = parseKinds(kinds); err != nil {
		return f, err
	}
	found, err := row.finding()
	if found != nil {
		f.Finding = *found
	}
	return f, err
}

// waitingFindings puts the answers together that wait for a person. A share of which not all are there is left out: it is
// not accepted as a whole.
func (s *Store) waitingFindings(ctx context.Context, scope assessment.Scope, c *Campaign) ([]CampaignFinding, error) {
	var list []CampaignFinding
	answers := map[string]map[string]assessment.ScreeningAnswer{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var f CampaignFinding
		var kinds string
		var stored int
		var v Verdict
		var sealed []byte
		err := rows.Scan(&f.Share, &f.Client, &f.Name, &kinds, &stored, &v.Question, &v.Site, &v.Given, &sealed)
		if err != nil {
			return err
		}
		var body givenBody
		place := answerPlace(f.Share, assessment.Place{Question: v.Question, Site: v.Site})
		if f.Kinds, err = parseKinds(kinds); err == nil {
			err = s.open("share_answers", "body", place, sealed, &body)
		}
		if len(list) == 0 || list[len(list)-1].Share != f.Share {
			list, answers[f.Share] = append(list, f), map[string]assessment.ScreeningAnswer{}
		}
		v.Stored = stored
		last := &list[len(list)-1]
		last.Verdicts = append(last.Verdicts, v)
		answers[f.Share][v.Question] = assessment.ScreeningAnswer{Response: body.Answer.Response, Note: joined(body.Answer.Note, body.Changed)}
		return err
	}, `SELECT h.id, c.id, c.name, c.kinds, COALESCE(z.revision, 0), x.question, x.site, x.revision, x.body
		FROM shares h JOIN clients c ON c.id = h.client JOIN share_answers x ON x.share = h.id AND x.state = 'submitted'
		LEFT JOIN screenings z ON z.client = h.client AND z.period = h.period
		WHERE h.campaign = $3 AND h.ended_at = 0 AND NOT c.archived AND `+visibleTo("c.id", 1, 2)+` ORDER BY c.sort_key, h.id`, scope.All, scope.User, c.ID)
	whole := list[:0]
	for _, f := range list {
		sc := assessment.PHIScreening{Answers: answers[f.Share]}
		f.Finding = sc.Finding(c.Catalog, c.Period)
		f.Plain = allNo(answers[f.Share])
		if f.Open == 0 {
			whole = append(whole, f)
		}
	}
	return whole, err
}

func allNo(answers map[string]assessment.ScreeningAnswer) bool {
	for _, a := range answers {
		if a != (assessment.ScreeningAnswer{Response: assessment.No}) {
			return false
		}
	}
	return true
}

// Holds reports whether the client may hold PHI that nobody has recorded of it.
func (f *CampaignFinding) Holds() bool {
	return f.Open == 0 && (f.Unsure || len(f.Unrecorded(f.Kinds)) > 0)
}
