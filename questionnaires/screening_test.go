package questionnaires

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

func phiScreening(t testing.TB) *assessment.Catalog {
	return catalog(t, embeddedLibrary(t), "phi-screening")
}

// screened gives the answers of a screening: No but for the questions that the words name, such as "gives-care" for yes
// and "gives-care?" for unsure.
func screened(t testing.TB, cat *assessment.Catalog, words string) map[string]assessment.Response {
	t.Helper()
	answers := map[string]assessment.Response{}
	for _, q := range cat.Questions() {
		answers[q.ID] = assessment.No
	}
	for word := range strings.FieldsSeq(words) {
		id, unsure := strings.CutSuffix("phi-"+word, "?")
		if answers[id] == 0 {
			t.Fatalf("the screening does not ask %s", id)
		}
		answers[id] = assessment.Yes
		if unsure {
			answers[id] = assessment.Unknown
		}
	}
	return answers
}

func outcomes(cat *assessment.Catalog, answers map[string]assessment.Response) string {
	var ids []string
	for _, o := range assessment.Screen(cat, answers).Outcomes {
		ids = append(ids, o.ID)
	}
	return strings.Join(ids, " ")
}

func TestPHIScreeningDecides(t *testing.T) {
	cat := phiScreening(t)
	for _, tt := range []struct{ name, answers, want string }{
		{"machine shop that makes parts for cars", "", "no-phi"},
		{"machine shop that makes brackets for a hospital", "customer-covered", "health-care-customers"},
		{"machine shop asked by a hospital's buyer to sign a HIPAA paper", "customer-covered agreement-asked", "unsure-signs"},
		{"machine shop that has signed an agreement and has no such customer", "agreement-asked", "unsure-signs"},
		{"machine shop with a list of patients found in a mailbox", "data-astray", "unsure-signs data-astray"},
		{"machine shop that bids for work for a hospital next spring", "change-ahead", "change-ahead"},
		{"machine shop that pays the care of 80 workers through an outside firm", "own-plan plan-large", "plan-sponsor"},
		{"machine shop that repays 12 workers by its own books", "own-plan", "small-plan"},
		{"machine shop that buys insurance for 120 workers and counts it", "plan-large", "unsure-plan"},
		{"machine shop that cannot say how many take part", "own-plan plan-large?", "unsure"},
		{"machine shop with a clinic at the plant that bills by computer", "gives-care own-plan plan-large", "covered-entity plan-sponsor"},
		{"maker of implants who gets patients' scans with the orders of a hospital", "customer-covered handles-data", "business-associate"},
		{"law firm that defends a hospital", "customer-covered handles-data advises agreement-asked", "business-associate"},
		{"law firm that defends a hospital, without a signed agreement", "customer-covered advises", "business-associate"},
		{"law firm that defends a hospital and has charts copied by a shop", "customer-covered advises passes-on", "business-associate work-passed-on"},
		{"law firm of injured people", "handles-data advises other-health-data", "unsure-whose-data other-health-data"},
		{"law firm of injured people that cannot tell who its customers work for", "handles-data customer-vendor?", "unsure"},
		{"law firm for a billing company, with its claims as proof", "customer-vendor advises", "subcontractor"},
		{"law firm for a hospital and for a billing company", "customer-covered customer-vendor advises", "business-associate subcontractor"},
		{"law firm about to take in a partner for hospitals", "change-ahead", "change-ahead"},
		{"accountant who does a dentist's taxes from totals", "customer-covered", "health-care-customers"},
		{"accountant who audits a clinic's bills patient by patient", "customer-covered advises", "business-associate"},
		{"accountant who does not know what is in the files of a clinic", "customer-covered advises?", "unsure"},
		{"church without any health work", "", "no-phi"},
		{"church that rents its hall to a clinic", "customer-covered", "health-care-customers"},
		{"church with a nursing home that sends claims", "gives-care", "covered-entity"},
		{"church school with records of a school nurse", "other-health-data", "other-health-data"},
		{"store that keeps a clinic's encrypted backups and has no key", "customer-covered hosts-or-supports", "business-associate"},
		{"shredding firm hired by a medical records company", "customer-vendor hosts-or-supports", "subcontractor"},
		{"IT firm that reaches a billing firm's computers", "customer-vendor hosts-or-supports agreement-asked", "subcontractor"},
		{"IT firm that gives all of a clinic's work to a cloud", "customer-covered passes-on", "business-associate work-passed-on"},
		{"print shop that mails reminders and lost a batch", "customer-covered office-services data-astray", "business-associate data-astray"},
		{"web agency with booking forms of a dentist", "customer-covered portal", "business-associate"},
		{"courier of sealed letters for a lab", "customer-covered", "health-care-customers"},
		{"staffing firm whose nurses the hospital directs", "customer-covered", "health-care-customers"},
		{"small health insurer", "insures-or-clears", "covered-entity"},
		{"clinic that has agreements with its vendors", "gives-care agreement-asked", "covered-entity"},
		{"clinic that takes its patients for customers", "gives-care handles-data", "covered-entity"},
		{"clinic that also bills for another", "gives-care customer-covered office-services", "covered-entity business-associate"},
		{"therapist who is paid in cash only", "other-health-data", "other-health-data"},
		{"business associate that cannot answer for its health plan", "customer-covered handles-data own-plan?", "business-associate unsure"},
		{"firm that knows nothing", "gives-care? insures-or-clears? customer-covered? customer-vendor? handles-data?", "unsure"},
		{"firm without customers in health care whose data may come from one", "handles-data?", "unsure"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outcomes(cat, screened(t, cat, tt.answers))); diff != "" {
				t.Errorf("outcomes of %q (-want +got):\n%s", tt.answers, diff)
			}
		})
	}
}

// TestPHIScreeningNeverClears: whoever said yes or unsure to anything is never told that there is no PHI, and everyone is
// told something.
func TestPHIScreeningNeverClears(t *testing.T) {
	cat := phiScreening(t)
	questions := cat.Questions()
	all := make([]assessment.Response, len(questions))
	check := func() {
		t.Helper()
		answers, spotless := map[string]assessment.Response{}, true
		for i, q := range questions {
			answers[q.ID] = all[i]
			spotless = spotless && all[i] == assessment.No
		}
		got := outcomes(cat, answers)
		if got == "" || spotless != (got == "no-phi") || strings.Contains(got, " no-phi") || strings.Contains(got, "no-phi ") {
			t.Fatalf("outcomes of %v = %q", answers, got)
		}
	}
	reset := func() {
		for i := range all {
			all[i] = assessment.No
		}
	}

	// Every choice of three questions, each with every answer.
	responses := []assessment.Response{assessment.No, assessment.Yes, assessment.Unknown}
	for i := range all {
		for j := range i {
			for k := range j {
				reset()
				for _, all[i] = range responses {
					for _, all[j] = range responses {
						for _, all[k] = range responses {
							check()
						}
					}
				}
			}
		}
	}
	// Every way to answer all with yes or no.
	for bits := range 1 << len(all) {
		for i := range all {
			all[i] = responses[bits>>i&1]
		}
		check()
	}
	// Many ways to answer all with any of the three.
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		for i := range all {
			all[i] = responses[random.IntN(len(responses))]
		}
		check()
	}
}

// TestPHIScreeningFollowsTheActivity: what is signed or asked for decides no status (160.103).
func TestPHIScreeningFollowsTheActivity(t *testing.T) {
	cat := phiScreening(t)
	status := func(answers map[string]assessment.Response) (kinds []assessment.EntityKind) {
		for _, o := range assessment.Screen(cat, answers).Outcomes {
			kinds = append(kinds, o.Kinds...)
		}
		return kinds
	}
	signs := []string{"phi-agreement-asked", "phi-data-astray", "phi-own-plan", "phi-plan-large", "phi-other-health-data", "phi-change-ahead"}
	random := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		answers := map[string]assessment.Response{}
		for _, q := range cat.Questions() {
			answers[q.ID] = []assessment.Response{assessment.No, assessment.Yes, assessment.Unknown}[random.IntN(3)]
		}
		was := status(answers)
		for _, id := range signs {
			other := maps.Clone(answers)
			other[id] = assessment.Yes
			if got := status(other); !slices.Equal(got, was) {
				t.Fatalf("with %s = yes the client is %v, want %v as before: %v", id, got, was, answers)
			}
		}
	}
}

func TestPHIScreeningFile(t *testing.T) {
	cat := phiScreening(t)
	q := cat.Questionnaire
	if n := len(cat.Questions()); q.Kind != assessment.Screening || n < 12 || n > 16 {
		t.Errorf("a %s of %d questions, want a screening of 12 to 16", q.Kind, n)
	}
	for _, question := range cat.Questions() {
		if question.IsFact() || len(question.Citations) > 0 || question.When != nil || question.Remediation != nil {
			t.Errorf("%s is asked of everyone with yes, no or unsure and is no control", question.ID)
		}
		if question.Guidance == "" || question.Audience != assessment.ForClient {
			t.Errorf("%s needs guidance and is for the client to answer", question.ID)
		}
	}
	var otherwise []string
	for _, o := range q.Outcomes {
		if o.Unsure != strings.HasPrefix(o.ID, "unsure") || o.Unsure && len(o.Kinds) > 0 {
			t.Errorf("%s is called unsure and is not, or the other way around", o.ID)
		}
		if o.Title == "" || o.Means == "" || o.Next == "" || o.Days < 1 || o.Days > 366 {
			t.Errorf("%s says too little about what it is and what follows", o.ID)
		}
		if o.Otherwise() {
			otherwise = append(otherwise, o.ID)
		}
		for _, c := range slices.Concat(o.Any, o.All, o.None) {
			if cat.Question(c.Question) == nil || len(c.Is) == 0 || slices.ContainsFunc(c.Is, func(is string) bool { return !slices.Contains(assessment.ScreeningWords, is) }) {
				t.Errorf("%s has a condition that no answer meets: %+v", o.ID, c)
			}
		}
	}
	if fmt.Sprint(otherwise) != "[no-phi]" {
		t.Errorf("outcomes without conditions: %v, want no-phi alone", otherwise)
	}
}
