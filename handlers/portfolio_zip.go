package handlers

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"safeguard/assessment/store"
)

// perClient is how long one client's reports may take to be drawn and sent.
const perClient = 2 * time.Minute

// showPortfolioZip gives every report of the final assessments of a year in one archive, with a list of their digests. One
// client follows the other, so that it takes the same memory for any number of them. Where something fails midway the
// connection is cut off: half an archive must not pass for a whole one.
func (s *Server) showPortfolioZip(w http.ResponseWriter, r *http.Request) error {
	p, err := s.portfolio(r)
	if err != nil {
		return err
	}
	if len(p.finals) == 0 {
		return s.done(w, r, "/reports", "There is nothing to download yet: no analysis is final.")
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="reports-%d.zip"`, p.Period))
	if r.Method == http.MethodHead {
		return nil
	}
	archive := newReportArchive(w)
	for _, f := range p.finals {
		// The time for an answer is meant for a page; where it cannot be put off, that time holds. The network knows no other
		// clock than the machine's.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(perClient))
		if err := s.archiveReports(r, archive, f); err != nil {
			if r.Context().Err() == nil {
				s.log.Error("writing an archive of reports", "assessment", f.ID, "error", err)
			}
			panic(http.ErrAbortHandler)
		}
	}
	if err := archive.close(); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// archiveReports adds the reports of one final assessment, and records that they were downloaded.
func (s *Server) archiveReports(r *http.Request, archive *reportArchive, f store.Final) error {
	wk, err := s.workOf(r, f.ID)
	if err != nil {
		return err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return err
	}
	if err := s.note(r, store.Event{Action: "report.download", Client: f.ClientID, Assessment: f.ID, Subject: "all"}); err != nil {
		return err
	}
	for _, kind := range reportKinds(snapshot.Result.Comparison != nil) {
		kept, err := s.pdfOf(r, wk, kind.name)
		if err != nil {
			return err
		}
		if err := archive.add(f, fileName(wk, kind.name), &kept); err != nil {
			return err
		}
	}
	return nil
}

// reportArchive is a zip of reports that is written as it grows.
type reportArchive struct {
	zip      *zip.Writer
	manifest strings.Builder
	rows     *csv.Writer
	folders  map[string]string // by client
	taken    map[string]bool
}

func newReportArchive(w io.Writer) *reportArchive {
	a := &reportArchive{zip: zip.NewWriter(w), folders: map[string]string{}, taken: map[string]bool{}}
	a.rows = csv.NewWriter(&a.manifest)
	_ = a.rows.Write([]string{"file", "client", "period", "sha256", "bytes", "made", "content"}) // into memory
	return a
}

// add writes a report, which is compressed already, and notes its digest.
func (a *reportArchive) add(f store.Final, name string, r *store.Report) error {
	path := a.folder(f) + "/" + name
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Store, Modified: r.MadeAt.UTC()})
	if err != nil {
		return err
	}
	if _, err := w.Write(r.Bytes); err != nil {
		return err
	}
	return a.rows.Write([]string{
		path, harmless(f.Client), strconv.Itoa(f.Period), r.SHA256, strconv.Itoa(len(r.Bytes)), r.MadeAt.UTC().Format(time.RFC3339), f.Digest,
	})
}

// folder gives the folder of an assessment: the name of its client, and a number where another has that name.
func (a *reportArchive) folder(f store.Final) string {
	if name, ok := a.folders[f.ID]; ok {
		return name
	}
	name := fileSlug(f.Client)
	for n := 2; a.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", fileSlug(f.Client), n)
	}
	a.folders[f.ID], a.taken[name] = name, true
	return name
}

// close adds the list of digests and ends the archive.
func (a *reportArchive) close() error {
	a.rows.Flush()
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: "manifest.csv", Method: zip.Deflate})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, a.manifest.String()); err != nil {
		return err
	}
	return a.zip.Close()
}
