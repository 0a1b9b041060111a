package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showAmend explains what an amendment is and asks for its reason.
func (s *Server) showAmend(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.amendPage(r, wk)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// postAmend opens the amendment and leads to its scope.
func (s *Server) postAmend(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	id, err := s.store.AmendAssessment(r.Context(), scopeOf(r), wk.ID, f.text("reason"))
	if err != nil {
		return s.notAmended(w, r, f.text("reason"), err)
	}
	return s.done(w, r, "/assessments/"+id+"/scope", fmt.Sprintf("The amendment of %d is open. It begins with what the final analysis holds.", wk.Period))
}

// notAmended shows the page again with what kept the amendment from being opened.
func (s *Server) notAmended(w http.ResponseWriter, r *http.Request, reason string, cause error) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.amendPage(r, wk)
	if err != nil {
		return err
	}
	page.Reason = reason
	if !errors.Is(cause, assessment.ErrConflict) {
		if page.Problems, err = problems(cause, sameField); err != nil {
			return err
		}
	}
	return s.show(w, r, statusOf(cause), page.View())
}

// amendPage makes the page, which leads to what is at work already where there is something.
func (s *Server) amendPage(r *http.Request, wk *work) (templates.AmendPage, error) {
	page := templates.AmendPage{AssessmentPage: s.frame(r, wk, "", templates.Page{Heading: fmt.Sprintf("Amend %d", wk.Period)})}
	list, err := s.store.Assessments(r.Context(), scopeOf(r), wk.ClientID)
	n := slices.IndexFunc(list, func(sum store.Summary) bool {
		return sum.Period == wk.Period && sum.ID != wk.ID && (sum.Status == assessment.Draft || sum.Status == assessment.InReview)
	})
	if n >= 0 {
		page.Work = list[n].ID
	}
	return page, err
}
