package assessment

// RetentionYears is how long documentation is kept from the day on which it was last in effect (164.316(b)(2)(i)).
const RetentionYears = 6

// LastEffect is when a client's documents were last in effect. A zero day is of what there is none of.
type LastEffect struct {
	// Final is when a final assessment was last made final, or superseded by another.
	Final Date
	// Changed is when an assessment, a record, a line of the plan or a screening was last changed.
	Changed Date
	// Archived is when the client was archived last. Until then its newest final assessment is in effect.
	Archived Date
}

// Last gives the latest of the days.
func (l LastEffect) Last() Date {
	last := l.Final
	for _, d := range []Date{l.Changed, l.Archived} {
		if d.After(last) {
			last = d
		}
	}
	return last
}

// DeletableFrom gives the first day on which the client's documents may be deleted: the day after six years are over. Years
// that end on a February 29 that is none end on March 1, so that nothing goes early. A client that is not archived has
// documents in effect, and gets the zero day.
func (l LastEffect) DeletableFrom() Date {
	if l.Archived.IsZero() {
		return Date{}
	}
	return l.Last().AddYears(RetentionYears).AddDays(1)
}

// Deletable reports whether the documents may be deleted on a day.
func (l LastEffect) Deletable(on Date) bool {
	from := l.DeletableFrom()
	return !from.IsZero() && !on.Before(from)
}
