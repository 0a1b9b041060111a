package sheet

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// styles are how cells look, by the numbers that the workbook knows them by.
type styles struct {
	title, heading, label, draft, link, head int
	text, count, points, money, day          int
	levels                                   [assessment.RiskVeryHigh + 1]int
}

// of gives the style of a value within a table.
func (s *styles) of(v report.Value) int {
	switch v := v.(type) {
	case report.Count:
		return s.count
	case report.Points:
		return s.points
	case report.Money:
		return s.money
	case report.Day:
		return s.day
	case report.Level:
		return s.levels[v]
	default:
		return s.text
	}
}

// top sets a text at the top of its cell and breaks its lines there.
func top(horizontal string) *excelize.Alignment {
	return &excelize.Alignment{Horizontal: horizontal, Vertical: "top", WrapText: true}
}

func font(c report.Color) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Size: 11, Color: hex(c)}
}

func bold(c report.Color, size float64) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Size: size, Color: hex(c), Bold: true}
}

func fill(c report.Color) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{hex(c)}}
}

// below is the line that sets one row off from the next.
func below(c report.Color) []excelize.Border {
	return []excelize.Border{{Type: "bottom", Style: 1, Color: hex(c)}}
}

func hex(c report.Color) string { return fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B) }

func makeStyles(f *excelize.File) (s styles, err error) {
	money, points, day := "$#,##0.00", "0.0", "mmm d, yyyy"
	plain := func(align, format string) *excelize.Style {
		style := &excelize.Style{Font: font(report.Black), Alignment: top(align), Border: below(report.LightGray)}
		if format != "" {
			style.CustomNumFmt = &format
		}
		return style
	}
	link := &excelize.Font{Family: "Calibri", Size: 11, Color: hex(report.Blue), Underline: "single"}
	list := []struct {
		into  *int
		style *excelize.Style
	}{
		{&s.title, &excelize.Style{Font: bold(report.Black, 18)}},
		{&s.heading, &excelize.Style{Font: bold(report.Black, 13)}},
		{&s.label, &excelize.Style{Font: bold(report.Black, 11), Alignment: top("left"), Border: below(report.LightGray)}},
		{&s.draft, &excelize.Style{Font: bold(report.White, 11), Alignment: top("left"), Fill: fill(report.Red)}},
		{&s.link, &excelize.Style{Font: link, Alignment: top("left"), Border: below(report.LightGray)}},
		{&s.head, &excelize.Style{Font: bold(report.White, 11), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, Fill: fill(report.Blue)}},
		{&s.text, plain("left", "")},
		{&s.count, plain("left", "0")},
		{&s.points, plain("left", points)},
		{&s.money, plain("right", money)},
		{&s.day, plain("left", day)},
	}
	for _, l := range list {
		if *l.into, err = f.NewStyle(l.style); err != nil {
			return s, err
		}
	}
	return s, s.paint(f)
}

// paint makes the styles of the levels of risk, in the colors of the documents.
func (s *styles) paint(f *excelize.File) (err error) {
	s.levels[0] = s.text
	for l := assessment.RiskVeryLow; l <= assessment.RiskVeryHigh; l++ {
		p := report.PaintOf(l)
		s.levels[l], err = f.NewStyle(&excelize.Style{
			Font: font(p.Text), Fill: fill(p.Fill), Alignment: top("left"), Border: below(report.White),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
