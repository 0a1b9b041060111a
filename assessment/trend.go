package assessment

import (
	"cmp"
	"slices"
)

// TrendYears is how many earlier assessments a trend goes back to. It is as many years as records are kept at least
// (164.316(b)(2)(i)).
const TrendYears = 6

// Trend is how a client's risks went over its assessments up to one of them.
type Trend struct {
	Years  []TrendYear `json:"years"`  // the oldest first; the assessment itself is the last
	Common int         `json:"common"` // how many risks apply in every one of these years
	Risks  []TrendRisk `json:"risks"`  // those that are open in the last year, in the order of its register
}

// TrendYear is what one assessment came to.
type TrendYear struct {
	Earlier
	Index       float64                `json:"index"`        // over all applicable risks
	CommonIndex float64                `json:"common_index"` // over the risks that apply in every year of the trend
	Levels      LevelCounts            `json:"levels"`
	Rows        RowCount               `json:"rows"` // of all safeguards
	Safeguards  map[Safeguard]RowCount `json:"safeguards"`
}

// TrendRisk is a risk that is open now, with its level in each year. A year in which it did not apply, or which did not
// know it, has the level 0.
type TrendRisk struct {
	Risk      string      `json:"risk"`
	Title     string      `json:"title"`
	Levels    []RiskLevel `json:"levels"`     // by year, as in Trend.Years
	YearsOpen int         `json:"years_open"` // assessments in a row, the last one included
	Since     int         `json:"since"`      // the period of the first of these; 0 where it lies before the trend and is not known
}

// NewTrend builds the trend up to the current assessment over the results of earlier ones of the same client and
// questionnaire, in any order. Only those of earlier periods count, of each period the one with the last date or, of the
// same day, the one given last, and of these the newest TrendYears. Without any there is no trend, which is nil.
func NewTrend(earlier []*Result, current Snapshot) *Trend {
	before := trendYears(earlier, current.Result.Period)
	if len(before) == 0 {
		return nil
	}
	years := append(before, current.Result)
	common := inEvery(years)
	t := &Trend{Common: len(common), Risks: []TrendRisk{}}
	for _, r := range years {
		t.Years = append(t.Years, trendYear(r, common))
	}
	for i := range current.Result.Risks {
		if risk := &current.Result.Risks[i]; current.Content.Over(levelOf(risk)) {
			t.Risks = append(t.Risks, trendRisk(years, risk, current.Content))
		}
	}
	return t
}

// trendYears picks the results that a trend goes over, the oldest first.
func trendYears(earlier []*Result, before int) []*Result {
	list := slices.Clone(earlier)
	slices.SortStableFunc(list, func(a, b *Result) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), a.Date.Time().Compare(b.Date.Time()))
	})
	picked := list[:0]
	for i, r := range list {
		if r.Period < before && (i+1 == len(list) || list[i+1].Period != r.Period) {
			picked = append(picked, r)
		}
	}
	return picked[max(0, len(picked)-TrendYears):]
}

// inEvery gives the risks that apply in all of the results.
func inEvery(years []*Result) map[string]bool {
	n := map[string]int{}
	for _, r := range years {
		for i := range r.Risks {
			if r.Risks[i].Applies {
				n[r.Risks[i].Risk]++
			}
		}
	}
	common := map[string]bool{}
	for risk, times := range n {
		if times == len(years) {
			common[risk] = true
		}
	}
	return common
}

func trendYear(r *Result, common map[string]bool) TrendYear {
	y := TrendYear{Earlier: earlierOf(r), Index: r.Totals.Index, Levels: r.Totals.Levels, Safeguards: r.Totals.Safeguards}
	sum := 0
	for i := range r.Risks {
		if common[r.Risks[i].Risk] {
			sum += r.Risks[i].Current.Level.Value()
		}
	}
	y.CommonIndex = index(sum, len(common))
	for _, n := range r.Totals.Safeguards {
		y.Rows.Applies += n.Applies
		y.Rows.InPlace += n.InPlace
	}
	return y
}

// trendRisk follows a risk that is open now back through the years.
func trendRisk(years []*Result, now *RatedRisk, c *Content) TrendRisk {
	t := TrendRisk{Risk: now.Risk, Title: now.Heading()}
	for _, r := range years {
		t.Levels = append(t.Levels, levelIn(r, now.Risk))
	}
	first := len(years) - 1
	for first > 0 && c.Over(t.Levels[first-1]) {
		first--
	}
	t.YearsOpen, t.Since = len(years)-first, years[first].Period
	if n := yearsOpen(years[0], now.Risk); first == 0 && n > 1 {
		t.YearsOpen, t.Since = t.YearsOpen+n-1, openSince(years[0], now.Risk)
	}
	return t
}

// levelIn is the level of a risk in a result, or 0 where it did not apply or was not known.
func levelIn(r *Result, risk string) RiskLevel {
	for i := range r.Risks {
		if r.Risks[i].Risk == risk {
			return levelOf(&r.Risks[i])
		}
	}
	return 0
}

// openSince is the period since which a risk had been open at an earlier assessment, where its trend says so, or 0.
func openSince(r *Result, risk string) int {
	if r.Comparison == nil || r.Comparison.Trend == nil {
		return 0
	}
	for _, t := range r.Comparison.Trend.Risks {
		if t.Risk == risk {
			return t.Since
		}
	}
	return 0
}

// Risk finds a risk of the trend, or gives nil where it is not open.
func (t *Trend) Risk(id string) *TrendRisk {
	for i := range t.Risks {
		if t.Risks[i].Risk == id {
			return &t.Risks[i]
		}
	}
	return nil
}

// NotAssessed lists the calendar years between the first and the last that have no assessment.
func (t *Trend) NotAssessed() []int {
	var list []int
	for i := 1; i < len(t.Years); i++ {
		for period := t.Years[i-1].Period + 1; period < t.Years[i].Period; period++ {
			list = append(list, period)
		}
	}
	return list
}
