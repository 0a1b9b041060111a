package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
)

// given gives the sample in which every answer says how it came to be, and two say who gave them, when and from what.
func given(t *testing.T) assessment.Snapshot {
	t.Helper()
	s := sample(t)
	for id, a := range s.Content.Answers {
		a.Mode = assessment.ModeAlone
		for site, own := range a.Sites {
			own.Mode = assessment.ModeAlone
			a.Sites[site] = own
		}
		s.Content.Answers[id] = a
	}
	change := func(id string, change func(a *assessment.Answer)) {
		a := s.Content.Answers[id]
		change(&a)
		s.Content.Answers[id] = a
	}
	change("remote-work", func(a *assessment.Answer) { a.Mode = assessment.ModeClient })
	change("own-servers", func(a *assessment.Answer) { a.Mode = assessment.ModeChanged })
	change("security-procedures", func(a *assessment.Answer) {
		*a = assessment.Answer{
			Response: assessment.Yes, Note: "Kept in the binder", Mode: assessment.ModeTogether,
			By: "Dana Lee", On: assessment.NewDate(2026, time.November, 3), Source: assessment.SourceCall,
		}
	})
	change("power-and-climate", func(a *assessment.Answer) {
		*a = assessment.Answer{Sites: map[string]assessment.Answer{
			"main":  {Response: assessment.Yes, By: "Priya Nair", Source: assessment.SourceVisit, Mode: assessment.ModeAlone},
			"annex": {Response: assessment.Partial, On: assessment.NewDate(2026, time.November, 4), Mode: assessment.ModeNew},
		}}
	})
	s.Result = assessment.Rate(s.Catalog, s.Content)
	return s
}

// TestReportsSayWhoseWordItIs: the answer of a contact names them, how they were identified and who accepted it.
func TestReportsSayWhoseWordItIs(t *testing.T) {
	for _, tt := range []struct {
		said assessment.Statement
		want string
	}{
		{assessment.Statement{Name: "Pat Lee", Title: "Office manager", Identified: assessment.IdentifiedByCode}, "Pat Lee, Office manager, Nov 3, 2026, by link (code by mail), accepted by Dana Reyes"},
		{assessment.Statement{Name: "Pat Lee", Identified: assessment.IdentifiedByPhrase}, "Pat Lee, Nov 3, 2026, by link (passphrase by phone), accepted by Dana Reyes"},
	} {
		s := sample(t)
		tt.said.Date = assessment.NewDate(2026, time.November, 3)
		s.Content.Answers["security-procedures"] = assessment.Answer{
			Response: assessment.Yes, Mode: assessment.ModeClient, By: "Dana Reyes", On: assessment.NewDate(2026, time.November, 5), Source: assessment.SourceClient, Client: &tt.said,
		}
		s.Result = assessment.Rate(s.Catalog, s.Content)
		if text := dump(report.RiskAnalysis(s)); !strings.Contains(text, tt.want) {
			t.Errorf("the risk analysis does not say %q", tt.want)
		}
	}
}

func TestReportsSayHowAnswersCameToBe(t *testing.T) {
	s := given(t)
	all := 0
	for _, standing := range assessment.Stand(s.Catalog, s.Content) {
		if standing.Visible {
			all += len(standing.Places(s.Content.Client.Sites))
		}
	}
	want := fmt.Sprintf("%d were confirmed one by one, 1 together on this year's proof, 1 came from the client, 1 changed and 1 is new.", all-4)
	for _, d := range []*report.Document{report.RiskAnalysis(s), report.ExecutiveSummary(s)} {
		if text := dump(d); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q: %+v", d.Name, want, s.Result.Totals.Given)
		}
	}
	delete(s.Content.Answers, "security-procedures")
	s.Result = assessment.Rate(s.Catalog, s.Content)
	if text := dump(report.RiskAnalysis(s)); !strings.Contains(text, "0 together on this year's proof, 1 came from the client, 1 changed and 1 is new. 1 is still open.") {
		t.Errorf("the risk analysis does not say that an answer is open")
	}
}

func TestReportsSayNothingOfAnswersThatDoNotSayHow(t *testing.T) {
	for _, d := range report.All(sample(t)) {
		if strings.Contains(dump(d), "one by one") {
			t.Errorf("%s says how answers came to be", d.Name)
		}
	}
}

func TestAnswersSayWhereTheyComeFrom(t *testing.T) {
	text := dump(report.RiskAnalysis(given(t)))
	for _, want := range []string{
		"Kept in the binder. Dana Lee, Nov 3, 2026 (call). |",
		"main: Yes. Priya Nair (visit).",
		"annex: Partial. Nov 4, 2026.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the risk analysis does not say %q", want)
		}
	}
}
