package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// Filter narrows the list of clients.
type Filter struct {
	Text    string // in the name or city
	Show    Show
	Period  int // for which the counts of finals are made
	Page    int // from 1
	PerPage int
}

// Show is one of the tabs over the list of clients.
type Show string

// The tabs.
const (
	ShowNeedsYou    Show = "needs_you"
	ShowOverdue     Show = "overdue"
	ShowNoAgreement Show = "no_agreement"
	ShowWithClient  Show = "with_client"
	ShowFinal       Show = "final"
	ShowAll         Show = "all"
	ShowArchived    Show = "archived"
)

// Shows lists the tabs in their order.
var Shows = []Show{ShowNeedsYou, ShowOverdue, ShowNoAgreement, ShowWithClient, ShowFinal, ShowAll, ShowArchived}

// condition gives the tab's condition on a row of clients; $3 is today.
func (show Show) condition() string {
	switch show {
	case ShowNeedsYou:
		return `NOT c.archived AND c.grp = 'needs_you'`
	case ShowOverdue:
		return `NOT c.archived AND c.due < $3`
	case ShowNoAgreement:
		return `NOT c.archived AND c.agreed_on = ''`
	case ShowWithClient:
		return `NOT c.archived AND c.grp = 'with_client'`
	case ShowFinal:
		return `NOT c.archived AND c.grp = 'final'`
	case ShowArchived:
		return `c.archived`
	default:
		return `NOT c.archived`
	}
}

// Line is a client in the list.
type Line struct {
	ID        string
	Name      string
	City      string
	Kinds     []assessment.EntityKind
	AgreedOn  assessment.Date
	Archived  bool
	Due       assessment.Date     // zero where nothing is due
	OpenLines int                 // of its plan
	LateLines int                 // of them, those past their due day
	NextLine  assessment.Date     // the earliest due day among them
	Current   *Summary            // nil where no assessment was opened
	Screened  *assessment.Finding // of the newest screening; nil where there is none
}

// List is a page of clients and the counts of the tabs.
type List struct {
	Lines  []Line
	Counts map[Show]int // under the text that was searched for
	Found  int          // under the tab
}

// lateLines counts the late lines of a client's plan; $3 is today.
const lateLines = `CASE WHEN c.next_line = '' OR c.next_line >= $3 THEN 0 ELSE (SELECT count(*) FROM records r
	WHERE r.client = c.id AND r.kind = 'remediation' AND r.status = 'open' AND NOT r.removed AND r.due <> '' AND r.due < $3) END`

// Clients lists the clients of a scope: what is late first, then by what is due next. It takes the same statements
// whatever the number of clients.
func (s *Store) Clients(ctx context.Context, scope assessment.Scope, f Filter) (List, error) {
	list := List{Counts: map[Show]int{}}
	search := `%` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(f.Text)) + `%`
	where := visibleTo("c.id", 1, 2) + ` AND c.search_key LIKE $4 ESCAPE '\'`
	args := []any{scope.All, scope.User, s.today().String(), search}
	counts := make([]string, len(Shows))
	for i, show := range Shows {
		counts[i] = `count(*) FILTER (WHERE ` + show.condition() + `)`
	}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		n := make([]int, len(Shows))
		into := make([]any, len(Shows))
		for i := range n {
			into[i] = &n[i]
		}
		err := rows.Scan(into...)
		for i, show := range Shows {
			list.Counts[show] = n[i]
		}
		return err
	}, `SELECT `+strings.Join(counts, ", ")+` FROM clients c WHERE `+where, args...)
	if err != nil {
		return list, fmt.Errorf("counting clients: %w", err)
	}
	show := f.Show
	if !slices.Contains(Shows, show) {
		show = ShowAll
	}
	list.Found = list.Counts[show]
	list.Lines, err = all(ctx, s.reader, scanLine, `SELECT c.id, c.name, c.city, c.kinds, c.agreed_on, c.archived, c.due, c.open_lines, c.next_line, `+lateLines+`, `+summaryColumns+`, `+findingColumns+`
		FROM clients c LEFT JOIN assessments a ON a.id = c.current LEFT JOIN screenings x ON x.client = c.id AND x.period = c.screened WHERE `+where+` AND `+show.condition()+`
		ORDER BY c.due < $3 DESC, c.due, c.sort_key LIMIT $5 OFFSET $6`, append(args, f.PerPage, (max(f.Page, 1)-1)*f.PerPage)...)
	if err != nil {
		return list, fmt.Errorf("listing clients: %w", err)
	}
	return list, nil
}

func scanLine(rows *sql.Rows) (l Line, err error) {
	var kinds, agreed, due, next string
	var sum summaryRow
	var found findingRow
	into := []any{&l.ID, &l.Name, &l.City, &kinds, &agreed, &l.Archived, &due, &l.OpenLines, &next, &l.LateLines}
	if err := rows.Scan(append(append(into, sum.into()...), found.into()...)...); err != nil {
		return l, err
	}
	if l.Kinds, err = parseKinds(kinds); err != nil {
		return l, err
	}
	if due == never {
		due = ""
	}
	if err := parseDays(map[*assessment.Date]string{&l.AgreedOn: agreed, &l.Due: due, &l.NextLine: next}); err != nil {
		return l, err
	}
	if l.Screened, err = found.finding(); err != nil {
		return l, err
	}
	l.Current, err = sum.summary()
	return l, err
}

func parseDays(days map[*assessment.Date]string) error {
	for d, text := range days {
		if err := d.UnmarshalText([]byte(text)); err != nil {
			return err
		}
	}
	return nil
}
