package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// postSharedPass passes a question on to a colleague of the contact.
func (s *Server) postSharedPass(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	return s.passOn(w, r, d, readShared(f, d))
}

func (s *Server) passOn(w http.ResponseWriter, r *http.Request, d *sharedDesk, typed *sharedTyped) error {
	to := assessment.Contact{Name: typed.colleague.Name, Email: typed.colleague.Email}
	typed.problems = colleagueProblems(to)
	letters, err := s.shareLetters(r.Context(), s.passing(d.sheet.Recipient.Person.Name))
	if err != nil {
		return err
	}
	if err = typed.err(); err == nil {
		err = s.store.PassOn(r.Context(), guestOf(r), d.item.Question.ID, to, letters)
	}
	if invalid, ok := errors.AsType[*assessment.Invalid](err); ok {
		typed.problems = invalid.Problems
	}
	if err != nil {
		return s.sharedRefused(w, r, typed, err)
	}
	s.wake()
	flash := to.Name + " gets a mail and answers this question."
	if letters == nil {
		flash = "Tell " + askOf(d.sheet) + " that " + to.Name + " is to answer; they make the link."
	}
	return s.guestDone(w, r, d.next().URL, flash)
}

// askOf names whom of the provider a contact asks.
func askOf(sheet *store.Sheet) string {
	if sheet.Share.Ask.Name == "" {
		return "the sender of your link"
	}
	return sheet.Share.Ask.Name
}

// colleagueProblems lists what is wrong with a colleague before the store looks. The name goes into a mail that bears the
// name of the provider, so that no address of somebody else may stand in it.
func colleagueProblems(to assessment.Contact) []assessment.Problem {
	var list []assessment.Problem
	folded := strings.ToLower(to.Name)
	switch {
	case to.Name == "":
		list = append(list, assessment.Problem{Path: "name", What: "Write your colleague’s name."})
	case strings.Contains(folded, "://"), strings.Contains(folded, "www."):
		list = append(list, assessment.Problem{Path: "name", What: "A web address cannot stand in a name. Write the name of a person."})
	}
	if to.Email == "" {
		list = append(list, assessment.Problem{Path: "email", What: "Write your colleague’s mail address, so that the question reaches them."})
	}
	return list
}

// postSharedFile adds a file to a question of a contact.
func (s *Server) postSharedFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sharedAt(r)
	if err != nil {
		return err
	}
	f, content, err := readFile(r)
	if err == nil {
		_, err = s.store.AddSharedFile(r.Context(), guestOf(r), chi.URLParam(r, "question"), f, content)
	}
	switch status := statusOf(err); {
	case err == nil:
		return s.guestDone(w, r, sharedPath(d.item.Question.ID), "Added the file “"+f.Name+"”.")
	case status != http.StatusUnprocessableEntity && status != http.StatusConflict:
		return err
	}
	if d, other := s.sharedAt(r); other == nil {
		page, other := s.sharedPage(r, d, nil)
		if other != nil {
			return other
		}
		page.Problems, _ = problems(err, func(string) string { return "file" })
		if len(page.Problems) > 0 {
			page.FileError = page.Problems[0].What
		}
		return s.show(w, r, statusOf(err), page.View())
	}
	return err
}
