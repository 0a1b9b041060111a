package handlers

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// guestSheet is a draft with last year's answers proposed, of which questions were shared with Pat Lee, who is in.
type guestSheet struct {
	*walked
	handout store.Handout
	pat     *browser
}

func newGuestSheet(t *testing.T, questions ...string) *guestSheet {
	t.Helper()
	s := newWalk(t)
	h := s.asked(s.client, s.id, questions...)
	return &guestSheet{s, h, s.comeIn(h)}
}

// withKim shares questions with Pat Lee and Kim Roe alike, and gives both of their links.
func (s *walked) withKim(questions ...string) []store.Handout {
	s.t.Helper()
	made, err := s.store.MakeShares(s.t.Context(), s.scope("manager"), nil, store.NewShare{
		Client: s.client, Assessment: s.id, Due: assessment.NewDate(2026, 12, 4), Questions: questions,
		ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes"}},
		To:        []store.NewRecipient{{Contact: s.contact(s.client, "Pat Lee", "pat@riverside.test")}, {Contact: s.contact(s.client, "Kim Roe", "kim@riverside.test")}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return made
}

// given gives what contacts answered to a question at a site.
func (s *walked) given(share, question, site string) store.SharedAnswer {
	s.t.Helper()
	sheet, err := s.store.ShareSheet(s.t.Context(), s.admin, share)
	if err != nil {
		s.t.Fatal(err)
	}
	item, _ := sheet.Item(question)
	for _, at := range item.Places {
		if at.Site == site {
			return at.Given
		}
	}
	s.t.Fatalf("%s is not asked at %q", question, site)
	return store.SharedAnswer{}
}

// commits counts the transactions that are in the log of the database: its last page of each has the size of the file.
func (s *site) commits() int {
	s.t.Helper()
	log, err := os.ReadFile(filepath.Join(s.dir, "safeguard.db-wal"))
	if err != nil || len(log) < 32 {
		s.t.Fatalf("no log of the database: %v", err)
	}
	page, n := int(binary.BigEndian.Uint32(log[8:])), 0
	for frame := log[32:]; len(frame) >= 24+page && string(frame[8:16]) == string(log[16:24]); frame = frame[24+page:] {
		if binary.BigEndian.Uint32(frame[4:]) > 0 {
			n++
		}
	}
	return n
}

func yes(more ...string) url.Values {
	v := url.Values{"response": {"yes"}, "revision": {"0"}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// TestSharedQuestions: a contact answers one question after the other without scripts, each by one transaction, and sends the
// answers once.
func TestSharedQuestions(t *testing.T) {
	s := newGuestSheet(t, "termination-procedures", "auto-lock", "remote-wipe")
	first := sharedPath("termination-procedures")
	a := s.pat.must(s.pat.get(first), 200, "Question 1 of 3", "0 saved", "Due on Friday, December 4", "Yes, always", "I don’t know", "Does not apply to us",
		"Ask a colleague to answer", "Anything to add? No patient names, please.", "Save and go to question 2", "Riverside Family Dental")
	for _, hidden := range []string{" checked", "Last year", "HR tells"} {
		if strings.Contains(a.body, hidden) {
			t.Errorf("the question shows %q before it was answered", hidden)
		}
	}
	before := s.commits()
	a = s.pat.must(s.pat.post(first, url.Values{"response": {"yes"}, "revision": {"0"}, "note": {"Same day."}}), 303)
	if n := s.commits() - before; n != 1 {
		t.Errorf("saving an answer takes %d transactions, want 1", n)
	}
	if a.location != first+"/changed" { // last year it was No
		t.Fatalf("leads to %q", a.location)
	}
	s.pat.must(s.pat.get(a.location), 200, "Last year: No. What changed?", "Your answer now: Yes, always", "Skip")
	s.pat.must(s.pat.post(a.location, url.Values{"revision": {"1"}, "changed": {""}}), 422, "Say what changed, or skip this.", `href="#changed"`)
	a = s.pat.must(s.pat.post(a.location, url.Values{"revision": {"1"}, "changed": {"HR opens a ticket."}}), 303)
	if a.location != sharedPath("auto-lock") {
		t.Errorf("after what changed it leads to %q", a.location)
	}
	got := s.given(s.handout.Recipient.Share, "termination-procedures", "")
	if got.Response != assessment.Yes || got.Note != "Same day." || got.Changed != "HR opens a ticket." {
		t.Errorf("stored: %+v", got)
	}
	s.pat.must(s.pat.get(first), 200, `value="yes" class="" checked`, "Same day.", "1 saved")
	s.pat.must(s.pat.get("/shared/check"), 200, "2 questions have no answer yet.", "Since last year: HR opens a ticket.", "Go to question 2")
	s.pat.must(s.pat.post("/shared/submit", url.Values{}), 422, "2 questions have no answer yet.")
	s.pat.must(s.pat.post(sharedPath("auto-lock"), url.Values{"response": {"unknown"}, "revision": {"0"}}), 303) // no word on what changed
	a = s.pat.post(sharedPath("remote-wipe"), url.Values{"response": {"not_applicable"}, "revision": {"0"}, "reason": {"No phones."}})
	if a.status != 303 {
		t.Fatalf("%d %s", a.status, short(a.body))
	}
	s.pat.must(s.pat.get("/shared/check"), 200, "Send 3 answers", "Does not apply to us", "No phones.", "I don’t know")
	if a = s.pat.post("/shared/submit", url.Values{}); a.status != 303 || a.location != "/shared/done" {
		t.Fatalf("sending gives %d %q\n%s", a.status, a.location, short(a.body))
	}
	s.pat.must(s.pat.post("/shared/submit", url.Values{}), 409, "Your answers were sent already.", `href="/shared/done"`)
	a = s.pat.must(s.pat.post(first, url.Values{"response": {"no"}, "revision": {"2"}, "note": {"A thought too late."}}), 409, "sent already", "A thought too late.")
	if strings.Contains(a.body, "<textarea") {
		t.Error("what was sent has fields")
	}
	s.pat.must(s.pat.post(first+"/changed", url.Values{"revision": {"2"}, "changed": {"Too late as well."}}), 409, "sent already", "Too late as well.")
}

// TestSharedRefusals: what cannot be saved comes back as it was typed, with a link to the field.
func TestSharedRefusals(t *testing.T) {
	s := newGuestSheet(t, "auto-lock", "portable-kinds")
	markup := `</textarea><script>alert(1)</script>`
	for _, test := range []struct {
		name, question string
		fields         url.Values
		says, shows    string
	}{
		{"nothing chosen", "auto-lock", url.Values{"note": {"Some words."}, "revision": {"0"}}, `href="#response">Choose an answer.`, ">Some words.</textarea>"},
		{"nothing at all", "auto-lock", url.Values{}, "Choose an answer.", `value="0"`},
		{"an answer of nobody", "auto-lock", yes("response", "perhaps"), "Choose one of the answers on the page.", ""},
		{"no reason", "auto-lock", yes("response", "not_applicable", "note", "kept"), `href="#reason"`, ">kept</textarea>"},
		{"a note that is too long", "auto-lock", yes("note", strings.Repeat("é", 20_001)), `href="#note"`, strings.Repeat("é", 20_001)},
		{"a Social Security number", "auto-lock", yes("note", "Her number is 123-45-6789."), "This looks like a Social Security number. Take it out.", "123-45-6789"},
		{"markup", "auto-lock", url.Values{"note": {markup}}, "Choose an answer.", "&lt;/textarea&gt;&lt;script&gt;"},
		{"a fact for a control", "auto-lock", yes("choice", "laptops"), "Choose one of the answers on the page.", ""},
		{"a text for a control", "auto-lock", yes("value", "12"), "Choose one of the answers on the page.", ""},
		{"a choice of nobody", "portable-kinds", url.Values{"choice": {"tablets of stone"}, "revision": {"0"}}, `href="#choice">Choose one of the answers on the page.`, ""},
		{"a control's answer for a fact", "portable-kinds", url.Values{"choice": {"response:yes"}, "revision": {"0"}}, "Choose one of the answers on the page.", ""},
		{"no choice", "portable-kinds", url.Values{"revision": {"0"}}, `href="#choice"`, ""},
	} {
		a := s.pat.post(sharedPath(test.question), test.fields)
		if a.status != 422 || !a.has(test.says) || !a.has(test.shows) || !a.has("<title>Error: ") || a.has("<script>alert") {
			t.Errorf("%s: %d, want 422 with %q and %.40q\n%s", test.name, a.status, test.says, test.shows, short(a.body))
		}
	}
	if n := s.given(s.handout.Recipient.Share, "auto-lock", "").Revision; n != 0 {
		t.Errorf("revision %d was stored", n)
	}
	s.pat.must(s.pat.post(sharedPath("auto-lock"), yes("note", strings.Repeat("é", 20_000))), 303)
	for _, path := range []string{"device-encryption", "gone", "no%20question", "%00"} {
		if a := s.pat.get(sharedPath(path)); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
		if a := s.pat.post(sharedPath(path), yes()); a.status != 404 {
			t.Errorf("saving %s: %d", path, a.status)
		}
	}
	other := s.site.client("Harbor Clinic")
	id, err := s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: other, Period: 2026, Catalog: s.work().Catalog})
	if err != nil {
		t.Fatal(err)
	}
	stranger := s.comeIn(s.asked(other, id, "device-inventory"))
	stranger.must(stranger.get(sharedPath("auto-lock")), 404)
	stranger.must(stranger.post(sharedPath("auto-lock"), yes("revision", "1")), 404)
}

// TestSharedConflict: of two contacts with one question the second sees both answers, and nothing is lost.
func TestSharedConflict(t *testing.T) {
	s := newWalk(t)
	made := s.withKim("auto-lock", "device-encryption")
	pat, kim := s.comeIn(made[0]), s.comeIn(made[1])
	q, share := sharedPath("auto-lock"), made[0].Recipient.Share
	pat.get(q)
	kim.must(kim.post(q, url.Values{"response": {"partial"}, "revision": {"0"}, "note": {"Not in the lab."}}), 303)
	a := pat.must(pat.post(q, yes("note", "All of them.")), 409, "Kim Roe answered at 12:00, after you opened the page.", "Yours, “Yes, always”, is not saved yet",
		"Partly", "Not in the lab.", ">All of them.</textarea>", "Save mine", "Keep theirs", `name="revision" value="1"`)
	if !a.has(`value="yes" class="" checked`) {
		t.Error("the answer that was not saved is gone")
	}
	if got := s.given(share, "auto-lock", ""); got.Note != "Not in the lab." {
		t.Errorf("after the conflict: %+v", got)
	}
	a = pat.must(pat.get(q), 200, "Kim Roe answered at 12:00.", "Partly")
	if a.has(" checked") {
		t.Error("the answer of another is chosen already")
	}
	pat.must(pat.post(q, yes("note", "All of them.", "revision", "1")), 303)
	if got := s.given(share, "auto-lock", ""); got.Response != assessment.Yes || got.Revision != 2 {
		t.Errorf("after saving over it: %+v", got)
	}
	kim.must(kim.post(q+"/changed", url.Values{"revision": {"1"}, "changed": {"The lab."}}), 409, "The answer is another one now", "The lab.")
}

// TestSharedElsewhere: what was answered on one device is there on another.
func TestSharedElsewhere(t *testing.T) {
	s := newGuestSheet(t, "auto-lock", "device-encryption")
	s.pat.must(s.pat.post(sharedPath("auto-lock"), yes("note", "Begun on the phone.")), 303)
	desk := s.comeIn(s.handout)
	desk.must(desk.get(sharedPath("auto-lock")), 200, "Begun on the phone.", "1 saved", `value="yes" class="" checked`)
	desk.must(desk.post(sharedPath("auto-lock"), yes("response", "no", "revision", "1")), 303)
	s.pat.must(s.pat.post(sharedPath("auto-lock"), yes("revision", "1")), 409, "Another window of yours saved an answer", "Save mine")
}

// TestSharedSites: a question is answered at all sites by one form and one transaction.
func TestSharedSites(t *testing.T) {
	s := newGuestSheet(t, "workstation-placement")
	q, share := sharedPath("workstation-placement"), s.handout.Recipient.Share
	s.pat.must(s.pat.get(q), 200, "<h3>main</h3>", "<h3>annex</h3>", `name="response-1"`, `name="response-2"`, `name="site-2" value="annex"`, "Ask a colleague to answer")
	form := url.Values{"site-1": {"main"}, "revision-1": {"0"}, "response-1": {"yes"}, "site-2": {"annex"}, "revision-2": {"0"}, "note-2": {"Front desk."}}
	s.pat.must(s.pat.post(q, form), 422, `href="#response-2">Choose an answer.`, ">Front desk.</textarea>")
	if got := s.given(share, "workstation-placement", "main"); got.Revision != 0 {
		t.Errorf("one site alone was saved: %+v", got)
	}
	form.Set("response-2", "no")
	before := s.commits()
	s.pat.must(s.pat.post(q, form), 303)
	if n := s.commits() - before; n != 1 {
		t.Errorf("two sites take %d transactions, want 1", n)
	}
	if a, b := s.given(share, "workstation-placement", "main"), s.given(share, "workstation-placement", "annex"); a.Response != assessment.Yes || b.Response != assessment.No || b.Note != "Front desk." {
		t.Errorf("stored: %+v, %+v", a, b)
	}
	s.pat.must(s.pat.get(q+"/changed"), 200, "annex", "Last year: Yes, always. Now: No.")
	s.pat.must(s.pat.post(q, url.Values{"site-1": {"moon base"}, "response-1": {"yes"}, "note-1": {"Far away."}}), 422, "The list of sites changed meanwhile.", "Far away.")
}

// TestSharedGate: an answer that a question depends on brings that question at once.
func TestSharedGate(t *testing.T) {
	s := newWalk(t)
	draft := s.work()
	st := assessment.Stand(draft.Catalog, &draft.Content)
	gate, guarded := "", ""
	for i := range st {
		if c := st[i].Question.When; c != nil && c.Question == "portable-kinds" && guarded == "" {
			gate, guarded = c.Question, st[i].Question.ID
		}
	}
	pat := s.comeIn(s.asked(s.client, s.id, gate, guarded))
	pat.must(pat.post(sharedPath(gate), url.Values{"choice": {"none"}, "revision": {"0"}}), 303)
	pat.must(pat.get(sharedPath(guarded)), 404)
	a := pat.must(pat.post(sharedPath(gate), url.Values{"choice": {"both"}, "revision": {"1"}}), 303)
	if strings.HasSuffix(a.location, "/changed") {
		a = pat.must(pat.post(a.location, url.Values{"revision": {"2"}, "changed": {"New phones."}}), 303)
	}
	if a.location != sharedPath(guarded) {
		t.Errorf("leads to %q, want %q", a.location, sharedPath(guarded))
	}
	pat.must(pat.get(sharedPath(guarded)), 200, "Question 2 of 2")
	pat.must(pat.post(sharedPath(gate), url.Values{"choice": {"response:unknown"}, "revision": {strconv.Itoa(s.givenOf(pat, gate))}}), 303)
}

// givenOf gives the revision that the page of a question knows.
func (s *walked) givenOf(b *browser, question string) int {
	s.t.Helper()
	_, rest, _ := strings.Cut(b.get(sharedPath(question)).body, `name="revision" value="`)
	text, _, _ := strings.Cut(rest, `"`)
	n, err := strconv.Atoi(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestSharedFacts: texts, numbers and days have fields of their own, and nobody has to know.
func TestSharedFacts(t *testing.T) {
	s := newSite(t)
	cat, err := s.lib.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	client := s.client("Harbor Clinic")
	id, err := s.store.OpenAssessment(t.Context(), s.admin, store.Opening{Client: client, Period: 2026, Catalog: withFacts(cat)})
	if err != nil {
		t.Fatal(err)
	}
	pat := s.comeIn(s.asked(client, id, "fact-text", "fact-number", "fact-date"))
	for _, test := range []struct {
		question string
		fields   url.Values
		status   int
		says     string
	}{
		{"fact-text", url.Values{"value": {"A <b>closet</b>"}, "revision": {"0"}}, 303, ""},
		{"fact-text", url.Values{"value": {"A closet"}, "response": {"unknown"}, "revision": {"1"}}, 422, "Keep one of the two."},
		{"fact-text", url.Values{"revision": {"1"}}, 422, "Choose an answer."},
		{"fact-number", url.Values{"value": {"twelve"}, "revision": {"0"}}, 422, `href="#value"`},
		{"fact-number", url.Values{"value": {"12"}, "revision": {"0"}}, 303, ""},
		{"fact-date", url.Values{"value": {"2026-02-30"}, "revision": {"0"}}, 422, `href="#value"`},
		{"fact-date", url.Values{"response": {"unknown"}, "revision": {"0"}}, 303, ""},
		{"fact-date", url.Values{"response": {"not_applicable"}, "revision": {"1"}}, 422, "Choose one of the answers on the page."},
	} {
		a := pat.post(sharedPath(test.question), test.fields)
		if a.status != test.status || !a.has(test.says) {
			t.Errorf("%s %v: %d, want %d with %q\n%s", test.question, test.fields, a.status, test.status, test.says, short(a.body))
		}
	}
	pat.must(pat.get(sharedPath("fact-text")), 200, "A &lt;b&gt;closet&lt;/b&gt;", `class="asks-value" checked`)
	pat.must(pat.get("/shared/check"), 200, "12", "I don’t know", "Send 3 answers")
}

// withFacts adds a section with a fact of each kind that is written.
func withFacts(cat *assessment.Catalog) *assessment.Catalog {
	q := cat.Questionnaire
	section := assessment.Section{ID: "facts", Title: "Facts"}
	for _, kind := range []assessment.FactKind{assessment.FactText, assessment.FactNumber, assessment.FactDate} {
		section.Questions = append(section.Questions, assessment.Question{ID: "fact-" + kind.String(), Text: "Which " + kind.String() + "?", Audience: assessment.ForClient, Fact: kind})
	}
	q.Sections = append([]assessment.Section{section}, q.Sections...)
	q.Version += "-facts"
	return assessment.NewCatalog(q, cat.Hash+"-facts", cat.Rule, cat.Threats, cat.Risks)
}

// TestSharedScreening: a screening is answered by yes, no or unsure, from the first question to the sending.
func TestSharedScreening(t *testing.T) {
	s := mailingSite(t)
	client := s.client("Harbor Clinic")
	cat, err := s.lib.Catalog(screeningQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	var questions []string
	for _, q := range cat.Questions() {
		questions = append(questions, q.ID)
	}
	made, err := s.store.MakeShares(t.Context(), s.scope("manager"), nil, store.NewShare{
		Client: client, Screening: cat, Period: 2026, Questions: questions, To: []store.NewRecipient{{Contact: s.contact(client, "Pat Lee", "pat@harbor.test")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	pat := s.comeIn(made[0])
	path := sharedPath(cat.Questions()[0].ID)
	a := pat.must(pat.get(path), 200, "Unsure")
	if a.has("Partly") || a.has("Does not apply") || a.has("I don’t know") {
		t.Error("a screening offers what is none of its answers")
	}
	pat.must(pat.post(path, url.Values{"response": {"unknown"}, "revision": {"0"}}), 422, "Choose one of the answers on the page.")
	words := []string{"yes", "no", "unsure"}
	for n := 0; strings.HasPrefix(path, "/shared/questions/"); n++ {
		path = pat.must(pat.post(path, url.Values{"response": {words[n%3]}, "revision": {"0"}}), 303).location
	}
	if path != sharedCheck {
		t.Errorf("after the last question: %q", path)
	}
	pat.must(pat.get(path), 200, fmt.Sprintf("Send %d answers", len(cat.Questions())))
	pat.must(pat.post("/shared/submit", url.Values{}), 303)
	if to, link := s.mailed(); to != "manager@example.test" || link != "/clients/"+client+"/shares/"+made[0].Recipient.Share {
		t.Errorf("the mail goes to %q and leads to %q", to, link)
	}
}

// TestSharedSubmitted: one submission is one mail to whoever made the share, while they work here.
func TestSharedSubmitted(t *testing.T) {
	for _, test := range []struct{ name, to string }{{"at work", "manager@example.test"}, {"disabled", ""}} {
		t.Run(test.name, func(t *testing.T) {
			s := mailingSite(t)
			client, id := s.sample("riverside-2026", "")
			pat := s.comeIn(s.asked(client, id, "auto-lock"))
			if test.to == "" {
				if err := s.store.DisableUser(t.Context(), s.admin, s.scope("manager").User); err != nil {
					t.Fatal(err)
				}
			}
			pat.must(pat.post(sharedPath("auto-lock"), yes()), 303)
			pat.must(pat.post("/shared/submit", url.Values{}), 303)
			pat.must(pat.post("/shared/submit", url.Values{}), 409)
			to, link := s.mailed()
			if to != test.to || to != "" && !strings.HasPrefix(link, "/assessments/"+id+"/shares/") {
				t.Errorf("the mail goes to %q and leads to %q", to, link)
			}
			if to, _ := s.mailed(); to != "" {
				t.Errorf("a second mail, to %q", to)
			}
		})
	}
}

// TestSharedPass: a question is passed on to a colleague, by mail or by word.
func TestSharedPass(t *testing.T) {
	s := mailingSite(t)
	client, id := s.sample("riverside-2026", "")
	pat := s.comeIn(s.asked(client, id, "auto-lock", "device-encryption"))
	q := sharedPath("auto-lock")
	for _, test := range []struct{ name, email, says string }{
		{"", "lou@riverside.test", `href="#name">Write your colleague’s name.`},
		{"Lou Poe", "", `href="#email"`},
		{"Lou Poe", "lou", "This is no mail address."},
		{"Win at https://else.test", "lou@riverside.test", "A web address cannot stand in a name."},
		{"See WWW.else.test", "lou@riverside.test", "A web address cannot stand in a name."},
		{"Pat Lee", "PAT@riverside.test", "This is your own address."},
	} {
		for _, path := range []string{q, q + "/pass"} {
			a := pat.post(path, url.Values{"response": {"ask"}, "name": {test.name}, "email": {test.email}, "note": {"Not sure."}, "revision": {"0"}})
			if a.status != 422 || !a.has(test.says) || !a.has(">Not sure.</textarea>") || !a.has(`value="ask" class="asks-colleague" checked`) {
				t.Errorf("%s, %q %q: %d, want 422 with %q\n%s", path, test.name, test.email, a.status, test.says, short(a.body))
			}
		}
	}
	if to, _ := s.mailed(); to != "" {
		t.Errorf("a mail to %q", to)
	}
	a := pat.must(pat.post(q, url.Values{"response": {"ask"}, "name": {"Lou Poe"}, "email": {"lou@riverside.test"}}), 303)
	pat.must(pat.get(a.location), 200, "Lou Poe gets a mail and answers this question.", "Question 1 of 1")
	if to, link := s.mailed(); to != "lou@riverside.test" || !strings.HasPrefix(link, "/s/") {
		t.Errorf("the mail goes to %q and leads to %q", to, link)
	}
	pat.must(pat.get(q), 404)
	pat.must(pat.get("/shared/check"), 200, "You asked Lou Poe to answer in your place.")

	silent := newSite(t)
	client, id = silent.sample("riverside-2026", "")
	pat = silent.comeIn(silent.asked(client, id, "auto-lock", "device-encryption"))
	a = pat.must(pat.post(q+"/pass", url.Values{"name": {"Lou Poe"}, "email": {"lou@riverside.test"}}), 303)
	pat.must(pat.get(a.location), 200, "Tell Dana Reyes that Lou Poe is to answer; they make the link.")
}

// TestSharedFiles: what a contact adds is a proof of the client.
func TestSharedFiles(t *testing.T) {
	s := newGuestSheet(t, "auto-lock")
	q := sharedPath("auto-lock")
	a := s.pat.upload(q+"/files", "shot.pdf", pdfFile)
	if a.status != 303 || a.location != q {
		t.Fatalf("%d %q\n%s", a.status, a.location, short(a.body))
	}
	s.pat.must(s.pat.get(q), 200, "Added the file “shot.pdf”.", "shot.pdf", "bytes")
	manager := s.signIn("manager")
	manager.must(manager.get("/clients/"+s.client+"/evidence"), 200, "From Pat Lee: Do all computers", "shot.pdf")
	for _, test := range []struct {
		name, says string
		content    []byte
	}{
		{"empty.pdf", "The file is empty.", nil},
		{"page.pdf", "of a kind that is not kept here", []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")},
		{"", "Choose a file to add.", pdfFile},
		{"large.pdf", "the limit is 20 MB", append(pdfFile, make([]byte, largestFile)...)},
	} {
		if a := s.pat.upload(q+"/files", test.name, test.content); a.status != 422 || !a.has(test.says) || !a.has(`href="#file"`) {
			t.Errorf("%q: %d, want 422 with %q\n%s", test.name, a.status, test.says, short(a.body))
		}
	}
	s.pat.must(s.pat.upload(sharedPath("device-encryption")+"/files", "shot.pdf", pdfFile), 404)
	for range 19 {
		s.pat.must(s.pat.upload(q+"/files", "shot.pdf", pdfFile), 303)
	}
	s.pat.must(s.pat.upload(q+"/files", "shot.pdf", pdfFile), 422, "You added 20 files already.")
	s.pat.must(s.pat.post(q, yes()), 303)
	s.pat.must(s.pat.post("/shared/submit", url.Values{}), 303)
	s.pat.must(s.pat.upload(q+"/files", "late.pdf", pdfFile), 409, "sent already")
}

// TestSharedReturned: what came back shows the remark and the answer as it was, and can be sent again.
func TestSharedReturned(t *testing.T) {
	s := newGuestSheet(t, "auto-lock", "device-encryption")
	for _, id := range []string{"auto-lock", "device-encryption"} {
		s.pat.must(s.pat.post(sharedPath(id), yes("note", "As it is.")), 303)
	}
	s.pat.must(s.pat.post("/shared/submit", url.Values{}), 303)
	share := s.handout.Recipient.Share
	v := store.Verdict{Question: "auto-lock", Given: s.given(share, "auto-lock", "").Revision, Remark: "Since when?"}
	if err := s.store.ReviewShare(t.Context(), s.scope("manager"), share, nil, v); err != nil {
		t.Fatal(err)
	}
	s.pat.must(s.pat.get(sharedPath("auto-lock")), 200, "This came back to you", "Since when?", "As it is.", `value="yes" class="" checked`)
	s.pat.must(s.pat.get("/shared/check"), 200, "One question has no answer yet.", "Came back to you")
	s.pat.must(s.pat.post(sharedPath("auto-lock"), yes("note", "Since May.", "revision", strconv.Itoa(s.given(share, "auto-lock", "").Revision))), 303)
	s.pat.must(s.pat.post("/shared/submit", url.Values{}), 303)
}

// TestSharedClosed: while the analysis is reviewed and after, nothing is saved, and what was typed can be copied.
func TestSharedClosed(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	pat := s.comeIn(s.asked(client, id, "auto-lock"))
	q := sharedPath("auto-lock")
	if err := s.store.UpdateAssessment(t.Context(), s.admin, id, "submit", func(w *store.Work) error { return w.Submit(w.Catalog) }); err != nil {
		t.Fatal(err)
	}
	a := pat.must(pat.post(q, yes("note", "Typed too late.")), 409, "cannot be changed here any more", "Yes, always", "Typed too late.")
	if a.has("<textarea") {
		t.Error("what is closed has fields")
	}
	pat.must(pat.get(q), 200, "cannot be changed here any more")
	pat.must(pat.post("/shared/submit", url.Values{}), 409, "cannot be changed here any more")
	pat.must(pat.post(q+"/pass", url.Values{"name": {"Lou Poe"}, "email": {"lou@riverside.test"}}), 409)
	pat.must(pat.upload(q+"/files", "late.pdf", pdfFile), 409)
}

// TestSharedByItself: the page saves by itself what is whole, and is told the revisions.
func TestSharedByItself(t *testing.T) {
	s := newGuestSheet(t, "auto-lock", "workstation-placement")
	send := func(question string, fields url.Values) answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+sharedPath(question), strings.NewReader(fields.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.URL)
		r.Header.Set("Accept", "application/json")
		return s.pat.send(r)
	}
	var saved struct {
		At        string
		Revisions map[string]int
	}
	a := send("auto-lock", yes())
	if err := json.Unmarshal([]byte(a.body), &saved); err != nil || a.status != 200 || saved.At != "12:00" || saved.Revisions["at"] != 1 {
		t.Errorf("%d %s", a.status, a.body)
	}
	for name, test := range map[string]struct {
		fields url.Values
		status int
	}{
		"an old revision": {yes("response", "no"), 409},
		"nothing chosen":  {url.Values{"revision": {"1"}}, 422},
		"a colleague":     {yes("response", "ask", "revision", "1"), 422},
	} {
		if a := send("auto-lock", test.fields); a.status != test.status || a.body != "" {
			t.Errorf("%s: %d %q, want %d", name, a.status, a.body, test.status)
		}
	}
	a = send("workstation-placement", url.Values{"site-1": {"main"}, "revision-1": {"0"}, "site-2": {"annex"}, "revision-2": {"0"}, "response-2": {"no"}})
	if a.status != 200 || !strings.Contains(a.body, `"at-2":1`) || strings.Contains(a.body, `"at-1"`) {
		t.Errorf("one of two sites: %d %s", a.status, a.body)
	}
}

// TestSharedKept: what was typed when the visit was over is in the fields, and is not saved until the contact saves it.
func TestSharedKept(t *testing.T) {
	s := newGuestSheet(t, "auto-lock")
	path := sharedPath("auto-lock")
	body, err := json.Marshal(lateForm{path, yes("note", "Typed too late.")})
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := s.app.guests.Load(t.Context(), s.pat.Jar.Cookies(at)[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	s.app.guests.Put(ctx, guestLate, string(body))
	if _, _, err := s.app.guests.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	s.pat.must(s.pat.get(path), 200, "What you typed is here; save it.", ">Typed too late.</textarea>", `value="yes" class="" checked`)
	if n := s.given(s.handout.Recipient.Share, "auto-lock", "").Revision; n != 0 {
		t.Error("it was saved before the contact said so")
	}
}

// TestSharedStatements: what a page of a contact reads does not grow with the clients, nor with the questions of the share.
func TestSharedStatements(t *testing.T) {
	s := newGuestSheet(t, "auto-lock", "device-encryption")
	s.pat.must(s.pat.post(sharedPath("auto-lock"), yes()), 303)
	paths := []string{sharedPath("auto-lock"), sharedPath("auto-lock") + "/changed", "/shared/check"}
	before := map[string]int{}
	for _, path := range paths {
		before[path] = s.statements(s.pat, path)
	}
	s.addClients(500)
	s.crowd(s.client, s.id)
	for _, path := range paths {
		if after := s.statements(s.pat, path); after != before[path] {
			t.Errorf("%s takes %d statements for few, and %d for many", path, before[path], after)
		}
	}
}

// FuzzSharedForm sends any fields about any question. Nothing is taken that is no answer, and nothing that was typed is lost.
func FuzzSharedForm(f *testing.F) {
	for _, seed := range []string{
		"response=yes&revision=0", "choice=response:unknown", "response-1=no&site-1=main&revision-1=x", "site-1=moon&note-1=far", "response=ask&name=L&email=l",
		"value=12&response=unknown", "response=not_applicable&reason=none", "site-1=&response-1=yes", "response=%ff&note=%00",
	} {
		f.Add(seed, uint8(0))
	}
	kinds := []assessment.Question{
		{ID: "q", Text: "Control?"},
		{ID: "q", Text: "Text?", Fact: assessment.FactText},
		{ID: "q", Text: "Choice?", Fact: assessment.FactChoice, Choices: []assessment.Choice{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}}},
		{ID: "q", Text: "Where?", Per: assessment.PerSite},
	}
	f.Fuzz(func(t *testing.T, body string, kind uint8) {
		fields, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		q := &kinds[int(kind)%len(kinds)]
		d := &sharedDesk{sheet: &store.Sheet{}, item: &store.SheetItem{Question: q, Places: []store.SheetPlace{{Place: assessment.Place{Question: "q"}}}}, number: 1}
		if q.Per == assessment.PerSite {
			d.item.Places = []store.SheetPlace{{Place: assessment.Place{Question: "q", Site: "main"}}, {Place: assessment.Place{Question: "q", Site: "annex"}}}
		}
		typed := readShared(&form{r: &http.Request{PostForm: fields}}, d)
		for _, p := range typed.places {
			a := p.change.Answer
			if d.place(p.change.Site) == nil || p.change.Question != "q" {
				t.Errorf("a change at %q of %q", p.change.Site, p.change.Question)
			}
			if len(typed.problems) > 0 {
				continue
			}
			if a.Fact() != "" && (!q.IsFact() || a.Response != 0) || a.Choice != "" && !offers(q, a.Choice) || a.Reason != "" && a.Response != assessment.NotApplicable {
				t.Errorf("%q becomes %+v", body, a)
			}
			if p.fields.Note != a.Note && !typed.ask {
				t.Errorf("the note %q becomes %q", p.fields.Note, a.Note)
			}
		}
	})
}
