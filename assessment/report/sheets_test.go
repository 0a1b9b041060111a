package report_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// records gives the rows of a sheet as texts by the titles of their columns.
func records(t *testing.T, s assessment.Snapshot, name string) []map[string]string {
	t.Helper()
	sheet, ok := report.Tables(s).Sheet(name)
	if !ok {
		t.Fatalf("there is no sheet %s", name)
	}
	var list []map[string]string
	for i, row := range sheet.Rows {
		if len(row) != len(sheet.Columns) {
			t.Fatalf("%s: row %d has %d cells for %d columns", name, i, len(row), len(sheet.Columns))
		}
		r := map[string]string{}
		for j, v := range row {
			if v != nil {
				r[sheet.Columns[j].Title] = v.String()
			}
		}
		list = append(list, r)
	}
	return list
}

// same compares some columns of a row.
func same(t *testing.T, where string, row, want map[string]string) {
	t.Helper()
	for column, text := range want {
		if row[column] != text {
			t.Errorf("%s: %s is %q, want %q", where, column, row[column], text)
		}
	}
}

func TestRegisterSheetHasEveryRisk(t *testing.T) {
	s := sample(t)
	rows := records(t, s, "register")
	if len(rows) != len(s.Result.Risks) {
		t.Fatalf("%d rows, want %d", len(rows), len(s.Result.Risks))
	}
	applies, not := 0, 0
	for i, r := range s.Result.Risks {
		want := map[string]string{"Id": r.Risk, "Risk": r.Heading(), "Vulnerability": r.Vulnerability, "Applies": "No", "Current level": "", "Current value (0 to 10)": ""}
		if r.Applies {
			applies++
			want["Applies"], want["Why it does not apply"], want["No."] = "Yes", "", fmt.Sprintf("R%d", i+1)
			want["Inherent level"], want["Current level"], want["Target level"] = r.Inherent.Level.Title(), r.Current.Level.Title(), r.Target.Level.Title()
			want["Likelihood"], want["Impact"], want["Occurrence of the threat"] = r.Current.Likelihood.Title(), r.Impact.Overall.Title(), r.Occurrence.Title()
			want["Current value (0 to 10)"], want["Basis for this client"] = fmt.Sprint(r.Current.Level.Value()), s.Content.Basis(r.Risk)
			treatment := s.Content.Treatment[r.Risk]
			want["Reason for the response"], want["Approved on"], want["Expires"] = treatment.Reason, treatment.Date.String(), treatment.Expires.String()
			if treatment.Response != 0 {
				want["Response"] = treatment.Response.Title()
			}
		} else {
			not++
			if rows[i]["Why it does not apply"] == "" {
				t.Errorf("%s does not apply, and nothing says why", r.Risk)
			}
		}
		same(t, r.Risk, rows[i], want)
	}
	if applies == 0 || not == 0 {
		t.Errorf("%d risks apply and %d do not: the sample shows too little", applies, not)
	}
}

func TestPlanSheetHasEveryRemediation(t *testing.T) {
	s := sample(t)
	s.Content.Remediation = append(s.Content.Remediation, assessment.Remediation{
		ID: "given-up", Action: "Buy a vault", Status: assessment.Cancelled, Questions: []string{s.Catalog.Questions()[0].ID},
		History: []assessment.Event{{Date: assessment.NewDate(2026, time.May, 1), What: "Canceled.", Outcome: "Another one is there."}},
	})
	full := &s.Content.Remediation[0]
	full.Approver, full.Resources = assessment.Person{Name: "Dr. Lee", Title: "Owner"}, "Two days of Sam"
	full.Milestones = []assessment.Milestone{{Date: full.Due, What: "All"}, {Date: full.Due.AddDays(-9), What: "Half"}}
	full.Verified, full.Review = full.Due, full.Due.AddYears(1)
	s.Result = assessment.Rate(s.Catalog, s.Content)
	rows := records(t, s, "plan")
	if len(rows) != len(s.Content.Remediation) {
		t.Fatalf("%d rows, want %d", len(rows), len(s.Content.Remediation))
	}
	for i, line := range s.Result.Plan {
		n := slices.IndexFunc(s.Content.Remediation, func(r assessment.Remediation) bool { return r.ID == line.Remediation })
		rem := s.Content.Remediation[n]
		cost := ""
		if rem.Cost != 0 {
			cost = fmt.Sprintf("%.2f", rem.Cost)
		}
		same(t, rem.ID, rows[i], map[string]string{
			"Order": fmt.Sprint(i + 1), "Id": rem.ID, "Remediation": rem.Action, "Owner": rem.Owner, "Due": rem.Due.String(), "Cost in dollars": cost,
			"Status": rem.Status.Title(), "Worth now (points)": fmt.Sprintf("%.2f", line.Now), "Rows of the rule": strings.Join(line.Citations, "\n"),
			"Approved by": strings.Trim(rem.Approver.Name+", "+rem.Approver.Title, ", "), "Resources": rem.Resources,
			"Verified on": rem.Verified.String(), "Next review": rem.Review.String(),
			"Highest level": line.Level.Title(), "Late": map[bool]string{true: "Yes", false: "No"}[line.Late],
		})
	}
	n := slices.IndexFunc(rows, func(row map[string]string) bool { return row["Id"] == full.ID })
	same(t, "one with all fields", rows[n], map[string]string{
		"Interim dates": full.Due.AddDays(-9).Long() + ": Half.\n" + full.Due.Long() + ": All.",
	})
	same(t, "what was canceled", rows[len(rows)-1], map[string]string{
		"Id": "given-up", "Order": "", "Status": "Canceled", "Late": "No", "Worth now (points)": "", "History": "May 1, 2026: Canceled. Another one is there.",
	})
}

// TestAnswersSheetHasEveryPlace: one row for each question that is asked, or one for each site where sites differ.
func TestAnswersSheetHasEveryPlace(t *testing.T) {
	s := sample(t)
	rows := records(t, s, "answers")
	n, sites, proofs, facts := 0, 0, 0, 0
	for _, standing := range assessment.Stand(s.Catalog, s.Content) {
		if !standing.Visible {
			continue
		}
		q := standing.Question
		for _, at := range standing.Places(s.Content.Client.Sites) {
			given := s.Content.AnswerAt(at)
			want := map[string]string{"Id": q.ID, "Question": q.Text, "Note": strings.TrimSpace(given.Note), "Given by": given.By, "Given on": given.On.String(), "Site": at.Site}
			if at.Site == "" {
				want["Site"] = "Whole client"
			} else {
				sites++
			}
			want["Answer"] = given.Response.Title()
			if given.Fact() != "" {
				facts++
				want["Answer"] = q.Words(given.Fact())
			}
			if v := given.Verified; v != nil {
				proofs++
				want["Verified by"], want["Verified on"], want["Evidence"], want["Examined by"] = v.By, v.Date.String(), v.Evidence, v.Method.Title()
				if rows[n]["Evidence no."] == "" {
					t.Errorf("%s: a proof without its number in the index", q.ID)
				}
			}
			same(t, q.ID+" "+at.Site, rows[n], want)
			n++
		}
	}
	if n != len(rows) || sites == 0 || proofs == 0 || facts == 0 {
		t.Errorf("%d rows, want %d with %d of sites, %d proofs and %d facts", len(rows), n, sites, proofs, facts)
	}
}

func TestEvaluationSheetHasEveryRow(t *testing.T) {
	s := sample(t)
	rows := records(t, s, "evaluation")
	if len(rows) != 71 {
		t.Fatalf("%d rows, want 71", len(rows))
	}
	for i, r := range s.Result.Rule {
		want := map[string]string{
			"Citation": r.Citation, "Row": r.Heading, "Designation": r.Designation.Title(), "Questions": strings.Join(r.Questions, "\n"),
			"Decision": s.Content.Decisions[r.Citation].Choice.Title(), "Applies": map[bool]string{true: "Yes", false: "No"}[r.Applies()],
		}
		if r.Status != assessment.RowMissing && !r.Alternative && !r.Unanswered {
			want["Status"] = r.Status.Title()
		}
		if !r.Applies() {
			want["Findings"] = r.Why
		}
		same(t, r.Citation, rows[i], want)
		if r.Missing() && rows[i]["What follows"] == "" {
			t.Errorf("%s is missing, and nothing says what follows", r.Citation)
		}
	}
}

// TestSheetsSayWhetherTheyAreFinal: in every row, so that no filter and no sorting hides it.
func TestSheetsSayWhetherTheyAreFinal(t *testing.T) {
	draft := sample(t)
	draft.Content.Approval = nil
	draft.Result = assessment.Rate(draft.Catalog, draft.Content)
	for want, s := range map[string]assessment.Snapshot{"Final": sample(t), "DRAFT": draft} {
		for _, kind := range report.SheetKinds {
			for i, row := range records(t, s, kind.Name) {
				if row["Status of the analysis"] != want {
					t.Fatalf("%s, row %d says %q, want %q", kind.Name, i, row["Status of the analysis"], want)
				}
			}
		}
	}
}

// TestCSVReadsBack: what a program reads from the file is what the sheet has.
func TestCSVReadsBack(t *testing.T) {
	for _, sheet := range report.Tables(sample(t)).Sheets {
		var b bytes.Buffer
		if err := sheet.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(b.String(), "\ufeff")
		if !marked {
			t.Errorf("%s does not say that it is UTF-8", sheet.Name)
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) != len(sheet.Rows)+1 {
			t.Fatalf("%s: %d rows, %v; want %d", sheet.Name, len(rows), err, len(sheet.Rows)+1)
		}
		for i, row := range sheet.Rows {
			for j, v := range row {
				want := ""
				if v != nil {
					want = v.String()
				}
				if got := rows[i+1][j]; got != want {
					t.Errorf("%s, row %d, %s: %q, want %q", sheet.Name, i, rows[0][j], got, want)
				}
			}
		}
	}
}

// TestCSVRunsNothing: a text that a spreadsheet would run gets a quote before it; a number below zero is a number.
func TestCSVRunsNothing(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", " =1": "' =1", "\t1": "'\t1", "\r1": "'\r1", "\n=1": "'\n=1", "1=1": "1=1", "": "", "a": "a", "\u00a0=1": "'\u00a0=1",
	} {
		if got := report.Harmless(text); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", text, got, want)
		}
	}
	sheet := report.Sheet{Columns: make([]report.SheetColumn, 3), Rows: [][]report.Value{{report.Words("=1"), report.Points(-2), nil}}}
	var b strings.Builder
	if err := sheet.WriteCSV(&b); err != nil || !strings.HasSuffix(b.String(), "'=1,-2.00,\n") {
		t.Errorf("the file is %q, %v", b.String(), err)
	}
}

// TestTextsFitIntoCells: no control characters, one kind of line end, and a visible end where a cell is full.
func TestTextsFitIntoCells(t *testing.T) {
	s := sample(t)
	for text, want := range map[string]string{
		"a\x00b\x01\x1f\x7f": "ab", "a\r\nb\rc": "a\nb\nc", "\xffa\uffff\ufffe": "\ufffda", " a\tb ": "a\tb", strings.Repeat("a", 32767): strings.Repeat("a", 32767),
	} {
		s.Content.Remediation[0].Action = text
		if got := actionOf(t, s); got != want {
			t.Errorf("%.50q became %.50q, want %.50q", text, got, want)
		}
	}
	for _, letter := range []string{"a", "é", "🙂"} {
		s.Content.Remediation[0].Action = strings.Repeat(letter, 32768)
		got := actionOf(t, s)
		if n := len(utf16.Encode([]rune(got))); n > 32767 || n < 32765 || !strings.HasPrefix(got, letter+letter) || !strings.Contains(got, letter+" ... (cut here") {
			t.Errorf("32768 times %s became %d characters that end with %q", letter, n, got[len(got)-60:])
		}
	}
}

// actionOf gives the text of the first remediation as the plan has it.
func actionOf(t *testing.T, s assessment.Snapshot) string {
	t.Helper()
	for _, row := range records(t, s, "plan") {
		if row["Id"] == s.Content.Remediation[0].ID {
			return row["Remediation"]
		}
	}
	t.Fatal("the plan lacks the first remediation")
	return ""
}

// TestTablesSayWhatTheyAre: the words for the first sheet.
func TestTablesSayWhatTheyAre(t *testing.T) {
	s := sample(t)
	facts := map[string]string{}
	for _, f := range report.Tables(s).Facts {
		if _, twice := facts[f.Label]; twice {
			t.Errorf("%s stands there twice", f.Label)
		}
		facts[f.Label] = f.Value.String()
	}
	same(t, "about", facts, map[string]string{
		"Status of the analysis": "Final", "As of": "2026-11-18", "Period": "2026", "Digest of the content": s.Result.Digest,
		"Questionnaire": fmt.Sprintf("security-rule, version %s, %s", s.Catalog.Questionnaire.Version, s.Catalog.Hash),
	})
}

// failing is a place that takes n bytes and then no more.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestCSVTellsThatItCannotWrite(t *testing.T) {
	sheet := report.Tables(sample(t)).Sheets[0]
	for _, n := range []int{0, 10, 5000} {
		if err := sheet.WriteCSV(&failing{n}); err == nil {
			t.Errorf("%d bytes were enough", n)
		}
	}
}
