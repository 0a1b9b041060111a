package assessment

import "testing"

func TestDueAgain(t *testing.T) {
	day := NewDate
	plan, review := Next{Step: StepPlan, Count: 2, Due: day(2026, 3, 1)}, Next{Step: StepReview, Due: day(2027, 3, 2)}
	for _, test := range []struct {
		name    string
		next    Next
		finalOn Date
		today   Date
		want    bool
	}{
		{"the same year", plan, day(2026, 1, 5), day(2026, 12, 31), false},
		{"a fresh one in January", plan, day(2026, 12, 20), day(2027, 1, 4), false},
		{"sixty days before a year has passed", plan, day(2026, 3, 2), day(2027, 1, 1), true},
		{"a day earlier than that", plan, day(2026, 3, 3), day(2027, 1, 1), false},
		{"years later", plan, day(2026, 3, 3), day(2029, 1, 1), true},
		{"a review sixty days off", review, day(2026, 12, 1), day(2027, 1, 1), true},
		{"a review a day further off", Next{Step: StepReview, Due: day(2027, 3, 3)}, day(2026, 12, 1), day(2027, 1, 1), false},
		{"no day is known", Next{Step: StepReview}, Date{}, day(2027, 6, 1), false},
		{"under review", Next{Step: StepApproval}, Date{}, day(2027, 6, 1), false},
		{"nothing open", Next{Step: StepOpen}, Date{}, day(2027, 6, 1), false},
	} {
		if got := test.next.DueAgain(2026, test.finalOn, test.today); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
