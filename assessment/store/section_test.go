package store

import (
	"testing"

	"safeguard/assessment"
)

// inSection picks the section with that id.
func inSection(id string) func(*assessment.Catalog) *assessment.Section {
	return func(cat *assessment.Catalog) *assessment.Section { return cat.Section(id) }
}

// TestSectionTellsWhatTheWholeTells compares each section read alone with the whole assessment: the same progress, the
// same standing of its questions, and the same answers with their revisions.
func TestSectionTellsWhatTheWholeTells(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.year(readSample(t, "2025"))
		id := o.draft(readSample(t, "2026"))
		whole := o.work(id)
		all, sections := assessment.ProgressOf(whole.Catalog, &whole.Content, nil)
		for i := range whole.Catalog.Questionnaire.Sections {
			want := whole.Catalog.Questionnaire.Sections[i]
			part, section, err := o.Section(t.Context(), o.officer, id, inSection(want.ID))
			o.must(err)
			partAll, partSections := assessment.ProgressOf(part.Catalog, &part.Content, nil)
			wantSame(t, want.ID+": section", section.ID, want.ID)
			wantSame(t, want.ID+": progress", partAll, all)
			wantSame(t, want.ID+": progress of the sections", progressOnly(partSections), progressOnly(sections))
			wantSame(t, want.ID+": saved", part.LastSaved(), whole.LastSaved())
			for _, q := range section.Questions {
				wantSame(t, q.ID, part.Answers[q.ID], whole.Answers[q.ID])
				for _, site := range append([]string{""}, whole.Client.Sites...) {
					wantSame(t, q.ID+" at "+site, part.Answer(q.ID, site), whole.Answer(q.ID, site))
				}
			}
			wantSame(t, want.ID+": scoping", part.Scoping(), whole.Scoping())
			wantSame(t, want.ID+": decisions", part.Decisions, whole.Decisions)
		}
	})
}

func progressOnly(list []assessment.SectionProgress) []assessment.Progress {
	var counts []assessment.Progress
	for i := range list {
		counts = append(counts, list[i].Progress)
	}
	return counts
}

// TestSectionReadsNoMoreThanItShows keeps the page cheap: of other sections it opens nothing that is sealed.
func TestSectionReadsNoMoreThanItShows(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2026"))
		part, section, err := o.Section(t.Context(), o.manager, id, inSection("workforce"))
		o.must(err)
		for _, q := range part.Catalog.Questions() {
			shown := part.Catalog.SectionOf(q.ID) == section || q.IsFact()
			if a := part.Answers[q.ID]; !shown && (a.Note != "" || a.By != "") {
				t.Errorf("%s is read whole: %+v", q.ID, a)
			}
		}
	})
}

func TestSectionOfWhatIsFinal(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.year(readSample(t, "2025"))
		part, _, err := o.Section(t.Context(), o.officer, id, inSection("workforce"))
		o.must(err)
		wantSame(t, "answers", part.Answers, o.work(id).Answers)
	})
}

func TestSectionIsClosedToOthers(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		last := o.year(readSample(t, "2025"))
		id := o.draft(readSample(t, "2026"))
		for name, scope := range map[string]assessment.Scope{"stranger": o.stranger, "outsider": o.outsider, "nobody": {}} {
			_, _, err := o.Section(t.Context(), scope, id, inSection("workforce"))
			wantErr(t, name, err, assessment.ErrNotFound)
			_, err = o.ReportDate(t.Context(), scope, last)
			wantErr(t, name, err, assessment.ErrNotFound)
			list, err := o.Proposals(t.Context(), scope, id, proposedIn(o.work(id))...)
			o.must(err)
			wantSame(t, name+": proposals", list, []assessment.Proposal(nil))
		}
		_, _, err := o.Section(t.Context(), o.manager, id, inSection("no-such-section"))
		wantErr(t, "no such section", err, assessment.ErrNotFound)
	})
}

func proposedIn(w *Work) []string {
	var ids []string
	for _, p := range w.Proposals {
		ids = append(ids, p.Question)
	}
	return ids
}

func TestProposalsOfSomeQuestions(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.year(readSample(t, "2025"))
		id := o.draft(readSample(t, "2026"))
		whole := o.work(id)
		list, err := o.Proposals(t.Context(), o.officer, id, proposedIn(whole)...)
		o.must(err)
		wantSame(t, "all of them", list, whole.Proposals)
		one := whole.Proposals[3]
		list, err = o.Proposals(t.Context(), o.officer, id, one.Question)
		o.must(err)
		if len(list) == 0 || list[0].Question != one.Question {
			t.Errorf("of %s: %+v", one.Question, list)
		}
		if list, err = o.Proposals(t.Context(), o.officer, id); err != nil || len(list) != 0 {
			t.Errorf("of no question: %v, %v", list, err)
		}
	})
}

func TestReportDate(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		s := readSample(t, "2025")
		id := o.year(s)
		for range 2 { // the second time from what was read
			date, err := o.ReportDate(t.Context(), o.officer, id)
			o.must(err)
			wantSame(t, "report date", date, s.content.Date)
		}
	})
}
