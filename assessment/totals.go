package assessment

// totals sums up what has been rated.
func (r *rater) totals(result *Result) Totals {
	t := Totals{Safeguards: map[Safeguard]RowCount{}}
	for i := range result.Risks {
		if risk := &result.Risks[i]; risk.Applies {
			t.Levels.Add(risk.Current.Level)
		}
	}
	t.Index = Index(result.Risks, func(risk *RatedRisk) RiskLevel { return risk.Current.Level })
	t.IndexTarget = Index(result.Risks, func(risk *RatedRisk) RiskLevel { return risk.Target.Level })
	all := RowCount{}
	for i := range result.Rule {
		row := &result.Rule[i]
		if !row.Applies() {
			continue
		}
		count := t.Safeguards[row.Safeguard]
		count.Applies++
		all.Applies++
		if row.Status == RowInPlace {
			count.InPlace++
			all.InPlace++
		}
		t.Safeguards[row.Safeguard] = count
	}
	if all.Applies > 0 {
		t.Implemented = float64(all.InPlace) / float64(all.Applies)
	}
	for i := range r.standing {
		t.Questions.add(&r.standing[i])
		t.Given.add(&r.standing[i], r.c)
	}
	return t
}

func (q *QuestionCount) add(s *Standing) {
	switch {
	case !s.Visible:
		q.Hidden++
	case s.Answered():
		q.Asked++
		q.Answered++
	default:
		q.Asked++
	}
}

func (g *GivenCounts) add(s *Standing, c *Content) {
	if !s.Visible {
		return
	}
	for _, at := range s.Places(c.Client.Sites) {
		if a := c.AnswerAt(at); a.Blank() {
			g.Open++
		} else {
			g.count(a.Mode)
		}
	}
}

func (g *GivenCounts) count(m Mode) {
	switch m {
	case ModeAlone:
		g.Alone++
	case ModeTogether:
		g.Together++
	case ModeClient:
		g.Client++
	case ModeChanged:
		g.Changed++
	default:
		g.New++
	}
}

// Index is the mean of the levels' values (0, 2, 5, 8, 10) over the applicable risks, times ten; 0 with none.
// It is a way to compare two states of one client, and not a probability.
func Index(risks []RatedRisk, level func(*RatedRisk) RiskLevel) float64 {
	sum, n := 0, 0
	for i := range risks {
		if risks[i].Applies {
			sum += level(&risks[i]).Value()
			n++
		}
	}
	return index(sum, n)
}

func index(sum, n int) float64 {
	if n == 0 {
		return 0
	}
	return 10 * float64(sum) / float64(n)
}
