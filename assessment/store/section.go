package store

import (
	"context"
	"fmt"
	"strings"

	"safeguard/assessment"
)

// Section gives what the page of one section of an assessment is made from, and no more, since that page is opened more
// than any other: every response, so that progress can be counted; the facts; what was written beside the answers of
// the section; scope and decisions. Inventory, plan, risks and proposals are left out, so that nothing else can be made
// from it. What is under review or final comes whole. A section that pick does not find is assessment.ErrNotFound.
func (s *Store) Section(ctx context.Context, scope assessment.Scope, id string, pick func(*assessment.Catalog) *assessment.Section) (*Work, *assessment.Section, error) {
	w, err := s.begin(ctx, s.reader, scope, id)
	if err != nil {
		return nil, nil, fmt.Errorf("assessment %s: %w", id, err)
	}
	section := pick(w.Catalog)
	switch {
	case section == nil:
		err = assessment.ErrNotFound
	case w.Status == assessment.Draft:
		err = s.gatherSection(ctx, scope, w, section)
	default:
		err = w.fromCanonical()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("a section of assessment %s: %w", id, err)
	}
	return w, section, nil
}

func (s *Store) gatherSection(ctx context.Context, scope assessment.Scope, w *Work, section *assessment.Section) error {
	client, err := s.client(ctx, s.reader, scope, w.ClientID)
	if err != nil {
		return err
	}
	w.Client, w.Approval = client.Facts, nil
	if err := s.gatherEntries(ctx, s.reader, w, EntryScoping, EntryDecision); err != nil {
		return err
	}
	if w.Date.IsZero() {
		w.Date = s.today()
	}
	return s.gatherAnswers(ctx, s.reader, w, readIn(w.Catalog, section)...)
}

// readIn lists the questions of which the page of a section needs more than the response: its own, and the facts on
// which it depends what is asked.
func readIn(cat *assessment.Catalog, section *assessment.Section) []string {
	var ids []string
	for i := range section.Questions {
		ids = append(ids, section.Questions[i].ID)
	}
	for _, q := range cat.Questions() {
		if q.IsFact() {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

// Proposals lists what is proposed for those questions of an assessment.
func (s *Store) Proposals(ctx context.Context, scope assessment.Scope, id string, questions ...string) ([]assessment.Proposal, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	where, args := among(" AND p.question", questions, []any{id, scope.All, scope.User})
	list, err := all(ctx, s.reader, s.scanProposal, `SELECT p.id, p.body FROM proposals p JOIN assessments a ON a.id = p.assessment
		WHERE p.assessment = $1 AND `+visibleTo("a.client", 2, 3)+where+` ORDER BY p.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("the proposals of assessment %s: %w", id, err)
	}
	return list, nil
}

// among writes that a column is one of several words, and adds the words to the arguments.
func among[T ~string](column string, words []T, args []any) (string, []any) {
	marks := make([]string, len(words))
	for i, word := range words {
		args = append(args, string(word))
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")", args
}

// ReportDate gives the as-of date of an assessment that is no draft any more, which the proofs of the next year must be
// newer than. The date is part of what was fixed, so it is read once.
func (s *Store) ReportDate(ctx context.Context, scope assessment.Scope, id string) (assessment.Date, error) {
	date, err := s.reportDate(ctx, s.reader, scope, id)
	if err != nil {
		return date, fmt.Errorf("assessment %s: %w", id, err)
	}
	return date, nil
}

func (s *Store) reportDate(ctx context.Context, q querier, scope assessment.Scope, id string) (assessment.Date, error) {
	w, _, err := s.head(ctx, q, scope, id)
	if err != nil {
		return assessment.Date{}, err
	}
	if kept, ok := s.dates.Load(w.Digest); ok {
		return kept.(assessment.Date), nil
	}
	if err := w.fromCanonical(); err != nil {
		return assessment.Date{}, err
	}
	s.dates.Store(w.Digest, w.Date)
	return w.Date, nil
}
