package templates

import (
	"fmt"
	"slices"

	"safeguard/assessment"
)

// EvidencePage lists the dated proofs of a client: what shows that an answer is true.
type EvidencePage struct {
	Page
	Client  string // id
	CanEdit bool
	Proofs  []ProofLine
	Form    ProofForm // of a new proof
	Gone    string    // who removed what the person was changing
}

// ProofLine is a proof of the list, with the texts of the questions that it is about.
type ProofLine struct {
	ID string
	assessment.Proof
	Texts []string
	Fresh bool // it is about a day of the last 12 months
	Files []ProofFile
}

// ProofFile is a file that belongs to a proof.
type ProofFile struct {
	ID, Name string
	Size     int64 // in bytes
	SHA256   string
	Added    assessment.Date
}

// size gives the size for people.
func (f ProofFile) size() string {
	switch {
	case f.Size < 1<<10:
		return counted(int(f.Size), "byte", "bytes")
	case f.Size < 1<<20:
		return fmt.Sprintf("%d KB", (f.Size+1<<10-1)>>10)
	default:
		return fmt.Sprintf("%.1f MB", float64(f.Size)/(1<<20))
	}
}

// ProofPage changes one proof.
type ProofPage struct {
	Page
	Client string // id
	ID     string
	Form   ProofForm
	Files  []ProofFile
}

// ProofForm is what stands in the fields of a proof, as it was typed.
type ProofForm struct {
	Editing
	What, Date, Method, By string
	Chosen                 []string             // ids of questions
	Sections               []assessment.Section // of the questionnaire, with the questions that can be proved
}

func (p EvidencePage) at(path string) string { return "/clients/" + p.Client + "/evidence" + path }

func (p ProofPage) at(path string) string { return "/clients/" + p.Client + "/evidence" + path }

// state says whether the proof still counts.
func (l ProofLine) state() StateView {
	if l.Fresh {
		return StateView{Kind: StateDone, Word: "Counts"}
	}
	return StateView{Kind: StateNeeds, Word: "Too old"}
}

// until says how long the proof counts.
func (l ProofLine) until() string {
	day := l.Date.AddYears(1)
	if l.Fresh {
		return "until " + day.Short()
	}
	return "since " + day.AddDays(1).Short()
}

// methods are the ways to examine (164.308(a)(8)).
func (f ProofForm) methods() Choices {
	c := Choices{ID: "method", Legend: "How it was examined", Error: f.wrong("method")}
	hints := map[assessment.Method]string{
		assessment.ByDocument:      "Somebody read a policy, a contract, a log or a list.",
		assessment.ByConfiguration: "Somebody looked at the settings or an export of them.",
		assessment.ByTest:          "Somebody tried it, such as a restore or a phishing test.",
	}
	for m := assessment.ByDocument; m <= assessment.ByTest; m++ {
		c.Options = append(c.Options, Option{Value: m.String(), Label: m.Title(), Hint: hints[m], Chosen: f.Method == m.String()})
	}
	return c
}

// questions are the questions of one section, to be ticked. All sections share one name; the first box of the first
// section is what a problem links to.
func (f ProofForm) questions(n int) Choices {
	section := f.Sections[n]
	c := Choices{ID: "questions", Name: "questions", Legend: section.Title, Many: true, Quiet: true}
	if n > 0 {
		c.ID = "questions-" + section.ID
	}
	for i := range section.Questions {
		q := &section.Questions[i]
		c.Options = append(c.Options, Option{Value: q.ID, Label: q.Text, Chosen: slices.Contains(f.Chosen, q.ID)})
	}
	return c
}

// ticked counts the questions of a section that are ticked.
func (f ProofForm) ticked(section assessment.Section) int {
	n := 0
	for i := range section.Questions {
		if slices.Contains(f.Chosen, section.Questions[i].ID) {
			n++
		}
	}
	return n
}

// summary names a section with how many of its questions are ticked.
func (f ProofForm) summary(section assessment.Section) string {
	return fmt.Sprintf("%s, %d of %d ticked", section.Title, f.ticked(section), len(section.Questions))
}

// Facts are the fields of a proof in words.
func (l ProofLine) Facts() Facts {
	return Facts{Items: []Fact{
		{Name: "What it is", Value: l.What},
		{Name: "About the day", Value: l.Date.Long()},
		{Name: "Examined by", Value: joined(l.Method.Title(), l.By)},
		{Name: "Questions", Body: listed(l.Texts)},
	}}
}
