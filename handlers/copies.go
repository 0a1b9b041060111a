package handlers

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/report/copies"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// signedBecause is the reason that a signature names. It is of ASCII, as copies.Sign asks for.
const signedBecause = "Signed copy of the report as it was issued"

// copying is a request for a copy of a report.
type copying struct {
	wk   *work
	name string // of the report
}

// copied finds the report that a copy is asked of. One that there cannot be is assessment.ErrNotFound.
func (s *Server) copied(r *http.Request) (copying, error) {
	wk, err := s.workOn(r)
	if err != nil {
		return copying{}, err
	}
	c := copying{wk, chi.URLParam(r, "report")}
	if !isReport(c.name) {
		return c, fmt.Errorf("report %q: %w", c.name, assessment.ErrNotFound)
	}
	return c, nil
}

// showCopy asks for the password of a copy.
func (s *Server) showCopy(w http.ResponseWriter, r *http.Request) error {
	c, err := s.copied(r)
	if err != nil {
		return err
	}
	page, err := s.copyPage(r, c, nil)
	if err != nil {
		return err
	}
	if !c.wk.closed() {
		page.Refused = page.DraftCopy()
	}
	return s.ok(w, r, page.View())
}

// copyPage asks for a password; wrong is what was wrong with the one before, of which the page has nothing.
func (s *Server) copyPage(r *http.Request, c copying, wrong error) (templates.CopyPage, error) {
	list, err := problemsOf(wrong)
	if err != nil {
		return templates.CopyPage{}, err
	}
	suggestion, err := assessment.FilePassphrase(rand.Reader)
	if err != nil {
		return templates.CopyPage{}, err
	}
	title := titleOfReport(c.name)
	page := templates.CopyPage{
		AssessmentPage: s.frame(r, c.wk, templates.TabReports, templates.Page{
			Heading: title + " with a password", Problems: list,
			Lead: "Take a copy of this report that opens with a password alone, to send it by mail or to keep it on a stick.",
		}),
		Report: title, Action: c.wk.path("reports", c.name, "copy"), Suggestion: suggestion,
	}
	page.Crumbs = append(page.Crumbs, templates.Crumb{Label: "Reports", URL: c.wk.path("reports")})
	return page, nil
}

// refuseCopy shows why there is no copy.
func (s *Server) refuseCopy(w http.ResponseWriter, r *http.Request, c copying, heading string, why func(templates.CopyPage) *templates.Banner) error {
	page, err := s.copyPage(r, c, nil)
	if err != nil {
		return err
	}
	page.Heading, page.Lead, page.Refused = heading, "", why(page)
	return s.show(w, r, http.StatusConflict, page.View())
}

// postCopy gives a copy that opens with the password of the form. The password is in no log, no page and no mail, and is
// forgotten with the request.
func (s *Server) postCopy(w http.ResponseWriter, r *http.Request) error {
	c, err := s.copied(r)
	if err != nil {
		return err
	}
	if !c.wk.closed() {
		return s.refuseCopy(w, r, c, titleOfReport(c.name)+" with a password", templates.CopyPage.DraftCopy)
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	password := f.r.PostForm.Get("password")
	if wrong := s.weakForFile(r, c, password); wrong != "" {
		f.bad("password", "%s", wrong)
	} else if f.r.PostForm.Get("password-again") != password {
		f.bad("password-again", "The two passwords differ. Type both again.")
	}
	if err := f.err(); err != nil {
		page, other := s.copyPage(r, c, err)
		if other != nil {
			return other
		}
		return s.show(w, r, statusOf(err), page.View())
	}
	return s.takeCopy(w, r, c, store.ProtectedCopy, func(report []byte) ([]byte, error) { return copies.Protect(report, password) })
}

// weakForFile says why a password cannot be that of a file, or "". Whoever has the file can try as many as they like.
func (s *Server) weakForFile(r *http.Request, c copying, chosen string) string {
	switch {
	case strings.ContainsFunc(chosen, func(c rune) bool { return c <= ' ' || c > '~' }):
		return "Use letters without accents, digits and signs, and no spaces: PDF readers do not agree on others."
	case len(chosen) > copies.LongestPassword:
		return fmt.Sprintf("The password can have at most %d characters.", copies.LongestPassword)
	default:
		provider, _ := s.store.Setting(r.Context(), settingMSP) // where it cannot be read, it is no part of what is refused
		return weakness(chosen, c.wk.Client.Name, provider, scopeOf(r).Name)
	}
}

// postSigned gives a copy that is signed with the provider's certificate.
func (s *Server) postSigned(w http.ResponseWriter, r *http.Request) error {
	c, err := s.copied(r)
	if err != nil {
		return err
	}
	heading := titleOfReport(c.name) + ", signed"
	if !c.wk.closed() {
		return s.refuseCopy(w, r, c, heading, templates.CopyPage.DraftCopy)
	}
	signer, err := s.signer(r.Context())
	if errors.Is(err, assessment.ErrNotFound) {
		return s.refuseCopy(w, r, c, heading, templates.CopyPage.NoSigner)
	}
	if err != nil {
		return err
	}
	now := s.now()
	if invalid, ok := errors.AsType[*assessment.Invalid](signer.Check(now)); ok {
		return s.refuseCopy(w, r, c, heading, func(p templates.CopyPage) *templates.Banner { return p.UnfitSigner(invalid.Problems[0].What) })
	}
	return s.takeCopy(w, r, c, store.SignedCopy, func(report []byte) ([]byte, error) {
		var b bytes.Buffer
		err := copies.Sign(&b, report, signer, now, signedBecause)
		return b.Bytes(), err
	})
}

// takeCopy makes a copy of a report, puts it on record, and gives it to be saved.
func (s *Server) takeCopy(w http.ResponseWriter, r *http.Request, c copying, kind store.CopyKind, of func(report []byte) ([]byte, error)) error {
	rep, err := s.pdfOf(r, c.wk, c.name)
	if err != nil {
		return err
	}
	copied, err := of(rep.Bytes)
	if err != nil {
		return fmt.Errorf("assessment %s: %w", c.wk.ID, err)
	}
	if err := s.store.NoteCopy(r.Context(), scopeOf(r), c.wk.ID, c.name, kind, copied); err != nil {
		return err
	}
	file := strings.TrimSuffix(fileName(c.wk, c.name), ".pdf") + "-" + string(kind) + ".pdf"
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Length", strconv.Itoa(len(copied)))
	w.Header().Set("Content-Disposition", `attachment; filename="`+file+`"`)
	_, _ = w.Write(copied) // where the browser went away, nobody is left to tell
	return nil
}
