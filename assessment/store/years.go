package store

import (
	"context"
	"database/sql"
	"fmt"

	"safeguard/assessment"
)

// trendResult is a result of which that is passed over which no trend needs, since to read all of it takes half as long again.
type trendResult struct {
	assessment.Result
	Answers passedOver `json:"answers"`
	Rule    passedOver `json:"rule"`
	Plan    passedOver `json:"plan"`
	Missing passedOver `json:"missing"`
}

// passedOver is what is stored and not read.
type passedOver struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (passedOver) UnmarshalJSON([]byte) error { return nil }

// EarlierResults gives the results of the final assessments before this one, of the same client and questionnaire: of each
// earlier period the newest, and of these as many as a trend goes back to. Of them is read what a trend needs: levels, totals, and how long risks were open.
func (s *Store) EarlierResults(ctx context.Context, scope assessment.Scope, w *Work) ([]*assessment.Result, error) {
	if err := s.sees(ctx, s.reader, scope, w.ClientID); err != nil {
		return nil, err
	}
	list, err := s.earlierResults(ctx, s.reader, w)
	if err != nil {
		return nil, fmt.Errorf("results before assessment %s: %w", w.ID, err)
	}
	return list, nil
}

func (s *Store) earlierResults(ctx context.Context, q querier, w *Work) ([]*assessment.Result, error) {
	return all(ctx, q, func(rows *sql.Rows) (*assessment.Result, error) {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return nil, err
		}
		r := &trendResult{}
		return &r.Result, s.open("assessments", "result", id, sealed, r)
	}, `SELECT a.id, a.result FROM assessments a WHERE a.client = $1 AND a.questionnaire = $2 AND a.period < $3 AND a.status = 'final'
		AND NOT EXISTS (SELECT 1 FROM assessments b WHERE b.client = a.client AND b.questionnaire = a.questionnaire AND b.period = a.period
			AND b.status = 'final' AND (b.final_at > a.final_at OR b.final_at = a.final_at AND b.id > a.id))
		ORDER BY a.period DESC LIMIT $4`, w.ClientID, w.Catalog.Questionnaire.Base(), w.Period, assessment.TrendYears)
}
