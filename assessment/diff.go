package assessment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// EditionDiff is what differs between two editions of a questionnaire, or between a questionnaire and its extension.
type EditionDiff struct {
	From, To  Edition
	Questions []QuestionDiff // in the order in which To asks; retired ones last
	Risks     []EntryDiff    // added, gone, or with other threats, impacts or controls
	Threats   []EntryDiff    // of the risks of both: added, gone, or of another occurrence
}

// Empty reports whether nothing differs that anybody is asked or rated by.
func (d *EditionDiff) Empty() bool { return len(d.Questions)+len(d.Risks)+len(d.Threats) == 0 }

// QuestionDiff is what became of one question between two editions.
type QuestionDiff struct {
	ID       string
	Text     string
	OldText  string   // where it is another
	Replaces []string // the earlier questions that it continues under another id
	Added    bool     // nothing earlier asked it
	Retired  bool     // nothing later asks it
	Why      string   // it was retired, or is left out
	Meaning  []string // sentences on what makes an earlier answer answer something else
	Asking   []string // sentences on what changed about when and of whom it is asked
}

// Reworded reports whether the question is the same in other words.
func (d *QuestionDiff) Reworded() bool { return d.OldText != "" }

// EntryDiff is what became of a risk or a threat.
type EntryDiff struct {
	ID    string
	Title string
	Added bool
	Gone  bool
	What  []string // sentences on what is rated otherwise
}

// Diff compares two editions by their stable ids.
func Diff(from, to *Catalog) EditionDiff {
	d := EditionDiff{From: editionOf(from), To: editionOf(to)}
	for _, q := range to.questions {
		if diff, differs := diffQuestion(from, to, q); differs {
			d.Questions = append(d.Questions, diff)
		}
	}
	for _, q := range from.questions {
		if to.Question(q.ID) == nil && to.replacing(q.ID) == "" {
			d.Questions = append(d.Questions, QuestionDiff{ID: q.ID, Text: q.Text, Retired: true, Why: to.whyGone(q.ID)})
		}
	}
	d.Risks = diffRisks(from, to)
	d.Threats = diffThreats(from, to)
	return d
}

func editionOf(cat *Catalog) Edition {
	return Edition{cat.Questionnaire.ID, cat.Questionnaire.Version, cat.Hash}
}

// whyGone gives the reason for which a question is no longer asked.
func (c *Catalog) whyGone(id string) string {
	if why, left := c.LeftOut(id); left {
		return why
	}
	for _, r := range c.Questionnaire.Retired {
		if r.ID == id {
			return r.Why
		}
	}
	return ""
}

func diffQuestion(from, to *Catalog, q *Question) (QuestionDiff, bool) {
	d := QuestionDiff{ID: q.ID, Text: q.Text}
	earlier := from.continued(q)
	if len(earlier) == 0 {
		d.Added = true
		return d, true
	}
	var ids, texts, citations []string
	for _, e := range earlier {
		ids, texts, citations = append(ids, e.ID), append(texts, e.Text), append(citations, e.Citations...)
	}
	if earlier[0].ID != q.ID {
		d.Replaces = ids
	}
	if text := strings.Join(texts, "\n"); text != q.Text {
		d.OldText = text
	}
	was := earlier[0]
	d.Meaning = slices.Concat(
		differing("It cites", sorted(citations), sorted(q.Citations)),
		differingRoles(from, to, rolesOf(from, ids...), rolesOf(to, q.ID)),
		differing("Its form is", formOf(was), formOf(q)),
	)
	d.Asking = slices.Concat(
		differingCondition(from, to, "It is asked", was.When, q.When),
		differing("It is answered", []string{answeredPer(was)}, []string{answeredPer(q)}),
		differing("It is put to", []string{was.Audience.String()}, []string{q.Audience.String()}),
	)
	return d, len(d.Replaces)+len(d.Meaning)+len(d.Asking) > 0 || d.OldText != ""
}

// continued lists the questions of an earlier edition that a question continues.
func (c *Catalog) continued(q *Question) []*Question {
	if same := c.Question(q.ID); same != nil {
		return []*Question{same}
	}
	var list []*Question
	for _, id := range q.Replaces {
		if earlier := c.Question(id); earlier != nil {
			list = append(list, earlier)
		}
	}
	return list
}

// differing gives a sentence where two lists differ.
func differing(what string, was, is []string) []string {
	if slices.Equal(was, is) {
		return nil
	}
	say := func(list []string) string {
		if len(list) == 0 {
			return "nothing"
		}
		return strings.Join(list, ", ")
	}
	return []string{fmt.Sprintf("%s %s; it was %s.", what, say(is), say(was))}
}

func differingRoles(from, to *Catalog, was, is map[string]bool) []string {
	var list []string
	name := func(cat *Catalog, risk string) string { return fmt.Sprintf("%q", cat.Risk(risk).Heading()) }
	for _, risk := range slices.Sorted(maps.Keys(is)) {
		key, before := was[risk]
		switch {
		case !before:
			list = append(list, fmt.Sprintf("It is a %s control of %s now.", role(is[risk]), name(to, risk)))
		case key != is[risk]:
			list = append(list, fmt.Sprintf("It is a %s control of %s; it was a %s one.", role(is[risk]), name(to, risk), role(key)))
		}
	}
	for _, risk := range slices.Sorted(maps.Keys(was)) {
		if _, still := is[risk]; !still {
			list = append(list, fmt.Sprintf("It is no longer a control of %s.", name(from, risk)))
		}
	}
	return list
}

func role(key bool) string {
	if key {
		return "key"
	}
	return "supporting"
}

// formOf says in which form a question is answered.
func formOf(q *Question) []string {
	if !q.IsFact() {
		return []string{"a safeguard"}
	}
	form := []string{"a fact of the form " + q.Fact.String()}
	for _, c := range q.Choices {
		form = append(form, c.ID)
	}
	return form
}

// differingCondition gives a sentence where two conditions differ. That the words of the same gate are others is told of
// the gate.
func differingCondition(from, to *Catalog, what string, was, is *Condition) []string {
	if was == nil && is == nil || was != nil && is != nil && was.Client == is.Client && was.Question == is.Question &&
		was.AtLeast == is.AtLeast && slices.Equal(sorted(was.Is), sorted(is.Is)) {
		return nil
	}
	return differing(what, []string{holdsWhen(from, was)}, []string{holdsWhen(to, is)})
}

func holdsWhen(cat *Catalog, w *Condition) string {
	if w == nil {
		return "always"
	}
	return "only if " + cat.premise(w).String()
}

func answeredPer(q *Question) string {
	if q.Per == PerSite {
		return "for each site"
	}
	return "once"
}

func diffRisks(from, to *Catalog) []EntryDiff {
	var list []EntryDiff
	for i := range to.Risks {
		r := &to.Risks[i]
		was := from.Risk(r.ID)
		if was == nil {
			list = append(list, EntryDiff{ID: r.ID, Title: r.Heading(), Added: true})
			continue
		}
		what := slices.Concat(
			differing("Its threat is", []string{was.Threat}, []string{r.Threat}),
			differing("Its impact (confidentiality, integrity, availability) is", impactWords(was.Impact), impactWords(r.Impact)),
			differingControls(from, to, "key", to.heirs(was.Key), r.Key),
			differingControls(from, to, "supporting", to.heirs(was.Supporting), r.Supporting),
			differing("It concerns", assetWords(was.Assets), assetWords(r.Assets)),
			differingCondition(from, to, "It applies", was.When, r.When),
		)
		if len(what) > 0 {
			list = append(list, EntryDiff{ID: r.ID, Title: r.Heading(), What: what})
		}
	}
	for i := range from.Risks {
		if r := &from.Risks[i]; to.Risk(r.ID) == nil {
			list = append(list, EntryDiff{ID: r.ID, Title: r.Heading(), Gone: true})
		}
	}
	return list
}

// heirs gives the questions of another edition, those that were replaced under the id of what replaced them.
func (c *Catalog) heirs(ids []string) []string {
	list := slices.Clone(ids)
	for i, id := range list {
		if heir := c.replacing(id); heir != "" && c.Question(id) == nil {
			list[i] = heir
		}
	}
	return list
}

func impactWords(i Impacts) []string {
	return []string{i.Confidentiality.String(), i.Integrity.String(), i.Availability.String()}
}

func assetWords(kinds []AssetKind) []string {
	if len(kinds) == 0 {
		return []string{"every client"}
	}
	var list []string
	for _, k := range kinds {
		list = append(list, k.String())
	}
	return sorted(list)
}

// differingControls says which controls a risk has gained and lost in a role.
func differingControls(from, to *Catalog, role string, was, is []string) []string {
	var list []string
	for _, id := range is {
		if !slices.Contains(was, id) {
			list = append(list, fmt.Sprintf("It has the %s control %s now.", role, named(to, id)))
		}
	}
	for _, id := range was {
		if !slices.Contains(is, id) {
			list = append(list, fmt.Sprintf("%s is no %s control of it any more.", named(from, id), role))
		}
	}
	return list
}

// named gives a question by its words, or by its id where the edition does not ask it.
func named(cat *Catalog, question string) string {
	if q := cat.Question(question); q != nil {
		return fmt.Sprintf("%q", q.Text)
	}
	return question
}

// diffThreats compares the threats that the risks of either edition name.
func diffThreats(from, to *Catalog) []EntryDiff {
	was, is := from.threatened(), to.threatened()
	var list []EntryDiff
	for _, t := range is {
		i := slices.IndexFunc(was, func(o *Threat) bool { return o.ID == t.ID })
		if i < 0 {
			list = append(list, EntryDiff{ID: t.ID, Title: t.Title, Added: true})
			continue
		}
		what := slices.Concat(
			differing("Its occurrence is", []string{was[i].Occurrence.String()}, []string{t.Occurrence.String()}),
			differing("Its source is", []string{was[i].Source.String()}, []string{t.Source.String()}),
		)
		if len(what) > 0 {
			list = append(list, EntryDiff{ID: t.ID, Title: t.Title, What: what})
		}
	}
	for _, t := range was {
		if !slices.ContainsFunc(is, func(o *Threat) bool { return o.ID == t.ID }) {
			list = append(list, EntryDiff{ID: t.ID, Title: t.Title, Gone: true})
		}
	}
	return list
}

// threatened lists the threats that a risk of the catalog names.
func (c *Catalog) threatened() []*Threat {
	var list []*Threat
	for i := range c.Threats {
		if slices.ContainsFunc(c.Risks, func(r Risk) bool { return r.Threat == c.Threats[i].ID }) {
			list = append(list, &c.Threats[i])
		}
	}
	return list
}
