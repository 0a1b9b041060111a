package assessment

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDelays(t *testing.T) {
	r := planned("r1", Small, "encryption")
	day := func(d int) Date { return NewDate(2026, time.March, d) }
	r.Reschedule(r.Due.AddDays(30), day(1), "Dana", "The parts are late.")
	r.Note(day(2), "Dana", "Half of it is in place.")
	r.Reschedule(r.Due.AddDays(30), day(3), "Dana", "")
	r.History = append(r.History, Event{Date: day(4), What: " due date moved to May, as the vendor asked"}, Event{Date: day(5), What: "Nobody moved the due date."})
	var got []Date
	for _, e := range r.Delays() {
		got = append(got, e.Date)
	}
	if diff := cmp.Diff([]Date{day(1), day(3), day(4)}, got, cmp.Comparer(func(a, b Date) bool { return a == b })); diff != "" {
		t.Errorf("days on which it was moved (-want +got):\n%s", diff)
	}
}

func TestOwnerKey(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"Priya Nair", "priya nair"},
		{"  PRIYA \t nair\n", "priya nair"},
		{"José", "josé"},
		{"JOSÉ", "josé"},
		{"", ""},
		{" \u200b\u3164", ""},
	} {
		if got := OwnerKey(tt.name); got != tt.want {
			t.Errorf("OwnerKey(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}
