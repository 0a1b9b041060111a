package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// assessOrder is what the command line of assess asks for.
type assessOrder struct {
	file     string   // the answers of this year
	previous []string // those of earlier years, in the order in which they are named
	tables   bool
	dir      string
}

// assessOrderOf reads the command line of assess.
func assessOrderOf(args []string, stdout io.Writer) (o assessOrder, err error) {
	c := newCommand("assess", "assess -answers FILE.yaml [-previous FILE.yaml ...] [-tables] -o DIR")
	c.StringVar(&o.file, "answers", "", "the answers `FILE` of this year")
	c.Func("previous", "the answers `FILE` of an earlier year; give the flag once for each, up to six times. The newest is compared with, and all make the trend", func(name string) error {
		if name != "" {
			o.previous = append(o.previous, name)
		}
		return nil
	})
	c.BoolVar(&o.tables, "tables", false, "also write the tables as a workbook and as CSV")
	c.StringVar(&o.dir, "o", "", "the `DIR` that the reports are written to")
	if err := c.parse(args, stdout); err != nil {
		return o, err
	}
	switch {
	case c.NArg() > 0:
		return o, c.wrong("%q is too much: each file and folder comes after its flag.", c.Arg(0))
	case o.file == "":
		return o, c.wrong("Name the answers file with -answers.")
	case o.dir == "":
		return o, c.wrong("Name the folder for the reports with -o.")
	case len(o.previous) > assessment.TrendYears:
		return o, c.wrong("-previous is given %d times: a trend goes back to %d earlier years, so leave the oldest out.", len(o.previous), assessment.TrendYears)
	}
	return o, nil
}

// runAssess is the main job without a server: it rates an answers file and writes its reports.
func runAssess(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	order, err := assessOrderOf(args, stdout)
	if err != nil {
		return err
	}
	snapshot, pictures, err := assess(order.file, order.previous)
	if err != nil {
		return err
	}
	files, err := render(ctx, snapshot, pictures)
	if err != nil {
		return err
	}
	if order.tables {
		made, err := renderTables(snapshot)
		if err != nil {
			return err
		}
		files = append(files, made...)
	}
	if err := writeAll(order.dir, files); err != nil {
		return err
	}
	if snapshot.Result.Comparison == nil {
		// A comparison that an earlier run left there would be taken for one of these reports.
		if err := os.Remove(filepath.Join(order.dir, "comparison.pdf")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if _, err := io.WriteString(stdout, summary(snapshot.Result, files, order.dir)); err != nil {
		return err
	}
	return draft(stderr, snapshot.Result.Missing)
}

// rate reads and rates an answers file. It gives the pictures of the file's brand beside it.
func rate(lib *questionnaires.Library, name string) (assessment.Snapshot, map[string][]byte, error) {
	file, err := answers.ReadFile(lib, name)
	if err != nil {
		return assessment.Snapshot{}, nil, err
	}
	snapshot := assessment.Snapshot{Catalog: file.Catalog, Content: file.Content, Result: assessment.Rate(file.Catalog, file.Content)}
	if file.Content.Readiness != nil {
		snapshot.Overlay, err = lib.Catalog(file.Content.Readiness.Questionnaire)
	}
	return snapshot, file.Pictures, err
}

// render makes result.json and the PDFs of a snapshot, which carry the brand of its content with those pictures.
func render(ctx context.Context, s assessment.Snapshot, pictures map[string][]byte) ([]output, error) {
	result, err := json.MarshalIndent(s.Result, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the result: %w", err)
	}
	docs := report.All(s)
	report.Dress(s.Content.Brand, pictures, docs...)
	files, err := drawAll(ctx, docs)
	if err != nil {
		return nil, err
	}
	return append([]output{{"result.json", append(result, '\n')}}, files...), nil
}

// drawAll makes the PDFs of documents, in their order.
func drawAll(ctx context.Context, docs []*report.Document) ([]output, error) {
	files := make([]output, len(docs))
	errs := make([]error, len(docs))
	var drawing sync.WaitGroup // reports share nothing, and one after the other they take twice as long
	for i, doc := range docs {
		drawing.Go(func() { files[i], errs[i] = draw(ctx, doc) })
	}
	drawing.Wait()
	return files, errors.Join(errs...)
}

func draw(ctx context.Context, doc *report.Document) (output, error) {
	if err := ctx.Err(); err != nil {
		return output{}, err
	}
	var b bytes.Buffer
	if err := pdf.Render(&b, doc); err != nil {
		return output{}, err
	}
	return output{doc.Name + ".pdf", b.Bytes()}, nil
}

// summary says in a few lines what came out.
func summary(r *assessment.Result, files []output, dir string) string {
	n := r.Totals.Levels
	head := fmt.Sprintf("%s, %d: %d risks apply (%d very high, %d high, %d moderate, %d low, %d very low), index %.1f, target %.1f.\n",
		r.Client.Name, r.Period, n.Sum(), n.VeryHigh, n.High, n.Moderate, n.Low, n.VeryLow, r.Totals.Index, r.Totals.IndexTarget)
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return head + fmt.Sprintf("Wrote %s to %s.\n", strings.Join(names, ", "), dir)
}

// draft lists what is missing for a final report.
func draft(w io.Writer, gaps []assessment.Gap) error {
	if len(gaps) == 0 {
		return nil
	}
	fmt.Fprintf(w, "The reports are drafts. Missing for final ones (%d):\n", len(gaps))
	for _, g := range gaps {
		fmt.Fprintf(w, "  %s: %s\n", g.Element, g.What)
	}
	return errProblems
}
