package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// reviewDesk is what the page works with on which answers of contacts are accepted or returned.
type reviewDesk struct {
	store.Share
	sheet  *store.Sheet
	people map[string]store.Recipient
	client store.Client
	work   *work           // nil for a screening
	kept   store.Screening // for a screening: what is stored of the year
}

// deskAt gives the share that the address names. One that lies under another address is at its path, and the desk is nil.
func (s *Server) deskAt(r *http.Request) (d *reviewDesk, path string, err error) {
	ctx, scope := r.Context(), scopeOf(r)
	h, err := s.store.Share(ctx, scope, chi.URLParam(r, "share"))
	if err != nil {
		return nil, "", err
	}
	if path = sharePath(&h); r.URL.Path != path {
		return nil, path, nil
	}
	d = &reviewDesk{Share: h, people: map[string]store.Recipient{}}
	if d.sheet, err = s.store.ShareSheet(ctx, scope, h.ID); err != nil {
		return nil, "", err
	}
	people, err := s.store.Recipients(ctx, scope, h.ID)
	if err != nil {
		return nil, "", err
	}
	for _, p := range people {
		d.people[p.ID] = p
	}
	return d, path, s.fillDesk(r, d)
}

// fillDesk adds what is stored now.
func (s *Server) fillDesk(r *http.Request, d *reviewDesk) (err error) {
	if !d.IsScreening() {
		d.work, err = s.workOn(r)
		return err
	}
	if d.client, err = s.clientAt(r); err != nil {
		return err
	}
	list, err := s.store.Screenings(r.Context(), scopeOf(r), d.Client)
	for i := range list {
		if list[i].Period == d.Period {
			d.kept = list[i]
		}
	}
	return err
}

// editable reports whether the person may accept and return now.
func (d *reviewDesk) editable(r *http.Request) bool {
	if !d.EndedAt.IsZero() {
		return false
	}
	if d.work != nil {
		return d.work.editable(r)
	}
	return scopeOf(r).CanEdit() && !d.client.Archived
}

// given is an answer of a contact with the key of its fields.
type given struct {
	key   string
	item  *store.SheetItem
	place *store.SheetPlace
}

// all lists every place of the share in the order of the questionnaire.
func (d *reviewDesk) all() []given {
	var list []given
	for i := range d.sheet.Items {
		item := &d.sheet.Items[i]
		for n := range item.Places {
			list = append(list, given{placeKey(item.Question.ID, n), item, &item.Places[n]})
		}
	}
	return list
}

// waiting lists the answers that can be accepted or returned, those that say the same as last year at the end.
func (d *reviewDesk) waiting() []given {
	var changed, same []given
	for _, g := range d.all() {
		switch {
		case g.place.Given.State != assessment.GivenSubmitted:
		case d.unchanged(g):
			same = append(same, g)
		default:
			changed = append(changed, g)
		}
	}
	return append(changed, same...)
}

// stored gives the answer that is stored at a place now.
func (d *reviewDesk) stored(g given) store.StoredAnswer {
	if d.work == nil {
		a := d.kept.Answers[g.item.Question.ID]
		return store.StoredAnswer{Answer: assessment.Answer{Response: a.Response, Note: a.Note}, Revision: d.kept.Revision}
	}
	return d.work.Answer(g.place.Question, g.place.Site)
}

// unchanged reports whether an answer says what last year's says, without more to read, and nobody answered since.
func (d *reviewDesk) unchanged(g given) bool {
	last, a := g.place.Last, g.place.Given
	return last != nil && a.Changed == "" && d.stored(g).Blank() &&
		last.Response == a.Response && last.Choice == a.Choice && last.Value == a.Value && last.Reason == a.Reason
}

// showShare shows what came back of a share.
func (s *Server) showShare(w http.ResponseWriter, r *http.Request) error {
	d, path, err := s.deskAt(r)
	if err != nil {
		return err
	}
	if d == nil {
		return redirect(w, r, path)
	}
	return s.ok(w, r, s.verdictPage(r, d, templates.VerdictForm{}).View())
}

func (s *Server) verdictPage(r *http.Request, d *reviewDesk, form templates.VerdictForm) templates.ShareReviewPage {
	page := templates.ShareReviewPage{
		URL: sharePath(&d.Share), Screening: d.IsScreening(), CanReview: d.editable(r), Ended: !d.EndedAt.IsZero(), Form: form,
	}
	for _, g := range d.waiting() {
		page.Waiting = append(page.Waiting, s.reviewAnswer(d, g))
		if page.Waiting[len(page.Waiting)-1].Same {
			page.Same++
		}
	}
	for _, g := range d.all() {
		if g.place.Given.State != assessment.GivenSubmitted {
			page.Others = append(page.Others, s.reviewAnswer(d, g))
		}
	}
	head := templates.Page{Heading: "Answers of contacts", Title: s.shareTitle(d), Walk: true, Problems: form.Problems}
	if n := len(page.Waiting); n > 0 {
		head.Lead = templates.WaitingWords(n)
	}
	if d.work != nil {
		frame := s.frame(r, d.work, templates.TabShares, head)
		frame.Crumbs = append(frame.Crumbs, templates.Crumb{Label: "Shares", URL: d.work.path("shares")})
		page.Of = &frame
		return page
	}
	head.Crumbs = []templates.Crumb{{Label: "Shares", URL: "/clients/" + d.Client + "/shares"}}
	head.Heading = fmt.Sprintf("PHI screening %d, answered by link", d.Period)
	page.Client, page.Page = d.Client, s.clientFrame(r, d.client, head)
	return page
}

// shareTitle tells the shares of a client apart in the window.
func (s *Server) shareTitle(d *reviewDesk) string {
	var names []string
	for _, p := range d.people {
		names = append(names, p.Person.Name)
	}
	slices.Sort(names)
	client := d.client.Facts.Name
	if d.work != nil {
		client = d.work.Client.Name
	}
	return fmt.Sprintf("Answers of %s, shared on %s, %s %d", strings.Join(names, ", "), s.dayOf(d.MadeAt).Short(), client, d.Period)
}

// reviewAnswer puts one place of a share into words.
func (s *Server) reviewAnswer(d *reviewDesk, g given) templates.ReviewAnswer {
	q, a, stored := g.item.Question, g.place.Given, d.stored(g)
	v := templates.ReviewAnswer{
		Key: g.key, Text: q.Text, Guidance: q.Guidance, Evidence: q.Evidence, Site: g.place.Site, State: a.State, Done: g.item.Done, Remark: a.Remark,
		Given: a.Revision, Stored: stored.Revision, Same: d.unchanged(g),
	}
	words := func(a assessment.Answer) string { return templates.AnswerWords(q, a) }
	if d.work == nil {
		words = func(a assessment.Answer) string { return templates.ScreeningAnswerWord(a.Response) }
	} else {
		v.URL = d.work.card(q.ID)
	}
	if a.Revision > 0 && a.State != assessment.GivenDraft { // what is not sent yet is the contact's own
		v.Answer, v.Note, v.Changed, v.Reason = words(a.Answer), a.Note, a.Changed, a.Reason
		p := d.people[a.Recipient]
		v.Who = templates.SaidBy(p.Person.Name, p.Person.Title, s.dayOf(a.At), identified(p))
	}
	if g.place.Last != nil {
		v.Last, v.LastNote = words(g.place.Last.Answer()), g.place.Last.Note
	}
	if !stored.Blank() {
		v.Now, v.NowBy = words(stored.Answer), templates.GivenBy(stored.Answer)
	}
	return v
}

// identified says how a recipient shows who they are.
func identified(p store.Recipient) assessment.Identification {
	if p.ByPhrase {
		return assessment.IdentifiedByPhrase
	}
	return assessment.IdentifiedByCode
}

// postShare accepts and returns answers, all that was decided or none of it.
func (s *Server) postShare(w http.ResponseWriter, r *http.Request) error {
	d, path, err := s.deskAt(r)
	if err != nil {
		return err
	}
	if d == nil {
		return redirect(w, r, path)
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	form, verdicts, gone := d.readVerdicts(f)
	letters, err := s.shareLetters(r.Context(), s.returning)
	if err != nil {
		return err
	}
	if err = f.err(); err == nil && gone {
		err = &store.Conflict{Status: d.sheet.Status}
	}
	if err == nil {
		err = s.store.ReviewShare(r.Context(), scopeOf(r), d.ID, letters, verdicts...)
	}
	if err != nil {
		return s.notJudged(w, r, form, err)
	}
	if letters != nil {
		s.wake()
	}
	to := path
	if len(verdicts) == len(d.waiting()) { // nothing is left to decide
		to = path[:strings.LastIndex(path, "/")]
	}
	back, untold := d.returned(verdicts, letters != nil)
	return s.done(w, r, to, templates.Reviewed(len(verdicts), back, untold))
}

// returned counts what came back, with the names of those to whom no mail says so.
func (d *reviewDesk) returned(verdicts []store.Verdict, mailed bool) (n int, untold []string) {
	for _, v := range verdicts {
		if v.Remark == "" {
			continue
		}
		n++
		item, _ := d.sheet.Item(v.Question)
		for i := range item.Places {
			p := d.people[item.Places[i].Given.Recipient]
			if item.Places[i].Site == v.Site && (!mailed || p.ByPhrase || !p.EndedAt.IsZero()) && !slices.Contains(untold, p.Person.Name) {
				untold = append(untold, p.Person.Name)
			}
		}
	}
	return n, untold
}

// readVerdicts reads what was decided of each answer, and reports whether something was decided of what waits no more.
func (d *reviewDesk) readVerdicts(f *form) (templates.VerdictForm, []store.Verdict, bool) {
	form := templates.VerdictForm{Verdicts: map[string]string{}, Remarks: map[string]string{}}
	var list []store.Verdict
	open, gone := map[string]bool{}, d.sheet.Status != assessment.Draft || !d.EndedAt.IsZero()
	if !gone {
		for _, g := range d.waiting() {
			open[g.key] = true
			if v, ok := d.readVerdict(f, g); ok {
				list = append(list, v)
			}
		}
	}
	for name := range f.r.PostForm {
		key, remark := strings.CutPrefix(name, "remark.")
		if !remark {
			continue
		}
		form.Verdicts[key], form.Remarks[key] = f.text("verdict."+key), f.text(name)
		gone = gone || !open[key] && form.Verdicts[key] != ""
	}
	if len(list) == 0 && len(f.problems) == 0 && !gone {
		f.bad("", "Choose for at least one answer whether you accept or return it.")
	}
	return form, list, gone
}

// readVerdict reads what was decided of one answer.
func (d *reviewDesk) readVerdict(f *form, g given) (store.Verdict, bool) {
	v := store.Verdict{Question: g.place.Question, Site: g.place.Site, Given: f.numberOr("given."+g.key, -1), Stored: f.numberOr("stored."+g.key, -1)}
	said, remark := f.text("verdict."+g.key), f.text("remark."+g.key)
	shown := v.Given >= 0
	if act := f.text("act"); said == "" && remark == "" && shown && (act == "all" || act == "unchanged" && d.unchanged(g)) {
		said = templates.VerdictAccept
	}
	switch {
	case said == templates.VerdictAccept:
		return v, true
	case said == templates.VerdictReturn && remark == "":
		f.bad("remark-"+g.key, "Write what is missing or not clear, so that the contact can mend it.")
	case said == templates.VerdictReturn:
		v.Remark = remark
		return v, true
	case remark != "":
		f.bad("remark-"+g.key, "You wrote a remark. Choose Return to send it, or take it away.")
	}
	return v, false
}

// textOf gives the question that a key is about.
func (d *reviewDesk) textOf(key string) string {
	for _, g := range d.all() {
		if g.key == key {
			return g.item.Question.Text
		}
	}
	return "A question that is not asked any more"
}

// numberOr gives a whole number from a hidden field, or another where it holds none.
func (f *form) numberOr(name string, other int) int {
	n, err := strconv.Atoi(f.r.PostForm.Get(name))
	if err != nil {
		return other
	}
	return n
}

// notJudged shows the page again as things are now, with what was decided and typed.
func (s *Server) notJudged(w http.ResponseWriter, r *http.Request, form templates.VerdictForm, cause error) error {
	d, path, err := s.deskAt(r)
	if err != nil {
		return err
	}
	if d == nil {
		return redirect(w, r, path)
	}
	if errors.Is(cause, assessment.ErrConflict) {
		form.Conflict = conflictText(cause)
		return s.show(w, r, statusOf(cause), s.verdictPage(r, d, d.lose(form)).View())
	}
	if form.Problems, err = problems(cause, func(path string) string { return path }); err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), s.verdictPage(r, d, form).View())
}

// lose puts the remarks that no answer of the page has a field for among what is not saved.
func (d *reviewDesk) lose(form templates.VerdictForm) templates.VerdictForm {
	open := map[string]bool{}
	for _, g := range d.waiting() {
		open[g.key] = d.sheet.Status == assessment.Draft
	}
	form.Lost = nil
	for key, remark := range form.Remarks {
		if !open[key] && remark != "" {
			form.Lost = append(form.Lost, templates.Fact{Name: d.textOf(key), Value: remark})
		}
	}
	slices.SortFunc(form.Lost, func(a, b templates.Fact) int { return strings.Compare(a.Name, b.Name) })
	return form
}
