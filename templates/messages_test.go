package templates

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/static"
)

func sampleThread() []MessageView {
	return []MessageView{
		{By: "Dana Reyes", When: "Nov 23, 09:12", Text: "Which laptops leave the building?\nI mean those of the annex, too.", Own: true},
		{By: "Pat Lee", When: "10:42", Text: "Two: " + strings.Repeat("averylongword", 9), New: true},
	}
}

// messagePages are both sides of a discussion, each with a text that looks like patient data.
func messagePages(theme string) map[string]templ.Component {
	form := func(to string) *MessageForm {
		return &MessageForm{
			URL: "#", Label: "Message to " + to, Text: "The chart with MRN 12345 lies open.",
			Warning: PHIWarning{Signs: []PHISignView{{Field: "text", Kind: assessment.PHIRecordNumber, Text: "MRN 12345"}}},
		}
	}
	ours := MessagesPage{
		AssessmentPage: AssessmentPage{Page: galleryPage(theme), ID: "1", Client: "Riverside Family Dental", Period: 2026, Status: assessment.Draft, CanEdit: true},
		Thread:         sampleThread(), Form: form("Pat Lee"), Back: "/back",
		Readers: []Fact{{Name: "Pat Lee", Value: "Has read everything. Gets a mail that there is something to read."}},
	}
	ours.Heading, ours.Lead, ours.Walk, ours.Problems = "Messages on a question", "Is every laptop encrypted?", true, ours.Form.Warning.Problems()
	theirs := SharedMessagesPage{
		GuestPage: GuestPage{
			Heading: "Messages on a question", MSP: "Northwind IT", Client: "Riverside Family Dental", Inside: true, Flash: "Sent.",
			Ask: assessment.Contact{Name: "Dana Reyes", Phone: "555-0142"}, Static: static.Path,
		},
		Question: "Is every laptop encrypted?", Thread: sampleThread(), Form: form("Dana Reyes"), Back: "/back",
	}
	theirs.Problems = theirs.Form.Warning.Problems()
	return map[string]templ.Component{"messages": ours.View(), "shared-messages": theirs.View()}
}

// TestPHIWarning: what was found is named as it was written, and a Social Security number is never sent.
func TestPHIWarning(t *testing.T) {
	for _, tt := range []struct {
		name  string
		signs []PHISignView
		send  string
		has   string
		not   string
	}{
		{"none", nil, "", "", "banner"},
		{"a record number", []PHISignView{{"text", assessment.PHIRecordNumber, "MRN\n <12345>"}}, "", "This looks like a medical record number: MRN &lt;12345&gt;", "never kept"},
		{"a note", []PHISignView{{"note", assessment.PHIBirthDate, "born 3/14/1961"}}, "Save", "Save anyway", "Send"},
		{"a long sign", []PHISignView{{"note", assessment.PHIMemberID, strings.Repeat("x", 200)}}, "", strings.Repeat("x", 80) + "…", strings.Repeat("x", 81)},
		{"a Social Security number too", []PHISignView{{"text", assessment.PHIRecordNumber, "MRN 1"}, {"text", assessment.PHISocialSecurity, "219-09-9998"}}, "", "Take it out", "anyway"},
	} {
		text := render(t, PHIWarning{Signs: tt.signs, Send: tt.send}.Show())
		if !strings.Contains(text, tt.has) || strings.Contains(text, tt.not) {
			t.Errorf("%s: want %q and not %q in\n%s", tt.name, tt.has, tt.not, text)
		}
	}
}

// TestDiscussion: the link says how much there is and how much is new.
func TestDiscussion(t *testing.T) {
	for want, d := range map[string]Discussion{
		"Discuss": {URL: "/m"}, "Discuss (2)": {URL: "/m", All: 2}, "Discuss (2, 1 new)": {URL: "/m", All: 2, New: 1}, "": {All: 2},
	} {
		text := render(t, d.Show("question 3"))
		if label, _, _ := strings.Cut(text[strings.Index(text, ">")+1:], "<"); strings.TrimSpace(label) != want {
			t.Errorf("%+v says %q, want %q", d, label, want)
		}
	}
}
