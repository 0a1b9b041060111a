package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
)

// ShareShow is one of the tabs over what is with contacts.
type ShareShow string

// The tabs. What is over the due day stands under its state as well.
const (
	ShareShowReview   ShareShow = "review"
	ShareShowOverdue  ShareShow = "overdue"
	ShareShowSent     ShareShow = "sent"
	ShareShowOpened   ShareShow = "opened"
	ShareShowProgress ShareShow = "in_progress"
	ShareShowReturned ShareShow = "returned"
	ShareShowDone     ShareShow = "done"
	ShareShowAll      ShareShow = "all"
)

// ShareShows lists the tabs in their order.
var ShareShows = []ShareShow{
	ShareShowReview, ShareShowOverdue, ShareShowSent, ShareShowOpened, ShareShowProgress, ShareShowReturned, ShareShowDone, ShareShowAll,
}

const shareIsLate = `h.due <> '' AND h.due < $3 AND p.state IN ('sent', 'opened', 'in_progress', 'returned')`

// condition gives the tab's condition on a recipient p of a share h; $3 is today.
func (show ShareShow) condition() string {
	switch show {
	case ShareShowReview:
		return `p.state = 'submitted'`
	case ShareShowOverdue:
		return shareIsLate
	case ShareShowSent, ShareShowOpened, ShareShowProgress, ShareShowReturned, ShareShowDone:
		return `p.state = '` + string(show) + `'`
	default:
		return `1 = 1`
	}
}

// ShareFilter narrows the list of what is with contacts.
type ShareFilter struct {
	Show       ShareShow
	Text       string   // in the name or city of the client
	Campaign   string   // of one campaign; empty for all
	Recipients []string // these alone; nil for all
	Page       int      // from 1
	PerPage    int
}

// ShareLine is what is with one contact.
type ShareLine struct {
	Recipient, Share, Client, ClientName string
	Person                               assessment.Contact
	Assessment                           string // empty for a screening
	Period                               int
	Campaign                             string
	State                                assessment.ShareState
	ByPhrase                             bool // a passphrase shows who it is
	Due                                  assessment.Date
	MadeAt                               time.Time
	Seen                                 time.Time // when the contact was there last; zero for never
	Asked, Answered                      int       // questions that the contact can answer
}

// ShareList is a page of what is with contacts, and the counts of the tabs.
type ShareList struct {
	Lines  []ShareLine
	Counts map[ShareShow]int // under the text that was searched for
	Found  int               // under the tab
}

// linesFrom are the recipients that are listed; what was revoked, is of archived clients, or waits for
// nobody since its assessment is no draft any more, is not.
const linesFrom = ` FROM share_recipients p JOIN shares h ON h.id = p.share JOIN clients c ON c.id = h.client`

// ShareLines lists what is with contacts of the clients of a scope: what waits for the provider first, then by the due day.
// It takes two statements whatever the number.
func (s *Store) ShareLines(ctx context.Context, scope assessment.Scope, f ShareFilter) (ShareList, error) {
	list := ShareList{Counts: map[ShareShow]int{}}
	search := `%` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(f.Text)) + `%`
	where := visibleTo("h.client", 1, 2) + ` AND CAST($3 AS TEXT) <> '' AND c.search_key LIKE $4 ESCAPE '\' AND (CAST($5 AS TEXT) = '' OR h.campaign = $5)
		AND p.ended_at = 0 AND p.state <> 'revoked' AND (h.ended_at = 0 OR p.state = 'submitted') AND NOT c.archived
		AND (p.state = 'done' OR ` + isWorkedOn + `)`
	args := []any{scope.All, scope.User, s.today().String(), search, f.Campaign}
	if f.Recipients != nil {
		var these string
		these, args = among("p.id", append([]string{""}, f.Recipients...), args)
		where += ` AND ` + these
	}
	if err := s.countShares(ctx, &list, where, args); err != nil {
		return list, fmt.Errorf("counting what is with contacts: %w", err)
	}
	show := f.Show
	if !slices.Contains(ShareShows, show) {
		show = ShareShowAll
	}
	list.Found = list.Counts[show]
	order := fmt.Sprintf(`ORDER BY CASE p.state WHEN 'submitted' THEN 0 WHEN 'done' THEN 2 ELSE 1 END, CASE h.due WHEN '' THEN '%s' ELSE h.due END, c.sort_key, p.id`, never)
	var err error
	list.Lines, err = all(ctx, s.reader, s.scanShareLine, fmt.Sprintf(`SELECT p.id, p.share, h.client, c.name, p.contact, o.body, h.assessment, h.period, h.campaign, p.state, p.phrase,
		h.due, p.made_at, (SELECT COALESCE(max(y.seen_at), 0) FROM share_stays y WHERE y.recipient = p.id),
		(SELECT count(*) FROM share_questions k WHERE k.share = p.share AND `+mayAnswer+`),
		(SELECT count(DISTINCT x.question) FROM share_answers x JOIN share_questions k ON k.share = x.share AND k.question = x.question
			WHERE x.share = p.share AND `+mayAnswer+` AND x.state <> 'returned')
		%s JOIN contacts o ON o.id = p.contact WHERE p.id IN (SELECT p.id %s WHERE %s AND %s %s LIMIT $%d OFFSET $%d) %[5]s`,
		linesFrom, linesFrom, where, show.condition(), order, len(args)+1, len(args)+2), append(args, f.PerPage, (max(f.Page, 1)-1)*f.PerPage)...)
	if err != nil {
		return list, fmt.Errorf("listing what is with contacts: %w", err)
	}
	return list, nil
}

func (s *Store) countShares(ctx context.Context, list *ShareList, where string, args []any) error {
	counts := make([]string, len(ShareShows))
	for i, show := range ShareShows {
		counts[i] = `count(*) FILTER (WHERE ` + show.condition() + `)`
	}
	return each(ctx, s.reader, func(rows *sql.Rows) error {
		n := make([]int, len(ShareShows))
		into := make([]any, len(ShareShows))
		for i := range n {
			into[i] = &n[i]
		}
		err := rows.Scan(into...)
		for i, show := range ShareShows {
			list.Counts[show] = n[i]
		}
		return err
	}, `SELECT `+strings.Join(counts, ", ")+linesFrom+` WHERE `+where, args...)
}

func (s *Store) scanShareLine(rows *sql.Rows) (l ShareLine, err error) {
	var contact, state, phrase, due string
	var sealed []byte
	var made, seen int64
	err = rows.Scan(&l.Recipient, &l.Share, &l.Client, &l.ClientName, &contact, &sealed, &l.Assessment, &l.Period, &l.Campaign, &state, &phrase,
		&due, &made, &seen, &l.Asked, &l.Answered)
	if err != nil {
		return l, err
	}
	l.ByPhrase, l.MadeAt, l.Seen = phrase != "", when(made), when(seen)
	return l, errors.Join(l.State.UnmarshalText([]byte(state)), l.Due.UnmarshalText([]byte(due)), s.open("contacts", "body", contact, sealed, &l.Person))
}
