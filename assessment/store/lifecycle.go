package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// Opening says what assessment to open.
type Opening struct {
	Client  string
	Period  int
	Due     assessment.Date
	Catalog *assessment.Catalog
	Overlay *assessment.Catalog // of an imported content that answers one
}

// OpenAssessment opens the draft of a client's assessment for a period and gives its id. What the newest final one of an
// earlier period answered comes along as proposals. Where one is at work or final already, it is *Opened.
func (s *Store) OpenAssessment(ctx context.Context, scope assessment.Scope, o Opening) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	id := s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error { return s.openDraft(ctx, tx, scope, id, o) })
	if err != nil {
		return "", fmt.Errorf("opening an assessment: %w", err)
	}
	return id, nil
}

// openDraft opens a draft under that id.
func (s *Store) openDraft(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string, o Opening) error {
	client, err := s.holdClient(ctx, tx, scope, o.Client)
	if err != nil {
		return err
	}
	if err := s.notOpened(ctx, tx, o); err != nil {
		return err
	}
	if err := s.keepCatalog(ctx, tx, o.Catalog); err != nil {
		return err
	}
	previous, proposals, err := s.carry(ctx, tx, scope, o, client.Facts)
	if err != nil {
		return err
	}
	return s.insertDraft(ctx, tx, scope, newHead{id: id, opening: o, previous: previous}, proposals)
}

// Opened says that the client has an assessment of that period already.
type Opened struct{ ID string }

// Error names it.
func (o *Opened) Error() string { return "assessment " + o.ID + " is of this period already" }

// Is makes it assessment.ErrConflict.
func (o *Opened) Is(target error) bool { return target == assessment.ErrConflict }

func (s *Store) notOpened(ctx context.Context, tx *sql.Tx, o Opening) error {
	id, err := one(ctx, tx, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) },
		`SELECT id FROM assessments WHERE client = $1 AND period = $2 AND questionnaire = $3 AND status <> 'superseded' ORDER BY opened_at DESC, id DESC`,
		o.Client, o.Period, o.Catalog.Questionnaire.Base())
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return nil
	case err != nil:
		return err
	default:
		return &Opened{id}
	}
}

// Preview gives what OpenAssessment would carry into a new draft as proposals, each with the period that it comes from.
// There are none in the first year.
func (s *Store) Preview(ctx context.Context, scope assessment.Scope, o Opening) ([]assessment.Proposal, error) {
	client, err := s.client(ctx, s.reader, scope, o.Client)
	if err != nil {
		return nil, fmt.Errorf("client %s: %w", o.Client, err)
	}
	_, proposals, err := s.carry(ctx, s.reader, scope, o, client.Facts)
	if err != nil {
		return nil, fmt.Errorf("previewing an assessment of client %s: %w", o.Client, err)
	}
	return proposals, nil
}

// carry makes the proposals of a new draft from the newest final assessment of an earlier period.
func (s *Store) carry(ctx context.Context, q querier, scope assessment.Scope, o Opening, client assessment.Client) (string, []assessment.Proposal, error) {
	id, err := earlier(ctx, q, o.Client, o.Catalog.Questionnaire.Base(), o.Period)
	if id == "" || err != nil {
		return "", nil, err
	}
	w, err := s.load(ctx, q, scope, id)
	if err != nil {
		return "", nil, err
	}
	snapshot, err := w.Snapshot()
	if err != nil {
		return "", nil, err
	}
	proposals := assessment.CarryForward(snapshot, o.Catalog, &client, s.newID)
	return id, proposals, nil
}

// earlier gives the id of the newest final assessment of an earlier period, or "".
func earlier(ctx context.Context, q querier, client, questionnaire string, period int) (string, error) {
	id, err := one(ctx, q, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) },
		`SELECT id FROM assessments WHERE client = $1 AND questionnaire = $2 AND period < $3 AND status = 'final' ORDER BY period DESC, final_at DESC LIMIT 1`,
		client, questionnaire, period)
	if errors.Is(err, assessment.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// newHead is what a new draft begins with.
type newHead struct {
	id       string
	opening  Opening
	previous string
	amends   string
	reason   string
}

func (s *Store) insertDraft(ctx context.Context, tx *sql.Tx, scope assessment.Scope, h newHead, proposals []assessment.Proposal) error {
	sealed, err := s.seal("assessments", "state", h.id, state{AmendReason: h.reason})
	if err != nil {
		return err
	}
	now := micros(s.now())
	_, err = tx.ExecContext(ctx, `INSERT INTO assessments (id, client, period, questionnaire, catalog, status, digest, amends, previous, due,
		opened_by, opened_at, changed_at, final_at, state, asked, answered, to_confirm, level, risk_index, missing, next_step, next_count, next_element, next_due)
		VALUES ($1, $2, $3, $4, $5, 'draft', '', $6, $7, $8, $9, $10, $10, 0, $11, 0, 0, 0, '', 0, 0, '', 0, '', '')`,
		h.id, h.opening.Client, h.opening.Period, h.opening.Catalog.Questionnaire.Base(), h.opening.Catalog.Hash, h.amends, h.previous,
		h.opening.Due.String(), scope.User, now, sealed)
	if err != nil {
		return err
	}
	for i := range proposals {
		if err := s.insertProposal(ctx, tx, h.id, &proposals[i]); err != nil {
			return err
		}
	}
	e := Event{Action: "assessment.open", Client: h.opening.Client, Assessment: h.id, Subject: h.amends, Detail: fmt.Sprintf("period %d", h.opening.Period)}
	if err := s.record(ctx, tx, scope, e); err != nil {
		return err
	}
	return s.refresh(ctx, tx, h.opening.Client)
}

func (s *Store) insertProposal(ctx context.Context, tx *sql.Tx, id string, p *assessment.Proposal) error {
	sealed, err := s.seal("proposals", "body", p.ID, p)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO proposals (id, assessment, question, site, source, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.ID, id, p.Question, p.Site, p.Source.String(), sealed)
	return err
}

// UpdateAssessment lets the core change the state of an assessment (submit, approve, return, take back) and keeps what
// came of it, with its event, in one transaction. The core's errors come back as they are. An officer changes nothing but
// what is under review.
func (s *Store) UpdateAssessment(ctx context.Context, scope assessment.Scope, id, action string, f func(*Work) error) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.hold(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		was := w.Status
		if !scope.CanEdit() && was != assessment.InReview {
			return assessment.ErrForbidden
		}
		if was == assessment.Draft {
			return s.submitDraft(ctx, tx, scope, w, action, f)
		}
		if err := f(w); err != nil {
			return err
		}
		return s.keepState(ctx, tx, scope, w, was, action)
	})
	if err != nil {
		return fmt.Errorf("%s of assessment %s: %w", action, id, err)
	}
	return nil
}

// submitDraft is UpdateAssessment of a draft: with its content the brand of today is fixed, and the pictures are kept.
func (s *Store) submitDraft(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, action string, f func(*Work) error) error {
	today, err := s.branding(ctx, tx, w.ClientID)
	if err != nil {
		return err
	}
	w.Brand = today.Brand
	if err := f(w); err != nil {
		return err
	}
	if w.Status == assessment.InReview {
		if err := s.keepPictures(ctx, tx, w.ClientID, today.Pictures); err != nil {
			return err
		}
	}
	return s.keepState(ctx, tx, scope, w, assessment.Draft, action)
}

// keepState writes what the core made of an assessment's state. With the way into a review the content is fixed as
// canonical bytes; with the way back to a draft they are given up.
func (s *Store) keepState(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, was assessment.Status, action string) error {
	sealed, err := s.seal("assessments", "state", w.ID, state{w.Approval, w.Remarks, w.AmendReason})
	if err != nil {
		return err
	}
	var canonical []byte
	switch {
	case w.Status == assessment.InReview && was == assessment.Draft:
		canonical = w.Canonical(w.Catalog)
	case w.Status != assessment.Draft:
		canonical = w.canonical
	}
	if canonical != nil {
		w.canonical, canonical = canonical, s.vault.Seal("assessments", "canonical", w.ID, canonical)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE assessments SET status = $1, digest = $2, state = $3, canonical = $4 WHERE id = $5`,
		w.Status.String(), w.Digest, sealed, canonical, w.ID); err != nil {
		return err
	}
	e := Event{Action: "assessment." + action, Client: w.ClientID, Assessment: w.ID, Detail: w.Digest}
	if err := s.record(ctx, tx, scope, e); err != nil {
		return err
	}
	return s.refresh(ctx, tx, w.ClientID)
}

// FinalizeAssessment makes an approved assessment final: its result is kept beside the bytes that the approval is bound
// to, compared with the final ones before, and one that it amends is superseded.
func (s *Store) FinalizeAssessment(ctx context.Context, scope assessment.Scope, id string) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.hold(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		result, err := w.Finalize(w.Catalog)
		if err != nil {
			return err
		}
		if result.Comparison, err = s.compareWithEarlier(ctx, tx, scope, w, result); err != nil {
			return err
		}
		if err := s.keepResult(ctx, tx, w, result); err != nil {
			return err
		}
		if err := s.supersede(ctx, tx, scope, w); err != nil {
			return err
		}
		return s.keepState(ctx, tx, scope, w, assessment.InReview, "finalize")
	})
	if err != nil {
		return fmt.Errorf("finalizing assessment %s: %w", id, err)
	}
	return nil
}

func (s *Store) compareWithEarlier(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, result *assessment.Result) (*assessment.Comparison, error) {
	id, err := earlier(ctx, tx, w.ClientID, w.Catalog.Questionnaire.Base(), w.Period)
	if id == "" || err != nil {
		return nil, err
	}
	before, err := s.load(ctx, tx, scope, id)
	if err != nil {
		return nil, err
	}
	snapshot, err := before.Snapshot()
	if err != nil {
		return nil, err
	}
	results, err := s.earlierResults(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	return assessment.CompareOver(results, snapshot, assessment.Snapshot{ID: w.ID, Catalog: w.Catalog, Content: &w.Content, Result: result}), nil
}

func (s *Store) keepResult(ctx context.Context, tx *sql.Tx, w *Work, result *assessment.Result) error {
	plain, err := json.Marshal(result)
	if err != nil {
		return err
	}
	w.result, w.FinalAt = plain, s.now().UTC()
	_, err = tx.ExecContext(ctx, `UPDATE assessments SET result = $1, final_at = $2 WHERE id = $3`,
		s.vault.Seal("assessments", "result", w.ID, plain), micros(w.FinalAt), w.ID)
	return err
}

// supersede retires the assessment that a final one amends.
func (s *Store) supersede(ctx context.Context, tx *sql.Tx, scope assessment.Scope, by *Work) error {
	if by.Amends == "" {
		return nil
	}
	amended, err := s.load(ctx, tx, scope, by.Amends)
	if err != nil {
		return err
	}
	if err := amended.Supersede(&by.Assessment); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE assessments SET status = $1 WHERE id = $2`, amended.Status.String(), amended.ID); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{Action: "assessment.supersede", Client: amended.ClientID, Assessment: amended.ID, Subject: by.ID})
}

// AmendAssessment opens the amendment of a final assessment as a draft of its own and gives its id. It begins with all
// that the final one holds; the client's facts, inventory and plan are those of now.
func (s *Store) AmendAssessment(ctx context.Context, scope assessment.Scope, id, reason string) (string, error) {
	if !scope.CanEdit() {
		return "", assessment.ErrForbidden
	}
	amendmentID := s.newID()
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.hold(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		amendment, err := w.Amend(amendmentID, reason)
		if err != nil {
			return err
		}
		h := newHead{id: amendmentID, opening: Opening{Client: w.ClientID, Period: w.Period, Due: w.Due, Catalog: w.Catalog}, previous: w.Previous, amends: id, reason: reason}
		if err := s.insertDraft(ctx, tx, scope, h, nil); err != nil {
			return err
		}
		return s.spread(ctx, tx, scope, &Work{Assessment: *amendment, ClientID: w.ClientID, Catalog: w.Catalog})
	})
	if errors.Is(err, errTaken) {
		return "", fmt.Errorf("amending assessment %s: %w", id, &Conflict{Changed: true})
	}
	if err != nil {
		return "", fmt.Errorf("amending assessment %s: %w", id, err)
	}
	return amendmentID, nil
}

// spread writes the answers and entries of a content as rows of its draft.
func (s *Store) spread(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work) error {
	for question, a := range w.Answers {
		for at, given := range places(question, a) {
			stored := StoredAnswer{Answer: given, Revision: 1, At: s.now().UTC()}
			if err := s.writeAnswer(ctx, tx, scope, w, at, StoredAnswer{}, stored); err != nil {
				return err
			}
		}
	}
	for _, e := range entriesOf(&w.Content) {
		if err := s.putEntry(ctx, tx, scope, w, e); err != nil {
			return err
		}
	}
	return s.refresh(ctx, tx, w.ClientID)
}

// places takes an answer apart into that of the whole client and those of its sites.
func places(question string, a assessment.Answer) map[assessment.Place]assessment.Answer {
	list := map[assessment.Place]assessment.Answer{}
	for site, own := range a.Sites {
		list[assessment.Place{Question: question, Site: site}] = own
	}
	if a.Sites = nil; !a.Blank() {
		list[assessment.Place{Question: question}] = a
	}
	return list
}

// entriesOf gives the entries that a content would be gathered from.
func entriesOf(c *assessment.Content) []Entry {
	list := []Entry{ScopingEntry(0, ScopingOf(c))}
	for citation, d := range c.Decisions {
		list = append(list, DecisionEntry(citation, 0, d))
	}
	for threat, t := range c.Threats {
		list = append(list, OccurrenceEntry(threat, 0, t))
	}
	for risk, o := range c.Overrides {
		list = append(list, OverrideEntry(risk, 0, o))
	}
	for risk, x := range c.RisksExcluded {
		list = append(list, ExclusionEntry(risk, 0, x))
	}
	for risk, t := range c.Treatment {
		list = append(list, TreatmentEntry(risk, 0, t))
	}
	for _, own := range c.OwnRisks {
		list = append(list, OwnRiskEntry(0, own))
	}
	if r := c.RisksReviewed; r != nil {
		for risk, basis := range r.Basis {
			list = append(list, ReviewEntry(risk, 0, Reviewed{r.By, r.Date, basis}))
		}
	}
	if r := c.Readiness; r != nil {
		list = append(list, Entry{EntryReadiness, r.Overlay(), 0, *r})
	}
	return list
}
