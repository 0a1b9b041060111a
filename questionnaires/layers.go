package questionnaires

import (
	"errors"
	"slices"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// LintFiles checks files of the disk as if they lay in the library beside what it has: threats.yaml and risks.yaml
// are libraries, any other is a questionnaire. A file takes the place of what the library has under the same name
// or id. Only problems of the given files are reported. A file that cannot be read is the error.
func (l *Library) LintFiles(names []string) (strict.Problems, error) {
	current, err := readSet(l.files, ".")
	if err != nil {
		return nil, err
	}
	archive, err := l.archive()
	if err != nil {
		return nil, err
	}
	given := &set{}
	var problems strict.Problems
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		src, err := strict.ReadFile(name)
		if refused, ok := errors.AsType[strict.Problems](err); ok {
			problems = append(problems, refused...)
			continue
		}
		if err != nil {
			return nil, err
		}
		given.add(name, src)
	}
	problems = append(problems, given.twice()...)
	problems = append(problems, given.over(current).lint()...)
	problems = append(problems, sameVersion(current, given)...)
	for _, old := range archive {
		problems = append(problems, sameVersion(old.set, given)...)
	}
	return slices.DeleteFunc(problems, func(p strict.Problem) bool { return !slices.Contains(names, p.File) }).Sorted(), nil
}

// twice finds libraries that are given under two names, of which nobody can tell which one is meant.
func (s *set) twice() strict.Problems {
	var problems strict.Problems
	for i := 1; i < len(s.threats); i++ {
		problems = append(problems, report(s.threats[i].doc, "", "This takes the place of %s: check one file of this kind at a time.", s.threats[i-1].doc.File)...)
	}
	for i := 1; i < len(s.risks); i++ {
		problems = append(problems, report(s.risks[i].doc, "", "This takes the place of %s: check one file of this kind at a time.", s.risks[i-1].doc.File)...)
	}
	return problems
}

// over lays the set over another: its questionnaires, threats and risks take the place of those with the same id.
func (s *set) over(other *set) *set {
	all := *other
	all.questionnaires = slices.DeleteFunc(slices.Clone(other.questionnaires), func(q questionnaireFile) bool {
		return s.questionnaire(q.ID) != nil
	})
	all.questionnaires = append(all.questionnaires, s.questionnaires...)
	all.threats = overLibraries(other.threats, s.threats, func(t assessment.Threat) string { return t.ID })
	all.risks = overLibraries(other.risks, s.risks, func(r assessment.Risk) string { return r.ID })
	return &all
}

func overLibraries[T any](below, above []libraryFile[T], id func(T) string) []libraryFile[T] {
	taken := map[string]bool{}
	for _, lib := range above {
		for _, entry := range lib.list {
			taken[id(entry)] = true
		}
	}
	var all []libraryFile[T]
	for _, lib := range below {
		lib.list = slices.DeleteFunc(slices.Clone(lib.list), func(entry T) bool { return taken[id(entry)] })
		all = append(all, lib)
	}
	return append(all, above...)
}

// sameVersion finds questionnaires that say to be of a known version and differ from it. A version names its
// content for ever, or else reports of the same version could not be compared.
func sameVersion(known, given *set) strict.Problems {
	var problems strict.Problems
	for _, q := range given.questionnaires {
		if k := known.questionnaire(q.ID); k != nil && k.Version == q.Version && string(k.src) != string(q.src) {
			problems = append(problems, report(q.doc, "version",
				"%s %s is known already with another content: give the changed file a new version.", q.ID, q.Version)...)
		}
	}
	return problems
}
