package handlers

import (
	"net/http"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// differing lists the places whose answer can be changed and differs from that of last year. Whoever does not know cannot
// say what changed.
func (d *sharedDesk) differing() []*store.SheetPlace {
	var list []*store.SheetPlace
	for i := range d.item.Places {
		at := &d.item.Places[i]
		if d.closed() == "" && at.Given.Revision > 0 && at.Given.State.Open() && d.differs(at, at.Given.Answer) {
			list = append(list, at)
		}
	}
	return list
}

// differs reports whether an answer is another than that of last year.
func (d *sharedDesk) differs(at *store.SheetPlace, a assessment.Answer) bool {
	if at.Last == nil || a.Blank() || a.Response == assessment.Unknown {
		return false
	}
	last := at.Last.Answer()
	return last.Response != a.Response || last.Fact() != a.Fact()
}

// showSharedChanged asks a contact what changed since last year.
func (s *Server) showSharedChanged(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	if len(d.differing()) == 0 {
		return redirect(w, r, sharedPath(d.item.Question.ID))
	}
	var typed *sharedTyped
	if fields := s.keptForm(r, r.URL.Path); fields != nil {
		typed = readShared(&form{r: &http.Request{PostForm: fields}}, d)
	}
	return s.ok(w, r, s.changedPage(r, d, typed).View())
}

// postSharedChanged keeps what changed, with the answers that differ.
func (s *Server) postSharedChanged(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	var changes []store.SharedChange
	typed := readShared(f, d) // of the answer it has the site and the revision alone
	for _, p := range typed.places {
		if at := d.place(p.change.Site); p.open && d.differs(at, at.Given.Answer) {
			p.change.Answer, p.change.Changed = at.Given.Answer, typed.changed
			changes = append(changes, p.change)
		}
	}
	typed.warn(s, f)
	if len(typed.warning.Signs) > 0 {
		err = typed.err()
	} else if typed.changed == "" {
		err = &assessment.Invalid{Problems: []assessment.Problem{{Path: "changed", What: "Say what changed, or skip this."}}}
	} else if len(changes) == 0 {
		err = store.ErrNotShared
	} else {
		_, err = s.store.SaveShared(r.Context(), guestOf(r), changes...)
	}
	if err != nil {
		return s.changedRefused(w, r, typed, err)
	}
	return redirect(w, r, d.next().URL)
}

// changedRefused shows the page again with what was typed.
func (s *Server) changedRefused(w http.ResponseWriter, r *http.Request, typed *sharedTyped, cause error) error {
	status := statusOf(cause)
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict {
		return cause
	}
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	page := s.changedPage(r, d, typed)
	page.Warning = typed.warning
	if len(typed.warning.Signs) > 0 {
		page.Problems = typed.warning.Problems()
		return s.show(w, r, status, page.View())
	}
	if page.Problems, _ = problems(cause, func(path string) string { return path }); len(page.Problems) > 0 {
		page.Error = page.Problems[0].What
		return s.show(w, r, status, page.View())
	}
	page.Closed = d.closed()
	if page.Closed == "" {
		page.Closed = "The answer is another one now, so what you typed here was not saved."
		page.Next = templates.Action{Label: "See the answer", URL: page.URL}
	}
	return s.show(w, r, status, page.View())
}

func (s *Server) changedPage(r *http.Request, d *sharedDesk, typed *sharedTyped) *templates.SharedChanged {
	q := d.item.Question
	page := &templates.SharedChanged{
		GuestPage: s.sharedFrame(r, d, "What changed: "+q.Text), Question: q, URL: sharedPath(q.ID), Next: d.next(),
	}
	for i := range d.item.Places {
		at := &d.item.Places[i]
		if !d.differs(at, at.Given.Answer) {
			continue
		}
		page.Lines = append(page.Lines, templates.ChangedLine{
			Suffix: d.suffix(i), Site: at.Site, Revision: at.Given.Revision,
			Last: templates.SharedWords(q, at.Last.Answer(), false), Now: templates.SharedWords(q, at.Given.Answer, false),
		})
		if page.Changed == "" {
			page.Changed = at.Given.Changed
		}
	}
	if typed != nil {
		page.Changed = typed.changed
	}
	return page
}
