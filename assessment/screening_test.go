package assessment

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func screeningCatalog() *Catalog {
	yes := []string{"yes"}
	return NewCatalog(Questionnaire{
		ID: "screening", Version: "2026.1", Title: "Screening", Kind: Screening,
		Sections: []Section{
			{ID: "who", Title: "Who", Questions: []Question{{ID: "for-clinic", Text: "Do you work for a clinic?"}}},
			{ID: "what", Title: "What", Questions: []Question{{ID: "keeps", Text: "Do you keep charts?"}, {ID: "asked", Text: "Were you asked to sign?"}}},
		},
		Outcomes: []Outcome{
			{ID: "none", Title: "None", Days: 365},
			{ID: "associate", Title: "Associate", Kinds: []EntityKind{BusinessAssociate}, Days: 30, All: []Condition{{Question: "for-clinic", Is: yes}, {Question: "keeps", Is: yes}}},
			{ID: "sign", Title: "A sign", Days: 14, Any: []Condition{{Question: "asked", Is: yes}, {Question: "keeps", Is: yes}}, None: []Condition{{Question: "for-clinic", Is: yes}}},
			{ID: "open", Title: "Open", Unsure: true, Days: 60, Any: []Condition{{Question: "for-clinic", Is: []string{"unsure"}}, {Question: "keeps", Is: []string{"unsure"}}}},
		},
	}, "sha256:1", nil, nil, nil)
}

func TestScreen(t *testing.T) {
	cat := screeningCatalog()
	for _, tt := range []struct {
		forClinic, keeps, asked Response
		want                    string
	}{
		{0, 0, 0, "[] open [for-clinic keeps asked]"},
		{Yes, 0, No, "[] open [keeps]"},
		{No, No, No, "[none] open []"},
		{Yes, No, No, "[none] open []"},
		{Yes, Yes, No, "[associate] open []"},
		{Yes, Yes, Yes, "[associate] open []"},
		{No, Yes, No, "[sign] open []"},
		{No, No, Yes, "[sign] open []"},
		{Yes, No, Yes, "[none] open []"},
		{Unknown, Yes, No, "[sign open] open []"},
		{Yes, Unknown, Yes, "[open] open []"},
		{Partial, Yes, Yes, "[] open [for-clinic]"},
		{Yes, NotApplicable, Yes, "[] open [keeps]"},
	} {
		got := Screen(cat, map[string]Response{"for-clinic": tt.forClinic, "keeps": tt.keeps, "asked": tt.asked})
		var ids []string
		for _, o := range got.Outcomes {
			ids = append(ids, o.ID)
		}
		if text := fmt.Sprintf("%v open %v", ids, got.Open); text != tt.want {
			t.Errorf("Screen(%v, %v, %v) = %s, want %s", tt.forClinic, tt.keeps, tt.asked, text, tt.want)
		}
	}
}

func TestScreeningWord(t *testing.T) {
	for r, want := range map[Response]string{0: "", Yes: "yes", No: "no", Unknown: "unsure", Partial: "", NotApplicable: ""} {
		if got := ScreeningWord(r); got != want {
			t.Errorf("ScreeningWord(%v) = %q, want %q", r, got, want)
		}
		if want != "" && (!slices.Contains(ScreeningWords, want) || ParseScreeningWord(want) != r) {
			t.Errorf("%q is no word of a screening, or not that of %v", want, r)
		}
	}
	if got := ParseScreeningWord("maybe"); got != 0 {
		t.Errorf("ParseScreeningWord(maybe) = %v, want none", got)
	}
}

// screening gives a screening of the small catalog that says so little that it can be saved.
func screening(forClinic, keeps, asked Response) *PHIScreening {
	return &PHIScreening{
		Answers: map[string]ScreeningAnswer{"for-clinic": {Response: forClinic}, "keeps": {Response: keeps}, "asked": {Response: asked}},
		By:      Person{Name: "Dana Lee", Title: "Owner"}, Date: day(2026, time.November, 12), Source: SourceCall,
	}
}

func TestBecause(t *testing.T) {
	cat := screeningCatalog()
	for _, tt := range []struct {
		forClinic, keeps, asked Response
		want                    string
	}{
		{No, No, No, "none []"},
		{Yes, Yes, Yes, "associate [for-clinic keeps]"},
		{No, Yes, Yes, "sign [asked keeps]"},
		{Unknown, Yes, No, "sign [keeps], open [for-clinic]"},
	} {
		answers := screening(tt.forClinic, tt.keeps, tt.asked).Responses()
		var list []string
		for _, o := range Screen(cat, answers).Outcomes {
			list = append(list, fmt.Sprintf("%s %v", o.ID, o.Because(answers)))
		}
		if got := strings.Join(list, ", "); got != tt.want {
			t.Errorf("(%v, %v, %v): %s, want %s", tt.forClinic, tt.keeps, tt.asked, got, tt.want)
		}
	}
}

func TestFinding(t *testing.T) {
	cat := screeningCatalog()
	answered := day(2026, time.November, 12)
	for _, tt := range []struct {
		name                    string
		forClinic, keeps, asked Response
		again                   Date
		want                    Finding
	}{
		{"begun", Yes, 0, No, Date{}, Finding{Open: 1}},
		{"begun, with a day to look again", Yes, 0, No, answered.AddDays(3), Finding{Open: 1}},
		{"nothing", No, No, No, Date{}, Finding{Title: "None", Again: answered.AddDays(365)}},
		{"associate", Yes, Yes, No, Date{}, Finding{Title: "Associate", Kinds: []EntityKind{BusinessAssociate}, Again: answered.AddDays(30)}},
		{"two at once, the earlier day counts", Unknown, Yes, No, Date{}, Finding{Title: "A sign", Unsure: true, Again: answered.AddDays(14)}},
		{"a day that was chosen", No, No, No, answered.AddDays(99), Finding{Title: "None", Again: answered.AddDays(99)}},
	} {
		s := screening(tt.forClinic, tt.keeps, tt.asked)
		s.Again, tt.want.Period, tt.want.Date = tt.again, 2026, answered
		if got := s.Finding(cat, 2026); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: Finding = %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestFindingBesideWhatIsRecorded(t *testing.T) {
	found := &Finding{Kinds: []EntityKind{BusinessAssociate, Subcontractor}}
	for _, tt := range []struct {
		recorded            []EntityKind
		unrecorded, unfound string
	}{
		{nil, "[business_associate subcontractor]", "[]"},
		{[]EntityKind{BusinessAssociate}, "[subcontractor]", "[]"},
		{[]EntityKind{CoveredEntity, Subcontractor, BusinessAssociate}, "[]", "[covered_entity]"},
	} {
		if got := fmt.Sprint(found.Unrecorded(tt.recorded)); got != tt.unrecorded {
			t.Errorf("Unrecorded(%v) = %s, want %s", tt.recorded, got, tt.unrecorded)
		}
		if got := fmt.Sprint(found.Unfound(tt.recorded)); got != tt.unfound {
			t.Errorf("Unfound(%v) = %s, want %s", tt.recorded, got, tt.unfound)
		}
	}
	if got := (&Finding{Open: 2}).Unfound([]EntityKind{CoveredEntity}); len(got) != 0 {
		t.Errorf("Unfound of a screening that is not whole = %v, want nothing yet", got)
	}
}

func TestScreeningCheck(t *testing.T) {
	cat, today := screeningCatalog(), day(2026, time.November, 24)
	for _, tt := range []struct {
		name   string
		change func(s *PHIScreening)
		want   string
	}{
		{"whole", func(*PHIScreening) {}, ""},
		{"of today", func(s *PHIScreening) { s.Date = today }, ""},
		{"begun by nobody", func(s *PHIScreening) {
			*s = PHIScreening{Answers: map[string]ScreeningAnswer{"keeps": {Response: Yes}}}
		}, ""},
		{"nothing at all", func(s *PHIScreening) { *s = PHIScreening{} }, ""},
		{"no name", func(s *PHIScreening) { s.By.Name = " " }, "by.name"},
		{"no day", func(s *PHIScreening) { s.Date = Date{} }, "date"},
		{"no source", func(s *PHIScreening) { s.Source = 0 }, "source"},
		{"a day to come", func(s *PHIScreening) { s.Date = today.AddDays(1) }, "date"},
		{"again before", func(s *PHIScreening) { s.Again = s.Date }, "again"},
		{"another question", func(s *PHIScreening) { s.Answers["others"] = ScreeningAnswer{Response: Yes} }, "answers.others"},
		{"another response", func(s *PHIScreening) { s.Answers["keeps"] = ScreeningAnswer{Response: Partial} }, "answers.keeps"},
		{"a number that may be of a person", func(s *PHIScreening) { s.Answers["keeps"] = ScreeningAnswer{No, "219-45-6789"} }, "answers.keeps.note"},
		{"a name of two lines", func(s *PHIScreening) { s.By.Name = "Dana\nLee" }, "by.name"},
		{"a title of two lines", func(s *PHIScreening) { s.By.Title = "Owner\nand more" }, "by.title"},
	} {
		s := screening(No, No, No)
		tt.change(s)
		var paths []string
		for _, p := range s.Check(cat, today) {
			paths = append(paths, p.Path)
		}
		if got := strings.Join(paths, " "); got != tt.want {
			t.Errorf("%s: problems at %q, want %q", tt.name, got, tt.want)
		}
	}
}
