package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// evidence are the pages of the dated proofs of a client. They are about the questions of the questionnaire as it is now.
func (s *Server) evidence() *ledger[assessment.Proof, templates.ProofForm] {
	return &ledger[assessment.Proof, templates.ProofForm]{
		s: s, kind: "proof", path: "evidence",
		records: s.store.Proofs, remove: s.store.RemoveProof,
		save: func(ctx context.Context, scope assessment.Scope, client string, rec store.Record[assessment.Proof]) error {
			_, err := s.store.SaveProof(ctx, scope, client, rec)
			return err
		},
		read: s.readProof, form: proofForm, facts: s.proofFacts,
		edit: func(form *templates.ProofForm) *templates.Editing { return &form.Editing },
		name: func(p assessment.Proof) string { return "“" + p.What + "”" },
		all:  s.evidencePage, one: s.proofPage,
	}
}

func (s *Server) evidencePage(r *http.Request, k kept[assessment.Proof], form templates.ProofForm, gone string) (templ.Component, error) {
	cat, err := s.catalogOf(r, k.client.ID)
	if err != nil {
		return nil, err
	}
	head := templates.Page{Heading: "Proof", Lead: "What shows that answers of " + k.client.Facts.Name + " are true.", Problems: form.Problems}
	if scopeOf(r).CanEdit() && len(k.list) > 0 {
		head.Main = &templates.Action{Label: "Add a proof", URL: "#add", Icon: "plus"}
	}
	form.Sections = provable(cat)
	page := templates.EvidencePage{
		Page: s.clientFrame(r, k.client, head), Client: k.client.ID, CanEdit: scopeOf(r).CanEdit(), Form: form, Gone: gone,
	}
	files, err := s.filesOf(r, k.client.ID)
	if err != nil {
		return nil, err
	}
	for _, rec := range k.list {
		line := s.proofLine(cat, rec)
		line.Files = files[rec.ID]
		page.Proofs = append(page.Proofs, line)
	}
	slices.SortStableFunc(page.Proofs, func(a, b templates.ProofLine) int { return b.Date.Time().Compare(a.Date.Time()) })
	return page.View(), nil
}

func (s *Server) proofPage(r *http.Request, k kept[assessment.Proof], id string, form templates.ProofForm) (templ.Component, error) {
	cat, err := s.catalogOf(r, k.client.ID)
	if err != nil {
		return nil, err
	}
	form.Sections = provable(cat)
	head := templates.Page{
		Heading: "Change a proof", Title: thingTitle(form.What, k.client), Problems: form.Problems,
		Crumbs: []templates.Crumb{{Label: "Proof", URL: "/clients/" + k.client.ID + "/evidence"}},
	}
	files, err := s.filesOf(r, k.client.ID)
	if err != nil {
		return nil, err
	}
	return templates.ProofPage{Page: s.clientFrame(r, k.client, head), Client: k.client.ID, ID: id, Form: form, Files: files[id]}.View(), nil
}

// provable gives the sections with their controls: a fact is no safeguard that could be proved.
func provable(cat *assessment.Catalog) []assessment.Section {
	var list []assessment.Section
	for _, section := range cat.Questionnaire.Sections {
		var controls []assessment.Question
		for _, q := range section.Questions {
			if !q.IsFact() {
				controls = append(controls, q)
			}
		}
		if section.Questions = controls; len(controls) > 0 {
			list = append(list, section)
		}
	}
	return list
}

// proofLine makes a line of the list. A question that the questionnaire no longer has says so.
func (s *Server) proofLine(cat *assessment.Catalog, rec store.Record[assessment.Proof]) templates.ProofLine {
	today := s.today()
	line := templates.ProofLine{ID: rec.ID, Proof: rec.Value}
	line.Fresh = !rec.Value.Date.Before(today.AddYears(-1)) && !rec.Value.Date.After(today)
	retired := 0
	for _, id := range rec.Value.Questions {
		if q := cat.Question(id); q != nil {
			line.Texts = append(line.Texts, q.Text)
		} else {
			retired++
		}
	}
	for range retired {
		line.Texts = append(line.Texts, "A question that is not asked any more.")
	}
	return line
}

// proofFacts gives a proof in words.
func (s *Server) proofFacts(r *http.Request, k kept[assessment.Proof], p assessment.Proof) templates.Facts {
	cat, err := s.catalogOf(r, k.client.ID)
	if err != nil {
		return templates.Facts{} // the page that shows them needs the questionnaire too, and fails
	}
	return s.proofLine(cat, store.Record[assessment.Proof]{Value: p}).Facts()
}

// proofForm gives the fields of a proof.
func proofForm(_ kept[assessment.Proof], rec store.Record[assessment.Proof]) templates.ProofForm {
	p := rec.Value
	return templates.ProofForm{What: p.What, Date: p.Date.String(), Method: p.Method.String(), By: p.By, Chosen: p.Questions}
}

// readProof reads the fields of a proof, as they were typed and as they are stored.
func (s *Server) readProof(r *http.Request, f *form, k kept[assessment.Proof]) (templates.ProofForm, assessment.Proof, error) {
	typed := templates.ProofForm{What: f.free("what"), Date: f.text("date"), Method: f.text("method"), By: f.free("by"), Chosen: f.all("questions")}
	p := assessment.Proof{What: typed.What, Date: f.date("date"), By: typed.By}
	cat, err := s.catalogOf(r, k.client.ID)
	if err != nil {
		return typed, p, err
	}
	if p.What == "" {
		f.bad("what", "Say what the proof is.")
	}
	switch {
	case typed.Date == "":
		f.bad("date", "Give the day that the proof is about.")
	case p.Date.After(s.today()):
		f.bad("date", "This day lies ahead. Give the day that the proof is about.")
	}
	if p.Method.UnmarshalText([]byte(typed.Method)) != nil || p.Method == 0 {
		f.bad("method", "Choose how it was examined.")
	}
	for _, id := range typed.Chosen {
		if q := cat.Question(id); q != nil && !q.IsFact() {
			p.Questions = append(p.Questions, id)
		}
	}
	if len(p.Questions) == 0 {
		f.bad("questions", "Tick at least one question that it is about.")
	}
	p.Questions = append(p.Questions, retiredQuestions(cat, k, chi.URLParam(r, "proof"))...)
	return typed, p, f.err()
}

// retiredQuestions lists the questions of a proof that are not asked any more. The form cannot show them, and they stay:
// an earlier year was answered on them.
func retiredQuestions(cat *assessment.Catalog, k kept[assessment.Proof], id string) []string {
	var list []string
	for _, rec := range k.list {
		for _, question := range rec.Value.Questions {
			if rec.ID == id && cat.Question(question) == nil {
				list = append(list, question)
			}
		}
	}
	return list
}
