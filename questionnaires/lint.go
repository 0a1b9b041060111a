package questionnaires

import (
	"errors"
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
	problems := current.lint(l.rule)
	for _, name := range l.archived() {
		old, err := readSet(l.files, path.Join("archive", name))
		if err != nil {
			return nil, err
		}
		problems = append(problems, old.lint(l.rule)...)
		problems = append(problems, current.continues(old)...)
	}
	return problems.Sorted(), nil
}

// LintFiles checks files of the disk as if they lay in the library beside what it has: threats.yaml and risks.yaml
// are libraries, any other is a questionnaire. Only problems of these files are given. A file that cannot be read
// is the error.
func (l *Library) LintFiles(names []string) (strict.Problems, error) {
	s, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	known := slices.Clone(s.questionnaires)
	var problems strict.Problems
	for _, name := range names {
		src, err := strict.ReadFile(name)
		if refused, ok := errors.AsType[strict.Problems](err); ok {
			problems = append(problems, refused...)
			continue
		}
		if err != nil {
			return nil, err
		}
		s.add(name, src)
	}
	problems = append(problems, s.lint(l.rule)...)
	problems = append(problems, sameVersion(known, s.questionnaires)...)
	return slices.DeleteFunc(problems, func(p strict.Problem) bool { return !slices.Contains(names, p.File) }).Sorted(), nil
}

// sameVersion finds questionnaires that say to be of a known version and differ from it. A version names its
// content for ever, or else reports of the same version could not be compared.
func sameVersion(known, given []questionnaireFile) strict.Problems {
	var problems strict.Problems
	for _, q := range given {
		for _, k := range known {
			if k.ID == q.ID && k.Version == q.Version && string(k.src) != string(q.src) {
				problems = append(problems, problemAt(q.doc, "version",
					"%s %s is known already with another content: give the changed file a new version.", q.ID, q.Version))
			}
		}
	}
	return problems
}

func problemAt(doc *strict.Document, path, format string, args ...any) strict.Problem {
	scratch := *doc
	scratch.Problems = nil
	scratch.Report(path, format, args...)
	return scratch.Problems[0]
}

// continues checks that no id of an earlier edition was lost: each is still asked, replaced or retired.
func (s *set) continues(old *set) strict.Problems {
	var problems strict.Problems
	for _, was := range old.questionnaires {
		q := s.questionnaire(was.ID)
		if q == nil {
			continue
		}
		known := map[string]bool{}
		for _, part := range s.included(q.ID) {
			for _, r := range part.Retired {
				known[r.ID] = true
			}
			part.each(func(_ string, question *assessment.Question) {
				known[question.ID] = true
				for _, id := range question.Replaces {
					known[id] = true
				}
			})
		}
		was.each(func(_ string, question *assessment.Question) {
			if !known[question.ID] {
				problems = append(problems, problemAt(q.doc, "id",
					"Question %s of version %s is gone: keep its id, name it under replaces, or list it under retired.", question.ID, was.Version))
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
	ids       map[string]string // id -> where it was first used
	threats   map[string]bool
	bears     map[string]string // control -> a risk that it bears on
}

// lint gives the problems of all files of the set.
func (s *set) lint(rule assessment.Rule) strict.Problems {
	l := linter{
		set: s, rule: map[string]assessment.Specification{}, questions: map[string]*assessment.Question{},
		ids: map[string]string{}, threats: map[string]bool{}, bears: map[string]string{},
	}
	for _, row := range rule.Assessed() {
		l.rule[row.Citation] = row
	}
	l.collect()
	l.lintThreats()
	l.lintRisks()
	for i := range s.questionnaires {
		l.questionnaire(&s.questionnaires[i])
	}
	var problems strict.Problems
	for i := range s.questionnaires {
		problems = append(problems, s.questionnaires[i].doc.Problems...)
	}
	for _, doc := range []*strict.Document{s.threats.doc, s.risks.doc} {
		if doc != nil {
			problems = append(problems, doc.Problems...)
		}
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
				l.questions[question.ID] = question
			}
		})
	}
	for i, t := range l.set.threats.list {
		l.id(l.set.threats.doc, fmt.Sprintf("[%d].id", i), t.ID)
		l.threats[t.ID] = true
	}
	for i, r := range l.set.risks.list {
		l.id(l.set.risks.doc, fmt.Sprintf("[%d].id", i), r.ID)
		for _, control := range append(slices.Clone(r.Key), r.Supporting...) {
			l.bears[control] = r.ID
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

func (l *linter) questionnaire(q *questionnaireFile) {
	if q.ID != "" && !word.MatchString(q.ID) {
		q.doc.Report("id", "The id %q should be small letters, digits and single dashes.", q.ID)
	}
	l.text(q.doc, "version", "the version, such as \"2026.1\"", q.Version)
	l.text(q.doc, "title", "a title", q.Title)
	if q.Kind == assessment.Base && (l.set.threats.doc == nil || l.set.risks.doc == nil) {
		q.doc.Report("kind", "A base questionnaire needs the libraries threats.yaml and risks.yaml beside it.")
	}
	for i, id := range q.Include {
		if l.set.questionnaire(id) == nil || id == q.ID {
			q.doc.Report(fmt.Sprintf("include[%d]", i), "There is no other questionnaire %s to include.", id)
		}
	}
	l.retired(q)
	l.sections(q)
	q.each(func(path string, question *assessment.Question) { l.question(q, path, question) })
}

func (l *linter) retired(q *questionnaireFile) {
	for i, r := range q.Retired {
		path := fmt.Sprintf("retired[%d]", i)
		if l.questions[r.ID] != nil {
			q.doc.Report(path, "%s is retired and asked again: a retired id never comes back.", r.ID)
		}
		l.text(q.doc, path+".since", "the version that retired it", r.Since)
		l.text(q.doc, path+".why", "why it was retired", r.Why)
	}
}

func (l *linter) sections(q *questionnaireFile) {
	seen := map[string]bool{}
	for i, s := range q.Sections {
		path := fmt.Sprintf("sections[%d]", i)
		if !word.MatchString(s.ID) || seen[s.ID] {
			q.doc.Report(path+".id", "The section's id %q should be a word that no other section of the file has.", s.ID)
		}
		seen[s.ID] = true
		if len(s.Questions) == 0 {
			q.doc.Report(path, "Section %s has no questions.", s.ID)
		}
	}
	if len(q.Sections) == 0 && len(q.Include) == 0 && q.ID != "" {
		q.doc.Report("sections", "The questionnaire asks nothing: give it sections with questions.")
	}
}
