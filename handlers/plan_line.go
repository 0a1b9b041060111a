package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// planDesk is a client's plan with what a line of it is written against.
type planDesk struct {
	client   store.Client
	lines    []store.Record[assessment.Remediation]
	catalog  *assessment.Catalog
	newest   *store.Work                     // the newest assessment, nil where none was opened
	standing map[string]*assessment.Standing // of the newest assessment, by the ids of the catalog
}

// planDeskAt gives the plan of the client that the address names.
func (s *Server) planDeskAt(r *http.Request) (*planDesk, error) {
	desk := &planDesk{standing: map[string]*assessment.Standing{}}
	var err error
	if desk.client, err = s.store.Client(r.Context(), scopeOf(r), chi.URLParam(r, "client")); err != nil {
		return nil, err
	}
	if desk.lines, err = s.store.Plan(r.Context(), scopeOf(r), desk.client.ID); err != nil {
		return nil, err
	}
	sums, err := s.store.Assessments(r.Context(), scopeOf(r), desk.client.ID)
	if err != nil {
		return nil, err
	}
	if desk.catalog, err = s.catalogAfter(sums); err != nil {
		return nil, err
	}
	for i := range desk.lines {
		line := &desk.lines[i].Value
		line.Questions = desk.catalog.Current(line.Questions)
	}
	return desk, s.readNewest(r, desk, sums)
}

// readNewest reads how the questions stand in the client's newest assessment.
func (s *Server) readNewest(r *http.Request, desk *planDesk, sums []store.Summary) error {
	n := slices.IndexFunc(sums, func(sum store.Summary) bool { return sum.Status != assessment.Superseded })
	if n < 0 {
		return nil
	}
	var err error
	if desk.newest, err = s.store.Assessment(r.Context(), scopeOf(r), sums[n].ID); err != nil {
		return err
	}
	standing := assessment.Stand(desk.newest.Catalog, &desk.newest.Content)
	for i := range standing {
		for _, id := range desk.catalog.Current([]string{standing[i].Question.ID}) {
			if !lacking(desk.standing[id]) { // where questions were merged, one that is not in place counts
				desk.standing[id] = &standing[i]
			}
		}
	}
	return nil
}

// lacking reports whether a question is answered and its safeguard not in place.
func lacking(st *assessment.Standing) bool {
	return st != nil && st.Counts() && !st.Alternative && st.Response != 0 && st.Response != assessment.Yes
}

// line finds the line that the address names.
func (desk *planDesk) line(r *http.Request) (store.Record[assessment.Remediation], error) {
	id := chi.URLParam(r, "line")
	if r.URL.RawPath != "" { // the address has characters that are escaped, and so the parameter
		if plain, err := url.PathUnescape(id); err == nil {
			id = plain
		}
	}
	n := slices.IndexFunc(desk.lines, func(rec store.Record[assessment.Remediation]) bool { return rec.ID == id })
	if n < 0 {
		return store.Record[assessment.Remediation]{}, assessment.ErrNotFound
	}
	return desk.lines[n], nil
}

// showLine shows one line of a plan.
func (s *Server) showLine(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	rec, err := desk.line(r)
	if err != nil {
		return err
	}
	form := lineForm(rec.Value)
	form.Revision, form.From = rec.Revision, r.URL.Query().Get("from")
	return s.ok(w, r, s.linePage(r, desk, rec.Value, form).View())
}

// postLine changes a line, and keeps the proof of its completion where one is given.
func (s *Server) postLine(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	rec, err := desk.line(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := readLine(f)
	line := lineFrom(f, typed, rec.Value)
	line.Questions, line.Risks = typed.Questions, desk.ownRisks(typed.Risks, rec.Value.Risks)
	s.moveLine(r, f, typed, rec.Value, &line)
	proof := completionProof(f, typed, line)
	f.more(desk.catalog.CheckRemediation(line, s.today()))
	if err = f.err(); err == nil {
		err = s.saveLine(r, desk.client.ID, store.Record[assessment.Remediation]{ID: rec.ID, Revision: typed.Revision, Value: line}, proof)
	}
	if err != nil {
		return s.lineNotSaved(w, r, rec.ID, typed, err)
	}
	return s.done(w, r, backFrom(typed.From, desk.client.ID), savedLine(line, proof))
}

// saveLine keeps a line, and in the same act the proof of its completion.
func (s *Server) saveLine(r *http.Request, client string, rec store.Record[assessment.Remediation], proof *assessment.Proof) error {
	if proof != nil {
		return s.store.CompleteRemediation(r.Context(), scopeOf(r), client, rec, *proof)
	}
	_, err := s.store.SaveRemediations(r.Context(), scopeOf(r), client, rec)
	return err
}

func savedLine(line assessment.Remediation, proof *assessment.Proof) string {
	switch {
	case proof != nil:
		return "Saved “" + templates.Brief(line.Action) + "” as done, and its proof."
	case line.Status == assessment.Done:
		return "Saved “" + templates.Brief(line.Action) + "” as done."
	default:
		return "Saved “" + templates.Brief(line.Action) + "”."
	}
}

// lineNotSaved shows a line again with what was typed and what kept it from being saved.
func (s *Server) lineNotSaved(w http.ResponseWriter, r *http.Request, id string, typed templates.LineForm, cause error) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	rec, err := desk.line(r)
	if err != nil {
		return err
	}
	facts := templates.LineFacts(rec.Value, desk.texts(rec.Value.Questions), s.today())
	typed.Editing, err = s.refused(r, cause, typed.Revision, stored{desk.client.ID, "remediation", id, "this line", rec.Revision, facts})
	if err != nil {
		return err
	}
	page := s.linePage(r, desk, rec.Value, typed)
	page.Problems = typed.Problems
	return s.show(w, r, statusOf(cause), page.View())
}

// showNewLine shows the empty fields of a line. The address may name questions that it puts in place, and risks of the
// assessor's own that it lowers.
func (s *Server) showNewLine(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	form := templates.LineForm{From: asked.Get("from"), Questions: desk.catalog.Current(asked["question"]), Risks: asked["risk"]}
	return s.ok(w, r, s.linePage(r, desk, assessment.Remediation{}, form).View())
}

// postNewLine adds a line.
func (s *Server) postNewLine(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.planDeskAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := readLine(f)
	line := lineFrom(f, typed, assessment.Remediation{Questions: typed.Questions, Risks: desk.ownRisks(typed.Risks, nil)})
	f.more(desk.catalog.CheckRemediation(line, s.today()))
	if err = f.err(); err == nil {
		err = s.saveLine(r, desk.client.ID, store.Record[assessment.Remediation]{Value: line}, nil)
	}
	if err != nil {
		return s.newLineNotSaved(w, r, desk, typed, err)
	}
	return s.done(w, r, backFrom(typed.From, desk.client.ID), "Added “"+templates.Brief(line.Action)+"” to the plan.")
}

// newLineNotSaved shows the fields again with what was typed and what is wrong with it.
func (s *Server) newLineNotSaved(w http.ResponseWriter, r *http.Request, desk *planDesk, typed templates.LineForm, cause error) error {
	var err error
	if typed.Editing, err = s.refused(r, cause, 0, stored{}); err != nil {
		return err
	}
	page := s.linePage(r, desk, assessment.Remediation{}, typed)
	page.Problems = typed.Problems
	return s.show(w, r, statusOf(cause), page.View())
}

// linePage makes the page of a line; the zero line is a new one.
func (s *Server) linePage(r *http.Request, desk *planDesk, line assessment.Remediation, form templates.LineForm) templates.LinePage {
	page := templates.LinePage{
		Client: desk.client.ID, Line: line, New: line.ID == "", CanEdit: scopeOf(r).CanEdit(), Today: s.today(), Form: form,
		Questions: desk.texts(line.Questions),
	}
	head := templates.Page{
		Heading: "Add a line to the plan", Crumbs: []templates.Crumb{{Label: "Plan", URL: "/clients/" + desk.client.ID + "/plan"}},
	}
	if !page.New {
		head.Heading, head.Badge = templates.Brief(line.Action), templates.LineState(line, s.today())
	}
	page.Page = s.clientFrame(r, desk.client, head)
	if !page.CanEdit {
		return page
	}
	page.Sections, page.Own = desk.sections(form.Questions), desk.ownOptions(form.Risks)
	var official *assessment.Person
	if desk.newest != nil {
		official = desk.newest.SecurityOfficial
	}
	page.Form.People = people(r, desk.client, official, store.Values(desk.lines))
	return page
}

// texts gives the words of questions.
func (desk *planDesk) texts(ids []string) []string {
	var list []string
	for _, id := range ids {
		if q := desk.catalog.Question(id); q != nil {
			list = append(list, q.Text)
		}
	}
	return list
}

// sections lists what a line may put in place, section by section: what the client is asked, and what is ticked already.
// What is not in place comes first.
func (desk *planDesk) sections(ticked []string) []templates.LineSection {
	var list []templates.LineSection
	for i := range desk.catalog.Questionnaire.Sections {
		section := &desk.catalog.Questionnaire.Sections[i]
		view := templates.LineSection{Title: section.Title}
		var open, rest []templates.Option
		for j := range section.Questions {
			option, notInPlace, asked := desk.option(&section.Questions[j], ticked)
			switch {
			case !asked:
				continue
			case notInPlace:
				open = append(open, option)
			default:
				rest = append(rest, option)
			}
			if option.Chosen {
				view.Ticked++
			}
		}
		view.Open, view.Options = len(open), slices.Concat(open, rest)
		if len(view.Options) > 0 {
			list = append(list, view)
		}
	}
	return list
}

// option is the box of one question, with whether it is not in place at the client and whether it is to be shown at all.
func (desk *planDesk) option(q *assessment.Question, ticked []string) (option templates.Option, open, shown bool) {
	option = templates.Option{Value: q.ID, Label: q.Text, Chosen: slices.Contains(ticked, q.ID)}
	st := desk.standing[q.ID]
	switch {
	case q.IsFact():
		return option, false, false
	case st == nil:
		return option, false, true
	case !st.Counts():
		return option, false, option.Chosen
	case lacking(st):
		option.Hint = "Not in place: " + st.Response.Title() + "."
		return option, true, true
	default:
		return option, false, true
	}
}

// ownOptions are the boxes of the assessor's own risks.
func (desk *planDesk) ownOptions(ticked []string) []templates.Option {
	if desk.newest == nil {
		return nil
	}
	var list []templates.Option
	for _, own := range desk.newest.OwnRisks {
		list = append(list, templates.Option{Value: own.ID, Label: cmp.Or(own.Title, own.Vulnerability), Chosen: slices.Contains(ticked, own.ID)})
	}
	return list
}

// ownRisks gives the ticked risks that the newest assessment has, and those of the line that it does not have: they are
// of another year and were not on the page.
func (desk *planDesk) ownRisks(ticked, before []string) []string {
	var list []string
	options := desk.ownOptions(nil)
	onPage := func(id string) bool {
		return slices.ContainsFunc(options, func(o templates.Option) bool { return o.Value == id })
	}
	for _, id := range ticked {
		if onPage(id) && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	for _, id := range before {
		if !onPage(id) {
			list = append(list, id)
		}
	}
	return list
}

// lineForm gives the fields of a line.
func lineForm(line assessment.Remediation) templates.LineForm {
	form := templates.LineForm{
		Action: line.Action, Success: line.Success, Owner: line.Owner, Start: line.Start.String(), Due: line.Due.String(),
		Effort: line.Effort.String(), Interim: line.Interim, Questions: line.Questions, Risks: line.Risks,
		Status: max(line.Status, assessment.Open).String(), Completed: line.Completed.String(), Evidence: line.Evidence, Verified: line.VerifiedBy,
		LineMore: lineMore(line),
	}
	if line.Cost != 0 {
		form.Cost = strconv.FormatFloat(line.Cost, 'f', -1, 64)
	}
	return form
}

// readLine reads the fields of a line as they were typed.
func readLine(f *form) templates.LineForm {
	return templates.LineForm{
		Editing: templates.Editing{Revision: f.revision()},
		Action:  f.text("action"), Success: f.text("success"), Owner: f.text("owner"), Other: f.text("other"),
		Start: f.text("start"), Due: f.text("due"), Cost: f.text("cost"), Effort: f.text("effort"), Interim: f.text("interim"),
		Questions: f.all("questions"), Risks: f.all("risks"), Status: f.text("status"), Why: f.text("why"),
		Completed: f.text("completed"), Evidence: f.text("evidence"), Verified: f.text("verified_by"), Proof: f.text("proof"),
		From: f.text("from"), LineMore: readMore(f),
	}
}

// lineFrom gives the line as it was before with what was typed, but for what it puts in place and its status.
func lineFrom(f *form, typed templates.LineForm, before assessment.Remediation) assessment.Remediation {
	line := before
	line.Action, line.Success, line.Interim, line.Owner = typed.Action, typed.Success, typed.Interim, typed.Chosen()
	line.Start, line.Due, line.Cost, line.Effort = f.date("start"), f.date("due"), amount(f, "cost"), 0
	word(f, "effort", &line.Effort)
	takeMore(f, typed.LineMore, &line)
	return line
}

// amount reads a number of dollars, as people write it: 1200, 1,200.50 or $1200. An empty field is 0.
func amount(f *form, name string) float64 {
	text := ungrouped(strings.Trim(f.text(name), "$ "))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" {
		f.bad(name, "Write the cost as a number of dollars, zero or more, such as 1200.")
	}
	return n
}

// moveLine changes how far a line has come, and has its history say what changed.
func (s *Server) moveLine(r *http.Request, f *form, typed templates.LineForm, before assessment.Remediation, line *assessment.Remediation) {
	var to assessment.RemediationStatus
	word(f, "status", &to)
	f.problems = append(f.problems, assessment.CheckText("why", typed.Why)...)
	if to == 0 {
		f.bad("status", "Choose how far the line has come.")
		return
	}
	if said := typed.Completed + typed.Evidence + typed.Verified + typed.VerifiedOn + typed.Proof; to != assessment.Done && before.Status != assessment.Done && said != "" {
		f.bad("status", "You said how it was completed. Choose Done to record that, or empty those fields.")
	}
	due := line.Due
	line.Due = before.Due
	if err := line.Advance(to, due, s.today(), scopeOf(r).Name, typed.Why); err != nil {
		if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
			f.problems = append(f.problems, invalid.Problems...)
		}
		line.Due = due
	}
	if to == assessment.Done {
		line.Completed, line.Evidence, line.VerifiedBy = f.date("completed"), typed.Evidence, typed.Verified
		line.Verified = f.date("verified")
	}
}

// completionProof gives the proof to keep with a completion, or nil where none was asked for.
func completionProof(f *form, typed templates.LineForm, line assessment.Remediation) *assessment.Proof {
	if typed.Proof == "" || line.Status != assessment.Done {
		return nil
	}
	proof := &assessment.Proof{Questions: line.Questions, What: strings.Join(strings.Fields(typed.Evidence), " "), Date: line.Completed, By: typed.Verified}
	word(f, "proof", &proof.Method)
	if typed.Verified == "" {
		f.bad("verified_by", "Name who looked that it is done. Proof needs somebody who verified it.")
	}
	if len(line.Questions) == 0 {
		f.bad("questions", "Tick what it puts in place, so that the proof is about something.")
	}
	return proof
}

// backFrom gives the page to return to after a change of a line: one of those that list lines.
func backFrom(from, client string) string {
	for _, prefix := range []string{"/assessments/", "/remediation", "/clients/" + client + "/plan"} {
		if strings.HasPrefix(from, prefix) {
			return localPath(from)
		}
	}
	return fmt.Sprintf("/clients/%s/plan", client)
}
