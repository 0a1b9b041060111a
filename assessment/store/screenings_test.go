package store

import (
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/questionnaires"
)

func phiScreening(t testing.TB) *assessment.Catalog {
	t.Helper()
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := lib.Catalog("phi-screening")
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// answered gives a whole screening: No but for the questions that the words name, with ? for unsure.
func answered(t testing.TB, words string, on assessment.Date) assessment.PHIScreening {
	t.Helper()
	sc := assessment.PHIScreening{
		Answers: map[string]assessment.ScreeningAnswer{}, By: assessment.Person{Name: "Tom Vance", Title: "Owner"},
		Date: on, Source: assessment.SourceCall,
	}
	for _, q := range phiScreening(t).Questions() {
		sc.Answers[q.ID] = assessment.ScreeningAnswer{Response: assessment.No}
	}
	for word := range strings.FieldsSeq(words) {
		id, unsure := strings.CutSuffix("phi-"+word, "?")
		response := assessment.Yes
		if unsure {
			response = assessment.Unknown
		}
		if _, asked := sc.Answers[id]; !asked {
			t.Fatalf("the screening does not ask %s", id)
		}
		sc.Answers[id] = assessment.ScreeningAnswer{Response: response}
	}
	return sc
}

// screen keeps a whole screening of today over the revision that is there.
func (o *office) screen(client string, period, revision int, words string) {
	o.t.Helper()
	sc := Screening{PHIScreening: answered(o.t, words, o.today()), Period: period, Revision: revision, Catalog: phiScreening(o.t)}
	o.must(o.SaveScreening(o.t.Context(), o.manager, client, sc))
}

func (o *office) screeningOf(client string, period int) Screening {
	o.t.Helper()
	list, err := o.Screenings(o.t.Context(), o.manager, client)
	o.must(err)
	for _, sc := range list {
		if sc.Period == period {
			return sc
		}
	}
	o.t.Fatalf("there is no screening of %d", period)
	return Screening{}
}

// line gives a client as the list has it.
func (o *office) line(client string) Line {
	o.t.Helper()
	list, err := o.Clients(o.t.Context(), o.manager, Filter{PerPage: 100})
	o.must(err)
	for _, l := range list.Lines {
		if l.ID == client {
			return l
		}
	}
	o.t.Fatalf("client %s is not in the list", client)
	return Line{}
}

func (o *office) group(client string) string {
	o.t.Helper()
	var grp string
	o.must(o.writer.QueryRow(`SELECT grp FROM clients WHERE id = $1`, client).Scan(&grp))
	return grp
}

// unknown adds a client of which nobody has said what it is.
func (o *office) unknown() string {
	o.t.Helper()
	ids, err := o.AddClients(o.t.Context(), o.manager, []Client{{Facts: assessment.Client{Name: "Mill Street Metals"}}})
	o.must(err)
	return ids[0]
}

func TestScreeningIsKept(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		part := Screening{Period: 2025, Catalog: phiScreening(t), PHIScreening: assessment.PHIScreening{
			Answers: map[string]assessment.ScreeningAnswer{"phi-gives-care": {Response: assessment.No, Note: "They make gears."}},
		}}
		o.must(o.SaveScreening(t.Context(), o.manager, o.other, part))
		got := o.screeningOf(o.other, 2025)
		wantSame(t, "what is begun", got.PHIScreening, part.PHIScreening)
		if f := got.Finding(); got.Revision != 1 || f.Open != len(phiScreening(t).Questions())-1 || f.Title != "" {
			t.Errorf("revision %d with finding %+v, want the first with all but one question open", got.Revision, f)
		}
		o.screen(o.other, 2025, 1, "agreement-asked")
		o.screen(o.other, 2026, 0, "")
		list, err := o.Screenings(t.Context(), o.manager, o.other)
		o.must(err)
		if len(list) != 2 || list[0].Period != 2026 || list[1].Revision != 2 || list[1].Finding().Title != "Not sure yet: a sign of health data, but no work that explains it" {
			t.Errorf("screenings = %+v", list)
		}
		if n := o.count(`SELECT count(*) FROM screening_revisions WHERE client = $1`, o.other); n != 3 {
			t.Errorf("%d revisions are kept, want 3: nothing is deleted", n)
		}
		wantSame(t, "the finding in the list", *o.line(o.other).Screened, list[0].Finding())
		events, err := o.Events(t.Context(), o.manager, o.other, 2)
		o.must(err)
		if e := events[1]; e.Action != "screening.save" || e.Subject != "2025" || e.Detail != "revision 2, 0 open unsure-signs" {
			t.Errorf("the event is %+v", e)
		}
		o.must(o.VerifyAudit(t.Context()))
	})
}

func TestScreeningIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		save := func(sc assessment.PHIScreening, revision int) error {
			return o.SaveScreening(t.Context(), o.manager, o.other, Screening{PHIScreening: sc, Period: 2025, Revision: revision, Catalog: phiScreening(t)})
		}
		nameless := answered(t, "", o.today())
		nameless.By = assessment.Person{}
		wantInvalid(t, "a whole one by nobody", save(nameless, 0), "by.name")
		wantConflict(t, "a revision that is not there", save(answered(t, "", o.today()), 3))
		if n := o.count(`SELECT count(*) FROM screenings`); n != 0 {
			t.Errorf("%d screenings are kept, want none", n)
		}
		o.screen(o.other, 2025, 0, "")
		wantConflict(t, "beginning it again", save(answered(t, "portal", o.today()), 0))
		_, err := o.RecordKinds(t.Context(), o.manager, o.other, 2024, 0)
		wantConflict(t, "recording what was not screened", err)
		_, err = o.RecordKinds(t.Context(), o.manager, o.other, 2025, 2)
		wantConflict(t, "recording another revision", err)
		o.must(o.ArchiveClient(t.Context(), o.manager, o.other, true))
		wantErr(t, "of an archived client", save(answered(t, "", o.today()), 1), ErrArchived)
	})
}

// TestScreeningStaysOnItsQuestions: what was begun goes on with the questions that it was begun with, and questions that
// were used once are kept once and never change.
func TestScreeningStaysOnItsQuestions(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.screen(o.other, 2025, 0, "")
		was := phiScreening(t)
		next := was.Questionnaire
		next.Version = "2099.1"
		next.Sections = next.Sections[:1]
		later := assessment.NewCatalog(next, "sha256:later", nil, nil, nil)
		o.must(o.SaveScreening(t.Context(), o.manager, o.other, Screening{PHIScreening: answered(t, "portal", o.today()), Period: 2025, Revision: 1, Catalog: later}))
		changed := assessment.NewCatalog(was.Questionnaire, "sha256:changed", nil, nil, nil)
		if err := o.SaveScreening(t.Context(), o.manager, o.client, Screening{Period: 2025, Catalog: changed}); err == nil {
			t.Error("a version that was used begins with other contents")
		}
		o.must(o.SaveScreening(t.Context(), o.manager, o.client, Screening{Period: 2025, Catalog: was}))
		o.must(o.SaveScreening(t.Context(), o.manager, o.other, Screening{Period: 2026, Catalog: later}))
		for _, tt := range []struct {
			client  string
			period  int
			version string
		}{{o.other, 2025, was.Questionnaire.Version}, {o.client, 2025, was.Questionnaire.Version}, {o.other, 2026, "2099.1"}} {
			if got := o.screeningOf(tt.client, tt.period).Catalog; got.Questionnaire.Version != tt.version {
				t.Errorf("the screening of %d asks version %s, want %s", tt.period, got.Questionnaire.Version, tt.version)
			}
		}
		if n := o.count(`SELECT count(*) FROM catalogs WHERE ref LIKE 'phi-screening@%'`); n != 2 {
			t.Errorf("%d editions are kept, want 2", n)
		}
	})
}

// TestScreeningLeadsTheClient: what a client without an assessment needs next follows from its screening.
func TestScreeningLeadsTheClient(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		client, today := o.unknown(), o.today()
		want := func(when, group string, due assessment.Date) {
			t.Helper()
			if l := o.line(client); o.group(client) != group || l.Due != due {
				t.Errorf("%s: %s, due %v, want %s, due %v", when, o.group(client), l.Due, group, due)
			}
		}
		want("not screened", "needs_you", today)
		o.must(o.SaveScreening(t.Context(), o.manager, client, Screening{Period: 2025, Catalog: phiScreening(t)}))
		want("begun", "needs_you", today)
		o.screen(client, 2025, 1, "agreement-asked")
		want("unsure", "needs_you", today.AddDays(14))
		o.screen(client, 2025, 2, "")
		want("no PHI", "none", today.AddDays(365))
		o.screen(client, 2025, 3, "customer-vendor hosts-or-supports")
		want("PHI found", "needs_you", today.AddDays(30))
		added, err := o.RecordKinds(t.Context(), o.manager, client, 2025, 4)
		o.must(err)
		wantSame(t, "what was recorded", added, []assessment.EntityKind{assessment.Subcontractor})
		wantSame(t, "the kinds of the client", o.line(client).Kinds, added)
		want("recorded", "needs_you", today)
		events, err := o.Events(t.Context(), o.manager, client, 1)
		o.must(err)
		if e := events[0]; e.Action != "client.record-kinds" || e.Subject != "2025" || e.Detail != "subcontractor" {
			t.Errorf("the event is %+v", e)
		}
		before := o.count(`SELECT count(*) FROM events`)
		added, err = o.RecordKinds(t.Context(), o.manager, client, 2025, 4)
		o.must(err)
		if n := o.count(`SELECT count(*) FROM events`); len(added) != 0 || n != before {
			t.Errorf("recording it twice adds %v and %d events, want nothing", added, n-before)
		}
	})
}
