package assessment

import (
	"slices"
	"testing"
)

func TestCurrentIDs(t *testing.T) {
	cat := NewCatalog(Questionnaire{Sections: []Section{{Questions: []Question{
		{ID: "kept"}, {ID: "new", Replaces: []string{"old", "older"}},
	}}}}, "", nil, nil, nil)
	for _, test := range []struct{ ids, want []string }{
		{nil, nil},
		{[]string{"kept", "old"}, []string{"kept", "new"}},
		{[]string{"old", "older", "new"}, []string{"new"}},
		{[]string{"retired"}, nil},
	} {
		if got := cat.Current(test.ids); !slices.Equal(got, test.want) {
			t.Errorf("Current(%v) = %v, want %v", test.ids, got, test.want)
		}
	}
}
