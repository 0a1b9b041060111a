package handlers

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showClient shows a client: what comes next, and all that is kept of it.
func (s *Server) showClient(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	plan, err := s.store.Plan(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	page := templates.ClientPage{
		ID: c.ID, Facts: c.Facts, Details: templates.ClientDetails(c.Details), Archived: c.Archived,
		CanEdit: scopeOf(r).CanEdit(), CanDelete: c.Archived && scopeOf(r).CanAdminister(), Today: s.today(), Years: s.yearsOf(sums, lasting),
	}
	screenings, err := s.store.Screenings(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	page.Screened = newestFinding(screenings)
	page.Plan, page.Late = openItems(plan, page.Today)
	if page.Lately, err = s.latelyOf(r, c.ID, sums, plan); err != nil {
		return err
	}
	if c.Archived {
		page.Next = bringBack(r, c.ID)
	} else {
		page.Next = s.nextOfClient(r, known{c.ID, c.Facts.Kinds, c.AgreedOn, currentOf(sums), page.Screened})
	}
	head := clientHead(page)
	head.Emblem = clientLogo(c)
	page.Page = s.page(r, head)
	return s.ok(w, r, page.View())
}

// clientAt gives the client that the address names.
func (s *Server) clientAt(r *http.Request) (store.Client, error) {
	return s.store.Client(r.Context(), scopeOf(r), chi.URLParam(r, "client"))
}

func clientHead(p templates.ClientPage) templates.Page {
	head := templates.Page{
		Heading: p.Facts.Name, Lead: p.Next.Lead(), Main: p.Next.Main(), Nav: "clients",
		Crumbs: []templates.Crumb{{Label: "Clients", URL: "/clients"}},
	}
	if p.Archived {
		head.Badge, head.Lead = templates.ArchivedBadge(), "" // a banner says it
	}
	return head
}

// lasting leaves out the assessments that an amendment replaced.
func lasting(sum store.Summary) bool { return sum.Status != assessment.Superseded }

func anyStatus(store.Summary) bool { return true }

// currentOf gives the assessment that counts now: the newest that no amendment replaced. It is nil where there is none.
func currentOf(sums []store.Summary) *store.Summary {
	n := slices.IndexFunc(sums, lasting)
	if n < 0 {
		return nil
	}
	return &sums[n]
}

// yearsOf makes the lines of the table of years.
func (s *Server) yearsOf(sums []store.Summary, which func(store.Summary) bool) []templates.ClientYear {
	var list []templates.ClientYear
	for _, sum := range sums {
		if !which(sum) {
			continue
		}
		year := templates.ClientYear{
			ID: sum.ID, Period: sum.Period, Status: sum.Status, Level: sum.Level, Index: sum.Index, Amends: sum.Amends != "",
			Early: sum.Status == assessment.Draft && sum.Answered < sum.Asked,
		}
		if !sum.FinalAt.IsZero() {
			year.FinalOn = s.dayOf(sum.FinalAt)
		}
		list = append(list, year)
	}
	return list
}

// openItems gives the open lines of a plan, what is due first on top and what has no day last, and how many are late.
func openItems(plan []store.Record[assessment.Remediation], today assessment.Date) (list []templates.PlanItem, late int) {
	for i := range plan {
		rem := &plan[i].Value
		if rem.Status != assessment.Open {
			continue
		}
		if rem.Late(today) {
			late++
		}
		list = append(list, templates.PlanItem{Action: rem.Action, Owner: rem.Owner, Due: rem.Due})
	}
	slices.SortStableFunc(list, func(a, b templates.PlanItem) int {
		return cmp.Or(boolOrder(a.Due.IsZero(), b.Due.IsZero()), a.Due.Time().Compare(b.Due.Time()))
	})
	return list, late
}

// boolOrder puts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// postArchive takes a client out of the lists.
func (s *Server) postArchive(w http.ResponseWriter, r *http.Request) error {
	return s.archive(w, r, true, "Archived. Nothing was deleted.")
}

// postRestore brings a client back.
func (s *Server) postRestore(w http.ResponseWriter, r *http.Request) error {
	return s.archive(w, r, false, "Brought back. The client is in the lists again.")
}

func (s *Server) archive(w http.ResponseWriter, r *http.Request, archived bool, flash string) error {
	id := chi.URLParam(r, "client")
	if err := s.store.ArchiveClient(r.Context(), scopeOf(r), id, archived); err != nil {
		return err
	}
	return s.done(w, r, "/clients/"+id, flash)
}
