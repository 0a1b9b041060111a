package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// sharing is what the page for a new share works with.
type sharing struct {
	*work
	standing []assessment.Standing
	out      *store.Out
	contacts []store.Contact
}

func (s *Server) sharingOn(r *http.Request) (*sharing, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return nil, err
	}
	g := &sharing{work: wk, standing: assessment.Stand(wk.Catalog, &wk.Content)}
	if g.out, err = s.store.SharedOut(r.Context(), scopeOf(r), wk.ClientID, wk.ID, wk.Period); err != nil {
		return nil, err
	}
	g.contacts, err = s.store.Contacts(r.Context(), scopeOf(r), wk.ClientID)
	return g, err
}

// suggested lists the questions that clients are likely to know, are not answered and are with nobody.
func suggested(standing []assessment.Standing, out *store.Out) []string {
	var list []string
	for i := range standing {
		st := &standing[i]
		if _, with := out.Questions[st.Question.ID]; st.Visible && !with && !st.Answered() && st.Question.Audience == assessment.ForClient {
			list = append(list, st.Question.ID)
		}
	}
	return list
}

// showNewShare shows what can be shared. Which questions are chosen to begin with stands in the address: suggest=client, a
// section, or single ones.
func (s *Server) showNewShare(w http.ResponseWriter, r *http.Request) error {
	g, err := s.sharingOn(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	form := templates.NewShareForm{
		Chosen: query["question"], How: templates.ShareTogether, Who: map[string]string{}, AskName: scopeOf(r).Name,
		Due: assessment.ShareDue(s.today()).String(),
	}
	if query.Get("suggest") == "client" {
		form.Chosen = append(form.Chosen, suggested(g.standing, g.out)...)
	}
	for _, id := range query["section"] {
		for _, st := range g.Catalog.InSection(g.standing, id) {
			if st.Visible && !st.Answered() {
				form.Chosen = append(form.Chosen, st.Question.ID)
			}
		}
	}
	page, err := s.newSharePage(r, g, form)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

func (s *Server) newSharePage(r *http.Request, g *sharing, form templates.NewShareForm) (templates.NewSharePage, error) {
	mails, err := s.mailsLinks(r.Context())
	page := templates.NewSharePage{
		AssessmentPage: s.frame(r, g.work, templates.TabShares, templates.Page{
			Heading: "Share questions", Walk: true, Problems: form.Problems, Scripts: []string{"copy.js"},
			Lead: "Contacts of the client answer by link, without an account. They see what you share and nothing else.",
		}),
		Form: form, Mails: mails, Suggested: len(suggested(g.standing, g.out)),
	}
	page.Crumbs = append(page.Crumbs, templates.Crumb{Label: "Shares", URL: g.path("shares")})
	for _, c := range g.contacts {
		page.Contacts = append(page.Contacts, templates.ShareContact{ID: c.ID, Contact: c.Contact})
	}
	for i := range g.Catalog.Questionnaire.Sections {
		section := &g.Catalog.Questionnaire.Sections[i]
		line := templates.ShareSection{ID: section.ID, Title: section.Title}
		for _, st := range g.Catalog.InSection(g.standing, section.ID) {
			if st.Visible {
				line.Questions = append(line.Questions, g.line(&st, form.Chosen))
			}
		}
		if len(line.Questions) > 0 {
			page.Sections = append(page.Sections, line)
		}
	}
	return page, err
}

func (g *sharing) line(st *assessment.Standing, chosen []string) templates.ShareQuestion {
	k, with := g.out.Questions[st.Question.ID]
	q := templates.ShareQuestion{ID: st.Question.ID, Text: st.Question.Text, Answered: st.Answered(), Out: with}
	if with {
		q.With = withWords(g.out, &k)
	}
	q.Chosen = !with && slices.Contains(chosen, q.ID)
	return q
}

// withWords says with whom a question is, or that its answer waits.
func withWords(out *store.Out, k *store.OutQuestion) string {
	if !k.WithContact() {
		return templates.WaitsForVerdict
	}
	return templates.WithNames(namesOf(out.Who(k.Question)), k.Due)
}

func namesOf(people []store.Recipient) []string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Person.Name
	}
	return names
}

// postNewShare shares the questions that were chosen, and shows what opens them. The links are known only now, so the page
// answers the form itself; to send the form again is refused, since the questions are with somebody then.
func (s *Server) postNewShare(w http.ResponseWriter, r *http.Request) error {
	g, err := s.sharingOn(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	form := readNewShare(f)
	n := g.newShare(f, &form)
	if err = f.err(); err == nil {
		err = s.addTyped(r, g, &form, &n)
	}
	letters, failed := s.shareLetters(r.Context(), s.inviting)
	if failed != nil {
		return failed
	}
	var made []store.Handout
	if err == nil {
		made, err = s.store.MakeShares(r.Context(), scopeOf(r), letters, n)
	}
	if err != nil {
		return s.notShared(w, r, form, err)
	}
	return s.showHandouts(w, r, handing{made: made, mailed: letters != nil, client: g.ClientID, name: g.Client.Name, assessment: g.ID, period: g.Period})
}

// notShared shows the page again with all that was typed.
func (s *Server) notShared(w http.ResponseWriter, r *http.Request, form templates.NewShareForm, cause error) error {
	list, err := problems(cause, func(path string) string { return path })
	if err != nil {
		return err
	}
	g, err := s.sharingOn(r)
	if err != nil {
		return err
	}
	form.Problems = list
	page, err := s.newSharePage(r, g, form)
	if err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// readNewShare reads the fields as they were typed.
func readNewShare(f *form) templates.NewShareForm {
	t := templates.NewShareForm{
		Chosen: f.all("q"), To: f.all("to"), How: f.text("how"), Who: map[string]string{}, Message: f.free("message"), Due: f.text("due"),
		AskName: f.line("ask-name"), AskPhone: f.line("ask-phone"),
		New: assessment.Contact{Name: f.text("new-name"), Title: f.text("new-title"), Email: f.text("new-email"), Phone: f.text("new-phone")},
	}
	for name := range f.r.PostForm {
		if section, ok := strings.CutPrefix(name, "who."); ok {
			t.Who[section] = f.text(name)
		}
	}
	return t
}

// newShare makes what is to be shared of the fields, and notes what is wrong with them.
func (g *sharing) newShare(f *form, t *templates.NewShareForm) store.NewShare {
	n := store.NewShare{Client: g.ClientID, Assessment: g.ID, Due: f.date("due")}
	n.Message, n.Ask = t.Message, assessment.Contact{Name: t.AskName, Phone: t.AskPhone}
	if t.Due == "" {
		f.bad("due", "Choose by when you need the answers.")
	}
	if t.AskName == "" {
		f.bad("ask-name", "Write whom the contacts can ask when a question is not clear.")
	}
	parts := g.parts(f, t)
	n.Questions = parts[anyOfThem]
	for _, id := range g.everybody() {
		if own := parts[id]; len(own) > 0 || slices.Contains(t.To, id) || id == newContact && t.New != (assessment.Contact{}) {
			n.To = append(n.To, store.NewRecipient{Contact: id, Questions: own})
		}
	}
	if gone := slices.ContainsFunc(t.To, func(id string) bool { return !g.hasContact(id) }); gone {
		f.bad("to", "A contact that you chose is no longer on the list. Choose again.")
	} else if len(n.To) == 0 {
		f.bad("to", "Choose who is to answer, or add a contact.")
	}
	if t.New == (assessment.Contact{}) && len(parts[newContact]) > 0 {
		f.bad("new-name", "A section goes to the contact that you add here. Write who that is, or choose somebody else for it.")
	}
	return n
}

// Whom a section can be for, beside a contact.
const (
	anyOfThem  = ""
	newContact = "new"
)

// everybody lists who can be chosen, the one who is typed last.
func (g *sharing) everybody() []string {
	list := make([]string, 0, len(g.contacts)+1)
	for _, c := range g.contacts {
		list = append(list, c.ID)
	}
	return append(list, newContact)
}

func (g *sharing) hasContact(id string) bool {
	return slices.ContainsFunc(g.contacts, func(c store.Contact) bool { return c.ID == id })
}

// parts sorts the chosen questions by whom they are for. What is not asked any more is noted.
func (g *sharing) parts(f *form, t *templates.NewShareForm) map[string][]string {
	parts, found := map[string][]string{}, 0
	for i := range g.standing {
		q := g.standing[i].Question
		if !slices.Contains(t.Chosen, q.ID) || !g.standing[i].Visible {
			continue
		}
		found++
		who := anyOfThem
		if t.How == templates.ShareSplit {
			who = t.Who[g.Catalog.SectionOf(q.ID).ID]
		}
		if who != anyOfThem && who != newContact && !g.hasContact(who) {
			f.bad("who", "A contact that you chose for a section is no longer on the list. Choose again.")
			who = anyOfThem
		}
		parts[who] = append(parts[who], q.ID)
	}
	switch {
	case len(t.Chosen) == 0:
		f.bad("questions", "Choose at least one question.")
	case found < len(t.Chosen):
		f.bad("questions", "Some of the questions that you chose are not asked any more. Look at the list again.")
	}
	return parts
}

// addTyped adds the contact that was typed, once everything else is right, and puts them in the share. One who is on the
// list already is taken from there.
func (s *Server) addTyped(r *http.Request, g *sharing, t *templates.NewShareForm, n *store.NewShare) error {
	at := slices.IndexFunc(n.To, func(to store.NewRecipient) bool { return to.Contact == newContact })
	if at < 0 {
		return nil
	}
	same := func(c store.Contact) bool { return c.Contact == t.New }
	if i := slices.IndexFunc(g.contacts, same); i >= 0 {
		n.To[at].Contact = g.contacts[i].ID
	} else {
		id, err := s.store.SaveContact(r.Context(), scopeOf(r), g.ClientID, store.Contact{Contact: t.New})
		if err != nil {
			return under("new-", err)
		}
		n.To[at].Contact = id
	}
	id := n.To[at].Contact
	if !slices.Contains(t.To, id) {
		t.To = append(t.To, id)
	}
	for section, who := range t.Who {
		if who == newContact {
			t.Who[section] = id
		}
	}
	t.New = assessment.Contact{}
	if i := slices.IndexFunc(n.To[:at], func(to store.NewRecipient) bool { return to.Contact == id }); i >= 0 {
		n.To[i].Questions = append(n.To[i].Questions, n.To[at].Questions...)
		n.To = n.To[:at]
	}
	return nil
}

// under says of what is wrong that it is about the fields with that prefix.
func under(prefix string, err error) error {
	invalid, ok := errors.AsType[*assessment.Invalid](err)
	if !ok {
		return err
	}
	list := slices.Clone(invalid.Problems)
	for i := range list {
		list[i].Path = prefix + list[i].Path
	}
	return &assessment.Invalid{Problems: list}
}
