package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// sharedDesk is a question of a contact's sheet.
type sharedDesk struct {
	sheet  *store.Sheet
	item   *store.SheetItem
	number int
}

const sharedCheck = "/shared/check"

func sharedPath(question string) string { return "/shared/questions/" + question }

// sharedAt gives the question of the address as the contact has it now. One that was not shared with them is
// assessment.ErrNotFound.
func (s *Server) sharedAt(r *http.Request) (*sharedDesk, error) {
	sheet, err := s.store.Sheet(r.Context(), guestOf(r))
	if err != nil {
		return nil, err
	}
	d := &sharedDesk{sheet: sheet}
	if d.item, d.number = sheet.Item(chi.URLParam(r, "question")); d.item == nil {
		return nil, assessment.ErrNotFound
	}
	return d, nil
}

// showSharedQuestion shows one question to a contact.
func (s *Server) showSharedQuestion(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	page, err := s.sharedPage(r, d, s.keptShared(r, d))
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// keptShared gives what was typed about a question before the visit was over; nil where nothing was.
func (s *Server) keptShared(r *http.Request, d *sharedDesk) *sharedTyped {
	for _, path := range []string{sharedPath(d.item.Question.ID), sharedPath(d.item.Question.ID) + "/pass"} {
		if fields := s.keptForm(r, path); fields != nil {
			typed := readShared(&form{r: &http.Request{PostForm: fields}}, d)
			typed.kept, typed.conflict, typed.problems = true, true, nil
			return typed
		}
	}
	return nil
}

// postSharedQuestion keeps what a contact answers, or passes the question on where they chose that.
func (s *Server) postSharedQuestion(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := readShared(f, d)
	if typed.ask && !wantsJSON(r) {
		return s.passOn(w, r, d, typed)
	}
	if d.sheet.Status == assessment.Draft {
		typed.check(d.sheet, wantsJSON(r))
		typed.warn(s, f)
	}
	saved, err := []store.SharedAnswer(nil), typed.err()
	if err == nil {
		saved, err = s.store.SaveShared(r.Context(), guestOf(r), typed.changes()...)
	}
	switch {
	case wantsJSON(r):
		return s.sharedAnswered(w, typed, saved, err)
	case err != nil:
		return s.sharedRefused(w, r, typed, err)
	default:
		return s.sharedOnward(w, r)
	}
}

// sharedOnward leads on after an answer was saved: to what changed since last year, the next question, or the end.
func (s *Server) sharedOnward(w http.ResponseWriter, r *http.Request) error {
	sheet, err := s.store.Sheet(r.Context(), guestOf(r)) // what is asked may depend on what was saved
	if err != nil {
		return err
	}
	item, number := sheet.Item(chi.URLParam(r, "question"))
	if item == nil {
		return redirect(w, r, sharedCheck)
	}
	d := &sharedDesk{sheet, item, number}
	for _, at := range d.differing() {
		if at.Given.Changed == "" {
			return redirect(w, r, sharedPath(item.Question.ID)+"/changed")
		}
	}
	return redirect(w, r, d.next().URL)
}

// waits reports whether a question has no answer that could be sent.
func waits(item *store.SheetItem) bool {
	return item.Open() && item.State() != assessment.GivenDraft
}

// saved counts the questions that have an answer.
func savedOf(sheet *store.Sheet) int {
	n := 0
	for i := range sheet.Items {
		if !waits(&sheet.Items[i]) {
			n++
		}
	}
	return n
}

// next leads to the question after this one that waits, from the last to the first; where none does, to the check.
func (d *sharedDesk) next() templates.Action {
	count := len(d.sheet.Items)
	for step := 1; step < count; step++ {
		n := (d.number - 1 + step) % count
		if waits(&d.sheet.Items[n]) {
			return templates.Action{Label: "Go to question " + strconv.Itoa(n+1), URL: sharedPath(d.sheet.Items[n].Question.ID)}
		}
	}
	return templates.Action{Label: "Check your answers", URL: sharedCheck}
}

func (d *sharedDesk) back() string {
	if d.number < 2 {
		return ""
	}
	return sharedPath(d.sheet.Items[d.number-2].Question.ID)
}

// sharedRefused shows the question again with what was typed and what kept it from being saved.
func (s *Server) sharedRefused(w http.ResponseWriter, r *http.Request, typed *sharedTyped, cause error) error {
	status := statusOf(cause)
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict {
		return cause
	}
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	typed.conflict = errors.Is(cause, assessment.ErrConflict)
	page, err := s.sharedPage(r, d, typed)
	if err != nil {
		return err
	}
	if len(page.Problems) == 0 {
		page.Problems, _ = problems(cause, func(string) string { return "answer" })
	}
	return s.show(w, r, status, page.View())
}

// sharedPage makes the page of a question, with what was typed where something was.
func (s *Server) sharedPage(r *http.Request, d *sharedDesk, typed *sharedTyped) (*templates.SharedQuestion, error) {
	q := d.item.Question
	page := &templates.SharedQuestion{
		GuestPage: s.sharedFrame(r, d, q.Text), Question: q, Screening: d.sheet.Share.IsScreening(), URL: sharedPath(q.ID),
		Next: d.next(), Back: d.back(), Closed: d.closed(),
	}
	page.Scripts = []string{"guest.js"}
	names, err := s.sharedNames(r, d)
	if err != nil {
		return nil, err
	}
	for i := range d.item.Places {
		page.Places = append(page.Places, s.sharedPlace(d, i, names))
	}
	if err := s.sharedFiles(r, page); err != nil {
		return nil, err
	}
	if page.Messages, err = s.sharedMessagesLabel(r, d); err != nil {
		return nil, err
	}
	if typed != nil {
		typed.fill(page, d)
	}
	return page, nil
}

// sharedFrame is the frame of a page about a question.
func (s *Server) sharedFrame(r *http.Request, d *sharedDesk, title string) templates.GuestPage {
	p := s.guestPage(r, sectionOf(d.sheet.Catalog, d.item.Question.ID))
	p.Title, p.At, p.Of, p.Saved = title, d.number, len(d.sheet.Items), savedOf(d.sheet)
	return p
}

func sectionOf(cat *assessment.Catalog, question string) string {
	for _, section := range cat.Questionnaire.Sections {
		for i := range section.Questions {
			if section.Questions[i].ID == question {
				return section.Title
			}
		}
	}
	return "Question"
}

// closed says why nothing of the question can be changed, or "".
func (d *sharedDesk) closed() string {
	switch {
	case d.sheet.Status != assessment.Draft:
		return closedShare
	case d.item.Done:
		return "Your answer was accepted. Thank you; there is nothing left to do here."
	case !d.item.Open():
		return sentAlready
	default:
		return ""
	}
}

const (
	closedShare = "These answers are being worked on now and cannot be changed here any more. Ask the sender of your link if something is missing."
	sentAlready = "This answer was sent already, so it cannot be changed here. Ask the sender of your link to give it back to you if it has to change."
)

// sharedNames gives the names of those who answered the question, where it was not the contact alone.
func (s *Server) sharedNames(r *http.Request, d *sharedDesk) (map[string]string, error) {
	names := map[string]string{}
	for i := range d.item.Places {
		if by := d.item.Places[i].Given.Recipient; by != "" && by != d.sheet.Recipient.ID {
			names[by] = ""
		}
	}
	if len(names) == 0 {
		return names, nil
	}
	list, err := s.store.ShareCompany(r.Context(), guestOf(r))
	for _, p := range list {
		names[p.ID] = p.Person.Name
	}
	return names, err
}

// sharedPlace shows the answer at a place as it is stored: in the fields where it is the contact's own and can be changed.
func (s *Server) sharedPlace(d *sharedDesk, n int, names map[string]string) templates.SharedPlace {
	place := &d.item.Places[n]
	given := place.Given
	at := templates.SharedPlace{
		Suffix: d.suffix(n), Site: place.Site, Revision: given.Revision, Closed: d.closed() != "" || !given.State.Open(),
	}
	if given.State == assessment.GivenReturned {
		at.Remark = given.Remark
	}
	if name := names[given.Recipient]; name != "" {
		at.By = name + " answered " + s.when(given.At) + "."
	}
	if at.By != "" || at.Closed {
		at.Said = d.said(given)
		return at
	}
	at.Fields = templates.SharedFields{
		Response: given.Response.String(), Choice: given.Choice, Value: given.Value, Note: given.Note, Reason: given.Reason,
	}
	if d.sheet.Share.IsScreening() {
		at.Fields.Response = assessment.ScreeningWord(given.Response)
	}
	return at
}

// said gives an answer in words.
func (d *sharedDesk) said(a store.SharedAnswer) templates.SharedSaid {
	return templates.SharedSaid{
		Answer: templates.SharedWords(d.item.Question, a.Answer, d.sheet.Share.IsScreening()), Note: a.Note, Reason: a.Reason, Changed: a.Changed,
	}
}

// suffix ends the names of the fields of a place.
func (d *sharedDesk) suffix(n int) string {
	if d.item.Places[n].Site == "" {
		return ""
	}
	return "-" + strconv.Itoa(n+1)
}

// sharedFiles lists the files that the contact added to a question.
func (s *Server) sharedFiles(r *http.Request, page *templates.SharedQuestion) error {
	list, err := s.store.SharedFiles(r.Context(), guestOf(r), page.Question.ID)
	for _, f := range list {
		page.Files = append(page.Files, templates.ProofFile{Name: f.Name, Size: f.Size})
	}
	return err
}
