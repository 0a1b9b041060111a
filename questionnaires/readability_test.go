package questionnaires

import (
	"cmp"
	"slices"
	"testing"

	"safeguard/assessment"
)

// The grades that office staff read without stopping. In a text of one or two sentences a single long name weighs several
// grades, so each file and each section must read easily as a whole, and a text by itself must not be plainly too hard. Terms
// of art count with all their syllables: where one cannot be avoided, the rest of the sentence is shorter.
const (
	maxGrade     = 9.0
	maxTextGrade = 12.0
)

// passage is a text of a questionnaire that people read in one go.
type passage struct {
	where string
	counted
}

func TestReadability(t *testing.T) {
	files, err := readSet(embedded, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range files.questionnaires {
		t.Run(q.doc.File, func(t *testing.T) {
			whole := count(q.About)
			var all []passage
			for _, s := range q.Sections {
				section, list := passages(s)
				if got := section.grade(); got > maxGrade {
					t.Errorf("section %s reads at grade %.1f, want %.0f at most", s.ID, got, maxGrade)
				}
				whole, all = whole.plus(section), append(all, list...)
			}
			if got := whole.grade(); got > maxGrade {
				t.Errorf("the file reads at grade %.1f, want %.0f at most", got, maxGrade)
			}
			reportGrades(t, whole, all)
		})
	}
}

// reportGrades logs the grade of a file and the texts in it that are harder than the whole may be, and fails on those that are
// too hard by themselves.
func reportGrades(t *testing.T, whole counted, all []passage) {
	t.Helper()
	hard := slices.DeleteFunc(all, func(p passage) bool { return p.grade() <= maxGrade })
	slices.SortFunc(hard, func(a, b passage) int { return cmp.Compare(b.grade(), a.grade()) })
	t.Logf("grade %.1f over %d sentences and %d words; %d texts are over grade %.0f", whole.grade(), whole.sentences, whole.words, len(hard), maxGrade)
	for _, p := range hard {
		if p.grade() > maxTextGrade {
			t.Errorf("%s reads at grade %.1f, want %.0f at most", p.where, p.grade(), maxTextGrade)
		} else {
			t.Logf("%s: %.1f", p.where, p.grade())
		}
	}
}

// passages counts the sentences of a section, all together and each text by itself. Titles and choices are labels.
func passages(s assessment.Section) (whole counted, list []passage) {
	add := func(where string, texts ...string) {
		p := passage{where: where}
		for _, text := range texts {
			p.counted = p.plus(count(text))
		}
		whole, list = whole.plus(p.counted), append(list, p)
	}
	add(s.ID+", introduction", s.Intro)
	for _, q := range s.Questions {
		add(q.ID+", question", q.Text)
		add(q.ID+", guidance", q.Guidance)
		add(q.ID+", evidence", q.Evidence...)
		if r := q.Remediation; r != nil {
			add(q.ID+", remediation", r.Action, r.Success)
		}
	}
	return whole, list
}
