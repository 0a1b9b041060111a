package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// Standing is how a client of a provider stands in a year.
type Standing struct {
	Client   string
	Status   string               // of the year's assessment, in words
	Final    bool                 // there is a final assessment; what follows is from it
	Level    assessment.RiskLevel // the highest current one, 0 where no risk applies
	Index    float64
	Earlier  *Point // the newest final before, nil where there is none
	Overdue  bool   // the assessment is past its due day
	Open     int    // lines of the plan
	Late     int    // of them, those past their due day
	Years    []Point
	Assessed string // when it was made final
}

// Point is a risk index of a year.
type Point struct {
	Period int
	Index  float64
}

// Portfolio says how all clients of a provider stand. It lists no weakness of anybody.
type Portfolio struct {
	Provider  string
	Period    int
	Date      assessment.Date
	Standings []Standing
}

// Review builds the portfolio review.
func (p *Portfolio) Review() *Document {
	whose := fmt.Sprintf("%s, %d", or(p.Provider, "All clients"), p.Period)
	d := &Document{
		Name: fmt.Sprintf("portfolio-review-%d", p.Period), Title: "Portfolio review", Subtitle: whose, Subject: "Where the clients of a provider stand",
		Running: whose, Foot: "As of " + p.Date.Long() + ". Confidential.", Date: p.Date, Compact: true,
	}
	d.section("In brief")
	d.add(Text{Text: p.InBrief()})
	if levels := p.Levels(); levels.Sum() > 0 {
		d.add(Figure{
			LevelBars{[]string{"Clients"}, []assessment.LevelCounts{levels}},
			fmt.Sprintf("Clients by their highest current risk in %d: %d very high, %d high, %d moderate, %d low, %d very low.",
				p.Period, levels.VeryHigh, levels.High, levels.Moderate, levels.Low, levels.VeryLow),
		})
	}
	d.section("Client by client")
	d.or(len(p.Standings) == 0, "There are no clients yet.", p.table())
	d.add(Text{Text: indexNote, Tone: Muted})
	return d
}

// Levels counts the clients by their highest current level.
func (p *Portfolio) Levels() assessment.LevelCounts {
	var n assessment.LevelCounts
	for i := range p.Standings {
		if s := &p.Standings[i]; s.Final && s.Level != 0 {
			n.Add(s.Level)
		}
	}
	return n
}

// InBrief sums up in a paragraph.
func (p *Portfolio) InBrief() string {
	final, overdue, late, lower, higher := 0, 0, 0, 0, 0
	for i := range p.Standings {
		s := &p.Standings[i]
		late += s.Late
		if s.Overdue {
			overdue++
		}
		if !s.Final {
			continue
		}
		final++
		switch {
		case s.Earlier == nil:
		case points(s.Index) == points(s.Earlier.Index):
		case s.Index < s.Earlier.Index:
			lower++
		default:
			higher++
		}
	}
	return sentences(
		fmt.Sprintf("%d of %s %s a final analysis for %d.", final, count(len(p.Standings), "client"), verb(final, "has", "have"), p.Period),
		fmt.Sprintf("%s past the due day.", count(overdue, "assessment")+" "+verb(overdue, "is", "are")),
		fmt.Sprintf("%s of the plans %s late.", count(late, "remediation"), verb(late, "is", "are")),
		fmt.Sprintf("Against the analysis before, the risk index fell for %s and rose for %d.", count(lower, "client"), higher),
	)
}

func (p *Portfolio) table() Table {
	t := Table{Columns: []Column{
		{Title: "Client", Width: 5},
		{Title: fmt.Sprintf("Analysis %d", p.Period), Width: 3.4},
		{Title: "Highest risk", Width: 2.9},
		{Title: "Index", Width: 1.4, Right: true},
		{Title: "Before", Width: 2.2, Right: true},
		{Title: "Index by year", Width: 4.4},
		{Title: "Plan", Width: 2.6},
	}}
	for i := range p.Standings {
		s := &p.Standings[i]
		status := Cell{Text: s.Status}
		switch {
		case s.Overdue:
			status = Cell{Text: "Late: " + lower(s.Status), Mark: Cross}
		case s.Final:
			status = Cell{Text: "Final " + s.Assessed, Mark: Check}
		}
		index := ""
		if s.Final {
			index = points(s.Index)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: s.Client, Bold: true}, status, levelCell(s), {Text: index}, {Text: s.Before()}, {Text: s.Trend()}, {Text: s.Plan()},
		}})
	}
	return t
}

func levelCell(s *Standing) Cell {
	if !s.Final || s.Level == 0 {
		return Cell{Text: "", Mark: Dash}
	}
	return Cell{Level: s.Level}
}

// Before gives the index of the analysis before, with its year.
func (s *Standing) Before() string {
	if !s.Final || s.Earlier == nil {
		return ""
	}
	return fmt.Sprintf("%s (%d)", points(s.Earlier.Index), s.Earlier.Period)
}

// Trend lists the index year by year, of six years at most.
func (s *Standing) Trend() string {
	var list []string
	for _, y := range s.Years[max(0, len(s.Years)-6):] {
		list = append(list, fmt.Sprintf("%d: %s", y.Period, points(y.Index)))
	}
	return strings.Join(list, ", ")
}

// Plan says how many lines of the plan are open, and late.
func (s *Standing) Plan() string {
	if s.Late > 0 {
		return fmt.Sprintf("%d open, %d late", s.Open, s.Late)
	}
	return fmt.Sprintf("%d open", s.Open)
}
