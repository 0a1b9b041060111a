package templates

import (
	"strings"
	"testing"

	"safeguard/assessment"
)

func TestMaskedAddress(t *testing.T) {
	for address, want := range map[string]string{
		"pat@riverside.test": "p…@riverside.test", "é@riverside.test": "é…@riverside.test", `"a@b"@riverside.test`: `"…@riverside.test`,
		"": "your mail address", "@riverside.test": "your mail address", "pat": "your mail address",
	} {
		if got := MaskedAddress(address); got != want {
			t.Errorf("MaskedAddress(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestPhoneURL(t *testing.T) {
	for phone, want := range map[string]string{
		"937-555-0142": "tel:9375550142", "+1 (937) 555-0142": "tel:+19375550142", "937.555.0142 x12": "tel:9375550142", "555-0142 ext. 7": "tel:5550142",
		"": "", "ask at the desk": "", "room 12": "", "javascript:alert(12345)": "tel:12345",
	} {
		if got := phoneURL(phone); got != want {
			t.Errorf("phoneURL(%q) = %q, want %q", phone, got, want)
		}
	}
}

// listOf is the page of a contact with questions in states.
func listOf(state assessment.ShareState, items ...GuestItem) GuestListPage {
	p := GuestListPage{State: state, By: "Dana Reyes", Items: items}
	p.MSP = "Northwind IT"
	for n := range p.Items {
		p.Items[n].Number, p.Items[n].ID = n+1, "q"
	}
	p.Count()
	p.Words()
	return p
}

func TestGuestListSaysWhatIsNext(t *testing.T) {
	todo, saved, sent := GuestItem{}, GuestItem{State: assessment.GivenDraft}, GuestItem{State: assessment.GivenSubmitted}
	back, done := GuestItem{State: assessment.GivenReturned}, GuestItem{State: assessment.GivenAccepted}
	for _, test := range []struct {
		name                  string
		page                  GuestListPage
		heading, lead, action string
	}{
		{"new", listOf(assessment.ShareOpened, todo, todo), "Questions on data security: 2 to answer", "It takes about 5 minutes.", "Start with question 1"},
		{"begun", listOf(assessment.ShareInProgress, saved, todo), "Questions on data security: 1 to answer", "saved when you go on", "Continue with question 2"},
		{"answered", listOf(assessment.ShareInProgress, saved, saved), "Ready to send", "send them to Dana Reyes of Northwind IT", "Check and send"},
		{"sent", listOf(assessment.ShareSubmitted, sent, sent), "Sent. Thank you", "Dana Reyes of Northwind IT reads your answers.", ""},
		{"came back", listOf(assessment.ShareReturned, sent, back), "1 answer came back to you", "Read the remark", "Continue with question 2"},
		{"came back and new", listOf(assessment.ShareReturned, todo, back, back), "2 answers came back to you", "Read each remark", "Continue with question 2"},
		{"answered again", listOf(assessment.ShareInProgress, sent, saved), "Ready to send", "Check them", "Check and send"},
		{"accepted", listOf(assessment.ShareDone, done, done), "All done. Thank you", "nothing more to do", ""},
		{"nothing", listOf(assessment.ShareDone), "Nothing to answer", "No question waits for you.", ""},
	} {
		action := ""
		if main := test.page.main(); main != nil {
			action = main.Label
		}
		if test.page.Heading != test.heading || !strings.Contains(test.page.Lead, test.lead) || action != test.action {
			t.Errorf("%s: %q, %q, %q; want %q, %q, %q", test.name, test.page.Heading, test.page.Lead, action, test.heading, test.lead, test.action)
		}
	}
}

// TestGuestListNamesColleaguesOnce where the same may answer every question.
func TestGuestListNamesColleaguesOnce(t *testing.T) {
	both := GuestItem{Others: []string{"Ann Poe", "Bo Kim"}}
	p := listOf(assessment.ShareOpened, both, both, GuestItem{State: assessment.GivenDraft, GivenBy: "Ann Poe"})
	if p.Others != "Ann Poe or Bo Kim may answer these questions as well." || p.Items[0].others() != "" || p.Items[2].others() != "Answered by Ann Poe." {
		t.Errorf("of all %q, of the first %q, of the last %q", p.Others, p.Items[0].others(), p.Items[2].others())
	}
	p = listOf(assessment.ShareOpened, both, GuestItem{})
	if p.Others != "" || p.Items[0].others() != "Ann Poe or Bo Kim may answer this as well." {
		t.Errorf("of all %q, of the first %q", p.Others, p.Items[0].others())
	}
}
