package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"safeguard/assessment"
)

// toNew is a client of a campaign whose contact is added.
func (o *office) toNew(client, name, email string) CampaignTo {
	return CampaignTo{Client: client, New: &assessment.Contact{Name: name, Email: email}}
}

// newCampaign is a screening campaign of a year that is due in two weeks.
func (o *office) newCampaign(period int, to ...CampaignTo) NewCampaign {
	return NewCampaign{
		Screening: phiScreening(o.t), Period: period, Due: o.today().AddDays(14), To: to,
		ShareText: ShareText{Message: "Please look at these.", Ask: assessment.Contact{Name: "Dana Reyes"}},
	}
}

// campaign makes a campaign and gives its id.
func (o *office) campaign(period int, to ...CampaignTo) string {
	o.t.Helper()
	id, err := o.MakeCampaign(o.t.Context(), o.manager, o.newCampaign(period, to...))
	o.must(err)
	return id
}

// book adds clients, each with a contact who has an address, and gives them as the clients of a campaign.
func (o *office) book(n int) []CampaignTo {
	o.t.Helper()
	list, to := make([]Client, n), make([]CampaignTo, n)
	for i := range list {
		list[i].Facts = assessment.Client{Name: fmt.Sprintf("Practice %04d", i), Kinds: riverside().Kinds}
	}
	ids, err := o.AddClients(o.t.Context(), o.admin, list)
	o.must(err)
	for i, id := range ids {
		to[i] = o.toNew(id, "Pat Lee", fmt.Sprintf("pat%d@example.test", i))
	}
	return to
}

// run makes all links that are waited for, and gives in how many steps.
func (o *office) runCampaigns(ctx context.Context, letters ShareLetters) (steps int, err error) {
	for {
		n, err := o.MakeCampaignShares(ctx, letters)
		if n == 0 || err != nil {
			return steps, err
		}
		steps++
	}
}

// wantOnce checks that each client of a campaign got one share, one link and one mail.
func (o *office) wantOnce(id string, n int) {
	o.t.Helper()
	c, err := o.Campaign(o.t.Context(), o.manager, id)
	o.must(err)
	wantSame(o.t, "waiting, made, failed", []int{c.Waiting, c.Made, c.Failed}, []int{0, n, 0})
	for what, query := range map[string]string{
		"shares":     `SELECT count(*) FROM shares WHERE campaign = $1`,
		"clients":    `SELECT count(DISTINCT client) FROM shares WHERE campaign = $1`,
		"recipients": `SELECT count(*) FROM share_recipients p JOIN shares h ON h.id = p.share JOIN campaign_rows w ON w.recipient = p.id AND w.client = h.client WHERE h.campaign = $1`,
		"links":      `SELECT count(*) FROM share_links l JOIN share_recipients p ON p.id = l.recipient JOIN shares h ON h.id = p.share WHERE h.campaign = $1`,
		"mails":      `SELECT count(*) FROM mails WHERE kind = 'share' AND CAST($1 AS TEXT) <> ''`,
	} {
		if got := o.count(query, id); got != n {
			o.t.Errorf("%d %s, want %d", got, what, n)
		}
	}
	o.must(o.VerifyAudit(o.t.Context()))
}

// TestCampaignGoesOn: what is broken off in the middle of some links leaves none of them, and is made whole afterwards, also
// by a server that was started again.
func TestCampaignGoesOn(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		const n = 60
		id := o.campaign(2025, o.book(n)...)
		ctx, kill := context.WithCancel(t.Context())
		letters := 0
		_, err := o.runCampaigns(ctx, func(l ShareLetter) (Mail, error) {
			if letters++; letters == campaignBatch+10 {
				kill()
			}
			return shareLetter(l)
		})
		wantErr(t, "a run that is killed", err, context.Canceled)
		if made := o.count(`SELECT count(*) FROM share_links`); made != campaignBatch {
			t.Errorf("%d links after it was killed, want those of the %d that were done", made, campaignBatch)
		}
		o.reopen()
		_, err = o.runCampaigns(t.Context(), func(ShareLetter) (Mail, error) { return Mail{}, errors.New("no words") })
		if err == nil {
			t.Error("a fault of the program is no reason to leave a client out")
		}
		_, err = o.runCampaigns(t.Context(), shareLetter)
		o.must(err)
		o.wantOnce(id, n)
	})
}

// TestCampaignAtTwoServers: two servers that make the links of two campaigns at once make none twice.
func TestCampaignAtTwoServers(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.campaign(2025, o.book(90)...)
		var wait sync.WaitGroup
		for _, server := range []*office{o, o.beside(), o.beside()} {
			wait.Go(func() {
				if _, err := server.runCampaigns(t.Context(), shareLetter); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		o.wantOnce(id, 90)
	})
}

// TestCampaignLeavesOut: a client that needs no link any more, or can have none, is left out with the reason, and the others
// get theirs.
func TestCampaignLeavesOut(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		to := o.book(6)
		id := o.campaign(2025, to...)
		contacts := func(i int) string {
			list, err := o.Contacts(ctx, o.manager, to[i].Client)
			o.must(err)
			return list[0].ID
		}
		o.must(o.ArchiveClient(ctx, o.manager, to[0].Client, true))
		o.must(o.RemoveContact(ctx, o.manager, to[1].Client, contacts(1)))
		o.screen(to[2].Client, 2025, 0, "")
		cat := phiScreening(t)
		o.must(drop(o.MakeShares(ctx, o.manager, nil, NewShare{
			Client: to[3].Client, Screening: cat, Period: 2025, Questions: []string{cat.Questions()[0].ID}, To: []NewRecipient{{Contact: contacts(3)}},
		})))
		refuse := func(l ShareLetter) (Mail, error) {
			m, err := shareLetter(l)
			if l.Share.Client == to[4].Client {
				return m, &assessment.Invalid{Problems: []assessment.Problem{{Path: "to", What: "No."}}}
			}
			return m, err
		}
		_, err := o.runCampaigns(ctx, refuse)
		o.must(err)
		failed, err := o.CampaignFailures(ctx, o.manager, id)
		o.must(err)
		var got []string
		for _, f := range failed {
			got = append(got, f.Problem)
		}
		wantSame(t, "why clients are left out", got, []string{"archived", "contact", "screened", "shared", "refused"})
		c, err := o.Campaign(ctx, o.manager, id)
		o.must(err)
		if c.Made != 1 || c.Failed != 5 || o.count(`SELECT count(*) FROM share_recipients p JOIN shares h ON h.id = p.share WHERE h.client = $1`, to[4].Client) != 0 {
			t.Errorf("%d made, %d failed", c.Made, c.Failed)
		}
		o.must(o.VerifyAudit(ctx))
	})
}

// TestCampaignOfWhoLeft: links are made with the rights that whoever made the campaign has then.
func TestCampaignOfWhoLeft(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	id := o.campaign(2025, o.toNew(o.client, "Lou Poe", "lou@riverside.test"))
	o.must(o.DisableUser(t.Context(), o.admin, o.manager.User))
	o.must(drop(o.runCampaigns(t.Context(), shareLetter)))
	failed, err := o.CampaignFailures(t.Context(), o.admin, id)
	o.must(err)
	if len(failed) != 1 || failed[0].Problem != "refused" {
		t.Errorf("left out are %+v", failed)
	}
}

// TestMakeCampaignRefuses: a campaign is made whole or not at all, and a contact whom the client has is not added again.
func TestMakeCampaignRefuses(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	lou := o.toNew(o.client, "Lou Poe", "lou@riverside.test")
	past := o.newCampaign(2025, lou)
	past.Due = o.today().AddDays(-1)
	nobody := o.newCampaign(2025, lou)
	nobody.Ask.Name = ""
	for name, tt := range map[string]struct {
		n    NewCampaign
		want error
	}{
		"no client":          {o.newCampaign(2025), errInvalid},
		"a day that is past": {past, errInvalid},
		"nobody to ask":      {nobody, errInvalid},
		"a contact without a name, after one with": {o.newCampaign(2025, lou, o.toNew(o.other, "", "x@harbor.test")), errInvalid},
		"an address of two lines":                  {o.newCampaign(2025, lou, o.toNew(o.other, "X", "x@harbor.test\nBcc: y@z.test")), errInvalid},
		"a contact of another client":              {o.newCampaign(2025, CampaignTo{Client: o.client, Contact: o.contact(o.other, "Kit", "kit@harbor.test")}), assessment.ErrNotFound},
	} {
		_, err := o.MakeCampaign(t.Context(), o.manager, tt.n)
		wantRefusal(t, name, err, tt.want)
	}
	if n := o.count(`SELECT count(*) FROM campaigns`) + o.count(`SELECT count(*) FROM contacts WHERE client = $1`, o.client); n != 0 {
		t.Errorf("%d rows of what was refused", n)
	}
	o.campaign(2025, lou)
	lou.New = &assessment.Contact{Name: "Lou", Email: "LOU@riverside.test"}
	o.campaign(2026, lou)
	if n := o.count(`SELECT count(*) FROM contacts WHERE client = $1`, o.client); n != 1 {
		t.Errorf("%d contacts with one address", n)
	}
}

// TestToScreen: who would be asked at each client, and which needs no link.
func TestToScreen(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		ids, err := o.AddClients(ctx, o.admin, []Client{
			{Facts: assessment.Client{Name: "A"}, Details: Details{Contact: "Ann", Email: "ann@a.test"}},
			{Facts: assessment.Client{Name: "B"}},
			{Facts: assessment.Client{Name: "C"}},
			{Facts: assessment.Client{Name: "D"}},
			{Facts: assessment.Client{Name: "E"}},
		})
		o.must(err)
		o.contact(ids[1], "No Address", "")
		bob := o.contact(ids[1], "Bob", "bob@b.test")
		o.screen(ids[2], 2025, 0, "")
		o.campaign(2025, o.toNew(ids[3], "Dee", "dee@d.test"))
		o.must(o.ArchiveClient(ctx, o.manager, ids[4], true))
		list, err := o.ToScreen(ctx, o.manager, 2025)
		o.must(err)
		if len(list) != 6 || list[1].Contact != bob || list[1].Person.Name != "Bob" || list[0].Contact != "" || list[0].Person.Email != "ann@a.test" ||
			!list[2].Screened || list[2].Out || !list[3].Out || list[3].Screened {
			t.Errorf("to screen: %+v", list)
		}
		o.must(drop(o.runCampaigns(ctx, nil)))
		list, err = o.ToScreen(ctx, o.manager, 2025)
		o.must(err)
		if !list[3].Out {
			t.Error("a client whose link is made could get another")
		}
	})
}

// TestCampaignFindings: answers that wait are plain where all are No, and say what they come to; accepted ones stay.
func TestCampaignFindings(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ctx := t.Context()
		to := o.book(3)
		id := o.campaign(2025, to...)
		o.must(drop(o.runCampaigns(ctx, nil)))
		list, err := o.ShareLines(ctx, o.manager, ShareFilter{Campaign: id, PerPage: 10})
		o.must(err)
		made, err := o.ResendShares(ctx, o.manager, nil, false, list.Lines[0].Recipient, list.Lines[1].Recipient)
		o.must(err)
		for i, h := range made {
			g := o.enter(h)
			sheet, err := o.Sheet(ctx, g)
			o.must(err)
			for n, item := range sheet.Items {
				a := assessment.Answer{Response: assessment.No}
				if i == 1 && n < 3 {
					a.Response = assessment.Yes
				}
				_, err := o.SaveShared(ctx, g, SharedChange{Question: item.Question.ID, Answer: a})
				o.must(err)
			}
			o.must(o.SubmitShare(ctx, g, nil))
		}
		c, err := o.Campaign(ctx, o.manager, id)
		o.must(err)
		found, err := o.CampaignFindings(ctx, o.manager, &c)
		o.must(err)
		if len(found) != 2 || !found[0].Plain || found[1].Plain || found[0].Holds() || len(found[1].Verdicts) != len(c.Catalog.Questions()) {
			t.Fatalf("findings: %+v", found)
		}
		o.must(o.ReviewShare(ctx, o.manager, found[0].Share, nil, found[0].Verdicts...))
		found, err = o.CampaignFindings(ctx, o.manager, &c)
		o.must(err)
		if len(found) != 2 || found[1].Share != "" || found[1].Title == "" {
			t.Errorf("findings after one was accepted: %+v", found)
		}
	})
}

// TestShareLines: the tabs count each recipient under its state, what is late once more, and nothing that was ended.
func TestShareLines(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := t.Context()
		id := o.campaign(2026, o.toNew(o.other, "Tom Vance", "tom@harbor.test"))
		o.must(drop(o.runCampaigns(ctx, nil)))
		g := o.enter(h.made[0])
		o.answerAll(g, assessment.Yes)
		show := func(f ShareFilter) (ShareList, []string) {
			f.PerPage = 2
			list, err := o.ShareLines(ctx, o.manager, f)
			o.must(err)
			var names []string
			for _, l := range list.Lines {
				names = append(names, l.Person.Name)
			}
			return list, names
		}
		list, names := show(ShareFilter{})
		wantSame(t, "the first page", names, []string{"Pat Lee", "Kim Roe"})
		if list.Found != 3 || list.Counts[ShareShowReview] != 1 || list.Counts[ShareShowSent] != 2 || list.Counts[ShareShowOverdue] != 0 {
			t.Errorf("counts: %d, %v", list.Found, list.Counts)
		}
		if l := list.Lines[0]; l.Asked != 2 || l.Answered != 2 || l.Seen.IsZero() || !l.ByPhrase || l.ClientName != "Riverside Family Dental" || l.Period != 2026 {
			t.Errorf("the line of who sent theirs: %+v", l)
		}
		for name, f := range map[string]ShareFilter{
			"page": {Page: 2}, "text": {Text: "HARBOR"}, "campaign": {Campaign: id}, "these": {Recipients: []string{o.lineOf("Tom Vance")}},
		} {
			_, names = show(f)
			wantSame(t, "by "+name, names, []string{"Tom Vance"})
		}
		_, names = show(ShareFilter{Recipients: []string{}})
		wantSame(t, "of none", names, []string(nil))
		o.clock.set(o.clock.now().AddDate(0, 0, 10))
		list, names = show(ShareFilter{Show: ShareShowOverdue})
		wantSame(t, "late", names, []string{"Kim Roe"})
		o.must(o.RevokeShares(ctx, o.manager, h.made[1].Recipient.ID))
		if list, _ = show(ShareFilter{}); list.Found != 2 || list.Counts[ShareShowOverdue] != 0 {
			t.Errorf("after one was revoked: %v", list.Counts)
		}
	})
}

// lineOf gives the recipient of that name.
func (o *office) lineOf(name string) string {
	o.t.Helper()
	list, err := o.ShareLines(o.t.Context(), o.manager, ShareFilter{PerPage: 100})
	o.must(err)
	i := slices.IndexFunc(list.Lines, func(l ShareLine) bool { return l.Person.Name == name })
	if i < 0 {
		o.t.Fatalf("nothing is with %s", name)
	}
	return list.Lines[i].Recipient
}

// BenchmarkShareLines lists a page of what is with 5,000 contacts.
func BenchmarkShareLines(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		o.campaign(2025, o.book(5000)...)
		o.must(drop(o.runCampaigns(b.Context(), nil)))
		for name, filter := range map[string]ShareFilter{
			"all": {PerPage: 50}, "search": {Text: "practice 77", PerPage: 50}, "last page": {Page: 100, PerPage: 50},
		} {
			b.Run(name, func(b *testing.B) {
				measure(b, func() { o.must(drop(o.ShareLines(b.Context(), o.manager, filter))) })
			})
		}
	})
}
