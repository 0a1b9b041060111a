package assessment

import (
	"testing"
	"time"
)

func TestVisibility(t *testing.T) {
	cat := testCatalog()
	for _, tt := range []struct {
		name     string
		question string
		content  *Content
		want     bool
	}{
		{"no condition", "analysis", complete(), true},
		{"row of covered entities", "vendor-list", complete(), true},
		{"row of business associates", "subcontractors", complete(), false},
		{"subcontractor is a business associate", "subcontractors", with(func(c *Content) { c.Client.Kinds = []EntityKind{Subcontractor} }), true},
		{"row of covered entities for another", "vendor-list", with(func(c *Content) { c.Client.Kinds = []EntityKind{BusinessAssociate} }), false},
		{"gate that holds", "fax-handling", complete(), true},
		{"gate that does not hold", "fax-handling", answered(map[string]Answer{"fax-in-use": {Choice: "none"}}), false},
		{"unanswered gate shows", "fax-handling", answered(map[string]Answer{"fax-in-use": {}}), true},
		{"unknown gate shows", "fax-handling", answered(map[string]Answer{"fax-in-use": {Response: Unknown}}), true},
		{"gate that is not applicable hides", "fax-handling", answered(map[string]Answer{"fax-in-use": {Response: NotApplicable, Reason: "No line."}}), false},
		{"hidden gate hides what depends on it", "fax-log", answered(map[string]Answer{"fax-in-use": {Choice: "none"}, "fax-count": {Value: "9"}}), false},
		{"number reached", "fax-log", answered(map[string]Answer{"fax-count": {Value: "2"}}), true},
		{"number not reached", "fax-log", answered(map[string]Answer{"fax-count": {Value: "1"}}), false},
		{"client too small", "big-client", complete(), false},
		{"client large enough", "big-client", with(func(c *Content) { c.Client.Workforce = 50 }), true},
	} {
		a := answerOf(t, Rate(cat, tt.content), tt.question)
		if a.Visible != tt.want {
			t.Errorf("%s: %s visible = %v, want %v", tt.name, tt.question, a.Visible, tt.want)
		}
		if (a.Reason == "") != tt.want {
			t.Errorf("%s: reason %q", tt.name, a.Reason)
		}
	}
}

func TestClientConditions(t *testing.T) {
	client := &Client{Kinds: []EntityKind{CoveredEntity, Subcontractor}, Workforce: 10, Individuals: 500, Sites: []string{"a", "b"}, PlanSponsor: true}
	for _, tt := range []struct {
		c    Condition
		want bool
	}{
		{Condition{Client: ClientKind, Is: []string{"subcontractor"}}, true},
		{Condition{Client: ClientKind, Is: []string{"business_associate"}}, false},
		{Condition{Client: ClientWorkforce, AtLeast: 10}, true},
		{Condition{Client: ClientWorkforce, AtLeast: 11}, false},
		{Condition{Client: ClientIndividuals, AtLeast: 501}, false},
		{Condition{Client: ClientSites, AtLeast: 2}, true},
		{Condition{Client: ClientClearinghouse, Is: []string{"yes"}}, false},
		{Condition{Client: ClientClearinghouse, Is: []string{"no"}}, true},
		{Condition{Client: ClientPlanSponsor, Is: []string{"yes"}}, true},
	} {
		if got := tt.c.ofClient(client); got != tt.want {
			t.Errorf("%+v holds = %v, want %v", tt.c, got, tt.want)
		}
	}
}

func TestSites(t *testing.T) {
	cat := testCatalog()
	site := func(main, annex Response) map[string]Answer {
		return map[string]Answer{"main": {Response: main, Reason: "r"}, "annex": {Response: annex, Reason: "r"}}
	}
	for _, tt := range []struct {
		name   string
		answer Answer
		want   Response
	}{
		{"plain counts for every site", Answer{Response: Yes}, Yes},
		{"the worst counts", Answer{Sites: site(Yes, No)}, No},
		{"partial is worse than yes", Answer{Sites: site(Partial, Yes)}, Partial},
		{"unknown is worse than partial", Answer{Sites: site(Partial, Unknown)}, Unknown},
		{"not applicable is ignored", Answer{Sites: site(NotApplicable, Yes)}, Yes},
		{"all not applicable", Answer{Sites: site(NotApplicable, NotApplicable)}, NotApplicable},
		{"a site without an answer leaves it open", Answer{Sites: map[string]Answer{"main": {Response: Yes}}}, 0},
		{"a plain answer fills the other sites", Answer{Response: Partial, Sites: map[string]Answer{"main": {Response: Yes}}}, Partial},
		{"a site with a note only takes the plain answer", Answer{Response: Yes, Sites: map[string]Answer{"annex": {Note: "seen"}}}, Yes},
		{"none", Answer{}, 0},
	} {
		a := answerOf(t, Rate(cat, answered(map[string]Answer{"placement": tt.answer})), "placement")
		if a.Response != tt.want {
			t.Errorf("%s: response = %q, want %q", tt.name, a.Response, tt.want)
		}
		if len(a.Sites) != 2 {
			t.Errorf("%s: %d sites, want 2", tt.name, len(a.Sites))
		}
	}
}

func TestVerification(t *testing.T) {
	cat := testCatalog()
	proof := func(d Date) *Verification { return &Verification{Date: d, Method: ByTest} }
	asOf := complete().Date
	for _, tt := range []struct {
		name   string
		answer Answer
		want   bool
	}{
		{"on the day", Answer{Response: Yes, Verified: proof(asOf)}, true},
		{"a year before", Answer{Response: Yes, Verified: proof(asOf.AddYears(-1))}, true},
		{"older", Answer{Response: Yes, Verified: proof(asOf.AddYears(-1).AddDays(-1))}, false},
		{"after the as-of date", Answer{Response: Yes, Verified: proof(asOf.AddDays(1))}, false},
		{"without a method", Answer{Response: Yes, Verified: &Verification{Date: asOf}}, false},
		{"without a date", Answer{Response: Yes, Verified: &Verification{Method: ByTest}}, false},
		{"only with yes", Answer{Response: Partial, Verified: proof(asOf)}, false},
		{"at one site only", Answer{Sites: map[string]Answer{"main": {Response: Yes, Verified: proof(asOf)}, "annex": {Response: Yes}}}, false},
		{"at every site", Answer{Sites: map[string]Answer{"main": {Response: Yes, Verified: proof(asOf)}, "annex": {Response: Yes, Verified: proof(asOf)}}}, true},
		{"at every site that counts", Answer{Sites: map[string]Answer{"main": {Response: Yes, Verified: proof(asOf)}, "annex": {Response: NotApplicable, Reason: "r"}}}, true},
	} {
		if got := answerOf(t, Rate(cat, answered(map[string]Answer{"placement": tt.answer})), "placement").Verified; got != tt.want {
			t.Errorf("%s: verified = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAlternative(t *testing.T) {
	cat := testCatalog()
	asOf := complete().Date
	alternative := Decision{Choice: Alternative, Alternative: "A locked room", InPlace: day(2026, time.May, 1)}
	for _, tt := range []struct {
		name     string
		response Response
		decision Decision
		want     State
	}{
		{"in place", No, alternative, InPlace},
		{"in place on the day", Partial, Decision{Choice: Alternative, Alternative: "x", InPlace: asOf}, InPlace},
		{"counts for what counts as no", Unknown, alternative, InPlace},
		{"planned", No, Decision{Choice: Alternative, Alternative: "x", InPlace: asOf.AddDays(1)}, Missing},
		{"planned counts as missing", Partial, Decision{Choice: Alternative, Alternative: "x", InPlace: asOf.AddDays(1)}, Missing},
		{"without a date", Partial, Decision{Choice: Alternative, Alternative: "x"}, Missing},
		{"neither counts as missing", Partial, Decision{Choice: Neither, Reason: "r"}, Missing},
		{"not described", No, Decision{Choice: Alternative, InPlace: asOf}, Missing},
		{"neither", No, Decision{Choice: Neither, InPlace: asOf, Alternative: "x"}, Missing},
		{"implement", Partial, Decision{Choice: Implement}, PartlyInPlace},
		{"no need of one", Yes, alternative, InPlace},
	} {
		c := answered(map[string]Answer{"encryption": {Response: tt.response}})
		c.Decisions = map[string]Decision{"164.312(a)(2)(iv)": tt.decision}
		r := riskOf(t, Rate(cat, c), "lost-laptop")
		if got := r.Controls[0].State(); got != tt.want {
			t.Errorf("%s: state = %v, want %v", tt.name, got, tt.want)
		}
		if want := tt.want == InPlace && tt.response != Yes; r.Controls[0].Alternative != want {
			t.Errorf("%s: alternative = %v, want %v", tt.name, r.Controls[0].Alternative, want)
		}
	}
}
