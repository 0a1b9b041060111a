package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// Out is what of an assessment is with contacts now, or came back from them and waits for a verdict.
type Out struct {
	Questions map[string]OutQuestion // by id
	people    map[string][]Recipient // of each share, those who were not revoked
}

// OutQuestion is a question that was shared and of which not every answer was accepted.
type OutQuestion struct {
	Question  string
	Share     string
	Recipient string // whom it is for, or empty for any of the share
	Due       assessment.Date
	Submitted int  // answers that wait for a verdict, at its places
	Returned  int  // answers that came back
	held      bool // somebody who may answer it was not revoked
}

// WithContact reports whether the question waits for a contact.
func (o *OutQuestion) WithContact() bool { return o.held && (o.Submitted == 0 || o.Returned > 0) }

// Who lists those who may answer a question; nobody where it is with nobody.
func (o *Out) Who(question string) []Recipient {
	q := o.Questions[question]
	var list []Recipient
	for _, p := range o.people[q.Share] {
		if p.mayAnswer(q.Recipient) {
			list = append(list, p)
		}
	}
	return list
}

// SharedOut gives what of an assessment is with contacts now. Of a screening the assessment is empty and the period its year.
func (s *Store) SharedOut(ctx context.Context, scope assessment.Scope, client, id string, period int) (*Out, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	out, err := s.out(ctx, client, id, period)
	if err != nil {
		return nil, fmt.Errorf("what is shared of client %s: %w", client, err)
	}
	return out, nil
}

func (s *Store) out(ctx context.Context, client, id string, period int) (*Out, error) {
	out := &Out{people: map[string][]Recipient{}}
	var err error
	if out.Questions, err = outQuestions(ctx, s.reader, client, id, period); err != nil || len(out.Questions) == 0 {
		return out, err
	}
	people, err := all(ctx, s.reader, s.scanRecipient, `SELECT `+recipientColumns+` FROM share_recipients p JOIN contacts o ON o.id = p.contact
		JOIN shares h ON h.id = p.share WHERE h.client = $1 AND h.assessment = $2 AND h.period = $3 AND h.ended_at = 0 AND p.ended_at = 0
		ORDER BY p.made_at, p.id`, client, id, period)
	for _, p := range people {
		out.people[p.Share] = append(out.people[p.Share], p)
	}
	return out, err
}

func outQuestions(ctx context.Context, q querier, client, id string, period int) (map[string]OutQuestion, error) {
	list := map[string]OutQuestion{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var k OutQuestion
		var due string
		var held int
		err := rows.Scan(&k.Question, &k.Share, &k.Recipient, &due, &k.Submitted, &k.Returned, &held)
		k.held = held > 0
		err = errors.Join(err, k.Due.UnmarshalText([]byte(due)))
		list[k.Question] = k
		return err
	}, `SELECT k.question, k.share, k.recipient, h.due,
		(SELECT count(*) FROM share_answers x WHERE x.share = k.share AND x.question = k.question AND x.state = 'submitted'),
		(SELECT count(*) FROM share_answers x WHERE x.share = k.share AND x.question = k.question AND x.state = 'returned'),
		(SELECT count(*) FROM share_recipients p WHERE p.share = k.share AND p.ended_at = 0 AND `+mayAnswer+`)
		FROM share_questions k JOIN shares h ON h.id = k.share
		WHERE h.client = $1 AND h.assessment = $2 AND h.period = $3 AND h.ended_at = 0 AND k.done = 0`, client, id, period)
	return list, err
}

// sharedDue gives what [assessment.SharedOutOf] counts: the questions that wait for a contact, each with its day, and how
// many answers wait for a verdict.
func (s *Store) sharedDue(ctx context.Context, tx *sql.Tx, w *Work) (due map[string]assessment.Date, toReview int, err error) {
	if w.Status != assessment.Draft {
		return nil, 0, nil
	}
	list, err := outQuestions(ctx, tx, w.ClientID, w.ID, w.Period)
	due = map[string]assessment.Date{}
	for id, k := range list {
		toReview += k.Submitted
		if k.WithContact() {
			due[id] = k.Due
		}
	}
	return due, toReview, err
}
