package templates

import (
	"slices"
	"testing"
)

// TestTogether: reports that were made together stand in one line, downloads each in its own, and a line of the plan has
// its name as long as no other is saved beside it.
func TestTogether(t *testing.T) {
	event := func(action, subject, line string) HistoryEvent {
		return HistoryEvent{Action: action, Subject: subject, Line: line, Period: 2025, Day: "Nov 23, 2026", By: "Dana Reyes"}
	}
	for _, tt := range []struct {
		name   string
		events []HistoryEvent
		want   []string
	}{
		{"made", []HistoryEvent{event("report.keep", "risk-analysis", ""), event("report.keep", "evaluation", "")}, []string{"2 reports of 2025 made as PDF"}},
		{"downloaded", []HistoryEvent{event("report.download", "risk-analysis", ""), event("report.download", "evaluation", "")}, []string{"Risk analysis of 2025 downloaded", "Evaluation of 2025 downloaded"}},
		{"a line", []HistoryEvent{event("remediation.save", "r1", "Encrypt"), event("remediation.save", "r1", "Encrypt")}, []string{"Line of the plan “Encrypt” saved in 2025"}},
		{"two lines", []HistoryEvent{event("remediation.save", "r1", "Encrypt"), event("remediation.save", "r2", "Lock")}, []string{"2 lines of the plan saved in 2025"}},
		{"one of them again", []HistoryEvent{event("remediation.save", "r1", "Encrypt"), event("remediation.save", "r2", "Lock"), event("remediation.save", "r1", "Encrypt")}, []string{"3 lines of the plan saved in 2025"}},
		{"contacts", []HistoryEvent{event("share.answer", "a", ""), event("share.answer", "b", ""), event("share.make", "s", "")}, []string{"2 answers saved by a contact, 2025", "Questions shared with contacts, 2025"}},
	} {
		var got []string
		for _, e := range Together(tt.events) {
			got = append(got, e.Words())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
