package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// busy is an office with some events in two chains.
func busy(t *testing.T, cfg Config) *office {
	o := newOffice(t, cfg)
	id := o.firstDraft()
	for revision, note := range []string{"a", "b", "c"} {
		o.save(id, AnswerChange{Question: control, Answer: yes(note), Revision: revision})
	}
	return o
}

func TestAuditVerifies(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.must(o.VerifyAudit(t.Context()))
		o.reopen()
		o.must(o.VerifyAudit(t.Context()))
		o.must(o.SetSetting(t.Context(), o.admin, "firm", "Northwind"))
		o.must(o.VerifyAudit(t.Context()))
	})
}

// TestTamperingIsFound changes the log behind the store's back, each time as it was at first, and wants the first break of
// the client's chain named.
func TestTamperingIsFound(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.exec(`CREATE TABLE events_were AS SELECT * FROM events`)
		o.exec(`CREATE TABLE chains_were AS SELECT * FROM chains`)
		for what, tamper := range tampering {
			for _, query := range tamper.queries {
				o.exec(strings.ReplaceAll(query, "THE CLIENT", o.client))
			}
			wantErr(t, what, o.VerifyAudit(t.Context()), ErrTampered)
			audited, err := o.Audit(t.Context(), nil)
			o.must(err)
			var got Break
			for _, b := range audited.Breaks {
				if b.Chain == o.client {
					got = b
				}
			}
			tamper.want.Chain, tamper.want.Name = o.client, "Riverside Family Dental"
			wantSame(t, what, got, tamper.want)
			o.exec(`DELETE FROM events`)
			o.exec(`INSERT INTO events SELECT * FROM events_were`)
			o.exec(`DELETE FROM chains`)
			o.exec(`INSERT INTO chains SELECT * FROM chains_were`)
			o.must(o.VerifyAudit(t.Context()))
		}
	})
}

const (
	lastEvent = `seq = (SELECT max(e.seq) FROM events e WHERE e.chain = events.chain)`
	itsChain  = `chain = 'THE CLIENT'`
)

// tampering is done to a log in which the client's chain has five events. What is wanted is the break of that chain.
var tampering = map[string]struct {
	queries []string
	want    Break
}{
	"a byte of an event": {
		[]string{`UPDATE events SET body = (SELECT e.body FROM events e WHERE e.chain = events.chain AND e.seq = 2) WHERE seq = 3`},
		Break{Kind: Edited, Seq: 3, Next: 3},
	},
	"who did it":                {[]string{`UPDATE events SET by_user = 'u-officer' WHERE seq = 3`}, Break{Kind: Edited, Seq: 3, Next: 3}},
	"what was done":             {[]string{`UPDATE events SET action = 'answer.read' WHERE seq = 3`}, Break{Kind: Edited, Seq: 3, Next: 3}},
	"when it was done":          {[]string{`UPDATE events SET at = at + 1 WHERE seq = 3`}, Break{Kind: Edited, Seq: 3, Next: 3}},
	"the last event is gone":    {[]string{`DELETE FROM events WHERE chain <> '' AND ` + lastEvent}, Break{Kind: CutOff, Seq: 4, Next: 5}},
	"the end is gone":           {[]string{`DELETE FROM events WHERE chain <> '' AND seq > 2`}, Break{Kind: CutOff, Seq: 2, Next: 5}},
	"the first event is gone":   {[]string{`DELETE FROM events WHERE chain <> '' AND seq = 1`}, Break{Kind: Missing, Seq: 0, Next: 2}},
	"an event between is gone":  {[]string{`DELETE FROM events WHERE chain <> '' AND seq = 3`}, Break{Kind: Missing, Seq: 2, Next: 4}},
	"the events of a chain":     {[]string{`DELETE FROM events WHERE ` + itsChain}, Break{Kind: CutOff, Seq: 0, Next: 5}},
	"a whole chain is gone":     {[]string{`DELETE FROM events WHERE ` + itsChain, `DELETE FROM chains WHERE ` + itsChain}, Break{Kind: Gone}},
	"the head of a chain":       {[]string{`DELETE FROM chains WHERE chain <> ''`}, Break{Kind: Headless, Seq: 5}},
	"the head is set back":      {[]string{`UPDATE chains SET seq = seq - 1 WHERE chain <> ''`}, Break{Kind: Headless, Seq: 5}},
	"an event in another chain": {[]string{`UPDATE events SET chain = 'other' WHERE chain <> '' AND seq > 2 AND ` + lastEvent}, Break{Kind: CutOff, Seq: 4, Next: 5}},
	"two chains change places": {
		[]string{
			`UPDATE events SET chain = 'x' WHERE chain = ''`, `UPDATE events SET chain = '' WHERE ` + itsChain, `UPDATE events SET chain = 'THE CLIENT' WHERE chain = 'x'`,
			`UPDATE chains SET chain = 'x' WHERE chain = ''`, `UPDATE chains SET chain = '' WHERE ` + itsChain, `UPDATE chains SET chain = 'THE CLIENT' WHERE chain = 'x'`,
		},
		Break{Kind: Foreign, Seq: 1, Next: 1},
	},
	"two events change places": {
		[]string{`UPDATE events SET seq = -seq WHERE seq IN (2, 3)`, `UPDATE events SET seq = 5 + seq WHERE seq < 0`},
		Break{Kind: OutOfOrder, Seq: 2, Next: 3},
	},
	"two bodies change places": {[]string{swap("body")}, Break{Kind: OutOfOrder, Seq: 2, Next: 3}},
	"an event that was made up": {
		[]string{`INSERT INTO events SELECT chain, 99, at, by_user, action, body, mac FROM events WHERE ` + itsChain + ` AND seq = 1`},
		Break{Kind: Missing, Seq: 5, Next: 99},
	},
	"an event that was put before": {
		[]string{`INSERT INTO events SELECT chain, -1, at, by_user, action, body, mac FROM events WHERE ` + itsChain + ` AND seq = 1`},
		Break{Kind: Edited, Seq: -1, Next: -1},
	},
	"a MAC of another event":     {[]string{swap("mac")}, Break{Kind: Edited, Seq: 2, Next: 2}},
	"an event and what it links": {[]string{swap("body"), swap("mac")}, Break{Kind: OutOfOrder, Seq: 2, Next: 3}},
}

// TestEveryBreakIsFound: each chain tells its own first break, and the installation is a chain like others.
func TestEveryBreakIsFound(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.exec(`UPDATE events SET action = 'x' WHERE chain = $1 AND seq IN (2, 3)`, o.client)
		o.exec(`DELETE FROM events WHERE chain = ''`)
		o.exec(`DELETE FROM chains WHERE chain = ''`)
		o.exec(`DELETE FROM chains WHERE chain = $1`, o.other)
		audited, err := o.Audit(t.Context(), nil)
		o.must(err)
		wantSame(t, "the breaks", audited.Breaks, []Break{
			{Kind: Gone},
			{Chain: o.other, Name: "Harbor Machine", Kind: Headless, Seq: 1},
			{Chain: o.client, Name: "Riverside Family Dental", Kind: Edited, Seq: 2, Next: 2},
		})
		if audited.Chains != 2 || audited.Events != 6 {
			t.Errorf("%d events in %d chains, want 6 in 2", audited.Events, audited.Chains)
		}
	})
}

// swap lets events 2 and 3 of each chain change the value of a column.
func swap(column string) string {
	return `UPDATE events SET ` + column + ` = (SELECT e.` + column + ` FROM events_were e WHERE e.chain = events.chain AND e.seq = 5 - events.seq) WHERE seq IN (2, 3)`
}

// TestOneByte flips one bit of one event, wherever it stands.
func TestOneByte(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		var body []byte
		o.must(o.writer.QueryRow(`SELECT body FROM events WHERE chain = $1 AND seq = 2`, o.client).Scan(&body))
		for i := range body {
			body[i] ^= 1
			o.exec(`UPDATE events SET body = $1 WHERE chain = $2 AND seq = 2`, body, o.client)
			if err := o.VerifyAudit(t.Context()); !errors.Is(err, ErrTampered) {
				t.Errorf("byte %d of %d: error %v, want ErrTampered", i, len(body), err)
			}
			body[i] ^= 1
		}
		o.exec(`UPDATE events SET body = $1 WHERE chain = $2 AND seq = 2`, body, o.client)
		o.must(o.VerifyAudit(t.Context()))
	})
}

// TestVerifyingBesideWork: the log verifies at every moment while others write to it.
func TestVerifyingBesideWork(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		done := make(chan error)
		go func() {
			defer close(done)
			for range 100 {
				if err := o.SetPreferences(t.Context(), o.officer, "dark", true); err != nil {
					done <- err
					return
				}
			}
		}()
		for {
			select {
			case err := <-done:
				o.must(err)
				return
			default:
				o.must(o.VerifyAudit(t.Context()))
			}
		}
	})
}

func TestEvents(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		o.clock.set(firstDay)
		o.save(id, AnswerChange{Question: control, Answer: yes("what nobody else reads")})
		list, err := o.Events(t.Context(), o.officer, o.client, 1)
		o.must(err)
		if len(list) != 1 {
			t.Fatalf("%d events, want 1", len(list))
		}
		if age := list[0].At.Sub(firstDay); age < 0 || age > time.Second {
			t.Errorf("at %v, want about %v", list[0].At, firstDay)
		}
		if list[0].Before != "" || len(list[0].After) != 64 {
			t.Errorf("the digests are %q and %q, want none and one", list[0].Before, list[0].After)
		}
		list[0].At, list[0].After = time.Time{}, ""
		want := Event{
			User: o.manager.User, Name: "Dana Reyes", Action: "answer.save", Client: o.client, Assessment: id, Subject: control, Detail: "revision 1 yes",
		}
		wantSame(t, "the newest event", list[0], want)
		o.save(id, AnswerChange{Question: perSite, Site: "annex", Answer: yes("at the annex")})
		list, err = o.Events(t.Context(), o.officer, o.client, 1)
		o.must(err)
		if len(list) != 1 || list[0].Subject != perSite+"/annex" {
			t.Errorf("the event of a site's answer is %+v, want it to name the site", list)
		}
		all, err := o.Events(t.Context(), o.manager, o.client, 100)
		o.must(err)
		actions := []string{}
		for _, e := range all {
			actions = append(actions, e.Action)
		}
		wantSame(t, "the events", actions, []string{"answer.save", "answer.save", "assessment.open", "client.add"})
		_, err = o.Events(t.Context(), assessment.Scope{}, o.client, 1)
		wantErr(t, "nobody's events", err, assessment.ErrNotFound)
	})
}
