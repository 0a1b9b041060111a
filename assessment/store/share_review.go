package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

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
		item, _ := t.Item(v.Question)
		if item == nil || item.at(v.Site) == nil {
			return nil, assessment.ErrNotFound
		}
		place := item.at(v.Site)
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

// heldRecipients reads recipients and locks their clients, in one order, until the transaction ends. One that is out of the
// scope or ended is assessment.ErrNotFound.
func (s *Store) heldRecipients(ctx context.Context, tx *sql.Tx, scope assessment.Scope, ids []string) ([]Guest, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	find := func() ([]Guest, error) {
		where, args := among("p.id", ids, []any{scope.All, scope.User})
		return all(ctx, tx, func(rows *sql.Rows) (g Guest, err error) {
			g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName)
			return g, err
		}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` WHERE `+visibleTo("h.client", 1, 2)+` AND p.ended_at = 0 AND h.ended_at = 0 AND `+where+
			` ORDER BY h.client, p.id`, args...)
	}
	list, err := find()
	if err != nil {
		return nil, err
	}
	for i := range list {
		if i > 0 && list[i].Share.Client == list[i-1].Share.Client {
			continue
		}
		if err := s.lock(ctx, tx, scope, list[i].Share.Client); err != nil {
			return nil, err
		}
	}
	list, err = find()
	if err == nil && len(list) < len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		err = assessment.ErrNotFound
	}
	return list, err
}

// ResendShares makes a new link for each recipient and mails it where there are letters; what opens it is given in any
// case. Links that went out before work on, unless anew is set: then they and the stays that began with them end.
func (s *Store) ResendShares(ctx context.Context, scope assessment.Scope, letters ShareLetters, anew bool, recipients ...string) ([]Handout, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	var made []Handout
	err := s.write(ctx, func(tx *sql.Tx) error {
		made = nil
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			g := &list[i]
			if anew {
				if err := s.endLinks(ctx, tx, g.Recipient.ID); err != nil {
					return err
				}
			}
			n, err := s.openFor(ctx, tx, g)
			if err != nil {
				return err
			}
			l := ShareLetter{Share: g.Share, ClientName: g.ClientName, Questions: n}
			l.Recipient = g.Recipient
			h, err := s.handOut(ctx, tx, scope, letters, l)
			if err != nil {
				return err
			}
			made = append(made, h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("making links: %w", err)
	}
	return made, nil
}

// openFor counts the questions that wait for a recipient.
func (s *Store) openFor(ctx context.Context, q querier, g *Guest) (int, error) {
	t, err := s.sheet(ctx, q, g, g.Recipient.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range t.Items {
		if t.Items[i].Open() {
			n++
		}
	}
	return n, nil
}

// endLinks ends the links and stays of a recipient. Mails to them that wait are dropped: they would bring what opens nothing,
// perhaps to an address that was wrong from the beginning.
func (s *Store) endLinks(ctx context.Context, tx *sql.Tx, recipient string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM share_links WHERE recipient = $1`, recipient); err != nil {
		return err
	}
	now := micros(s.now())
	if _, err := tx.ExecContext(ctx, `UPDATE share_stays SET ended_at = $1 WHERE recipient = $2 AND ended_at = 0`, now, recipient); err != nil {
		return err
	}
	// Whoever held a link may have used up the codes of a day. That is not to keep the contact out of the next one.
	if _, err := tx.ExecContext(ctx, `UPDATE share_recipients SET code = '', guesses = '' WHERE id = $1`, recipient); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE mails SET state = 'dropped', ended_at = $1 WHERE about = $2 AND state IN ('waiting', 'dead')`, now, recipient)
	return err
}

// RevokeShares ends what was shared with recipients: their links open nothing any more. What they passed on goes back with
// them; what was passed on to them goes back to whom it came from. What was answered is kept, and what waits for a verdict
// waits on.
func (s *Store) RevokeShares(ctx context.Context, scope assessment.Scope, recipients ...string) error {
	if !scope.CanEdit() {
		return assessment.ErrForbidden
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.revoke(ctx, tx, scope, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoking shares: %w", err)
	}
	return nil
}

func (s *Store) revoke(ctx context.Context, tx *sql.Tx, scope assessment.Scope, g *Guest) error {
	now := micros(s.now())
	if err := s.endLinks(ctx, tx, g.Recipient.ID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE share_recipients SET ended_at = $1, state = $2 WHERE id = $3`, now, assessment.ShareRevoked.String(), g.Recipient.ID)
	if err != nil {
		return err
	}
	if err := s.giveBack(ctx, tx, g, now); err != nil {
		return err
	}
	if err := s.record(ctx, tx, scope, g.event("share.revoke")); err != nil {
		return err
	}
	// A share that nobody is left in is over.
	_, err = tx.ExecContext(ctx, `UPDATE shares SET ended_at = $1 WHERE id = $2 AND ended_at = 0
		AND NOT EXISTS (SELECT 1 FROM share_recipients p WHERE p.share = shares.id AND p.ended_at = 0)
		AND NOT EXISTS (SELECT 1 FROM share_answers x WHERE x.share = shares.id AND x.state = 'submitted')`, now, g.Share.ID)
	if err != nil {
		return err
	}
	if err := s.settleShare(ctx, tx, &g.Share); err != nil {
		return err
	}
	return s.refreshShared(ctx, tx, &g.Share)
}

// giveBack takes the questions of a recipient that nobody sent an answer to: they go back to whoever passed them on, or are
// with nobody.
func (s *Store) giveBack(ctx context.Context, tx *sql.Tx, g *Guest, now int64) error {
	const unsent = ` AND NOT EXISTS (SELECT 1 FROM share_answers x WHERE x.share = share_questions.share AND x.question = share_questions.question
		AND x.state IN ('submitted', 'accepted'))`
	var back string
	err := tx.QueryRowContext(ctx, `SELECT id FROM share_recipients WHERE id = $1 AND ended_at = 0`, g.Recipient.PassedBy).Scan(&back)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.ExecContext(ctx, `UPDATE share_questions SET done = $1 WHERE share = $2 AND recipient = $3 AND done = 0`+unsent, now, g.Share.ID, g.Recipient.ID)
	case err == nil:
		_, err = tx.ExecContext(ctx, `UPDATE share_questions SET recipient = $1 WHERE share = $2 AND recipient = $3 AND done = 0`+unsent, back, g.Share.ID, g.Recipient.ID)
	}
	if err != nil {
		return err
	}
	// What any of them could answer is with nobody once only colleagues are left whom they asked.
	_, err = tx.ExecContext(ctx, `UPDATE share_questions SET done = $1 WHERE share = $2 AND recipient = '' AND done = 0
		AND NOT EXISTS (SELECT 1 FROM share_recipients p WHERE p.share = share_questions.share AND p.passed_by = '' AND p.ended_at = 0)`+unsent, now, g.Share.ID)
	return err
}

// revokeContact ends all that is shared with a contact of a client that is held.
func (s *Store) revokeContact(ctx context.Context, tx *sql.Tx, scope assessment.Scope, client, contact string) error {
	list, err := all(ctx, tx, func(rows *sql.Rows) (g Guest, err error) {
		g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName)
		return g, err
	}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` WHERE h.client = $1 AND p.contact = $2 AND p.ended_at = 0 AND h.ended_at = 0`, client, contact)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.revoke(ctx, tx, scope, &list[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExtendShares sets another due day for the shares of recipients; the links that there are work as much longer. Reminders
// begin anew.
func (s *Store) ExtendShares(ctx context.Context, scope assessment.Scope, due assessment.Date, recipients ...string) error {
	switch {
	case !scope.CanEdit():
		return assessment.ErrForbidden
	case due.Before(s.today()):
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "due", What: "The due day is past. Choose a later one."}}}
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		list, err := s.heldRecipients(ctx, tx, scope, recipients)
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.extend(ctx, tx, scope, &list[i], due); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("extending shares: %w", err)
	}
	return nil
}

func (s *Store) extend(ctx context.Context, tx *sql.Tx, scope assessment.Scope, g *Guest, due assessment.Date) error {
	for _, change := range []struct {
		query string
		args  []any
	}{
		{`UPDATE shares SET due = $1 WHERE id = $2`, []any{due.String(), g.Share.ID}},
		{`UPDATE share_recipients SET reminded = 0 WHERE share = $1`, []any{g.Share.ID}},
		{
			`UPDATE share_links SET ends_at = $1 WHERE ends_at < $1 AND ends_at > $2 AND recipient IN (SELECT p.id FROM share_recipients p WHERE p.share = $3)`,
			[]any{micros(assessment.ShareLinkEnds(s.now(), due)), micros(s.now()), g.Share.ID},
		},
	} {
		if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
			return err
		}
	}
	e := g.event("share.extend")
	e.Detail = strings.TrimSpace(g.Share.Due.String() + " " + due.String())
	if err := s.record(ctx, tx, scope, e); err != nil {
		return err
	}
	return s.refreshShared(ctx, tx, &g.Share)
}
