package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// SharedChange is what a contact answers to one question at one site.
type SharedChange struct {
	Question string
	Site     string // empty for the whole client
	Answer   assessment.Answer
	Changed  string // what changed since last year
	Revision int    // that the contact saw; 0 where there was no answer yet
}

// ErrNotShared says that a contact can change nothing of a question any more: their answer was sent or accepted.
var ErrNotShared = errors.New("the answer was sent already")

// SaveShared keeps what contacts answer at several places of a question, all of it or nothing, by one transaction, and
// gives the new revisions. Where another contact answered meanwhile it is a *Conflict with that answer, and with the status
// of the assessment where it is no draft any more. What was sent already is ErrNotShared; a question that was not shared
// with the contact is assessment.ErrNotFound.
func (s *Store) SaveShared(ctx context.Context, g Guest, changes ...SharedChange) ([]SharedAnswer, error) {
	saved := make([]SharedAnswer, len(changes))
	err := s.write(ctx, func(tx *sql.Tx) error {
		t, err := s.holdSheet(ctx, tx, &g)
		if err != nil {
			return err
		}
		for i, ch := range changes {
			if saved[i], err = s.putShared(ctx, tx, t, ch); err != nil {
				return err
			}
		}
		return s.settleShare(ctx, tx, &t.Share)
	})
	if err != nil {
		return nil, fmt.Errorf("keeping an answer of share %s: %w", g.Share.ID, err)
	}
	return saved, nil
}

// holdSheet locks the client of a share until the transaction ends, and gives what the contact has to answer now. Where the
// assessment is no draft any more, it is a *Conflict.
func (s *Store) holdSheet(ctx context.Context, tx *sql.Tx, g *Guest) (*Sheet, error) {
	t, err := s.holdAnySheet(ctx, tx, g)
	if err == nil && t.Status != assessment.Draft {
		err = &Conflict{Status: t.Status}
	}
	return t, err
}

// holdAnySheet is holdSheet whatever the status of the assessment.
func (s *Store) holdAnySheet(ctx context.Context, tx *sql.Tx, g *Guest) (*Sheet, error) {
	if err := s.lock(ctx, tx, assessment.Scope{All: true}, g.Share.Client); err != nil {
		return nil, err
	}
	now, err := s.guestOf(ctx, tx, g.Stay)
	if err != nil {
		return nil, err
	}
	if err := s.seeGuest(ctx, tx, g); err != nil { // only now, since a stay that has run out would go on by it
		return nil, err
	}
	now.From = g.From
	return s.sheet(ctx, tx, &now, now.Recipient.ID)
}

// putShared writes one answer of a contact. To save what is there already changes nothing, unless it came back: then the
// contact stands by it.
func (s *Store) putShared(ctx context.Context, tx *sql.Tx, t *Sheet, ch SharedChange) (SharedAnswer, error) {
	item, place := t.place(ch.Question, ch.Site)
	if place == nil {
		return SharedAnswer{}, assessment.ErrNotFound
	}
	before := place.Given
	switch {
	case item.Done, !before.State.Open():
		return before, ErrNotShared
	case ch.Revision != before.Revision:
		return before, &Conflict{Status: t.Status, Answer: t.conflicting(before)}
	}
	if err := t.Check(ch); err != nil {
		return before, err
	}
	if before.Revision > 0 && before.State == assessment.GivenDraft && same(before.Answer, ch.Answer) && before.Changed == ch.Changed {
		return before, nil
	}
	a := SharedAnswer{
		Answer: ch.Answer, GivenNotes: GivenNotes{Changed: ch.Changed, Remark: before.Remark},
		Revision: before.Revision + 1, State: assessment.GivenDraft, Recipient: t.Recipient.ID, At: s.now().UTC(),
	}
	place.Given = a
	e := t.event("share.answer")
	e.Subject, e.Detail = subjectOf(place.Place), fmt.Sprintf("revision %d %s", a.Revision, a.Response)
	var err error
	if before.Revision > 0 {
		if e.Before, err = s.digestOf(givenBody{before.Answer, before.GivenNotes}); err != nil {
			return a, err
		}
	}
	if e.After, err = s.writeShared(ctx, tx, t.Share.ID, t.Stay, place.Place, a); err != nil {
		return a, err
	}
	return a, s.record(ctx, tx, t.scope(), e)
}

// place gives the question of a sheet and its place at a site; both are nil where there is none.
func (t *Sheet) place(question, site string) (*SheetItem, *SheetPlace) {
	item, _ := t.Item(question)
	for n := 0; item != nil && n < len(item.Places); n++ {
		if item.Places[n].Site == site {
			return item, &item.Places[n]
		}
	}
	return nil, nil
}

// conflicting is what another contact answered.
func (t *Sheet) conflicting(a SharedAnswer) *StoredAnswer {
	return &StoredAnswer{Answer: a.Answer, Revision: a.Revision, At: a.At}
}

// Check refuses an answer that is none, by *assessment.Invalid. Each path names a field of a form.
func (t *Sheet) Check(ch SharedChange) error {
	wrong := assessment.CheckText("changed", ch.Changed)
	if ch.Answer.Blank() {
		wrong = append(wrong, assessment.Problem{Path: "response", What: "Choose an answer. Where you do not know, say so."})
	}
	if t.Share.IsScreening() {
		if !ch.Answer.Blank() && assessment.ScreeningWord(ch.Answer.Response) == "" {
			wrong = append(wrong, assessment.Problem{Path: "response", What: "Answer yes, no or unsure."})
		}
		wrong = append(wrong, assessment.CheckText("note", ch.Answer.Note)...)
	} else if err := t.Catalog.CheckAnswer(&t.Client, ch.Question, ch.Site, ch.Answer); err != nil {
		invalid, ok := errors.AsType[*assessment.Invalid](err)
		if !ok {
			return err
		}
		wrong = append(wrong, invalid.Problems...)
	}
	if len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	return nil
}

// writeShared writes the answer of a contact in the place of the one before, and gives the digest of it.
func (s *Store) writeShared(ctx context.Context, tx *sql.Tx, share, stay string, at assessment.Place, a SharedAnswer) (digest string, err error) {
	sealed, digest, err := s.sealed("share_answers", "body", answerPlace(share, at), givenBody{a.Answer, a.GivenNotes})
	if err != nil {
		return "", err
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO share_answers (share, question, site, revision, state, recipient, stay, at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (share, question, site) DO UPDATE SET revision = excluded.revision, state = excluded.state,
		recipient = excluded.recipient, stay = excluded.stay, at = excluded.at, body = excluded.body WHERE share_answers.revision = excluded.revision - 1`,
		share, at.Question, at.Site, a.Revision, a.State.String(), a.Recipient, stay, micros(a.At), sealed)
	return digest, changedOne(done, err)
}

// settleShare keeps the state of every recipient of a share up with the answers.
func (s *Store) settleShare(ctx context.Context, tx *sql.Tx, h *Share) error {
	list, err := s.recipients(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	t, err := s.sheet(ctx, tx, &Guest{Share: *h}, "")
	if err != nil {
		return err
	}
	for _, p := range list {
		state := assessment.ShareStateOf(!p.OpenedAt.IsZero(), t.questionsOf(&p))
		if !p.EndedAt.IsZero() || state == p.State {
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE share_recipients SET state = $1 WHERE id = $2`, state.String(), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// questionsOf counts the questions that a recipient can answer, on the sheet of the whole share.
func (t *Sheet) questionsOf(p *Recipient) []assessment.SharedQuestion {
	var list []assessment.SharedQuestion
	for i := range t.Items {
		if item := &t.Items[i]; p.mayAnswer(item.with) {
			list = append(list, item.of(p.ID))
		}
	}
	return list
}

// SubmitShare sends what a contact answered to the provider, who accepts or returns each answer. Once more, or where
// something is not answered yet, is *assessment.Invalid. The letter, which may be nil, tells the provider.
func (s *Store) SubmitShare(ctx context.Context, g Guest, letter func(h Share, answers int) (Mail, error)) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		t, err := s.holdSheet(ctx, tx, &g)
		if err != nil {
			return err
		}
		open, sent := 0, 0
		for i := range t.Items {
			if t.Items[i].Open() && t.Items[i].State() != assessment.GivenDraft {
				open++
			}
		}
		if open > 0 {
			return &assessment.Invalid{Problems: []assessment.Problem{{What: stillOpen(open)}}}
		}
		for i := range t.Items {
			n, err := s.submitItem(ctx, tx, t, &t.Items[i])
			if err != nil {
				return err
			}
			sent += n
		}
		if sent == 0 {
			return ErrNotShared
		}
		return s.submitted(ctx, tx, t, sent, letter)
	})
	if err != nil {
		return fmt.Errorf("submitting share %s: %w", g.Share.ID, err)
	}
	return nil
}

func stillOpen(n int) string {
	if n == 1 {
		return "One question has no answer yet. Answer it, say that you don’t know, or pass it on."
	}
	return fmt.Sprintf("%d questions have no answer yet. Answer them, say that you don’t know, or pass them on.", n)
}

// submitItem sends the answers to a question, and gives how many there were.
func (s *Store) submitItem(ctx context.Context, tx *sql.Tx, t *Sheet, item *SheetItem) (sent int, err error) {
	for i := range item.Places {
		place := &item.Places[i]
		if item.Done || place.Given.State != assessment.GivenDraft {
			continue
		}
		sent++
		place.Given.State = assessment.GivenSubmitted
		_, err := tx.ExecContext(ctx, `UPDATE share_answers SET state = $1, revision = revision + 1 WHERE share = $2 AND question = $3 AND site = $4`,
			place.Given.State.String(), t.Share.ID, place.Question, place.Site)
		if err != nil {
			return sent, err
		}
		if err := s.propose(ctx, tx, t, place); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// propose puts an answer that a contact sent beside what else is proposed, in the place of what a contact proposed before.
func (s *Store) propose(ctx context.Context, tx *sql.Tx, t *Sheet, place *SheetPlace) error {
	if t.Share.IsScreening() {
		return nil
	}
	if err := dropProposed(ctx, tx, t.Share.Assessment, place.Place); err != nil {
		return err
	}
	said, err := s.statement(ctx, tx, t.Share.ID, place)
	if err != nil {
		return err
	}
	a := place.Given.Answer
	p := assessment.Proposal{
		ID: s.newID(), Question: place.Question, Site: place.Site, Source: assessment.FromContact, Response: a.Response, Choice: a.Choice, Value: a.Value,
		Note: joined(a.Note, place.Given.Changed), Reason: a.Reason, By: said.Name, AsOf: said.Date, Period: t.Share.Period, Client: said, Share: t.Share.ID,
	}
	return s.insertProposal(ctx, tx, t.Share.Assessment, &p)
}

// joined puts what changed since last year under the note.
func joined(note, changed string) string {
	switch {
	case changed == "":
		return note
	case note == "":
		return changed
	default:
		return note + "\n" + changed
	}
}

// dropProposed takes back what a contact proposed at a place.
func dropProposed(ctx context.Context, tx *sql.Tx, id string, at assessment.Place) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM proposals WHERE assessment = $1 AND question = $2 AND site = $3 AND source = $4`,
		id, at.Question, at.Site, assessment.FromContact.String())
	return err
}

// statement says whose word an answer of a share is, and how that person was identified when they gave it.
func (s *Store) statement(ctx context.Context, q querier, share string, place *SheetPlace) (*assessment.Statement, error) {
	return one(ctx, q, func(rows *sql.Rows) (*assessment.Statement, error) {
		var contact, way string
		var sealed []byte
		if err := rows.Scan(&contact, &sealed, &way); err != nil {
			return nil, err
		}
		var person assessment.Contact
		if err := s.open("contacts", "body", contact, sealed, &person); err != nil {
			return nil, err
		}
		said := &assessment.Statement{Name: person.Name, Title: person.Title, Date: assessment.DateOf(place.Given.At.In(s.now().Location()))}
		return said, said.Identified.UnmarshalText([]byte(way))
	}, `SELECT o.id, o.body, y.way FROM share_answers x JOIN share_stays y ON y.id = x.stay JOIN share_recipients p ON p.id = x.recipient
		JOIN contacts o ON o.id = p.contact WHERE x.share = $1 AND x.question = $2 AND x.site = $3`, share, place.Question, place.Site)
}

// submitted ends a submission: states, the figures of the assessment, the event and the mail to the provider.
func (s *Store) submitted(ctx context.Context, tx *sql.Tx, t *Sheet, sent int, letter func(Share, int) (Mail, error)) error {
	if _, err := tx.ExecContext(ctx, `UPDATE share_recipients SET submitted_at = $1 WHERE id = $2`, micros(s.now()), t.Recipient.ID); err != nil {
		return err
	}
	if err := s.settleShare(ctx, tx, &t.Share); err != nil {
		return err
	}
	e := t.event("share.submit")
	e.Detail = fmt.Sprintf("%d answers", sent)
	if err := s.record(ctx, tx, t.scope(), e); err != nil {
		return err
	}
	if err := s.refreshShared(ctx, tx, &t.Share); err != nil || letter == nil {
		return err
	}
	m, err := letter(t.Share, sent)
	if err != nil {
		return err
	}
	_, err = s.queueMail(ctx, tx, m)
	return err
}

// refreshShared keeps the figures of an assessment up with what is with contacts and what they propose.
func (s *Store) refreshShared(ctx context.Context, tx *sql.Tx, h *Share) error {
	if h.IsScreening() {
		return nil
	}
	w, err := s.load(ctx, tx, assessment.Scope{All: true}, h.Assessment)
	if err != nil || w.Status != assessment.Draft {
		return err // what is no draft waits for no contact
	}
	return s.summarize(ctx, tx, w)
}
