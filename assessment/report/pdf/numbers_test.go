package pdf_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/questionnaires"
)

// nist are the values of the levels on the scale of NIST SP 800-30r1, from very low to very high.
var nist = map[string]float64{"very_low": 0, "low": 2, "moderate": 5, "high": 8, "very_high": 10}

// register counts risks by the words of their levels, and gives the index over them.
type register struct {
	applies int
	counts  map[string]int
	index   float64
}

func registerOf(risks []assessment.RatedRisk, level func(assessment.RatedRisk) assessment.RiskLevel) register {
	r, sum := register{counts: map[string]int{}}, 0.0
	for _, risk := range risks {
		if risk.Applies {
			r.applies++
			r.counts[level(risk).String()]++
			sum += nist[level(risk).String()]
		}
	}
	if r.applies > 0 {
		r.index = sum / float64(r.applies) * 10
	}
	return r
}

func current(r assessment.RatedRisk) assessment.RiskLevel { return r.Current.Level }

func asPlanned(r assessment.RatedRisk) assessment.RiskLevel { return r.Target.Level }

// running is the text of a document in one line, without what stands across and around its pages.
func running(d *drawing) string {
	return strings.Join(strings.Fields(acrossDraft.ReplaceAllString(strings.Join(d.pages(), "\n"), "")), " ")
}

// numbersIn gives the numbers that a sentence of a document has, as the groups of a pattern.
func numbersIn(t *testing.T, text, pattern string) []string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("the document does not say %s", pattern)
	}
	return slices.DeleteFunc(found[1:], func(s string) bool { return s == "" })
}

// eachOf runs a subtest for the document of that name of every client that has it.
func eachOf(t *testing.T, name string, test func(t *testing.T, d *drawing, text string)) {
	t.Helper()
	eachDrawing(t, func(t *testing.T, d *drawing) {
		if d.doc.Name == name {
			test(t, d, running(d))
		}
	})
}

// TestNumbersOfRisks recomputes from the rated risks what both the risk analysis and the summary say in brief.
func TestNumbersOfRisks(t *testing.T) {
	for _, name := range []string{"risk-analysis", "executive-summary"} {
		eachOf(t, name, func(t *testing.T, d *drawing, text string) {
			risks, accepted := d.snapshot.Result.Risks, assessment.RiskLow
			if set := d.snapshot.Content.Threshold; set != nil {
				accepted = set.Level
			}
			now, later := registerOf(risks, current), registerOf(risks, asPlanned)
			over, stay := 0, 0
			for _, r := range risks {
				if r.Applies && r.Current.Level > accepted {
					over++
					if r.Target.Level > accepted {
						stay++
					}
				}
			}
			want := []string{fmt.Sprint(len(risks)), fmt.Sprint(now.applies), fmt.Sprint(over), fmt.Sprintf("%.1f", now.index), fmt.Sprintf("%.1f", later.index)}
			if stay > 0 {
				want = append(want, fmt.Sprint(stay))
			}
			got := numbersIn(t, text, `(\d+) risks? to the ePHI of .*? considered; (\d+) appl\w+\. (\d+) of these .*?The risk index is ([\d.]+) of 100 now and ([\d.]+) with the plan done\.(?: (\d+) stays? over)?`)
			if !slices.Equal(got, want) {
				t.Errorf("numbers in brief = %v, want %v", got, want)
			}
			n := now.counts
			want = []string{fmt.Sprint(n["very_high"]), fmt.Sprint(n["high"]), fmt.Sprint(n["moderate"]), fmt.Sprint(n["low"]), fmt.Sprint(n["very_low"])}
			if got := numbersIn(t, text, `Current: (\d+) very high, (\d+) high, (\d+) moderate, (\d+) low, (\d+) very low`); !slices.Equal(got, want) {
				t.Errorf("risks by current level = %v, want %v", got, want)
			}
		})
	}
}

// TestNumbersOfRows recomputes from the rows of the rule how much of it is in place, of each family and in all.
func TestNumbersOfRows(t *testing.T) {
	eachOf(t, "executive-summary", func(t *testing.T, d *drawing, text string) {
		applies, inPlace := map[string]int{}, map[string]int{}
		for _, row := range d.snapshot.Result.Rule {
			if status := row.Status.String(); status != "not_applicable" && status != "not_asked" {
				applies[row.Safeguard.String()]++
				applies[""]++
				if status == "in_place" {
					inPlace[row.Safeguard.String()]++
					inPlace[""]++
				}
			}
		}
		want := []string{fmt.Sprint(inPlace[""] * 100 / applies[""])}
		pattern := `(\d+)% of the rows that apply are in place: `
		for _, family := range []string{"administrative", "physical", "technical", "organizational", "documentation"} {
			if applies[family] > 0 {
				pattern += `(?:, )?` + family + ` (\d+) of (\d+)`
				want = append(want, fmt.Sprint(inPlace[family]), fmt.Sprint(applies[family]))
			}
		}
		if got := numbersIn(t, text, pattern+`\.`); !slices.Equal(got, want) {
			t.Errorf("rows in place = %v, want %v", got, want)
		}
	})
}

// TestNumbersOfExamination recomputes how many rows somebody looked at.
func TestNumbersOfExamination(t *testing.T) {
	eachOf(t, "evaluation", func(t *testing.T, d *drawing, text string) {
		applies, seen := 0, 0
		for _, row := range d.snapshot.Result.Rule {
			if status := row.Status.String(); status != "not_applicable" && status != "not_asked" {
				applies++
				if len(row.Examined) > 0 {
					seen++
				}
			}
		}
		want := []string{fmt.Sprint(applies), fmt.Sprint(seen)}
		if got := numbersIn(t, text, `Of (\d+) rows? that apply, (\d+) w\w+ examined`); !slices.Equal(got, want) {
			t.Errorf("rows that apply and were examined = %v, want %v", got, want)
		}
	})
}

// TestNumbersOfComparison recomputes from the risks of both years what moved.
func TestNumbersOfComparison(t *testing.T) {
	lib, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := readRated(lib, samples+"riverside-2025.yaml")
	if err != nil {
		t.Fatal(err)
	}
	eachOf(t, "comparison", func(t *testing.T, d *drawing, text string) {
		before, after := earlier.Result.Risks, d.snapshot.Result.Risks
		if d.client.name == "hostile" {
			before = after // it follows itself
		}
		old := map[string]assessment.RatedRisk{}
		for _, r := range before {
			old[r.Risk] = r
		}
		var was, is []assessment.RatedRisk
		opened, closed, raised, lowered := 0, 0, 0, 0
		for _, r := range after {
			b, known := old[r.Risk]
			if r.Applies && b.Applies {
				was, is = append(was, b), append(is, r)
			}
			openBefore, openNow := b.Applies && b.Current.Level > assessment.RiskLow, r.Applies && r.Current.Level > assessment.RiskLow
			switch {
			case openNow && !openBefore:
				opened++
			case openBefore && !openNow:
				closed++
			case known && r.Applies && b.Applies && r.Current.Level > b.Current.Level:
				raised++
			case known && r.Applies && b.Applies && r.Current.Level < b.Current.Level:
				lowered++
			}
		}
		index := func(risks []assessment.RatedRisk) string {
			return fmt.Sprintf("%.1f", registerOf(risks, current).index)
		}
		want := []string{
			index(before), index(after), fmt.Sprint(len(is)), index(was), index(is),
			fmt.Sprint(opened), fmt.Sprint(closed), fmt.Sprint(raised), fmt.Sprint(lowered),
		}
		got := numbersIn(t, text, `The risk index went from ([\d.]+) to ([\d.]+); over the (\d+) risks? that apply in both years from ([\d.]+) to ([\d.]+)\. `+
			`(\d+) risks? opened, (\d+) closed, (\d+) raised and (\d+) lowered`)
		if !slices.Equal(got, want) {
			t.Errorf("what moved = %v, want %v", got, want)
		}
	})
}

// TestNumbersOfPlan counts from the content what is to be done and what it costs.
func TestNumbersOfPlan(t *testing.T) {
	eachOf(t, "executive-summary", func(t *testing.T, d *drawing, text string) {
		open, late, cost := 0, 0, 0.0
		for _, r := range d.snapshot.Content.Remediation {
			if r.Status == assessment.Done || r.Status == assessment.Cancelled {
				continue
			}
			open++
			cost += r.Cost
			if !r.Due.IsZero() && r.Due.Before(d.snapshot.Content.Date) {
				late++
			}
		}
		if open == 0 {
			if strings.Contains(text, "Give the owners") {
				t.Error("the summary asks for what is not planned")
			}
			return
		}
		want := []string{fmt.Sprint(open), fmt.Sprintf("%.0f", cost)}
		got := numbersIn(t, text, `Give the owners of (\d+) remediations? .*?\(estimated so far: \$([\d,]+)\)`)
		got[1] = strings.ReplaceAll(got[1], ",", "")
		if !slices.Equal(got, want) {
			t.Errorf("open remediations and their cost = %v, want %v", got, want)
		}
		if late > 0 {
			if got := numbersIn(t, text, `Decide what to do about (\d+) remediations? past the due date`); got[0] != fmt.Sprint(late) {
				t.Errorf("%s remediations are late, want %d", got[0], late)
			}
		}
	})
}
