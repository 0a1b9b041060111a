package templates

import (
	"fmt"

	"safeguard/assessment/report"
)

// PortfolioPage lists how all clients stand in a year, with all their reports.
type PortfolioPage struct {
	Page
	*report.Portfolio
	Lines   []PortfolioLine
	Number  int // of this page of the list, from 1
	PerPage int
	Finals  int   // final assessments of the year
	Years   []int // in which there are some, the newest first
}

// PortfolioLine is one client.
type PortfolioLine struct {
	*report.Standing
	URL     string // of the client
	Reports string // the address of its reports of the year; empty where its assessment is not final
}

// Head is what the head of the page says.
func (p PortfolioPage) Head() Page {
	head := Page{Heading: fmt.Sprintf("Reports of all clients, %d", p.Period), Nav: "reports", Lead: "How each client stands, and every report of the year at once."}
	if p.Finals > 0 {
		head.Main = &Action{Label: fmt.Sprintf("Download all reports of %d", p.Period), URL: p.at("/reports/all.zip"), Icon: "download"}
	}
	return head
}

// at gives the address of a page about the year.
func (p PortfolioPage) at(path string) string { return fmt.Sprintf("%s?year=%d", path, p.Period) }

// review is the address of the portfolio review. Before the first final assessment no year is there to be named.
func (p PortfolioPage) review() string {
	if len(p.Years) == 0 {
		return "/reports/review.pdf"
	}
	return p.at("/reports/review.pdf")
}

func (p PortfolioPage) pager() Pager {
	return pagerOf("Pages of the list", p.Number, p.PerPage, len(p.Lines), len(p.Standings), func(page int) string {
		if len(p.Years) == 0 {
			return fmt.Sprintf("/reports?page=%d", page)
		}
		return fmt.Sprintf("%s&page=%d", p.at("/reports"), page)
	})
}

// state says where the year's assessment stands.
func (l PortfolioLine) state() StateView {
	switch {
	case l.Overdue:
		return StateView{StateBlocked, "Late"}
	case l.Final:
		return StateView{StateDone, "Final"}
	default:
		return StateView{StateTodo, l.Status}
	}
}

// index gives the risk index as it is printed.
func (l PortfolioLine) index() string { return fmt.Sprintf("%.1f", l.Index) }
