package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"safeguard/assessment"
	"safeguard/questionnaires"
)

// diffQuestionnaires says what differs between two editions, each an ID, an ID@VERSION or a file.
func diffQuestionnaires(lib *questionnaires.Library, old, after string, stdout io.Writer) error {
	from, err := edition(lib, old)
	if err != nil {
		return err
	}
	to, err := edition(lib, after)
	if err != nil {
		return err
	}
	d := assessment.Diff(from, to)
	w := &lines{w: stdout}
	w.line("%s@%s -> %s@%s", d.From.ID, d.From.Version, d.To.ID, d.To.Version)
	if d.Empty() {
		w.line("Nothing differs.")
	}
	w.questions("Added", d.Questions, func(q *assessment.QuestionDiff) bool { return q.Added }, func(q *assessment.QuestionDiff) {
		w.line("    %s", q.Text)
	})
	w.questions("Retired", d.Questions, func(q *assessment.QuestionDiff) bool { return q.Retired }, func(q *assessment.QuestionDiff) {
		w.line("    %s", q.Text)
		if q.Why != "" {
			w.line("    Why: %s", q.Why)
		}
	})
	w.questions("Another id", d.Questions, func(q *assessment.QuestionDiff) bool { return len(q.Replaces) > 0 }, func(q *assessment.QuestionDiff) {
		w.line("    replaces %s", strings.Join(q.Replaces, ", "))
	})
	w.questions("Reworded", d.Questions, (*assessment.QuestionDiff).Reworded, func(q *assessment.QuestionDiff) {
		w.line("    was: %s", strings.ReplaceAll(q.OldText, "\n", "\n         "))
		w.line("    now: %s", q.Text)
	})
	w.questions("CHANGED MEANING, so earlier answers are not confirmed but answered anew", d.Questions,
		func(q *assessment.QuestionDiff) bool { return len(q.Meaning) > 0 }, func(q *assessment.QuestionDiff) { w.all(q.Meaning) })
	w.questions("Asked otherwise", d.Questions,
		func(q *assessment.QuestionDiff) bool { return len(q.Asking) > 0 }, func(q *assessment.QuestionDiff) { w.all(q.Asking) })
	w.entries("Re-rated risks", d.Risks)
	w.entries("Re-rated threats", d.Threats)
	return w.err
}

// edition loads what a word of the command line names: a file that ends in .yaml, beside the library, or a reference.
func edition(lib *questionnaires.Library, word string) (*assessment.Catalog, error) {
	if !strings.HasSuffix(word, ".yaml") && !strings.HasSuffix(word, ".yml") {
		return lib.Catalog(word)
	}
	with, id, err := lib.WithFile(word)
	if err != nil {
		return nil, err
	}
	return with.Catalog(id)
}

// lines writes lines and keeps the first error.
type lines struct {
	w   io.Writer
	err error
}

func (l *lines) line(format string, args ...any) {
	_, err := fmt.Fprintf(l.w, format+"\n", args...)
	l.err = errors.Join(l.err, err)
}

func (l *lines) all(sentences []string) {
	for _, s := range sentences {
		l.line("    %s", s)
	}
}

// questions writes a group of questions with its count, and nothing where there are none.
func (l *lines) questions(title string, list []assessment.QuestionDiff, of func(*assessment.QuestionDiff) bool, each func(*assessment.QuestionDiff)) {
	var group []*assessment.QuestionDiff
	for i := range list {
		if of(&list[i]) {
			group = append(group, &list[i])
		}
	}
	if len(group) == 0 {
		return
	}
	l.line("\n%s (%d)", title, len(group))
	for _, q := range group {
		l.line("  %s", q.ID)
		each(q)
	}
}

func (l *lines) entries(title string, list []assessment.EntryDiff) {
	if len(list) == 0 {
		return
	}
	l.line("\n%s (%d)", title, len(list))
	for _, e := range list {
		state := ""
		if e.Added {
			state = ", added"
		}
		if e.Gone {
			state = ", gone"
		}
		l.line("  %s%s", e.ID, state)
		if e.Added || e.Gone {
			l.line("    %s", e.Title)
		}
		l.all(e.What)
	}
}
