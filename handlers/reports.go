package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-chi/chi/v5"
	"golang.org/x/text/unicode/norm"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// reportKind is one of the documents that an assessment leaves behind.
type reportKind struct {
	name  string // of its file
	title string
	about string // what it is, in a sentence
	build func(assessment.Snapshot) *report.Document
}

// reportKinds lists the documents; the comparison only where there is something to compare with.
func reportKinds(compared bool) []reportKind {
	list := []reportKind{
		{"risk-analysis", "Risk analysis", "The analysis itself, as 164.308(a)(1)(ii)(A) asks for it: scope, threats, measures and every risk.", report.RiskAnalysis},
		{"remediation-plan", "Remediation plan", "The risk management plan (164.308(a)(1)(ii)(B)): what is done about the risks, by whom and when.", report.RemediationPlan},
		{"evaluation", "Evaluation", "Every row of the Security Rule, how it stands and how it was examined (164.308(a)(8)).", report.Evaluation},
		{"executive-summary", "Executive summary", "Two pages for those who decide and sign.", report.ExecutiveSummary},
	}
	if compared {
		list = append(list, reportKind{"comparison", "Comparison", "What changed since the analysis before.", report.Comparison})
	}
	return list
}

// comparisonWith begins the name of a comparison with another than the newest analysis before; its period follows.
const comparisonWith = "comparison-"

// showReports lists the documents of an assessment.
func (s *Server) showReports(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	list, err := s.documents(r, wk)
	if err != nil {
		return err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return err
	}
	page := templates.ReportsPage{
		AssessmentPage: s.frame(r, wk, templates.TabReports, templates.Page{Heading: fmt.Sprintf("Reports %d", wk.Period)}),
		Digest:         wk.Digest, Missing: besidesApproval(snapshot.Result.Missing), Reports: list,
		Tables: tableLines(wk),
	}
	if wk.closed() {
		if page.Signs, page.Unfit, err = s.signs(r.Context()); err != nil {
			return err
		}
	}
	return s.ok(w, r, page.Complete().View())
}

// documents lists the documents of an assessment with what is kept of them.
func (s *Server) documents(r *http.Request, wk *work) ([]templates.ReportLine, error) {
	kept, err := s.store.Reports(r.Context(), scopeOf(r), wk.ID)
	if err != nil {
		return nil, err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return nil, err
	}
	compared := snapshot.Result.Comparison != nil
	if !wk.closed() {
		before, err := s.earlier(r, wk)
		if err != nil {
			return nil, err
		}
		compared = len(before) > 0
	}
	return reportLines(wk, kept, compared), nil
}

// tableLines lists the tables of an assessment as files.
func tableLines(wk *work) []templates.TableLine {
	lines := []templates.TableLine{{
		Title: "Workbook", About: "All four tables in one file, with filters, days and numbers to sort by.", Kind: "XLSX", URL: wk.path("reports", "workbook.xlsx"),
	}}
	for _, s := range report.SheetKinds {
		lines = append(lines, templates.TableLine{Title: s.Title, About: s.About, Kind: "CSV", URL: wk.path("reports", s.Name+".csv")})
	}
	return lines
}

// besidesApproval counts what is missing before the approval, which comes last.
func besidesApproval(gaps []assessment.Gap) int {
	n := 0
	for _, g := range gaps {
		if g.About.Kind != assessment.AboutApproval {
			n++
		}
	}
	return n
}

// reportLines lists the documents with what is kept of them. A comparison with another year than the one before is there
// once somebody asked for it.
func reportLines(wk *work, kept []store.Report, compared bool) []templates.ReportLine {
	var list []templates.ReportLine
	for _, kind := range reportKinds(compared) {
		list = append(list, reportLine(wk, kept, kind.name, kind.title, kind.about))
	}
	for _, k := range kept {
		if period, other := strings.CutPrefix(k.Name, comparisonWith); other {
			list = append(list, reportLine(wk, kept, k.Name, "Comparison with "+period, "What changed since the analysis of "+period+"."))
		}
	}
	return list
}

// reportLine is a document in the list, with what is kept of it.
func reportLine(wk *work, kept []store.Report, name, title, about string) templates.ReportLine {
	line := templates.ReportLine{Title: title, About: about, Page: wk.path("reports", name), URL: wk.path("reports", name+".pdf"), Name: name}
	if n := slices.IndexFunc(kept, func(k store.Report) bool { return k.Name == name }); n >= 0 {
		line.SHA256, line.Size, line.MadeAt = kept[n].SHA256, kept[n].Size, kept[n].MadeAt
	}
	return line
}

// isReport reports whether an assessment may leave behind a document of that name.
func isReport(name string) bool {
	period, compared := strings.CutPrefix(name, comparisonWith)
	if compared {
		_, err := strconv.Atoi(period)
		return err == nil
	}
	return slices.ContainsFunc(reportKinds(true), func(k reportKind) bool { return k.name == name })
}

// showPDF gives a document: of a final assessment the one that is kept, of any other one drawn now and marked as a draft.
func (s *Server) showPDF(w http.ResponseWriter, r *http.Request) error {
	wk, err := s.workOn(r)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "report")
	rep, err := s.pdfOf(r, wk, name)
	if err != nil {
		return err
	}
	if !readsOn.MatchString(r.Header.Get("Range")) {
		if err := s.note(r, store.Event{Action: "report.download", Client: wk.ClientID, Assessment: wk.ID, Subject: name}); err != nil {
			return err
		}
	}
	servePDF(w, r, rep, fileName(wk, name))
	return nil
}

// readsOn is what a viewer asks for that began with a document and reads the rest in parts: one download, not many.
var readsOn = regexp.MustCompile(`^bytes=[1-9][0-9]*-[0-9]*$`)

// servePDF writes a document, to be read in the browser or, where the address asks for that, to be saved.
func servePDF(w http.ResponseWriter, r *http.Request, rep store.Report, file string) {
	disposition := "inline"
	if r.URL.Query().Has("download") {
		disposition = "attachment"
	}
	h := w.Header()
	// The policy of pages would keep a browser's own viewer from drawing the document; nothing in it runs.
	h.Set("Content-Security-Policy", "frame-ancestors 'none'")
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", disposition+`; filename="`+file+`"`)
	h.Set("ETag", strconv.Quote(rep.SHA256))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(rep.Bytes))
}

// closed reports whether the assessment is kept as it is: final, or replaced by an amendment.
func (wk *work) closed() bool {
	return wk.Status == assessment.Final || wk.Status == assessment.Superseded
}

// pdfOf gives a document of a final assessment as it was drawn first, and draws it where that did not happen yet.
func (s *Server) pdfOf(r *http.Request, wk *work, name string) (store.Report, error) {
	if wk.closed() {
		kept, err := s.store.Report(r.Context(), scopeOf(r), wk.ID, name)
		if !errors.Is(err, assessment.ErrNotFound) {
			return kept, err
		}
	}
	doc, err := s.document(r, wk, name)
	if err != nil {
		return store.Report{}, err
	}
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return store.Report{}, fmt.Errorf("assessment %s: %w", wk.ID, err)
	}
	if wk.closed() {
		return s.store.KeepReport(r.Context(), scopeOf(r), wk.ID, name, b.Bytes())
	}
	return store.Report{Name: name, SHA256: assessment.DigestOf(b.Bytes()), Bytes: b.Bytes()}, nil
}

// document builds the document of that name as the provider hands it out; one that there is not is assessment.ErrNotFound.
func (s *Server) document(r *http.Request, wk *work, name string) (*report.Document, error) {
	doc, err := s.undressed(r, wk, name)
	if err == nil {
		err = s.dress(r, wk, doc)
	}
	return doc, err
}

// undressed is document without paper and brand.
func (s *Server) undressed(r *http.Request, wk *work, name string) (*report.Document, error) {
	if !isReport(name) {
		return nil, fmt.Errorf("report %q: %w", name, assessment.ErrNotFound)
	}
	if period, other := strings.CutPrefix(name, comparisonWith); other {
		snapshot, err := s.compared(r, wk, period)
		if err != nil {
			return nil, err
		}
		return report.Comparison(asDraft(wk, snapshot)), nil
	}
	n := slices.IndexFunc(reportKinds(true), func(k reportKind) bool { return k.name == name })
	snapshot, err := s.reportable(r, wk)
	if err != nil {
		return nil, err
	}
	if name == "comparison" && snapshot.Result.Comparison == nil {
		return nil, fmt.Errorf("comparison of the first year: %w", assessment.ErrNotFound)
	}
	return reportKinds(true)[n].build(snapshot), nil
}

// reportable gives what documents are made from. A draft is compared with the newest final assessment before, as it will
// be once it is final.
func (s *Server) reportable(r *http.Request, wk *work) (assessment.Snapshot, error) {
	snapshot, err := wk.snapshot()
	if err != nil || wk.closed() {
		return snapshot, err
	}
	compared, err := s.compared(r, wk, "")
	switch _, invalid := errors.AsType[*assessment.Invalid](err); {
	case err == nil:
		snapshot = compared
	case !invalid && !errors.Is(err, assessment.ErrNotFound):
		return snapshot, err
	}
	return asDraft(wk, snapshot), nil
}

// asDraft makes sure that a document of what is not final says so: the last step is missing after the approval, too.
func asDraft(wk *work, snapshot assessment.Snapshot) assessment.Snapshot {
	if wk.Status != assessment.InReview || len(snapshot.Result.Missing) > 0 {
		return snapshot
	}
	result := *snapshot.Result
	result.Missing = []assessment.Gap{{Element: assessment.ElementDocumentation, What: "Make the approved analysis final."}}
	snapshot.Result = &result
	return snapshot
}

// fileName names a document: riverside-family-dental-2026-risk-analysis-2026-11-23.pdf.
func fileName(wk *work, name string) string { return fileStem(wk, name) + ".pdf" }

// fileStem names a file after client, period, kind and day, so that a folder of them sorts well.
func fileStem(wk *work, name string) string {
	return fmt.Sprintf("%s-%d-%s-%s", fileSlug(wk.Client.Name), wk.Period, name, wk.Date)
}

// fileSlug writes a name in small letters, digits and hyphens.
func fileSlug(name string) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c), c == '\'', c == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if text := strings.Trim(b.String(), "-"); text != "" {
		return text
	}
	return "client"
}
