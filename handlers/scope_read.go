package handlers

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// readScope reads the fields of the scope. It gives them as they were typed, for the page, and as they are stored. What the
// form does not ask for stays as it was.
func readScope(f *form, before templates.ScopeForm, v store.Scoping) (templates.ScopeForm, store.Scoping) {
	typed := templates.ScopeForm{
		Revision: f.revision(), Previous: before.Previous, TextFrom: before.TextFrom, Happened: f.free("happened"), Text: f.free("scope"), Date: f.text("date"),
		Assessor: f.free("assessor"), AssessorTitle: f.free("assessor-title"), Qualification: f.free("qualification"),
		Official: f.free("official"), OfficialTitle: f.free("official-title"), Limitations: f.free("limitations"),
		Threshold: f.text("threshold"), ThresholdBy: f.free("threshold-by"), ThresholdReason: f.free("threshold-reason"),
	}
	typed.Changes, v.Changed, v.ChangedAsked = readChanged(f, before)
	v.Scope, v.Limitations, v.Changes = typed.Text, lines(typed.Limitations), readHappened(typed.Happened, v.Changes)
	v.Date, v.Assessor = f.date("date"), assessment.Person{Name: typed.Assessor, Title: typed.AssessorTitle, Qualification: typed.Qualification}
	v.SecurityOfficial = nil
	if typed.Official != "" || typed.OfficialTitle != "" {
		v.SecurityOfficial = &assessment.Person{Name: typed.Official, Title: typed.OfficialTitle}
	}
	v.Threshold = readThreshold(f, typed)
	typed.Exclusions, v.Exclusions = readExclusions(f)
	typed.Sources, v.Sources = readSources(f)
	return spared(typed, sparesOf(f, "exclusions", "exclusion-what", len(typed.Exclusions)), sparesOf(f, "sources", "source-what", len(typed.Sources))), v
}

// sparesOf counts the empty rows to show in a list: as many as there were, two more where they were asked for, and two at
// least.
func sparesOf(f *form, list, field string, filled int) int {
	spares := len(f.all(field)) - filled
	if f.text("more") == list {
		spares += spareRows
	}
	return min(max(spares, spareRows), 50)
}

// readChanged reads what changed. All six kinds are answered, or none of them yet: half an answer cannot tell which
// sections are untouched. In the first year there is nothing to ask.
func readChanged(f *form, before templates.ScopeForm) (list []templates.ChangeAnswer, changed []assessment.ChangeKind, asked bool) {
	list = slices.Clone(before.Changes)
	answered := 0
	for i := range list {
		list[i].Answer = f.text("changed-" + list[i].Kind.String())
		switch list[i].Answer {
		case "yes":
			changed = append(changed, list[i].Kind)
			answered++
		case "no":
			answered++
		}
	}
	if before.Previous == 0 {
		return list, nil, true
	}
	for i := range list {
		if answered > 0 && list[i].Answer != "yes" && list[i].Answer != "no" {
			f.bad("changed-"+list[i].Kind.String(), "Choose yes or no: %s", list[i].Kind.Ask())
		}
	}
	return list, changed, answered == len(list)
}

// readHappened reads changes in words, one a line, with the day in front where it is known. An outcome that was recorded
// with one of them stays with it.
func readHappened(text string, before []assessment.Event) []assessment.Event {
	var list []assessment.Event
	for _, line := range lines(text) {
		e := assessment.Event{What: line}
		if day, rest, ok := strings.Cut(line, " "); ok && e.Date.UnmarshalText([]byte(strings.TrimSuffix(day, ":"))) == nil {
			e.What = strings.TrimSpace(rest)
		}
		for _, old := range before {
			if changeLine(old) == changeLine(e) {
				e = old
			}
		}
		list = append(list, e)
	}
	return list
}

// readThreshold reads the highest level that needs no response. Low, set by nobody, is what holds without a threshold.
func readThreshold(f *form, typed templates.ScopeForm) *assessment.Threshold {
	t := assessment.Threshold{Level: assessment.RiskLow, SetBy: typed.ThresholdBy, Reason: typed.ThresholdReason}
	if typed.Threshold != "" {
		word(f, "threshold", &t.Level)
	}
	if t.Level > assessment.RiskLow && t.SetBy == "" {
		f.bad("threshold-by", "Name the official who set a level higher than low.")
	}
	if t.Level > assessment.RiskLow && t.Reason == "" {
		f.bad("threshold-reason", "Say why risks up to this level need no response.")
	}
	if t == (assessment.Threshold{Level: assessment.RiskLow}) {
		return nil
	}
	return &t
}

// readExclusions reads what is left out. Empty rows are taken out.
func readExclusions(f *form) (rows []templates.ExclusionRow, list []assessment.Exclusion) {
	for _, cells := range rowsOf(f, "exclusion-what", "exclusion-reason") {
		n := len(rows)
		x := assessment.Exclusion{What: cells[0], Reason: cells[1]}
		if x.What == "" {
			f.bad(fmt.Sprintf("exclusion-what-%d", n), "Say what is left out.")
		}
		if x.Reason == "" {
			f.bad(fmt.Sprintf("exclusion-reason-%d", n), "Say why it is left out.")
		}
		rows, list = append(rows, templates.ExclusionRow(x)), append(list, x)
	}
	return rows, list
}

// readSources reads what the analysis rests on. Empty rows are taken out.
func readSources(f *form) (rows []templates.SourceRow, list []assessment.InformationSource) {
	for _, cells := range rowsOf(f, "source-kind", "source-who", "source-what", "source-date") {
		n := len(rows)
		row := templates.SourceRow{Kind: cells[0], Who: cells[1], What: cells[2], Date: cells[3]}
		src := assessment.InformationSource{Kind: row.Kind, Who: row.Who, What: row.What}
		if row.Kind == "" {
			f.bad(fmt.Sprintf("source-kind-%d", n), "Choose what kind of source it is.")
		}
		if row.Who == "" && row.What == "" {
			f.bad(fmt.Sprintf("source-what-%d", n), "Say who was asked, or what was looked at.")
		}
		if err := src.Date.UnmarshalText([]byte(row.Date)); err != nil {
			f.bad(fmt.Sprintf("source-date-%d", n), "Write the day as year, month and day, such as 2026-11-23.")
		}
		rows, list = append(rows, row), append(list, src)
	}
	return rows, list
}

// rowsOf gives the rows of a list that have text in them: the cells of the fields with those names, which come once a row.
func rowsOf(f *form, names ...string) [][]string {
	var rows [][]string
	for n := range f.all(names[0]) {
		cells := make([]string, len(names))
		for i, name := range names {
			if all := f.all(name); n < len(all) {
				cells[i] = strings.TrimSpace(all[n])
			}
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		for i, name := range names {
			f.problems = append(f.problems, assessment.CheckText(fmt.Sprintf("%s-%d", name, len(rows)), cells[i])...)
		}
		rows = append(rows, cells)
	}
	return rows
}

// scopeField gives the field of the page for a place in the content. What lies on other pages leads to the link there, and
// what lies after the as-of date to that date, since it is what was just set.
func scopeField(path string) string {
	list, rest, _ := strings.Cut(path, "[")
	number, field, _ := strings.Cut(rest, "].")
	switch {
	case list == "exclusions":
		return "exclusion-" + field + "-" + number
	case list == "sources":
		return "source-" + field + "-" + number
	case list == "changes":
		return "happened"
	case list == "threshold.level":
		return "threshold"
	case list == "assets", list == "vendors", strings.HasPrefix(list, "inventory."), strings.HasPrefix(list, "client."):
		return "rests"
	case list == "period", list == "next_review", strings.HasSuffix(path, ".date"), strings.HasSuffix(path, ".completed"):
		return "date"
	case strings.ContainsAny(path, ".["):
		return "" // it is mended elsewhere
	default:
		return path // the fields of the form are named as their errors name them
	}
}
