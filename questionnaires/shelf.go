package questionnaires

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// lookAgain is how long the shelf goes without looking whether files have changed.
const lookAgain = time.Second

// maxFiles bounds the files of a folder. Nobody keeps a tenth of it.
const maxFiles = 200

// goodFolder lies in the folder of one's own files and keeps the last version of each in which nothing was wrong, so
// that a mistake takes nothing out of use, not even after a restart.
const goodFolder = ".last-good"

// Shelf is the library of a running server: what the program carries, with the files of the MSP's own folder laid over
// it. A file that is added or changed is in use within a second or two. One with a mistake is not: its last good version
// stays in use, and Mistakes says why. A Shelf may be used by several goroutines.
type Shelf struct {
	library *Library
	dir     string
	used    func(ref string) (hash string, err error)
	now     func() time.Time

	reading sync.Mutex // held by the one who reads the files anew
	mu      sync.Mutex // guards what follows
	looked  time.Time
	stamp   string
	state   *state
}

// state is what one reading of the folder came to.
type state struct {
	library  *Library
	files    map[string]string // id of a questionnaire -> the file of one's own that it stands in
	mistakes []Mistake

	shelved func() ([]Shelved, error) // lists them once

	mu       sync.Mutex
	catalogs map[string]*assessment.Catalog
}

// Mistake is a file of the MSP's own in which something is wrong.
type Mistake struct {
	File     string
	Problems []Excerpt
	InUse    string // what is used in its place, as a sentence
}

// Excerpt is a problem with the lines around it.
type Excerpt struct {
	strict.Problem
	Lines []string // as they are in the file, the faulty one among them
	First int      // the number of the first of them
}

// NewShelf gives the shelf over a library with the files of a folder, which need not be there. With "" there is none.
// The function used gives the hash under which a version of a questionnaire has been used, or "": what has been used
// never changes.
func NewShelf(library *Library, dir string, used func(ref string) (hash string, err error), now func() time.Time) *Shelf {
	return &Shelf{library: library, dir: dir, used: used, now: now}
}

// Catalog loads what a reference names, as Library.Catalog does. What was loaded once is not read again.
func (s *Shelf) Catalog(ref string) (*assessment.Catalog, error) {
	return s.current().catalog(ref)
}

func (st *state) catalog(ref string) (*assessment.Catalog, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if cat := st.catalogs[ref]; cat != nil {
		return cat, nil
	}
	cat, err := st.library.Catalog(ref)
	if err == nil {
		st.catalogs[ref] = cat
	}
	return cat, err
}

// Shelved is a questionnaire in use.
type Shelved struct {
	*assessment.Catalog
	File    string   // of the MSP's own; empty where the program carries it
	Earlier []string // ID@VERSION of the editions that can still be read
}

// Questionnaires lists those in use: bases first, the largest before its parts and before what extends it, then
// screenings, then overlays.
func (s *Shelf) Questionnaires() ([]Shelved, error) {
	list, err := s.current().shelved()
	return slices.Clone(list), err
}

func (st *state) list() ([]Shelved, error) {
	ids, err := st.library.ids()
	if err != nil {
		return nil, err
	}
	var list []Shelved
	for _, id := range ids {
		cat, err := st.catalog(id)
		if err != nil {
			return nil, err
		}
		q := Shelved{Catalog: cat, File: st.files[id]}
		for _, ref := range st.library.archived() {
			if strings.HasPrefix(ref, id+"@") {
				q.Earlier = append(q.Earlier, ref)
			}
		}
		list = append(list, q)
	}
	slices.SortStableFunc(list, func(a, b Shelved) int {
		return cmp.Or(
			cmp.Compare(a.Questionnaire.Kind, b.Questionnaire.Kind),
			len(a.Questionnaire.Extends)-len(b.Questionnaire.Extends),
			cmp.Compare(len(b.Questions()), len(a.Questions())))
	})
	return list, nil
}

// Mistakes lists the files of the folder that are not in use as they are.
func (s *Shelf) Mistakes() []Mistake { return s.current().mistakes }

// current gives what the folder comes to now. While one caller reads changed files, the others go on with what there was.
func (s *Shelf) current() *state {
	s.mu.Lock()
	st, fresh := s.state, s.state != nil && s.now().Sub(s.looked) < lookAgain
	s.mu.Unlock()
	if fresh {
		return st
	}
	if st == nil {
		s.reading.Lock()
	} else if !s.reading.TryLock() {
		return st
	}
	defer s.reading.Unlock()
	return s.look()
}

// look reads the folder where something in it has changed.
func (s *Shelf) look() *state {
	names, stamp, problem := s.list()
	s.mu.Lock()
	st, same := s.state, s.state != nil && stamp == s.stamp
	s.looked = s.now()
	s.mu.Unlock()
	if same {
		return st
	}
	st = s.read(names)
	if problem != nil {
		st.mistakes = append(st.mistakes, *problem)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.stamp = st, stamp
	return st
}

// list names the files of the folder, with a stamp that changes when they do.
func (s *Shelf) list() (names []string, stamp string, problem *Mistake) {
	if s.dir == "" {
		return nil, "", nil
	}
	entries, err := os.ReadDir(s.dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, "", nil
	case err != nil:
		return nil, err.Error(), &Mistake{File: s.dir, Problems: []Excerpt{{Problem: strict.Problem{File: s.dir, What: "The folder cannot be read."}}}}
	}
	var b strings.Builder
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".yaml" || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		names = append(names, e.Name())
		if info, err := os.Stat(filepath.Join(s.dir, e.Name())); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", e.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	if len(names) > maxFiles {
		problem = &Mistake{File: s.dir, Problems: []Excerpt{{Problem: strict.Problem{
			File: s.dir, What: fmt.Sprintf("There are %d files; the first %d are read. Take some out.", len(names), maxFiles),
		}}}}
		names = names[:maxFiles]
	}
	return names, b.String(), problem
}

// read makes a state of the files: of all in which nothing is wrong, and of the last good version of the others.
func (s *Shelf) read(names []string) *state {
	st := &state{library: s.library, files: map[string]string{}, catalogs: map[string]*assessment.Catalog{}}
	st.shelved = sync.OnceValues(st.list)
	if len(names) == 0 {
		return st
	}
	r := reading{shelf: s, sources: map[string][]byte{}, wrong: map[string]strict.Problems{}}
	for _, name := range names {
		src, err := strict.ReadFile(filepath.Join(s.dir, name))
		if refused, ok := errors.AsType[strict.Problems](err); ok {
			refused[0].File = name
			r.refuse(name, refused)
			continue
		}
		if err != nil {
			r.refuse(name, strict.Problems{{File: name, What: "The file cannot be read."}})
			continue
		}
		r.sources[name] = src
	}
	own := r.good()
	if own == nil {
		own = &set{}
	}
	st.library = &Library{files: s.library.files, own: own}
	for i := range own.questionnaires {
		st.files[own.questionnaires[i].ID] = own.questionnaires[i].doc.File
	}
	for _, name := range names {
		if problems := r.wrong[name]; len(problems) > 0 {
			st.mistakes = append(st.mistakes, Mistake{name, r.excerpts(problems), r.inUse(name, own)})
		}
	}
	r.keep()
	return st
}

// reading is the state of one reading of the folder.
type reading struct {
	shelf   *Shelf
	sources map[string][]byte          // that are taken now, by name
	faulty  map[string][]byte          // as they are in the folder, of the wrong ones
	wrong   map[string]strict.Problems // of the files that are not taken as they are
	older   map[string]bool            // names of which the last good version is taken
}

// refuse takes a file out and its last good version in, once.
func (r *reading) refuse(name string, problems strict.Problems) {
	if r.faulty == nil {
		r.faulty, r.older = map[string][]byte{}, map[string]bool{}
	}
	if _, refused := r.wrong[name]; refused { // the last good version does not go with the other files any more
		delete(r.sources, name)
		r.older[name] = false
		return
	}
	r.wrong[name] = problems
	r.faulty[name] = r.sources[name]
	delete(r.sources, name)
	if src, err := strict.ReadFile(filepath.Join(r.shelf.dir, goodFolder, name)); err == nil {
		r.sources[name], r.older[name] = src, true
	}
}

// good gives the set of files in which nothing is wrong, each alone and all together.
func (r *reading) good() *set {
	current, err := readSet(r.shelf.library.files, ".")
	if err != nil {
		return nil
	}
	for len(r.sources) > 0 {
		own := &set{}
		for _, name := range sortedNames(r.sources) {
			own.add(name, r.sources[name])
		}
		wrong := map[string]strict.Problems{}
		for _, p := range append(own.over(current).lint(), r.changed(own, current)...) {
			if _, ours := r.sources[p.File]; !ours {
				p = blamed(own, current, p)
			}
			wrong[p.File] = append(wrong[p.File], p)
		}
		if len(wrong) == 0 {
			return own
		}
		for name, problems := range wrong {
			r.refuse(name, problems)
		}
	}
	return nil
}

func sortedNames(m map[string][]byte) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// blamed puts down what has gone wrong in a file that the program carries to the file that takes the place of another.
func blamed(own, current *set, p strict.Problem) strict.Problem {
	for i := range own.questionnaires {
		q := &own.questionnaires[i]
		if current.questionnaire(q.ID) != nil {
			return report(q.doc, "id", "With this in the place of the built-in %s, %s is wrong: %s", q.ID, p.File, p.What)[0]
		}
	}
	for _, doc := range own.docs() {
		return report(doc, "", "With this file, %s is wrong: %s", p.File, p.What)[0]
	}
	return p
}

// changed finds questionnaires of a version that was used already, or that the program carries, with other contents.
func (r *reading) changed(own, current *set) strict.Problems {
	problems := sameVersion(current, own)
	all := own.over(current)
	for i := range own.questionnaires {
		q := &own.questionnaires[i]
		if q.doc.Broken() || len(q.doc.Problems) > 0 {
			continue
		}
		cat, err := all.catalog(q.ID)
		if err != nil {
			continue
		}
		ref := q.ID + "@" + cat.Questionnaire.Version
		if hash, err := r.shelf.used(ref); err == nil && hash != "" && hash != cat.Hash {
			problems = append(problems, report(q.doc, "version", "%s was used in an assessment already with other contents: give the changed file a new version.", ref)...)
		}
	}
	return problems
}

// excerpts gives the problems with the lines around them.
func (r *reading) excerpts(problems strict.Problems) []Excerpt {
	var list []Excerpt
	for _, p := range problems.Sorted() {
		e := Excerpt{Problem: p}
		if src := r.faulty[p.File]; src != nil && p.Line > 0 {
			lines := strings.Split(string(src), "\n")
			from, to := max(p.Line-2, 0), min(p.Line+1, len(lines))
			if from < to {
				e.First = from + 1
				for _, line := range lines[from:to] {
					e.Lines = append(e.Lines, strict.Plain(strings.TrimRight(line, "\r")))
				}
			}
		}
		list = append(list, e)
	}
	return list
}

// inUse says what is used in the place of a file with a mistake.
func (r *reading) inUse(name string, own *set) string {
	if r.older[name] {
		for i := range own.questionnaires {
			if q := &own.questionnaires[i]; q.doc.File == name {
				return fmt.Sprintf("Its last good version, %s, stays in use.", q.Version)
			}
		}
		return "Its last good version stays in use."
	}
	return "Nothing of it is in use."
}

// keep keeps the files that are taken as their last good versions. Where that cannot be written, the next start does
// without: the files themselves are right.
func (r *reading) keep() {
	folder := filepath.Join(r.shelf.dir, goodFolder)
	for name, src := range r.sources {
		at := filepath.Join(folder, name)
		if kept, err := os.ReadFile(at); err == nil && string(kept) == string(src) {
			continue
		}
		if os.MkdirAll(folder, 0o700) == nil && os.WriteFile(at+".new", src, 0o600) == nil {
			_ = os.Rename(at+".new", at)
		}
	}
}

// ids lists the questionnaires that the library has in their current edition.
func (l *Library) ids() ([]string, error) {
	current, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	if l.own != nil {
		current = l.own.over(current)
	}
	var ids []string
	for _, q := range current.questionnaires {
		ids = append(ids, q.ID)
	}
	return ids, nil
}
