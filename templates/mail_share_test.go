package templates

import (
	"flag"
	"fmt"
	htmltext "html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"safeguard/assessment"
)

var update = flag.Bool("update", false, "write the golden files anew")

// mailWords is what each mail can say.
type mailWords interface {
	Subject() string
	Text() string
	HTML() templ.Component
}

const (
	sharedURL = "https://safeguard.northwind.test/s/kq3vB1xZ0mJ7t-Yw2nR8uLhD5cPfA6oXeS4gQ9iTzEM"
	deskURL   = "https://safeguard.northwind.test/clients/01930f2c-6a54-7c1d-8c1e-5b0f8f1d2a3b"
)

var (
	shareDue   = assessment.NewDate(2026, time.December, 4)
	shareUntil = assessment.NewDate(2026, time.December, 18)
)

// mailCase is a mail of a kind under the name of its golden file.
type mailCase struct {
	name, kind string
	mail       mailWords
}

// shareMails gives a mail of each kind and of each way to word it, with these names of the client and of people.
func shareMails(msp, by, to, client, message string) []mailCase {
	share := ShareMail{
		MSP: msp, By: by, Phone: "555-0142", To: to, Client: client, Questions: 12, Minutes: MinutesFor(12), Due: shareDue,
		Message: message, URL: sharedURL, Until: shareUntil,
	}
	screening := share
	screening.Screening, screening.Phone, screening.Message = true, "", ""
	remind := ShareReminderMail{
		MSP: msp, By: by, Phone: "555-0142", To: to, Client: client, Left: 3, Due: shareDue, Today: shareDue.AddDays(-1), URL: sharedURL,
	}
	early, late, one, ready, readyLate := remind, remind, remind, remind, remind
	early.Today, late.Today = shareDue.AddDays(-4), shareDue.AddDays(3)
	one.Left, one.Today = 1, shareDue.AddDays(1)
	ready.Submit, readyLate.Submit, readyLate.Today = true, true, shareDue.AddDays(3)
	return []mailCase{
		{"share", MailShare, share},
		{"share-screening", MailShare, screening},
		{"share-code", MailShareCode, ShareCodeMail{MSP: msp, To: to, Code: "482913", Minutes: 10}},
		{"share-reminder", MailShareReminder, remind},
		{"share-reminder-early", MailShareReminder, early},
		{"share-reminder-late", MailShareReminder, late},
		{"share-reminder-one", MailShareReminder, one},
		{"share-reminder-submit", MailShareReminder, ready},
		{"share-reminder-submit-late", MailShareReminder, readyLate},
		{"share-returned", MailShareReturned, ShareReturnedMail{
			MSP: msp, By: by, Phone: "555-0142", To: to, Client: client, Answers: 2, Due: shareDue, URL: sharedURL, Until: shareUntil,
		}},
		{"share-passed", MailSharePassed, SharePassedMail{
			MSP: msp, Ask: by, Phone: "555-0142", By: "Dana Lee", To: to, Client: client, Questions: 2, Due: shareDue, URL: sharedURL, Until: shareUntil,
		}},
		{"share-message", MailShareMessage, ShareMessageMail{MSP: msp, By: by, Phone: "555-0142", To: to, Client: client, URL: sharedURL, Until: shareUntil}},
		{"share-submitted", MailShareSubmitted, ShareSubmittedMail{MSP: msp, By: to, Client: client, To: by, Answers: 12, URL: deskURL}},
		{"desk-message", MailDeskMessage, DeskMessageMail{MSP: msp, By: to, Client: client, To: by, URL: deskURL}},
		{"digest", MailDigest, sampleDigest(msp, by, to, client)},
	}
}

func sampleDigest(msp, by, contact, client string) DigestMail {
	m := DigestMail{MSP: msp, To: by, Today: shareDue, Submitted: 3, Opened: 5, URL: deskURL}
	m.Review = []DigestLine{{Client: client, Contact: contact, Count: 12, URL: deskURL}, {Client: "Harbor Machine", Count: 1, URL: deskURL}}
	for n := range 23 {
		m.Overdue = append(m.Overdue, DigestLine{Client: client, Contact: fmt.Sprintf("Contact %d", n+1), Due: shareDue.AddDays(-n - 1), URL: deskURL})
	}
	m.Due = []DigestLine{{Client: client, Contact: contact, Due: shareDue}}
	m.Screenings = []DigestLine{{Client: "Harbor Machine", URL: deskURL}}
	return m
}

const plainMessage = "Hello Jo,\r\nyou know best who has keys to the building.\r\n\r\n\r\nThank you!"

func usual() []mailCase {
	return shareMails("Northwind IT", "Dana Reyes", "Jo Park", "Riverside Family Dental", plainMessage)
}

// hostile has names that try to break out of where they stand.
func hostile() []mailCase {
	return shareMails("North\r\nBcc: a@b.test\u202e", "Dana <i>Reyes</i>\u2028", "Jo\x00 \"Park\"\n\nhttps://else.test", "<b>A & B</b>\u202e\u2066",
		"<script>alert(1)</script> & more\u202etxet\n.\n\n> Northwind IT writes:\n<a href=\"https://else.test\">Click</a>")
}

func rendered(t testing.TB, m mailWords) string {
	t.Helper()
	var b strings.Builder
	if err := m.HTML().Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestShareMails compares every mail with its golden file.
func TestShareMails(t *testing.T) {
	folder := filepath.Join("testdata", "mail")
	for suffix, cases := range map[string][]mailCase{"": usual(), "-hostile": hostile()} {
		for _, tt := range cases {
			t.Run(tt.name+suffix, func(t *testing.T) {
				got := "Subject: " + tt.mail.Subject() + "\n\n" + tt.mail.Text()
				if suffix != "" {
					got += "\n" + rendered(t, tt.mail) + "\n"
				}
				file := filepath.Join(folder, tt.name+suffix+".txt")
				if *update {
					if err := os.MkdirAll(folder, 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("the mail differs from %s; write it anew with go test ./templates -run TestShareMails -update (-want +got):\n%s", file, diff)
				}
			})
		}
	}
}

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	marks = regexp.MustCompile(`(?m)^(> ?|- )`)
	hrefs = regexp.MustCompile(`<a href="([^"]*)">(.*?)</a>`)
	links = regexp.MustCompile(`(?m)^ *(https://\S+)$`)
)

// wordsOf gives the words of a text in order, whatever is between them.
func wordsOf(text string) []string { return strings.Fields(text) }

// TestShareMailsInBothForms: text and HTML say the same words, and lead to the same addresses.
func TestShareMailsInBothForms(t *testing.T) {
	for _, tt := range slices.Concat(usual(), hostile()) {
		page, text := strings.ReplaceAll(rendered(t, tt.mail), "<wbr>", ""), tt.mail.Text()
		_, body, found := strings.Cut(page, "<body>")
		if !found {
			t.Fatalf("%s: the HTML has no body", tt.name)
		}
		shown := htmltext.UnescapeString(tags.ReplaceAllString(body, " "))
		// A quoted line that begins with a mark of its own has two in the text.
		if diff := cmp.Diff(wordsOf(marks.ReplaceAllString(text, "")), wordsOf(shown)); diff != "" {
			t.Errorf("%s: the two forms say different words (-text +html):\n%s", tt.name, diff)
		}
		var inText, inHTML []string
		for _, m := range links.FindAllStringSubmatch(text, -1) {
			inText = append(inText, m[1])
		}
		for _, m := range hrefs.FindAllStringSubmatch(page, -1) {
			inHTML = append(inHTML, htmltext.UnescapeString(m[1]))
			if m[1] != m[2] {
				t.Errorf("%s: the link to %q shows %q", tt.name, m[1], m[2])
			}
		}
		if diff := cmp.Diff(inText, inHTML); diff != "" {
			t.Errorf("%s: the two forms lead elsewhere (-text +html):\n%s", tt.name, diff)
		}
	}
}

// TestMailsSaySafely holds every kind against what no mail may lack, and what none may tell.
func TestMailsSaySafely(t *testing.T) {
	kinds := map[string]bool{MailInvitation: true, MailReset: true, MailTest: true}
	for _, tt := range usual() {
		kinds[tt.kind] = true
		subject, text := tt.mail.Subject(), tt.mail.Text()
		for _, secret := range []string{"Riverside", "Harbor", "building", sharedURL, deskURL} {
			if strings.Contains(subject, secret) {
				t.Errorf("%s: the subject %q tells %q", tt.name, subject, secret)
			}
		}
		if !strings.Contains(subject+text, "Northwind IT") {
			t.Errorf("%s does not name the provider", tt.name)
		}
		if !strings.Contains(text, "You did not ") {
			t.Errorf("%s does not say what to do where it was not expected", tt.name)
		}
		if !strings.Contains(text, "We never ask for") {
			t.Errorf("%s does not say what we never ask for", tt.name)
		}
		if page := rendered(t, tt.mail); strings.Contains(page, "<img") || strings.Contains(page, "style") || strings.Contains(page, "src=") {
			t.Errorf("%s fetches or paints something", tt.name)
		}
	}
	for kind := range mailKinds {
		if !kinds[kind] {
			t.Errorf("no mail of the kind %q is tested", kind)
		}
	}
	for kind := range kinds {
		if words := (MailLine{Kind: kind}).kind(); words == kind {
			t.Errorf("the kind %q has no words", kind)
		}
	}
}

// TestMailsWithoutNames: what is not known is left out, and no sentence breaks.
func TestMailsWithoutNames(t *testing.T) {
	for _, tt := range shareMails("", "Dana Reyes", "Jo Park", "", "") {
		for _, odd := range []string{" of .", " of ,", "about .", "at .", "  -", " of  ", "writes:"} {
			if strings.Contains(tt.mail.Subject()+"\n"+tt.mail.Text(), odd) {
				t.Errorf("%s says %q:\n%s\n%s", tt.name, odd, tt.mail.Subject(), tt.mail.Text())
			}
		}
	}
	bare := ShareMail{To: "Jo Park", Questions: 1, URL: sharedURL}
	want := "Hello Jo Park,\n\nSafeguard asks you to answer 1 question.\n\nOpen this link to answer. You need no account, and you can stop and go on later.\n"
	if got := bare.Text(); !strings.HasPrefix(got, want) {
		t.Errorf("a mail of nobody says\n%s\nwant it to begin with\n%s", got, want)
	}
}

func TestDigestEmpty(t *testing.T) {
	for _, tt := range []struct {
		name    string
		digest  DigestMail
		empty   bool
		subject string
	}{
		{"nothing", DigestMail{To: "Dana Reyes", URL: deskURL, Today: shareDue}, true, "Your week in Safeguard"},
		{"only what changed", DigestMail{Opened: 1}, false, "Your week in Safeguard"},
		{"one section", DigestMail{Messages: []DigestLine{{Client: "Harbor Machine"}}}, false, "Your week in Safeguard: 1 with messages"},
		{"two sections", DigestMail{Review: make([]DigestLine, 4), Overdue: make([]DigestLine, 2)}, false, "Your week in Safeguard: 4 to review, 2 overdue"},
	} {
		if got := tt.digest.Empty(); got != tt.empty {
			t.Errorf("%s: Empty() = %v, want %v", tt.name, got, tt.empty)
		}
		if got := tt.digest.Subject(); got != tt.subject {
			t.Errorf("%s: Subject() = %q, want %q", tt.name, got, tt.subject)
		}
	}
}

func TestMinutesFor(t *testing.T) {
	for questions, want := range map[int]int{0: 0, 1: 5, 10: 5, 11: 10, 12: 10, 20: 10, 21: 15, 45: 25} {
		if got := MinutesFor(questions); got != want {
			t.Errorf("MinutesFor(%d) = %d, want %d", questions, got, want)
		}
	}
}

// FuzzMailSubjects: whatever people are called, every mail can be sent, under a subject of one line.
func FuzzMailSubjects(f *testing.F) {
	f.Add("Northwind IT", "Dana Reyes", "Jo Park", "Riverside Family Dental", "482913", 3)
	f.Add("a\r\nBcc: b@c.test", "\u2028\u2029\u0085", "\xff\xfe", "\u202e\x00", "12\n456", -1)
	f.Add(strings.Repeat("long ", 99), strings.Repeat("x", 300), "", strings.Repeat("\u00e4", 300), "", 1)
	f.Fuzz(func(t *testing.T, msp, by, to, client, code string, n int) {
		mails := shareMails(msp, by, to, client, msp)
		mails = append(mails,
			mailCase{"code", MailShareCode, ShareCodeMail{MSP: msp, To: to, Code: code, Minutes: n}},
			mailCase{"passed", MailSharePassed, SharePassedMail{MSP: msp, By: by, Ask: to, To: client, Questions: n}},
			mailCase{"reminder", MailShareReminder, ShareReminderMail{MSP: msp, By: by, To: to, Left: n, Due: shareDue, Today: shareDue.AddDays(n % 1000)}})
		for _, tt := range mails {
			letter := assessment.Letter{
				To: assessment.Mailbox{Address: "jo.park@example.com"}, Subject: tt.mail.Subject(), Text: tt.mail.Text(), HTML: rendered(t, tt.mail),
			}
			if err := letter.Check(); err != nil {
				t.Errorf("%s under the subject %q: %v", tt.name, letter.Subject, err)
			}
			if greeting, _, _ := strings.Cut(letter.Text, "\n"); !strings.HasPrefix(greeting, "Hello ") || !strings.HasSuffix(greeting, ",") {
				t.Errorf("%s greets %q", tt.name, greeting)
			}
		}
	})
}
