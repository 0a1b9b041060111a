package store

import (
	"errors"
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

// TestTamperingIsFound changes the log behind the store's back, each time as it was at first.
func TestTamperingIsFound(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := busy(t, cfg)
		o.exec(`CREATE TABLE events_were AS SELECT * FROM events`)
		o.exec(`CREATE TABLE chains_were AS SELECT * FROM chains`)
		for what, queries := range tampering {
			for _, query := range queries {
				o.exec(query)
			}
			wantErr(t, what, o.VerifyAudit(t.Context()), ErrTampered)
			o.exec(`DELETE FROM events`)
			o.exec(`INSERT INTO events SELECT * FROM events_were`)
			o.exec(`DELETE FROM chains`)
			o.exec(`INSERT INTO chains SELECT * FROM chains_were`)
			o.must(o.VerifyAudit(t.Context()))
		}
	})
}

const lastEvent = `seq = (SELECT max(e.seq) FROM events e WHERE e.chain = events.chain)`

var tampering = map[string][]string{
	"a byte of an event":         {`UPDATE events SET body = (SELECT e.body FROM events e WHERE e.chain = events.chain AND e.seq = 2) WHERE seq = 3`},
	"who did it":                 {`UPDATE events SET by_user = 'u-officer' WHERE seq = 3`},
	"what was done":              {`UPDATE events SET action = 'answer.read' WHERE seq = 3`},
	"when it was done":           {`UPDATE events SET at = at + 1 WHERE seq = 3`},
	"the last event is gone":     {`DELETE FROM events WHERE chain <> '' AND ` + lastEvent},
	"the first event is gone":    {`DELETE FROM events WHERE chain <> '' AND seq = 1`},
	"an event between is gone":   {`DELETE FROM events WHERE chain <> '' AND seq = 3`},
	"a chain is gone":            {`DELETE FROM events WHERE chain <> ''`},
	"the head of a chain":        {`DELETE FROM chains WHERE chain <> ''`},
	"the head is set back":       {`UPDATE chains SET seq = seq - 1 WHERE chain <> ''`},
	"an event in another chain":  {`UPDATE events SET chain = 'other' WHERE chain <> '' AND ` + lastEvent},
	"two events change places":   {`UPDATE events SET seq = -seq WHERE seq IN (2, 3)`, `UPDATE events SET seq = 5 + seq WHERE seq < 0`},
	"two bodies change places":   {swap("body")},
	"an event that was made up":  {`INSERT INTO events SELECT chain, 99, at, by_user, action, body, mac FROM events WHERE chain = '' AND seq = 1`},
	"a MAC of another event":     {swap("mac")},
	"an event and what it links": {swap("body"), swap("mac")},
}

// swap lets events 2 and 3 of each chain change the value of a column.
func swap(column string) string {
	return `UPDATE events SET ` + column + ` = (SELECT e.` + column + ` FROM events e WHERE e.chain = events.chain AND e.seq = 5 - events.seq) WHERE seq IN (2, 3)`
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
		list[0].At = time.Time{}
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
