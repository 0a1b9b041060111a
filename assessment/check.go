package assessment

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check lists everything in the content that cannot be understood against the catalog: ids that do not exist,
// answers of the wrong kind, unknown sites, dates out of order. What is merely not there yet is no problem here;
// Rate lists it as missing. The paths name places as the answers file has them.
func (c *Content) Check(cat *Catalog) []Problem {
	k := checker{cat: cat, c: c}
	k.client()
	k.period()
	k.answers()
	k.assets()
	k.decisions()
	k.risks()
	k.treatments()
	k.remediations()
	k.dates()
	return append(k.problems, c.Readiness.CheckForm()...)
}

// enough problems with answers are worth reading; a file with more of them is the wrong file.
const enough = 100

type checker struct {
	cat      *Catalog
	c        *Content
	problems []Problem
	noSites  bool // it has been said that the client's sites are not listed
}

func (k *checker) bad(path, format string, args ...any) {
	k.problems = append(k.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// under names a field of what stands at a path; the path of a form is empty.
func under(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func (k *checker) client() {
	for _, p := range k.c.Client.Check() {
		k.bad("client."+p.Path, "%s", p.What)
	}
}

// Check lists everything in the client's facts that cannot be understood. The paths name the facts.
func (c Client) Check() []Problem {
	k := checker{}
	switch {
	case blank(c.Name):
		k.bad("name", "Name the client.")
	case !oneLine(c.Name):
		k.bad("name", "Write the client's name in one line of at most %d letters.", longestName)
	}
	if len(c.Kinds) == 0 {
		k.bad("kinds", "Say what the client is: covered_entity, business_associate or subcontractor (160.103).")
	}
	for i, kind := range c.Kinds {
		if slices.Contains(c.Kinds[:i], kind) {
			k.bad(fmt.Sprintf("kinds[%d]", i), "%s is listed twice.", kind)
		}
	}
	if c.Workforce < 0 {
		k.bad("workforce", "The workforce cannot be negative.")
	}
	if c.Individuals < 0 {
		k.bad("individuals", "The number of individuals cannot be negative.")
	}
	for i, site := range c.Sites {
		k.clientSite(fmt.Sprintf("sites[%d]", i), site, c.Sites[:i])
	}
	return k.problems
}

// CheckText lists what is wrong with a free text, such as a note: it is too long, it cannot be shown, or it holds what
// looks like a Social Security number.
func CheckText(path, text string) []Problem {
	k := checker{}
	k.text(path, text)
	return k.problems
}

// CheckLine is CheckText for a text of one line, such as a title.
func CheckLine(path, text string) []Problem {
	if utf8.RuneCountInString(text) > longestName || strings.ContainsAny(text, "\n\t") {
		return []Problem{{Path: path, What: fmt.Sprintf("Write this in one line of at most %d letters.", longestName)}}
	}
	return CheckText(path, text)
}

func (k *checker) clientSite(path, site string, before []string) {
	switch {
	case blank(site), !oneLine(site):
		k.bad(path, "Give the site a name in one line.")
	case slices.ContainsFunc(before, func(s string) bool { return strings.EqualFold(s, site) }):
		k.bad(path, "Site %q is listed twice.", site)
	case holdsSSN(site):
		k.bad(path, "This looks like a Social Security number. Take it out.")
	}
}

func (k *checker) answers() {
	for _, id := range sortedKeys(k.c.Answers) {
		if len(k.problems) > enough {
			return
		}
		path := "answers." + id
		q := k.cat.Question(id)
		if q == nil {
			k.bad(path, "%s", k.noQuestion(id))
			continue
		}
		a := k.c.Answers[id]
		k.answer(path, q, a)
		if len(a.Sites) > 0 && q.Per != PerSite {
			k.bad(path+".sites", "%s is not asked per site: give one response for the whole client.", id)
			continue
		}
		for _, site := range slices.Sorted(maps.Keys(a.Sites)) {
			at := path + ".sites." + site
			k.site(at, site)
			k.answer(at, q, a.Sites[site])
			if len(a.Sites[site].Sites) > 0 {
				k.bad(at+".sites", "A site has no sites of its own: give its response here.")
			}
		}
	}
}

// noQuestion says what is wrong with an id that is not among the questions.
func (k *checker) noQuestion(id string) string {
	edition := k.cat.Questionnaire.ID + " " + k.cat.Questionnaire.Version
	for _, r := range k.cat.Questionnaire.Retired {
		if r.ID == id {
			return fmt.Sprintf("%s was retired from %s in version %s: %s Take it out.", id, k.cat.Questionnaire.ID, r.Since, r.Why)
		}
	}
	for _, q := range k.cat.questions {
		if slices.Contains(q.Replaces, id) {
			return fmt.Sprintf("%s is called %s in %s: use that id.", id, q.ID, edition)
		}
	}
	return fmt.Sprintf("%s is not a question of %s%s.", short(id), edition, k.hint(id, func(yield func(string) bool) {
		for _, q := range k.cat.questions {
			if !yield(q.ID) {
				return
			}
		}
	}))
}

func (k *checker) answer(path string, q *Question, a Answer) {
	if !q.IsFact() {
		if a.Choice != "" || a.Value != "" {
			k.bad(path, "%s asks about a safeguard: give a response (yes, partial, no, unknown, not_applicable), not a choice or value.", q.ID)
		}
		return
	}
	switch a.Response {
	case Unknown, NotApplicable:
		if a.Fact() != "" {
			k.bad(under(path, "response"), "%s has both a response and a fact: take one of them out.", q.ID)
		}
	case Yes, Partial, No:
		k.bad(under(path, "response"), "%s asks for a fact: give a choice or value, or respond unknown or not_applicable.", q.ID)
	}
	if q.Fact == FactChoice {
		k.choice(path, q, a)
		return
	}
	if a.Choice != "" {
		k.bad(under(path, "choice"), "%s takes a value, not a choice.", q.ID)
	}
	k.value(under(path, "value"), q, a.Value)
}

func (k *checker) choice(path string, q *Question, a Answer) {
	if a.Value != "" {
		k.bad(under(path, "value"), "%s takes a choice, not a value.", q.ID)
	}
	if a.Choice == "" {
		return
	}
	ids := make([]string, len(q.Choices))
	for i, c := range q.Choices {
		ids[i] = c.ID
	}
	if !slices.Contains(ids, a.Choice) {
		k.bad(under(path, "choice"), "%q is not a choice of %s: take one of %s.", a.Choice, q.ID, strings.Join(ids, ", "))
	}
}

func (k *checker) value(path string, q *Question, value string) {
	if value == "" {
		return
	}
	switch q.Fact {
	case FactNumber:
		if _, err := strconv.Atoi(value); err != nil {
			k.bad(path, "%q is not a whole number.", value)
		}
	case FactDate:
		var d Date
		if err := d.UnmarshalText([]byte(value)); err != nil {
			k.bad(path, "%s.", err)
		}
	}
}

func (k *checker) site(path, site string) {
	if len(k.c.Client.Sites) == 0 {
		if !k.noSites {
			k.bad("client.sites", "List the client's sites, since %s names one.", path)
		}
		k.noSites = true
		return
	}
	if !slices.Contains(k.c.Client.Sites, site) {
		k.bad(path, "%q is not a site of the client: its sites are %s.", site, strings.Join(k.c.Client.Sites, ", "))
	}
}

// short cuts an id that is too long to be one, so that the sentence about it stays whole.
func short(id string) string {
	if runes := []rune(id); len(runes) > 60 {
		return string(runes[:57]) + "..."
	}
	return id
}

// longestName is as long as a name or another text of one line may be; the client's heads every page.
const longestName = 200

func oneLine(name string) bool {
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= longestName &&
		!strings.ContainsFunc(name, func(r rune) bool { return unseen(r) || unicode.IsControl(r) })
}

func (k *checker) assets() {
	for i := range k.c.Assets {
		a := &k.c.Assets[i]
		path := fmt.Sprintf("assets[%d]", i)
		if strings.TrimSpace(a.Name) == "" {
			k.bad(path+".name", "Give the asset a name.")
		}
		if a.Kind == 0 {
			k.bad(path+".kind", "Say of which kind %q is.", a.Name)
		}
		if a.Count < 0 || a.Count > 1_000_000 {
			k.bad(path+".count", "The count should be a number of things, zero or more.")
		}
		if a.Site != "" {
			k.site(path+".site", a.Site)
		}
		if slices.Contains(k.c.Inventory.None, a.Kind) {
			k.bad(path+".kind", "inventory.none says that there is no %s, but %q is one: take one of them out.", a.Kind, a.Name)
		}
	}
	for i, v := range k.c.Vendors {
		if strings.TrimSpace(v.Name) == "" {
			k.bad(fmt.Sprintf("vendors[%d].name", i), "Give the vendor a name.")
		}
	}
}

func (k *checker) decisions() {
	for _, citation := range sortedKeys(k.c.Decisions) {
		path := "decisions." + citation
		switch row, ok := k.cat.Specification(citation); {
		case !ok:
			k.bad(path, "%s is not a row of the Security Rule that is assessed%s.", short(citation), k.hint(citation, maps.Keys(k.cat.rows)))
		case row.Designation != Addressable:
			k.bad(path, "%s is %s: a decision is possible only for an addressable specification (164.306(d)(3)).",
				citation, strings.ToLower(row.Designation.Title()))
		}
		if d := k.c.Decisions[citation]; d.Review.Before(d.Date) && !d.Review.IsZero() {
			k.bad(path+".review", "The review (%s) lies before the decision (%s).", d.Review, d.Date)
		}
	}
}

func (k *checker) risks() {
	for i := range k.c.OwnRisks {
		k.ownRisk(fmt.Sprintf("own_risks[%d]", i), i)
	}
	for _, id := range sortedKeys(k.c.Threats) {
		if k.cat.Threat(id) == nil {
			k.bad("threats."+id, "%s is not a threat of the library%s.", short(id), k.hint(id, maps.Keys(k.cat.threats)))
		}
		if k.c.Threats[id].Occurrence == 0 {
			k.bad("threats."+id+".occurrence", "Say how likely %s is to occur here.", short(id))
		}
	}
	if k.c.Threshold != nil && k.c.Threshold.Level == 0 {
		k.bad("threshold.level", "Say up to which level risks need no response.")
	}
	for _, id := range sortedKeys(k.c.Overrides) {
		k.risk("overrides."+id, id)
	}
	for _, id := range sortedKeys(k.c.RisksExcluded) {
		k.risk("risks_excluded."+id, id)
	}
	if k.c.RisksReviewed != nil {
		for _, id := range sortedKeys(k.c.RisksReviewed.Basis) {
			k.risk("risks_reviewed.basis."+id, id)
		}
	}
}

func (k *checker) ownRisk(path string, i int) {
	own := &k.c.OwnRisks[i]
	switch {
	case !IsOwnRisk(own.ID):
		k.bad(path+".id", "The id of a risk of your own begins with own-, such as own-flood.")
	case k.cat.Risk(own.ID) != nil:
		k.bad(path+".id", "%s is the id of a risk of the library.", own.ID)
	}
	for _, other := range k.c.OwnRisks[:i] {
		if other.ID == own.ID {
			k.bad(path+".id", "%s is the id of another risk too.", own.ID)
		}
	}
	if k.cat.Threat(own.Threat) == nil {
		k.bad(path+".threat", "%q is not a threat of the library%s.", short(own.Threat), k.hint(own.Threat, maps.Keys(k.cat.threats)))
	}
	if own.Impact.Overall() == 0 {
		k.bad(path+".impact", "Rate the impact of %s on confidentiality, integrity or availability.", own.ID)
	}
	k.controls(path+".key", own.Key, nil)
	k.controls(path+".supporting", own.Supporting, own.Key)
	if own.Harm == 0 && len(own.Key) == 0 {
		k.bad(path, "%s has no key control, so state its harm.", own.ID)
	}
}

// controls checks the controls of an own risk, each of which counts once.
func (k *checker) controls(path string, ids, others []string) {
	for j, id := range ids {
		at := fmt.Sprintf("%s[%d]", path, j)
		k.control(at, id)
		if slices.Contains(ids[:j], id) || slices.Contains(others, id) {
			k.bad(at, "%s is a control of this risk already.", short(id))
		}
	}
}

// control checks that an id is of a control question.
func (k *checker) control(path, id string) {
	switch q := k.cat.Question(id); {
	case q == nil:
		k.bad(path, "%s", k.noQuestion(id))
	case q.IsFact():
		k.bad(path, "%s asks for a fact and is no control.", id)
	}
}

func (k *checker) risk(path, id string) {
	if k.cat.Risk(id) != nil || slices.ContainsFunc(k.c.OwnRisks, func(o OwnRisk) bool { return o.ID == id }) {
		return
	}
	k.bad(path, "%s is neither a risk of this questionnaire nor one of own_risks%s.", short(id), k.hint(id, func(yield func(string) bool) {
		for i := range k.cat.Risks {
			if !yield(k.cat.Risks[i].ID) {
				return
			}
		}
	}))
}

func (k *checker) treatments() {
	for _, id := range sortedKeys(k.c.Treatment) {
		path := "treatment." + id
		k.risk(path, id)
		t := k.c.Treatment[id]
		if t.Response == 0 {
			k.bad(path+".response", "Choose a response for %s: mitigate, accept, transfer or avoid.", short(id))
		}
		if !t.Expires.IsZero() && t.Expires.Before(t.Date) {
			k.bad(path+".expires", "The expiry (%s) lies before the date (%s).", t.Expires, t.Date)
		}
	}
}

func (k *checker) remediations() {
	seen := map[string]int{}
	for i := range k.c.Remediation {
		rem := &k.c.Remediation[i]
		path := fmt.Sprintf("remediation[%d]", i)
		if blank(rem.ID) {
			k.bad(path+".id", "Give the remediation an id that stays from year to year, such as r-laptop-encryption.")
		} else if first := seen[rem.ID]; first != 0 {
			k.bad(path+".id", "%s is the id of remediation %d in this list too.", short(rem.ID), first)
		}
		seen[rem.ID] = i + 1
		k.remediation(path, rem)
	}
}

func (k *checker) remediation(path string, rem *Remediation) {
	for j, id := range rem.Questions {
		k.control(fmt.Sprintf("%s.questions[%d]", path, j), id)
	}
	for j, id := range rem.Risks {
		at := fmt.Sprintf("%s.risks[%d]", path, j)
		k.risk(at, id)
		if k.cat.Risk(id) != nil {
			k.bad(at, "%s is a risk of the library: name the questions that the remediation puts in place instead.", short(id))
		}
	}
	if rem.Cost < 0 || rem.Cost > 1e12 || math.IsNaN(rem.Cost) {
		k.bad(path+".cost", "The cost should be a number of dollars, zero or more.")
	}
	if !rem.Due.IsZero() && rem.Due.Before(rem.Start) {
		k.bad(path+".due", "The due date (%s) lies before the start (%s).", rem.Due, rem.Start)
	}
	if !rem.Completed.IsZero() && rem.Completed.Before(rem.Start) {
		k.bad(path+".completed", "The completion (%s) lies before the start (%s).", rem.Completed, rem.Start)
	}
	k.milestones(path+".milestones", rem)
	k.looks(path, rem)
}
