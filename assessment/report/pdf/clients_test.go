package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/report/pdf"
	"safeguard/questionnaires"
	"safeguard/questionnaires/answers"
)

// client is one of the three whose reports are held: what is drawn of them is to stay, or to change on purpose.
type client struct {
	name string
	read func(*questionnaires.Library) (assessment.Snapshot, error)
}

var clients = []client{{"tiny", readTiny}, {"typical", readTypical}, {"hostile", readHostile}}

// readTiny is a practice of one person, with the fewest keys that a file may have.
func readTiny(lib *questionnaires.Library) (assessment.Snapshot, error) {
	return readRated(lib, "testdata/tiny.yaml")
}

// readTypical is the shipped sample of 2026, compared with 2025.
func readTypical(lib *questionnaires.Library) (assessment.Snapshot, error) {
	previous, err := readRated(lib, samples+"riverside-2025.yaml")
	if err != nil {
		return previous, err
	}
	s, err := readRated(lib, samples+"riverside-2026.yaml")
	if err == nil {
		s.Result.Comparison = assessment.Compare(previous, s)
	}
	return s, err
}

func readRated(lib *questionnaires.Library, name string) (assessment.Snapshot, error) {
	cat, content, err := answers.Read(lib, name)
	if err != nil {
		return assessment.Snapshot{}, err
	}
	return assessment.Snapshot{Catalog: cat, Content: content, Result: assessment.Rate(cat, content)}, nil
}

// drawing is a document of a client as it was drawn.
type drawing struct {
	client   client
	snapshot assessment.Snapshot
	doc      *report.Document
	bytes    []byte
	path     string          // of its file
	pages    func() []string // the text of each page
}

// name is that of its goldens.
func (d *drawing) name() string { return d.client.name + "/" + d.doc.Name }

// drawings are the documents of all clients. They are drawn once for all tests, since that takes most of their time.
var drawings = sync.OnceValues(func() ([]*drawing, error) {
	list, err := planned()
	if err != nil {
		return nil, err
	}
	errs := make([]error, len(list))
	inParallel(len(list), func(i int) { errs[i] = list[i].draw() })
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list[i].name(), err)
		}
	}
	return list, nil
})

// planned lists the documents of all clients, which are yet to be drawn.
func planned() ([]*drawing, error) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		return nil, err
	}
	var list []*drawing
	for _, c := range clients {
		s, err := c.read(lib)
		if err != nil {
			return nil, fmt.Errorf("reading the %s client: %w", c.name, err)
		}
		for _, doc := range report.All(s) {
			list = append(list, &drawing{client: c, snapshot: s, doc: doc})
		}
	}
	return list, nil
}

// inParallel does n things, as many at once as there are processors.
func inParallel(n int, do func(i int)) {
	next := make(chan int)
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	working.Wait()
}

func (d *drawing) draw() error {
	var b bytes.Buffer
	if err := pdf.Render(&b, d.doc); err != nil {
		return err
	}
	d.bytes = b.Bytes()
	d.path = filepath.Join(scratch, d.client.name+"-"+d.doc.Name+".pdf")
	d.pages = sync.OnceValue(d.read)
	return os.WriteFile(d.path, d.bytes, 0o600)
}

// read gives the text of each page, or none where pdftotext is missing.
func (d *drawing) read() []string {
	text, err := exec.Command("pdftotext", "-layout", d.path, "-").Output()
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// eachDrawing runs a subtest for every document of every client.
func eachDrawing(t *testing.T, test func(t *testing.T, d *drawing)) {
	t.Helper()
	for _, name := range []string{"pdftotext", "pdftoppm", "qpdf"} {
		tool(t, name)
	}
	list, err := drawings()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		t.Run(d.name(), func(t *testing.T) {
			t.Parallel()
			test(t, d)
		})
	}
}

// one gives a document of a client.
func one(t *testing.T, name string) *drawing {
	t.Helper()
	list, err := drawings()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.name() == name {
			return d
		}
	}
	t.Fatalf("no client has the document %s", name)
	return nil
}
