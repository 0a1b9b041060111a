package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showReview shows what the client's official approves.
func (s *Server) showReview(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.reviewPage(r, wk)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.Complete().View())
}

// postApprove keeps the approval of what has the digest that the page showed. An officer approves under the own name and
// today; a manager records the word of an official who signed on paper.
func (s *Server) postApprove(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	by, action := s.approvalOf(r, f)
	err = s.store.UpdateAssessment(r.Context(), scopeOf(r), chi.URLParam(r, "assessment"), action, func(w *store.Work) error {
		return f.besides(w.Approve(by, f.text("digest")))
	})
	if err != nil {
		return s.notReviewed(w, r, reviewForm(f), err)
	}
	return s.done(w, r, "/assessments/"+chi.URLParam(r, "assessment")+"/review", "Approved. It can be made final now.")
}

// approvalOf reads who approves and when, and names the event by who gave the word.
func (s *Server) approvalOf(r *http.Request, f *form) (by assessment.Approval, action string) {
	if user := visitOf(r).user; user.Role == assessment.Officer {
		title := user.Title
		if title == "" {
			title = f.text("title")
		}
		return assessment.Approval{Name: user.Name, Title: title, Date: s.today()}, "approve"
	}
	by = assessment.Approval{Name: f.text("name"), Title: f.text("title"), Date: f.date("date")}
	if by.Date.After(s.today()) {
		f.bad("date", "%s is still to come. Give the day on which the official approved.", by.Date.Long())
	}
	if !f.has("kept") {
		f.bad("kept", "Keep the file that the official signed, then tick this.")
	}
	return by, "record-approval"
}

// besides adds what the core finds wrong to what the form could not understand, so that both are heard of at once. Of a
// field that could not be understood the core knows only that it is empty.
func (f *form) besides(err error) error {
	invalid, ok := errors.AsType[*assessment.Invalid](err)
	if err != nil && !ok {
		return err
	}
	if ok {
		f.more(invalid.Problems)
	}
	return f.err()
}

// more adds what the core finds wrong, but for fields of which the form has said already what is wrong.
func (f *form) more(found []assessment.Problem) {
	own := slices.Clone(f.problems)
	for _, p := range found {
		if !slices.ContainsFunc(own, func(o assessment.Problem) bool { return o.Path == p.Path }) {
			f.problems = append(f.problems, p)
		}
	}
}

// postReturn gives the assessment back as a draft, with the official's remark.
func (s *Server) postReturn(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	remark := assessment.Remark{By: scopeOf(r).Name, Date: s.today(), Text: f.text("remark")}
	id := chi.URLParam(r, "assessment")
	err = s.store.UpdateAssessment(r.Context(), scopeOf(r), id, "return", func(w *store.Work) error {
		if w.Status == assessment.InReview && w.Digest != f.text("digest") {
			return assessment.ErrConflict // the remark is about what was there before
		}
		return w.Return(remark)
	})
	if err != nil {
		return s.notReviewed(w, r, reviewForm(f), err)
	}
	return s.done(w, r, "/assessments/"+id, "Returned with your remark. It is a draft again.")
}

// postTakeBack makes a draft of what is under review.
func (s *Server) postTakeBack(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "assessment")
	err := s.store.UpdateAssessment(r.Context(), scopeOf(r), id, "take-back", func(w *store.Work) error { return w.TakeBack() })
	if err != nil {
		return s.notReviewed(w, r, templates.ReviewForm{}, err)
	}
	return s.done(w, r, "/assessments/"+id, "Taken back. It is a draft again.")
}

func reviewForm(f *form) templates.ReviewForm {
	return templates.ReviewForm{Name: f.text("name"), Title: f.text("title"), Date: f.text("date"), Remark: f.text("remark"), Kept: f.has("kept")}
}

// notReviewed shows the review as it is now, with what kept the change from being made and with what was typed.
func (s *Server) notReviewed(w http.ResponseWriter, r *http.Request, typed templates.ReviewForm, cause error) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	page, err := s.reviewPage(r, wk)
	if err != nil {
		return err
	}
	page.Form = typed
	if errors.Is(cause, assessment.ErrForbidden) && wk.Status != assessment.InReview {
		cause = assessment.ErrConflict // an officer may act on what is under review, which it was when the page was shown
	}
	if errors.Is(cause, assessment.ErrConflict) {
		page.Problems = []templates.Problem{{What: movedOn(wk)}}
	} else if page.Problems, err = problems(cause, reviewField); err != nil {
		return err
	}
	return s.show(w, r, statusOf(cause), page.Complete().View())
}

// reviewField names the field of a problem. What the core finds missing has none here.
func reviewField(path string) string {
	switch path {
	case "name", "title", "date", "kept", "remark", "sure":
		return path
	default:
		return ""
	}
}

// movedOn says what happened since somebody opened the page.
func movedOn(wk *work) string {
	switch {
	case wk.Status == assessment.InReview && wk.Approval != nil:
		return "The analysis is approved already, so nothing was done. To be approved anew it has to be taken back from review first."
	case wk.Status == assessment.InReview:
		return "The analysis was changed and sent again after you opened this page. Nothing was done. Look at what it says now, then decide."
	case wk.Status == assessment.Draft:
		return "The analysis is a draft again, so nothing was done. It can be approved after it is sent for review once more."
	default:
		return "The analysis was made final already, so nothing was done."
	}
}

// reviewPage makes the page from what is stored.
func (s *Server) reviewPage(r *http.Request, wk *work) (templates.ReviewPage, error) {
	snapshot, err := wk.snapshot()
	if err != nil {
		return templates.ReviewPage{}, err
	}
	page := templates.ReviewPage{
		Confirm:        s.mustConfirm(r),
		AssessmentPage: s.frame(r, wk, templates.TabReview, templates.Page{Heading: fmt.Sprintf("Review of %d", wk.Period)}),
		Digest:         wk.Digest, Edition: editionOf(wk.Catalog), Date: wk.Date, Totals: snapshot.Result.Totals, Accepted: wk.Accepted(),
		Papers: papers(wk), Remarks: wk.Remarks, Today: s.today(),
	}
	page.Over, page.Taken = overThreshold(wk, snapshot.Result)
	if o := wk.SecurityOfficial; o != nil {
		page.Official = strings.TrimSuffix(o.Name+", "+o.Title, ", ")
	}
	if user := visitOf(r).user; user.Role == assessment.Officer {
		page.Person = &assessment.Person{Name: user.Name, Title: user.Title}
	}
	return page, nil
}

// overThreshold counts the risks that need a response, and lists those that the client accepts or transfers.
func overThreshold(wk *work, result *assessment.Result) (over int, taken []templates.TakenRisk) {
	for i := range result.Risks {
		risk := &result.Risks[i]
		if !risk.Applies {
			continue
		}
		if wk.Over(risk.Current.Level) {
			over++
		}
		if t := wk.Treatment[risk.Risk]; t.Response == assessment.Accept || t.Response == assessment.Transfer {
			taken = append(taken, templates.TakenRisk{Heading: risk.Heading(), Level: risk.Current.Level, Treatment: t})
		}
	}
	return over, taken
}

// editionOf names the questionnaire with its version.
func editionOf(cat *assessment.Catalog) string {
	return fmt.Sprintf("%s, version %s", cat.Questionnaire.Title, cat.Questionnaire.Version)
}

// papers lists what to read before approving.
func papers(wk *work) []templates.Paper {
	var list []templates.Paper
	for _, kind := range reportKinds(false) {
		list = append(list, templates.Paper{Title: kind.title, What: kind.about, URL: wk.path("reports", kind.name+".pdf")})
	}
	return list
}
