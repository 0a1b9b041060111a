package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/questionnaires/answers"
)

// finalAgo makes the sample of 2025 final as it would have been that many years before, with as many of its moderate risks
// set lower by the assessor.
func (s *site) finalAgo(years int, client string) (clientID, id string) {
	s.t.Helper()
	cat, content, err := answers.Read(s.lib, "../cmd/safeguard/testdata/riverside-2025.yaml")
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := json.Marshal(content)
	if err != nil {
		s.t.Fatal(err)
	}
	body = regexp.MustCompile(`"20\d\d-\d\d-\d\d`).ReplaceAllFunc(body, func(date []byte) []byte {
		year, _ := strconv.Atoi(string(date[1:5]))
		return fmt.Appendf(nil, `"%d%s`, year-years, date[5:])
	})
	dated := &assessment.Content{}
	if err := json.Unmarshal(body, dated); err != nil {
		s.t.Fatal(err)
	}
	dated.Period -= years
	easeRisks(assessment.Rate(cat, dated), dated, years)
	if client == "" {
		ids, err := s.store.AddClients(s.t.Context(), s.admin, []store.Client{{Facts: dated.Client, Details: store.Details{City: "Dayton"}}})
		if err != nil {
			s.t.Fatal(err)
		}
		client = ids[0]
	}
	o := store.Opening{Client: client, Period: dated.Period, Due: assessment.NewDate(dated.Period, 12, 31), Catalog: cat}
	if id, err = s.store.ImportAssessment(s.t.Context(), s.admin, o, dated); err != nil {
		s.t.Fatal(err)
	}
	s.finish(id)
	return client, id
}

// easeRisks sets the first few risks that are moderate lower by an override.
func easeRisks(rated *assessment.Result, c *assessment.Content, few int) {
	for i := range rated.Risks {
		r := &rated.Risks[i]
		if few == 0 {
			return
		}
		if r.Applies && r.Override == nil && r.Current.Level == assessment.RiskModerate {
			few--
			if c.Overrides == nil {
				c.Overrides = map[string]assessment.Override{}
			}
			c.Overrides[r.Risk] = assessment.Override{Occurrence: assessment.LikelihoodVeryLow, Reason: "Never seen here", By: "Dana Reyes", Date: c.Date}
		}
	}
}

// cells are the words of a row of a table of the page that begins with a name.
func (a answer) cells(name string) string {
	_, rest, _ := strings.Cut(a.body, `<th scope="row">`+name+`</th>`)
	row, _, _ := strings.Cut(rest, "</tr>")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row, " ")), " ")
}

// TestCompareShowsTheTrend holds every number of the page, and of the document, against the registers of the years.
func TestCompareShowsTheTrend(t *testing.T) {
	s := newSite(t)
	client, first := s.finalAgo(3, "") // nobody assessed 2023
	_, second := s.finalAgo(1, client)
	_, third := s.final("riverside-2025", client)
	_, last := s.final("riverside-2026", client)
	results := map[int]*assessment.Result{}
	applies := map[string]int{}
	for _, id := range []string{first, second, third, last} {
		snapshot, err := s.workOf(id).Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		results[snapshot.Result.Period] = snapshot.Result
		for _, r := range snapshot.Result.Risks {
			if r.Applies {
				applies[r.Risk]++
			}
		}
	}
	officer := s.signOfficer("Sam Okafor", "Owner", client)
	for _, with := range []string{"", "?with=2022", "?with=2024"} {
		a := officer.must(officer.get("/assessments/"+last+"/compare"+with), http.StatusOK, "Trend over 4 years", "There is no final analysis of 2023.",
			"The analyses compared: 4")
		_, panel, _ := strings.Cut(a.body, `id="trend"`)
		for name, want := range trendWords(results, applies) {
			if got := (answer{body: panel}).cells(name); got != want {
				t.Errorf("with %q: %s: %q, want %q", with, name, got, want)
			}
		}
		for period, r := range results {
			if got := (answer{body: panel}).cells(strconv.Itoa(period)); !strings.HasSuffix(got, r.Questionnaire.Version+" "+r.Questionnaire.Hash+" "+r.Digest) {
				t.Errorf("with %q: the analysis of %d is named %q", with, period, got)
			}
		}
	}
	text := pdfText(t, officer.must(officer.get("/assessments/"+last+"/reports/comparison.pdf"), http.StatusOK).body)
	for _, want := range []string{"Over the 4 analyses from 2022 to 2026", "There is no final analysis of 2023.", "not", "assessed"} {
		if !strings.Contains(text, want) {
			t.Errorf("the comparison does not say %q", want)
		}
	}
}

// trendWords is what the table of the trend says, counted anew, by the name of its row.
func trendWords(results map[int]*assessment.Result, applies map[string]int) map[string]string {
	rows := map[string][]string{}
	add := func(name, format string, args ...any) { rows[name] = append(rows[name], fmt.Sprintf(format, args...)) }
	shared := 0
	for _, n := range applies {
		if n == len(results) {
			shared++
		}
	}
	for _, period := range []int{2022, 2024, 2025, 2026} {
		r := results[period]
		levels, all, common, n := map[assessment.RiskLevel]int{}, 0, 0, 0
		for _, risk := range r.Risks {
			if !risk.Applies {
				continue
			}
			n++
			levels[risk.Current.Level]++
			all += risk.Current.Level.Value()
			if applies[risk.Risk] == len(results) {
				common += risk.Current.Level.Value()
			}
		}
		add("Risk index, all risks that apply", "%.1f", 10*float64(all)/float64(n))
		add(fmt.Sprintf("Risk index, the %d risks that apply in every year", shared), "%.1f", 10*float64(common)/float64(shared))
		add("Risks that apply", "%d", n)
		for _, l := range assessment.RiskLevels {
			add(l.Title(), "%d", levels[l])
		}
		in, of := map[string]int{}, map[string]int{}
		for _, row := range r.Rule {
			if !row.Applies() {
				continue
			}
			for _, name := range []string{"All rows", row.Safeguard.Title()} {
				of[name]++
				if row.Status == assessment.RowInPlace {
					in[name]++
				}
			}
		}
		for name, rows := range of {
			add(name, "%d of %d, %d %%", in[name], rows, 100*in[name]/rows)
		}
	}
	words := map[string]string{}
	for name, values := range rows {
		words[name] = strings.Join(values, " ")
	}
	return words
}

// TestCompareShowsHowLongRisksAreOpen: each risk that is open for more than a year has its level in every year of the trend,
// which goes back to six years; with many years, by its short word.
func TestCompareShowsHowLongRisksAreOpen(t *testing.T) {
	for _, tt := range []struct{ finals, shown int }{{3, 3}, {8, 7}} {
		s := newSite(t)
		client, ids := "", make([]string, tt.finals)
		for n := range tt.finals - 2 {
			client, ids[n] = s.finalAgo(tt.finals-2-n, client)
		}
		_, ids[tt.finals-2] = s.final("riverside-2025", client)
		_, ids[tt.finals-1] = s.final("riverside-2026", client)
		b := s.signIn("manager")
		a := b.must(b.get("/assessments/"+ids[tt.finals-1]+"/compare"), http.StatusOK, fmt.Sprintf("Trend over %d years", tt.shown), "Open for more than one year")
		_, fold, _ := strings.Cut(a.body, `id="open"`)
		lengths := map[int]bool{}
		for risk, levels := range s.levelsOver(ids) {
			open := 0
			for _, l := range slices.Backward(levels) {
				if l <= assessment.RiskLow {
					break
				}
				open++
			}
			lengths[open] = true
			want := ""
			if open > 1 {
				want = fmt.Sprintf("%s %d %d", levelWords(levels[tt.finals-tt.shown:]), 2026-open+1, open)
			}
			name := fmt.Sprintf(`<a href="/assessments/%s/risks/%s">%s</a>`, ids[tt.finals-1], risk.Risk, escaped(risk.Title))
			if got := (answer{body: fold}).cells(name); got != want {
				t.Errorf("%d finals: %s: %q, want %q", tt.finals, risk.Risk, got, want)
			}
		}
		if !lengths[tt.finals] || !lengths[2] {
			t.Errorf("%d finals: risks are open for %v years, want some all along and some for two", tt.finals, lengths)
		}
	}
}

// levelWords is how a row shows levels, one a year.
func levelWords(levels []assessment.RiskLevel) string {
	var words []string
	for _, l := range levels {
		switch {
		case l == 0:
			words = append(words, "–")
		case len(levels) > 4:
			words = append(words, report.ShortLevel(l), l.Title())
		default:
			words = append(words, l.Title())
		}
	}
	return strings.Join(words, " ")
}

// riskName is how a risk is named, for scripts and for people.
type riskName struct{ Risk, Title string }

// levelsOver gives the level of each risk of the last assessment in all of them, and 0 where it did not apply.
func (s *site) levelsOver(ids []string) map[riskName][]assessment.RiskLevel {
	s.t.Helper()
	levels := map[riskName][]assessment.RiskLevel{}
	var last *assessment.Result
	by := make([]map[string]assessment.RiskLevel, len(ids))
	for n, id := range ids {
		snapshot, err := s.workOf(id).Snapshot()
		if err != nil {
			s.t.Fatal(err)
		}
		last, by[n] = snapshot.Result, map[string]assessment.RiskLevel{}
		for _, r := range last.Risks {
			if r.Applies {
				by[n][r.Risk] = r.Current.Level
			}
		}
	}
	for _, r := range last.Risks {
		name := riskName{r.Risk, r.Heading()}
		for n := range ids {
			levels[name] = append(levels[name], by[n][r.Risk])
		}
	}
	return levels
}

// TestCompareOfADraftHasATrend: a draft shows the trend that it will be kept with.
func TestCompareOfADraftHasATrend(t *testing.T) {
	s := newSite(t)
	client, _ := s.finalAgo(1, "")
	s.final("riverside-2025", client)
	_, id := s.sample("riverside-2026", client)
	b := s.signIn("manager")
	b.must(b.get("/assessments/"+id+"/compare"), http.StatusOK, "Trend over 3 years", "The analyses compared: 3")
	text := pdfText(t, b.must(b.get("/assessments/"+id+"/reports/comparison.pdf"), http.StatusOK).body)
	if !strings.Contains(text, "Over the 3 analyses from 2024 to 2026") || !strings.Contains(text, "DRAFT") {
		t.Errorf("the draft of the comparison says\n%.400s", text)
	}
}
