package questionnaires

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

//go:embed *.yaml rule.csv archive
var embedded embed.FS

// Schema is the JSON Schema of a questionnaire file, for editors.
//
//go:embed schema.json
var Schema []byte

// Library finds questionnaires by id and version in a tree of files laid out as this package's own folder is.
type Library struct {
	files fs.FS
}

// Embedded gives the library that the program carries in itself.
func Embedded() (*Library, error) { return Open(embedded) }

// Open gives the library in a tree of files. Of these only the rule table is read at once.
func Open(files fs.FS) (*Library, error) {
	var s set
	if err := s.readRule(files, "."); err != nil {
		return nil, fmt.Errorf("opening the questionnaires: %w", err)
	}
	return &Library{files}, nil
}

// Catalog loads what a reference names: an id for the current edition, or ID@VERSION. Mistakes in the files give
// strict.Problems, and a reference to nothing gives ErrUnknown.
func (l *Library) Catalog(ref string) (*assessment.Catalog, error) {
	id, version, archived := strings.Cut(ref, "@")
	if archived && version == "" {
		return nil, unknown{ref, nil}
	}
	set, err := l.edition(id, version)
	if err != nil {
		return nil, err
	}
	if err := set.lint().Err(); err != nil {
		return nil, err
	}
	return set.catalog(id)
}

// ErrUnknown says that there is no questionnaire of that name.
var ErrUnknown = errors.New("no such questionnaire")

// unknown is ErrUnknown with the name that was asked for and those that there are.
type unknown struct {
	ref   string
	known []string
}

// Error names what there is instead.
func (u unknown) Error() string {
	text := fmt.Sprintf("There is no questionnaire %q", u.ref)
	if len(u.known) > 0 {
		text += "; there are " + strings.Join(u.known, ", ")
	}
	return text
}

// Is makes it ErrUnknown.
func (u unknown) Is(target error) bool { return target == ErrUnknown }

// edition reads the set of files that has the questionnaire in that version; "" is the current one.
func (l *Library) edition(id, version string) (*set, error) {
	current, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	q := current.questionnaire(id)
	if q != nil && (version == "" || version == q.Version) {
		return current, nil
	}
	ref := strings.TrimSuffix(id+"@"+version, "@")
	if slices.Contains(l.archived(), ref) {
		return readSet(l.files, path.Join("archive", ref))
	}
	return nil, unknown{ref, l.refs(current)}
}

// refs lists what can be named: the current questionnaires and the archived ones.
func (l *Library) refs(current *set) []string {
	var refs []string
	for _, q := range current.questionnaires {
		refs = append(refs, q.ID+"@"+q.Version)
	}
	return append(refs, l.archived()...)
}

// archived lists the names of the archive's editions.
func (l *Library) archived() []string {
	entries, err := fs.ReadDir(l.files, "archive")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// set is the files of one edition: questionnaires with the libraries that they are used with.
type set struct {
	questionnaires []questionnaireFile
	threats        libraryFile[assessment.Threat]
	risks          libraryFile[assessment.Risk]
	rule           assessment.Rule
	ruleBytes      []byte
}

// broken reports whether a file of the set could not be read at all, so that much will seem to be missing.
func (s *set) broken() bool {
	return slices.ContainsFunc(s.docs(), (*strict.Document).Broken)
}

// docs lists the files of the set.
func (s *set) docs() []*strict.Document {
	var docs []*strict.Document
	for i := range s.questionnaires {
		docs = append(docs, s.questionnaires[i].doc)
	}
	for _, doc := range []*strict.Document{s.threats.doc, s.risks.doc} {
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// questionnaireFile is a questionnaire with the file that it came from.
type questionnaireFile struct {
	assessment.Questionnaire
	doc *strict.Document
	src []byte
}

// libraryFile is a list of threats or risks with the file that it came from.
type libraryFile[T any] struct {
	list []T
	doc  *strict.Document // nil where there is no such file
	src  []byte
}

// readSet reads all files of a folder. Mistakes in them are kept for lint; only reading itself can fail.
func readSet(files fs.FS, dir string) (*set, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, err
	}
	s := &set{}
	for _, e := range entries {
		if path.Ext(e.Name()) != ".yaml" {
			continue
		}
		name := path.Join(dir, e.Name())
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		s.add(name, src)
	}
	return s, s.readRule(files, dir)
}

// readRule reads the rule table of the folder, or that of the library where the folder has none.
func (s *set) readRule(files fs.FS, dir string) error {
	name := path.Join(dir, ruleFile)
	if _, err := fs.Stat(files, name); err != nil {
		name = ruleFile
	}
	var err error
	if s.ruleBytes, err = fs.ReadFile(files, name); err != nil {
		return err
	}
	s.rule, err = parseRule(name, s.ruleBytes)
	return err
}

// add takes a file into the set: threats.yaml and risks.yaml are libraries, any other is a questionnaire.
func (s *set) add(name string, src []byte) {
	switch path.Base(name) {
	case "threats.yaml":
		s.threats = readLibrary(s.threats, name, src)
	case "risks.yaml":
		s.risks = readLibrary(s.risks, name, src)
	default:
		q := questionnaireFile{src: src}
		q.doc = strict.Decode(name, src, &q.Questionnaire)
		s.questionnaires = append(s.questionnaires, q)
	}
}

// readLibrary reads a library in the place of another. There is one of each kind, so a second is a problem.
func readLibrary[T any](before libraryFile[T], name string, src []byte) libraryFile[T] {
	lib := libraryFile[T]{src: src}
	lib.doc = strict.Decode(name, src, &lib.list)
	if before.doc != nil {
		lib.doc.Report("", "This takes the place of %s: check one file of this kind at a time.", before.doc.File)
	}
	return lib
}

func (s *set) questionnaire(id string) *questionnaireFile {
	for i := range s.questionnaires {
		if s.questionnaires[i].ID == id {
			return &s.questionnaires[i]
		}
	}
	return nil
}

// included gives the questionnaire and all that it includes, each once.
func (s *set) included(id string) []*questionnaireFile {
	var list []*questionnaireFile
	var visit func(string)
	visit = func(id string) {
		q := s.questionnaire(id)
		if q == nil || slices.Contains(list, q) {
			return
		}
		list = append(list, q)
		for _, other := range q.Include {
			visit(other)
		}
	}
	visit(id)
	return list
}

// catalog joins a questionnaire with what it includes and the libraries.
func (s *set) catalog(id string) (*assessment.Catalog, error) {
	parts := s.included(id)
	if len(parts) == 0 {
		return nil, unknown{id, nil}
	}
	q := parts[0].Questionnaire
	q.Sections, q.Retired = nil, nil
	hash := sha256.New()
	for _, part := range parts {
		q.Sections = append(q.Sections, part.Sections...)
		q.Retired = append(q.Retired, part.Retired...)
		hash.Write(digest(part.src))
	}
	for _, src := range [][]byte{s.threats.src, s.risks.src, s.ruleBytes} {
		hash.Write(digest(src))
	}
	sum := "sha256:" + hex.EncodeToString(hash.Sum(nil))
	return assessment.NewCatalog(q, sum, s.rule, s.threats.list, s.risks.list), nil
}

// digest makes each file count by its own bytes, wherever it begins.
func digest(src []byte) []byte {
	sum := sha256.Sum256(src)
	return sum[:]
}
