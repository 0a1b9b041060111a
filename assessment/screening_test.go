package assessment

import (
	"fmt"
	"slices"
	"testing"
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
			{ID: "open", Title: "Open", Days: 60, Any: []Condition{{Question: "for-clinic", Is: []string{"unsure"}}, {Question: "keeps", Is: []string{"unsure"}}}},
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
		if want != "" && !slices.Contains(ScreeningWords, want) {
			t.Errorf("%q is no word of a screening", want)
		}
	}
}
