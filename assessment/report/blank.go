package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// NotInForce stands wherever an overlay shows: what it checks readiness for is no law.
const NotInForce = "Proposed, not in force. This checks readiness for a proposal. It is not law and changes no score."

// blankSites is how many sites have boxes of their own on paper.
const blankSites = 3

// blank builds the questionnaire of a catalog to be filled in by hand.
type blank struct {
	*assessment.Catalog
	numbers map[string]string // of the questions, by their ids
}

// Blank builds the questionnaire of a catalog to be filled in by hand, for a meeting without a screen. It has no date, so
// that the same edition is the same paper every time.
func Blank(cat *assessment.Catalog) *Document {
	q := &cat.Questionnaire
	b := &blank{cat, map[string]string{}}
	edition := fmt.Sprintf("%s, version %s", q.ID, q.Version)
	d := &Document{
		Name: q.ID, Title: q.Title, Subtitle: "Blank questionnaire, version " + q.Version, Subject: "A questionnaire to be filled in by hand",
		Running: "Client: ______________________________", Foot: edition, Notice: b.notice(), Digest: cat.Hash, Compact: true,
	}
	b.number()
	b.front(d)
	for i := range q.Sections {
		b.section(d, i+1, &q.Sections[i])
	}
	b.outcomes(d)
	return d
}

func (b *blank) notice() string {
	if b.Questionnaire.Kind == assessment.Overlay {
		return NotInForce
	}
	return ""
}

// number numbers the questions as the pages do, within their section.
func (b *blank) number() {
	for i, s := range b.Questionnaire.Sections {
		for j := range s.Questions {
			b.numbers[s.Questions[j].ID] = fmt.Sprintf("%d.%d", i+1, j+1)
		}
	}
}

// front is what stands before the questions: what the paper is, whose it becomes, how to answer, and where what is.
func (b *blank) front(d *Document) {
	q := &b.Questionnaire
	if q.About != "" {
		d.add(Text{Text: q.About})
	}
	d.add(
		Facts{[]Fact{
			{"Questionnaire", fmt.Sprintf("%s, version %s, %s", q.ID, q.Version, lower(q.Kind.Title()))},
			{"Questions", fmt.Sprintf("%d in %s", len(b.Questions()), count(len(q.Sections), "section"))},
			{"Hash", b.Hash},
		}},
		Lines{[]string{"Client", "Date", "Answered by (name, title)", "Asked by"}},
		Heading{3, "How to answer"},
		Facts{b.responses()},
		Text{Text: b.hints(), Tone: Muted},
	)
	if len(q.Sections) > 2 {
		d.add(Heading{3, "Sections"}, Contents{})
	}
}

// responses explains what can be ticked.
func (b *blank) responses() []Fact {
	if b.Questionnaire.Kind == assessment.Screening {
		return []Fact{
			{"Yes", "It is so, for at least one person, system or site."},
			{"No", "It is not so anywhere."},
			{"Unsure", "Nobody in the room can say. Someone finds out."},
		}
	}
	var list []Fact
	for _, r := range assessment.Responses {
		list = append(list, Fact{r.Title(), r.Means()})
	}
	return list
}

// hints say how to go about it, as far as the questionnaire has what they speak of.
func (b *blank) hints() string {
	hints := []string{"Client or MSP beside a question says who is likely to know."}
	conditional, sites := false, false
	for _, q := range b.Questions() {
		conditional = conditional || len(b.Premises(q)) > 0
		sites = sites || perSite(q)
	}
	if conditional {
		hints = append(hints, "Where a question is asked only if another was answered in a certain way, ask it also while that one is open.")
	}
	if sites {
		hints = append(hints, "Where it is asked once for each site, name the site beside its boxes; the worst site counts.")
	}
	return strings.Join(append(hints, "Write no patient names."), " ")
}

func perSite(q *assessment.Question) bool { return q.Per == assessment.PerSite && !q.IsFact() }

func (b *blank) section(d *Document, n int, s *assessment.Section) {
	d.chapter(fmt.Sprintf("%d  %s", n, s.Title))
	if b.notice() != "" {
		d.add(Text{Text: NotInForce, Tone: Muted})
	}
	if s.Intro != "" {
		d.add(Text{Text: s.Intro})
	}
	for i := range s.Questions {
		d.add(b.ask(&s.Questions[i]))
	}
}

// ask is a question with its boxes and lines.
func (b *blank) ask(q *assessment.Question) Ask {
	a := Ask{Number: b.numbers[q.ID], Text: q.Text, Who: q.Audience.Title(), Guidance: q.Guidance}
	var premises []string
	for _, p := range b.Premises(q) {
		premises = append(premises, b.premise(p))
	}
	if len(premises) > 0 {
		a.Before = append(a.Before, "Ask only if "+strings.Join(premises, " and ")+".")
	}
	a.Choices, a.Lines = b.answers(q)
	if perSite(q) {
		a.Before = append(a.Before, "Answer once for each site.")
		for range blankSites {
			a.Places = append(a.Places, "Site")
		}
	}
	a.After = b.after(q)
	return a
}

// answers gives what can be ticked for a question, and what is written.
func (b *blank) answers(q *assessment.Question) (choices, lines []string) {
	switch q.Fact {
	case 0:
		return b.controls(), []string{"Note"}
	case assessment.FactChoice:
		for _, c := range q.Choices {
			choices = append(choices, c.Text)
		}
		return append(choices, assessment.Unknown.Title()), []string{"Note"}
	case assessment.FactNumber:
		return nil, []string{"Number, or unknown", "Note"}
	case assessment.FactDate:
		return nil, []string{"Date, or unknown", "Note"}
	default:
		return nil, []string{"Answer, or unknown", "Note"}
	}
}

// controls are the boxes of a question that asks for no fact.
func (b *blank) controls() []string {
	var list []string
	for _, f := range b.responses() {
		list = append(list, f.Label)
	}
	return list
}

// premise says when a question is asked, naming the question that decides by its number too.
func (b *blank) premise(p assessment.Premise) string {
	if p.Question == nil {
		return p.String()
	}
	return b.numbers[p.Question.ID] + " " + p.String()
}

// after is what proves an answer, and what the question rests on.
func (b *blank) after(q *assessment.Question) []Fact {
	var list []Fact
	if len(q.Evidence) > 0 {
		list = append(list, Fact{"Ask for", proofsOf(q)})
	}
	var rows []string
	for _, citation := range q.Citations {
		rows = append(rows, b.row(citation))
	}
	if len(rows) > 0 {
		list = append(list, Fact{"Rule", full(strings.Join(rows, "; "))})
	}
	if q.Proposal != "" {
		list = append(list, Fact{"Proposal", full(q.Proposal)})
	}
	return list
}

// proofsOf lists what to ask for, each as a sentence.
func proofsOf(q *assessment.Question) string {
	var list []string
	for _, e := range q.Evidence {
		list = append(list, full(e))
	}
	return sentences(list...)
}

// row names a row of the rule, with how it binds.
func (b *blank) row(citation string) string {
	spec, ok := b.Specification(citation)
	if !ok {
		return citation
	}
	return fmt.Sprintf("%s %s (%s)", citation, spec.Heading(), lower(spec.Designation.Title()))
}

// outcomes says what the answers to a screening come to.
func (b *blank) outcomes(d *Document) {
	list := b.Questionnaire.Outcomes
	if len(list) == 0 {
		return
	}
	d.chapter("What the answers mean")
	d.add(Text{Text: "Once every question has an answer, go through these in order. More than one can be so.", Tone: Muted})
	for i := range list {
		o := &list[i]
		d.add(Together{o.Title, []Block{
			Heading{3, o.Title}, Text{Text: o.Means}, Text{Lead: "When.", Text: b.when(o)}, Text{Lead: "Next.", Text: sentences(full(o.Next), followUp(o.Days))},
		}})
	}
}

// when says when an outcome is so.
func (b *blank) when(o *assessment.Outcome) string {
	if o.Otherwise() {
		return "None of the others is so."
	}
	var parts []string
	for _, clause := range b.OutcomeRule(o) {
		parts = append(parts, clause.Wants+": "+strings.Join(b.briefly(clause.Premises), "; ")+".")
	}
	return strings.Join(parts, " ")
}

// briefly names questions by their numbers, those together of which the same is wanted.
func (b *blank) briefly(premises []assessment.Premise) []string {
	var list, wanted []string
	numbers := map[string][]string{}
	for _, p := range premises {
		if p.Question == nil {
			list = append(list, p.String())
			continue
		}
		if !slices.Contains(wanted, p.Holds) {
			wanted = append(wanted, p.Holds)
		}
		numbers[p.Holds] = append(numbers[p.Holds], b.numbers[p.Question.ID])
	}
	for _, holds := range wanted {
		list = append(list, strings.Join(numbers[holds], ", ")+" "+strings.TrimPrefix(holds, "is "))
	}
	return list
}

func followUp(days int) string {
	if days == 0 {
		return ""
	}
	return fmt.Sprintf("Screen again or follow up within %s.", count(days, "day"))
}
