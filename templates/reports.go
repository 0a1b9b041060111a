package templates

import (
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
)

// ReportsPage lists the documents of an assessment.
type ReportsPage struct {
	AssessmentPage
	Reports []ReportLine
	Tables  []TableLine
	Digest  string
	Missing int    // what a final report would still need, besides the approval
	Signs   bool   // there is a certificate that signs copies now
	Unfit   string // why the certificate that there is signs nothing; empty else
}

// ReportLine is one document. SHA256 is empty where it was not drawn for good yet.
type ReportLine struct {
	Name   string
	Title  string
	About  string
	Page   string // where it is read on screen
	URL    string // of the PDF
	SHA256 string
	Size   int
	MadeAt time.Time
}

// TableLine is one file with tables.
type TableLine struct {
	Title string
	About string
	Kind  string // of file: XLSX or CSV
	URL   string
}

// closed reports whether the documents are kept as they are.
func (p AssessmentPage) closed() bool {
	return p.Status == assessment.Final || p.Status == assessment.Superseded
}

// Complete fills in what the head of the page says, from the rest of it.
func (p ReportsPage) Complete() ReportsPage {
	p.Main = &Action{Label: "Download risk analysis", URL: p.At("reports", "risk-analysis.pdf?download"), Icon: "download"}
	if p.Status == assessment.InReview && p.Approval == nil && !p.manages() {
		p.Main = &Action{Label: "Approve or return", URL: p.At("review")}
	}
	p.Lead = "These are the documents that the analysis leaves behind."
	if p.closed() {
		p.Lead = "Each document was made once and stays as it is, for at least six years (164.316(b)(2)(i))."
	}
	return p
}

// draft says why the documents are drafts.
func (p ReportsPage) draft() string {
	switch {
	case p.Missing > 0:
		return "DRAFT stands on every page: " + counted(p.Missing, "thing is", "things are") + " missing. They show what is answered now."
	case p.Approval == nil:
		return "DRAFT stands on every page: the client's official has not approved yet."
	default:
		return "DRAFT stands on every page: the analysis is approved and not final yet."
	}
}

// tablesNote says what the tables are for, and what they are not.
func (p ReportsPage) tablesNote() string {
	if p.closed() {
		return "For working on in a spreadsheet. What counts is the documents: what is changed in a table changes nothing here."
	}
	return "For working on in a spreadsheet. Each row says DRAFT, and so does the name of the file. What is changed in a table changes nothing here."
}

func (p ReportsPage) state() StateView {
	switch p.Status {
	case assessment.Final:
		return StateView{StateDone, "Final"}
	case assessment.Superseded:
		return StateView{StateTodo, "Replaced"}
	default:
		return StateView{StateNeeds, "DRAFT"}
	}
}

// made says when the document was made and how large it is.
func (l ReportLine) made() string {
	if l.SHA256 == "" {
		return "Made when it is first opened."
	}
	return fmt.Sprintf("Made %s, %s.", l.MadeAt.Format("Jan 2, 2006"), kilobytes(l.Size))
}

// copy is where a copy of the document is asked for, of a kind of them.
func (l ReportLine) copy(kind string) string { return strings.TrimSuffix(l.URL, ".pdf") + "/" + kind }

// kilobytes writes a size as people read it.
func kilobytes(size int) string { return fmt.Sprintf("%d KB", (size+1023)/1024) }

// short is the beginning of the digest, enough to tell two files apart by eye.
func (l ReportLine) short() string { return l.SHA256[:min(len(l.SHA256), 12)] }
