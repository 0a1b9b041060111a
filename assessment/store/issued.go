package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"safeguard/assessment"
)

// Origin is what is known of where a file comes from.
type Origin int

const (
	OriginUnknown  Origin = iota // nothing like it was issued here
	OriginAltered                // it names an assessment of this installation, and no document of it has these bytes
	OriginIssued                 // it is, to the byte, a document that was kept here
	OriginCopy                   // it is, to the byte, a copy that somebody took of such a document
	OriginExtended               // it begins with such a document, or with a copy that was signed, and something follows
)

// Issued is what is known of a file that may be a document of this installation.
type Issued struct {
	Origin     Origin
	Client     string // its name; like all below, empty where the origin is unknown
	Assessment string
	Period     int
	Status     assessment.Status
	Report     Report // without its bytes; empty where it is unknown or altered
	Copy       Copy   // empty unless it is one
}

// Genuine reports whether the file is, to the byte, what was given out here.
func (i *Issued) Genuine() bool { return i.Origin == OriginIssued || i.Origin == OriginCopy }

// IssuedReport tells where a file comes from, by its SHA-256 and by the digest of the content that stands within it, which
// may be empty. A document that was issued is opened and checked against its digest, also where the file is a copy of it.
func (s *Store) IssuedReport(ctx context.Context, scope assessment.Scope, file []byte, content string) (Issued, error) {
	found, err := s.whole(ctx, scope, file)
	if errors.Is(err, assessment.ErrNotFound) && content != "" {
		found, err = s.within(ctx, scope, file, content)
	}
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return Issued{}, fmt.Errorf("looking for a report with the digest %s: %w", sum(file), err)
	}
	return found, nil
}

// whole looks for a document, or a copy of one, that is the file to the byte.
func (s *Store) whole(ctx context.Context, scope assessment.Scope, file []byte) (Issued, error) {
	digest := sum(file)
	found, err := s.issued(ctx, scope, OriginIssued, `r.name`, `JOIN reports r ON r.assessment = a.id WHERE r.sha256 = $1`, digest)
	if errors.Is(err, assessment.ErrNotFound) {
		found, err = s.issued(ctx, scope, OriginCopy, `r.name`, `JOIN report_copies r ON r.assessment = a.id WHERE r.sha256 = $1`, digest)
	}
	if err != nil {
		return Issued{}, err
	}
	if found.Origin == OriginCopy {
		if found.Copy, err = s.copyOf(ctx, digest); err != nil {
			return found, err
		}
	}
	found.Report, err = s.Report(ctx, scope, found.Assessment, found.Report.Name)
	found.Report.Bytes = nil
	return found, err
}

// within looks for the assessment that the file names, and for a document of it that the file begins with.
func (s *Store) within(ctx context.Context, scope assessment.Scope, file []byte, content string) (Issued, error) {
	found, err := s.issued(ctx, scope, OriginAltered, `''`, `WHERE a.digest = $1`, content)
	if err != nil {
		return Issued{}, err
	}
	kept, err := s.Reports(ctx, scope, found.Assessment)
	if err != nil {
		return Issued{}, err
	}
	for _, r := range kept {
		if r.Size < len(file) && sum(file[:r.Size]) == r.SHA256 {
			found.Origin, found.Report = OriginExtended, r
		}
	}
	return found, nil
}

func (s *Store) issued(ctx context.Context, scope assessment.Scope, origin Origin, name, where, digest string) (Issued, error) {
	return one(ctx, s.reader, func(rows *sql.Rows) (Issued, error) {
		i, status := Issued{Origin: origin}, ""
		if err := rows.Scan(&i.Client, &i.Assessment, &i.Period, &status, &i.Report.Name); err != nil {
			return i, err
		}
		return i, i.Status.UnmarshalText([]byte(status))
	}, `SELECT c.name, a.id, a.period, a.status, `+name+` FROM assessments a JOIN clients c ON c.id = a.client `+where+
		` AND `+visibleTo("a.client", 2, 3)+` ORDER BY a.id LIMIT 1`, digest, scope.All, scope.User)
}
