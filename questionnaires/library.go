package questionnaires

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

//go:embed *.yaml *.csv archive
var embedded embed.FS

// Schema is the JSON Schema of a questionnaire file, for editors.
//
//go:embed schema.json
var Schema []byte

// Library finds questionnaires by id and version in a tree of files laid out as this package's own folder is, with
// files of an MSP's own laid over them.
type Library struct {
	files fs.FS
	own   *set // nil where there are none
}

// Embedded gives the library that the program carries in itself.
func Embedded() (*Library, error) { return Open(embedded) }

// Open gives the library in a tree of files. Of these only the rule table is read at once.
func Open(files fs.FS) (*Library, error) {
	var s set
	if err := s.readTables(files, "."); err != nil {
		return nil, fmt.Errorf("opening the questionnaires: %w", err)
	}
	return &Library{files: files}, nil
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

// edition reads the set of files that has the questionnaire in that version; "" is the current one. A file of one's own
// goes before what the program carries.
func (l *Library) edition(id, version string) (*set, error) {
	current, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	if l.own != nil && len(l.own.parts(id)) > 0 {
		if all := l.own.over(current); all.has(id, version) {
			return all, nil
		}
	}
	if current.has(id, version) {
		return current, nil
	}
	ref := strings.TrimSuffix(id+"@"+version, "@")
	if slices.Contains(l.archived(), ref) {
		return l.earlier(ref)
	}
	return nil, unknown{ref, l.refs(current)}
}

// has reports whether the set has a questionnaire in that version; any will do for "".
func (s *set) has(id, version string) bool {
	q := s.questionnaire(id)
	return q != nil && (version == "" || version == q.Version || version == s.joined(id).Version)
}

// WithFile gives the library with a file of the disk laid over it, and the id of the questionnaire in it.
func (l *Library) WithFile(name string) (*Library, string, error) {
	src, err := strict.ReadFile(name)
	if err != nil {
		return nil, "", err
	}
	own := &set{}
	own.add(name, src)
	if len(own.questionnaires) == 0 {
		return nil, "", strict.Problems{{File: name, Line: 1, Col: 1, What: "This is a library of threats or risks: name a questionnaire."}}
	}
	return &Library{files: l.files, own: own}, own.questionnaires[0].ID, nil
}

// earlier reads an edition of the archive.
func (l *Library) earlier(name string) (*set, error) {
	s, err := readSet(l.files, path.Join("archive", name))
	if err == nil {
		s.archived = true
	}
	return s, err
}

// refs lists what can be named: the current questionnaires and the archived ones.
func (l *Library) refs(current *set) []string {
	var refs []string
	if l.own != nil {
		current = l.own.over(current)
	}
	for _, q := range current.questionnaires {
		refs = append(refs, q.ID+"@"+current.joined(q.ID).Version)
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
	threats        []libraryFile[assessment.Threat]
	risks          []libraryFile[assessment.Risk]
	rule           assessment.Rule
	activities     []assessment.Activity // none where the edition was not yet held to them
	tables         [][]byte              // the tables as they were read
	archived       bool                  // an earlier edition, which rules younger than itself do not bind
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
	for i := range s.threats {
		docs = append(docs, s.threats[i].doc)
	}
	for i := range s.risks {
		docs = append(docs, s.risks[i].doc)
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
	doc  *strict.Document
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
	return s, s.readTables(files, dir)
}

// add takes a file into the set: threats.yaml and risks.yaml are libraries, any other is a questionnaire.
func (s *set) add(name string, src []byte) {
	switch path.Base(name) {
	case "threats.yaml":
		s.threats = addLibrary(s.threats, name, src)
	case "risks.yaml":
		s.risks = addLibrary(s.risks, name, src)
	default:
		q := questionnaireFile{src: src}
		q.doc = strict.Decode(name, src, &q.Questionnaire)
		s.questionnaires = append(s.questionnaires, q)
	}
}

// addLibrary reads a library beside those that were read before.
func addLibrary[T any](before []libraryFile[T], name string, src []byte) []libraryFile[T] {
	lib := libraryFile[T]{src: src}
	lib.doc = strict.Decode(name, src, &lib.list)
	return append(before, lib)
}

func (s *set) questionnaire(id string) *questionnaireFile {
	for i := range s.questionnaires {
		if s.questionnaires[i].ID == id {
			return &s.questionnaires[i]
		}
	}
	return nil
}

// catalog joins a questionnaire with what it includes or extends and the libraries.
func (s *set) catalog(id string) (*assessment.Catalog, error) {
	parts := s.parts(id)
	if len(parts) == 0 {
		return nil, unknown{id, nil}
	}
	h := sha256.New()
	for _, part := range parts {
		h.Write(digest(part.src))
	}
	q := s.joined(id)
	if q.Kind != assessment.Base { // it is rated by nothing, so that no change of a risk makes another questionnaire of it
		return assessment.NewCatalog(q, sum(h), s.rule, nil, nil), nil
	}
	threats, risks := s.libraries()
	for _, src := range s.sources() {
		h.Write(digest(src))
	}
	return assessment.NewCatalog(q, sum(h), s.rule, threats, controlled(&q, risks)).With(s.activities), nil
}

func sum(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// libraries gives the threats and the risks of all their files.
func (s *set) libraries() ([]assessment.Threat, []assessment.Risk) {
	var threats []assessment.Threat
	for i := range s.threats {
		threats = append(threats, s.threats[i].list...)
	}
	var risks []assessment.Risk
	for i := range s.risks {
		risks = append(risks, s.risks[i].list...)
	}
	return threats, risks
}

// sources lists the files, apart from questionnaires, that a catalog of the set is made of.
func (s *set) sources() [][]byte {
	var list [][]byte
	for i := range s.threats {
		list = append(list, s.threats[i].src)
	}
	for i := range s.risks {
		list = append(list, s.risks[i].src)
	}
	return append(list, s.tables...)
}

// digest makes each file count by its own bytes, wherever it begins.
func digest(src []byte) []byte {
	sum := sha256.Sum256(src)
	return sum[:]
}
