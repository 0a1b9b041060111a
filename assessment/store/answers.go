package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
)

// AnswerChange is what a person gave to one question at one site.
type AnswerChange struct {
	Question string
	Site     string // empty for the whole client
	Answer   assessment.Answer
	Revision int    // that the person saw; 0 where there was no answer yet
	Proposal string // the id of the proposal that is confirmed, or empty
	Undo     bool   // it is taken back: what was there before the revision comes again, whatever Answer says
	mode     assessment.Mode
}

// SaveAnswer keeps one answer, or gives a *Conflict where it is not as the person saw it.
func (s *Store) SaveAnswer(ctx context.Context, scope assessment.Scope, id string, ch AnswerChange) (StoredAnswer, error) {
	list, err := s.SaveAnswers(ctx, scope, id, []AnswerChange{ch})
	if err != nil {
		return StoredAnswer{}, err
	}
	return list[0], nil
}

// SaveAnswers keeps several answers, all of them or none.
func (s *Store) SaveAnswers(ctx context.Context, scope assessment.Scope, id string, changes []AnswerChange) ([]StoredAnswer, error) {
	saved := make([]StoredAnswer, len(changes))
	err := s.write(ctx, func(tx *sql.Tx) error {
		w, err := s.holdDraft(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		offers := assessment.Offers(w.Proposals)
		for i, ch := range changes {
			if saved[i], err = s.putAnswer(ctx, tx, scope, w, offers, ch); err != nil {
				return err
			}
			if err := s.acceptConfirmed(ctx, tx, scope, w, ch.Proposal); err != nil {
				return err
			}
		}
		return s.summarize(ctx, tx, w)
	})
	if err != nil {
		return nil, fmt.Errorf("saving an answer of assessment %s: %w", id, err)
	}
	return saved, nil
}

// putAnswer writes one answer, into the content at hand as well. To save what is there already changes nothing.
func (s *Store) putAnswer(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, offers map[assessment.Place]assessment.Offer, ch AnswerChange) (StoredAnswer, error) {
	at := assessment.Place{Question: ch.Question, Site: ch.Site}
	before := w.answers[at]
	if ch.Revision != before.Revision {
		return before, &Conflict{Status: w.Status, Answer: &before}
	}
	offer := assessment.OfferAt(offers, at)
	if err := confirms(offer, ch); err != nil {
		return before, err
	}
	if ch.Undo {
		var err error
		if ch.Answer, err = s.answerBefore(ctx, tx, w.ID, at, ch.Revision); err != nil {
			return before, err
		}
		ch.mode = ch.Answer.Mode
	}
	if err := w.Catalog.CheckAnswer(&w.Client, ch.Question, ch.Site, ch.Answer); err != nil {
		return before, err
	}
	if same(before.Answer, ch.Answer) && (before.Revision > 0 || ch.Answer.Blank()) {
		return before, nil
	}
	a := StoredAnswer{Answer: ch.Answer, Revision: before.Revision + 1, At: s.now().UTC()}
	a.By, a.On, a.Mode = scope.Name, s.today(), ch.mode
	if a.Mode == 0 && !a.Answer.Blank() {
		a.Mode = assessment.ModeOf(offer, a.Answer)
	}
	w.put(at, a)
	return a, s.writeAnswer(ctx, tx, scope, w, at, before, a)
}

// answerBefore gives the answer that was there before a revision; before the first there was none.
func (s *Store) answerBefore(ctx context.Context, tx *sql.Tx, id string, at assessment.Place, revision int) (a assessment.Answer, err error) {
	before := revision - 1
	sealed, err := one(ctx, tx, func(rows *sql.Rows) (sealed []byte, err error) { return sealed, rows.Scan(&sealed) },
		`SELECT body FROM answer_revisions WHERE assessment = $1 AND question = $2 AND site = $3 AND revision = $4`, id, at.Question, at.Site, before)
	if errors.Is(err, assessment.ErrNotFound) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	return a, s.open("answer_revisions", "body", revisionPlace(id, at, before), sealed, &a)
}

// same reports whether two answers say the same, whoever gave them and when.
func same(a, b assessment.Answer) bool {
	a.By, a.On, a.Mode, b.By, b.On, b.Mode = "", assessment.Date{}, 0, "", assessment.Date{}, 0
	return reflect.DeepEqual(a, b)
}

// confirms reports a conflict where a proposal was to be confirmed that is not there or cannot be.
func confirms(o assessment.Offer, ch AnswerChange) error {
	if ch.Proposal == "" {
		return nil
	}
	if p := o.Confirmable(); p == nil || p.ID != ch.Proposal {
		return &Conflict{Changed: true}
	}
	return nil
}

// writeAnswer writes an answer in the place of the one before; before the first there was the zero one.
func (s *Store) writeAnswer(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, at assessment.Place, before, a StoredAnswer) error {
	plain, err := json.Marshal(a.Answer)
	if err != nil {
		return err
	}
	e := Event{
		Action: "answer.save", Client: w.ClientID, Assessment: w.ID, Subject: subjectOf(at),
		Detail: fmt.Sprintf("revision %d %s", a.Revision, a.Response), After: s.digest(plain),
	}
	if before.Revision > 0 {
		if e.Before, err = s.digestOf(before.Answer); err != nil {
			return err
		}
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO answers (assessment, question, site, revision, response, mode, by_user, at, body)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)
		ON CONFLICT (assessment, question, site) DO UPDATE SET revision = answers.revision + 1, response = excluded.response,
		mode = excluded.mode, by_user = excluded.by_user, at = excluded.at, body = excluded.body WHERE answers.revision = $9`,
		w.ID, at.Question, at.Site, a.Response.String(), a.Mode.String(), scope.User, micros(a.At),
		s.vault.Seal("answers", "body", answerPlace(w.ID, at), plain), a.Revision-1)
	if err := changedOne(done, err); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO answer_revisions (assessment, question, site, revision, by_user, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		w.ID, at.Question, at.Site, a.Revision, scope.User, micros(a.At),
		s.vault.Seal("answer_revisions", "body", revisionPlace(w.ID, at, a.Revision), plain))
	if err != nil {
		return err
	}
	return s.record(ctx, tx, scope, e)
}

// subjectOf names the question that an event is about, and the site where the answer is of one.
func subjectOf(at assessment.Place) string {
	if at.Site == "" {
		return at.Question
	}
	return at.Question + "/" + at.Site
}

func revisionPlace(id string, at assessment.Place, revision int) string {
	return fmt.Sprintf("%s/%d", answerPlace(id, at), revision)
}

// Revision is one of the answers that a question had.
type Revision struct {
	StoredAnswer
	Site string
}

// History lists every answer that a question had in an assessment, the newest first.
func (s *Store) History(ctx context.Context, scope assessment.Scope, id, question string) ([]Revision, error) {
	if _, _, err := s.head(ctx, s.reader, scope, id); err != nil {
		return nil, fmt.Errorf("assessment %s: %w", id, err)
	}
	return all(ctx, s.reader, func(rows *sql.Rows) (r Revision, err error) {
		var us int64
		var sealed []byte
		if err := rows.Scan(&r.Site, &r.Revision, &us, &sealed); err != nil {
			return r, err
		}
		r.At = when(us)
		place := revisionPlace(id, assessment.Place{Question: question, Site: r.Site}, r.Revision)
		return r, s.open("answer_revisions", "body", place, sealed, &r.Answer)
	}, `SELECT site, revision, at, body FROM answer_revisions WHERE assessment = $1 AND question = $2 ORDER BY at DESC, revision DESC, site`, id, question)
}

// changeDraft changes what a draft holds beside its answers: it holds the assessment, lets f change its rows, refuses what
// cannot be understood, and keeps the figures of the lists up with it. What was wrong before, such as an incident that was
// entered with a date after the assessment's, is no reason to refuse a change.
func (s *Store) changeDraft(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string, f func(*Work) error) error {
	w, err := s.holdDraft(ctx, tx, scope, id)
	if err != nil {
		return err
	}
	before := w.Check(w.Catalog)
	if err := f(w); err != nil {
		return err
	}
	after, err := s.loadWhole(ctx, tx, scope, id)
	if err != nil {
		return err
	}
	wrong := slices.DeleteFunc(after.Check(after.Catalog), func(p assessment.Problem) bool {
		return slices.Contains(before, p) || slices.ContainsFunc(w.left, func(place string) bool { return within(p.Path, place) })
	})
	if len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	after.left = after.Fit(after.Catalog)
	return s.summarize(ctx, tx, after)
}

// within reports whether a place is another one or a part of it.
func within(path, place string) bool {
	return path == place || strings.HasPrefix(path, place+".")
}

// holdDraft holds an assessment that is to be changed. One that is no draft any more is a *Conflict.
func (s *Store) holdDraft(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string) (*Work, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	w, err := s.hold(ctx, tx, scope, id)
	if err == nil && w.Status != assessment.Draft {
		err = &Conflict{Status: w.Status}
	}
	return w, err
}

// hold locks the client of an assessment until the transaction ends, then reads the assessment.
func (s *Store) hold(ctx context.Context, tx *sql.Tx, scope assessment.Scope, id string) (*Work, error) {
	client, err := one(ctx, tx, func(rows *sql.Rows) (client string, err error) { return client, rows.Scan(&client) },
		`SELECT a.client FROM assessments a WHERE a.id = $1 AND `+visibleTo("a.client", 2, 3), id, scope.All, scope.User)
	if err != nil {
		return nil, err
	}
	if err := s.lock(ctx, tx, scope, client); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE assessments SET changed_at = $1 WHERE id = $2`, micros(s.now()), id); err != nil {
		return nil, err
	}
	return s.load(ctx, tx, scope, id)
}

// LastSaved gives the time of the newest answer of an assessment, zero where there is none.
func (w *Work) LastSaved() time.Time {
	var last time.Time
	for _, a := range w.answers {
		if a.At.After(last) {
			last = a.At
		}
	}
	return last
}

// Given lists the answers that were given in this draft with their times. What an amendment took over was read when it
// was given first, so it is left out.
func (w *Work) Given() []assessment.Given {
	list := make([]assessment.Given, 0, len(w.answers))
	for at, a := range w.answers {
		if takenOver := w.Amends != "" && a.Revision == 1; !takenOver {
			list = append(list, assessment.Given{Place: at, Mode: a.Mode, By: a.By, At: a.At})
		}
	}
	return list
}

// IsConflict reports whether an error is a Conflict, and gives it.
func IsConflict(err error) (*Conflict, bool) { return errors.AsType[*Conflict](err) }
