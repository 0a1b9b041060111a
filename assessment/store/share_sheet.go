package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// Sheet is what one contact has to answer.
type Sheet struct {
	Guest
	Catalog *assessment.Catalog
	Client  assessment.Client
	Status  assessment.Status // of the assessment; Draft for a screening
	Items   []SheetItem       // in the order of the questionnaire
}

// SheetItem is one question of a sheet.
type SheetItem struct {
	Question *assessment.Question
	Shared   bool // others may answer it as well
	Done     bool // its answer was accepted
	Places   []SheetPlace

	with string // the id of the recipient whom it is for; empty where any of them may answer
}

// SheetPlace is the answer of contacts at one place, with what was answered last year.
type SheetPlace struct {
	assessment.Place
	Given SharedAnswer // at revision 0 where there is none yet
	Last  *assessment.Proposal
}

// SharedAnswer is what a contact answered at one place.
type SharedAnswer struct {
	assessment.Answer
	GivenNotes
	Revision  int
	State     assessment.GivenState
	Recipient string // who gave it
	At        time.Time
}

// GivenNotes stand beside the answer of a contact.
type GivenNotes struct {
	Changed string `json:"changed,omitzero"` // what changed since last year, where the answer differs from that of then
	Remark  string `json:"remark,omitzero"`  // of the provider, where the answer came back
}

// givenBody is what is sealed of the answer of a contact.
type givenBody struct {
	Answer assessment.Answer `json:"answer"`
	GivenNotes
}

// Question counts a question of the sheet among those of the recipient.
func (i *SheetItem) of(recipient string) assessment.SharedQuestion {
	q := assessment.SharedQuestion{Done: i.Done}
	for _, p := range i.Places {
		q.Places = append(q.Places, p.Given.State)
		q.Touched = q.Touched || p.Given.Recipient == recipient
	}
	return q
}

// Open reports whether the question waits for the contact.
func (i *SheetItem) Open() bool {
	q := i.of("")
	return q.Open()
}

// State says how far the question has come: what is least far counts, and what came back before all.
func (i *SheetItem) State() assessment.GivenState {
	if i.Done {
		return assessment.GivenAccepted
	}
	q := i.of("")
	return q.Settled()
}

// Item gives a question of the sheet with its number from 1 on, or nil.
func (t *Sheet) Item(question string) (*SheetItem, int) {
	for i := range t.Items {
		if t.Items[i].Question.ID == question {
			return &t.Items[i], i + 1
		}
	}
	return nil, 0
}

// Sheet gives what a contact has to answer: the questions that were shared with them and are asked, as the client's facts
// and the answers so far decide.
func (s *Store) Sheet(ctx context.Context, g Guest) (*Sheet, error) {
	t, err := s.sheet(ctx, s.reader, &g, g.Recipient.ID)
	if err != nil {
		return nil, fmt.Errorf("the questions of share %s: %w", g.Share.ID, err)
	}
	return t, nil
}

// ShareSheet gives all that was shared, as the provider sees it.
func (s *Store) ShareSheet(ctx context.Context, scope assessment.Scope, share string) (*Sheet, error) {
	h, err := s.share(ctx, s.reader, scope, share)
	if err != nil {
		return nil, fmt.Errorf("share %s: %w", share, err)
	}
	t, err := s.sheet(ctx, s.reader, &Guest{Share: h}, "")
	if err != nil {
		return nil, fmt.Errorf("the questions of share %s: %w", share, err)
	}
	return t, nil
}

// sharedQuestion is a row of share_questions.
type sharedQuestion struct {
	recipient string
	done      bool
}

// sheet gives the questions of a share, of one recipient or of all where that is empty.
func (s *Store) sheet(ctx context.Context, q querier, g *Guest, recipient string) (*Sheet, error) {
	t := &Sheet{Guest: *g, Status: assessment.Draft}
	shared, err := s.sharedQuestions(ctx, q, g.Share.ID, recipient)
	if err != nil {
		return nil, err
	}
	given, err := s.sharedAnswers(ctx, q, g.Share.ID)
	if err != nil {
		return nil, err
	}
	w, err := s.sheetWork(ctx, q, t, given)
	if err != nil {
		return nil, err
	}
	last, err := s.lastYear(ctx, q, g.Share.Assessment)
	if err != nil {
		return nil, err
	}
	for _, st := range assessment.Stand(t.Catalog, &w.Content) {
		k, ok := shared[st.Question.ID]
		if !ok || !st.Visible && !k.done {
			continue
		}
		item := SheetItem{Question: st.Question, Shared: k.recipient == "", Done: k.done, with: k.recipient}
		for _, at := range st.Places(t.Client.Sites) {
			item.Places = append(item.Places, SheetPlace{Place: at, Given: given[at], Last: lastAt(last, at)})
		}
		t.Items = append(t.Items, item)
	}
	return t, nil
}

// sheetWork gives the content by which is decided what is asked, and completes the sheet by it. Facts that a contact
// answers count before anybody accepted them, so that what depends on them is asked at once.
func (s *Store) sheetWork(ctx context.Context, q querier, t *Sheet, given map[assessment.Place]SharedAnswer) (*Work, error) {
	var err error
	w := &Work{}
	if t.Share.IsScreening() {
		t.Catalog, err = s.catalog(ctx, q, t.Share.catalog)
		return w, err
	}
	all := assessment.Scope{All: true}
	if w, err = s.begin(ctx, q, all, t.Share.Assessment); err != nil {
		return nil, err
	}
	t.Catalog, t.Status = w.Catalog, w.Status
	if w.Status != assessment.Draft {
		err = w.fromCanonical()
		t.Client = w.Client
		return w, err
	}
	client, err := s.client(ctx, q, all, t.Share.Client)
	if err != nil {
		return nil, err
	}
	w.Client, t.Client = client.Facts, client.Facts
	if err := s.gatherAnswers(ctx, q, w, factsOf(w.Catalog)...); err != nil {
		return nil, err
	}
	for at, a := range given {
		if question := w.Catalog.Question(at.Question); question != nil && question.IsFact() && a.State != assessment.GivenAccepted {
			w.put(at, StoredAnswer{Answer: a.Answer})
		}
	}
	return w, nil
}

// factsOf lists the questions on which it depends what is asked.
func factsOf(cat *assessment.Catalog) []string {
	ids := []string{""} // none of them has it: where there are no facts, no answer is read whole
	for _, q := range cat.Questions() {
		if q.IsFact() {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

// lastYear gives what was carried from last year into an assessment, by place.
func (s *Store) lastYear(ctx context.Context, q querier, id string) (map[assessment.Place]assessment.Offer, error) {
	list, err := all(ctx, q, s.scanProposal, `SELECT id, body FROM proposals WHERE assessment = $1 AND source = 'carried' ORDER BY id`, id)
	return assessment.Offers(list), err
}

// lastAt gives what was answered last year at a place, unless it was another question then.
func lastAt(last map[assessment.Place]assessment.Offer, at assessment.Place) *assessment.Proposal {
	offer := assessment.OfferAt(last, at)
	i := slices.IndexFunc(offer.Proposals, func(p assessment.Proposal) bool { return !p.Anew && p.OldText == "" })
	if i < 0 {
		return nil
	}
	return &offer.Proposals[i]
}

// sharedQuestions gives the questions of a share that a recipient can answer, or all of them where that is empty.
func (s *Store) sharedQuestions(ctx context.Context, q querier, share, recipient string) (map[string]sharedQuestion, error) {
	questions := map[string]sharedQuestion{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var id string
		var k sharedQuestion
		var done int64
		err := rows.Scan(&id, &k.recipient, &done)
		k.done = done > 0
		questions[id] = k
		return err
	}, `SELECT k.question, k.recipient, k.done FROM share_questions k WHERE k.share = $1
		AND (CAST($2 AS TEXT) = '' OR EXISTS (SELECT 1 FROM share_recipients p WHERE p.id = $2 AND `+mayAnswer+`))`, share, recipient)
	return questions, err
}

// sharedAnswers gives what contacts answered in a share.
func (s *Store) sharedAnswers(ctx context.Context, q querier, share string) (map[assessment.Place]SharedAnswer, error) {
	given := map[assessment.Place]SharedAnswer{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		at, a, err := s.scanShared(rows, share)
		given[at] = a
		return err
	}, `SELECT `+sharedColumns+` FROM share_answers WHERE share = $1`, share)
	return given, err
}

const sharedColumns = `question, site, revision, state, recipient, at, body`

func (s *Store) scanShared(rows *sql.Rows, share string) (at assessment.Place, a SharedAnswer, err error) {
	var state string
	var us int64
	var sealed []byte
	if err := rows.Scan(&at.Question, &at.Site, &a.Revision, &state, &a.Recipient, &us, &sealed); err != nil {
		return at, a, err
	}
	if err := a.State.UnmarshalText([]byte(state)); err != nil {
		return at, a, err
	}
	var body givenBody
	err = s.open("share_answers", "body", answerPlace(share, at), sealed, &body)
	a.Answer, a.GivenNotes, a.At = body.Answer, body.GivenNotes, when(us)
	return at, a, err
}
