package handlers

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// campaign makes a screening campaign of clients, each with a contact of its own, and gives its id.
func (s *site) campaign(period int, clients ...string) string {
	s.t.Helper()
	cat, err := s.lib.Catalog(screeningQuestionnaire)
	if err != nil {
		s.t.Fatal(err)
	}
	n := store.NewCampaign{Screening: cat, Period: period, Due: assessment.NewDate(2026, 12, 8), ShareText: store.ShareText{Ask: assessment.Contact{Name: "Dana Reyes"}}}
	for _, client := range clients {
		n.To = append(n.To, store.CampaignTo{Client: client, New: &assessment.Contact{Name: "Pat Lee", Email: "pat@example.test"}})
	}
	id, err := s.store.MakeCampaign(s.t.Context(), s.scope("manager"), n)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// runCampaigns makes all links that wait, as the server does beside answering.
func (s *site) runCampaigns() {
	s.t.Helper()
	if err := s.app.makeCampaignShares(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// byMail is a site from which links go out by mail.
func byMail(t *testing.T) *site {
	s := newSiteIn(t, time.UTC, func(cfg *Config) { cfg.URL = "https://safeguard.example.test" })
	b := s.signIn("admin")
	b.must(b.post("/admin/mail", mailFields()), 303)
	return s
}

// value gives the value of the first hidden field or box of that name on a page.
func (a answer) values(name string) []string {
	var list []string
	for _, m := range regexp.MustCompile(`name="`+name+`" value="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		list = append(list, m[1])
	}
	return list
}

// hidden gives the hidden fields of the page that is confirmed.
func (a answer) hidden() url.Values {
	fields := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		fields.Add(m[1], m[2])
	}
	return fields
}

// screenable adds clients with a contact on their page, and one of which nobody knows anything.
func (s *site) screenable() (ids []string) {
	s.t.Helper()
	ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{
		{Facts: assessment.Client{Name: "Alder Dental", Kinds: []assessment.EntityKind{assessment.CoveredEntity}}},
		{Facts: assessment.Client{Name: "Birch Metals"}, Details: store.Details{Contact: "Bo Birch", Email: "bo@birch.test"}},
		{Facts: assessment.Client{Name: "Cedar Nobody"}},
		{Facts: assessment.Client{Name: "Dogwood Trust"}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.contact(ids[0], "Ann Alder", "ann@alder.test")
	s.contact(ids[3], "Di Dogwood", "")
	return ids
}

// TestScreenByLink goes the whole way: choose, check, send; each contact has one mail, and the board says how far it is.
func TestScreenByLink(t *testing.T) {
	s := byMail(t)
	ids := s.screenable()
	b := s.signIn("manager")
	b.must(b.get("/campaigns"), 200, "Nothing is with a contact", "/campaigns/new")
	a := b.must(b.get("/campaigns/new"), 200, "All 3 of these", "Bo Birch, bo@birch.test", "will be added as a contact", "no mail address, so by passphrase",
		"1 client left out: no contact", "Cedar Nobody", `value="2026-12-08"`, `value="Dana Reyes"`)
	if a.has(" checked") {
		t.Error("something is ticked before anybody did")
	}
	b.must(b.get("/campaigns/new?show=unknown"), 200, "All 2 of these")
	b.must(b.get("/campaigns/new?q=BIRCH"), 200, "The one client here")
	b.must(b.get("/campaigns/new?client="+ids[1]), 200, `value="`+ids[1]+`" checked`)
	form := fields("message", "Please look at these.", "due", "2026-12-10", "ask-name", "Dana Reyes", "ask-phone", "555-0142")
	b.must(b.post("/campaigns/new", form), 422, "Choose at least one client.", "Please look at these.", `value="2026-12-10"`)
	form.Set("all", "yes")
	for field, wrong := range map[string]string{"due": "2026-11-01", "ask-name": "", "ask-email": "nobody", "message": strings.Repeat("x", 100_000)} {
		before := form.Get(field)
		form.Set(field, wrong)
		b.must(b.post("/campaigns/new", form), 422, `href="#`+field+`"`, "555-0142")
		form.Set(field, before)
	}
	form.Del("ask-email")
	a = b.must(b.post("/campaigns/new", form), 200, "Check before it is sent", "Send 3 links", "Please look at these.", "Bo Birch", "need")
	made := a.hidden()
	if len(made["client"]) != 3 {
		t.Fatalf("%d clients are confirmed, want 3", len(made["client"]))
	}
	made.Set("do", "change")
	b.must(b.post("/campaigns/new", made), 200, "Please look at these.", `value="`+ids[1]+`" checked`)
	made.Set("do", "make")
	a = b.must(b.post("/campaigns/new", made), 303)
	board := a.location
	b.must(b.get(board), 200, "3 links are being made", "Made 0 of 3", "Check again")
	b.must(b.post("/campaigns/new", made), 422, "is left out by now")
	s.runCampaigns()
	a = b.must(b.get(board), 200, "Ann Alder", "Bo Birch", "Di Dogwood", "by passphrase", "0 of 16")
	if a.has("Check again") {
		t.Error("the board waits for links that are made")
	}
	mails, err := s.store.OpenMails(t.Context(), s.admin)
	if err != nil || len(mails) != 2 {
		t.Fatalf("%d mails, %v, want 2", len(mails), err)
	}
	for _, m := range mails {
		if !strings.Contains(m.Letter.Text, "https://safeguard.example.test/s/") || !strings.Contains(m.Letter.Text, "Please look at these.") {
			t.Errorf("the mail says:\n%s", m.Letter.Text)
		}
	}
	b.must(b.get("/campaigns"), 200, "Birch Metals", "PHI screening 2026", "Made 3 of 3", "All")
	b.must(b.get("/campaigns/new"), 200, "No client waits", "3 clients left out: the screening is with a contact already")
	b.must(b.get("/campaigns?show=sent&q=dogwood"), 200, "Di Dogwood")
}

// TestShareActs: an act on many shows first whom it touches, and does it once that is confirmed.
func TestShareActs(t *testing.T) {
	s := byMail(t)
	ids := s.screenable()
	id := s.campaign(2026, ids[0], ids[1], ids[2])
	s.runCampaigns()
	b := s.signIn("manager")
	board := "/campaigns/" + id
	all := b.get(board + "?show=all").values("recipient")
	if len(all) != 3 {
		t.Fatalf("%d lines, want 3", len(all))
	}
	mails := func() int {
		list, err := s.store.OpenMails(t.Context(), s.admin)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	form := url.Values{"recipient": all, "from": {board + "?show=all"}}
	act := func(name string, pairs ...string) answer {
		form.Set("act", name)
		form.Del("due")
		form.Del("do")
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return b.post("/campaigns/act", form)
	}
	b.must(b.post("/campaigns/act", fields("act", "resend")), 422, "tick at least one line", `href="/campaigns"`)
	b.must(b.post("/campaigns/act", fields("act", "resend", "from", "https://evil.test/")), 422, `href="/campaigns"`)
	b.must(act("resend"), 200, "This touches 3 contacts", "Pat Lee", "Alder Dental")
	if n := mails(); n != 3 {
		t.Errorf("%d mails before it was confirmed, want 3", n)
	}
	a := b.must(act("resend", "do", "yes"), 303)
	b.must(b.get(a.location), 200, "A new link is on its way to 3 contacts.")
	if n := mails(); n != 6 {
		t.Errorf("%d mails after it was confirmed, want 6", n)
	}
	b.must(act("extend"), 200, "New due day")
	for _, wrong := range []string{"", "2026-11-01", "soon"} {
		b.must(act("extend", "do", "yes", "due", wrong), 422, `href="#due"`, `value="`+wrong+`"`)
	}
	b.must(act("extend", "do", "yes", "due", "2027-01-15"), 303)
	b.must(b.get(board), 200, "Jan 15, 2027")
	if err := s.store.RevokeShares(t.Context(), s.admin, all[0]); err != nil {
		t.Fatal(err)
	}
	b.must(act("revoke"), 200, "This touches 2 contacts", "1 line that you ticked is not there any more")
	b.must(act("revoke", "do", "yes"), 303)
	b.must(b.get(board), 200, "Nothing is with a contact")
	b.must(act("revoke", "do", "yes"), 422, "Nothing can be done")
}

// TestShareActsOfOthers: nobody acts on what is with a client that they do not see.
func TestShareActsOfOthers(t *testing.T) {
	s := newSite(t)
	ids := s.screenable()
	id := s.campaign(2026, ids[0], ids[1])
	s.runCampaigns()
	list, err := s.store.ShareLines(t.Context(), s.admin, store.ShareFilter{PerPage: 10})
	if err != nil {
		t.Fatal(err)
	}
	theirs := list.Lines[0]
	for _, c := range s.callers(theirs.Client, ids[2]) {
		editor := c.role == assessment.Admin || c.role == assessment.Manager
		a := c.get("/campaigns/" + id)
		if want := map[bool]int{true: 200, false: 404}[editor && c.sees]; c.role != 0 && a.status != want {
			t.Errorf("%s: the board gives %d, want %d", c.name, a.status, want)
		}
		if editor && c.get("/campaigns").has(theirs.ClientName) != c.sees {
			t.Errorf("%s: sees the line of the client: %t", c.name, !c.sees)
		}
		if c.role == assessment.Manager && a.has(list.Lines[1].ClientName) {
			t.Errorf("%s: sees another client on the board", c.name)
		}
		if c.sees && editor {
			continue
		}
		c.post("/campaigns/act", url.Values{"act": {"revoke"}, "do": {"yes"}, "recipient": {theirs.Recipient}})
		c.post("/campaigns/new", url.Values{"client": {ids[3]}, "do": {"make"}, "ask-name": {"Eve"}})
	}
	after, err := s.store.ShareLines(t.Context(), s.admin, store.ShareFilter{PerPage: 10})
	if err != nil || after.Found != list.Found {
		t.Errorf("%d lines after strangers tried, want %d", after.Found, list.Found)
	}
	if campaigns, err := s.store.Campaigns(t.Context(), s.admin); err != nil || len(campaigns) != 1 {
		t.Errorf("%d campaigns, %v, want 1", len(campaigns), err)
	}
}

// TestLinksByHand: where no mail is sent, links and passphrases come once, as a page or a file, and open what they should.
func TestLinksByHand(t *testing.T) {
	s := newSite(t)
	ids := s.screenable()
	id := s.campaign(2026, ids[0], ids[1])
	s.runCampaigns()
	b := s.signIn("manager")
	a := b.must(b.get("/campaigns/"+id), 200, "by passphrase", "Make them and download (CSV)")
	all := a.values("recipient")
	b.must(b.post("/campaigns/act", url.Values{"act": {"resend"}, "recipient": all}), 200, "download them (CSV)")
	b.must(b.post("/campaigns/act", url.Values{"act": {"resend"}, "do": {"yes"}, "recipient": all}), 200, "nothing of this can be shown again", s.URL+"/s/")
	a = b.must(b.post("/campaigns/act", url.Values{"act": {"resend"}, "do": {"csv"}, "recipient": all}), 200, "Alder Dental,Pat Lee,pat@example.test")
	s.opens(a.body, 2)
	b.must(b.post("/campaigns/"+id+"/links", url.Values{}), 422, "Tick that you know", `href="#sure"`)
	again := b.must(b.post("/campaigns/"+id+"/links", fields("sure", "yes")), 200, "Birch Metals")
	if got := again.header.Get("Content-Disposition"); !strings.Contains(got, "links.csv") || again.body == a.body {
		t.Errorf("the second file is %q", got)
	}
	for _, h := range s.opens(again.body, 2) {
		s.comeIn(h)
	}
	b.must(b.post("/campaigns/"+id+"/links", fields("sure", "yes")), 422, "Nobody waits for a passphrase")
}

// opens reads links and passphrases of a file.
func (s *site) opens(body string, n int) []store.Handout {
	s.t.Helper()
	t, err := readTable(body, map[string][]string{"link": nil, "passphrase": nil, "client": nil})
	if err != nil || len(t.rows) != n {
		s.t.Fatalf("%d links, %v, want %d\n%s", len(t.rows), err, n, body)
	}
	var list []store.Handout
	for _, row := range t.rows {
		list = append(list, store.Handout{Path: strings.TrimPrefix(row.cells["link"], s.URL), Passphrase: row.cells["passphrase"]})
	}
	return list
}

// screened has the contact of each line of a campaign answer; yes names the questions that are answered Yes.
func (s *site) screened(id string, client string, yes ...string) {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	list, err := s.store.ShareLines(ctx, s.admin, store.ShareFilter{Campaign: id, PerPage: 100})
	must(err)
	for _, l := range list.Lines {
		if l.Client != client {
			continue
		}
		made, err := s.store.ResendShares(ctx, s.admin, nil, false, l.Recipient)
		must(err)
		g, err := s.store.GuestByToken(ctx, strings.TrimPrefix(made[0].Path, "/s/"))
		must(err)
		stay, err := s.store.EnterShare(ctx, g.Link, made[0].Passphrase, store.SignIn{})
		must(err)
		g, err = s.store.GuestOf(ctx, stay)
		must(err)
		sheet, err := s.store.Sheet(ctx, g)
		must(err)
		for _, item := range sheet.Items {
			a := assessment.Answer{Response: assessment.No}
			if strings.Contains(strings.Join(yes, " "), item.Question.ID) {
				a.Response = assessment.Yes
			}
			_, err := s.store.SaveShared(ctx, g, store.SharedChange{Question: item.Question.ID, Answer: a})
			must(err)
		}
		must(s.store.SubmitShare(ctx, g, nil))
	}
}

// TestBoardFindings: who may hold PHI stands on top, and answers that are all No are accepted together, the others not.
func TestBoardFindings(t *testing.T) {
	s := newSite(t)
	ids := s.screenable()
	id := s.campaign(2026, ids[0], ids[1], ids[2], ids[3])
	s.runCampaigns()
	s.screened(id, ids[1])
	s.screened(id, ids[2])
	s.screened(id, ids[3], "phi-gives-care")
	b := s.signIn("manager")
	board := "/campaigns/" + id
	b.must(b.get(board), 200, "1 client may hold PHI now", "Dogwood Trust", ", to review", "2 clients answered No to everything", "Accept the 2 together", "To review")
	a := b.must(b.post(board+"/accept", url.Values{}), 200, "Accept the answers of 2 clients", "Birch Metals", "Cedar Nobody")
	if a.has("Dogwood") || a.has("Alder") {
		t.Error("answers that are not all No, or not sent, are accepted together")
	}
	shares := a.values("share")
	a = b.must(b.post(board+"/accept", url.Values{"do": {"yes"}, "share": shares}), 303)
	b.must(b.get(a.location), 200, "2 screenings are accepted.", "1 client may hold PHI now")
	for client, want := range map[string]bool{ids[1]: true, ids[2]: true, ids[3]: false, ids[0]: false} {
		list, err := s.store.Screenings(t.Context(), s.admin, client)
		if err != nil || len(list) == 1 != want {
			t.Errorf("client %s: %d screenings, %v", client, len(list), err)
		}
	}
	b.must(b.post(board+"/accept", url.Values{"do": {"yes"}, "share": shares}), 422, "No answers wait here that are all No.")
}

// TestRunCampaigns: the links are made beside the answering as soon as a campaign is there, until the server ends.
func TestRunCampaigns(t *testing.T) {
	s := newSite(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.app.RunCampaigns(ctx) }()
	ids := s.screenable()
	b := s.signIn("manager")
	board := b.must(b.post("/campaigns/new", url.Values{"client": ids[:2], "ask-name": {"Dana"}, "do": {"make"}}), 303).location
	for b.get(board).has("Check again") {
		time.Sleep(5 * time.Millisecond)
	}
	b.must(b.get(board), 200, "Ann Alder", "Bo Birch")
	stop()
	<-ended
}

// TestCampaignsOfMany pages through more lines than a page holds.
func TestCampaignsOfMany(t *testing.T) {
	s := newSite(t)
	s.addClients(60)
	names, err := s.store.Names(t.Context(), s.admin)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, id := range names {
		ids = append(ids, id)
	}
	id := s.campaign(2026, ids...)
	s.runCampaigns()
	b := s.signIn("manager")
	b.must(b.get("/campaigns"), 200, "1 to 50 of 60")
	b.must(b.get("/campaigns/"+id+"?show=all&page=2"), 200, "51 to 60 of 60")
	for _, odd := range []string{"?page=99&show=sent", "?page=-1", "?page=x&show=x", "?q=%00%ff"} {
		if a := b.get("/campaigns" + odd); a.status != http.StatusOK {
			t.Errorf("%s gives %d", odd, a.status)
		}
	}
	if n := len(b.get("/campaigns?page=2&show=sent").values("recipient")); n != 10 {
		t.Errorf("%d boxes on the second page, want 10", n)
	}
}
