package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// outlookMaps is how many heat maps there are at most: now, and at the end of quarters.
const outlookMaps = 9

// stage is the picture of risk now or at the end of a quarter.
type stage struct {
	name   string
	done   int // planned remediations that count by then and did not before
	levels assessment.LevelCounts
	index  float64
	rating func(*assessment.RatedRisk) assessment.Rating
}

// stages begins with the picture of now and has one for each quarter in which something is due.
func (p *planner) stages() []stage {
	list := []stage{{"Now", 0, p.levelCounts(current), p.Result.Totals.Index, current}}
	for _, ahead := range p.ahead {
		list = append(list, stage{
			ahead.Quarter.String(), len(ahead.Done), ahead.Levels, ahead.Index,
			func(r *assessment.RatedRisk) assessment.Rating { return ahead.Ratings[r.Risk] },
		})
	}
	return list
}

// outlook shows what the risks become as each quarter's work is done.
func (p *planner) outlook(d *Document) {
	d.chapter("What the risks become")
	d.add(Text{Text: "The levels and the index at the end of each quarter, if all that is due by then is done and nothing else changes. Each line includes " +
		"the ones above it, and the last is the target. Quarters in which nothing is due are left out. " + p.outlookCounts()})
	if !slices.ContainsFunc(p.ahead, func(a assessment.Outlook) bool { return len(a.Done) > 0 }) {
		d.add(Text{Text: "No remediation has an action, an owner and a due date yet, so that the plan changes nothing.", Tone: Muted})
		return
	}
	list := p.stages()
	d.add(p.outlookTable(list))
	for part := range slices.Chunk(list, 20) {
		d.add(outlookBars(part))
	}
	d.section("Heat maps, quarter by quarter")
	shown := list
	if len(list) > outlookMaps {
		shown = append(slices.Clone(list[:outlookMaps-1]), list[len(list)-1])
		d.add(Text{Text: fmt.Sprintf("The maps show now, the first %d quarters and the last one; the table above has all of them.", outlookMaps-2)})
	}
	rows := (len(shown) + 2) / 3 // of at most three maps, as even as can be
	for part := range slices.Chunk(shown, (len(shown)+rows-1)/rows) {
		d.add(p.outlookMapsOf(part))
	}
}

// outlookCounts says what is taken to be done when, and what counts for nothing.
func (p *planner) outlookCounts() string {
	late, loose := 0, 0
	for _, it := range p.open {
		switch {
		case !it.rem.Planned():
			loose++
		case it.line.Late:
			late++
		}
	}
	text := ""
	if late > 0 {
		text = fmt.Sprintf("What is overdue (%d) is taken to be done by the end of %s.", late, p.Content.Date.Quarter())
	}
	if loose > 0 {
		text = sentences(text, fmt.Sprintf("%s without owner or due date %s for nothing here.", title(count(loose, "remediation")), verb(loose, "counts", "count")))
	}
	return text
}

func (p *planner) outlookTable(list []stage) Table {
	t := Table{Columns: []Column{{Title: "At the end of", Width: 2.6}, {Title: "Done by then", Width: 2.3, Right: true}}}
	for l := assessment.RiskVeryHigh; l >= assessment.RiskVeryLow; l-- {
		t.Columns = append(t.Columns, Column{Title: l.Title(), Width: 1.9, Right: true})
	}
	t.Columns = append(t.Columns, Column{Title: "Over threshold", Width: 2.7, Right: true}, Column{Title: "Index", Width: 1.6, Right: true})
	done := 0
	for _, s := range list {
		done += s.done
		cells := []Cell{{Text: s.name, Bold: true}, {Text: fmt.Sprint(done)}}
		over := 0
		for l := assessment.RiskVeryHigh; l >= assessment.RiskVeryLow; l-- {
			cells = append(cells, Cell{Text: fmt.Sprint(s.levels.Of(l))})
			if p.Content.Over(l) {
				over += s.levels.Of(l)
			}
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, Cell{Text: fmt.Sprint(over)}, Cell{Text: points(s.index), Bold: true})})
	}
	return t
}

func outlookBars(part []stage) Figure {
	var bars LevelBars
	for _, s := range part {
		bars.Labels = append(bars.Labels, s.name)
		bars.Levels = append(bars.Levels, s.levels)
	}
	first, last := part[0], part[len(part)-1]
	return Figure{bars, fmt.Sprintf("Applicable risks by level at the end of each quarter. %s: %s. %s: %s.", first.name, inWords(first.levels), last.name, inWords(last.levels))}
}

func (p *planner) outlookMapsOf(part []stage) Figure {
	var maps HeatMaps
	var words []string
	for _, s := range part {
		maps.Titles = append(maps.Titles, s.name)
		maps.Maps = append(maps.Maps, heatMapOf(p.Result.Risks, s.rating))
		words = append(words, fmt.Sprintf("%s: %s.", s.name, inWords(s.levels)))
	}
	return Figure{maps, "How many applicable risks stand at each likelihood and impact. " + strings.Join(words, " ")}
}
