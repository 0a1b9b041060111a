// Package answers reads answers files: all that people gave to one assessment, in one YAML file. It checks the
// file against the questionnaire that it names and says where each mistake stands. It rates nothing.
package answers

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"safeguard/assessment"
	"safeguard/questionnaires"
	"safeguard/questionnaires/strict"
)

// Catalogs loads the questionnaire that a file names: a questionnaires.Library, or the Shelf of a running server.
type Catalogs interface {
	Catalog(ref string) (*assessment.Catalog, error)
}

// File is an answers file that has been read.
type File struct {
	Catalog  *assessment.Catalog // of the questionnaire that it names
	Content  *assessment.Content
	Pictures map[string][]byte // the logos of its brand, made for reports, by what the brand names them
}

// Read reads an answers file of the disk and loads the questionnaire that it names. Mistakes in the file give
// strict.Problems, all of them at once.
func Read(lib Catalogs, name string) (*assessment.Catalog, *assessment.Content, error) {
	f, err := ReadFile(lib, name)
	return f.Catalog, f.Content, err
}

// ReadFile is Read with the pictures that the brand names: files of at most picture.MaxBytes whose paths begin at the folder
// of the answers file.
func ReadFile(lib Catalogs, name string) (File, error) {
	src, err := strict.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, fmt.Errorf("there is no answers file %s: check its name", name)
	}
	if err != nil {
		return File{}, err
	}
	var pictures map[string][]byte
	cat, content, err := parseWith(lib, name, src, func(doc *strict.Document, b *assessment.Brand) {
		pictures = readPictures(doc, b, filepath.Dir(name))
	})
	return File{cat, content, pictures}, err
}

// Parse is Read for a file that is in memory. It has no folder, so the logos of its brand are left out.
func Parse(lib Catalogs, name string, src []byte) (*assessment.Catalog, *assessment.Content, error) {
	return parseWith(lib, name, src, func(_ *strict.Document, b *assessment.Brand) {
		if b != nil {
			b.Logo, b.ClientLogo = "", ""
		}
	})
}

// parseWith is Parse with what takes the pictures of the brand in.
func parseWith(lib Catalogs, name string, src []byte, takeIn func(*strict.Document, *assessment.Brand)) (*assessment.Catalog, *assessment.Content, error) {
	content := &assessment.Content{}
	doc := strict.Decode(name, src, content)
	if content.Questionnaire == "" {
		if len(doc.Problems) == 0 {
			doc.Report("questionnaire", "Name the questionnaire that was answered, such as security-rule.")
		}
		return nil, nil, doc.Problems.Sorted()
	}
	cat, err := lib.Catalog(content.Questionnaire)
	if errors.Is(err, questionnaires.ErrUnknown) {
		doc.Report("questionnaire", "%s.", err.Error())
		return nil, nil, doc.Problems.Sorted()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("loading the questionnaire: %w", err)
	}
	if cat.Questionnaire.Kind != assessment.Base {
		doc.Report("questionnaire", "%s is no base questionnaire, so no risk analysis can be made from it.", content.Questionnaire)
	}
	if len(content.Proofs) > 0 {
		doc.Report("proofs", "An answers file holds no files: say in words what was seen, under verified of the answer.")
	}
	for _, p := range content.Check(cat) {
		doc.Report(p.Path, "%s", p.What)
	}
	checkBrand(doc, content.Brand)
	takeIn(doc, content.Brand)
	if err := checkReadiness(lib, doc, cat, content.Readiness); err != nil {
		return nil, nil, err
	}
	return cat, content, doc.Problems.Sorted().Err()
}

// checkReadiness checks the answers to an overlay against its own catalog, and names the edition that was answered, so
// that the digest is bound to it.
func checkReadiness(lib Catalogs, doc *strict.Document, base *assessment.Catalog, r *assessment.Readiness) error {
	if r.Overlay() == "" {
		return nil
	}
	const path = "readiness.questionnaire"
	overlay, err := lib.Catalog(r.Questionnaire)
	switch {
	case errors.Is(err, questionnaires.ErrUnknown):
		doc.Report(path, "%s.", err.Error())
		return nil
	case err != nil:
		return fmt.Errorf("loading the overlay: %w", err)
	case !overlay.Questionnaire.LiesOver(&base.Questionnaire):
		doc.Report(path, "%s is no overlay over %s, so it says nothing of readiness here.", r.Questionnaire, base.Questionnaire.Base())
		return nil
	}
	r.Questionnaire = overlay.Questionnaire.ID + "@" + overlay.Questionnaire.Version
	for _, p := range r.Check(overlay) {
		doc.Report(p.Path, "%s", p.What)
	}
	return nil
}
