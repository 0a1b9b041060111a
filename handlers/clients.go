package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// clientsPerPage is how many clients a page of the list shows.
const clientsPerPage = 25

// showClients lists the clients: which of them needs what.
func (s *Server) showClients(w http.ResponseWriter, r *http.Request) error {
	f := clientFilter(r)
	list, err := s.listClients(r, &f)
	if err != nil {
		return err
	}
	page := templates.ClientsPage{
		Tab: string(f.Show), Text: f.Text, Found: list.Found, Number: f.Page, PerPage: f.PerPage,
		CanEdit: scopeOf(r).CanEdit(), Counts: map[string]int{},
	}
	for show, n := range list.Counts {
		page.Counts[string(show)] = n
	}
	for i := range list.Lines {
		page.Lines = append(page.Lines, s.clientLine(r, &list.Lines[i]))
	}
	page.Page = s.page(r, clientsHead(page))
	return s.ok(w, r, page.View())
}

// longestSearch is as many letters as a search looks for. No client has a longer name.
const longestSearch = 200

// searched is what is searched for.
func searched(q url.Values) string {
	text := strings.ReplaceAll(strings.ToValidUTF8(q.Get("q"), ""), "\x00", "")
	if runes := []rune(text); len(runes) > longestSearch {
		text = string(runes[:longestSearch])
	}
	return strings.TrimSpace(text)
}

// clientFilter reads what is asked of the list. Whatever stands in the address, it is a list.
func clientFilter(r *http.Request) store.Filter {
	q := r.URL.Query()
	number, err := strconv.Atoi(q.Get("page"))
	if err != nil || number < 1 || number > 1_000_000 {
		number = 1
	}
	return store.Filter{Text: searched(q), Show: tabNamed(q.Get("show")), Page: number, PerPage: clientsPerPage}
}

func tabNamed(name string) store.Show {
	for _, show := range store.Shows {
		if string(show) == name {
			return show
		}
	}
	return ""
}

// listClients reads the page of the list that is asked for. Where no tab is, it is what needs the person, if anything
// does; a search goes over all clients. A page beyond the last is the last.
func (s *Server) listClients(r *http.Request, f *store.Filter) (store.List, error) {
	asked := f.Show
	switch {
	case asked != "":
	case f.Text != "":
		f.Show = store.ShowAll
	case scopeOf(r).CanEdit():
		f.Show = store.ShowNeedsYou
	default:
		f.Show = store.ShowWithClient
	}
	list, err := s.store.Clients(r.Context(), scopeOf(r), *f)
	switch {
	case err != nil:
		return list, err
	case asked == "" && list.Found == 0 && f.Show != store.ShowAll:
		f.Show = store.ShowAll
	case len(list.Lines) == 0 && list.Found > 0:
		f.Page = (list.Found + f.PerPage - 1) / f.PerPage
	default:
		return list, nil
	}
	return s.store.Clients(r.Context(), scopeOf(r), *f)
}

// clientLine makes a line of the list.
func (s *Server) clientLine(r *http.Request, l *store.Line) templates.ClientLine {
	line := templates.ClientLine{
		ID: l.ID, Name: l.Name, City: l.City, Kinds: l.Kinds, Open: l.OpenLines, Late: l.LateLines, Archived: l.Archived,
		Screened: l.Screened,
	}
	if c := l.Current; c != nil {
		line.Status, line.Period, line.Asked, line.Answered, line.Level = c.Status, c.Period, c.Asked, c.Answered, c.Level
	}
	if l.Archived {
		line.Next = bringBack(r, l.ID)
		return line // nothing is due of it
	}
	line.Due, line.Overdue = l.Due, !l.Due.IsZero() && l.Due.Before(s.today())
	line.Next = s.nextOfClient(r, known{l.ID, l.Kinds, l.AgreedOn, l.Current, l.Screened})
	return line
}

// known is what the next step of a client depends on.
type known struct {
	client   string // id
	kinds    []assessment.EntityKind
	agreed   assessment.Date
	current  *store.Summary      // the assessment that counts now; nil where none was opened
	screened *assessment.Finding // of the newest screening; nil where there is none
}

// nextOfClient gives the words of what comes next for a client.
func (s *Server) nextOfClient(r *http.Request, k known) templates.NextLine {
	on := templates.NextOn{Client: k.client, NoAgreement: k.agreed.IsZero(), Today: s.today(), Reader: !scopeOf(r).CanEdit()}
	next := assessment.NextOf(nil, nil, assessment.Progress{}, assessment.SharedOut{})
	if c := k.current; c != nil {
		next = c.Next
		on.Assessment, on.Period, on.Carried = c.ID, c.Period, c.Carried
		if !c.FinalAt.IsZero() {
			on.FinalOn = s.dayOf(c.FinalAt)
		}
	}
	if k.screened != nil {
		on.Screened, on.Found, on.Unrecorded = k.screened.Period, k.screened.Title, k.screened.Unrecorded(k.kinds)
	}
	text, action := templates.NextWords(assessment.NextOfClient(k.kinds, k.screened, next), on)
	return templates.NextLine{Text: text, Action: action}
}

// bringBack is what comes next for a client that is archived.
func bringBack(r *http.Request, id string) templates.NextLine {
	if !scopeOf(r).CanEdit() {
		return templates.NextLine{}
	}
	return templates.NextLine{
		Text: "Bring it back to work on it", Action: templates.Action{Label: "Bring back", URL: "/clients/" + id + "/restore", Post: true},
	}
}

// clientsHead heads the list. Its main action is the next step of the first client, which is the one that is late.
func clientsHead(p templates.ClientsPage) templates.Page {
	all := p.Counts[string(store.ShowAll)]
	head := templates.Page{Heading: fmt.Sprintf("Clients (%d)", all), Title: fmt.Sprintf("Clients: %s, %d", p.TabName(), p.Found), Nav: "clients", Search: p.Text, Filters: true}
	if p.Text != "" {
		head.Heading = "Clients"
	}
	if !p.CanEdit {
		return head
	}
	head.Badge = templates.ClientTools()
	if len(p.Lines) > 0 && !p.Lines[0].Archived {
		if first := p.Lines[0].Next.Action; first.URL != "" {
			first.Label += ": " + p.Lines[0].Name
			head.Main = &first
		}
	}
	return head
}
