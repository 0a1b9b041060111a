package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// listed reads what a query gives.
func (o *office) listed(scope assessment.Scope, q EventQuery) []Logged {
	o.t.Helper()
	var list []Logged
	o.must(o.EachEvent(o.t.Context(), scope, q, func(e Logged) error {
		list = append(list, e)
		return nil
	}))
	return list
}

// brief names events by action, subject and who did them.
func brief(list []Logged) []string {
	words := []string{}
	for _, e := range list {
		words = append(words, strings.TrimSpace(e.Action+" "+e.Subject)+" by "+e.User)
	}
	return words
}

func TestEachEvent(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.clock.set(firstDay.AddDate(0, 0, 1))
		id := o.openDraft(catalogOf(t, "security-rule@2025.1"), 2025)
		o.save(id, AnswerChange{Question: control, Answer: yes("a")})
		o.clock.set(firstDay.AddDate(0, 0, 2))
		o.must(o.SignInRefused(t.Context(), assessment.Scope{From: "192.0.2.7"}, "who@example.test"))
		o.must(drop(o.BeginSignIn(t.Context(), o.officer, SignIn{})))
		o.must(o.Note(t.Context(), o.officer, Event{Action: "plan.download", Client: o.client}))
		o.must(o.ArchiveClient(t.Context(), o.manager, o.other, true))
		var (
			refused  = "user.sign-in-refused by "
			came     = "user.sign-in u-officer by u-officer"
			took     = "plan.download by u-officer"
			archived = "client.archive by u-manager"
			answered = "answer.save " + control + " by u-manager"
			opened   = "assessment.open by u-manager"
		)
		second, third := firstDay.AddDate(0, 0, 1).Truncate(24*time.Hour), firstDay.AddDate(0, 0, 2).Truncate(24*time.Hour)
		for what, tt := range map[string]struct {
			scope assessment.Scope
			q     EventQuery
			want  []string
		}{
			"a page":                   {o.admin, EventQuery{Limit: 3}, []string{archived, took, came}},
			"from a day":               {o.admin, EventQuery{From: second}, []string{archived, took, came, refused, answered, opened}},
			"to a day":                 {o.admin, EventQuery{From: second, Until: third}, []string{answered, opened}},
			"a person":                 {o.admin, EventQuery{User: "u-officer", Limit: 9}, []string{took, came}},
			"nobody":                   {o.admin, EventQuery{User: Nobody, From: third}, []string{refused}},
			"an action":                {o.admin, EventQuery{Actions: []string{"answer.save"}, Limit: 9}, []string{answered}},
			"several actions":          {o.admin, EventQuery{Actions: []string{"answer.save", "client.archive", "user.sign-in"}, Limit: 2}, []string{archived, came}},
			"all of several actions":   {o.admin, EventQuery{Actions: []string{"answer.save", "client.archive", "user.sign-in"}}, []string{archived, came, answered}},
			"actions of a person":      {o.admin, EventQuery{Actions: []string{"answer.save", "user.sign-in"}, User: "u-officer", Limit: 9}, []string{came}},
			"a client":                 {o.officer, EventQuery{Client: o.client, From: second, Limit: 9}, []string{took, answered, opened}},
			"actions of a client":      {o.officer, EventQuery{Client: o.client, Actions: []string{"answer.save", "plan.download"}, Limit: 9}, []string{took, answered}},
			"an admin of one client":   {assessment.Scope{User: "u-officer", Role: assessment.Admin}, EventQuery{From: second}, []string{took, came, refused, answered, opened}},
			"what there is nothing of": {o.admin, EventQuery{Actions: []string{"no.such"}, Limit: 9}, []string{}},
		} {
			wantSame(t, what, brief(o.listed(tt.scope, tt.q)), tt.want)
		}
		err := o.EachEvent(t.Context(), o.manager, EventQuery{}, func(Logged) error { return nil })
		wantErr(t, "a manager reads all chains", err, assessment.ErrForbidden)
		_, err = o.EventFacets(t.Context(), o.manager, "")
		wantErr(t, "a manager reads the facets of all chains", err, assessment.ErrForbidden)
	})
}

// TestPagesOfEvents: page after page gives what one page gives, each event once, also where many have one moment.
func TestPagesOfEvents(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.exec(`UPDATE events SET at = $1, body = $2 WHERE action <> 'user.add'`, micros(firstDay), []byte(`{"at":"2025-11-12T09:00:00Z","client":"`+o.client+`","action":"x"}`))
		o.exec(`UPDATE events SET chain = $1, seq = seq + 90 WHERE chain = $2`, o.client, o.other) // the bodies say one client
		for what, q := range map[string]EventQuery{
			"all": {}, "a client": {Client: o.client}, "actions": {Actions: []string{"answer.save", "client.add", "user.add"}},
		} {
			var want, got []int64
			for _, e := range o.listed(o.admin, q) {
				want = append(want, e.Seq)
			}
			q.Limit = 2
			for range len(want) {
				page := o.listed(o.admin, q)
				if len(page) == 0 {
					break
				}
				for _, e := range page {
					got = append(got, e.Seq)
				}
				q.Before = page[len(page)-1]
			}
			wantSame(t, what, got, want)
		}
	})
}

func TestEventFacets(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.must(o.SignInRefused(t.Context(), assessment.Scope{From: "192.0.2.7"}, "who@example.test"))
		o.must(o.SetPreferences(t.Context(), o.officer, "dark", false))
		for client, want := range map[string]EventFacets{
			"": {
				Actions: []string{"answer.save", "assessment.open", "client.add", "user.add", "user.preferences", "user.sign-in-refused"},
				People:  []Named{{"u-admin", "Ada Admin"}, {"u-manager", "Dana Reyes"}, {"u-officer", "Dr. Samuel Okafor"}},
			},
			o.client: {
				Actions: []string{"answer.save", "assessment.open", "client.add"},
				People:  []Named{{"u-admin", "Ada Admin"}, {"u-manager", "Dana Reyes"}},
			},
		} {
			got, err := o.EventFacets(t.Context(), o.admin, client)
			o.must(err)
			wantSame(t, "the facets of "+client, got, want)
		}
	})
}

// TestAttemptsOfNobody: an address that is nobody's is not kept, and the same one is known again.
func TestAttemptsOfNobody(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, address := range []string{"who@example.test", " WHO@example.test", "else@example.test"} {
			o.must(o.SignInRefused(t.Context(), assessment.Scope{From: "192.0.2.7"}, address))
		}
		list := o.listed(o.admin, EventQuery{Limit: 3})
		if list[2].Detail != list[1].Detail || list[0].Detail == list[1].Detail || len(list[0].Detail) != len("address ")+64 {
			t.Errorf("the attempts are told apart as %q, %q, %q", list[2].Detail, list[1].Detail, list[0].Detail)
		}
		if e := list[0]; e.User != "" || e.Name != "" || e.Client != "" || e.From != "192.0.2.7" {
			t.Errorf("the attempt is recorded as %+v", e)
		}
		if n := o.count(`SELECT count(*) FROM events WHERE CAST(body AS TEXT) LIKE '%example.test%'`); n != 0 {
			t.Errorf("%d events hold an address", n)
		}
		o.must(o.VerifyAudit(t.Context()))
	})
}

// TestDigestsLinkUp: through a year of work, what an event says was there before is what the event before it of the same
// thing left there.
func TestDigestsLinkUp(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		o.save(id, AnswerChange{Question: control, Answer: yes("more"), Revision: 1})
		o.save(id, AnswerChange{Question: control, Undo: true, Revision: 2})
		o.must(o.SaveEntries(t.Context(), o.manager, id, ReviewEntry(aRisk, 1, Reviewed{By: "Dana", Basis: "b"})))
		o.must(o.SaveEntries(t.Context(), o.manager, id, TakeOut(EntryReview, aRisk, 2)))
		o.screen(o.client, 2025, 0, "customer-covered handles-data")
		o.screen(o.client, 2025, 1, "change-ahead")
		for _, k := range keepers(o.Store) {
			record, err := k.save(t.Context(), o.manager, o.client, "", 0, "first")
			o.must(err)
			_, err = k.save(t.Context(), o.manager, o.client, record, 1, "second")
			o.must(err)
			if k.remove != nil {
				o.must(k.remove(t.Context(), o.manager, o.client, record, 2))
			}
		}
		for _, value := range []string{"one", "two"} {
			o.must(o.SetSetting(t.Context(), o.admin, "firm", value))
		}
		left, changed := map[string]string{}, map[string]int{}
		list := o.listed(o.admin, EventQuery{})
		slices.SortFunc(list, func(a, b Logged) int { return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Seq, b.Seq)) })
		for _, e := range list {
			thing, verb, _ := strings.Cut(e.Action, ".")
			subject := e.Subject
			if thing == "client" {
				subject = ""
			}
			key := strings.Join([]string{thing, e.Client, e.Assessment, subject}, " ")
			switch {
			case !slices.Contains([]string{"save", "remove", "add", "update", "record-kinds"}, verb):
				continue
			case e.Before != left[key]:
				t.Errorf("%s of %s: before is %.8q, and what was left is %.8q", e.Action, e.Subject, e.Before, left[key])
			case (e.After == "") != (verb == "remove"):
				t.Errorf("%s of %s: after is %.8q", e.Action, e.Subject, e.After)
			case e.Before != "":
				changed[thing]++
			}
			left[key] = e.After
		}
		for _, thing := range []string{"answer", "review", "screening", "client", "asset", "vendor", "incident", "proof", "remediation", "setting"} {
			if changed[thing] == 0 {
				t.Errorf("no change of a %s tells what was before", thing)
			}
		}
		o.must(o.VerifyAudit(t.Context()))
	})
}

// TestDigestIsOfWhatIsStored: the digest after is that of the text that is sealed.
func TestDigestIsOfWhatIsStored(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		o.save(id, AnswerChange{Question: control, Answer: yes("what nobody else reads")})
		var sealed []byte
		o.must(o.writer.QueryRow(`SELECT body FROM answers WHERE question = $1`, control).Scan(&sealed))
		plain, err := o.vault.Open("answers", "body", answerPlace(id, assessment.Place{Question: control}), sealed)
		o.must(err)
		if got, want := o.listed(o.admin, EventQuery{Limit: 1})[0].After, o.digest(plain); got != want {
			t.Errorf("after is %s, want %s", got, want)
		}
	})
}

// BenchmarkEvents reads a page of the newest of 200,000 events.
func BenchmarkEvents(b *testing.B) {
	benchmark(b, func(b *testing.B, o *office) {
		body, err := json.Marshal(Event{At: firstDay, User: "u-1", Name: "Dana Reyes", From: "192.0.2.7", Action: "answer.save", Client: o.client, After: strings.Repeat("0", 64)})
		o.must(err)
		const n = 200_000
		tx, err := o.writer.Begin()
		o.must(err)
		insert, err := tx.Prepare(`INSERT INTO events (chain, seq, at, by_user, action, body, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
		o.must(err)
		for i := range n {
			chain, action, user := fmt.Sprintf("c-%d", i%61), "answer.save", fmt.Sprintf("u-%d", i%7)
			switch {
			case i%1000 == 0:
				action, user = "report.download", "u-rare"
			case i%9 == 0:
				chain, action = "", "user.sign-in"
			}
			_, err := insert.Exec(chain, 100+i, micros(firstDay)+int64(i), user, action, body, body[:32])
			o.must(err)
		}
		o.must(tx.Commit())
		for name, q := range map[string]EventQuery{
			"all": {}, "person": {User: "u-3"}, "rare person": {User: "u-rare"}, "rare action": {Actions: []string{"report.download", "report.keep", "report.read"}},
			"actions": {Actions: []string{"answer.save", "user.sign-in", "report.keep"}}, "days": {From: firstDay, Until: firstDay.Add(50 * time.Millisecond)},
			"person and action": {User: "u-3", Actions: []string{"report.download"}}, "older": {Before: Logged{Event: Event{At: firstDay.Add(time.Millisecond), Client: "c-1"}, Seq: 9}},
		} {
			q.Limit = 51
			b.Run(name, func(b *testing.B) {
				measure(b, func() {
					o.must(o.EachEvent(b.Context(), o.admin, q, func(Logged) error { return nil }))
				})
			})
		}
		b.Run("facets", func(b *testing.B) {
			measure(b, func() { o.must(drop(o.EventFacets(b.Context(), o.admin, ""))) })
		})
	})
}
