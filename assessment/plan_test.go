package assessment

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func planned(id string, effort Effort, questions ...string) Remediation {
	return Remediation{ID: id, Questions: questions, Action: "Do it", Owner: "Priya", Due: complete().Date.AddDays(60), Effort: effort}
}

// weak is a content in which encryption, fax handling and auto-lock are missing.
func weak(plan ...Remediation) *Content {
	c := answered(map[string]Answer{"encryption": {Response: No}, "fax-handling": {Response: No}, "auto-lock": {Response: No}})
	c.Remediation = plan
	return c
}

func lineOf(t *testing.T, r *Result, id string) PlanLine {
	t.Helper()
	for _, line := range r.Plan {
		if line.Remediation == id {
			return line
		}
	}
	t.Fatalf("no line %s in the plan", id)
	return PlanLine{}
}

func TestWorth(t *testing.T) {
	// Of three risks, lost-laptop falls from High (8) to Moderate (5) by encryption: 3 points of 3 risks are 10 of the index.
	alone := lineOf(t, Rate(testCatalog(), weak(planned("r1", Small, "encryption"))), "r1")
	if math.Abs(alone.Now-10) > 1e-9 || math.Abs(alone.Later-10) > 1e-9 || math.Abs(alone.Worth-20) > 1e-9 {
		t.Errorf("worth = %v now + %v later = %v, want 10 + 10 = 20", alone.Now, alone.Later, alone.Worth)
	}
	twice := Rate(testCatalog(), weak(planned("r1", Small, "encryption"), planned("r2", Small, "encryption")))
	if got := lineOf(t, twice, "r1"); math.Abs(got.Now-10) > 1e-9 || got.Later != 0 {
		t.Errorf("with a second one of the same question: %v now, %v later, want 10 and 0", got.Now, got.Later)
	}
}

func TestWorthOfWhatIsNotPlanned(t *testing.T) {
	r := planned("r1", Small, "encryption")
	r.Owner = ""
	if got := lineOf(t, Rate(testCatalog(), weak(r)), "r1"); got.Worth != 0 {
		t.Errorf("a remediation without an owner is worth %v, want 0", got.Worth)
	}
}

func TestOrderOfThePlan(t *testing.T) {
	soon := planned("soon", Large, "auto-lock")
	soon.Due = soon.Due.AddDays(-30)
	done := planned("done", Small, "encryption")
	done.Status = Done
	cancelled := planned("cancelled", Small, "encryption")
	cancelled.Status = Cancelled
	r := Rate(testCatalog(), weak(
		planned("late", Large, "auto-lock"),             // worth nothing, highest level High, addressable
		planned("required", Small, "analysis"),          // worth nothing, highest level Low
		soon,                                            // as late, but due earlier
		planned("large", Large, "encryption"),           // worth much, great effort
		planned("small", Small, "fax-handling"),         // worth some, small effort
		planned("gap", Large, "auto-lock", "placement"), // worth nothing, High, due later than soon
		cancelled,
		done, // worth as much as large, and nothing to do any more
	))
	var got []string
	for _, line := range r.Plan {
		got = append(got, line.Remediation)
	}
	want := []string{"small", "large", "soon", "gap", "late", "required", "done"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestRequiredRowsGoFirstAmongEquals(t *testing.T) {
	c := weak(planned("addressable", Small, "auto-lock"), planned("required", Small, "placement"))
	c.Answers["placement"] = Answer{Response: No}
	r := Rate(testCatalog(), c)
	if r.Plan[0].Remediation != "required" || !r.Plan[0].Binds || r.Plan[1].Binds {
		t.Errorf("order = %s, %s, want the gap in a standard first", r.Plan[0].Remediation, r.Plan[1].Remediation)
	}
}

func TestEffortWeights(t *testing.T) {
	for effort, want := range map[Effort]int{Small: 1, Medium: 3, Large: 8, 0: 3} {
		if got := effort.Weight(); got != want {
			t.Errorf("%q.Weight() = %v, want %v", effort, got, want)
		}
	}
}

func TestLate(t *testing.T) {
	asOf := complete().Date
	for _, tt := range []struct {
		status RemediationStatus
		due    Date
		want   bool
	}{
		{Open, asOf.AddDays(-1), true},
		{0, asOf.AddDays(-1), true},
		{Open, asOf, false},
		{Open, Date{}, false},
		{Done, asOf.AddDays(-1), false},
		{Cancelled, asOf.AddDays(-1), false},
	} {
		r := Remediation{Status: tt.status, Due: tt.due}
		if got := r.Late(asOf); got != tt.want {
			t.Errorf("Late(%q, due %v) = %v, want %v", tt.status, tt.due, got, tt.want)
		}
	}
}
