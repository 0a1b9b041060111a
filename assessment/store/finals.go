package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Final is the final assessment of a client and a period, as a list over many clients shows it.
type Final struct {
	ClientID string
	Client   string // its name
	ID       string
	Period   int
	Level    assessment.RiskLevel // the highest current one, 0 where no risk applies
	Index    float64
	FinalAt  time.Time
	Digest   string // of the content
}

// Finals lists the final assessments of the clients in a scope that are not archived, by client and then by period. What an
// amendment replaced is left out.
func (s *Store) Finals(ctx context.Context, scope assessment.Scope) ([]Final, error) {
	list, err := all(ctx, s.reader, func(rows *sql.Rows) (Final, error) {
		var f Final
		var level string
		var at int64
		if err := rows.Scan(&f.ClientID, &f.Client, &f.ID, &f.Period, &level, &f.Index, &at, &f.Digest); err != nil {
			return f, err
		}
		f.FinalAt = when(at)
		return f, f.Level.UnmarshalText([]byte(level))
	}, `SELECT c.id, c.name, a.id, a.period, a.level, a.risk_index, a.final_at, a.digest FROM assessments a JOIN clients c ON c.id = a.client
		WHERE a.status = 'final' AND NOT c.archived AND `+visibleTo("c.id", 1, 2)+` ORDER BY c.sort_key, c.id, a.period, a.final_at`, scope.All, scope.User)
	if err != nil {
		return nil, fmt.Errorf("listing final assessments: %w", err)
	}
	return list, nil
}
