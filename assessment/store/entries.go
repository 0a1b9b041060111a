package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"safeguard/assessment"
)

// Scoping is what frames an assessment: what it covers, who makes it and from what, and when it is looked at again.
type Scoping struct {
	Date             assessment.Date                `json:"date,omitzero"` // the as-of date; the day itself while it is not set
	Assessor         assessment.Person              `json:"assessor,omitzero"`
	Scope            string                         `json:"scope,omitzero"`
	SecurityOfficial *assessment.Person             `json:"security_official,omitzero"`
	Exclusions       []assessment.Exclusion         `json:"exclusions,omitzero"`
	Sources          []assessment.InformationSource `json:"sources,omitzero"`
	Limitations      []string                       `json:"limitations,omitzero"`
	Changes          []assessment.Event             `json:"changes,omitzero"`
	Changed          []assessment.ChangeKind        `json:"changed,omitzero"`
	ChangedAsked     bool                           `json:"changed_asked,omitzero"`
	Threshold        *assessment.Threshold          `json:"threshold,omitzero"`
	NextReview       assessment.Date                `json:"next_review,omitzero"`
	ReviewTriggers   []string                       `json:"review_triggers,omitzero"`
}

// ScopingOf gives what frames a content.
func ScopingOf(c *assessment.Content) Scoping {
	return Scoping{
		c.Date, c.Assessor, c.Scope, c.SecurityOfficial, c.Exclusions, c.Sources, c.Limitations, c.Changes, c.Changed,
		c.ChangedAsked, c.Threshold, c.NextReview, c.ReviewTriggers,
	}
}

func (f *Scoping) frame(c *assessment.Content) {
	c.Date, c.Assessor, c.Scope, c.SecurityOfficial = f.Date, f.Assessor, f.Scope, f.SecurityOfficial
	c.Exclusions, c.Sources, c.Limitations, c.Changes = f.Exclusions, f.Sources, f.Limitations, f.Changes
	c.Changed, c.ChangedAsked, c.Threshold = f.Changed, f.ChangedAsked, f.Threshold
	c.NextReview, c.ReviewTriggers = f.NextReview, f.ReviewTriggers
}

// Scoping gives what frames a draft as it was saved last. Unlike its content it has no day where nobody set one, so a page
// that changes a part of it leaves the day open.
func (w *Work) Scoping() Scoping { return w.scoping }

// Reviewed is a person's word that a risk was looked at for this client, and on what basis it was rated.
type Reviewed struct {
	By    string          `json:"by"`
	Date  assessment.Date `json:"date"`
	Basis string          `json:"basis"`
}

// EntryKind names what an entry of an assessment is.
type EntryKind string

// The kinds of entries, each about something: the scoping about nothing, a decision about a citation, an occurrence about
// a threat, readiness about an overlay, all others about a risk.
const (
	EntryScoping    EntryKind = "scoping"
	EntryDecision   EntryKind = "decision"
	EntryOccurrence EntryKind = "occurrence"
	EntryOverride   EntryKind = "override"
	EntryExclusion  EntryKind = "exclusion"
	EntryReview     EntryKind = "review"
	EntryOwnRisk    EntryKind = "own_risk"
	EntryTreatment  EntryKind = "treatment"
	EntryReadiness  EntryKind = "readiness"
)

// Revision gives the revision of an entry, 0 where there is none yet.
func (w *Work) Revision(kind EntryKind, about string) int {
	return w.revisions[place{string(kind), about}]
}

// Reviewed gives the review of a risk, and whether there is one. That of what is fixed has the name and the day that its
// reviews were joined under.
func (w *Work) Reviewed(risk string) (Reviewed, bool) {
	if r, ok := w.reviews[risk]; ok || w.RisksReviewed == nil {
		return r, ok
	}
	basis, ok := w.RisksReviewed.Basis[risk]
	return Reviewed{w.RisksReviewed.By, w.RisksReviewed.Date, basis}, ok
}

// Entry is a change of one entry. Value is of the type of its kind, or nil to take the entry out.
type Entry struct {
	Kind     EntryKind
	About    string
	Revision int // that the person saw; 0 where there was none yet
	Value    any
}

// ScopingEntry changes what frames the assessment.
func ScopingEntry(revision int, v Scoping) Entry { return Entry{EntryScoping, "", revision, v} }

// DecisionEntry changes the decision on an addressable specification.
func DecisionEntry(citation string, revision int, v assessment.Decision) Entry {
	return Entry{EntryDecision, citation, revision, v}
}

// OccurrenceEntry changes how likely a threat is to occur at this client.
func OccurrenceEntry(threat string, revision int, v assessment.ThreatAdjustment) Entry {
	return Entry{EntryOccurrence, threat, revision, v}
}

// OverrideEntry changes what replaces the computed parts of a risk.
func OverrideEntry(risk string, revision int, v assessment.Override) Entry {
	return Entry{EntryOverride, risk, revision, v}
}

// ExclusionEntry says that a risk does not apply.
func ExclusionEntry(risk string, revision int, v assessment.RiskExclusion) Entry {
	return Entry{EntryExclusion, risk, revision, v}
}

// ReviewEntry says that a risk was reviewed.
func ReviewEntry(risk string, revision int, v Reviewed) Entry {
	return Entry{EntryReview, risk, revision, v}
}

// OwnRiskEntry changes a risk of the assessor's own.
func OwnRiskEntry(revision int, v assessment.OwnRisk) Entry {
	return Entry{EntryOwnRisk, v.ID, revision, v}
}

// TreatmentEntry changes the response to a risk.
func TreatmentEntry(risk string, revision int, v assessment.Treatment) Entry {
	return Entry{EntryTreatment, risk, revision, v}
}

// TakeOut removes an entry.
func TakeOut(kind EntryKind, about string, revision int) Entry {
	return Entry{kind, about, revision, nil}
}

// SaveEntries changes entries of a draft, all of them or none. One that is not as the person saw it is a *Conflict, and
// what cannot be understood is *assessment.Invalid.
func (s *Store) SaveEntries(ctx context.Context, scope assessment.Scope, id string, list ...Entry) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		return s.changeDraft(ctx, tx, scope, id, func(w *Work) error {
			for _, e := range list {
				if err := s.putEntry(ctx, tx, scope, w, e); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("changing assessment %s: %w", id, err)
	}
	return nil
}

func (s *Store) putEntry(ctx context.Context, tx *sql.Tx, scope assessment.Scope, w *Work, e Entry) error {
	event := Event{Action: string(e.Kind) + ".save", Client: w.ClientID, Assessment: w.ID, Subject: e.About}
	var sealed []byte
	var err error
	if e.Value == nil {
		event.Action = string(e.Kind) + ".remove"
	} else if sealed, event.After, err = s.sealed("entries", "body", entryPlace(w.ID, e.Kind, e.About), e.Value); err != nil {
		return err
	}
	if event.Before, err = s.digestIn("entries", entryPlace(w.ID, e.Kind, e.About), w.entries[place{string(e.Kind), e.About}]); err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO entries (assessment, kind, about, revision, by_user, at, body) VALUES ($1, $2, $3, 1, $4, $5, $6)
		ON CONFLICT (assessment, kind, about) DO UPDATE SET revision = entries.revision + 1, by_user = excluded.by_user, at = excluded.at,
		body = excluded.body WHERE entries.revision = $7`, w.ID, string(e.Kind), e.About, scope.User, micros(s.now()), sealed, e.Revision)
	if err == nil && e.Revision != w.Revision(e.Kind, e.About) {
		return &Conflict{Changed: true, Status: w.Status}
	}
	if err := changedOne(done, err); err != nil {
		return err
	}
	return s.record(ctx, tx, scope, event)
}

func entryPlace(id string, kind EntryKind, about string) string {
	return id + "/" + string(kind) + "/" + about
}

// gatherEntries takes the entries into the content; where kinds are named, only those.
func (s *Store) gatherEntries(ctx context.Context, q querier, w *Work, kinds ...EntryKind) error {
	where, args := "", []any{w.ID}
	if len(kinds) > 0 {
		where, args = among(" AND kind", kinds, args)
	}
	w.revisions, w.entries, w.reviews = map[place]int{}, map[place][]byte{}, map[string]Reviewed{}
	w.Decisions, w.Threats, w.Overrides = map[string]assessment.Decision{}, map[string]assessment.ThreatAdjustment{}, map[string]assessment.Override{}
	w.RisksExcluded, w.Treatment = map[string]assessment.RiskExclusion{}, map[string]assessment.Treatment{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var kind EntryKind
		var about string
		var revision int
		var sealed []byte
		if err := rows.Scan(&kind, &about, &revision, &sealed); err != nil {
			return err
		}
		w.revisions[place{string(kind), about}], w.entries[place{string(kind), about}] = revision, sealed
		if len(sealed) == 0 {
			return nil
		}
		into := func(value any) error { return s.open("entries", "body", entryPlace(w.ID, kind, about), sealed, value) }
		switch kind {
		case EntryScoping:
			var f Scoping
			err := into(&f)
			f.frame(&w.Content)
			w.scoping = f
			return err
		case EntryDecision:
			return keep(w.Decisions, about, into)
		case EntryOccurrence:
			return keep(w.Threats, about, into)
		case EntryOverride:
			return keep(w.Overrides, about, into)
		case EntryExclusion:
			return keep(w.RisksExcluded, about, into)
		case EntryReview:
			return keep(w.reviews, about, into)
		case EntryOwnRisk:
			return appendFrom(&w.OwnRisks, into)
		case EntryTreatment:
			return keep(w.Treatment, about, into)
		case EntryReadiness:
			w.Readiness = &assessment.Readiness{}
			return into(w.Readiness)
		default:
			return fmt.Errorf("an entry of kind %q is not known", kind)
		}
	}, `SELECT kind, about, revision, body FROM entries WHERE assessment = $1`+where, args...)
	slices.SortFunc(w.OwnRisks, func(a, b assessment.OwnRisk) int { return strings.Compare(a.ID, b.ID) }) // engines order text differently
	w.RisksReviewed = review(w.reviews)
	return err
}

func keep[T any](m map[string]T, about string, into func(any) error) error {
	var value T
	err := into(&value)
	m[about] = value
	return err
}

// review joins what was said about each risk. It was reviewed when the newest of them was, by that person.
func review(reviews map[string]Reviewed) *assessment.RiskReview {
	if len(reviews) == 0 {
		return nil
	}
	joined := &assessment.RiskReview{Basis: map[string]string{}}
	for _, risk := range slices.Sorted(maps.Keys(reviews)) {
		r := reviews[risk]
		joined.Basis[risk] = r.Basis
		if !r.Date.Before(joined.Date) {
			joined.By, joined.Date = r.By, r.Date
		}
	}
	return joined
}
