package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/questionnaires/answers"
)

// finalAgo makes the sample of 2025 final as it would have been that many years before.
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

// TestCompareShowsHowLongRisksAreOpen: each risk that is open for more than a year has its level in every year of the trend.
func TestCompareShowsHowLongRisksAreOpen(t *testing.T) {
	s := newSite(t)
	client, _ := s.finalAgo(1, "")
	s.final("riverside-2025", client)
	_, last := s.final("riverside-2026", client)
	snapshot, err := s.workOf(last).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	a := b.must(b.get("/assessments/"+last+"/compare"), http.StatusOK, "Open for more than one year")
	n := 0
	for _, r := range snapshot.Result.Comparison.Trend.Risks {
		if r.YearsOpen < 2 {
			continue
		}
		n++
		words := []string{}
		for _, l := range r.Levels {
			words = append(words, l.Title())
		}
		want := fmt.Sprintf("%s %d %d", strings.Join(words, " "), r.Since, r.YearsOpen)
		name := fmt.Sprintf(`<a href="/assessments/%s/risks/%s">%s</a>`, last, r.Risk, escaped(r.Title))
		_, fold, _ := strings.Cut(a.body, `id="open"`)
		if got := (answer{body: fold}).cells(name); got != want {
			t.Errorf("%s: %q, want %q", r.Risk, got, want)
		}
	}
	if n == 0 {
		t.Error("no risk is open for more than a year")
	}
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
