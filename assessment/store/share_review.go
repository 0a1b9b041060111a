package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"safeguard/assessment"
)

// Verdict is what a person of the provider says to one answer of a contact: it is accepted, or returned with a remark.
type Verdict struct {
	Question string
	Site     string // empty for the whole client
	Given    int    // the revision of the contact's answer that the person saw
	Stored   int    // the revision of the assessment's answer that the person saw; of no meaning where it is returned
	Remark   string // why it is returned; empty accepts
}

// ReviewShare accepts and returns answers of contacts, all of them or none. An accepted one becomes the answer of the
// assessment, as the contact's word; of a screening all are accepted together, and become the screening. One that is not
// as the person saw it is a *Conflict. Whoever gets something back is told by mail where there are letters.
func (s *Store) ReviewShare(ctx context.Context, scope assessment.Scope, share string, letters ShareLetters, verdicts ...Verdict) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		h, err := s.share(ctx, tx, scope, share)
		if err != nil {
			return err
		}
		if err := s.lock(ctx, tx, scope, h.Client); err != nil {
			return err
		}
		if h, err = s.share(ctx, tx, scope, share); err != nil {
			return err
		}
		if !h.EndedAt.IsZero() {
			return &Conflict{Changed: true}
		}
		t, err := s.sheet(ctx, tx, &Guest{Share: h}, "")
		if err != nil {
			return err
		}
		if t.Status != assessment.Draft {
			return &Conflict{Status: t.Status}
		}
		back, err := s.judge(ctx, tx, scope, t, verdicts)
		if err != nil {
			return err
		}
		if err := s.giveBack(ctx, tx, h.ID); err != nil {
			return err
		}
		if err := s.settleShare(ctx, tx, &h); err != nil {
			return err
		}
		return s.sendBack(ctx, tx, scope, letters, t, back)
	})
	if err != nil {
		return fmt.Errorf("reviewing share %s: %w", share, err)
	}
	return nil
}

// judge carries verdicts out, and gives how many answers came back to each recipient.
func (s *Store) judge(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, verdicts []Verdict) (back map[string]int, err error) {
	back = map[string]int{}
	var accepted []AnswerChange
	for _, v := range verdicts {
		_, place := t.place(v.Question, v.Site)
		if place == nil {
			return nil, assessment.ErrNotFound
		}
		if place.Given.State != assessment.GivenSubmitted || place.Given.Revision != v.Given {
			return nil, &Conflict{Changed: true}
		}
		if v.Remark != "" {
			back[place.Given.Recipient]++
			err = s.returnGiven(ctx, tx, scope, t, place, v.Remark)
		} else {
			var ch AnswerChange
			ch, err = s.acceptGiven(ctx, tx, scope, t, place)
			ch.Revision = v.Stored
			accepted = append(accepted, ch)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.takeAnswers(ctx, tx, scope, t, accepted); err != nil {
		return nil, err
	}
	return back, s.closeQuestions(ctx, tx, t)
}

// returnGiven gives an answer back to its contact.
func (s *Store) returnGiven(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, place *SheetPlace, remark string) error {
	if wrong := assessment.CheckText("remark", remark); len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	if err := dropProposed(ctx, tx, t.Share.Assessment, place.Place); err != nil {
		return err
	}
	place.Given.Remark = remark
	return s.setGiven(ctx, tx, scope, t, place, assessment.GivenReturned)
}

// acceptGiven makes the answer of a contact an answer of the assessment.
func (s *Store) acceptGiven(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, place *SheetPlace) (AnswerChange, error) {
	said, err := s.statement(ctx, tx, t.Share.ID, place)
	if err != nil {
		return AnswerChange{}, err
	}
	a := place.Given.Answer
	a.Note, a.Source, a.Client = joined(a.Note, place.Given.Changed), assessment.SourceClient, said
	return AnswerChange{Question: place.Question, Site: place.Site, Answer: a}, s.setGiven(ctx, tx, scope, t, place, assessment.GivenAccepted)
}

// setGiven writes what became of an answer of a contact. Whose it is and when they gave it stays.
func (s *Store) setGiven(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, place *SheetPlace, state assessment.GivenState) error {
	place.Given.State = state
	place.Given.Revision++
	sealed, after, err := s.sealed("share_answers", "body", answerPlace(t.Share.ID, place.Place), givenBody{place.Given.Answer, place.Given.GivenNotes})
	if err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `UPDATE share_answers SET state = $1, revision = revision + 1, body = $2 WHERE share = $3 AND question = $4 AND site = $5 AND revision = $6`,
		state.String(), sealed, t.Share.ID, place.Question, place.Site, place.Given.Revision-1)
	if err := changedOne(done, err); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, Event{
		Action: "share." + map[assessment.GivenState]string{assessment.GivenReturned: "return", assessment.GivenAccepted: "accept"}[state],
		Client: t.Share.Client, Assessment: t.Share.Assessment, Subject: subjectOf(place.Place), After: after,
	})
}

// takeAnswers puts accepted answers into the assessment, or into the screening of the year.
func (s *Store) takeAnswers(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, accepted []AnswerChange) error {
	if len(accepted) == 0 {
		return s.refreshShared(ctx, tx, &t.Share)
	}
	if t.Share.IsScreening() {
		return s.takeScreening(ctx, tx, scope, t, accepted)
	}
	w, err := s.load(ctx, tx, scope, t.Share.Assessment)
	if err != nil {
		return err
	}
	offers := assessment.Offers(w.Proposals)
	for _, ch := range accepted {
		if _, err := s.putAnswer(ctx, tx, scope, w, offers, ch); err != nil {
			return err
		}
	}
	return s.summarize(ctx, tx, w)
}

// takeScreening makes the answers of a contact the screening of the year. All questions of the share are accepted together.
func (s *Store) takeScreening(ctx context.Context, tx *sql.Tx, scope assessment.Scope, t *Sheet, accepted []AnswerChange) error {
	before, err := s.screening(ctx, tx, t.Share.Client, t.Share.Period)
	if err != nil {
		return err
	}
	sc := Screening{Period: t.Share.Period, Revision: before.Revision, Catalog: t.Catalog, hash: t.Share.catalog}
	sc.Answers, sc.Source = map[string]assessment.ScreeningAnswer{}, assessment.SourceClient
	for _, ch := range accepted {
		sc.Answers[ch.Question] = assessment.ScreeningAnswer{Response: ch.Answer.Response, Note: ch.Answer.Note}
		sc.By, sc.Date, sc.Identified = assessment.Person{Name: ch.Answer.Client.Name, Title: ch.Answer.Client.Title}, ch.Answer.Client.Date, ch.Answer.Client.Identified
	}
	switch {
	case accepted[0].Revision != before.Revision, before.Revision > 0 && before.hash != sc.hash:
		return &Conflict{Changed: true}
	case len(accepted) < len(t.Items):
		return &assessment.Invalid{Problems: []assessment.Problem{{What: "Accept all answers of a screening together, or return some."}}}
	}
	if wrong := sc.Check(sc.Catalog, s.today()); len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	if err := s.putScreening(ctx, tx, scope, t.Share.Client, &before, &sc); err != nil {
		return err
	}
	return s.refreshClient(ctx, tx, t.Share.Client)
}

// acceptConfirmed accepts answers of contacts whose proposals were confirmed beside their questions.
func (s *Store) acceptConfirmed(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, proposals ...string) error {
	for _, p := range w.Proposals {
		if p.Share == "" || !slices.Contains(proposals, p.ID) {
			continue
		}
		h, err := s.share(ctx, tx, scope, p.Share)
		if err != nil {
			return err
		}
		t, err := s.sheet(ctx, tx, &Guest{Share: h}, "")
		if err != nil {
			return err
		}
		_, place := t.place(p.Question, p.Site)
		if place == nil || place.Given.State != assessment.GivenSubmitted {
			continue
		}
		err = errors.Join(s.setGiven(ctx, tx, scope, t, place, assessment.GivenAccepted), s.closeQuestions(ctx, tx, t), s.settleShare(ctx, tx, &h))
		if err != nil {
			return err
		}
	}
	return nil
}

// closeQuestions notes which questions are with nobody any more, since the answers at all their places were accepted.
func (s *Store) closeQuestions(ctx context.Context, tx *sql.Tx, t *Sheet) error {
	for i := range t.Items {
		if t.Items[i].Done || t.Items[i].State() != assessment.GivenAccepted {
			continue
		}
		_, err := tx.ExecContext(ctx, `UPDATE share_questions SET done = $1 WHERE share = $2 AND question = $3`, micros(s.now()), t.Share.ID, t.Items[i].Question.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// sendBack tells recipients by mail that answers came back.
func (s *Store) sendBack(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, t *Sheet, back map[string]int) error {
	if letters == nil || len(back) == 0 {
		return nil
	}
	client, err := s.client(ctx, tx, scope, t.Share.Client)
	if err != nil {
		return err
	}
	list, err := s.recipients(ctx, tx, t.Share.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if back[p.ID] == 0 || !p.EndedAt.IsZero() || p.ByPhrase {
			continue
		}
		l := ShareLetter{Share: t.Share, ClientName: client.Facts.Name, Questions: back[p.ID]}
		l.Recipient = p
		if _, err := s.handOut(ctx, tx, scope, letters, l); err != nil {
			return err
		}
	}
	return nil
}
