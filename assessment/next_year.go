package assessment

// soon is how many days before a year has passed the next analysis is due to be opened, since it takes weeks.
const soon = 60

// DueAgain reports whether, on a day, what comes next after a final analysis of a period is that of a later one: the law
// wants the analysis kept up (164.306(e), 164.316(b)(2)(iii)), and the plan of the last one goes on beside it. It is due
// when a year has nearly passed since the day on which it was made final, or when its next review is near.
func (n Next) DueAgain(period int, finalOn, day Date) bool {
	if n.Group() != GroupFinal || day.Time().Year() <= period {
		return false
	}
	near := func(d Date) bool { return day.DaysUntil(d) <= soon }
	return !finalOn.IsZero() && near(finalOn.AddYears(1)) || n.Step == StepReview && !n.Due.IsZero() && near(n.Due)
}
