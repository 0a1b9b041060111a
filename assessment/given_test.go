package assessment

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCheckAnswer(t *testing.T) {
	long := strings.Repeat("é", longestText)
	proof := func(v Verification) Answer { return Answer{Response: Yes, Verified: &v} }
	full := Verification{Date: complete().Date, Method: ByTest}
	for _, tt := range []struct {
		name, question, site string
		answer               Answer
		want                 []string // path: part of the sentence
	}{
		{"yes", "encryption", "", Answer{Response: Yes, Note: "All.\n\tSee the list."}, nil},
		{"taken back", "encryption", "", Answer{}, nil},
		{"unknown without an owner", "encryption", "", Answer{Response: Unknown}, nil},
		{"at a site", "placement", "annex", Answer{Response: No}, nil},
		{"for every site", "placement", "", Answer{Response: No}, nil},
		{"a choice", "fax-in-use", "", Answer{Choice: "machine"}, nil},
		{"a number", "fax-count", "", Answer{Value: "2"}, nil},
		{"proof", "encryption", "", proof(full), nil},
		{"as long as it may be", "encryption", "", Answer{Response: Yes, Note: long, Reason: long}, nil},

		{"not applicable without a reason", "encryption", "", Answer{Response: NotApplicable}, []string{"reason: Say why it cannot apply."}},
		{"not applicable with a blank reason", "encryption", "", Answer{Response: NotApplicable, Reason: " \n"}, []string{"reason: Say why it cannot apply."}},
		{"a fact that does not apply", "fax-count", "", Answer{Response: NotApplicable}, []string{"reason: Say why it cannot apply."}},
		{"a control with a choice", "encryption", "", Answer{Choice: "all"}, []string{"response: encryption asks about a safeguard"}},
		{"a fact with a response", "fax-count", "", Answer{Response: Yes}, []string{"response: fax-count asks for a fact"}},
		{"no such choice", "fax-in-use", "", Answer{Choice: "pigeon"}, []string{"choice: \"pigeon\" is not a choice"}},
		{"a value for a choice", "fax-in-use", "", Answer{Value: "2"}, []string{"value: fax-in-use takes a choice"}},
		{"a choice for a value", "fax-count", "", Answer{Choice: "two"}, []string{"choice: fax-count takes a value"}},
		{"no number", "fax-count", "", Answer{Value: "two"}, []string{"value: \"two\" is not a whole number"}},
		{"unknown site", "placement", "attic", Answer{Response: Yes}, []string{"site: \"attic\" is not a site of the client. Choose one of main, annex."}},
		{"not asked per site", "encryption", "main", Answer{Response: Yes}, []string{"site: This question is not asked per site."}},
		{"several sites at once", "placement", "", Answer{Sites: map[string]Answer{"main": {Response: Yes}}}, []string{"site: Answer for one site at a time."}},
		{"long note", "encryption", "", Answer{Response: Yes, Note: long + "x"}, []string{"note: This is 20,001 characters long; the limit is 20,000."}},
		{"long reason", "encryption", "", Answer{Response: Yes, Reason: long + "x"}, []string{"reason: This is 20,001"}},
		{"long evidence", "encryption", "", proof(Verification{Date: full.Date, Method: ByTest, Evidence: long + "x"}), []string{"verified.evidence: This is 20,001"}},
		{"Social Security number", "encryption", "", Answer{Response: Yes, Note: "Her number (219-09-9999) is in the file."}, []string{"note: This looks like a Social Security number. Take it out."}},
		{"alone in the field", "encryption", "", Answer{Response: NotApplicable, Reason: "219-09-9999"}, []string{"reason: This looks like"}},
		{"numbers of other kinds", "encryption", "", Answer{Response: Yes, Note: "937-555-0142, 000-12-3456, 666-12-3456, 912-34-5678, 219-00-9999, 219-09-0000, 1219-09-9999, 219-09-99991, 2-219-09-9999"}, nil},
		{"control byte", "encryption", "", Answer{Response: Yes, Note: "a\x00b"}, []string{"note: This holds a character"}},
		{"carriage return", "encryption", "", Answer{Response: Yes, Reason: "a\rb"}, []string{"reason: This holds a character"}},
		{"text that turns around", "encryption", "", Answer{Response: Yes, Note: "pay\u202etnemyap"}, []string{"note: This holds a character"}},
		{"Arabic and a family", "encryption", "", Answer{Response: Yes, Note: "نسخة احتياطية 👨‍👩‍👧"}, nil},
		{"a reason that leaves no mark", "encryption", "", Answer{Response: NotApplicable, Reason: "\u200b \u2800"}, []string{"reason: Say why it cannot apply."}},
		{"not UTF-8", "encryption", "", Answer{Response: Yes, Note: "a\xffb"}, []string{"note: This holds a character"}},
		{"owner of two lines", "encryption", "", Answer{Response: Unknown, Owner: "a\nb"}, []string{"owner: Write the name in one line"}},
		{"long name", "encryption", "", Answer{Response: Yes, By: strings.Repeat("x", 201)}, []string{"by: Write the name in one line"}},
		{"proof without a day", "encryption", "", proof(Verification{Method: ByTest}), []string{"verified.date: Give the day"}},
		{"proof without a method", "encryption", "", proof(Verification{Date: full.Date}), []string{"verified.method: Say how"}},
		{"all at once", "placement", "attic", Answer{Response: NotApplicable, Note: "\x01"}, []string{"site: ", "reason: ", "note: "}},
	} {
		err := testCatalog().CheckAnswer(&complete().Client, tt.question, tt.site, tt.answer)
		if got := problemLines(err); !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
			t.Errorf("%s: CheckAnswer = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func problemLines(err error) []string {
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		return nil
	}
	var list []string
	for _, p := range invalid.Problems {
		list = append(list, p.Path+": "+p.What)
	}
	return list
}

func TestCheckAnswerOfNoQuestion(t *testing.T) {
	for _, id := range []string{"", "encrypton", "old-question", "disk-encryption"} {
		if err := testCatalog().CheckAnswer(&complete().Client, id, "", Answer{Response: Yes}); !errors.Is(err, ErrNotFound) {
			t.Errorf("CheckAnswer(%q) = %v, want ErrNotFound", id, err)
		}
	}
}

func TestCheckDecision(t *testing.T) {
	long := strings.Repeat("é", longestText+1)
	for _, tt := range []struct {
		name     string
		decision Decision
		want     []string
	}{
		{"only a choice", Decision{Choice: Implement}, nil},
		{"no choice", Decision{Assessment: "It fits."}, []string{"choice: Choose one"}},
		{"review first", Decision{Choice: Neither, Date: NewDate(2026, 11, 2), Review: NewDate(2026, 11, 1)}, []string{"review: The next review lies before"}},
		{"review on the same day", Decision{Choice: Neither, Date: NewDate(2026, 11, 2), Review: NewDate(2026, 11, 2)}, nil},
		{"long texts", Decision{Choice: Neither, Assessment: long, Reason: long, Alternative: long}, []string{"assessment: This is 20,001", "reason: This is 20,001", "alternative: This is 20,001"}},
		{"names of two lines", Decision{Choice: Neither, Approver: Person{Name: "a\nb", Title: "c\nd"}}, []string{"approver.name: Write", "approver.title: Write"}},
	} {
		got := problemLines(testCatalog().CheckDecision("164.312(a)(2)(iv)", tt.decision))
		if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
			t.Errorf("%s: CheckDecision = %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, citation := range []string{"", "164.999", "164.308(a)(1)(ii)(A)"} {
		if err := testCatalog().CheckDecision(citation, Decision{Choice: Implement}); !errors.Is(err, ErrNotFound) {
			t.Errorf("CheckDecision(%q) = %v, want ErrNotFound", citation, err)
		}
	}
}

func TestCheckAnswerOfAClientWithoutSites(t *testing.T) {
	client := complete().Client
	client.Sites = nil
	got := problemLines(testCatalog().CheckAnswer(&client, "placement", "main", Answer{Response: Yes}))
	if len(got) != 1 || !strings.HasPrefix(got[0], "site: The client has no list of sites yet.") {
		t.Errorf("CheckAnswer = %q, want one problem of the site", got)
	}
}

func TestModeOf(t *testing.T) {
	yes := Proposal{Source: Carried, Response: Yes, Note: "All."}
	fromContact, fromBaseline, anew := yes, yes, yes
	fromContact.Source, fromBaseline.Source, anew.Anew = FromContact, Baseline, true
	partial := Proposal{Source: FromContact, Response: Partial}
	fact := Proposal{Source: Carried, Choice: "machine"}
	for _, tt := range []struct {
		name   string
		list   []Proposal
		answer Answer
		want   Mode
	}{
		{"nothing was proposed", nil, Answer{Response: Yes}, ModeNew},
		{"as proposed", []Proposal{yes}, Answer{Response: Yes}, ModeAlone},
		{"as proposed, with another note", []Proposal{yes}, Answer{Response: Yes, Note: "Most."}, ModeAlone},
		{"as the baseline has it", []Proposal{fromBaseline}, Answer{Response: Yes}, ModeAlone},
		{"as the contact has it", []Proposal{fromContact}, Answer{Response: Yes}, ModeClient},
		{"as last year, and the contact says so too", []Proposal{yes, fromContact}, Answer{Response: Yes}, ModeClient},
		{"as last year, against the contact", []Proposal{yes, partial}, Answer{Response: Yes}, ModeAlone},
		{"as the contact has it, against last year", []Proposal{yes, partial}, Answer{Response: Partial}, ModeClient},
		{"like none of them", []Proposal{yes, partial}, Answer{Response: No}, ModeChanged},
		{"another choice", []Proposal{fact}, Answer{Choice: "none"}, ModeChanged},
		{"the same choice", []Proposal{fact}, Answer{Choice: "machine"}, ModeAlone},
		{"another value", []Proposal{{Value: "2"}}, Answer{Value: "3"}, ModeChanged},
		{"the same again where nothing could be confirmed", []Proposal{anew}, Answer{Response: Yes}, ModeNew},
		{"another where nothing could be confirmed", []Proposal{anew}, Answer{Response: No}, ModeChanged},
	} {
		if got := ModeOf(Offer{tt.list}, tt.answer); got != tt.want {
			t.Errorf("%s: ModeOf = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 20_001: "20,001", 1_000_000: "1,000,000"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestGivenCounts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers map[string]Answer
		want    GivenCounts
	}{
		// Nine questions are asked, one of them at two sites.
		{"an answer that does not say how", nil, GivenCounts{New: 10}},
		{"each mode", map[string]Answer{
			"fax-in-use": {Choice: "machine", Mode: ModeAlone}, "fax-count": {Value: "2", Mode: ModeTogether},
			"analysis": {Response: Yes, Mode: ModeClient}, "vendor-list": {Response: Yes, Mode: ModeChanged},
		}, GivenCounts{Alone: 1, Together: 1, Client: 1, Changed: 1, New: 6}},
		{"an answer for the whole client counts at each site", map[string]Answer{"placement": {Response: Yes, Mode: ModeAlone}}, GivenCounts{Alone: 2, New: 8}},
		{"sites", map[string]Answer{"placement": {Sites: map[string]Answer{
			"main": {Response: Yes, Mode: ModeChanged}, "annex": {Note: "Ask."},
		}}}, GivenCounts{Changed: 1, New: 8, Open: 1}},
		{"unanswered", map[string]Answer{"encryption": {Note: "Ask.", Mode: ModeAlone}}, GivenCounts{New: 9, Open: 1}},
		{"unknown is answered", map[string]Answer{"encryption": {Response: Unknown, Mode: ModeChanged}}, GivenCounts{Changed: 1, New: 9}},
		{"hidden does not count", map[string]Answer{
			"fax-in-use": {Choice: "none", Mode: ModeChanged}, "fax-handling": {Response: Yes, Mode: ModeAlone},
		}, GivenCounts{Changed: 1, New: 6}},
	} {
		got := Rate(testCatalog(), answered(tt.answers)).Totals.Given
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if n := tt.want; got.Answers() != n.Alone+n.Together+n.Client+n.Changed+n.New {
			t.Errorf("%s: %d answers", tt.name, got.Answers())
		}
	}
}
