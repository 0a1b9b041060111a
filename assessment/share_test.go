package assessment

import (
	"testing"
	"time"
)

// TestShareState: the state of a recipient follows from the questions that they can answer.
func TestShareState(t *testing.T) {
	open := SharedQuestion{Places: []GivenState{0}}
	draft := SharedQuestion{Places: []GivenState{GivenDraft}, Touched: true}
	submitted := SharedQuestion{Places: []GivenState{GivenSubmitted}, Touched: true}
	returned := SharedQuestion{Places: []GivenState{GivenReturned}, Touched: true}
	accepted := SharedQuestion{Places: []GivenState{GivenAccepted}, Done: true, Touched: true}
	for _, tt := range []struct {
		name      string
		opened    bool
		questions []SharedQuestion
		want      ShareState
	}{
		{"nobody was there", false, []SharedQuestion{open, open}, ShareSent},
		{"somebody was there", true, []SharedQuestion{open, open}, ShareOpened},
		{"one is answered", true, []SharedQuestion{draft, open}, ShareInProgress},
		{"one is answered at one of two sites", true, []SharedQuestion{{Places: []GivenState{GivenDraft, 0}, Touched: true}}, ShareInProgress},
		{"another answered for them", false, []SharedQuestion{{Places: []GivenState{GivenDraft}}}, ShareSent},
		{"all are answered and not sent", true, []SharedQuestion{draft, draft}, ShareInProgress},
		{"all are sent", true, []SharedQuestion{submitted, submitted}, ShareSubmitted},
		{"one is accepted, one waits", true, []SharedQuestion{accepted, submitted}, ShareSubmitted},
		{"one came back", true, []SharedQuestion{accepted, returned}, ShareReturned},
		{"one came back and another is answered anew", true, []SharedQuestion{draft, returned}, ShareReturned},
		{"a site came back", true, []SharedQuestion{{Places: []GivenState{GivenSubmitted, GivenReturned}}}, ShareReturned},
		{"what came back is answered anew", true, []SharedQuestion{accepted, draft}, ShareInProgress},
		{"all are accepted", true, []SharedQuestion{accepted, accepted}, ShareDone},
		{"given up before it was answered", true, []SharedQuestion{{Done: true, Places: []GivenState{0}}, accepted}, ShareDone},
		{"everything was passed on", true, nil, ShareDone},
	} {
		if got := ShareStateOf(tt.opened, tt.questions); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestShareLinkEnds: a link works a month after the due day, and a month at least.
func TestShareLinkEnds(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		due  Date
		want string
	}{
		{Date{}, "2026-12-28"},
		{NewDate(2026, 11, 1), "2026-12-28"},
		{NewDate(2026, 12, 4), "2027-01-03"},
	} {
		if got := ShareLinkEnds(now, tt.due).Format(time.DateOnly); got != tt.want {
			t.Errorf("due %s: the link ends %s, want %s", tt.due, got, tt.want)
		}
	}
}

// TestOverdue: only what the contact has to do is overdue.
func TestOverdue(t *testing.T) {
	due := NewDate(2026, 12, 4)
	for _, state := range ShareStates {
		want := state == ShareSent || state == ShareOpened || state == ShareInProgress || state == ShareReturned
		if got := state.Overdue(due, due.AddDays(1)); got != want {
			t.Errorf("%s a day late: overdue %v, want %v", state, got, want)
		}
		if state.Overdue(due, due) || state.Overdue(Date{}, due) {
			t.Errorf("%s: overdue on the due day, or without one", state)
		}
	}
}

// TestSharedOutOf: what waits for a contact is asked and not answered; the first of its days counts.
func TestSharedOutOf(t *testing.T) {
	ask := func(id string, visible bool, r Response) Standing {
		return Standing{Question: &Question{ID: id}, Visible: visible, Response: r, answered: r != 0}
	}
	list := []Standing{ask("a", true, 0), ask("b", true, 0), ask("c", true, Yes), ask("d", false, 0), ask("e", true, 0), ask("f", true, 0)}
	first, last := day(2026, time.December, 1), day(2026, time.December, 9)
	due := map[string]Date{"a": last, "b": first, "c": first.AddDays(-1), "d": first.AddDays(-1), "e": {}}
	if got, want := SharedOutOf(list, due, 2), (SharedOut{Open: 3, Due: first, ToReview: 2}); got != want {
		t.Errorf("SharedOutOf = %+v, want %+v", got, want)
	}
}

func TestShareDue(t *testing.T) {
	for _, tt := range []struct{ today, want Date }{
		{day(2026, time.November, 24), day(2026, time.December, 1)},
		{day(2026, time.November, 28), day(2026, time.December, 7)}, // a Saturday
		{day(2026, time.November, 29), day(2026, time.December, 7)},
	} {
		if got := ShareDue(tt.today); got != tt.want {
			t.Errorf("ShareDue(%v) = %v, want %v", tt.today, got, tt.want)
		}
	}
}
