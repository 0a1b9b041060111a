package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// campaignDueDays is by when a screening is due where nobody says another day.
const campaignDueDays = 14

// newCampaign is a campaign as it is put together: from ticked clients, or from rows of a list.
type newCampaign struct {
	form    templates.CampaignForm
	rows    []templates.CampaignChoice // the clients that can be chosen, with the contact who would be asked
	left    []templates.CampaignLeft   // those that cannot
	chosen  []templates.CampaignChoice
	list    *contactList // the list that they come from; nil where they were ticked
	catalog *assessment.Catalog
	year    int
}

// showNewCampaign asks which clients are to be screened by link.
func (s *Server) showNewCampaign(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	n, err := s.startCampaign(r, q.Get("show"), searched(q))
	if err != nil {
		return err
	}
	if client := q.Get("client"); client != "" {
		n.rows = slices.DeleteFunc(n.rows, func(c templates.CampaignChoice) bool { return c.Client != client })
		n.left = slices.DeleteFunc(n.left, func(c templates.CampaignLeft) bool { return c.Client != client })
		n.form.Client = client
		for i := range n.rows {
			n.rows[i].Ticked = true
		}
	}
	return s.showChoice(w, r, n, nil)
}

// startCampaign gives a campaign with nothing chosen, and the clients of a tab that a text is found in.
func (s *Server) startCampaign(r *http.Request, show, text string) (*newCampaign, error) {
	user := visitOf(r).user
	n := &newCampaign{year: s.today().Time().Year(), form: templates.CampaignForm{
		Show: show, Text: text, Due: s.today().AddDays(campaignDueDays).String(), AskName: user.Name, AskEmail: user.Email,
	}}
	var err error
	if n.catalog, err = s.library.Catalog(screeningQuestionnaire); err != nil {
		return nil, err
	}
	clients, err := s.store.ToScreen(r.Context(), scopeOf(r), n.year)
	for i := range clients {
		n.sort(&clients[i])
	}
	return n, err
}

// sort puts a client among those that can be chosen, or among those that cannot, with the reason.
func (n *newCampaign) sort(t *store.ToScreen) {
	why := ""
	switch {
	case t.Screened:
		why = templates.LeftScreened
	case t.Out:
		why = templates.LeftShared
	case t.Contact == "" && (t.Person.Email == "" || len(t.Person.Check()) > 0):
		why = templates.LeftNobody
	}
	if why != "" {
		n.left = append(n.left, templates.CampaignLeft{Client: t.Client, Name: t.Name, Why: why})
		return
	}
	n.rows = append(n.rows, templates.CampaignChoice{
		Client: t.Client, Name: t.Name, City: t.City, Kinds: t.Kinds, Contact: t.Contact, Person: t.Person,
	})
}

// showChoice shows the clients to choose from.
func (s *Server) showChoice(w http.ResponseWriter, r *http.Request, n *newCampaign, wrong error) error {
	list, other := problems(wrongOr(wrong), func(path string) string { return path })
	if other != nil {
		return other
	}
	page := templates.CampaignNewPage{Year: n.year, Form: n.form, Rows: n.rows, Left: n.left}
	page.Page = s.page(r, page.Head(list))
	return s.show(w, r, statusOf(wrong), page.View())
}

// postNewCampaign shows what would be sent to whom, and makes the campaign once that is confirmed.
func (s *Server) postNewCampaign(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	n, err := s.readCampaign(r, f)
	if err != nil {
		return err
	}
	made := n.campaign(f)
	f.problems = append(f.problems, made.Check(s.today())...)
	if err := f.err(); err != nil || f.text("do") == "change" {
		return s.showCampaignAgain(w, r, n, err)
	}
	if f.text("do") != "make" {
		return s.showCampaignCheck(w, r, n)
	}
	id, err := s.store.MakeCampaign(r.Context(), scopeOf(r), made)
	if err != nil {
		return err
	}
	s.wakeCampaigns()
	return s.done(w, r, "/campaigns/"+id, templates.CampaignMade(len(made.To)))
}

// showCampaignAgain shows the page from which the campaign came, with what was typed and ticked.
func (s *Server) showCampaignAgain(w http.ResponseWriter, r *http.Request, n *newCampaign, wrong error) error {
	if n.list != nil {
		return s.showContactList(w, r, n, wrong)
	}
	return s.showChoice(w, r, n, wrong)
}

// readCampaign reads what was typed and who was chosen.
func (s *Server) readCampaign(r *http.Request, f *form) (*newCampaign, error) {
	n, err := s.startCampaign(r, f.text("show"), f.text("q"))
	if err != nil {
		return nil, err
	}
	n.form = templates.CampaignForm{
		Show: n.form.Show, Text: n.form.Text, Client: f.text("only"), All: f.has("all"), Message: f.text("message"), Due: f.text("due"), List: f.r.PostForm.Get("text"),
		AskName: f.text("ask-name"), AskPhone: f.text("ask-phone"), AskEmail: f.text("ask-email"),
	}
	if n.form.List != "" {
		if n.list, err = s.readContactList(n, n.form.List); err != nil {
			return nil, err
		}
		n.chosen = n.list.tick(f.all("row"))
		return n, nil
	}
	ticked := map[string]bool{}
	for _, id := range f.all("client") {
		ticked[id] = true
	}
	for i := range n.rows {
		c := &n.rows[i]
		c.Ticked = ticked[c.Client]
		if c.Ticked || n.form.All && n.form.Shows(*c) {
			n.chosen = append(n.chosen, *c)
		}
	}
	for _, l := range n.left {
		if ticked[l.Client] {
			f.bad("clients", "%s is left out by now. Look at the list again.", l.Name)
		}
	}
	return n, nil
}

// campaign is the campaign as it is kept.
func (n *newCampaign) campaign(f *form) store.NewCampaign {
	made := store.NewCampaign{Screening: n.catalog, Period: n.year, Due: f.date("due"), ShareText: store.ShareText{
		Message: n.form.Message, Ask: assessment.Contact{Name: n.form.AskName, Phone: n.form.AskPhone, Email: n.form.AskEmail},
	}}
	for _, c := range n.chosen {
		to := store.CampaignTo{Client: c.Client, Contact: c.Contact}
		if c.Contact == "" {
			to.New = &c.Person
		}
		made.To = append(made.To, to)
	}
	return made
}

// showCampaignCheck shows what would be sent to whom. Nothing is kept yet.
func (s *Server) showCampaignCheck(w http.ResponseWriter, r *http.Request, n *newCampaign) error {
	mails, err := s.mailsLinks(r.Context())
	if err != nil {
		return err
	}
	page := templates.CampaignCheckPage{Year: n.year, Form: n.form, Rows: n.chosen, Questions: len(n.catalog.Questions()), Mails: mails}
	if n.list != nil {
		for _, row := range n.list.chosen {
			page.Lines = append(page.Lines, strconv.Itoa(row))
		}
	}
	page.Page = s.page(r, page.Head())
	return s.ok(w, r, page.View())
}
