package handlers

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeguard/assessment/report"
	"safeguard/assessment/store"
)

// perClient is how long one client's reports may take to be drawn and sent.
const perClient = 2 * time.Minute

// showPortfolioZip gives every report of the final assessments of a year in one archive, with a list of their digests. One
// report follows the other, so that it takes the same memory for any number of clients. Its length is known before, so that
// a browser shows how much is still to come. Where something fails midway the connection is cut off: half an archive must
// not pass for a whole one.
func (s *Server) showPortfolioZip(w http.ResponseWriter, r *http.Request) error {
	p, err := s.portfolio(r)
	if err != nil {
		return err
	}
	if len(p.finals) == 0 {
		return s.done(w, r, "/reports", "There is nothing to download yet: no analysis is final.")
	}
	var plan archivePlan
	for _, f := range p.finals {
		hurry(w)
		if err := s.planReports(r, &plan, f); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="reports-%d.zip"`, p.Period))
	if n := plan.length(); n < math.MaxUint32 { // a longer archive has longer heads
		h.Set("Content-Length", strconv.FormatInt(n, 10))
	}
	if r.Method == http.MethodHead {
		return nil
	}
	if err := s.writeArchive(w, r, &plan); err != nil {
		if r.Context().Err() == nil {
			s.log.Error("writing an archive of reports", "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// hurry allows for one more client. The time for an answer is meant for a page; where it cannot be put off, that time
// holds. The network knows no other clock than the machine's.
func hurry(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(perClient))
}

// planReports adds the reports of a final assessment to what will be in an archive. One that was not drawn yet is drawn now.
func (s *Server) planReports(r *http.Request, plan *archivePlan, f store.Final) error {
	wk, err := s.workOf(r, f.ID)
	if err != nil {
		return err
	}
	snapshot, err := wk.snapshot()
	if err != nil {
		return err
	}
	kept, err := s.store.Reports(r.Context(), scopeOf(r), f.ID)
	if err != nil {
		return err
	}
	for _, kind := range reportKinds(snapshot.Result.Comparison != nil) {
		n := slices.IndexFunc(kept, func(k store.Report) bool { return k.Name == kind.name })
		if n < 0 {
			drawn, err := s.pdfOf(r, wk, kind.name)
			if err != nil {
				return err
			}
			drawn.Bytes = nil
			n, kept = len(kept), append(kept, drawn)
		}
		plan.add(f, fileName(wk, kind.name), kept[n])
	}
	return nil
}

// writeArchive writes what was planned, and records for each client that its reports were downloaded.
func (s *Server) writeArchive(w http.ResponseWriter, r *http.Request, plan *archivePlan) error {
	archive := zip.NewWriter(w)
	of := ""
	for i := range plan.files {
		f := &plan.files[i]
		if f.ID != of {
			hurry(w)
			if err := s.note(r, store.Event{Action: "report.download", Client: f.ClientID, Assessment: f.ID, Subject: "all"}); err != nil {
				return err
			}
			of = f.ID
		}
		kept, err := s.store.Report(r.Context(), scopeOf(r), f.ID, f.Name)
		if err != nil {
			return err
		}
		if err := putFile(archive, f.path, f.MadeAt, kept.Bytes); err != nil {
			return err
		}
	}
	if err := putFile(archive, manifestName, time.Time{}, plan.manifest()); err != nil {
		return err
	}
	return archive.Close()
}

// putFile adds a file as it is: a PDF is compressed already.
func putFile(archive *zip.Writer, path string, at time.Time, body []byte) error {
	head := &zip.FileHeader{Name: path, Method: zip.Store}
	if !at.IsZero() {
		head.Modified = at.UTC()
	}
	w, err := archive.CreateHeader(head)
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

// manifestName is the list of what is in an archive.
const manifestName = "manifest.csv"

// archivePlan is what will be in an archive of reports.
type archivePlan struct {
	files   []archivedReport
	folders map[string]string // by assessment
	taken   map[string]bool
}

// archivedReport is a report of a final assessment, without its bytes, and where it stands in the archive.
type archivedReport struct {
	store.Final
	store.Report
	path string
}

func (p *archivePlan) add(f store.Final, name string, r store.Report) {
	p.files = append(p.files, archivedReport{f, r, p.folder(f) + "/" + name})
}

// folder gives the folder of an assessment: the name of its client, and a number where another has that name.
func (p *archivePlan) folder(f store.Final) string {
	if name, ok := p.folders[f.ID]; ok {
		return name
	}
	if p.folders == nil {
		p.folders, p.taken = map[string]string{}, map[string]bool{}
	}
	name := fileSlug(f.Client)
	for n := 2; p.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", fileSlug(f.Client), n)
	}
	p.folders[f.ID], p.taken[name] = name, true
	return name
}

// manifest lists the reports with their digests.
func (p *archivePlan) manifest() []byte {
	var b strings.Builder
	rows := csv.NewWriter(&b)
	_ = rows.Write([]string{"file", "client", "period", "sha256", "bytes", "made", "content"}) // into memory, here and below
	for i := range p.files {
		f := &p.files[i]
		_ = rows.Write([]string{
			f.path, report.Harmless(f.Client), strconv.Itoa(f.Period), f.SHA256, strconv.Itoa(f.Size), f.MadeAt.UTC().Format(time.RFC3339), f.Digest,
		})
	}
	rows.Flush()
	return []byte(b.String())
}

// length is how many bytes the archive will have. The heads of an archive do not depend on what is in its files.
func (p *archivePlan) length() int64 {
	var n counter
	archive := zip.NewWriter(&n)
	for i := range p.files {
		_ = putFile(archive, p.files[i].path, p.files[i].MadeAt, nil) // counting does not fail
		n += counter(p.files[i].Size)
	}
	_ = putFile(archive, manifestName, time.Time{}, p.manifest())
	_ = archive.Close()
	return int64(n)
}

// counter counts what is written to it.
type counter int64

// Write implements io.Writer.
func (n *counter) Write(b []byte) (int, error) {
	*n += counter(len(b))
	return len(b), nil
}
