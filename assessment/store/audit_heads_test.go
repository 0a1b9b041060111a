package store

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// line gives the heads of now as a line of the file.
func (o *office) headsLine() string {
	o.t.Helper()
	heads, err := o.Heads(o.t.Context(), o.admin)
	o.must(err)
	text, err := json.Marshal(heads)
	o.must(err)
	return string(text) + "\n"
}

// audit holds the log against a file of heads.
func (o *office) audit(file string) Audited {
	o.t.Helper()
	written, err := ReadHeads(strings.NewReader(file))
	o.must(err)
	audited, err := o.Audit(o.t.Context(), written)
	o.must(err)
	return audited
}

func TestHeads(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		day := func(n int) time.Time { return firstDay.AddDate(0, 0, n) }
		o.clock.set(day(1))
		file := o.headsLine()
		o.clock.set(day(2))
		id := o.firstDraft()
		o.save(id, AnswerChange{Question: control, Answer: yes("a")})
		file += o.headsLine()
		if a := o.audit(file); !a.Whole() || a.LastRight.Truncate(time.Hour) != day(2) {
			t.Errorf("nothing was done to the log, and it is found to be %+v", a)
		}

		// The database is taken back to the second day; then other things happen than happened at first.
		o.exec(`CREATE TABLE events_were AS SELECT * FROM events`)
		o.exec(`CREATE TABLE chains_were AS SELECT * FROM chains`)
		o.clock.set(day(3))
		o.save(id, AnswerChange{Question: control, Answer: yes("b"), Revision: 1})
		third := o.headsLine()
		o.clock.set(day(4))
		o.save(id, AnswerChange{Question: control, Answer: yes("c"), Revision: 2})
		file += third + o.headsLine()
		for _, again := range []func(){
			func() {},
			func() {
				o.save(id, AnswerChange{Question: perSite, Answer: yes("d")})
				o.save(id, AnswerChange{Question: perSite, Answer: yes("e"), Revision: 1})
			},
		} {
			o.exec(`DELETE FROM events`)
			o.exec(`INSERT INTO events SELECT * FROM events_were`)
			o.exec(`DELETE FROM chains`)
			o.exec(`INSERT INTO chains SELECT * FROM chains_were`)
			again()
			o.must(o.VerifyAudit(t.Context())) // the log itself tells nothing
			a := o.audit(file)
			if len(a.Lost) != 1 || a.Whole() {
				t.Fatalf("the lost heads are %+v, want those of one chain", a.Lost)
			}
			lost := a.Lost[0]
			lost.At = lost.At.Truncate(time.Hour)
			wantSame(t, "what is lost", lost, LostHead{Chain: o.client, Name: "Riverside Family Dental", Seq: 4, At: day(3), Right: 3})
			if a.LastRight.Truncate(time.Hour) != day(2) {
				t.Errorf("the log was right last at %v, want %v", a.LastRight, day(2))
			}
		}
	})
}

// TestChainWithoutAnything: a client that is gone with all of its events is found by the heads alone.
func TestChainWithoutAnything(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		file := o.headsLine()
		for _, query := range []string{
			`DELETE FROM user_clients WHERE client = $1`, `DELETE FROM events WHERE chain = $1`, `DELETE FROM chains WHERE chain = $1`, `DELETE FROM clients WHERE id = $1`,
		} {
			o.exec(query, o.other)
		}
		o.must(o.VerifyAudit(t.Context()))
		a := o.audit(file)
		if len(a.Lost) != 1 || a.Lost[0].Chain != o.other || a.Lost[0].Right != 0 || !a.LastRight.IsZero() {
			t.Errorf("what is lost is %+v, right last at %v; want the other client, and never", a.Lost, a.LastRight)
		}
	})
}

const aLine = `{"at":"2025-11-12T09:00:00Z","chains":[{"chain":"","seq":3,"head":"0a0b"},{"chain":"c","seq":1,"head":"ff"}]}`

func TestReadHeads(t *testing.T) {
	for what, tt := range map[string]struct {
		file          string
		lines, broken int
		wrong         string // where it cannot be read
	}{
		"nothing":               {"", 0, 0, ""},
		"a line":                {aLine + "\n", 1, 0, ""},
		"without its line end":  {aLine, 1, 0, ""},
		"empty lines":           {"\n" + aLine + "\r\n\n" + aLine + "\n", 2, 0, ""},
		"the end is cut off":    {aLine + "\n" + aLine[:40], 1, 1, ""},
		"cut off, then goes on": {aLine[:60] + "\n" + aLine + "\n", 1, 1, ""},
		"a text":                {aLine + "\nhello\n", 0, 0, "line 2 is no line of heads"},
		"two in one line":       {aLine + aLine, 0, 0, "more in it than one object"},
		"another object":        {`{"name":"x"}`, 0, 0, "line 1"},
		"no time":               {`{"chains":[]}`, 0, 0, "when it was written"},
		"no head":               {`{"at":"2025-11-12T09:00:00Z","chains":[{"chain":"c","seq":1,"head":""}]}`, 0, 0, `chain "c" has no head`},
		"no digits":             {`{"at":"2025-11-12T09:00:00Z","chains":[{"chain":"c","seq":1,"head":"xyz"}]}`, 0, 0, "line 1"},
		"a number below one":    {`{"at":"2025-11-12T09:00:00Z","chains":[{"chain":"c","seq":0,"head":"ff"}]}`, 0, 0, "has no head"},
		"a line without an end": {strings.Repeat("x", largestLine+1), 0, 0, "reading the heads"},
	} {
		w, err := ReadHeads(strings.NewReader(tt.file))
		switch {
		case tt.wrong == "" && err != nil, tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
			t.Errorf("%s: error %v, want %q", what, err, tt.wrong)
		case err == nil && (w.Lines != tt.lines || w.Broken != tt.broken):
			t.Errorf("%s: %d lines and %d broken ones, want %d and %d", what, w.Lines, w.Broken, tt.lines, tt.broken)
		}
	}
}

// FuzzReadHeads: whatever stands in the file, reading it ends with heads or an error; and what is read as one line is the
// same when it is written and read again.
func FuzzReadHeads(f *testing.F) {
	for _, seed := range []string{"", aLine, aLine + "\n" + aLine[:50], `{"at":"x"}`, "null", "[]", "\x00\n{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		w, err := ReadHeads(bytes.NewReader(file))
		if err == nil && (w.Lines != len(w.times) || len(w.heads) > 0 && w.Lines == 0) {
			t.Errorf("%d lines, %d times and %d heads", w.Lines, len(w.times), len(w.heads))
		}
		line, err := parseHeads(file)
		if err != nil {
			return
		}
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := parseHeads(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		wantSame(t, "what is read again", again, line)
	})
}
