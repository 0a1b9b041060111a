package handlers

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/report/pdf"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showVerify asks for a PDF to check.
func (s *Server) showVerify(w http.ResponseWriter, r *http.Request) error {
	return s.ok(w, r, s.verifyPage(r).View())
}

// postVerify tells whether a file is a report that was issued here. The file is read and forgotten.
func (s *Server) postVerify(w http.ResponseWriter, r *http.Request) error {
	page := s.verifyPage(r)
	name, file, err := sentReport(r)
	if wrong, ok := errors.AsType[wrongFile](err); ok {
		page.Problems = []templates.Problem{{Field: "file", What: wrong.text}}
		return s.show(w, r, http.StatusUnprocessableEntity, page.View())
	}
	if err != nil {
		return err
	}
	found, err := s.store.IssuedReport(r.Context(), scopeOf(r), file, pdf.Digest(file))
	if err != nil {
		return err
	}
	page.Checked = &templates.CheckedFile{
		Name: name, SHA256: strings.TrimPrefix(assessment.DigestOf(file), "sha256:"), Issued: found.Genuine(),
		Altered: found.Origin == store.OriginAltered, Extended: found.Origin == store.OriginExtended,
		Client: found.Client, Period: found.Period, Replaced: found.Status == assessment.Superseded,
		Report: titleOfReport(found.Report.Name), MadeAt: found.Report.MadeAt, URL: "/assessments/" + found.Assessment + "/reports",
		Copy: copyWords[found.Copy.Kind], CopiedAt: found.Copy.MadeAt,
	}
	return s.ok(w, r, page.View())
}

// copyWords is what people call a copy, by its kind.
var copyWords = map[store.CopyKind]string{store.SignedCopy: "signed copy", store.ProtectedCopy: "copy with a password"}

func (s *Server) verifyPage(r *http.Request) templates.VerifyPage {
	return templates.VerifyPage{Page: s.page(r, templates.Page{
		Heading: "Check a report", Nav: "reports",
		Lead: "Find out whether a PDF is a report that was issued here, and whether somebody changed it.",
	})}
}

// wrongFile says what is wrong with a file that was sent.
type wrongFile struct{ text string }

// Error implements error.
func (e wrongFile) Error() string { return e.text }

// sentReport reads the file of a request, with its name.
func sentReport(r *http.Request) (name string, file []byte, err error) {
	part, err := filePart(r)
	if errors.Is(err, io.EOF) {
		return "", nil, wrongFile{"Choose the PDF to check."}
	}
	if err != nil {
		return "", nil, err
	}
	file, err = io.ReadAll(io.LimitReader(part, largestFile+1))
	switch {
	case err != nil:
		return "", nil, bad("The file did not arrive whole. Send it again.")
	case len(file) > largestFile:
		return "", nil, wrongFile{"The file is larger than any report. Choose another one."}
	default:
		return part.FileName(), file, nil
	}
}

// titleOfReport gives what people call a document.
func titleOfReport(name string) string {
	kinds := reportKinds(true)
	if n := slices.IndexFunc(kinds, func(k reportKind) bool { return k.name == name }); n >= 0 {
		return kinds[n].title
	}
	return "Comparison"
}
