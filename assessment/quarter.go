package assessment

import (
	"cmp"
	"fmt"
	"time"
)

// Quarter is three months of the calendar. The zero Quarter means "not set".
type Quarter struct {
	Year   int
	Number int // 1 to 4
}

// Quarter gives the quarter that the day lies in, and the zero Quarter for the zero date.
func (d Date) Quarter() Quarter {
	if d.IsZero() {
		return Quarter{}
	}
	return Quarter{d.year, (int(d.month)-1)/3 + 1}
}

// First gives the first day of the quarter.
func (q Quarter) First() Date { return NewDate(q.Year, time.Month(3*q.Number-2), 1) }

// Last gives the last day of the quarter.
func (q Quarter) Last() Date { return q.Plus(1).First().AddDays(-1) }

// Plus gives the quarter that many quarters later, or earlier when negative.
func (q Quarter) Plus(n int) Quarter { return DateOf(q.First().Time().AddDate(0, 3*n, 0)).Quarter() }

// Until counts the quarters from q to other; it is negative when other lies before q.
func (q Quarter) Until(other Quarter) int { return 4*(other.Year-q.Year) + other.Number - q.Number }

// Compare gives -1, 0 or 1 as q lies before other, is the same or lies after it.
func (q Quarter) Compare(other Quarter) int { return cmp.Compare(0, q.Until(other)) }

// String gives the quarter as Q4 2026, and "" when it is not set.
func (q Quarter) String() string {
	if q == (Quarter{}) {
		return ""
	}
	return fmt.Sprintf("Q%d %d", q.Number, q.Year)
}
