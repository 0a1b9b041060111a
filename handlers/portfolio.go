package handlers

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// portfolio is how the clients of a scope stand in a year.
type portfolio struct {
	report.Portfolio
	ids    []string      // of the clients, in the order of their standings
	finals []store.Final // of the year
	years  []int         // in which there is a final assessment, the newest first
}

// showPortfolio lists the clients with how they stand, and offers all their reports of a year.
func (s *Server) showPortfolio(w http.ResponseWriter, r *http.Request) error {
	p, err := s.portfolio(r)
	if err != nil {
		return err
	}
	page := templates.PortfolioPage{Portfolio: &p.Portfolio, Finals: len(p.finals), Years: p.years, PerPage: clientsPerPage}
	page.Number = pageNumber(r, len(p.ids), page.PerPage)
	first := (page.Number - 1) * page.PerPage
	for i := first; i < min(first+page.PerPage, len(p.ids)); i++ {
		page.Lines = append(page.Lines, p.line(i))
	}
	page.Page = s.page(r, page.Head())
	return s.ok(w, r, page.View())
}

// line is a client on the page, with the way to its reports of the year.
func (p *portfolio) line(i int) templates.PortfolioLine {
	line := templates.PortfolioLine{Standing: &p.Standings[i], URL: "/clients/" + p.ids[i]}
	if n := slices.IndexFunc(p.finals, func(f store.Final) bool { return f.ClientID == p.ids[i] }); n >= 0 {
		line.Reports = "/assessments/" + p.finals[n].ID + "/reports"
	}
	return line
}

// showPortfolioReview gives the portfolio review as PDF, drawn now.
func (s *Server) showPortfolioReview(w http.ResponseWriter, r *http.Request) error {
	p, err := s.portfolio(r)
	if err != nil {
		return err
	}
	doc := p.Review()
	if err := s.dressToday(r, doc); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return err
	}
	if err := s.note(r, store.Event{Action: "portfolio.download", Subject: strconv.Itoa(p.Period)}); err != nil {
		return err
	}
	servePDF(w, r, store.Report{SHA256: assessment.DigestOf(b.Bytes()), Bytes: b.Bytes()}, fmt.Sprintf("%s-%s.pdf", doc.Name, p.Date))
	return nil
}

// portfolio reads how the clients stand in the year that the address names, or in the newest with a final assessment.
func (s *Server) portfolio(r *http.Request) (*portfolio, error) {
	finals, err := s.store.Finals(r.Context(), scopeOf(r))
	if err != nil {
		return nil, err
	}
	clients, err := s.store.Clients(r.Context(), scopeOf(r), store.Filter{Show: store.ShowAll, PerPage: math.MaxInt32, Page: 1})
	if err != nil {
		return nil, err
	}
	p := &portfolio{years: yearsOf(finals)}
	p.Date = s.today()
	p.Period = p.Date.Time().Year()
	if len(p.years) > 0 {
		p.Period = p.years[0]
	}
	if asked := r.FormValue("year"); asked != "" {
		if p.Period, err = strconv.Atoi(asked); err != nil || !slices.Contains(p.years, p.Period) {
			return nil, fmt.Errorf("final assessments of the year %q: %w", asked, assessment.ErrNotFound)
		}
	}
	if p.Provider, err = s.store.Setting(r.Context(), settingMSP); err != nil {
		return nil, err
	}
	slices.SortStableFunc(clients.Lines, func(a, b store.Line) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	of := map[string][]store.Final{}
	for _, f := range finals {
		of[f.ClientID] = append(of[f.ClientID], f)
		if f.Period == p.Period {
			p.finals = append(p.finals, f)
		}
	}
	for i := range clients.Lines {
		l := &clients.Lines[i]
		p.ids = append(p.ids, l.ID)
		p.Standings = append(p.Standings, p.standing(l, of[l.ID]))
	}
	return p, nil
}

// yearsOf lists the years with a final assessment, the newest first.
func yearsOf(finals []store.Final) []int {
	var years []int
	for _, f := range finals {
		years = append(years, f.Period)
	}
	slices.Sort(years)
	years = slices.Compact(years)
	slices.Reverse(years)
	return years
}

// standing says how a client stands, with its final assessments by year. Of one year with several, such as by two
// questionnaires, the last counts.
func (p *portfolio) standing(l *store.Line, finals []store.Final) report.Standing {
	st := report.Standing{Client: l.Name, Open: l.OpenLines, Late: l.LateLines, Status: "Not opened"}
	for _, f := range finals {
		if f.Period > p.Period {
			continue
		}
		at := report.Point{Period: f.Period, Index: f.Index}
		if n := len(st.Years); n > 0 && st.Years[n-1].Period == f.Period {
			st.Years[n-1] = at
		} else {
			st.Years = append(st.Years, at)
		}
		if f.Period == p.Period {
			st.Final, st.Level, st.Index, st.Assessed, st.Status = true, f.Level, f.Index, assessment.DateOf(f.FinalAt).Short(), "Final"
		}
	}
	if n := len(st.Years); st.Final && n > 1 {
		st.Earlier = &st.Years[n-2]
	}
	if c := l.Current; !st.Final && c != nil && c.Period == p.Period {
		st.Status = c.Status.Title()
		st.Overdue = !l.Due.IsZero() && l.Due.Before(p.Date)
	}
	return st
}
