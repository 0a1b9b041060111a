package questionnaires

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// Lint checks every file of the library, archived editions included, and gives all problems by file and place.
func (l *Library) Lint() (strict.Problems, error) {
	current, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	problems := current.lint()
	archive, err := l.archive()
	if err != nil {
		return nil, err
	}
	for _, old := range archive {
		problems = append(problems, old.lint()...)
		problems = append(problems, old.named()...)
		problems = append(problems, sameVersion(old.set, current)...)
		problems = append(problems, current.continues(old.set)...)
	}
	return problems.Sorted(), nil
}

// edition is a set of the archive with the name of its folder.
type edition struct {
	*set
	name string
}

func (l *Library) archive() ([]edition, error) {
	var list []edition
	for _, name := range l.archived() {
		s, err := l.earlier(name)
		if err != nil {
			return nil, err
		}
		list = append(list, edition{s, name})
	}
	return list, nil
}

// named checks that a folder of the archive holds the questionnaire and version that it is named after.
func (e edition) named() strict.Problems {
	id, version, _ := strings.Cut(e.name, "@")
	switch q := e.questionnaire(id); {
	case e.broken():
		return nil
	case q == nil:
		return strict.Problems{{File: path.Join("archive", e.name), What: fmt.Sprintf("The folder has no questionnaire %s.", id)}}
	case q.Version != version:
		return report(q.doc, "version", "The folder is of version %s, but the file of version %s.", version, q.Version)
	}
	return nil
}

// report gives a problem with a file without adding it to those that are known.
func report(doc *strict.Document, path, format string, args ...any) strict.Problems {
	scratch := *doc
	scratch.Problems = nil
	scratch.Report(path, format, args...)
	return scratch.Problems
}

// continues checks that no id of an earlier edition was lost: each is still asked, replaced or retired.
func (s *set) continues(old *set) strict.Problems {
	if s.broken() || len(s.questionnaires) == 0 {
		return nil
	}
	known := map[string]bool{}
	for i := range s.questionnaires {
		q := &s.questionnaires[i]
		for _, r := range q.Retired {
			known[r.ID] = true
		}
		q.each(func(_ string, question *assessment.Question) {
			known[question.ID] = true
			for _, id := range question.Replaces {
				known[id] = true
			}
		})
	}
	var problems strict.Problems
	for i := range old.questionnaires {
		was := &old.questionnaires[i]
		heir := s.questionnaire(was.ID)
		if heir == nil {
			heir = &s.questionnaires[0]
		}
		for _, r := range was.Retired {
			if !known[r.ID] {
				problems = append(problems, report(heir.doc, "id", "%s was retired in version %s: keep it listed under retired.", r.ID, r.Since)...)
			}
		}
		was.each(func(_ string, question *assessment.Question) {
			if !known[question.ID] {
				problems = append(problems, report(heir.doc, "id",
					"Question %s of version %s is gone: keep its id, name it under replaces, or list it under retired.", question.ID, was.Version)...)
			}
		})
	}
	return problems
}

// each calls do for every question with its path in the file.
func (q *questionnaireFile) each(do func(path string, question *assessment.Question)) {
	for i := range q.Sections {
		for j := range q.Sections[i].Questions {
			do(fmt.Sprintf("sections[%d].questions[%d]", i, j), &q.Sections[i].Questions[j])
		}
	}
}

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// linter checks one set and remembers what it has seen of all its files.
type linter struct {
	set       *set
	rule      map[string]assessment.Specification
	questions map[string]*assessment.Question
	home      map[string]*questionnaireFile // of each question
	ids       map[string]string             // id -> where it was first used
	replaced  map[string]string             // id -> the question that replaces it
	threats   map[string]bool
	risks     map[string]bool
	bears     map[string]string           // control -> a risk that it bears on
	retiredIn map[string]*strict.Document // id -> the file that retired it
	partial   bool                        // a file could not be read, so what seems to be missing may be in it
}

// lint gives the problems of all files of the set.
func (s *set) lint() strict.Problems {
	l := linter{
		set: s, rule: map[string]assessment.Specification{}, questions: map[string]*assessment.Question{},
		home: map[string]*questionnaireFile{}, ids: map[string]string{}, replaced: map[string]string{},
		threats: map[string]bool{}, risks: map[string]bool{}, bears: map[string]string{}, retiredIn: map[string]*strict.Document{},
		partial: s.broken(),
	}
	for _, row := range s.rule {
		l.rule[row.Citation] = row
	}
	l.collect()
	l.lintThreats()
	l.lintRisks()
	for i := range s.questionnaires {
		l.questionnaire(&s.questionnaires[i])
	}
	var problems strict.Problems
	for _, doc := range s.docs() {
		problems = append(problems, doc.Problems...)
	}
	return problems.Sorted()
}

// collect learns all ids before any of them is looked up.
func (l *linter) collect() {
	for i := range l.set.questionnaires {
		q := &l.set.questionnaires[i]
		q.each(func(path string, question *assessment.Question) {
			l.id(q.doc, path+".id", question.ID)
			if _, known := l.questions[question.ID]; !known {
				l.questions[question.ID], l.home[question.ID] = question, q
			}
		})
	}
	for _, lib := range l.set.threats {
		for i, t := range lib.list {
			l.id(lib.doc, fmt.Sprintf("[%d].id", i), t.ID)
			l.threats[t.ID] = true
		}
	}
	for _, lib := range l.set.risks {
		for i, r := range lib.list {
			l.id(lib.doc, fmt.Sprintf("[%d].id", i), r.ID)
			l.risks[r.ID] = true
			for _, control := range append(slices.Clone(r.Key), r.Supporting...) {
				l.bears[control] = r.ID
			}
		}
	}
	for i := range l.set.questionnaires {
		q := &l.set.questionnaires[i]
		for _, added := range q.Controls {
			for _, control := range append(slices.Clone(added.Key), added.Supporting...) {
				l.bears[control] = added.Risk
			}
		}
		for _, r := range q.Retired {
			if _, known := l.retiredIn[r.ID]; !known {
				l.retiredIn[r.ID] = q.doc
			}
		}
	}
}

// id checks that an id is a word that nothing else of all files is called.
func (l *linter) id(doc *strict.Document, path, id string) {
	switch where, used := l.ids[id]; {
	case id == "":
		doc.Report(path, "Give it an id: a word that stays the same for ever.")
	case !word.MatchString(id):
		doc.Report(path, "The id %q should be small letters, digits and single dashes, such as device-encryption.", id)
	case used:
		doc.Report(path, "The id %s is used already in %s: ids are unique over all files.", id, where)
	default:
		l.ids[id] = doc.File
	}
}

func (l *linter) text(doc *strict.Document, path, what, text string) {
	if strings.TrimSpace(text) == "" {
		doc.Report(path, "Write %s; it is empty.", what)
	}
}

// maxQuestions bounds a questionnaire. Nobody answers a tenth of it.
const maxQuestions = 2000

func (l *linter) questionnaire(q *questionnaireFile) {
	if !word.MatchString(q.ID) {
		q.doc.Report("id", "The id %q should be small letters, digits and single dashes, such as security-rule.", q.ID)
	}
	if other := l.set.questionnaire(q.ID); other != q {
		q.doc.Report("id", "%s has the id %s too: ids are unique over all files.", other.doc.File, q.ID)
	}
	l.text(q.doc, "version", "the version, such as \"2026.1\"", q.Version)
	l.text(q.doc, "title", "a title", q.Title)
	switch {
	case q.Kind == 0:
		q.doc.Report("kind", "Say of which kind it is: base, screening or overlay.")
	case q.Kind == assessment.Base && (len(l.set.threats) == 0 || len(l.set.risks) == 0):
		q.doc.Report("kind", "A base questionnaire needs the libraries threats.yaml and risks.yaml beside it.")
	}
	l.includes(q)
	l.extension(q)
	l.outcomes(q)
	l.overlay(q)
	l.retired(q)
	if n := l.sections(q); n > maxQuestions {
		q.doc.Report("sections", "There are %d questions; a questionnaire has at most %d.", n, maxQuestions)
		return
	}
	q.each(func(path string, question *assessment.Question) { l.question(q, path, question) })
	l.whole(q)
}

// includes checks that what is included exists, plays the same part, and repeats no section.
func (l *linter) includes(q *questionnaireFile) {
	for i, id := range q.Include {
		path := fmt.Sprintf("include[%d]", i)
		switch other := l.set.questionnaire(id); {
		case other == nil && l.partial:
		case other == nil, id == q.ID:
			q.doc.Report(path, "There is no other questionnaire %s to include.", id)
		case other.Kind != q.Kind && q.Kind != 0 && other.Kind != 0:
			q.doc.Report(path, "%s is of another kind (%s), so it cannot be included here.", id, other.Kind)
		}
	}
	seen := map[string]string{}
	for _, part := range l.set.parts(q.ID) {
		if slices.Contains(l.set.parts(q.Extends), part) {
			continue // an extension adds to the sections of what it extends
		}
		for _, s := range part.Sections {
			if where := seen[s.ID]; where != "" && where != part.ID {
				q.doc.Report("include", "Section %s is both in %s and in %s.", s.ID, where, part.ID)
			}
			seen[s.ID] = part.ID
		}
	}
}

func (l *linter) retired(q *questionnaireFile) {
	for i, r := range q.Retired {
		path := fmt.Sprintf("retired[%d]", i)
		switch {
		case !word.MatchString(r.ID):
			q.doc.Report(path+".id", "The id %q should be small letters, digits and single dashes.", r.ID)
		case l.questions[r.ID] != nil && l.home[r.ID] == q:
			q.doc.Report(path, "%s is retired and asked again: a retired id never comes back.", r.ID)
		}
		l.text(q.doc, path+".since", "the version that retired it", r.Since)
		l.text(q.doc, path+".why", "why it was retired", r.Why)
	}
}

// sections checks the sections and counts their questions.
func (l *linter) sections(q *questionnaireFile) (questions int) {
	seen := map[string]bool{}
	for i, s := range q.Sections {
		path := fmt.Sprintf("sections[%d]", i)
		if !word.MatchString(s.ID) || seen[s.ID] {
			q.doc.Report(path+".id", "The section's id %q should be a word that no other section of the file has.", s.ID)
		}
		seen[s.ID] = true
		l.text(q.doc, path+".title", "the section's title", s.Title)
		if len(s.Questions) == 0 {
			q.doc.Report(path, "Section %s has no questions.", s.ID)
		}
		questions += len(s.Questions)
	}
	if len(q.Sections) == 0 && len(q.Include) == 0 && q.Extends == "" {
		q.doc.Report("sections", "The questionnaire asks nothing: give it sections with questions.")
	}
	return questions
}
