package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// Work is an assessment with all that work on it needs: its catalog, the proposals beside its answers, and the revisions
// that keep two editors apart.
type Work struct {
	assessment.Assessment
	ClientID  string
	Catalog   *assessment.Catalog
	Overlay   *assessment.Catalog // the edition that its readiness was answered to; nil where it was not
	Previous  string              // the id of the assessment that its proposals were carried from, or empty
	Due       assessment.Date
	OpenedAt  time.Time
	FinalAt   time.Time
	Proposals []assessment.Proposal

	revisions map[place]int
	entries   map[place][]byte    // as they are stored
	reviews   map[string]Reviewed // by risk
	answers   map[assessment.Place]StoredAnswer
	left      []string // places of what a moved draft keeps and its edition does not know
	scoping   Scoping
	canonical []byte // of what is under review or final
	result    []byte // of what is final
}

// place names an entry: its kind and what it is about.
type place struct{ kind, about string }

// StoredAnswer is an answer with its revision, who gave it and when.
type StoredAnswer struct {
	assessment.Answer
	Revision int
	At       time.Time
}

// Answer gives the answer that is stored for a question at a site; its revision is 0 where there is none yet.
func (w *Work) Answer(question, site string) StoredAnswer {
	return w.answers[assessment.Place{Question: question, Site: site}]
}

// Snapshot gives what reports and comparisons are made from. For a final assessment it is what was stored when it was
// made final; for any other it is computed now.
func (w *Work) Snapshot() (assessment.Snapshot, error) {
	snapshot := assessment.Snapshot{ID: w.ID, Catalog: w.Catalog, Content: &w.Content, Overlay: w.Overlay}
	if len(w.result) == 0 {
		snapshot.Result = assessment.Rate(w.Catalog, &w.Content)
		return snapshot, nil
	}
	snapshot.Result = &assessment.Result{}
	if err := json.Unmarshal(w.result, snapshot.Result); err != nil {
		return snapshot, fmt.Errorf("reading the result of assessment %s: %w", w.ID, err)
	}
	return snapshot, nil
}

// state is what is sealed of an assessment beside its content.
type state struct {
	Approval    *assessment.Approval `json:"approval,omitzero"`
	Remarks     []assessment.Remark  `json:"remarks,omitzero"`
	AmendReason string               `json:"amend_reason,omitzero"`
}

// Assessment gives one assessment whole.
func (s *Store) Assessment(ctx context.Context, scope assessment.Scope, id string) (*Work, error) {
	w, err := s.load(ctx, s.reader, scope, id)
	if err != nil {
		return nil, fmt.Errorf("assessment %s: %w", id, err)
	}
	return w, nil
}

// load reads an assessment. What is under review or final comes from the bytes that were fixed then; a draft is put
// together from what stands in the database now.
func (s *Store) load(ctx context.Context, q querier, scope assessment.Scope, id string) (*Work, error) {
	w, err := s.loadWhole(ctx, q, scope, id)
	if err == nil && w.Status == assessment.Draft {
		w.left = w.Fit(w.Catalog)
	}
	return w, err
}

// loadWhole is load with what a draft that was moved keeps and its edition does not know.
func (s *Store) loadWhole(ctx context.Context, q querier, scope assessment.Scope, id string) (*Work, error) {
	w, err := s.begin(ctx, q, scope, id)
	if err != nil {
		return nil, err
	}
	if w.Status == assessment.Draft {
		err = s.gather(ctx, q, scope, w)
	} else {
		err = w.fromCanonical()
	}
	if err == nil && w.Readiness != nil {
		w.Overlay, err = s.keptEdition(ctx, q, w.Readiness.Questionnaire)
	}
	return w, err
}

// begin reads what every assessment has beside its content.
func (s *Store) begin(ctx context.Context, q querier, scope assessment.Scope, id string) (*Work, error) {
	w, catalog, err := s.head(ctx, q, scope, id)
	if err != nil {
		return nil, err
	}
	w.Catalog, err = s.catalog(ctx, q, catalog)
	return w, err
}

// fromCanonical takes the content from the bytes that were fixed.
func (w *Work) fromCanonical() (err error) {
	if assessment.DigestOf(w.canonical) != w.Digest {
		return fmt.Errorf("%w: the content has not the digest that was fixed", ErrTampered)
	}
	approval := w.Approval
	w.Content, err = assessment.ParseCanonical(w.canonical)
	w.Approval = approval
	return err
}

// head reads the row of an assessment and gives the hash of its catalog beside it.
func (s *Store) head(ctx context.Context, q querier, scope assessment.Scope, id string) (*Work, string, error) {
	w, catalog := &Work{}, ""
	_, err := one(ctx, q, func(rows *sql.Rows) (struct{}, error) {
		var status, due string
		var opened, final int64
		var sealed, canonical, result []byte
		err := rows.Scan(&w.ID, &w.ClientID, &w.Period, &catalog, &status, &w.Digest, &w.Amends, &w.Previous, &due, &opened, &final, &sealed, &canonical, &result)
		if err != nil {
			return struct{}{}, err
		}
		w.OpenedAt, w.FinalAt = when(opened), when(final)
		return struct{}{}, errors.Join(w.Status.UnmarshalText([]byte(status)), w.Due.UnmarshalText([]byte(due)), s.openHead(w, sealed, canonical, result))
	}, `SELECT a.id, a.client, a.period, a.catalog, a.status, a.digest, a.amends, a.previous, a.due, a.opened_at, a.final_at, a.state, a.canonical, a.result
		FROM assessments a WHERE a.id = $1 AND `+visibleTo("a.client", 2, 3), id, scope.All, scope.User)
	return w, catalog, err
}

func (s *Store) openHead(w *Work, sealed, canonical, result []byte) (err error) {
	var st state
	if err := s.open("assessments", "state", w.ID, sealed, &st); err != nil {
		return err
	}
	w.Approval, w.Remarks, w.AmendReason = st.Approval, st.Remarks, st.AmendReason
	if len(canonical) > 0 {
		if w.canonical, err = s.vault.Open("assessments", "canonical", w.ID, canonical); err != nil {
			return err
		}
	}
	if len(result) > 0 {
		w.result, err = s.vault.Open("assessments", "result", w.ID, result)
	}
	return err
}

// gather puts the content of a draft together: the client's facts and records, the answers and the entries.
func (s *Store) gather(ctx context.Context, q querier, scope assessment.Scope, w *Work) error {
	client, err := s.client(ctx, q, scope, w.ClientID)
	if err != nil {
		return err
	}
	c := &w.Content
	c.Questionnaire = w.Catalog.Questionnaire.ID + "@" + w.Catalog.Questionnaire.Version
	c.Client, c.Approval = client.Facts, nil
	if err := errors.Join(s.gatherRecords(ctx, q, w), s.gatherAnswers(ctx, q, w), s.gatherEntries(ctx, q, w)); err != nil {
		return err
	}
	for i := range c.Remediation { // nor has the plan only risks that were added in this assessment
		r := &c.Remediation[i]
		r.Risks = slices.DeleteFunc(r.Risks, func(id string) bool {
			return !slices.ContainsFunc(c.OwnRisks, func(own assessment.OwnRisk) bool { return own.ID == id })
		})
	}
	if c.Date.IsZero() {
		c.Date = s.today()
	}
	filed, err := s.filedProofs(ctx, q, w.ClientID)
	if err != nil {
		return err
	}
	c.Proofs = c.RestsOn(w.Catalog, filed)
	w.Proposals, err = s.proposals(ctx, q, w.ID)
	return err
}

// gatherRecords takes the client's records into the content, all kinds by one statement.
func (s *Store) gatherRecords(ctx context.Context, q querier, w *Work) error {
	c := &w.Content
	return each(ctx, q, func(rows *sql.Rows) error {
		var kind recordKind
		var id string
		var sealed []byte
		if err := rows.Scan(&kind, &id, &sealed); err != nil {
			return err
		}
		into := func(value any) error {
			return s.open("records", "body", recordPlace(w.ClientID, kind, id), sealed, value)
		}
		switch kind {
		case kindAsset:
			return appendFrom(&c.Assets, into)
		case kindVendor:
			return appendFrom(&c.Vendors, into)
		case kindIncident:
			return appendFrom(&c.Incidents, into)
		case kindRemediation:
			err := appendFrom(&c.Remediation, into)
			last := &c.Remediation[len(c.Remediation)-1]
			last.Questions = w.Catalog.Current(last.Questions) // the plan outlives the edition that a line was made with
			return err
		case kindInventory:
			return into(&c.Inventory)
		default:
			return nil
		}
	}, `SELECT kind, id, body FROM records WHERE client = $1 AND NOT removed AND kind <> 'proof' ORDER BY kind, made_at, id`, w.ClientID)
}

func appendFrom[T any](list *[]T, into func(any) error) error {
	var item T
	err := into(&item)
	*list = append(*list, item)
	return err
}

// gatherAnswers takes the answers into the content. Where questions are named, nothing but the response is read of the
// answers to others.
func (s *Store) gatherAnswers(ctx context.Context, q querier, w *Work, questions ...string) error {
	body, args := "body", []any{w.ID}
	if len(questions) > 0 {
		body, args = among("CASE WHEN question", questions, args)
		body += " THEN body END"
	}
	w.answers = map[assessment.Place]StoredAnswer{}
	w.Answers = map[string]assessment.Answer{}
	return each(ctx, q, func(rows *sql.Rows) error {
		at, a, err := s.scanAnswer(rows, w.ID)
		if err != nil {
			return err
		}
		w.put(at, a)
		return nil
	}, `SELECT question, site, revision, at, response, `+body+` FROM answers WHERE assessment = $1`, args...)
}

// put takes an answer into the content. That of a site stands under that of the whole client.
func (w *Work) put(at assessment.Place, a StoredAnswer) {
	w.answers[at] = a
	if at.Site != "" && !slices.Contains(w.Client.Sites, at.Site) {
		return // the client has no such site any more; the answer stays, unseen, and counts again with the site
	}
	plain := w.Answers[at.Question]
	if at.Site == "" {
		a.Answer.Sites = plain.Sites
		w.Answers[at.Question] = a.Answer
		return
	}
	if plain.Sites == nil {
		plain.Sites = map[string]assessment.Answer{}
	}
	plain.Sites[at.Site] = a.Answer
	w.Answers[at.Question] = plain
}

func (s *Store) scanAnswer(rows *sql.Rows, id string) (at assessment.Place, a StoredAnswer, err error) {
	var sealed []byte
	var us int64
	var response string
	if err := rows.Scan(&at.Question, &at.Site, &a.Revision, &us, &response, &sealed); err != nil {
		return at, a, err
	}
	a.At = when(us)
	if sealed == nil {
		return at, a, a.Response.UnmarshalText([]byte(response))
	}
	return at, a, s.open("answers", "body", answerPlace(id, at), sealed, &a.Answer)
}

// answerPlace is where an answer is sealed to.
func answerPlace(assessment string, at assessment.Place) string {
	return assessment + "/" + at.Question + "/" + at.Site
}

func (s *Store) proposals(ctx context.Context, q querier, id string) ([]assessment.Proposal, error) {
	return all(ctx, q, s.scanProposal, `SELECT id, body FROM proposals WHERE assessment = $1 ORDER BY id`, id)
}

func (s *Store) scanProposal(rows *sql.Rows) (p assessment.Proposal, err error) {
	var key string
	var sealed []byte
	if err := rows.Scan(&key, &sealed); err != nil {
		return p, err
	}
	return p, s.open("proposals", "body", key, sealed, &p)
}

// Summary is an assessment as lists show it.
type Summary struct {
	ID        string
	Period    int
	Status    assessment.Status
	Due       assessment.Date
	Asked     int
	Answered  int
	ToConfirm int
	Level     assessment.RiskLevel // the highest current one, 0 where nothing was rated
	Index     float64
	Missing   int
	Next      assessment.Next
	FinalAt   time.Time
	Amends    string
	Carried   int    // the period that its proposals were carried from, 0 where they were not
	Edition   string // ID@VERSION of the questionnaire
}

// summaryColumns are of assessments a, which a left join may leave out.
const summaryColumns = `a.id, a.period, a.status, a.due, a.asked, a.answered, a.to_confirm, a.level, a.risk_index, a.missing,
	a.next_step, a.next_count, a.next_element, a.next_due, a.final_at, a.amends,
	(SELECT p.period FROM assessments p WHERE p.id = a.previous) AS carried,
	(SELECT k.ref FROM catalogs k WHERE k.hash = a.catalog) AS edition`

// summaryRow takes the summary's columns, all of them NULL where there is no assessment.
type summaryRow struct {
	id, status, due, level, step, element, nextDue, amends    sql.NullString
	edition                                                   sql.NullString
	period, asked, answered, confirm, missing, count, finalAt sql.NullInt64
	carried                                                   sql.NullInt64
	index                                                     sql.NullFloat64
}

func (r *summaryRow) into() []any {
	return []any{
		&r.id, &r.period, &r.status, &r.due, &r.asked, &r.answered, &r.confirm, &r.level, &r.index, &r.missing,
		&r.step, &r.count, &r.element, &r.nextDue, &r.finalAt, &r.amends, &r.carried, &r.edition,
	}
}

func (r *summaryRow) summary() (*Summary, error) {
	if !r.id.Valid {
		return nil, nil
	}
	sum := &Summary{
		ID: r.id.String, Period: int(r.period.Int64), Asked: int(r.asked.Int64), Answered: int(r.answered.Int64), ToConfirm: int(r.confirm.Int64),
		Index: r.index.Float64, Missing: int(r.missing.Int64), FinalAt: when(r.finalAt.Int64), Amends: r.amends.String,
		Carried: int(r.carried.Int64), Edition: r.edition.String,
	}
	sum.Next.Count = int(r.count.Int64)
	return sum, errors.Join(
		sum.Status.UnmarshalText([]byte(r.status.String)), sum.Level.UnmarshalText([]byte(r.level.String)),
		sum.Next.Step.UnmarshalText([]byte(r.step.String)), sum.Next.Element.UnmarshalText([]byte(r.element.String)),
		parseDays(map[*assessment.Date]string{&sum.Due: r.due.String, &sum.Next.Due: r.nextDue.String}))
}

// Assessments lists the assessments of a client, the newest period first and amendments before what they amend.
func (s *Store) Assessments(ctx context.Context, scope assessment.Scope, client string) ([]Summary, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (Summary, error) {
		var row summaryRow
		if err := rows.Scan(row.into()...); err != nil {
			return Summary{}, err
		}
		sum, err := row.summary()
		return *sum, err
	}, `SELECT `+summaryColumns+` FROM assessments a WHERE a.client = $1 ORDER BY a.period DESC, a.opened_at DESC, a.id DESC`, client)
}
