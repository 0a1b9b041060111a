package assessment

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMove(t *testing.T) {
	on := day(2026, time.December, 1)
	done := Remediation{ID: "r1", Status: Done, Completed: day(2026, time.November, 3), Evidence: "MDM export", VerifiedBy: "Sam", Verified: day(2026, time.November, 5)}
	for _, tt := range []struct {
		name string
		from Remediation
		to   RemediationStatus
		want Remediation
	}{
		{"nothing", Remediation{Status: Open}, Open, Remediation{Status: Open}},
		{"an absent status is open", Remediation{}, Open, Remediation{}},
		{"done", Remediation{Status: Open}, Done, Remediation{
			Status: Done, History: []Event{{on, "Done, as recorded by Dana.", "why"}},
		}},
		{"canceled", Remediation{}, Cancelled, Remediation{
			Status: Cancelled, History: []Event{{on, "Canceled, as recorded by Dana.", "why"}},
		}},
		{"open again", done, Open, Remediation{
			ID: "r1", Status: Open,
			History: []Event{{on, "Open again, as recorded by Dana. It had been done on November 3, 2026, verified by Sam on November 5, 2026, with this evidence: MDM export.", "why"}},
		}},
		{"canceled after all", Remediation{Status: Done}, Cancelled, Remediation{
			Status: Cancelled, History: []Event{{on, "Canceled, as recorded by Dana. It had been done.", "why"}},
		}},
		{"taken up again", Remediation{Status: Cancelled, History: []Event{{What: "before"}}}, Open, Remediation{
			Status: Open, History: []Event{{What: "before"}, {on, "Open again, as recorded by Dana.", "why"}},
		}},
	} {
		got := tt.from
		if err := got.Move(tt.to, on, "Dana", "why"); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateComparable(Date{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestMoveSharesNothing: the line as it was read stays as it was.
func TestMoveSharesNothing(t *testing.T) {
	history := make([]Event, 1, 4)
	r := Remediation{Status: Open, History: history}
	if err := r.Move(Done, complete().Date, "Dana", ""); err != nil {
		t.Fatal(err)
	}
	if len(r.History) != 2 || history[:2][1] != (Event{}) {
		t.Errorf("history = %v, want a list of its own", history[:2])
	}
}

func TestToGiveUpNeedsAReason(t *testing.T) {
	r := Remediation{Status: Open}
	err := r.Move(Cancelled, complete().Date, "Dana", " ")
	invalid, ok := errors.AsType[*Invalid](err)
	if !ok || invalid.Problems[0].Path != "why" || r.Status != Open || len(r.History) > 0 {
		t.Errorf("Move without a reason gives %v and %+v, want *Invalid at why and no change", err, r)
	}
}

func TestReschedule(t *testing.T) {
	on, march, june := day(2026, time.February, 1), day(2026, time.March, 1), day(2026, time.June, 1)
	moved := []Event{{on, "Due date moved from March 1, 2026 to June 1, 2026, as recorded by Dana.", "why"}}
	for _, tt := range []struct {
		name     string
		from, to Date
		want     []Event
	}{
		{"moved", march, june, moved},
		{"the same", march, march, nil},
		{"a first date", Date{}, june, nil},
		{"no date any more", march, Date{}, nil},
	} {
		r := Remediation{Due: tt.from}
		r.Reschedule(tt.to, on, "Dana", "why")
		if diff := cmp.Diff(tt.want, r.History, cmpopts.EquateComparable(Date{})); diff != "" || r.Due != tt.to {
			t.Errorf("%s: due %v, history (-want +got):\n%s", tt.name, r.Due, diff)
		}
	}
}

func TestNote(t *testing.T) {
	r := Remediation{}
	r.Note(complete().Date, "Dana", " The letters are drafted. ")
	want := []Event{{complete().Date, "The letters are drafted.", "Noted by Dana."}}
	if diff := cmp.Diff(want, r.History, cmpopts.EquateComparable(Date{})); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// TestAdvance: the reason is written once, with what it is about.
func TestAdvance(t *testing.T) {
	on, march, june := day(2026, time.February, 1), day(2026, time.March, 1), day(2026, time.June, 1)
	status := func(why string) Event { return Event{on, "Canceled, as recorded by Dana.", why} }
	date := func(why string) Event {
		return Event{on, "Due date moved from March 1, 2026 to June 1, 2026, as recorded by Dana.", why}
	}
	for _, tt := range []struct {
		name string
		to   RemediationStatus
		due  Date
		why  string
		want []Event
	}{
		{"nothing", Open, march, "", nil},
		{"status", Cancelled, march, "why", []Event{status("why")}},
		{"date", Open, june, "why", []Event{date("why")}},
		{"both", Cancelled, june, "why", []Event{status("why"), date("")}},
		{"a note alone", Open, march, "why", []Event{{on, "why", "Noted by Dana."}}},
	} {
		r := Remediation{Due: march}
		if err := r.Advance(tt.to, tt.due, on, "Dana", tt.why); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, r.History, cmpopts.EquateComparable(Date{})); diff != "" {
			t.Errorf("%s: history (-want +got):\n%s", tt.name, diff)
		}
	}
	r := Remediation{Due: march}
	if err := r.Advance(Cancelled, june, on, "Dana", ""); err == nil || r.Due != march {
		t.Errorf("a refused change gives %v and moved the date to %v", err, r.Due)
	}
}
